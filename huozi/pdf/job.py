"""What goes into layout: Setup for all jobs of a book, Job for one. Plain values that cross into worker processes.

Book, Styles -> Setup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.limits import USUAL, Limits
from huozi.pdf.object import file_digest

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Book, Resource
    from huozi.rasters import Inks
    from huozi.styles import Styles

KIND = "object"
"""What compiled jobs are called in the store."""

ELSEWHERE = "huozi-dest:"
"""What stands before an id that a link of one job finds in another."""

REFUSED = "not a resource of the book: "
"""What a finding says before the address of something that layout was asked for and did not get."""

NOTDEF = ".notdef"
"""What a finding names where a character is painted as an empty box."""

UNDECLARED = "a font that no rule names: "
"""What the finding of a font says that the engine took because it was there, before its name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What all jobs of a book share: print style sheet, font files a linker can open again, limits."""

    css: str
    faces: frozenset[str]
    resources: dict[str, Path]
    limits: Limits = USUAL
    inks: Inks = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One unit of layout: a well-formed HTML document without namespaces; `name` is for messages."""

    name: str
    html: bytes


def setup_of(book: Book, styles: Styles, limits: Limits) -> Setup:
    """What all jobs of this book share."""
    paths = {name: one.path for name, one in resources(book).items()}
    return Setup(styles.print_css, frozenset(font_files(styles)), paths, limits, _inks(book))


def font_files(styles: Styles) -> dict[str, Path]:
    """The files of all fonts by their digests."""
    return {file_digest(path): path for path in sorted({face.path for face in styles.faces})}


def resources(book: Book) -> dict[str, Resource]:
    """The pictures of a book by their names."""
    found = {one.name: one for chapter in book.chapters for one in chapter.resources}
    if book.cover is not None:
        found[book.cover.name] = book.cover
    return found


def _inks(book: Book) -> Inks:
    """Pictures of four inks go to the printer as they are, where it is known what they look like there."""
    if book.config.pdf != "print":
        return ""
    return "all" if book.config.print_profile is not None else "own"
