"""Content tabs `=== "标签"` with blocks indented below (Material for MkDocs): set one after another under their labels.

Where the front matter names one label (`tabs:`), a group that has it keeps that one alone.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from huozi.source.blocks.core import CODE_INDENT, Block, Step
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"===[!+]*[ \t]+\"(.+)\"[ \t]*$")


class Tab(Block):
    """Blocks under a label."""

    lazy = False

    def __init__(self, line: int, column: int, label: Text) -> None:
        super().__init__(line, column)
        self.label = label

    def proceed(self, parser: Parser) -> Step:
        """Blank lines, and lines indented by four."""
        cursor = parser.cursor
        if cursor.blank:
            cursor.skip_indent()
            return Step.ON
        if cursor.indented:
            cursor.skip_columns(CODE_INDENT)
            return Step.ON
        return Step.NO

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """<div class="tab"> with the label as its title; nothing if another tab of the group is the one wanted."""
        wanted = page.tab
        if wanted and str(self.label) != wanted and wanted in self._labels_of_group():
            return
        element = page.element(parent, "div", self.line)
        add_class(element, "tab")
        add_class(page.element(element, "p", self.line, text=self.label), "title")
        self.render_children(element, page)

    def _labels_of_group(self) -> set[str]:
        assert self.parent is not None
        siblings = self.parent.children
        at = siblings.index(self)
        before = takewhile(lambda one: isinstance(one, Tab), reversed(siblings[:at]))
        after = takewhile(lambda one: isinstance(one, Tab), siblings[at:])
        return {str(tab.label) for tab in (*before, *after) if isinstance(tab, Tab)}


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """`===` and a label in quotes."""
    cursor = parser.cursor
    opening = None if cursor.indented else _OPENING.match(cursor.rest)
    if opening is None or not parser.can_nest():
        return None
    label = Text([(opening[1], cursor.number, cursor.next + 1 + opening.start(1))])
    tab = Tab(cursor.number, cursor.next + 1, label)
    cursor.skip_all()
    parser.append(tab)
    return tab
