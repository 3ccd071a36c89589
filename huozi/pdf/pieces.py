"""Book -> parts: each an HTML document that starts a page of its own, and how its pages stand in the book.

The documents hold what layout depends on and nothing else: no line numbers, no metadata, no page numbers but those of
the contents. Nothing is laid out here.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi import html, outline
from huozi.book import Part
from huozi.html import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Folio
    from huozi.outline import Outline
    from huozi.pdf.link import Region

PRINT = Profile("print", images="huozi:/")
"""Resources of the book are asked for by name, from the one who lays out."""

ELSEWHERE = "huozi-dest:"
"""What stands before an id that a link of one part finds in another."""

LONG_TEXT = 40_000
"""Characters of a paragraph or listing above which it is split: WeasyPrint's time grows with their square."""

_SPLIT_CHARS = 10_000
_HOUSE_KEEPING = ("data-line", "data-file", "data-language", "data-bookmark", "data-level")


@dataclass(frozen=True, slots=True)
class BookPart:
    """One document of the book. `name` is for messages; the rest is as in link.Piece."""

    name: str
    document: bytes
    region: Region
    recto: bool = False
    bare: bool = False
    verso_head: str = ""
    recto_head: str = ""


def parts(book: Book) -> list[BookPart]:
    """Every part of the book in order, but for the contents, which stands last before the text (GB/T 12450; BK1)."""
    return [*_opening(book), *(part for chapter in book.chapters for part in _chapter(book, chapter))]


def contents(book: Book, tree: Outline, folios: Mapping[str, Folio]) -> BookPart | None:
    """The contents with the folio of each entry (TC1, TC2); None if the book wants none."""
    nav = html.contents(book, outline.with_pages(tree, folios), PRINT)
    if nav is None:
        return None
    for link in nav.iter("a"):
        folio = folios.get(link.get("href", "#")[1:])
        if folio is not None and not link.xpath("span[@class='folio']"):
            etree.SubElement(link, "span", {"class": "folio"}).text = folio
    title = "".join(str(text) for text in nav[0].itertext())
    return BookPart("contents", _document(book, [nav]), "front", True, False, book.config.title or title, title)


def _opening(book: Book) -> Iterator[BookPart]:
    if book.cover is not None and book.config.cover:
        cover = etree.Element("section", {"class": "cover-page"})
        etree.SubElement(cover, "img", {"src": PRINT.images + book.cover.name, "alt": book.config.title})
        yield BookPart("cover", _document(book, [cover]), "cover", True, True)
    pages = [page for page in (html.title_page(book, PRINT), html.imprint_page(book, PRINT)) if page is not None]
    if pages:
        yield BookPart("title page", _document(book, pages), "front", True, True)


def _chapter(book: Book, chapter: Chapter) -> Iterator[BookPart]:
    region: Region = "front" if chapter.part is Part.FRONT else "main"
    for entry in chapter.divisions:
        yield BookPart(entry.title, _document(book, [html.division(book, entry, PRINT)]), region, True, True)
    title = "" if chapter.implied else chapter.entries[0].title
    document = _document(book, [html.chapter(book, chapter, PRINT)])
    recto = book.config.chapter_start == "recto" or bool(chapter.divisions) or chapter is book.chapters[0]
    head = book.config.title or title
    yield BookPart(chapter.id, document, region, recto, False, head, title or head)


def _document(book: Book, sections: Iterable[_Element]) -> bytes:
    root = etree.Element("html", {"lang": book.config.lang})
    body = etree.SubElement(root, "body", {"class": "print"})
    body.extend(deepcopy(one) for one in sections)
    _send_links_elsewhere(body)
    for one in body.iter(etree.Element):
        for name in _HOUSE_KEEPING:
            one.attrib.pop(name, "")
    for one in [one for one in body.iter("p", "pre") if sum(map(len, one.itertext())) > LONG_TEXT]:
        _split(one)
    return etree.tostring(root, encoding="utf-8")


def _send_links_elsewhere(body: _Element) -> None:
    here = {one.get("id") for one in body.iter(etree.Element)}
    for link in body.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in here:
            link.set("href", ELSEWHERE + href[1:])


def _split(block: _Element) -> None:
    """Cut a block of very much text into several that look like one; cuts are at line ends or after full stops."""
    stop = "\n" if block.tag == "pre" else "。"
    pieces = [_like(block)]
    deepest = pieces[0]
    count = 0
    inner = block[0] if block.tag == "pre" and len(block) == 1 and not block.text else block
    for kind, content in _flat(inner):
        rest = content if kind == "text" else ""
        while len(rest) + count > _SPLIT_CHARS and (cut := rest.find(stop, max(0, _SPLIT_CHARS - count)) + 1):
            _append(deepest, rest[:cut])
            rest, count = rest[cut:], 0
            pieces.append(_like(block))
            deepest = pieces[-1]
        if kind == "text":
            _append(deepest, rest)
            count += len(rest)
        else:
            deepest.append(content)
            count += sum(map(len, content.itertext()))
    _replace(block, inner, pieces)


def _like(block: _Element) -> _Element:
    copy = etree.Element(block.tag, dict(block.attrib))
    return copy


def _flat(block: _Element) -> Iterator[tuple[str, str | _Element]]:
    yield "text", block.text or ""
    for child in block:
        tail, child.tail = child.tail or "", None
        yield "element", child
        yield "text", tail


def _append(block: _Element, text: str) -> None:
    if len(block):
        block[-1].tail = (block[-1].tail or "") + text
    else:
        block.text = (block.text or "") + text


def _replace(block: _Element, inner: _Element, pieces: list[_Element]) -> None:
    parent = block.getparent()
    assert parent is not None
    for index, piece in enumerate(pieces):
        names = piece.get("class", "").split()
        if index:
            piece.attrib.pop("id", "")
            names.append("split")
        if index < len(pieces) - 1:
            names.append("splits")
        piece.set("class", " ".join(names))
        if inner is not block:
            code = etree.Element(inner.tag, dict(inner.attrib))
            code.text, piece.text = piece.text, None
            code.extend(list(piece))
            piece.append(code)
        block.addprevious(piece)
    pieces[-1].tail = block.tail
    parent.remove(block)
