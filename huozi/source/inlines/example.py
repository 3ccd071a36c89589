"""References to Pandoc's examples: `(@label)` -> `(3)`, the number of the item that began with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\(@"
CHARS = "("
_LABEL = re.compile(r"\(@([A-Za-z0-9_-]+)\)")


def rule(scan: Scan) -> bool:
    """The number of a label that the file has; anything else is text."""
    found = _LABEL.match(scan.text, scan.at)
    if found is None or found[1] not in scan.page.examples:
        return False
    return scan.take(f"({scan.page.examples.index(found[1]) + 1})", found.end())
