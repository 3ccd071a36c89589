"""lint-203: spaces typed as the indent of a paragraph (typography MD7). Runs inside a text are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import GONE, WIDE
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_INDENT = re.compile(r"(?:\u3000|\u00a0|&(?:nbsp|emsp|ensp|#12288|#x3000);)+[ \t]*", re.IGNORECASE)
# What follows must not become markup once it stands at the head of the line.
_SAFE = re.compile(f"[{WIDE}“‘（《「『【—…]")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        if passage.level:
            continue
        first = len(passage.mask) - len(passage.mask.lstrip(GONE + " \t\u3000\u00a0"))
        for found in _INDENT.finditer(prose.text, passage.start, passage.start + first):
            if prose.text[passage.start : found.start()].strip(" \t") == "" and _SAFE.match(prose.text, found.end()):
                yield Hit(*found.span(), "", "spaces typed as the indent of a paragraph")
            break


RULE = Rule("lint-203", "typed indent", "the style indents paragraphs; typed spaces add to it", HAN, _find)
