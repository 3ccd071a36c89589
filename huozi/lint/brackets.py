"""lint-102: round brackets in Chinese text are full-width: around Han characters, and after one (GB/T 15834, 4.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import OBJECT, WIDE, before, is_wide
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Passage, Prose

_HOLDS_HAN = re.compile(f"[{WIDE}]")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for first, last in _pairs(passage.mask):
            widths = passage.mask[first] == "（", passage.mask[last] == "）"
            if not all(widths) and (any(widths) or _is_han(passage.mask, first, last)):
                yield from () if widths[0] else (_opening(passage, first),)
                yield from () if widths[1] else (_closing(passage, last),)


def _pairs(mask: str) -> Iterator[tuple[int, int]]:
    """Every pair of brackets, of either width."""
    opened: list[int] = []
    for found in re.finditer(r"[()（）]", mask):
        if found[0] in "(（":
            opened.append(found.start())
        elif opened:
            yield opened.pop(), found.start()


def _is_han(mask: str, first: int, last: int) -> bool:
    inside = mask[first + 1 : last]
    if not re.search(rf"[\w{OBJECT}]", inside):
        return False  # (--) is an operator
    if _HOLDS_HAN.search(inside):
        # A call such as f(变量) or `printf(格式)` typed without code marks keeps its brackets.
        return not re.match(r"[A-Za-z0-9_]", mask[first - 1 : first])
    outside = before(mask, first, spaces=True)
    return bool(outside) and (is_wide(outside) or outside in "”’》」』")


def _opening(passage: Passage, at: int) -> Hit:
    start = at - 1 if at > 1 and passage.mask[at - 1] == " " and is_wide(passage.mask[at - 2]) else at
    return Hit(
        passage.start + start, passage.start + at + 1, "（", "half-width bracket `(` in Chinese or Japanese text"
    )


def _closing(passage: Passage, at: int) -> Hit:
    tail = passage.mask[at + 1 : at + 3]
    end = at + 2 if len(tail) == 2 and tail[0] == " " and is_wide(tail[1]) else at + 1
    return Hit(passage.start + at, passage.start + end, "）", "half-width bracket `)` in Chinese or Japanese text")


RULE = Rule(
    "lint-102",
    "half-width brackets",
    "brackets in Chinese and Japanese text are as wide as a character (GB/T 15834)",
    HAN,
    _find,
)
