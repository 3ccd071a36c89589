"""lint-106: a bracket or quote that opens in a paragraph closes in it; which one is missing only the author can tell.

A quotation may go on for paragraphs: a quote that opens one, or stands after a colon or comma, may close later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import GONE, WIDE
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "【": "】", "〔": "〕"}
_CLOSERS = {closing: opening for opening, closing in _PAIRS.items()}
_MARKS = re.compile(f"[{''.join(_PAIRS)}{''.join(_CLOSERS)}]")
_LISTED = re.compile(r"[0-9A-Za-z一二三四五六七八九十例注註]+$")
_QUOTES = "“「"


def _find(prose: Prose) -> Iterator[Hit]:
    running = dict.fromkeys(_QUOTES, 0)
    for passage in prose.passages:
        if not re.search(f"[{WIDE}]", passage.mask):
            continue
        opened: list[tuple[str, int]] = []
        for found in _MARKS.finditer(passage.mask):
            mark, at = found[0], found.start()
            if mark in _PAIRS:
                opened.append((mark, at))
            elif opened and opened[-1][0] == _CLOSERS[mark]:
                opened.pop()
            elif running.get(_CLOSERS[mark]):
                running[_CLOSERS[mark]] = 0
            elif mark != "）" or not _LISTED.search(passage.mask, max(0, at - 4), at):  # 1）2） are list numbers
                yield _hit(passage.start + at, mark, f"`{_CLOSERS[mark]}` before it")
        for mark, at in opened:
            if mark in _QUOTES and _may_run_on(passage.mask, at):
                running[mark] += 1
            else:
                yield _hit(passage.start + at, mark, f"`{_PAIRS[mark]}` after it")


def _may_run_on(mask: str, at: int) -> bool:
    return mask[:at].rstrip(GONE + " \n\u3000")[-1:] in {"", "：", ":", "，", ","}


def _hit(at: int, mark: str, missing: str) -> Hit:
    return Hit(at, at + 1, None, f"`{mark}` without {missing} in this paragraph")


RULE = Rule("lint-106", "unpaired marks", "brackets and quotes come in pairs (GB/T 15834)", HAN, _find)
