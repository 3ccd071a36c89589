"""Page numbers in text and index: places in a document, what is painted there, and another number in its place.

A number is laid out with a guess. Where the true one is as wide, but for a hair, its glyphs take the place of the
painted ones when the book is linked, and the chapter stays as it is compiled; where it is not, the chapter is laid
out with the true one. A number that stands alone at the right edge of its box, as in the contents, may be narrower.
Knows neither the layout engine, which hands its modules over, nor where pages lie.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from huozi.pdf import faces
from huozi.pdf.foliomarks import GLYPHS, PAINTED, place_of
from huozi.pdf.job import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Folio
    from huozi.pdf.faces import Face, Glyphs
    from huozi.pdf.object import FaceUse, FolioPlace, Object

SLACK = 20
"""Thousandths of an em that nobody sees: digits of one text face differ by a few, but for a narrow 1."""

_PLACE = re.compile(r'(<span class="folio-of" data-page-of="([^"]*)">)([^<]*)(?=</span>)')


# In the document.


def targets(document: bytes) -> frozenset[str]:
    """The ids whose page numbers stand in a document."""
    if b"data-page-of" not in document:
        return frozenset()
    return frozenset(unescape(found[2]) for found in _PLACE.finditer(document.decode()))


def fill(document: bytes, numbers: Mapping[str, str]) -> bytes:
    """The document with these page numbers, by id; a place whose number is not known stays."""
    if b"data-page-of" not in document:
        return document
    return _PLACE.sub(
        lambda found: found[1] + escape(numbers.get(unescape(found[2]), found[3])), document.decode()
    ).encode()


def list_pages(document: bytes, pages: Mapping[str, tuple[int, Folio]]) -> bytes:
    """The document with the pages of each entry of its index: a page once, pages that follow one another as a range.

    `pages` has for each id the place of its page in the book and the number on it.
    """
    if b'class="locators"' not in document:
        return document
    root = etree.fromstring(document)
    for box in root.iter("span"):
        if box.get("class") == "locators":
            named = {pages[target]: link for link in reversed(box) if (target := _target(link)) in pages}
            box[:] = []
            for first, last in _ranges(sorted(named)):
                if len(box):
                    box[-1].tail = ", "
                _page_link(box, named[first], first[1])
                if last != first:
                    box[-1].tail = "\N{EN DASH}"
                    _page_link(box, named[last], last[1])
    return etree.tostring(root, encoding="utf-8")


def _target(link: _Element) -> str:
    return unquote(str(link.get("href")).removeprefix(ELSEWHERE).removeprefix("#"))


def _page_link(box: _Element, link: _Element, folio: Folio) -> None:
    etree.SubElement(box, "a", {"class": "locator", "href": str(link.get("href"))}).text = folio


def _ranges(pages: Sequence[tuple[int, Folio]]) -> list[tuple[tuple[int, Folio], tuple[int, Folio]]]:
    """First and last of pages that follow one another. Numbers of the front matter and of the text make no range."""
    found: list[tuple[tuple[int, Folio], tuple[int, Folio]]] = []
    for page in pages:
        before = found[-1][1] if found else None
        if before and before[0] + 1 == page[0] and before[1].isdecimal() == page[1].isdecimal():
            found[-1] = (found[-1][0], page)
        else:
            found.append((page, page))
    return found


# In the finished book.


def fits(place: FolioPlace, number: str, used: Mapping[str, FaceUse], known: Mapping[tuple[str, int], Face]) -> bool:
    """Whether a number can take the place of the one that is painted, glyph for glyph, and there is as much room."""
    return number == place.text or _glyphs(place, number, used, known) is not None


def _glyphs(
    place: FolioPlace, number: str, used: Mapping[str, FaceUse], known: Mapping[tuple[str, int], Face]
) -> list[tuple[int, int, str]] | None:
    use = used.get(place.face)
    face = known.get((use.face, use.index)) if use else None
    if face is None or len(number) != len(place.text):
        return None
    painted, wanted = faces.shape(face, place.text, ""), faces.shape(face, number, "")
    same = tuple(glyph for glyph, _, _ in painted) == place.glyphs and len(wanted) == len(place.glyphs)
    wider = _width(wanted) - _width(painted)
    if not same or wider > SLACK or (wider < -SLACK and not place.flush):
        return None
    return wanted


def _width(glyphs: Iterable[tuple[int, int, str]]) -> int:
    return sum(width for _, width, _ in glyphs)


def exchange(
    content: bytes,
    numbers: Mapping[str, str],
    compiled: Object,
    known: Mapping[tuple[str, int], Face],
    union: Mapping[tuple[str, int], Glyphs],
) -> bytes:
    """A page stream with the true numbers in their places, whose glyphs join those that the book uses."""
    used = {use.name: use for use in compiled.faces}

    def painted(found: re.Match[bytes]) -> bytes:
        target, text, flush, operators = found.groups()
        place = place_of(unquote(target.decode()), unquote(text.decode()), operators, flush=flush is not None)
        number = numbers.get(place.target, place.text)
        if number == place.text:
            return operators
        glyphs = _glyphs(place, number, used, known)
        if glyphs is None:
            return operators  # it did not settle, which the author has been told
        use = used[place.face]
        union[use.face, use.index].add(
            {glyph: width for glyph, width, _ in glyphs}, {glyph: text for glyph, _, text in glyphs}
        )
        written = b"<%s>" % "".join(f"{glyph:04x}" for glyph, _, _ in glyphs).encode()
        if place.flush and (wider := _width(glyphs) - sum(use.widths[glyph] for glyph in place.glyphs)):
            written = b"%d%s" % (wider, written)  # so much further to the left (ISO 32000-2, 9.4.3)
        read = operators.replace(b"(%s)" % place.text.encode(), b"(%s)" % number.encode(), 1)
        return GLYPHS.sub(written, read, count=1)

    return PAINTED.sub(painted, content)
