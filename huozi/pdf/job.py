"""What goes into layout: Setup for all jobs of a book, Job for one. Plain values that cross into worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.limits import USUAL, Limits

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.rasters import Inks

KIND = "object"
"""What compiled jobs are called in the store."""

ELSEWHERE = "huozi-dest:"
"""What stands before an id that a link of one job finds in another."""

REFUSED = "not a resource of the book: "
"""What a finding says before the address of something that layout was asked for and did not get."""

NOTDEF = ".notdef"
"""What a finding names where a character is painted as an empty box."""

UNDECLARED = "a font that no rule names: "
"""What the finding of a font says that the engine took because it was there, before its name."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What all jobs of a book share: print style sheet, font files a linker can open again, limits."""

    css: str
    faces: frozenset[str]
    resources: dict[str, Path]
    limits: Limits = USUAL
    inks: Inks = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One unit of layout: a well-formed HTML document without namespaces; `name` is for messages."""

    name: str
    html: bytes
