"""Title, subtitle, names and a face -> a cover picture (PNG), for a book that brings none.

Horizontal setting on a pale ground with a quiet picture below; colours and picture are picked by a digest of the
title, so that one book has one cover and a shelf has many. Nothing is random: equal words and fonts give equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import uharfbuzz
from PIL import Image, ImageDraw, ImageFont

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
_NAME_PITCH_PX, _NAMES_HEIGHT_PX = 86, 300
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


def draw(words: Lettering, heading: Face, text: Face) -> bytes:
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


def missing(words: Lettering, heading: Face, text: Face) -> list[str]:
    """The characters of the cover that its faces have no glyph for, in order."""
    wanted = [(char, heading) for char in words.title]
    wanted += [(char, text) for char in "".join((words.subtitle, *words.names, words.publisher))]
    return list(dict.fromkeys(char for char, face in wanted if not char.isspace() and not _has(face, char)))


def _has(face: Face, char: str) -> bool:
    return _shaper(face).get_nominal_glyph(ord(char)) is not None


@cache
def _shaper(face: Face) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.index))


def _letter(canvas: ImageDraw.ImageDraw, words: Lettering, palette: Palette, heading: Face, text: Face) -> None:
    pitch = min(_NAME_PITCH_PX, _NAMES_HEIGHT_PX // max(1, len(words.names)))
    below = _NAMES_GAP_PX + pitch * len(words.names) + _subtitle_height(words.subtitle, text)
    lines, size = _set_title(words.title, heading, min(_TITLE_HEIGHT_PX, _TEXT_HEIGHT_PX - below))
    top = _TOP_PX
    canvas.rectangle((_MARGIN_PX, top, _MARGIN_PX + 112, top + 10), fill=palette.accent)
    top += _RULE_GAP_PX
    for line in lines:
        _write(canvas, line, _font(heading, size), top, palette.ink)
        top += round(size * _LEADING)
    if words.subtitle:
        small = max(_SUBTITLE_PX[0], min(_SUBTITLE_PX[1], round(size * 0.42)))
        top += round(small * 0.9)
        for line in wrap(words.subtitle, _width_of(_font(text, small)), _MEASURE_PX):
            _write(canvas, line, _font(text, small), top, palette.tones[3])
            top += round(small * _SUBTITLE_LEADING)
    top += _NAMES_GAP_PX
    for name in words.names:
        _write(canvas, name, _fitting(text, round(pitch * 0.68), name), top, palette.ink)
        top += pitch
    if words.publisher:
        _write(canvas, words.publisher, _fitting(text, 54, words.publisher), HEIGHT_PX - 169, palette.ground)


def _subtitle_height(subtitle: str, face: Face) -> int:
    """What a subtitle takes at most."""
    if not subtitle:
        return 0
    largest = _SUBTITLE_PX[1]
    lines = wrap(subtitle, _width_of(_font(face, largest)), _MEASURE_PX)
    return round(largest * (0.9 + len(lines) * _SUBTITLE_LEADING))


def _set_title(title: str, face: Face, height: int) -> tuple[list[str], int]:
    """The lines of a title and their size: as large as the measure allows, in no more lines than it deserves."""
    unit = _width_of(_font(face, 100))
    ems = unit(title) / 100
    most = 1 if ems <= 4 else 2 if ems <= 10 else 3 if ems <= 18 else 4 if ems <= 28 else 6
    best: tuple[float, list[str], int] | None = None
    for count in range(1, most + 1):
        lines = wrap(title, unit, unit(title) / count * 1.35 + 100, count)
        widest = max(unit(line) for line in lines) / 100
        size = min(_LARGEST_PX, int(_MEASURE_PX / widest), int(height / (len(lines) * _LEADING)))
        # Another line must earn its place: a title reads best in few.
        if best is None or size > best[0] * 1.18:
            best = (size, lines, size)
    assert best is not None
    return best[1], max(_SMALLEST_PX, best[2])


def _write(canvas: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont, top: int, fill: str) -> None:
    canvas.text((_MARGIN_PX - _bearing(line, font), top), line, font=font, fill=fill)


def _bearing(line: str, font: ImageFont.FreeTypeFont) -> float:
    """The white at the left of the first letter, so that lines of all sizes begin at one edge."""
    size = round(font.size)
    letter = Image.new("L", (3 * size, 3 * size))
    ImageDraw.Draw(letter).text((size, size), line[:1], font=font, fill=255)
    ink = letter.getbbox()
    return ink[0] - size if ink else 0


def _fitting(face: Face, size: int, line: str) -> ImageFont.FreeTypeFont:
    """The face at this size, or smaller where the line would not fit the measure."""
    width = _font(face, size).getlength(line)
    return _font(face, size if width <= _MEASURE_PX else int(size * _MEASURE_PX / width))


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, index=face.index, layout_engine=ImageFont.Layout.BASIC)


def _width_of(font: ImageFont.FreeTypeFont) -> Callable[[str], float]:
    return font.getlength


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
