"""MathML -> a drawing: glyphs and rules on a baseline, by MathML Core's layout with the constants of a MATH table.

All lengths are in em of the text around. Colours are kept; links, tooltips and line breaks inside a formula are not.
Deviations from Core are TeX's habits, and say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huozi.maths.box import Box, Cut, Drawing, Mark, Rule
from huozi.maths.elements import (
    DECLARATION,
    UNSEEN,
    alphabetic,
    core_of,
    fence_step,
    flag,
    form_of,
    is_space_like,
    italic,
    length_em,
    meet_han,
    raw,
    scripts_of,
    words,
)
from huozi.maths.operators import HORIZONTAL, Form, look_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from huozi.maths.font import Fonts, Glyph, Stretched


@dataclass(frozen=True, slots=True)
class _Style:
    """Display or text style, level of scripts, whether scripts are set lower, colour."""

    display: bool
    level: int = 0
    cramped: bool = False
    colour: str = ""


def lay_out(math: _Element, fonts: Fonts, measure_em: float = 0.0) -> Drawing:
    """Lay out a <math> element; the lines of `multline` reach over the measure, if there is one."""
    engine = _Engine(fonts, measure_em)
    cuts: list[Cut] = []
    top = _top(math)
    box = engine.row(top, _Style(math.get("display") == "block"), cuts)
    lines = engine.lines if len(top) == 1 and top[0].tag == "mtable" else []
    return Drawing(box, tuple(cuts), tuple(dict.fromkeys(engine.missing)), tuple(lines))


def _top(math: _Element) -> list[_Element]:
    """The children of the outermost row: a group that is all there is counts for nothing."""
    children = list(math)
    while len(children) == 1 and children[0].tag == "mrow" and not children[0].attrib:
        children = list(children[0])
    return children


_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "˙": "\u0307", "¨": "\u0308",
    "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "→": "\u20d7", "⃗": "\u20d7",
    ".": "\u0307", "\u203e": "\u0304", "…": "\u20db",
}  # fmt: skip
"""What an accent is written with -> the combining character that math fonts draw accents with."""

_LINES = frozenset("\u0332\u0305\u203e\u00af_")
"""Accents that are rules where they stretch (TeX's overline and underline)."""

_BINARY_SPACE, _QUAD = 0.22, 0.9
_ROW_GAP_DISPLAY, _ROW_GAP, _STRUT_HEIGHT, _STRUT_DEPTH = 0.3, 0.2, 0.72, 0.28
_PAIRS = {"\u21cc": ("\u21c0", "\u21bd"), "\u21cb": ("\u21bd", "\u21c0")}
_CELL_PADDING = 0.4
_MULTLINE_MARGIN = 1.0
"""What the outer lines of `multline` keep from the edges of the measure (amsmath: 10 pt)."""
_DASH, _DASH_GAP = 0.22, 0.18
_ROOM_BELOW = re.compile(r"\+ (-?[\d.]+)em")


class _Engine:
    """Lays out elements; remembers which characters had no glyph."""

    def __init__(self, fonts: Fonts, measure_em: float = 0.0) -> None:
        self.fonts = fonts
        self.measure_em = measure_em
        self.lines: list[Box] = []
        """The rows of the table that was laid out last."""
        self.missing: list[str] = []

    # Style and size.

    def size(self, style: _Style) -> float:
        """The size of a level of scripts, as the font wants it."""
        match style.level:
            case 0:
                return 1.0
            case 1:
                return self.fonts.constant("SCRIPT_PERCENT_SCALE_DOWN") / 100
            case _:
                return self.fonts.constant("SCRIPT_SCRIPT_PERCENT_SCALE_DOWN") / 100

    def const(self, name: str, style: _Style) -> float:
        """A constant of the MATH table at the size of a style."""
        return self.fonts.constant(name) * self.size(style)

    def axis(self, style: _Style) -> float:
        """The height of the axis: where fractions have their bars."""
        return self.const("AXIS_HEIGHT", style)

    def lay(self, element: _Element, style: _Style) -> Box:
        """Lay out one element."""
        style = _own_style(element, style)
        match element.tag:
            case "mi" | "mn" | "mtext" | "ms":
                return self._token(element, style)
            case "mo":
                return self._operator(element, style, None)
            case "mspace":
                return _space(element, self.size(style))
            case "mfrac":
                return self._fraction(element, style)
            case "msqrt":
                return self._root(self.row(list(element), replace(style, cramped=True)), None, style)
            case "mroot":
                base = self.lay(element[0], replace(style, cramped=True))
                degree = self.lay(element[1], replace(style, display=False, level=style.level + 2, cramped=True))
                return self._root(base, degree, style)
            case "msub" | "msup" | "msubsup" | "mmultiscripts":
                return self._scripts(element, style)
            case "munder" | "mover" | "munderover":
                return self._limits(element, style)
            case "mtable":
                return self._table(element, style)
            case "mphantom":
                box = self.row(list(element), style)
                return Box(box.width, box.height, box.depth)
            case "mpadded":
                return self._padded(element, style)
            case "menclose":
                return self._enclosed(element, style)
            case "annotation" | "none" | "mprescripts":
                return Box()
            case _:
                return self.row(list(element), style)

    # Rows.

    def row(self, children: Sequence[_Element], style: _Style, cuts: list[Cut] | None = None) -> Box:
        """Elements side by side, with the spaces of operators; those that stretch grow with the others (Core 3.3.1).

        `cuts` takes the places where the row may be broken.
        """
        children = [child for child in children if isinstance(child.tag, str)]
        content = [child for child in children if not is_space_like(child)]
        forms = {id(child): form_of(child, content) for child in children}
        cores = {id(child): core_of(child) for child in children}
        boxes: dict[int, Box] = {}
        stretching = []
        for child in children:
            core = cores[id(child)]
            if core is not None and self._stretches_across(core, forms[id(child)]):
                stretching.append(child)
            else:
                boxes[id(child)] = self.lay_form(child, style, forms[id(child)], None)
        height = max((box.height for box in boxes.values()), default=0.0)
        depth = max((box.depth for box in boxes.values()), default=0.0)
        for child in stretching:
            boxes[id(child)] = self.lay_form(child, style, forms[id(child)], (height, depth))
        return self._join(children, boxes, cores, forms, style, len(content) > 1, cuts)

    def _join(
        self,
        children: Sequence[_Element],
        boxes: dict[int, Box],
        cores: dict[int, _Element | None],
        forms: dict[int, Form],
        style: _Style,
        spaced: bool,
        cuts: list[Cut] | None,
    ) -> Box:
        row, fences = Box(), 0
        before: _Element | None = None
        for child in children:
            box, core = boxes[id(child)], cores[id(child)]
            before_em, after_em = self._spaces(core, forms[id(child)]) if core is not None and spaced else (0.0, 0.0)
            size = self.size(_own_style(child, style))
            if before is not None and meet_han(before, child):
                row.width += 0.2 * size
            row.width += before_em * size
            row.put(box, row.width, 0)
            row.width += box.width + after_em * size
            row.italic, row.single = box.italic, box.single
            if child.tag != "mspace":
                before = child
            if cuts is not None and fences == 0 and child.tag == "mspace" and box.width >= _QUAD:
                cuts.append(Cut(row.width, len(row.marks), len(row.rules), True, box.width, True))
            if cuts is not None and core is not None:
                fences += fence_step(words(core))
                if fences == 0 and forms[id(child)] == "infix" and after_em >= _BINARY_SPACE:
                    relation = after_em > _BINARY_SPACE + 0.01
                    cuts.append(Cut(row.width, len(row.marks), len(row.rules), relation, after_em * size))
        if sum(child.tag != "mspace" for child in children) > 1:
            row.single = None
        return row

    def lay_form(self, child: _Element, style: _Style, form: Form, across: tuple[float, float] | None) -> Box:
        """Lay out a child of a row, its operator in this form, stretched to a height and depth if there are any."""
        if child.tag == "mo":
            return self._operator(child, _own_style(child, style), across, form)
        if across is not None and child.tag in {"msub", "msup", "msubsup"}:
            return self._scripts(child, _own_style(child, style), across, form)
        return self.lay(child, style)

    def _spaces(self, core: _Element, form: Form) -> tuple[float, float]:
        operator = look_up(words(core), form)
        lspace, rspace = core.get("lspace"), core.get("rspace")
        return (
            operator.lspace_em if lspace is None else length_em(lspace),
            operator.rspace_em if rspace is None else length_em(rspace),
        )

    def _stretches_across(self, core: _Element, form: Form) -> bool:
        if words(core) in HORIZONTAL:
            return False
        return flag(core, "stretchy", default=look_up(words(core), form).stretchy)

    # Tokens.

    def _token(self, element: _Element, style: _Style) -> Box:
        text = words(element) if element.tag != "mtext" else UNSEEN.sub("", raw(element))
        if element.tag == "mi" and element.get("mathvariant") != "normal" and len(text) == 1:
            text = italic(text)
        bold = element.tag == "mtext" and element.find(".//b") is not None
        slanted = element.tag == "mtext" and element.find(".//i") is not None
        if bold or slanted:
            text = "".join(alphabetic(char, 0x1D400 if bold else 0x1D434) for char in text)
        return self.text(text, style)

    def text(self, text: str, style: _Style) -> Box:
        """Characters side by side."""
        size, box = self.size(style), Box()
        glyphs = self.fonts.shape(text, style.level)
        for char, glyph in zip(text, glyphs, strict=True):
            if char in " \u00a0\n\t":
                box.width += 0.25 * size
                continue
            if glyph is None:
                self.missing.append(char)
                continue
            box.marks.append(Mark(box.width, 0.0, glyph, size, style.colour))
            box.width += glyph.advance_em * size
            box.height = max(box.height, glyph.height_em * size)
            box.depth = max(box.depth, glyph.depth_em * size)
            box.italic = self.fonts.italic_correction(glyph) * size
        if len(glyphs) == 1 and glyphs[0] is not None:
            box.single = (glyphs[0], size)
        return box

    # Operators.

    def _operator(
        self, element: _Element, style: _Style, across: tuple[float, float] | None, form: Form = "infix"
    ) -> Box:
        text = words(element)
        if not text:
            # An invisible fence of \left. keeps TeX's \nulldelimiterspace.
            return Box(width=0.12 if across is not None and raw(element) == "\u2063" else 0.0)
        if text == "-":
            text = "−"
        size = self.size(style)
        operator = look_up(text, form)
        glyph = self.fonts.shape(text, style.level)[0] if len(text) == 1 else None
        if glyph is None or glyph.face:
            return self.text(text, style)
        if across is not None:
            return self._fence(element, glyph, style, across)
        if flag(element, "largeop", default=operator.largeop) and style.display:
            least = self.fonts.constant("DISPLAY_OPERATOR_MIN_HEIGHT")
            if text in "∫∬∭∮∯∰∱∲∳":
                least = max(least, 2.0)
            return self._on_axis(self.fonts.stretch(glyph, least, "ttb"), style)
        if operator.largeop:
            return self._on_axis(self.fonts.stretch(glyph, 0, "ttb"), style)
        box = self.text(text, style)
        if element.get("minsize"):
            return self._on_axis(self.fonts.stretch(glyph, length_em(str(element.get("minsize"))) / size, "ttb"), style)
        return box

    def _fence(self, element: _Element, glyph: Glyph, style: _Style, across: tuple[float, float]) -> Box:
        """A fence around what is high. TeX lets it be 10 % or half an em shorter than its content (TeXbook, app. G)."""
        size, axis = self.size(style), self.axis(style)
        height, depth = across
        half = max(height - axis, depth + axis)
        length = max(2 * half * 0.901, 2 * half - 0.5 * size)
        if element.get("minsize"):
            length = max(length, length_em(str(element.get("minsize"))))
        if element.get("maxsize"):
            length = min(length, length_em(str(element.get("maxsize"))))
        return self._on_axis(self.fonts.stretch(glyph, length / size, "ttb"), style)

    def _on_axis(self, stretched: Stretched, style: _Style) -> Box:
        """A glyph, or parts of one above each other, centred on the axis."""
        size, axis = self.size(style), self.axis(style)
        box = Box()
        first = stretched.parts[0][0]
        if len(stretched.parts) == 1:
            shift = axis - (first.height_em - first.depth_em) / 2 * size
            box.marks.append(Mark(0, shift, first, size, style.colour))
            box.height, box.depth = first.height_em * size + shift, first.depth_em * size - shift
            box.italic = self.fonts.italic_correction(first) * size
            box.width = first.advance_em * size
            return box
        bottom = axis - stretched.length_em * size / 2
        for glyph, offset in stretched.parts:
            box.marks.append(Mark(0, bottom + (offset + glyph.depth_em) * size, glyph, size, style.colour))
            box.width = max(box.width, glyph.advance_em * size)
        box.height, box.depth = bottom + stretched.length_em * size, -bottom
        return box

    def _along(self, text: str, width: float, style: _Style) -> Box:
        """An operator stretched along the line."""
        if text in _PAIRS:
            return self._pair(*_PAIRS[text], width, style)
        size = self.size(style)
        glyph = self.fonts.shape(text, 0)[0]
        if glyph is None:
            self.missing.append(text)
            return Box()
        stretched = self.fonts.stretch(glyph, width / size, "ltr")
        box = Box()
        if len(stretched.parts) == 1:
            only = stretched.parts[0][0]
            box.marks.append(Mark(-only.left_em * size, 0, only, size, style.colour))
            box.width = (only.right_em - only.left_em) * size
        else:
            box.width = stretched.length_em * size
            for part, offset in stretched.parts:
                box.marks.append(Mark(offset * size, 0, part, size, style.colour))
        glyphs = [part for part, _ in stretched.parts]
        box.height = max(part.height_em for part in glyphs) * size
        box.depth = max(part.depth_em for part in glyphs) * size
        return box

    def _pair(self, above: str, below: str, width: float, style: _Style) -> Box:
        """Two harpoons that the font does not stretch as one glyph."""
        upper, lower = self._along(above, width, style), self._along(below, width, style)
        axis, half = self.axis(style), 0.12 * self.size(style)
        box = Box(max(upper.width, lower.width))
        box.put(upper, 0, axis + half - (upper.height - upper.depth) / 2)
        box.put(lower, 0, axis - half - (lower.height - lower.depth) / 2)
        return box

    # Fractions and roots.

    def _fraction(self, element: _Element, style: _Style) -> Box:
        inner = replace(style, display=False, level=style.level + (0 if style.display else 1))
        top = self.lay(element[0], inner)
        bottom = self.lay(element[1], replace(inner, cramped=True))
        given = element.get("linethickness")
        thickness = self.const("FRACTION_RULE_THICKNESS", style) if given is None else length_em(given)
        width, axis = max(top.width, bottom.width), self.axis(style)
        kind = "_DISPLAY_STYLE" if style.display else ""
        if thickness:
            up = self.const(f"FRACTION_NUMERATOR{kind}_SHIFT_UP", style)
            down = self.const(f"FRACTION_DENOMINATOR{kind}_SHIFT_DOWN", style)
            names = ("FRACTION_NUM_DISPLAY_STYLE_GAP_MIN", "FRACTION_DENOM_DISPLAY_STYLE_GAP_MIN")
            if not style.display:
                names = ("FRACTION_NUMERATOR_GAP_MIN", "FRACTION_DENOMINATOR_GAP_MIN")
            up = max(up, axis + thickness / 2 + self.const(names[0], style) + top.depth)
            down = max(down, bottom.height + self.const(names[1], style) + thickness / 2 - axis)
        else:
            up = self.const(f"STACK_TOP{kind}_SHIFT_UP", style)
            down = self.const(f"STACK_BOTTOM{kind}_SHIFT_DOWN", style)
            gap = self.const(f"STACK{kind}_GAP_MIN", style)
            lacking = gap - ((up - top.depth) - (bottom.height - down))
            up, down = up + max(0, lacking) / 2, down + max(0, lacking) / 2
        # TeX's \nulldelimiterspace at both sides, and a bar that is a little wider than both its terms.
        side = 0.12 * self.size(style)
        box = Box(width=width + 2 * side)
        box.put(top, side + (width - top.width) / 2, up)
        box.put(bottom, side + (width - bottom.width) / 2, -down)
        if thickness:
            extra = 0.04 * self.size(style)
            box.bar(side - extra, axis - thickness / 2, width + 2 * extra, thickness, style.colour)
        return box

    def _root(self, base: Box, degree: Box | None, style: _Style) -> Box:
        size = self.size(style)
        thickness = self.const("RADICAL_RULE_THICKNESS", style)
        gap = self.const("RADICAL_DISPLAY_STYLE_VERTICAL_GAP" if style.display else "RADICAL_VERTICAL_GAP", style)
        # TeX puts a strut under a root, so that roots side by side are level.
        height, depth = max(base.height, 0.45 * size), max(base.depth, 0.0)
        glyph = self.fonts.shape("√", 0)[0]
        assert glyph is not None
        sign = self.fonts.stretch(glyph, (height + depth + gap + thickness) / size, "ttb")
        length = sum(part.height_em + part.depth_em for part, _ in sign.parts) * size
        length = length if len(sign.parts) == 1 else sign.length_em * size
        gap = max(gap, (gap + length - thickness - height - depth) / 2)
        top = height + gap + thickness
        box = Box()
        start = 0.0
        if degree is not None:
            before = self.const("RADICAL_KERN_BEFORE_DEGREE", style)
            after = self.const("RADICAL_KERN_AFTER_DEGREE", style)
            raised = (top - length) + self.fonts.constant("RADICAL_DEGREE_BOTTOM_RAISE_PERCENT") / 100 * length
            start = max(0.0, before + degree.width + after)
            box.put(degree, max(0.0, start - after - degree.width), raised + degree.depth)
        width = max(part.advance_em for part, _ in sign.parts) * size
        for part, offset in sign.parts:
            bottom = top - length + offset * size
            box.marks.append(Mark(start, bottom + part.depth_em * size, part, size, style.colour))
        box.bar(start + width - 0.01 * size, height + gap, base.width + 0.03 * size, thickness, style.colour)
        box.put(base, start + width, 0)
        box.width = start + width + base.width + 0.04 * size
        box.height = max(box.height, top + self.const("RADICAL_EXTRA_ASCENDER", style) / 2)
        box.depth = max(box.depth, length - top)
        return box

    # Scripts.

    def _scripts(
        self, element: _Element, style: _Style, across: tuple[float, float] | None = None, form: Form = "infix"
    ) -> Box:
        base_element = element[0]
        base = self.lay_form(base_element, style, form, across)
        core = core_of(base_element)
        is_operator = core is not None and look_up(words(core), "prefix").largeop
        sub, sup, before = scripts_of(element)
        inner = replace(style, display=False, level=style.level + 1)
        box = Box()
        x = 0.0
        for lower, upper in before:
            x += self._put_pair(box, self.pair(lower, upper, inner), base, x, style, is_operator, before=True)
        box.put(base, x, 0)
        x += base.width
        for lower, upper in zip(sub, sup, strict=True):
            x += self._put_pair(box, self.pair(lower, upper, inner), base, x, style, is_operator, before=False)
        box.width = x
        return box

    def pair(self, lower: _Element | None, upper: _Element | None, style: _Style) -> tuple[Box | None, Box | None]:
        """The boxes of a subscript and a superscript."""
        return (
            None if lower is None else self.lay(lower, replace(style, cramped=True)),
            None if upper is None else self.lay(upper, style),
        )

    def _put_pair(
        self,
        box: Box,
        pair: tuple[Box | None, Box | None],
        base: Box,
        x: float,
        style: _Style,
        is_operator: bool,
        *,
        before: bool,
    ) -> float:
        """Draw scripts beside a base at x (Core 3.4.1.2-4); how much room they take."""
        sub, sup = pair
        single = base.single is not None and not is_operator
        up = down = 0.0
        if sup is not None:
            name = "SUPERSCRIPT_SHIFT_UP_CRAMPED" if style.cramped else "SUPERSCRIPT_SHIFT_UP"
            up = max(self.const(name, style), self.const("SUPERSCRIPT_BOTTOM_MIN", style) + sup.depth)
            if not single:
                up = max(up, base.height - self.const("SUPERSCRIPT_BASELINE_DROP_MAX", style))
        if sub is not None:
            down = max(self.const("SUBSCRIPT_SHIFT_DOWN", style), sub.height - self.const("SUBSCRIPT_TOP_MAX", style))
            if not single:
                down = max(down, base.depth + self.const("SUBSCRIPT_BASELINE_DROP_MIN", style))
        if sub is not None and sup is not None:
            gap = (up - sup.depth) - (sub.height - down)
            lacking = self.const("SUB_SUPERSCRIPT_GAP_MIN", style) - gap
            if lacking > 0:
                room = self.const("SUPERSCRIPT_BOTTOM_MAX_WITH_SUBSCRIPT", style) - (up - sup.depth)
                raised = min(max(room, 0.0), lacking)
                up, down = up + raised, down + lacking - raised
        after = self.const("SPACE_AFTER_SCRIPT", style)
        lean = 0.0 if before else base.italic
        sub_lean, sup_lean = (-lean, 0.0) if is_operator else (0.0, lean)
        width = 0.0
        for script, offset in ((sub, sub_lean), (sup, sup_lean)):
            if script is not None:
                width = max(width, script.width + offset)
        for script, shift, offset in ((sub, -down, sub_lean), (sup, up, sup_lean)):
            if script is not None:
                box.put(script, x + (width - script.width if before else offset), shift)
        return width + after

    # Above and below.

    def _limits(self, element: _Element, style: _Style) -> Box:
        base_element = element[0]
        under = element[1] if element.tag in {"munder", "munderover"} else None
        over = element[-1] if element.tag in {"mover", "munderover"} else None
        core = core_of(base_element)
        if core is not None and not style.display:
            operator = look_up(words(core), "prefix")
            if flag(core, "movablelimits", default=operator.movablelimits):
                return self._scripts(element, style)
        if over is not None and under is None and element.get("accent") == "true":
            return self._accent(base_element, over, style)
        if under is not None and over is None and element.get("accentunder") == "true":
            return self._accent_below(base_element, under, style)
        inner = replace(style, display=False, level=style.level + 1)
        lower, upper = self.pair(under, over, inner)
        widest = max((one.width for one in (lower, upper) if one is not None), default=0.0)
        stretched = (
            core is not None
            and base_element.tag == "mo"
            and words(core) in HORIZONTAL
            and flag(core, "stretchy", default=look_up(words(core), "infix").stretchy)
        )
        if stretched and core is not None:
            base = self._along(words(core), widest, style)
        else:
            base = self.lay(base_element, style)
        return self._stack(base, lower, upper, style, stretched)

    def _stack(self, base: Box, lower: Box | None, upper: Box | None, style: _Style, stretched: bool) -> Box:
        width = max(one.width for one in (base, lower, upper) if one is not None)
        lean = 0.0 if stretched or base.single is not None else base.italic / 2
        box = Box(width=width, italic=0.0)
        box.put(base, (width - base.width) / 2, 0)
        if upper is not None:
            gap, rise = self.const("UPPER_LIMIT_GAP_MIN", style), self.const("UPPER_LIMIT_BASELINE_RISE_MIN", style)
            if stretched:
                gap, rise = 0.1 * self.size(style), 0.0
            shift = base.height + max(gap + upper.depth, rise)
            box.put(upper, (width - upper.width) / 2 + lean, shift)
        if lower is not None:
            gap, drop = self.const("LOWER_LIMIT_GAP_MIN", style), self.const("LOWER_LIMIT_BASELINE_DROP_MIN", style)
            if stretched:
                gap, drop = 0.1 * self.size(style), 0.0
            shift = base.depth + max(gap + lower.height, drop)
            box.put(lower, (width - lower.width) / 2 - lean, -shift)
        return box

    def _accent(self, base_element: _Element, accent: _Element, style: _Style) -> Box:
        base = self.lay(base_element, replace(style, cramped=True))
        size = self.size(style)
        text, stretchy = words(accent), flag(accent, "stretchy", default=True)
        box = Box(base.width, italic=base.italic, single=base.single)
        box.put(base, 0, 0)
        if accent.tag == "mo" and stretchy and text in _LINES:
            thickness = self.const("OVERBAR_RULE_THICKNESS", style)
            y = base.height + self.const("OVERBAR_VERTICAL_GAP", style) * 0.75
            box.bar(0.03 * size, y, base.width - 0.02 * size + base.italic / 2, thickness, style.colour)
            box.height = y + thickness
            return box
        small = stretchy and text in {"\u0302", "\u0303", "~", "^", "\u030c"}
        if accent.tag == "mo" and stretchy and text in HORIZONTAL and not small:
            drawn = self._along(text, base.width, style)
            y = base.height + 0.1 * size + drawn.depth
            box.width = max(base.width, drawn.width)
            return _centred(base, drawn, y)
        mark = _ACCENTS.get(text, text)
        glyph = self.fonts.shape(mark, 0)[0] if len(mark) == 1 else None
        if glyph is None or glyph.face:
            drawn = self.lay(accent, replace(style, display=False, level=style.level + 1))
            return _centred(base, drawn, base.height + 0.08 * size + drawn.depth)
        if small:
            glyph = self._widest_within(glyph, base.width / size)
        at = base.width / 2
        if base.single is not None:
            at = self.fonts.accent_attachment(base.single[0]) * base.single[1]
        shift = max(0.0, base.height - self.const("ACCENT_BASE_HEIGHT", style))
        x = at - self.fonts.accent_attachment(glyph) * size
        box.marks.append(Mark(x, shift, glyph, size, style.colour))
        box.height = max(box.height, glyph.height_em * size + shift)
        return box

    def _widest_within(self, glyph: Glyph, width_em: float) -> Glyph:
        r"""The widest variant of an accent that is not wider than its base (TeX's \widehat)."""
        best = glyph
        length = 0.0
        while True:
            found = self.fonts.stretch(glyph, length, "ltr")
            only = found.parts[0][0]
            extent = only.right_em - only.left_em
            if len(found.parts) > 1 or extent > width_em or extent < length - 0.001:
                return best
            best, length = only, extent + 0.01

    def _accent_below(self, base_element: _Element, accent: _Element, style: _Style) -> Box:
        base = self.lay(base_element, style)
        size, text = self.size(style), words(accent)
        if text in _LINES:
            thickness = self.const("UNDERBAR_RULE_THICKNESS", style)
            y = -base.depth - self.const("UNDERBAR_VERTICAL_GAP", style) * 0.75 - thickness
            box = Box(base.width)
            box.put(base, 0, 0)
            box.bar(0, y, base.width, thickness, style.colour)
            box.depth = -y
            return box
        if text in HORIZONTAL:
            drawn = self._along(text, base.width, style)
        else:
            drawn = self.lay(accent, replace(style, display=False, level=style.level + 1))
        return _centred(base, drawn, -(base.depth + 0.1 * size + drawn.height))

    # Tables.

    def _table(self, element: _Element, style: _Style) -> Box:
        inner = replace(style, display=element.get("displaystyle") == "true")
        rows = [[cell for cell in row if cell.tag == "mtd"] for row in element if row.tag == "mtr"]
        if not rows:
            return Box()
        size = self.size(inner)
        looks = [[dict(DECLARATION.findall(cell.get("style", ""))) for cell in row] for row in rows]
        boxes = [[self.row(list(cell), inner) for cell in row] for row in rows]
        count = max(map(len, rows))
        widths = [max((row[at].width for row in boxes if at < len(row)), default=0.0) for at in range(count)]
        ruled = any("border" in name for row in looks for look in row for name in look)
        paddings = self._paddings(looks, count, size, ruled=ruled)
        gap = _ROW_GAP_DISPLAY if inner.display else _ROW_GAP
        if inner.level:
            gap = 0.02
        heights = [max([_STRUT_HEIGHT * size, *(box.height for box in row)]) for row in boxes]
        depths = [max([_STRUT_DEPTH * size, *(box.depth for box in row)]) for row in boxes]
        rooms = [_room_below(row) * size for row in looks[:-1]] + [0.0]
        ruled_gap = 0.12 if ruled else 0.0
        total = sum(heights) + sum(depths) + (gap + ruled_gap) * size * (len(rows) - 1) + ruled_gap * size + sum(rooms)
        if element.get("class") == "multline" and count == 1:
            widths[0] = max(widths[0], self.measure_em - 2 * _MULTLINE_MARGIN)
        width = sum(widths) + sum(map(sum, paddings))
        lines = []
        table = Box(width=width)
        axis = self.axis(inner)
        y = axis + total / 2 - ruled_gap * size / 2
        top_edge = axis + total / 2
        for index, row in enumerate(boxes):
            baseline = y - heights[index]
            lower_edge = baseline - depths[index] - ((gap + ruled_gap) * size + rooms[index]) / 2
            if index == len(boxes) - 1:
                lower_edge = axis - total / 2
            x = 0.0
            line = Box(width, heights[index], depths[index])
            for at, box in enumerate(row):
                left, right = paddings[at]
                look = looks[index][at]
                free = widths[at] - box.width
                place = look.get("text-align", "center").strip()
                shift = {"left": 0.0, "right": free}.get(place, free / 2)
                line.put(box, x + left + shift, 0)
                edges = (x, x + left + widths[at] + right, lower_edge, top_edge)
                self._borders(table, look, edges, inner)
                x = edges[1]
            table.put(line, 0, baseline)
            line.height, line.depth = line.height + gap * size / 2, line.depth + gap * size / 2 + rooms[index]
            lines.append(line)
            top_edge = lower_edge
            y = baseline - depths[index] - (gap + ruled_gap) * size - rooms[index]
        self.lines = lines
        table.height = max(table.height, axis + total / 2)
        table.depth = max(table.depth, total / 2 - axis)
        return table

    def _paddings(
        self, looks: list[list[dict[str, str]]], count: int, size: float, *, ruled: bool
    ) -> list[tuple[float, float]]:
        """Room beside each column. The outer sides have none, as in LaTeX's matrices, unless there are rules."""
        found = []
        for at in range(count):
            look = next((row[at] for row in looks if at < len(row)), {})
            left = length_em(look.get("padding-left", f"{_CELL_PADDING}em"))
            right = length_em(look.get("padding-right", f"{_CELL_PADDING}em"))
            if not ruled:
                left, right = (0.0 if at == 0 else left), (0.0 if at == count - 1 else right)
            found.append((left * size, right * size))
        return found

    def _borders(
        self, table: Box, look: dict[str, str], edges: tuple[float, float, float, float], style: _Style
    ) -> None:
        left, right, bottom, top = edges
        size = self.size(style)
        line = 0.05 * size
        for side, y in (("border-top", top), ("border-bottom", bottom)):
            for start, length in _strokes(look.get(side), right - left, size):
                table.bar(left + start, y - line / 2, length, line, style.colour)
        for side, x in (("border-left", left), ("border-right", right)):
            for start, length in _strokes(look.get(side), top - bottom, size):
                table.bar(x - line / 2, bottom + start, line, length, style.colour)

    # Boxes around.

    def _padded(self, element: _Element, style: _Style) -> Box:
        box = self.row(list(element), style)
        look = dict(DECLARATION.findall(element.get("style", "")))
        size = self.size(style)
        before, after = (length_em(look.get(f"padding-{side}", "0")) * size for side in ("left", "right"))
        if element.get("width") is not None:
            box.width = length_em(str(element.get("width"))) * size
        for name in ("height", "depth"):
            if element.get(name) is not None:
                setattr(box, name, length_em(str(element.get(name))) * size)
        shifted = Box(box.width + before + after, italic=box.italic, single=box.single if not before else None)
        shifted.put(box, before, 0)
        shifted.height, shifted.depth = box.height, box.depth
        return shifted

    def _enclosed(self, element: _Element, style: _Style) -> Box:
        inside = self.row(list(element), style)
        kinds = (element.get("notation") or "").split()
        size, line = self.size(style), self.const("FRACTION_RULE_THICKNESS", style)
        space = 0.3 * size if {"box", "roundedbox", "circle"} & set(kinds) else 0.0
        box = Box(inside.width + 2 * space, inside.height + space, inside.depth + space)
        box.put(inside, space, 0)
        bottom, top, width = -inside.depth - space, inside.height + space, box.width
        if space:
            box.bar(0, top - line, width, line, style.colour)
            box.bar(0, bottom, width, line, style.colour)
            box.bar(0, bottom, line, top - bottom, style.colour)
            box.bar(width - line, bottom, line, top - bottom, style.colour)
        if "updiagonalstrike" in kinds:
            box.rules.append(_diagonal(0, bottom, width, top, line, style.colour))
        if "downdiagonalstrike" in kinds:
            box.rules.append(_diagonal(0, top, width, bottom, line, style.colour))
        if "horizontalstrike" in kinds:
            box.bar(0, self.axis(style) - line / 2, width, line, style.colour)
        return box


def _strokes(look: str | None, length: float, size: float) -> list[tuple[float, float]]:
    r"""Where the ink of a rule is: all of it, or dashes that begin and end it (`\hdashline`); nowhere without one."""
    if look is None or "dashed" not in look:
        return [] if look is None else [(0.0, length)]
    count = max(1, round((length / size + _DASH_GAP) / (_DASH + _DASH_GAP)))
    dash = min(length, _DASH * size)
    step = (length - dash) / (count - 1) if count > 1 else 0.0
    return [(at * step, dash) for at in range(count)]


def _room_below(looks: Sequence[Mapping[str, str]]) -> float:
    """The room that an author wants below a row, in em."""
    found = _ROOM_BELOW.search(looks[0].get("padding-bottom", "")) if looks else None
    return float(found[1]) if found else 0.0


def _centred(base: Box, drawn: Box, y: float) -> Box:
    """A box above or below another one, in the middle of it."""
    width = max(base.width, drawn.width)
    box = Box(width)
    box.put(base, (width - base.width) / 2, 0)
    box.put(drawn, (width - drawn.width) / 2, y)
    return box


def _diagonal(x: float, y: float, end_x: float, end_y: float, line: float, colour: str) -> Rule:
    half = line * 0.7
    return Rule(((x - half, y), (x + half, y), (end_x + half, end_y), (end_x - half, end_y)), colour)


def _own_style(element: _Element, style: _Style) -> _Style:
    """The style that an element gives itself and what it holds."""
    if element.get("displaystyle") is not None:
        style = replace(style, display=element.get("displaystyle") == "true")
    level = element.get("scriptlevel")
    if level is not None:
        style = replace(style, level=style.level + int(level) if level[0] in "+-" else int(level))
    colour = dict(DECLARATION.findall(element.get("style", ""))).get("color") or element.get("mathcolor")
    return replace(style, colour=colour.strip()) if colour else style


def _space(element: _Element, size: float) -> Box:
    look = dict(DECLARATION.findall(element.get("style", "")))
    width = length_em(element.get("width") or "0") + length_em(look.get("margin-left", "0"))
    return Box(
        width * size, length_em(element.get("height") or "0") * size, length_em(element.get("depth") or "0") * size
    )
