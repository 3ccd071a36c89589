"""Thematic breaks `***`, `---`, `___` (spec 4.1). Before lists, after underlined headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.blocks.core import Block

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:-[ \t]*){3,}$")


class Rule(Block):
    """A line across."""

    leaf = True

    def render(self, parent: Element, page: Page) -> None:
        """<hr>."""
        page.element(parent, "hr", self.line)


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001 (one signature for all)
    """Three or more of one mark, and nothing else on the line."""
    cursor = parser.cursor
    if cursor.indented or not _RULE.match(cursor.rest):
        return None
    rule = Rule(cursor.number, cursor.next + 1)
    cursor.skip_all()
    parser.append(rule)
    return rule
