"""Backslash escapes (spec 2.4) and hard breaks by a backslash (spec 6.7). Before all other rules."""

from __future__ import annotations

from string import punctuation
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\\"
CHARS = "\\"


def rule(scan: Scan) -> bool:
    r"""`\*` is the mark itself; `\` at the end of a line breaks it; any other `\` is a backslash."""
    following = scan.text[scan.at + 1 : scan.at + 2]
    if following == "\n":
        scan.tokens += [Open("br"), Close()]
        scan.at += 1
        return True
    if following and following in punctuation:
        return scan.take(following, scan.at + 2)
    return False
