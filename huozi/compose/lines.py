"""A line box of the document in, laid-out lines out, as WeasyPrint's own `iter_line_boxes` yields them.

Lines are chosen for the whole paragraph at once; a page break or a second layout takes up the same choice. Where a
float changes the width of a line, the rest of the paragraph is chosen anew from there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any

from huozi.compose import classes, listing
from huozi.compose.adjust import Adjustment, SetLine, set_line
from huozi.compose.breaks import Break, Candidates, best_breaks, candidates, ends_of_line, is_pressed, is_runt
from huozi.compose.content import (
    Content,
    Node,
    Plan,
    child_at,
    collect,
    hyphen_of,
    is_composed,
    kept_for_copies,
    shape_text,
    signature,
)
from huozi.compose.leaders import handle_leader
from huozi.compose.report import (
    LOOSE_EM,
    SHRINK_NAMES,
    STRETCH_NAMES,
    LineRecord,
    is_all_heard,
    is_any_heard,
    is_heard,
    tell,
)
from huozi.compose.ruby import Ruby, RubyText, spread
from huozi.compose.run import GlyphRun, fill_gaps
from huozi.compose.seam import (
    AbsolutePlaceholder,
    absolute_layout,
    adjust_line_height,
    adjust_outer,
    avoid_collisions,
    boxes,
    float_layout,
    is_phantom_linebox,
    line_box_verticality,
    max_content_width,
    min_content_width,
    resolve_one_percentage,
    resolve_percentages,
    shelf_of,
    shrink_to_fit,
    split_inline_level,
    strut_of,
    weasyprint_iter_line_boxes,
    weasyprint_max_content_width,
    weasyprint_min_content_width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.compose.shape import Foreign

_SAME_PX = 0.01
_SHORT_PX = 0.05
_NARROWEST_EM = 2.0
_QUOTED = 4  # characters of a line that tell where it ends
_ROOM_PX = 1e-6  # WeasyPrint widens the measure a little too: a box shrunk to fit its text must hold it

_LONG_WORD = re.compile(r"\S{40,}")


def iter_line_boxes(
    context: Foreign,
    box: Foreign,
    position_y: float,
    bottom_space: float,
    skip_stack: Foreign,
    containing_block: Foreign,
    absolute_boxes: list[Any],
    fixed_boxes: list[Any],
    first_letter_style: Foreign,
    first_line_style: Foreign,
) -> Iterator[tuple[Any, Any]]:
    """Yield (line, where to resume), as WeasyPrint's function of this name does. Text without CJK is WeasyPrint's."""
    if first_letter_style or first_line_style or not is_composed(box):
        lay_out = weasyprint_iter_line_boxes if first_letter_style or first_line_style else listing.iter_line_boxes
        yield from lay_out(
            context,
            box,
            position_y,
            bottom_space,
            skip_stack,
            containing_block,
            absolute_boxes,
            fixed_boxes,
            first_letter_style,
            first_line_style,
        )
        return
    resolve_percentages(box, containing_block)
    content = _content(context, box, containing_block)
    if skip_stack is None:
        resolve_one_percentage(box, "text_indent", containing_block.width)
        place = content.begin
    else:
        box.text_indent = 0
        place = place_of(content.root, skip_stack)
    while True:
        composer = _LineComposer(context, box, content, containing_block, bottom_space, absolute_boxes, fixed_boxes)
        line, end = composer.compose(place, position_y)
        assert end > place or end >= content.root.end, "a line must take something"
        resume_at = stack_of(content.root, end) if end < content.root.end else None
        handle_leader(context, line, containing_block)
        position_y = line.position_y + line.height
        if resume_at is None:
            box.huozi_content = None  # a paragraph is rarely laid out twice, and what is kept costs memory
        yield line, resume_at
        if resume_at is None:
            return
        place = end
        box.text_indent = 0


def _content(context: Foreign, box: Foreign, containing_block: Foreign) -> Content:
    """Return the content of a line box, kept on it until its text, its styles or its width change."""
    content: Content | None = getattr(box, "huozi_content", None)
    kept = kept_for_copies(box)
    if content is None:
        content = box.huozi_content = kept.get("content")
    if (
        content is None
        or (content.width is not None and content.width != containing_block.width)
        or content.key != signature(box)
    ):

        def object_width(child: Foreign) -> float:
            if (width := _set_width(child, containing_block)) is not None:
                return width
            return _object(context, child, 0.0, 0.0, containing_block, [], [])[1]

        content = box.huozi_content = collect(context, box, containing_block, object_width)
        kept["content"] = content
    elif content.root.box is not box and kept.get("content") is not content:
        _adopt(content.root, box)
    return content


def _adopt(node: Node, box: Foreign) -> None:
    """Point the nodes at the boxes of a copy of the document's tree."""
    node.box = box
    for child in node.children:
        _adopt(child, box.children[child.index])


def _object(
    context: Foreign,
    box: Foreign,
    position_x: float,
    position_y: float,
    containing_block: Foreign,
    absolute_boxes: list[Any],
    fixed_boxes: list[Any],
) -> tuple[Any, float]:
    """Lay out an atomic inline box. Return it and its outer width."""
    box.position_y = position_y
    new_box, *_ = split_inline_level(
        context,
        box,
        position_x,
        position_x + containing_block.width,
        -float("inf"),
        None,
        containing_block,
        absolute_boxes,
        fixed_boxes,
        [],
        [],
        [],
        None,
        None,
    )
    return new_box, float(new_box.margin_width())


def _set_width(box: Foreign, containing_block: Foreign) -> float | None:
    """Return the outer width of an inline block whose style gives it, None where its content has a say."""
    if not isinstance(box, boxes.InlineBlockBox) or box.is_table_wrapper or box.style["width"] == "auto":
        return None
    resolve_percentages(box, containing_block)
    sides = (box.margin_left, box.margin_right)
    if "auto" in (*sides, box.width) or not box.min_width <= box.width <= box.max_width:
        return None
    return float(box.margin_width())


def place_of(node: Node, stack: Foreign) -> int:
    """Return the character that a skip stack points at."""
    if stack is None:
        return node.start
    ((index, inner),) = stack.items()
    if node.kind == "text":
        return _character(node, index)
    if index >= len(node.children):
        return node.end
    return place_of(node.children[index], inner)


def stack_of(node: Node, place: int) -> Foreign:
    """Return the skip stack that points at a character, None for the start of the node."""
    if node.kind == "text":
        return {_byte(node, place): None} if place > node.start else None
    index = child_at(node, place)
    if index >= len(node.children):
        return {index: None}
    child = node.children[index]
    return {index: stack_of(child, place) if place > child.start else None}


def _byte(node: Node, place: int) -> int:
    """Return the UTF-8 offset of a character, counted on from the last one that was asked for."""
    character, byte = node.byte
    offset = place - node.start
    if offset < character:
        character = byte = 0
    byte += len(node.box.text[character:offset].encode())
    node.byte = (offset, byte)
    return byte


def _character(node: Node, byte: int) -> int:
    if node.byte[1] == byte:
        return node.start + node.byte[0]
    return node.start + len(node.box.text.encode()[:byte].decode())


class _LineComposer:
    """One line on its way: the state that WeasyPrint's layout hands along, and what this line adds to it."""

    def __init__(
        self,
        context: Foreign,
        linebox: Foreign,
        content: Content,
        containing_block: Foreign,
        bottom_space: float,
        absolute_boxes: list[Any],
        fixed_boxes: list[Any],
    ) -> None:
        self.context = context
        self.linebox = linebox
        self.content = content
        self.containing_block = containing_block
        self.bottom_space = bottom_space
        self.absolute_boxes = absolute_boxes
        self.fixed_boxes = fixed_boxes
        style = linebox.style
        self.align = style["text_align_all"]
        self.align_last = style["text_align_last"] if style["text_align_last"] != "auto" else self.align
        self.placeholders: list[Any] = []
        self.absolutes: list[Any] = []
        self.fixed: list[Any] = []
        self.waiting: list[Any] = []
        self.floated: dict[int, Any] = {}
        self.place = 0
        self.end = 0
        self.set: SetLine | None = None
        self.hyphen = False
        self.left = self.right = 0.0
        self.annotations: list[tuple[Any, Node]] = []
        self.texts: list[Any] = []

    def compose(self, place: int, position_y: float) -> tuple[Any, int]:
        """Return the line that starts at character `place`, and the character that the next one starts at."""
        context, linebox = self.context, self.linebox
        linebox.position_y = position_y
        linebox.width = linebox.height = 0
        excluded_shapes = context.excluded_shapes.copy()
        if excluded_shapes or self.containing_block.style["direction"] != "ltr":
            linebox.width = self.content.measured.em
            linebox.height, _ = strut_of(linebox.style)
            position_x, position_y, available = avoid_collisions(context, linebox, self.containing_block, outer=False)
        else:
            position_x, available = self.containing_block.content_box_x(), self.containing_block.width
        candidate_height = linebox.height
        while True:
            linebox.position_x, linebox.position_y = position_x, position_y
            line, adjustment = self._attempt(place, position_x, position_y, available)
            if line.height <= candidate_height + _SAME_PX or not context.excluded_shapes:
                break
            candidate_height = line.height
            new_excluded_shapes = context.excluded_shapes
            context.excluded_shapes = excluded_shapes
            old = (position_x, position_y)
            position_x, position_y, available = avoid_collisions(context, line, self.containing_block, outer=False)
            if (position_x, position_y) == old:
                context.excluded_shapes = new_excluded_shapes
                break
        self._hand_over(line, position_y)
        if adjustment is not None and is_any_heard():
            line.huozi_record = self._report(place, adjustment)
        return line, self.end

    def _attempt(
        self, place: int, position_x: float, position_y: float, available: float
    ) -> tuple[Any, Adjustment | None]:
        """Lay the line out for one width. Return it in place, and how it was adjusted."""
        self.placeholders, self.absolutes, self.fixed, self.waiting, self.floated = [], [], [], [], {}
        self.annotations, self.texts = [], []
        linebox = self.linebox
        indent = linebox.text_indent
        while True:
            chosen, index, last = self._choose(place, available - indent)
            if not self._float(place, chosen.end, last=last, width=available - indent):
                break
            linebox.width = self.content.measured.em
            linebox.height, _ = strut_of(linebox.style)
            position_x, _, available = avoid_collisions(self.context, linebox, self.containing_block, outer=False)
            linebox.position_x = position_x
        plan = self.content.plan
        assert plan is not None
        self.place, self.end = place, plan.breaks.place[index]
        justified = (self.align_last if last else self.align) == "justify" and not self.content.leader
        self.set = set_line(
            self.content.measured,
            self.content.rules,
            plan.breaks,
            place,
            index,
            available - indent + _ROOM_PX,
            justified=justified or (last and self.align == "justify" and not self.content.leader),
            last=last and self.align_last != "justify",
        )
        self.hyphen = index in plan.breaks.hyphen
        self.left, self.right = position_x + indent, position_x + available
        final = self.end == self.content.root.end
        line = linebox.copy_with_children(self._children(self.content.root, final=final))
        fill_gaps(self.texts)
        line.remove_decoration(start=place > self.content.begin, end=not final)
        line.width = indent + self.set.width
        if 0 < line.width - available < _SAME_PX:
            line.width = available
        adjust_line_height(line)
        newline = self.content.measured.shaped.letters[plan.breaks.stop[index] : self.end].find(classes.NEWLINE) >= 0
        if is_phantom_linebox(line) and not newline:
            line.height = 0
            return line, None
        self._align(line, available, last=last)
        bottom, top = line_box_verticality(line)
        for fragment, node in self.annotations:
            self._annotate(fragment, node, position_x, available)
        line.baseline = -top
        line.position_y = top
        line.height = bottom - top
        line.margin_top = line.margin_bottom = 0
        line.translate(0, position_y - top)
        line.position_y = position_y
        return line, self.set.adjustment

    def _choose(self, place: int, width: float) -> tuple[Break, int, bool]:
        """Return the line from `place`, its break, and whether it ends a paragraph or stands before a forced break."""
        content = self.content
        plan = content.plan
        if plan is None:
            breaks = candidates(content.measured, content.rules, self.containing_block.width)
        else:
            breaks = plan.breaks
        node = _node(breaks, content, place)
        if plan is None or node not in plan.ends or abs(width - _expected(plan, node)) > _SAME_PX:
            others = self.containing_block.width
            justified = self.align == "justify" and not content.leader
            choose = partial(best_breaks, content.measured, content.rules, justified=justified, begin=content.begin)
            chosen = choose(breaks, node, width, others)
            if justified and is_pressed(chosen, others, content.measured.em):
                breaks = candidates(content.measured, content.rules, others, pressed=True)
                node = _node(breaks, content, place)
                chosen = choose(breaks, node, width, others)
            plan = content.plan = Plan(breaks, node, width, others, {item.start: item for item in chosen})
        chosen_line = plan.ends[node]
        return chosen_line, chosen_line.end, chosen_line.end in plan.breaks.forced_set

    def _float(self, place: int, index: int, *, last: bool, width: float) -> bool:
        """Lay out the first float of the line that is still to be placed. Return whether the line became narrower."""
        plan = self.content.plan
        assert plan is not None
        end = plan.breaks.place[index]
        final = last and end == self.content.root.end
        for node in self.content.asides:
            child = node.box
            here = place <= node.start < end or (final and node.start == end)
            if not here or not child.is_floated() or id(child) in self.floated or child in self.waiting:
                continue
            child.position_x = self.linebox.position_x
            child.position_y = self.linebox.position_y
            used = self.content.measured.cell[node.start] - self.content.measured.cell[place]
            if self.waiting or shrink_to_fit(self.context, child, self.containing_block.width) > width - used:
                self.waiting.append(child)
                continue
            new_child, resume_at = float_layout(
                self.context,
                child,
                self.containing_block,
                self.absolutes,
                self.fixed,
                self.bottom_space,
                skip_stack=None,
            )
            if resume_at:
                self.context.add_broken_out_of_flow(child, child, self.containing_block, resume_at)
            self.floated[id(child)] = new_child
            return True
        return False

    def _align(self, line: Foreign, available: float, *, last: bool) -> None:
        if line.width >= available:
            return
        align = self.align_last if last else self.align
        if align == "center":
            line.translate((available - line.width) / 2, 0)
        elif align in ("right", "end"):
            line.translate(available - line.width, 0)

    def _hand_over(self, line: Foreign, position_y: float) -> None:
        """Give what was found on the line to the layout around it."""
        self.absolute_boxes.extend(self.absolutes)
        self.fixed_boxes.extend(self.fixed)
        for placeholder in self.placeholders:
            if "inline" in placeholder.style.specified["display"]:
                placeholder.translate(0, position_y - placeholder.position_y)
            else:
                placeholder.translate(
                    line.position_x - placeholder.position_x, position_y + line.height - placeholder.position_y
                )
        children = []
        for waiting in self.waiting:
            waiting.position_y = line.position_y + line.height
            child, resume_at = float_layout(
                self.context,
                waiting,
                self.containing_block,
                self.absolute_boxes,
                self.fixed_boxes,
                self.bottom_space,
                skip_stack=None,
            )
            children.append(child)
            if resume_at:
                self.context.add_broken_out_of_flow(child, waiting, self.containing_block, resume_at)
        if children:
            line.children = (*line.children, *children)

    # Boxes

    def _children(self, node: Node, *, final: bool) -> list[Any]:
        """Return copies of the children of a node that stand on this line, each in its place."""
        result = []
        for child in node.children[child_at(node, self.place) :]:
            if child.start > self.end or (child.start == self.end and not final):
                break
            box = self._box(child, final=final)
            if box is not None:
                result.append(box)
        return result

    def _box(self, node: Node, *, final: bool) -> Foreign:
        if node.kind == "text":
            return self._text(node)
        if node.kind == "inline":
            return self._inline(node, final=final)
        if node.kind == "object":
            box, _ = _object(
                self.context,
                node.box,
                self._x(node.start),
                self.linebox.position_y,
                self.containing_block,
                self.absolutes,
                self.fixed,
            )
            return box
        return self._aside(node)

    def _x(self, place: int) -> float:
        """Return the left edge of a character's cell, or of what stands between characters."""
        assert self.set is not None
        place = max(place, self.place)
        if place < self.set.stop:
            return self.left + self.set.cell(place)
        return self.left + (self.set.edge(self.set.stop - 1) if self.set.stop > self.set.first else 0.0)

    def _aside(self, node: Node) -> Foreign:
        child = node.box
        child.position_x = self._x(node.start)
        child.position_y = self.linebox.position_y
        if child.is_absolutely_positioned():
            placeholder = AbsolutePlaceholder(child)
            self.placeholders.append(placeholder)
            (self.absolutes if child.style["position"] == "absolute" else self.fixed).append(placeholder)
            return placeholder
        if child.is_floated():
            return self.floated.get(id(child))
        if child.is_running() or child.is_note():
            self.context.add_running_element(child)
        return None

    def _text(self, node: Node) -> Foreign:
        assert self.set is not None
        first, stop = max(node.start, self.place), min(node.end, self.set.stop)
        if first >= stop:
            return None
        here = self.set
        offset = first - self.place
        left = here.cell(first)
        box = node.box.copy()
        style = box.style
        shaped = self.content.measured.shaped
        box.text = shaped.text[first:stop]
        box.position_x = self.left + left
        box.position_y = self.linebox.position_y
        box.width = here.edge(stop - 1) - left
        run = GlyphRun(shaped, first, stop, box.text, [x - left for x in here.origin[offset : stop - self.place]])
        run.max_width = self.right - box.position_x
        if self.hyphen and stop == here.stop and first < stop:
            hyphen = hyphen_of(style)
            run.hyphen = shape_text(style, hyphen)
            run.text = box.text = box.text + hyphen
            box.width = here.width - left
        fonts = shelf_of(style).fonts_for(style)
        box.pango_layout = run
        box.height = fonts.height
        box.margin_top = box.margin_bottom = (fonts.line_height - fonts.height) / 2
        box.baseline = fonts.ascent + box.margin_top
        self.texts.append(box)
        return box

    def _inline(self, node: Node, *, final: bool) -> Foreign:
        original = node.box
        resolve_percentages(original, self.containing_block)
        for side in ("left", "right"):
            if getattr(original, f"margin_{side}") == "auto":
                setattr(original, f"margin_{side}", 0)
        original.position_y = self.linebox.position_y
        outer = self.absolutes
        if original.style["position"] == "relative":
            self.absolutes = []
        children = self._children(node, final=final)
        starts = node.start >= self.place
        ends = node.end <= self.end
        box = original.copy_with_children(children)
        box.remove_decoration(start=not starts, end=not ends)
        flow = [child for child in children if child.is_in_normal_flow()]
        spacing = box.margin_left + box.border_left_width + box.padding_left
        box.position_x = (flow[0].position_x if flow else self._x(node.start)) - spacing
        box.width = 0.0
        if flow:
            box.width = flow[-1].position_x + flow[-1].margin_width() - flow[0].position_x
        adjust_line_height(box)
        if id(node) in self.content.rubies:
            self.annotations.append((box, node))
        if original.style["huozi_line"] != "none":
            _underline(box, original.style["huozi_line"])
        if original.style["position"] == "relative":
            inner, self.absolutes = self.absolutes, outer
            for absolute_box in inner:
                absolute_layout(self.context, absolute_box, box, self.fixed, self.bottom_space, skip_stack=None)
        return box

    def _annotate(self, fragment: Foreign, node: Node, left: float, width: float) -> None:
        """Put the readings over their bases.

        They are added once heights are known, and take no part in them (RB1, PA9).
        """
        for ruby in self.content.rubies[id(node)]:
            base = _text_box_at(fragment, ruby.start)
            if base is None or ruby.start < self.place:
                continue
            if ruby.text.is_zhuyin:
                reading = self._zhuyin(ruby, base)
            else:
                reading = self._over(ruby, base, left, width, under=fragment.style["ruby_position"] == "under")
            fragment.children = (*fragment.children, reading)

    def _over(self, ruby: Ruby, base: Foreign, left: float, width: float, *, under: bool) -> Foreign:
        """Return the box of a reading above or below its base."""
        members = ruby.word or (ruby,)
        base_left, base_width = self._extent(members[0].start, members[-1].end, base)
        if ruby.word:
            # The equality of readings is that of objects: which one of the word is meant.
            number = next(index for index, one in enumerate(members) if one.text is ruby.text)
            before = sum(len(one.text.shaped.advance) for one in members[:number])
            everything = [amount for one in members for amount in one.text.shaped.advance]
            origins, reading_width = spread(everything, base_width, ruby.text)
            first = max(left, min(base_left + (base_width - reading_width) / 2, left + width - reading_width))  # RB6
            own = origins[before : before + len(ruby.text.shaped.advance)]
            x, origins = first + own[0], [origin - own[0] for origin in own]
            reading_width = origins[-1] + ruby.text.shaped.advance[-1]
        else:
            origins, reading_width = ruby.text.spread(base_width)
            x = max(left, min(base_left + (base_width - reading_width) / 2, left + width - reading_width))  # RB6
        run = GlyphRun(ruby.text.shaped, 0, len(ruby.text.shaped.text), ruby.text.shaped.text, origins)
        baseline = base.position_y + base.baseline + ruby.text.rise(under=under)
        return self._reading_box(ruby.text, [(run, x, baseline, reading_width)])

    def _extent(self, start: int, end: int, base: Foreign) -> tuple[float, float]:
        """Return the left edge and the width of characters [start, end); `base` is a box that stands in its place."""
        assert self.set is not None
        left = self.set.cell(start)
        here = left - self.set.cell(base.pango_layout.first) + base.position_x
        return here, self.set.edge(min(end, self.set.stop) - 1) - left

    def _zhuyin(self, ruby: Ruby, base: Foreign) -> Foreign:
        """Return the box of Zhuyin: one column to the right of each character, or one for all (RB8)."""
        columns = ruby.text.columns()
        shown = [at for at in range(ruby.start, ruby.end) if at not in self.content.measured.shaped.inside]
        places = shown if len(columns) == len(shown) else shown[-1:] * len(columns)
        parts = []
        shaped = ruby.text.shaped
        top = base.position_y + base.baseline - ruby.text.top
        for at, column in zip(places, columns, strict=True):
            left, width = self._extent(at, at + 1, base)
            for place, right, down in column:
                run = GlyphRun(shaped, place, place + 1, shaped.text[place], [0.0])
                parts.append((run, left + width + right, top + down, shaped.advance[place]))
        return self._reading_box(ruby.text, parts)

    def _reading_box(self, reading: RubyText, parts: list[tuple[GlyphRun, float, float, float]]) -> Foreign:
        """Return a box around text boxes, each with its left edge, baseline and width."""
        fonts = shelf_of(reading.style).fonts_for(reading.style)
        outer = reading.box.copy_with_children([])
        resolve_percentages(outer, self.containing_block)
        outer.margin_left = outer.margin_right = outer.margin_top = outer.margin_bottom = 0
        children = []
        for run, x, baseline, width in parts:
            text = reading.text_box.copy()
            text.style = reading.style
            text.text = run.text
            text.margin_left = text.margin_right = text.margin_top = text.margin_bottom = 0
            text.width, text.height, text.baseline = width, fonts.height, fonts.ascent
            text.position_x, text.position_y = x, baseline - fonts.ascent
            text.pango_layout = run
            children.append(text)
        outer.children = tuple(children)
        first = children[0]
        outer.position_x, outer.position_y = first.position_x, min(child.position_y for child in children)
        outer.width = max(child.position_x + child.width for child in children) - first.position_x
        outer.height, outer.baseline = fonts.height, fonts.ascent
        return outer

    def _report(self, place: int, adjustment: Adjustment) -> LineRecord | None:
        """Tell how the line was set, where someone listens, and return what was told."""
        content, plan = self.content, self.content.plan
        assert plan is not None
        assert self.set is not None
        em = content.measured.em
        node = _node(plan.breaks, content, place)
        chosen = plan.ends[node]
        short = chosen.end not in plan.breaks.forced_set and self.align == "justify" and adjustment.slack > _SHORT_PX
        shown = content.measured.shaped.letters[place : self.set.stop]
        final = plan.breaks.place[chosen.end] == content.root.end
        runt = final and place > content.begin and content.rules.runt and is_runt(shown)
        verdict = "runt" if runt else _verdict(adjustment, em, short=short)
        if not is_heard(verdict):
            return None
        text = content.measured.shaped.text
        runner_up = None
        if chosen.runner_up is not None:
            at = plan.breaks.place[chosen.runner_up] if chosen.runner_up >= 0 else 0
            runner_up = text[at : at + _QUOTED]
        record = LineRecord(
            self.linebox.element,
            text[place : self.set.stop],
            verdict,
            adjustment.measure / em,
            adjustment.natural / em,
            {name: adjustment.steps[step] / em for step, name in SHRINK_NAMES.items() if adjustment.steps[step]},
            {name: adjustment.steps[step] / em for step, name in STRETCH_NAMES.items() if adjustment.steps[step]},
            adjustment.each / em,
            adjustment.beyond / em,
            adjustment.slack / em,
            chosen.cost,
            runner_up,
            self._alternatives(chosen, adjustment.measure) if is_all_heard() else (),
        )
        tell(record)
        return record

    def _alternatives(self, chosen: Break, width: float) -> tuple[tuple[str, float], ...]:
        """Return the other ends that a line could have had: its last characters there, and the cost."""
        content, plan = self.content, self.content.plan
        assert plan is not None
        final = plan.breaks.forced[bisect_left(plan.breaks.forced, chosen.end)]
        justified = self.align == "justify" and not content.leader
        others = ends_of_line(
            content.measured,
            content.rules,
            plan.breaks,
            chosen.start,
            final,
            width,
            justified=justified,
            begin=content.begin,
        )
        text = content.measured.shaped.text
        return tuple(
            (text[max(0, plan.breaks.stop[index] - _QUOTED) : plan.breaks.stop[index]], cost)
            for index, cost in others
            if index != chosen.end
        )


def _text_box_at(box: Foreign, place: int) -> Foreign:
    """Return the composed text box inside `box` that shows character `place`."""
    for child in box.children:
        run = getattr(child, "pango_layout", None)
        if isinstance(run, GlyphRun):
            if run.first <= place < run.stop:
                return child
        elif child.children and (found := _text_box_at(child, place)) is not None:
            return found
    return None


def _underline(box: Foreign, shape: str) -> None:
    """Give the first text of a fragment the line of a proper noun or a book title (EM4), as long as the fragment."""
    texts = [child for child in box.descendants() if isinstance(getattr(child, "pango_layout", None), GlyphRun)]
    if texts:
        first, last = texts[0], texts[-1]
        first.pango_layout.name_line = (shape, last.position_x + last.width - first.position_x)


def _node(breaks: Candidates, content: Content, place: int) -> int:
    """Return the break that the line from character `place` starts after, -1 for the beginning."""
    node = -1 if place <= content.begin else bisect_left(breaks.place, place)
    if node >= 0 and breaks.place[node] != place:
        node = max(-1, node - 1)
    return node


def _expected(plan: Plan, node: int) -> float:
    return plan.first_width if node == plan.start else plan.width


def _verdict(adjustment: Adjustment, em: float, *, short: bool) -> str:
    if adjustment.slack < -_SAME_PX:
        return "over-full"
    if short or max(adjustment.each, adjustment.beyond) > LOOSE_EM * em:
        return "loose"
    if adjustment.each or adjustment.steps[0] or adjustment.steps[1]:
        return "stretched"
    return "shrunk" if any(adjustment.steps) else "natural"


# Intrinsic widths


def min_content(
    context: Foreign,
    box: Foreign,
    outer: bool = True,
    skip_stack: Foreign = None,
    first_line: bool = False,
    is_line_start: bool = False,
) -> Foreign:
    """Return the min-content width of a line box: its widest unbreakable piece, and no less than two Han (PA6)."""
    if box.__class__.__name__ != "LineBox" or not is_composed(box):
        if skip_stack is None:
            box = _with_each_letter_once(box)
        return weasyprint_min_content_width(context, box, outer, skip_stack, first_line, is_line_start)
    content = _intrinsic(context, box, min_content_width)
    breaks = candidates(content.measured, content.rules)
    starts = [content.begin, *breaks.place[:-1]]
    widths = [
        end - breaks.start[min(start, len(breaks.start) - 1)] for start, end in zip(starts, breaks.end, strict=True)
    ]
    widths[0] += _indent(box)
    whole = sum(width for width in widths[:3] if width > 0)
    return adjust_outer(box, outer, max(0.0, *widths, min(whole, _NARROWEST_EM * content.measured.em)))


def _with_each_letter_once(box: Foreign) -> Foreign:
    """A line box whose long words that may break anywhere hold each of their letters once: its least width is the same.

    WeasyPrint takes one letter after the other off such a word and lays out the rest each time: an address of a
    thousand letters in a cell takes seconds.
    """
    children = []
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            children.append(_with_each_letter_once(child))
        elif (
            isinstance(child, boxes.TextBox)
            and child.style["overflow_wrap"] == "anywhere"
            and _LONG_WORD.search(child.text)
        ):
            shorter = child.copy()
            shorter.text = _LONG_WORD.sub(lambda word: "".join(dict.fromkeys(word[0])), child.text)
            children.append(shorter)
        else:
            children.append(child)
    return box if all(map(is_, children, box.children)) else box.copy_with_children(children)


def max_content(context: Foreign, box: Foreign, outer: bool = True, is_line_start: bool = False) -> Foreign:
    """Return the max-content width of a line box: its widest line when nothing but forced breaks ends one."""
    if box.__class__.__name__ != "LineBox" or not is_composed(box):
        return weasyprint_max_content_width(context, box, outer, is_line_start)
    content = _intrinsic(context, box, max_content_width)
    breaks = candidates(content.measured, content.rules)
    widths = []
    start = content.begin
    for final in breaks.forced:
        widths.append(breaks.end[final] - breaks.start[min(start, len(breaks.start) - 1)])
        start = breaks.place[final]
    widths[0] += _indent(box)
    return adjust_outer(box, outer, max(0.0, *widths))


def _intrinsic(context: Foreign, box: Foreign, object_width: Foreign) -> Content:
    """Return the content of a line box; it is kept for the layout where no object in it may change its width."""
    known: Content | None = getattr(box, "huozi_content", None)
    if known is not None and not known.sized and known.key == signature(box):
        return known
    content = collect(context, box, (0, "auto"), lambda child: object_width(context, child))
    if not content.sized:
        box.huozi_content = content
    return content


def _indent(box: Foreign) -> float:
    indent = box.style["text_indent"]
    return float(indent.value) if getattr(indent, "unit", None) == "px" else 0.0
