"""The types of an import: Node and Nav (what was found), Copy and Proposal (what is to be written)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Part
    from huozi.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Node:
    """An item of a table of contents: its title, its file below the base ("" for a group), what is nested in it.

    `is_planned`: the book has a chapter of that title, but no text of it that can be read.
    """

    title: str
    file: str
    at: Span
    children: tuple[Node, ...] = ()
    part: Part | None = None
    is_division: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Nav:
    """A book as another tool sees it. `base` is the folder that files are relative to; `front` are front matter keys.

    `continues`: a file without a first-level heading goes on where the file before it ends, as Pandoc joins files.
    `variables` are words that the chapters name (`{{ book.name }}`).
    """

    form: str
    base: Path
    nodes: tuple[Node, ...]
    front: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    continues: bool = False
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of `chapters:`. Without `file` it opens a division; `title` stands in where the file has no h1."""

    part: Part
    file: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the new folder: its path there and what it holds."""

    target: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that is to be written: the keys of book.md, its chapters in order, and the files beside it."""

    form: str
    front: tuple[tuple[str, str | tuple[str, ...]], ...]
    chapters: tuple[Chapter, ...]
    copies: tuple[Copy, ...]
