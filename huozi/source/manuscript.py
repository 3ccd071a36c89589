"""Types alone: the text of one file, and what the rules that read it must know of the whole book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The text of one file: `file` is its path below the book folder, `path` the same as the author types it.

    `origins`: where a line of `text` was included from another file, the line of this one that includes it.
    """

    file: str
    path: str
    text: str
    first_line: int
    front_title: str = ""
    origins: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """`ids`: what `@fig:x` may mean; `tab`: the label of content tabs to keep alone, "" for all.

    `works`: the keys of the bibliography, None where the book names none.
    """

    lang: str
    ids: tuple[str, ...] = ()
    tab: str = ""
    works: frozenset[str] | None = None
