"""A manuscript is built as the command builds it, and its finished files are read back."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pikepdf
import pymupdf
from lxml import etree

from huozi import config, pipeline
from huozi.diagnostics import Log, render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    WriteBook = Callable[..., Path]

BARE = "title: 纸与字\ncover: false\ntitle-page: false\ntoc: false\n"
"""Front matter of a book that is its text alone."""


@dataclass(frozen=True)
class Made:
    """A book that has been built: its files if it has any, and what was said about it, a line each."""

    pdf: Path | None
    epub: Path | None
    told: str

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page without white space."""
        with pymupdf.open(self.pdf) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
            return ["".join(page.get_text().split()) for page in document]

    @property
    def printed(self) -> str:
        """The text of all pages."""
        return "".join(self.pages)

    @cached_property
    def documents(self) -> dict[str, etree._Element]:
        """The XHTML files of the EPUB by name."""
        assert self.epub is not None, self.told
        with zipfile.ZipFile(self.epub) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xhtml")]
            return {name.removeprefix("EPUB/"): etree.fromstring(archive.read(name)) for name in sorted(names)}

    @property
    def reflowed(self) -> str:
        """The text of the chapters of the EPUB without white space."""
        texts = ("".join(map(str, root[-1].itertext())) for name, root in self.documents.items() if name != "nav.xhtml")
        return "".join("".join(text.split()) for text in texts)

    @cached_property
    def bookmarks(self) -> list[str]:
        """The titles of the first level of the PDF's outline."""
        assert self.pdf is not None, self.told
        with pikepdf.open(self.pdf) as pdf, pdf.open_outline() as outline:
            return [one.title for one in outline.root]

    @cached_property
    def links(self) -> list[list[str]]:
        """The names of places that each page of the PDF links to."""
        assert self.pdf is not None, self.told
        with pikepdf.open(self.pdf) as pdf:
            return [[str(one.Dest) for one in page.get("/Annots", []) if "/Dest" in one] for page in pdf.pages]


def made(write_book: WriteBook, text: str, *, front: str = "", files: dict[str, str] | None = None) -> Made:
    """Build a text with these files beside it; `front` are more lines of front matter."""
    path = write_book(f"---\n{BARE}{front}---\n\n{text}", files)
    log = Log()
    read = config.load(path, log)
    outputs: dict[str, Path] = {}
    if read is not None:
        report = pipeline.build(read, log, out=path.parent / "out", keep=False, jobs=1)
        outputs = {one.path.suffix: one.path for one in report.files}
    told = render(log.in_reading_order(), {}, "short").replace(f"{path.parent.as_posix()}/", "")
    return Made(outputs.get(".pdf"), outputs.get(".epub"), told.strip())
