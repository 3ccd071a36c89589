"""Readings over their bases: how they pair (RB9), spread (RB2, RB3) and make room (RB5-RB7).

JIS X 4051 as jlreq 3.3 gives it: a single base keeps its reading centred; over a group the shorter of the two is
spread 1 : 2 : 1. A reading in Latin letters (pinyin) is one word: it is centred, and kept 1/4 em from the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.compose.classes import HANGUL, KANA, LATIN, LETTERS_CJK, PROLONG, SMALL_KANA

if TYPE_CHECKING:
    from huozi.compose.shape import Foreign, Shaped

RUBY_SCALE = 0.5
_EM_TOP = 0.88
_EM_BOTTOM = 0.12
_SYLLABLE_GAP_EM = 0.25
_OVERHANG = KANA + SMALL_KANA + PROLONG


@dataclass(slots=True, eq=False)
class RubyText:
    """A reading, shaped at `size` px; its base's size is `base` px."""

    box: Foreign
    text_box: Foreign
    style: Foreign
    shaped: Shaped
    size: float
    base: float

    @property
    def width(self) -> float:
        """The natural width in px."""
        return sum(self.shaped.advance)

    @property
    def is_latin(self) -> bool:
        """Whether the reading is written in Latin letters."""
        return LATIN in self.shaped.letters and not any(
            letter in LETTERS_CJK + HANGUL for letter in self.shaped.letters
        )

    def rise(self, *, under: bool) -> float:
        """Return how far the reading's baseline is from its base's, downwards, in px: the two em boxes touch."""
        if under:
            return _EM_BOTTOM * self.base + _EM_TOP * self.size
        return -_EM_TOP * self.base - _EM_BOTTOM * self.size

    def spread(self, width: float) -> tuple[list[float], float]:
        """Return the glyph origins of the reading over a base of `width` px, and its width (RB3: 1 : 2 : 1)."""
        advance = self.shaped.advance
        free = width - self.width
        count = len(advance)
        lead = step = 0.0
        if free > 0 and count > 1 and not self.is_latin and width > self.base * 1.5:
            lead = min(free / (2 * count), self.size)
            step = (free - 2 * lead) / (count - 1)
        origins = []
        x = 0.0
        for amount in advance:
            origins.append(x)
            x += amount + step
        return origins, x - step


@dataclass(frozen=True, slots=True)
class Ruby:
    """A reading and the characters [start, end) that it belongs to."""

    start: int
    end: int
    text: RubyText


def pair(bases: list[tuple[int, int]], texts: list[RubyText | None]) -> list[Ruby]:
    """Return rubies for bases and the readings that follow them, first to first; spare bases join the last."""
    if not bases or not texts:
        return []
    rubies = []
    for index, text in enumerate(texts[: len(bases)]):
        last = index == min(len(texts), len(bases)) - 1
        if text is not None:
            rubies.append(Ruby(bases[index][0], bases[-1][1] if last else bases[index][1], text))
    return rubies


def pad_bases(shaped: Shaped, ruby: Ruby) -> None:
    """Hold a group together (RB3), and spread its characters where the reading is wider than they are (RB5, RB7)."""
    start, end = ruby.start, ruby.end
    shaped.bound.update(range(start + 1, end))
    width = ruby.text.width + (_SYLLABLE_GAP_EM * ruby.text.base if ruby.text.is_latin else 0.0)
    missing = width - sum(shaped.advance[start:end])
    if missing <= 0:
        return
    side = min(ruby.text.size, missing / 2)
    for place in (start - 1, end):
        if 0 <= place < len(shaped.letters) and shaped.letters[place] in _OVERHANG:
            missing -= side
    if missing <= 0.001:
        return
    shown = [place for place in range(start, end) if place not in shaped.inside]
    each = missing / (2 * len(shown))
    for place in shown:
        shaped.lead[place] = shaped.lead.get(place, 0.0) + each
        shaped.trail[place] = shaped.trail.get(place, 0.0) + each
