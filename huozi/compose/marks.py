"""Emphasis dots, proper-noun and book-title lines, drawn as paths: nothing of them is copied (EM1, EM2, EM4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.compose.classes import CJK, DIGIT, IDEOGRAPHIC_SPACE, LATIN, MARKS
from huozi.compose.locale import language_of
from huozi.compose.seam import get_color

if TYPE_CHECKING:
    from huozi.compose.run import GlyphRun
    from huozi.compose.shape import Foreign

_DOT_EM = 0.12  # radius
_CIRCLE_EM = 0.15
_UNDER_EM = 0.29  # from the baseline to the centre of a mark below the text
_UNDER_LINE_EM = 0.42  # the same where a line comes first
_OVER_EM = 1.03
_ARC = 0.5523  # control points of a quarter circle
_LINE_EM = 0.19
_LINE_WIDTH_EM = 0.05
_LINE_GAP_EM = 0.06  # what a line leaves free at each end, so that two names are told apart
_WAVE_EM = 0.36
_WAVE_HEIGHT_EM = 0.11
_MARKED = frozenset(set(CJK) - set(MARKS + IDEOGRAPHIC_SPACE)) | frozenset(LATIN + DIGIT)
_NOT_MARKED = frozenset("tlLfi")


def draw_emphasis(stream: Foreign, textbox: Foreign, run: GlyphRun) -> None:
    """Draw one mark for each letter of a run, none for punctuation and spaces (GB/T 15834 5.1.8, clreq 3.1.8)."""
    style = textbox.style
    kind = style["text_emphasis_style"]
    fill, shape = kind if isinstance(kind, tuple) else ("filled", "dot")
    size = style["font_size"]
    position = style["text_emphasis_position"]
    if position == "auto":
        position = "under" if language_of(style["lang"]).startswith("zh") else "over"
    lined = run.name_line is not None or "underline" in style["text_decoration_line"]
    rise = (_UNDER_LINE_EM if lined else _UNDER_EM) if position == "under" else -_OVER_EM
    y = textbox.position_y + textbox.baseline + rise * size
    radius = (_CIRCLE_EM if "circle" in shape else _DOT_EM) * size
    shaped = run.shaped
    with stream.stacked():
        is_open = fill == "open"
        color = style["text_emphasis_color"]
        stream.set_color(
            style["color"] if color == "currentcolor" else get_color(style, "text_emphasis_color"), stroke=is_open
        )
        stream.set_line_width(0.04 * size)
        for offset, x in enumerate(run.origins):
            place = run.first + offset
            letter = shaped.letters[place]
            if letter not in _MARKED or letter in _NOT_MARKED or shaped.glyph[place] < 0:
                continue
            _circle(stream, textbox.position_x + x + shaped.advance[place] / 2, y, radius)
            if shape == "double-circle":
                _circle(stream, textbox.position_x + x + shaped.advance[place] / 2, y, radius / 2)
        if is_open:
            stream.stroke()
        else:
            stream.fill(even_odd=shape == "double-circle")


def _circle(stream: Foreign, x: float, y: float, radius: float) -> None:
    arm = radius * _ARC
    stream.move_to(x + radius, y)
    stream.curve_to(x + radius, y + arm, x + arm, y + radius, x, y + radius)
    stream.curve_to(x - arm, y + radius, x - radius, y + arm, x - radius, y)
    stream.curve_to(x - radius, y - arm, x - arm, y - radius, x, y - radius)
    stream.curve_to(x + arm, y - radius, x + radius, y - arm, x + radius, y)
    stream.close()


def draw_name_line(stream: Foreign, textbox: Foreign, shape: str, width: float) -> None:
    """Draw the straight line of a proper noun or the wavy one of a book title (GB/T 15834 4.16, 5.1.8).

    It is `width` px long, less a little at both ends.
    """
    style = textbox.style
    size = style["font_size"]
    left = textbox.position_x + _LINE_GAP_EM * size
    right = textbox.position_x + width - _LINE_GAP_EM * size
    y = textbox.position_y + textbox.baseline + _LINE_EM * size
    with stream.stacked():
        stream.set_color(style["color"], stroke=True)
        stream.set_line_width(_LINE_WIDTH_EM * size)
        stream.move_to(left, y)
        if shape == "straight":
            stream.line_to(right, y)
        else:
            half = (right - left) / max(2, round((right - left) / (_WAVE_EM * size / 2)))
            up = -_WAVE_HEIGHT_EM * size
            x = left
            while x < right - half / 2:
                stream.curve_to(x + half / 3, y + up, x + 2 * half / 3, y + up, x + half, y)
                x += half
                up = -up
        stream.stroke()
