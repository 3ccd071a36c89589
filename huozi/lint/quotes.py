"""lint-105: straight quotes around Chinese or Japanese text become the quotes of the language.

“…” and ‘…’ inside in zh-Hans, 「…」 and 『…』 in zh-Hant and ja (GB/T 15834; 教育部《重訂標點符號手冊》; JIS X 4051).
Paired from left to right inside a paragraph; where the number is odd only the author can tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import GONE, WIDE, after, before, is_wide
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Passage, Prose

_HOLDS_HAN = re.compile(f"[{WIDE}]")


def _find(prose: Prose) -> Iterator[Hit]:
    hans = prose.lang.startswith("zh") and "Hant" not in prose.lang
    outer, inner = (("“", "”"), ("‘", "’")) if hans else (("「", "」"), ("『", "』"))
    for passage in prose.passages:
        if '"' in passage.mask:
            yield from _doubles(passage, outer)
        if "'" in passage.mask:
            yield from _singles(passage, outer, inner)


def _doubles(passage: Passage, outer: tuple[str, str]) -> Iterator[Hit]:
    mask = passage.mask
    places = [found.start() for found in re.finditer('"', mask)]
    if len(places) % 2:
        if _HOLDS_HAN.search(mask):
            at = passage.start + places[-1]
            yield Hit(at, at + 1, None, f"{len(places)} straight quotes in one paragraph: one has no partner")
        return
    for first, last in zip(places[::2], places[1::2], strict=True):
        if _is_han(mask, first, last, outer[0]):
            yield _hit(passage, first, outer[0], '"')
            yield _hit(passage, last, outer[1], '"')


def _singles(passage: Passage, outer: tuple[str, str], inner: tuple[str, str]) -> Iterator[Hit]:
    """A single quote that opens stands after no letter, for there it is an apostrophe."""
    mask = passage.mask
    for found in re.finditer(rf"(?<![A-Za-z0-9'])'([^'\n]*[{WIDE}][^'\n]*)'(?![A-Za-z0-9'])", mask):
        marks = inner if _is_inside(mask, found.start(), outer) else outer
        yield _hit(passage, found.start(), marks[0], "'")
        yield _hit(passage, found.end() - 1, marks[1], "'")


def _is_inside(mask: str, at: int, outer: tuple[str, str]) -> bool:
    head = mask[max(0, at - 400) : at]
    return head.count(outer[0]) > head.count(outer[1]) or head.count('"') % 2 == 1


def _is_han(mask: str, first: int, last: int, opening: str) -> bool:
    """Latin words in a Chinese sentence have its quotes too; corner brackets are for Han and kana alone."""
    inside = mask[first + 1 : last]
    if not inside.strip(GONE + " "):
        return False
    if opening == "「" and not _HOLDS_HAN.search(inside):
        return False
    outside = (before(mask, first), after(mask, last + 1))
    return bool(_HOLDS_HAN.search(inside)) or all(
        char and (is_wide(char) or char in "，。；：？！、") for char in outside
    )


def _hit(passage: Passage, at: int, better: str, written: str) -> Hit:
    start = passage.start + at
    return Hit(start, start + 1, better, f"straight quote `{written}` in Chinese or Japanese text")


RULE = Rule(
    "lint-105", "straight quotes", "quotes open and close, in the form of the language (GB/T 15834)", HAN, _find
)
