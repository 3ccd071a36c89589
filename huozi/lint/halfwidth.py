"""lint-101: `,.;:?!` in Chinese and Japanese text are full-width (GB/T 15834; typography MD4).

A mark belongs to the Chinese text if it stands after a Han character; after a Latin word, if Han follows and the
sentence is Chinese. A full stop is left alone before a letter or digit: it may be part of a name. Numbers, times and
addresses are masked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import GONE, OBJECT, after, before, in_han_sentence, is_wide
from huozi.lint.rule import HAN, Hit, Rule
from huozi.numerals import HAN as NUMERALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Passage, Prose

_ZH = {",": "，", ".": "。", ";": "；", ":": "：", "?": "？", "!": "！"}
_JA = _ZH | {",": "、"}
_MARK = re.compile(r"[,.;:?!]")
_NUMBERED = re.compile(rf"[\s{GONE}]*[（(]?[{NUMERALS}0-9]+[)）]?\.")
_LATIN_SENTENCE = re.compile(r"[,;:] +[A-Za-z][A-Za-z0-9 ,;:'’-]*$")
_CLOSING = "）】》〉」』”’〕…—％‰℃·"


def _find(prose: Prose) -> Iterator[Hit]:
    marks = _ZH if prose.lang.startswith("zh") else _JA
    for passage in prose.passages:
        numbered = _NUMBERED.match(passage.mask)
        for found in _MARK.finditer(passage.mask):
            at = found.start()
            if numbered and at == numbered.end() - 1:
                continue  # 一. is a number
            if _is_han_mark(passage, at):
                yield _hit(prose, passage, at, marks[found[0]])


def _is_han_mark(passage: Passage, at: int) -> bool:
    mask, mark = passage.mask, passage.mask[at]
    last, following = before(mask, at), after(mask, at + 1)
    if mark == "!" and following == OBJECT and mask[at + 1 : at + 2] == GONE:
        return False
    if mark == "." and (re.match(r"[A-Za-z0-9./\\]", following) or last == "."):
        return False
    if mark == ":" and following == "/":
        return False
    if last and (is_wide(last) or last in _CLOSING):
        return True
    if not (last == OBJECT or re.match("[A-Za-z0-9%]", last)):
        return False
    beyond = after(mask, at + 1, spaces=True)
    if mark == "." and beyond:
        return False
    if _LATIN_SENTENCE.search(mask[max(0, at - 120) : at]):
        return False
    return (not beyond or is_wide(beyond)) and in_han_sentence(mask, at)


def _hit(prose: Prose, passage: Passage, at: int, better: str) -> Hit:
    """The mark with the one space after it, which its full-width form brings along."""
    mask = passage.mask
    end = at + 1
    if mask[end : end + 1] == " " and mask[end + 1 : end + 2] not in {"", " ", "\n", GONE}:
        end += 1
    start = passage.start + at
    return Hit(start, passage.start + end, better, f"half-width `{prose.text[start]}` in Chinese or Japanese text")


RULE = Rule(
    "lint-101",
    "half-width marks",
    "marks in Chinese and Japanese text are as wide as a character (GB/T 15834)",
    HAN,
    _find,
)
