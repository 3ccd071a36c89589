"""Tables of plain text (Pandoc): simple, multiline and grid. Before rules of dashes, and tables with bars.

Columns are counted in cells, of which a Han character takes two, as editors show them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.diagnostics import cells
from huozi.source.blocks.core import Block, Parser, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.blocks.table import Table
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from huozi.source.page import Page

_GROUPS = re.compile(r"-{2,}(?:[ \t]+-{2,})+[ \t]*$")
_BAR = re.compile(r"-{5,}[ \t]*$")
_GRID = re.compile(r"\+(?::?-+:?\+)+[ \t]*$")
_GRID_HEAD = re.compile(r"\+(?::?=+:?\+)+[ \t]*$")
_LONGEST = 2000

Lines = list[tuple[str, int]]


class PlainTable(Table):
    """Rows of cells, each a list of lines; `last` is the number of the table's last line."""

    leaf = True

    def __init__(self, line: int, column: int, last: int) -> None:
        super().__init__(line, column, [], [])
        self.last = last
        self.heads: list[list[Lines]] = []
        self.bodies: list[list[Lines]] = []

    def proceed(self, parser: Parser) -> Step:
        """To the line that was seen to be its last."""
        if parser.cursor.number < self.last:
            return Step.ON
        if parser.cursor.number == self.last:
            self.end = self.last
            return Step.CLOSED
        return Step.NO

    def add(self, parser: Parser) -> None:
        """Its lines were taken when it began."""
        self.end = parser.cursor.number

    def render(self, parent: Element, page: Page) -> None:
        """<table>."""
        table = page.element(parent, "table", self.line, self.attributes)
        if self.caption is not None:
            page.element(table, "caption", self.caption[0], text=self.caption[1])
        for tag, rows, cell in (("thead", self.heads, "th"), ("tbody", self.bodies, "td")):
            if rows:
                group = page.element(table, tag, rows[0][0][0][1])
                for row in rows:
                    self._render(page.element(group, "tr", row[0][0][1]), page, row, cell)

    def _render(self, parent: Element, page: Page, row: list[Lines], tag: str) -> None:
        for index, lines in enumerate(row):
            text = _text(lines)
            blocks = self._blocks(lines, page) if text is None else None
            cell = page.element(parent, tag, lines[0][1], text=text)
            if tag == "th":
                cell.set("scope", "col")
            if self.alignments[index]:
                add_class(cell, self.alignments[index])
            if blocks is not None:
                blocks.render_children(cell, page)

    def _blocks(self, lines: Lines, page: Page) -> Block:
        from huozi.source.blocks import STARTS

        inner = Parser(STARTS, Paragraph, page.path, page.log, real=page.real)
        return inner.read([text for text, _ in lines], lines[0][1])


def _text(lines: Lines) -> Text | None:
    """The text of a cell that is one paragraph; None for one that holds other blocks."""
    bare = [(text.strip(" \t"), number) for text, number in lines]
    while len(bare) > 1 and not bare[-1][0]:
        bare.pop()
    while len(bare) > 1 and not bare[0][0]:
        bare.pop(0)
    if any(not text for text, _ in bare[1:]) or any(re.match(r"(?:[-*+]|\d+[.)]) |```|~~~|>", t) for t, _ in bare):
        return None
    return Text([(text, number, 1) for text, number in bare])


def start(parser: Parser, container: Block) -> Block | None:
    """A line that opens a table of one of the kinds, with all that must follow it."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] not in "-+":
        return None
    if cursor.rest.startswith("+"):
        return None if isinstance(container, Paragraph) else _grid(parser)
    if _GROUPS.match(cursor.rest):
        return _simple(parser, container)
    if _BAR.match(cursor.rest) and not isinstance(container, Paragraph):
        return _multiline(parser)
    return None


# Simple: a head above the dashes, or a second row of dashes below.


def _simple(parser: Parser, container: Block) -> Block | None:
    cursor = parser.cursor
    spans = _spans(cursor.text)
    headed = isinstance(container, Paragraph) and parser.tip is container
    if headed:
        assert isinstance(container, Paragraph)
        if len(container.text.lines) != 1:
            return None
        return _simple_headed(parser, container, spans)
    following = parser.following(_LONGEST)
    end = next((index for index, line in enumerate(following) if _GROUPS.match(line.strip()) or _BAR.match(line)), None)
    if end is None or end == 0:
        return None
    table = PlainTable(cursor.number, cursor.next + 1, cursor.number + 1 + end)
    lines = [(line, cursor.number + 1 + index) for index, line in enumerate(following[:end])]
    multi = any(not line.strip() for line, _ in lines)
    table.bodies = _multi_rows(lines, spans) if multi else [_row([line], spans) for line in lines]
    table.alignments = _alignments(lines[0][0], spans)
    return _open(parser, table)


def _simple_headed(parser: Parser, container: Paragraph, spans: list[tuple[int, int]]) -> Block | None:
    cursor = parser.cursor
    text, number, column = container.text.lines[0]
    head = " " * (column - 1) + text
    following = parser.following(_LONGEST)
    end = next((index for index, line in enumerate(following) if not line.strip()), len(following))
    rows = [line for line in following[:end] if not _GROUPS.match(line.strip())]
    if not rows:
        return None
    table = PlainTable(number, column, cursor.number + end)
    table.heads = [_row([(head, number)], spans)]
    table.bodies = [_row([(line, cursor.number + 1 + index)], spans) for index, line in enumerate(rows)]
    table.alignments = _alignments(head, spans)
    parser.swap(container, table)
    table.end = cursor.number
    cursor.skip_all()
    return table


# Multiline: a bar of dashes, a head, groups of dashes, rows parted by blank lines, a bar of dashes.


def _multiline(parser: Parser) -> Block | None:
    cursor = parser.cursor
    following = parser.following(_LONGEST)
    groups = next((index for index, line in enumerate(following) if _GROUPS.match(line.strip())), None)
    if not groups or any(not line.strip() for line in following[:groups]):
        return None
    end = next((i for i in range(groups + 1, len(following)) if _BAR.match(following[i].strip())), None)
    if end is None:
        return None
    spans = _spans(following[groups])
    table = PlainTable(cursor.number, cursor.next + 1, cursor.number + 1 + end)
    numbered = [(line, cursor.number + 1 + index) for index, line in enumerate(following[:end])]
    table.heads = [_row(numbered[:groups], spans)]
    table.bodies = _multi_rows(numbered[groups + 1 :], spans)
    table.alignments = _alignments(following[0], spans)
    return _open(parser, table)


def _multi_rows(lines: Lines, spans: list[tuple[int, int]]) -> list[list[Lines]]:
    rows: list[Lines] = [[]]
    for line in lines:
        if line[0].strip():
            rows[-1].append(line)
        elif rows[-1]:
            rows.append([])
    return [_row(row, spans) for row in rows if row]


def _spans(dashes: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer("-+", dashes)]


def _row(lines: Sequence[tuple[str, int]], spans: list[tuple[int, int]]) -> list[Lines]:
    edges = [start for start, _ in spans[1:]]
    parts = [(_cut(line, edges), number) for line, number in lines]
    return [[(cut[index].strip(), number) for cut, number in parts] for index in range(len(spans))]


def _cut(line: str, edges: Sequence[int]) -> list[str]:
    """The parts of a line between these columns, counted in cells."""
    parts, part, width = list[str](), "", 0
    waiting = list(edges)
    for char in line:
        if waiting and width >= waiting[0]:
            parts.append(part)
            part = ""
            waiting.pop(0)
        part += char
        width += cells(char)
    parts.append(part)
    return parts + [""] * len(waiting)


def _alignments(line: str, spans: list[tuple[int, int]]) -> list[str]:
    """Pandoc: text flush with the dashes on one side is aligned there, on neither side centred."""
    found: list[str] = []
    for part, (start, end) in zip(_cut(line, [start for start, _ in spans[1:]]), spans, strict=True):
        own = part if found else part[start:]
        left = not own.startswith(" ")
        right = cells(own.rstrip()) == end - start
        found.append({(True, False): "left", (False, True): "right", (False, False): "center"}.get((left, right), ""))
    return found


# Grid.


def _grid(parser: Parser) -> Block | None:
    cursor = parser.cursor
    if not _GRID.match(cursor.rest):
        return None
    following = parser.following(_LONGEST)
    end = next((index for index, line in enumerate(following) if line.strip()[:1] not in {"|", "+"}), len(following))
    if end < 2 or not _GRID.match(following[end - 1].strip()):
        return None
    table = PlainTable(cursor.number, cursor.next + 1, cursor.number + end)
    edges = _plus(cursor.rest)
    lines: Lines = []
    for index, written in enumerate(following[:end]):
        line = written.strip()
        if not (_GRID.match(line) or _GRID_HEAD.match(line)):
            if len(_cut_grid(line, edges)) != len(edges) - 1:
                return None
            lines.append((line, cursor.number + 1 + index))
            continue
        if lines:
            table.bodies.append(_grid_row(lines, edges))
        lines = []
        if _GRID_HEAD.match(line):
            table.heads, table.bodies = table.bodies, []
            table.alignments = _grid_alignments(line)
    table.alignments = table.alignments or _grid_alignments(cursor.rest)
    return _open(parser, table)


def _plus(line: str) -> list[int]:
    return [index for index, char in enumerate(line) if char == "+"]


def _cut_grid(line: str, edges: Sequence[int]) -> list[str]:
    parts = _cut(line, [column for edge in edges for column in (edge, edge + 1)][1:])
    bars, inside = parts[0:-1:2], parts[1:-1:2]
    return inside if set(bars) <= {"|", "+"} else []


def _grid_row(lines: Lines, edges: Sequence[int]) -> list[Lines]:
    columns = []
    parts = [(_cut_grid(line, edges), number) for line, number in lines]
    for index in range(len(edges) - 1):
        column = [(cut[index].removeprefix(" ").rstrip(), number) for cut, number in parts]
        columns.append(column)
    return columns


def _grid_alignments(line: str) -> list[str]:
    groups = [part for part in line.strip().split("+") if part]
    return [
        {(True, True): "center", (True, False): "left", (False, True): "right"}.get(
            (part.startswith(":"), part.endswith(":")), ""
        )
        for part in groups
    ]


def _open(parser: Parser, table: PlainTable) -> Block:
    rows = [*table.heads, *table.bodies]
    width = len(table.alignments)
    for row in rows:
        row.extend([[("", row[0][0][1])]] * (width - len(row)))
    parser.cursor.skip_all()
    parser.append(table)
    return table
