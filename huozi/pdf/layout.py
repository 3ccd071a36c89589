"""Compile: Job -> Object. The only module that imports WeasyPrint outside the composer's seam.

Runs in a worker process that keeps what every chapter shares: the parsed style sheets, the font map, the fonts already
opened. Links to places outside the job are written with a scheme of their own for the linker to turn into
destinations. Running heads and folios are the linker's: no margin box is laid out here.
"""

from __future__ import annotations

import ctypes.util
import functools
import hashlib
import importlib
import inspect
import io
import logging
import math
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import _cffi_backend
import cssselect2

from huozi import compose, locales, rasters
from huozi.pdf import brush, declared, floats, foliomarks, grid, limits, linefaults, painted, quick, starts, tags, turns
from huozi.pdf.job import ELSEWHERE, NOTDEF, REFUSED, UNDECLARED
from huozi.pdf.object import HEAD, Anchor, FaceUse, Finding, FolioPlace, Link, Object, face_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from huozi.pdf.job import Job, Setup
    from huozi.pdf.limits import Stopped


@contextmanager
def _no_library_search() -> Iterator[None]:
    """Keep cffi from starting ldconfig and gcc for each of WeasyPrint's libraries: their sonames load directly.

    WeasyPrint tries the names of every platform in turn, and cffi asks ctypes.util.find_library for each one that does
    not load, which costs 0.4 s of processes before the soname of this platform's turn comes.
    """
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _no_font_tools() -> Iterator[None]:
    """Keep WeasyPrint from importing what subsets fonts without HarfBuzz, a fifth of its start, until a font needs it.

    Variable fonts and those that HarfBuzz cannot subset do; few books have one.
    """
    late = {
        name: _LateModule(name)
        for name in ("fontTools.subset", "fontTools.varLib.instancer")
        if name not in sys.modules and importlib.util.find_spec("fontTools") is not None
    }
    sys.modules.update(late)
    try:
        yield
    finally:
        for name in late:
            del sys.modules[name]


class _LateModule(ModuleType):
    """Functions and classes of a module that is imported when the first of them is called."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name.startswith("__"):
            raise AttributeError(name)
        return functools.partial(self._call, name)

    def _call(self, name: str, *positional: Any, **named: Any) -> Any:  # noqa: ANN401
        return getattr(importlib.import_module(self.__name__), name)(*positional, **named)


class _Declared(_cffi_backend.FFI):  # type: ignore[misc] # cffi has no types
    """cffi's interface with all declarations that it will be told of."""

    def cdef(self, text: str) -> None:
        """Declare nothing: it is declared."""
        assert hashlib.sha256(text.encode()).hexdigest() in declared.TEXTS, "run `make declarations`"

    def dlopen(self, name: str, flags: int = 0) -> Any:  # noqa: ANN401
        """Open a library for good: at the end cffi may close it before it has given back what came of it."""
        opened = super().dlopen(name, flags)
        ctypes.CDLL(name)  # which is never closed
        return opened


@contextmanager
def _declared_ahead() -> Iterator[None]:
    """Let WeasyPrint and the composer have declarations of C that were read ahead of time, if they are still theirs."""
    import cffi

    found = importlib.util.find_spec("weasyprint")
    source = Path(found.origin).parent / "text" / "ffi.py" if found is not None and found.origin else None
    if source is None or hashlib.sha256(source.read_bytes()).hexdigest() != declared.SOURCE:
        yield
        return
    plain = cffi.FFI
    cffi.FFI = lambda: _Declared("declared", **declared.TABLES)
    try:
        yield
    finally:
        cffi.FFI = plain


def _import_weasyprint() -> Any:  # noqa: ANN401 (WeasyPrint has no types)
    try:
        with _no_library_search(), _no_font_tools(), _declared_ahead():
            import weasyprint
    except OSError:
        # Sonames are unknown to this platform's loader (macOS with libraries off the default path): let it search.
        import weasyprint
    return weasyprint


weasyprint: Any = _import_weasyprint()


def _keep_notes_on_the_page_of_their_calls() -> None:
    """Never let a note begin on a later page than its call (jlreq 4.2.5; FN4).

    To win room for one more line, WeasyPrint 70 sends the last notes of a page to the next one, whatever their
    `footnote-policy` is. This takes the offer out of the one function that makes it; the page ends a line sooner.
    """
    block = weasyprint.layout.block
    source = inspect.getsource(block._linebox_layout)  # noqa: SLF001
    offer = "report = not context.in_column and can_break_now and not could_break_before"
    assert offer in source, (
        "this WeasyPrint breaks pages with notes in another way: see whether it still sends notes on"
    )
    exec(compile(source.replace(offer, "report = False"), block.__file__, "exec"), vars(block))  # noqa: S102 (its own source)


def _give_back_the_room_of_notes_taken_off() -> None:
    """Let an area of notes that has become empty again take no room.

    When the only note of a page goes on with its line to the next one, WeasyPrint 70 still counts the margin, the rule
    and the padding of the area: the page ends a line or a paragraph too soon.
    """
    context = weasyprint.layout.LayoutContext
    update = context._update_footnote_area  # noqa: SLF001 (WeasyPrint has no other place for this)

    def update_footnote_area(self: Any) -> Any:  # noqa: ANN401
        overflows = update(self)
        area = self.current_footnote_area
        if not area.children and area.height == 0:
            if not self.in_column:
                self.page_bottom += area.margin_height()
            area.height = "auto"
        return overflows

    context._update_footnote_area = update_footnote_area  # noqa: SLF001


def _write_no_number_that_is_none() -> None:
    """Let a length beyond all numbers be a fault where it comes up: a PDF with the words `inf` or `nan` is broken."""
    pydyf: Any = importlib.import_module("pydyf")
    own = pydyf._to_bytes  # noqa: SLF001 (all that is written goes through it)

    def to_bytes(item: Any) -> Any:  # noqa: ANN401
        if isinstance(item, bytes):
            return item
        if isinstance(item, float) and not math.isfinite(item):
            raise ValueError(f"a length of {item}")
        return own(item)

    pydyf._to_bytes = to_bytes  # noqa: SLF001


def _hang_preserved_spaces() -> None:
    """Let a preserved space at the end of a line hang where it has no room (CSS Text 3, 4.1.2).

    WeasyPrint 70 counts it: a piece of a line of code that is full but for that space is taken for too long, and moves
    down as a whole.
    """
    inline = weasyprint.layout.inline
    own = inline.split_first_line

    def split_first_line(
        text: str,
        style: Any,  # noqa: ANN401
        context: Any,  # noqa: ANN401
        most: float | None,
        spacing: float,
        *rest: Any,  # noqa: ANN401
        **named: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        split = own(text, style, context, most, spacing, *rest, **named)
        layout, length, resume, width, *others = split
        if resume is None or most is None or width <= most or style["white_space"] != "pre-wrap":
            return split
        line = text.encode()[:length].decode()
        shown = line.rstrip(" ")
        if not shown or shown == line:
            return split
        bare = own(shown, style, context, None, spacing)[3]
        return (layout, length, resume, bare, *others) if bare <= most else split

    inline.split_first_line = split_first_line


def _tell_contexts() -> None:
    """Let a source know what its layouts share: each holds itself, and must be let go."""
    document = weasyprint.document.Document
    build = document._build_layout_context  # noqa: SLF001

    def build_layout_context(html: Any, *rest: Any) -> Any:  # noqa: ANN401
        context = build(html, *rest)
        if isinstance(html, _Source):
            html.contexts.append(context)
        return context

    document._build_layout_context = build_layout_context  # noqa: SLF001


def _change_the_engine() -> None:
    from huozi.compose.seam import strut_of  # it imports WeasyPrint as it comes: not before that is here

    _keep_notes_on_the_page_of_their_calls()
    _give_back_the_room_of_notes_taken_off()
    _write_no_number_that_is_none()
    _tell_contexts()
    compose.install()
    _hang_preserved_spaces()
    grid.install(weasyprint.layout.block, weasyprint.layout.page, strut_of)
    floats.install(weasyprint.layout.block, weasyprint.layout.page)
    quick.install(weasyprint)
    brush.install(weasyprint)


_change_the_engine()

PT = 0.75
"""Points in a CSS pixel."""


@dataclass(slots=True)
class _Worker:
    """What one process keeps between jobs."""

    setup: Setup
    fetcher: _Fetcher
    fonts: _FontTable
    configuration: Any
    sheets: list[Any]
    findings: list[Finding]
    style_findings: tuple[Finding, ...] = ()
    folios: list[FolioPlace] = field(default_factory=list)


_worker: _Worker | None = None


class _FontTable(dict[Any, Any]):
    """The fonts of a document, hidden from WeasyPrint's writer where the linker embeds them.

    WeasyPrint keeps every font it paints with in `Document.fonts` and embeds one subset of each of its values. Showing
    it only those that the linker cannot open (colour, bitmap, variable and downloaded fonts) leaves the rest to the
    linker, which embeds one subset for the whole book.
    """

    linkable: frozenset[str] = frozenset()

    def values(self) -> Any:  # noqa: ANN401
        return [font for font in super().values() if not self.links(font)]

    def used(self) -> list[Any]:
        """Every font of the last document that the linker is to embed."""
        return [font for font in super().values() if font.widths and self.links(font)]

    def undeclared(self) -> list[str]:
        """The names of the fonts of the last document that neither a rule names nor emoji ask for."""
        found = [font for font in self.values() if font.widths and font.face_digest not in self.linkable]
        return sorted({font.family for font in found if not (font.png or font.svg or font.colr or font.bitmap)})

    def begin_document(self) -> None:
        """Keep the fonts open that the linker embeds, without their glyphs, and no other.

        WeasyPrint embeds all that it is shown, used or not: what an earlier document left would be in this one too.
        """
        for key in [key for key, font in self.items() if not self.links(font)]:
            del self[key]
        for font in super().values():
            font.widths, font.to_unicode = {}, {}

    def links(self, font: Any) -> bool:  # noqa: ANN401
        """Whether the linker can open this font again and subset it for the whole book."""
        if not hasattr(font, "face_digest"):
            font.face_digest = face_digest(*font.head(HEAD))
        special = font.png or font.svg or font.colr or font.bitmap or font.missing or "fvar" in font.tables
        return not special and font.face_digest in self.linkable


class _Source(weasyprint.HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A document that is already a tree: what weasyprint.HTML is after it has parsed a file as HTML5."""

    def __init__(self, root: ET.Element, fetcher: _Fetcher) -> None:
        self.base_url = "huozi:/"
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.contexts: list[Any] = []
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _Listener(logging.Handler):
    """Collects what WeasyPrint logs: the API itself tells nobody."""

    def emit(self, record: logging.LogRecord) -> None:
        assert _worker is not None
        message = record.getMessage()
        lost = record.levelno >= logging.ERROR or NOTDEF in message or message.startswith("Failed to load")
        _worker.findings.append(Finding(lost, message))


def make_ready() -> None:
    """Do what every chapter's layout in this process, and in copies of it, would else do first."""
    # Patterns of English hyphenate the Latin words of most books.
    weasyprint.text.line_break.pyphen.Pyphen(lang="en_US")


def start_worker(setup: Setup) -> None:
    """Make this process ready for the jobs of a book."""
    global _worker  # noqa: PLW0603 (the state of a worker process is the process's)
    logger = logging.getLogger("weasyprint")
    logger.handlers[:] = [_Listener(level=logging.WARNING)]
    logger.propagate = False
    foliomarks.install(weasyprint.draw, _note_folio)
    configuration = weasyprint.text.fonts.FontConfiguration()
    configuration.huozi_groups = quick.groups(setup.css)
    fonts = _FontTable()
    fonts.linkable = setup.faces
    fetcher = _Fetcher(setup)
    _worker = _Worker(setup, fetcher, fonts, configuration, [], [])
    with _no_clock():
        sheet = weasyprint.CSS(string=setup.css, font_config=configuration, url_fetcher=fetcher)
    _worker.sheets.append(sheet)
    _worker.style_findings = tuple(_of_the_sheet(finding) for finding in dict.fromkeys(_worker.findings))


def _note_folio(place: FolioPlace) -> None:
    assert _worker is not None
    _worker.folios.append(place)


def compile_job(job: Job) -> Object | Stopped:
    """Lay out and paint one job. Needs `start_worker` in this process first."""
    assert _worker is not None
    with _no_clock():
        compiled: Object | Stopped = limits.watched(lambda one: _with_stack(_compile, one), job, _worker.setup.limits)
    return compiled


@contextmanager
def _no_clock() -> Iterator[None]:
    """Let fontTools, which writes fonts of emoji and variable ones, date them alike in every build.

    It asks SOURCE_DATE_EPOCH (reproducible-builds.org/specs/source-date-epoch), else the clock.
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _with_stack(function: Callable[[Job], Object], job: Job) -> Object:
    """Call a function that recurses deep, with all the stack it needs at hand.

    CPython maps memory for 16 KiB of frames at a time, and gives it back as soon as it is empty: a loop at the depth
    where a block of it ends maps and unmaps one for each of its calls, a quarter of the time of layout. This frame asks
    for more than a mebibyte, which makes one block that holds those above it too. What is not used is never touched.
    """
    return function(job)


_with_stack.__code__ = _with_stack.__code__.replace(co_stacksize=140_000)


def _compile(job: Job) -> Object:
    assert _worker is not None
    _worker.findings.clear()
    _worker.folios.clear()
    _worker.fonts.begin_document()
    source = _Source(ET.fromstring(job.html), _worker.fetcher)
    body = source.etree_element.find("body")
    assert body is not None, job.name
    heard: list[compose.LineRecord] = []
    with compose.listen(heard.append, faults=True):
        document, calls = _render(source)
    document.fonts = _worker.fonts
    _finish_notes(document, calls)
    if body.find(".//pre") is not None:
        turns.mark([page._page_box for page in document.pages])  # noqa: SLF001 (WeasyPrint shows pages as pictures)
    with _collecting(source.etree_element) as taken:
        document.write_pdf(io.BytesIO(), pdf_tags=True, finisher=taken.finish)
    undeclared = (Finding(lost=False, message=f"{UNDECLARED}{family}") for family in _worker.fonts.undeclared())
    compiled = Object(
        parts=tuple(taken.painted.parts),
        pages=tuple(taken.pages),
        resources=taken.resources,
        fonts=taken.fonts,
        boxes=tuple(taken.boxes),
        sizes=tuple((round(page.width * PT, 3), round(page.height * PT, 3)) for page in document.pages),
        frames=tuple(_frame(page._page_box) for page in document.pages),  # noqa: SLF001 (WeasyPrint tells no margins)
        blanks=grid.bare([page._page_box for page in document.pages]),  # noqa: SLF001
        starts=starts.starts([page._page_box.children[0] for page in document.pages], body),  # noqa: SLF001
        anchors=tuple(_anchors(document)),
        links=tuple(_links(document)),
        faces=tuple(_face_use(font) for font in sorted(_worker.fonts.used(), key=lambda font: font.hash)),
        findings=tuple(dict.fromkeys((*_worker.style_findings, *_worker.findings, *undeclared))),
        tags=taken.tags,
        lines=linefaults.faults([page._page_box for page in document.pages], body) if heard else (),  # noqa: SLF001
        folios=tuple(dict.fromkeys(_worker.folios)),
    )
    _let_go(source, document)
    return compiled


def _let_go(source: _Source, document: Any) -> None:  # noqa: ANN401
    """Cut the circles of references in what was laid out, so that it is freed when nobody holds it any more."""
    for context in source.contexts:
        context.get_image_from_uri = None
    for page in document.pages:
        box = page._page_box  # noqa: SLF001
        for one in box.descendants():
            vars(one).get("huozi_kept", {}).clear()
            if isinstance(one, weasyprint.formatting_structure.boxes.FootnoteAreaBox):
                one.page = None


def explain(job: Job, page: int, line: int) -> tuple[int, str]:
    """How many lines a page of a job has, from 0, and what the composer says of one of them, from 1."""
    assert _worker is not None
    with _no_clock(), compose.listen(lambda _: None):
        document, _ = _render(_Source(ET.fromstring(job.html), _worker.fetcher))
    return linefaults.explain(document.pages[page]._page_box, line)  # noqa: SLF001


@dataclass(slots=True)
class _Taken:
    """What of the engine's PDF is kept, once its pages are painted; the file itself is not written."""

    root: Any
    tags: tuple[tags.Tag, ...] = ()
    boxes: list[tuple[Link, ...]] = field(default_factory=list)
    painted: painted.Painted = field(default_factory=lambda: painted.Painted(()))
    pages: list[int] = field(default_factory=list)
    resources: int = 0
    fonts: int = 0

    def collect(self, pdf: Any, document: Any, _version: object, streams: Sequence[Any]) -> None:  # noqa: ANN401
        """Keep what the marks of the pages stand for, and their links."""
        pages = []
        for number, page, stream in zip(pdf.pages["Kids"][::3], document.pages, streams, strict=True):
            references = pdf.objects[number].get("Annots", ())
            links = painted.links([pdf.objects[int(reference.split()[0])] for reference in references])
            self.boxes.append(tuple(links.values()))
            pages.append(
                tags.PaintedPage(
                    box=page._page_box,  # noqa: SLF001
                    marks={box: mark["mcid"] for box, mark in stream._tags.items()},  # noqa: SLF001 (nobody else knows)
                    links={reference: place for place, reference in enumerate(links)},
                    height_pt=page.height * PT,
                    operators=stream.stream,
                )
            )
        self.tags = tags.tags(pages, self.root)

    def finish(self, _document: object, pdf: Any) -> None:  # noqa: ANN401
        """Keep what the pages paint. What the engine would write of it is left out."""
        self.painted = painted.Painted(pdf.objects)
        numbers = pdf.pages["Kids"][::3]
        self.resources, self.fonts = self.painted.resources(numbers[0])
        self.pages = [self.painted.page(number) for number in numbers]
        pdf.write = lambda *_: None


@contextmanager
def _collecting(root: Any) -> Iterator[_Taken]:  # noqa: ANN401
    """Give what is kept of the PDF that is painted meanwhile.

    WeasyPrint's own structure tree follows boxes: it cuts lists and tables at the end of a page, and knows neither ruby
    nor notes nor contents. The function that writes it is exchanged for one that keeps a table for the linker.
    """
    taken = _Taken(root)
    own = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = taken.collect
    try:
        yield taken
    finally:
        weasyprint.pdf.add_tags = own


_AT_LINE = re.compile(r" at (\d+):\d+")


def _of_the_sheet(finding: Finding) -> Finding:
    found = _AT_LINE.search(finding.message)
    return Finding(finding.lost, finding.message, int(found[1]) if found else 1)


def _frame(box: Any) -> tuple[float, float, float, float]:  # noqa: ANN401
    edges = (box.margin_left, box.margin_top, box.margin_right, box.margin_bottom)
    left, top, right, bottom = (round(edge * PT, 3) for edge in edges)
    return left, top, right, bottom


_MARK = "data-mark"
"""The attribute of a note that the style sheets take its mark from (`attr`), for as long as its page is not known."""


def _render(source: _Source) -> tuple[Any, list[tuple[Any, str]]]:
    """Lay a document out, with room for the mark of each note; the calls of the notes with the marks they get.

    The number of a note begins again on each page (FN1; jlreq 4.2.2), so that its mark is known when the page is. Most
    are as wide as the first one. Where one is wider (`*10`), it gets its room and all is laid out again; it keeps the
    room, so that this ends.
    """
    assert _worker is not None
    root = source.etree_element
    lang = root.get("lang", "")
    notes = [one for one in root.iter("span") if "footnote" in one.get("class", "").split()]
    for note in notes:
        note.set(_MARK, locales.note_mark(lang, 1))
    while True:
        document = source.render(font_config=_worker.configuration, stylesheets=_worker.sheets)
        pages = document.pages if notes else ()
        calls = [
            (call, locales.note_mark(lang, number))
            for page in pages
            for number, call in enumerate(_inlines(page._page_box, "::footnote-call"), 1)  # noqa: SLF001
        ]
        marks = {call.element: mark for call, mark in calls}
        wider = [(note, mark) for note, mark in marks.items() if len(mark) > len(note.get(_MARK, ""))]
        if not wider:
            return document, calls
        _worker.findings.clear()
        for note, mark in wider:
            note.set(_MARK, mark)


def _finish_notes(document: Any, calls: Sequence[tuple[Any, str]]) -> None:  # noqa: ANN401
    """Write the marks of notes into their calls and markers.

    CSS counters cannot know the page; a text that is only painted again from its layout can be exchanged. The rule
    above the notes is a border of their area, and gets its share of it here.
    """
    marks = {call.element: mark for call, mark in calls}
    for call, _ in calls:
        _write(call, marks[call.element])
    for page in document.pages if calls else ():
        for area in page._page_box.children:  # noqa: SLF001 (WeasyPrint shows pages only as pictures of themselves)
            if isinstance(area, weasyprint.formatting_structure.boxes.FootnoteAreaBox) and area.children:
                for marker in _inlines(area, "::footnote-marker"):
                    if marker.element in marks:
                        _write(marker, marks[marker.element])
                area.width *= _note_rule_share(area)
                _check_room(area, page)


def _check_room(area: Any, page: Any) -> None:  # noqa: ANN401
    """Tell of notes that need more room than a page has: the engine paints them over its edge."""
    assert _worker is not None
    last = area.children[-1]
    box = page._page_box  # noqa: SLF001
    bottom = last.position_y + last.margin_height()
    if bottom > box.position_y + box.margin_height() - box.margin_bottom + 1 or area.position_y < box.margin_top - 1:
        text = "".join(getattr(one, "text", "") for one in last.descendants())
        _worker.findings.append(Finding(True, f"the notes of a page are higher than the page: {text[:30]}…"))


def _inlines(root: Any, pseudo_element: str) -> list[Any]:  # noqa: ANN401
    inline = weasyprint.formatting_structure.boxes.InlineLevelBox
    found = [box for box in root.descendants() if (box.element_tag or "").endswith(pseudo_element)]
    return [box for box in found if getattr(box, "children", ()) and isinstance(box, inline)]


def _write(box: Any, mark: str) -> None:  # noqa: ANN401
    for text in box.descendants():
        if getattr(text, "text", "").strip():
            text.text = text.pango_layout.text = mark


def _note_rule_share(area: Any) -> float:  # noqa: ANN401
    token = area.style["__note_rule_share"]
    return float(token[0].value) if token else 1.0


def _anchors(document: Any) -> Iterator[Anchor]:  # noqa: ANN401
    seen: set[str] = set()
    for index, page in enumerate(document.pages):
        for name, (left, top, _, _) in page.anchors.items():
            if name not in seen:
                seen.add(name)
                yield Anchor(name, index, round(left * PT, 3), round(top * PT, 3))


def _links(document: Any) -> list[str]:  # noqa: ANN401
    targets = {link[1] for page in document.pages for link in page.links if link[0] == "external"}
    return sorted({unquote(url.removeprefix(ELSEWHERE)) for url in targets if url.startswith(ELSEWHERE)})


def _face_use(font: Any) -> FaceUse:  # noqa: ANN401
    return FaceUse(
        name=font.hash,
        face=font.face_digest,
        index=font.index,
        widths=dict(sorted(font.widths.items())),
        unicode=dict(sorted(font.to_unicode.items())),
    )


_EMBEDDED = ("data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp")


class _Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Serves the resources of the book by name and nothing else: no file, no network, whatever the manuscript says."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(allowed_protocols=("huozi", "data"))
        self._resources_by_name, self._inks = setup.resources, setup.inks

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ANN401
        """Return the bytes of `huozi:/NAME`, and pictures that a drawing brings along; anything else is refused."""
        if url.startswith(_EMBEDDED):
            return super().fetch(url, headers)
        name = url.removeprefix("huozi:/")
        if url == name or name not in self._resources_by_name:
            raise ValueError(f"{REFUSED}{url}")
        content = self._resources_by_name[name].read_bytes()
        if name.endswith(".svg"):
            from huozi import vectors  # it imports lxml, which nothing else here needs

            content = vectors.settled(content)
        else:
            content = rasters.settled(content, self._inks)
        return weasyprint.urls.URLFetcherResponse(url, content)
