"""Input -> nothing, or an exception that says what is wrong with what huozi made of it."""

from __future__ import annotations

import html as entities
import re
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pypdfium2
from lxml import etree

import huozi.compose
from huozi import html, outline, passes, source
from huozi.diagnostics import Log, render
from huozi.epub.compose import PROFILE
from huozi.html import PRINT
from tests.compose.setting import pdf_of, rows_of
from tests.source.support import config

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.making import Line

SECONDS_FOR_10_KB = 2.0
FONTS = {"zh-Hans": "SC", "zh-Hant": "TC", "ja": "JP", "ko": "KR"}
TOLERANCE_EM = 0.1
"""As much as a gap: one is lost where a hint for breaking, which has no width, ends a stretched line."""

NOT_SHOWN = re.compile("[\\s\u00ad\u200b\ufffe]")
PLAIN_HAN = "山里的纸坊入冬"
MARKUP_THAT_MAY_HIDE = re.compile(r"[<{\[:!&\\\ufffd]|~~~|```")


class WrongError(AssertionError):
    """What came out is not what must."""


def read_manuscript(text: str) -> None:
    """Any manuscript: read in time, both outputs well-formed, every message has a place, no words lost in silence."""
    log = Log()
    # Line ends as text.decode gives them.
    text = re.sub(
        "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n")
    )
    log.keep_source("book.md", text)
    began = time.process_time()
    book = passes.run(source.read_book(config(text, title="书"), log), log)
    took = time.process_time() - began
    if took > 0.5 + SECONDS_FOR_10_KB * len(text.encode()) / 10_240:
        raise WrongError(f"read in {took:.1f} s")
    outline.from_book(book)
    shown = ""
    for profile in (PRINT, PROFILE):
        for chapter in book.chapters:
            root = html.document(book.config, "章", [html.chapter(book, chapter, profile)], profile)
            shown = "".join(map(str, etree.fromstring(html.serialise(root)).itertext()))
    render(log.in_reading_order(), log.lines, "text")
    lines = text.count("\n") + 1
    for entry in log.entries:
        if entry.at is not None and not 0 <= entry.at.line <= lines:
            raise WrongError(f"{entry.code} in line {entry.at.line} of {lines}")
    if not log.failed and len(book.chapters) == 1 and not MARKUP_THAT_MAY_HIDE.search(text):
        for char in PLAIN_HAN:
            if shown.count(char) < text.count(char):
                raise WrongError(f"{text.count(char)} times {char} in, {shown.count(char)} out")


def set_line(line: Line) -> None:
    """Any text on any measure: all of it in its order, and no line longer than the measure unless it is said."""
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        pdf = pdf_of(
            f"<p>{entities.escape(line.text)}</p>",
            measure=line.measure_em,
            lang=line.language,
            font=f"Noto Serif CJK {FONTS[line.language]}",
            css="p{overflow-wrap:anywhere;hyphens:manual}",
        )
    rows = rows_of(pdf)
    read = "".join(char.char for row in rows for char in row)
    # Where a gap is wider than a space the text of a run is told apart from its glyphs, which MuPDF counts one for one.
    if not _same(line.text, read) and not _same(line.text, _by_pdfium(pdf)):
        raise WrongError(f"text differs: {read!r}")
    over = {NOT_SHOWN.sub("", record.text) for record in records if record.verdict == "over-full"}
    for row in rows:
        last = next((char for char in reversed(row) if char.advance), row[-1])
        wide = last.pos + min(last.advance, 0.5 if last.char in "，。、；：！？”’）》」』" else 9)
        if wide > line.measure_em + TOLERANCE_EM and NOT_SHOWN.sub("", "".join(char.char for char in row)) not in over:
            raise WrongError(f"a line of {wide:.2f} em on {line.measure_em}: {''.join(char.char for char in row)!r}")


def _by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _same(before: str, after: str) -> bool:
    """Whether texts are equal: accents stand where their letter is, and hyphens of line ends are none of the text."""
    bare = []
    for text in (before, after):
        folded = unicodedata.normalize("NFKD", NOT_SHOWN.sub("", text)).replace("\u22ef", "\u2026")
        bare.append("".join(char for char in folded if not unicodedata.combining(char) and char not in "-\u2010"))
    return bare[0] == bare[1]


TARGETS: dict[str, Callable[[Any], None]] = {"manuscript": read_manuscript, "line": set_line}
