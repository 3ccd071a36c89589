"""A finished PDF in, what is wrong with its lines out (typography.md sections 1 to 8).

It reads positions of glyph origins and set widths of classes, never boxes, and has tables of its own: nothing of the
composer is asked. What the composer says of a line itself (`logged`) excuses a line that cannot be full.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.compose.setting import SIZE, Char, opened, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLERANCE = 0.02
OPENING = frozenset("\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff3b\uff5b")
CLOSING = frozenset("\u2019\u201d\u3009\u300b\u300d\u300f\u3011\u3015\u3017\uff09\uff3d\uff5d")
PAUSES = frozenset("\u3001\uff0c\uff1b\uff1a")
STOPS = frozenset("\u3002\uff0e")
EXCLAMATIONS = frozenset("\uff01\uff1f")
QUOTES = frozenset("\u2018\u2019\u201c\u201d")
MARKS = OPENING | CLOSING | PAUSES | STOPS | EXCLAMATIONS
LONG = frozenset("\u2014\u2026\u22ef")
SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
NO_START = CLOSING | PAUSES | STOPS | EXCLAMATIONS | frozenset("\u00b7\u30fb\uff0f\uff5e/)]},.;:!?%")
NO_START_IN = {"ja": SMALL_KANA | frozenset("\u30fc\u3005\u30fd\u30fe\u309d\u309e")}
NO_END = OPENING | frozenset("([{")
LATIN_WORD = re.compile(r"[A-Za-z0-9]")
NUMBER = re.compile(r"[\u00a5\uffe5$]?\d+(?:[.,:]\d+)*[%\u2030\u2103]?")
HALF_AT_END = {
    "zh-Hans": CLOSING | PAUSES | STOPS | EXCLAMATIONS,
    "zh-Hant": frozenset(),
    "ja": CLOSING | PAUSES,
    "ko": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The least room that a character takes, whatever blank it has given up, in em."""

    char: str
    left: float
    right: float


def is_solid(char: str) -> bool:
    """Tell whether a character is a Han or a kana, which are set one em wide."""
    han = "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"
    return han or ("\u3041" <= char <= "\u30ff" and char != "\u30fb")


def is_latin(char: str) -> bool:
    """Tell whether a character belongs to a Latin word or a number."""
    return bool(LATIN_WORD.match(char))


def is_kerned(char: str) -> bool:
    """Tell whether a character belongs to Latin text, whose pairs the font may kern."""
    return char.isascii() or char == "\u00ad"


def paragraphs_of(pdf: bytes) -> list[list[list[Char]]]:
    """Return the paragraphs of a page, each its lines of body size; three em or a new page part two of them.

    Note marks stand in the line that they hang on; readings are left out.
    """
    paragraphs: list[list[list[Char]]] = []
    size = SIZE * 0.75
    with opened(pdf) as document:
        pages = len(document)
    for page in range(pages):
        last = None
        lines = rows_of(pdf, page=page)
        bodies = [line for line in lines if any(char.size > 0.9 * size for char in line)]
        for line in bodies:
            y = next(char.y for char in line if char.size > 0.9 * size)
            raised = [
                char
                for other in lines
                if other not in bodies
                for char in other
                if 0 < y - char.y < 0.6 * size and char.size > 0.55 * size
            ]
            if last is None or y - last > 3 * size:
                paragraphs.append([])
            paragraphs[-1].append(sorted([*line, *raised], key=_place))
            last = y
    return paragraphs


def _place(item: Char) -> float:
    """Return where the ink of a character is: an opening mark begins half an em after its origin."""
    return item.pos + (0.5 if item.char in OPENING and item.advance > 0.98 else 0.0)


def text_of(line: Iterable[Char]) -> str:
    """Return the text of a line; a hyphen of a broken word is none."""
    return "".join(char.char for char in line if char.char not in "\u00ad\ufffe")


def cell_of(item: Char, language: str) -> Cell:
    """Return the least room of a character (section 2)."""
    char, left = item.char, item.pos
    if item.advance > 0.98 and language != "zh-Hant":
        if char in OPENING:
            return Cell(char, left + 0.5, left + 1)
        if char in CLOSING | PAUSES | STOPS or (char in EXCLAMATIONS and language == "zh-Hans"):
            return Cell(char, left, left + 0.5)
    if char == "\u30fb" and item.advance > 0.98 and language == "ja":
        return Cell(char, left + 0.25, left + 0.75)  # J2: an interpunct of one em may give up both of its blanks
    if char in QUOTES and item.advance < 0.5 and language != "ko":
        left -= (0.5 - item.advance) / 2  # a narrow quote stands in the middle of half an em
        return Cell(char, left, left + 0.5)
    if char == "\u00b7" and language == "zh-Hans":
        return Cell(char, left, left + min(item.advance, 0.5))
    return Cell(char, left, left + item.advance)


def edge_of(line: list[Char], language: str) -> float:
    """Return where the set width of a line's last character ends (M-edge)."""
    last = line[-1]
    if last.char in HALF_AT_END[language] and (last.advance > 0.98 or last.char in QUOTES):
        return cell_of(last, language).right
    return last.pos + last.advance


def faults(
    lines: list[list[Char]],
    language: str,
    measure: float,
    *,
    text: str | None = None,
    logged: frozenset[str] = frozenset(),
) -> list[str]:
    """Return what is wrong with a paragraph. `logged` holds the lines that the composer itself called unfilled."""
    found = []
    if text is not None and re.sub(r"\s", "", text) != re.sub(r"\s", "", "".join(map(text_of, lines))):
        found.append(f"text differs: {[text_of(line) for line in lines]}")
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        here = (
            *_unfilled(line, language, measure, last=last, logged=logged),
            *_kinsoku(line, language, first=number == 0, last=last),
            *_overlaps(line, language),
            *_uneven(line, language),
        )
        found.extend(f"{fault}: {text_of(line)}" for fault in here)
    found.extend(_split(lines))
    if len(lines) > 1 and language != "ko" and text_of(lines[-1]) not in logged:
        shown = [char for char in text_of(lines[-1]) if char not in MARKS | LONG]
        if len(shown) < 2:
            found.append(f"PA6 a last line of {len(shown)}: {text_of(lines[-1])}")
    return found


def _unfilled(line: list[Char], language: str, measure: float, *, last: bool, logged: frozenset[str]) -> list[str]:
    edge = edge_of(line, language)
    if language == "ja" and line[-1].char in STOPS and edge > measure + TOLERANCE:
        edge -= 0.5  # P5: a full stop at a line end takes one em or half of one
    if text_of(line) in logged:
        return []
    if edge > measure + TOLERANCE:
        return [f"J1 over-full by {edge - measure:.3f} em"]
    if not last and edge < measure - TOLERANCE:
        return [f"J1 short by {measure - edge:.3f} em"]
    return []


def _kinsoku(line: list[Char], language: str, *, first: bool, last: bool) -> list[str]:
    found = []
    shown = text_of(line).strip()
    no_start = NO_START | NO_START_IN.get(language, frozenset())
    if not first and shown[0] in no_start:
        found.append("K1 forbidden at a line start")
    if not last and shown[-1] in NO_END:
        found.append("K2 forbidden at a line end")
    if line[0].char in OPENING and line[0].advance > 0.98 and language in ("zh-Hans", "ja"):
        if abs(line[0].pos + 0.5) > TOLERANCE:
            found.append("P6 an opening mark at a line start is not trimmed")
    elif abs(cell_of(line[0], language).left) > TOLERANCE and language != "zh-Hant":
        found.append(f"the line starts at {line[0].pos:.3f}")
    return found


def _overlaps(line: list[Char], language: str) -> list[str]:
    cells = [cell_of(char, language) for char in line if char.char not in LONG and not char.char.isspace()]
    return [
        f"overlap of {a.right - b.left:.3f} em at {a.char}{b.char}"
        for a, b in pairwise(cells)
        if b.left < a.right - TOLERANCE and not (is_kerned(a.char) and is_kerned(b.char))
    ]


def _uneven(line: list[Char], language: str) -> list[str]:
    """J6: Han stand equally far apart; J2, J4, S5: spaces of one kind are equal and keep their bounds."""
    found = []
    pitches = [b.pos - a.pos for a, b in pairwise(line) if is_solid(a.char) and is_solid(b.char)]
    if language != "ja" and pitches and max(pitches) - min(pitches) > 0.01:
        found.append(f"J6 Han from {min(pitches):.3f} to {max(pitches):.3f} em apart")
    spaces = [
        b.pos - a.pos - a.advance
        for a, b in pairwise(line)
        if a.size == b.size and ((is_solid(a.char) and is_latin(b.char)) or (is_latin(a.char) and is_solid(b.char)))
    ]
    if language != "ko" and spaces:
        if max(spaces) - min(spaces) > 2 * TOLERANCE:
            found.append(f"S5 spaces beside Latin from {min(spaces):.3f} to {max(spaces):.3f} em")
        if min(spaces) < 0.125 - TOLERANCE or (pitches and max(spaces) > 0.5 + TOLERANCE):
            found.append(f"S5 a space beside Latin of {min(spaces):.3f} to {max(spaces):.3f} em")
    return found


def _split(lines: list[list[Char]]) -> list[str]:
    """K3, K5, K9: what no line may end inside of."""
    found: list[str] = []
    whole = "".join(map(text_of, lines))
    ends = set()
    length = 0
    for line in lines[:-1]:
        length += len(text_of(line))
        ends.add(length)
    for pattern, rule in (
        (NUMBER, "K5"),
        (re.compile("\u2014\u2014|\u2026\u2026"), "K3"),
        (re.compile("[！？]{2}"), "K9"),
    ):
        found.extend(
            f"{rule} {match.group()} is split"
            for match in pattern.finditer(whole)
            if any(match.start() < end < match.end() for end in ends)
        )
    return found
