"""Fenced code (spec 4.5) at any depth; its info string is read by infostring.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import code, foreign, infostring, maths, rawhtml
from huozi.source.blocks.core import Block, Step
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.attributes import Attributes
    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_RAW = re.compile(r"\{=([\w-]+)\}$")
_CLOSING = re.compile(r"(`{3,}|~{3,})[ \t]*$")


class Fence(Block):
    """Lines of code between two fences."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int, mark: str, indent: int, info: str) -> None:
        super().__init__(line, column)
        self.mark = mark
        self.indent = indent
        self.info = info
        self.lines: list[str] = []
        self.closed = False
        self.caption: Text | None = None

    def proceed(self, parser: Parser) -> Step:
        """Every line to the closing fence; up to the indent of the opening one is taken from each."""
        cursor = parser.cursor
        closing = None if cursor.indented or cursor.blank else _CLOSING.match(cursor.rest)
        if closing and closing[1][0] == self.mark[0] and len(closing[1]) >= len(self.mark):
            self.end = cursor.number
            self.closed = True
            return Step.CLOSED
        cursor.skip_columns(min(self.indent, cursor.indent))
        return Step.ON

    def add(self, parser: Parser) -> None:
        """Keep a line as it is; the first one is the fence itself."""
        self.end = parser.cursor.number
        if self.end > self.line:
            self.lines.append(parser.cursor.remaining())

    def close(self, parser: Parser) -> None:
        """Tell the author of a fence that was never closed: what follows it was read as code."""
        if not self.closed and isinstance(self.parent, type(parser.document)):
            at = parser.place(self.line, self.column, len(self.mark))
            parser.log.warn(
                "fence-unclosed",
                "a fence is never closed: all that follows is code",
                at,
                help=f"close it with {self.mark}",
            )

    def render(self, parent: Element, page: Page) -> None:
        """<pre><code>, in a <figure> if it has a caption; Pandoc's raw HTML as HTML, other raw text not at all."""
        if raw := _RAW.match(self.info):
            if raw[1].startswith("html"):
                html = rawhtml.mark_tags("\n".join(self.lines), page, self.line + 1)
                page.append_text(parent, "\n" + page.stash(html) + "\n")
            else:
                foreign.report(page.log, raw[0], page.place(self.line, self.column, len(self.mark)))
            return
        info = infostring.parse(self.info)
        text = "".join(line + "\n" for line in self.lines)
        if info.language == "math" and self._render_formula(parent, page, text.rstrip("\n"), info.attributes):
            return
        code.render(parent, page, self.line, text, info, caption=self.caption, attributes=self.attributes)

    def _render_formula(self, parent: Element, page: Page, tex: str, given: Attributes) -> bool:
        """A fence of `math` is a display (GitHub); one that cannot be set stays code."""
        lines = [(line, number, self.indent + 1) for number, line in enumerate(self.lines, self.line + 1)]
        if not maths.check(tex, Text(lines or [("", self.line, self.column)]), 0, page, display=True):
            return False
        maths.render(parent, page, self.line, tex, given, self.end)
        return True


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """Three or more backticks or tildes."""
    cursor = parser.cursor
    opening = None if cursor.indented else _OPENING.match(cursor.rest)
    if opening is None:
        return None
    info = cursor.rest[opening.end() :].strip(" \t")
    fence = Fence(cursor.number, cursor.next + 1, opening[0], cursor.indent, info)
    cursor.skip_all()
    parser.append(fence)
    return fence
