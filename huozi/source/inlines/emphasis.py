"""Emphasis `*`, `_`, strikethrough `~~` and marks `==`: which runs may open and close (spec 6.2, GFM 6.5).

MD2: CJK text has no spaces around marks, so for `*`, `~` and `=` a CJK character counts as the edge of a word, and a
CJK mark of punctuation as a letter (commonmark-spec issue 650). MD3: `2*3*4`, `中文__init__中文`, `a==b` stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Run

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "[*_~=]"
CHARS = "*_~="
_RUN = re.compile(r"\*+|_+|~+|=+")
_DOUBLE = 2


def rule(scan: Scan) -> bool:
    """A run of one delimiter."""
    found = _RUN.match(scan.text, scan.at)
    assert found is not None
    char, length = found[0][0], len(found[0])
    before = scan.before()
    after = scan.text[found.end()] if found.end() < len(scan.text) else "\n"
    if (char in "~=" and length != _DOUBLE) or _is_literal(char, length, before, after):
        return scan.take(found[0], found.end())
    can_open, can_close = _flanks(char, before, after)
    scan.push(Run(char, length, can_open, can_close, length))
    scan.at = found.end()
    return True


def _is_literal(char: str, length: int, before: str, after: str) -> bool:
    if not (_is_ascii_word(before) and _is_ascii_word(after)):
        return False
    return char == "=" or (char == "*" and length == 1 and (before.isdigit() or after.isdigit()))


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _flanks(char: str, before: str, after: str) -> tuple[bool, bool]:
    friendly = char != "_"
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_mark(before, friendly=friendly), _is_mark(after, friendly=friendly)
    edge_before = space_before or mark_before or (friendly and _is_cjk(before))
    edge_after = space_after or mark_after or (friendly and _is_cjk(after))
    left = not space_after and (not mark_after or edge_before)
    right = not space_before and (not mark_before or edge_after)
    if friendly:
        return left, right
    return left and (not right or mark_before), right and (not left or mark_after)


@lru_cache(maxsize=4096)
def _is_mark(char: str, *, friendly: bool) -> bool:
    return unicodedata.category(char)[0] in "PS" and not (friendly and _is_cjk(char))


@lru_cache(maxsize=4096)
def _is_cjk(char: str) -> bool:
    """Wide characters, and the marks that fonts for CJK draw wide; no emoji."""
    if unicodedata.east_asian_width(char) in "WFH":
        return not ("\U0001f000" <= char <= "\U0001faff" or "\u2600" <= char <= "\u27bf")
    return char in "“”‘’…—·" or "\u1100" <= char <= "\u11ff" or "\U000e0100" <= char <= "\U000e01ef"
