"""What each language does at line ends and between scripts reaches the finished book (P4, P10, S1, S6)."""

from __future__ import annotations

import pytest

from tests.builders import book, chapter
from tests.pdf.pages import Row, Set, set_book

SIZE = 10.5
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


def first_row(lang: str, text: str) -> tuple[Row, float]:
    """The first row of a paragraph without indent, and the measure in em."""
    made: Set = set_book(book(chapter(f"<h1>章</h1><p class='no-indent'>{text}</p>"), lang=lang, toc=False))
    page = made.page_of("1")
    return made.body(page)[1], made.styles.points("--measure") / SIZE


def place(row: Row, index: int) -> float:
    """The origin of a character in em from the left edge of the row."""
    return (row.chars[index].x - row.x) / SIZE


@pytest.mark.parametrize(("lang", "from_the_end"), [("zh-Hans", 0.5), ("zh-Hant", 1)])
def test_a_comma_that_ends_a_line_takes_what_the_language_gives_it(lang: str, from_the_end: float) -> None:
    """P4: always half an em in Simplified Chinese; in Traditional Chinese marks keep their em."""
    _, measure = first_row(lang, HAN)
    row, measure = first_row(lang, HAN[: int(measure) - 1] + "\uff0c" + HAN)
    assert row.text.endswith("\uff0c")
    assert place(row, -1) == pytest.approx(measure - from_the_end, abs=0.02)


@pytest.mark.parametrize(("lang", "text", "gap"), [("zh-Hans", "字字A", 0.25), ("ko", "글글A", 0)])
def test_autospace_is_what_the_language_has(lang: str, text: str, gap: float) -> None:
    """S1, S6: a quarter of an em between Han and Latin, none between Hangul and Latin."""
    row, _ = first_row(lang, text)
    assert place(row, 2) - 2 * place(row, 1) == pytest.approx(gap, abs=0.01)
