"""Ends of lines: a hard break after two spaces (spec 6.7), else a soft one, which softbreaks.py settles by script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\n"
CHARS = "\n"


def rule(scan: Scan) -> bool:
    """Spaces around the end of a line are no content."""
    last = scan.tokens[-1] if scan.tokens else ""
    if isinstance(last, str):
        bare = last.rstrip(" ")
        scan.tokens[-1:] = [bare]
        if len(last) - len(bare) >= 2:
            scan.tokens += [Open("br"), Close()]
    return scan.take("\n", scan.at + 1)
