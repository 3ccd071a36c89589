"""Table -> the same table with widths for its columns, where they would not all fit in one line each.

One of less than a third of a page is kept whole. A table of very many columns is set smaller, down to a floor; one that
is too wide for that too stands on its side, on a page of its own, if it is not longer than that.

CSS leaves the widths of an automatic layout to the engine, and one that may break between any two Han gives a short
column a single character. Short columns get what they ask for, long ones share the rest.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

PADDING_EM = 1.1
"""Space that a cell adds to its text, in em of the table's size, and a hair for rounding."""

_SHORTEST_SHARE = 0.5
_SIZES = (1, 0.9, 0.8)
"""A table is set smaller before its columns get very narrow; the last is the floor, 7 pt and a bit."""

_NARROWEST_EM = 4.0
"""A column that is narrower breaks words of four characters."""

_LONGEST_WORD_EM = 9.0
"""A longer word, such as an address, may be broken."""

_HAIR_EM = 0.01

_ROW_PADDING_EM, _TITLE_EM = 0.6, 3.0
"""What a row has beside its lines, and room for the title of a table."""

_SHORT = 1 / 3
"""The share of a page below which a table is not broken."""

_LINES = {"br", "p", "li", "div"}
"""What begins and ends a line inside a cell."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a page has for tables, in em of their size: measure, height, and what each line of a row takes up."""

    measure_em: float
    height_em: float
    lead_em: float


def fit(table: _Element, room: Room) -> None:
    """Give widths to the columns of a table that is wider than the measure, in em of its own size; in place."""
    if table.find("colgroup") is not None:
        return
    natural, narrowest = _natural_widths(table), _widths(table, _longest_word_em)
    if not natural or sum(natural) <= room.measure_em:
        return
    for size in _SIZES:
        if _is_wide_enough(widths := _share(natural, room.measure_em / size, narrowest), natural, narrowest):
            _set_widths(table, widths, size)
            return
    for size in _SIZES:
        turned = _share(natural, room.height_em / size, narrowest)
        if _is_wide_enough(turned, natural, narrowest) and _height_em(table, turned, room) <= room.measure_em:
            _set_widths(table, turned, size)
            _turn(table)
            return
    _set_widths(table, widths, size)


def keep(table: _Element, room: Room) -> None:
    """Mark a table that is less than a third of a page as short: it stands on one page, its figure where it fits."""
    natural = _natural_widths(table)
    fits = sum(natural) <= room.measure_em
    widths = natural if fits else _share(natural, room.measure_em, _widths(table, _longest_word_em))
    if not natural or _height_em(table, widths, room) > room.height_em * _SHORT:
        return
    parent = table.getparent()
    one = parent if parent is not None and parent.tag == "figure" else table
    one.set("class", f"{one.get('class', '')} short".strip())


def _is_wide_enough(widths: Sequence[float], natural: Sequence[float], narrowest: Sequence[float]) -> bool:
    wanted = (min(most, max(least, _NARROWEST_EM)) for most, least in zip(natural, narrowest, strict=True))
    return all(width >= least - _HAIR_EM for width, least in zip(widths, wanted, strict=True))


def _set_widths(table: _Element, widths: Sequence[float], size: float) -> None:
    if size < 1:
        table.set("style", f"font-size: calc(var(--size-small) * {size:g}); {table.get('style', '')}".strip())
    group = etree.Element("colgroup")
    for width in widths:
        etree.SubElement(group, "col", {"style": f"width: {100 * width / sum(widths):.2f}%"})
    table.insert(1 if table.find("caption") is not None else 0, group)
    table.set("class", f"{table.get('class', '')} fitted".strip())


def _height_em(table: _Element, widths: Sequence[float], room: Room) -> float:
    """About how high a table is with these columns, title and all."""
    height = _TITLE_EM
    for row in table.iter("tr"):
        lines, column = 1, 0
        for cell in row.iterchildren("td", "th"):
            span = int(cell.get("colspan", "1"))
            width = sum(widths[column : column + span]) - PADDING_EM
            lengths = _lines_em(cell)
            lines = max(lines, math.ceil(sum(lengths) / max(width, 1.0)), len(lengths))
            column += span
        height += lines * room.lead_em + _ROW_PADDING_EM
    return height


def _turn(table: _Element) -> None:
    """Put a table, with its title, into a box that stands on its side on a page of its own."""
    parent = table.getparent()
    assert parent is not None
    one = parent if parent.tag == "figure" else table
    above = one.getparent()
    if above is None or above.tag != "section":
        return
    outer = etree.Element("div", {"class": "turned"})
    outer.tail, one.tail = one.tail, None
    above.replace(one, outer)
    etree.SubElement(outer, "div").append(one)


def _natural_widths(table: _Element) -> list[float]:
    """The width of each column if nothing in it were broken, in em; cells over several columns are left out."""
    return _widths(table, _text_em)


def _widths(table: _Element, width_em: Callable[[_Element], float]) -> list[float]:
    widths: list[float] = []
    for row in table.iter("tr"):
        column = 0
        for cell in row.iterchildren("td", "th"):
            span = int(cell.get("colspan", "1"))
            widths += [0.0] * (column + span - len(widths))
            if span == 1:
                widths[column] = max(widths[column], width_em(cell) + PADDING_EM)
            column += span
    return widths


def _text_em(cell: _Element) -> float:
    """The longest line of a cell."""
    return max(_lines_em(cell))


def _longest_word_em(cell: _Element) -> float:
    """The longest word of letters that a line cannot break."""
    words = re.findall(r"[!-~\u00a1-\u02af]+", "".join(map(str, cell.itertext())))
    return max((length for word in words if (length := sum(map(_em, word))) <= _LONGEST_WORD_EM), default=0.0)


def _lines_em(cell: _Element) -> list[float]:
    """How long each line of a cell is."""
    lines = [""]
    for event, one in etree.iterwalk(cell, events=("start", "end")):
        if one.tag in _LINES:
            lines.append("")
        text = one.text if event == "start" else one.tail if one is not cell else None
        lines[-1] += text or ""
    return [length for line in lines if (length := sum(map(_em, line.strip())))] or [0.0]


def _em(char: str) -> float:
    """About how wide a character is: a table must not break what would have fitted, so rather more than less."""
    wide = cells(char) == 2
    return 1.0 if wide else 0.75 if char.isupper() else 0.6


def _share(natural: Sequence[float], room: float, narrowest: Sequence[float]) -> list[float]:
    """Fill the room; a column that would break a word gets room for it first, if something is left for the others."""
    given: dict[int, float] = {}
    while True:
        others = [column for column in range(len(natural)) if column not in given]
        shared = _fill([natural[column] for column in others], room - sum(given.values()))
        widths = given | dict(zip(others, shared, strict=True))
        short = {column: narrowest[column] for column in others if widths[column] < narrowest[column] - _HAIR_EM}
        left = room - sum(given.values()) - sum(short.values())
        if not short or left < (len(others) - len(short)) * _NARROWEST_EM:
            return [widths[column] for column in range(len(natural))]
        given |= short


def _fill(natural: Sequence[float], room: float) -> list[float]:
    """Fill the room: columns narrower than an equal share are given whole, the others share what is left.

    Those that share do so by half equally and by half by what they hold, so that a very long column does not starve
    one that is only long.
    """
    widths = [0.0] * len(natural)
    open_columns = list(range(len(natural)))
    while open_columns:
        share = room / len(open_columns)
        whole = [column for column in open_columns if natural[column] <= share]
        if not whole:
            total = sum(natural[column] for column in open_columns)
            for column in open_columns:
                widths[column] = share * _SHORTEST_SHARE + room * (1 - _SHORTEST_SHARE) * natural[column] / total
            break
        for column in whole:
            widths[column] = natural[column]
        room -= sum(widths[column] for column in whole)
        open_columns = [column for column in open_columns if column not in whole]
    return widths
