"""Table of a document -> the same with classes that tell the style sheet what a phone must not break.

A reader breaks words of a cell anywhere, since a box that scrolls cannot be broken over pages. What reads wrong when it
is broken, a number or a short word, is kept whole in as many columns as the narrowest screen has room for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_ROOM_EM = 23.5
"""A screen of 360 px with margins of 16 px, in em of a table's size."""

_LONGEST_EM = 4.0
_NARROWEST_EM = 2.0
"""What the style sheet gives every column."""

_MANY = 6
_PADDING_EM = {False: 1.0, True: 0.5}
"""What a cell has beside its text; where there are many columns it is less."""

_WORD = re.compile(r"[!-~\u00a0-\u024f\u0370-\u04ff]+")
_WORD_OF_HANGUL = re.compile(r"[!-~\u00a0-\u024f\u0370-\u04ff\u1100-\u11ff\uac00-\ud7a3]+")


def fit(section: _Element, lang: str) -> None:
    """Name the cells whose words are kept whole, and the tables of many columns; in place."""
    words = _WORD_OF_HANGUL if lang.partition("-")[0] == "ko" else _WORD
    for table in section.iter("table"):
        rows = [list(_columns(row)) for row in table.iter("tr")]
        widths: dict[int, float] = {}
        for column, cell in (pair for row in rows for pair in row):
            longest = max((cells(word) for word in words.findall("".join(map(str, cell.itertext())))), default=0) * 0.5
            widths[column] = max(longest, widths.get(column, _NARROWEST_EM))
        many = len(widths) >= _MANY
        if many:
            _name(table, "many-columns")
        room = _ROOM_EM - len(widths) * (_NARROWEST_EM + _PADDING_EM[many])
        whole = set()
        for column, width in sorted(widths.items(), key=lambda pair: (pair[1], pair[0])):
            room -= width - _NARROWEST_EM
            if width <= _LONGEST_EM and room >= 0:
                whole.add(column)
        for column, cell in (pair for row in rows for pair in row):
            if column in whole:
                _name(cell, "whole")


def _columns(row: _Element) -> Iterator[tuple[int, _Element]]:
    """The cells of a row that are in one column alone, with its number (cells that reach down are passed over)."""
    column = 0
    for cell in row.iterchildren("td", "th"):
        span = int(cell.get("colspan", "1"))
        if span == 1:
            yield column, cell
        column += span


def _name(element: _Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
