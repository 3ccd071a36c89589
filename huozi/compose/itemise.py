"""The text of a paragraph in, class letters out: what Latin and Chinese share is settled by context (FT1, FT2, K7).

‘ ’ “ ” — – … · are Chinese marks in Chinese and Latin ones inside a Latin run (`don’t`, 1990–2000). Quotes are paired
first, and both of a pair are settled alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.compose import classes
from huozi.compose.classes import CJK, DIGIT, LATIN, SHARED, SHARED_DASH, SHARED_ELLIPSIS, SHARED_MIDDLE, SHARED_QUOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHARED = re.compile(f"[{SHARED}]")
_STRONG_CJK = frozenset(CJK.replace(classes.WIDE, ""))
_STRONG_LATIN = frozenset(LATIN + DIGIT)
_STRONG = re.compile(f"[{re.escape(''.join(sorted(_STRONG_CJK | _STRONG_LATIN)))}]")
_OPENING = "\u2018\u201c"
_EM_DASHES = "\u2014\u2015"
_PARTNER = {"\u2019": "\u2018", "\u201d": "\u201c"}


def itemise(text: str, foreign: Sequence[tuple[int, int]] = ()) -> str:
    """Return one class letter for each character of `text`, no provisional letter left.

    `foreign` are the ranges whose language is not Chinese, Japanese or Korean: shared code points in them are Latin.
    """
    letters = classes.classify(text)
    places = [match.start() for match in _SHARED.finditer(letters)]
    if not places:
        return letters
    settled = list(letters)
    quotes = [place for place in places if letters[place] == SHARED_QUOTE]
    pairs = _pair(text, letters, quotes)
    for place in places:
        outer = pairs.get(place, (place, place))
        latin = any(start <= place < end for start, end in foreign) or _is_latin(text, letters, place, outer)
        settled[place] = _settle(text, place, letters[place], latin=latin)
    return "".join(settled)


def _pair(text: str, letters: str, quotes: list[int]) -> dict[int, tuple[int, int]]:
    """Return, for each quote that has a partner, the places of its pair.

    An apostrophe inside a word is nobody's partner.
    """
    pairs: dict[int, tuple[int, int]] = {}
    open_places: list[int] = []
    for place in quotes:
        if text[place] in _OPENING:
            open_places.append(place)
        elif not _is_apostrophe(text, letters, place):
            for depth in range(len(open_places) - 1, -1, -1):
                if text[open_places[depth]] == _PARTNER[text[place]]:
                    pairs[place] = pairs[open_places[depth]] = (open_places[depth], place)
                    del open_places[depth:]
                    break
    return pairs


def _is_apostrophe(text: str, letters: str, place: int) -> bool:
    """Tell whether a quote stands in a word, or before one where something is left out: don\u2019t, the \u201990s."""
    before = letters[place - 1] if place else classes.SPACE
    after = letters[place + 1 : place + 2]
    return (
        text[place] == "\u2019"
        and bool(after)
        and after in _STRONG_LATIN
        and (before in _STRONG_LATIN or before == classes.SPACE)
    )


def _is_latin(text: str, letters: str, place: int, outer: tuple[int, int]) -> bool:
    """Tell whether a shared code point stands inside a Latin run, by the strong characters around it or its pair."""
    before = _strong_before(letters, outer[0])
    after = _strong_after(letters, outer[1] + 1)
    letter = letters[place]
    if letter == SHARED_QUOTE:
        if outer[0] == outer[1]:
            follows_latin = place > 0 and letters[place - 1] in _STRONG_LATIN
            return _is_apostrophe(text, letters, place) or (
                follows_latin and (after != "c" or text[place] == "\u2019")  # students\u2019, without a partner
            )
        if _STRONG.search(letters[outer[0] + 1 : outer[1]]) and any(
            c in _STRONG_CJK for c in letters[outer[0] + 1 : outer[1]]
        ):
            return False
        if before or not after:
            return before == after == "l" or (before == "l" and after == "" and letters[outer[0] - 1] == classes.SPACE)
        # \u201cYes,\u201d she said: a mark before the closing quote, and a space behind it, are English.
        ends = letters[outer[1] - 1] == classes.LATIN_CLOSE and letters[outer[1] + 1] == classes.SPACE
        return after == "l" and ends
    if letter == SHARED_ELLIPSIS:
        return before == "l" and after in ("l", "")
    if text[place] in _EM_DASHES and _between_digits(letters, place):
        return False
    return before == after == "l"


def _between_digits(letters: str, place: int) -> bool:
    """Tell whether a dash joins two numbers: 1041—1048 takes the dash of one em (GB/T 15834 4.13)."""
    return 0 < place < len(letters) - 1 and letters[place - 1] == letters[place + 1] == DIGIT


def _strong_before(letters: str, place: int) -> str:
    """Return c or l for the nearest strong character before `place`, empty at the start of the paragraph."""
    for index in range(place - 1, -1, -1):
        if letters[index] in _STRONG_LATIN:
            return "l"
        if letters[index] in _STRONG_CJK:
            return "c"
    return ""


def _strong_after(letters: str, place: int) -> str:
    match = _STRONG.search(letters, place)
    if match is None:
        return ""
    return "l" if match.group() in _STRONG_LATIN else "c"


def _settle(text: str, place: int, letter: str, *, latin: bool) -> str:
    char = text[place]
    if latin:
        return classes.LATIN_CLOSE if letter == SHARED_ELLIPSIS else classes.LATIN_OTHER
    if letter == SHARED_QUOTE:
        return classes.OPEN if char in _OPENING else classes.CLOSE
    if letter == SHARED_DASH:
        paired = char in (text[place - 1 : place], text[place + 1 : place + 2])
        return classes.DASH if paired and char in _EM_DASHES else classes.CONNECTOR
    if letter == SHARED_ELLIPSIS:
        return classes.ELLIPSIS
    if letter == SHARED_MIDDLE:
        return classes.WIDE if char == "\u2022" else classes.MIDDLE
    raise AssertionError(letter)
