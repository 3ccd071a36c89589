"""Marks of notes (FN2), and notes at the end of a chapter instead of the foot (FN5), read from finished PDFs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import huozi
from tests.page.finished import Finished, Line, read

if TYPE_CHECKING:
    from pathlib import Path

LONG = "河边的人家都做纸，天不亮就听见舂皮的声音。" * 12
MANUSCRIPT = f"""---
title: 纸坊
cover: false
notes: chapter
{{more}}---

# 水

{LONG}[^a]{LONG}

{LONG}[^b]又说一遍[^a]。{LONG}

[^a]: 甲注。
[^b]: 乙注，{LONG}

    乙注的第二段。

# 火

{LONG}[^c]

[^c]: 丙注。
"""


def made(folder: Path, more: str = "") -> Finished:
    (folder / "book.md").write_text(MANUSCRIPT.format(more=more), "utf-8")
    report = huozi.build(folder / "book.md", out=folder)
    assert not report.failed, report.findings
    return read(next(folder.glob("*.pdf")))


def lines(book: Finished, *, notes: bool) -> list[Line]:
    found = [line for page in book.lines for line in page if not line.within("TOCI", "H1")]
    return [line for line in found if line.within("Note") == notes]


def marks(book: Finished) -> list[str]:
    return [line.text for line in lines(book, notes=True) if line.within("Lbl")]


def calls(book: Finished) -> list[str]:
    shown = [one.text for line in lines(book, notes=False) for one in line.shown if one.size < 8]
    return [text for text in shown if "\u2460" <= text <= "\u2473"]


def test_notes_stand_behind_the_text_of_their_chapter_and_are_numbered_through_it(tmp_path: Path) -> None:
    book = made(tmp_path)
    assert calls(book) == ["①", "②", "①", "①"]
    assert marks(book) == ["①", "②", "①"]
    begins = [line.page for page in book.lines for line in page if line.within("H1") and line.text[-1] in "水火"]
    text, notes = lines(book, notes=False), lines(book, notes=True)
    assert begins[0] < begins[1] - 1
    for first, end in ((begins[0], begins[1]), (begins[1], len(book.lines))):
        last = max((line.page, line.y) for line in text if first <= line.page < end)
        inside = [(line.page, line.y) for line in notes if first <= line.page < end]
        assert inside
        assert min(inside) > last


def test_they_are_set_as_notes_at_the_foot_are(tmp_path: Path) -> None:
    """FN3: smaller, number and one em, turned lines one em in."""
    book = made(tmp_path)
    notes = lines(book, notes=True)
    assert {line.size for line in notes} == {8}
    label = next(line for line in notes if line.text == "①")
    first = next(line for line in notes if line.text.startswith("甲注"))
    assert first.x - label.x == pytest.approx(2 * 8, abs=0.1)
    turned = [line.x for line in notes if line.page == first.page and "天不亮" in line.text and "乙注" not in line.text]
    assert turned
    assert min(turned) - label.x == pytest.approx(8, abs=0.1)


def test_where_chapters_run_on_they_stand_behind_all_of_them(tmp_path: Path) -> None:
    book = made(tmp_path, "style: essay\n")
    assert marks(book) == ["①", "②", "③"]
    assert calls(book) == ["①", "②", "①", "③"]
    last = max((line.page, line.y) for line in lines(book, notes=False))
    assert min((line.page, line.y) for line in lines(book, notes=True)) > last


def test_in_an_official_document_they_stand_above_what_closes_it(tmp_path: Path) -> None:
    book = made(tmp_path, "style: gongwen\ngongwen:\n  署名: 某市人民政府\n")
    name = next(line for page in book.lines for line in page if line.text == "某市人民政府")
    assert max((line.page, line.y) for line in lines(book, notes=True)) < (name.page, name.y)


@pytest.mark.parametrize(("lang", "pattern"), [("ja", "*{}"), ("ko", "{})")])
@pytest.mark.parametrize("place", ["page", "chapter"])
def test_japanese_and_korean_books_have_marks_of_their_own(place: str, lang: str, pattern: str, tmp_path: Path) -> None:
    """Typography 18, FN1: each has its room, and pushes what stands behind it on, also where it has two digits."""
    say = {
        "ja": "\u7d19\u3092\u6f09\u304f\u4eba\u306f\u671d\u304b\u3089\u6c34\u8fba\u306b\u7acb\u3064\u3002",
        "ko": "\uc885\uc774\ub97c \ub728\ub294 \uc0ac\ub78c\uc740 \ubb3c\uac00\uc5d0 \uc120\ub2e4.",
    }[lang]
    text = "".join(f"{say}[^{number}]{say}" for number in range(1, 13))
    notes = "".join(f"[^{number}]: {say}\n" for number in range(1, 13))
    front = f"---\nslug: book\nlang: {lang}\nnotes: {place}\ntoc: false\npage: A4\nstyle: essay\n---\n\n"
    (tmp_path / "book.md").write_text(f"{front}# {say[0]}\n\n{text}\n\n{notes}", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    book = read(tmp_path / "book.pdf")
    wanted = [pattern.format(number) for number in range(1, 13)]
    assert len(book.lines) == 1
    assert marks(book) == wanted
    called = [(line, at) for line in lines(book, notes=False) for at, one in enumerate(line.shown) if one.size < 8]
    assert [line.shown[at].text for line, at in called] == wanted
    for line, at in called[:-1]:
        mark, *behind = line.shown[at:]
        if behind:
            assert behind[0].x > mark.x + (0.4 * len(mark.text)) * mark.size


@pytest.mark.parametrize("place", ["page", "chapter"])
def test_no_line_begins_with_the_mark_of_a_note(place: str, tmp_path: Path) -> None:
    """FN2: wherever the line ends, the mark stands right behind the character before it, and is raised."""
    text = "".join(f"{LONG[:40]}{LONG[:length]}[^n{length}]{LONG}\n\n" for length in range(1, 28))
    notes = "".join(f"[^n{length}]: 注。\n" for length in range(1, 28))
    (tmp_path / "book.md").write_text(
        f"---\nslug: book\nnotes: {place}\ntoc: false\n---\n\n# 章\n\n{text}\n{notes}", "utf-8"
    )
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    rows = [line for line in lines(read(tmp_path / "book.pdf"), notes=False) if any(one.size < 8 for one in line.shown)]
    assert sum(one.size < 8 for line in rows for one in line.shown) == 27
    for line in rows:
        at = next(place for place, one in enumerate(line.shown) if one.size < 8)
        assert at > 0
        assert line.shown[at].y < line.y - 2
