"""Tables (GFM 4.10): a row of heads, a row of dashes, rows. Before the underlined heading and lists.

A row of attributes (`{#tbl:x .wide}`) right below belongs to the table; its caption is read by captions.py.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.blocks.core import Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_DASHES = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"\\.|\|", re.DOTALL)

Row = list[Text]


class Table(Block):
    """Rows of cells; `alignments` has one word for each column of the head."""

    takes_lines = True

    def __init__(self, line: int, column: int, head: Row, alignments: list[str]) -> None:
        super().__init__(line, column)
        self.head = head
        self.alignments = alignments
        self.rows: list[tuple[int, Row]] = []
        self.caption: tuple[int, Text] | None = None

    def proceed(self, parser: Parser) -> Step:
        """To the blank line; other blocks may start before it."""
        return Step.NO if parser.cursor.blank else Step.ON

    def add(self, parser: Parser) -> None:
        """Take a row."""
        cursor = parser.cursor
        cursor.look()
        self.end = cursor.number
        line = cursor.rest.rstrip(" \t")
        if not line:
            return
        parsed = attributes.parse(line)
        if parsed and parsed[1] == len(line):
            self.attributes = parsed[0]
            return
        row = split_row(line, cursor.number, cursor.next + 1)
        self._report_lost(parser, row)
        self.rows.append((cursor.number, row))

    def _report_lost(self, parser: Parser, row: Row) -> None:
        lost = [cell for cell in row[len(self.head) :] if str(cell).strip()]
        if lost:
            _, number, column = lost[0].lines[0]
            parser.log.error(
                "table-cells",
                f"a row of {len(row)} cells in a table of {len(self.head)} columns: the last ones have no place",
                parser.place(number, column, len(str(lost[0]))),
                help="give the head as many cells, or write `\\|` for a bar inside a cell",
            )

    def render(self, parent: Element, page: Page) -> None:
        """<table>; the heads have a scope, which PDF/UA wants."""
        table = page.element(parent, "table", self.line, self.attributes)
        if self.caption is not None:
            page.element(table, "caption", self.caption[0], text=self.caption[1])
        self._render_row(page.element(table, "thead", self.line), page, self.line, self.head, "th")
        if self.rows:
            body = page.element(table, "tbody", self.rows[0][0])
            for line, row in self.rows:
                self._render_row(body, page, line, row, "td")

    def _render_row(self, parent: Element, page: Page, line: int, row: Row, tag: str) -> None:
        element = page.element(parent, "tr", line)
        for index, alignment in enumerate(self.alignments):
            text = row[index] if index < len(row) else None
            cell = page.element(element, tag, line, text=text)
            if tag == "th":
                cell.set("scope", "col")
            if alignment:
                add_class(cell, alignment)


def start(parser: Parser, container: Block) -> Block | None:
    """A row of dashes below the last line of a paragraph that has as many cells."""
    cursor = parser.cursor
    if cursor.indented or not isinstance(container, Paragraph) or parser.tip is not container:
        return None
    if cursor.text[cursor.next] not in "|:-" or not _DASHES.match(cursor.rest):
        return None
    above, number, column = container.text.lines[-1]
    if "|" not in above or not set(cursor.rest) & set("|:"):
        return None  # dashes alone are the line below a heading
    head = split_row(above.rstrip(" \t"), number, column)
    alignments = [_alignment(str(cell)) for cell in split_row(cursor.rest.rstrip(" \t"), 0, 0)]
    if len(head) != len(alignments):
        return None
    container.text.lines.pop()
    container.end = number - 1
    table = Table(number, column, head, alignments)
    table.end = cursor.number
    if container.text.lines:
        parser.append(table)
    else:
        parser.swap(container, table)
    cursor.skip_all()
    return table


def _alignment(dashes: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): ""}[
        (dashes.startswith(":"), dashes.endswith(":"))
    ]


def split_row(line: str, number: int, column: int) -> Row:
    """The cells of a row: a bar that is not escaped parts two, even inside code."""
    bars = [found.start() for found in _BAR.finditer(line) if found[0] == "|"]
    edges = [-1, *bars, len(line)]
    cells = [_cell(line[before + 1 : after], number, column + before + 1) for before, after in pairwise(edges)]
    if line.startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and line.endswith("|") and bars and bars[-1] == len(line) - 1:
        cells = cells[:-1]
    return cells


def _cell(text: str, number: int, column: int) -> Text:
    bare = text.lstrip(" \t")
    column += len(text) - len(bare)
    return Text([(bare.rstrip(" \t").replace("\\|", "|"), number, column)])
