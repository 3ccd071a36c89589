"""A line in, glyph positions out: shrink, then stretch, each step to its end before the next.

Rules J1-J7; clreq 3.6.3, 3.6.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from huozi.compose.breaks import Candidates, loosest, room_of

if TYPE_CHECKING:
    from huozi.compose.locale import Rules
    from huozi.compose.widths import Measured

_EPSILON = 0.002


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How a line was made to fit; lengths in px.

    `steps` is what each step of J2 (2-7, given up) and of J4 (0, 1, taken) came to, `each` is what the last step
    added to every gap, `beyond` by how much a word space or an autospace is wider than J4 allows, where nothing else
    could grow; `slack` what is left over: positive when the line stays short, negative when it is over-full.
    """

    natural: float
    measure: float
    steps: tuple[float, ...]
    each: float
    beyond: float
    slack: float


@dataclass(slots=True)
class SetLine:
    """Characters [first, stop) of a paragraph, set. Positions are px from the line's left edge.

    `origin` holds one glyph origin for each character; `moves` is what is given or taken before a character, `shifts`
    all of that up to each one, nothing where there are no moves.
    """

    measured: Measured
    first: int
    stop: int
    left: float
    origin: list[float]
    moves: dict[int, float]
    shifts: list[float]
    width: float
    adjustment: Adjustment

    def cell(self, place: int) -> float:
        """Return the left edge of a character's cell."""
        cell = self._cell(place)
        return max(cell, 0.0) if place == self.first else cell

    def edge(self, place: int) -> float:
        """Return the right edge of a character's cell. Blank beyond the line is cut off.

        What a negative margin pulls out of the line keeps its width.
        """
        edge = self._cell(place) + self.measured.width[place]
        taken = self.moves.get(place + 1, 0.0)
        if taken < 0 and place in self.measured.right:
            edge += taken
        if place == self.stop - 1:
            cell = self.cell(place)
            if cell < self.width or self.measured.shaped.text[place].isspace():
                edge = max(min(edge, self.width), cell)
        return edge

    def _cell(self, place: int) -> float:
        cell = self.measured.cell[place]
        return (cell + self.shifts[place - self.first] if self.shifts else cell) - self.left


def set_line(
    measured: Measured,
    rules: Rules,
    breaks: Candidates,
    start: int,
    index: int,
    width: float,
    *,
    justified: bool,
    last: bool,
) -> SetLine:
    """Return the line from character `start` to break `index`, made to fill `width` px when it is `justified`.

    A last line keeps its natural width unless it must shrink (J7). A line that cannot shrink enough stays over-full.
    """
    stop = max(breaks.stop[index], start)
    left = breaks.first_start.get(start, breaks.start[start]) if start < len(breaks.start) else 0.0
    natural = breaks.end[index] - left
    excess = natural - width
    if excess > _EPSILON:
        excess -= breaks.slip.get(index, 0.0)
    moves: dict[int, float] = {}
    steps = [0.0] * 8
    each = 0.0
    if excess > _EPSILON and justified and rules.justify != "none":
        excess = _shrink(measured, rules, start, stop, excess, moves, steps)
    elif excess < -_EPSILON and justified and not last and rules.justify != "none":
        limit = loosest(width, measured.em) + _EPSILON
        excess, each = _stretch(measured, rules, start, stop, -excess, limit, moves, steps)
        excess = -excess
    beyond = _beyond(measured, rules, start, stop, steps)
    adjustment = Adjustment(natural, width, tuple(steps), each, beyond, -excess)
    return _place(measured, start, stop, left, moves, width + excess, adjustment)


def _shrink(
    measured: Measured, rules: Rules, start: int, stop: int, excess: float, moves: dict[int, float], steps: list[float]
) -> float:
    """Take `excess` px out of the line, in the order of J2, equally within a step. Return what could not be taken."""
    room = room_of(measured, start, stop, rules)
    for step in range(2, 8):
        if room[step] > _EPSILON and excess > _EPSILON:
            steps[step] = used = min(room[step], excess)
            excess -= used
            _move(measured, rules, start, stop, step, -used / room[step], moves)
    return excess


def _stretch(
    measured: Measured,
    rules: Rules,
    start: int,
    stop: int,
    slack: float,
    limit: float,
    moves: dict[int, float],
    steps: list[float],
) -> tuple[float, float]:
    """Add `slack` px to the line, in the order of J4.

    Return what could not be added, and what every gap took in the last step. A line that would need more than `limit`
    px at each gap keeps its natural width: a hole at its end is seen less than one between all its characters (J8).
    """
    whole = slack
    room = room_of(measured, start, stop, rules)
    for step in (0, 1):
        if rules.justify == "inter-character":
            break
        if room[step] > _EPSILON and slack > _EPSILON:
            steps[step] = used = slack if rules.justify == "inter-word" and step == 0 else min(room[step], slack)
            slack -= used
            _move(measured, rules, start, stop, step, used / room[step], moves)
    if slack <= _EPSILON or stop <= start or rules.justify == "inter-word":
        return slack, 0.0
    gaps = measured.gaps
    count = gaps[stop - 1] - gaps[start]
    if not count:
        return _stretch_further(measured, rules, start, stop, slack, moves, steps), 0.0
    each = slack / count
    if each > limit and rules.justify == "auto":
        return _let_be(whole, moves, steps), 0.0
    before = gaps[start]
    for place in range(start + 1, stop):
        if gaps[place] != before:
            before = gaps[place]
            moves[place] = moves.get(place, 0.0) + each
    return 0.0, each


def _let_be(slack: float, moves: dict[int, float], steps: list[float]) -> float:
    """Take every move of a line back."""
    moves.clear()
    steps[:] = [0.0] * len(steps)
    return slack


def _stretch_further(
    measured: Measured, rules: Rules, start: int, stop: int, slack: float, moves: dict[int, float], steps: list[float]
) -> float:
    """Stretch word spaces and autospaces beyond their limit in a line that has no other gap."""
    room = room_of(measured, start, stop, rules)
    total = room[0] + room[1]
    if total <= _EPSILON:
        return slack
    for step in (0, 1):
        if room[step] > 0:
            share = slack * room[step] / total
            steps[step] += share
            _move(measured, rules, start, stop, step, share / room[step], moves)
    return 0.0


def _beyond(measured: Measured, rules: Rules, start: int, stop: int, steps: list[float]) -> float:
    """Return by how much the word spaces or autospaces of a line exceed the half em of J4, each, in px."""
    if not steps[0] and not steps[1]:
        return 0.0
    room = room_of(measured, start, stop, rules)
    beyond = 0.0
    for step in (0, 1):
        if steps[step] > room[step] + _EPSILON:
            low, high = measured.give_index[start], measured.give_index[stop]
            count = sum(give.step == step for give in measured.gives[low:high])
            beyond = max(beyond, (steps[step] - room[step]) / max(1, count))
    return beyond


def _move(
    measured: Measured, rules: Rules, start: int, stop: int, step: int, share: float, moves: dict[int, float]
) -> None:
    """Give or take `share` of what each place of one step has."""
    for index in range(measured.give_index[start], measured.give_index[stop]):
        give = measured.gives[index]
        if give.step != step:
            continue
        if give.place == start and (give.edge == "gap" or (give.edge == "left" and rules.start != "space")):
            continue
        if give.place == stop - 1 and give.edge == "right":
            continue
        moves[give.at] = moves.get(give.at, 0.0) + share * give.amount


def _place(
    measured: Measured,
    start: int,
    stop: int,
    left: float,
    moves: dict[int, float],
    width: float,
    adjustment: Adjustment,
) -> SetLine:
    """Return the line with every move applied. A place at `stop` moves nothing but the right edge."""
    origin, shifts = measured.origin[start:stop], []
    if moves:
        shifts = list(accumulate([moves.get(place, 0.0) for place in range(start, stop)]))
        origin = [a + b - left for a, b in zip(origin, shifts, strict=True)]
    else:
        origin = [a - left for a in origin]
    return SetLine(measured, start, stop, left, origin, moves, shifts, width, adjustment)
