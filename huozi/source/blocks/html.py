"""HTML blocks (spec 4.6), kinds 1 to 7. They are kept as they stand and cleaned with the whole file (sanitise.py)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import rawhtml
from huozi.source.blocks.core import Block, Step
from huozi.source.blocks.paragraph import Paragraph

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
_LAST = 7
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r"<(?:script|pre|textarea|style)(?:\s|>|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|textarea|style)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_NAMES})(?:\s|/?>|$)", re.IGNORECASE), None),
    (re.compile(rf"(?:{rawhtml.OPEN_TAG}|{rawhtml.CLOSE_TAG})\s*$", re.IGNORECASE), None),
)


class Html(Block):
    """Lines of HTML; `ends` tells the last one, or a blank line does."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int, ends: re.Pattern[str] | None) -> None:
        super().__init__(line, column)
        self.ends = ends
        self.lines: list[str] = []
        self.ended = False

    def proceed(self, parser: Parser) -> Step:
        """To the blank line, for the kinds that end with one."""
        return Step.NO if parser.cursor.blank and self.ends is None else Step.ON

    def add(self, parser: Parser) -> None:
        """Keep a line; the one that holds the end mark is the last."""
        cursor = parser.cursor
        self.end = cursor.number
        self.lines.append(cursor.remaining())
        if self.ends is not None and self.ends.search(cursor.text, cursor.offset):
            self.ended = True
            parser.finish(self)

    def close(self, parser: Parser) -> None:
        """A comment or script that never ends has taken all that follows it."""
        if self.ends is None or self.ended:
            return
        opening = self.lines[0].lstrip().split()[0][:20]
        parser.log.error(
            "html-unclosed",
            f"`{opening}` is never closed: what follows it is lost",
            parser.place(self.line, self.column, len(opening)),
            help="close it where it ends, or take it away",
        )

    def render(self, parent: Element, page: Page) -> None:
        """The HTML itself, stashed."""
        html = "\n".join(self.lines)
        page.append_text(parent, "\n" + page.stash(rawhtml.mark_tags(html, page, self.line)) + "\n")


def start(parser: Parser, container: Block) -> Block | None:  # noqa: ARG001
    """A tag or a mark of one of the kinds; the last kind interrupts no paragraph."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] != "<":
        return None
    for kind, (opens, ends) in enumerate(_KINDS, 1):
        if opens.match(cursor.rest) and not (kind == _LAST and _is_held_back(parser)):
            block = Html(cursor.number, cursor.next + 1, ends)
            parser.append(block)
            return block
    return None


def _is_held_back(parser: Parser) -> bool:
    return isinstance(parser.tip, Paragraph) or rawhtml.may_be_text(parser.cursor.rest)
