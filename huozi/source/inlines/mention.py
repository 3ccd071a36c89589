"""Mentions of figures, tables, listings, sections: `@fig:x`, `[@tbl:x]`, `[@a:x; @b:y]` (pandoc-crossref).

`@page:x` asks for the page of what has the id x. A Korean particle belongs to the word before it, but other tools need
a space after the name (`@tbl:x 에서`): before a particle that can be no word of its own, it is taken away.

Before links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"@|\[@"
CHARS = "@["
KINDS = ("fig", "tbl", "tab", "lst", "sec", "eq")
_PAGE = re.compile(r"@page:(?=\w)")
_KIND = re.compile(rf"@((?:{'|'.join(KINDS)}):)(?=[\w])")
_ASCII = re.compile(r"[A-Za-z0-9](?:[\w.:/-]*[A-Za-z0-9_])?", re.ASCII)
_WORD = re.compile(r"\w+(?:[.:-]+\w+)*")
_PARTICLE = re.compile(
    r" (?:에(?:서(?:는|도|의)?|는|도|게)?|은|는|을|를|와|과|의"
    r"|(?:으)?로(?:부터|써)?|부터|까지|처럼|보다|같이)(?![가-힣])"
)
_GROUP = re.compile(
    rf"\[-?(@(?:{'|'.join(KINDS)}):[^\]\s;,]+(?:[;,][ \t]*-?@(?:{'|'.join(KINDS)}):[^\]\s;,]+)*)\](?!\()"
)


def rule(scan: Scan) -> bool:
    """One mention, or several in brackets."""
    if scan.text[scan.at] == "[":
        return _group(scan)
    if scan.before().isascii() and scan.before().isalnum():
        return False
    label = _label(scan)
    if label is None:
        return False
    return _mention(scan, label, scan.at, scan.at + 1 + len(label)) and _join_particle(scan)


def _label(scan: Scan) -> str | None:
    """The longest name that is defined somewhere in the book; else what can be a name, Han being text after ASCII."""
    kind = _KIND.match(scan.text, scan.at)
    if kind is None:
        page = _PAGE.match(scan.text, scan.at)
        return _page_label(scan, page.end()) if page else None
    known = [name for name in scan.page.known_ids if scan.text.startswith(name, scan.at + 1)]
    if known:
        return max(known, key=len)
    name = _ASCII.match(scan.text, kind.end()) or _WORD.match(scan.text, kind.end())
    return kind[1] + name[0] if name else None


def _page_label(scan: Scan, at: int) -> str | None:
    """What comes after `@page:`: any name, one of a figure too."""
    known = [name for name in scan.page.known_ids if scan.text.startswith(name, at)]
    name = max(known, key=len, default="")
    if not name:
        found = _ASCII.match(scan.text, at) or _WORD.match(scan.text, at)
        name = found[0] if found else ""
    return f"page:{name}" if name else None


def _group(scan: Scan) -> bool:
    group = _GROUP.match(scan.text, scan.at)
    if group is None:
        return False
    for index, found in enumerate(re.finditer(r"@([^;,\s]+)", group[1])):
        if index:
            scan.tokens.append("、")
        _mention(scan, found[1], group.start(1) + found.start(), group.end())
    return _join_particle(scan)


def _join_particle(scan: Scan) -> bool:
    if scan.page.lang.startswith("ko") and _PARTICLE.match(scan.text, scan.at):
        scan.at += 1
    return True


def _mention(scan: Scan, label: str, at: int, end: int) -> bool:
    line, column = scan.place(at)
    own = {"mention": label, "line": str(line), "col": str(column), "length": str(len(label) + 1)}
    scan.tokens += [Open("a", own), Close()]
    scan.at = end
    return True
