from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from huozi.diagnostics import Log
from huozi.passes.shapes import recognise
from huozi.passes.typed import typed
from tests.builders import book, chapter, plain

if TYPE_CHECKING:
    from huozi.book import Entry

CERTAIN = [
    # title, number, gap
    ("第一章 总则", "第一章", " "),
    ("第一章　总则", "第一章", "　"),
    ("第十二章  两个空格", "第十二章", "  "),
    ("第一百零八回　忠义堂石碣受天文", "第一百零八回", "　"),
    ("第三节　范围", "第三节", "　"),
    ("第二回　美猴王", "第二回", "　"),
    ("第一编　总则", "第一编", "　"),
    ("第一分编 通则", "第一分编", " "),
    ("第三部分 展望", "第三部分", " "),
    ("第二部：归来", "第二部", "："),
    ("第一部: 基本文法", "第一部", ": "),
    ("第1章 绪论", "第1章", " "),
    ("第１章　はじめての本", "第１章", "　"),
    ("第 1 章 排版", "第 1 章", " "),
    ("第1節　準備", "第1節", "　"),
    ("第十七章之二　附加规定", "第十七章之二", "　"),
    ("第五条 定义", "第五条", " "),
    ("第三章", "第三章", ""),
    ("第七讲 诗与画", "第七讲", " "),
    ("第四单元 水", "第四单元", " "),
    ("卷一　山水", "卷一", "　"),
    ("卷之三 草木", "卷之三", " "),
    ("附录A 词汇", "附录A", " "),
    ("附录 A 词汇", "附录 A", " "),
    ("附录A词汇", "附录A", ""),
    ("附录一　词汇", "附录一", "　"),
    ("附錄B　年表", "附錄B", "　"),
    ("付録A　年表", "付録A", "　"),
    ("付録: 年表", "付録", ": "),
    ("附1：版本", "附1", "："),
    ("附件二", "附件二", ""),
    ("부록 A 용어", "부록 A", " "),
    ("제1장 시작", "제1장", " "),
    ("제 2 절 준비", "제 2 절", " "),
    ("3장 연습", "3장", " "),
    ("Appendix A: Words", "Appendix A", ": "),
    ("Chapter 3 活字", "Chapter 3", " "),
    ("Part 2：字", "Part 2", "："),
]

SERIES = [
    # titles of one level, their numbers
    (["一、缘起", "二、经过", "三、结果"], ["一、", "二、", "三、"]),
    (["（一）目的", "（二）范围"], ["（一）", "（二）"]),
    (["(一) 应用分层", "(二) 二方库依赖"], ["(一)", "(二)"]),
    (["1、目的", "2、范围"], ["1、", "2、"]),
    (["1. 目的", "2. 范围", "附言"], ["1.", "2.", ""]),
    (["1.目的", "2.范围"], ["1.", "2."]),
    (["1．目的", "2．范围"], ["1．", "2．"]),
    (["１．目的", "２．範囲"], ["１．", "２．"]),
    (["1.1 背景", "1.2 现状"], ["1.1", "1.2"]),
    (["1.1背景", "1.2现状"], ["1.1", "1.2"]),
    (["1.1. 背景", "1.2. 现状"], ["1.1.", "1.2."]),
    (["2.3.1 甲", "2.3.2 乙"], ["2.3.1", "2.3.2"]),
    (["1 概述", "1.1 背景", "2 安装"], ["1", "1.1", "2"]),
    (["（1）甲", "（2）乙"], ["（1）", "（2）"]),
    (["1) 甲", "2) 乙"], ["1)", "2)"]),
    (["① 甲", "② 乙"], ["①", "②"]),
    (["가. 개요", "나. 범위"], ["가.", "나."]),
    (["A.1 甲", "A.2 乙"], ["A.1", "A.2"]),
    (["1-1 甲", "1-2 乙"], ["1-1", "1-2"]),
    (["一", "二", "三"], ["一", "二", "三"]),
    (["一　午後の授業", "二　活版所", "三　家"], ["一", "二", "三"]),
    (["1", "2", "3"], ["1", "2", "3"]),
    (["第一章总则", "第二章分则"], ["第一章", "第二章"]),
    (["第1回", "第2回"], ["第1回", "第2回"]),
    (["1. 甲", "3. 丙", "4. 丁"], ["1.", "3.", "4."]),
    (["3、丙", "4、丁"], ["3、", "4、"]),
    (["0. 准备", "1. 开始"], ["0.", "1."]),
    (["1.1 只有一节"], ["1.1"]),
    (["第二次世界大战", "1. 起因", "2. 经过"], ["", "1.", "2."]),
]

TITLES = [
    ["一切从头开始"],
    ["第一次世界大战", "第二次世界大战"],
    ["1984"],
    ["1984", "2001", "2046"],
    ["3D 打印"],
    ["2024 年总结"],
    ["2019 总结", "2020 总结", "2021 总结"],
    ["十月革命"],
    ["一个人的战争"],
    ["第二十二条军规"],
    ["第一部电影"],
    ["第一课堂"],
    ["第一集团军"],
    ["第一千零一夜"],
    ["第七天"],
    ["百年孤独"],
    ["三体"],
    ["千与千寻"],
    ["9.11 事件"],
    ["5.4 运动", "9.18 事变"],
    ["24 小时"],
    ["1 月总结", "2 月总结"],
    ["3 个原则", "5 个方法"],
    ["7 个月"],
    ["100%"],
    ["一九四二"],
    ["二十世纪"],
    ["甲", "5、只此一条", "乙", "丙"],
    ["第一节课的故事", "同学", "老师", "操场"],
    ["附近的餐馆"],
    ["附录"],
    ["附　录"],
    ["4K 电视"],
    ["C 语言"],
    ["A 股"],
    ["1.5倍速", "其他", "结论"],
    ["Part of the story"],
    ["Chapters"],
]


def sections(*titles: str) -> tuple[Entry, ...]:
    """The entries of a chapter with these sections, after the pass."""
    it = book(chapter("<h1>章</h1>" + "".join(f"<h2>{title}</h2>" for title in titles)))
    return typed(it, Log()).chapters[0].entries[1:]


@pytest.mark.parametrize(("title", "number", "gap"), CERTAIN)
def test_a_number_that_leaves_no_doubt_is_recognised_alone(title: str, number: str, gap: str) -> None:
    (entry,) = sections(title)
    assert (entry.number, entry.gap, entry.text) == (number, gap, title[len(number + gap) :])


@pytest.mark.parametrize(("titles", "numbers"), SERIES)
def test_numbers_of_a_series_are_recognised(titles: list[str], numbers: list[str]) -> None:
    assert [entry.number for entry in sections(*titles)] == numbers


@pytest.mark.parametrize("titles", TITLES)
def test_a_title_that_begins_with_a_numeral_stays_a_title(titles: list[str]) -> None:
    assert [(entry.number, entry.text) for entry in sections(*titles)] == [("", title) for title in titles]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(CERTAIN) + len(SERIES) + len(TITLES) >= 60


def test_the_number_moves_in_the_body_too() -> None:
    it = typed(book(chapter("<h1>第一章　总则</h1>")), Log())
    heading = it.chapters[0].body[0]
    assert [(span.get("class"), span.text) for span in heading] == [("number", "第一章"), ("gap", "　")]
    assert heading[1].tail == "总则"
    assert plain(heading) == it.chapters[0].entries[0].title


def test_a_number_inside_marks_is_found_and_empty_marks_go() -> None:
    one = chapter("<h1><strong>一、</strong><em>缘起</em></h1>", id="a")
    two = chapter("<h1><strong>二、经</strong>过</h1>", id="b")
    it = typed(book(one, two), Log())
    assert [plain(chapter.body[0]) for chapter in it.chapters] == ["一、缘起", "二、经过"]
    assert [[child.tag for child in chapter.body[0]] for chapter in it.chapters] == [
        ["span", "span", "em"],
        ["span", "span", "strong"],
    ]


def test_ruby_readings_are_no_part_of_the_number() -> None:
    heading = "<ruby><rb>第一章</rb><rt>だいいっしょう</rt></ruby>　<ruby><rb>家</rb><rt>いえ</rt></ruby>"
    it = typed(book(chapter(f"<h1>{heading}</h1>")), Log())
    assert (it.chapters[0].entries[0].number, it.chapters[0].entries[0].text) == ("第一章", "家")


def test_what_the_author_calls_unnumbered_is_all_title() -> None:
    (entry,) = typed(book(chapter("<h1 class='unnumbered'>第一章 总则</h1>")), Log()).chapters[0].entries
    assert (entry.number, entry.text) == ("", "第一章 总则")


def test_a_number_that_the_body_does_not_spell_stays_and_is_not_doubled() -> None:
    one = chapter("<h1><code>x</code> 总则</h1>")
    title = replace(one.entries[0], text="第一章 总则")
    (entry,) = typed(book(replace(one, entries=(title,))), Log()).chapters[0].entries
    assert (entry.text, entry.number, entry.numbered) == ("第一章 总则", "", False)


def test_titles_of_chapters_make_a_series_across_files() -> None:
    it = book(*(chapter(f"<h1>{title}</h1>", id=title) for title in ("一、甲", "二、乙", "三、丙")))
    assert [one.entries[0].number for one in typed(it, Log()).chapters] == ["一、", "二、", "三、"]


def test_divisions_have_numbers_too() -> None:
    it = typed(book(chapter("<h1>甲</h1>", divisions=["第一编　总则"])), Log())
    (division,) = it.chapters[0].divisions
    assert (division.number, division.gap, division.text) == ("第一编", "　", "总则")


def test_the_argument_is_not_changed() -> None:
    one = chapter("<h1>第一章　总则</h1>")
    typed(book(one), Log())
    assert (plain(one.body[0]), len(one.body[0]), one.entries[0].number) == ("第一章　总则", 0, "")


@pytest.mark.parametrize(
    ("number", "value", "letter"),
    [("第十二回", (12,), ""), ("1.2.3", (1, 2, 3), ""), ("附录B", (2,), "B"), ("B.3", (2, 3), "B"), ("②", (2,), "")],
)
def test_the_value_of_a_number_is_known(number: str, value: tuple[int, ...], letter: str) -> None:
    found = recognise(number)
    assert found is not None
    assert (found.value, found.letter) == (value, letter)
