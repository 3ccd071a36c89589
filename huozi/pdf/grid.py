"""WeasyPrint's block layout -> the same on a grid of lines: every line of the text stands on top + k leads (GR1).

CSS says what keeps to the grid (after CSS Line Grid 1): `--line-snap: lines` is inherited, moves the first line of a
block down to the next line of the grid, and makes a line with something high in it as many leads high as that needs;
`--block-snap: lines` counts on the very element that declares it, and gives a finished object (a figure, a table, a
listing) whole lines of room with the object in their middle (jlreq 4.3.3); `text` lets the ground of a box begin right
above its first line, wherever the grid has put that; `foot` sends one to the foot of the type area, on a verso, with a
blank page before it if there must be one. `--keep-lines: n` on a paragraph keeps it with what follows while it has
fewer lines (HD1); `--lone-line: avoid` keeps one of a single line with what is before it (PA7).

Does not import the layout engine: layout.py hands its modules over. Nothing is measured here that CSS has set.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from huozi.diagnostics import cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LITTLE = 0.35
"""A share of the lead that a heading at the top of a page gives up for its text to stand on the line below it."""

_HAIR = 0.02
"""A share of the lead below which a place counts as on the grid."""

_VERSO = {"break": "left", "page": None}
"""What the layout engine takes for the page that comes next."""

_TINY = 0.01
"""Pixels that make no difference."""

_HIGH, _DEEP = 0.88, 0.12
"""How far the em box of CJK text reaches above and below its baseline, in em (OpenType `BASE`, tag `ideo`)."""

_WHITE = 0.1
"""Em of white that are left at least between a line and something high or deep in the next."""


def install(block: Any, page: Any, strut: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
    """Put the grid into WeasyPrint's modules `layout.block` and `layout.page`, once in a process.

    `strut` is its function from a style to lead and baseline.
    """
    _note_the_grid(page, strut)
    _heighten_lines(block, strut)
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
        snaps = _snaps(context, box.style, strut)
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


def _snaps(context: Any, style: Any, strut: Any) -> bool:  # noqa: ANN401
    """Whether lines of a style keep to the grid.

    Lines of another lead would leave it at once, and only move away from what is before them.
    """
    return _word(style, "__line_snap") == "lines" and abs(strut(style)[0] - context.huozi_grid[1]) < _TINY


def _heighten_lines(block: Any, strut: Any) -> None:  # noqa: ANN401
    iterate = block.iter_line_boxes

    def iter_line_boxes(
        context: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        position_y: float,
        bottom_space: float,
        skip_stack: Any,  # noqa: ANN401
        containing_block: Any,  # noqa: ANN401
        *rest: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        lines = iterate(context, box, position_y, bottom_space, skip_stack, containing_block, *rest)
        return _Leads(context, block.boxes).settled(lines) if _snaps(context, containing_block.style, strut) else lines

    block.iter_line_boxes = iter_line_boxes


class _Leads:
    """Gives lines that are higher than the lead whole leads, so that they and all below them stand on the grid (GR1).

    As in TeX, what is high or deep (a formula, a picture) takes the white between the lines first: leads are added only
    where less than `_WHITE` would be left between it and the ink of the line beside it.
    """

    def __init__(self, context: Any, boxes: Any) -> None:  # noqa: ANN401
        self.lead: float = context.huozi_grid[1]
        self.baseline: float = context.huozi_grid[2]
        self.context, self.boxes = context, boxes

    def settled(self, lines: Iterator[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
        """Yield the lines of one block, moved down by what those before them have grown."""
        moved = 0.0
        for line, resume_at in lines:
            line.translate(dy=moved)
            if line.height > self.lead + _TINY:
                moved -= line.height
                self._settle(line)
                moved += line.height
            self.context.huozi_line = line
            yield line, resume_at

    def _settle(self, line: Any) -> None:  # noqa: ANN401
        size = line.style["font_size"]
        white = _WHITE * size
        high, deep = self._ink(line)
        if not any(getattr(box, "text", "").strip() for box in line.descendants()):
            # A picture alone has no baseline to keep.
            whole = math.ceil(line.height / self.lead - _HAIR) * self.lead
            self._place(line, line.baseline + (whole - line.height) / 2, whole)
            return
        above_deep, given = _DEEP * size, 0
        before = getattr(self.context, "huozi_line", None)
        if before is not None and abs(before.position_y + before.height - line.position_y) < _TINY:
            above_deep = self._ink(before)[1]
            given = round((before.height - before.baseline) // self.lead)
        above = max(0, self._leads(above_deep + white + high) - 1 - given)
        below = max(0, self._leads(deep + white + _HIGH * size) - 1)
        self._place(line, self.baseline + above * self.lead, (1 + above + below) * self.lead)

    def _leads(self, distance: float) -> int:
        return math.ceil(distance / self.lead - _TINY)

    def _place(self, line: Any, baseline: float, height: float) -> None:  # noqa: ANN401
        top = line.position_y
        line.translate(dy=baseline - line.baseline)
        line.position_y, line.baseline, line.height = top, baseline, height

    def _ink(self, line: Any) -> tuple[float, float]:  # noqa: ANN401
        """How far what stands in a line reaches above and below its baseline, in pixels."""
        size = line.style["font_size"]
        zero = line.position_y + line.baseline
        edges = [(zero - _HIGH * size, zero + _DEEP * size), *self._edges(line)]
        return zero - min(top for top, _ in edges), max(bottom for _, bottom in edges) - zero

    def _edges(self, box: Any) -> Iterator[tuple[float, float]]:  # noqa: ANN401
        for child in box.children:
            if not child.is_in_normal_flow():
                continue
            if isinstance(child, self.boxes.ParentBox):
                yield from self._edges(child)
            elif isinstance(child, self.boxes.TextBox):
                size, zero = child.style["font_size"], child.position_y + child.baseline
                yield zero - _HIGH * size, zero + _DEEP * size
            else:
                top = child.border_box_y()
                yield top, top + child.border_height()


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
        if snap == "text" and children and not abort:
            _begin_with_its_text(context, children[-1])
        if child.element_tag == "li" and skip_stack is None and children and not abort:
            _lower_marker(context, children[-1])
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
        bottom = end + block.collapse_margin(margins or ())
        if snap == "foot":
            children[-1].translate(dy=max(0.0, limit - bottom))
            return abort, stop, resume_at, max(end, limit), [], next_page, children, max_lines
        target = max(end, min(_next_line(context, bottom), limit))
        if skip_stack is None and end + (target - bottom) / 2 <= limit and target > bottom and not is_at_top:
            children[-1].translate(dy=(target - bottom) / 2)
        return abort, stop, resume_at, target, [], next_page, children, max_lines

    block._in_flow_layout = in_flow_layout  # noqa: SLF001


def _lower_marker(context: Any, item: Any) -> None:  # noqa: ANN401
    """Let the mark of an item stand on the baseline of its first line, where that is higher than the lead."""
    _, lead, baseline = context.huozi_grid
    marker = next((one for one in item.children if getattr(one, "is_outside_marker", False)), None)
    line = next(iter(_lines(item)), None)
    if marker is not None and line is not None and line.height > lead + _TINY:
        marker.translate(dy=line.position_y + line.baseline - baseline - marker.position_y)


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


def _begin_with_its_text(context: Any, box: Any) -> None:  # noqa: ANN401
    """Keep the padding above the first line of a box as it is where the line moved down to the grid."""
    line = next(iter(_lines(box)), None)
    if line is None or _word(line.style, "__line_snap") != "lines":
        return
    moved = line.position_y - box.content_box_y()
    if _TINY < moved < context.huozi_grid[1]:
        box.margin_top += moved
        box.height -= moved


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
