"""Headings: `# ATX` (spec 4.2) and underlined ones (spec 4.3); `{#id .class}` at their end.

The underlined kind must be tried before the thematic break, whose line it may look like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.attributes import Attributes
from huozi.source.blocks.core import Block
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_GLUED = re.compile(r"(#{1,6})(?=[^ \t#!])")
_CLOSING = re.compile(r"(?:^|(?<![ \t])[ \t]++)#+[ \t]*+$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_DOCSIFY_ID = re.compile(r"(?<![ \t])[ \t]++:id=([\w-]++)[ \t]*+$")
_SENTENCE_END = ("：", ":", "。", "；", "，", "！", "？")


class Heading(Block):
    """A heading of a level, with its text."""

    leaf = True

    def __init__(self, line: int, column: int, level: int, text: Text) -> None:
        super().__init__(line, column)
        self.level = level
        self.text = text
        last, number, at = text.lines[-1]
        split = attributes.split_trailing(last.rstrip(" \t"))
        if split is not None:
            self.attributes = split[1]
            text.lines[-1] = (split[0], number, at)
        elif named := _DOCSIFY_ID.search(last):
            self.attributes = Attributes(named[1])
            text.lines[-1] = (last[: named.start()], number, at)

    def render(self, parent: Element, page: Page) -> None:
        """<h1> ... <h6>."""
        heading = page.element(parent, f"h{self.level}", self.line, self.attributes, text=self.text)
        page.own(heading, "col", str(self.text.lines[0][2]))


def start_atx(parser: Parser, container: Block) -> Block | None:
    """`## 标题`; without the space it is a heading where it cannot well be anything else, with a warning."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] != "#":
        return None
    mark = _ATX.match(cursor.rest) or _glued(parser, container)
    if mark is None:
        return None
    first = cursor.next + mark.end()
    text = _CLOSING.sub("", cursor.text[first:].rstrip(" \t"))
    heading = Heading(cursor.number, cursor.next + 1, len(mark[1]), Text([(text, cursor.number, first + 1)]))
    cursor.skip_all()
    parser.append(heading)
    return heading


def _glued(parser: Parser, container: Block) -> re.Match[str] | None:
    cursor = parser.cursor
    mark = _GLUED.match(cursor.rest)
    if mark is None:
        return None
    after = cursor.rest[mark.end() :]
    if len(mark[1]) == 1 and (after[0].isascii() or "#" in after or isinstance(container, Paragraph)):
        return None
    parser.log.warn(
        "heading-space",
        f"no space after `{mark[1]}`: read as a heading here, though other readers of Markdown show it as text",
        parser.place(cursor.number, cursor.next + 1, len(mark[1])),
        help=f"type `{mark[1]} {after.strip()[:20]}` for a heading, `\\{mark[1]}{after.strip()[:20]}` for text",
    )
    return mark


def start_underlined(parser: Parser, container: Block) -> Block | None:
    """A paragraph that has `===` or `---` below it is a heading."""
    cursor = parser.cursor
    if cursor.indented or not isinstance(container, Paragraph) or parser.tip is not container:
        return None
    mark = _UNDERLINE.match(cursor.rest)
    if mark is None:
        return None
    if not container.take_definitions(parser):
        return None
    text = container.text
    _warn_of_accident(parser, text, mark[1])
    heading = Heading(text.lines[0][1], text.lines[0][2], 1 if mark[1][0] == "=" else 2, text)
    heading.end = cursor.number
    parser.swap(container, heading)
    cursor.skip_all()
    return heading


def _warn_of_accident(parser: Parser, text: Text, underline: str) -> None:
    last, number, column = text.lines[-1]
    if underline[0] != "-" or not (len(text.lines) > 1 or last.rstrip().endswith(_SENTENCE_END)):
        return
    parser.log.warn(
        "heading-underlined",
        "this paragraph is a heading, because a line of `---` stands right below it",
        parser.place(number, column, len(last.rstrip())),
        help="put a blank line above `---` if a rule was meant",
    )
