"""A title -> what it costs to begin a line at each of its characters, by its sense (jlreq 4.1.6; HD4).

Marks, and spaces where words have none between them, are the best places, then the seams between scripts, then after
particles and before conjunctions, then between phrases as BudouX finds them and between words that have spaces; inside
a phrase a line ends at last. What no line may begin or end with is dear here too, for those who know no kinsoku.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from huozi.compose.locale import language_of

if TYPE_CHECKING:
    import budoux

FORBIDDEN = 1e6
ATTACHED = "ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""What goes on with the letter before it, as a closing mark does, and is followed by the rest of a word."""
CLOSING = "、。，．：；！？）》〉」』】〕”’％·・～〜—―…" + ATTACHED
OPENING = "（《〈「『【〔“‘"
_QUOTES_END = "）》〉」』】〕”’"
_PARTICLES = "的之地得了着のはをにでがとも"
_CONJUNCTIONS = "与與和及或从從到在"
_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff]")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]")
"""A word from abroad, which has no seam."""
_WORDS = re.compile("[0-9A-Za-z\u00c0-\u024f\u1100-\u11ff\uac00-\ud7a3]{2}")
"""The letters beside a space that stands between any two words: those of Korean and Latin."""

_NUMBER = re.compile(r"(?:[\u7b2c\uc81c]\S+|[0-9.]+)\s+")
"""The number before a title: what follows it is no new thought."""

_NO_MARK = 10.0
"""What it costs to break anywhere but behind a mark: lines may be less equal by some em for that."""
_SEAM = 3.0
_AFTER_PARTICLE = 2.0
_BEFORE_CONJUNCTION = 4.0
_PHRASE = 6.0
_BEFORE_SHORT, _AFTER_SHORT = 24.0, 23.0
"""Beside a phrase of one character, which is often the first or the last of a word that was cut."""
_AFTER_FOREIGN = 16.0
_INSIDE_PHRASE = 40.0
_INSIDE_LATIN = 400.0
_INSIDE_QUOTES = 30.0


def costs(text: str, language: str | None = None) -> list[float]:
    """The cost for each character of a title; its language is a BCP 47 tag. The first one begins a line anyway."""
    ends = _ends(text, _japanese(text) or language_of(language))
    found = [0.0]
    depth = 0
    number = match.end() if (match := _NUMBER.match(text)) else 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        depth += (before in OPENING) - (before in _QUOTES_END)
        between_words = before == " " and at > 1 and _WORDS.fullmatch(text[at - 2] + after) is not None
        cost = _PHRASE if between_words else _cost(before, after, _beside(at, ends))
        found.append(cost + (_NO_MARK if cost or at == number else 0) + (_INSIDE_QUOTES if depth > 0 else 0))
    return found[: len(text)]


def _cost(before: str, after: str, seam: float) -> float:
    if before in OPENING or after in CLOSING or after.isspace():
        return FORBIDDEN
    if before.isspace() or (before in CLOSING and before not in ATTACHED) or after in OPENING:
        return 0.0
    if is_han(before) != is_han(after) and not is_kana(after):
        return _AFTER_PARTICLE if before in _PARTICLES else _SEAM if is_han(before) or is_han(after) else _INSIDE_PHRASE
    if before.isascii() and after.isascii():
        return _INSIDE_LATIN
    if _KATAKANA.fullmatch(before) and is_kana(after):
        return _INSIDE_PHRASE if _KATAKANA.fullmatch(after) else min(seam, _AFTER_FOREIGN)
    if before in _PARTICLES and seam < _INSIDE_PHRASE:
        return _AFTER_PARTICLE
    if after in _CONJUNCTIONS and seam < _INSIDE_PHRASE:
        return _BEFORE_CONJUNCTION
    return seam


def _beside(at: int, ends: list[int]) -> float:
    """What a line costs that begins at a character, by the phrases on both sides."""
    if at not in ends:
        return _INSIDE_PHRASE
    place = ends.index(at)
    if place + 1 < len(ends) and ends[place + 1] - at == 1:
        return _BEFORE_SHORT
    return _PHRASE if at - (ends[place - 1] if place else 0) > 1 else _AFTER_SHORT


def _ends(text: str, language: str) -> list[int]:
    """Where phrases end; a text of a language without phrases here has words between spaces."""
    parser = _parser(language)
    if parser is None:
        return [found.end() for found in re.finditer(r"\S+\s*", text)]
    ends, at = [], 0
    for phrase in parser.parse(text):
        at += len(phrase)
        ends.append(at)
    return ends


@cache
def _parser(language: str) -> budoux.Parser | None:
    # Most books have no title that is longer than a line, so that the models are not read for nothing.
    import budoux

    match language:
        case "ja":
            return budoux.load_default_japanese_parser()
        case "zh-Hant":
            return budoux.load_default_traditional_chinese_parser()
        case "zh-Hans":
            return budoux.load_default_simplified_chinese_parser()
        case _:
            return None


def _japanese(text: str) -> str:
    """What tells the language of a title better than the book does."""
    return "ja" if re.search("[\u3041-\u3096\u30a1-\u30fa]", text) else ""


def is_han(char: str) -> bool:
    """Whether this is one Chinese character."""
    return _HAN.fullmatch(char) is not None


def is_kana(char: str) -> bool:
    """Whether this is one kana."""
    return _KANA.fullmatch(char) is not None
