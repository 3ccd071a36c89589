"""lint-109: half-width forms of CJK marks (｡ ､ ｢ ｣) are the marks themselves, and a full-width ．after Han is 。.

The forms are those of Unicode's block Halfwidth and Fullwidth Forms. After a numeral ．is the dot of
a number and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_BETTER = {"｡": "。", "､": "、", "｢": "「", "｣": "」", "．": "。"}
_FORM = re.compile(r"[｡､｢｣]|(?<=[\u4e00-\u9fff”》）])(?<![一二三四五六七八九十])．")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _FORM.finditer(passage.mask):
            start = passage.start + found.start()
            if found[0] != "．" or prose.lang.startswith("zh"):
                yield Hit(start, start + 1, _BETTER[found[0]], f"`{found[0]}` (U+{ord(found[0]):04X}) for a mark")


RULE = Rule("lint-109", "odd forms of marks", "these forms are for old terminals (Unicode)", HAN, _find)
