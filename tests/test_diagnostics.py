"""What the author is told, to the letter: order, carets under wide characters, the three forms."""

from __future__ import annotations

import json

import pytest

from huozi.diagnostics import Log, Severity, Span, cells, render


def text(log: Log) -> str:
    return render(log.in_reading_order(), log.lines, "text")


def test_the_caret_stands_under_what_is_meant_though_han_are_two_cells_wide() -> None:
    log = Log()
    log.keep_source("book.md", "# 总论\n\n见[下文](#nowhere)一章。")
    log.error("ref-missing", "no heading or label `nowhere`", Span("book.md", 3, 7, 8), help="did you mean `now`?")
    assert text(log) == (
        "book.md:3:7: error[ref-missing]: no heading or label `nowhere`\n"
        "    3 | 见[下文](#nowhere)一章。\n"
        "      |          ^^^^^^^^\n"
        "      = did you mean `now`?"
    )


@pytest.mark.parametrize(
    ("words", "width"),
    [("", 0), ("ab", 2), ("汉字", 4), ("，", 2), ("a汉", 3), ("e\u0301", 1), ("か\u3099", 2), ("ｱ", 1)],
)
def test_cells(words: str, width: int) -> None:
    """UAX #11: W and F take two cells, a combining mark none."""
    assert cells(words) == width


def test_a_long_line_is_shown_around_the_place() -> None:
    log = Log()
    log.keep_source("book.md", "天" * 100 + "地" + "玄" * 100)
    log.warn("here", "found", Span("book.md", 1, 101))
    shown = text(log).split("\n")
    assert shown[1] == "    1 | …" + "天" * 30 + "地" + "玄" * 29 + "…"
    assert shown[2].index("^") - len("    1 | ") == cells("…" + "天" * 30)


def test_a_mark_beyond_the_shown_part_of_a_line_ends_with_it() -> None:
    log = Log()
    log.keep_source("book.md", "天" * 200)
    log.warn("here", "found", Span("book.md", 1, 101, 90))
    shown = text(log).split("\n")
    assert shown[2].count("^") == cells("天" * 30)


def test_findings_come_by_file_as_first_read_then_by_place_and_those_without_one_last() -> None:
    log = Log()
    log.keep_source("z.md", "")
    log.keep_source("a.md", "")
    log.error("e1", "no place")
    log.error("e2", "unread file", Span("b.md"))
    log.warn("e3", "second file", Span("a.md", 1))
    log.note("e4", "first file, later", Span("z.md", 9, 1))
    log.error("e5", "first file, column", Span("z.md", 2, 7))
    log.error("e6", "first file, first", Span("z.md", 2, 3))
    assert [finding.code for finding in log.in_reading_order()] == ["e6", "e5", "e4", "e3", "e2", "e1"]


def test_the_same_finding_is_told_once() -> None:
    log = Log()
    for _ in range(3):
        log.warn("twice", "the same", Span("a.md", 1))
    assert len(log.in_reading_order()) == 1


def test_only_an_error_is_a_failure() -> None:
    log = Log()
    log.note("a", "note")
    log.warn("b", "warning")
    assert not log.failed
    log.error("c", "error")
    assert log.failed
    assert [log.count(severity) for severity in Severity] == [1, 1, 1]


def test_the_short_form_is_one_line_a_finding() -> None:
    log = Log()
    log.error("one", "first", Span("a.md", 3, 2), help="not shown")
    log.note("two", "second")
    assert render(log.entries, log.lines, "short") == "a.md:3:2: error[one]: first\nnote[two]: second"


def test_the_json_form_is_one_object_a_line() -> None:
    log = Log()
    log.error("one", "缺图", Span("a.md", 3, 2, 5), help="补上")
    log.warn("two", "second")
    lines = render(log.entries, log.lines, "json").split("\n")
    assert json.loads(lines[0]) == {
        "severity": "error",
        "code": "one",
        "message": "缺图",
        "help": "补上",
        "path": "a.md",
        "line": 3,
        "column": 2,
        "length": 5,
    }
    assert "缺图" in lines[0]
    assert json.loads(lines[1])["path"] is None


def test_a_place_that_the_source_does_not_have_is_named_without_a_line() -> None:
    log = Log()
    log.keep_source("a.md", "一行")
    log.error("far", "beyond", Span("a.md", 99))
    assert text(log) == "a.md:99:1: error[far]: beyond"
