from __future__ import annotations

import pytest

from huozi import locales


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-Hant", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("yue-Hant", "zh-Hant"),
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("ko-KR", "ko"),
        ("en", "zh-Hans"),
    ],
)
def test_a_tag_means_one_of_the_four_languages(tag: str, lang: str) -> None:
    assert locales.words(tag).lang == lang


def test_every_language_has_every_word() -> None:
    four = [locales.words(tag) for tag in ("zh-Hans", "zh-Hant", "ja", "ko")]
    for name in ("figures", "roles", "imprint"):
        assert len({frozenset(getattr(words, name)) for words in four}) == 1


@pytest.mark.parametrize(
    "title", ["前言", "前　言", "序 言", "推荐序一", "附录：工具", "后记（第二版）", "はじめに", "감사의 말"]
)
def test_titles_outside_the_count_are_known(title: str) -> None:
    assert locales.is_unnumbered_by_custom(title, at_edge=False)


@pytest.mark.parametrize("title", ["前言与后语", "序列", "跋涉", "附录像机", "索引结构", "前言不搭后语", "引言人"])
def test_titles_that_only_begin_like_them_are_chapters(title: str) -> None:
    assert not locales.is_unnumbered_by_custom(title, at_edge=True)


@pytest.mark.parametrize("title", ["索引", "目录", "Index", "年表"])
def test_some_words_are_outside_only_at_the_ends_of_a_book(title: str) -> None:
    assert locales.is_unnumbered_by_custom(title, at_edge=True)
    assert not locales.is_unnumbered_by_custom(title, at_edge=False)


def test_marks_of_notes() -> None:
    """FN1, typography 18: Unicode has circled numbers to 50 in three blocks, at these code points."""
    chinese = {1: 0x2460, 20: 0x2473, 21: 0x3251, 35: 0x325F, 36: 0x32B1, 50: 0x32BF}
    for lang in ("zh-Hans", "zh-Hant"):
        assert {number: ord(locales.note_mark(lang, number)) for number in chinese} == chinese
        assert locales.note_mark(lang, 51) == "[51]"
    assert [locales.note_mark("ja", number) for number in (1, 10)] == ["*1", "*10"]
    assert [locales.note_mark("ko-KR", number) for number in (1, 10)] == ["1)", "10)"]
