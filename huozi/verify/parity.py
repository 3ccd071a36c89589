"""Book, PDF, EPUB -> findings: whether the text of both files is that of the manuscript (EP7: text in, text out).

White space is folded, and characters that a font draws alike are one. The EPUB must hold the running text exactly. In
the PDF its tags tell readings and notes, and artifacts the heads and folios, from running text; a page still adds to it
(marks of lists, numbers of lines, words like 续表), so that there nothing may be missing and all be in order. Notes and
readings themselves are not compared.
"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree

from huozi import html
from huozi.running import OBJECT, walk
from huozi.verify.epub import opened
from huozi.verify.pdf import destinations
from huozi.verify.pdftext import Tags, Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from huozi.book import Book
    from huozi.diagnostics import Log
    from huozi.verify.epub import Package

_STEPS = ((3, 12), (12, 6000), (6, 400), (3, 60), (1, 12))
"""Where text goes on after something that a page adds: so many equal characters, within so many.

What is added most is short, the mark of a note or a hyphen: near by is looked first.
"""

_SHOWN = 12
_ALIKE = str.maketrans({"⋯": "…", "⸺": "——", "・": "·", "‧": "·", "•": "·", "\N{SOFT HYPHEN}": None, "\N{HYPHEN}": "-"})
_ALIKE |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f" + OBJECT))


def check(book: Book, pdf: bytes, epub: bytes, log: Log) -> None:
    """Compare the text of both files with the book's; the first difference of a chapter is an error that shows it."""
    printed = _printed(pdf, [chapter.id for chapter in book.chapters])
    package = opened(epub, log)
    reflowed = {name: _letters(text) for name, text in _reflowed(package).items()} if package else {}
    for chapter in book.chapters:
        section = html.chapter(book, chapter, html.EPUB)
        wanted = _letters(_running(section))
        title = chapter.entries[0].title or book.config.title
        there = reflowed.get(chapter.id, "")
        if there != wanted:
            shorter = min(len(there), len(wanted))
            place = next((at for at in range(shorter) if there[at] != wanted[at]), shorter)
            _report("EPUB", title, wanted[place : place + _SHOWN], there[place : place + _SHOWN], log)
        lost, found = _follow(wanted, printed.get(chapter.id, ""))
        if lost:
            _report("PDF", title, lost[:_SHOWN], found, log)


def _report(name: str, title: str, wanted: str, found: str, log: Log) -> None:
    log.error(
        "text-differs",
        f"{name}: in “{title}” the manuscript says “{wanted}” where the file has “{found}”",
        help="this is a bug in huozi: the file does not hold what was written",
    )


def _running(section: _Element) -> str:
    return "".join(one.text for one in walk(section))


def _reflowed(epub: Package) -> dict[str, str]:
    """The running text of each chapter by its id: a chapter goes on in the files after the one that opens it."""
    texts: dict[str, str] = {}
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
        texts[current] = texts.get(current, "") + _running(section)
    return texts


def _printed(data: bytes, chapters: Sequence[str]) -> dict[str, str]:
    """What the pages of each chapter hold, heads and folios and all."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        places, texts = destinations(pdf), Texts()
        first = [places[name].page for name in chapters if name in places]
        spans = zip(first, [*first[1:], len(pdf.pages)], strict=True)
        tags = Tags(pdf)
        pages = (
            "".join(run.text for page in pdf.pages[begin:end] for run in tags.running(page, texts.runs(page)))
            for begin, end in spans
        )
        return dict(zip([name for name in chapters if name in places], map(_letters, pages), strict=True))


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())


def _follow(wanted: str, printed: str) -> tuple[str, str]:
    """What is missing first of `wanted` in what is printed, and what stands there; "" if all is there and in order."""
    place, at = 0, 0
    while place < len(wanted):
        if at < len(printed) and wanted[place] == printed[at]:
            place, at = place + 1, at + 1
            continue
        step = _resume(wanted, place, printed, at)
        if step is None:
            return wanted[place : place + _SHOWN], printed[at : at + _SHOWN]
        at = step
    return "", ""


def _resume(wanted: str, place: int, printed: str, at: int) -> int | None:
    """Where the wanted text goes on in the printed one; near by, else the longest match; the last is short."""
    for length, reach in _STEPS:
        piece = wanted[place : place + length]
        step = printed.find(piece, at, at + reach) if piece else at
        if step >= 0:
            return step
    return None
