from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozi import outline, passes
from huozi.book import Book, Chapter, Part
from huozi.diagnostics import Log, Span
from huozi.passes.number import number
from huozi.passes.typed import typed
from tests.builders import book, chapter, plain

DEEP = "<h2>甲</h2><h3>乙</h3><h4>丙</h4><h5>丁</h5><h6>戊</h6><h2>己</h2>"


def numbered(it: Book) -> Book:
    return number(typed(it, Log()), Log())


def titles(it: Book) -> list[str]:
    """Every heading as shown, in order."""
    return [entry.title for chapter in numbered(it).chapters for entry in chapter.entries]


def two_chapters(inside: str, **config: Any) -> Book:  # noqa: ANN401 (fields of Config)
    return book(chapter(f"<h1>总则</h1>{inside}", id="a"), chapter("<h1>分则</h1>", id="b"), **config)


def asked(it: Book) -> Book:
    """The same book where the author wrote `numbering:` himself."""
    return replace(it, config=replace(it.config, places={"numbering": Span("book.md", 3)}))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ["第一章　总则", "第一节　甲", "一、乙", "（一）丙", "1. 丁", "（1）戊", "第二节　己", "第二章　分则"]),
        (
            {"lang": "zh-TW"},
            ["第一章　总则", "第一節　甲", "一、乙", "（一）丙", "1. 丁", "（1）戊", "第二節　己", "第二章　分则"],
        ),
        ({"numbering": "zh-gongwen"}, ["一、总则", "（一）甲", "1. 乙", "（1）丙", "丁", "戊", "（二）己", "二、分则"]),
        (
            {"numbering": "decimal"},
            ["1 总则", "1.1 甲", "1.1.1 乙", "1.1.1.1 丙", "1.1.1.1.1 丁", "1.1.1.1.1.1 戊", "1.2 己", "2 分则"],
        ),
        ({"numbering": "none"}, ["总则", "甲", "乙", "丙", "丁", "戊", "己", "分则"]),
        ({"lang": "ja"}, ["第1章　总则", "1.1 甲", "1.1.1 乙", "（1）丙", "丁", "戊", "1.2 己", "第2章　分则"]),
        ({"lang": "ko"}, ["제1장 总则", "제1절 甲", "1. 乙", "가. 丙", "(1) 丁", "戊", "제2절 己", "제2장 分则"]),
    ],
)
def test_each_scheme_numbers_all_its_levels(config: dict[str, Any], expected: list[str]) -> None:
    assert titles(two_chapters(DEEP, **config)) == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ["附录A　词汇", "A.1 甲", "附录B　年表"]),
        ({"lang": "zh-Hant"}, ["附錄A　词汇", "A.1 甲", "附錄B　年表"]),
        ({"lang": "ja"}, ["付録A　词汇", "A.1 甲", "付録B　年表"]),
        ({"lang": "ko"}, ["부록 A 词汇", "A.1 甲", "부록 B 年表"]),
        ({"numbering": "decimal"}, ["附录A　词汇", "A.1 甲", "附录B　年表"]),
    ],
)
def test_appendices_count_by_letters(config: dict[str, Any], expected: list[str]) -> None:
    one = chapter("<h1>词汇</h1><h2>甲</h2>", id="a", part=Part.APPENDIX)
    two = chapter("<h1>年表</h1>", id="b", part=Part.APPENDIX)
    assert titles(book(one, two, **config))[:-1] == expected[:-1]


def test_a_hundred_chapters_are_counted_in_han() -> None:
    it = book(*(chapter(f"<h1>回目{'甲' * index}</h1>", id=f"c{index}") for index in range(110)))
    numbers = [one.entries[0].number for one in numbered(it).chapters]
    assert (numbers[9], numbers[99], numbers[109]) == ("第十章", "第一百章", "第一百一十章")


def test_sections_count_from_one_in_each_chapter() -> None:
    it = book(*(chapter("<h1>章</h1><h2>甲</h2><h2>乙</h2>", id=name) for name in "ab"))
    assert titles(it) == ["第一章　章", "第一节　甲", "第二节　乙", "第二章　章", "第一节　甲", "第二节　乙"]


def test_front_and_back_chapters_are_not_numbered_nor_what_is_in_them() -> None:
    front = chapter("<h1>写给读者</h1><h2>甲</h2>", id="f", part=Part.FRONT)
    back = chapter("<h1>谢忱</h1><h2>乙</h2>", id="z", part=Part.BACK)
    one, two = chapter("<h1>上</h1>", id="a"), chapter("<h1>下</h1>", id="b")
    assert titles(book(front, one, two, back)) == ["写给读者", "甲", "第一章　上", "第二章　下", "谢忱", "乙"]


@pytest.mark.parametrize(
    "title",
    ["前言", "序", "序　言", "自序", "引言", "推荐序二", "楔子", "后记", "致谢", "参考文献", "附录", "前言：为何写",
     "はじめに", "あとがき", "참고문헌", "Preface"],
)  # fmt: skip
def test_what_custom_leaves_unnumbered_is_left_unnumbered(title: str) -> None:
    it = book(chapter(f"<h1>{title}</h1>", id="p"), chapter("<h1>上</h1>", id="a"), chapter("<h1>下</h1>", id="b"))
    assert titles(it) == [title, "第一章　上", "第二章　下"]


def test_a_subject_between_chapters_is_a_chapter_though_it_may_end_a_book() -> None:
    subjects = enumerate(("表", "索引", "事务", "索引大全", "索引"))
    it = book(*(chapter(f"<h1>{title}</h1>", id=f"c{index}") for index, title in subjects))
    assert [one.entries[0].number for one in numbered(it).chapters] == ["第一章", "第二章", "第三章", "第四章", ""]


def test_unnumbered_headings_are_not_counted() -> None:
    it = two_chapters("<h2 class='unnumbered'>小引</h2><h2>甲</h2>")
    assert titles(it)[1:3] == ["小引", "第一节　甲"]


def test_an_implied_title_has_no_number() -> None:
    it = book(
        chapter("<p>正文</p>", id="a", title="无题"), chapter("<h1>上</h1>", id="b"), chapter("<h1>下</h1>", id="c")
    )
    assert titles(it) == ["无题", "第一章　上", "第二章　下"]


def test_the_only_chapter_of_a_book_is_numbered_only_on_request() -> None:
    it = book(chapter("<h1>故乡</h1><h2>甲</h2>"))
    assert titles(it) == ["故乡", "甲"]
    assert titles(asked(it)) == ["第一章　故乡", "第一节　甲"]


def test_chapters_numbered_by_hand_get_no_second_number_nor_numbered_sections() -> None:
    it = book(chapter("<h1>第一章 甲</h1><h2>乙</h2>", id="a"), chapter("<h1>丙</h1>", id="b"))
    assert titles(it) == ["第一章 甲", "乙", "丙"]


def test_below_chapters_numbered_by_hand_sections_are_numbered_on_request() -> None:
    it = book(chapter("<h1>第三章 甲</h1><h2>乙</h2>", id="a"), numbering="zh-book")
    assert titles(asked(it)) == ["第三章 甲", "第一节　乙"]


def test_decimal_sections_go_on_from_a_number_typed_by_hand() -> None:
    it = book(chapter("<h1>第3章 甲</h1><h2>乙</h2>", id="a"), chapter("<h1>第4章 甲</h1>", id="b"), lang="ja")
    assert titles(asked(it)) == ["第3章 甲", "3.1 乙", "第4章 甲"]


def test_a_level_that_the_author_numbers_in_a_chapter_is_his_there_alone() -> None:
    one = chapter("<h1>上</h1><h2>第一节 甲</h2><h2>第二节 乙</h2><h2>小结</h2>", id="a")
    two = chapter("<h1>下</h1><h2>丙</h2>", id="b")
    assert titles(book(one, two)) == ["第一章　上", "第一节 甲", "第二节 乙", "小结", "第二章　下", "第一节　丙"]


def test_headings_beside_ones_numbered_by_hand_are_left_alone() -> None:
    it = two_chapters("<h2>甲</h2><h3>1. 子</h3><h3>2. 丑</h3><h3>寅</h3><h2>乙</h2>" + "<h3>卯</h3>" * 5)
    assert titles(it)[2:8] == ["1. 子", "2. 丑", "寅", "第二节　乙", "一、卯", "二、卯"]


def test_laws_with_chapters_of_their_own_are_no_chapters() -> None:
    it = book(
        chapter("<h1>立法法</h1><h2>第一章　总则</h2><h2>第二章　法律</h2>", id="a"),
        chapter("<h1>国旗法</h1>", id="b"),
    )
    assert titles(it) == ["立法法", "第一章　总则", "第二章　法律", "国旗法"]


def test_volumes_among_the_chapters_do_not_hinder_their_count() -> None:
    titles_of = ("第一部: 基礎", "変数", "関数", "第二部: 応用", "通信")
    it = book(*(chapter(f"<h1>{title}</h1>", id=f"c{index}") for index, title in enumerate(titles_of)), lang="ja")
    assert titles(it) == ["第一部: 基礎", "第1章　変数", "第2章　関数", "第二部: 応用", "第3章　通信"]


def test_chapters_are_counted_through_all_divisions() -> None:
    it = book(chapter("<h1>甲</h1>", id="a", divisions=["上卷"]), chapter("<h1>乙</h1>", id="b", divisions=["下卷"]))
    assert titles(it) == ["第一章　甲", "第二章　乙"]


def test_a_heading_below_a_skipped_level_has_no_number() -> None:
    assert titles(two_chapters("<h3>甲</h3><h2>乙</h2>"))[1:3] == ["甲", "第一节　乙"]


def test_an_appendix_typed_among_the_chapters_does_not_make_them_typed() -> None:
    it = book(
        *(chapter(f"<h1>{title}</h1><h2>节</h2>", id=f"c{i}") for i, title in enumerate(["上", "下", "附录A 表"]))
    )
    assert titles(it) == ["第一章　上", "第一节　节", "第二章　下", "第一节　节", "附录A 表", "节"]


def test_the_number_stands_in_the_body() -> None:
    heading = numbered(two_chapters("")).chapters[0].body[0]
    assert [(span.get("class"), span.text) for span in heading] == [("number", "第一章"), ("gap", "　")]
    assert plain(heading) == "第一章　总则"


def test_the_argument_is_not_changed() -> None:
    it = two_chapters(DEEP)
    numbered(it)
    assert [entry.number for entry in it.entries] == [""] * len(it.entries)
    assert plain(it.chapters[0].body) == "总则甲乙丙丁戊己"


WORDS = st.sampled_from(
    [
        "第一章 ",
        "第二章　",
        "第一节 ",
        "一、",
        "二、",
        "三、",
        "（一）",
        "1. ",
        "2. ",
        "1.1 ",
        "1.2 ",
        "1 ",
        "附录A ",
        "",
        "",
        "",
        "",
        "",
    ]
)
NAMES = st.sampled_from(["总则", "前言", "一切", "1984", "年表", "索引", "第一次世界大战", "附录", "十月"])
HEADINGS = st.lists(st.tuples(st.integers(2, 6), WORDS, NAMES), max_size=8)
CHAPTERS = st.lists(st.tuples(st.sampled_from(list(Part)), WORDS, NAMES, HEADINGS), min_size=1, max_size=5)
SCHEMES = st.sampled_from(["zh-book", "zh-gongwen", "decimal", "none"])


def _chapter(index: int, part: Part, prefix: str, name: str, below: list[tuple[int, str, str]]) -> Chapter:
    inside = "".join(f"<h{level}>{typed_}{text}</h{level}>" for level, typed_, text in below)
    return chapter(f"<h1>{prefix}{name}</h1>{inside}", id=f"c{index}", part=part)


@settings(max_examples=150, deadline=None)
@given(CHAPTERS, SCHEMES, st.sampled_from(["zh-Hans", "ja", "ko"]), st.booleans())
def test_numbering_twice_is_numbering_once(
    chapters: list[tuple[Part, str, str, list[tuple[int, str, str]]]], scheme: str, lang: str, explicit: bool
) -> None:
    it = book(*(_chapter(index, *one) for index, one in enumerate(chapters)), numbering=scheme, lang=lang)
    once = numbered(asked(it) if explicit else it)
    twice = numbered(once)
    assert twice.entries == once.entries
    for before, after in zip(it.chapters, once.chapters, strict=True):
        for entry, old, heading in zip(after.entries, before.entries, after.body, strict=True):
            assert plain(heading) == entry.title
            assert entry.title.endswith(old.text)


@settings(max_examples=150, deadline=None)
@given(CHAPTERS, SCHEMES)
def test_no_title_keeps_a_number_behind_ours(
    chapters: list[tuple[Part, str, str, list[tuple[int, str, str]]]], scheme: str
) -> None:
    """Where huozi puts a number, no number that is certain is left in the title."""
    it = numbered(book(*(_chapter(index, *one) for index, one in enumerate(chapters)), numbering=scheme))
    for entry in it.entries:
        assert not (entry.number and entry.text.startswith(("第一章", "第二章", "第一节")))


def test_all_passes_run_twice_change_nothing() -> None:
    it = two_chapters("<h2>甲</h2><figure class='figure' id='f'><img/><figcaption>图 1 表</figcaption></figure>")
    once = passes.run(it, Log())
    twice = passes.run(once, Log())
    assert outline.as_tree(outline.from_book(twice)) == outline.as_tree(outline.from_book(once))
    assert [one.figures for one in twice.chapters] == [one.figures for one in once.chapters]


def test_in_an_article_an_introduction_is_a_section_like_any_other() -> None:
    it = book(
        chapter("<h1>引言</h1>", id="a"),
        chapter("<h1>方法</h1>", id="b"),
        chapter("<h1>结语</h1>", id="c"),
        chapter("<h1>致谢</h1>", id="d"),
        numbering="decimal",
    )
    assert titles(it) == ["引言", "1 方法", "结语", "致谢"]
    article = replace(it, config=replace(it.config, title_block=True))
    assert titles(article) == ["1 引言", "2 方法", "3 结语", "致谢"]
