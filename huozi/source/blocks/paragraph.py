"""Paragraphs (spec 4.8). What no other rule takes is a paragraph, so this has no start of its own.

A paragraph gives up the link definitions at its head when it closes (linkdef.py), and its last line to attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.blocks import linkdef
from huozi.source.blocks.core import Block, Step
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page


class Paragraph(Block):
    """Lines of inline text. `tight`: it stands in a tight list and has no element of its own."""

    takes_lines = True

    def __init__(self, line: int, column: int = 1) -> None:
        super().__init__(line, column)
        self.text = Text()
        self.tight = False

    def proceed(self, parser: Parser) -> Step:
        """A paragraph goes on to the next blank line."""
        return Step.NO if parser.cursor.blank else Step.ON

    def add(self, parser: Parser) -> None:
        """Take a line without its indent."""
        cursor = parser.cursor
        cursor.look()
        self.text.lines.append((cursor.rest, cursor.number, cursor.next + 1))
        self.end = cursor.number

    def take_definitions(self, parser: Parser) -> bool:
        """Give up the link definitions at the head; whether any text is left."""
        linkdef.take(self.text, parser)
        return bool(self.text.lines)

    def close(self, parser: Parser) -> None:
        """Take definitions and attributes away."""
        if not self.take_definitions(parser):
            self.replace_with(Nothing(self.line, self.end))
            return
        self._take_attributes()
        last, number, column = self.text.lines[-1]
        self.text.lines[-1] = (last.rstrip(" \t"), number, column)

    def _take_attributes(self) -> None:
        last = self.text.lines[-1][0].strip(" \t")
        if len(self.text.lines) > 1 and last.startswith("{"):
            parsed = attributes.parse(last)
            if parsed and parsed[1] == len(last):
                self.attributes = parsed[0]
                self.text.lines.pop()

    def render(self, parent: Element, page: Page) -> None:
        """A <p>; in a tight list a <span> that sanitise.py takes away."""
        element = page.element(
            parent, "span" if self.tight else "p", self.text.lines[0][1], self.attributes, text=self.text
        )
        if self.tight:
            page.own(element, "bare", "")


class Nothing(Block):
    """Lines that leave nothing in the output; they keep their place, on which the looseness of lists depends."""

    leaf = True

    def __init__(self, line: int, end: int) -> None:
        super().__init__(line)
        self.end = end
        self.open = False

    def render(self, parent: Element, page: Page) -> None:
        """Nothing at all."""
