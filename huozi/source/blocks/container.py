"""Fenced containers `::: tip 标题`, `:::tip[标题]`, `::: {.info caption="…"}`, nested (VitePress, Docusaurus, Pandoc).

A closing fence closes the innermost open one, whatever its length (Pandoc).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.source.blocks import admonition
from huozi.source.blocks.core import Block, Step
from huozi.source.page import add_class
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_OPENING = re.compile(r"(:{3,})[ \t]*([^\s{:][^\s{]*)?[ \t]*(\{.*\})?[ \t]*(.*?)[ \t]*:*$")
_LABELLED = re.compile(r"(:{3,})[ \t]*([\w-]+)()\[(.+)\][ \t]*(\{.*\})?[ \t]*$")
_CLOSING = re.compile(r":{3,}[ \t]*$")
_TITLE_KEYS = ("title", "caption")


class Container(Block):
    """Blocks between two fences of colons."""

    lazy = False

    def __init__(self, line: int, column: int, name: str, title: Text | None) -> None:
        super().__init__(line, column)
        self.name = name
        self.title = title
        self.closed = False

    def proceed(self, parser: Parser) -> Step:
        """Every line to the closing fence, unless a block inside still needs it."""
        cursor = parser.cursor
        if not cursor.indented and not cursor.blank and _CLOSING.match(cursor.rest) and not self._is_needed_inside():
            self.end = cursor.number
            self.closed = True
            return Step.CLOSED
        return Step.ON

    def _is_needed_inside(self) -> bool:
        block: Block = self
        while block.children and block.children[-1].open:
            block = block.children[-1]
            if isinstance(block, Container) or (block.leaf and block.takes_lines):
                return True
        return False

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:
        """Tell the author of a container that was never closed."""
        if self.closed:
            return
        self.settle_end()
        at = parser.place(self.line, self.column, 3)
        parser.log.warn(
            "container-unclosed", "this `:::` is never closed", at, help="put `:::` on a line of its own after it"
        )

    def render(self, parent: Element, page: Page) -> None:
        """<aside> for the kinds of admonitions, else <div> with the name as its class."""
        given = Attributes(self.attributes.id, self.attributes.classes, self._other_values())
        if self.name.lower() in admonition.KINDS:
            self.render_children(admonition.aside(parent, page, self.line, self.name, self._words(), given), page)
            return
        element = page.element(parent, "div", self.line, given)
        if self.name and self.name not in given.classes:
            add_class(element, self.name)
        words = self._words()
        if words is not None:
            add_class(page.element(element, "p", self.line, text=words), "title")
        self.render_children(element, page)

    def _words(self) -> Text | None:
        if self.title is not None:
            return self.title
        words = next((self.attributes.value(key) for key in _TITLE_KEYS if self.attributes.value(key)), "")
        return Text([(words, self.line, self.column)]) if words else None

    def _other_values(self) -> tuple[tuple[str, str], ...]:
        return tuple((key, value) for key, value in self.attributes.values if key not in _TITLE_KEYS)


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """Three or more colons with a name or attributes."""
    cursor = parser.cursor
    if cursor.indented or not cursor.rest.startswith(":::"):
        return None
    labelled = _LABELLED.match(cursor.rest)
    opening = labelled or _OPENING.match(cursor.rest)
    if opening is None or not (opening[2] or opening[3]) or not parser.can_nest():
        return None
    written = labelled[5] if labelled else opening[3]
    parsed = attributes.parse(written) if written else None
    if written and (parsed is None or parsed[1] != len(written)):
        return None
    given = parsed[0] if parsed else NO_ATTRIBUTES
    name = (opening[2] or "").strip()
    if not name and given.classes:
        name = next((found for found in given.classes if found.lower() in admonition.KINDS), "")
        given = Attributes(given.id, tuple(found for found in given.classes if found != name), given.values)
    title = Text([(opening[4], cursor.number, cursor.next + 1 + opening.start(4))]) if opening[4] else None
    block = Container(cursor.number, cursor.next + 1, name, title)
    block.attributes = given
    cursor.skip_all()
    parser.append(block)
    return block
