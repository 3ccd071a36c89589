"""lint-108: the dot between the parts of a foreign name is U+00B7 (GB/T 15834, 4.14; typography MID)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import WIDE
from huozi.lint.rule import CHINESE, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_DOT = re.compile(r"(?<=[\u3400-\u9fffA-Z])[•‧・･∙⋅](?=[\u3400-\u9fffA-Z])")
_FOLLOWED = re.compile(f"[{WIDE}]")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _DOT.finditer(passage.mask):
            if _FOLLOWED.search(passage.mask, max(0, found.start() - 1), found.end() + 1):
                start = passage.start + found.start()
                yield Hit(start, start + 1, "·", f"`{found[0]}` (U+{ord(found[0]):04X}) inside a name")


RULE = Rule("lint-108", "middle dot", "the dot inside a name is · U+00B7 (GB/T 15834)", CHINESE, _find)
