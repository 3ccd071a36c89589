"""An open PDF -> its text in the order of its tags: running text, notes and readings apart, as a screen reader has it.

The structure tree alone says what is read and when (ISO 32000-1, 14.7): heads and folios are artifacts and in no tag,
the mark of a list is its label, a note is a tag of its own. Pictures, formulas, the printed contents and what tells a
page are no text here. Where on a page a text stands is not looked at, see pdftext.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from huozi.verify.pdftext import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNREAD = frozenset({"/Figure", "/Formula", "/RP", "/TOC", "/Reference"})
_UNMARKED = pikepdf.Name("/None")


@dataclass(slots=True)
class TaggedText:
    """What the tags of a PDF hold: pieces of running text, those of each note in turn, those of all readings."""

    running: list[str] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)


def read(pdf: pikepdf.Pdf) -> TaggedText:
    """Read a PDF by its tags; one without tags holds nothing."""
    root = pdf.Root.get("/StructTreeRoot")
    found = TaggedText()
    if root is not None:
        _Reader(pdf, found).visit(root, found.running)
    return found


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf, found: TaggedText) -> None:
        self.found = found
        self.texts = Texts()
        self.pages = {page.obj.objgen: page for page in pdf.pages}
        self.marks: dict[tuple[int, int], dict[int, str]] = {}

    def visit(self, element: pikepdf.Object, into: list[str]) -> None:
        """Add the text below an element to a list, or to that of its kind."""
        for kid in _kids(element):
            if isinstance(kid, int):
                into.append(self._marked(element.Pg, kid))
            elif "/MCID" in kid:
                into.append(self._marked(kid.Pg if "/Pg" in kid else element.Pg, int(kid.MCID)))
            elif "/S" in kid and not _is_mark(kid, element):
                self._visit_tag(kid, into)

    def _visit_tag(self, element: pikepdf.Object, into: list[str]) -> None:
        kind = str(element.S)
        if kind in _UNREAD:
            return
        if kind == "/Note":
            self.found.notes.append([])
            into = self.found.notes[-1]
        elif kind == "/RT":
            into = self.found.readings
        self.visit(element, into)

    def _marked(self, page: pikepdf.Object, mark: int) -> str:
        if page.objgen not in self.marks:
            marks: dict[int, str] = {}
            for run in self.texts.runs(self.pages[page.objgen]):
                if run.mark is not None:
                    marks[run.mark] = marks.get(run.mark, "") + run.text
            self.marks[page.objgen] = marks
        return self.marks[page.objgen].get(mark, "")


def _kids(element: pikepdf.Object) -> Iterator[pikepdf.Object | int]:
    kids = element.get("/K")
    if isinstance(kids, pikepdf.Array):
        yield from kids
    elif kids is not None:
        yield kids


def _is_mark(element: pikepdf.Object, parent: pikepdf.Object) -> bool:
    """Whether this is the mark of an item or of a note. A term is a label too."""
    match str(element.S):
        case "/Lbl" if str(parent.S) == "/LI":
            attributes = parent.P.get("/A", pikepdf.Dictionary())
            return attributes.get("/ListNumbering", _UNMARKED) != _UNMARKED
        case "/Lbl":
            return True
    return False
