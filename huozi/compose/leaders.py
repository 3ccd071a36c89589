"""A line with a leader in, the same line filled out to its measure (CSS GCPM 3, leaders)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from huozi.compose.content import shape_alone
from huozi.compose.run import GlyphRun

if TYPE_CHECKING:
    from huozi.compose.shape import Foreign


def handle_leader(context: Foreign, line: Foreign, containing_block: Foreign) -> None:
    """Fill the first leader of a line, and move what follows it to the end of the line.

    WeasyPrint's function of this name knows no indent, where a line that hangs out of its block has so much more room,
    and makes a box for each repetition, which are most boxes of a long table of contents.
    """
    path = _path(line)
    if not path or not path[-1].children:
        return
    leader = path[-1]
    (text,) = leader.children
    if text.width <= 0:
        return
    flowing = [child for child in line.children if child.is_in_normal_flow()]
    measure = containing_block.width - (flowing[0].position_x - containing_block.content_box_x())
    room = measure - sum(child.margin_width() for child in flowing)
    room -= sum(shape.width for shape in context.excluded_shapes if shape.position_y + shape.height > line.position_y)
    line.width = measure
    right = line.position_x + measure
    end = leader.position_x + room + text.width
    beyond = max(0, -int((end - right) // text.width))
    times = int((right - beyond * text.width - leader.position_x) // text.width)
    leader.children = _repeated(text, right - (beyond + times) * text.width, times) if times > 0 else ()
    is_rtl = line.style["direction"] == "rtl"
    if is_rtl:
        leader.translate(dx=-room)
    for parent, box in pairwise(path):
        for following in parent.children[parent.children.index(box) + 1 :]:
            if following.is_in_normal_flow():
                following.translate(dx=-room if is_rtl else room)
        box.width += room


def _path(box: Foreign) -> list[Foreign]:
    """Return the boxes from a line down to its first leader, nothing where it has none."""
    for child in getattr(box, "children", ()):
        if child.is_leader:
            return [box, child]
        if below := _path(child):
            return [box, *below]
    return []


def _repeated(text: Foreign, left: float, times: int) -> tuple[Foreign, ...]:
    """Return a text side by side with itself, from `left` on: in one box, if the composer set it."""
    run = text.pango_layout
    if not isinstance(run, GlyphRun):
        copies = [text.copy() for _ in range(times)]
        for index, copy in enumerate(copies):
            copy.position_x = left + index * text.width
        return tuple(reversed(copies))
    box = text.copy()
    box.text = run.text * times
    origins = [origin + index * text.width for index in range(times) for origin in run.origins]
    box.pango_layout = GlyphRun(shape_alone(text.style, box.text), 0, len(box.text), box.text, origins)
    box.position_x, box.width = left, text.width * times
    return (box,)
