"""Blocks of other tools' templates: Liquid `{% hint %}` (GitBook), Hugo `{{< notice >}}`, d2lbook `:begin_tab:`.

Components of Docusaurus and VuePress, `<TabItem label="x">`, are read where they have a line of their own. Hints, tabs
and raw text become what is their equal here; `{% if output.name == "ebook" %}` is answered, for a book is one; other
tags go, and what stands between them stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import code, foreign, infostring
from huozi.source.blocks import admonition
from huozi.source.blocks.core import Block, Step
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.blocks.tabs import Tab
from huozi.source.passage import Text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from huozi.source.blocks.core import Parser
    from huozi.source.page import Page

_TAG = re.compile(
    r"(?:\{%-?[ \t]*(?P<liquid>/?[\w-]++)(?P<liquid_given>[^{}]*?)-?%\}"
    r"|\{\{[<%][ \t]*(?P<hugo>/?[ \t]*[\w./-]++)(?P<hugo_given>.*?)/?[ \t]*[>%]\}\}"
    r"|:(?P<d2l>begin_tab|end_tab):(?P<d2l_given>.*?)"
    r"|<(?P<jsx>/?[A-Z]\w*)(?P<jsx_given>(?:[ \t]+[\w:@.-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}))?)*)[ \t]*>)[ \t]*$"
)
_PAIR = re.compile(r"""(?<![\w-])([\w-]++)=(?:"([^"]*)"|'([^']*)'|(\S+))""")
_QUOTED = re.compile(r"""(?<!=)(?:"([^"]*)"|'([^']*)')""")
_HINTS = frozenset({"hint", "notice", "admonition", "alert", "callout", *admonition.KINDS})
_TABS = frozenset({"tab", "begin_tab"})
_SILENT = frozenset({"tabs", "raw", "tabpane", "endraw", "code", "stepper", "step", "steps", "columns", "column"})
_CODE = frozenset({"highlight"})
_COMPONENTS = {
    **dict.fromkeys(("Tabs", "CodeTabs", "CodeGroup", "Steps", "Step"), "tabs"),
    **dict.fromkeys(("TabItem", "Tab", "CodeGroupItem"), "tab"),
    **dict.fromkeys(("Callout", "Admonition", "Aside"), "hint"),
    **{name: name.lower() for name in ("Note", "Tip", "Info", "Warning", "Caution", "Danger", "Important")},
}
_GONE = re.compile(
    r"(?P<import>import)[ \t]+(?:[!-~ \t]+[ \t]from[ \t]+)?['\"][^'\"]+['\"];?[ \t]*$|\*\[[^\]]+\]:[ \t]+\S"
)
"""Imports of MDX, abbreviations of PHP Markdown Extra."""
_OTHERWISE = frozenset({"else", "elif", "elseif"})
_OUTPUT = re.compile(r"""[ \t]*output\.name[ \t]*(?P<same>[!=]=)=?[ \t]*["'](?P<name>\w+)["'][ \t]*$""")
_NAMES = frozenset({"ebook", "epub", "pdf", "mobi"})
"""What HonKit calls a book that is not a web site."""


class Tag:
    """One tag: its name, "" of what closes one, and what is given in it."""

    def __init__(self, name: str, given: str, *, closes: bool) -> None:
        self.name = name
        self.given = given
        self.closes = closes
        self.pairs = {found[1]: found[2] or found[3] or found[4] or "" for found in _PAIR.finditer(given)}
        quoted = [found[1] or found[2] or "" for found in _QUOTED.finditer(given)]
        bare = [word for word in _QUOTED.sub("", _PAIR.sub("", given)).split() if word != "%"]
        self.words = [*bare, *quoted] if bare else quoted


def _tag(text: str) -> Tag | None:
    found = _TAG.match(text)
    if found is None:
        return None
    if found["jsx"]:
        known = _COMPONENTS.get(found["jsx"].lstrip("/"))
        return Tag(known, found["jsx_given"], closes=found["jsx"].startswith("/")) if known else None
    name = next(name for name in (found["liquid"], found["hugo"], found["d2l"]) if name).replace(" ", "")
    given = found["liquid_given"] or found["hugo_given"] or found["d2l_given"] or ""
    if found["d2l"]:
        return Tag("begin_tab", f'"{given.strip(" `")}"', closes=name == "end_tab")
    if name.startswith("/"):
        return Tag(name[1:], "", closes=True)
    if found["liquid"] and name.startswith("end") and len(name) > len("end"):
        return Tag(name[3:], "", closes=True)
    return Tag(name, given, closes=False)


class Template(Block):
    """Blocks between a tag and the tag that closes it."""

    lazy = False

    def __init__(self, line: int, column: int, tag: Tag) -> None:
        Block.__init__(self, line, column)  # a tab of templates is a Tab too, which begins in another way
        self.tag = tag

    def proceed(self, parser: Parser) -> Step:
        """Every line to the closing tag, unless code inside still needs it."""
        cursor = parser.cursor
        closing = None if cursor.indented or cursor.blank else _tag(cursor.rest)
        if closing and closing.closes and closing.name == self.tag.name and not self._is_needed_inside():
            self.end = cursor.number
            return Step.CLOSED
        return Step.ON

    def _is_needed_inside(self) -> bool:
        block: Block = self
        while block.children and block.children[-1].open:
            block = block.children[-1]
            if (isinstance(block, Template) and block.tag.name == self.tag.name) or (block.leaf and block.takes_lines):
                return True
        return False

    def accepts(self, child: Block) -> bool:
        """All blocks but the parts of others."""
        return not child.part

    def close(self, parser: Parser) -> None:  # noqa: ARG002
        """It ends with its last block."""
        self.settle_end()

    def render(self, parent: Element, page: Page) -> None:
        """An admonition for a hint, nothing around what else there is."""
        if self.tag.name not in _HINTS:
            self.render_children(parent, page)
            return
        words = list(self.tag.words)
        kind = self.tag.pairs.get("style") or self.tag.pairs.get("type") or ""
        if not kind:
            kind = self.tag.name if self.tag.name in admonition.KINDS else words.pop(0) if words else "note"
        title = self.tag.pairs.get("title") or " ".join(words)
        text = Text([(title, self.line, self.column)]) if title else None
        self.render_children(admonition.aside(parent, page, self.line, kind, text), page)


class Choice(Template):
    """What stands in a book only, or on a web site only; `{% else %}` turns to the other."""

    def __init__(self, line: int, column: int, tag: Tag, *, true: bool) -> None:
        super().__init__(line, column, tag)
        self.true = true

    def render(self, parent: Element, page: Page) -> None:
        """The part that is meant for a book."""
        shown, done = self.true, self.true
        for child in self.children:
            if isinstance(child, Otherwise):
                shown = not done and child.true
                done = done or shown
            elif shown:
                child.render(parent, page)


class Otherwise(Block):
    """The line between two parts of a choice."""

    leaf = True

    def __init__(self, line: int, *, true: bool) -> None:
        super().__init__(line)
        self.true = true

    def render(self, parent: Element, page: Page) -> None:
        """Nothing."""


def _is_true(given: str) -> bool | None:
    """The answer to a condition; None if it asks for something else."""
    found = _OUTPUT.match(given)
    return (found["name"] in _NAMES) == (found["same"] == "==") if found else None


def _is_in_choice(block: Block | None) -> bool:
    while block is not None and not isinstance(block, Choice):
        block = block.parent
    return block is not None


class TemplateTab(Template, Tab):
    """A tab between tags."""

    def __init__(self, line: int, column: int, tag: Tag) -> None:
        Template.__init__(self, line, column, tag)
        named = next(
            (tag.pairs[key] for key in ("title", "label", "name", "header", "value") if tag.pairs.get(key)), ""
        )
        label = named or " ".join(tag.words)
        self.label = Text([(label, line, column)])

    def render(self, parent: Element, page: Page) -> None:
        """As any tab."""
        Tab.render(self, parent, page)


class TemplateCode(Template):
    """Code between tags."""

    takes_lines = True
    leaf = True

    def __init__(self, line: int, column: int, tag: Tag) -> None:
        super().__init__(line, column, tag)
        self.lines: list[str] = []

    def add(self, parser: Parser) -> None:
        """Keep a line as it is; the first one is the tag itself."""
        self.end = parser.cursor.number
        if self.end > self.line:
            self.lines.append(parser.cursor.remaining())

    def _is_needed_inside(self) -> bool:
        return False

    def render(self, parent: Element, page: Page) -> None:
        """<pre>."""
        info = infostring.parse(self.tag.words[0] if self.tag.words else "")
        code.render(parent, page, self.line, "".join(line + "\n" for line in self.lines), info)


class Dropped(Block):
    """A tag that leaves nothing, or a figure."""

    leaf = True

    def __init__(self, line: int, text: Text | None) -> None:
        super().__init__(line)
        self.text = text

    def render(self, parent: Element, page: Page) -> None:
        """The picture of `{{< figure >}}`, if it is one."""
        if self.text is not None:
            page.element(parent, "p", self.line, text=self.text)


def start(parser: Parser, container: Block) -> Block | None:
    """A line that is one tag."""
    cursor = parser.cursor
    if cursor.indented or cursor.text[cursor.next] not in "{:<i*":
        return None
    if _is_gone(parser, container):
        return _dropped(parser)
    tag = _tag(cursor.rest)
    if tag is None or not parser.can_nest():
        return None
    line, column = cursor.number, cursor.next + 1
    block: Block
    answer = _is_true(tag.given) if tag.name == "if" else None
    if answer is not None:
        block = Choice(line, column, tag, true=answer)
    elif tag.name in _OTHERWISE and _is_in_choice(container):
        if isinstance(container, Paragraph) and parser.tip is container:
            parser.finish(container)
        block = Otherwise(line, true=tag.name == "else" or bool(_is_true(tag.given)))
    elif tag.closes or tag.name not in _HINTS | _TABS | _SILENT | _CODE:
        if isinstance(container, Paragraph) and parser.tip is container:
            parser.finish(container)
        block = Dropped(line, _picture(tag, line, column))
        if block.text is None and not (tag.closes and tag.name in _SILENT):
            shown = cursor.rest.split(tag.name)[0] + tag.name + " … " + cursor.rest.rstrip()[-2:]
            foreign.report(parser.log, shown, parser.place(line, column, len(cursor.rest.rstrip())))
    elif tag.name in _TABS:
        block = TemplateTab(line, column, tag)
    elif tag.name in _CODE:
        block = TemplateCode(line, column, tag)
    else:
        block = Template(line, column, tag)
    cursor.skip_all()
    parser.append(block)
    return block


def _is_gone(parser: Parser, container: Block) -> bool:
    """Whether the line is a definition for another tool, where a paragraph could begin."""
    found = _GONE.match(parser.cursor.rest)
    if found is None or isinstance(parser.tip, Paragraph) or isinstance(container, Paragraph):
        return False
    return not found["import"] or (parser.cursor.next == 0 and container is parser.document)


def _dropped(parser: Parser) -> Block:
    cursor = parser.cursor
    line, column, rest = cursor.number, cursor.next + 1, cursor.rest.rstrip()
    shown = "import … from" if rest.startswith("import") else "*[…]: …"
    foreign.report(parser.log, shown, parser.place(line, column, len(rest)))
    block = Dropped(line, None)
    cursor.skip_all()
    parser.append(block)
    return block


def _picture(tag: Tag, line: int, column: int) -> Text | None:
    source = tag.pairs.get("src") or tag.pairs.get("link")
    if tag.name != "figure" or not source:
        return None
    words = tag.pairs.get("caption") or tag.pairs.get("title") or tag.pairs.get("alt") or ""
    size = f"{{width={tag.pairs['width']}}}" if tag.pairs.get("width") else ""
    return Text([(f"![{words}](<{source}>){size}", line, column)])
