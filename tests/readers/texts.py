"""A PDF -> the text of its pages as Poppler, MuPDF, PDFium and pdf.js have it, and the pages where it is not as set.

pdf.js needs Node.js and `npm ci` in this folder, see `make readers`.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf

from huozi.verify.readers import folded, pages_as_set, pages_by_pdfium

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent


def by_poppler(path: Path) -> list[str]:
    """In the order of painting; without `-raw`, pdftotext goes by what it takes for columns."""
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def by_mupdf(path: Path) -> list[str]:
    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call, unused-ignore]
        return [str(page.get_text(flags=pymupdf.TEXT_INHIBIT_SPACES)) for page in document]


def by_pdfium(path: Path) -> list[str]:
    return pages_by_pdfium(path.read_bytes())


def by_pdfjs(path: Path) -> list[str]:
    done = subprocess.run(["node", HERE / "pdftext.mjs", path], capture_output=True, check=True)
    pages: list[str] = json.loads(done.stdout)
    return pages


READERS: dict[str, Callable[[Path], list[str]]] = {
    "Poppler": by_poppler,
    "MuPDF": by_mupdf,
    "PDFium": by_pdfium,
    "pdf.js": by_pdfjs,
}


def has_pdfjs() -> bool:
    """Whether pdf.js is installed beside this file."""
    return (HERE / "node_modules" / "pdfjs-dist").is_dir()


def misread(path: Path, pages: Sequence[str]) -> list[str]:
    """The pages that a reader has otherwise than they are set: label, letters that are missing, letters too many."""
    found = []
    for (label, ours), theirs in zip(pages_as_set(path.read_bytes()), pages, strict=True):
        one, other = Counter(folded(ours)), Counter(folded(theirs))
        if one != other:
            missing, more = "".join((one - other).elements()), "".join((other - one).elements())
            found.append(f"page {label}: without “{missing[:20]}”, with “{more[:20]}”")
        elif folded(ours) != folded(theirs):
            found.append(f"page {label}: in another order")
    return found
