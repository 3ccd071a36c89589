"""A text that the composer leaves to WeasyPrint in, its size on one line and its operators out.

Words of code, note marks and numbers in cells come again and again, are laid out several times on the way to a page
and once more to be painted. Pango is asked once for each text of a look; the bytes are those that WeasyPrint's own
functions come to. What may not stand on one line, or has more to it than glyphs on a baseline, they do themselves.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huozi.compose.seam import (
    FROM_UNITS,
    TO_UNITS,
    Layout,
    ffi,
    font_style_key,
    get_pango_font_key,
    keeper_of,
    line_size,
    pango,
    weasyprint_split_first_line,
)

if TYPE_CHECKING:
    from huozi.compose.run import GlyphRun
    from huozi.compose.shape import Foreign

_LONGEST = 200
_MOST = 20_000
"""Texts of a look that are kept."""
_LONGEST_SPLIT = 80
_MOST_SPLITS = 1000
_PLAY = 1.0
"""Pixels that a text with spaced letters must be narrower than its line to be sure that it fits there."""
_NARROW_EM = 0.25
"""A text whose letters would have to be narrower than this to fit is not tried."""
_UNPLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u2028\u2029]")
"""Tabs, ends of lines and paragraphs, and soft hyphens."""
_DECIDE = (
    "direction",
    "font_kerning",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "word_break",
    "word_spacing",
)
"""Properties that decide, beside the font, how a text is laid out; `white-space` may change in a style."""
_INTS = 5
"""Words of a glyph of Pango's: its number, width, offsets right and down, and flags."""


class BrokenWord(str):
    """The text of a line that ends in a hyphen which nobody typed. The line's box and its new layouts keep it so."""

    __slots__ = ()


class Line(Layout):  # type: ignore[misc] # WeasyPrint has no types
    """What stands in a text box for a layout of Pango's that was asked for once: it becomes one where one is needed."""

    ascent = underline_position = strikethrough_position = None

    def __init__(self, look: Look, text: str, direction: int, max_width: float | None, spacing: float) -> None:
        self.look = look
        self.text = text  # may be exchanged before painting, by whoever numbers notes
        self.first_line_direction = direction
        self.max_width = max_width
        self.justification_spacing = spacing


@dataclass(slots=True)
class Size:
    """One line of text as Pango lays it out: lengths in px, bytes of UTF-8, and glyphs where nothing else is in it."""

    width: float
    height: float
    baseline: float
    length: int
    direction: int
    strings: list[Glyphs] | None


@dataclass(slots=True)
class Glyphs:
    """Glyphs of one font, and `shown` as a content stream has them where the font's widths are those in `widths`."""

    handle: Any
    key: int
    size: float
    runs: list[tuple[list[int], list[int], list[int]]]
    """Numbers, widths and offsets of the glyphs of each of Pango's runs."""
    typed: dict[int, str]
    widths: dict[int, int] = field(default_factory=dict)
    shown: str = ""


class Look:
    """Texts whose styles are alike in all that decides where they may break and what their glyphs are."""

    def __init__(self, style: Foreign) -> None:
        self.style = style
        self.plain = style["text_decoration_line"] == "none" and style["word_spacing"] == 0 and style["font_size"] >= 1
        self.spacing = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self.sizes: dict[str, Size] = {}
        self.splits: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self.spaced: dict[str, GlyphRun] = {}
        self.fonts: dict[int, tuple[int, float]] = {}
        self.kept: list[Any] = []  # a layout keeps its fonts alive
        self.layout: Any = None

    def size(self, text: str) -> Size | None:
        """Return how large a short text is; None if it is not plain, or too long to be kept."""
        found = self.sizes.get(text)
        if found is None and self.plain and len(text) <= _LONGEST and not _UNPLAIN.search(text):
            if len(self.sizes) > _MOST:
                self.sizes.clear()
            found = self.sizes[text] = self._ask(text)
        return found

    def _ask(self, text: str) -> Size:
        if self.layout is None:
            self.layout = Layout(self.style)
        layout = self.layout
        layout.set_text(text)
        line = pango.pango_layout_get_line_readonly(layout.layout, 0)
        width, height = line_size(line, self.style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        known = len(self.fonts)
        size = Size(width, height, baseline, line.length, line.resolved_dir, self._glyphs(line, text.encode()))
        if len(self.fonts) > known:
            self.kept.append(layout)
            self.layout = None
        return size

    def _glyphs(self, line: Foreign, text: bytes) -> list[Glyphs] | None:
        strings: list[Glyphs] = []
        last = ffi.NULL
        run = line.runs
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            run = run.next
            if item.analysis.level % 2:
                return None
            count = glyphs.num_glyphs
            words = memoryview(ffi.buffer(glyphs.glyphs, count * _INTS * 4)).cast("i")
            numbers = words[0::_INTS].tolist()
            if any(words[3::_INTS].tolist()) or any(number & pango.PANGO_GLYPH_UNKNOWN_FLAG for number in numbers):
                return None
            if item.analysis.font != last:
                last = item.analysis.font
                strings.append(Glyphs(last, *self._font(last), [], {}))
            clusters = ffi.unpack(glyphs.log_clusters, count)
            for number, start, stop in zip(numbers, clusters, [*clusters[1:], item.length], strict=True):
                if number != pango.PANGO_GLYPH_EMPTY and number not in strings[-1].typed:
                    strings[-1].typed[number] = text[item.offset + start : item.offset + stop].decode()
            strings[-1].runs.append((numbers, words[1::_INTS].tolist(), words[2::_INTS].tolist()))
        return strings

    def _font(self, handle: Foreign) -> tuple[int, float]:
        """Return the key that WeasyPrint keeps a font by, and its size."""
        address = int(ffi.cast("uintptr_t", handle))
        if address not in self.fonts:
            key, _, size = get_pango_font_key(handle)
            self.fonts[address] = key, size
        return self.fonts[address]


def look_of(style: Foreign) -> Look:
    """Return the look of a style."""
    keeper = keeper_of(style)
    look: Look | None = getattr(keeper, "huozi_look", None)
    if look is None:
        key = (
            font_style_key(style, include_size=True),
            style["text_decoration_line"] == "none",
            *map(style.__getitem__, _DECIDE),
        )
        looks = style.font_config.__dict__.setdefault("huozi_looks", {})
        look = keeper.huozi_look = looks.get(key)
        if look is None:
            look = keeper.huozi_look = looks[key] = Look(style)
    return look


def split_first_line(
    text: str,
    style: Foreign,
    context: Foreign,
    max_width: float | None,
    spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Foreign:
    """Return what WeasyPrint's function of this name does, which is asked once for each short text."""
    found = whole(text, style, max_width, spacing)
    if found is not None:
        return found
    look = look_of(style)
    if len(text) > _LONGEST_SPLIT:
        return _ask(text, style, context, max_width, spacing, is_line_start, minimum)
    key = (text, style["white_space"], max_width, spacing, is_line_start, minimum)
    found = look.splits.get(key)
    if found is None:
        found = _ask(text, style, context, max_width, spacing, is_line_start, minimum)
        if len(look.splits) > _MOST_SPLITS:
            look.splits.clear()
        look.splits[key] = found
    # Each box has a layout of its own; what is kept holds nothing of Pango's, which is made anew to paint it.
    return (copy.copy(found[0]), *found[1:])


def _ask(text: str, style: Foreign, *rest: Foreign) -> Foreign:
    """Let WeasyPrint split a text. Where it broke a word, the hyphen is marked as its own: typed ones look the same."""
    split = weasyprint_split_first_line(text, style, *rest)
    layout, length = split[0], split[1]
    hyphen = style["hyphenate_character"]
    if layout.text.endswith(hyphen) and len(layout.text.encode()) == length + len(hyphen.encode()):
        layout.text = BrokenWord(layout.text)
    return split


def whole(text: str, style: Foreign, max_width: float | None, spacing: float) -> Foreign:
    """Return what `split_first_line` does for a text whose first line surely fits, None for others."""
    look = look_of(style)
    space = style["white_space"]
    end = text.find("\n")
    if end >= 0:
        if space not in ("pre", "pre-wrap"):
            return None
        text = text[:end]
    if max_width is None or space in ("pre", "nowrap"):
        size = look.size(text)
    elif len(text) * style["font_size"] * _NARROW_EM > max_width:
        return None
    else:
        size = look.size(text)
        # Pango compares whole units of its own.
        if size is not None and size.width + (look.spacing and _PLAY) > int(max_width * TO_UNITS) * FROM_UNITS:
            return None
    if size is None:
        return None
    resume_at = size.length + 1 if end >= 0 else None
    layout = Line(look, text, size.direction, max_width, spacing)
    return layout, size.length, resume_at, size.width, size.height, size.baseline


def draw(stream: Foreign, textbox: Foreign) -> bool:
    """Paint a text box whose glyphs and fonts are known. Return whether they are."""
    line, style = textbox.pango_layout, textbox.style
    size = line.look.size(line.text) if isinstance(line, Line) and not line.justification_spacing else None
    if size is None or size.strings is None:
        return False
    # WeasyPrint adds the fonts: it must not find one that nothing was painted with.
    fonts = [stream._fonts.get(string.key) for string in size.strings]  # noqa: SLF001
    if any(font is None or font.bitmap or font.svg or font.png or font.colr for font in fonts):
        return False
    if style["visibility"] != "visible":
        return True
    stream.set_color(style["color"])
    stream.begin_text()
    if textbox.text.strip():
        stream.set_text_matrix(1, 0, 0, -1, textbox.position_x, textbox.position_y + textbox.baseline)
        for string, font in zip(size.strings, fonts, strict=True):
            stream.set_font_size(font.hash, string.size)
            stream.show_text(_shown(stream, string, font))
    stream.end_text()
    return True


def _shown(stream: Foreign, string: Glyphs, font: Foreign) -> str:
    """Return the glyphs as a content stream has them, and tell the font of them."""
    if not string.typed.keys() <= font.to_unicode.keys():
        for glyph, typed in string.typed.items():
            font.to_unicode.setdefault(glyph, typed)
    widths = font.widths
    if string.shown and not string.widths.keys() <= widths.keys():
        for glyph, width in string.widths.items():
            widths.setdefault(glyph, width)
    if not string.shown or not string.widths.items() <= widths.items():
        string.shown = _show(stream, string, font)
        string.widths = {glyph: widths[glyph] for glyph in string.typed}
    return string.shown


def _show(stream: Foreign, string: Glyphs, font: Foreign) -> str:
    """Return glyphs and the moves between them, as WeasyPrint's `draw_first_line` works them out."""
    shown, size, widths = "", string.size, font.widths
    for run in string.runs:
        shown += "<"
        for glyph, width, offset in zip(*run, strict=True):
            if glyph == pango.PANGO_GLYPH_EMPTY:
                shown += f">{-width / size}<"
                continue
            move = offset / size
            if move:
                shown += f">{-move}<"
            shown += f"{glyph:04x}"
            own = widths.get(glyph)
            if own is None:
                pango.pango_font_get_glyph_extents(string.handle, glyph, stream.ink_rect, stream.logical_rect)
                own = widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
            kerning = own + move - width * 1000 * FROM_UNITS / size
            if kerning:
                shown += f">{int(kerning)}<"
        shown = shown[:-1] if shown[-1] == "<" else shown + ">"
    return shown
