"""Figures, tables, listings and displays -> numbered ones: 图1-1 in Figure.number, and in the body with the caption.

A number typed in a caption is kept, and where an author types them for one kind in a chapter no other is made for it.
The first figure is that of the chapter: 图3-1; in chapters without a count, and in texts that run on (an article, an
official document), figures are counted through: 图1. What has no caption has no number, unless a label of its own shows
that it is referred to. `numbering: none` is about headings: of a kind that is referred to, figures still need numbers.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from lxml import etree

from huozi import locales
from huozi.book import FigureKind
from huozi.passes.heading import cut, put_number
from huozi.passes.shapes import NUMERAL, SPACE, recognise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Figure
    from huozi.diagnostics import Log

_WORDS: Mapping[FigureKind, str] = {
    "figure": "插图|图|圖|図|그림|Figure|Fig\\.?",
    "table": "表格|表|표|Table",
    "listing": "程序清单|代码清单|清单|代码|程式碼|代碼|リスト|コード|코드|Listing|Code",
}
_CAPTIONS = {
    kind: re.compile(
        rf"(?P<number>(?:{words}){SPACE}*{NUMERAL}(?:[-.．–－—][0-9０-９]+)*[a-z]?)"
        rf"(?P<gap>{SPACE}*[:：.．、]{SPACE}*|{SPACE}+|$)",
        re.IGNORECASE,
    )
    for kind, words in _WORDS.items()
}
_GAP = " "


@dataclass(slots=True)
class _Counts:
    """Figures counted so far, by what stands before their number ("3-", "") and kind."""

    last: dict[tuple[str, FigureKind], int]

    def next(self, prefix: str, kind: FigureKind) -> int:
        self.last[prefix, kind] = self.last.get((prefix, kind), 0) + 1
        return self.last[prefix, kind]


def captions(book: Book, log: Log) -> Book:  # noqa: ARG001 (every pass takes the log)
    """The book with its figures numbered and the numbers in their captions."""
    counts = _Counts({})
    kinds = set(get_args(FigureKind)) if book.config.numbering != "none" else _called_kinds(book)
    return replace(book, chapters=tuple(_chapter(chapter, book, counts, kinds) for chapter in book.chapters))


def _called_kinds(book: Book) -> set[FigureKind]:
    return {figure.kind for chapter in book.chapters for figure in _called(chapter)}


def _called(chapter: Chapter) -> list[Figure]:
    """The figures of a chapter that have a label of their own."""
    targets = {label.target for label in chapter.labels}
    return [figure for figure in chapter.figures if figure.id in targets]


def _chapter(chapter: Chapter, book: Book, counts: _Counts, kinds: set[FigureKind]) -> Chapter:
    if all(figure.number for figure in chapter.figures):
        return chapter
    body = deepcopy(chapter.body)
    wanted = {figure.id for figure in chapter.figures}
    places = {str(one.get("id")): one for one in body.iter("figure", "table", "div", "span") if one.get("id") in wanted}
    pattern = locales.words(book.config.lang).figures
    figures = tuple(_take(figure, places.get(figure.id), pattern["equation"]) for figure in chapter.figures)
    runs_on = book.config.title_block or book.config.numbering in {"zh-gongwen", "none"}
    prefix = "" if runs_on else _prefix(chapter)
    # LaTeX's \tag numbers one display by hand and leaves the others to the count.
    typed = {figure.kind for figure in figures if figure.number} - {"equation"}
    called = {figure.id for figure in _called(chapter)}
    figures = tuple(
        _give(figure, places.get(figure.id), pattern[figure.kind], f"{prefix}{counts.next(prefix, figure.kind)}")
        if figure.kind in kinds - typed and not figure.number and (figure.caption or figure.id in called)
        else figure
        for figure in figures
    )
    return replace(chapter, body=body, figures=figures)


def _prefix(chapter: Chapter) -> str:
    """The chapter's own number in arabic, or its letter; nothing if it has none or counts volumes."""
    found = recognise(chapter.entries[0].number)
    if found is None or found.family == "division":
        return ""
    if found.family == "appendix":
        return f"{found.letter}-" if found.letter else ""
    return f"{found.value[-1]}-"


def _take(figure: Figure, place: _Element | None, equation: str) -> Figure:
    """Move a number that the author typed at the head of the caption, or take the one typed beside a display."""
    if figure.kind == "equation":
        typed = _beside(place)
        return (
            figure
            if typed is None or not typed.text
            else replace(figure, number=equation.format((typed.text or "").strip("()")))
        )
    caption = _caption(place)
    found = _CAPTIONS[figure.kind].match(figure.caption)
    if figure.number or found is None or caption is None or not cut(caption, found[0]):
        return figure
    put_number(caption, found["number"], found["gap"])
    return replace(figure, number=found["number"], caption=figure.caption[found.end() :])


def _beside(place: _Element | None) -> _Element | None:
    """The number beside a display, or the place for that of one of its rows, which is there before its words are."""
    return place if place is None or place.tag == "span" else place.find("span[@class='number']")


def _give(figure: Figure, place: _Element | None, pattern: str, count: str) -> Figure:
    if place is None:
        return figure
    number = pattern.format(count)
    if figure.kind == "equation":
        # Beside a display stands the count alone, always in parentheses.
        beside = _beside(place)
        (etree.SubElement(place, "span", {"class": "number"}) if beside is None else beside).text = f"({count})"
        return replace(figure, number=number)
    caption = _caption(place)
    if caption is None:
        caption = etree.Element("caption" if place.tag == "table" else "figcaption")
        place.insert(0 if place.tag == "table" else len(place), caption)
    put_number(caption, number, _GAP if figure.caption else "")
    return replace(figure, number=number)


def _caption(place: _Element | None) -> _Element | None:
    """The caption's innermost block: the number stands inside its paragraph."""
    if place is None:
        return None
    caption = next(place.iter("figcaption", "caption"), None)
    if caption is not None and len(caption) and caption[0].tag == "p" and not (caption.text or "").strip():
        return caption[0]
    return caption
