"""Painted page numbers -> marks in the page streams, and what stands between them.

Worker processes import it: it imports nothing that they need not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from huozi.pdf.object import FolioPlace

if TYPE_CHECKING:
    from collections.abc import Callable

_BEGIN, _END = b"%huozi-folio", b"%huozi-folio-end"
PAINTED = re.compile(rb"%huozi-folio (\S+) (\S+)( flush)?\n(.*?)\n%huozi-folio-end", re.DOTALL)
"""A marked number: its target, its text, both with percent signs, whether it is flush right, and its operators."""
FLUSH = "data-flush"
"""The attribute of a number that ends its line, with how many figures it has. Whether it is set flush right, the style
sheets say."""
GLYPHS = re.compile(rb"<((?:[0-9a-f]{4})+)>")
_FONT = re.compile(rb"/(\S+) [\d.]+ Tf")


def install(draw: Any, note: Callable[[FolioPlace], None]) -> None:  # noqa: ANN401 (the layout engine has no types)
    """Mark in page streams what is painted for a page number, by comments, and `note` each of them."""
    paint = draw.draw_text
    if getattr(paint, "marks_folios", False):
        return

    def draw_text(stream: Any, textbox: Any, *rest: Any, **named: Any) -> None:  # noqa: ANN401
        target = textbox.element.get("data-page-of") if textbox.element is not None else None
        if target is None:
            paint(stream, textbox, *rest, **named)
            return
        begin = len(stream.stream)
        paint(stream, textbox, *rest, **named)
        # The engine says of each glyph that it stands where it would anyway.
        plain = [one.replace(b">0<", b"") if isinstance(one, bytes) else one for one in stream.stream[begin:]]
        painted = b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in plain)
        flush = textbox.element.get(FLUSH) is not None and textbox.style["text_align_all"] in {"right", "end"}
        note(place_of(target, textbox.text, painted, flush=flush))
        words = (_BEGIN, quote(target).encode(), quote(textbox.text).encode(), *([b"flush"] if flush else []))
        stream.stream[begin:] = [b" ".join(words), *plain, _END]

    draw_text.marks_folios = True  # type: ignore[attr-defined]
    draw.draw_text = draw_text


def place_of(target: str, text: str, painted: bytes, *, flush: bool) -> FolioPlace:
    """A number as it was painted; without a face if it cannot be exchanged because other glyphs are among its own.

    The composer may end it with a blank, inside a span that reads as the number alone.
    """
    fonts, strings = _FONT.findall(painted), GLYPHS.findall(painted)
    most = 2 if b"ActualText" in painted else 1
    flush = flush and b"[<" in painted
    if len(fonts) != 1 or not 1 <= len(strings) <= most or len(strings[0]) != 4 * len(text) or not text.isascii():
        return FolioPlace(target, text, "", (), flush)
    glyphs = tuple(int(strings[0][at : at + 4], 16) for at in range(0, len(strings[0]), 4))
    return FolioPlace(target, text, fonts[0].decode(), glyphs, flush)
