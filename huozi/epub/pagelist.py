"""The printed pages, as plain data, and a chapter's XHTML -> the same with a mark where each page begins.

A place is counted, not guessed: from an element with an id, so many characters of running text (running.py). A page
that begins with a block is no different from one that begins inside a paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi.epub.nav import EPUB_TYPE
from huozi.running import squeeze, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huozi.book import Folio
    from huozi.running import Stretch


@dataclass(frozen=True, slots=True)
class Break:
    """A printed page: its folio, and where it begins: `offset` characters of running text into the element `target`."""

    folio: Folio
    target: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PageMap:
    """The pages of the printed edition in order, and the name of that edition (its ISBN as urn:isbn:, else words)."""

    source: str
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the page list: the folio, and the address of its mark."""

    folio: Folio
    href: str


_HOLDERS = frozenset(
    {
        "a",
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "div",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
    }
    | {"h5", "h6", "li", "p", "pre", "section", "span", "td", "th"}
)
_NO_PHRASING = frozenset({"dl", "ol", "ruby", "table", "tbody", "tfoot", "thead", "tr", "ul", "colgroup"})


def mark(section: etree._Element, breaks: Sequence[Break]) -> tuple[tuple[Folio, str], ...]:
    """Put a page mark into a chapter for each break whose target is in it: folio and id of each mark, in page order.

    Changes `section`, which its caller has just made. A break that points beyond the text is left out.
    """
    if not breaks:
        return ()
    stretches = list(_measured(section))
    starts = {one.element.get("id"): begin for one, begin in stretches if one.kind in {"start", "object"}}
    ends = [begin + _length(one.text) for one, begin in stretches]
    placed = []
    # From the last to the first, so that no mark moves the text that another one counts.
    for one in sorted(
        (one for one in breaks if one.target in starts), key=lambda one: -starts[one.target] - one.offset
    ):
        span = _mark(one.folio)
        wanted = starts[one.target] + one.offset
        index = bisect_right(ends, wanted)
        if one.offset == 0:
            _open_with(_by_id(section, one.target), span)
        elif index < len(stretches):
            stretch, begin = stretches[index]
            _insert(stretch, wanted - begin, span)
        else:
            continue
        placed.append(one)
    return tuple((one.folio, mark_id(one.folio)) for one in breaks if one in placed)


def mark_id(folio: Folio) -> str:
    """The id of a page mark. Ids of the book never begin with an underscore and a letter."""
    return "_page-" + "".join(char if char.isascii() and char.isalnum() else f"-{ord(char):x}" for char in folio)


def _measured(section: etree._Element) -> Iterator[tuple[Stretch, int]]:
    """Every stretch of the chapter with how many counted characters stand before it."""
    count = 0
    for stretch in walk(section):
        yield stretch, count
        count += _length(stretch.text)


def _mark(folio: Folio) -> etree._Element:
    span = etree.Element("span", {EPUB_TYPE: "pagebreak", "role": "doc-pagebreak"})
    span.set("id", mark_id(folio))
    span.set("aria-label", folio)
    return span


def _by_id(section: etree._Element, name: str) -> etree._Element:
    return next(element for element in section.iter() if element.get("id") == name)


def _open_with(element: etree._Element, span: etree._Element) -> None:
    """Put a mark at the very start of an element, where XHTML allows one."""
    if element.tag in _NO_PHRASING and element.tag != "ruby" and element.tag != "table":
        element = next((inner for inner in element.iter() if inner.tag in _HOLDERS), element)
    if "math" in (element.get("class") or "").split() and len(element):
        # A display with a number is laid out as a row of cells; a mark in it would be one of them.
        element = element[0]
    if element.tag in _HOLDERS:
        span.tail, element.text = element.text, None
        element.insert(0, span)
    else:
        element.addprevious(span)


def _length(text: str) -> int:
    return len(squeeze(text))


def _insert(stretch: Stretch, counted: int, span: etree._Element) -> None:
    """Put a mark into a stretch of text, or before an object or a ruby that begins there."""
    element = stretch.element
    if stretch.kind == "object":
        element.addprevious(span)
        return
    index = _index(stretch.text, counted)
    if stretch.kind == "tail":
        text, parent = element.tail or "", element.getparent()
        element.tail, span.tail = text[:index], text[index:]
        parent.insert(parent.index(element) + 1, span)
    elif index == 0 and element.tag in {"rb", "ruby"}:
        # A page begins before the whole ruby: nothing but bases and readings may stand in it.
        (element if element.tag == "ruby" else element.getparent()).addprevious(span)
    else:
        text = element.text or ""
        element.text, span.tail = text[:index], text[index:]
        element.insert(0, span)


def _index(text: str, counted: int) -> int:
    """Where in `text` the character stands that has `counted` counted ones before it."""
    for index, char in enumerate(text):
        if not char.isspace():
            if counted == 0:
                return index
            counted -= 1
    raise AssertionError("the text is shorter than was counted")
