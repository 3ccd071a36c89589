"""The kinds of inlines, in the order in which they are tried at one place. A new kind is a new file and a line here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.inlines import (
    aozora,
    breaks,
    citation,
    code,
    emoji,
    emphasis,
    entity,
    escape,
    example,
    foreign,
    html,
    link,
    maths,
    mention,
    note,
    ruby,
    script,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from huozi.source.inlines.core import Scan

_KINDS = (
    maths, foreign, escape, code, note, mention, citation, example, link, html, entity, ruby, aozora, script, emphasis,
    emoji, url, breaks,
)  # fmt: skip

STARTS = re.compile("|".join(kind.PATTERN for kind in _KINDS))
"""Finds the next place at which a rule may begin."""

RULES: dict[str, tuple[Callable[[Scan], bool], ...]] = {
    char: tuple(kind.rule for kind in _KINDS if char in kind.CHARS) for char in "".join(kind.CHARS for kind in _KINDS)
}
"""The rules for each character that one may begin with."""
