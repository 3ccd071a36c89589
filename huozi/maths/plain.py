"""MathML -> the formula as a line of text, for titles in the outline, in bookmarks and in contents: `∑ᵢ₌₁ⁿ xᵢ`.

What Unicode has as a raised or lowered character is written so; the rest as programs write formulas: `(a+b)/c`,
`x^(n+α)`. Nothing is lost but the shape.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_SUPERSCRIPTS = dict(zip("0123456789+-−=()ni′″‴∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ′″‴°", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-−=()aeoxijnm", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓᵢⱼₙₘ", strict=True))
_INVISIBLE = re.compile("[\u2061-\u2064\ufe00-\ufe0f]")
_ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "ˉ": "\u0304", "˙": "\u0307",
    "¨": "\u0308", "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a",
}  # fmt: skip
_NEXT_TO_NAME = 0.2
"""Spaces narrower than this, in em, part what a reader can part without them: `f(x)dx`."""


def text(element: _Element) -> str:
    """The formula, or a part of one, in one line."""
    match element.tag:
        case "mo" if element.text == "\u2061":
            # After the name of a function stands a space, unless a fence follows.
            return " " if element.get("lspace") else ""
        case "mi" | "mn" | "mo" | "mtext":
            return _INVISIBLE.sub("", "".join(map(str, element.itertext())))
        case "mspace":
            width = re.match(r"([\d.]+)em", str(element.get("width") or ""))
            return " " if width and float(width[1]) >= _NEXT_TO_NAME else ""
        case "mphantom" | "annotation" | "none" | "mprescripts":
            return ""
        case "msup" | "mover" | "msub" | "munder" | "msubsup" | "munderover":
            return _scripted(element)
        case "mfrac" if element.get("linethickness") is None:
            return f"{_grouped(text(element[0]))}/{_grouped(text(element[1]), below=True)}"
        case "mfrac":
            return f"{text(element[0])}, {text(element[1])}"
        case "msqrt":
            return _root("".join(map(text, element)))
        case "mroot":
            return _raised(text(element[1])).removeprefix("^") + _root(text(element[0]))
        case "mtable":
            return "; ".join(" ".join(filter(None, map(text, row))) for row in element)
        case _:
            return "".join(map(text, element))


def _scripted(element: _Element) -> str:
    base, scripts = text(element[0]), [text(one) for one in list(element)[1:]]
    if element.get("accent") == "true" or element.get("accentunder") == "true":
        mark = _ACCENTS.get(scripts[0]) if element.tag == "mover" and len(base) == 1 else None
        composed = unicodedata.normalize("NFC", base + mark) if mark else base
        # Fonts of text have few marks to combine: a letter that has no accented form is written without.
        return composed if len(composed) == 1 else base
    match element.tag:
        case "msup" | "mover":
            return base + _raised(scripts[0])
        case "msub" | "munder":
            return base + _lowered(scripts[0])
        case _:
            return base + _lowered(scripts[0]) + _raised(scripts[1])


def _raised(words: str) -> str:
    return _in_table(words, _SUPERSCRIPTS, "^")


def _lowered(words: str) -> str:
    return _in_table(words, _SUBSCRIPTS, "_")


def _in_table(words: str, table: dict[str, str], mark: str) -> str:
    if set(words) <= table.keys():
        return "".join(table[char] for char in words)
    return f"{mark}{words}" if len(words) == 1 else f"{mark}({words})"


def _grouped(words: str, *, below: bool = False) -> str:
    """In parentheses where a fraction on the line would be read wrongly: a+b over c, one over 2x."""
    alone = words.isalpha() or words.isdecimal() or (not below and words.isalnum())
    return words if alone or len(words) == 1 else f"({words})"


def _root(words: str) -> str:
    return f"√{words}" if len(words) == 1 else f"√({words})"
