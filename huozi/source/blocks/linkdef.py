"""Link reference definitions `[label]: url "title"` at the head of a paragraph (spec 4.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines.destination import destination, label_key, title

if TYPE_CHECKING:
    from huozi.source.blocks.core import Parser
    from huozi.source.passage import Text

_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999})\]:", re.DOTALL)
_SPACE = re.compile(r"[ \t]*(?:\n[ \t]*)?")
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")


def take(text: Text, parser: Parser) -> None:
    """Move the definitions from the head of `text` to the parser; the first one of a label stands."""
    whole, at = str(text), 0
    while whole.startswith("[", at):
        found = _definition(whole, at)
        if found is None:
            break
        label, url, words, at = found
        parser.links.setdefault(label_key(label), (url, words))
    if at:
        taken = whole.count("\n", 0, at) + (0 if whole[at - 1] == "\n" else 1)
        del text.lines[:taken]


def _definition(text: str, start: int) -> tuple[str, str, str, int] | None:
    """Label, URL, title and end of the definition that begins at an offset."""
    label = _LABEL.match(text, start)
    if label is None or not label[1].strip() or label[1].startswith("^"):
        return None
    at = _after_space(text, label.end())
    target = destination(text, at)
    if target is None or target[1] == at:
        return None
    url, end_of_url = target
    before_title = _after_space(text, end_of_url)
    words = title(text, before_title) if before_title > end_of_url else None
    if words is not None:
        end = _LINE_END.match(text, words[1])
        if end is not None:
            return label[1], url, words[0], end.end()
    end = _LINE_END.match(text, end_of_url)
    return (label[1], url, "", end.end()) if end is not None else None


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()
