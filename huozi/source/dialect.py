"""Markdown of one file -> HTML of its body and of each of its notes, as an extension of Python-Markdown.

Python-Markdown's own reading of blocks is not that of GitHub (it wants four spaces for a nested list and loses fences
in lists), and the time of its inline patterns grows with the square of hostile text; so the extension replaces its
block parser by blocks/ and its inline processor by inlines/, and leaves the stash of raw HTML and the serializer to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from huozi.source import inlines
from huozi.source.blocks import STARTS, captions, labels
from huozi.source.blocks.core import Parser
from huozi.source.blocks.paragraph import Paragraph
from huozi.source.inlines.core import Picture, fill, scan
from huozi.source.page import Page, add_class
from huozi.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from huozi.diagnostics import Log
    from huozi.source.inlines.core import Token
    from huozi.source.manuscript import Known, Manuscript
    from huozi.source.passage import Text
    from huozi.store import Store

_CUT = "\x02cut\x03"
"""Parts body and notes in the output; control characters do not get through decoding, so no author can write it."""

_CLOSING_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)")


@dataclass(frozen=True, slots=True)
class Html:
    """A file as HTML that is not yet cleaned: `notes` by label, each with the line and column of its definition."""

    body: str
    notes: dict[str, tuple[str, int, int]]
    called: frozenset[str]
    mark: str


def to_html(manuscript: Manuscript, book: Known, log: Log, store: Store = NOTHING) -> Html:
    """Read the Markdown of a file."""
    text = manuscript.text
    mark = f"data-{sha256(text.encode()).hexdigest()[:16]}"
    md = Markdown(output_format="xhtml")
    page = Page(manuscript.path, book.lang, mark, log, md.htmlStash.store, store)
    page.known_ids, page.real, page.tab, page.works = book.ids, manuscript.origins, book.tab, book.works
    page.closing_tags = frozenset(f"</{name.lower()}" for name in _CLOSING_TAG.findall(text))
    Dialect(page, manuscript.first_line).extendMarkdown(md)
    made = _with_real_lines(cast("str", md.convert(text)), mark, manuscript.origins)
    body, *notes = made.split(_CUT)
    named = {
        label: (html, manuscript.origins.get(line, line), column)
        for (label, (line, column)), html in zip(page.note_places.items(), notes, strict=True)
    }
    return Html(body, named, frozenset(page.called), mark)


def _with_real_lines(html: str, mark: str, origins: Mapping[int, int]) -> str:
    """The lines of included text are those of the include."""
    if not origins:
        return html
    line = re.compile(rf'({mark}-line=")(\d+)"')
    return line.sub(lambda found: f'{found[1]}{origins.get(int(found[2]), int(found[2]))}"', html)


class Dialect(Extension):  # type: ignore[misc]
    """Puts our readers of blocks and inlines in the place of Python-Markdown's."""

    def __init__(self, page: Page, first_line: int) -> None:
        super().__init__()
        self.page = page
        self.first_line = first_line

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Replace the block parser, the inline processor, and all that changes text before and after them."""
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        for name in ("prettify", "unescape", "inline"):
            md.treeprocessors.deregister(name)
        md.parser = Blocks(md, self.page, self.first_line)
        md.treeprocessors.register(Inlines(md, self.page), "inline", 20)


class Blocks(BlockParser):  # type: ignore[misc]
    """Lines -> elements with texts that wait for their inlines."""

    def __init__(self, md: Markdown, page: Page, first_line: int) -> None:
        super().__init__(md)
        self.page = page
        self.first_line = first_line

    def parseDocument(self, lines: Sequence[str]) -> ElementTree:  # noqa: N802 (Python-Markdown's name)
        """The elements of a file: its blocks, then its notes."""
        parser = Parser(STARTS, Paragraph, self.page.path, self.page.log, real=self.page.real)
        document = parser.read(lines if lines[-1] else lines[:-1], self.first_line)
        labels.attach(document, self.page.path, self.page.log)
        captions.attach(document)
        self.page.links = parser.links
        self.page.notes = parser.notes
        self.page.examples = parser.examples
        root = Element(self.md.doc_tag)
        document.render(root, self.page)
        for label, note in parser.notes.items():
            captions.attach(note)
            note.render_children(note_element(root, self.page, label, note.line, note.column), self.page)
        return ElementTree(root)


def note_element(root: Element, page: Page, label: str, line: int, column: int) -> Element:
    """A <div> for a note, after all that is there."""
    page.append_text(root, _CUT)
    page.note_places[label] = (line, column)
    return SubElement(root, "div")


class Inlines(Treeprocessor):  # type: ignore[misc]
    """The texts that wait -> inline elements; notes written where they are called are added at the end."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        """Read every text, and those that reading brings."""
        self._read_texts()
        done = 0
        while done < len(self.page.inline_notes):
            label, text = self.page.inline_notes[done]
            done += 1
            line, column = text.place(0)
            self.page.element(note_element(root, self.page, label, line, column), "p", line, text=text)
            self._read_texts()

    def _read_texts(self) -> None:
        texts, self.page.texts = self.page.texts, []
        for element, text in texts:
            tokens = scan(text, self.page, inlines.RULES, inlines.STARTS)
            picture = _lone_picture(tokens) if element.tag == "p" else None
            if picture is None:
                fill(element, tokens, self.page)
            else:
                _make_figure(element, picture, text, self.page)


def _lone_picture(tokens: Sequence[Token]) -> Picture | None:
    """The picture that is all there is in a paragraph, if it says anything that may be its caption."""
    seen = [token for token in tokens if not (isinstance(token, str) and not token.strip())]
    return seen[0] if len(seen) == 1 and isinstance(seen[0], Picture) else None


def _make_figure(element: Element, picture: Picture, text: Text, page: Page) -> None:
    """A picture alone in its paragraph is a figure: its id is the figure's, its words are the caption."""
    element.tag = "figure"
    add_class(element, "figure")
    given = picture.image.attributes
    if given is not None and given.id:
        element.set("id", given.id)
        picture.image.attributes = type(given)("", given.classes, given.values)
    fill(element, [picture], page)
    line, _ = text.place(0)
    words = picture.words or [picture.image.given["title"]] if picture.image.given.get("title") else picture.words
    if words:
        fill(page.element(element, "figcaption", line), words, page)
