"""Bare URLs and addresses of mail (GFM 6.9). They end before CJK punctuation, before Han where only a host is named."""

from __future__ import annotations

import re
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = (
    r"(?<![A-Za-z0-9])(?:[hH][tT][tT][pP][sS]?://|[wW][wW][wW]\.)(?=[A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.+-])(?:mailto:)?[A-Za-z0-9.+-][A-Za-z0-9.+_-]{0,63}@(?=[A-Za-z0-9])"
)
CHARS = ascii_lowercase + digits + ".+-"
_STOP = (
    r"\s<>\u0000-\u001f\u2018-\u201f\u2026\u2014\u3000-\u303f\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_URL = re.compile(rf"(?:https?://|www\.)[A-Za-z0-9_.-]+(?::\d+)?(?:[/?#][^{_STOP}]*)?", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+(?!@)")
_TRAILING = "?!.,:;*_~'\""


def rule(scan: Scan) -> bool:
    """A URL or an address without angle brackets; not inside the words of a link, which cannot hold another."""
    found = _URL.match(scan.text, scan.at)
    mail = _MAIL.match(scan.text, scan.at) if found is None else None
    if any(not bracket.picture and _is_link(scan, bracket.at) for bracket in scan.brackets[-1:]):
        return False
    if found is not None:
        url = _trimmed(found[0])
        href = url if url[:4].lower() == "http" else f"http://{url}"
    elif mail is not None:
        # Underscores on both sides are emphasis.
        url = mail[0].rstrip("_") if scan.before() == "_" else mail[0]
        href = f"mailto:{url.removeprefix('mailto:')}"
    else:
        return False
    if "." not in url or (mail is not None and not url[-1].isalpha()):
        return False
    line, column = scan.place(scan.at)
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
