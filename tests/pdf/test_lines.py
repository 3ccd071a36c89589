"""What a build says of its lines: those that could not be set well, with their place, and why one is as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from huozi.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "a" * 70
HEAD = "---\nlang: zh-Hans\ntoc: false\ntitle-page: false\nimprint: false\nchapters:\n  - one.md\n---\n"
TEXT = "老印刷厂在河边\uff0c一共三层\uff0c底楼放机器\uff0c二楼排字\uff0c三楼晒纸\u3002" * 3
CSS = "body{overflow-wrap:normal;hyphens:none}"


@pytest.fixture
def findings(
    write_book: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[dict[str, object]]]:
    def build(text: str, files: dict[str, str], head: str = HEAD) -> list[dict[str, object]]:
        book = write_book(head, {"one.md": text, "wide.css": CSS, **files})
        main(
            [
                "--format",
                "json",
                "build",
                str(book),
                "--to",
                "pdf",
                "--out",
                str(tmp_path / "out"),
                "--css",
                str(tmp_path / "wide.css"),
            ]
        )
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return build


def test_a_line_that_is_too_long_is_a_warning_with_its_file_and_line(
    findings: Callable[..., list[dict[str, object]]],
) -> None:
    text = f"# 一\n\n{TEXT}\n\n- 条目\n- 这里有{LONG}一个词\n\n> {LONG}引文\n"
    found = [one for one in findings(text, {}) if one["code"] == "line-over-full"]
    assert [(one["severity"], one["path"], one["line"]) for one in found] == [
        ("warning", "one.md", 6),
        ("warning", "one.md", 8),
    ]
    assert "on page 1: \u201caaa" in str(found[0]["message"])


def test_lines_of_a_file_that_goes_on_with_a_chapter_are_said_to_be_in_it(
    findings: Callable[..., list[dict[str, object]]],
) -> None:
    head = HEAD.replace("  - one.md\n", "  - one.md\n  - two.md\n")
    found = findings(f"# 一\n\n{TEXT}\n", {"two.md": f"## 二\n\n- 条目\n- 这里有{LONG}一个词\n"}, head=head)
    assert [(one["path"], one["line"]) for one in found if one["code"] == "line-over-full"] == [("two.md", 4)]


def test_good_lines_are_not_told_of(findings: Callable[..., list[dict[str, object]]]) -> None:
    assert [one for one in findings(f"# 一\n\n{TEXT}\n", {}) if str(one["code"]).startswith("line-")] == []


def test_an_unknown_value_in_a_sheet_of_the_author_is_named_with_its_place(
    write_book: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = "p { color: black }\n\np {\n  text-autospace: wide;\n  -huozi-punctuation: odd }\n"
    book = write_book(HEAD, {"one.md": "# 一\n\n二\n", "my.css": sheet})
    css = str(tmp_path / "my.css")
    main(["--format", "json", "build", str(book), "--to", "pdf", "--out", str(tmp_path / "out"), "--css", css])
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    found = [one for one in found if one["code"] == "css"]
    assert [(one["severity"], one["line"], one["column"]) for one in found] == [("warning", 4, 3), ("warning", 5, 3)]
    assert all(one["path"].endswith("my.css") for one in found)
    for one, name in zip(found, ("text-autospace", "huozi-punctuation"), strict=True):
        assert name in one["message"]
        assert "invalid value" in one["message"]


def test_explain_tells_how_a_line_was_set_and_which_ends_it_could_have_had(
    write_book: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write_book(HEAD, {"one.md": f"# 一\n\n{TEXT}\n"})
    build = ["build", str(book), "--to", "pdf", "--out", str(tmp_path / "out"), "--explain"]
    for _ in range(2):  # the second time nothing has changed
        assert main([*build, "1:2"]) == 0
        told = capsys.readouterr().out
        assert "page 1, line 2 of " in told
        assert "老印刷厂在河边" in told
        assert "natural " in told
        assert "other ends of this line and their costs: after \u201c" in told
    assert main([*build, "1:99"]) == 0
    assert "and no 99" in capsys.readouterr().out
    assert main([*build, "77:1"]) == 0
    assert "no page with the number 77" in capsys.readouterr().out
    assert main([*build, "one"]) == 2
