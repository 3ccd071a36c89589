"""Block quotes `>` (spec 5.1), and alerts `> [!NOTE]`, which are admonitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.blocks import admonition
from huozi.source.blocks.core import Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_ALERT = re.compile(r"\[!([A-Za-z]+)\][+-]?[ \t]*")


class Quote(Block):
    """A quotation of blocks."""

    def proceed(self, parser: Parser) -> Step:
        """It goes on where its mark does."""
        cursor = parser.cursor
        if cursor.indented or cursor.blank or cursor.text[cursor.next] != ">":
            return Step.NO
        _take_mark(parser)
        return Step.ON

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """<blockquote>, or the <aside> of an alert."""
        alert = self._alert()
        if alert is None:
            self.render_children(page.element(parent, "blockquote", self.line, self.attributes), page)
            return
        kind, title = alert
        self.render_children(admonition.aside(parent, page, self.line, kind, title, self.attributes), page)

    def _alert(self) -> tuple[str, Text] | None:
        """The kind and title of an alert, whose first line is taken away."""
        first = self.children[0] if self.children else None
        if not isinstance(first, Paragraph):
            return None
        line, number, column = first.text.lines[0]
        mark = _ALERT.match(line)
        if mark is None or mark[1].lower() not in admonition.KINDS:
            return None
        title = Text([(line[mark.end() :].rstrip(" \t"), number, column + mark.end())])
        first.text = Text(first.text.lines[1:])
        if not first.text.lines:
            self.children = self.children[1:]
        return mark[1].lower(), title


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """`>`."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] != ">" or not parser.can_nest():
        return None
    quote = Quote(cursor.number, cursor.next + 1)
    _take_mark(parser)
    parser.append(quote)
    return quote


def _take_mark(parser: Parser) -> None:
    cursor = parser.cursor
    cursor.skip_indent()
    cursor.skip(1)
    cursor.skip_one_space()
