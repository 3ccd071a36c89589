"""The printed pages, as plain data, and a chapter's XHTML -> the same with a mark where each page begins.

A place is counted, not guessed: from an element with an id, so many characters of running text. White space, ruby
readings, calls of notes and the notes themselves are not counted, because print and screen set them differently. A page
that begins with a block has offset 0; one that begins inside a paragraph is no different.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi.epub.nav import EPUB_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huozi.book import Folio


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


_UNCOUNTED = frozenset({"rt", "rp", "script", "style"})
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
    starts = _starts(section) if breaks else {}
    here = [one for one in breaks if one.target in starts]
    placed = [one for one in here if _insert(section, one, starts[one.target])]
    return tuple((one.folio, mark_id(one.folio)) for one in placed)


def mark_id(folio: Folio) -> str:
    """The id of a page mark. Ids of the book never begin with an underscore and a letter."""
    return "_page-" + "".join(char if char.isascii() and char.isalnum() else f"-{ord(char):x}" for char in folio)


def _starts(section: etree._Element) -> dict[str, int]:
    """How many counted characters stand before each element that has an id."""
    starts: dict[str, int] = {}
    count = 0
    for event, element, text in _walk(section):
        if event == "element" and (name := element.get("id")):
            starts[name] = count
        count += _length(text)
    return starts


def _insert(section: etree._Element, one: Break, start: int) -> bool:
    span = etree.Element("span", {EPUB_TYPE: "pagebreak", "role": "doc-pagebreak"})
    span.set("id", mark_id(one.folio))
    span.set("aria-label", one.folio)
    if one.offset == 0:
        _open_with(_by_id(section, one.target), span)
        return True
    wanted = start + one.offset
    count = 0
    for event, element, text in _walk(section):
        length = _length(text)
        if length and count + length > wanted:
            _insert_in_text(element, event, _index(text, wanted - count), span)
            return True
        count += length
    return False


def _by_id(section: etree._Element, name: str) -> etree._Element:
    return next(element for element in section.iter() if element.get("id") == name)


def _open_with(element: etree._Element, span: etree._Element) -> None:
    """Put a mark at the very start of an element, where XHTML allows one."""
    if element.tag in _NO_PHRASING and element.tag != "ruby" and element.tag != "table":
        element = next((inner for inner in element.iter() if inner.tag in _HOLDERS), element)
    if element.tag in _HOLDERS:
        span.tail, element.text = element.text, None
        element.insert(0, span)
    else:
        element.addprevious(span)


def _walk(section: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    """The counted text in reading order: ("element", e, text at its start) and ("tail", e, text right after it)."""

    def visit(element: etree._Element, counted: bool) -> Iterator[tuple[str, etree._Element, str]]:
        counted = counted and not _is_uncounted(element)
        yield "element", element, (element.text or "") if counted else ""
        for child in element:
            yield from visit(child, counted)
            yield "tail", child, (child.tail or "") if counted else ""

    return visit(section, counted=True)


def _is_uncounted(element: etree._Element) -> bool:
    kinds = (element.get(EPUB_TYPE) or "").split()
    return element.tag in _UNCOUNTED or "noteref" in kinds or "footnote" in kinds


def _length(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _index(text: str, counted: int) -> int:
    """Where in `text` the character stands that has `counted` counted ones before it."""
    for index, char in enumerate(text):
        if not char.isspace():
            if counted == 0:
                return index
            counted -= 1
    raise AssertionError("the text is shorter than was counted")


def _insert_in_text(element: etree._Element, event: str, index: int, span: etree._Element) -> None:
    if event == "element":
        text = element.text or ""
        if index == 0 and element.tag in {"rb", "ruby"}:
            # A page begins before the whole ruby: nothing but bases and readings may stand in it.
            base = element if element.tag == "ruby" else element.getparent()
            assert base is not None
            base.addprevious(span)
            return
        element.text, span.tail = text[:index], text[index:]
        element.insert(0, span)
    else:
        text = element.tail or ""
        parent = element.getparent()
        assert parent is not None
        element.tail, span.tail = text[:index], text[index:]
        parent.insert(parent.index(element) + 1, span)
