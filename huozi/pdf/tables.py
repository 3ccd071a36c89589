"""Table -> the same table with widths for its columns, where they would not all fit in one line each.

CSS leaves the widths of an automatic layout to the engine, and one that may break between any two Han gives a short
column a single character. Short columns get what they ask for, long ones share the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

PADDING_EM = 1.1
"""Space that a cell adds to its text, in em of the table's size, and a hair for rounding."""

_SHORTEST_SHARE = 0.5
_LINES = {"br", "p", "li", "div"}
"""What begins and ends a line inside a cell."""


def fit(table: _Element, measure_em: float) -> None:
    """Give widths to the columns of a table that is wider than the measure, in em of its own size; in place."""
    if table.find("colgroup") is not None:
        return
    natural = _natural_widths(table)
    if not natural or sum(natural) <= measure_em:
        return
    widths = _share(natural, measure_em)
    group = etree.Element("colgroup")
    for width in widths:
        etree.SubElement(group, "col", {"style": f"width: {100 * width / sum(widths):.2f}%"})
    table.insert(1 if table.find("caption") is not None else 0, group)
    table.set("class", f"{table.get('class', '')} fitted".strip())


def _natural_widths(table: _Element) -> list[float]:
    """The width of each column if nothing in it were broken, in em; cells over several columns are left out."""
    widths: list[float] = []
    for row in table.iter("tr"):
        column = 0
        for cell in row.iterchildren("td", "th"):
            span = int(cell.get("colspan", "1"))
            widths += [0.0] * (column + span - len(widths))
            if span == 1:
                widths[column] = max(widths[column], _text_em(cell) + PADDING_EM)
            column += span
    return widths


def _text_em(cell: _Element) -> float:
    """The longest line of a cell."""
    lines = [""]
    for event, one in etree.iterwalk(cell, events=("start", "end")):
        if one.tag in _LINES:
            lines.append("")
        text = one.text if event == "start" else one.tail if one is not cell else None
        lines[-1] += text or ""
    return max(sum(map(_em, line.strip())) for line in lines)


def _em(char: str) -> float:
    """About how wide a character is: a table must not break what would have fitted, so rather more than less."""
    wide = cells(char) == 2
    return 1.0 if wide else 0.75 if char.isupper() else 0.6


def _share(natural: Sequence[float], room: float) -> list[float]:
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
