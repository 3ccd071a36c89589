"""A finished PDF -> findings: whether a reader that shares no code with huozi reads the same on each page (EP7).

It is PDFium, which Chrome and Edge read with. What differs is a warning: the page is as it was set, and what tagtext.py
reads by its tags is compared with the manuscript in parity.py. Folded are white space, hyphens (PDFium takes each at a
line end for one that broke a word) and emoji (it does not read fonts of pictures).
"""

from __future__ import annotations

import io
import re
from itertools import islice
from typing import TYPE_CHECKING

import pikepdf

from huozi.running import common
from huozi.verify.pdftext import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log

MOST = 10
"""How many pages are reported: more say nothing new."""

_SHOWN = 12
_EMOJI = (
    "\u200d\u203c-\u2049\u2139\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\ufe0e\ufe0f"
    "\U0001f000-\U0001fbff\U000e0020-\U000e007f"
)
_FOLDED = re.compile(f"[\\s\u00ad\u2010\ufffe{_EMOJI}-]")


def check(data: bytes, log: Log) -> None:
    """Warn of the pages of a PDF that PDFium reads differently."""
    for label, ours, theirs in islice(_differences(data), MOST):
        what = f"PDF: on page {label} PDFium reads “{theirs}” where “{ours}” is set"
        log.warn("text-misread", what, help="text copied in Chrome may differ; if it does, this is a bug in huozi")


def pages_by_pdfium(data: bytes) -> list[str]:
    """The text of each page as PDFium has it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return [str(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def pages_as_set(data: bytes) -> list[tuple[str, str]]:
    """Label and text of each page in the order in which it is painted, drawings and running heads and all."""
    texts = Texts()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [(page.label, "".join(run.text for run in texts.runs(page, drawings=True))) for page in pdf.pages]


def folded(text: str) -> str:
    """A text without what readers may see differently."""
    return _FOLDED.sub("", text)


def _differences(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Label, our text and theirs where each page differs first. Readers sort the words of a drawing as they like."""
    for (label, ours), theirs in zip(pages_as_set(data), pages_by_pdfium(data), strict=True):
        one, other = folded(ours), folded(theirs)
        if one != other and sorted(one) != sorted(other):
            at = common(one, other)
            yield label, one[at : at + _SHOWN], other[at : at + _SHOWN]
