"""What Japanese novels on the web are written with: ruby `｜漢字《かんじ》`, and emphasis dots `《《強調》》`.

Without the bar, and in Chinese, 《》 are marks of a title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open
from huozi.source.inlines.ruby import ruby

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "｜|《《"
CHARS = "｜《"
_RUBY = re.compile(r"｜([^｜《》\n<>`*\[\]]{1,40})《([^《》\n<>`]{1,80})》")
_DOTS = re.compile(r"《《([^《》\n<>`*\[\]]{1,80})》》")


def rule(scan: Scan) -> bool:
    """One reading over all that stands after the bar, or words with dots."""
    if scan.text[scan.at] == "《":
        return _dots(scan)
    found = _RUBY.match(scan.text, scan.at)
    if found is None:
        return False
    scan.tokens += ruby([found[1]], [found[2]])
    scan.at = found.end()
    return True


def _dots(scan: Scan) -> bool:
    found = _DOTS.match(scan.text, scan.at) if scan.page.lang.startswith("ja") else None
    if found is None:
        return False
    scan.tokens += [Open("em"), found[1], Close()]
    scan.at = found.end()
    return True
