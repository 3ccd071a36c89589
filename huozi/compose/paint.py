"""A laid-out text box in, operators of a content stream out.

Glyphs keep the font's ids and the names that WeasyPrint gives fonts. Space is positions alone: nothing is painted
that was not typed. A run whose glyphs or gaps would be read back as something else carries its text as ActualText
(PDF 32000-1, 14.9.4): a glyph that two characters share (⼀ and 一), a gap that readers take for a space.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, Any

import pydyf

from huozi.compose import marks, plain
from huozi.compose.classes import SOFT_HYPHEN, SPACE
from huozi.compose.content import shape_alone
from huozi.compose.run import GAP_READ_AS_SPACE_EM, OVERLAP_READ_AS_BREAK_EM, GlyphRun
from huozi.compose.seam import (
    LOGGER,
    canonical_text,
    create_layout,
    draw_line,
    draw_pictures,
    font_of,
    get_color,
    glyph_of,
    glyph_width,
    has_pictures,
    percentage,
    text_metrics,
    weasyprint_draw_text,
)

if TYPE_CHECKING:
    from huozi.compose.shape import Face, Foreign, Glyph, Shaped


_SHARES_GLYPH = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_IGNORED_MOVE = 0.05  # thousandths of an em
_LAST_IN_ACTUAL_TEXT = "\uffff"
"""PDFium leaves characters beyond the Basic Multilingual Plane out of ActualText."""


def draw_text(
    stream: Foreign, textbox: Foreign, offset_x: float, text_overflow: str, block_ellipsis: str = "none"
) -> None:
    """Paint a text box, as WeasyPrint's function of this name does, which also paints what the composer did not set."""
    run = textbox.pango_layout
    if not isinstance(run, GlyphRun):
        _draw_foreign(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        textbox.pango_layout = create_layout(textbox.text, textbox.style, None, run.max_width, 0)
        textbox.pango_layout.deactivate()
        weasyprint_draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    style = textbox.style
    if style["visibility"] != "visible":
        return
    if run.is_exchanged:
        shaped = shape_alone(style, run.text)
        origins = list(accumulate(shaped.advance[:-1], initial=0.0))
        run = GlyphRun(shaped, 0, len(run.text), run.text, origins)
    lines = style["text_decoration_line"]
    if lines != "none":
        _decorate(stream, textbox, offset_x, lines, under=True)
    if run.name_line is not None:
        marks.draw_name_line(stream, textbox, *run.name_line)
    if run.text.strip():
        stream.set_color(style["color"])
        stream.begin_text()
        _paint(stream, run, textbox.position_x, textbox.position_y + textbox.baseline)
        stream.end_text()
        _draw_emoji(stream, textbox, run)
        if style["text_emphasis_style"] != "none":
            marks.draw_emphasis(stream, textbox, run)
    if lines != "none":
        _decorate(stream, textbox, offset_x, lines, under=False)


def _draw_foreign(stream: Foreign, textbox: Foreign, offset_x: float, text_overflow: str, block_ellipsis: str) -> None:
    """Let WeasyPrint paint a text. The hyphen that it broke a word with reads as a soft one, which copying drops."""
    if isinstance(textbox.text, plain.BrokenWord):
        actual = textbox.text.removesuffix(textbox.style["hyphenate_character"]) + "\u00ad"
        stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(actual)}))
        weasyprint_draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        stream.end_marked_content()
    elif text_overflow != "ellipsis" and block_ellipsis == "none" and _is_spaced(textbox.style):
        textbox.pango_layout = _spaced(textbox)
        draw_text(stream, textbox, offset_x, text_overflow)
    elif text_overflow == "ellipsis" or block_ellipsis != "none" or not plain.draw(stream, textbox):
        weasyprint_draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)


def _is_spaced(style: Foreign) -> bool:
    """Tell whether letters stand so far apart that readers would take the gaps for spaces."""
    spacing = style["letter_spacing"]
    return spacing != "normal" and bool(spacing > GAP_READ_AS_SPACE_EM * style["font_size"])


def _spaced(textbox: Foreign) -> GlyphRun:
    """Return the glyphs of a text whose letters are spaced, which ends in such a space too."""
    style, text = textbox.style, textbox.text
    spaced = plain.look_of(style).spaced
    if text in spaced:
        return spaced[text]
    shaped, spacing = shape_alone(style, text), style["letter_spacing"]
    steps = [step + spacing * (glyph >= 0) for step, glyph in zip(shaped.advance, shaped.glyph, strict=True)]
    origins = list(accumulate(steps[:-1], initial=0.0))
    # A typed space may follow in another box: after a blank that is no U+0020 PDFium reads it still.
    run = spaced[text] = GlyphRun(shaped, 0, len(text), text, origins, fill=spacing, blank="\u3000")
    return run


def _decorate(stream: Foreign, textbox: Foreign, offset_x: float, lines: Foreign, *, under: bool) -> None:
    """Draw underline and overline below the text, line-through above it."""
    style = textbox.style
    ascent, underline_position, underline_thickness, strike_position, strike_thickness = text_metrics(style)
    color = get_color(style, "text_decoration_color")
    thickness = underline_thickness
    if style["text_decoration_thickness"] not in ("auto", "from-font"):
        thickness = percentage(style["text_decoration_thickness"], style, style["font_size"])
    heights = []
    if under and "overline" in lines:
        heights.append((textbox.baseline - ascent + thickness / 2, thickness))
    if under and "underline" in lines:
        offset = -underline_position
        if style["text_underline_offset"] != "auto":
            offset = percentage(style["text_underline_offset"], style, style["font_size"])
        heights.append((textbox.baseline + offset + thickness / 2, thickness))
    if not under and "line-through" in lines:
        heights.append((textbox.baseline - strike_position, strike_thickness))
    for height, weight in heights:
        y = textbox.position_y + height
        right = textbox.position_x + textbox.width
        draw_line(stream, textbox.position_x, y, right, y, weight, style["text_decoration_style"], color, offset_x)


def _paint(stream: Foreign, run: GlyphRun, x: float, y: float) -> None:
    """Write the glyphs of a run, one TJ for each face; the pen keeps true positions, so that no rounding adds up."""
    shaped = run.shaped
    to_bytes = pydyf._to_bytes  # noqa: SLF001 (it writes all numbers)
    stream.stream.append(b"1 0 0 -1 %b %b Tm" % (to_bytes(round(x, 3)), to_bytes(round(y, 3))))
    pen = _Pen(stream)
    for first, stop, wrapped, fill in _spans(run):
        if wrapped:
            pen.begin_actual(_read_as(shaped, first, stop))
        _show_span(pen, run, first, stop, wrapped=wrapped)
        if fill is not None:
            pen.blank(fill, run.blank)
        pen.flush()
        if wrapped:
            pen.end_actual()
    if run.hyphen:
        _paint_hyphen(pen, run)


def _draw_emoji(stream: Foreign, textbox: Foreign, run: GlyphRun) -> None:
    """Draw the pictures of emoji, whose glyphs have no outline of their own."""
    shaped = run.shaped
    first = max(0, bisect_right(shaped.run_starts, run.first) - 1)
    for piece in shaped.runs[first : bisect_left(shaped.run_starts, run.stop)]:
        if not has_pictures(font_of(stream, piece.face)):
            continue
        for place in range(max(piece.start, run.first), min(piece.end, run.stop)):
            if shaped.glyph[place] > 0:
                end = place + 1
                while end in shaped.inside:
                    end += 1
                x = textbox.position_x + run.origins[place - run.first]
                draw_pictures(stream, textbox, shaped.text[place:end], x, textbox.position_y + textbox.baseline)


_NEAR = 6
"""Characters between two spans with ActualText that cost less inside a common one than the marks of a second one."""
_Span = tuple[int, int, bool, float | None]


def _spans(run: GlyphRun) -> list[_Span]:
    """Part a run into spans: where each begins and ends, whether it has ActualText, how wide a blank ends it (px).

    A character before a gap that would be read as a space, or before an overlap that would be read as a break, has
    ActualText, and a blank as wide as the gap: a blank in there is not read. One span ends after each character that a
    font draws with the glyph of another (⼀, drawn as 一): what follows such a character in its span is read twice by
    MuPDF.
    """
    ends = _misread(run)
    if run.fill is not None:
        ends.append((_cluster_start(run, run.stop - 1), run.stop, run.fill))
    if not ends:
        return [(run.first, run.stop, False, None)]
    text = run.shaped.text
    ends = [(first, stop, gap) for first, stop, gap in ends if text[first] <= _LAST_IN_ACTUAL_TEXT]
    spans: list[_Span] = []
    done = run.first
    for first, stop, gap in ends:
        near = first - done <= _NEAR and max(text[done:first], default="") <= _LAST_IN_ACTUAL_TEXT
        if near and spans:
            begin = spans.pop()[0]
        elif near and run.stop - run.first <= _NEAR:
            begin = done
        else:
            begin = first
            if first > done:
                spans.append((done, first, False, None))
        for match in _SHARES_GLYPH.finditer(text, begin, stop):
            if match.end() < stop:
                spans.append((begin, match.end(), True, _gap_before(run, match.end())))
                begin = match.end()
        spans.append((begin, stop, True, gap))
        done = stop
    if done < run.stop or not spans:
        spans.append((done, run.stop, False, None))
    return spans


def _gap_before(run: GlyphRun, place: int) -> float | None:
    """Return how far a character is from the one before it, where a reader would take that for a space."""
    gap = run.origins[place - run.first] - run.origins[place - 1 - run.first] - run.shaped.advance[place - 1]
    return gap if gap > GAP_READ_AS_SPACE_EM * run.shaped.runs[0].face.size else None


def _show_span(pen: _Pen, run: GlyphRun, first: int, stop: int, *, wrapped: bool) -> None:
    shaped = run.shaped
    at = max(0, bisect_right(shaped.run_starts, first) - 1)
    while at < len(shaped.runs) and shaped.runs[at].start < stop:
        piece = shaped.runs[at]
        begin, end = max(piece.start, first), min(piece.end, stop)
        if begin < end:
            pen.take(piece.face)
            pen.show(shaped, begin, end, run.origins[begin - run.first : end - run.first], wrapped=wrapped)
        at += 1


def _read_as(shaped: Shaped, first: int, stop: int) -> str:
    """Return the text of some glyphs: hints for breaking words, which are not painted, are not read either."""
    text = shaped.text[first:stop]
    if SOFT_HYPHEN not in shaped.letters[first:stop]:
        return text
    return "".join(char for place, char in enumerate(text, first) if shaped.letters[place] != SOFT_HYPHEN)


def _misread(run: GlyphRun) -> list[tuple[int, int, float | None]]:
    """Return the characters after which a reader would take a gap for a typed space, or an overlap for a break.

    Each with where its glyph's cluster begins, where the next painted one begins, and the gap between the two in px.
    A glyph that begins before the last one, as a bracket whose left half is blank does after a narrow letter, is one
    with it: readers that go by places would tell the two in the wrong order.
    """
    shaped = run.shaped
    glyphs, advance, letters = shaped.glyph, shaped.advance, shaped.letters
    ends = map(add, run.origins, advance[run.first : run.stop - 1])
    if list(ends) == run.origins[1:] and -1 not in glyphs[run.first : run.stop]:
        return []
    size = shaped.runs[0].face.size if shaped.runs else 1.0
    limit, overlap = GAP_READ_AS_SPACE_EM * size, -OVERLAP_READ_AS_BREAK_EM * size
    edge, last, word = run.origins[0] if run.origins else 0.0, run.first, run.first
    found: list[tuple[int, int, float | None]] = []
    begun, behind = edge, -1
    for place, origin in enumerate(run.origins, run.first):
        if glyphs[place] < 0:
            continue
        gap = origin - edge
        wrong = gap < overlap or (gap > limit and letters[place] != SPACE and letters[place - 1] != SPACE)
        if origin < begun:
            behind = last if behind < 0 else behind
        elif behind >= 0:
            found.append((behind, place, gap if wrong else None))
            behind = -1
        elif wrong:
            # A space alone in a span is lost by PDFium.
            found.append((word if letters[last] == SPACE else last, place, gap))
        begun, edge, last = origin, origin + advance[place], place
        if letters[place] != SPACE:
            word = place
    if behind >= 0:
        found.append((behind, run.stop, None))
    return found


def _cluster_start(run: GlyphRun, place: int) -> int:
    """Return the painted character that the last glyph of a run belongs to."""
    while place > run.first and run.shaped.glyph[place] < 0:
        place -= 1
    return place


def _paint_hyphen(pen: _Pen, run: GlyphRun) -> None:
    """Show the hyphen of a broken word; it reads as a soft hyphen, which copying drops."""
    shaped = run.shaped
    x = run.origins[-1] + shaped.advance_before_break(run.stop - 1)
    pen.begin_actual("\u00ad")
    for face, advances, glyphs in run.hyphen or ():
        pen.take(face)
        for advance, glyph in zip(advances, glyphs, strict=True):
            pen.glyph(glyph, x, run.text[-1])
            x += advance
    pen.flush()
    pen.end_actual()


@lru_cache(10_000)
def _actual_text(text: str) -> bytes:
    """Return the operand that begins a span which reads as `text`."""
    return b"<</ActualText %b>>" % pydyf.String(text).data


class _Pen:
    """A text object being written: where the next glyph would fall, and the string so far."""

    def __init__(self, stream: Foreign) -> None:
        self.stream = stream
        self.parts: list[str] = []
        self.x = 0.0
        self.face: Face | None = None
        self.font: Any = None
        self.size = 0.0
        self.opened = False

    def take(self, face: Face) -> None:
        """Change to another face."""
        if face is self.face:
            return
        self.flush()
        self.face = face
        self.font = font_of(self.stream, face)
        self.size = face.size
        self.stream.set_font_size(self.font.hash, 1 if self.font.bitmap else face.size)

    def show(self, shaped: Shaped, first: int, stop: int, origins: list[float], *, wrapped: bool) -> None:
        """Write characters [first, stop), whose glyphs stand at `origins`."""
        font, glyphs, typed = self.font, shaped.glyph[first:stop], shaped.text[first:stop]
        if (
            min(glyphs) <= 0
            or font.bitmap
            or (shaped.inside and not shaped.inside.isdisjoint(range(first + 1, stop + 1)))
            or (shaped.complex and not shaped.complex.keys().isdisjoint(range(first, stop)))
        ):
            self._show_each(shaped, first, stop, origins, wrapped=wrapped)
            return
        try:
            known = "".join(map(font.to_unicode.__getitem__, glyphs))
            widths = list(map(font.widths.__getitem__, glyphs))
        except KeyError:
            for glyph, char in zip(glyphs, typed, strict=True):
                if glyph not in font.to_unicode or glyph not in font.widths:
                    self._known_as(glyph, char)
                    self._width(glyph)
            known = "".join(map(font.to_unicode.__getitem__, glyphs))
            widths = list(map(font.widths.__getitem__, glyphs))
        if known == typed or wrapped:
            self._show_plain(glyphs, widths, origins)
        else:
            self._show_each(shaped, first, stop, origins, wrapped=wrapped)

    def _known_as(self, glyph: int, typed: str) -> str:
        """Return what a glyph stands for in the font's map: what is typed if the map has no other text for it."""
        known: str | None = self.font.to_unicode.get(glyph)
        if known is None:
            assert self.face is not None
            known = self.font.to_unicode[glyph] = canonical_text(self.face, glyph, typed)
        return known

    def _show_plain(self, glyphs: list[int], widths: list[int], origins: list[float]) -> None:
        """Write glyphs of one character each that read as the font's map has them."""
        parts, size, pen = self.parts, self.size, self.x
        scale = size / 1000
        slack = scale * _IGNORED_MOVE
        digits = struct.pack(f">{len(glyphs)}H", *glyphs).hex()
        done = at = 0
        for x, width in zip(origins, widths, strict=True):
            if not -slack <= pen - x <= slack:
                if at > done:
                    parts.append(digits[done:at] if self.opened else f"<{digits[done:at]}")
                    self.opened = True
                    done = at
                self.x = pen
                self._move(pen - x)
                pen = self.x
            pen += width * scale
            at += 4
        parts.append(digits[done:] if self.opened else f"<{digits[done:]}")
        self.opened = True
        self.x = pen

    def _show_each(self, shaped: Shaped, first: int, stop: int, origins: list[float], *, wrapped: bool) -> None:
        """Write characters, some of whose glyphs are not plain or read as something else."""
        text, glyphs = shaped.text, shaped.glyph
        inside, complicated = shaped.inside, shaped.complex
        for place in range(first, stop):
            glyph, x = glyphs[place], origins[place - first]
            if glyph <= 0 or place in complicated or place + 1 in inside:
                if glyph >= 0:
                    self._show_cluster(shaped, place, x, wrapped=wrapped)
            elif self._known_as(glyph, text[place]) != text[place] and not wrapped:
                self._show_apart(glyph, x, text[place])
            else:
                self._write(self.font, glyph, x)

    def _show_cluster(self, shaped: Shaped, place: int, x: float, *, wrapped: bool) -> None:
        """Write a cluster that is not one character with one glyph in its place."""
        end = place + 1
        while end in shaped.inside:
            end += 1
        typed, glyph = shaped.text[place:end], shaped.glyph[place]
        if glyph == 0:
            glyph = self._missing(typed)
        known = self._known_as(glyph, typed)
        if place in shaped.complex:
            self._cluster(shaped.complex[place], x, typed, wrapped=wrapped)
        elif known != typed and not wrapped:
            self._show_apart(glyph, x, typed)
        else:
            self._write(self.font, glyph, x)

    def _show_apart(self, glyph: int, x: float, typed: str) -> None:
        """Write a glyph that stands for another character in the font's map."""
        self.begin_actual(typed)
        self.glyph(glyph, x, typed)
        self.flush()
        self.end_actual()

    def glyph(self, glyph: int, x: float, typed: str) -> None:
        """Write one glyph at x."""
        self.font.to_unicode.setdefault(glyph, typed)
        self._write(self.font, glyph, x)

    def blank(self, width: float, char: str) -> None:
        """Write a space that ends `width` px after the last glyph, or before its end where that is negative.

        Inside a span with ActualText it is not read. It tells readers where the span ends, and so that nothing is
        between it and what follows.
        """
        assert self.face is not None
        glyph = self.face.blanks.get(char)
        if glyph is None:
            glyph = self.face.blanks[char] = glyph_of(self.face, char)
        if glyph:
            self.glyph(glyph, self.x + width - glyph_width(self.face, glyph) * self.size / 1000, char)

    def _write(self, font: Foreign, glyph: int, x: float) -> None:
        scale = self.size / 1000
        gap = self.x - x
        if abs(gap) > scale * _IGNORED_MOVE:
            self._move(gap)
        if not self.opened:
            self.parts.append("<")
            self.opened = True
        self.parts.append(f"{glyph:02x}" if font.bitmap else f"{glyph:04x}")
        self.x += self._width(glyph) * scale

    def _move(self, gap: float) -> None:
        """Move the pen back by `gap` px; it keeps where it really is, so that what rounding takes comes back."""
        move = round(gap * 1000 / self.size, 1)
        self._close()
        self.parts.append(f"{move:g}")
        self.x -= move * self.size / 1000

    def _width(self, glyph: int) -> int:
        width = self.font.widths.get(glyph)
        if width is None:
            assert self.face is not None
            width = self.font.widths[glyph] = glyph_width(self.face, glyph)
        return int(width)

    def _cluster(self, glyphs: tuple[Glyph, ...], x: float, typed: str, *, wrapped: bool) -> None:
        """Write a cluster of several glyphs, or one that stands off its origin."""
        self.flush()
        if not wrapped:
            self.begin_actual(typed)
        for index, item in enumerate(glyphs):
            if item.dy:
                self.flush()
                self.stream.set_text_rise(item.dy)
            self.glyph(item.id, x + item.dx, typed if index == 0 else "")
            if item.dy:
                self.flush()
                self.stream.set_text_rise(0)
            x += item.advance
        self.flush()
        if not wrapped:
            self.end_actual()

    def _missing(self, typed: str) -> int:
        """Return a glyph id outside of the font for a character that it lacks, and say so (FT5)."""
        code = ord(typed[0])
        LOGGER.warning('.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)', typed[0], code)
        glyph = int(self.font.get_unused_glyph_id(code))
        assert self.face is not None
        self.font.widths[glyph] = glyph_width(self.face, 0)
        self.font.widths.setdefault(0, self.font.widths[glyph])
        return glyph

    def _close(self) -> None:
        if self.opened:
            self.parts.append(">")
            self.opened = False

    def flush(self) -> None:
        """End the string so far."""
        self._close()
        if self.parts:
            self.stream.stream.append(b"[%b] TJ" % "".join(self.parts).encode("ascii"))
            self.parts.clear()

    def begin_actual(self, text: str) -> None:
        """Open a span that reads as `text`."""
        self.flush()
        self.stream.stream += (b"/Span", _actual_text(text), b"BDC")

    def end_actual(self) -> None:
        """Close it."""
        self.stream.stream.append(b"EMC")
