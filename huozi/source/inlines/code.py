"""Code spans (spec 6.1), with attributes after them (`{.python}`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from huozi.source import attributes, foreign, rawhtml
from huozi.source.inlines.core import Close, Open, Raw

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "`"
CHARS = "`"
_TICKS = re.compile("`+")
_RAW = re.compile(r"\{=([\w-]+)\}")


def rule(scan: Scan) -> bool:
    """A run of backticks to the next run of the same length; one space at both ends is not part of the code."""
    opening = _TICKS.match(scan.text, scan.at)
    assert opening is not None
    closing = _closing(scan, opening.end(), len(opening[0]))
    if closing is None:
        return scan.take(opening[0], opening.end())
    code = scan.text[opening.end() : closing].replace("\n", " ")
    if code[0] == code[-1] == " " and code.strip(" "):
        code = code[1:-1]
    end = closing + len(opening[0])
    raw = _RAW.match(scan.text, end)
    if raw is not None:
        return _raw(scan, code, raw)
    given = attributes.parse(scan.text, end)
    scan.tokens += [Open("code", attributes=given[0] if given else None), code, Close()]
    scan.at = given[1] if given else end
    return True


def _raw(scan: Scan, code: str, format_: re.Match[str]) -> bool:
    """Pandoc's raw text: HTML is read as HTML, text for another format goes."""
    line, column = scan.place(scan.at)
    if format_[1].startswith("html"):
        return scan.take(Raw(rawhtml.mark_tags(code, scan.page, line, column)), format_.end())
    foreign.report(scan.page.log, format_[0], scan.page.place(line, column, format_.end() - scan.at))
    scan.at = format_.end()
    return True


def _closing(scan: Scan, start: int, length: int) -> int | None:
    if scan.ticks is None:
        scan.ticks = {}
        for run in _TICKS.finditer(scan.text):
            scan.ticks.setdefault(len(run[0]), []).append(run.start())
    places = scan.ticks.get(length, [])
    index = bisect_left(places, start)
    return places[index] if index < len(places) else None
