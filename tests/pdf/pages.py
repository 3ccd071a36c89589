"""Finished pages for tests: a book is set, and read back with PyMuPDF, which knows nothing of how it was made.

Positions are character origins (typography.md "How to measure"): a row is what has one baseline, from left to right.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pymupdf

from huozi import outline, passes, styles, verify
from huozi.diagnostics import Log
from huozi.pdf import making
from huozi.workers import crew

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.book import Book
    from huozi.pdf.making import Pdf
    from huozi.styles import Styles

TEXT = (
    "入夏以后，雨下得勤，纸坊的人便把晒纸的架子，移到檐下来。新捞的纸还湿着，一张叠着一张；又有薄的厚的，大的小的，分作几处，"
    "压上青石，等它慢慢地干。虽然没有日头，一日一夜，也足以成纸。"
)


@dataclass(frozen=True)
class Char:
    """A character on a page: origin in points from the page's top left corner, size, font."""

    text: str
    x: float
    y: float
    size: float
    font: str
    flags: int


@dataclass(frozen=True)
class Row:
    """The characters on one baseline."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars).strip()

    @property
    def x(self) -> float:
        return self.chars[0].x

    @property
    def y(self) -> float:
        return self.chars[0].y

    @property
    def size(self) -> float:
        return max(char.size for char in self.chars)

    @property
    def font(self) -> str:
        return self.chars[0].font


@dataclass(frozen=True)
class Set:
    """A book that has been set: what came out, the styles it was set with, what was said about it."""

    pdf: Pdf
    styles: Styles
    log: Log
    outline: outline.Outline

    @functools.cached_property
    def document(self) -> Any:  # noqa: ANN401 (PyMuPDF has few types)
        opened: Any = pymupdf.open  # type: ignore[attr-defined, unused-ignore]
        return opened("pdf", self.pdf.data)

    def rows(self, page: int) -> list[Row]:
        """The rows of a page, from the top; running head and folio are among them."""
        return rows(self.document[page])

    def body(self, page: int) -> list[Row]:
        """The rows inside the type area of a page."""
        top = self.styles.points("--margin-top")
        bottom = self.document[page].rect.height - self.styles.points("--margin-bottom")
        return [row for row in self.rows(page) if top < row.y < bottom]

    def head(self, page: int) -> Row | None:
        """The running head of a page."""
        return next((row for row in self.rows(page) if row.y < self.styles.points("--margin-top")), None)

    def folio(self, page: int) -> Row | None:
        """The printed folio of a page."""
        bottom = self.document[page].rect.height - self.styles.points("--margin-bottom")
        return next((row for row in self.rows(page) if row.y > bottom), None)

    def page_of(self, label: str) -> int:
        """The index of the first page with this label."""
        return self.pdf.pages.index(label)


def rows(page: Any) -> list[Row]:  # noqa: ANN401
    """The rows of a PyMuPDF page. Its own "lines" are not used: squeezed marks split one visual line into several."""
    by_baseline: dict[float, list[Char]] = {}
    for char in sorted(_chars(page), key=lambda char: char.y):
        near = next((y for y in reversed(by_baseline) if abs(y - char.y) < 0.15 * char.size), char.y)
        by_baseline.setdefault(near, []).append(char)
    return [Row(tuple(sorted(chars, key=lambda char: char.x))) for _, chars in sorted(by_baseline.items())]


def _chars(page: Any) -> Iterator[Char]:  # noqa: ANN401
    for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    x, y = char["origin"]
                    yield Char(char["c"], x, y, span["size"], span["font"], span["flags"])


def set_book(book: Book, **options: Any) -> Set:  # noqa: ANN401
    """Set a book, check it as a build does, and fail on any finding that the test does not expect (expect=codes)."""
    expected = set(options.pop("expect", ()))
    log = Log()
    numbered = passes.run(book, log)
    look = styles.load(numbered.config, log)
    assert look is not None
    tree = outline.from_book(numbered)
    with crew(options.pop("jobs", 1)) as workers:
        made = making.make(numbered, look, tree, log, crew=workers, **options)
    assert made is not None, log.entries
    if not log.failed:
        verify.outputs(outline.with_pages(tree, made.folios), made.data, None, log)
    assert {one.code for one in log.entries} == expected, log.entries
    return Set(made, look, log, tree)
