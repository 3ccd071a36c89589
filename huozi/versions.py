"""Name of a package -> the version that is installed, as the name of its folder of records tells it.

PyPA's specification "Recording installed projects" settles that name. importlib.metadata knows more of a package, and
imports what reads letters for that, which takes longer than to read a small book.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache

_RECORDED = re.compile(r"([^-]+)-([^-]+)\.dist-info")


def version(name: str) -> str:
    """The version of a package; raises importlib.metadata.PackageNotFoundError if it is not installed."""
    known = _installed().get(re.sub(r"[-_.]+", "_", name).lower())
    if known is not None:
        return known
    from importlib.metadata import version as look_up

    return look_up(name)


def folders() -> list[str]:
    """Where packages are installed."""
    return [folder for folder in sys.path if folder.endswith("-packages")]


@cache
def records() -> tuple[str, ...]:
    """The names of the folders of records of all packages."""
    found: list[str] = []
    for folder in folders():
        with suppress(OSError):
            found += sorted(name for name in os.listdir(folder) if name.endswith("-info"))  # noqa: PTH208 (names)
    return tuple(found)


@cache
def _installed() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in records():
        if told := _RECORDED.fullmatch(name):
            found.setdefault(re.sub(r"[-_.]+", "_", told[1]).lower(), told[2])
    return found
