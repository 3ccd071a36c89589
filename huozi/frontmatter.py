"""YAML block at the head of a Markdown file -> keys and values that know where they stand.

Values stay the text that was typed: `1.10`, `no` and `2026-11-24` are words here, and whoever asks for a number or a
switch reads one. Anchors, aliases and tags are refused: a front matter has no use for them and an attacker has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from huozi.diagnostics import Span
from huozi.text import clean

if TYPE_CHECKING:
    from huozi.diagnostics import Log

_FENCE = re.compile(r"---[ \t]*")
_CLOSE = re.compile(r"(---|\.\.\.)[ \t]*")
_FULL_WIDTH_COLON = re.compile(r"^[ \t]*(?:- )?([A-Za-z_-]+)：", re.MULTILINE)
_NOTHING = {"", "~", "null", "Null", "NULL"}
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it was typed; "" stands for YAML's null too."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Value, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map, in the order in which it was typed; no key occurs twice."""

    pairs: tuple[tuple[Text, Value], ...]
    at: Span


Value = Text | Items | Pairs


def split(text: str) -> tuple[str | None, int]:
    """The YAML of a file (None if it has none) and the line, from 1, on which its Markdown begins.

    The block stands between a first line `---` and a line `---` or `...`. A first line `---` that nothing closes is a
    thematic break, as GitHub reads it.
    """
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        return None, 1
    for index, line in enumerate(lines[1:], 1):
        if _CLOSE.fullmatch(line):
            return "".join(f"{one}\n" for one in lines[1:index]), index + 2
    return None, 1


def read(
    yaml_text: str,
    path: str,
    log: Log,
    *,
    first_line: int = 2,
    first_column: int = 1,
    called: str = "the front matter",
) -> Value | None:
    """The value of a YAML text whose first character stands on that line and column of `path`.

    None, and an error in the log, if it is not YAML, or more of YAML than is read here. `called`: its name in messages.
    """
    place = _Place(yaml_text, path, first_line, first_column, called)
    try:
        value = _build(place, log)
    except yaml.MarkedYAMLError as error:
        _report(error, place, log)
        return None
    except (OverflowError, ValueError):
        # PyYAML makes a character of an escape before it looks whether there is one.
        found = re.search(r"\\U(?!0010|000)", yaml_text)
        at = place.span(found.start(), found.end()) if found else place.span(0, 1)
        log.error("yaml", f"{place.called} holds an escape that is no character", at, help="delete it")
        return None
    except yaml.reader.ReaderError as error:
        what = f"{place.called} holds the character U+{ord(yaml_text[error.position]):04X}, which YAML does not allow"
        log.error("yaml", what, place.span(error.position, error.position + 1), help="delete it")
        return None
    return value


@dataclass(frozen=True, slots=True)
class _Place:
    """Where offsets of a YAML text are in the file. PyYAML's own line numbers count U+2028 as a line end."""

    text: str
    path: str
    first_line: int
    first_column: int
    called: str

    def span(self, start: int, end: int) -> Span:
        line = self.text.count("\n", 0, start)
        column = start - self.text.rfind("\n", 0, start)
        line_end = self.text.find("\n", start)
        last = min(end, line_end if line_end >= 0 else len(self.text))
        shift = self.first_column - 1 if line == 0 else 0
        return Span(self.path, self.first_line + line, column + shift, max(1, last - start))


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    is_map: bool
    start: int
    values: list[Value] = field(default_factory=list)


def _build(place: _Place, log: Log) -> Value | None:
    """Build the tree from parse events: no recursion, so that no nesting can exhaust the stack."""
    bottom = _Open(is_map=False, start=0)
    stack = [bottom]
    for event in yaml.parse(place.text, Loader=yaml.SafeLoader):
        start, end = _offsets(event)
        word = (place.text[start:end].split() or [""])[0]
        if refused := _refused(event, len(stack), word):
            log.error("yaml", refused[0], place.span(start, start + len(word)), help=refused[1])
            return None
        match event:
            case yaml.ScalarEvent():
                null = event.implicit[0] and event.value in _NOTHING
                text = "" if null else clean(event.value, place.span(start, end), log)
                stack[-1].values.append(Text(text, place.span(start, end)))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                stack.append(_Open(isinstance(event, yaml.MappingStartEvent), start))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = stack.pop()
                stack[-1].values.append(_close(closed, place.span(closed.start, end), log))
            case _:
                pass
    return bottom.values[0] if bottom.values else Pairs((), place.span(0, 0))


def _offsets(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return start.index if start else 0, end.index if end else 0


def _refused(event: yaml.Event, depth: int, written: str) -> tuple[str, str] | None:
    """What is wrong with a construct that is YAML but not read here, and what to do."""
    if anchor := getattr(event, "anchor", None):
        mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
        advice = f'write the value itself, or put it in quotes if it begins with a "{mark}"'
        return f"`{mark}{anchor}` is a YAML anchor or alias, which is not read", advice
    if getattr(event, "tag", None):
        return f"`{written}` is a YAML tag, which is not read", "write the value without it"
    if isinstance(event, yaml.CollectionStartEvent) and depth > _DEEPEST:
        return f"lists and maps are nested more than {_DEEPEST} deep", "nothing that is read here needs that"
    return None


def _close(closed: _Open, at: Span, log: Log) -> Value:
    if not closed.is_map:
        return Items(tuple(closed.values), at)
    pairs: dict[str, tuple[Text, Value]] = {}
    for key, value in zip(closed.values[::2], closed.values[1::2], strict=True):
        if not isinstance(key, Text):
            log.error("yaml", "a key is a list or a map", key.at, help="a key is a word")
        elif key.text in pairs:
            first = pairs[key.text][0].at
            what = f"`{key.text}` is given twice; the first is on line {first.line}"
            log.error("config-duplicate-key", what, key.at, help="delete one of them")
        else:
            pairs[key.text] = (key, value)
    return Pairs(tuple(pairs.values()), at)


def _report(error: yaml.MarkedYAMLError, place: _Place, log: Log) -> None:
    mark = error.problem_mark or error.context_mark
    start = mark.index if mark else 0
    line_start = place.text.rfind("\n", 0, start) + 1
    # PyYAML notices a missing ":" only at the end of what it took for a key, on a later line.
    wide = _FULL_WIDTH_COLON.search(place.text)
    if wide:
        start, end = wide.end() - 1, wide.end()
        what, advice = "a full-width colon after a key", f"write `{wide[1]}: ` with an ASCII colon and a space"
    else:
        end = start + 1
        what = (error.problem or "it cannot be read").replace("character '\\t'", "a tab")
        advice = _advice(place.text[line_start:].split("\n", 1)[0], what)
    log.error("yaml", f"{place.called} is not YAML: {what}", place.span(start, end), help=advice)


def _advice(line: str, what: str) -> str:
    if "a tab" in what:
        return "indent with spaces"
    if "mapping values" in what or ": " in line.partition(": ")[2]:
        return "put a value that holds a colon and a space in quotes"
    return "write one `key: value` a line, lists as `- item` lines, and put a value that begins with a mark in quotes"
