"""What the package says of the book: dates from the author and never from the clock, series, claims, readings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from huozi.config import Claim, Series
from huozi.dated import modified
from huozi.epub.compose import readings
from huozi.epub.metadata import Holdings, describe
from tests import builders


@pytest.mark.parametrize(
    ("date", "moment", "said"),
    [
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC), "2026-11-24"),
        ("2026年11月24日", datetime(2026, 11, 24, tzinfo=UTC), "2026-11-24"),
        ("2026/1/5", datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05"),
        ("2026.11", datetime(2026, 11, 1, tzinfo=UTC), "2026-11"),
        ("2026年", datetime(2026, 1, 1, tzinfo=UTC), "2026"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(date: str, moment: datetime, said: str) -> None:
    about = describe(builders.config(date=date), Holdings(), {})
    assert about.modified == moment
    assert [one.text for one in about.statements if one.name == "dc:date"] == [said]


@pytest.mark.parametrize("date", ["", "明年春天", "2026-13-01", "20261124"])
def test_what_is_no_date_is_not_told(date: str) -> None:
    about = describe(builders.config(date=date), Holdings(), {})
    assert about.modified == datetime(1980, 1, 1, tzinfo=UTC)
    assert not [one for one in about.statements if one.name == "dc:date"]


def test_source_date_epoch_goes_before_the_dates_of_the_book() -> None:
    # 1,700,000,000 seconds after the epoch.
    wanted = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    for date in ("", "2026-11-24"):
        assert modified(builders.config(date=date), {"SOURCE_DATE_EPOCH": "1700000000"}) == wanted


@pytest.mark.parametrize(
    ("date", "changed", "day"),
    [
        ("2026-11-24", "2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-11-24", "2025-01-01", datetime(2026, 11, 24, tzinfo=UTC)),
        ("", "2026年12月", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_the_newest_date_of_the_book_is_when_it_was_changed(date: str, changed: str, day: datetime) -> None:
    assert modified(builders.config(date=date, date_modified=changed), {}) == day


@pytest.mark.parametrize("epoch", ["soon", "-1e9", "99999999999999999999"])
def test_a_source_date_epoch_that_is_none_is_passed_over(epoch: str) -> None:
    assert modified(builders.config(), {"SOURCE_DATE_EPOCH": epoch}) == datetime(1980, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh-Hans", "本书有目录"),
        ("zh-TW", "本書有目錄"),
        ("ja", "目次と見出し"),
        ("ko", "차례와"),
    ],
)
def test_the_summary_is_in_the_book_s_language(lang: str, sentence: str) -> None:
    about = describe(builders.config(lang=lang), Holdings(), {})
    (summary,) = [one.text for one in about.statements if ("property", "schema:accessibilitySummary") in one.attributes]
    assert summary.startswith(sentence)


def test_a_moving_picture_leaves_the_hazard_open() -> None:
    about = describe(builders.config(), Holdings(images=1, moving_images=True), {})
    hazards = [one.text for one in about.statements if ("property", "schema:accessibilityHazard") in one.attributes]
    assert hazards == ["unknown"]


def statements(holdings: Holdings | None = None, **fields: Any) -> list[tuple[str, dict[str, str]]]:  # noqa: ANN401 (each has a type of its own)
    about = describe(builders.config(**fields), holdings or Holdings(), {})
    return [(one.text, dict(one.attributes)) for one in about.statements]


def test_conformance_is_claimed_only_by_somebody() -> None:
    said = statements(claim=Claim("读屏社", "AA", "甲级认证", "https://example.org/report"))
    claim = {"property": "dcterms:conformsTo", "id": "conformance"}
    # The exact words of EPUB Accessibility 1.1, section 4.2.2.
    assert ("EPUB Accessibility 1.1 - WCAG 2.2 Level AA", claim) in said
    by = {"refines": "#conformance", "property": "a11y:certifiedBy", "id": "certifier"}
    assert ("读屏社", by) in said
    assert ("甲级认证", {"refines": "#certifier", "property": "a11y:certifierCredential"}) in said
    link = {"refines": "#certifier", "rel": "a11y:certifierReport", "href": "https://example.org/report"}
    assert ("", link) in said
    assert not [one for one in statements() if "conformsTo" in one[1].get("property", "")]


def test_a_series_has_a_name_and_the_place_of_the_book_in_it() -> None:
    said = statements(series=Series("活字文库", "3"))
    assert ("活字文库", {"property": "belongs-to-collection", "id": "series"}) in said
    assert ("series", {"refines": "#series", "property": "collection-type"}) in said
    assert ("3", {"refines": "#series", "property": "group-position"}) in said
    assert not [one for one in statements(series=Series("活字文库")) if one[1].get("property") == "group-position"]


def test_a_title_is_sorted_by_its_reading() -> None:
    reading = {"refines": "#title", "property": "file-as"}
    assert ("こころ", reading) in statements(title="心", title_file_as="こころ")
    assert not [one for one in statements(title="心") if one[1] == reading]


@pytest.mark.parametrize(
    ("text", "wanted", "feature"),
    [
        ("<p><ruby>漢字<rt>かんじ</rt></ruby>を<ruby>読<rt>よ</rt></ruby>む。</p>", "all", "fullRubyAnnotations"),
        ("<p><ruby>漢字<rt>かんじ</rt></ruby>を読む。</p>", "some", "rubyAnnotations"),
        ("<h1>漢字</h1><p><ruby>読<rt>よ</rt></ruby>む。</p>", "some", "rubyAnnotations"),
        ("<p><ruby><em>読</em><rt>よ</rt></ruby>む。</p>", "all", "fullRubyAnnotations"),
        ("<p>漢字と<ruby>API<rt>窓口</rt></ruby></p>", "none", None),
        ("<p>かな</p>", "none", None),
    ],
)
def test_readings_are_told_as_far_as_ideographs_have_them(text: str, wanted: str, feature: str | None) -> None:
    found = readings([etree.fromstring(f"<section>{text}</section>")])
    assert found == wanted
    features = [
        text
        for text, attributes in statements(Holdings(readings=found))
        if attributes.get("property") == "schema:accessibilityFeature" and "uby" in text
    ]
    assert features == ([feature] if feature else [])
