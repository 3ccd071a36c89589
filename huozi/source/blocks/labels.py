r"""Lines that name what stands beside them: kramdown `{: #x .y}`, d2lbook `` :label:`fig_x` ``, `` :width:`400px` ``.

Runs on the tree of blocks when it is whole, before captions. A paragraph that only asks for a table of contents goes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import attributes, foreign
from huozi.source.attributes import Attributes
from huozi.source.blocks.lists import Item, Items
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.passage import Text

if TYPE_CHECKING:
    from huozi.diagnostics import Log
    from huozi.source.blocks.core import Block

_ROLE = re.compile(r":(label|eqlabel|width|height):`([^`\s]+)`[ \t]*$")
_PICTURE = re.compile(r"!\[.*\]\([^()]*\)$", re.DOTALL)
_CONTENTS = re.compile(
    r"\[\[?_?toc_?\]?\]$|\{:toc\}$|\[\[_TOC_\]\]$|\{\{ ?toc ?\}\}$|\\tableofcontents$", re.IGNORECASE
)
_LATEX = re.compile(
    r"\\(newpage|pagebreak|clearpage|cleardoublepage|vspace|hspace|noindent|medskip|bigskip)\b[^一-鿿]*$"
)


def attach(block: Block, path: str, log: Log) -> None:
    """Give every such line below `block` to what it names."""
    kept: list[Block] = []
    for child in block.children:
        attach(child, path, log)
        if isinstance(child, Paragraph) and _settle(child, kept[-1] if kept else None, path, log):
            continue
        if isinstance(child, Items) and _is_contents(child):
            continue
        kept.append(child)
    block.children = kept


def _settle(paragraph: Paragraph, before: Block | None, path: str, log: Log) -> bool:
    """Whether the paragraph leaves nothing of its own."""
    lines = paragraph.text.lines
    only = lines[0][0] if len(lines) == 1 else ""
    if _CONTENTS.match(only):
        return True
    if found := _LATEX.match(only):
        from huozi.diagnostics import Span

        foreign.report(log, f"\\{found[1]}", Span(path, lines[0][1], lines[0][2], len(only)))
        return True
    if only.startswith("{:") and before is not None:
        parsed = attributes.parse(only)
        if parsed and parsed[1] == len(only):
            before.attributes = _joined(before.attributes, parsed[0])
            return True
    return _take_roles(paragraph, before)


def _take_roles(paragraph: Paragraph, before: Block | None) -> bool:
    roles: dict[str, str] = {}
    lines = paragraph.text.lines
    while lines and (found := _ROLE.match(lines[-1][0])):
        roles[found[1]] = found[2]
        lines.pop()
    if not roles:
        return False
    name = roles.get("label") or roles.get("eqlabel") or ""
    values = tuple((key, roles[key]) for key in ("width", "height") if key in roles)
    if not lines:
        if before is not None:
            before.attributes = _joined(before.attributes, Attributes(name, (), values))
        return True
    if _PICTURE.fullmatch(str(paragraph.text)):
        text, number, column = lines[-1]
        given = " ".join([f"#{name}"] * bool(name) + [f"{key}={value}" for key, value in values])
        paragraph.text = Text([*lines[:-1], (f"{text}{{{given}}}", number, column)])
    else:
        paragraph.attributes = _joined(paragraph.attributes, Attributes(name))
    return False


def _joined(first: Attributes, second: Attributes) -> Attributes:
    classes = tuple(dict.fromkeys((*first.classes, *second.classes)))
    return Attributes(second.id or first.id, classes, (*first.values, *second.values))


def _is_contents(items: Items) -> bool:
    """Kramdown's `* TOC` with `{:toc}` below it."""
    if len(items.children) != 1 or not isinstance(items.children[0], Item):
        return False
    blocks = items.children[0].children
    only = blocks[0] if len(blocks) == 1 else None
    return isinstance(only, Paragraph) and only.text.lines[-1][0].strip() == "{:toc}"
