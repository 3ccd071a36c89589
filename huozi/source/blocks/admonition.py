"""Admonitions `!!! note "title"`, `??? note` (Material for MkDocs), and the shape that alerts and containers share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.source.blocks.core import CODE_INDENT, Block, Step
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+([\w-]+(?:[ \t]+[\w-]+)*)?[ \t]*(?:\"(.*)\")?[ \t]*$")

KINDS = {
    "note": "note", "info": "note", "abstract": "note", "summary": "note", "quote": "note", "example": "note",
    "question": "note", "faq": "note", "todo": "note", "seealso": "note", "column": "note", "memo": "note",
    "tip": "tip", "hint": "tip", "success": "tip", "check": "tip", "done": "tip",
    "important": "important", "attention": "important",
    "warning": "warning", "warn": "warning", "alert": "warning",
    "caution": "caution", "danger": "caution", "error": "caution", "failure": "caution", "fail": "caution",
    "bug": "caution",
}  # fmt: skip
"""What authors call them -> the five that there are (GitHub's)."""

_TITLES = {
    "zh-Hans": {"note": "说明", "tip": "提示", "important": "重要", "warning": "警告", "caution": "注意"},
    "zh-Hant": {"note": "說明", "tip": "提示", "important": "重要", "warning": "警告", "caution": "注意"},
    "ja": {"note": "注記", "tip": "ヒント", "important": "重要", "warning": "警告", "caution": "注意"},
    "ko": {"note": "참고", "tip": "도움말", "important": "중요", "warning": "경고", "caution": "주의"},
    "en": {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"},
}


class Admonition(Block):
    """Blocks that stand apart, under a title."""

    lazy = False

    def __init__(
        self, line: int, column: int, names: tuple[str, ...], title: Text | None, *, untitled: bool = False
    ) -> None:
        super().__init__(line, column)
        self.names = names
        self.title = title
        self.untitled = untitled

    def proceed(self, parser: Parser) -> Step:
        """Blank lines, and lines indented by four."""
        cursor = parser.cursor
        if cursor.blank:
            cursor.skip_indent()
            return Step.ON
        if cursor.indented:
            cursor.skip_columns(CODE_INDENT)
            return Step.ON
        return Step.NO

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """<aside>; an empty title (`""`) means none."""
        kind = self.names[0] if self.names else "note"
        attributes = Attributes(classes=self.names[1:])
        box = aside(parent, page, self.line, kind, self.title, attributes, untitled=self.untitled)
        self.render_children(box, page)


def aside(
    parent: Element,
    page: Page,
    line: int,
    name: str,
    title: Text | None,
    attributes: Attributes = NO_ATTRIBUTES,
    *,
    untitled: bool = False,
) -> Element:
    """The <aside> of an admonition; without a title the word of its kind in the book's language stands there."""
    kind = KINDS.get(name.lower(), "note")
    element = page.element(parent, "aside", line)
    add_class(element, "admonition")
    add_class(element, kind)
    if name.lower() != kind:
        add_class(element, name.lower())
    page.dress(element, attributes)
    if untitled:
        return element
    if title is None or not str(title):
        title = Text([(title_of(kind, page.lang), line, 1)])
    heading = page.element(element, "p", line, text=title)
    add_class(heading, "admonition-title")
    return element


def title_of(kind: str, lang: str) -> str:
    """The word that stands over an admonition without a title."""
    if lang.startswith("zh"):
        traditional = any(part in lang for part in ("Hant", "TW", "HK", "MO"))
        return _TITLES["zh-Hant" if traditional else "zh-Hans"][kind]
    return _TITLES.get(lang.split("-", maxsplit=1)[0], _TITLES["en"])[kind]


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """`!!!` or `???`, a kind, a title in quotes."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] not in "!?":
        return None
    opening = _OPENING.match(cursor.rest)
    if opening is None or not parser.can_nest():
        return None
    names = tuple((opening[1] or "").split())
    title = None
    if opening[2]:
        title = Text([(opening[2], cursor.number, cursor.next + 1 + opening.start(2))])
    block = Admonition(cursor.number, cursor.next + 1, names, title, untitled=opening[2] == "")
    cursor.skip_all()
    parser.append(block)
    return block
