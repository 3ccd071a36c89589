"""Calls of footnotes `[^label]` and notes in the text `^[…]`. Before links."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\[\^|\^\["
CHARS = "[^"
_CALL = re.compile(r"\[\^([^\]\s\[]+)\]")
_BRACKET = re.compile(r"\\.|`+|[\[\]]", re.DOTALL)


def rule(scan: Scan) -> bool:
    """A call of a note that the file defines, or a note written where it is called."""
    if scan.text.startswith("^[", scan.at):
        return _inline(scan)
    call = _CALL.match(scan.text, scan.at)
    if call is None:
        return False
    if call[1] not in scan.page.notes:
        if scan.text.startswith("(", call.end()):
            return False
        _report_missing(scan, call[1])
        return scan.take(call[0], call.end())
    return _call(scan, call[1], call.end())


def _inline(scan: Scan) -> bool:
    end = _matching(scan, scan.at + 1)
    if end is None or not scan.text[scan.at + 2 : end].strip():
        return False
    # A label of an author has no space, so these are never taken for one.
    label = f"inline {len(scan.page.inline_notes) + 1}"
    scan.page.inline_notes.append((label, scan.source.part(scan.at + 2, end)))
    return _call(scan, label, end + 1)


def _call(scan: Scan, label: str, end: int) -> bool:
    scan.page.called.add(label)
    line, column = scan.place(scan.at)
    own = {"note": label, "line": str(line), "col": str(column)}
    scan.tokens += [Open("a", own, {"class": "noteref"}), Close()]
    scan.at = end
    return True


def _matching(scan: Scan, opening: int) -> int | None:
    """The bracket that closes the one at an offset; all pairs of the text are found once."""
    if scan.pairs is None:
        scan.pairs = {}
        stack: list[int] = []
        for found in _BRACKET.finditer(scan.text):
            if found[0] == "[":
                stack.append(found.start())
            elif found[0] == "]" and stack:
                scan.pairs[stack.pop()] = found.start()
    return scan.pairs.get(opening)


def _report_missing(scan: Scan, label: str) -> None:
    line, column = scan.place(scan.at)
    near = get_close_matches(label, scan.page.notes, 1)
    advice = f"write `[^{label}]: …` in this file" + (f"; or did you mean `[^{near[0]}]`?" if near else "")
    scan.page.log.error(
        "note-missing",
        f"the note `[^{label}]` is not defined in this file",
        scan.page.place(line, column, len(label) + 3),
        help=advice,
    )
