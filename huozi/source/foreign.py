"""What belongs to another tool and has no equal in a book: one warning for each kind in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.diagnostics import Log, Span


def report(log: Log, kind: str, at: Span) -> None:
    """Say once in a file that `kind` (`{% if %}`, `{=latex}` ...) is left out."""
    message = f"`{kind}` belongs to another tool: it is left out here and wherever it stands in this file"
    if _is_new(log, message, at):
        log.warn("markup-foreign", message, at, help="write what the book should say in its place")


def report_left(log: Log, variable: str, at: Span) -> None:
    """Say once in a file that `variable` (`{{ book.name }}`) is printed as it stands."""
    message = f"`{variable}` is a template of another tool: it is printed as it stands"
    if _is_new(log, message, at):
        advice = "write what it stands for; as an example of code, put it between backticks"
        log.warn("template-left", message, at, help=advice)


def _is_new(log: Log, message: str, at: Span) -> bool:
    return not any(entry.message == message and entry.at and entry.at.path == at.path for entry in log.entries)
