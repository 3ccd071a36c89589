"""Dates and identifiers of the package: from what the author says, never from the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huozi.epub.metadata import Holdings, describe, modified
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
    about = describe(builders.config(date=date), Holdings(), {"SOURCE_DATE_EPOCH": "0"})
    assert about.modified == moment
    assert [one.text for one in about.statements if one.name == "dc:date"] == [said]


@pytest.mark.parametrize("date", ["", "明年春天", "2026-13-01", "20261124"])
def test_what_is_no_date_is_not_told(date: str) -> None:
    about = describe(builders.config(date=date), Holdings(), {})
    assert about.modified == datetime(1980, 1, 1, tzinfo=UTC)
    assert not [one for one in about.statements if one.name == "dc:date"]


def test_without_a_date_the_moment_is_source_date_epoch() -> None:
    # 1,700,000,000 seconds after the epoch.
    wanted = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert modified(builders.config(), {"SOURCE_DATE_EPOCH": "1700000000"}) == wanted


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
