"""Titles break where a reader would pause, and never leave one character alone (jlreq 4.1.6; clreq 3.5.4; HD4, PA6)."""

from __future__ import annotations

import pytest

from huozi.epub.titlewrap import wrap

TITLES = [
    ("活字", 1, ["活字"]),
    ("数据结构与算法分析", 2, ["数据结构", "与算法分析"]),
    ("Python编程：从入门到实践", 2, ["Python编程：", "从入门到实践"]),
    ("设计模式：可复用面向对象软件的基础与实践", 3, ["设计模式：", "可复用面向对象", "软件的基础与实践"]),
    ("深入理解 Java 虚拟机：JVM 高级特性与最佳实践", 4, ["深入理解", "Java 虚拟机：", "JVM 高级特性", "与最佳实践"]),
    ("红楼梦研究", 2, ["红楼梦", "研究"]),
    ("JavaScriptの入門書", 2, ["JavaScriptの", "入門書"]),
    ("한국어 조판의 역사와 실제", 2, ["한국어 조판의", "역사와 실제"]),
    ("ノルウェイの森", 2, ["ノルウェイ", "の森"]),
    ("コーヒーと窓", 2, ["コーヒー", "と窓"]),
    ("The Hitchhiker\u2019s Guide", 2, ["The Hitchhiker\u2019s", "Guide"]),
    ("论《野草》的结构", 2, ["论《野草》", "的结构"]),
]


def width(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in text)


@pytest.mark.parametrize(("title", "lines", "wanted"), TITLES, ids=[title for title, _, _ in TITLES])
def test_a_title_breaks_at_its_sense(title: str, lines: int, wanted: list[str]) -> None:
    assert wrap(title, width, 10, lines) == wanted


@pytest.mark.parametrize("measure", range(4, 21))
@pytest.mark.parametrize(
    "title",
    ["关于进一步加强古籍整理出版工作的意见", "一二三四五六七八九十一", "《呐喊》《彷徨》与《野草》——鲁迅小说集"],
)
def test_no_line_is_too_wide_or_has_one_character_or_begins_with_a_mark(title: str, measure: int) -> None:
    lines = wrap(title, width, measure)
    assert "".join(lines) == title
    for line in lines:
        assert width(line) <= measure
        assert sum(char.isalnum() for char in line) >= 2
        assert line[0] not in "，。》：—"
        assert line[-1] not in "《（"


def test_a_word_longer_than_the_measure_stays_whole() -> None:
    assert wrap("Internationalisation", width, 4) == ["Internationalisation"]


def test_what_is_too_long_for_a_title_fills_lines() -> None:
    """Weighed like a title, it would take minutes."""
    title = "《呐喊》与Word，" * 250
    lines = wrap(title, width, 20)
    assert "".join(lines) == title
    assert all(14 <= width(line) <= 20 and line[0] not in "》，" and line[-1] != "《" for line in lines[:-1])


def test_white_space_at_a_break_is_gone() -> None:
    assert wrap("Markdown  and  EPUB", width, 6) == ["Markdown", "and EPUB"]


def test_nothing_is_one_empty_line() -> None:
    assert wrap("", width, 4) == [""]
