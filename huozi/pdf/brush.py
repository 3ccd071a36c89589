"""The layout engine's walks through the boxes of finished pages, short where a box shows nothing but its text.

Changes in what WeasyPrint 70 does not change what it paints. Each function here stands for the one of its name where a
box has no ground, border, link or turn of its own, as most have none, and asks that one in every other case.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from huozi.pdf.tags import mark

if TYPE_CHECKING:
    from huozi.pdf.quick import Group


def install(weasyprint: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
    """Put the short functions where WeasyPrint looks for its own."""
    boxes = weasyprint.formatting_structure.boxes
    for corner in _CORNERS:
        setattr(boxes.Box, corner, (0, 0))
    boxes.Box.background = None
    _lay_out_grounds(weasyprint.layout.background, boxes)
    _gather_anchors(weasyprint.anchors, weasyprint.document, boxes)
    _stack(weasyprint.stacking, boxes)
    _draw(weasyprint.draw, weasyprint.stacking, boxes)
    _write(weasyprint.pdf.stream.Stream, weasyprint.pdf.pydyf.Stream)


_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_NOTHING = {
    **dict.fromkeys(_CORNERS, ((0, "px"), (0, "px"))),
    "border_image_source": ("none", None),
    "mask_border_source": ("none", None),
    "background_image": (("none", None),),
    "column_width": "auto",
    "column_count": "auto",
    "outline_width": 0,
    "overflow": "visible",
    "bookmark_level": "none",
    "appearance": "none",
}
_NONE = ("box_shadow", "transform")


def _is_bare(style: Any) -> bool:  # noqa: ANN401
    """Whether boxes of a style show nothing of their own but borders, and are painted where they stand.

    Styles that are alone may be: they are few, and nobody keeps the answer for them.
    """
    group: Group | None = style.group
    if group is None:
        return False
    bare = group.bare
    if bare is None:
        ground = style["background_color"]
        bare = group.bare = (
            (style["color"] if ground == "currentcolor" else ground).alpha == 0
            and style["opacity"] >= 1
            and not any(style[name] for name in _NONE)
            and all(style[name] == value for name, value in _NOTHING.items())
        )
    return bare


def _lay_out_grounds(background: Any, boxes: Any) -> None:  # noqa: ANN401
    own, text = background.layout_box_backgrounds, boxes.TextBox

    def layout_box_backgrounds(
        page: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        get_image: Any,  # noqa: ANN401
        layout_children: bool = True,
        style: Any = None,  # noqa: ANN401
    ) -> None:
        if style is not None or not layout_children or box is page or not _is_bare(box.style):
            own(page, box, get_image, layout_children, style)
            return
        for child in box.all_children():
            if type(child) is not text or not _is_bare(child.style):
                layout_box_backgrounds(page, child, get_image)

    background.layout_box_backgrounds = layout_box_backgrounds


def _gather_anchors(anchors_of: Any, document: Any, boxes: Any) -> None:  # noqa: ANN401
    own, text = anchors_of.gather_anchors, boxes.TextBox

    def gather_anchors(
        box: Any,  # noqa: ANN401
        anchors: Any,  # noqa: ANN401
        links: Any,  # noqa: ANN401
        bookmarks: Any,  # noqa: ANN401
        forms: Any,  # noqa: ANN401
        matrix: Any = None,  # noqa: ANN401
        form: Any = None,  # noqa: ANN401
        link: Any = None,  # noqa: ANN401
    ) -> None:
        style = box.style
        if link or box.link or style["anchor"] or not _is_bare(style) or box.is_form():
            own(box, anchors, links, bookmarks, forms, matrix, form, link)
            return
        for child in box.all_children():
            if type(child) is not text:
                gather_anchors(child, anchors, links, bookmarks, forms, matrix, form)

    anchors_of.gather_anchors = document.gather_anchors = gather_anchors


def _stack(stacking: Any, boxes: Any) -> None:  # noqa: ANN401
    """The order of painting, without copies of boxes from which nothing is taken out."""
    dispatch = stacking._dispatch  # noqa: SLF001 (the engine's only way in)
    text, line, parent = boxes.TextBox, boxes.LineBox, boxes.ParentBox

    def dispatch_children(box: Any, *rest: Any) -> Any:  # noqa: ANN401
        if not isinstance(box, parent):
            return box
        kept, is_whole = [], True
        for child in box.children:
            kind = type(child)
            if (kind is not text and kind is not line) or not _is_bare(child.style):
                one = dispatch(child, *rest)
            else:
                one = child if kind is text else dispatch_children(child, *rest)
            if one is not None:
                kept.append(one)
            is_whole = is_whole and one is child
        return box if is_whole else box.copy_with_children(kept)

    stacking._dispatch_children = dispatch_children  # noqa: SLF001


def _draw(draw: Any, stacking: Any, boxes: Any) -> None:  # noqa: ANN401
    own_border, own_outline, own_inline = draw.draw_border, draw.draw_outline, draw.draw_inline_level
    text, line, inline, context = boxes.TextBox, boxes.LineBox, boxes.InlineBox, stacking.StackingContext

    def is_bare(box: Any) -> bool:  # noqa: ANN401
        rules = box.border_top_width or box.border_bottom_width or box.border_left_width or box.border_right_width
        return not rules and _is_bare(box.style)

    def draw_border(stream: Any, box: Any) -> None:  # noqa: ANN401
        if not is_bare(box):
            own_border(stream, box)

    def draw_outline(stream: Any, box: Any) -> None:  # noqa: ANN401
        if not _is_bare(box.style):
            own_outline(stream, box)
            return
        for child in box.children:
            if isinstance(child, boxes.Box) and (type(child) is not text or not _is_bare(child.style)):
                draw_outline(stream, child)

    def draw_inline_level(
        stream: Any,  # noqa: ANN401
        page: Any,  # noqa: ANN401
        box: Any,  # noqa: ANN401
        offset_x: float = 0,
        text_overflow: str = "clip",
        block_ellipsis: str = "none",
    ) -> None:
        kind = type(box)
        if (kind is not line and kind is not inline) or not is_bare(box):
            own_inline(stream, page, box, offset_x, text_overflow, block_ellipsis)
            return
        if kind is line:
            text_overflow, block_ellipsis = box.text_overflow, box.block_ellipsis
        last = len(box.children) - 1
        for at, child in enumerate(box.children):
            ellipsis = block_ellipsis if at == last else "none"
            x = offset_x if isinstance(child, context) else offset_x + child.position_x - box.position_x
            if type(child) is not text:
                draw_inline_level(stream, page, child, x, text_overflow, ellipsis)
            elif (marks := stream._tags) is None:  # noqa: SLF001 (as `Stream.marked`)
                draw.draw_text(stream, child, x, text_overflow, ellipsis)
            else:
                number = len(marks)
                assert child not in marks
                marks[child] = {"tag": "Span", "mcid": number}
                stream.stream += (b"/Span", mark(number), b"BDC")
                draw.draw_text(stream, child, x, text_overflow, ellipsis)
                stream.stream.append(b"EMC")

    draw.draw_border, draw.draw_inline_level = draw_border, draw_inline_level
    draw.draw_outline = draw.border.draw_outline = draw_outline


def _write(stream: Any, basis: Any) -> None:  # noqa: ANN401
    """Operators that come again and again are written once, a colour that is the last one still not at all."""
    own, own_data = stream.set_color, basis.data.fget
    sizes: dict[tuple[str, float], bytes] = {}

    def begin_marked_content(self: Any, tag: str, properties: Any = None) -> None:  # noqa: ANN401
        name = b"/" + tag.encode("ascii")
        if properties is None:
            self.stream += (name, b"BMC")
        else:
            self.stream += (name, mark(properties["MCID"]) if "MCID" in properties else properties.data, b"BDC")

    def set_font_size(self: Any, font: str, size: float) -> None:  # noqa: ANN401
        key = (font, size)
        if key == self._current_font:
            return
        self._current_font = key
        if key not in sizes:
            basis.set_font_size(self, font, size)
            sizes[key] = self.stream[-1]
        else:
            self.stream.append(sizes[key])

    def set_color(self: Any, color: Any, stroke: bool = False) -> None:  # noqa: ANN401
        known = self.huozi_color
        if stroke:
            own(self, color, stroke)
        elif known[0] is not color or known[1] is not self._current_color or known[2] is not self._current_alpha:
            own(self, color)
            self.huozi_color = (color, self._current_color, self._current_alpha)

    def data(self: Any) -> Any:  # noqa: ANN401
        with suppress(TypeError):  # it has numbers in it, or objects
            self.stream = [b"\n".join(self.stream)]
        return own_data(self)

    basis.begin_marked_content, basis.data = begin_marked_content, property(data)
    stream.set_font_size, stream.set_color, stream.huozi_color = set_font_size, set_color, (None, None, None)
