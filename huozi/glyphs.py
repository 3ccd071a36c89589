"""Book, Styles -> findings: every character of the book has a glyph in the fonts of its role (FT5).

Asked before anything is laid out, so that the place in the source can be named. Which font a character is taken from
is decided by the layout, not here.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

import uharfbuzz

from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.diagnostics import Log
    from huozi.styles import FontStack, Styles

_CODE = {"pre", "code", "kbd", "samp"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "dt", "th"}
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Categories of characters that are not drawn: controls, joiners, spaces."""


def check(book: Book, styles: Styles, log: Log) -> None:
    """Report each character that no font of its role has, once, where it stands first."""
    fonts = {role: _fonts(styles, role) for role in ("body", "heading", "code")}
    covered: dict[str, set[str]] = {role: set() for role in fonts}
    seen: set[str] = set()
    for role, text, at in _texts(book):
        for char in sorted(set(text) - covered[role] - seen):
            if any(ord(char) in points for points in fonts[role]):
                covered[role].add(char)
                continue
            seen.add(char)
            if _is_drawn(char):
                _report(char, styles.fonts[role], at, log)


@functools.lru_cache(maxsize=64)
def characters(path: Path, index: int) -> frozenset[int]:
    """The code points that a face has glyphs for."""
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index).unicodes)


def _fonts(styles: Styles, role: str) -> list[frozenset[int]]:
    """What each font of a role has, and what is taken from an emoji font without being asked for."""
    files = {face.family: face for stack in (role, "emoji") for face in styles.fonts[stack].found}
    return [characters(face.path, face.index) for face in files.values()]


def _is_drawn(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return not selector and unicodedata.category(char) not in _UNSEEN


def _report(char: str, stack: FontStack, at: Span | None, log: Log) -> None:
    name = unicodedata.name(char, "a character without a name")
    fonts = ", ".join(dict.fromkeys(face.family for face in stack.found))
    log.error(
        "glyph-missing",
        f"no font for {stack.role} has “{char}” (U+{ord(char):04X} {name}); looked in {fonts}",
        at,
        help=f"install a font that has it and name it in --font-{stack.role}, or write another character",
    )


def _texts(book: Book) -> Iterator[tuple[str, str, Span | None]]:
    """All text that is printed: role of its font, text, place in the source."""
    config = book.config
    for key in ("title", "subtitle", "publisher", "date", "edition", "rights", "identifier", "isbn"):
        yield "body", getattr(config, key), config.places.get(key)
    yield "body", "".join(person.name for person in config.people), config.places.get("author")
    yield "body", "".join(term + value for term, value in config.imprint_lines), config.places.get("imprint")
    for chapter in book.chapters:
        yield "heading", "".join(entry.title for entry in chapter.divisions), None
        yield from _chapter_texts(chapter)


def _chapter_texts(chapter: Chapter) -> Iterator[tuple[str, str, Span | None]]:
    yield from _walk(chapter.body, "body", Span(chapter.file))
    for note in chapter.notes:
        yield from _walk(note.body, "body", note.at)


def _walk(top: _Element, role: str, at: Span) -> Iterator[tuple[str, str, Span | None]]:
    stack = [(top, role, at)]
    while stack:
        element, role, at = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if line := element.get("data-line"):
            at = Span(element.get("data-file", at.path), int(line))
        inner = "code" if element.tag in _CODE else "heading" if element.tag in _HEADINGS else role
        if element.get("data-tex") is not None:
            continue  # formulas bring their own font; pdf/formulas.py asks it
        yield inner, element.text or "", at
        stack += ((child, inner, at) for child in reversed(element))
        for child in element:
            yield inner, child.tail or "", at
