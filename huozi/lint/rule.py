"""The types of the linter: Rule, the Hit it makes, the Finding that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from huozi.lint.prose import Prose


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters from `start` to `end` of a text, what is wrong with them, and what should stand there.

    `better` is None where only the author can tell.
    """

    start: int
    end: int
    better: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` is stable; `why` is one sentence with its source; `languages` are those the rule speaks about."""

    code: str
    name: str
    why: str
    languages: frozenset[str]
    find: Callable[[Prose], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit at its place: line and column from 1, what is written there, what should be (None: the author tells)."""

    code: str
    line: int
    column: int
    written: str
    better: str | None
    message: str
    why: str

    @property
    def advice(self) -> str:
        """What to do, and why."""
        if self.better is None:
            return self.why
        return f"write `{self.better}`; {self.why}" if self.better.strip() else f"delete it; {self.why}"


CHINESE = frozenset({"zh"})
HAN = frozenset({"zh", "ja"})
ALL = frozenset({"zh", "ja", "ko"})
