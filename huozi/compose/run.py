"""What a laid-out text box keeps of the paragraph, until it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .classes import SPACE
from .shape import Face, Shaped

GAP_READ_AS_SPACE_EM = 0.05
"""Readers take a wider gap for a space between words: Poppler from 0.1 em on, PDFium from less beside a narrow glyph."""
_WIDEST_GAP_EM = 0.75


@dataclass(slots=True)
class GlyphRun:
    """Characters [first, stop) of a paragraph in one text box; `origins` are px from the box's left edge.

    It stands where WeasyPrint keeps a Pango layout, and answers what is asked of one.
    """

    shaped: Shaped
    first: int
    stop: int
    text: str
    origins: list[float]
    hyphen: list[tuple[Face, list[float], list[int]]] | None = None
    fill: float = 0.0  # a gap up to the next box that nothing was typed in
    name_line: tuple[str, float] | None = None
    first_line_direction: int = 0
    max_width: float | None = None

    def deactivate(self) -> None:
        """Do nothing: there is no Pango object to let go."""

    def reactivate(self, style: Any) -> None:
        """Do nothing."""


def fill_gaps(boxes: list[Any]) -> None:
    """Mark the gaps between neighbouring text boxes of a line that would be read as spaces though none was typed."""
    for before, after in zip(boxes, boxes[1:], strict=False):
        run, following = before.pango_layout, after.pango_layout
        if run.stop != following.first or run.shaped is not following.shaped or run.hyphen:
            continue
        last = run.shaped.letters[run.stop - 1], run.shaped.letters[following.first]
        gap = after.position_x + following.origins[0] - before.position_x - run.origins[-1]
        gap -= run.shaped.advance[run.stop - 1]
        em = before.style["font_size"]
        if SPACE not in last and GAP_READ_AS_SPACE_EM * em < gap < _WIDEST_GAP_EM * em:
            run.fill = gap
