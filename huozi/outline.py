"""The one outline: Book -> Outline, and the same type read back from a finished PDF or EPUB.

PDF bookmarks, printed contents, EPUB nav, NCX and landmarks are all made from this value; verify/ compares the files
with it. Nothing here decides whether a difference is an error, and nothing is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from huozi.book import Book, Entry, Folio, Part


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


def from_book(book: Book) -> Outline:
    """The tree of the book's headings: an entry is nested in the last one before it of a lower level.

    A skipped level (h3 right under h1) stays nested. Divisions (level 0) hold the chapters after them, but only of
    their own part of the book: an appendix is not inside the last volume.
    """
    return Outline(tuple(node for entries in _parts(book) for node in _nest(entries)))


def with_pages(outline: Outline, folios: Mapping[str, Folio]) -> Outline:
    """The same outline, each entry with the printed page of its target; None where `folios` does not hold it."""
    return Outline(tuple(_with_page(node, folios) for node in outline.entries))


def flat(outline: Outline) -> Iterator[tuple[int, Node]]:
    """Every entry in reading order with its depth in the tree, from 1."""
    yield from _flat(outline.entries, 1)


def as_tree(outline: Outline) -> str:
    """Plain text for a terminal: one entry a line, indented by depth, folios right-aligned in one column of cells."""
    rows = [("  " * (depth - 1) + node.title, node.page) for depth, node in flat(outline)]
    if all(page is None for _, page in rows):
        return "\n".join(text for text, _ in rows)
    width = max(cells(text) for text, _ in rows)
    folio_width = max(cells(page or "") for _, page in rows)
    return "\n".join(_row(text, page or "", width, folio_width) for text, page in rows)


def as_json(outline: Outline) -> str:
    """A JSON list of {text, number, page, entries}: text as shown, page null where there is none."""
    return json.dumps([_record(node) for node in outline.entries], ensure_ascii=False, indent=2)


def _parts(book: Book) -> Iterator[list[Entry]]:
    """The entries of each run of chapters that stand in the same part of the book."""
    part: Part | None = None
    entries: list[Entry] = []
    for chapter in book.chapters:
        if chapter.part is not part:
            yield entries
            part, entries = chapter.part, []
        entries += (*chapter.divisions, *chapter.entries)
    yield entries


def _nest(entries: Sequence[Entry]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    start = 0
    while start < len(entries):
        first = entries[start]
        end = start + 1
        while end < len(entries) and entries[end].level > first.level:
            end += 1
        below = _nest(entries[start + 1 : end])
        nodes.append(Node(first.title, first.target, first.number, None, below))
        start = end
    return tuple(nodes)


def _with_page(node: Node, folios: Mapping[str, Folio]) -> Node:
    below = tuple(_with_page(one, folios) for one in node.entries)
    return replace(node, page=folios.get(node.target), entries=below)


def _flat(nodes: Sequence[Node], depth: int) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        yield depth, node
        yield from _flat(node.entries, depth + 1)


def _row(text: str, page: str, width: int, folio_width: int) -> str:
    if not page:
        return text
    return text + " " * (width - cells(text) + 2 + folio_width - cells(page)) + page


def _record(node: Node) -> dict[str, object]:
    below = [_record(one) for one in node.entries]
    return {"text": node.title, "number": node.number, "page": node.page, "entries": below}
