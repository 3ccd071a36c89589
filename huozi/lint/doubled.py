"""lint-107: a comma or full stop typed twice is one; ！！ and ？？ are meant (GB/T 15834, 4.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_TWICE = re.compile("，{2,}|。{2}(?!。)|、{2,}|；{2,}|：{2,}|[，、；：][，。、；：]|。[，、；]")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _TWICE.finditer(passage.mask):
            written, start = found[0], passage.start + found.start()
            if written[0] == "。" == passage.mask[found.start() - 1 : found.start()]:
                continue
            better = written[0] if len(set(written)) == 1 else None
            yield Hit(start, start + len(written), better, f"marks in a row: `{written[:8]}`")


RULE = Rule("lint-107", "doubled marks", "one mark of a kind ends a clause (GB/T 15834)", HAN, _find)
