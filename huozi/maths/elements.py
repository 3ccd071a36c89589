"""What the elements of MathML say: their words, lengths and flags, and which of them are operators (Core 3.2.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from huozi.maths.operators import Form

_SPACE_LIKE = frozenset({"mtext", "mspace"})
_GROUPS = frozenset({"mrow", "mstyle", "mpadded", "mphantom", "math", "semantics", "merror"})
_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mfrac"})

_LENGTH = re.compile(r"(-?\d*\.?\d+)(em|ex|pt|px|mu)?$")
_UNITS = {"em": 1.0, "": 1.0, "ex": 0.47, "pt": 0.1, "px": 0.075, "mu": 1 / 18}
DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_HAN = re.compile(r"[\u3005-\u3007\u3021-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
UNSEEN = re.compile("[\u2061-\u2064\ufe00-\ufe0f\u200b-\u200d\ufeff]")


def length_em(written: str) -> float:
    """A length as written in em of the element; TeX sets its points at ten to the em."""
    found = _LENGTH.match(written.strip())
    return float(found[1]) * _UNITS[found[2] or ""] if found else 0.0


def flag(element: _Element, name: str, *, default: bool) -> bool:
    """An attribute that is true or false."""
    given = element.get(name)
    return default if given is None else given == "true"


def raw(element: _Element) -> str:
    """All the text of an element as it is."""
    return "".join(map(str, element.itertext()))


def words(element: _Element) -> str:
    """The text of an element that is seen."""
    return UNSEEN.sub("", raw(element)).strip()


def fence_step(text: str) -> int:
    """Whether an operator opens or closes a group in which no formula is broken."""
    return (text in {"(", "[", "{", "⟨", "⌊", "⌈"}) - (text in {")", "]", "}", "⟩", "⌋", "⌉"})


def is_space_like(element: _Element) -> bool:
    """Core 3.2.1: text and space, and groups of nothing else; an empty function application is one of them too."""
    if element.tag in _SPACE_LIKE:
        return True
    if element.tag == "mrow" and not len(element):
        # TeX's {} stands for what an operator has before it; Blink takes it so, against the words of Core.
        return False
    return element.tag in {"mrow", "mstyle", "mphantom", "mpadded"} and all(map(is_space_like, element))


def core_of(element: _Element) -> _Element | None:
    """The <mo> that makes an element an embellished operator (Core 3.2.4.1)."""
    if element.tag == "mo":
        return element
    if element.tag in _SCRIPTED and len(element):
        return core_of(element[0])
    if element.tag in _GROUPS:
        inside = [child for child in element if isinstance(child.tag, str) and not is_space_like(child)]
        return core_of(inside[0]) if len(inside) == 1 else None
    return None


def form_of(child: _Element, content: Sequence[_Element]) -> Form:
    """The form of an operator by its place among the elements of its row (Core 3.2.4.2)."""
    core = core_of(child)
    if core is not None and core.get("form") in {"prefix", "infix", "postfix"}:
        match core.get("form"):
            case "prefix":
                return "prefix"
            case "postfix":
                return "postfix"
            case _:
                return "infix"
    if len(content) > 1 and child is content[0]:
        return "prefix"
    if len(content) > 1 and child is content[-1]:
        return "postfix"
    return "infix"


def scripts_of(
    element: _Element,
) -> tuple[list[_Element | None], list[_Element | None], list[tuple[_Element | None, _Element | None]]]:
    """Subscripts, superscripts, and pairs before the base."""
    match element.tag:
        case "msub" | "munder":
            return [element[1]], [None], []
        case "msup" | "mover":
            return [None], [element[1]], []
        case "msubsup" | "munderover":
            return [element[1]], [element[2]], []
    after: list[_Element] = []
    before: list[_Element] = []
    target = after
    for child in list(element)[1:]:
        if child.tag == "mprescripts":
            target = before
        else:
            target.append(child)
    pairs = [(before[at], before[at + 1]) for at in range(0, len(before) - 1, 2)]
    return list(after[0::2]), list(after[1::2]), list(pairs)


def meet_han(before: _Element, after: _Element) -> bool:
    r"""Whether Han in \text meets a letter or a digit of the formula (S3)."""
    if before.tag == "mtext" and after.tag not in {"mo", "mtext", "mspace"}:
        return bool(_HAN.match(raw(before)[-1:]))
    if after.tag == "mtext" and before.tag not in {"mo", "mtext", "mspace"}:
        return bool(_HAN.match(raw(after)[:1]))
    return False


def italic(char: str) -> str:
    """Core appendix C: a single letter in <mi> is italic, Greek too, capitals of Greek unless they say `normal`."""
    special = {"h": "ℎ", "ı": "\U0001d6a4", "ȷ": "\U0001d6a5", "∂": "\U0001d715", "∇": "\U0001d6fb"}
    if char in special:
        return special[char]
    if char.isascii() and char.isalpha():
        return alphabetic(char, 0x1D434)
    if "α" <= char <= "ω":
        return chr(0x1D6FC + ord(char) - 0x3B1)
    if "Α" <= char <= "Ω":
        return chr(0x1D6E2 + ord(char) - 0x391)
    variants = "ϵϑϰϕϱϖ"
    return chr(0x1D716 + variants.index(char)) if char in variants else char


def alphabetic(char: str, first: int) -> str:
    """A Latin letter in the mathematical alphabet that begins at `first`."""
    if char == "h" and first == 0x1D434:
        return "ℎ"
    if "A" <= char <= "Z":
        return chr(first + ord(char) - ord("A"))
    if "a" <= char <= "z":
        return chr(first + 26 + ord(char) - ord("a"))
    return char
