"""Book, PDF, EPUB -> findings: whether the text of both files is that of the manuscript (EP7: text in, text out).

Compared are the running text of each chapter, the notes and the readings, character by character: in the EPUB in the
order of its spine, in the PDF in that of its tags. Only white space and soft hyphens are folded, and kana composed with
their voicing marks, since a font draws both spellings with one glyph; pictures and formulas are not read. What a style
sheet puts into the PDF beside the text is a warning, what it lacks is an error.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree

from huozi import html
from huozi.diagnostics import Span
from huozi.running import OBJECT, common
from huozi.verify import tagtext
from huozi.verify.epub import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.diagnostics import Log
    from huozi.verify.epub import Package

_STEPS = ((3, 12), (12, 6000), (6, 400), (3, 60), (1, 12))
"""Where text goes on after something that a style sheet adds: so many equal characters, within so many.

What is added most is short: near by is looked first.
"""

_SHOWN = 12
_VOICED = re.compile("[\u3041-\u30fe][\u3099\u309a]")
_FOLDED = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}" + OBJECT))

_UNREAD = frozenset({"img", "svg", "rp", "script", "style"})
_BUG = "this is a bug in huozi: the file does not hold what was written"


@dataclass(frozen=True, slots=True)
class _Text:
    """Letters alone: running text, each note, all readings in a row."""

    running: str
    notes: tuple[str, ...] = ()
    readings: str = ""


def check(book: Book, pdf: bytes, epub: bytes, log: Log) -> None:
    """Compare the text of both files with the book's; the first difference of a chapter is an error that shows it."""
    package = opened(epub, log)
    reflowed = _reflowed(package) if package else {}
    printed = _printed(pdf)
    at = 0
    notes: list[str] = []
    for chapter in book.chapters:
        title = chapter.entries[0].title or book.config.title
        wanted = _of_section(html.chapter(book, chapter, html.EPUB))
        there = reflowed.get(chapter.id, _Text(""))
        _compare("EPUB", f"in “{title}”", wanted.running, there.running, log, chapter)
        _compare("EPUB", f"in the readings of “{title}”", wanted.readings, there.readings, log)
        _compare_notes("EPUB", wanted.notes, there.notes, log)
        at = _compare_printed(chapter, title, wanted.running, printed.running, at, log)
        notes += wanted.notes
    _compare_notes("PDF", notes, printed.notes, log)
    # Print has the notes at their calls, and so their readings among those of the text.
    sections = (html.chapter(book, chapter, html.PRINT) for chapter in book.chapters)
    readings = "".join(_of_section(section).readings for section in sections)
    _compare("PDF", "in the readings", readings, printed.readings, log)


def _compare(name: str, where: str, wanted: str, there: str, log: Log, chapter: Chapter | None = None) -> None:
    if wanted != there:
        place = common(wanted, there)
        at = _span(chapter, wanted, place) if chapter else None
        _report(name, where, wanted[place : place + _SHOWN], there[place : place + _SHOWN], at, log)


def _report(name: str, where: str, wanted: str, there: str, at: Span | None, log: Log) -> None:
    what = f"{name}: {where} the manuscript says “{wanted}” where the file has “{there}”"
    log.error("text-differs", what, at, help=_BUG)


def _span(chapter: Chapter, text: str, place: int) -> Span:
    """Where the block begins in the manuscript that has the words at this place of a chapter's text."""
    blocks: list[tuple[int, str, _Element]] = []
    count = 0
    for event, one in etree.iterwalk(chapter.body, events=("start", "end")):
        if event == "start" and one.get("data-line") and one is not chapter.body:
            blocks.append((count, _of_section(one).running, one))
        count += len(_letters((one.text if event == "start" else one.tail) or ""))
    # What is missing may go on in the next block, so that it has only the beginning of it.
    lengths = range(_SHOWN, 0, -1)
    found = ([block for block in blocks if text[place : place + length] in block[1]] for length in lengths)
    begins = next((some for some in found if some), [])
    at = chapter.entries[0].at
    if not begins or place >= len(text):
        return at
    # The same words may stand elsewhere, but not so near; numbers of headings, which the body lacks, move places a bit.
    _, _, block = min(
        begins, key=lambda begin: (max(0, begin[0] - place, place - begin[0] - len(begin[1])), len(begin[1]))
    )
    files = (above.get("data-file") for above in (block, *block.iterancestors()))
    return Span(next((file for file in files if file), chapter.file) or at.path, int(block.get("data-line", "1")))


def _compare_notes(name: str, wanted: Sequence[str], there: Sequence[str], log: Log) -> None:
    """Every note is there, and no other: print has them in the order of their calls, which is not that of the EPUB.

    A note that is called twice stands twice in print.
    """
    missing, more = (
        list((Counter(wanted) - Counter(there)).elements()),
        [note for note in (Counter(there) - Counter(wanted)).elements() if note not in wanted],
    )
    for lost, found in zip_longest(missing, more, fillvalue=""):
        _compare(name, "in a note", lost, found, log)


def _compare_printed(chapter: Chapter, title: str, wanted: str, there: str, at: int, log: Log) -> int:
    """Look for a chapter behind what was found before it, at `at`; where it ends."""
    place = there.find(wanted, at)
    if place >= 0:
        return place + len(wanted)
    begins = (there.find(wanted[:length], at) for length in (40, _SHOWN, 4))
    begin = next((found for found in begins if found >= 0), at)
    lost, found, end = _follow(wanted, there[begin:])
    if lost:
        _report("PDF", f"in “{title}”", lost, found, _span(chapter, wanted, wanted.find(lost)), log)
    else:
        place = common(wanted, there[begin:])
        added = there[begin + place : begin + place + _SHOWN]
        what = f"PDF: in “{title}” the file says “{added}” before “{wanted[place : place + _SHOWN]}”"
        log.warn("text-added", what, help="if no style sheet of yours adds it with `content`, this is a bug in huozi")
    return begin + end


# Reading.


def _of_section(*sections: _Element) -> _Text:
    """The text of a chapter's sections as XHTML has it."""
    running: list[str] = []
    notes: list[list[str]] = []
    readings: list[str] = []
    for section in sections:
        for kind, text in _pieces(section, "running"):
            match kind:
                case "running":
                    running.append(text)
                case "begin":
                    notes.append([])
                case "note":
                    notes[-1].append(text)
                case _:
                    readings.append(text)
    every = tuple(_letters("".join(note)) for note in notes)
    return _Text(_letters("".join(running)), every, _letters("".join(readings)))


def _pieces(element: _Element, kind: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text, each with what it is: `running`, `note` after a `begin`, `reading`."""
    yield kind, element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces_of(child, kind)
        yield kind, child.tail or ""


_NO_TEXT = frozenset({"noteref", "note-back", "page-ref", "locators"})
"""What the two outputs say in different words."""


def _pieces_of(element: _Element, kind: str) -> Iterator[tuple[str, str]]:
    name, classes = element.tag.rpartition("}")[2], (element.get("class") or "").split()
    # A formula is a <math> in one output and a drawing in the other, in a span of its own; numbers of rows are in both.
    if name == "math" or (name == "span" and "math" in classes):
        yield from ((kind, one.text or "") for one in element.iter("{*}mtext") if one.get("class") == "number")
        return
    if name in _UNREAD or not _NO_TEXT.isdisjoint(classes):
        return
    if "footnote" in classes:
        yield "begin", ""
        yield from _pieces(element, "note")
    else:
        yield from _pieces(element, "reading" if name == "rt" else kind)


def _reflowed(epub: Package) -> dict[str, _Text]:
    """The text of each chapter by its id: a chapter goes on in the files after the one that opens it."""
    sections: dict[str, list[_Element]] = {}
    current = ""
    for path in epub.spine:
        tree = epub.documents.get(path)
        if tree is None or path == epub.nav:
            continue
        for element in tree.iter(etree.Element):
            element.tag = str(element.tag).removeprefix(f"{{{html.XHTML}}}")
        section = next(tree.iterfind("body/*"))
        if section.get("role") or section.get(f"{{{html.OPS}}}type") or section.get("id") or section[0].tag == "h1":
            opening = section if section.get("id") else next(iter(section.iter("h1")), section)
            current = opening.get("id", path)
        sections.setdefault(current, []).append(section)
    return {name: _of_section(*parts) for name, parts in sections.items()}


def _printed(data: bytes) -> _Text:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        read = tagtext.read(pdf)
    notes = tuple(_letters("".join(note)) for note in read.notes)
    return _Text(_letters("".join(read.running)), notes, _letters("".join(read.readings)))


def _letters(text: str) -> str:
    letters = "".join(text.translate(_FOLDED).split())
    return _VOICED.sub(lambda kana: unicodedata.normalize("NFC", kana[0]), letters)


# What is added.


def _follow(wanted: str, printed: str) -> tuple[str, str, int]:
    """What is missing first of `wanted` in what is printed, what stands there, and where that is.

    Nothing is missing, "", if all is there and in order, with something between.
    """
    place, at = 0, 0
    while place < len(wanted):
        if at < len(printed) and wanted[place] == printed[at]:
            place, at = place + 1, at + 1
            continue
        step = _resume(wanted, place, printed, at)
        if step is None:
            return wanted[place : place + _SHOWN], printed[at : at + _SHOWN], at
        at = step
    return "", "", at


def _resume(wanted: str, place: int, printed: str, at: int) -> int | None:
    """Where the wanted text goes on in the printed one; near by, else the longest match; the last is short."""
    for length, reach in _STEPS:
        piece = wanted[place : place + length]
        step = printed.find(piece, at, at + reach) if piece else at
        if step >= 0:
            return step
    return None
