"""Line blocks (Pandoc): `| ` before each line, which is a line of the page as well; a line indented by spaces goes on.

After tables, whose rows begin alike: a line with a second bar is none of these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.blocks.core import Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.blocks.table import Table
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_LINE = re.compile(r"\|(?:[ ]+(?P<text>[^|]*))?$")


class LineBlock(Block):
    """Lines that end where the author ended them: verse, addresses."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.lines: list[tuple[str, int, int]] = []

    def proceed(self, parser: Parser) -> Step:
        """Lines with a bar, and indented ones."""
        cursor = parser.cursor
        if cursor.blank:
            return Step.NO
        return Step.ON if cursor.indent or _LINE.match(cursor.rest.rstrip()) else Step.NO

    def add(self, parser: Parser) -> None:
        """A new line, or more of the last one."""
        cursor = parser.cursor
        cursor.look()
        self.end = cursor.number
        text = cursor.rest.rstrip(" \t")
        if not _LINE.match(text):
            last, number, column = self.lines[-1]
            self.lines[-1] = (f"{last} {text}", number, column)
            return
        inside = text[2:]
        bare = inside.lstrip(" ")
        indent = "\u00a0" * (len(inside) - len(bare))
        self.lines.append((indent + bare, cursor.number, cursor.next + 3))

    def render(self, parent: Element, page: Page) -> None:
        """<div class="line-block"> with a paragraph for each stanza."""
        box = page.element(parent, "div", self.line)
        add_class(box, "line-block")
        stanza: list[tuple[str, int, int]] = []
        for line in [*self.lines, ("", self.end, 1)]:
            if line[0]:
                stanza.append(line)
                continue
            if stanza:
                broken = [(f"{text}\\", number, column) for text, number, column in stanza[:-1]]
                page.element(box, "p", stanza[0][1], text=Text([*broken, stanza[-1]]))
            stanza = []


def start(parser: Parser, container: Block) -> Block | None:
    """A bar and a space, no second bar; not inside a paragraph."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] != "|" or isinstance(container, Paragraph | Table):
        return None
    if not cursor.rest.startswith("| ") or not _LINE.match(cursor.rest.rstrip()):
        return None
    if parser.following(1) and re.match(r"[ \t]*\|?[ \t]*:?-{2,}", parser.following(1)[0]):
        return None
    block = LineBlock(cursor.number, cursor.next + 1)
    parser.append(block)
    return block
