"""The one outline: Book -> Outline, and the same type read back from a finished PDF or EPUB.

PDF bookmarks, printed contents, EPUB nav, NCX and landmarks are all made from this value; verify/ compares the files
with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.book import Folio


@dataclass(frozen=True, slots=True)
class Node:
    """An entry: title as shown (number included), its number alone, printed page, target id, entries below it.

    `page` is None where there is no printed page (a source, an EPUB without a page list); `number` is "" where the
    entry has none or the file read back does not tell it.
    """

    title: str
    target: str
    number: str = ""
    page: Folio | None = None
    entries: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a book: its top entries in reading order."""

    entries: tuple[Node, ...]
