"""What the author says about the book: front matter -> Config. An unknown key or a bad value is an error with its line.

Does not read the text of the book: source/ does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from huozi.book import Part

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.diagnostics import Span

Numbering = Literal["zh-book", "zh-gongwen", "decimal", "none"]
Emphasis = Literal["dots", "kai", "bold"]
ChapterStart = Literal["page", "recto"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who made the book: name as printed, MARC relator code (aut, edt, trl ...), name for sorting ("" if as printed)."""

    name: str
    role: str = "aut"
    file_as: str = ""


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """One entry of `chapters:`: a Markdown file below the book folder ("/" between names), or a division title without a file.

    `title` ("" if absent) stands in for a missing h1. An item with `file == ""` opens a division (卷, 篇, 部) of that title.
    """

    file: str
    part: Part
    title: str
    at: Span


@dataclass(frozen=True, slots=True)
class PageSize:
    """Trim size of the printed page: name as written (A5, 16开 ...) and its two sides in millimetres."""

    name: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Config:
    """All that front matter, command line and defaults say. `root` is the book folder (a real path): nothing outside it is read.

    `source` is the Markdown file that holds the front matter, `name` that file as the author would type it; `text` is
    its whole decoded text and `body_line` the line (from 1) on which the Markdown after the front matter begins.
    `places` tells where each key stands, for diagnostics of later stages.
    """

    root: Path
    source: Path
    name: str
    text: str
    body_line: int
    slug: str
    title: str = ""
    subtitle: str = ""
    people: tuple[Person, ...] = ()
    lang: str = "zh-Hans"
    publisher: str = ""
    date: str = ""
    edition: str = ""
    rights: str = ""
    identifier: str = ""
    isbn: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    imprint_lines: tuple[tuple[str, str], ...] = ()
    cover: bool = True
    cover_file: str = ""
    title_page: bool = True
    imprint: bool = True
    toc: bool = True
    toc_depth: int = 2
    numbering: Numbering = "zh-book"
    chapter_start: ChapterStart = "page"
    emphasis: Emphasis = "dots"
    style: str = "book"
    css: tuple[Path, ...] = ()
    page: PageSize | None = None
    embed_fonts: bool = False
    encoding: str = "utf-8"
    chapters: tuple[ChapterFile, ...] = ()
    places: dict[str, Span] = field(default_factory=dict)
