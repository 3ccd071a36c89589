"""Types that the stages of the EPUB hand to each other; nothing here does anything.

compose (Book -> Publication), write (Publication -> bytes). All names are ours ([a-z0-9-], one folder at most), below
the folder of the package document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

XHTML = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the publication: its path, media type, bytes and manifest properties (nav, svg, cover-image ...)."""

    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One element of the package metadata: `name` is a DC term ("dc:title") or "meta"; attributes in order."""

    name: str
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the package document says of the book; `modified` is in UTC."""

    identifier: str
    title: str
    lang: str
    modified: datetime
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that goes into the file: `spine` names the documents in reading order; `ncx` is for EPUB 2 readers."""

    metadata: Metadata
    items: tuple[Item, ...]
    spine: tuple[str, ...]
    ncx: bytes
