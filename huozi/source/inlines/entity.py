"""Entities and numeric character references (spec 2.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.destination import entity

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = "&"
CHARS = "&"
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")


def rule(scan: Scan) -> bool:
    """The character that an entity stands for."""
    found = _ENTITY.match(scan.text, scan.at)
    return found is not None and scan.take(entity(found[0]), found.end())
