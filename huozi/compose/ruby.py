"""Readings over their bases: how they pair (RB9), spread (RB2-RB4) and make room (RB5-RB8).

JIS X 4051 as jlreq 3.3 gives it: a single base keeps its reading centred; over a group the shorter of the two is
spread 1 : 2 : 1. A word whose characters each have a reading is set as a group where one of these is wider than its
character (jukugo). A reading in Latin letters (pinyin) is one word: it is centred, and kept 1/4 em from the next.
Zhuyin stands to the right of each character, from top to bottom (clreq 3.4.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from huozi.compose.classes import (
    CLOSE,
    COMMA,
    HANGUL,
    KANA,
    LATIN,
    LETTERS_CJK,
    OPEN,
    PROLONG,
    SMALL_KANA,
    STOP,
)
from huozi.compose.locale import language_of

if TYPE_CHECKING:
    from huozi.compose.shape import Foreign, Shaped

RUBY_SCALE = 0.5
_WIDER_PX = 0.001
_EM_TOP = 0.88
_EM_BOTTOM = 0.12
_SYLLABLE_GAP_EM = 0.25
ZHUYIN_BAND_EM = 0.5
ZHUYIN_EM = 0.3
_ZHUYIN_LEFT_EM = 0.02  # from the base to the symbols
_ZHUYIN_TONE_EM = 0.32  # from the base to a tone
_DOT_RISE_EM = 0.55  # what a neutral tone is raised by, of its own size
_NEUTRAL = "\u02d9"
_MAYBE_ZHUYIN = re.compile("[\u3105-\u312f\u31a0-\u31bf\u02ca\u02c7\u02cb\u02d9\\s]")
_TONES = frozenset("\u02ca\u02c7\u02cb\u02d9")
_OVERHANG = KANA + SMALL_KANA + PROLONG
_BLANK_RIGHT = CLOSE + COMMA + STOP
_FULL = 0.98


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

    @property
    def top(self) -> float:
        """How far the top of the base's em box is above its baseline, in px."""
        return _EM_TOP * self.base

    @property
    def is_zhuyin(self) -> bool:
        """Whether the reading is written in Zhuyin, with its tones."""
        return is_zhuyin(self.shaped.text)

    def spread(self, width: float) -> tuple[list[float], float]:
        """Return the glyph origins of the reading over a base of `width` px, and its width."""
        return spread(self.shaped.advance, width, self, one=width <= self.base * 1.5)

    def columns(self) -> list[list[tuple[int, float, float]]]:
        """Return, for each syllable of Zhuyin, its characters with their places to the right of and below the base.

        In px from the right edge and the top of the base's em box to the left end of a baseline. The symbols stand in
        the middle of the height, a tone to the right of the last one, the neutral tone above them (RB8).
        """
        return [self._column(syllable) for syllable in _syllables(self.shaped.text)]

    def _column(self, syllable: list[int]) -> list[tuple[int, float, float]]:
        size = ZHUYIN_EM * self.base
        text, advance = self.shaped.text, self.shaped.advance
        symbols = [place for place in syllable if text[place] not in _TONES]
        top = (self.base - len(symbols) * size) / 2
        found = []
        for place in syllable:
            row = sum(symbol < place for symbol in symbols)
            if text[place] == _NEUTRAL:
                middle = (_ZHUYIN_LEFT_EM * self.base + size / 2) - advance[place] / 2
                found.append((place, middle, top + _DOT_RISE_EM * size))
            elif text[place] in _TONES:
                found.append((place, _ZHUYIN_TONE_EM * self.base, top + (row - 1 + _EM_TOP) * size))
            else:
                found.append((place, _ZHUYIN_LEFT_EM * self.base, top + (row + _EM_TOP) * size))
        return found


def is_zhuyin(text: str) -> bool:
    """Tell whether a text is Zhuyin, with its tones."""
    symbols = any("\u3105" <= char <= "\u312f" or "\u31a0" <= char <= "\u31bf" for char in text)
    return symbols and all(_MAYBE_ZHUYIN.match(char) for char in text)


def _syllables(text: str) -> list[list[int]]:
    """Return the places of the characters of each syllable; spaces part them."""
    syllables: list[list[int]] = [[]]
    for place, char in enumerate(text):
        if char.isspace():
            syllables.append([])
        else:
            syllables[-1].append(place)
    return [syllable for syllable in syllables if syllable]


def spread(advance: list[float], width: float, text: RubyText, *, one: bool = False) -> tuple[list[float], float]:
    """Return glyph origins over a base of `width` px, and the width that they take (RB3: 1 : 2 : 1).

    Over `one` character, and in Latin letters, a reading keeps together.
    """
    free = width - sum(advance)
    count = len(advance)
    step = 0.0
    if free > 0 and count > 1 and not text.is_latin and not one:
        lead = min(free / (2 * count), text.size)
        step = (free - 2 * lead) / (count - 1)
    origins = list(accumulate((amount + step for amount in advance[:-1]), initial=0.0))
    return origins, origins[-1] + advance[-1]


@dataclass(frozen=True, slots=True)
class Ruby:
    """A reading and the characters [start, end) that it belongs to.

    `word` holds the readings of a word that is set as a group (RB4), this one among them.
    """

    start: int
    end: int
    text: RubyText
    word: tuple[Ruby, ...] = ()


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


def join(shaped: Shaped, rubies: list[Ruby]) -> list[Ruby]:
    """Set words as groups (jukugo): neighbours of which one has a reading wider than its base (RB4, jlreq 3.3.7)."""
    joined: list[Ruby] = []
    word: list[Ruby] = []
    for ruby in [*rubies, None]:
        if ruby is not None and (not word or word[-1].end == ruby.start) and _may_join(ruby):
            word.append(ruby)
            continue
        wide = any(one.text.width > sum(shaped.advance[one.start : one.end]) + _WIDER_PX for one in word)
        if len(word) > 1 and wide:
            members = tuple(word)
            word = [replace(one, word=members) for one in word]
        joined.extend(word)
        word = []
        if ruby is not None:
            if _may_join(ruby):
                word = [ruby]
            else:
                joined.append(ruby)
    return joined


def _may_join(ruby: Ruby) -> bool:
    return not ruby.text.is_latin and not ruby.text.is_zhuyin


def make_room(shaped: Shaped, rubies: list[Ruby]) -> None:
    """Hold groups together (RB3), and spread characters where a reading is wider than they are (RB5, RB7, RB8)."""
    covered = {place for ruby in rubies for place in range(ruby.start, ruby.end)}
    done: set[int] = set()
    for ruby in rubies:
        if ruby.text.is_zhuyin:
            _leave_bands(shaped, ruby)
            continue
        start, end = (ruby.word[0].start, ruby.word[-1].end) if ruby.word else (ruby.start, ruby.end)
        if start not in done:
            done.add(start)
            readings = [one.text for one in ruby.word] or [ruby.text]
            _pad_bases(shaped, start, end, readings, covered)


def _leave_bands(shaped: Shaped, ruby: Ruby) -> None:
    """Leave room for the symbols to the right of each base."""
    shaped.bound.update(range(ruby.start + 1, ruby.end))
    shown = [place for place in range(ruby.start, ruby.end) if place not in shaped.inside]
    columns = len(ruby.text.columns())
    for place in shown if columns == len(shown) else shown[-1:]:
        shaped.trail[place] = shaped.trail.get(place, 0.0) + ZHUYIN_BAND_EM * ruby.text.base


def _is_full(shaped: Shaped, place: int, text: RubyText) -> bool:
    """Tell whether a mark has its blank beside the base (jlreq 3.3.8): one em wide, and not centred as in Taiwan."""
    centred = language_of(text.style["lang"]) == "zh-Hant"
    return not centred and place not in shaped.inside and shaped.advance[place] > _FULL * text.base


def _pad_bases(shaped: Shaped, start: int, end: int, readings: list[RubyText], covered: set[int]) -> None:
    text = readings[0]
    shaped.bound.update(range(start + 1, end))
    width = sum(reading.width for reading in readings)
    width += _SYLLABLE_GAP_EM * text.base if text.is_latin else 0.0
    missing = width - sum(shaped.advance[start:end])
    if missing <= 0:
        return
    shown = [place for place in range(start, end) if place not in shaped.inside]
    each = missing / (2 * len(shown))
    side = min(text.size, each)
    over = [0.0, 0.0]  # how far the reading reaches over its neighbours; it stays over the middle of its bases
    for index, (place, beyond, blank) in enumerate(((start - 1, start - 2, _BLANK_RIGHT), (end, end + 1, OPEN))):
        if not 0 <= place < len(shaped.letters) or place in covered:
            continue
        if shaped.letters[place] in _OVERHANG or (shaped.letters[place] in blank and _is_full(shaped, place, text)):
            # Two readings over one kana share it, and do not touch.
            over[index] = min(side, text.size / 2) if beyond in covered else side
    shaped.over_left[start], shaped.over_right[end] = over
    for place in shown:
        left, right = each - over[0] * (place == shown[0]), each - over[1] * (place == shown[-1])
        shaped.lead[place] = shaped.lead.get(place, 0.0) + left
        shaped.trail[place] = shaped.trail.get(place, 0.0) + right
