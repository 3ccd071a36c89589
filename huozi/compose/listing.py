"""A line box without CJK in, laid-out lines out: those that end with their text or in one, as lines of code do.

WeasyPrint's way through a line prepares at each box for floats, and for a break between those before it. Where no box
is wider than what is left of the line, that way comes to boxes side by side; the lines are the same to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huozi.compose import plain
from huozi.compose.seam import (
    adjust_line_height,
    avoid_collisions,
    boxes,
    is_phantom_linebox,
    line_box_verticality,
    resolve_one_percentage,
    resolve_percentages,
    resolve_text_box,
    skip_first_whitespace,
    split_text_box,
    strut_of,
    text_align,
    weasyprint_iter_line_boxes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.compose.shape import Foreign

_ROUNDING = 1 + 1e-9
"""WeasyPrint widens the room of each box so: a box shrunk to fit its text must hold it."""
_PRESERVES = frozenset(("pre", "pre-wrap"))


def iter_line_boxes(
    context: Foreign,
    box: Foreign,
    position_y: float,
    bottom_space: float,
    skip_stack: Foreign,
    containing_block: Foreign,
    *rest: Foreign,
) -> Iterator[tuple[Any, Any]]:
    """Yield (line, where to resume), as WeasyPrint's function of this name does."""
    if containing_block.style["direction"] != "ltr" or not _is_simple(box):
        yield from weasyprint_iter_line_boxes(
            context, box, position_y, bottom_space, skip_stack, containing_block, *rest
        )
        return
    resolve_percentages(box, containing_block)
    if skip_stack is None:
        resolve_one_percentage(box, "text_indent", containing_block.width)
    else:
        box.text_indent = 0
    room = None
    while True:
        found = None
        if not context.excluded_shapes:
            box.position_y, box.width, box.height = position_y, 0, 0
            room = room or avoid_collisions(context, box, containing_block, outer=False)
            found = _line(context, box, room[0], room[2], skip_stack, containing_block)
        if found is None:
            lines = weasyprint_iter_line_boxes(
                context, box, position_y, bottom_space, skip_stack, containing_block, *rest
            )
            found = next(lines, None)
            if found is None:
                return
        line, skip_stack = found
        position_y = line.position_y + line.height
        yield line, skip_stack
        if skip_stack is None:
            return
        box.text_indent = 0


def _is_simple(box: Foreign) -> bool:
    """Tell whether all that is in a line box are texts, and elements that are nothing but their texts' styles."""
    if box.style["direction"] != "ltr":
        return False
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            style = child.style
            if (
                child.is_leader
                or not child.is_in_normal_flow()
                or style["position"] != "static"
                or not _is_simple(child)
            ):
                return False
        elif not isinstance(child, boxes.TextBox):
            return False
    return True


def _line(
    context: Foreign, box: Foreign, position_x: float, available: float, skip_stack: Foreign, containing_block: Foreign
) -> tuple[Any, Any] | None:
    """Return the next line and where to resume; None if there is none, or it is not plain to see that it fits."""
    position_y = box.position_y
    skip_stack = skip_first_whitespace(box, skip_stack)
    if skip_stack == "continue":
        return None
    box.position_x = position_x
    max_x = position_x + available
    found = _inline(context, box, position_x + box.text_indent, max_x, skip_stack, containing_block, begins=True)
    if found is None:
        return None
    line, resume_at, forced = found
    last = _last_text(line)
    if last is not None and last.style["white_space"] not in _PRESERVES and last.text.endswith(" "):
        return None
    if not forced and is_phantom_linebox(line):
        return None
    offset = text_align(context, line, available, last=resume_at is None or forced)
    bottom, top = line_box_verticality(line)
    line.baseline = -top
    line.position_y = top
    line.height = bottom - top
    line.margin_top = line.margin_bottom = 0
    line.translate(offset, position_y - top)
    line.position_y = position_y  # not what rounding makes of it
    return line, resume_at


def _inline(
    context: Foreign,
    box: Foreign,
    position_x: float,
    max_x: float,
    skip_stack: Foreign,
    containing_block: Foreign,
    *,
    begins: bool,
) -> tuple[Any, Any, bool] | None:
    """Set the children of a box side by side, up to the end of the line; None if they may not fit.

    Return the box, where to resume, and whether the line ends there in any case. `begins` tells whether no child of
    the line is before it.
    """
    if (
        box.margin_left
        or box.margin_right
        or box.padding_left
        or box.padding_right
        or box.border_left_width
        or box.border_right_width
    ):
        return None
    max_x *= _ROUNDING
    first, inner = next(iter(skip_stack.items())) if skip_stack is not None else (0, None)
    begin_x = position_x
    children = []
    resume_at, forced = None, False
    found: tuple[Any, Any, bool] | None
    for index in range(first, len(box.children)):
        child = box.children[index]
        if isinstance(child, boxes.TextBox):
            found = _text(context, child, position_x, max_x - position_x, inner, begins=begins)
        else:
            resolve_percentages(child, containing_block)
            child.position_y = box.position_y
            found = _inline(context, child, position_x, max_x, inner, containing_block, begins=begins)
        if found is None:
            return None
        inner = None
        new, resume, forced = found
        if new is not None:
            position_x = new.position_x + new.margin_width()
            if position_x > max_x:
                return None
            children.append(new)
            begins = begins and not isinstance(box, boxes.LineBox)
        if resume is not None:
            resume_at = {index: resume}
            break
    line = box.copy_with_children(children)
    line.remove_decoration(start=skip_stack is not None, end=resume_at is not None)
    if not isinstance(box, boxes.LineBox):
        line.position_x = begin_x
    line.width = position_x - line.content_box_x() if children else 0
    adjust_line_height(line)
    return line, resume_at, forced


def _text(
    context: Foreign, box: Foreign, position_x: float, width: float, skip_stack: Foreign, *, begins: bool
) -> tuple[Any, Any, bool]:
    """Return what a box of text shows of its line, if anything, and what `_inline` returns beside."""
    style, text = box.style, box.text
    (skip,) = skip_stack if skip_stack is not None else (0,)
    if skip:
        text = text.encode()[skip:].decode()
    if not text or style["font_size"] == 0:
        return None, None, False
    found = plain.whole(text, style, width, box.justification_spacing)
    if found is None:
        resolve_text_box(box)
        box.position_x = position_x
        new, resume_index, forced = split_text_box(context, box, width, skip or 0, is_line_start=begins)
        return new, None if resume_index is None else {resume_index: None}, bool(forced)
    layout, length, resume_index, line_width, height, baseline = found
    resume_at = {resume_index + (skip or 0): None} if resume_index is not None else None
    if not length:
        return None, resume_at, True
    resolve_text_box(box)
    new = box.copy_with_text(layout.text)
    new.pango_layout = layout
    new.position_x = position_x
    new.width, new.height = line_width, height
    line_height, _ = strut_of(style)
    new.margin_top = new.margin_bottom = (line_height - height) / 2
    new.baseline = baseline + new.margin_top
    return new, resume_at, resume_at is not None


def _last_text(box: Foreign) -> Foreign:
    """Return the text that ends a box, as far as WeasyPrint looks for white space there."""
    while not isinstance(box, boxes.TextBox):
        if not box.children:
            return None
        box = box.children[-1]
    return box
