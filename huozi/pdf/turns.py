"""Laid-out pages -> the same with a hook at the end of each line of code that goes on in the next one.

Code is copied as it was typed, so the hook is drawn with rules and no text. Knows boxes only as copies of those that
the layout engine made. Nothing is laid out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinycss2.color5 import parse_color

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP, _WIDTH, _HEIGHT, _RULE, _HEAD = 2.0, 4.5, 4.5, 0.6, 2.0
"""Pixels from the code to the hook; its width, height, thickness; half the height of its head."""

_SIDES = ("top", "right", "bottom", "left")


def mark(pages: Any) -> None:  # noqa: ANN401 (the layout engine has no types)
    """Put the hooks on the pages of a document, in place."""
    rest: dict[Any, list[int]] = {}
    for page in pages:
        for parent, listing in list(_listings(page)):
            turned = list(_turned(listing, rest))
            if turned:
                hooks = [hook for line in turned for hook in _hook(listing, line)]
                parent.children = [*parent.children, *hooks]


def _listings(box: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    for child in getattr(box, "children", ()):
        if child.element_tag == "pre" and hasattr(child, "children"):
            yield box, child
        else:
            yield from _listings(child)


def _turned(listing: Any, rest: dict[Any, list[int]]) -> Iterator[Any]:  # noqa: ANN401
    """The lines whose text goes on: `rest` has what is left of each line of a listing's source, in characters."""
    if listing.element not in rest:
        source = "".join(listing.element.itertext()).removesuffix("\n")
        rest[listing.element] = [len("".join(line.split())) for line in source.split("\n")]
    left = rest[listing.element]
    for line in listing.children:
        if not left or not hasattr(line, "baseline"):
            continue
        # The number of a line is no part of its source.
        texts = (getattr(one, "text", "") for one in line.descendants() if "::" not in str(one.element_tag))
        left[0] -= sum(len("".join(text.split())) for text in texts)
        if left[0] > 0:
            yield line
        else:
            del left[0]


def _hook(listing: Any, line: Any) -> Iterator[Any]:  # noqa: ANN401
    """A right angle that is open to the upper left, and the head of an arrow at its lower end."""
    colour = listing.style["border_left_color"]
    x = listing.content_box_x() + listing.width + _GAP
    y = line.position_y + line.height / 2 - _HEIGHT / 2
    yield _rules(
        listing, x + _HEAD, y, (_WIDTH - _HEAD, _HEIGHT), {"right": (_RULE, colour), "bottom": (_RULE, colour)}
    )
    clear = parse_color("transparent")
    head = {"right": (_HEAD * 1.5, colour), "top": (_HEAD, clear), "bottom": (_HEAD, clear)}
    yield _rules(listing, x, y + _HEIGHT - _HEAD + _RULE / 2, (0, 0), head)


def _rules(model: Any, x: float, y: float, size: tuple[float, float], rules: dict[str, tuple[float, Any]]) -> Any:  # noqa: ANN401
    """An empty box of this size with these rules: thickness and colour by side."""
    box = model.copy_with_children([])
    box.style = model.style.copy()
    for name in ("anchor", "link", "lang"):
        box.style[name] = None
    box.style["bookmark_level"] = "none"
    box.position_x, box.position_y = x, y
    box.width, box.height = size
    box.background = None
    for side in _SIDES:
        thickness, colour = rules.get(side, (0, None))
        setattr(box, f"margin_{side}", 0)
        setattr(box, f"padding_{side}", 0)
        setattr(box, f"border_{side}_width", thickness)
        box.style[f"border_{side}_style"] = "solid" if thickness else "none"
        if colour is not None:
            box.style[f"border_{side}_color"] = colour
    return box
