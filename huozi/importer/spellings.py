"""What only the tool of a book writes -> the same in the dialect: HonKit's variables, notes of docsify, keys of MkDocs.

Code is let be, and so is what HonKit is told to show as it stands (`{% raw %}`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CODE = re.compile(
    r"^[ \t>]*(?:(?:[-+*]|\d+[.)])[ \t]+)*(`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ \t>]*\1[`~]*[ \t]*$"
    r"|(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\2(?!`)|\{% raw %\}.*?\{% endraw %\}|^\$\$.*?\$\$",
    re.MULTILINE | re.DOTALL,
)
_VARIABLE = re.compile(r"\{\{\s*book\.([\w.-]+)\s*\}\}")
_Spelling = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]


def respelled(text: str, form: str, variables: Mapping[str, str]) -> str:
    """The text of a chapter of a book of this form."""
    parts, at = list[str](), 0
    for code in _CODE.finditer(text):
        parts += [_spelled(text[at : code.start()], form, variables), code[0]]
        at = code.end()
    return "".join([*parts, _spelled(text[at:], form, variables)])


def _spelled(text: str, form: str, variables: Mapping[str, str]) -> str:
    for pattern, new in _SPELLINGS.get(form, ()):
        text = pattern.sub(new, text)
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text) if variables else text


def _keys(found: re.Match[str]) -> str:
    names = found[1].split("+")
    return "+".join(f"<kbd>{name.capitalize() if name.isalpha() else name}</kbd>" for name in names)


_SPELLINGS: dict[str, tuple[_Spelling, ...]] = {
    "docsify": (
        (re.compile(r"^\?>[ \t]+(.+)$", re.MULTILINE), r"> [!TIP]\n> \1"),
        (re.compile(r"^!>[ \t]+(.+)$", re.MULTILINE), r"> [!WARNING]\n> \1"),
        (re.compile(r"""^\[[^\]\n]*\]\(([^\s)]+\.md)\s+['"]:include[^'"]*['"]\)[ \t]*$""", re.MULTILINE),
         r"<!-- @include: \1 -->"),
    ),
    "MkDocs": (
        (re.compile(r"(?<!\+)\+\+([a-z0-9-]+(?:\+[a-z0-9-]+)*)\+\+(?!\+)"), _keys),
        (re.compile(r"\^\^(?=\S)([^\n^]+?)(?<=\S)\^\^"), r"<u>\1</u>"),
        (re.compile(r"\{\+\+([^\n]+?)\+\+\}"), r"<u>\1</u>"),
        (re.compile(r"\{--([^\n]+?)--\}"), r"~~\1~~"),
        (re.compile(r"\{==([^\n]+?)==\}"), r"==\1=="),
        (re.compile(r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:(?:\{[^{}\n]*\})?[ \t]?"), ""),
    ),
    "Pandoc": ((re.compile(r"^([ \t]*)#\.(?=[ \t])", re.MULTILINE), r"\g<1>1."),),
}  # fmt: skip
