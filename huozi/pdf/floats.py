"""WeasyPrint's block layout -> the same with figures that find their place: text goes on where one does not fit.

`--float` counts on the element that declares it, a child of the flow of the text:

    near     here if it fits, else at the top of the next page; the text that follows fills this one
    top      at the top of this page if nothing is on it yet, else at that of the next one
    bottom   at the foot of this page, above its notes, if it fits below what is on it, else at that of the next one
    page     on a page of its own, the next one

`--repeat: continued` is for what stands only above the next element, on the pages on which that goes on.

A figure passes text, and where much room would stay empty a low heading with its text; never a table, a formula or
another figure, so figures keep their order.
The document stays as it is: only the order in which boxes are laid out changes. Does not import the layout engine:
layout.py hands its modules over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from huozi.pdf.grid import HEADINGS, own_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_PASSED = frozenset({"p", "ul", "ol", "dl", "pre", "blockquote"})
"""What a figure may pass."""

_LOW_HEADINGS = HEADINGS - {"h1", "h2"}
_MUCH_ROOM = 7
"""Lines left when a figure may pass a heading: that, and two lines of text below it, are sure to fit."""

_BELOW_HEADING = 2
"""Lines of text between a heading and a figure at the foot (HD1)."""


class _Step(NamedTuple):
    """The arguments of WeasyPrint's `_in_flow_layout`, in its order."""

    context: Any
    box: Any
    at: int
    child: Any
    new_children: list[Any]
    page_is_empty: bool
    absolute_boxes: Any
    fixed_boxes: Any
    adjoining_margins: list[float]
    bottom_space: float
    position_y: float
    skip_stack: Any
    first_letter_style: Any
    first_line_style: Any
    discard: bool
    next_page: Any
    max_lines: Any


class _Outcome(NamedTuple):
    """What `_in_flow_layout` returns: with `stop` and no new child, the page breaks before the child."""

    abort: bool
    stop: bool
    resume_at: Any
    position_y: float
    adjoining_margins: list[float]
    next_page: Any
    new_children: list[Any]
    max_lines: Any


_Layout = Any
"""A function of the fields of a _Step to a tuple of those of an _Outcome; it extends `new_children` in place."""


def install(block: Any, page: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
    """Put floats into WeasyPrint's modules `layout.block` and `layout.page`, once in a process."""
    layout = block._in_flow_layout  # noqa: SLF001 (WeasyPrint has no other place for this)
    page_break = block.block_level_page_break

    def in_flow_layout(*arguments: Any) -> Any:  # noqa: ANN401
        step = _Step(*arguments)
        return _lay_out(layout, step) if _holds_floats(step.box) else layout(*arguments)

    def block_level_page_break(before: Any, after: Any) -> str:  # noqa: ANN401
        value = str(page_break(before, after))
        if getattr(before, "huozi_tied", False):
            return "avoid"
        return "auto" if value == "avoid" and getattr(after, "huozi_parted", False) else value

    block._in_flow_layout = in_flow_layout  # noqa: SLF001
    block.block_level_page_break = block_level_page_break
    page.block_level_layout = _with_feet(page.block_level_layout)


def _with_feet(layout: _Layout) -> _Layout:
    """The layout of a page that ends with putting the figures at its foot in their places, in their order."""

    def block_level_layout(context: Any, box: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if box.element_tag != "html":
            return layout(context, box, *rest, **named)
        context.huozi_feet = []
        result = layout(context, box, *rest, **named)
        # Notes that came after a figure have taken room below it.
        foot = context.page_bottom
        for figure, room in context.huozi_feet:
            foot += room
            figure.translate(dy=foot - figure.border_box_y() - figure.border_height())
        return result

    return block_level_layout


def _holds_floats(box: Any) -> bool:  # noqa: ANN401
    known = getattr(box, "huozi_floats", None)
    if known is None:
        known = box.huozi_floats = any(_place(child) or _is_label(child) for child in box.children)
        if known:
            box.children = list(box.children)
    return bool(known)


def _lay_out(layout: _Layout, step: _Step) -> _Outcome:
    """Lay out what stands at `step.at` by now, which other steps may have changed."""
    page = step.context.current_page
    if step.skip_stack is not None and _is_at_top(step) and (waiting := _waiting(step, page)):
        return _above_the_rest(layout, step, waiting)
    if _is_label(step.box.children[step.at]):
        return _unchanged(step)
    if step.skip_stack is not None and _is_at_top(step) and step.at and _is_label(step.box.children[step.at - 1]):
        return _below_its_label(layout, step)
    if (set_on := getattr(step.box.children[step.at], "huozi_set_on", None)) is not None and set_on <= page:
        return _unchanged(step)
    return _here_or_later(layout, step)


def _is_at_top(step: _Step) -> bool:
    return step.page_is_empty and not step.new_children


def _waiting(step: _Step, page: int) -> Sequence[int]:
    """The figures that wait right behind a paragraph that goes on at the top of a page."""
    found = []
    for at in range(step.at + 1, len(step.box.children)):
        figure = step.box.children[at]
        if getattr(figure, "huozi_waits_since", page) >= page or getattr(figure, "huozi_set_on", page) < page:
            break
        found.append(at)
    return found


def _above_the_rest(layout: _Layout, step: _Step, waiting: Sequence[int]) -> _Outcome:
    """Set figures that wait, and below them the rest of the paragraph at `step.at`."""
    page = step.context.current_page
    rest = step
    for at in waiting:
        figure, count = step.box.children[at], len(rest.new_children)
        if step.context.huozi_feet and _place(figure) != "bottom":
            break  # it would stand above one that is before it
        outcome = _try(layout, rest._replace(at=at, skip_stack=None))
        if outcome.abort or outcome.stop:
            # No room below the others, or higher than a page: it stands behind the paragraph.
            del rest.new_children[count:]
            break
        figure.huozi_set_on = page
        outcome.new_children[-1].huozi_tied = True
        if _place(figure) == "bottom":
            outcome = _at_foot(rest, outcome)
        rest = rest._replace(
            new_children=outcome.new_children,
            position_y=outcome.position_y,
            adjoining_margins=outcome.adjoining_margins,
            next_page=outcome.next_page,
        )
        if _place(figure) == "page":
            return outcome._replace(stop=True, resume_at={step.at: step.skip_stack})
    return _try_the_rest(layout, rest)


def _try_the_rest(layout: _Layout, step: _Step) -> _Outcome:
    """Set what goes on below something new on its page; where it finds no room it goes on later from where it was."""
    outcome = _try(layout, step)
    if _breaks_before(outcome, step.at):
        return outcome._replace(resume_at={step.at: step.skip_stack})
    return outcome


def _below_its_label(layout: _Layout, step: _Step) -> _Outcome:
    label = _try(layout, step._replace(at=step.at - 1, skip_stack=None))
    if label.abort or label.stop:
        return label
    above = label.new_children[-1]
    above.huozi_tied = True
    below = step._replace(
        new_children=label.new_children, position_y=label.position_y, adjoining_margins=label.adjoining_margins
    )
    outcome = _try_the_rest(layout, below)
    if outcome.new_children[-1] is not above and (right := _right_edge(outcome.new_children[-1])) is not None:
        above.translate(dx=right - above.content_box_x() - above.width)
    return outcome


def _right_edge(figure: Any) -> float | None:  # noqa: ANN401
    """Where the table of a figure ends: it may be narrower than the measure."""
    tables = (one for one in figure.descendants() if hasattr(one, "column_positions"))
    return next((float(one.border_box_x() + one.border_width()) for one in tables), None)


def _here_or_later(layout: _Layout, step: _Step) -> _Outcome:
    figure = step.box.children[step.at]
    if (place := _place(figure)) is None:
        return _try(layout, step)
    margins = list(step.adjoining_margins)
    count = len(step.new_children)
    near = place == "near" and not step.context.huozi_feet  # else it would stand above one that is before it
    if near or place == "bottom" or not step.new_children:
        outcome = _try_parted(layout, step)
        if not _breaks_before(outcome, step.at):
            if place == "page" and _is_at_top(step) and not outcome.stop and step.at + 1 < len(step.box.children):
                return outcome._replace(stop=True, resume_at={step.at + 1: None})
            if place != "bottom" or outcome.abort or outcome.stop:
                return outcome
            if _leaves_room(step, outcome):
                return _at_foot(step._replace(adjoining_margins=margins), outcome)
            del step.new_children[count:]
        step.adjoining_margins[:] = margins
    if (passed := _pass(layout, step)) is not None:
        return passed
    step.adjoining_margins[:] = margins
    # Nothing may pass it: what has to stay with it, such as a heading, goes where it goes.
    if near or step.new_children[-1].element_tag in HEADINGS:
        return _try(layout, step)
    return _unchanged(step)._replace(stop=True, resume_at={step.at: None})


def _leaves_room(step: _Step, outcome: _Outcome) -> bool:
    """Whether what follows a heading may follow it on its page, with a figure at the foot of that."""
    last = step.at + 1 == len(step.box.children)
    if last or len(outcome.new_children) < 2 or outcome.new_children[-2].element_tag not in HEADINGS:
        return True
    room = step.context.page_bottom - step.bottom_space - outcome.position_y
    return bool(room >= _BELOW_HEADING * step.context.huozi_grid[1])


def _at_foot(step: _Step, outcome: _Outcome) -> _Outcome:
    """Take a figure that was set out of the flow, and its room from the foot of the page."""
    room = outcome.position_y - step.position_y
    step.context.page_bottom -= room
    step.context.huozi_feet.append((outcome.new_children[-1], room))
    return outcome._replace(position_y=step.position_y, adjoining_margins=step.adjoining_margins)


def _try_parted(layout: _Layout, step: _Step) -> _Outcome:
    """Lay out a figure as if nothing had to stay with it: what follows it may stand there in its stead."""
    figure = step.box.children[step.at]
    figure.huozi_parted = True
    outcome = _try(layout, step)
    figure.huozi_parted = False
    return outcome


def _pass(layout: _Layout, step: _Step) -> _Outcome | None:
    """Lay out what follows the figures at `step.at` in their stead; None where that may not be, or does not fit."""
    children, index = step.box.children, step.at
    start = next((at for at in range(index, len(children)) if not _place(children[at])), len(children))
    end = _end_of_passed(step, start)
    if end == start:
        return None
    run, passed = children[index:start], children[start:end]
    children[index:end] = [*passed, *run]
    result = _try(layout, step)
    if result.abort or _breaks_before(result, index):
        children[index:end] = [*run, *passed]
        return None
    if result.stop and min(result.resume_at) < index:
        # Something above has to stay with what passed, and the page ends before both.
        children[index:end] = [*run, *passed]
        return result
    for figure in run:
        figure.huozi_waits_since = step.context.current_page
    return result


def _try(layout: _Layout, step: _Step) -> _Outcome:
    child = step.box.children[step.at]
    child.position_x, child.position_y = step.child.position_x, step.position_y
    return _Outcome(*layout(*step._replace(child=child)))


def _unchanged(step: _Step) -> _Outcome:
    return _Outcome(
        abort=False,
        stop=False,
        resume_at=None,
        position_y=step.position_y,
        adjoining_margins=step.adjoining_margins,
        next_page=step.next_page,
        new_children=step.new_children,
        max_lines=step.max_lines,
    )


def _breaks_before(outcome: _Outcome, index: int) -> bool:
    return bool(outcome.stop and outcome.resume_at == {index: None})


def _end_of_passed(step: _Step, start: int) -> int:
    """Where what a figure may pass ends, of the boxes from `start`: `start` itself if it may pass none."""
    children = step.box.children
    end = start
    _, lead, _ = step.context.huozi_grid
    if step.context.page_bottom - step.bottom_space - step.position_y >= _MUCH_ROOM * lead:
        while end < len(children) and children[end].element_tag in _LOW_HEADINGS:
            end += 1
    return end + 1 if end < len(children) and _may_be_passed(children[end]) else start


def _may_be_passed(box: Any) -> bool:  # noqa: ANN401
    names = (box.element.get("class") or "").split() if box.element is not None else ()
    return box.element_tag in _PASSED and "continued" not in names


def _is_label(box: Any) -> bool:  # noqa: ANN401
    return "__repeat" in getattr(box.style, "cascaded", ())


def _place(box: Any) -> str | None:  # noqa: ANN401
    """The keyword of `--float`; None where the element itself does not declare it."""
    word = own_word(box.style, "__float")
    return word if word not in {"", "none"} else None
