"""Bullet and ordered lists (spec 5.2, 5.3), tight or loose, and task items. After the thematic break.

Pandoc's example lists `(@)`, `(@label)` are ordered lists whose numbers go on through the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from huozi.source.blocks.core import CODE_INDENT, Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.page import add_class

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_BULLET = re.compile(r"[*+-](?=[ \t]|$)")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
_EXAMPLE = re.compile(r"\(@([A-Za-z0-9_-]*)\)(?=[ \t]+\S)")
_TASK = re.compile(r"\[([ xX])\](?=[ \t])")
_BOXES = {" ": "☐", "x": "☑", "X": "☑"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What opens an item: `family` tells lists apart, `start` is None for bullets, the rest is in cells."""

    family: str
    start: int | None
    offset: int
    padding: int = 0


class Items(Block):
    """A list: items whose marks are of one family."""

    def __init__(self, line: int, column: int, mark: Mark) -> None:
        super().__init__(line, column)
        self.mark = mark

    def proceed(self, parser: Parser) -> Step:  # noqa: ARG002
        """Its items decide."""
        return Step.ON

    def accepts(self, child: Block) -> bool:
        """Items alone."""
        return isinstance(child, Item)

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """A blank line between items or between the blocks of one makes it loose; tight paragraphs are bare."""
        self.settle_end()
        if self._is_tight():
            for item in self.children:
                for block in item.children:
                    if isinstance(block, Paragraph):
                        block.tight = True

    def _is_tight(self) -> bool:
        rows = [self.children, *(item.children for item in self.children)]
        return all(after.line == before.end + 1 for row in rows for before, after in pairwise(row))

    def render(self, parent: Element, page: Page) -> None:
        """<ul> or <ol>."""
        element = page.element(parent, "ul" if self.mark.start is None else "ol", self.line, self.attributes)
        if self.mark.start not in {None, 1}:
            element.set("start", str(self.mark.start))
        self.render_children(element, page)


class Item(Block):
    """One item of a list."""

    def __init__(self, line: int, column: int, mark: Mark) -> None:
        super().__init__(line, column)
        self.mark = mark

    def proceed(self, parser: Parser) -> Step:
        """Blank lines, and lines indented as far as its text."""
        cursor = parser.cursor
        if cursor.blank:
            if not self.children:
                return Step.NO
            cursor.skip_indent()
            return Step.ON
        if cursor.indent < self.mark.offset + self.mark.padding:
            return Step.NO
        cursor.skip_columns(self.mark.offset + self.mark.padding)
        return Step.ON

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """<li>; a task shows its box."""
        element = page.element(parent, "li", self.line, self.attributes)
        first = self.children[0] if self.children else None
        if isinstance(first, Paragraph):
            line, number, column = first.text.lines[0]
            box = _TASK.match(line)
            if box:
                add_class(element, "task")
                first.text.lines[0] = (_BOXES[box[1]] + line[box.end() :], number, column + box.end() - 1)
        self.render_children(element, page)


def start(parser: Parser, container: Block) -> Block | None:
    """`-`, `*`, `+`, `1.`, `1)` and a space; only an item with text, counted from 1, interrupts a paragraph."""
    cursor = parser.cursor
    if cursor.indent >= CODE_INDENT:
        return None
    mark = _mark(parser, container)
    if mark is None or not parser.can_nest():
        return None
    line, column = cursor.number, cursor.next + 1
    mark = _take(parser, mark)
    parser.close_unmatched()
    tip = parser.tip
    while isinstance(tip, Paragraph):
        parser.finish(tip)
        tip = parser.tip
    if not (isinstance(tip, Items) and tip.mark.family == mark.family):
        parser.append(Items(line, column, mark))
    item = Item(line, column, mark)
    parser.append(item)
    return item


def _mark(parser: Parser, container: Block) -> Mark | None:
    cursor = parser.cursor
    bullet = _BULLET.match(cursor.rest)
    ordered = None if bullet else _ORDERED.match(cursor.rest)
    found = bullet or ordered
    if found is None:
        return None if isinstance(container, Paragraph) else _example(parser)
    if isinstance(container, Paragraph):
        if not cursor.rest[found.end() :].strip(" \t"):
            return None
        if ordered and int(ordered[1]) != 1:
            return None
    if ordered:
        return Mark(ordered[2], int(ordered[1]), cursor.indent, ordered.end())
    return Mark(found[0], None, cursor.indent, 1)


def _example(parser: Parser) -> Mark | None:
    """The mark of an example, which has the next number of the file; its label is kept for `(@label)` in a text."""
    cursor = parser.cursor
    found = _EXAMPLE.match(cursor.rest)
    if found is None:
        return None
    parser.examples.append(found[1])
    return Mark("@", len(parser.examples), cursor.indent, found.end())


def _take(parser: Parser, mark: Mark) -> Mark:
    """Go past the mark and its space; the mark with the width that the item's lines must be indented by."""
    cursor = parser.cursor
    width = mark.padding
    cursor.skip_indent()
    cursor.skip_columns(width)
    before = (cursor.offset, cursor.column, cursor.split_tab)
    while cursor.column - before[1] < CODE_INDENT + 1 and cursor.text[cursor.offset : cursor.offset + 1] in {" ", "\t"}:
        cursor.skip_columns(1)
    spaces = cursor.column - before[1]
    if 1 <= spaces <= CODE_INDENT and cursor.offset < len(cursor.text):
        return Mark(mark.family, mark.start, mark.offset, width + spaces)
    cursor.offset, cursor.column, cursor.split_tab = before
    cursor.skip_one_space()
    return Mark(mark.family, mark.start, mark.offset, width + 1)
