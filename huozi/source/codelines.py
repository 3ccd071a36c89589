"""Code whose comments say which lines are marked, added or taken away -> the code without them, and those lines.

VitePress: `// [!code ++]`, `// [!code highlight:3]` at the end of a line; Docusaurus, on lines of their own:
`// highlight-next-line`, or `// highlight-start` and `// highlight-end`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from huozi.inside import whole

Kind = Literal["marked", "added", "removed"]

_OPENS, _CLOSES = r"(?://|#|--|;|%|/\*|<!--|\{/\*)", r"(?:\*/\}?|-->)?"
_AT_END = re.compile(
    rf"[ \t]*{_OPENS}[ \t]*\[!code[ \t]+(\+\+|--|highlight|hl|focus|warning|error)(?::(\d+))?\][ \t]*{_CLOSES}[ \t]*$"
)
_ALONE = re.compile(rf"[ \t]*{_OPENS}[ \t]*highlight-(next-line|start|end)[ \t]*{_CLOSES}[ \t]*$")
_KINDS: dict[str, Kind] = {"++": "added", "--": "removed"}
_MOST_LINES = 10_000
_NOT_CODE = frozenset({"", "md", "markdown", "text", "txt"})


@dataclass(frozen=True, slots=True)
class Lines:
    """Code, and the kind of each of its lines that has one, by number from 1."""

    text: str
    kinds: dict[int, Kind]


def read(text: str, language: str, marked: tuple[int, ...]) -> Lines:
    """What the comments say, and the lines that the info string marks."""
    kinds: dict[int, Kind] = dict.fromkeys(marked, "marked")
    if language in _NOT_CODE or ("[!code" not in text and "highlight-" not in text):
        return Lines(text, kinds)
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        alone = _ALONE.match(line)
        if alone:
            inside = alone[1] == "start"
            if alone[1] == "next-line":
                kinds[len(kept) + 1] = "marked"
            continue
        found = _AT_END.search(line)
        kept.append(line[: found.start()] if found else line)
        if found:
            for number in range(len(kept), len(kept) + min(whole(found[2] or "", 1), _MOST_LINES)):
                kinds[number] = _KINDS.get(found[1], "marked")
        elif inside:
            kinds[len(kept)] = "marked"
    return Lines("\n".join(kept), kinds)
