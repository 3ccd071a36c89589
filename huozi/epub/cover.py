"""Title, subtitle, names and faces -> a cover picture (PNG), for a book that brings none.

Horizontal setting on a pale ground with a quiet picture below; colours and picture are picked by a digest of the
title, so that one book has one cover and a shelf has many. Nothing is random: equal words and fonts give equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import uharfbuzz
from PIL import Image, ImageDraw, ImageFont

from huozi.compose import classes
from huozi.compose.itemise import itemise
from huozi.epub.titlewrap import wrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH_PX, HEIGHT_PX = 1500, 2250
"""2 : 3. Apple asks for 1400 pixels of the shorter side at least, Taiwan's stores for 3.5 million in all at most."""

_MARGIN_PX = 160
_MEASURE_PX = WIDTH_PX - 2 * _MARGIN_PX
_TOP_PX = 280
_ART_TOP_PX = 1406
_FOOT_PX = 272
_TITLE_HEIGHT_PX = 750
_LARGEST_PX, _SMALLEST_PX = 320, 78
_LEADING = 1.28
_RULE_GAP_PX, _NAMES_GAP_PX = 84, 66
_NAME_PITCH_PX, _NAMES_HEIGHT_PX, _NAME_SHARE, _MOST_NAMES = 86, 300, 0.68, 12
_SUBTITLE_PX, _SUBTITLE_LEADING = (48, 78), 1.45
_TEXT_HEIGHT_PX = _ART_TOP_PX - 40 - _TOP_PX - _RULE_GAP_PX
"""What title, subtitle and names may take together, so that they never stand on the picture."""

_SHARPER = 2
"""The picture is drawn so many times larger and then reduced: Pillow's shapes have hard edges."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face of a font file."""

    path: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class Lettering:
    """What is written on the cover, each as it is shown ("" for none)."""

    title: str
    subtitle: str = ""
    names: tuple[str, ...] = ()
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that go together: ground, ink, an accent, and tones from pale to deep."""

    ground: str
    ink: str
    accent: str
    tones: tuple[str, str, str, str]


# 黛 松 赭 藏蓝 绛 墨: pigments of Chinese painting, muted, each on the white of its own paper.
_PALETTES = (
    Palette("#F4F0E8", "#22303A", "#B5533C", ("#D3DBD9", "#9FB3B5", "#66858C", "#2F4F5A")),
    Palette("#F3F1E7", "#24332B", "#BC8A43", ("#D5DECF", "#A3B9A1", "#678A74", "#2F5545")),
    Palette("#F7F0E6", "#3A2A22", "#35656A", ("#EAD9C4", "#D3B08D", "#AF7D58", "#74452F")),
    Palette("#F0F2F2", "#1D2B45", "#C25B45", ("#D2D9E3", "#9DADC5", "#60779E", "#2B426F")),
    Palette("#F5F0EE", "#35232F", "#B58B46", ("#E3D5D8", "#C2A5B1", "#93697E", "#5A3348")),
    Palette("#F3F1EC", "#262626", "#A63A2B", ("#DCD9D2", "#B4B1AA", "#7F7D78", "#3D3C3A")),
)


Faces = tuple[Face, ...]
"""What a text is set in: a word in the first that has all its letters; where none has, each letter by itself."""

_WORD = re.compile(r"[^\W\u1100-\u11ff\u2e80-\uffff\U00020000-\U0003ffff]+|.", re.DOTALL)
_NAMES = re.compile("[^\u3000\u3001,]+[\u3000\u3001,]*(?: |[^\u3000\u3001,]{1,2}$)?")
"""A name and what comes after it; the word for what somebody did, 著 or 译, stays with the last."""
_LATIN_CLASSES = (classes.LATIN_OTHER, classes.LATIN_CLOSE)
_SHARED = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00b7")
"""Marks that a CJK font has as wide as a Han, for Latin too."""


def draw(words: Lettering, heading: Faces, text: Faces) -> bytes:
    """The cover as a PNG of WIDTH_PX by HEIGHT_PX."""
    digest = hashlib.sha256("\n".join((words.title, words.subtitle)).encode()).digest()
    palette = _PALETTES[digest[0] % len(_PALETTES)]
    art = (_hills, _waves, _blocks)[digest[1] % 3]
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), palette.ground)
    image.paste(_art(art, palette, digest), (0, _ART_TOP_PX))
    _letter(ImageDraw.Draw(image), words, palette, heading, text)
    packed = io.BytesIO()
    image.save(packed, "PNG", compress_level=6)
    return packed.getvalue()


def missing(words: Lettering, heading: Faces, text: Faces) -> list[str]:
    """The characters of the cover that none of its faces has a glyph for, in order."""
    wanted = [(char, heading) for char in words.title]
    wanted += [(char, text) for char in "".join((words.subtitle, *words.names, words.publisher))]
    return list(dict.fromkeys(char for char, faces in wanted if not any(_has(face, char) for face in faces)))


def _has(face: Face, char: str) -> bool:
    return char.isspace() or _shaper(face).get_nominal_glyph(ord(char)) is not None


@cache
def _shaper(face: Face) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.index))


@dataclass(frozen=True, slots=True)
class _Type:
    """Faces at one size. All stand on the line of the first."""

    faces: Faces
    size: int

    @property
    def ascent(self) -> int:
        """From the top of a line to where its letters stand."""
        return _font(self.faces[0], self.size).getmetrics()[0]

    def width(self, line: str) -> float:
        """What a line takes."""
        return sum(font.getlength(text) for font, text in self.pieces(line))

    def pieces(self, line: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        """The line as texts of one face each."""
        letters = itemise(line)
        found: list[tuple[Face, str]] = []
        for match in _WORD.finditer(line):
            word, faces = match[0], self.faces
            if word in _SHARED and letters[match.start()] in _LATIN_CLASSES:
                faces = (*faces[1:], faces[0])
            for part in [word] if any(self._has_all(face, word) for face in faces) else word:
                face = next((face for face in faces if self._has_all(face, part)), faces[0])
                if found and found[-1][0] == face:
                    found[-1] = (face, found[-1][1] + part)
                else:
                    found.append((face, part))
        return [(_font(face, self.size), text) for face, text in found]

    @staticmethod
    def _has_all(face: Face, text: str) -> bool:
        return all(_has(face, char) for char in text)


def _letter(canvas: ImageDraw.ImageDraw, words: Lettering, palette: Palette, heading: Faces, text: Faces) -> None:
    names, pitch = _set_names(words.names, text)
    below = _NAMES_GAP_PX + pitch * len(names) + _subtitle_height(words.subtitle, text)
    lines, size = _set_title(words.title, heading, min(_TITLE_HEIGHT_PX, _TEXT_HEIGHT_PX - below))
    top = _TOP_PX
    canvas.rectangle((_MARGIN_PX, top, _MARGIN_PX + 112, top + 10), fill=palette.accent)
    top += _RULE_GAP_PX
    for line in lines:
        _write(canvas, line, _Type(heading, size), top, palette.ink)
        top += round(size * _LEADING)
    if words.subtitle:
        small = max(_SUBTITLE_PX[0], min(_SUBTITLE_PX[1], round(size * 0.42)))
        top += round(small * 0.9)
        for line in wrap(words.subtitle, _Type(text, small).width, _MEASURE_PX):
            _write(canvas, line, _Type(text, small), top, palette.tones[3])
            top += round(small * _SUBTITLE_LEADING)
    top += _NAMES_GAP_PX
    for name in names:
        _write(canvas, name, _fitting(text, round(pitch * _NAME_SHARE), name), top, palette.ink)
        top += pitch
    if words.publisher:
        _write(canvas, words.publisher, _fitting(text, 54, words.publisher), HEIGHT_PX - 169, palette.ground)


def _set_names(names: tuple[str, ...], faces: Faces) -> tuple[list[str], int]:
    """The lines of the names and their distance; where a line does not hold them all, it is broken between two.

    What would be too small to be read is left to the title page.
    """
    width = _Type(faces, round(_NAME_PITCH_PX * _NAME_SHARE)).width
    lines: list[str] = []
    for line in names:
        lines.append("")
        for name in _NAMES.findall(line):
            if lines[-1] and width((lines[-1] + name).strip()) > _MEASURE_PX:
                lines.append("")
            lines[-1] += name
    if len(lines) > _MOST_NAMES:
        lines[_MOST_NAMES - 1 :] = ["…"]
    return [line.strip() for line in lines], min(_NAME_PITCH_PX, _NAMES_HEIGHT_PX // max(1, len(lines)))


def _subtitle_height(subtitle: str, faces: Faces) -> int:
    """What a subtitle takes at most."""
    if not subtitle:
        return 0
    largest = _SUBTITLE_PX[1]
    lines = wrap(subtitle, _Type(faces, largest).width, _MEASURE_PX)
    return round(largest * (0.9 + len(lines) * _SUBTITLE_LEADING))


def _set_title(title: str, faces: Faces, height: int) -> tuple[list[str], int]:
    """The lines of a title and their size: as large as the measure allows, in no more lines than it deserves."""
    unit = _Type(faces, 100).width
    ems = unit(title) / 100
    most = 1 if ems <= 4 else 2 if ems <= 10 else 3 if ems <= 18 else 4 if ems <= 28 else 6
    best: tuple[float, list[str], int] | None = None
    for count in range(1, most + 1):
        lines = wrap(title, unit, unit(title) / count * 1.35 + 100, count)
        widest = max(unit(line) for line in lines) / 100
        fitting = max(1, int(_MEASURE_PX / widest))
        size = min(_LARGEST_PX, fitting, int(height / (len(lines) * _LEADING)))
        # Another line must earn its place: a title reads best in few.
        if best is None or size > best[0] * 1.18:
            best = (size, lines, min(max(_SMALLEST_PX, size), fitting))
    assert best is not None
    return best[1], best[2]


def _write(canvas: ImageDraw.ImageDraw, line: str, type_: _Type, top: int, fill: str) -> None:
    left = float(_MARGIN_PX)
    for font, text in type_.pieces(line):
        if left == _MARGIN_PX:
            left -= _bearing(text, font)
        canvas.text((left, top + type_.ascent), text, font=font, fill=fill, anchor="ls")
        left += font.getlength(text)


def _bearing(line: str, font: ImageFont.FreeTypeFont) -> float:
    """The white at the left of the first letter, so that lines of all sizes begin at one edge."""
    size = round(font.size)
    letter = Image.new("L", (3 * size, 3 * size))
    ImageDraw.Draw(letter).text((size, size), line[:1], font=font, fill=255)
    ink = letter.getbbox()
    return ink[0] - size if ink else 0


def _fitting(faces: Faces, size: int, line: str) -> _Type:
    """The faces at this size, or smaller where the line would not fit the measure."""
    width = _Type(faces, size).width(line)
    return _Type(faces, size if width <= _MEASURE_PX else max(1, int(size * _MEASURE_PX / width)))


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, index=face.index, layout_engine=ImageFont.Layout.BASIC)


def _art(
    paint: Callable[[ImageDraw.ImageDraw, int, int, Palette, bytes], None], palette: Palette, digest: bytes
) -> Image.Image:
    width, height = WIDTH_PX * _SHARPER, (HEIGHT_PX - _ART_TOP_PX) * _SHARPER
    image = Image.new("RGB", (width, height), palette.ground)
    paint(ImageDraw.Draw(image), width, height, palette, digest)
    return image.reduce(_SHARPER)


def _hills(canvas: ImageDraw.ImageDraw, width: int, height: int, palette: Palette, digest: bytes) -> None:
    """Ranges of hills, each nearer one deeper, and a sun behind them."""
    centre, radius = width * (0.62 + digest[2] / 255 * 0.16), width * 0.085
    sun = height * 0.2
    canvas.ellipse((centre - radius, sun - radius, centre + radius, sun + radius), fill=palette.accent)
    for layer, tone in enumerate(palette.tones):
        base = height * (0.32 + 0.135 * layer)
        phase = digest[3 + layer] / 255 * math.tau
        ridge = [(x, base - _ridge(x / width, phase, layer) * height * 0.12) for x in range(0, width + 8, 8)]
        canvas.polygon([(0, height), *ridge, (width, height)], fill=tone)
    _foot(canvas, width, height, palette)


def _ridge(x: float, phase: float, layer: int) -> float:
    slow = math.sin(x * (3.1 + layer * 0.7) + phase)
    return slow + 0.42 * math.sin(x * 7.3 + phase * 2.1) + 0.13 * math.sin(x * 17.9 + phase * 3.7)


def _waves(canvas: ImageDraw.ImageDraw, width: int, height: int, palette: Palette, digest: bytes) -> None:
    """青海波: rows of concentric arcs, deeper towards the foot."""
    radius = width // (8 + 2 * (digest[2] % 3))
    rows = math.ceil(height / (radius / 2)) + 2
    for row in range(rows):
        tone = palette.tones[min(3, row * 4 // (rows - 2))]
        y = height * 0.16 + row * radius / 2
        for column in range(-1, width // (2 * radius) + 2):
            x = (column * 2 + row % 2) * radius
            for ring, share in enumerate((1.0, 0.76, 0.52, 0.28)):
                reach = radius * share
                fill = tone if ring % 2 == 0 else palette.ground
                canvas.ellipse((x - reach, y + radius - reach, x + reach, y + radius + reach), fill=fill)
    _foot(canvas, width, height, palette)


def _blocks(canvas: ImageDraw.ImageDraw, width: int, height: int, palette: Palette, digest: bytes) -> None:
    """A forme of type: square blocks in rows, more of them and deeper towards the foot, one in the accent."""
    columns = 10
    side = width / columns
    gap = side * 0.035
    ground = height - _FOOT_PX * _SHARPER
    rows = int(ground / side)
    chosen = 1 + digest[2] % (columns - 2)
    for row, column in itertools.product(range(rows), range(columns)):
        chance = digest[(row * columns + column) % len(digest)] / 255
        x, y = column * side, ground - (rows - row) * side
        tone = palette.tones[min(3, int(row * 3 / rows + chance * 1.6))]
        if row == rows - 2 and column == chosen:
            tone = palette.accent
        elif chance > (row + 0.7) / (rows - 0.5):
            continue
        canvas.rectangle((x + gap, y + gap, x + side - gap, y + side - gap), fill=tone)
    _foot(canvas, width, height, palette)


def _foot(canvas: ImageDraw.ImageDraw, width: int, height: int, palette: Palette) -> None:
    """The deep band that the publisher's name stands on."""
    canvas.rectangle((0, height - _FOOT_PX * _SHARPER, width, height), fill=palette.tones[3])
