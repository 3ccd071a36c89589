"""MD1: what a line break in the source becomes, by the characters on both sides and the language of the book."""

from __future__ import annotations

import pytest

from tests.source.support import xhtml

ZH, JA, KO, EN = "zh-Hans", "ja", "ko", "en"


@pytest.mark.parametrize(
    ("lang", "before", "after", "joined"),
    [
        (ZH, "汉", "字", True),
        (EN, "汉", "字", True),
        (KO, "漢", "字", True),
        (ZH, "，", "字", True),
        (ZH, "字", "“", True),
        (ZH, "”", "字", True),
        (ZH, "字", "——", True),
        (ZH, "……", "字", True),
        (ZH, "甲·", "乙", True),
        (EN, "字", "“x", False),
        (ZH, "“", "”", False),
        (ZH, "汉", "Latin", True),
        (ZH, "Latin", "汉", True),
        (JA, "漢", "3", True),
        (ZH, "汉", "(x)", True),
        (ZH, "Latin", "word", False),
        (ZH, "Latin”", "word", False),
        (KO, "한국어", "낱말", False),
        (ZH, "한국어", "낱말", False),
        (ZH, "汉", "한", False),
        (KO, "漢", "Latin", False),
        (EN, "汉", "Latin", False),
        (JA, "ｶﾅ", "かな", True),
        (ZH, "😀", "Latin", False),
        (ZH, "😀", "😀", True),
    ],
)
def test_a_soft_break_is_nothing_or_a_space(lang: str, before: str, after: str, joined: bool) -> None:
    expected = before + ("" if joined else " ") + after
    assert xhtml(f"{before}\n{after}\n", lang=lang) == f"<p>{expected}</p>"


def test_marks_and_tags_between_the_two_characters_do_not_matter() -> None:
    assert xhtml("**汉**\n*字*\n") == "<p><strong>汉</strong><em>字</em></p>"
    assert xhtml("汉`x`\n<b>字</b>\n") == "<p>汉<code>x</code><b>字</b></p>"


def test_a_call_of_a_note_is_no_character() -> None:
    assert xhtml("汉^[注]\n字\n").startswith('<p>汉<a class="noteref"')
    assert xhtml("汉^[注]\n字\n").endswith("/>字</p>")
    assert xhtml("word^[n]\nword\n", lang=EN).endswith("/> word</p>")


def test_the_reading_of_ruby_does_not_count() -> None:
    assert xhtml("{漢|kan}\n字\n", lang=EN) == "<p><ruby><rb>漢</rb><rt>kan</rt></ruby>字</p>"


def test_a_break_beside_a_hard_break_or_a_block_is_nothing() -> None:
    assert xhtml("word  \nword\n", lang=EN) == "<p>word<br/>word</p>"
    assert xhtml("<div>\nword\n</div>\n", lang=EN) == "<div>word</div>"


def test_code_is_left_alone() -> None:
    assert xhtml("    汉\n    字\n") == "<pre><code>汉⏎字⏎</code></pre>"
