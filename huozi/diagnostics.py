"""What the author is told: Span, Diagnostic, Log; Diagnostic -> str (text with a caret, short, JSON).

Author mistakes are collected in a Log and shown together, in reading order; exceptions are for IO and for
our own bugs. This module prints nothing and knows nothing of terminals: cli.py does.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Format = Literal["text", "short", "json"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file: path as the author types it, line and column from 1, length in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(Enum):
    """How bad it is: an error fails the build, a warning fails it under --strict, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable and kebab-case (ref-missing); `message` says what was found, `help` what to do."""

    severity: Severity
    code: str
    message: str
    at: Span | None = None
    help: str = ""


@dataclass(slots=True)
class Log:
    """The findings of one run, and the source lines that their carets need. The only value that stages write to."""

    entries: list[Diagnostic] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def error(self, code: str, message: str, at: Span | None = None, *, help: str = "") -> None:  # noqa: A002 (the word users see)
        """Record what makes the book wrong: content lost, a promise that cannot be kept."""
        self.entries.append(Diagnostic(Severity.ERROR, code, message, at, help))

    def warn(self, code: str, message: str, at: Span | None = None, *, help: str = "") -> None:  # noqa: A002
        """Record what is probably not meant, though the book is whole."""
        self.entries.append(Diagnostic(Severity.WARNING, code, message, at, help))

    def note(self, code: str, message: str, at: Span | None = None, *, help: str = "") -> None:  # noqa: A002
        """Record a fact that the author may want to know."""
        self.entries.append(Diagnostic(Severity.NOTE, code, message, at, help))

    def keep_source(self, path: str, text: str) -> None:
        """Keep the text of a source file, so that diagnostics can show its lines."""
        self.lines[path] = tuple(text.split("\n"))

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(entry.severity is Severity.ERROR for entry in self.entries)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(entry.severity is severity for entry in self.entries)

    def in_reading_order(self) -> list[Diagnostic]:
        """Every distinct finding: by file as first read, then line and column; those without a place come last."""
        order = {path: index for index, path in enumerate(self.lines)}
        far = len(order) + 1

        def key(entry: Diagnostic) -> tuple[int, str, int, int]:
            if entry.at is None:
                return (far, "", 0, 0)
            return (order.get(entry.at.path, far - 1), entry.at.path, entry.at.line, entry.at.column)

        return sorted(dict.fromkeys(self.entries), key=key)


def render(entries: Iterable[Diagnostic], lines: Mapping[str, tuple[str, ...]], form: Format) -> str:
    """Turn findings into the text that a person (text, short) or a program (json: one object a line) reads."""
    match form:
        case "text":
            return "\n".join(_text(entry, lines) for entry in entries)
        case "short":
            return "\n".join(_head(entry) for entry in entries)
        case "json":
            return "\n".join(_json(entry) for entry in entries)
        case _:
            assert_never(form)


def cells(text: str) -> int:
    """Width on a terminal, in cells: a wide or full-width character (UAX #11) takes two, a combining mark none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _head(entry: Diagnostic) -> str:
    place = f"{entry.at}: " if entry.at else ""
    return f"{place}{entry.severity.value}[{entry.code}]: {entry.message}"


def _text(entry: Diagnostic, lines: Mapping[str, tuple[str, ...]]) -> str:
    parts = [_head(entry)]
    at = entry.at
    if at and at.path in lines and at.line <= len(lines[at.path]):
        line = lines[at.path][at.line - 1]
        shown, before, marked = _window(line, at.column - 1, at.length)
        gutter = f"{at.line:>5} | "
        parts += [gutter + shown, " " * (len(gutter) - 2) + "| " + " " * cells(before) + "^" * max(1, cells(marked))]
    if entry.help:
        parts.append(f"      = {entry.help}")
    return "\n".join(parts)


def _window(line: str, start: int, length: int, width: int = 60) -> tuple[str, str, str]:
    """The part of a long line worth showing: (text shown, text before the mark, marked text)."""
    first = max(0, start - width // 2)
    last = first + width
    lead, tail = ("…" if first else ""), ("…" if len(line) > last else "")
    visible = line[first:last].replace("\t", " ")
    offset = start - first
    return lead + visible + tail, lead + visible[:offset], visible[offset : offset + length]


def _json(entry: Diagnostic) -> str:
    place = (
        {"path": entry.at.path, "line": entry.at.line, "column": entry.at.column, "length": entry.at.length}
        if entry.at
        else {"path": None, "line": None, "column": None, "length": None}
    )
    record = {"severity": entry.severity.value, "code": entry.code, "message": entry.message, "help": entry.help}
    return json.dumps(record | place, ensure_ascii=False)
