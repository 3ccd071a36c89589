"""What the shaper hands on: types only. Lengths are CSS pixels unless a name says em."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Foreign = Any
"""An object of WeasyPrint, Pango or HarfBuzz: none of them has types."""


@dataclass(slots=True, eq=False)
class Face:
    """One font at one size. `handle` is WeasyPrint's font, and means nothing outside `seam`.

    `inks` maps a glyph id to its left and right ink edges in em, `blanks` a character that paints nothing to its glyph.
    """

    handle: Any
    shaper: Any
    size: float
    ink_of: Callable[[Face, int], tuple[float, float]]
    half_middle_of: Callable[[Face], int | None]
    advance_of: Callable[[Face, int], float]
    inks: dict[int, tuple[float, float]] = field(default_factory=dict)
    half_middles: list[int | None] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)
    key: int | None = None

    def ink(self, glyph: int) -> tuple[float, float]:
        """Return the left and right ink edges of a glyph, in em from its origin."""
        if glyph not in self.inks:
            self.inks[glyph] = self.ink_of(self, glyph)
        return self.inks[glyph]

    def advance(self, glyph: int) -> float:
        """Return the advance of a glyph in px, as the font has it: without kerning."""
        return self.advance_of(self, glyph)

    def half_middle(self) -> int | None:
        """Return the glyph of an interpunct that the font itself centres in half an em, None if it has none."""
        if not self.half_middles:
            self.half_middles.append(self.half_middle_of(self))
        return self.half_middles[0]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a cluster that one plain glyph cannot paint: moved off its origin, or one of several."""

    id: int
    advance: float
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) of a paragraph in one face."""

    start: int
    end: int
    face: Face


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters [start, end) that one text box of the document holds, with what its style says of them.

    `em` is its font size; `plain` text (code, preformatted) is never touched; `solid` text never breaks, `wraps` lets a
    word break anywhere that is wider than its line.
    """

    start: int
    end: int
    em: float
    language: str | None
    plain: bool
    solid: bool
    collapses: bool
    note: bool
    wraps: bool
    letter_spacing: float


@dataclass(slots=True)
class Shaped:
    """A paragraph after shaping; lists hold one value for each character.

    A character without a glyph of its own has glyph -1. `inside` holds the characters that continue a cluster;
    `complex` holds the clusters that need more than one plain glyph.
    """

    text: str
    letters: str
    pieces: Sequence[Piece]
    runs: list[Run]
    glyph: list[int]
    advance: list[float]
    complex: dict[int, tuple[Glyph, ...]]
    inside: set[int]
    bound: set[int]  # characters that neither a break nor a stretch may part from the one before (a ruby group)
    lead: dict[int, float]  # margin, border and padding of the inline boxes that open before a character
    trail: dict[int, float]  # the same, of those that close after it
    uax: Callable[[], Sequence[int]]  # UAX 14: 1 where a line may break before a character; asked for where it decides
    hyphens: dict[int, float]  # a break before this character shows a hyphen of this width
    more_hyphens: Callable[[Shaped], dict[int, float]]  # the same, beyond the style's limits: all of the dictionary's
    run_starts: list[int] = field(default_factory=list)
    fixed: dict[int, float] = field(default_factory=dict)  # set widths of objects and ruby groups
    over_left: dict[int, float] = field(default_factory=dict)  # how far a reading reaches before its first base
    over_right: dict[int, float] = field(default_factory=dict)  # the same, over the character after its last base

    def advance_before_break(self, place: int) -> float:
        """Return the advance of a character that a line ends with: kerning with what follows is lost (px)."""
        glyph = self.glyph[place]
        if glyph < 0 or place in self.complex or place + 1 in self.inside or not self.runs:
            return self.advance[place]
        run = self.runs[bisect_right(self.run_starts, place) - 1]
        piece = self.pieces[bisect_right(self.pieces, place, key=lambda piece: piece.start) - 1]
        return run.face.advance(glyph) + piece.letter_spacing
