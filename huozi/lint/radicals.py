"""lint-303: radicals of the Kangxi block (⼀, ⾔) stand for characters they only look like; searches miss them.

They come from PDF files and bad fonts. The characters are those of Unicode's EquivalentUnifiedIdeograph.txt.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_RADICAL = re.compile("[\u2e80-\u2fd5]")
# CJK Radicals Supplement has no compatibility mappings but for two; these are the simplified ones that PDFs give.
_SUPPLEMENT = dict(
    zip(
        "⺠⺟⻅⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻄",
        "民母见贝车长门韦页风飞食马鬼鱼鸟卤麦黄齐齿龙龟西",
        strict=True,
    )
)


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _RADICAL.finditer(passage.mask):
            plain = unicodedata.normalize("NFKC", found[0])
            better = plain if plain != found[0] else _SUPPLEMENT.get(found[0])
            start = passage.start + found.start()
            yield Hit(start, start + 1, better, f"`{found[0]}` (U+{ord(found[0]):04X}) is a radical, not a character")


RULE = Rule("lint-303", "radicals", "a radical looks like a character and is found by no search (Unicode)", HAN, _find)
