"""Text of a Markdown file -> findings about how it is typed, and the same text put right; one rule a file.

prose.py   which characters of a file are prose, and which are code, mathematics, addresses, markup
rules.py   what a rule is, and RULES, all of them in their order
files.py   the files of a book, read and written back with their byte order mark and line ends

Says nothing about wording, and changes neither the number of lines nor anything that is not prose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.diagnostics import Span
from huozi.lint.prose import Prose, read
from huozi.lint.rules import RULES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log
    from huozi.lint.rules import Hit, Rule

__all__ = ["RULES", "Finding", "findings", "fixed", "report"]

_MOST_ROUNDS = 12
"""What one rule changes another may see anew; real text is at rest after three rounds."""


def findings(text: str, lang: str) -> tuple[Finding, ...]:
    """All that the rules for this language find, in reading order."""
    prose = read(text, lang)
    found = [_finding(prose, rule, hit) for rule in _rules(lang) for hit in rule.find(prose)]
    return tuple(sorted(found, key=lambda one: (one.line, one.column, one.code)))


def fixed(text: str, lang: str) -> str:
    """The text with every finding put right that has one right form. Putting it right again changes nothing."""
    prose = read(text, lang)
    for _ in range(_MOST_ROUNDS):
        before = prose
        for rule in _rules(lang):
            prose = _apply(prose, rule)
        if prose is before:
            break
    return prose.text


def report(text: str, lang: str, path: str, log: Log, *, first_line: int = 1) -> None:
    """Warn of every finding at its place; `first_line` is the line of the file on which the text begins."""
    for one in findings(text, lang):
        at = Span(path, one.line + first_line - 1, one.column, max(1, len(one.written)))
        log.warn(one.code, one.message, at, help=one.advice)


def _rules(lang: str) -> Iterator[Rule]:
    return (rule for rule in RULES if lang.split("-", 1)[0] in rule.languages)


def _apply(prose: Prose, rule: Rule) -> Prose:
    """Put right what one rule finds; of two findings that overlap the first is taken and the other waits."""
    parts: list[str] = []
    end = 0
    for hit in sorted(rule.find(prose), key=lambda hit: hit.start):
        if hit.better is not None and hit.start >= end:
            parts += [prose.text[end : hit.start], hit.better]
            end = hit.end
    return read("".join([*parts, prose.text[end:]]), prose.lang) if parts else prose


def _finding(prose: Prose, rule: Rule, hit: Hit) -> Finding:
    line, column = prose.place(hit.start)
    return Finding(rule.code, line, column, prose.text[hit.start : hit.end], hit.better, hit.message, rule.why)
