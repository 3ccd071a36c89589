"""Book, Styles -> findings: every character of the book has a glyph in the fonts of its role (FT5).

Asked before anything is laid out, so that the place in the source can be named. Which font a character is taken from
is decided by the layout, not here; `substitutes` tells what it will find, for whoever asks the doctor.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uharfbuzz

from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.diagnostics import Log
    from huozi.styles import FontFile, FontStack, Styles

_CODE = {"pre", "code", "kbd", "samp"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "dt", "th"}
_REGIONS = {
    **dict.fromkeys(("SC", "CN", "GB", "WenKai", "SimSun", "SimHei", "KaiTi", "FangSong", "YaHei"), "zh-Hans"),
    **dict.fromkeys(("TC", "HK", "TW", "Big5", "PMingLiU", "JhengHei", "BiauKai", "DFKai-SB"), "zh-Hant"),
    **dict.fromkeys(("JP", "Mincho", "Hiragino"), "ja"),
    **dict.fromkeys(("KR", "Batang", "Malgun", "AppleMyungjo"), "ko"),
}
"""Words of font names that say for which region its Han are drawn."""
_FORMS = {"zh-Hans": "ZHS", "zh-Hant": "ZHT", "ja": "JAN", "ko": "KOR"}
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Categories of characters that are not drawn: controls, joiners, spaces."""


def check(book: Book, styles: Styles, log: Log) -> None:
    """Report each character that no font of its role has, once, where it stands first."""
    fonts = {role: _fonts(styles, role) for role in ("body", "heading", "code")}
    covered: dict[str, set[str]] = {role: set() for role in fonts}
    seen: set[str] = set()
    for role, text, at, _ in _texts(book):
        for char in sorted(set(text) - covered[role] - seen):
            if any(ord(char) in points for points in fonts[role]):
                covered[role].add(char)
                continue
            seen.add(char)
            if _is_drawn(char):
                _report(char, styles.fonts[role], at, log)


@dataclass(frozen=True, slots=True)
class Substitute:
    """Characters of a role, or of a language in it, that are not set as its first font would set them.

    `family` is the font that they come from; where `language` is given it has not the forms of that one's region.
    """

    role: str
    family: str
    characters: str
    count: int
    at: Span | None
    language: str = ""


def substitutes(book: Book, looks: Mapping[str, Styles]) -> tuple[Substitute, ...]:
    """What the fonts that come first do not have, and Han that are set in the forms of another region.

    `looks` are the styles for each language that text of the book is in (see `languages`).
    """
    found: dict[tuple[str, str, str], Counter[str]] = {}
    places: dict[tuple[str, str, str], Span | None] = {}
    for role, text, at, language in _texts(book):
        faces = looks[language].fonts[role].found
        for char, count in Counter(text).items():
            home = next((face for face in faces if ord(char) in characters(face.path, face.index)), None)
            if home is None or not _is_drawn(char):
                continue
            kinds = [(role, home.family, "")] if home.family != faces[0].family else []
            if unicodedata.name(char, "").startswith("CJK UNIFIED") and not _has_forms_of(home, language):
                kinds.append((role, home.family, language))
            for kind in kinds:
                found.setdefault(kind, Counter())[char] += count
                places.setdefault(kind, at)
    return tuple(
        Substitute(role, family, "".join(chars), chars.total(), places[role, family, language], language)
        for (role, family, language), chars in found.items()
    )


def languages(book: Book) -> frozenset[str]:
    """The languages that text of the book is in."""
    return frozenset(language for _, _, _, language in _texts(book))


def _has_forms_of(face: FontFile, language: str) -> bool:
    """Whether Han of this face have the forms of a language: by its name, or because it has those of several regions.

    Pan-CJK fonts are named for one region and give the forms of another one where text is marked (OpenType, `locl`).
    A font whose name says nothing is taken to be one for its language.
    """
    wanted = _region(language)
    named = next((_REGIONS[word] for word in reversed(face.family.split()) if word in _REGIONS), wanted)
    return wanted is None or named == wanted or _FORMS[wanted] in _localised(face.path, face.index)


def _region(language: str) -> str | None:
    parts = language.lower().split("-")
    if parts[0] == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"
    return parts[0] if parts[0] in {"ja", "ko"} else None


@functools.lru_cache(maxsize=64)
def _localised(path: Path, index: int) -> frozenset[str]:
    """The languages that a face has forms of its own for, by their tags of OpenType."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index)
    scripts = face.get_table_script_tags("GSUB")
    tags = (face.get_script_language_tags("GSUB", at) for at in range(len(scripts)))
    return frozenset(tag.strip() for some in tags for tag in some)


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


_Text = tuple[str, str, "Span | None", str]
"""Role of its font, the text, its place in the source, its language."""


def _texts(book: Book) -> Iterator[_Text]:
    """All text that is printed."""
    config = book.config
    lang = config.lang
    for key in ("title", "subtitle", "publisher", "date", "edition", "rights", "identifier", "isbn"):
        yield "body", getattr(config, key), config.places.get(key), lang
    yield "body", "".join(person.name for person in config.people), config.places.get("author"), lang
    yield "body", "".join(term + value for term, value in config.imprint_lines), config.places.get("imprint"), lang
    for chapter in book.chapters:
        yield "heading", "".join(entry.title for entry in chapter.divisions), None, lang
        yield from _chapter_texts(chapter, lang)


def _chapter_texts(chapter: Chapter, lang: str) -> Iterator[_Text]:
    yield from _walk(chapter.body, "body", Span(chapter.file), lang)
    for note in chapter.notes:
        yield from _walk(note.body, "body", note.at, lang)


def _walk(top: _Element, role: str, at: Span, lang: str) -> Iterator[_Text]:
    stack = [(top, role, at, lang)]
    while stack:
        element, role, at, lang = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if line := element.get("data-line"):
            at = Span(element.get("data-file", at.path), int(line))
        spoken = element.get("lang", lang)
        inner = "code" if element.tag in _CODE else "heading" if element.tag in _HEADINGS else role
        if element.get("data-tex") is not None:
            continue  # formulas bring their own font; pdf/formulas.py asks it
        yield inner, element.text or "", at, spoken
        stack += ((child, inner, at, spoken) for child in reversed(element))
        for child in element:
            yield inner, child.tail or "", at, spoken
