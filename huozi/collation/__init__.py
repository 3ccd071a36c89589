"""Words -> the order in which a reader looks for them, and the letter that they stand under.

    pinyin   Han by sound, syllable by syllable, among Latin words (GB/T 22466-2008); the same sound by strokes
    stroke   Han by the number of strokes (strokes.txt), after Latin words
    kana     kana by the rows of the syllabary, after Latin words (JIS X 4061); Han wants its reading
    hangul   by the first consonant, before Latin words; Han wants its reading

Marks before the first letter do not count. Nothing here asks the locale of the machine. The only importer of pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, assert_never

Order = Literal["pinyin", "stroke", "kana", "hangul"]

_Step = tuple[str, int, int]

_SYMBOLS, _LATIN, _OWN, _LATIN_LAST, _OTHER = range(5)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a word stands: compared as it is. `heading` is that of its group: a letter, a count of strokes, or nothing.

    `heading` is "" for numbers and signs, and "?" for a word that has no place, as Han without a reading in Japanese.
    """

    group: tuple[int, int]
    key: tuple[_Step, ...]
    word: str
    heading: str

    @property
    def is_known(self) -> bool:
        """Whether the order has a place for the word."""
        return self.heading != "?"


def place(word: str, order: Order, reading: str = "") -> Place:
    """The place of a word; `reading` is what it is looked up as, if that is not the word itself."""
    shown = _letters(reading or word)
    if not shown or not shown[0].isalpha():
        return Place((_SYMBOLS, 0), _plain(shown), word, "")
    match order:
        case "pinyin":
            return _by_sound(shown, word)
        case "stroke":
            return _latin(shown, word, _LATIN) or _by_strokes(shown, word)
        case "kana":
            return _latin(shown, word, _LATIN) or _by_kana(shown, word)
        case "hangul":
            return _latin(shown, word, _LATIN_LAST) or _by_hangul(shown, word)
        case _:
            assert_never(order)


def _letters(text: str) -> str:
    """Text without accents, in one case, from its first letter or digit on."""
    # Kana keep their marks of sound, which are letters of their own.
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(_without_accent(char) for char in folded)
    return re.sub(r"^[\W_]+", "", bare)


def _without_accent(char: str) -> str:
    return unicodedata.normalize("NFKD", char)[0] if "\u00c0" <= char <= "\u024f" else char


def _plain(text: str) -> tuple[_Step, ...]:
    """A word as it is, but for its numbers, which are compared by value."""
    return ((_by_value(text), 0, 0),)


def _by_value(text: str) -> str:
    return re.sub(r"\d+", lambda found: found[0].zfill(12), text)


def _latin(text: str, word: str, group: int) -> Place | None:
    if not "a" <= text[0] <= "z":
        return None
    return Place((group, ord(text[0])), _plain(text), word, text[0].upper())


# Sound.


@lru_cache(maxsize=8192)
def pinyin(text: str) -> str:
    """How Han sounds in Mandarin: its syllables with their tones, a space between."""
    return " ".join(f"{sound}{tone}" if tone else sound for sound, tone, _ in _sounds(text))


@lru_cache(maxsize=8192)
def _sounds(text: str) -> tuple[_Step, ...]:
    """Syllable, tone and strokes of each Han; what is no Han as it is, with the tone 0."""
    import pypinyin

    steps: list[_Step] = []
    for part in re.findall(f"{_HAN}+|[^{_HAN[1:-1]}]+", text):
        if re.match(_HAN, part):
            spelt = pypinyin.lazy_pinyin(part, style=pypinyin.Style.TONE3, neutral_tone_with_five=True)
            steps += (
                (*_syllable(one), _strokes().get(char, (0, 0))[1]) for one, char in zip(spelt, part, strict=False)
            )
        else:
            steps += ((_by_value(one.casefold()), 0, 0) for one in part.split())
    return tuple(steps)


_HAN = "[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"


def _syllable(spelt: str) -> tuple[str, int]:
    found = re.fullmatch(r"([a-zü]+)([1-5])", spelt.casefold())
    return (found[1].replace("v", "ü"), int(found[2])) if found else (spelt.casefold(), 0)


def _by_sound(text: str, word: str) -> Place:
    steps = _sounds(text)
    first = steps[0][0][:1]
    if "a" <= first <= "z":
        return Place((_LATIN, ord(first)), steps, word, first.upper())
    return Place((_OTHER, 0), steps, word, "?")


# Strokes.


@cache
def _strokes() -> dict[str, tuple[int, int]]:
    """The count of strokes of each Han, and its place among all."""
    found: dict[str, tuple[int, int]] = {}
    for line in (Path(__file__).parent / "strokes.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            count, _, chars = line.partition(" ")
            for char in chars:
                found[char] = int(count), len(found) + 1
    return found


def _by_strokes(text: str, word: str) -> Place:
    known = _strokes()
    steps = tuple(("", known[char][1], 0) if char in known else (char, 1 << 20, 0) for char in text)
    if text[0] not in known:
        return Place((_OTHER, 0), steps, word, "?")
    count = known[text[0]][0]
    return Place((_OWN, count), steps, word, str(count))


# Kana.

_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
)
_VOWELS = {kana: "あいうえお"[at % 5] for row in _ROWS[:7] + _ROWS[8:9] for at, kana in enumerate(row)} | dict(
    zip("やゆよわ", "あうおあ", strict=True)
)
_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ", strict=True))


def _by_kana(text: str, word: str) -> Place:
    steps: list[_Step] = []
    for char in text:
        kana = chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char
        is_long = kana == "ー" and bool(steps)
        letter = unicodedata.normalize("NFD", _SMALL.get(kana, kana))
        base = _VOWELS.get(steps[-1][0], kana) if is_long else letter[0]
        sound = {"\u3099": 1, "\u309a": 2}.get(letter[1:], 0)
        steps.append((base, sound, 0 if is_long or kana in _SMALL else 1))
    row = next((row for row in _ROWS if steps[0][0] in row), "")
    # First the kana alone, then what is voiced, then what is small.
    key = (*((base, 0, 0) for base, _, _ in steps), ("", 0, 0), *(("", sound, size) for _, sound, size in steps))
    if not row:
        return Place((_OTHER, 0), key, word, "?")
    return Place((_OWN, _ROWS.index(row)), key, word, row[0])


# Hangul.

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PLAIN = dict(zip("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ", strict=True))


def _by_hangul(text: str, word: str) -> Place:
    key = tuple((char, 0, 0) for char in text)
    if not "가" <= text[0] <= "힣":
        return Place((_OTHER, 0), key, word, "?")
    initial = _INITIALS[(ord(text[0]) - 0xAC00) // 588]
    initial = _PLAIN.get(initial, initial)
    return Place((_OWN, _INITIALS.index(initial)), key, word, initial)
