"""What a laid-out text box keeps of the paragraph, until it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from huozi.compose.classes import SPACE

if TYPE_CHECKING:
    from huozi.compose.shape import Face, Foreign, Shaped

GAP_READ_AS_SPACE_EM = 0.05
"""Readers take a wider gap for a space: Poppler from 0.1 em on, PDFium from less beside a narrow glyph."""
OVERLAP_READ_AS_BREAK_EM = 0.1
"""Poppler begins a new word, at times a new line, where a glyph starts further back than this in the one before it."""
_WIDEST_GAP_EM = 0.75


@dataclass(slots=True)
class GlyphRun:
    """Characters [first, stop) of a paragraph in one text box; `origins` are px from the box's left edge.

    It stands where WeasyPrint keeps a Pango layout, and answers what is asked of one.
    """

    shaped: Shaped
    first: int
    stop: int
    text: str  # may be exchanged before painting, by whoever numbers notes
    origins: list[float]
    hyphen: list[tuple[Face, list[float], list[int]]] | None = None
    fill: float | None = (
        None  # how far the next box's first glyph is, where a reader would not take it for the next one
    )
    blank: str = " "  # what is painted there, in a span that reads without it
    name_line: tuple[str, float] | None = None
    first_line_direction: int = 0
    max_width: float | None = None

    @property
    def is_exchanged(self) -> bool:
        """Whether the text is no longer the one that was laid out."""
        return self.hyphen is None and self.text != self.shaped.text[self.first : self.stop]

    def deactivate(self) -> None:
        """Do nothing: there is no Pango object to let go."""

    def reactivate(self, style: Foreign) -> None:
        """Do nothing."""


def fill_gaps(boxes: list[Any]) -> None:
    """Mark where neighbouring text boxes of a line stand so far apart, or overlap so, that readers would part them."""
    for before, after in pairwise(boxes):
        run, following = before.pango_layout, after.pango_layout
        if run.stop != following.first or run.shaped is not following.shaped or run.hyphen:
            continue
        last = run.shaped.letters[run.stop - 1], run.shaped.letters[following.first]
        gap = after.position_x + following.origins[0] - before.position_x - run.origins[-1]
        gap -= run.shaped.advance[run.stop - 1]
        em = before.style["font_size"]
        wide = SPACE not in last and GAP_READ_AS_SPACE_EM * em < gap < _WIDEST_GAP_EM * em
        if wide or -_WIDEST_GAP_EM * em < gap < -OVERLAP_READ_AS_BREAK_EM * em:
            run.fill = gap
