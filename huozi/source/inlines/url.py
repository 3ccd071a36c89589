"""Bare URLs (GFM 6.9). They end before CJK punctuation, and before Han where only a host was named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"(?<![A-Za-z0-9])(?:[hH][tT][tT][pP][sS]?://|[wW][wW][wW]\.)(?=[A-Za-z0-9])"
CHARS = "hw"
_STOP = (
    r"\s<>\u0000-\u001f\u2018-\u201f\u2026\u2014\u3000-\u303f\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_URL = re.compile(rf"(?:https?://|www\.)[A-Za-z0-9_.-]+(?::\d+)?(?:[/?#][^{_STOP}]*)?", re.IGNORECASE)
_TRAILING = "?!.,:;*_~'\""


def rule(scan: Scan) -> bool:
    """A URL without angle brackets; not inside the words of a link, which cannot hold another."""
    found = _URL.match(scan.text, scan.at)
    if found is None or any(not bracket.picture and _is_link(scan, bracket.at) for bracket in scan.brackets[-1:]):
        return False
    url = _trimmed(found[0])
    if "." not in url:
        return False
    line, column = scan.place(scan.at)
    href = url if url[:4].lower() == "http" else f"http://{url}"
    own = {"line": str(line), "col": str(column), "length": str(len(url))}
    scan.tokens += [Open("a", own, {"href": href}), url, Close()]
    scan.at += len(url)
    return True


def _trimmed(url: str) -> str:
    while True:
        bare = url.rstrip(_TRAILING)
        while bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1]
        while bare.endswith("]") and bare.count("]") > bare.count("["):
            bare = bare[:-1]
        if bare == url:
            return url
        url = bare


def _is_link(scan: Scan, opening: int) -> bool:
    """Whether the bracket closes as a link does."""
    end = scan.text.find("]", scan.at)
    return end > opening and scan.text[end + 1 : end + 2] in {"(", "["}
