"""A chapter's XHTML -> one or more pieces that small reading systems can hold.

A long chapter is cut before the best heading that keeps a piece under the limit, else between blocks, else inside a
list, quote or div that is too long by itself. A table or a listing stays whole: a piece may then exceed the limit.
Notes go with the piece that calls them.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from lxml import etree

from huozi.epub.nav import EPUB_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT_BYTES = 250_000
"""Old reading systems and the guides of stores (TDPF 1.0, EBPAJ 1.1) want a document below 256 KiB."""

_EARLIEST = 0.4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DIVISIBLE = frozenset({"blockquote", "div", "dl", "ol", "section", "ul"})
_WHOLE_CHAPTER = ("id", "role", "aria-labelledby", "aria-label", EPUB_TYPE)
_PLAIN_BLOCK = 10
_NEVER = 100


def split(section: etree._Element, limit: int = LIMIT_BYTES) -> tuple[etree._Element, ...]:
    """The pieces of a chapter in order, each a copy of its element; what names the chapter stays on the first."""
    # The serialised tree is never shorter than what is counted below, and is there at once.
    if len(etree.tostring(section, encoding="utf-8", with_tail=False)) <= limit or _size(section) <= limit:
        return (section,)
    notes = _take_notes(section)
    pieces = _cut(section, limit)
    for piece in pieces:
        _give_notes(piece, notes)
    return tuple(pieces)


def _cut(element: etree._Element, limit: int) -> list[etree._Element]:
    blocks: list[etree._Element] = []
    for child in element:
        divisible = child.tag in _DIVISIBLE and len(child) > 1 and _size(child) > limit
        blocks.extend(_cut(child, limit) if divisible else [child])
    sizes = [_size(block) for block in blocks]
    pieces = []
    start = 0
    while start < len(blocks):
        end = _end_of_piece(blocks, sizes, start, limit)
        pieces.append(_piece(element, blocks[start:end], first=start == 0))
        start = end
    _count_on(element, pieces)
    return pieces


def _end_of_piece(blocks: Sequence[etree._Element], sizes: Sequence[int], start: int, limit: int) -> int:
    """The index of the block before which to cut: the last one before a heading of the highest rank in reach.

    A cut that leaves a short piece is taken only where there is no other; a piece without any cut may be too long.
    """
    total = sizes[start]
    best, best_cost = len(blocks), (True, _NEVER)
    for index in range(start + 1, len(blocks)):
        cost = (total < limit * _EARLIEST, _cost(blocks[index - 1], blocks[index]))
        if cost[1] < _NEVER and cost <= best_cost:
            best, best_cost = index, cost
        total += sizes[index]
        if total > limit and best < len(blocks):
            return best
    return len(blocks)


def _cost(before: etree._Element, after: etree._Element) -> int:
    """How bad it is to cut between two blocks: best before a high heading, never after one."""
    if before.tag in _HEADINGS or after.tag == "dd":
        return _NEVER
    return _HEADINGS.index(str(after.tag)) if after.tag in _HEADINGS else _PLAIN_BLOCK


def _piece(element: etree._Element, blocks: list[etree._Element], *, first: bool) -> etree._Element:
    piece = etree.Element(str(element.tag), _attributes(element))
    if first:
        piece.text = element.text
    else:
        for name in _WHOLE_CHAPTER:
            piece.attrib.pop(name, "")
    piece.extend(blocks)
    return piece


def _count_on(element: etree._Element, pieces: list[etree._Element]) -> None:
    if element.tag != "ol":
        return
    number = int(element.get("start") or 1)
    for piece in pieces:
        if number != 1:
            piece.set("start", str(number))
        number += len(piece)


def _take_notes(section: etree._Element) -> dict[str, etree._Element]:
    """Take the notes out of a chapter: each under its id, in the block of notes that it stood in."""
    notes = {}
    for note in list(section.iter("aside", "li", "div")):
        if "footnote" not in (note.get(EPUB_TYPE) or "").split():
            continue
        parent = note.getparent()
        assert parent is not None
        parent.remove(note)
        block = copy(note)
        if parent is not section:
            block = etree.Element(str(parent.tag), _attributes(parent))
            block.append(note)
        notes[str(note.get("id"))] = block
        if parent is not section and len(parent) == 0:
            outer = parent.getparent()
            assert outer is not None
            outer.remove(parent)
    return notes


def _give_notes(piece: etree._Element, notes: dict[str, etree._Element]) -> None:
    """Put the notes that a piece calls at its end, those of one block together; the first call of a note decides."""
    last: etree._Element | None = None
    for call in [link for link in piece.iter("a") if "noteref" in (link.get(EPUB_TYPE) or "").split()]:
        block = notes.pop((call.get("href") or "").rpartition("#")[2], None)
        if block is None:
            continue
        if block.get(EPUB_TYPE) != "footnote" and last is not None and _attributes(last) == _attributes(block):
            last.extend(list(block))
        else:
            piece.append(block)
            last = block


def _size(element: etree._Element) -> int:
    """The bytes of an element as it will be written; namespaces are declared once, on the root."""
    return sum(_own_size(one) for one in element.iter()) - len((element.tail or "").encode())


def _own_size(one: etree._Element) -> int:
    tags = 2 * len(str(one.tag)) + len("<></>")
    attributes = sum(len(name) + len(value.encode()) + len(' =""') for name, value in _attributes(one).items())
    return tags + attributes + len((one.text or "").encode()) + len((one.tail or "").encode())


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
