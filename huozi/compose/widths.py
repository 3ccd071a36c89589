"""A shaped paragraph in, set widths out: squeeze (P1-P10), autospace (S1-S6), and what may give way (J2, J4).

A mark has a blank half where its glyph leaves one (ink within half of a full-width advance), whatever the code point:
so centred marks of Taiwan and fonts without `halt` need no case of their own (typography.md section 2, P8).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from huozi.compose import classes
from huozi.compose.classes import CLOSE, COMMA, EXCLAMATION, LETTERS_CJK, MARKS, MIDDLE, OPEN, SPACE, SPACED, STOP

if TYPE_CHECKING:
    from huozi.compose.locale import Rules
    from huozi.compose.shape import Run, Shaped

HALF = 0.5
_INK_TOLERANCE = 0.04
_FULL_TOLERANCE = 0.02
_NARROW = 0.75
_QUOTES = frozenset("\u2018\u2019\u201c\u201d")
_MARK = re.compile(f"[{MARKS}]")
_MIDDLE = re.compile(MIDDLE)
_SPACED_EDGE = re.compile(
    f"(?<=[{LETTERS_CJK}])(?=[{SPACED}])|(?<=[{SPACED}])(?=[{LETTERS_CJK}])"
    f"|(?<=[{LETTERS_CJK}]{classes.EXTEND})(?=[{SPACED}])|(?<=[{SPACED}]{classes.EXTEND})(?=[{LETTERS_CJK}])"
)
_SPACE = re.compile(SPACE)
_DOUBLED = re.compile(f"(?<!{EXCLAMATION}){EXCLAMATION}{{2}}(?!{EXCLAMATION})")
_TYPED_SPACE = re.compile(f"(?<=[{LETTERS_CJK}]){SPACE}(?=[{SPACED}])|(?<=[{SPACED}]){SPACE}(?=[{LETTERS_CJK}])")

WORD_SPACE_MIN = 0.25
WORD_SPACE_MAX = 0.5
AUTOSPACE_MIN = 0.125
AUTOSPACE_MAX = 0.5
TOTAL = 8
STEPS = 9
"""Indices into a capacity: 2 word spaces, 3 interpuncts, 4 brackets, 5 commas, 6 autospace, 7 stops; 0 and 1 stretch;
8 is the sum of what may shrink."""


class Give(NamedTuple):
    """What one place gives or takes: `step` as in J2 and J4, `amount` at most, in px.

    It moves every glyph from `at` on.
    """

    place: int
    at: int
    step: int
    amount: float
    edge: (
        str  # "left" of the mark (gone at a line start), "right" (gone at a line end), "gap" (gone at a line start), ""
    )


@dataclass(slots=True)
class Measured:
    """A paragraph with its natural widths.

    `origin[i]` is where glyph i is drawn when the whole paragraph is one line, `cell[i]` where its cell begins (n + 1
    values), `gap` the autospaces before characters. `left` and `right` are the blank halves still there.
    """

    shaped: Shaped
    em: float
    width: list[float]
    shift: dict[int, float]
    gap: dict[int, float]
    left: dict[int, float]
    right: dict[int, float]
    cell: list[float]
    origin: list[float]
    gives: list[Give]
    give_index: list[int]  # number of gives before a character, n + 1 values
    capacity: list[tuple[float, ...]]  # cumulative, by give
    gaps: list[int]  # number of stretchable gaps before a character, n + 1 values


def measure(shaped: Shaped, rules: Rules, em: float) -> Measured:
    """Return the natural widths of a paragraph whose body size is `em` px."""
    width = list(shaped.advance)
    sizes = _Sizes(shaped)
    for place, fixed in shaped.fixed.items():
        width[place] = fixed
    shift: dict[int, float] = {}
    left, right = _blanks(shaped, rules, width, shift, sizes)
    _set_middles(shaped, rules, width, shift, sizes)
    _halve(shaped, rules, width, shift, left, right)
    if rules.adjacent:
        _collapse(shaped, width, shift, left, right)
    gap = _autospaces(shaped, rules, width, em, sizes)
    gives = _gives(shaped, rules, width, gap, left, right, sizes)
    cell, origin = _positions(shaped, width, gap, shift)
    give_index, capacity = _capacities(gives, len(width))
    return Measured(
        shaped, em, width, shift, gap, left, right, cell, origin, gives, give_index, capacity, _stretchable(shaped)
    )


class _Sizes:
    """Font size, face and style by place, for the few places that ask."""

    def __init__(self, shaped: Shaped) -> None:
        self._pieces = shaped.pieces
        self._starts = [piece.start for piece in shaped.pieces]
        self._runs = shaped.runs
        self._run_starts = [run.start for run in shaped.runs]

    def em(self, place: int) -> float:
        return self._pieces[bisect_right(self._starts, place) - 1].em

    def plain(self, place: int) -> bool:
        return self._pieces[bisect_right(self._starts, place) - 1].plain

    def note(self, place: int) -> bool:
        return self._pieces[bisect_right(self._starts, place) - 1].note

    def run(self, place: int) -> Run:
        return self._runs[bisect_right(self._run_starts, place) - 1]


def _blanks(
    shaped: Shaped, rules: Rules, width: list[float], shift: dict[int, float], sizes: _Sizes
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the blank half on the left and right of each mark, read from the ink of its glyph."""
    left: dict[int, float] = {}
    right: dict[int, float] = {}
    for match in _MARK.finditer(shaped.letters):
        place = match.start()
        run = sizes.run(place)
        em = run.face.size
        glyph = shaped.glyph[place]
        if (
            rules.wide_quotes
            and glyph >= 0
            and shaped.text[place] in _QUOTES
            and not sizes.plain(place)
            and (width[place] < _NARROW * em)
        ):
            _widen_quote(place, match.group(), em, width, shift, left, right)
            continue
        if glyph < 0 or sizes.plain(place) or abs(width[place] - em) > _FULL_TOLERANCE * em:
            continue
        ink_left, ink_right = run.face.ink(glyph)
        if ink_right <= HALF + _INK_TOLERANCE and match.group() != OPEN:
            right[place] = HALF * em
        elif ink_left >= HALF - _INK_TOLERANCE and match.group() == OPEN:
            left[place] = HALF * em
    return left, right


def _widen_quote(
    place: int,
    letter: str,
    em: float,
    width: list[float],
    shift: dict[int, float],
    left: dict[int, float],
    right: dict[int, float],
) -> None:
    """Set a quote that the font draws narrow in a cell of one em, half of it blank, as every other mark (FT1)."""
    middle = (HALF * em - width[place]) / 2
    width[place] = em
    if letter == OPEN:
        left[place] = HALF * em
        shift[place] = HALF * em + middle
    else:
        right[place] = HALF * em
        shift[place] = middle


def _set_middles(shaped: Shaped, rules: Rules, width: list[float], shift: dict[int, float], sizes: _Sizes) -> None:
    """Set interpuncts to their own width, ink centred (P3, GB/T 15834 5.1.7).

    Fonts draw U+00B7 about a third of an em wide; the half-width form that CJK fonts have for U+FF65 stands in
    the middle of half an em by itself. Where a font has none, the narrow glyph is moved.
    """
    if rules.middle_em is None:
        return
    for match in _MIDDLE.finditer(shaped.letters):
        place = match.start()
        glyph = shaped.glyph[place]
        if glyph < 0 or sizes.plain(place):
            continue
        face = sizes.run(place).face
        width[place] = rules.middle_em * face.size
        half = face.half_middle() if rules.middle_em == HALF else None
        if half is not None:
            shaped.glyph[place] = half
            continue
        ink_left, ink_right = face.ink(glyph)
        shift[place] = (rules.middle_em - ink_left - ink_right) / 2 * face.size


def _halve(
    shaped: Shaped,
    rules: Rules,
    width: list[float],
    shift: dict[int, float],
    left: dict[int, float],
    right: dict[int, float],
) -> None:
    """Remove the blanks that the style never sets (kaiming, banjiao)."""
    if rules.half:
        for place in [place for place in left if shaped.letters[place] in rules.half]:
            _trim_left(place, width, shift, left)
        for place in [place for place in right if shaped.letters[place] in rules.half]:
            width[place] -= right.pop(place)


def _trim_left(place: int, width: list[float], shift: dict[int, float], left: dict[int, float]) -> None:
    blank = left.pop(place)
    width[place] -= blank
    shift[place] = shift.get(place, 0.0) - blank


def _collapse(
    shaped: Shaped, width: list[float], shift: dict[int, float], left: dict[int, float], right: dict[int, float]
) -> None:
    """Let adjacent marks share one blank (P1, P2, P9; clreq 3.1.6.2).

    The blank stays outside of what the marks enclose. Two marks of exclamation or question fill one cell, three fill
    two (K9; GB/T 15834 5.1.2, clreq 3.1.3.3).
    """
    letters = shaped.letters
    for place in sorted(left):
        if place and (letters[place - 1] == OPEN or place - 1 in right) and place in left:
            before = place - 1
            if before in right and right[before] < left[place]:
                width[before] -= right.pop(before)  # P8: the smaller of two sizes gives way
            else:
                _trim_left(place, width, shift, left)
    for place in sorted(right):
        after = place + 1
        if (
            after < len(letters)
            and (letters[after] in CLOSE + COMMA + STOP + EXCLAMATION + MIDDLE)
            and letters[after] != OPEN
        ):
            width[place] -= right.pop(place)
    for match in _DOUBLED.finditer(letters):
        second = match.start() + 1
        if second in right:
            width[second] -= right.pop(second)


def _autospaces(shaped: Shaped, rules: Rules, width: list[float], em: float, sizes: _Sizes) -> dict[int, float]:
    """Return the spaces between Han or kana and Latin (S1-S3). A typed space takes the same width (S4)."""
    if not rules.autospace_em:
        return {}
    gap: dict[int, float] = {}
    letters = shaped.letters
    for match in _SPACED_EDGE.finditer(letters):
        place = match.start()
        if (
            _wants_space(letters, rules, place, place - 1)
            and not _is_note(sizes, place)
            and not _both_plain(sizes, place)
        ):
            gap[place] = rules.autospace_em * _han_size(letters, sizes, place, em)
    for match in _TYPED_SPACE.finditer(letters):
        place = match.start()
        if not sizes.plain(place):
            width[place] = rules.autospace_em * _han_size(letters, sizes, place + 1, em)
            if letters[place - 1] in SPACED:
                width[place - 1] = shaped.advance_before_break(place - 1)  # kerned with a space that is none
    return gap


def _wants_space(letters: str, rules: Rules, place: int, before: int) -> bool:
    while before and letters[before] == classes.EXTEND:
        before -= 1
    western = letters[place] if letters[place] in SPACED else letters[before]
    return rules.autospace_digit if western == classes.DIGIT else rules.autospace_latin


def _is_note(sizes: _Sizes, place: int) -> bool:
    """Tell whether a note mark or another superscript stands on either side (S2, FN2)."""
    return sizes.note(place) or sizes.note(place - 1)


def _both_plain(sizes: _Sizes, place: int) -> bool:
    return sizes.plain(place) and sizes.plain(place - 1)


def _han_size(letters: str, sizes: _Sizes, place: int, em: float) -> float:
    for index in (place, place - 1, place - 2):
        if 0 <= index < len(letters) and letters[index] in LETTERS_CJK:
            return sizes.em(index)
    return em


def _gives(
    shaped: Shaped,
    rules: Rules,
    width: list[float],
    gap: dict[int, float],
    left: dict[int, float],
    right: dict[int, float],
    sizes: _Sizes,
) -> list[Give]:
    """Return every place that may shrink (J2) or stretch before the last step (J4 steps 1 and 2), in order."""
    letters = shaped.letters
    gives: list[Give] = []
    elastic = not rules.autospace_fixed
    ratio = (
        (rules.autospace_em - AUTOSPACE_MIN) / rules.autospace_em
        if elastic and rules.autospace_em > AUTOSPACE_MIN
        else 0.0
    )
    grow = (AUTOSPACE_MAX - rules.autospace_em) / rules.autospace_em if elastic and rules.autospace_em else 0.0
    for place, amount in gap.items():
        gives.append(Give(place, place, 6, amount * ratio, "gap"))
        gives.append(Give(place, place, 1, amount * grow, "gap"))
    typed = {match.start() for match in _TYPED_SPACE.finditer(letters)} if rules.autospace_em else set()
    for match in _SPACE.finditer(letters):
        place = match.start()
        if sizes.plain(place):
            continue
        if place in typed:
            gives.append(Give(place, place + 1, 6, width[place] * ratio, ""))
            gives.append(Give(place, place + 1, 1, width[place] * grow, ""))
        else:
            size = sizes.em(place)
            gives.append(Give(place, place + 1, 2, max(0.0, width[place] - WORD_SPACE_MIN * size), ""))
            gives.append(Give(place, place + 1, 0, max(0.0, WORD_SPACE_MAX * size - width[place]), ""))
    if rules.shrink_marks:
        # RB5: a blank that a reading reaches over does not give way under it.
        before, after = shaped.over_right, shaped.over_left
        gives.extend(Give(place, place, 4, amount - before.get(place, 0.0), "left") for place, amount in left.items())
        gives.extend(
            Give(place, place + 1, step, amount - after.get(place + 1, 0.0), "right")
            for place, amount in right.items()
            if (step := _step_of(letters[place], rules))
        )
        for match in _MIDDLE.finditer(letters):
            place = match.start()
            size = sizes.em(place)
            if not sizes.plain(place) and width[place] > (1 - _FULL_TOLERANCE) * size:
                side = (width[place] - HALF * size) / 2
                gives.append(Give(place, place, 3, side, ""))
                gives.append(Give(place, place + 1, 3, side, "right"))
    gives.sort(key=lambda give: give.place)
    return [give for give in gives if give.amount > 0]


def _step_of(letter: str, rules: Rules) -> int:
    """Return the step of J2 in which the blank of a closing mark goes, 0 for never (J3)."""
    if letter == CLOSE:
        return 4
    if letter == COMMA:
        return 4 if rules.brackets_with_commas else 5
    return 7 if rules.shrink_stop else 0


def _positions(
    shaped: Shaped, width: list[float], gap: dict[int, float], shift: dict[int, float]
) -> tuple[list[float], list[float]]:
    """Return cells (n + 1) and glyph origins (n) of the whole paragraph set as one line."""
    before = [0.0] * (len(width) + 1)
    for extra in (gap, shaped.lead):
        for place, amount in extra.items():
            before[place] += amount
    steps = list(width)
    if shaped.trail:
        for place, amount in shaped.trail.items():
            steps[place] += amount
    cell = list(accumulate(map(float.__add__, before[1:], steps), initial=before[0]))
    origin = cell[:-1]
    for place, amount in shift.items():
        origin[place] += amount
    return cell, origin


def _capacities(gives: list[Give], length: int) -> tuple[list[int], list[tuple[float, ...]]]:
    marks = [0] * length
    total = [0.0] * STEPS
    capacity = [tuple(total)]
    for give in gives:
        marks[give.place] += 1
        total[give.step] += give.amount
        if give.step > 1:
            total[TOTAL] += give.amount
        capacity.append(tuple(total))
    return list(accumulate(marks, initial=0)), capacity


def _stretchable(shaped: Shaped) -> list[int]:
    """Return the number of gaps up to each character that may stretch in the last step (J4, J5)."""
    letters = shaped.letters
    table = classes.stretch_table()
    flags = bytearray(map(table.__getitem__, pairwise(letters)))
    for place in shaped.inside | shaped.bound:
        if 0 < place <= len(flags):
            flags[place - 1] = 0
    for piece in shaped.pieces:
        if piece.plain and piece.end - piece.start > 1:
            flags[piece.start : piece.end - 1] = bytes(piece.end - piece.start - 1)
    return list(accumulate(flags, initial=0))
