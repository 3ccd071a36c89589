"""Bytes of a PDF, and the outline of its book -> findings: bookmarks, their landing places, contents, folios.

`check` is the PDF half of the outline contract; `file_checks` looks at any PDF. Neither judges how the pages look.
"""

from __future__ import annotations

import io
import math
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pikepdf

from huozi import outline as outlines
from huozi.verify.pdftext import Tags, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from huozi.book import Folio
    from huozi.diagnostics import Log
    from huozi.outline import Node, Outline
    from huozi.verify.pdftext import Band, Run
    from huozi.workers import Share

CONTENTS = "contents"
"""The id of the printed contents."""

_HEADING_LINE = 2.5
"""How far below its destination the first line of a heading may stand, in its size: its own line and no more."""

_HIGHEST_LINE = 5.0
"""The same for a heading with a formula of several rows in it."""

_READ_PT = 80
"""How much of a page below a destination is read at first; more where its line does not end there."""

_HEAD = 8
"""How many characters of a heading are looked for where its bookmark lands."""

_OWN_SHARE = 0.35
"""How many of the headings are looked for beside bookmarks and contents, while another process does the others."""

_MOST_SENT = 32 * 2**20
"""How many bytes are sent to another process: more of them take its memory, and longer to send than to read."""

_ACTIVE = {"/JavaScript": "JavaScript", "/Launch": "an action that starts a program"}


def begin(outline: Outline, data: bytes, share: Share) -> Callable[[], list[str]] | None:
    """Let another process look for differences, while something else is done here; None where it is to be done here."""
    return share(differences, outline, data) if len(data) <= _MOST_SENT else None


def differences(outline: Outline, data: bytes, share: Share | None = None) -> list[str]:
    """How the bookmarks and the printed contents of a finished PDF differ from the outline of its book.

    Another process looks for most of the headings, if there is one that takes a share.
    """
    nodes = [node for _, node in outlines.flat(outline)]
    own = math.ceil(len(nodes) * _OWN_SHARE) if len(data) <= _MOST_SENT else len(nodes)
    others = share(_lost, data, nodes[own:]) if share and own < len(nodes) else None
    with _opened(data) as read:
        found = outlines.differences(outline, outlines.bookmarks(read.pdf, read.labels), "bookmarks")
        found += _lost_headings(read, nodes if others is None else nodes[:own])
        listed = list(_contents_differences(read, outline, nodes))
    return [*found, *(others() if others is not None else ()), *listed]


def file_checks(data: bytes, log: Log) -> None:
    """Check any PDF: syntax, fonts, that it does nothing by itself, that it has an outline and that leads somewhere."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for text in pdf.check_pdf_syntax():
                log.error("pdf-syntax", str(text))
            _check_fonts(pdf, log)
            _check_actions(pdf, log)
            _check_glyphs(pdf, log)
    except pikepdf.PdfError as error:
        reason = str(error)
        log.error("pdf-syntax", f"this is not a PDF that can be read: {reason}")
        return
    found = list(outlines.flat(outlines.from_pdf(data)))
    if not found:
        log.error("outline-missing", "the PDF has no bookmarks")
    for _, node in found:
        if not node.title.strip():
            log.error("outline-title", "a bookmark has no title")
        if node.page is None:
            log.error("outline-target", f"the bookmark “{node.title}” leads to no page")


# The outline contract.


def _lost(data: bytes, nodes: Sequence[Node]) -> list[str]:
    with _opened(data) as read:
        return list(_lost_headings(read, nodes))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a named destination leads: index of the page, top in points from the page's lower edge."""

    page: int
    top_pt: float


@dataclass(frozen=True, slots=True)
class _Read:
    """An open PDF, its text, what its tags say of that, where its names lead, and the labels of its pages."""

    pdf: pikepdf.Pdf
    texts: Texts
    tags: Tags
    places: dict[str, _Place]
    labels: Sequence[Folio]


@contextmanager
def _opened(data: bytes) -> Iterator[_Read]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield _Read(pdf, Texts(), Tags(pdf), destinations(pdf), outlines.labels(pdf))


def destinations(pdf: pikepdf.Pdf) -> dict[str, _Place]:
    """Where each named destination of the file leads."""
    names = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    if names is None:
        return {}
    indexes = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    found = {}
    for name, where in pikepdf.NameTree(names).items():
        if isinstance(where, pikepdf.Array) and where[0].objgen in indexes:
            found[name] = _Place(indexes[where[0].objgen], float(where[3]))
    return found


def _lost_headings(read: _Read, nodes: Sequence[Node]) -> Iterator[str]:
    """Bookmarks that do not land on the line of their heading."""
    tops: dict[int, list[float]] = {}
    for node in nodes:
        if node.target in read.places:
            tops.setdefault(read.places[node.target].page, []).append(read.places[node.target].top_pt)
    pages: dict[int, list[Run]] = {}
    for node in nodes:
        place = read.places.get(node.target)
        if place is None:
            yield f"PDF: “{node.title}” leads to `{node.target}`, which is no place in the file"
        elif node.printed and node.title:
            if place.page not in pages:
                pages = {place.page: _running(read, place.page, [(top - _READ_PT, top) for top in tops[place.page]])}
            line = _first_line([run for run in pages[place.page] if run.y_pt > place.top_pt - _READ_PT], place.top_pt)
            if line is None or line.end_pt < place.top_pt - _READ_PT:
                line = _first_line(_running(read, place.page, None), place.top_pt)
            text = line.text if line else ""
            if not _is_heading(text, node.title):
                # A high formula has its TeX above or below the words beside it.
                words = replace(read, tags=Tags(read.pdf, frozenset({"/Formula"})))
                beside = _first_line(_running(words, place.page, None), place.top_pt, _HIGHEST_LINE)
                if beside is not None and _is_heading(beside.text + text, node.title):
                    continue
                label = read.labels[place.page]
                yield f"PDF: the bookmark “{node.title}” lands on “{text[:_HEAD]}” on page {label}, not on its heading"


def _running(read: _Read, index: int, bands: Sequence[Band] | None) -> list[Run]:
    page = read.pdf.pages[index]
    return read.tags.running(page, read.texts.runs(page, bands=bands))


@dataclass(frozen=True, slots=True)
class _Line:
    """The text of a line, and how far down the page is known for that."""

    text: str
    end_pt: float


def _first_line(runs: Sequence[Run], top: float, reach: float = _HEADING_LINE) -> _Line | None:
    """The first line below `top`, without text where it stands too far below; None if there is none."""
    below = sorted((run for run in runs if run.y_pt < top and run.text.strip()), key=lambda run: -run.y_pt)
    if not below:
        return None
    first = below[0]
    # What reaches over the foot of the highest piece stands beside it: a formula may be higher than its words.
    size = max(run.size_pt for run in below if run.y_pt + run.size_pt > first.y_pt)
    end = first.y_pt - max(first.size_pt, size * 1.2)
    if top - first.y_pt > reach * size:
        return _Line("", end)
    line = [run for run in below if run.y_pt > first.y_pt - size * 1.2]
    return _Line("".join(run.text for run in sorted(line, key=lambda run: (-round(run.y_pt), run.x_pt))), end)


def _is_heading(line: str, title: str) -> bool:
    wanted = _letters(title)[:_HEAD]
    there = _letters(line)
    return sum(char in there for char in wanted) * 2 >= len(wanted)


def _letters(text: str) -> str:
    """Text without spaces; radicals and compatibility forms as the characters that a font draws alike."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _contents_differences(read: _Read, outline: Outline, nodes: Sequence[Node]) -> Iterator[str]:
    """What the printed contents say wrongly: order and text of the entries, and the folio of each."""
    start = read.places.get(CONTENTS)
    if start is None:
        return
    known = {node.target: index for index, node in enumerate(nodes)}
    after = (place.page for target, place in read.places.items() if target in known and place.page > start.page)
    listed = [row for page in range(start.page, min(after, default=start.page + 1)) for row in _rows(read, page)]
    order = [known[target] for target, _ in listed if target in known]
    if order != sorted(order):
        yield "contents: the entries are not in the order of the book"
    for node in outline.entries:
        if listed and known[node.target] not in order:
            yield f"contents: “{node.title}” is missing"
    for target, runs in listed:
        if target not in known:
            yield f"contents: an entry leads to `{target}`, which is not in the outline of the book"
            continue
        node = nodes[known[target]]
        text, folio = _letters("".join(run.text for run in runs)), runs[-1].text.strip() if runs else ""
        if not text.startswith(_letters(node.title)):
            yield f"contents: “{text[: len(node.title)]}” leads to “{node.title}”"
        page = read.places.get(target)
        label = read.labels[page.page] if page else ""
        if folio != label:
            yield f"contents: “{node.title}” is said to be on page {folio or '(none)'}, it is on page {label}"


def _rows(read: _Read, index: int) -> Iterator[tuple[str, list[Run]]]:
    """Each entry on a page of the contents: where its link leads, and its text in reading order."""
    page = read.pdf.pages[index]
    runs = read.texts.runs(page)
    spans: dict[str, tuple[float, float]] = {}
    for link in page.obj.get("/Annots", pikepdf.Array()):
        if "/Dest" in link:
            low, high = float(link.Rect[1]), float(link.Rect[3])
            low, high = min(low, high), max(low, high)
            known = spans.get(str(link.Dest), (low, high))
            spans[str(link.Dest)] = (min(low, known[0]), max(high, known[1]))
    for target, (low, high) in spans.items():
        inside = [run for run in runs if low < run.y_pt < high and run.text.strip()]
        yield target, sorted(inside, key=lambda run: (-round(run.y_pt), run.x_pt))


# Any PDF.


def _check_fonts(pdf: pikepdf.Pdf, log: Log) -> None:
    """Every font is in the file (ISO 32000-2, 9.9): another machine would print another one."""
    missing: set[str] = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.Font:
            if one.get("/Subtype") in {pikepdf.Name.Type0, pikepdf.Name.Type3}:
                continue
            descriptor = one.get("/FontDescriptor", pikepdf.Dictionary())
            if not any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                missing.add(str(one.get("/BaseFont", "/(no name)"))[1:])
    for name in sorted(missing):
        log.error("font-not-embedded", f"the font {name} is not in the file")


def _check_actions(pdf: pikepdf.Pdf, log: Log) -> None:
    """Nothing runs when the file is opened or clicked, and no link tells where it was made."""
    found: set[tuple[str, str]] = set()
    for one in pdf.objects:
        for action in _dictionaries(one):
            kind = str(action.get("/S", ""))
            if kind in _ACTIVE or "/JS" in action:
                found.add(("pdf-active", f"the file holds {_ACTIVE.get(kind, 'JavaScript')}"))
            uri = str(action.get("/URI", ""))
            if kind == "/URI" and uri.lower().startswith("file:"):
                found.add(("pdf-file-link", f"a link leads to a file of the maker's machine: {uri}"))
    if "/JavaScript" in pdf.Root.get("/Names", pikepdf.Dictionary()):
        found.add(("pdf-active", "the file holds JavaScript"))
    for code, message in sorted(found):
        log.error(code, message)


def _dictionaries(one: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An indirect object and the dictionaries written directly in it."""
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        yield one
        children = [value for value in one.values() if isinstance(value, pikepdf.Object) and not value.is_indirect]
    elif isinstance(one, pikepdf.Array):
        children = [value for value in one if isinstance(value, pikepdf.Object) and not value.is_indirect]
    else:
        return
    for child in children:
        yield from _dictionaries(child)


def _check_glyphs(pdf: pikepdf.Pdf, log: Log) -> None:
    """No character without a glyph is painted: glyph 0 is the box that stands for it."""
    texts = Texts()
    for page in pdf.pages:
        if any(0 in run.codes for run in texts.runs(page)):
            log.error("glyph-missing", f"page {page.label}: a character is painted as an empty box")
