"""The one outline: Book -> Outline, and the same type read back from a finished PDF or EPUB.

PDF bookmarks, printed contents, EPUB nav, NCX and landmarks are all made from this value; verify/ compares the files
with it. Nothing here decides whether a difference is an error, and nothing is written.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote

from huozi.book import Folio
from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from zipfile import ZipFile

    import pikepdf
    from lxml.etree import _Element

    from huozi.book import Book, Entry, Part


@dataclass(frozen=True, slots=True)
class Node:
    """An entry: title as shown (number included), its number alone, printed page, target id, entries below it.

    `page` is None where there is no printed page (a source, an EPUB without a page list); `number` is "" where the
    entry has none or the file read back does not tell it. `printed` is False where the title is on no page: the
    entry stands for an implied chapter.
    """

    title: str
    target: str
    number: str = ""
    page: Folio | None = None
    entries: tuple[Node, ...] = ()
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a book: its top entries in reading order."""

    entries: tuple[Node, ...]


def from_book(book: Book) -> Outline:
    """The tree of the book's headings: an entry is nested in the last one before it of a lower level.

    A skipped level (h3 right under h1) stays nested. Divisions (level 0) hold the chapters after them, but only of
    their own part of the book: an appendix is not inside the last volume.
    """
    implied = frozenset(chapter.id for chapter in book.chapters if chapter.implied)
    return Outline(tuple(node for entries in _parts(book) for node in _nest(entries, implied)))


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


def from_pdf(source: Path | bytes) -> Outline:
    """The bookmarks of a PDF: titles, nesting, order; `page` is the page's label, `target` the named destination.

    Where a bookmark has an explicit destination, the target is the named one at the same place, if there is one.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        return bookmarks(pdf, labels(pdf))


def labels(pdf: pikepdf.Pdf) -> tuple[Folio, ...]:
    """The label of every page of an open PDF."""
    return tuple(Folio(page.label) for page in pdf.pages)


def bookmarks(pdf: pikepdf.Pdf, labels: Sequence[Folio]) -> Outline:
    """The bookmarks of an open PDF whose pages have these labels, see from_pdf."""
    places = _Places(pdf, labels)
    with pdf.open_outline() as tree:
        return Outline(tuple(places.node(item) for item in tree.root))


def from_epub(source: Path | bytes) -> Outline:
    """The contents of an EPUB's navigation document; `page` is the last page of the page list at or before the target.

    A target is the id that the link names, or the file's path in the archive where it names none.
    """
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        package = _Package(archive)
        nav = package.navigation()
        nodes = tuple(_listed(item, package.nav_name) for item in _items(_nav(nav, "toc")))
        folios = _folios(package, _nav(nav, "page-list"))
        return Outline(tuple(_with_page(node, folios) for node in nodes)) if folios else Outline(nodes)


def differences(expected: Outline, found: Outline, what: str) -> list[str]:
    """How `found`, called `what` in the messages, differs from `expected`, one sentence for each difference in order.

    Titles, order and level are compared always; targets and pages where both outlines tell them.
    """
    before, after = list(flat(expected)), list(flat(found))
    matcher = SequenceMatcher(
        None, [node.title for _, node in before], [node.title for _, node in after], autojunk=False
    )
    missing: list[int] = []
    extra: list[int] = []
    pairs: list[tuple[int, int]] = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(range(start, end), range(other_start, other_end), strict=True)
        else:
            missing += range(start, end)
            extra += range(other_start, other_end)
    messages = [
        (place, text) for place, other in pairs for text in _entry_differences(before[place], after[other], what)
    ]
    messages += _unmatched(before, after, missing, extra, what)
    return [text for _, text in sorted(messages)]


def _entry_differences(expected: tuple[int, Node], found: tuple[int, Node], what: str) -> Iterator[str]:
    (depth, node), (other_depth, other) = expected, found
    if depth != other_depth:
        yield f"{what}: “{node.title}” stands at level {other_depth}, expected level {depth}"
    if node.target and other.target and node.target != other.target:
        yield f"{what}: “{node.title}” leads to `{other.target}`, expected `{node.target}`"
    if node.page is not None and other.page is not None and node.page != other.page:
        yield f"{what}: “{node.title}” is on page {other.page}, expected page {node.page}"


def _unmatched(
    before: Sequence[tuple[int, Node]],
    after: Sequence[tuple[int, Node]],
    missing: Sequence[int],
    extra: Sequence[int],
    what: str,
) -> Iterator[tuple[int, str]]:
    """Entries that have no equal at their place: moved, retitled (same target), missing or too many."""
    rest = list(extra)
    for place in missing:
        node = before[place][1]
        moved = next((one for one in rest if after[one][1].title == node.title), None)
        renamed = next((one for one in rest if node.target and after[one][1].target == node.target), None)
        if moved is not None:
            rest.remove(moved)
            yield place, f"{what}: “{node.title}” is entry {moved + 1}, expected entry {place + 1}"
        elif renamed is not None:
            rest.remove(renamed)
            yield place, f"{what}: entry {place + 1} is “{after[renamed][1].title}”, expected “{node.title}”"
        else:
            yield place, f"{what}: “{node.title}” is missing, expected as entry {place + 1}"
    for place in rest:
        yield place, f"{what}: entry {place + 1}, “{after[place][1].title}”, is not in the outline of the book"


# A book's entries.


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


def _nest(entries: Sequence[Entry], implied: frozenset[str]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    start = 0
    while start < len(entries):
        first = entries[start]
        end = start + 1
        while end < len(entries) and entries[end].level > first.level:
            end += 1
        below = _nest(entries[start + 1 : end], implied)
        nodes.append(Node(first.title, first.target, first.number, None, below, first.target not in implied))
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


# A finished PDF.


class _Places:
    """Where the pages and the named destinations of an open PDF are."""

    def __init__(self, pdf: pikepdf.Pdf, labels: Sequence[Folio]) -> None:
        self._labels = {page.obj.objgen: label for page, label in zip(pdf.pages, labels, strict=True)}
        self._named = dict(_destinations(pdf))
        self._names: dict[tuple[object, ...], list[str]] = {}
        for name, where in self._named.items():
            self._names.setdefault(_place(where), []).append(name)

    def node(self, item: pikepdf.OutlineItem) -> Node:
        """A bookmark with those below it."""
        name, where = self._destination(item)
        page = self._labels.get(where[0].objgen) if where is not None else None
        return Node(item.title, name, "", page, tuple(self.node(one) for one in item.children))

    def _destination(self, item: pikepdf.OutlineItem) -> tuple[str, pikepdf.Array | None]:
        import pikepdf

        where: object = item.destination
        if where is None and item.action is not None:
            where = item.action.get("/D")
        if isinstance(where, (pikepdf.String, pikepdf.Name, str)):
            name = str(where)
            return name, self._named.get(name)
        if not isinstance(where, pikepdf.Array) or not len(where) or not isinstance(where[0], pikepdf.Dictionary):
            return "", None
        # Several names may share a place: a chapter's id is shorter than those of what is in it.
        names = sorted(self._names.get(_place(where), ()), key=lambda name: (len(name), name))
        return (names[0] if names else ""), where


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Array]]:
    """Every named destination, of the name tree or of the older dictionary (ISO 32000-2, 12.3.2.4)."""
    import pikepdf

    names = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    tree = pikepdf.NameTree(names).items() if names is not None else ()
    old = pdf.Root.get("/Dests", pikepdf.Dictionary()).items()
    for name, found in (*tree, *old):
        where = found.get("/D") if isinstance(found, pikepdf.Dictionary) else found
        if isinstance(where, pikepdf.Array) and len(where) and isinstance(where[0], pikepdf.Dictionary):
            yield str(name), where


def _place(where: pikepdf.Array) -> tuple[object, ...]:
    return (where[0].objgen, *(str(part) for part in list(where)[1:]))


# A finished EPUB.

_XHTML = "{http://www.w3.org/1999/xhtml}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"


class _Package:
    """The package document of an open EPUB: which files it has, and in which order they are read."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        container = self._read("META-INF/container.xml")
        rootfile = next(container.iter(f"{_CONTAINER}rootfile"))
        self._name = rootfile.get("full-path", "")
        self._root = self._read(self._name)
        self._items = {item.get("id", ""): item for item in self._root.iter(f"{_OPF}item")}
        navs = (item for item in self._items.values() if "nav" in item.get("properties", "").split())
        self.nav_name = self._resolve(next(navs).get("href", ""))

    def navigation(self) -> _Element:
        """The navigation document."""
        return self._read(self.nav_name)

    def documents(self) -> Iterator[tuple[str, _Element]]:
        """The XHTML files in reading order, with their names."""
        for itemref in self._root.iter(f"{_OPF}itemref"):
            item = self._items[itemref.get("idref", "")]
            if item.get("media-type") == "application/xhtml+xml":
                name = self._resolve(item.get("href", ""))
                yield name, self._read(name)

    def _resolve(self, href: str) -> str:
        return _resolve(href, self._name)[0]

    def _read(self, name: str) -> _Element:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self._archive.read(name), parser)


def _resolve(href: str, base: str) -> tuple[str, str]:
    """The file in the archive and the fragment that an address in the file `base` means."""
    path, _, fragment = href.partition("#")
    file = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path))) if path else base
    return file, unquote(fragment)


def _nav(document: _Element, kind: str) -> _Element | None:
    navs = (nav for nav in document.iter(f"{_XHTML}nav") if kind in nav.get(_EPUB_TYPE, "").split())
    return next(navs, None)


def _items(parent: _Element | None) -> list[_Element]:
    listed = None if parent is None else parent.find(f"{_XHTML}ol")
    return [] if listed is None else listed.findall(f"{_XHTML}li")


def _listed(item: _Element, name: str) -> Node:
    link = next(item.iter(f"{_XHTML}a", f"{_XHTML}span"))
    numbers = (_words(span) for span in link.iter(f"{_XHTML}span") if span.get("class") == "number")
    below = tuple(_listed(one, name) for one in _items(item))
    file, fragment = _resolve(link.get("href", ""), name)
    return Node(_words(link), fragment or file, next(numbers, ""), None, below)


def _words(element: _Element) -> str:
    """The text of an element as a reader shows it; U+3000 between number and title is no white space of XML."""
    return re.sub("[ \t\r\n]+", " ", "".join(str(text) for text in element.itertext())).strip(" ")


def _folios(package: _Package, page_list: _Element | None) -> dict[str, Folio]:
    """The printed page of each id and file of the book, from the marks that the page list names."""
    pages = {}
    for item in _items(page_list):
        link = next(item.iter(f"{_XHTML}a"))
        pages[_resolve(link.get("href", ""), package.nav_name)] = Folio(_words(link))
    folios: dict[str, Folio] = {}
    if not pages:
        return folios
    page: Folio | None = None
    for name, document in package.documents():
        page = _mark_folios(name, document, pages, folios, page)
    return folios


def _mark_folios(
    name: str, document: _Element, pages: Mapping[tuple[str, str], Folio], folios: dict[str, Folio], page: Folio | None
) -> Folio | None:
    """Note the page of each id. A mark right at the beginning of an element's text is the page of the element."""
    from lxml import etree

    begun = [name]
    for event, one in etree.iterwalk(document[-1], events=("start", "end")):
        if event == "start" and (identifier := one.get("id")):
            begun.append(identifier)
            page = pages.get((name, identifier), page)
            folios.update({} if page is None else dict.fromkeys(begun, page))
        if ((one.text if event == "start" else one.tail) or "").strip():
            begun = []
    return page
