"""Indented code (spec 4.4). Last of all starts but the paragraph; it cannot interrupt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.source import code, infostring
from huozi.source.blocks.core import CODE_INDENT, Block, Step
from huozi.source.blocks.paragraph import Paragraph

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page


class Indented(Block):
    """Lines of code that are told by their indent."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int = 1) -> None:
        super().__init__(line, column)
        self.lines: list[str] = []

    def proceed(self, parser: Parser) -> Step:
        """Indented lines, and blank ones."""
        cursor = parser.cursor
        if cursor.indented:
            cursor.skip_columns(CODE_INDENT)
            return Step.ON
        if cursor.blank:
            cursor.skip_indent()
            return Step.ON
        return Step.NO

    def add(self, parser: Parser) -> None:
        """Keep a line as it is."""
        self.lines.append(parser.cursor.remaining())

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """Blank lines at the end are not code."""
        while self.lines and not self.lines[-1].strip(" \t"):
            self.lines.pop()
        self.end = self.line + len(self.lines) - 1

    def render(self, parent: Element, page: Page) -> None:
        """<pre><code>."""
        code.render(parent, page, self.line, "".join(line + "\n" for line in self.lines), infostring.parse(""))


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """Four cells of indent where no paragraph goes on."""
    cursor = parser.cursor
    if not cursor.indented or isinstance(parser.tip, Paragraph):
        return None
    block = Indented(cursor.number, cursor.next + 1)
    cursor.skip_columns(CODE_INDENT)
    parser.append(block)
    return block
