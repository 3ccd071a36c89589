"""The only place that knows WeasyPrint's inside: its names, fonts and glyphs, and the calls put in their place.

WeasyPrint is pinned to one minor version; `tests/compose/test_seam.py` names every internal used here, so that an
upgrade fails there and says what moved. Fonts stay WeasyPrint's own objects: glyph ids and font names in a content
stream are what WeasyPrint would have written, so that a linker may share one font table between chapters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyphen
from weasyprint import css as css_module
from weasyprint import draw as draw_module
from weasyprint.css import validation
from weasyprint.css.properties import INHERITED, INITIAL_VALUES, KNOWN_PROPERTIES
from weasyprint.css.tokens import InvalidValues
from weasyprint.css.validation.expanders import EXPANDERS
from weasyprint.css.validation.properties import PREFIX, PROPRIETARY
from weasyprint.css.validation.properties import PROPERTIES as VALIDATORS
from weasyprint.draw.border import draw_line
from weasyprint.draw.color import get_color
from weasyprint.draw.text import draw_emojis, draw_first_line
from weasyprint.draw.text import draw_text as weasyprint_draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout import block as block_module
from weasyprint.layout import inline as inline_module
from weasyprint.layout import percent as percent_module
from weasyprint.layout import preferred as preferred_module
from weasyprint.layout.absolute import AbsolutePlaceholder, absolute_layout
from weasyprint.layout.float import avoid_collisions, float_layout
from weasyprint.layout.inline import (
    is_phantom_linebox,
    line_box_verticality,
    skip_first_whitespace,
    split_inline_level,
    split_text_box,
    text_align,
)
from weasyprint.layout.inline import iter_line_boxes as weasyprint_iter_line_boxes
from weasyprint.layout.percent import percentage, resolve_one_percentage
from weasyprint.layout.preferred import adjust as adjust_outer
from weasyprint.layout.preferred import inline_max_content_width as weasyprint_max_content_width
from weasyprint.layout.preferred import inline_min_content_width as weasyprint_min_content_width
from weasyprint.layout.preferred import max_content_width, min_content_width, shrink_to_fit
from weasyprint.logger import LOGGER
from weasyprint.matrix import Matrix
from weasyprint.text.constants import LST_TO_ISO
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, harfbuzz, pango
from weasyprint.text.fonts import font_features, get_pango_font_key
from weasyprint.text.line_break import Layout, create_layout, get_log_attrs, line_size, strut
from weasyprint.text.line_break import _font_style_cache_key as font_style_key
from weasyprint.text.line_break import split_first_line as weasyprint_split_first_line

from huozi.compose import classes
from huozi.compose.properties import PROPERTIES, expand_text_emphasis
from huozi.compose.shape import Face, Foreign, Glyph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "FROM_UNITS",
    "LOGGER",
    "TO_UNITS",
    "AbsolutePlaceholder",
    "Layout",
    "absolute_layout",
    "adjust_outer",
    "avoid_collisions",
    "boxes",
    "create_layout",
    "draw_line",
    "ffi",
    "float_layout",
    "font_style_key",
    "get_color",
    "get_pango_font_key",
    "is_phantom_linebox",
    "line_box_verticality",
    "line_size",
    "max_content_width",
    "min_content_width",
    "pango",
    "percentage",
    "resolve_one_percentage",
    "shrink_to_fit",
    "skip_first_whitespace",
    "split_inline_level",
    "split_text_box",
    "text_align",
    "weasyprint_draw_text",
    "weasyprint_iter_line_boxes",
    "weasyprint_max_content_width",
    "weasyprint_min_content_width",
    "weasyprint_split_first_line",
]

ffi.cdef("""
    typedef ... hb_buffer_t;
    typedef ... hb_language_impl_t;
    typedef struct { uint32_t codepoint; uint32_t mask; uint32_t cluster; uint32_t var1; uint32_t var2; }
    hb_glyph_info_t; typedef struct { int32_t x_advance; int32_t y_advance; int32_t x_offset; int32_t y_offset;
    uint32_t var; }
        hb_glyph_position_t;
    typedef struct { int32_t x_bearing; int32_t y_bearing; int32_t width; int32_t height; } hb_glyph_extents_t;
    typedef struct { uint32_t tag; uint32_t value; unsigned int start; unsigned int end; } hb_feature_t;
    hb_buffer_t * hb_buffer_create (void);
    void hb_buffer_clear_contents (hb_buffer_t *buffer);
    void hb_buffer_add_utf32 (hb_buffer_t *buffer, const uint32_t *text, int length, unsigned int offset, int
    item_length); void hb_buffer_set_direction (hb_buffer_t *buffer, unsigned int direction); void
    hb_buffer_set_script (hb_buffer_t *buffer, uint32_t script); void hb_buffer_set_language (hb_buffer_t *buffer,
    const hb_language_impl_t *language); void hb_buffer_guess_segment_properties (hb_buffer_t *buffer); unsigned int
    hb_buffer_get_length (hb_buffer_t *buffer); hb_glyph_info_t * hb_buffer_get_glyph_infos (hb_buffer_t *buffer,
    unsigned int *length); hb_glyph_position_t * hb_buffer_get_glyph_positions (hb_buffer_t *buffer, unsigned int
    *length); void hb_shape (hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features, unsigned int count);
    const hb_language_impl_t * hb_language_from_string (const char *text, int length); hb_bool_t
    hb_font_get_glyph_extents (hb_font_t *font, hb_codepoint_t glyph, hb_glyph_extents_t *extents); int32_t
    hb_font_get_glyph_h_advance (hb_font_t *font, hb_codepoint_t glyph); hb_bool_t hb_font_get_nominal_glyph
    (hb_font_t *font, hb_codepoint_t unicode, hb_codepoint_t *glyph);
""")

_LTR = 4
_FACE_BASE = 0x100000  # plane 16: a character of a face string stands for a face and a script group
_INHERIT = "\U0010fffd"
_TWIN = 0xF0000  # plane 15: the Latin twin of a shared code point
_GROUPS = "chl"  # CJK, Hangul, the rest


# Fonts


@dataclass(slots=True)
class Fonts:
    """The faces that one style uses, found once for each character.

    `table` is for `str.translate`: character -> face and group.
    """

    style: Any
    languages: dict[str, Any]
    features: dict[str, tuple[Any, int]]
    ascent: float
    height: float
    line_height: float
    shelf: Shelf
    table: dict[int, str] = field(default_factory=dict)
    marks: int | None = None  # the face of Chinese marks: that of the Han
    marked: dict[tuple[str, str], str] = field(default_factory=dict)  # faces of characters with combining marks

    def spans(self, text: str, letters: str) -> Iterator[tuple[int, int, Face, str]]:
        """Yield (start, end, face, group) over `text`; shared code points in Latin runs go to the Latin font (FT1)."""
        keys = text
        if classes.LATIN_OTHER in letters or classes.LATIN_CLOSE in letters:
            keys = "".join(
                chr(_TWIN + ord(char)) if letter in "yZ" and char in _LATIN_TOO else char
                for char, letter in zip(text, letters, strict=True)
            )
        faces = keys.translate(self.table)
        if _UNKNOWN.search(faces):
            self._learn({char for char in keys if ord(char) not in self.table})
            faces = keys.translate(self.table)
        if classes.EXTEND in letters:
            faces = self._with_marks(text, letters, faces)
        for match in _SPANS.finditer(faces):
            key = match.group(1) if match.group(1) != _INHERIT else chr(_FACE_BASE + 2)
            number = ord(key) - _FACE_BASE
            yield match.start(), match.end(), self.shelf.faces[number // 3], _GROUPS[number % 3]

    def _with_marks(self, text: str, letters: str, faces: str) -> str:
        """Give each character with combining marks a face that has them all, and emoji theirs (FT5)."""
        settled = list(faces)
        for match in _MARKED.finditer(letters):
            start, end = match.span()
            key = text[start:end], faces[start]
            if key not in self.marked:
                self.marked[key] = self._with_all(*key)
            settled[start:end] = self.marked[key]
        return "".join(settled)

    def _with_all(self, cluster: str, face: str) -> str:
        """Return a face for each character of a cluster whose first would take `face`.

        Where no face that Pango finds for one of them has all, each mark that `face` lacks takes its own.
        """
        if face == _INHERIT:
            return face * len(cluster)
        number, group = divmod(ord(face) - _FACE_BASE, 3)
        needed = [char for char in unicodedata.normalize("NFC", cluster) if not _SELECTS.match(char)]
        found = self.shelf.find(cluster, self.style, upright=group != 2)
        order = (*found.values(), number) if _EMOJI_SELECTOR in cluster else (number, *found.values())
        for other in order:
            if all(self.shelf.has_glyph(other, char) for char in needed):
                return chr(_FACE_BASE + other * 3 + group) + _INHERIT * (len(cluster) - 1)
        lacks = [char in needed and not self.shelf.has_glyph(number, char) for char in cluster]
        return face + "".join(
            chr(_FACE_BASE + found[char] * 3 + group) if lack else _INHERIT
            for char, lack in zip(cluster[1:], lacks[1:], strict=True)
        )

    def _learn(self, chars: set[str]) -> None:
        """Ask Pango once which font each character takes; marks take the font of the Han (FT1, FT2)."""
        if self.marks is None:
            self.marks = self.shelf.find("\u4e00", self.style, upright=True)["\u4e00"]
        plain: list[str] = []
        cjk: list[str] = []
        for char in sorted(chars):
            code = ord(char)
            if _TWIN <= code < _TWIN + 0x3000:
                plain.append(chr(code - _TWIN))
                continue
            letter = classes.TABLE[code]
            if letter == classes.EXTEND or letter in (
                classes.NEWLINE,
                classes.SOFT_HYPHEN,
                classes.ZERO_SPACE,
                classes.OBJECT,
            ):
                self.table[code] = _INHERIT
            elif letter in classes.CJK + classes.SHARED:
                cjk.append(char)
            else:
                plain.append(char)
        found = self.shelf.find("".join(char for char in plain if char != " "), self.style, upright=False)
        for char in plain:
            number = found.get(char)
            if number is None:
                number = self.shelf.find("a", self.style, upright=False)["a"]
            code = ord(char)
            key = code + _TWIN if classes.TABLE[code] in classes.SHARED else code
            self.table[key] = chr(_FACE_BASE + number * 3 + 2)
        found = self.shelf.find("".join(cjk), self.style, upright=True)
        for char in cjk:
            letter = classes.TABLE[ord(char)]
            number = found[char]
            if letter not in _OWN_FONT and self.shelf.has_glyph(self.marks, char):
                number = self.marks
            self.table[ord(char)] = chr(_FACE_BASE + number * 3 + (1 if letter == classes.HANGUL else 0))


_OWN_FONT = classes.HAN + classes.KANA + classes.HANGUL
_LATIN_TOO = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2015\u2025\u2026\u00b7\u2022\u2027")
_UNKNOWN = re.compile("[^\U00100000-\U0010fffd]")
_SPANS = re.compile("([\U00100000-\U0010fffd])(?:\\1|\U0010fffd)*")


_MARKED = re.compile(f"[^{classes.EXTEND}]{classes.EXTEND}+")
_SELECTS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Joiners and selectors, which choose among glyphs and have none."""
_EMOJI_SELECTOR = "\ufe0f"
_HALF_MIDDLE = "\uff65"
_NEAR = 0.02
"""How far from the middle of its cell, in em, a glyph may stand and still be centred."""


class Shelf:
    """All faces of one font configuration, and what was learnt about them."""

    def __init__(self) -> None:
        self.faces: list[Face] = []
        self.fonts: dict[str, Fonts] = {}
        self.words: dict[tuple[Any, ...], Any] = {}
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []  # a layout keeps its fonts alive
        self._buffer = harfbuzz.hb_buffer_create()
        self._glyph = ffi.new("hb_codepoint_t *")
        self._extents = ffi.new("hb_glyph_extents_t *")

    def fonts_for(self, style: Foreign) -> Fonts:
        """Return the fonts of a style."""
        keeper = keeper_of(style)
        known: Fonts | None = getattr(keeper, "huozi_fonts", None)
        if known is not None:
            return known
        key = f"{font_style_key(style, include_size=True)}{style['font_kerning']}{style['letter_spacing']}"
        fonts = self.fonts.get(key)
        if fonts is None:
            layout = Layout(style)
            layout.set_text(" \u4e00" if style["line_height"] == "normal" else " ")
            line, _ = layout.get_first_line()
            _, height = line_size(line, style)
            ascent = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
            tag = style["lang"] or "zh-Hans"
            if style["font_language_override"] != "normal":
                override = style["font_language_override"]
                tag = LST_TO_ISO.get(override.lower(), override)
            # In pan-CJK fonts a Latin apostrophe is one em wide in Chinese, and as wide as it looks in Japanese.
            latin = "ja" if tag.lower().startswith(("zh", "yue")) else tag
            languages = {
                group: harfbuzz.hb_language_from_string((latin if group == "l" else tag).encode(), -1)
                for group in _GROUPS
            }
            line_height, _ = strut(style)
            if style["line_height"] == "normal":
                line_height = max(line_height, height)
            fonts = self.fonts[key] = Fonts(style, languages, _features(style), ascent, height, line_height, self)
        keeper.huozi_fonts = fonts
        return fonts

    def find(self, chars: str, style: Foreign, *, upright: bool) -> dict[str, int]:
        """Return the number of the face that Pango chooses for each character."""
        if not chars:
            return {}
        if upright and style["font_style"] != "normal":
            style = style.copy()
            style["font_style"] = "normal"  # FT6: Han are never slanted
        layout = Layout(style)
        layout.set_text(chars)
        line, _ = layout.get_first_line()
        found: dict[str, int] = {}
        encoded = chars.encode()
        run = line.runs
        while run != ffi.NULL:
            item = run.data.item
            font = item.analysis.font
            number = self._number(font, style["font_size"])
            for char in encoded[item.offset : item.offset + item.length].decode():
                found[char] = number
            run = run.next
        self._kept.append(layout)
        return found

    def _number(self, font: Foreign, size: float) -> int:
        address = int(ffi.cast("uintptr_t", font))
        if address not in self._numbers:
            self._numbers[address] = len(self.faces)
            shaper = pango.pango_font_get_hb_font(font)
            self.faces.append(Face(font, shaper, size, self._ink, self._half_middle, glyph_advance))
        return self._numbers[address]

    def has_glyph(self, number: int, char: str) -> bool:
        return bool(harfbuzz.hb_font_get_nominal_glyph(self.faces[number].shaper, ord(char), self._glyph))

    def _ink(self, face: Face, glyph: int) -> tuple[float, float]:
        if not harfbuzz.hb_font_get_glyph_extents(face.shaper, glyph, self._extents):
            return 0.0, 1.0
        left = self._extents.x_bearing * FROM_UNITS / face.size
        return left, left + self._extents.width * FROM_UNITS / face.size

    def _half_middle(self, face: Face) -> int | None:
        if not harfbuzz.hb_font_get_nominal_glyph(face.shaper, ord(_HALF_MIDDLE), self._glyph):
            return None
        glyph = int(self._glyph[0])
        advance = harfbuzz.hb_font_get_glyph_h_advance(face.shaper, glyph) * FROM_UNITS / face.size
        left, right = self._ink(face, glyph)
        centred = abs(advance - 0.5) < _NEAR and abs(left + right - 0.5) < _NEAR
        return glyph if centred else None

    def shape(self, text: str, face: Face, group: str, fonts: Fonts) -> tuple[list[int], list[float], Any]:
        """Return glyph ids and advances by character, and (complex clusters, characters inside clusters) or None."""
        buffer = self._buffer
        harfbuzz.hb_buffer_clear_contents(buffer)
        encoded = ffi.from_buffer("uint32_t[]", text.encode("utf-32-le"))
        harfbuzz.hb_buffer_add_utf32(buffer, encoded, len(text), 0, len(text))
        harfbuzz.hb_buffer_set_direction(buffer, _LTR)
        if group != "l":
            harfbuzz.hb_buffer_set_script(buffer, _HANI if group == "c" else _HANG)
        harfbuzz.hb_buffer_set_language(buffer, fonts.languages[group])
        if group == "l":
            harfbuzz.hb_buffer_guess_segment_properties(buffer)
            harfbuzz.hb_buffer_set_direction(buffer, _LTR)
        features, count = fonts.features[group]
        harfbuzz.hb_shape(face.shaper, buffer, features, count)
        length = harfbuzz.hb_buffer_get_length(buffer)
        infos = memoryview(ffi.buffer(harfbuzz.hb_buffer_get_glyph_infos(buffer, ffi.NULL), length * 20)).cast("I")
        positions = memoryview(ffi.buffer(harfbuzz.hb_buffer_get_glyph_positions(buffer, ffi.NULL), length * 20)).cast(
            "i"
        )
        ids = infos[0::5].tolist()
        advances = [unit * FROM_UNITS for unit in positions[0::5].tolist()]
        clusters = infos[2::5].tolist()
        if (
            length == len(text)
            and clusters == list(range(length))
            and not any(positions[2::5].tolist())
            and not any(positions[3::5].tolist())
        ):
            return ids, advances, None
        return _by_character(len(text), ids, advances, clusters, positions)


def _by_character(
    length: int, ids: list[int], advances: list[float], clusters: list[int], positions: Foreign
) -> tuple[list[int], list[float], Any]:
    """Fold glyphs into characters: the first character of a cluster holds its glyph and advance, the others none."""
    glyph = [-1] * length
    advance = [0.0] * length
    complex_clusters: dict[int, tuple[Glyph, ...]] = {}
    offsets = [(x * FROM_UNITS, y * FROM_UNITS) for x, y in zip(positions[2::5], positions[3::5], strict=True)]
    groups: dict[int, list[int]] = {}
    for index, cluster in enumerate(clusters):
        groups.setdefault(cluster, []).append(index)
    for cluster, members in groups.items():
        glyph[cluster] = ids[members[0]]
        advance[cluster] = sum(advances[index] for index in members)
        if len(members) > 1 or offsets[members[0]] != (0.0, 0.0):
            complex_clusters[cluster] = tuple(Glyph(ids[i], advances[i], offsets[i][0], offsets[i][1]) for i in members)
    inside = {index for index in range(length) if index not in groups}
    return glyph, advance, (complex_clusters, inside)


def shelf_of(style: Foreign) -> Shelf:
    """Return the faces of a style's font configuration, which they live and die with."""
    configuration = style.font_config
    shelf: Shelf | None = getattr(configuration, "huozi_shelf", None)
    if shelf is None:
        shelf = configuration.huozi_shelf = Shelf()
    return shelf


def _features(style: Foreign) -> dict[str, tuple[Any, int]]:
    """Return HarfBuzz features by script group.

    Full-width glyphs are set solid: they take no kerning unless the style asks.
    """
    asked = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    spaced = {"liga": 0, "clig": 0} if style["letter_spacing"] not in ("normal", 0) else {}
    result = {}
    for group in _GROUPS:
        own = {**spaced, **({"kern": 0} if group == "c" else {}), **asked}
        array = ffi.new("hb_feature_t[]", max(1, len(own)))
        for feature, (tag, value) in zip(array, own.items(), strict=False):
            feature.tag = _tag(tag)
            feature.value = int(value)
            feature.start = 0
            feature.end = 0xFFFFFFFF
        result[group] = (array, len(own))
    return result


def _tag(tag: str) -> int:
    return int.from_bytes(tag.encode("ascii").ljust(4)[:4], "big")


_HANI = _tag("Hani")
_HANG = _tag("Hang")


def governing_style(style: Foreign) -> Foreign:
    """Return the style, the given one or an ancestor's, whose element last set a property that the composer reads.

    Properties of `properties` are inherited: whatever lies below shares what was derived from it.
    """
    while True:
        cascaded = getattr(style, "cascaded", None)
        parent = style.parent_style
        if parent is None or (cascaded is not None and not _READ.isdisjoint(cascaded)):
            return style
        style = parent


_READ = {item.name.replace("-", "_") for item in PROPERTIES} | {"lang"}
_UNSIZED = dict.fromkeys(
    [f"{box}_{side}{suffix}" for side in ("left", "right", "top", "bottom")
     for box, suffix in (("margin", ""), ("padding", ""), ("border", "_width"))],
    0,
)  # fmt: skip


def resolve_text_box(box: Foreign) -> None:
    """Give a text box the used values that an anonymous box has: no margin, border or padding."""
    box.__dict__.update(_UNSIZED)


def uax14(text: str, language: str | None) -> Sequence[int]:
    """Return 1 for each character before which UAX 14 allows a line to start, as Pango implements it."""
    attributes = get_log_attrs(text, language)
    view = memoryview(ffi.buffer(attributes)).cast("I")
    return [value & 1 for value in view[: len(text) + 1].tolist()]


def hyphenation(dictionaries: Foreign, style: Foreign, word: str, limits: tuple[int, int, int]) -> list[int]:
    """Return the places where a word may be hyphenated. Latin words in CJK text are read as English.

    `limits` are the least letters of a word, and of its parts before and after a hyphen.
    """
    total, left, right = limits
    language = pyphen.language_fallback(style["lang"] or "") or "en_US"
    if len(word) < total:
        return []
    key = (language, left, right, total)
    dictionary = dictionaries.get(key)
    if dictionary is None:
        dictionary = dictionaries[key] = pyphen.Pyphen(lang=language, left=left, right=right)
    return [int(position) for position in dictionary.positions(word)]


def glyph_advance(face: Face, glyph: int) -> float:
    """Return the advance of a glyph in px, without kerning."""
    return float(harfbuzz.hb_font_get_glyph_h_advance(face.shaper, glyph) * FROM_UNITS)


def glyph_width(face: Face, glyph: int) -> int:
    """Return the width of a glyph in thousandths of an em, as the font's width table in the PDF has it."""
    width = face.widths.get(glyph)
    if width is None:
        width = face.widths[glyph] = round(glyph_advance(face, glyph) * 1000 / face.size)
    return width


def glyph_of(face: Face, char: str) -> int:
    """Return the glyph of a character, 0 when the face has none."""
    glyph = ffi.new("hb_codepoint_t *")
    return int(glyph[0]) if harfbuzz.hb_font_get_nominal_glyph(face.shaper, ord(char), glyph) else 0


def font_of(stream: Foreign, face: Face) -> Foreign:
    """Return the font of a stream's document that WeasyPrint writes a face with."""
    fonts = stream._fonts  # noqa: SLF001 - `add_font` describes the font anew for each text
    if face.key is None or face.key not in fonts:
        face.key, _, _ = get_pango_font_key(face.handle)
        return stream.add_font(face.handle)[0]
    return fonts[face.key]


def has_pictures(font: Foreign) -> bool:
    """Tell whether the glyphs of a font of a PDF are pictures, of emoji: WeasyPrint writes its outlines empty."""
    return bool(font.png or font.svg or font.colr)


def draw_pictures(stream: Foreign, textbox: Foreign, text: str, x: float, y: float) -> None:
    """Draw the pictures of a cluster of emoji whose glyphs are written at (x, y), in px, as WeasyPrint draws them.

    Where it makes a picture as high as its glyph is wide, it is made as wide: it would reach over its neighbours.
    """
    style = textbox.style
    layout = create_layout(text, style, None, None, 0)
    box = SimpleNamespace(text=text, style=style, pango_layout=layout, baseline=textbox.baseline)
    drawn = draw_first_line(stream.clone(), box, "clip", "none", Matrix())
    layout.deactivate()
    for image, font, wide, high, right, down in drawn:
        picture = (high, high * high / wide) if font.png and wide > high else (wide, high)
        draw_emojis(stream, style, x, y, [(image, font, *picture, right, down)])


def resolve_percentages(box: Foreign, containing_block: Foreign) -> None:
    """Give a box its used lengths, as WeasyPrint's function of this name does, or one that stands in its place."""
    percent_module.resolve_percentages(box, containing_block)


def keeper_of(style: Foreign) -> Foreign:
    """Return what keeps what follows from the values of a style: its group, where styles that are alike have one."""
    return getattr(style, "group", None) or style


def strut_of(style: Foreign) -> tuple[float, float]:
    """Return the line height and baseline of a style."""
    keeper = keeper_of(style)
    known: tuple[float, float] | None = getattr(keeper, "huozi_strut", None)
    if known is None:
        known = keeper.huozi_strut = strut(style)
    return known


def adjust_line_height(box: Foreign) -> None:
    """Give an inline box the half leading of its style, as WeasyPrint's `_adjust_line_height` does."""
    line_height, box.baseline = strut_of(box.style)
    box.height = box.style["font_size"]
    half_leading = (line_height - box.height) / 2
    box.margin_top = half_leading - box.border_top_width - box.padding_top
    box.margin_bottom = half_leading - box.border_bottom_width - box.padding_bottom


def canonical_text(face: Face, glyph: int, typed: str) -> str:
    """Return what a glyph stands for in the font's ToUnicode map: the unified ideograph where a font shares its glyph.

    A font draws ⼀ and 一 with one glyph. The map has room for one of them, and it must be the common one, whichever
    came first, and the same in every chapter of a book.
    """
    code = ord(typed[0])
    if len(typed) > 1 or not (0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F):
        return typed
    found = ffi.new("hb_codepoint_t *")
    common = unicodedata.normalize("NFKC", typed)
    if common != typed:
        shared = harfbuzz.hb_font_get_nominal_glyph(face.shaper, ord(common), found) and found[0] == glyph
        return common if shared else typed
    for other in range(0x4E00, 0xA000):
        if harfbuzz.hb_font_get_nominal_glyph(face.shaper, other, found) and found[0] == glyph:
            return chr(other)
    return typed


def text_metrics(style: Foreign) -> tuple[float, float, float, float, float]:
    """Return ascent, underline position and thickness, strikethrough position and thickness of a decorated style."""
    layout = Layout(style)
    return (
        layout.ascent,
        layout.underline_position,
        layout.underline_thickness,
        layout.strikethrough_position,
        layout.strikethrough_thickness,
    )


# Registration

_ORIGINALS: dict[str, Any] = {}


def install() -> None:
    """Teach WeasyPrint the properties of `properties` and put the composer in the place of its lines. Twice is once."""
    if _ORIGINALS:
        return
    from huozi.compose import content, leaders, lines, paint, plain

    def layout_footnote(context: Foreign, footnote: Foreign) -> Foreign:
        content.keep_for_copies(footnote)
        return _ORIGINALS["note"](context, footnote)

    _ORIGINALS.update(
        preprocess=validation.preprocess_declarations,
        iterate=block_module.iter_line_boxes,
        minimum=preferred_module.inline_min_content_width,
        maximum=preferred_module.inline_max_content_width,
        draw=draw_module.draw_text,
        note=LayoutContext.layout_footnote,
    )
    _register_properties()
    validation.preprocess_declarations = _preprocess_declarations
    css_module.preprocess_declarations = _preprocess_declarations
    block_module.iter_line_boxes = lines.iter_line_boxes
    preferred_module.inline_min_content_width = lines.min_content
    preferred_module.inline_max_content_width = lines.max_content
    draw_module.draw_text = paint.draw_text
    inline_module.split_first_line = preferred_module.split_first_line = plain.split_first_line
    inline_module.handle_leader = leaders.handle_leader
    LayoutContext.layout_footnote = layout_footnote


def _register_properties() -> None:
    for item in PROPERTIES:
        name = item.name.replace("-", "_")
        INITIAL_VALUES[name] = item.initial
        KNOWN_PROPERTIES.add(item.name)
        if item.inherited:
            INHERITED.add(name)
        VALIDATORS[item.name] = _validator(item.validate)
        if item.name.startswith("huozi-"):
            PROPRIETARY.add(item.name)
    EXPANDERS["text-emphasis"] = _expand_text_emphasis


def _validator(validate: Foreign) -> Foreign:
    def function(tokens: Sequence[Any]) -> Foreign:
        return validate(list(tokens))

    function.wants_base_url = False  # type: ignore[attr-defined]
    return function


def _expand_text_emphasis(tokens: Sequence[Any], name: str, base_url: str) -> Iterator[tuple[str, Any]]:  # noqa: ARG001
    try:
        yield from expand_text_emphasis(list(tokens))
    except ValueError as error:
        raise InvalidValues(str(error)) from error


def _preprocess_declarations(base_url: str, declarations: Iterable[Any], prelude: Foreign = None) -> Iterator[Any]:
    """Let `-huozi-` names through: WeasyPrint drops every prefix but its own."""
    known = list(declarations)
    for declaration in known:
        if declaration.type == "declaration" and declaration.lower_name.startswith("-huozi-"):
            declaration.lower_name = PREFIX + declaration.lower_name[1:]
    yield from _ORIGINALS["preprocess"](base_url, known, prelude)
