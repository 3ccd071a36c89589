"""Words marked for the index -> the index: its entries in the order of the language, below their letters.

The index stands where the author puts it, at `::: {.index-here}` or under a heading 索引, else in a chapter of its own
after the list of references (GB/T 12450; BK1). A place of an entry is a link; its words are those of its section, for
the EPUB, and print shows pages instead. Runs last of all, so that words of sections have their numbers.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from huozi import collation, customs, locales
from huozi.book import Reference, Target
from huozi.diagnostics import Span
from huozi.passes import backmatter
from huozi.passes.heading import HEADINGS
from huozi.passes.resolve import entry_words
from huozi.passes.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Entry, Mark
    from huozi.collation import Place
    from huozi.diagnostics import Log
    from huozi.locales import Words

_HERE = "index-here"
_TITLES = re.compile(r"(?:(?:名词|主题|术语|人名|综合)?索\s*引|찾아보기|색인|Index)", re.IGNORECASE)


def index(book: Book, log: Log) -> Book:
    """The book with its index, if a word of it is marked."""
    marks = [(chapter, mark) for chapter in book.chapters for mark in chapter.marks]
    home = next((at for at, chapter in enumerate(book.chapters) if _place(chapter.body) is not None), None)
    if not marks:
        _report_empty(book, log)
        return book
    words = locales.words(book.config.lang)
    top = _tree(marks, words, log)
    _report_lost(top, log)
    chapters = list(book.chapters)
    if home is None:
        chapters.insert(_after_references(chapters), _new_chapter(book, top, words))
    else:
        chapters[home] = _with_index(chapters[home], book, top, words)
    return replace(book, chapters=tuple(chapters))


def _report_empty(book: Book, log: Log) -> None:
    for chapter in book.chapters:
        place = _place(chapter.body)
        if place is not None and _HERE in (place.get("class") or "").split():
            at = Span(chapter.entries[0].at.path, int(place.get("data-line", "1")))
            log.warn("index-empty", "no word of the book is marked for its index", at, help="mark some: `[词]{.index}`")


@dataclass(slots=True)
class _Term:
    """A term of the index, what is below it, and its places: chapter and id of each mark in reading order."""

    text: str
    at: Span
    sort: str = ""
    places: list[tuple[Chapter, str]] = field(default_factory=list)
    see: dict[str, Span] = field(default_factory=dict)
    below: dict[str, _Term] = field(default_factory=dict)


def _tree(marks: Sequence[tuple[Chapter, Mark]], words: Words, log: Log) -> dict[str, _Term]:
    top: dict[str, _Term] = {}
    for chapter, mark in marks:
        level, term = top, None
        for depth, text in enumerate(mark.terms):
            term = level.setdefault(text, _Term(text, mark.at))
            term.sort = term.sort or (mark.sort[depth] if depth < len(mark.sort) else "")
            level = term.below
        assert term is not None, "a mark without terms is no mark"
        if mark.see:
            term.see.setdefault(mark.see, mark.at)
        else:
            term.places.append((chapter, mark.id))
    for term in _every(top):
        if not collation.place(term.text, words.index_order, term.sort).is_known:
            what = f"the index has no place for `{term.text}`, which it cannot read: it stands at the end"
            advice = 'give its reading: `[…]{.index sort="…"}`'
            log.warn("index-reading", what, term.at, help=advice)
    return top


def _every(level: Mapping[str, _Term]) -> Iterator[_Term]:
    for term in level.values():
        yield term
        yield from _every(term.below)


def _report_lost(top: Mapping[str, _Term], log: Log) -> None:
    for term in _every(top):
        for see, at in term.see.items():
            if _find(top, see) is None:
                what = f"`{term.text}` leads to `{see}`, which is not in the index"
                log.error("index-see", what, at, help="mark that term somewhere, or correct its name after `see=`")


def _find(top: Mapping[str, _Term], see: str) -> tuple[str, ...] | None:
    level, path = top, tuple(part.strip() for part in see.split("!"))
    for text in path:
        if text not in level:
            return None
        level = level[text].below
    return path


# Where it stands.


def _place(body: _Element) -> _Element | None:
    """The element that holds the index (a div) or stands above it (a heading)."""
    for one in body.iter("div", *HEADINGS):
        if _HERE in (one.get("class") or "").split():
            return one
    for one in body.iter(*HEADINGS):
        following = one.getnext()
        if (following is None or following.tag in HEADINGS) and _TITLES.fullmatch(
            "".join(map(str, one.itertext())).strip()
        ):
            return one
    return None


def _after_references(chapters: Sequence[Chapter]) -> int:
    at = backmatter.end_of_text(chapters)
    while at < len(chapters) and (known := customs.custom(chapters[at].entries[0].title)) is not None:
        if known.epub_type not in {"bibliography", "glossary"}:
            break
        at += 1
    return at


def _with_index(chapter: Chapter, book: Book, top: Mapping[str, _Term], words: Words) -> Chapter:
    body = deepcopy(chapter.body)
    place = _place(body)
    assert place is not None
    box, references = _box(top, chapter, words, book)
    box.set("data-line", place.get("data-line", "1"))
    if place.tag == "div":
        place.set("class", "index")
        place.text = None
        place[:] = list(box)
    else:
        place.addnext(box)
    return replace(chapter, body=body, references=(*chapter.references, *references))


def _new_chapter(book: Book, top: Mapping[str, _Term], words: Words) -> Chapter:
    taken = {chapter.id for chapter in book.chapters}
    name = next(name for count in range(len(taken) + 1) if (name := f"index-{count}".removesuffix("-0")) not in taken)
    made = backmatter.new_chapter(book, name, words.index, Span(book.config.name))
    box, references = _box(top, made, words, book)
    made.body.append(box)
    return replace(made, references=references)


# What it looks like.


@dataclass(slots=True)
class _Writer:
    """The references of the index as they grow, and the ids of its entries."""

    home: Chapter
    words: Words
    top: Mapping[str, _Term]
    ids: Mapping[tuple[str, ...], str]
    sections: Mapping[str, Mapping[str, Entry]]
    references: list[Reference] = field(default_factory=list)

    def link(self, parent: _Element, name: str, target: Target, written: str, at: Span) -> _Element:
        """A link of the index."""
        key = f"index-{len(self.references) + 1}"
        self.references.append(Reference(key, written, self.home.file, at, "mention", target))
        return etree.SubElement(parent, "a", {"class": name, "data-ref": key})


def _box(top: Mapping[str, _Term], home: Chapter, words: Words, book: Book) -> tuple[_Element, tuple[Reference, ...]]:
    paths = list(_paths(top, ()))
    ids = {path: f"{home.id}.entry-{count}" for count, path in enumerate(paths, 1)}
    writer = _Writer(
        home, words, top, ids, {chapter.id: sections(chapter) for chapter in book.chapters if chapter.marks}
    )
    box = etree.Element("div", {"class": "index"})
    group, last = box, None
    for place, term in _sorted(top, words):
        if place.heading != last:
            last = place.heading
            group = etree.SubElement(box, "div", {"class": "index-group"})
            etree.SubElement(group, "p", {"class": "index-letter"}).text = _heading(place, words)
            group = etree.SubElement(group, "ul", {"class": "index-entries"})
        _entry(group, term, (term.text,), writer)
    return box, tuple(writer.references)


def _paths(level: Mapping[str, _Term], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for text, term in level.items():
        yield (*above, text)
        yield from _paths(term.below, (*above, text))


def _sorted(level: Mapping[str, _Term], words: Words) -> list[tuple[Place, _Term]]:
    placed = [(collation.place(term.text, words.index_order, term.sort), term) for term in level.values()]
    return sorted(placed, key=lambda one: one[0])


def _heading(place: Place, words: Words) -> str:
    match place.heading:
        case "":
            return words.index_signs
        case "?":
            return words.index_others
        case count if count.isdecimal():
            return words.index_strokes.format(count)
        case letter:
            return letter


def _entry(parent: _Element, term: _Term, path: tuple[str, ...], writer: _Writer) -> None:
    item = etree.SubElement(parent, "li", {"id": writer.ids[path]})
    name = etree.SubElement(item, "span", {"class": "index-term"})
    name.text = term.text
    if term.places:
        name.tail = " "
        box = etree.SubElement(item, "span", {"class": "locators"})
        for chapter, mark in term.places:
            entry = writer.sections[chapter.id].get(mark, chapter.entries[0])
            shown = entry_words(entry, chapter, writer.home, writer.words)
            writer.link(box, "locator", Target(mark, chapter.id, shown), term.text, term.at)
    for see, at in term.see.items():
        _see(item, see, at, writer)
    if term.below:
        below = etree.SubElement(item, "ul", {"class": "index-entries"})
        for _, one in _sorted(term.below, writer.words):
            _entry(below, one, (*path, one.text), writer)


def _see(item: _Element, see: str, at: Span, writer: _Writer) -> None:
    path = _find(writer.top, see)
    if path is None:
        return  # said already
    before, _, after = writer.words.index_see.partition("{}")
    item[-1].tail = (item[-1].tail or "") + " "
    box = etree.SubElement(item, "span", {"class": "index-see"})
    box.text = before
    link = writer.link(box, "index-xref", Target(writer.ids[path], writer.home.id, ""), see, at)
    link.text, link.tail = path[-1], after or None
