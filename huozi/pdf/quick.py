"""What the layout engine works out anew for each box and each page, and gets the same: worked out once.

Changes in what WeasyPrint 70 does not change what it lays out. Each function here stands for the one of its name where
the answer is plain to see, and asks that one in every other case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_PLAIN = frozenset({"float", "position", "display", "page"})
_MARGIN_BOXES = tuple(
    f"@{name}"
    for name in (
        *(f"{side}-{place}" for side in ("top", "bottom") for place in ("left", "center", "right")),
        *(f"{side}-{place}" for side in ("left", "right") for place in ("top", "middle", "bottom")),
        *(f"{end}-{side}-corner" for end in ("top", "bottom") for side in ("left", "right")),
    )
)


def install(weasyprint: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
    """Put the quick functions where WeasyPrint looks for its own."""
    _take_plain_values(weasyprint.css)
    _leave_out_empty_margin_boxes(weasyprint.layout)
    _resolve_once(weasyprint.layout)
    _walk_flat(weasyprint.formatting_structure.boxes.Box)


def _walk_flat(kind: Any) -> None:  # noqa: ANN401
    """All boxes below one in one loop: the engine's own passes each through all that are above it."""

    def descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:  # noqa: ANN401
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, kind):
                yield one
                waiting.extend(reversed(one.children))
            elif placeholders:
                yield from one.descendants(placeholders)
            else:
                yield one

    kind.descendants = descendants


def _take_plain_values(css: Any) -> None:  # noqa: ANN401
    """A property that no rule sets is the parent's or the initial one, without further ado."""
    computed = css.ComputedStyle
    missing = computed.__missing__
    inherited, initial, not_computed = css.INHERITED, css.INITIAL_VALUES, css.INITIAL_NOT_COMPUTED
    physical, check_math = css.PHYSICAL_FUNCTIONS, css.check_math
    logical: dict[tuple[str, str], str] = {}

    def __missing__(self: Any, key: str) -> Any:  # noqa: ANN401, N807 (the name of the method)
        cascaded, parent = self.cascaded, self.parent_style
        if key in cascaded or parent is None or key in _NOT_PLAIN or key[:16] == "text_decoration_":
            return missing(self, key)
        if key in physical:
            name = logical.get((key, direction := self["direction"]))
            if name is None:
                name = logical[key, direction] = physical[key](block="ttb", inline=direction)
            if name in cascaded:
                return missing(self, key)
        if key in inherited or key[:2] == "__":
            value = parent[key]
            if check_math(value):
                return missing(self, key)
        elif key in not_computed:
            return missing(self, key)
        else:
            value = initial[key]
        self[key] = value
        return value

    computed.__missing__ = __missing__


def _leave_out_empty_margin_boxes(layout: Any) -> None:  # noqa: ANN401
    """A page has sixteen margin boxes, of which none is there without `content` (CSS Paged Media 3, 5.1)."""
    make = layout.make_margin_boxes

    def make_margin_boxes(context: Any, page: Any, state: Any) -> Any:  # noqa: ANN401
        styles = (context.style_for(page.page_type, name) for name in _MARGIN_BOXES)
        if any(style is not None and "content" in style.cascaded for style in styles):
            return make(context, page, state)
        return ()

    layout.make_margin_boxes = make_margin_boxes


_SIDES = ("top", "right", "bottom", "left")
_MAY_CHANGE = ("width", "min_width", "max_width", "height", "min_height", "max_height")
"""Properties that layout of flex boxes and grids sets in the style of a box that may have been resolved before."""
_LENGTHS = (*(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES), *_MAY_CHANGE)


def _resolve_once(layout: Any) -> None:  # noqa: ANN401
    """Where no length of a box is a percentage, its used values are those of all boxes of its style."""
    resolve = layout.percent.resolve_percentages
    page_box = layout.boxes.PageBox

    def used(style: Any) -> dict[str, Any] | None:  # noqa: ANN401
        if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
            return None
        values = {}
        for name in _LENGTHS:
            value = style[name]
            if value != "auto":
                if getattr(value, "unit", None) != "px":
                    return None
                value = value.value
            elif name in ("min_width", "min_height"):
                value = 0
            values[name] = value
        for side in _SIDES:
            values[f"border_{side}_width"] = style[f"border_{side}_width"]
        return values

    def resolve_percentages(box: Any, containing_block: Any) -> None:  # noqa: ANN401
        style = box.style
        known = getattr(style, "huozi_used", None)
        sizes = [style[name] for name in _MAY_CHANGE]
        if known is None or known[0] != sizes:
            known = style.huozi_used = (sizes, used(style))
        if known[1] is None or isinstance(box, page_box):
            resolve(box, containing_block)
        else:
            box.__dict__.update(known[1])

    for module in vars(layout).values():
        if getattr(module, "resolve_percentages", None) is resolve:
            module.resolve_percentages = resolve_percentages
