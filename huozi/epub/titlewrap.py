"""A title -> its lines, broken at sense points and balanced; never a last character alone (jlreq 4.1.6; HD4).

Where sense may be broken the composer knows (compose/phrases.py). Latin words, numbers and marks are kept whole.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from huozi.compose import phrases
from huozi.compose.phrases import CLOSING, FORBIDDEN, OPENING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = r"\u3041-\u30ff\u31f0-\u31ff"
_UNIT = re.compile(rf"[{_HAN}]|[{_KANA}]|\s+|[^\s{_HAN}{_KANA}]+?(?=[\s{_HAN}{_KANA}]|$)|.", re.DOTALL)
_MARKS = re.compile(rf"((?!(?<=[A-Za-z])’[A-Za-z])[{re.escape(CLOSING + OPENING)}])")
_DIVIDED = re.compile("[：:](?=[^：:])|[—―](?=[^—―])")
"""Title and what explains it in one line."""

_MOST_WEIGHED = 120
"""The time of weighing divisions grows with the square of the length; what is longer is no title, and fills lines."""
_ALONE = 400.0
_INSIDE_LINE = 30.0


def wrap(title: str, width: Callable[[str], float], measure: float, lines: int = 0) -> list[str]:
    """Break a title into lines no wider than `measure`: as few as will do, or `lines` if that many will do."""
    units = _units(" ".join(title.split()))
    if not units:
        return [""]
    if len(units) > _MOST_WEIGHED:
        return _filled(units, width, measure)
    fewest = lines or max(1, -int(-width("".join(units)) // measure))
    for count in range(fewest, len(units) + 1):
        if found := _best(units, width, measure, count):
            return found
    return ["".join(units)]


def _units(title: str) -> list[str]:
    """Han and kana one by one, everything else by words; marks alone."""
    return [part for unit in _UNIT.findall(title) for part in _MARKS.split(unit) if part]


def _filled(units: Sequence[str], width: Callable[[str], float], measure: float) -> list[str]:
    """Lines that each hold all that goes in."""
    costs = _costs(units)
    found, start, legal, wide = list[str](), 0, 0, 0.0
    widths = list(map(width, units))
    for at, own in enumerate(widths):
        legal = at if costs[at] < FORBIDDEN else legal
        if wide + own > measure and legal > start:
            found.append("".join(units[start:legal]).strip())
            start, wide = legal, sum(widths[legal:at])
        wide += own
    return [*found, "".join(units[start:]).strip()]


def _best(units: Sequence[str], width: Callable[[str], float], measure: float, count: int) -> list[str] | None:
    """The cheapest division into `count` lines; None where none fits."""
    costs = _costs(units)
    edges = list(accumulate(map(width, units), initial=0.0))
    ideal = edges[-1] / count
    em = max(width("国"), 1)

    def line(start: int, end: int) -> str:
        return "".join(units[start:end]).strip()

    @cache
    def line_cost(start: int, end: int) -> float:
        while start < end and units[start].isspace():
            start += 1
        while start < end and units[end - 1].isspace():
            end -= 1
        wide = edges[end] - edges[start]
        return FORBIDDEN if wide > measure or start == end else _line_cost(line(start, end), wide - ideal, em)

    @cache
    def solve(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return line_cost(start, len(units)), ()
        found: tuple[float, tuple[int, ...]] = (FORBIDDEN, ())
        for end in range(start + 1, len(units) - left + 2):
            if edges[end - 1] - edges[start + 1] > measure:
                break
            own = costs[end] + line_cost(start, end)
            if own >= found[0]:
                continue
            rest, breaks = solve(end, left - 1)
            found = min(found, (own + rest, (end, *breaks)))
        return found

    cost, breaks = solve(0, count)
    if cost >= FORBIDDEN:
        return None
    return [line(start, end) for start, end in pairwise((0, *breaks, len(units)))]


def _line_cost(text: str, excess: float, em: float) -> float:
    letters = sum(char not in CLOSING + OPENING for char in text)
    divided = _INSIDE_LINE if _DIVIDED.search(text) else 0
    return (excess / em) ** 2 * 2 + (_ALONE if letters == 1 else 0) + divided


def _costs(units: Sequence[str]) -> list[float]:
    """What it costs to begin a line with each unit."""
    each = phrases.costs("".join(units))
    starts = accumulate((len(unit) for unit in units[:-1]), initial=0)
    return [each[start] for start in starts]
