"""The number of a note on its page -> its mark: ① to ㊿ in Unicode's three blocks, then [51] (FN1; jlreq 4.2.2)."""

from __future__ import annotations

_BLOCKS = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
"""First and last number of each block of circled numbers, and its first code point."""


def mark(number: int) -> str:
    """Return the mark of a note; numbers count from 1."""
    for first, last, start in _BLOCKS:
        if first <= number <= last:
            return chr(start + number - first)
    return f"[{number}]"
