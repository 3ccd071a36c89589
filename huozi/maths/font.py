"""Font files -> glyphs, their sizes and outlines, and the constants of the MATH table; lengths in em.

The first file is the mathematical one, which comes with huozi; the others serve characters that it lacks, as Han.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import uharfbuzz as hb
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

MATH_FONT = Path(__file__).with_name("fonts") / "STIXTwoMath-Regular.ttf"

Direction = Literal["ttb", "ltr"]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a face with its advance and the edges of its ink in em; `depth_em` is how far it goes below."""

    face: int
    id: int
    advance_em: float
    height_em: float
    depth_em: float
    left_em: float
    right_em: float


@dataclass(frozen=True, slots=True)
class Stretched:
    """A glyph made longer: glyphs with their distance from the first, along the direction, in em."""

    parts: tuple[tuple[Glyph, float], ...]
    length_em: float


@dataclass(slots=True)
class Fonts:
    """The opened fonts of a book."""

    faces: tuple[tuple[Path, int], ...]
    _fonts: list[hb.Font] = field(init=False)
    _upem: list[int] = field(init=False)
    _known: list[frozenset[int]] = field(init=False)
    _glyphs: dict[tuple[int, int], Glyph] = field(default_factory=dict)
    _shaped: dict[tuple[str, int], tuple[Glyph | None, ...]] = field(default_factory=dict)
    _constants: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files = [(MATH_FONT, 0), *self.faces]
        faces = [hb.Face(hb.Blob.from_file_path(str(path)), index) for path, index in files]
        self._fonts = [hb.Font(face) for face in faces]
        self._upem = [face.upem for face in faces]
        self._known = [frozenset(face.unicodes) for face in faces]

    def shape(self, text: str, script_level: int) -> tuple[Glyph | None, ...]:
        """The glyphs of a text, None for a character that no font has; scripts take glyphs cut for their size."""
        key = (text, min(script_level, 2))
        if key not in self._shaped:
            self._shaped[key] = tuple(self._glyph_of(char, key[1]) for char in text)
        return self._shaped[key]

    def has_in_text(self, char: str) -> bool:
        """Whether a font of the text has a character."""
        return char in " \n" or any(ord(char) in known for known in self._known[1:])

    def _glyph_of(self, char: str, script_level: int) -> Glyph | None:
        face = next((index for index, known in enumerate(self._known) if ord(char) in known), None)
        if face is None:
            return None
        if face == 0 and script_level:
            buffer = hb.Buffer()
            buffer.add_str(char)
            buffer.script, buffer.direction, buffer.language = "Zmth", "ltr", "en"
            hb.shape(self._fonts[0], buffer, {"ssty": script_level})
            return self.glyph(0, buffer.glyph_infos[0].codepoint)
        found = self._fonts[face].get_nominal_glyph(ord(char))
        return None if found is None else self.glyph(face, found)

    def glyph(self, face: int, glyph_id: int) -> Glyph:
        """A glyph by its number."""
        key = (face, glyph_id)
        if key not in self._glyphs:
            font, upem = self._fonts[face], self._upem[face]
            extents = font.get_glyph_extents(glyph_id)
            top, left, width, height = (
                (extents.y_bearing, extents.x_bearing, extents.width, extents.height) if extents else (0, 0, 0, 0)
            )
            self._glyphs[key] = Glyph(
                face,
                glyph_id,
                font.get_glyph_h_advance(glyph_id) / upem,
                top / upem,
                -(top + height) / upem,
                left / upem,
                (left + width) / upem,
            )
        return self._glyphs[key]

    def constant(self, name: str) -> float:
        """A constant of the MATH table by HarfBuzz' name: lengths in em, percentages as they are."""
        if name not in self._constants:
            value = self._fonts[0].get_math_constant(getattr(hb.OTMathConstant, name))
            self._constants[name] = value if "PERCENT" in name else value / self._upem[0]
        return self._constants[name]

    def italic_correction(self, glyph: Glyph) -> float:
        """How far a glyph leans over its advance."""
        if glyph.face:
            return 0.0
        return float(self._fonts[0].get_math_glyph_italics_correction(glyph.id)) / self._upem[0]

    def accent_attachment(self, glyph: Glyph) -> float:
        """Where an accent above a glyph belongs, and where a glyph that is an accent is held."""
        if glyph.face:
            return glyph.advance_em / 2
        return float(self._fonts[0].get_math_glyph_top_accent_attachment(glyph.id)) / self._upem[0]

    def stretch(self, glyph: Glyph, length_em: float, direction: Direction) -> Stretched:
        """The first variant that is as long, else an assembly of parts, else the longest variant (Core 5.3)."""
        if glyph.face:
            return Stretched(((glyph, 0.0),), _extent(glyph, direction))
        font, upem = self._fonts[0], self._upem[0]
        variants = font.get_math_glyph_variants(glyph.id, direction)
        for variant in variants:
            if variant.advance / upem >= length_em - 0.001:
                return self._whole(variant.glyph, direction)
        parts, _ = font.get_math_glyph_assembly(glyph.id, direction)
        if parts:
            return self._assemble(parts, length_em, direction)
        return self._whole(variants[-1].glyph if variants else glyph.id, direction)

    def _whole(self, glyph_id: int, direction: Direction) -> Stretched:
        glyph = self.glyph(0, glyph_id)
        return Stretched(((glyph, 0.0),), _extent(glyph, direction))

    def _assemble(self, parts: list[hb.OTMathGlyphPart], length_em: float, direction: Direction) -> Stretched:
        """OpenType MATH, "GlyphAssembly": repeat the extenders until the parts reach, then overlap them evenly."""
        upem = self._upem[0]
        least = self._fonts[0].get_math_min_connector_overlap(direction)
        extender = hb.OTMathGlyphPartFlags.EXTENDER
        sequence = [part for part in parts if not part.flags & extender]
        count = 0
        while count < _MOST_REPEATS:
            sequence = [part for part in parts for _ in range(count if part.flags & extender else 1)]
            full = sum(part.full_advance for part in sequence)
            if sequence and full - least * (len(sequence) - 1) >= length_em * upem:
                break
            count += 1
        full = sum(part.full_advance for part in sequence)
        joints = len(sequence) - 1
        overlap = float(least)
        if joints:
            most = min(
                min(before.end_connector_length, after.start_connector_length) for before, after in pairwise(sequence)
            )
            overlap = max(float(least), min(float(most), (full - length_em * upem) / joints))
        at, placed = 0.0, []
        for part in sequence:
            placed.append((self.glyph(0, part.glyph), at / upem))
            at += part.full_advance - overlap
        return Stretched(tuple(placed), (at + overlap) / upem)

    def outline(self, glyph: Glyph, x: float, y: float, scale: float) -> str:
        """The outline as SVG path data, in thousandths of an em, y downwards, set at x, y (em) and scaled."""
        factor = scale * 1000 / self._upem[glyph.face]
        pen = SVGPathPen(None, ntos=_short)
        self._fonts[glyph.face].draw_glyph_with_pen(
            glyph.id, TransformPen(pen, (factor, 0, 0, -factor, x * 1000, -y * 1000))
        )
        return str(pen.getCommands())


_MOST_REPEATS = 400


def _extent(glyph: Glyph, direction: Direction) -> float:
    return glyph.height_em + glyph.depth_em if direction == "ttb" else glyph.right_em - glyph.left_em


def _short(number: float) -> str:
    return str(round(number))


@lru_cache(maxsize=4)
def opened(faces: tuple[tuple[Path, int], ...]) -> Fonts:
    """The fonts of a book, opened once."""
    return Fonts(faces)
