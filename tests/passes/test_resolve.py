from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from huozi import passes
from huozi.book import Label, Part, Target
from huozi.diagnostics import Log, Span, render
from tests.builders import book, chapter

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Book, Chapter

TABLE = "<figure class='table' id='tbl:use'><table/><figcaption>用量</figcaption></figure>"
PICTURE = "<figure class='figure' id='fig:box'><img src='a.png' alt=''/><figcaption>活字盘</figcaption></figure>"


def link(written: str, words: str = "") -> str:
    return f"<p><a href='{written}'>{words}</a></p>"


def library(body: str = "", **config: Any) -> Book:  # noqa: ANN401 (fields of Config)
    """Four chapters in folders, the first with `body`, and an appendix."""
    return book(
        chapter(f"<h1>开始</h1><h2 id='setup'>安装</h2>{PICTURE}{body}", id="start", file="start.md"),
        chapter(f"<h1>排版</h1><h2 id='标点'>标点</h2><h2 id='lines'>行</h2>{TABLE}", id="type", file="type/README.md"),
        chapter("<h1>附记</h1><h2 id='lines'>行外</h2>", id="more", file="type/more.md", part=Part.BACK),
        chapter("<h1>词汇</h1><h2 id='words'>词</h2>", id="words", file="a/words.md", part=Part.APPENDIX),
        **config,
    )


def resolved(it: Book) -> tuple[list[Target | None], str]:
    log = Log()
    targets = [reference.target for chapter in passes.run(it, log).chapters for reference in chapter.references]
    return targets, render(log.in_reading_order(), {}, "text")


def told(it: Book) -> str:
    return resolved(it)[1]


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("#setup", "start.setup"),
        ("#Setup", "start.setup"),
        ("#", "start"),
        ("#fig:box", "start.fig:box"),
        ("@fig:box", "start.fig:box"),
        ("@tbl:use", "type.tbl:use"),
        ("type/README.md", "type"),
        ("type/README.md#标点", "type.标点"),
        ("type/README.md#%E6%A0%87%E7%82%B9", "type.标点"),
        ("./type/README.md#标点", "type.标点"),
        ("/type/README.md", "type"),
        ("type/README.html#标点", "type.标点"),
        ("type/index.html", "type"),
        ("type/", "type"),
        ("type", "type"),
        ("type/more", "more"),
        ("type/more.html", "more"),
        ("/type/more.md#lines", "more.lines"),
        ("start.md#setup", "start.setup"),
        ("a/words.md?plain=1#words", "words.words"),
        ("#words", "words.words"),
    ],
)
def test_a_reference_finds_its_place(written: str, target: str) -> None:
    (found,), report = resolved(library(link(written, "那里")))
    assert found is not None
    assert (found.id, report) == (target, "")


def test_a_link_upwards_is_from_the_folder_of_its_file() -> None:
    deep = chapter("<h1>深处</h1><p><a href='../type/more.md#lines'>行</a></p>", id="deep", file="a/deep.md")
    it = library()
    (found,), report = resolved(replace(it, chapters=(*it.chapters, deep)))
    assert found is not None
    assert (found.id, report) == ("more.lines", "")


@pytest.mark.parametrize(
    ("written", "config", "words"),
    [
        ("type/README.md", {}, "第二章"),
        ("#setup", {}, "第一节"),
        ("type/README.md#标点", {}, "第二章第一节"),
        ("type/more.md", {}, "“附记”"),
        ("a/words.md", {}, "附录A"),
        ("a/words.md#words", {}, "附录A.1"),
        ("@fig:box", {}, "图1-1"),
        ("@tbl:use", {}, "表2-1"),
        ("#setup", {"numbering": "decimal"}, "第1.1节"),
        ("type/README.md", {"numbering": "decimal"}, "第2章"),
        ("#setup", {"numbering": "none"}, "“安装”"),
        ("@fig:box", {"numbering": "none"}, "图1"),
        ("type/README.md", {"numbering": "zh-gongwen"}, "“二、排版”"),
        ("#setup", {"lang": "zh-Hant"}, "第一節"),
        ("type/more.md", {"lang": "zh-Hant"}, "「附记」"),
        ("type/README.md#标点", {"lang": "ja"}, "2.1節"),
        ("type/README.md", {"lang": "ja"}, "第2章"),
        ("@fig:box", {"lang": "ja"}, "図1-1"),
        ("type/README.md", {"lang": "ko"}, "제2장"),
        ("@fig:box", {"lang": "ko"}, "그림 1-1"),
        ("type/more.md", {"lang": "ko"}, "‘附记’"),
    ],
)
def test_a_reference_knows_the_words_to_show(written: str, config: dict[str, Any], words: str) -> None:
    (found,), report = resolved(library(link(written), **config))
    assert found is not None
    assert (found.words, report) == (words, "")


def test_the_chapter_of_the_target_is_known() -> None:
    (found,), _ = resolved(library(link("type/README.md#lines")))
    assert found == Target("type.lines", "type", "第二章第二节")


def test_a_name_that_nothing_has_is_an_error_with_the_nearest_names() -> None:
    it = library("<p>见 <a href='#setpu'/></p>")
    assert told(it) == (
        "start.md:8:1: error[ref-missing]: `#setpu` points nowhere: nothing in the book has the name `setpu`\n"
        "      = nearest: `setup`"
    )


def test_a_name_that_a_named_file_has_not_is_an_error_though_another_has_it() -> None:
    assert told(library(link("type/README.md#setup", "安装"))) == (
        "start.md:8:1: error[ref-missing]: `type/README.md#setup` points nowhere: "
        "nothing in `type/README.md` has the name `setup`\n"
        "      = check the name, or give the place an id"
    )


def test_an_id_given_in_two_files_is_ambiguous_from_a_third() -> None:
    assert told(library(link("#lines", "行"))) == (
        "start.md:8:1: error[ref-ambiguous]: `#lines` may be any of 2 places: "
        "`type/README.md`, `type/more.md` each have an id `lines`\n"
        "      = name the file: `type/README.md#lines`"
    )


def test_a_name_made_from_a_title_is_known_in_its_own_file_only() -> None:
    it = library(link("#行外", "行外"))
    more = it.chapters[2]
    label = Label("more.lines", ("行外",), more.file, "section", Span(more.file))
    named = replace(it, chapters=(*it.chapters[:2], replace(more, labels=(*more.labels, label)), *it.chapters[3:]))
    assert "error[ref-missing]: `#行外` points nowhere" in told(named)


def test_a_chapter_that_is_not_there_is_an_error_with_the_nearest_file() -> None:
    assert told(library(link("type/mroe.md", "更多"))).startswith(
        "start.md:8:1: error[ref-missing]: `type/mroe.md` points nowhere: there is no chapter `type/mroe.md`\n"
        "      = nearest: `type/more.md`"
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [("editor@example.org", "mailto:editor@example.org"), ("www.example.org/a", "https://www.example.org/a")],
)
def test_an_address_without_its_beginning_is_told_how_to_begin(written: str, meant: str) -> None:
    assert f"= write `{meant}` if that is meant" in told(library(link(written, "编辑部")))


def test_a_file_that_is_no_chapter_is_outside_of_the_book(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("# 草稿\n", encoding="utf-8")
    assert told(library(link("draft.md", "草稿"), root=tmp_path)) == (
        "start.md:8:1: error[ref-outside]: `draft.md` points to `draft.md`, which is not a chapter of this book\n"
        "      = list the file under `chapters:`, or link to it on the web (https://…)"
    )


def test_nothing_outside_the_book_folder_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("x", encoding="utf-8")
    root = tmp_path / "book"
    root.mkdir()
    (root / "way").symlink_to(tmp_path)
    assert "error[ref-outside]: `../secret.md` points out of the book folder" in told(
        library(link("../secret.md", "x"), root=root)
    )
    assert "error[ref-missing]: `way/secret.md`" in told(library(link("way/secret.md", "x"), root=root))


def test_a_link_without_words_to_a_place_without_a_number_is_an_error() -> None:
    it = library("<p id='here'>此处</p>" + link("#here"))
    assert "error[ref-wordless]: `#here` points to a place without a number or a title" in told(it)
    assert told(library("<p id='here'>此处</p>" + link("#here", "此处"))) == ""


def test_every_mistake_is_told_in_one_run() -> None:
    assert told(library(link("#a1b2", "一") + link("#c3d4", "二"))).count("error[ref-missing]") == 2


def test_references_in_notes_are_resolved_too() -> None:
    it = chapter(
        "<h1>甲</h1><h2 id='s'>乙</h2><p>注<a class='noteref' data-note='1'/></p>",
        notes={"1": "<p>见<a href='#s'>乙</a></p>"},
    )
    (found,), report = resolved(book(it))
    assert found is not None
    assert (found.id, report) == ("one.s", "")


def test_a_composed_and_a_decomposed_spelling_are_one_name() -> None:
    it = book(chapter("<h1>甲</h1><h2 id='が'>乙</h2><p><a href='#か\u3099'>乙</a></p>"))
    (found,), report = resolved(it)
    assert found is not None
    assert report == ""


def _with_label(one: Chapter, label: Label) -> Chapter:
    return replace(one, labels=(*one.labels, label))


def test_an_explicit_id_beats_a_name_made_from_a_title() -> None:
    one = chapter("<h1>甲</h1><p><a href='#setup'>那里</a></p>")
    made = Label("one.first", ("setup",), "book.md", "section", Span("book.md", 2))
    given = Label("one.second", ("setup", "second"), "book.md", "section", Span("book.md", 9), explicit=True)
    (found,), _ = resolved(book(_with_label(_with_label(one, made), given)))
    assert found is not None
    assert found.id == "one.second"
