"""What a formula is laid out into: glyphs and rules on a baseline, in em of the text around; y goes upwards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.maths.font import Glyph


@dataclass(frozen=True, slots=True)
class Mark:
    """A glyph at a place, y upwards from the baseline."""

    x: float
    y: float
    glyph: Glyph
    scale: float
    colour: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A filled quadrangle: a bar of a fraction, a line through a term."""

    corners: tuple[tuple[float, float], ...]
    colour: str


@dataclass(slots=True)
class Box:
    """A part of a formula. `italic`: how far it leans over at the right; `single`: its only glyph, for accents."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    italic: float = 0.0
    single: tuple[Glyph, float] | None = None

    def put(self, other: Box, x: float, y: float) -> None:
        """Draw another box into this one; height and depth grow with it, the width does not."""
        self.marks += [replace(mark, x=mark.x + x, y=mark.y + y) for mark in other.marks]
        self.rules += [replace(rule, corners=tuple((a + x, b + y) for a, b in rule.corners)) for rule in other.rules]
        self.height = max(self.height, other.height + y)
        self.depth = max(self.depth, other.depth - y)

    def bar(self, x: float, y: float, width: float, thickness: float, colour: str) -> None:
        """A horizontal rule; y is its lower edge."""
        corners = ((x, y), (x + width, y), (x + width, y + thickness), (x, y + thickness))
        self.rules.append(Rule(corners, colour))


@dataclass(frozen=True, slots=True)
class Cut:
    """A place after a top-level operator at which a formula may be broken: x, and what is drawn before it.

    `after_quad`: a wide space stands there, between one formula and the next. `space` is lost at the end of a line.
    """

    x: float
    marks: int
    rules: int
    after_relation: bool
    space: float
    after_quad: bool = False


@dataclass(slots=True)
class Drawing:
    """A formula laid out, where it may be broken, and the characters that no font has.

    `lines` are the rows of a formula that is all one table, each on its own baseline and as wide as the table.
    """

    box: Box
    cuts: tuple[Cut, ...]
    missing: tuple[str, ...]
    lines: tuple[Box, ...] = ()
