"""The handbook's list of diagnostic codes has every code that the program can give, and none that it cannot."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from huozi.lint.rules import RULES
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
MADE_OF_PARTS = {"cover-missing", "internal-error"}
SAYS = {"error", "warn", "note", "Diagnostic", "fault", "_fault", "_report", "add"}


def test_the_handbook_lists_every_code_in_order() -> None:
    text = (ROOT / "source" / "c-diagnostics.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| [错警说、]+ \|", text, re.MULTILINE)
    assert rows == sorted(set(rows))
    named = set(re.findall(r"`([a-z]+-[a-z0-9-]+)`", text))
    lints = {rule.code for rule in RULES}
    assert codes() | lints <= named | set(rows) | MADE_OF_PARTS
    assert set(rows) <= codes() | MADE_OF_PARTS


def codes() -> set[str]:
    """Every code in the program: a word at the head of a call that tells something."""
    found = {code for path in (ROOT / "huozi").rglob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")))}
    assert len(found) > 100
    return found


def _codes(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in SAYS:
            for given in call.args[:2]:
                yield from _words(given)


def _words(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(word)) if CODE.fullmatch(word):
            yield word
        case ast.IfExp():
            yield from _words(node.body)
            yield from _words(node.orelse)
        case ast.Tuple():
            yield from _words(node.elts[0])
        case _:
            pass
