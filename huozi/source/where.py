"""Frame of a function that was stopped -> the place of the manuscript that it was at work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from huozi.book import Chapter
from huozi.diagnostics import Span
from huozi.source.blocks.core import Parser
from huozi.source.files import Leaf
from huozi.source.inlines.core import Scan
from huozi.source.manuscript import Manuscript

if TYPE_CHECKING:
    from types import FrameType


def at_work(frame: FrameType | None) -> Span | None:
    """The nearest place that this function or one of its callers holds; None if nothing of the book is in sight.

    An element knows its line, and the chapter around it the file.
    """
    line = 0
    while frame is not None:
        for value in frame.f_locals.values():
            match value:
                case Parser() if value.cursor.number:
                    return value.place(value.cursor.number, value.cursor.next + 1)
                case Scan():
                    return value.page.place(*value.place(min(value.at, len(value.text))))
                case Chapter():
                    return Span(value.entries[0].at.path, line or 1)
                case Manuscript() | Leaf():
                    return Span(value.path, line or _begin(value))
                case etree._Element():  # noqa: SLF001 (lxml has no other name for it)
                    line = line or int(str(value.get("data-line") or 0))
        frame = frame.f_back
    return None


def _begin(one: Manuscript | Leaf) -> int:
    return one.first_line if isinstance(one, Manuscript) else 1
