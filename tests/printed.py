"""A PDF and an EPUB of one book -> where their pages do not begin with the same words.

Both finished files are read as they are; the tags of the PDF tell readings, notes and heads from running text. A page
may begin with what is not text of the book: the mark of a list, or the head of a table that goes on; and with a figure
that there was no room for on the page before, so that what followed it went first. In an index the numbers of pages
stand in print alone.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree

from huozi.html import OPS, XHTML
from huozi.running import OBJECT, walk
from huozi.verify.pdftext import Tags, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGES = re.compile(r"\d+(?:[\u2013、]\d+)*")

LENGTH = 12
"""How many characters are compared."""

_CAPTION = re.compile("(?:图|圖|図|그림|表|표|代码|代碼|コード|코드)\\d")

BETWEEN = 300
"""How many characters a call or a formula may have."""

GENERATED = 60
"""How many characters the mark of a list or the repeated head of a table may have."""


def disagreements(pdf: bytes, epub: bytes) -> tuple[int, list[str]]:
    """How many pages are in the page list, and for each that begins with other words than in print what was found."""
    after = dict(_marked(epub))
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as printed:
        texts, tags = Texts(), Tags(printed)
        for page in printed.pages:
            wanted = after.get(page.label)
            painted = tags.running(page, texts.runs(page))
            # The number of a display is painted after what follows it.
            orders = painted, sorted(painted, key=lambda run: (-round(run.y_pt), run.x_pt))
            there = [_letters("".join(run.text for run in runs)) for runs in orders]
            there.append(_PAGES.sub("", there[0]))
            if wanted and not any(_begins(one, wanted) for one in there):
                found.append(f"{page.label}: {wanted} is marked, {there[0][:LENGTH]} is printed")
    return len(after), found


def _begins(printed: str, wanted: str) -> bool:
    """Whether a page begins with words; one that holds less than these begins with all that it holds."""
    if 0 < len(printed) < LENGTH:
        return wanted.startswith(printed) or printed.startswith(wanted)
    head = printed if _CAPTION.match(printed) else printed[: GENERATED + LENGTH]
    return wanted in head or any(_with_a_gap(head, printed, wanted, cut) for cut in range(3, LENGTH - 3))


def _with_a_gap(head: str, printed: str, wanted: str, cut: int) -> bool:
    """Whether the words stand there with something between them: the call of a note, or the TeX of a formula."""
    at = head.find(wanted[:cut])
    return at >= 0 and printed.find(wanted[cut:], at + cut, at + cut + BETWEEN) >= 0


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
