"""Book -> parts: each an HTML document that starts a page of its own, and how its pages stand in the book.

The documents hold what layout depends on and nothing else: no line numbers, no metadata, no page numbers but those of
the contents. Nothing is laid out here.
"""

from __future__ import annotations

from bisect import bisect_right
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from huozi import html, locales, outline
from huozi.book import Part
from huozi.diagnostics import Span
from huozi.html import Profile
from huozi.pdf import splitting, tables
from huozi.pdf.foliomarks import FLUSH
from huozi.pdf.job import ELSEWHERE
from huozi.running import squeeze, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Entry, Folio
    from huozi.locales import Words
    from huozi.outline import Outline
    from huozi.pdf.link import Region
    from huozi.pdf.tables import Room

PRINT = Profile("print", images="huozi:/")
"""Resources of the book are asked for by name, from the one who lays out."""

_HOUSE_KEEPING = ("data-line", "data-file", "data-language", "data-bookmark", "data-level")


@dataclass(frozen=True, slots=True)
class BookPart:
    """One document of the book. `name` is for messages; the rest is as in link.Piece.

    The running text of `document` is that of the element with the id `target` and what follows it, if there is one.
    Where it holds several chapters, `begins` says after how many characters of that text each begins, by its id.
    `places` tells where its elements come from: the number of an element in the order of the document, file, line.
    """

    name: str
    document: bytes
    region: Region
    recto: bool = False
    bare: bool = False
    verso_head: str = ""
    recto_head: str = ""
    target: str = ""
    begins: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[int, str, int], ...] = ()

    def at(self, element: int) -> Span | None:
        """Where the element of this number, or what stands before it, comes from."""
        index = bisect_right(self.places, element, key=lambda place: place[0]) - 1
        return Span(self.places[index][1], self.places[index][2]) if index >= 0 else None


def parts(book: Book, room: Room) -> Iterator[BookPart]:
    """Every part of the book in order, but for the contents, which stand last before the text (GB/T 12450; BK1).

    `room` is what a page has for tables.
    """
    yield from _opening(book)
    if book.config.chapter_start == "none":
        for run in _runs(book):
            yield from _run_on(book, run, room)
    else:
        for chapter in book.chapters:
            yield from _chapter(book, chapter, room)
    yield from _closing(book)


def contents(book: Book, tree: Outline, folios: Mapping[str, Folio]) -> BookPart | None:
    """The contents with the folio of each entry (TC1, TC2); None if the book wants none."""
    nav = html.contents(book, outline.with_pages(tree, folios), PRINT)
    if nav is None:
        return None
    for link in nav.iter("a"):
        folio = folios.get(link.get("href", "#")[1:])
        if folio is not None and not link.xpath("span[@class='folio']"):
            link.set("title", " ".join("".join(map(str, link.itertext())).split()))
            box = etree.SubElement(link, "span", {"class": "folio"})
            target = link.get("href", "#")[1:]
            figures = str(len(folio)) if folio.isdecimal() else ""
            etree.SubElement(box, "span", {"class": "number", "data-page-of": target, FLUSH: figures}).text = folio
    title = "".join(str(text) for text in nav[0].itertext())
    document = _document(book, [nav])
    head = book.config.title or title
    begins = tuple(_entries(nav))
    return BookPart("contents", document, "front", True, False, head, title, html.CONTENTS_PAGE, begins)


def _entries(nav: _Element) -> Iterator[tuple[str, int]]:
    """The heading of the contents and each of their links by its name in the EPUB, and the text before it."""
    yield html.CONTENTS_PAGE, 0
    count = 0
    for stretch in walk(nav):
        if stretch.kind == "start" and stretch.element.tag == "a":
            yield html.entry_of(stretch.element), count
        count += len(squeeze(stretch.text))


def _opening(book: Book) -> Iterator[BookPart]:
    if book.cover is not None and book.config.cover:
        cover = etree.Element("section", {"class": "cover-page"})
        etree.SubElement(cover, "img", {"src": PRINT.images + book.cover.name, "alt": book.config.title})
        yield BookPart("cover", _document(book, [cover]), "cover", True, True)
    title = html.title_page(book, PRINT)
    imprint = None if _is_imprint_last(book) else html.imprint_page(book, PRINT)
    pages = [page for page in (title, imprint) if page is not None]
    begins = [] if title is None else [(html.TITLE_PAGE, 0)]
    if imprint is not None:
        begins.append((html.IMPRINT_PAGE, 0 if title is None else _before(title, "")))
    if pages:
        yield BookPart(
            "title page", _document(book, pages), "front", True, True, target=begins[0][0], begins=tuple(begins)
        )


def _closing(book: Book) -> Iterator[BookPart]:
    """The imprint of a Japanese book is its last page 奥付 (BK4)."""
    imprint = html.imprint_page(book, PRINT) if _is_imprint_last(book) else None
    if imprint is not None:
        yield BookPart("imprint", _document(book, [imprint]), "main", False, True, target=html.IMPRINT_PAGE)


def _is_imprint_last(book: Book) -> bool:
    return locales.words(book.config.lang).imprint_last


def _chapter(book: Book, chapter: Chapter, room: Room) -> Iterator[BookPart]:
    region: Region = "front" if _is_front(book, chapter) else "main"
    for entry in chapter.divisions:
        page = _document(book, [html.division(book, entry, PRINT)])
        yield BookPart(entry.title, page, region, True, True, target=entry.target)
    title = "" if chapter.implied else _head(chapter.entries[0], book.config.lang)
    document, places = _document_of_chapters(book, [(html.chapter(book, chapter, PRINT), chapter)], room)
    recto = book.config.chapter_start == "recto" or bool(chapter.divisions) or chapter is book.chapters[0]
    head = book.config.title or title
    yield BookPart(chapter.id, document, region, recto, False, head, title or head, chapter.id, places=places)


def _head(entry: Entry, lang: str) -> str:
    """A title as a running head: between a number and its words stands an em, as in the heading (HD8)."""
    wide = entry.gap == " " and entry.number[-1:].isalnum() and locales.words(lang).lang != "ko"
    return f"{entry.number}\N{IDEOGRAPHIC SPACE}{entry.text}" if wide else entry.title


def _runs(book: Book) -> Iterator[list[Chapter]]:
    """Chapters that follow one another on the page: a division starts a page, and so does the text after the front."""
    run: list[Chapter] = []
    for chapter in book.chapters:
        if run and (chapter.divisions or _is_front(book, chapter) != _is_front(book, run[0])):
            yield run
            run = []
        run.append(chapter)
    yield run


def _is_front(book: Book, chapter: Chapter) -> bool:
    """Whether a chapter stands before the text. What stands above the first heading of a running text begins it."""
    return chapter.part is Part.FRONT and not (chapter.implied and book.config.chapter_start == "none")


def _run_on(book: Book, run: Sequence[Chapter], room: Room) -> Iterator[BookPart]:
    *divisions, first = _chapter(book, run[0], room)
    yield from divisions
    sections = [html.chapter(book, chapter, PRINT) for chapter in run]
    _gather_notes(sections, book.config.lang)
    begins, count = [], 0
    for chapter, section in zip(run, sections, strict=True):
        begins.append((chapter.id, count + _before(section, chapter.id)))
        count += _before(section, "")
    head = book.config.title or first.recto_head
    document, places = _document_of_chapters(book, list(zip(sections, run, strict=True)), room)
    yield replace(first, document=document, recto_head=head, begins=tuple(begins), places=places)


def _gather_notes(sections: Sequence[_Element], lang: str) -> None:
    """Let notes at the end of chapters that run on stand at the end of them all, numbered through."""
    boxes = [box for section in sections for box in section.findall("section[@class='notes']")]
    notes = [note for box in boxes for note in box]
    for box in boxes:
        if (parent := box.getparent()) is not None:
            parent.remove(box)
    for box in boxes[-1:]:
        box[:] = notes
        html.end_with(sections[-1], box)
    marks = {note.get("id"): locales.note_mark(lang, number) for number, note in enumerate(notes, 1)}
    for link in (link for section in sections for link in section.iter("a")):
        if link.get("class") == "noteref":
            link.text = marks[link.get("href", "#")[1:]]
        elif link.get("class") == "note-back":
            link.text = next(marks[above.get("id")] for above in link.iterancestors("aside"))


def _before(section: _Element, target: str) -> int:
    """How many characters of running text stand before the element of this id; all of them where none has it."""
    count = 0
    for stretch in walk(section):
        if stretch.kind == "start" and target and stretch.element.get("id") == target:
            break
        count += len(squeeze(stretch.text))
    return count


def _document(book: Book, sections: Iterable[_Element]) -> bytes:
    root, body = _body(book, sections)
    for one in body.iter(etree.Element):
        _clean(one)
    return etree.tostring(root, encoding="utf-8")


def _document_of_chapters(
    book: Book, sections: Sequence[tuple[_Element, Chapter]], room: Room
) -> tuple[bytes, tuple[tuple[int, str, int], ...]]:
    """Return a document and where its elements come from (see BookPart)."""
    root, body = _body(book, [section for section, _ in sections])
    for table in list(body.iter("table")):
        tables.fit(table, room)
        tables.keep(table, room)
    homes = zip(body, (chapter for _, chapter in sections), strict=True)
    elements = ((one, chapter) for section, chapter in homes for one in section.iter(etree.Element))
    places = []
    for number, (one, chapter) in enumerate(elements, 1):
        if line := one.get("data-line"):
            files = (above.get("data-file") for above in (one, *one.iterancestors()))
            places.append((number, next((file for file in files if file), chapter.file), int(line)))
    for one in body.iter(etree.Element):
        _clean(one)
    return etree.tostring(root, encoding="utf-8"), tuple(places)


def _body(book: Book, sections: Iterable[_Element]) -> tuple[_Element, _Element]:
    root = etree.Element("html", {"lang": book.config.lang})
    body = etree.SubElement(root, "body", {"class": "print"})
    body.extend(deepcopy(one) for one in sections)
    _send_links_elsewhere(body)
    _drop_what_is_empty(body)
    splitting.split(body)
    _prepare_lists(body)
    for issuer in body.iterfind(".//p[@class='issuer']"):
        # Its size is such that it fills one line at most (GB/T 9704-2012, 7.2.4).
        issuer.set("style", f"--chars: {len(issuer.text or '-')}")
    _label_what_goes_on(body, locales.words(book.config.lang))
    return root, body


def _clean(one: _Element) -> None:
    for name in _HOUSE_KEEPING:
        one.attrib.pop(name, "")


def _drop_what_is_empty(body: _Element) -> None:
    """Take out blocks that show nothing: between a paragraph and what has to stay with it they would let both part."""
    for one in list(body.iter("div", "p")):
        parent = one.getparent()
        if parent is not None and not len(one) and not (one.text or "").strip() and not one.get("id"):
            previous = one.getprevious()
            if previous is None:
                parent.text = (parent.text or "") + (one.tail or "")
            else:
                previous.tail = (previous.tail or "") + (one.tail or "")
            parent.remove(one)


def _label_what_goes_on(body: _Element, words: Words) -> None:
    """Give each table with a title the words that stand above it on the pages on which it goes on (GB/T 7713.1)."""
    for figure in body.iter("figure"):
        caption = figure.find("figcaption")
        if caption is None or figure.find("table") is None:
            continue
        number = next((one.text or "" for one in caption.iter("span") if one.get("class") == "number"), "")
        label = etree.Element("p", {"class": "continued-label"})
        label.text = words.continued.format(number or words.figures["table"].format(""))
        caption.addnext(label)


def _prepare_lists(body: _Element) -> None:
    """Say in CSS where a list begins to count (HTML 4.4.5), which the engine does not take from the attribute."""
    for one in body.iter("ol"):
        if one.get("start", "").lstrip("-").isdigit():
            one.set("style", f"counter-reset: list-item {int(one.get('start', '1')) - 1}; {one.get('style', '')}")


def _send_links_elsewhere(body: _Element) -> None:
    here = {one.get("id") for one in body.iter(etree.Element)}
    for link in body.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in here:
            link.set("href", ELSEWHERE + href[1:])
