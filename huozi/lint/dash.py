"""lint-104: a dash is —— (GB/T 15834, 4.10).

A single — between short names or times is a connector (GB/T 15834, 4.13: 北京—上海) and stays; so does `--help`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import WIDE, after, before, is_wide
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_DASH = re.compile(r" ?(?:(?<!-)-{2,4}(?!-)|—+|(?<!－)－{2,}(?!－)|(?<!─)─{2}(?!─)) ?")
_RIGHT = {"——", "————"}
_MARKS = "，。；：？！、“”‘’（）《》「」『』…"
_RUN_BEFORE = re.compile(f"[{WIDE}0-9]*$")
_RUN_AFTER = re.compile(f"[{WIDE}0-9]*")
_NAME = 4
"""A connector stands between words of this many characters at most; a dash has a clause on both sides."""
_SPEECH = re.compile("[了的是着过吗呢吧不我你他她它这那就也都很在有]")
"""Characters that clauses hold and names do not."""
_TIME = "年月日时分點点時代世纪紀"


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        mask = passage.mask
        for found in _DASH.finditer(mask):
            written, (start, end) = found[0].strip(" "), found.span()
            if written in _RIGHT or not _is_han(mask, start, end):
                continue
            if mask[start - 1 : start] in {"“", "‘", "「"} and mask[end : end + 1] in {"”", "’", "」"}:
                continue  # the mark itself is spoken of
            if written == "—" and found[0] == "—" and _connects(mask, start, end):
                continue
            if mask[max(0, start - 1) : start] in {"", "\n"} and found[0].startswith(" "):
                start += 1
            yield Hit(passage.start + start, passage.start + end, "——", f"a dash typed as `{written}`")


def _is_han(mask: str, start: int, end: int) -> bool:
    last, following = before(mask, start), after(mask, end)
    return all(char and (is_wide(char) or char in _MARKS) for char in (last, following))


def _connects(mask: str, start: int, end: int) -> bool:
    left = _RUN_BEFORE.search(mask, max(0, start - 12), start)
    right = _RUN_AFTER.match(mask, end, end + 12)
    head, tail = left[0] if left else "", right[0] if right else ""
    if _SPEECH.search(head) or _SPEECH.search(tail[:2]):
        return False
    return 0 < len(head) <= _NAME or 0 < len(tail) <= _NAME or (head != "" and head[-1] in _TIME)


RULE = Rule("lint-104", "dash", "a Chinese dash is two characters wide, in one stroke (GB/T 15834)", HAN, _find)
