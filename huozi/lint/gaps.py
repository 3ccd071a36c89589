"""lint-202: a space between two Han characters. It may part a name from an office, so only the author can tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import CHINESE, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        if passage.level:
            continue  # 第一章 总则: the gap of a number
        for found in _GAP.finditer(passage.mask):
            start = passage.start + found.start()
            yield Hit(start, start + len(found[0]), None, "a space between Han characters")


RULE = Rule(
    "lint-202",
    "space between Han",
    "Chinese has no spaces between words; delete it unless it parts two names (clreq 2.2)",
    CHINESE,
    _find,
)
