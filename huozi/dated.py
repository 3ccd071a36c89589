"""Config -> the day that a book was last changed, for files that must tell it. The clock is never asked."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huozi.config import Config

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\s*(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?(?!\d)")


def modified(config: Config, environ: Mapping[str, str] = os.environ) -> datetime:
    """When the book was last changed: SOURCE_DATE_EPOCH, else the newest date that it gives, else a constant.

    Who sets the variable knows more than the front matter, which may tell the day of a first edition. The clock is
    never asked (reproducible-builds.org/specs/source-date-epoch).
    """
    try:
        return datetime.fromtimestamp(int(environ.get("SOURCE_DATE_EPOCH", "")), UTC)
    except (ValueError, OverflowError, OSError):
        given = [date_parts(date) for date in (config.date, config.date_modified)]
        return max((_midnight(parts) for parts in given if parts), default=_UNDATED)


def date_parts(date: str) -> tuple[int, ...]:
    """Year, month and day of a date, as far as it tells them; () where it is not one."""
    found = _DATE.match(date)
    if not found:
        return ()
    parts = tuple(int(part) for part in found.groups() if part)
    try:
        _midnight(parts)
    except ValueError:
        return ()
    return parts


def _midnight(parts: tuple[int, ...]) -> datetime:
    year, month, day = (*parts, 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)
