"""Definitions of footnotes `[^label]: text` with blocks indented below; each belongs to its file (GitHub, Pandoc)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.blocks.core import CODE_INDENT, Block, Step

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"\[\^([^\]\s\[]+)\]:[ \t]*")


class Footnote(Block):
    """The text of a note. It prints where it is called, so it leaves nothing here."""

    def __init__(self, line: int, column: int, label: str) -> None:
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

    def close(self, parser: Parser) -> None:
        """Make it known; the first definition of a label stands."""
        self.settle_end()
        if self.label in parser.notes:
            first = parser.notes[self.label].line
            at = parser.place(self.line, self.column, len(self.label) + 3)
            parser.log.error(
                "note-duplicate",
                f"the note `[^{self.label}]` is defined twice in this file, first in line {first}",
                at,
                help="give one of them another label",
            )
            return
        parser.notes[self.label] = self

    def render(self, parent: Element, page: Page) -> None:
        """Nothing here: page.notes holds it."""


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """`[^label]:`."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] != "[":
        return None
    opening = _OPENING.match(cursor.rest)
    if opening is None or not parser.can_nest():
        return None
    note = Footnote(cursor.number, cursor.next + 1, opening[1])
    cursor.skip_indent()
    cursor.skip(opening.end())
    parser.append(note)
    return note
