"""Files that others include: what is taken from them, and what the author hears of those that cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.source.support import messages, read, shown

if TYPE_CHECKING:
    from pathlib import Path


def _body(text: str, root: Path) -> tuple[str, str]:
    chapters, log = read(text, root.resolve())
    return "".join(shown(chapter.body) for chapter in chapters).replace("\n", ""), messages(log)


def test_lines_and_anchors_of_a_file_stand_where_mdbook_puts_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一\n二\n# ANCHOR: x\n三\n# ANCHOR_END: x\n", encoding="utf-8")
    body, told = _body("{{#include a.txt:2:2}}\n\n```text\n{{#include a.txt:x}}\n```\n", tmp_path)
    assert (body, told) == ('<p>二</p><pre data-language="text"><code>三⏎</code></pre>', "")


def test_code_of_a_file_is_a_fence_in_its_language_with_lines_marked(tmp_path: Path) -> None:
    (tmp_path / "a.zz").write_text("x\ny\n", encoding="utf-8")
    body, told = _body("<<< @/a.zz{2}\n", tmp_path)
    assert (body, told) == ('<pre data-language="zz"><code>x⏎<mark>y</mark>⏎</code></pre>', "")


def test_a_finding_in_included_text_is_placed_at_the_include(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- 甲\n- 乙[^n]\n", encoding="utf-8")
    body, told = _body("话。\n\n<!-- @include: ./a.md -->\n", tmp_path)
    assert body == "<p>话。</p><ul><li>甲</li><li>乙[^n]</li></ul>"
    assert told == "book.md:3:4: error[note-missing]: the note `[^n]` is not defined in this file"


def test_nothing_outside_the_book_is_read_and_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("秘", encoding="utf-8")
    (tmp_path / "book").mkdir()
    body, told = _body("{{#include ../secret.md}}\n{{#include b.md}}\n", tmp_path / "book")
    assert body == ""
    assert told.split("\n")[:2] == [
        "book.md:1:1: error[include-outside]: `../secret.md` is outside the book folder",
        "book.md:2:1: error[include-missing]: there is no file `b.md` to include",
    ]


def test_a_file_that_includes_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("{{#include a.md}}\n", encoding="utf-8")
    _, told = _body("话。\n\n{{#include a.md}}\n", tmp_path)
    assert told == "book.md:3:1: error[include-loop]: `a.md` includes itself, through book.md -> a.md"


def test_one_label_of_tabs_may_be_kept_alone(tmp_path: Path) -> None:
    chapters, _ = read('=== "甲"\n\n    一\n\n=== "乙"\n\n    二\n', tmp_path, tabs="乙")
    assert "".join(map(str, chapters[0].body.itertext())) == "乙二"


CODE = "import a\n// [main]\n  x = 1\n\n  y = 2\n// [main]\nz\n"


def test_code_is_imported_as_honkit_imports_it(tmp_path: Path) -> None:
    (tmp_path / "a.zz").write_text(CODE, encoding="utf-8")
    cases = {
        "[import](a.zz)": '<pre data-language="zz"><code>import a⏎  x = 1⏎⏎  y = 2⏎z⏎</code></pre>',
        "[import, 甲](a.zz)": (
            '<div class="code"><p class="code-title">甲</p>'
            '<pre data-language="zz"><code>import a⏎  x = 1⏎⏎  y = 2⏎z⏎</code></pre></div>'
        ),
        '[import:"main", title:"主程序"](a.zz)': (
            '<div class="code"><p class="code-title">主程序</p>'
            '<pre data-language="zz"><code>  x = 1⏎⏎  y = 2⏎</code></pre></div>'
        ),
        '[import marker:"main",unindent:"true",lang:"yy"](a.zz)': (
            '<pre data-language="yy"><code>x = 1⏎⏎y = 2⏎</code></pre>'
        ),
        "[include:1-1](a.zz)": '<pre data-language="zz"><code>import a⏎</code></pre>',
        "- 甲\n\n  [import:1-1](a.zz)": (
            '<ul><li><p>甲</p><pre data-language="zz"><code>import a⏎</code></pre></li></ul>'
        ),
    }
    for line, expected in cases.items():
        assert _body(f"{line}\n", tmp_path) == (expected, ""), line


def test_a_link_whose_words_begin_with_import_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.zz").write_text(CODE, encoding="utf-8")
    for line in (
        "[imports](a.zz)",
        "[import](https://a.example/)",
        "[import](a.md)",
        "见[import](a.zz)",
        "[import](b.zz)",
    ):
        assert "<a " in _body(f"{line}\n", tmp_path)[0], line


def test_what_cannot_be_imported_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.zz").write_text(CODE, encoding="utf-8")
    assert _body("[import, x](b.zz)\n", tmp_path)[1] == (
        "book.md:1:1: error[include-missing]: there is no file `b.zz` to include"
    )
    assert _body('[import:"no"](a.zz)\n', tmp_path)[1] == (
        "book.md:1:1: error[include-missing]: `a.zz` has no part `no`"
    )


def test_whole_files_stand_where_honkit_and_mkdocs_put_them(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.md").write_text(
        "甲\n<!-- --8<-- [start:x] -->\n乙\n<!-- --8<-- [end:x] -->\n", encoding="utf-8"
    )
    body, told = _body('{% include "./d/a.md" %}\n\n--8<-- "d/a.md:x"\n', tmp_path)
    assert (body, told) == ("<p>甲</p><p>乙</p><p>乙</p>", "")
