"""Lines -> tree of blocks, by CommonMark's algorithm (spec 0.31, "A parsing strategy"); knows no kind of block.

Each kind of block is one file beside this one. Inline text is kept with its places and is not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from huozi.diagnostics import Span
from huozi.source.attributes import NO_ATTRIBUTES, Attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from huozi.diagnostics import Log
    from huozi.source.page import Page

DEEPEST = 40
"""How many blocks may stand inside one another; layout engines fail a little above twice that."""

CODE_INDENT = 4


class Step(Enum):
    """What an open block says to a new line: it is mine, it is not mine, it was my last one."""

    ON = "on"
    NO = "no"
    CLOSED = "closed"


@dataclass(slots=True)
class Cursor:
    """A place in one line. `offset` counts characters, `column` cells, with tab stops of four (spec 2.2)."""

    text: str
    number: int
    offset: int = 0
    column: int = 0
    next: int = 0
    next_column: int = 0
    indent: int = 0
    blank: bool = False
    split_tab: bool = False

    def look(self) -> None:
        """Find the next character that is not a space or tab."""
        column, at = self.column, self.offset
        text, length = self.text, len(self.text)
        while at < length:
            char = text[at]
            if char == " ":
                column += 1
            elif char == "\t":
                column += 4 - column % 4
            else:
                break
            at += 1
        self.blank = at == length
        self.next, self.next_column, self.indent = at, column, column - self.column

    @property
    def indented(self) -> bool:
        """Whether the line is indented as code is."""
        return self.indent >= CODE_INDENT

    @property
    def rest(self) -> str:
        """The line from its next visible character."""
        return self.text[self.next :]

    def skip_indent(self) -> None:
        """Go to the next visible character."""
        self.offset, self.column, self.split_tab = self.next, self.next_column, False

    def skip(self, count: int) -> None:
        """Go on by characters."""
        self._advance(count, by_column=False)

    def skip_columns(self, count: int) -> None:
        """Go on by cells: a tab may be taken in part."""
        self._advance(count, by_column=True)

    def skip_one_space(self) -> None:
        """Go past one space or tab, if there is one."""
        if self.text[self.offset : self.offset + 1] in {" ", "\t"}:
            self.skip_columns(1)

    def skip_all(self) -> None:
        """Go to the end of the line."""
        self.skip(len(self.text) - self.offset)

    def remaining(self) -> str:
        """The line from here on; what is left of a split tab is shown as spaces."""
        if self.split_tab:
            return " " * (4 - self.column % 4) + self.text[self.offset + 1 :]
        return self.text[self.offset :]

    def _advance(self, count: int, *, by_column: bool) -> None:
        while count > 0 and self.offset < len(self.text):
            if self.text[self.offset] != "\t":
                self.split_tab = False
                self.offset += 1
                self.column += 1
                count -= 1
                continue
            width = 4 - self.column % 4
            if not by_column:
                self.split_tab = False
                self.column += width
                self.offset += 1
                count -= 1
                continue
            self.split_tab = width > count
            taken = min(width, count)
            self.column += taken
            self.offset += 0 if self.split_tab else 1
            count -= taken


class Block:
    """A block being read, and its shape in the output. A kind of block is a subclass in a file of its own."""

    takes_lines: ClassVar[bool] = False  # its lines are its content
    leaf: ClassVar[bool] = False  # no block may start inside it
    part: ClassVar[bool] = False  # it stands in one kind of block alone, as a term in a definition list
    lazy: ClassVar[bool] = True  # its last paragraph may go on without its marks

    def __init__(self, line: int, column: int = 1) -> None:
        self.line = self.end = line
        self.column = column
        self.parent: Block | None = None
        self.children: list[Block] = []
        self.open = True
        self.attributes: Attributes = NO_ATTRIBUTES

    def proceed(self, parser: Parser) -> Step:  # noqa: ARG002 (what most blocks answer)
        """Whether the line belongs to this block; takes this block's marks from the cursor."""
        return Step.NO

    def accepts(self, child: Block) -> bool:  # noqa: ARG002 (a leaf holds none)
        """Whether a block may stand inside this one."""
        return False

    def add(self, parser: Parser) -> None:
        """Take the rest of the line as content."""

    def close(self, parser: Parser) -> None:
        """Settle what could not be known before the last line."""

    def render(self, parent: Element, page: Page) -> None:
        """Append this block's elements to `parent`."""
        raise NotImplementedError

    def render_children(self, parent: Element, page: Page) -> None:
        """Append the elements of the blocks inside."""
        for child in self.children:
            child.render(parent, page)

    def settle_end(self) -> None:
        """A container ends where its last block ends, so that blank lines after it are not its own."""
        if self.children:
            self.end = self.children[-1].end

    def replace_with(self, *blocks: Block) -> None:
        """Put other blocks in the place of this one."""
        assert self.parent is not None
        siblings = self.parent.children
        at = siblings.index(self)
        siblings[at : at + 1] = blocks
        for block in blocks:
            block.parent = self.parent


class Document(Block):
    """The root of a file."""

    def proceed(self, parser: Parser) -> Step:  # noqa: ARG002
        """Every line belongs to it."""
        return Step.ON

    def accepts(self, child: Block) -> bool:  # noqa: ARG002
        """It holds every kind of block."""
        return True

    def render(self, parent: Element, page: Page) -> None:
        """Append every block."""
        self.render_children(parent, page)


@dataclass(slots=True)
class Parser:
    """The state of reading one file: open blocks, and the definitions found on the way."""

    starts: Sequence[Callable[[Parser, Block], Block | None]]
    paragraph: type[Block]
    path: str
    log: Log
    document: Document = field(default_factory=lambda: Document(1))
    tip: Block = field(init=False)
    cursor: Cursor = field(default_factory=lambda: Cursor("", 0))
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, Block] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    too_deep: bool = False
    real: Mapping[int, int] = field(default_factory=dict)
    _lines: Sequence[str] = ()
    _first: int = 1
    _unmatched_from: Block = field(init=False)

    def __post_init__(self) -> None:
        self.tip = self._unmatched_from = self.document

    def place(self, line: int, column: int = 1, length: int = 1) -> Span:
        """A place in the file being read."""
        return Span(self.path, self.real.get(line, line), column, length)

    def read(self, lines: Sequence[str], first: int) -> Document:
        """Read every line; `first` is the number of the first one."""
        self._lines, self._first = lines, first
        for number, line in enumerate(lines, first):
            self._line(Cursor(line, number))
        while self.tip is not self.document:
            self.finish(self.tip)
        return self.document

    def following(self, count: int) -> list[str]:
        """The next lines without what the containers around the cursor take from this one."""
        at = self.cursor.number - self._first + 1
        return [line[self.cursor.offset :] for line in self._lines[at : at + count]]

    def _line(self, cursor: Cursor) -> None:
        self.cursor = cursor
        oldest_tip = self.tip
        matched = self._match(cursor)
        if matched is None:
            return
        container = self._open(matched)
        goes_on_lazily = self.tip is oldest_tip and matched is not oldest_tip and container is matched
        if goes_on_lazily and not cursor.blank and isinstance(self.tip, self.paragraph) and self._may_be_lazy(matched):
            self.tip.add(self)
            return
        self._unmatched_from = container
        self.close_unmatched()
        if container.takes_lines:
            container.add(self)
        elif cursor.offset < len(cursor.text) and not cursor.blank:
            paragraph = self.paragraph(cursor.number, cursor.next + 1)
            cursor.skip_indent()
            self.append(paragraph)
            paragraph.add(self)

    def _match(self, cursor: Cursor) -> Block | None:
        """The innermost open block to which the line belongs; None if the line was its last one."""
        block: Block = self.document
        while block.children and block.children[-1].open:
            block = block.children[-1]
            cursor.look()
            step = block.proceed(self)
            if step is Step.CLOSED:
                self._unmatched_from = block
                self.close_unmatched()
                self.finish(block)
                return None
            if step is Step.NO:
                assert block.parent is not None
                block = block.parent
                break
        self._unmatched_from = block
        return block

    def _open(self, container: Block) -> Block:
        """Start every block that this line starts; the innermost one."""
        cursor = self.cursor
        while not container.leaf:
            cursor.look()
            started = self._started(container)
            if started is None:
                cursor.skip_indent()
                break
            container = started
        return container

    def _started(self, container: Block) -> Block | None:
        if self.cursor.blank:
            return None
        return next((block for start in self.starts if (block := start(self, container))), None)

    def _may_be_lazy(self, matched: Block) -> bool:
        block: Block | None = self.tip
        while block is not None and block is not matched:
            if not block.lazy:
                return False
            block = block.parent
        return True

    def close_unmatched(self) -> None:
        """Close the open blocks to which the line does not belong."""
        while self.tip is not self._unmatched_from and self._is_inside(self.tip, self._unmatched_from):
            self.finish(self.tip)

    @staticmethod
    def _is_inside(block: Block | None, outer: Block) -> bool:
        while block is not None:
            if block is outer:
                return True
            block = block.parent
        return False

    def append(self, block: Block) -> None:
        """Add a block to the innermost open one that may hold it."""
        self.close_unmatched()
        while not self.tip.accepts(block):
            self.finish(self.tip)
        block.parent = self.tip
        self.tip.children.append(block)
        self.tip = self._unmatched_from = block

    def swap(self, old: Block, new: Block) -> None:
        """Put a new open block in the place of the innermost open one."""
        old.open = False
        old.replace_with(new)
        self.tip = self._unmatched_from = new

    def reopen(self, block: Block) -> None:
        """Make a block that was closed the innermost open one again."""
        self.tip = self._unmatched_from = block

    def can_nest(self) -> bool:
        """Whether one more block may be opened here; an error if not."""
        if self._depth() < DEEPEST:
            return True
        if not self.too_deep:
            self.too_deep = True
            at = self.place(self.cursor.number, self.cursor.next + 1)
            message = f"blocks stand {DEEPEST} deep inside one another; what is deeper is read as plain text"
            self.log.error("nesting", message, at, help="take some levels of lists or quotes away")
        return False

    def _depth(self) -> int:
        depth, block = 0, self._unmatched_from
        while block.parent is not None:
            depth += 1
            block = block.parent
        return depth

    def finish(self, block: Block) -> None:
        """Close a block; its parent becomes the innermost open one."""
        assert block.parent is not None
        above = block.parent
        block.open = False
        self.tip = above
        block.close(self)
        if self._unmatched_from is block:
            self._unmatched_from = above
