"""Chapters that huozi adds behind the text, the list of references and the index: where they go, and what they are.

What stands in them is made in citations.py and index.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from huozi.book import Chapter, Entry, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huozi.book import Book
    from huozi.diagnostics import Span


def end_of_text(chapters: Sequence[Chapter]) -> int:
    """After the text and its appendices, before what closes the book (BK1)."""
    return max((at for at, chapter in enumerate(chapters, 1) if chapter.part is not Part.BACK), default=len(chapters))


def new_chapter(book: Book, name: str, title: str, at: Span) -> Chapter:
    """A chapter of the back matter that holds nothing but its title; `name` is the id of both."""
    body = etree.Element("body")
    etree.SubElement(body, "h1", {"id": name, "data-line": str(at.line)}).text = title
    entry = Entry(title, 1, name, at, numbered=False)
    return Chapter(name, book.config.source.name, Part.BACK, body, (entry,))
