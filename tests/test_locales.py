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


def test_marks_of_notes() -> None:
    """FN1, typography 18: Unicode has circled numbers to 50 in three blocks, at these code points."""
    chinese = {1: 0x2460, 20: 0x2473, 21: 0x3251, 35: 0x325F, 36: 0x32B1, 50: 0x32BF}
    for lang in ("zh-Hans", "zh-Hant"):
        assert {number: ord(locales.note_mark(lang, number)) for number in chinese} == chinese
        assert locales.note_mark(lang, 51) == "[51]"
    assert [locales.note_mark("ja", number) for number in (1, 10)] == ["*1", "*10"]
    assert [locales.note_mark("ko-KR", number) for number in (1, 10)] == ["1)", "10)"]
