"""lint-103: an ellipsis is six dots in two characters: …… (GB/T 15834, 4.11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import after, before, is_wide
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_DOTS = re.compile(r"\.{3,}|。{3,}|…+|⋯+|·{3,}|・{3,}")
_RIGHT = re.compile("(?:…{2})+")
_MARKS = "，。；：？！、“”‘’（）《》「」『』—"


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _DOTS.finditer(passage.mask):
            written = found[0]
            if _RIGHT.fullmatch(written) or not _is_han(passage.mask, *found.span()):
                continue
            better = "…" * 4 if written[0] in "…⋯" and len(written) > 3 else "……"
            start, end = passage.start + found.start(), passage.start + found.end()
            yield Hit(start, end, better, f"an ellipsis typed as `{written[:12]}`")


def _is_han(mask: str, start: int, end: int) -> bool:
    last, following = before(mask, start, spaces=True), after(mask, end, spaces=True)
    if mask[start] == "." and re.match("[A-Za-z0-9_]", mask[end : end + 1]):
        return False  # ...rest is a piece of a program
    judge = last or following
    return bool(judge) and (is_wide(judge) or judge in _MARKS)


RULE = Rule("lint-103", "ellipsis", "a Chinese ellipsis is six dots, two characters wide (GB/T 15834)", HAN, _find)
