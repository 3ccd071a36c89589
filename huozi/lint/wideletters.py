"""lint-301: full-width letters and digits become plain ones (clreq 3.2.1; typography FT6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import CHINESE, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:[．：，][０-９]+)*[％]?")
_PLAIN = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in _WIDE.finditer(passage.mask):
            start = passage.start + found.start()
            better = _plain(found[0])
            yield Hit(start, start + len(found[0]), better, f"full-width `{found[0][:20]}`")


def _plain(written: str) -> str:
    """２０２６ is 2026, ３．１４ is 3.14; a comma between numbers of other than three digits is a comma of the text."""
    parts = re.split("(，)", written)
    for index in range(1, len(parts), 2):
        if re.fullmatch(r"[０-９]{3}(?:．[０-９]+)?％?", parts[index + 1]):
            parts[index] = ","
    return "".join(part if part == "，" else part.translate(_PLAIN) for part in parts)


RULE = Rule(
    "lint-301",
    "full-width letters",
    "Western letters and digits are set in their own width (clreq 3.2.1)",
    CHINESE,
    _find,
)
