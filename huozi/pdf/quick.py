"""What the layout engine works out anew for each box, page and document, and gets the same: worked out once.

Changes in what WeasyPrint 70 does not change what it lays out. Each function here stands for the one of its name where
the answer is plain to see, and asks that one in every other case.
"""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any
from weakref import ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    _share_values(weasyprint.css)
    _hold_no_circles(weasyprint.css.Style, weasyprint.css.AnonymousStyle)
    _cascade_once(weasyprint.css)
    _name_fonts_once(weasyprint.text.line_break)
    _leave_out_empty_margin_boxes(weasyprint.layout)
    _resolve_once(weasyprint.layout)
    _walk_flat(weasyprint.formatting_structure.boxes.Box)
    _see_normal_flow_at_once(weasyprint.formatting_structure.boxes.Box)
    _read_font_files_late(weasyprint.pdf.fonts, weasyprint.text.ffi)


def _read_font_files_late(fonts: Any, ffi: Any) -> None:  # noqa: ANN401
    """A font file of CJK has tens of megabytes, and is copied only where the engine itself writes it."""
    read = fonts.get_hb_object_data

    class Unread:
        def __init__(self, face: Any) -> None:  # noqa: ANN401
            self.face = face

        def __bool__(self) -> bool:
            return bool(read(self.face))

    def content(self: Any) -> Any:  # noqa: ANN401
        known = self.__dict__["content"]
        if isinstance(known, Unread):
            known = self.__dict__["content"] = read(known.face)
        return known

    def keep(self: Any, content: Any) -> None:  # noqa: ANN401
        self.__dict__["content"] = content

    def head(self: Any, most: int) -> tuple[bytes, int]:  # noqa: ANN401
        """The first bytes of the file, `most` of them, and how many it has."""
        blob = ffi.harfbuzz.hb_face_reference_blob(self.hb_face)
        length = ffi.ffi.new("unsigned int *")
        data = ffi.harfbuzz.hb_blob_get_data(blob, length)
        first = bytes(ffi.ffi.buffer(data, min(most, length[0])))
        ffi.harfbuzz.hb_blob_destroy(blob)
        return first, length[0]

    fonts.get_hb_object_data = Unread
    fonts.Font.file_content, fonts.Font.head = property(content, keep), head


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


class Group:
    """What styles with one cascade below one parent have in common: all that was worked out for one of them.

    Chapters of a book have few such groups, the same in each; a style begins with what its group knows.
    """

    __slots__ = (
        "anonymous",
        "bare",
        "below",
        "cascaded",
        "font_key",
        "huozi_fonts",
        "huozi_look",
        "huozi_strut",
        "used",
        "values",
    )

    def __init__(self, cascaded: dict[str, Any] | None = None) -> None:
        self.cascaded = cascaded  # it keeps alive the values whose ids are its key
        self.values: dict[str, Any] = {}
        self.below: dict[tuple[Any, ...], Group] = {}
        self.anonymous: Group | None = None
        self.bare: bool | None = None
        self.used: tuple[list[Any], dict[str, Any] | None] | None = None
        self.font_key: list[str | None] = [None, None]

    def of(self, cascaded: dict[str, Any], pseudo_type: str | None) -> Group:
        """The group of those that this cascade applies to."""
        key: list[Any] = [pseudo_type]
        for name, (value, (origin, layer, specificity)) in cascaded.items():
            # What attributes say is read anew for each element.
            said = None if name in _OF_ONE else value if name == "lang" else id(value)
            key += (name, said, origin, layer, *specificity)
        found = self.below.get(tuple(key))
        if found is None:
            if len(self.below) > _MOST_GROUPS:
                self.below.clear()
            found = self.below[tuple(key)] = Group(cascaded)
        return found

    def of_anonymous(self) -> Group:
        """The group of the anonymous boxes in boxes of this one."""
        if self.anonymous is None:
            self.anonymous = Group()
        return self.anonymous


_MOST_GROUPS = 1000
"""Elements with declarations of their own (`style="…"`) are alone in their groups."""
_OF_ONE = ("anchor", "link")
"""An id and an address, which no other value depends on."""
_OWN = frozenset({"white_space", "display", "position", "float", "page"})
"""Values that follow from such as building and layout of boxes change in one style: each works them out for itself."""
_RELATIVE_TO_PAGES = re.compile(r"[\d.](?:[sld]?v(?:w|h|i|b|min|max))\b", re.IGNORECASE)


def groups(css: str) -> Group | None:
    """A place to keep values of styles from document to document; None if some depend on the size of pages."""
    return None if _RELATIVE_TO_PAGES.search(css) else Group()


def _share_values(css: Any) -> None:  # noqa: ANN401
    """Let styles know their groups, and begin with what these know; copies, which are there to be changed, do not."""
    computed, anonymous = css.ComputedStyle, css.AnonymousStyle
    make, make_anonymous = computed.__init__, anonymous.__init__

    def begin(style: Any, group: Group | None) -> None:  # noqa: ANN401
        style.group = group
        if group is not None:
            style.update(group.values)

    def init(self: Any, parent_style: Any, cascaded: Any, pseudo_type: Any, *rest: Any) -> None:  # noqa: ANN401
        make(self, parent_style, cascaded, pseudo_type, *rest)
        above = getattr(self.font_config, "huozi_groups", None) if parent_style is None else parent_style.group
        begin(self, above and above.of(cascaded, pseudo_type))

    def init_anonymous(self: Any, parent_style: Any) -> None:  # noqa: ANN401
        make_anonymous(self, parent_style)
        begin(self, parent_style.group and parent_style.group.of_anonymous())

    def alone(copy_of: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def copied(self: Any) -> Any:  # noqa: ANN401
            one = copy_of(self)
            one.group = None
            return one

        return copied

    computed.__init__, anonymous.__init__ = init, init_anonymous
    computed.copy, anonymous.copy = alone(computed.copy), alone(anonymous.copy)
    css.Style.group, css.Style.cascaded = None, {}
    inherited = frozenset(css.INHERITED) | {"page"}
    _keep(computed, inherited)
    _keep(anonymous, inherited)


def _hold_no_circles(style: Any, anonymous: Any) -> None:  # noqa: ANN401
    """A style and that of the boxes without an element in it hold each other: nothing is freed but by the collector.

    To find what a chapter leaves takes that a tenth of the time of its layout.
    """

    def anonymous_style(self: Any) -> Any:  # noqa: ANN401
        known = self.huozi_anonymous
        found = known() if known is not None else None
        if found is None:
            found = anonymous(self)
            self.huozi_anonymous = ref(found)
        return found

    style.huozi_anonymous = None
    style.anonymous_style = property(anonymous_style)
    anonymous.specified = property(lambda self: self, lambda _self, _value: None)


def _keep(kind: Any, inherited: frozenset[str]) -> None:  # noqa: ANN401
    """What a style has worked out is its group's too.

    A value that comes from above is worked out from the top down: elements stand deep in one another, and a call in a
    call for each of them may be one too many.
    """
    missing = kind.__missing__

    def __missing__(self: Any, key: str) -> Any:  # noqa: ANN401, N807 (the name of the method)
        if (key in inherited or key[:2] == "__" or key[:16] == "text_decoration_") and key not in self.cascaded:
            above, waiting = self.parent_style, []
            while above is not None and key not in above:
                waiting.append(above)
                above = above.parent_style
            for style in reversed(waiting):
                style[key]
        value = missing(self, key)
        group = self.group
        if group is not None and key not in _OWN and (key not in _OF_ONE or key not in self.cascaded):
            group.values[key] = value
        return value

    kind.__missing__ = __missing__


def _see_normal_flow_at_once(kind: Any) -> None:  # noqa: ANN401
    """Most boxes are in normal flow, and are asked whether they are many times: two values tell it, not eleven."""
    ask = kind.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> bool:  # noqa: ANN401
        style = self.style
        return (style["float"] == "none" and style["position"] in ("static", "relative")) or bool(ask(self))

    kind.is_in_normal_flow = is_in_normal_flow


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


def _cascade_once(css: Any) -> None:  # noqa: ANN401
    """Put the declarations for an element in order once for all that the same rules match, and do less of it.

    Rules for the notes and markers of any element give each element six styles more, of which few are ever asked for:
    they are made when they are.
    """
    style_for = css.StyleFor
    make, get = style_for.set_computed_styles, style_for.__call__
    precedence_of, unfold = css.declaration_precedence, css.preprocess_declarations

    def add(style: dict[str, Any], declarations: Any, origin: str, layer: float, specificity: Any) -> None:  # noqa: ANN401
        for name, values, importance in declarations:
            weight = (precedence_of(origin, importance), layer, specificity)
            if name not in style or style[name][1] <= weight:
                style[name] = values, weight

    def cascade(matched: list[tuple[Any, ...]], own: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
        found: dict[str | None, dict[str, Any]] = {None: own}
        for origin, layer, specificity, pseudo_type, declarations in matched:
            add(found.setdefault(pseudo_type, {}), declarations, origin, layer, specificity)
        return found

    def init(self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any) -> None:  # noqa: ANN401
        self._sheets, self.font_config = sheets, font_config
        self._cascaded_styles, self._computed_styles = {}, {}
        self.initial_page_sizes = {"box": None, "area": None}
        root, base_url = html.etree_element, html.base_url
        own: dict[Any, dict[str, Any]] = {}
        for specificity, element, declarations, url in css.find_style_attributes(root, hints, base_url):
            add(own.setdefault(element, {}), unfold(url, declarations), "author", inf, specificity)
        cascades: dict[tuple[Any, ...], dict[str | None, dict[str, Any]]] = {}
        styles: dict[tuple[int, int], Any] = {}
        self.huozi_pseudo = {}
        self.huozi_make = {"root": root, "base_url": base_url, "target_collector": target_collector}
        for wrapper in html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            matched = [
                (
                    origin,
                    inf if layer is None else sheet.layers.index(layer),
                    whole or specificity,
                    pseudo,
                    declarations,
                )
                for sheet, origin, whole in sheets
                for specificity, _order, pseudo, (declarations, layer) in sheet.matcher.match(wrapper)
            ]
            if element in own:
                found = cascade(matched, own[element])
            else:
                key = tuple((origin, id(declarations), *rest) for origin, *rest, declarations in matched)
                found = cascades.get(key) or cascades.setdefault(key, cascade(matched, {}))
            parent = wrapper.parent.etree_element if wrapper.parent else None
            above = self._computed_styles[parent, None] if wrapper.parent else None
            shared = (id(above), id(found))
            if shared not in styles:
                self._cascaded_styles[element, None] = found[None]
                make(self, element, parent=parent, **self.huozi_make)
                styles[shared] = self._computed_styles[element, None]
            self._computed_styles[element, None] = styles[shared]
            self.huozi_pseudo[element] = found
        self._cascaded_styles.clear()

    def call(self: Any, element: Any, pseudo_type: str | None = None) -> Any:  # noqa: ANN401
        found = self.huozi_pseudo.get(element, {}) if pseudo_type is not None else {}
        if pseudo_type in found and (element, pseudo_type) not in self._computed_styles:
            styles = self._cascaded_styles
            styles[element, pseudo_type] = found[pseudo_type]
            make(self, element, parent=element, pseudo_type=pseudo_type, **self.huozi_make)
            del styles[element, pseudo_type]
        return get(self, element, pseudo_type)

    style_for.__init__, style_for.__call__ = init, call


def _leave_out_empty_margin_boxes(layout: Any) -> None:  # noqa: ANN401
    """A page has sixteen margin boxes, of which none is there without `content` (CSS Paged Media 3, 5.1)."""
    make = layout.make_margin_boxes

    def make_margin_boxes(context: Any, page: Any, state: Any) -> Any:  # noqa: ANN401
        styles = (context.style_for(page.page_type, name) for name in _MARGIN_BOXES)
        if any(style is not None and "content" in style.cascaded for style in styles):
            return make(context, page, state)
        return ()

    layout.make_margin_boxes = make_margin_boxes


def _name_fonts_once(line_break: Any) -> None:  # noqa: ANN401
    """What tells fonts apart is a long text that is made of fourteen values."""
    name = line_break._font_style_cache_key  # noqa: SLF001 (the engine's own way from a style to its measures)

    def font_style_cache_key(style: Any, include_size: bool = False) -> str:  # noqa: ANN401
        group = style.group
        if group is None:
            return str(name(style, include_size))
        key = group.font_key[include_size]
        if key is None:
            key = group.font_key[include_size] = name(style, include_size)
        return str(key)

    line_break._font_style_cache_key = font_style_cache_key  # noqa: SLF001


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
        keeper = style.group or style
        known = getattr(keeper, "used", None)
        sizes = [style[name] for name in _MAY_CHANGE]
        if known is None or known[0] != sizes:
            known = keeper.used = (sizes, used(style))
        if known[1] is None or isinstance(box, page_box):
            resolve(box, containing_block)
        else:
            box.__dict__.update(known[1])

    for module in vars(layout).values():
        if getattr(module, "resolve_percentages", None) is resolve:
            module.resolve_percentages = resolve_percentages
