"""Autolinks `<https://…>` (spec 6.5) and raw HTML (spec 6.6). Comments are never printed.

Backticks alone between <code> tags are what the element shows, not the start of a code span. A tag that would vanish,
has no attributes and is never closed is text (`List<String>`), with a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import rawhtml
from huozi.source.inlines.core import Close, Open, Raw
from huozi.source.vocabulary import DROPPED

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "<"
CHARS = "<"
_URL = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\x00-\x20<>\x7f]*)>")
_MAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_BACKTICKS = re.compile(r"<code>(`+)</code>", re.IGNORECASE)
_TAG = re.compile(rf"{rawhtml.OPEN_TAG}|{rawhtml.CLOSE_TAG}")
_ENCLOSED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")


def rule(scan: Scan) -> bool:
    """What an angle bracket opens."""
    url = _URL.match(scan.text, scan.at) or _MAIL.match(scan.text, scan.at)
    if url is not None:
        line, column = scan.place(scan.at)
        href = url[1] if url.re is _URL else f"mailto:{url[1]}"
        own = {"line": str(line), "col": str(column)}
        scan.tokens += [Open("a", own, {"href": href}), url[1], Close()]
        scan.at = url.end()
        return True
    return _backticks(scan) or _enclosed(scan) or _tag(scan)


def _backticks(scan: Scan) -> bool:
    """<code>`</code>, the only way to show a backtick in code without counting backticks."""
    found = _BACKTICKS.match(scan.text, scan.at)
    if found is None:
        return False
    scan.tokens += [Open("code", {}), found[1], Close()]
    scan.at = found.end()
    return True


def _enclosed(scan: Scan) -> bool:
    for opens, closes in _ENCLOSED:
        if not scan.text.startswith(opens, scan.at) or closes in scan.missing:
            continue
        end = scan.text.find(closes, scan.at + len(opens) - (1 if opens == "<!--" else 0))
        if end < 0:
            scan.missing.add(closes)
            return False
        scan.at = end + len(closes)
        return True
    return False


def _tag(scan: Scan) -> bool:
    found = _TAG.match(scan.text, scan.at)
    if found is None:
        return False
    name = _NAME.match(found[0])
    assert name is not None
    line, column = scan.place(scan.at)
    if rawhtml.may_be_text(found[0]) and f"</{name[1].lower()}" not in scan.page.closing_tags:
        scan.page.log.warn(
            "html-unknown",
            f"`{found[0]}` is no tag that is closed anywhere: it is shown as text",
            scan.page.place(line, column, len(found[0])),
            help=f"put it in backticks if it is code, or type `\\{found[0]}`",
        )
        return scan.take(found[0], found.end())
    if name[1].lower() in DROPPED and not found[0].startswith("</"):
        closed = re.compile(rf"</{name[1]}\s*>", re.IGNORECASE).search(scan.text, found.end())
        rawhtml.report_dropped(scan.page, name[1].lower(), line, column)
        scan.at = closed.end() if closed else found.end()
        return True
    return scan.take(Raw(rawhtml.mark_tags(found[0], scan.page, line, column)), found.end())
