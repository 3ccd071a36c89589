"""Ruby `{漢字|かん|じ}`: one reading for each character, or one for all of them (RB1)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huozi.source.inlines.core import Scan, Token

PATTERN = r"\{"
CHARS = "{"
_RUBY = re.compile(r"\{([^{}|\n<>`*\[\]]+)((?:\|[^{}|\n<>`\[\]]*)+)\}")


def rule(scan: Scan) -> bool:
    """A base with CJK in it, and its readings; `{start|stop}` is text."""
    found = _RUBY.match(scan.text, scan.at)
    if found is None or not any(unicodedata.east_asian_width(char) in "WF" for char in found[0]):
        return False
    base, readings = characters(found[1].strip()), found[2][1:].split("|")
    if not any(reading.strip() for reading in readings):
        return False
    if len(readings) not in {1, len(base)}:
        _report(scan, found[0], len(readings), len(base))
        readings = ["".join(readings)]
    scan.tokens += ruby(["".join(base)] if len(readings) == 1 else base, readings)
    scan.at = found.end()
    return True


def characters(text: str) -> list[str]:
    """Characters with the marks and selectors that belong to them."""
    parts: list[str] = []
    for char in text:
        if parts and (
            unicodedata.combining(char) or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
        ):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def ruby(bases: Sequence[str], readings: Sequence[str]) -> list[Token]:
    """One <ruby> with a pair for each base."""
    tokens: list[Token] = [Open("ruby")]
    for base, reading in zip(bases, readings, strict=True):
        tokens += [Open("rb"), base, Close(), Open("rt"), reading.strip(), Close()]
    return [*tokens, Close()]


def _report(scan: Scan, written: str, readings: int, characters: int) -> None:
    line, column = scan.place(scan.at)
    scan.page.log.warn(
        "ruby-readings",
        f"{readings} readings for {characters} characters: set as one reading over all of them",
        scan.page.place(line, column, len(written)),
        help="give one reading for each character, or one for all",
    )
