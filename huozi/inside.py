"""Path as an author wrote it -> the file of the book that it leads to, or None: what is outside is never opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST_DIGITS = 9


def real_path(path: Path) -> Path | None:
    """Where a path leads in the end; None for one that leads round in a ring, is too long, or holds a NUL."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def whole(digits: str, default: int) -> int:
    """A number of a line as an author wrote it; one that no file reaches is as good as the greatest."""
    if not digits.isascii() or not digits.isdigit():
        return default
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
