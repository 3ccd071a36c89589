"""A title -> what may be a number at its head: 第一章, 一、, （一）, 1.2, 附录A, 제1장 and their relatives.

Whether it is one is decided by the title's neighbours, in typed.py; only `certain` ones need none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from huozi.numerals import HAN, from_han, from_letters

Family = Literal[
    "division", "chapter", "section", "article", "appendix",  # 第一编, 第一章, 第一节, 第一条, 附录A
    "一、", "（一）", "一", "1.", "1、", "1", "（1）", "1)", "1.1", "①", "가.",
]  # fmt: skip
"""How a number is written, told by its rank (第一章) or by its first specimen."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number at the head of a title: as typed, with the gap after it, its family and value (1.2 is (1, 2)).

    `certain` numbers need no series to be believed. `letter` is that of an appendix, or of a section in one.
    """

    number: str
    gap: str
    family: Family
    value: tuple[int, ...]
    certain: bool = False
    letter: str = ""


def recognise(title: str) -> Typed | None:
    """What may be a number at the head of a title, whether or not the title's neighbours confirm it."""
    return next((found for rule in _RULES if (found := rule(title))), None)


SPACE = "[ \t\u00a0\u2002\u2003\u3000]"
NUMERAL = f"(?:[0-9０-９]+|[{HAN}]+)"
_GAP = f"(?:{SPACE}*[:：]{SPACE}*|{SPACE}+|$)"

_RANKS: dict[str, Family] = {
    **dict.fromkeys("编編篇卷部册冊集辑輯季부편권", "division"),
    **dict.fromkeys(("部分", "分编", "分編", "part", "book", "volume"), "division"),
    **dict.fromkeys("章回课課讲講幕场場折出话話장과", "chapter"),
    **dict.fromkeys(("单元", "單元", "chapter"), "chapter"),
    **dict.fromkeys(("节", "節", "절", "section"), "section"),
    **dict.fromkeys("条條款项項조항", "article"),
}
_HAN_UNITS = "部分|分编|分編|单元|單元|[编編篇卷部册冊集辑輯季章回课課讲講幕场場折出话話节節条條款项項]"
_COUNTED = "个|個|年|月(?![亮球])|日(?![志誌记記常本])"
"""What a number before it counts or dates: 3 个月, 2024 年. Said of a space alone; before U+3000 it is a number."""

_ORDINAL = re.compile(rf"第{SPACE}*(?P<n>{NUMERAL}){SPACE}*(?P<unit>{_HAN_UNITS})(?:之[{HAN}]+)?")
_VOLUME = re.compile(rf"(?P<unit>[卷篇部])之?(?P<n>[{HAN}]+|[0-9０-９]+)(?={_GAP})")
_KOREAN = re.compile(
    rf"제{SPACE}*(?P<n>[0-9]+){SPACE}*(?P<unit>[부편권장과절조항])|(?P<m>[0-9]+)(?P<u>[부장절])(?={_GAP})"
)
_ENGLISH = re.compile(rf"(?P<unit>Part|Book|Volume|Chapter|Section){SPACE}+(?P<n>[0-9]+)\.?(?={_GAP})", re.IGNORECASE)
_APPENDIX = re.compile(
    rf"(?:附录|附錄|付録|附件|附(?={SPACE}*{NUMERAL})|부록|Appendix|Annex){SPACE}*"
    rf"(?:(?P<letter>[A-ZＡ-Ｚ])(?![A-Za-z])|(?P<n>{NUMERAL}))?(?P<gap>[.．、]{SPACE}*|{_GAP})?"
)
_LISTED: tuple[tuple[Family, str], ...] = (
    ("1.1", r"(?P<d>[0-9０-９]+(?:[.．][0-9０-９]+)+)(?:[.．、]|(?![0-9０-９a-zA-Z%％]))"),
    ("1.1", r"(?P<l>[A-Z])(?P<d>(?:[.．][0-9０-９]+)+)(?:[.．、]|(?![0-9０-９a-zA-Z%％]))"),
    ("1.1", rf"(?P<d>[0-9０-９]+(?:[-－–][0-9０-９]+)+)(?:[.．、]|(?={SPACE}|$))"),
    ("1.", r"(?P<n>[0-9０-９]+)[.．](?![0-9０-９.．])"),
    ("1、", r"(?P<n>[0-9０-９]+)、"),
    ("1)", r"(?P<n>[0-9０-９]+)[)）]"),
    ("（1）", r"[(（](?P<n>[0-9０-９]+)[)）]"),
    ("（一）", rf"[(（](?P<n>[{HAN}]+)[)）]"),
    ("一、", rf"(?P<n>[{HAN}]+)[、.．]"),
    ("①", r"(?P<c>[①-⑳])"),
    ("가.", r"(?P<k>[가나다라마바사아자차카타파하])[.)]"),
    ("1", rf"(?P<n>[0-9０-９]+)(?=\u3000|{SPACE}+(?!{_COUNTED}|{SPACE})|$)"),
    ("一", rf"(?P<n>[{HAN}]+)(?=\u3000|{SPACE}+(?!{_COUNTED}|{SPACE})|$)"),
)
_LISTED_SHAPES = tuple((family, re.compile(shape)) for family, shape in _LISTED)
BARE: frozenset[Family] = frozenset({"1", "一"})
"""Families with no mark after the number: only a whole series from 1 makes them numbers."""


def _ordinal(title: str) -> Typed | None:
    """第一章 总则, 第 1 章：总则, 第一章总则; for the units that also begin words (第一部电影) only with a gap."""
    found = _ORDINAL.match(title)
    value = _value(found["n"]) if found else None
    if found is None or value is None:
        return None
    gap = _gap(title, found.end())
    certain = bool(gap) or found.end() == len(title)
    if not certain and found["unit"] not in "章节節回编編":
        return None
    return Typed(found[0], gap, _RANKS[found["unit"]], (value,), certain)


def _volume(title: str) -> Typed | None:
    """卷一, 卷之三: the older way of counting volumes."""
    found = _VOLUME.match(title)
    value = _value(found["n"]) if found else None
    if found is None or value is None:
        return None
    return Typed(found[0], _gap(title, found.end()), "division", (value,), certain=True)


def _foreign(title: str) -> Typed | None:
    """제1장, 1장, Chapter 1."""
    if found := _KOREAN.match(title):
        number, unit = found["n"] or found["m"], found["unit"] or found["u"]
    elif found := _ENGLISH.match(title):
        number, unit = found["n"], found["unit"].lower()
    else:
        return None
    gap = _gap(title, found.end())
    return Typed(found[0], gap, _RANKS[unit], (int(number),), bool(gap) or found.end() == len(title))


def _appendix(title: str) -> Typed | None:
    """附录A, 附录 一, Appendix B; also the bare word before a title (付録: 年表). The word alone is a title."""
    found = _APPENDIX.match(title)
    if found is None:
        return None
    letter, numeral = (found["letter"] or "").translate(_HALF_WIDTH), found["n"] or ""
    number, gap = found[0].removesuffix(found["gap"] or ""), found["gap"]
    if letter:
        return Typed(number, gap or "", "appendix", (from_letters(letter),), certain=True, letter=letter)
    value = _value(numeral) if numeral else 0
    if gap is None or value is None or (not numeral and found.end() == len(title)):
        return None
    return Typed(number.rstrip(), number[len(number.rstrip()) :] + gap, "appendix", (value,), certain=True)


def _listed(title: str) -> Typed | None:
    for family, shape in _LISTED_SHAPES:
        if found := shape.match(title):
            value, letter = _listed_value(found)
            if value is None:
                return None
            return Typed(found[0], _spaces(title, found.end()), family, value, letter=letter)
    return None


_RULES = (_ordinal, _volume, _foreign, _appendix, _listed)
_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


def _listed_value(found: re.Match[str]) -> tuple[tuple[int, ...] | None, str]:
    groups = found.groupdict()
    if numeral := groups.get("n"):
        value = _value(numeral)
        return (None if value is None else (value,)), ""
    if circled := groups.get("c"):
        return (ord(circled) - ord("①") + 1,), ""
    if syllable := groups.get("k"):
        return ("가나다라마바사아자차카타파하".index(syllable) + 1,), ""
    parts = tuple(int(part) for part in re.split("[.．－–-]", groups["d"]) if part)
    letter = groups.get("l") or ""
    return ((from_letters(letter), *parts) if letter else parts), letter


def _value(numeral: str) -> int | None:
    return int(numeral) if numeral[:1].isdecimal() else from_han(numeral)


def _gap(title: str, start: int) -> str:
    found = re.compile(_GAP).match(title, start)
    return found[0] if found else ""


def _spaces(title: str, start: int) -> str:
    found = re.compile(f"{SPACE}*").match(title, start)
    return found[0] if found else ""
