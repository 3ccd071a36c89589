"""A whole book, the handbook, measured page by page in the finished PDF. Real ones: `make corpora`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import huozi
from tests.conftest import ROOT
from tests.page import measures
from tests.page.__main__ import look_of
from tests.page.finished import Finished, read

if TYPE_CHECKING:
    from tests.page.measures import Look


def broken(book: Finished, look: Look) -> dict[str, list[str]]:
    return {name: found for name, found in measures.every(book, look) if found}


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("handbook")
    assert not huozi.build(ROOT / "source" / "book.md", to=["pdf"], out=out).failed
    return read(out / "huozi-handbook.pdf")


def test_the_handbook_keeps_the_rules_of_the_page(handbook: Finished) -> None:
    """GR1, GR2, HD1, PA7, PA9, FN3 on every page."""
    look = look_of(ROOT / "source" / "book.md")
    assert len(handbook.lines) > 100
    assert sum(measures.is_text(line, look) for page in handbook.lines for line in page) > 1000
    assert broken(handbook, look) == {}


def test_pages_of_the_handbook_are_full(handbook: Finished) -> None:
    """GR3: what leaves room at a foot is a heading with its two lines, a listing with its three; seldom with a table.

    A heading of three lines, a line below it and a table of a third of a page stay together.
    """
    look = look_of(ROOT / "source" / "book.md")
    room = [lines for _, lines in measures.feet(handbook, look)]
    assert len(room) > 80
    assert sum(room) / len(room) < 1.2
    assert sum(lines > 5.5 for lines in room) <= len(room) / 50
    assert max(room) < 3 + 1 + look.lines / 3


def test_headings_of_the_handbook_take_whole_lines(handbook: Finished) -> None:
    """HD2: 3 lines and 2, and a whole line more where a list or a listing ends above."""
    blocks = measures.heading_blocks(handbook, look_of(ROOT / "source" / "book.md"))
    assert {level for level, _, _ in blocks} >= {"H2", "H3"}
    assert [block for block in blocks if block[1] != int(block[1])] == []
    usual = {"H2": 3, "H3": 2}
    assert sum(lines == usual[level] for level, lines, _ in blocks) > 0.85 * len(blocks)


def test_no_face_of_the_handbook_is_slanted_or_made_bold(handbook: Finished) -> None:
    """HD6, FT6: bold is a bold face, emphasis on Han is dots or Kai, italics are of a face that has them."""
    assert handbook.faked == ()
