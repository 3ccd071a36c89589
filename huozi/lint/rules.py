"""What a rule of the linter is, and all of them in the order in which they are applied.

1xx marks, 2xx spaces, 3xx characters, 4xx markup. A new rule is a new file beside this one and a place in RULES.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from huozi.lint.rule import Finding, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RULES", "Finding", "Hit", "Rule"]

_ORDER = (
    "markup",  # first: what is markup is no prose to the others
    "wideletters",
    "radicals",
    "forms",
    "ellipsis",  # before half-width marks, which would take three dots for three full stops
    "dash",
    "brackets",
    "quotes",
    "halfwidth",
    "doubled",
    "middledot",
    "spaces",  # after the marks: a space beside a mark counts once the mark is full-width
    "indent",
    "gaps",
    "unpaired",
    "region",
    "jumps",
    "pictures",
)

RULES: Sequence[Rule] = tuple(import_module(f"huozi.lint.{name}").RULE for name in _ORDER)
