r"""Displays: `$$` to `$$`, `\[` to `\]` and LaTeX's environments, each beginning a line; ```math is in fence.py.

`{#eq:x}` may follow the closing mark. A line that goes on after `$$…$$` is a paragraph, whose displays inlines/maths.py
finds. Before paragraphs' other interruptions, so that `= x` or `- y` inside a display is not taken for one of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.maths.tex import ENVIRONMENTS
from huozi.source import attributes, maths
from huozi.source.blocks.core import Block, Step
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_ENVIRONMENT = re.compile(rf"\\begin\{{((?:{'|'.join(ENVIRONMENTS)})\*?)\}}")
_LAST = r"[ \t]*+(?:(\{[^{}]*+\})[ \t]*+)?$"
_DOLLARS = re.compile(rf"\$\$(?!\$)((?:[^$\\]|\\.)+)\$\${_LAST}")
_DOLLARS_END = re.compile(rf"((?:[^$\\]|\\.|\$(?!\$))*)\$\${_LAST}")
_BRACKETS = re.compile(rf"\\\[(.*)\\\]{_LAST}")
_BRACKETS_END = re.compile(rf"(.*)\\\]{_LAST}")
_TEX = re.compile(r"[\\^_=]")


class Maths(Block):
    """One display."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int, mark: str, closing: re.Pattern[str]) -> None:
        super().__init__(line, column)
        self.mark = mark
        self.closing = closing
        self.text = Text()
        self.closed = False

    def proceed(self, parser: Parser) -> Step:
        """Every line to the closing mark."""
        cursor = parser.cursor
        if self.closed:
            return Step.NO
        found = self.closing.match(cursor.rest)
        if found is None:
            return Step.ON
        self.take(found[1], cursor.number, cursor.next + 1, found[2])
        return Step.CLOSED

    def take(self, text: str, number: int, column: int, given: str | None) -> None:
        """Take the last line, and the attributes after it."""
        self.text.lines.append((text, number, column))
        parsed = attributes.parse(given) if given else None
        if parsed:
            self.attributes = parsed[0]
        self.end = number
        self.closed = True

    def add(self, parser: Parser) -> None:
        """Keep a line; the first one was taken when the block began."""
        cursor = parser.cursor
        if cursor.number > self.line:
            self.text.lines.append((cursor.rest, cursor.number, cursor.next + 1))
            self.end = cursor.number

    def close(self, parser: Parser) -> None:
        """A display that is never closed has swallowed what follows it."""
        if not self.closed:
            parser.log.error(
                "math-unclosed",
                f"this `{self.mark}` is never closed: all that follows was read as a formula",
                parser.place(self.line, self.column, len(self.mark)),
                help="close it on a line of its own; a dollar that is money is written `\\$`",
            )

    def render(self, parent: Element, page: Page) -> None:
        """<div class="math">; the TeX itself where it cannot be set."""
        tex = str(self.text)
        if self.closed and maths.check(tex, self.text, 0, page, display=True):
            maths.render(parent, page, self.line, tex, self.attributes, self.end)
        elif not self.closed or tex.strip():
            page.append_text(page.element(parent, "p", self.line), tex)


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """The opening mark at the beginning of a line."""
    cursor = parser.cursor
    if cursor.indented or cursor.rest[:1] not in {"$", "\\"}:
        return None
    rest, column = cursor.rest, cursor.next + 1
    block = _dollars(rest, cursor.number, column) or _brackets(rest, cursor.number, column)
    block = block or _environment(rest, cursor.number, column)
    if block is None:
        return None
    cursor.skip_all()
    parser.append(block)
    return block


def _dollars(rest: str, number: int, column: int) -> Maths | None:
    whole = _DOLLARS.match(rest)
    if not rest.startswith("$$") or rest.startswith("$$$") or ("$" in rest[2:] and whole is None):
        return None
    block = Maths(number, column, "$$", _DOLLARS_END)
    if whole:
        block.take(whole[1], number, column + 2, whole[2])
    else:
        block.text.lines.append((rest[2:], number, column + 2))
    return block


def _brackets(rest: str, number: int, column: int) -> Maths | None:
    r"""`\[` alone on its line, or a line of `\[…\]` with TeX in it: `\[注1\]` are brackets."""
    whole = _BRACKETS.match(rest)
    if whole is not None and not _TEX.search(whole[1]):
        whole = None
    if whole is None and rest.rstrip() != "\\[":
        return None
    block = Maths(number, column, "\\[", _BRACKETS_END)
    if whole:
        block.take(whole[1], number, column + 2, whole[2])
    return block


def _environment(rest: str, number: int, column: int) -> Maths | None:
    opening = _ENVIRONMENT.match(rest)
    if opening is None:
        return None
    end = rf"\end{{{opening[1]}}}"
    closing = re.compile(rf"(.*{re.escape(end)})[ \t]*+(?:(\{{[#.][^{{}}]*+\}})[ \t]*+)?$")
    block = Maths(number, column, opening[0], closing)
    whole = closing.match(rest)
    if whole:
        block.take(whole[1], number, column, whole[2])
    elif end in rest:
        return None
    else:
        block.text.lines.append((rest, number, column))
    return block
