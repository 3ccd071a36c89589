"""`H~2~O`, `x^2^` (Pandoc), only where nothing else can be meant: `3~5天`, `~/x`, `a^b` stay as they are.

Before emphasis, which has `~~`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"(?<=[A-Za-z0-9)\]])[~^](?=[A-Za-z0-9+\-\u2212])"
CHARS = "~^"
_SCRIPT = re.compile(r"([~^])([A-Za-z0-9+\-\u2212]{1,10})\1(?!\1)")


def rule(scan: Scan) -> bool:
    """A few letters or digits between two marks; below the line only after a letter, since `3~5~7` are ranges."""
    found = _SCRIPT.match(scan.text, scan.at)
    if found is None or (found[1] == "~" and not (scan.before().isascii() and scan.before().isalpha())):
        return False
    scan.tokens += [Open("sub" if found[1] == "~" else "sup"), found[2], Close()]
    scan.at = found.end()
    return True
