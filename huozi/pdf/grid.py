"""WeasyPrint's block layout -> the same on a grid of lines: every line of the text stands on top + k leads (GR1).

CSS says what keeps to the grid (after CSS Line Grid 1): `--line-snap: lines` is inherited, and moves the first line of
a block down to the next line of the grid; `--block-snap: lines` counts on the very element that declares it, and gives
a finished object (a figure, a table, a listing) whole lines of room with the object in their middle (jlreq 4.3.3);
`foot` sends one to the foot of the type area, on a verso, with a blank page before it if there must be one.
`--keep-lines: n` on a paragraph keeps it with what follows while it has fewer lines (HD1); `--lone-line: avoid` keeps
one of a single line with what is before it (PA7).

Does not import the layout engine: layout.py hands its modules over. Nothing is measured here that CSS has set.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LITTLE = 0.35
"""A share of the lead that a heading at the top of a page gives up for its text to stand on the line below it."""

_HAIR = 0.02
"""A share of the lead below which a place counts as on the grid."""

_VERSO = {"break": "left", "page": None}
"""What the layout engine takes for the page that comes next."""

_TINY = 0.01
"""Pixels that make no difference."""


def install(block: Any, page: Any, strut: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
    """Put the grid into WeasyPrint's modules `layout.block` and `layout.page`, once in a process.

    `strut` is its function from a style to lead and baseline.
    """
    _note_the_grid(page, strut)
    _snap_lines(block, strut)
    _snap_objects(block)
    _keep_short_paragraphs(block)


def _note_the_grid(page: Any, strut: Any) -> None:  # noqa: ANN401
    """Remember where the type area of a page begins, the lead of the text, and the baseline in a line of it."""
    layout = page.block_level_layout

    def block_level_layout(context: Any, box: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if box.element_tag == "html":
            text = next((child for child in box.children if child.element_tag == "body"), box)
            context.huozi_grid = (box.position_y, *strut(text.style))
        return layout(context, box, *rest, **named)

    page.block_level_layout = block_level_layout


def _snap_lines(block: Any, strut: Any) -> None:  # noqa: ANN401
    layout = block._linebox_layout  # noqa: SLF001 (WeasyPrint has no other place for this)

    def linebox_layout(
        context: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        index: int,
        child: Any,  # noqa: ANN401
        new_children: Any,  # noqa: ANN401
        page_is_empty: bool,
        absolute_boxes: Any,  # noqa: ANN401
        fixed_boxes: Any,  # noqa: ANN401
        adjoining_margins: list[float],
        bottom_space: float,
        position_y: float,
        *rest: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        # Lines of another lead would leave the grid at once, and only move away from what is before them.
        snaps = _word(box.style, "__line_snap") == "lines" and abs(strut(box.style)[0] - context.huozi_grid[1]) < _TINY
        if snaps:
            position_y = _next_line(context, position_y + block.collapse_margin(adjoining_margins or ()))
            adjoining_margins = []
        result = layout(
            context,
            box,
            index,
            child,
            new_children,
            page_is_empty,
            absolute_boxes,
            fixed_boxes,
            adjoining_margins,
            bottom_space,
            position_y,
            *rest,
        )
        if snaps:
            _align_baselines(context, new_children)
        return result

    block._linebox_layout = linebox_layout  # noqa: SLF001


def _align_baselines(context: Any, lines: Any) -> None:  # noqa: ANN401
    """Let lines in another font stand as those of the text do: a Kai may have more of its height above the baseline."""
    _, lead, baseline = context.huozi_grid
    for line in lines:
        off = baseline - getattr(line, "baseline", baseline)
        if _TINY < abs(off) < lead / 4 and abs(line.height - lead) < _TINY:
            line.translate(dy=off)


def _snap_objects(block: Any) -> None:  # noqa: ANN401
    layout = block._in_flow_layout  # noqa: SLF001

    def in_flow_layout(
        context: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        index: int,
        child: Any,  # noqa: ANN401
        new_children: Any,  # noqa: ANN401
        page_is_empty: bool,
        absolute_boxes: Any,  # noqa: ANN401
        fixed_boxes: Any,  # noqa: ANN401
        adjoining_margins: list[float],
        bottom_space: float,
        position_y: float,
        skip_stack: Any,  # noqa: ANN401
        *rest: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        is_at_top = page_is_empty and not new_children
        snap = own_word(child.style, "__block_snap")
        if snap == "foot" and not is_at_top and context.current_page % 2:
            return False, True, {index: None}, position_y, adjoining_margins, dict(_VERSO), new_children, rest[-1]
        result = layout(
            context,
            box,
            index,
            child,
            new_children,
            page_is_empty,
            absolute_boxes,
            fixed_boxes,
            adjoining_margins,
            bottom_space,
            position_y,
            skip_stack,
            *rest,
        )
        abort, stop, resume_at, end, margins, next_page, children, max_lines = result
        if stop and children and resume_at and resume_at.get(index) is not None:
            _end_with_its_text(children[-1])
        if snap == "foot" and stop and resume_at == {index: None}:
            next_page = dict(_VERSO)
        if is_at_top and child.element_tag in HEADINGS and not (abort or stop):
            margins = _rounded_down(context, end, block.collapse_margin(margins or ()))
            return abort, stop, resume_at, end, margins, next_page, children, max_lines
        if abort or stop or resume_at is not None or snap not in {"lines", "foot"}:
            return abort, stop, resume_at, end, margins, next_page, children, max_lines
        limit = context.page_bottom - bottom_space
        if snap == "foot":
            children[-1].translate(dy=max(0.0, limit - end))
            return abort, stop, resume_at, max(end, limit), [], next_page, children, max_lines
        bottom = end + block.collapse_margin(margins or ())
        target = max(end, min(_next_line(context, bottom), limit))
        if skip_stack is None and end + (target - bottom) / 2 <= limit and target > bottom and not is_at_top:
            children[-1].translate(dy=(target - bottom) / 2)
        return abort, stop, resume_at, target, [], next_page, children, max_lines

    block._in_flow_layout = in_flow_layout  # noqa: SLF001


def bare(pages: Sequence[Any]) -> tuple[int, ...]:
    """The page boxes without running head and folio: blank ones, and what stands at the foot of one behind such.

    The record of an official document behind a blank page has no number (GB/T 9704-2012, 7.5).
    """
    found = []
    for index, page in enumerate(pages):
        behind = index and pages[index - 1].page_type.blank
        alone = behind and any(own_word(one.style, "__block_snap") == "foot" for one in page.descendants())
        if page.page_type.blank or alone:
            found.append(index)
    return tuple(found)


def _rounded_down(context: Any, end: float, margin: float) -> list[float]:  # noqa: ANN401
    """The room below a heading at the top of a page, which has lost the room above it (HD3; jlreq 4.1.8).

    Where it is just over a line it is cut, so that the text is not further from its heading than elsewhere.
    """
    top, lead, _ = context.huozi_grid
    over = (end + margin - top) % lead
    return [margin - over] if _HAIR * lead < over <= min(margin, _LITTLE * lead) + 0.01 else [margin]


def _end_with_its_text(box: Any) -> None:  # noqa: ANN401
    """Let what goes on on the next page end with its last line: the engine draws its ground down to the foot."""
    if lines := _lines(box):
        box.height = max(line.position_y + line.height for line in lines) - box.content_box_y()


def _keep_short_paragraphs(block: Any) -> None:  # noqa: ANN401
    page_break = block.block_level_page_break

    def block_level_page_break(before: Any, after: Any) -> str:  # noqa: ANN401
        value: str = page_break(before, after)
        if value == "auto" and (_is_short(before) or _is_lone(before, after)):
            return "avoid"
        return value

    block.block_level_page_break = block_level_page_break


def _is_short(before: Any) -> bool:  # noqa: ANN401
    """Whether a paragraph has fewer lines than it asks to be kept with what follows."""
    if "__keep_lines" not in getattr(before.style, "cascaded", ()):
        return False
    return len(_lines(before)) < float(before.style["__keep_lines"][0].value)


def _lines(box: Any) -> list[Any]:  # noqa: ANN401
    return [one for one in box.descendants() if hasattr(one, "baseline") and hasattr(one, "resume_at")]


def _is_lone(before: Any, after: Any) -> bool:  # noqa: ANN401
    """Whether what must not be a page of one line is one, as wide as its text is about."""
    if after is None or own_word(after.style, "__lone_line") != "avoid":
        return False
    texts = [one for one in after.descendants() if getattr(one, "text", "")]
    width = sum(cells(one.text) / 2 * one.style["font_size"] for one in texts)
    return bool(width <= before.width)


def _next_line(context: Any, y: float) -> float:  # noqa: ANN401
    """The first place of the grid that is not above y, in CSS pixels from the top of the page."""
    top, lead, _ = context.huozi_grid
    return float(top + math.ceil((y - top) / lead - _HAIR) * lead)


def own_word(style: Any, name: str) -> str:  # noqa: ANN401
    """The keyword that a custom property holds on the very element that declares it."""
    return _word(style, name) if name in getattr(style, "cascaded", ()) else ""


def _word(style: Any, name: str) -> str:  # noqa: ANN401
    """The keyword that a custom property holds; "" if it is not set."""
    tokens = style[name]
    return next((token.value for token in tokens if token.type == "ident"), "") if tokens else ""
