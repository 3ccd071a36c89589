"""One file -> Proposal: plain text, a web page, a Word file, or a Markdown file with its pictures."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from huozi import frontmatter
from huozi.book import Part
from huozi.diagnostics import Span
from huozi.importer import infer, reading
from huozi.importer.language import language_of
from huozi.importer.shapes import Chapter, Copy, Nav, Node, Proposal
from huozi.importer.shelve import shelve

if TYPE_CHECKING:
    from huozi.diagnostics import Log
    from huozi.importer.infer import Article


def plain(path: Path, log: Log, *, deep: bool) -> Proposal | None:
    """A text file without markup."""
    text = reading.text(path, path.as_posix(), log)
    if text is None or not _holds_text(text, path, log):
        return None
    found = infer.article(infer.paragraphs(text), deep=deep)
    return _proposal("plain text", path, found, infer.markdown(found, infer.escaped), (), log)


def web_page(path: Path, log: Log, *, deep: bool) -> Proposal | None:
    """One HTML file, and the pictures beside it."""
    from huozi.importer import page

    text = reading.text(path, path.as_posix(), log)
    if text is None or not _holds_text(text, path, log):
        return None
    read = page.read(text, path, log)
    if read is None:
        return None
    found = infer.article(read.blocks, title=read.title, author=read.author, deep=deep)
    return _proposal("web page", path, found, infer.markdown(found, str), read.pictures, log)


def word(path: Path, log: Log, *, deep: bool) -> Proposal | None:
    """A .docx file."""
    from huozi.importer import word as reader

    read = reader.read(path, log)
    if read is None:
        return None
    found = infer.article(read.blocks, title=read.title, author=read.author, deep=deep)
    return _proposal("Word file", path, found, infer.markdown(found, str), read.pictures, log)


def markdown(path: Path, log: Log) -> Proposal | None:
    """One Markdown file: a book of it, with the pictures that it names."""
    text = reading.text(path, path.as_posix(), log)
    if text is None or not _holds_text(text, path, log):
        return None
    yaml, _ = frontmatter.split(text)
    title = re.search(r"^title[ \t]*:[ \t]*['\"]?(.*?)['\"]?[ \t]*$", yaml or "", re.MULTILINE)
    heading = re.search(r"^#[ \t]+(.*?)[ \t]*#*$", text, re.MULTILINE)
    name = (title or heading or [None, path.stem])[1] or path.stem
    node = Node(name, path.name, Span(path.as_posix()))
    return shelve(Nav("Markdown", path.parent, (node,), (("title", name),), continues=True), log)


def _holds_text(text: str, path: Path, log: Log) -> bool:
    if text.strip():
        return True
    log.error("source-empty", f"`{path.as_posix()}` is empty", help="there is nothing to import")
    return False


def _proposal(
    form: str, path: Path, found: Article, text: str, pictures: tuple[Copy, ...], log: Log
) -> Proposal | None:
    shown = path.as_posix()
    for block in found.dropped:
        log.note("import-dropped", f"left out as furniture of the page: {_short(block.text)}", Span(shown, block.line))
    for block in found.parted:
        what = f"heading parted from its paragraph, without its full stop: {_short(block.text)}"
        log.note("import-changed", what, Span(shown, block.line))
    if not found.blocks:
        log.error(
            "import-unknown", f"no text is found in `{shown}`", help="copy the text into a .txt file and import that"
        )
        return None
    title = found.title or path.stem
    target = "text.md" if path.stem == "book" else f"{PurePosixPath(path.name).stem}.md"
    front: list[tuple[str, str | tuple[str, ...]]] = [("title", title)]
    if found.author:
        front.append(("author", found.author))
    front.append(("lang", language_of(text)))
    if not found.has_chapters:
        # An article has no chapters to number and no title page of its own.
        front += [("numbering", "none"), ("toc-depth", "3"), ("title-page", "false"), ("imprint", "false")]
    copies = (Copy(target, text.encode()), *pictures)
    return Proposal(form, tuple(front), (Chapter(Part.MAIN, target),), copies)


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
