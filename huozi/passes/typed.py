"""Numbers that the author typed in headings -> Entry.number and Entry.gap, and <span class="number"> in the body.

What looks like a number is one only if its place says so: 第一章 with a space after it always, 一、 and 1.2 and 3 only
in a series of headings that counts. So 第一次世界大战, 1984, 3D 打印 and 十月革命 stay titles. No number is made here.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from huozi.book import Part
from huozi.passes.heading import cut, headings, put_number
from huozi.passes.shapes import BARE, recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Entry
    from huozi.diagnostics import Log
    from huozi.passes.shapes import Family, Typed

    _Series = list[tuple[Entry, Typed | None]]


def typed(book: Book, log: Log) -> Book:  # noqa: ARG001 (every pass takes the log)
    """The book with the numbers that its author typed told apart from titles; `.unnumbered` headings are all title."""
    found = {target: number for series in _series(book.chapters) for target, number in _confirmed(series)}
    return replace(book, chapters=tuple(_rewrite(chapter, found) for chapter in book.chapters))


def _series(chapters: Sequence[Chapter]) -> Iterator[_Series]:
    """Headings that one author would number alike: divisions; titles of a part of the book; one level of a chapter."""
    yield _candidates(entry for chapter in chapters for entry in chapter.divisions)
    for part in Part:
        yield _candidates(one.entries[0] for one in chapters if one.part is part and not one.implied)
    for chapter in chapters:
        for level in range(2, 7):
            yield _candidates(entry for entry in chapter.entries[1:] if entry.level == level)


def _candidates(entries: Iterable[Entry]) -> _Series:
    return [(entry, recognise(entry.text) if entry.numbered and not entry.number else None) for entry in entries]


def _confirmed(series: _Series) -> Iterator[tuple[str, Typed]]:
    numbers = [number for _, number in series if number]
    believed = {family for family in {number.family for number in numbers} if _counts(family, numbers, len(series))}
    for entry, number in series:
        if number and (number.certain or number.family in believed):
            yield entry.target, number


def _counts(family: Family, numbers: Sequence[Typed], size: int) -> bool:
    """Whether the numbers of a family, among `size` headings, count: most begin a count or go on with it."""
    counted = [number for number in numbers if number.family in {family, *_COUNTED_WITH.get(family, ())}]
    before = [(), *(number.value for number in counted)]
    going = [_goes_on(last, number.value) for last, number in zip(before, counted, strict=False)]
    own = [goes for goes, number in zip(going, counted, strict=True) if number.family == family]
    if family in BARE:
        return len(counted) > 1 and all(own)
    return sum(own) * 2 >= len(own) and (len(counted) > 1 or size <= 2)


_COUNTED_WITH: Mapping[Family, frozenset[Family]] = {"1.1": frozenset({"1", "1."})}
"""1.1 may be the only one of its kind between 1 and 2."""


def _goes_on(last: tuple[int, ...], value: tuple[int, ...]) -> bool:
    """1.1 begins a count; after 1.2.5 come 1.3 and 2, after 1.2 also 1.2.1 (which begins one)."""
    return value[-1] in {0, 1} or last[: len(value)] == (*value[:-1], value[-1] - 1)


def _rewrite(chapter: Chapter, found: Mapping[str, Typed]) -> Chapter:
    if not any(entry.target in found for entry in (*chapter.divisions, *chapter.entries)):
        return chapter
    body = deepcopy(chapter.body)
    places = headings(body)
    entries = tuple(_move(entry, found.get(entry.target), places.get(entry.target)) for entry in chapter.entries)
    divisions = tuple(_with_number(entry, found.get(entry.target)) for entry in chapter.divisions)
    return replace(chapter, body=body, entries=entries, divisions=divisions)


def _move(entry: Entry, number: Typed | None, heading: _Element | None) -> Entry:
    """Move the number in body and entry alike. Where it is no plain text in the body (a formula) it stays in both."""
    if number is None or heading is None:
        return entry
    if not cut(heading, number.number + number.gap):
        return replace(entry, numbered=False)
    put_number(heading, number.number, number.gap)
    return _with_number(entry, number)


def _with_number(entry: Entry, number: Typed | None) -> Entry:
    if number is None:
        return entry
    text = entry.text[len(number.number) + len(number.gap) :]
    return replace(entry, text=text, number=number.number, gap=number.gap)
