"""`python -m tests.page [BOOK ...]`: measures the pages of the real books that `make corpora` built, prints a table.

A book that breaks a rule makes it fail. White feet break none: what leaves room is a heading with its two lines, a
picture, a row or a listing's three lines; how much is left is told.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from huozi import config, styles
from huozi.diagnostics import Log
from tests.conftest import ROOT
from tests.page import measures
from tests.page.finished import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.page.measures import Look

BUILT = ROOT / "build" / "corpora"
LARGE_LINES = 3
"""A white foot of more lines than this is counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the pages of one book are like: lines of text, what breaks each rule, room at feet in lines."""

    name: str
    pages: int
    lines: int
    broken: dict[str, list[str]]
    blocks: list[tuple[str, float, str]]
    feet: list[tuple[str, float]]


def look_of(source: Path) -> Look:
    """What the styles of a book make its pages look like."""
    log = Log()
    given = config.load(source, log)
    assert given is not None
    found = styles.load(given, log)
    assert found is not None
    return measures.look(found)


def measure(pdf: Path, source: Path) -> Measured:
    """The pages of a finished book, by the look that its manuscript asks for."""
    book, look = read(pdf), look_of(source)
    return Measured(
        pdf.parent.name,
        len(book.lines),
        sum(measures.is_text(line, look) for page in book.lines for line in page),
        dict(measures.every(book, look)),
        measures.heading_blocks(book, look),
        measures.feet(book, look),
    )


def main(names: list[str]) -> int:
    """Measure the named books, or all that are built; 1 if a rule is broken anywhere."""
    console = Console(width=None if sys.stdout.isatty() else 200)
    found = [
        measure(pdf, pdf.parent / "source" / "book.md")
        for pdf in sorted(BUILT.glob("*/source.pdf"))
        if not names or pdf.parent.name in names
    ]
    console.print(_table(found))
    for one in found:
        for rule, places in one.broken.items():
            for place in places[:5]:
                console.print(f"{one.name}: {rule}: {place}", style="red", markup=False)
    return int(any(places for one in found for places in one.broken.values()) or any(map(_halves, found)))


def _halves(one: Measured) -> int:
    """How many headings stand between lines of text in no whole number of lines (HD2)."""
    return sum(lines != int(lines) for _, lines, _ in one.blocks)


def _table(found: list[Measured]) -> Table:
    table = Table("book", title="Pages: places that break a rule; room at feet, in lines")
    rules = list(found[0].broken) if found else []
    for name in (
        "pages",
        "lines",
        *rules,
        "HD2 no whole lines",
        "headings",
        "foot mean",
        "largest",
        f"> {LARGE_LINES}",
    ):
        table.add_column(name, justify="right")
    for one in found:
        room = [lines for _, lines in one.feet] or [0.0]
        counts = (len(one.broken[rule]) for rule in rules)
        figures = (*counts, _halves(one), len(one.blocks), f"{sum(room) / len(room):.2f}", max(room))
        table.add_row(one.name, *map(str, (one.pages, one.lines, *figures, sum(x > LARGE_LINES for x in room))))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
