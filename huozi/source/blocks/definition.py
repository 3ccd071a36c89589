"""Definition lists (Pandoc, PHP Markdown Extra): a line of the term, then `: definition`, a blank line between or not.

Before captions are looked for: a definition needs a paragraph above it, and `: caption` below a table has none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from huozi.source.blocks.core import CODE_INDENT, Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"[:~]([ \t]+)(?=\S)")
_TABLE_CAPTION = re.compile(r"\{#(?:tbl|tab):[^}]*\}[ \t]*$")


class Definitions(Block):
    """Terms, each with its definitions."""

    def proceed(self, parser: Parser) -> Step:  # noqa: ARG002
        """Its parts decide."""
        return Step.ON

    def accepts(self, child: Block) -> bool:
        """Terms and definitions."""
        return isinstance(child, Term | Definition)

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """A definition that no blank line parts from its term is tight."""
        self.settle_end()
        for before, after in pairwise(self.children):
            if isinstance(after, Definition) and len(after.children) == 1 and after.line == before.end + 1:
                only = after.children[0]
                if isinstance(only, Paragraph):
                    only.tight = True

    def render(self, parent: Element, page: Page) -> None:
        """<dl>."""
        self.render_children(page.element(parent, "dl", self.line, self.attributes), page)


class Term(Block):
    """What is defined."""

    leaf = True
    part = True

    def __init__(self, text: Text) -> None:
        super().__init__(text.lines[0][1], text.lines[0][2])
        self.text = text
        self.open = False

    def render(self, parent: Element, page: Page) -> None:
        """<dt>."""
        page.element(parent, "dt", self.line, text=self.text)


class Definition(Block):
    """What it means, as blocks."""

    part = True

    def __init__(self, line: int, column: int, width: int) -> None:
        super().__init__(line, column)
        self.width = width

    def proceed(self, parser: Parser) -> Step:
        """Blank lines, and lines indented as far as its text or by four."""
        cursor = parser.cursor
        if cursor.blank:
            if not self.children:
                return Step.NO
            cursor.skip_indent()
            return Step.ON
        if cursor.indent < self.width:
            return Step.NO
        cursor.skip_columns(self.width)
        return Step.ON

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """<dd>."""
        self.render_children(page.element(parent, "dd", self.line), page)


def start(parser: Parser, container: Block) -> Block | None:
    """`: text` below a paragraph or below another definition."""
    cursor = parser.cursor
    opening = None if cursor.indented else _OPENING.match(cursor.rest)
    if opening is None or _TABLE_CAPTION.search(cursor.rest):
        return None
    above = container.parent if isinstance(container, Paragraph) and parser.tip is container else container
    if above is None or not _has_room(above, cursor.number) or not parser.can_nest():
        return None
    if isinstance(container, Paragraph) and not container.take_definitions(parser):
        return None  # there was no term, but definitions of links
    parser.close_unmatched()
    if isinstance(container, Paragraph):
        parser.finish(container)
    width = min(CODE_INDENT, cursor.indent + 1 + len(opening[1].expandtabs(CODE_INDENT)))
    definition = Definition(cursor.number, cursor.next + 1, width)
    _gather_terms(parser, above)
    cursor.skip_indent()
    cursor.skip(opening.end())
    parser.append(definition)
    return definition


def _has_room(above: Block, line: int) -> bool:
    if isinstance(above, Definitions):
        return True
    last = above.children[-1] if above.children else None
    return isinstance(last, Paragraph | Definitions) and line - last.end <= 2 and _is_term(last)


def _is_term(block: Block) -> bool:
    return not isinstance(block, Paragraph) or all(not line.startswith("|") for line, _, _ in block.text.lines)


def _gather_terms(parser: Parser, above: Block) -> None:
    """Turn the paragraph above into terms of a list, which is a new one or the one just before it; leave it open."""
    if isinstance(above, Definitions):
        return
    last = above.children[-1]
    if isinstance(last, Definitions):
        reopened = last
    else:
        assert isinstance(last, Paragraph)
        above.children.pop()
        before = above.children[-1] if above.children else None
        if isinstance(before, Definitions):
            reopened = before
        else:
            reopened = Definitions(last.line, last.column)
            reopened.parent = above
            above.children.append(reopened)
        for line in last.text.lines:
            term = Term(Text([line]))
            term.parent = reopened
            reopened.children.append(term)
    reopened.open = True
    parser.reopen(reopened)
