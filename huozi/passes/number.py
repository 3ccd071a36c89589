"""Headings without a number -> headings numbered as `numbering:` says, in entries and bodies; typed ones are kept.

Runs after typed.py. Two kinds of number never stand side by side: where the author types numbers, on a level of a
chapter or on the chapters themselves, none is made. If the author did not ask for numbers by `numbering:`, none is made
below numbers typed by hand either, nor for the only chapter of a book. Figures are numbered in captions.py.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huozi import customs, locales
from huozi.book import Part
from huozi.numerals import to_han, to_letters
from huozi.passes.heading import headings, put_number
from huozi.passes.shapes import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from huozi.book import Book, Chapter, Entry
    from huozi.config import Config
    from huozi.diagnostics import Log
    from huozi.passes.shapes import Family


@dataclass(frozen=True, slots=True)
class Level:
    """How one level is numbered: `template` knows {n}, {han}, {letter}, {syllable} and {path} (1.2.3)."""

    family: Family
    template: str
    gap: str = ""


Scheme = tuple[Level, ...]
"""The levels of a book from the chapter down; deeper ones have no number."""


def number(book: Book, log: Log) -> Book:  # noqa: ARG001 (every pass takes the log)
    """The book with a number for each heading that the author wants numbered and did not number."""
    if book.config.numbering == "none":
        return book
    made: dict[str, tuple[str, str]] = {}
    for part in (Part.MAIN, Part.APPENDIX):
        chapters = [chapter for chapter in book.chapters if chapter.part is part]
        scheme = _scheme(book.config, part)
        _number_titles(chapters, scheme, made, asked=_asked(book.config), runs_on=book.config.title_block)
        for chapter in chapters:
            _number_sections(chapter, _scheme_below(chapter, scheme, book.config), made, asked=_asked(book.config))
    return replace(book, chapters=tuple(_rewrite(chapter, made) for chapter in book.chapters))


def _asked(config: Config) -> bool:
    """Whether numbering was the author's choice, not the default."""
    return "numbering" in config.places or config.numbering != "zh-book"


# Schemes.

_DECIMAL_BELOW = (Level("1.1", "{path}", " "),) * 5
_BOOK: Mapping[str, Scheme] = {
    "zh-Hans": (
        Level("chapter", "第{han}章", "　"),
        Level("section", "第{han}节", "　"),
        Level("一、", "{han}、"),
        Level("（一）", "（{han}）"),
        Level("1.", "{n}.", " "),
        Level("（1）", "（{n}）"),
    ),
    "zh-Hant": (
        Level("chapter", "第{han}章", "　"),
        Level("section", "第{han}節", "　"),
        Level("一、", "{han}、"),
        Level("（一）", "（{han}）"),
        Level("1.", "{n}.", " "),
        Level("（1）", "（{n}）"),
    ),
    "ja": (Level("chapter", "第{n}章", "　"), *_DECIMAL_BELOW[:2], Level("（1）", "（{n}）")),
    "ko": (
        Level("chapter", "제{n}장", " "),
        Level("section", "제{n}절", " "),
        Level("1.", "{n}.", " "),
        Level("가.", "{syllable}.", " "),
        Level("（1）", "({n})", " "),
    ),
}
_DECIMAL: Scheme = (Level("1", "{n}", " "), *_DECIMAL_BELOW)
_GONGWEN: Scheme = _BOOK["zh-Hans"][2:]
"""GB/T 9704-2012, 7.3.3: 一、（一）1. （1）"""


def _scheme(config: Config, part: Part) -> Scheme:
    words = locales.words(config.lang)
    if part is Part.APPENDIX:
        gap = " " if words.lang == "ko" else "　"
        return (Level("appendix", words.appendix.format("{letter}"), gap), *_DECIMAL_BELOW)
    match config.numbering:
        case "decimal":
            return _DECIMAL
        case "zh-gongwen":
            return _GONGWEN
        case _:
            return _BOOK[words.lang]


def _scheme_below(chapter: Chapter, scheme: Scheme, config: Config) -> Scheme:
    """A chapter that its author calls 附录A is an appendix wherever it stands."""
    found = recognise(chapter.entries[0].number)
    return _scheme(config, Part.APPENDIX) if found and found.family == "appendix" else scheme


def _write(level: Level, path: Sequence[int], appendix: str) -> tuple[str, str]:
    last = path[-1]
    steps = [appendix or str(path[0]), *map(str, path[1:])]
    text = level.template.format(
        n=last,
        han=to_han(last),
        letter=to_letters(last),
        syllable=_SYLLABLES[(last - 1) % len(_SYLLABLES)],
        path=".".join(steps),
    )
    return text, level.gap


_SYLLABLES = "가나다라마바사아자차카타파하"


# Chapters.


def _number_titles(
    chapters: Sequence[Chapter], scheme: Scheme, made: dict[str, tuple[str, str]], *, asked: bool, runs_on: bool
) -> None:
    titles = list(_countable(chapters, runs_on=runs_on))
    typed = [found for chapter in chapters if (found := recognise(chapter.entries[0].number))]
    if any(found.family not in {"division", "appendix"} for found in typed) or _hold_chapters(chapters):
        return
    if scheme[0].family == "appendix" and typed:
        return
    if len(titles) == 1 and scheme[0].family != "appendix" and not asked:
        return
    for count, title in enumerate(titles, 1):
        made[title.target] = _write(scheme[0], (count,), "")


def _countable(chapters: Sequence[Chapter], *, runs_on: bool) -> Iterator[Entry]:
    """The titles that a number may stand before."""
    titles = [one.entries[0] for one in chapters if not one.implied]
    inner = [at for at, title in enumerate(titles) if not customs.is_unnumbered_by_custom(title.text, at_edge=True)]
    for at, title in enumerate(titles):
        at_edge = not inner or not inner[0] < at < inner[-1]
        custom = customs.is_unnumbered_by_custom(title.text, at_edge=at_edge, runs_on=runs_on)
        if title.numbered and not title.number and not custom:
            yield title


def _hold_chapters(chapters: Sequence[Chapter]) -> bool:
    """Whether our chapters are more than the author's: laws or volumes with a 第一章 of their own inside."""
    holding = sum(_is_above(chapter.entries[1:], 1) for chapter in chapters)
    return bool(holding) and holding * 2 >= len(chapters)


def _is_above(below: Iterable[Entry], rank: int) -> bool:
    found = (recognise(entry.number) for entry in below if entry.number)
    return any(one is not None and _RANKS.get(one.family, 9) <= rank for one in found)


_RANKS = {"division": 0, "chapter": 1, "section": 2, "article": 3}


# Sections.


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry above: its level, its count ((3, 2): second section of chapter three), whether ours may follow."""

    level: int
    target: str
    path: tuple[int, ...]
    fits: bool


def _number_sections(chapter: Chapter, scheme: Scheme, made: dict[str, tuple[str, str]], *, asked: bool) -> None:
    title = chapter.entries[0]
    appendix = _letter(title, made)
    typed = _typed_places(chapter)
    above = [_place(title, (), scheme, made, asked=asked)]
    counts: dict[str, int] = {}
    for index, entry in enumerate(chapter.entries[1:], 1):
        while len(above) > 1 and above[-1].level >= entry.level:
            above.pop()
        parent = above[-1]
        if _wants(entry, parent, scheme, typed) and not _is_above(_inside(chapter.entries, index), entry.level):
            counts[parent.target] = counts.get(parent.target, 0) + 1
            path = (*parent.path, counts[parent.target])
            made[entry.target] = _write(scheme[entry.level - 1], path, appendix)
        above.append(_place(entry, parent.path, scheme, made, asked=asked, count=counts.get(parent.target, 0)))


def _letter(title: Entry, made: Mapping[str, tuple[str, str]]) -> str:
    number, _ = made.get(title.target, (title.number, ""))
    found = recognise(number)
    return found.letter if found else ""


def _wants(entry: Entry, parent: _Place, scheme: Scheme, typed: set[str | int]) -> bool:
    if entry.number or not entry.numbered or entry.level > len(scheme):
        return False
    return parent.fits and parent.level == entry.level - 1 and not typed.intersection({parent.target, entry.level})


def _place(
    entry: Entry,
    path: tuple[int, ...],
    scheme: Scheme,
    made: Mapping[str, tuple[str, str]],
    *,
    asked: bool,
    count: int = 0,
) -> _Place:
    """Where the entry stands in the count, and whether numbers of the scheme may follow below it."""
    number, _ = made.get(entry.target, (entry.number, ""))
    found = recognise(number)
    if found is None or entry.level > len(scheme):
        return _Place(entry.level, entry.target, (*path, count), fits=False)
    fits = found.family == scheme[entry.level - 1].family and (asked or entry.target in made)
    whole = found.value if found.family == "1.1" else (*path, found.value[-1])
    return _Place(entry.level, entry.target, whole, fits)


def _typed_places(chapter: Chapter) -> set[str | int]:
    """Levels where most headings, and headings below which at least one, bear a number typed by hand."""
    entries = chapter.entries[1:]
    places: set[str | int] = set()
    for level in {entry.level for entry in entries}:
        same = [bool(entry.number) for entry in entries if entry.level == level]
        if sum(same) * 2 >= len(same):
            places.add(level)
    places.update(parent.target for parent, entry in _with_parents(chapter.entries) if entry.number)
    return places


def _with_parents(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    above: list[Entry] = []
    for entry in entries:
        while above and above[-1].level >= entry.level:
            above.pop()
        if above:
            yield above[-1], entry
        above.append(entry)


def _inside(entries: Sequence[Entry], index: int) -> Iterator[Entry]:
    """The entries below the one at `index`."""
    for entry in entries[index + 1 :]:
        if entry.level <= entries[index].level:
            return
        yield entry


def _rewrite(chapter: Chapter, made: Mapping[str, tuple[str, str]]) -> Chapter:
    if not any(entry.target in made for entry in chapter.entries):
        return chapter
    body = deepcopy(chapter.body)
    places = headings(body)
    for entry in chapter.entries:
        if entry.target in made and entry.target in places:
            put_number(places[entry.target], *made[entry.target])
    entries = tuple(
        replace(entry, number=made[entry.target][0], gap=made[entry.target][1]) if entry.target in made else entry
        for entry in chapter.entries
    )
    return replace(chapter, body=body, entries=entries)
