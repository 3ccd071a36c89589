from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huozi.book import Book, Chapter, Figure, Part
from huozi.diagnostics import Log
from huozi.passes.captions import captions
from huozi.passes.number import number
from huozi.passes.typed import typed
from tests.builders import book, chapter, plain


def figure(caption: str, kind: str = "figure", name: str = "x") -> str:
    content = {"figure": "<img src='a.png' alt=''/>", "table": "<table/>", "listing": "<pre><code>1</code></pre>"}[kind]
    inner = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure class='{kind}' id='{name}'>{content}{inner}</figure>"


def settled(*chapters: Chapter, **config: Any) -> Book:  # noqa: ANN401 (fields of Config)
    log = Log()
    return captions(number(typed(book(*chapters, **config), log), log), log)


def two(inside: str, other: str = "") -> tuple[Chapter, Chapter]:
    return chapter(f"<h1>上</h1>{inside}", id="a"), chapter(f"<h1>下</h1>{other}", id="b")


def numbers(it: Book) -> list[str]:
    return [figure.number for chapter in it.chapters for figure in chapter.figures]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ["图1-1", "表1-1", "代码1-1", "图1-2", "图2-1"]),
        ({"lang": "zh-Hant"}, ["圖1-1", "表1-1", "程式碼1-1", "圖1-2", "圖2-1"]),
        ({"lang": "ja"}, ["図1-1", "表1-1", "リスト1-1", "図1-2", "図2-1"]),
        ({"lang": "ko"}, ["그림 1-1", "표 1-1", "코드 1-1", "그림 1-2", "그림 2-1"]),
        ({"numbering": "decimal"}, ["图1-1", "表1-1", "代码1-1", "图1-2", "图2-1"]),
        ({"numbering": "zh-gongwen"}, ["图1", "表1", "代码1", "图2", "图3"]),
        ({"numbering": "decimal", "title_block": True}, ["图1", "表1", "代码1", "图2", "图3"]),
        ({"numbering": "none"}, ["图1", "表1", "代码1", "图2", "图3"]),
    ],
)
def test_each_kind_is_counted_in_its_chapter(config: dict[str, Any], expected: list[str]) -> None:
    inside = figure("甲") + figure("乙", "table", "t") + figure("丙", "listing", "l") + figure("丁", name="y")
    assert numbers(settled(*two(inside, figure("戊")), **config)) == expected


def test_the_number_stands_before_the_caption() -> None:
    it = settled(*two(figure("活字盘")))
    caption = next(it.chapters[0].body.iter("figcaption"))
    assert [(span.get("class"), span.text) for span in caption] == [("number", "图1-1"), ("gap", " ")]
    assert plain(caption) == "图1-1 活字盘"


def test_the_caption_of_a_bare_table_is_numbered_too() -> None:
    one, other = two("<table id='t'><caption>用量</caption><tbody/></table>")
    table = Figure("a.t", "table", "用量", one.entries[0].at)
    it = settled(replace(one, figures=(table,)), other)
    assert numbers(it) == ["表1-1"]
    assert plain(next(it.chapters[0].body.iter("caption"))) == "表1-1 用量"


@pytest.mark.parametrize(
    ("caption", "number_", "rest"),
    [
        ("图 1-1 活字盘", "图 1-1", "活字盘"),
        ("图1-1　活字盘", "图1-1", "活字盘"),
        ("图3.2：活字盘", "图3.2", "活字盘"),
        ("图一　活字盘", "图一", "活字盘"),
        ("圖 2 活字盤", "圖 2", "活字盤"),
        ("図2.1: 活字", "図2.1", "活字"),
        ("그림 1-1 활자", "그림 1-1", "활자"),
        ("Figure 7. Type", "Figure 7", "Type"),
        ("图1", "图1", ""),
        ("图1-2a 局部", "图1-2a", "局部"),
    ],
)
def test_a_number_typed_in_a_caption_is_kept_and_not_doubled(caption: str, number_: str, rest: str) -> None:
    it = settled(*two(figure(caption)))
    (one,) = it.chapters[0].figures
    assert (one.number, one.caption) == (number_, rest)
    assert plain(next(it.chapters[0].body.iter("figcaption"))) == caption


@pytest.mark.parametrize("caption", ["图书馆的书架", "图1中的箭头", "表面张力", "图形", "图灵机 1 号"])
def test_a_caption_that_begins_like_a_number_is_a_caption(caption: str) -> None:
    (one,) = settled(*two(figure(caption))).chapters[0].figures
    assert (one.number, one.caption) == ("图1-1", caption)


def test_where_captions_of_a_kind_are_numbered_by_hand_no_number_is_made() -> None:
    inside = figure("图 1-1 甲") + figure("乙", name="y") + figure("丙", "table", "t")
    assert numbers(settled(*two(inside, figure("丁")))) == ["图 1-1", "", "表1-1", "图2-1"]


def test_chapters_without_a_number_share_one_count() -> None:
    chapters = [chapter(f"<h1>{title}</h1>{figure('甲')}", id=f"c{at}") for at, title in enumerate(["前言", "序"])]
    assert numbers(settled(*chapters, *two(figure("乙")))) == ["图1", "图2", "图1-1"]


def test_an_appendix_gives_its_letter() -> None:
    appendix = chapter(f"<h1>词汇</h1>{figure('甲')}", id="z", part=Part.APPENDIX)
    assert numbers(settled(*two(""), appendix)) == ["图A-1"]


def test_a_chapter_number_typed_by_hand_counts() -> None:
    it = settled(chapter(f"<h1>第十二回　甲</h1>{figure('乙')}", id="a"), chapter("<h1>第十三回　丙</h1>", id="b"))
    assert numbers(it) == ["图12-1"]


def test_a_picture_without_a_caption_is_numbered_if_it_can_be_referred_to() -> None:
    it = settled(*two(figure("")))
    assert numbers(it) == ["图1-1"]
    assert plain(next(it.chapters[0].body.iter("figcaption"))) == "图1-1"


def test_a_picture_that_is_neither_captioned_nor_labelled_is_not() -> None:
    one, other = two(figure(""))
    assert numbers(settled(replace(one, labels=()), other)) == [""]


def test_without_numbers_a_kind_is_counted_only_if_one_of_it_can_be_referred_to() -> None:
    one, other = two(figure("甲") + figure("乙", "table", "t"), figure("丙", name="y"))
    named = replace(other, labels=tuple(label for label in other.labels if label.names == ("y",)))
    assert numbers(settled(replace(one, labels=()), named, numbering="none")) == ["图1", "", "图2"]
    assert numbers(settled(replace(one, labels=()), replace(other, labels=()), numbering="none")) == ["", "", ""]


def test_the_argument_is_not_changed() -> None:
    one, other = two(figure("甲"))
    settled(one, other)
    assert (one.figures[0].number, plain(one.body)) == ("", "上甲")
