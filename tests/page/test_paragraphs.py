"""Paragraphs of every kind in a book built from its manuscript: indents, and what stands beside them (PA3-5, HD5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import huozi
from huozi.outline import flat, from_pdf
from tests.page.finished import Line, read

if TYPE_CHECKING:
    from pathlib import Path

SIZE, LEAD = 10.5, 17.5
LONG = "河边的人家都做纸，天不亮就听见舂皮的声音，一家接着一家。" * 3
FRONT = "---\ntitle: 纸坊\ncover: false\ntitle-page: false\ntoc: false\nnumbering: none\nslug: book\n---\n\n# 章\n\n"


def set_text(text: str, folder: Path, style: str = "book") -> list[Line]:
    """The lines of a text, from the top."""
    (folder / "book.md").write_text(FRONT + text, "utf-8")
    report = huozi.build(folder / "book.md", out=folder, style=style)
    assert not report.failed, report.findings
    assert not [one for one in report.findings if one.code.startswith("text-")]
    return [line for page in read(folder / "book.pdf").lines for line in page if not line.within("H1")]


def block_of(lines: list[Line], begins: str) -> list[Line]:
    """The lines of the block whose first one begins so."""
    first = next(line for line in lines if line.text.startswith(begins))
    return [line for line in lines if line.block == first.block]


def left(lines: list[Line]) -> float:
    return min(line.x for line in lines)


def ems(x: float) -> float:
    return round(x / SIZE, 2)


def test_nothing_stands_between_paragraphs_and_whole_lines_around_a_quotation(tmp_path: Path) -> None:
    """PA3: a quotation is two characters in on both sides."""
    lines = set_text(f"甲{LONG}\n\n乙{LONG}\n\n> 丙{LONG}\n\n丁{LONG}\n", tmp_path)
    first, second, quoted, last = (block_of(lines, name) for name in "甲乙丙丁")
    assert second[0].y - first[-1].y == pytest.approx(LEAD, abs=0.1)
    for above, below in ((second, quoted), (quoted, last)):
        apart = (below[0].y - above[-1].y) / LEAD
        assert apart == pytest.approx(round(apart), abs=0.01)
        assert round(apart) > 1
    assert ems(left(quoted[1:]) - left(second[1:])) == 2
    assert len(second[1].text) - len(quoted[1].text) == pytest.approx(4, abs=1)


def test_lines_of_verse_begin_under_one_another(tmp_path: Path) -> None:
    """No line of verse is indented as a paragraph is; stanzas stand a line apart."""
    verse = "| \u5c71\u8def\u65e0\u4eba\n| \u9e1f\u53eb\u4e86\n| \u4e24\u58f0\n\n| \u63a8\u7a97\n| \u542c\u98ce\n"
    lines = set_text(f"\u7532{LONG}\n\n{verse}\n> {verse.replace(chr(10), chr(10) + '> ')}\n", tmp_path)
    prose = left(block_of(lines, "\u7532")[1:])
    for begins, inset in (("\u5c71", 2), ("\u63a8", 2)):
        for first in [line for line in lines if line.text.startswith(begins)]:
            stanza = [line for line in lines if line.block == first.block]
            assert len({ems(line.x - prose) for line in stanza}) == 1
            assert ems(stanza[0].x - prose) == inset
    above, below = (next(line for line in lines if line.text.startswith(name)) for name in ("\u4e24", "\u63a8"))
    assert below.y - above.y == pytest.approx(2 * LEAD, abs=0.1)


def test_what_goes_on_after_a_formula_is_not_indented(tmp_path: Path) -> None:
    """PA4: the source says so by leaving no empty line; with one a paragraph begins."""
    lines = set_text(f"甲式\n\n$$a = b$$\n乙{LONG}\n\n$$c = d$$\n\n丙{LONG}\n", tmp_path)
    goes_on, begins = block_of(lines, "乙"), block_of(lines, "丙")
    assert ems(goes_on[0].x - left(goes_on[1:])) == 0
    assert ems(begins[0].x - left(begins[1:])) == 2


def test_items_hang_from_their_marks_by_whole_characters(tmp_path: Path) -> None:
    """PA5: the mark stands in the margin of the item, whose lines all begin below its first character."""
    lines = set_text(f"甲{LONG}\n\n1. 乙{LONG}\n   - 丙{LONG}\n     1. 丁{LONG}\n\n戊{LONG}\n", tmp_path)
    measure = left(block_of(lines, "甲")[1:])
    for depth, name in enumerate("乙丙丁", 1):
        block = block_of(lines, name)
        assert {ems(line.x - measure) for line in block} == {2 * depth}
    marks = [line for line in lines if line.within("Lbl")]
    assert len(marks) == 3
    assert all(2 * depth <= ems(mark.x - measure) < 2 * depth + 2 for depth, mark in enumerate(marks))


def test_terms_stand_above_what_explains_them(tmp_path: Path) -> None:
    """PA5, for lists of terms."""
    lines = set_text(f"纸药\n: 乙{LONG}\n\n戊{LONG}\n", tmp_path)
    measure = left(block_of(lines, "戊")[1:])
    assert ems(block_of(lines, "纸药")[0].x - measure) == 0
    assert {ems(line.x - measure) for line in block_of(lines, "乙")} == {2}


@pytest.mark.parametrize("style", ["book", "gongwen"])
def test_the_lowest_headings_stand_in_the_first_line_of_their_text(style: str, tmp_path: Path) -> None:
    """HD5; clreq 4.1.5: an em behind the heading, indented as a paragraph; it is a heading all the same."""
    headings = "".join(f"{'#' * level} 题{level}\n\n" for level in range(2, 5))
    lines = set_text(f"{headings}##### 小题\n\n乙{LONG}\n\n丙{LONG}\n", tmp_path, style)
    (heading,) = (line for line in lines if line.text == "小题")
    assert heading.within("H5")
    text, plain = block_of(lines, "乙"), block_of(lines, "丙")
    size = plain[0].size
    assert text[0].y == pytest.approx(heading.y, abs=0.1)
    assert heading.x == pytest.approx(plain[0].x, abs=0.1)
    assert (text[0].x - heading.x) / size == pytest.approx(len("小题") + 1, abs=0.05)
    assert left(text[1:]) == pytest.approx(left(plain[1:]), abs=0.1)
    titles = [node.title for _, node in flat(from_pdf(tmp_path / "book.pdf"))]
    assert titles[-1] == "小题"


def test_a_run_in_heading_may_stand_in_the_last_lines_of_a_page(tmp_path: Path) -> None:
    """HD5: it needs no company but its own paragraph."""
    deep = "## 题\n\n### 题\n\n#### 题\n\n"
    found = set()
    for count in range(12, 20):
        lines = set_text(deep + "短。\n\n" * count + f"##### 小题\n\n乙{LONG}{LONG}\n", tmp_path)
        (heading,) = (line for line in lines if line.text == "小题")
        below = [line for line in lines if line.page == heading.page and line.y > heading.y + 1]
        found.add(len(below))
    assert 1 in found
