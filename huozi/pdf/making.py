"""Book, Styles, Outline -> Pdf: parts are compiled, their pages settled, their objects linked, what was found told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, assert_never, cast

from lxml import etree

from huozi import glyphs
from huozi.dated import modified
from huozi.diagnostics import Log, Span
from huozi.limits import USUAL, Limits
from huozi.pdf import formulas, link, pieces, settling
from huozi.pdf.archive import Attachment, Standard
from huozi.pdf.compiling import compiler
from huozi.pdf.faces import Face
from huozi.pdf.job import NOTDEF, REFUSED, UNDECLARED, Job, font_files, resources, setup_of
from huozi.pdf.limits import Stopped
from huozi.pdf.link import Furniture, Piece
from huozi.pdf.object import file_digest
from huozi.pdf.tables import Room
from huozi.pdf.trim import Trim
from huozi.versions import version
from huozi.workers import Crew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from huozi.book import Book, Folio
    from huozi.outline import Outline
    from huozi.pdf.compiling import Compiler
    from huozi.pdf.link import PlacedPage
    from huozi.pdf.object import Finding, Object
    from huozi.pdf.pieces import BookPart
    from huozi.pdf.settling import Compile, Settled
    from huozi.styles import FontFile, Styles

PageLine = tuple[str, int]
"""A line of the book: the folio of its page, and its number from the top, from 1."""

_QUOTED = 24
_NOTED_EM = 0.5
"""Gaps that are so much wider than usual are told of: narrower ones are seen by few."""
_REWORD = "word it otherwise, or let its long word break: put a soft hyphen (&shy;) where it may"

REGULAR = 80
"""The weight of a text face in fontconfig's scale."""

_AT_PLACE = re.compile(r" at \d+:(\d+)")
_LOST_ANCHOR = re.compile(r"No anchor #(.*) for internal URI reference")


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF: its bytes, the folio of each target id, the label of every page in order, where they begin.

    `explanation` tells of one line, if one was asked for, why it is as it is. `seconds` is what each part took that was
    laid out now.
    """

    data: bytes
    folios: Mapping[str, Folio]
    pages: tuple[Folio, ...]
    starts: tuple[PageStart, ...]
    explanation: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class PageStart:
    """A page that holds text: it begins `offset` characters of running text after the id `target`."""

    folio: Folio
    target: str
    offset: int


def make(
    book: Book,
    styles: Styles,
    outline: Outline,
    log: Log,
    *,
    cache: Path | None = None,
    crew: Crew,
    limits: Limits = USUAL,
    explain: PageLine | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Pdf | None:
    """Set the book; None, and errors, where a chapter meets one of the `limits`.

    `cache` is where compiled chapters are kept. `explain` names a line by the folio of its page and its number from the
    top: why it is set as it is. `meanwhile` is called when the first chapters are handed out, before any is waited
    for, and by a process of the `crew` when all are laid out.
    """
    written, book = book, formulas.draw(book, styles, log)
    files = font_files(styles)
    with _compiler(book, styles, cache, crew, limits) as compiling:
        parts: list[BookPart] = []
        contents = _Contents(book, outline)
        compiling.begin(_handed_on(_parts(book, styles), parts), lambda found: _early(contents, parts, found))
        glyphs.check(written, styles, log)
        if meanwhile is not None:
            meanwhile()
        settled = _settled(
            parts,
            contents,
            files,
            lambda parts: _finished(compiling.compile(_jobs(parts)), book, styles, log),
        )
        if settled is None:
            return None
        if meanwhile is not None:
            crew.hand_out(meanwhile)
        for target in settled.moving:
            _report_unsettled(target, book, log)
        placed = settled.pieces
        starts = _starts(settled.parts, placed)
        pages = link.place(placed, book.config.signature)
        explanation = _explain(explain, settled.parts, pages, compiling) if explain else ""
    _report([piece.object for piece in placed], book, styles, log)
    for target in link.lost_links(placed):
        _report_lost_link(target, log)
    for page in pages:
        _report_lines(page, settled.parts[page.piece], placed[page.piece].object, log)
    standard = _standard(book, log)
    data = link.link(
        placed,
        pages,
        outline,
        _furniture(book, styles),
        settling.known_faces((piece.object for piece in placed), files),
        _info(book),
        book.config.lang,
        standard,
        Trim(book.config.bleed_mm * 72 / 25.4, marks=book.config.crop_marks),
        compiling.store,
    )
    folios, labels = settling.folios_of(placed), tuple(page.folio for page in pages)
    return Pdf(data, folios, labels, starts, explanation, compiling.seconds)


def _explain(asked: PageLine, parts: Sequence[BookPart], pages: Sequence[PlacedPage], compiling: Compiler) -> str:
    folio, line = asked
    page = next((page for page in pages if page.folio == folio and page.page is not None), None)
    if page is None or page.page is None:
        return f"no page with the number {folio}; the last one is {pages[-1].folio}"
    count, told = compiling.explain(_jobs([parts[page.piece]])[0], page.page, line)
    return f"page {folio}, line {line} of {count}: {told}" if told else f"page {folio} has {count} lines, and no {line}"


def known_starts(book: Book, styles: Styles, outline: Outline, cache: Path) -> tuple[PageStart, ...]:
    """Where the pages of the PDF begin, if all of it is in the cache as it is now; else nothing."""
    book = formulas.draw(book, styles, Log())
    files, parts = font_files(styles), list(_parts(book, styles))
    with _compiler(book, styles, cache, Crew(1), USUAL) as compiling:
        settled = _settled(
            parts,
            _Contents(book, outline),
            files,
            lambda parts: _all(compiling.find(_jobs(parts))),
        )
    return _starts(settled.parts, settled.pieces) if settled is not None else ()


def _settled(
    parts: Sequence[BookPart],
    contents: Callable[[Mapping[str, Folio]], BookPart | None],
    files: Mapping[str, Path],
    compiled: Compile,
) -> Settled | None:
    """All parts of the book with their page numbers, and the contents, which list those; None if one is not there."""
    settled = settling.settle(parts, compiled, files)
    return settling.with_contents(contents, settled, compiled, files) if settled is not None else None


def _all(found: Sequence[Object | None]) -> list[Object] | None:
    objects = [one for one in found if one is not None]
    return objects if len(objects) == len(found) else None


def _parts(book: Book, styles: Styles) -> Iterator[BookPart]:
    size = styles.points("--size-small")
    measure, height, lead = (styles.points(name) / size for name in ("--measure", "--type-height", "--lead-small"))
    return pieces.parts(book, Room(measure, height, lead))


def _compiler(
    book: Book, styles: Styles, cache: Path | None, crew: Crew, limits: Limits
) -> AbstractContextManager[Compiler]:
    digests = {name: one.digest for name, one in resources(book).items()}
    return compiler(setup_of(book, styles, limits), digests, cache, crew)


def _starts(parts: Sequence[BookPart], placed: Sequence[Piece]) -> tuple[PageStart, ...]:
    """Where the pages begin that hold text."""
    found = []
    for page in link.place(placed):
        offset = None if page.page is None else placed[page.piece].object.starts[page.page]
        if offset is not None and (target := parts[page.piece].target):
            within = 0 if parts[page.piece].begins else offset
            for chapter, begin in parts[page.piece].begins:
                if begin <= offset:
                    target, within = chapter, offset - begin
            found.append(PageStart(page.folio, target, within))
    return tuple(found)


class _Asked(dict[str, "Folio"]):
    """Folios by their targets, and what was said of each that was asked for."""

    def __init__(self, folios: Mapping[str, Folio]) -> None:
        super().__init__(folios)
        self.told: dict[str, Folio | None] = {}

    def get(self, target: str, default: Any = None) -> Any:  # noqa: ANN401 (as of any mapping)
        """The folio of a target."""
        self.told[target] = super().get(target, default)
        return self.told[target]


@dataclass(slots=True)
class _Contents:
    """The contents of a book by the numbers in them; the last ones are kept, since they are asked for twice."""

    book: Book
    outline: Outline
    part: BookPart | None = None
    told: Mapping[str, Folio | None] = field(default_factory=dict)

    def __call__(self, folios: Mapping[str, Folio]) -> BookPart | None:
        if not self.told or any(folios.get(target) != folio for target, folio in self.told.items()):
            asked = _Asked(folios)
            self.part, self.told = pieces.contents(self.book, self.outline, asked), asked.told
        return self.part


def _early(contents: _Contents, parts: Sequence[BookPart], found: Sequence[Object | None]) -> Job | None:
    """The contents before all parts are laid out, if it is sure what they will be: they take as long as many parts."""
    numbers = settling.expected(parts, found)
    part = contents(numbers) if numbers is not None else None
    return _job(part) if part is not None else None


def _handed_on(parts: Iterable[BookPart], made: list[BookPart]) -> Iterator[Job]:
    """The jobs of parts while they are made, and the parts themselves in a list."""
    for part in parts:
        made.append(part)
        yield _job(part)


def _jobs(parts: Iterable[BookPart]) -> list[Job]:
    return [_job(part) for part in parts]


def _job(part: BookPart) -> Job:
    return Job(part.name, part.document)


def _furniture(book: Book, styles: Styles) -> Furniture:
    running = _text_faces(styles.fonts["head"].found)
    place = styles.tokens["--folio-place"]
    assert place in {"outside", "centre", "none"}, place
    return Furniture(
        faces=running,
        folio_faces=running,
        lang=book.config.lang,
        head_size_pt=styles.points("--size-head"),
        head_distance_pt=styles.points("--head-distance"),
        folio_size_pt=styles.points("--size-folio"),
        folio_distance_pt=styles.points("--folio-distance"),
        heads=styles.tokens["--head-place"] != "none",
        folio_place=cast("Literal['outside', 'centre', 'none']", place),
        folio_form=styles.tokens["--folio-form"].strip("\"'"),
        folio_indent_pt=styles.points("--folio-indent"),
    )


def _text_faces(found: Sequence[FontFile]) -> tuple[Face, ...]:
    """For each family the face nearest to the weight of text."""
    chosen: dict[str, FontFile] = {}
    for face in found:
        known = chosen.get(face.family)
        if known is None or abs(face.weight - REGULAR) < abs(known.weight - REGULAR):
            chosen[face.family] = face
    return tuple(Face(file_digest(face.path), face.index, face.path) for face in chosen.values())


def _info(book: Book) -> dict[str, str]:
    config = book.config
    return {
        "Title": config.title or config.slug,
        "Author": ", ".join(person.name for person in config.people if person.role == "aut"),
        "Subject": config.description,
        "Keywords": ", ".join(config.keywords),
        "Creator": f"huozi {version('huozi')}",
    }


def _standard(book: Book, log: Log) -> Standard:
    """What the author wants of the file beyond a PDF."""
    config = book.config
    profile = None
    if config.print_profile is not None and config.pdf == "print":
        from huozi.pdf import press  # it imports what knows of colours, which no other book needs

        profile = config.print_profile.read_bytes()
        if unfit := press.unfit(profile):
            log.error(
                "profile-unfit",
                f"`{config.print_profile.name}` is no profile to print with: {unfit}",
                config.places.get("pdf"),
                help="take the ICC profile that the printer names, one of four colours, such as that of Japan Color",
            )
            profile = None
    attachments: list[Attachment] = []
    if config.attach_source:
        names = dict.fromkeys([config.source.name, *(one.file for one in config.chapters if one.file)])
        attachments = [Attachment(name, "text/markdown", (config.root / name).read_bytes()) for name in names]
    return Standard(config.pdf, modified(config), profile, tuple(attachments))


# What the layout engine had to say.


def _finished(compiled: Sequence[Object | Stopped], book: Book, styles: Styles, log: Log) -> tuple[Object, ...] | None:
    """The objects, if all were finished; else None, and what is known of the others too."""
    stopped = [one for one in compiled if isinstance(one, Stopped)]
    finished = tuple(one for one in compiled if not isinstance(one, Stopped))
    if not stopped:
        return finished
    for one in stopped:
        _report_stopped(one, book, log)
    _report(finished, book, styles, log)
    return None


def _report_stopped(stopped: Stopped, book: Book, log: Log) -> None:
    shown = f"“{stopped.words[:20]}…”" if stopped.words and stopped.tag != "img" else "a picture" if stopped.tag else ""
    at = f", at {shown}" if shown else ""
    match stopped.reason:
        case "time":
            what = f"the chapter takes over {stopped.limit:.0f} s to lay out{at}: it was stopped"
            advice = "divide what is very long, or give it more time with `--time-limit SECONDS` (0: no limit)"
        case "memory":
            what = f"the chapter needs over {stopped.limit:.0f} MB of memory to lay out{at}: it was stopped"
            advice = "make its pictures smaller, or give it more with `--memory-limit MB` (0: no limit)"
        case "depth":
            what = f"the chapter nests too deep to be laid out{at}"
            advice = "put fewer blocks inside one another"
        case "fault":
            what = f"the chapter cannot be laid out{at}: {stopped.fault[:200]}"
            advice = "a sheet or a picture may ask for the impossible: take it out; else report this as a bug of huozi"
        case "crash":
            what = "the process that laid out the chapter died"
            advice = "see whether the machine has memory left; take out what stands in the chapter part by part"
        case _:
            assert_never(stopped.reason)
    log.error("layout-stopped", what, _place_of(stopped, book), help=advice)


def _place_of(stopped: Stopped, book: Book) -> Span | None:
    """Where in the source the element stands that was being set; else where its chapter begins."""
    if stopped.tag == "img":
        return _image_place(book, stopped.words.removeprefix("huozi:/"))
    chapters = [one for one in book.chapters if one.id == stopped.name] or list(book.chapters)
    words = "".join(stopped.words.split())
    found = [
        (len(text), Span(element.get("data-file", chapter.file), int(str(element.get("data-line")))))
        for chapter in chapters
        for element in chapter.body.iter(etree.Element)
        if words
        and element.get("data-line")
        and words in (text := "".join("".join(map(str, element.itertext())).split()))
    ]
    return min(found, key=lambda one: one[0])[1] if found else Span(chapters[0].file, 1)


def _report(compiled: Iterable[Object], book: Book, styles: Styles, log: Log) -> None:
    glyphs_are_known = any(entry.code == "glyph-missing" for entry in log.entries)
    for finding in dict.fromkeys(finding for one in compiled for finding in one.findings):
        if lost := _LOST_ANCHOR.fullmatch(finding.message):
            _report_lost_link(lost[1], log)
        elif REFUSED in finding.message:
            url = finding.message.rpartition(REFUSED)[2]
            if any(entry.code == "css-address" and url in entry.message for entry in log.entries):
                continue  # said already, with the place
            what = f"`{url}` is not loaded: nothing outside the book is"
            log.error("resource-refused", what, help="put the picture into the book's folder and the text")
        elif finding.message.startswith(UNDECLARED):
            what = f"{finding.message.removeprefix(UNDECLARED)} is in the PDF, and no --font- token names it"
            advice = "in a drawing, name a font of the book or turn text into paths: another machine has other fonts"
            log.warn("font-undeclared", what, help=advice)
        elif finding.line:
            _report_style(finding, styles, log)
        elif NOTDEF in finding.message and glyphs_are_known:
            pass  # said already, with the place
        elif "huozi:/" in finding.message and finding.lost:
            _report_image(finding, book, log)
        elif finding.lost:
            log.error("layout", f"the layout engine lost something: {finding.message}")
        else:
            log.warn("layout", f"the layout engine says: {finding.message}")


def _report_lines(page: PlacedPage, part: BookPart, compiled: Object, log: Log) -> None:
    """Tell of the lines of a page that could not be set well (typography.md J8; PA6)."""
    for line in compiled.lines:
        if line.page != page.page:
            continue
        text = line.text if len(line.text) <= _QUOTED else f"{line.text[:_QUOTED]}…"
        what = f"on page {page.folio}: “{text}”"
        at = part.at(line.element)
        if line.verdict == "over-full":
            log.warn("line-over-full", f"a line is {line.amount_em:.2f} em too long {what}", at, help=_REWORD)
        elif line.verdict == "runt":
            log.note("line-runt", f"one character stands alone in the last line of a paragraph {what}", at)
        elif line.amount_em >= _NOTED_EM:
            how = "with gaps {:.2f} em wider" if line.verdict == "loose" else "{:.2f} em short"
            log.note("line-loose", f"a line is loose, {how.format(line.amount_em)} {what}", at, help=_REWORD)


def _report_lost_link(target: str, log: Log) -> None:
    what = f"a link leads to `{target}`, which is on no page"
    log.error("link-lost", what, help="a style sheet hides it: show it, or take the link out")


def _report_unsettled(target: str, book: Book, log: Log) -> None:
    """Tell of a page number that has no value: with each one that is printed, its target moves to another page."""
    asking = (one for chapter in book.chapters for one in chapter.references if one.form == "page")
    found = next((one for one in asking if one.target is not None and one.target.id == target), None)
    what = (
        f"the page number of `{found.written}` does not settle"
        if found
        else "the page numbers of the index do not settle"
    )
    advice = "each number moves the text to another page: change the words about it a little"
    log.error("page-unsettled", f"{what} after {settling.MOST_ROUNDS} rounds", found.at if found else None, help=advice)


def _report_style(finding: Finding, styles: Styles, log: Log) -> None:
    """Say what the author's sheets got wrong. The book's own hold standard CSS that an engine need not know yet."""
    sheet, line = styles.sheet_at(finding.line)
    if sheet.by_author:
        # The engine counts lines from the top of all sheets; in the one that is named they are other ones.
        place = _AT_PLACE.search(finding.message)
        at = Span(sheet.path, line, int(place[1])) if place else Span(sheet.path, line)
        log.warn("css", _AT_PLACE.sub("", finding.message), at)


def _report_image(finding: Finding, book: Book, log: Log) -> None:
    name = next((name for name in resources(book) if f"huozi:/{name}" in finding.message), "")
    log.error(
        "image-failed",
        f"the picture cannot be set: {finding.message.partition(': ')[2] or finding.message}",
        _image_place(book, name),
        help="open it in a viewer and save it again as PNG, JPEG or SVG",
    )


def _image_place(book: Book, name: str) -> Span | None:
    for chapter in book.chapters:
        for image in chapter.body.iter("img"):
            if image.get("src") == name:
                lines = (one.get("data-line") for one in (image, *image.iterancestors()))
                line = next((line for line in lines if line), "1")
                return Span(chapter.file, int(line))
    return None
