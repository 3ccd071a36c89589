"""A formula laid out -> parts that a line may be broken between, or the lines of a display that is too long.

A formula is broken after a relation or an operator, which is not repeated on the next line (GB 3102.11, note to the
table of signs); inside fences it is not broken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from huozi.maths.box import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huozi.maths.box import Cut, Drawing

_SHORT_EM, _LEAST_EM = 6.0, 2.0
"""A formula in a line of text that is shorter than this is not broken, and no part of one is shorter than that."""

_INDENT_EM = 2.0
_LINE_GAP_EM = 0.35
_AXIS_EM = 0.258


def parts(drawing: Drawing) -> tuple[Box, ...]:
    """The parts of a formula in a line of text: it may be broken after each relation."""
    whole = drawing.box
    cuts: list[Cut] = []
    last = 0.0
    for cut in drawing.cuts if whole.width >= _SHORT_EM else ():
        if cut.after_relation and cut.x - last >= _LEAST_EM and whole.width - cut.x >= _LEAST_EM:
            cuts.append(cut)
            last = cut.x
    return tuple(_slices(whole, cuts))


def lines(drawing: Drawing, measure_em: float) -> Box:
    """A display in lines of a measure: broken between its formulas, else after relations, else after operators.

    Lines after the first begin under what follows the first relation, or two em in. A line that cannot be broken stays
    longer than the measure.
    """
    whole = drawing.box
    if whole.width <= measure_em or not drawing.cuts:
        return whole
    first = next((cut for cut in drawing.cuts if cut.after_relation), drawing.cuts[0])
    indent = first.x if first.x <= measure_em / 3 and not any(cut.after_quad for cut in drawing.cuts) else _INDENT_EM
    chosen: list[Cut] = []
    start, room = 0.0, measure_em
    candidates = list(drawing.cuts)
    while whole.width - start > room:
        fitting = [cut for cut in candidates if start + room / 3 < cut.x and cut.x - cut.space - start <= room]
        if not fitting:
            break
        quads = [cut for cut in fitting if cut.after_quad]
        relations = [cut for cut in fitting if cut.after_relation and cut.x - start > room / 2]
        cut = (quads or relations or fitting)[-1]
        chosen.append(cut)
        start, room = cut.x, measure_em - indent
    return _stacked(_slices(whole, chosen), chosen, indent) if chosen else whole


def _slices(whole: Box, cuts: Sequence[Cut]) -> list[Box]:
    """What is drawn between one cut and the next."""
    found = []
    ends = [*((cut.x, cut.marks, cut.rules) for cut in cuts), (whole.width, len(whole.marks), len(whole.rules))]
    x, mark, rule = 0.0, 0, 0
    for end_x, end_mark, end_rule in ends:
        piece = Box(width=end_x - x)
        source = Box(marks=whole.marks[mark:end_mark], rules=whole.rules[rule:end_rule])
        piece.put(source, -x, 0)
        _measure(piece)
        found.append(piece)
        x, mark, rule = end_x, end_mark, end_rule
    return found


def _measure(box: Box) -> None:
    tops = [mark.y + mark.glyph.height_em * mark.scale for mark in box.marks]
    bottoms = [mark.glyph.depth_em * mark.scale - mark.y for mark in box.marks]
    tops += [y for rule in box.rules for _, y in rule.corners]
    bottoms += [-y for rule in box.rules for _, y in rule.corners]
    box.height, box.depth = max(tops, default=0.0), max(bottoms, default=0.0)


def _stacked(pieces: Sequence[Box], cuts: Sequence[Cut], indent: float) -> Box:
    """Lines below each other, as one box centred on the axis."""
    trimmed = [replace(piece, width=piece.width - cut.space) for piece, cut in zip(pieces, cuts, strict=False)]
    rows = [*trimmed, pieces[-1]]
    box = Box(width=max(row.width + (indent if at else 0) for at, row in enumerate(rows)))
    total = sum(row.height + row.depth for row in rows) + _LINE_GAP_EM * (len(rows) - 1)
    y = _AXIS_EM + total / 2
    for at, row in enumerate(rows):
        box.put(row, indent if at else 0.0, y - row.height)
        y -= row.height + row.depth + _LINE_GAP_EM
    return box
