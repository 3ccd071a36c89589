"""A book as read -> the same book with its numbers, notes and references settled; each pass returns a new Book.

PASSES is the order, each with its reason. The other modules here are what passes share: shapes.py (what a number looks
like) and heading.py (numbers in a body).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.passes.captions import captions
from huozi.passes.index import index
from huozi.passes.notes import notes
from huozi.passes.number import number
from huozi.passes.resolve import resolve
from huozi.passes.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from huozi.book import Book
    from huozi.diagnostics import Log


def cite(book: Book, log: Log) -> Book:
    """The book with its citations set; what sets them is imported where there are some."""
    if not book.config.bibliography and not any(chapter.citations for chapter in book.chapters):
        return book
    from huozi.passes.citations import citations

    return citations(book, log)


@dataclass(frozen=True, slots=True)
class Pass:
    """One step, and why it stands where it does."""

    run: Callable[[Book, Log], Book]
    reason: str


PASSES = (
    Pass(typed, "first, so that what the author numbered is known before anything is numbered"),
    Pass(number, "after typed, which tells it the levels to leave alone"),
    Pass(captions, "after number: a figure bears the number of its chapter"),
    Pass(notes, "before resolve: references in notes that are left out need no target"),
    Pass(resolve, "after all numbers: they are the words of references"),
    Pass(cite, "after resolve: it adds a chapter that nothing counts, and references that have their targets"),
    Pass(index, "last: after the list of references, and its words are those of references"),
)


def run(book: Book, log: Log) -> Book:
    """All passes in order."""
    for one in PASSES:
        book = one.run(book, log)
    return book
