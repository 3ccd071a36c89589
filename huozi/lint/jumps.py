"""lint-402: a heading more than one level below the one before it; the outline would have a hole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.lint.rule import ALL, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose


def _find(prose: Prose) -> Iterator[Hit]:
    last = 0
    for passage in prose.passages:
        if passage.level:
            if last and passage.level > last + 1:
                end = passage.start + len(passage.mask)
                yield Hit(passage.start, end, None, f"a heading of level {passage.level} after one of level {last}")
            last = passage.level


RULE = Rule("lint-402", "heading jumps", "a level is skipped: use fewer `#`, or add the heading between", ALL, _find)
