"""Caption lines: `Table: 说明 {#tbl:x}` or `: 说明` next to a table, `Listing: 说明` or `: 说明 {#lst:x}` next to code.

Runs on the tree of blocks when it is whole: a caption may stand before or after what it names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.blocks.fence import Fence
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.blocks.table import Table
from huozi.source.passage import Text

if TYPE_CHECKING:
    from huozi.source.attributes import Attributes
    from huozi.source.blocks.core import Block

_TABLE = re.compile(r"(?:Table|表)?:[ \t]+|(?:Table|表)：[ \t]*", re.IGNORECASE)
_LISTING = re.compile(r"(?:Listing|代码)?:[ \t]+|(?:Listing|代码)：[ \t]*", re.IGNORECASE)


def attach(block: Block) -> None:
    """Give every caption below `block` to its table or code."""
    for child in block.children:
        attach(child)
    kept: list[Block] = []
    siblings = block.children
    for index, child in enumerate(siblings):
        after = siblings[index + 1] if index + 1 < len(siblings) else None
        if isinstance(child, Paragraph) and _give(child, kept[-1] if kept else None, after):
            continue
        kept.append(child)
    block.children = kept


def _give(paragraph: Paragraph, before: Block | None, after: Block | None) -> bool:
    for neighbour in (before, after):
        if isinstance(neighbour, Table) and neighbour.caption is None:
            found = _caption(paragraph, _TABLE)
            if found:
                neighbour.caption = (paragraph.text.lines[0][1], found[0])
                neighbour.attributes = found[1] or neighbour.attributes
                return True
    for neighbour in (after, before):
        if isinstance(neighbour, Fence) and neighbour.caption is None:
            found = _caption(paragraph, _LISTING)
            # A colon alone begins a definition too, but one with the name of a listing does not.
            named = found is not None and (found[1].id.startswith("lst:") or not str(paragraph.text).startswith(":"))
            if found is not None and named:
                neighbour.caption, neighbour.attributes = found
                return True
    return False


def _caption(paragraph: Paragraph, mark: re.Pattern[str]) -> tuple[Text, Attributes] | None:
    lines = paragraph.text.lines
    opening = mark.match(lines[0][0])
    if opening is None:
        return None
    text, number, column = lines[0]
    lines = [(text[opening.end() :], number, column + opening.end()), *lines[1:]]
    last, number, column = lines[-1]
    split = attributes.split_trailing(last)
    if split:
        lines[-1] = (split[0], number, column)
    return Text(lines), split[1] if split else paragraph.attributes
