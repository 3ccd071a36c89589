"""A PDF and an EPUB of one book -> where their pages do not begin with the same words.

Both finished files are read as they are. A page may begin with what is not text of the book: the mark of a list, or the
head of a table that goes on.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree

from huozi.html import OPS, XHTML
from huozi.running import OBJECT, walk
from huozi.verify.pdftext import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 12
"""How many characters are compared."""

GENERATED = 60
"""How many characters the mark of a list or the repeated head of a table may have."""


def disagreements(pdf: bytes, epub: bytes) -> tuple[int, list[str]]:
    """How many pages are in the page list, and for each that begins with other words than in print what was found."""
    after = dict(_marked(epub))
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as printed:
        texts = Texts()
        for page in printed.pages:
            wanted = after.get(page.label)
            there = _letters("".join(run.text for run in texts.runs(page)))
            if wanted and wanted not in there[: GENERATED + LENGTH]:
                found.append(f"{page.label}: {wanted} is marked, {there[:LENGTH]} is printed")
    return len(after), found


def _marked(epub: bytes) -> Iterator[tuple[str, str]]:
    """The label of each page mark, and the words that follow it."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml") and not name.endswith("nav.xhtml"):
                yield from _marked_in(etree.fromstring(archive.read(name)))


def _marked_in(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter(etree.Element):
        element.tag = str(element.tag).removeprefix(f"{{{XHTML}}}")
    stretches = list(walk(root.find("body")))
    for index, one in enumerate(stretches):
        if one.kind == "start" and one.element.get(f"{{{OPS}}}type") == "pagebreak":
            yield one.element.get("aria-label"), _following(stretch.text for stretch in stretches[index:])


def _following(texts: Iterator[str]) -> str:
    words = ""
    for text in texts:
        words += _letters(text)
        if len(words) >= LENGTH:
            break
    return words[:LENGTH]


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.replace(OBJECT, "")).split())
