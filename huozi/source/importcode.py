"""`[import, title:"a.js"](src/a.js)` of GitBook and HonKit (include-codeblock) -> which lines of a file, as a fence.

Knows no files: includes.py reads them. `[import:5-10]` are lines, `[import:"name"]` and `marker:"name"` what stands
between two comments `[name]`; such comments are never shown.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from huozi.inside import whole

_LINE = re.compile(
    r"([ \t]*)\[(?:import|include)(?P<part>:[ \t]*(?:\"[^\"\]]*\"|[\d\-,]+))?(?P<comma>[ \t]*,[ \t]*|[ \t]+)?"
    r"(?P<given>[^\]]*)\]\((?P<file>[^)\s]+)\)[ \t]*$"
)
_PAIR = re.compile(r"""([a-zA-Z_-]+)[ \t]*[:=][ \t]*(?:"([^"]*)"|'([^']*)')""")
_MARKER = re.compile(r"^[ \t]*(?://+!?|#+|/\*+|<!--|--|;+|%+)[ \t]*!?[ \t]*\[([\w,. -]+)\][ \t]*(?:\*/|-->)?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Import:
    """What a line asks for; `sure` if it can be nothing else, though its file be missing."""

    indent: str
    file: str
    lines: str
    markers: tuple[str, ...]
    title: str
    language: str
    unindent: bool
    sure: bool


def parse(line: str) -> Import | None:
    """The line as an import of code; None if it is none, as a link to the web."""
    found = _LINE.match(line)
    if found is None or re.match(r"[a-z][a-z0-9+.-]+:|//|#", found["file"]):
        return None
    if found["given"] and not found["comma"]:
        return None  # [imports](x)
    pairs = {pair[1].lower(): pair[2] or pair[3] or "" for pair in _PAIR.finditer(found["given"])}
    bare = _PAIR.sub("", found["given"]).strip(" ,\t")
    part = (found["part"] or "")[1:].strip()
    named = part.strip('"') if part.startswith('"') else pairs.get("marker", "")
    return Import(
        indent=found[1],
        file=found["file"],
        lines="" if part.startswith('"') else part,
        markers=tuple(one.strip() for one in named.split(",") if one.strip()),
        title=pairs.get("title") or bare,
        language=pairs.get("lang", ""),
        unindent=pairs.get("unindent", "") in {"true", "yes", "1"},
        sure=bool(part or pairs or "," in (found["comma"] or "")),
    )


def numbered(lines: list[str], first: str, last: str, *, to_end: bool) -> list[str]:
    """The lines from `first` to `last`, numbers from 1; without `last` to the end, or the first alone."""
    start = whole(first, 1) - 1
    return lines[max(start, 0) : whole(last, len(lines)) if to_end else start + 1]


def chosen(wanted: Import, lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The lines that are wanted of a file, and the markers that it does not have."""
    first, dash, last = wanted.lines.replace(",", "-").partition("-")
    if wanted.lines:
        lines = numbered(lines, first, last, to_end=bool(dash))
    missing = tuple(name for name in wanted.markers if not any(name in _names(line) for line in lines))
    if wanted.markers:
        lines = _between(lines, frozenset(wanted.markers))
    kept = [line for line in lines if not _names(line)]
    if wanted.unindent:
        kept = textwrap.dedent("\n".join(kept)).split("\n")
    return kept, missing


def info(wanted: Import, suffix: str) -> str:
    """The info string of the fence."""
    title = wanted.title.replace('"', "”")
    return f'{wanted.language or suffix} title="{title}"' if title else wanted.language or suffix


def _names(line: str) -> tuple[str, ...]:
    found = _MARKER.match(line)
    return tuple(name.strip() for name in found[1].split(",")) if found else ()


def _between(lines: list[str], names: frozenset[str]) -> list[str]:
    inside, kept = frozenset[str](), list[str]()
    for line in lines:
        met = names.intersection(_names(line))
        if met:
            inside = inside.symmetric_difference(met)
        elif inside:
            kept.append(line)
    return kept
