"""A web page -> its article: readability finds the text among the furniture, the head tells title and author."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import html

from huozi.diagnostics import Span
from huozi.importer import reading
from huozi.importer.markdown import blocks
from huozi.importer.shapes import Copy

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from huozi.diagnostics import Log
    from huozi.importer.infer import Block


@dataclass(frozen=True, slots=True)
class Read:
    """What a page or a Word file holds; title and author are "" where nothing tells them."""

    title: str
    author: str
    blocks: tuple[Block, ...]
    pictures: tuple[Copy, ...]


_TITLES = ("//meta[@property='og:title']/@content", "//meta[@name='twitter:title']/@content")
_AUTHORS = (
    "//meta[@name='author']/@content",
    "//meta[@property='article:author']/@content",
    "//*[@rel='author']/text()",
)
_LEAST = 60
"""An article of fewer characters than this is none: then the whole page is taken."""


def read(text: str, path: Path, log: Log) -> Read | None:
    """Find the article of a page; None and an error if it is no HTML."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    try:
        whole = html.document_fromstring(text)
    except (ValueError, html.etree.ParserError) as error:
        log.error(
            "import-refused", f"`{path.as_posix()}` is no web page: {error}", help="import its text as a .txt file"
        )
        return None
    shelf = _Pictures(path, log, {})
    found = blocks(_main(text, whole), shelf.place)
    title = _title(whole, found)
    found = tuple(block for block in found if not (block.level == 1 and _key(block.text) == _key(title)))
    return Read(title, _first(whole, _AUTHORS), _levelled(found), shelf.copies)


def _main(text: str, whole: HtmlElement) -> HtmlElement:
    """The element of the article: one that says so, else the one readability scores highest."""
    for wanted in ("//article", "//main", "//*[@role='main']"):
        named = whole.xpath(wanted)
        if isinstance(named, list) and len(named) == 1 and len(_text_of(named[0])) >= _LEAST:
            return named[0]
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        extracted = html.document_fromstring(Document(text, keep_all_images=True).summary(keep_all_images=True))
    except Exception:  # noqa: BLE001 (the page is by anyone; without an extract the whole of it is read)
        return whole
    return extracted if len(_text_of(extracted)) >= _LEAST else whole


def _text_of(element: HtmlElement) -> str:
    return "".join(element.text_content().split())


def _title(whole: HtmlElement, found: tuple[Block, ...]) -> str:
    """The only first-level heading of the article or of the page, else what the head says less the site's name."""
    own = [block.text for block in found if block.level == 1]
    if len(own) == 1:
        return own[0]
    headings = [" ".join(one.text_content().split()) for one in whole.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    if told := _first(whole, _TITLES):
        return told
    title = " ".join((whole.findtext(".//title") or "").split())
    return re.split(r"\s*[_|｜]\s*|\s+[-–—]\s+|_", title)[0] if title else ""


def _first(whole: HtmlElement, paths: tuple[str, ...]) -> str:
    for path in paths:
        for value in whole.xpath(path):
            if words := " ".join(str(value).split()):
                return words
    return ""


def _key(words: str) -> str:
    return re.sub(r"\W", "", words)


def _levelled(found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Headings from level 2 on: level 1 is the title's."""
    from dataclasses import replace

    top = min((block.level for block in found if block.level), default=2)
    return tuple(replace(block, level=min(6, block.level + 2 - top)) if block.level else block for block in found)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """The pictures of a page that are files beside it."""

    path: Path
    log: Log
    found: dict[str, bytes]

    def place(self, source: str, words: str, line: int) -> str:
        """Markdown of a picture, which is copied; one from the net is told, for a book holds its own pictures."""
        at = Span(self.path.as_posix(), line)
        words = re.sub(r"[\[\]\n]", " ", words).strip()
        if re.match(r"(?:https?:)?//", source):
            self.log.warn("import-unmapped", f"a picture from the net: {source}", at, help="save it beside the text")
            return ""
        name = unquote(source).split("?")[0].split("#")[0]
        real = reading.inside(self.path.parent, name) if name and not name.startswith("data:") else None
        if real is None:
            if source and not source.startswith("data:"):
                self.log.warn("import-unmapped", f"there is no picture `{name}` beside the page", at)
            return ""
        data = real.read_bytes()
        suffix = PurePosixPath(name).suffix.lower() or ".png"
        target = f"images/{sha256(data).hexdigest()[:12]}{suffix}"
        self.found[target] = data
        return f"![{words}]({target})"

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The files to be written."""
        return tuple(Copy(target, self.found[target]) for target in sorted(self.found))
