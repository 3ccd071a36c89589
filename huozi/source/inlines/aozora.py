"""Ruby as Aozora Bunko writes it: `｜漢字《かんじ》`. Without the bar, 《》 are marks of a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.ruby import ruby

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "｜"
CHARS = "｜"
_RUBY = re.compile(r"｜([^｜《》\n<>`*\[\]]{1,40})《([^《》\n<>`]{1,80})》")


def rule(scan: Scan) -> bool:
    """One reading over all that stands after the bar."""
    found = _RUBY.match(scan.text, scan.at)
    if found is None:
        return False
    scan.tokens += ruby([found[1]], [found[2]])
    scan.at = found.end()
    return True
