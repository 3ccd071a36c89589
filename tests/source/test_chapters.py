"""Where a book is split, what its chapters are called, and that ids stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi import source
from huozi.book import Part
from huozi.config import ChapterFile
from huozi.diagnostics import Log, Span
from tests.source.support import config, messages, read, read_files, shown

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Chapter


def _outline(chapters: tuple[Chapter, ...]) -> list[tuple[int, str, str]]:
    return [(entry.level, entry.text, entry.target) for chapter in chapters for entry in chapter.entries]


def test_a_single_file_splits_at_its_top_level() -> None:
    chapters, _ = read("## 甲\n\n文\n\n### 子\n\n## 乙\n")
    assert _outline(chapters) == [(1, "甲", "甲"), (2, "子", "甲.子"), (1, "乙", "乙")]


def test_the_only_h1_at_the_head_is_the_title_of_the_book() -> None:
    text = "# 书名\n\n## 甲\n\n### 子\n\n## 乙\n"
    chapters, _ = read(text)
    assert _outline(chapters) == [(1, "甲", "甲"), (2, "子", "甲.子"), (1, "乙", "乙")]
    assert source.read_book(config(text), Log()).config.title == "书名"


def test_an_h1_that_is_not_the_title_in_the_front_matter_is_a_chapter() -> None:
    chapters, _ = read("# 甲\n\n## 子\n", title="书名")
    assert _outline(chapters) == [(1, "甲", "甲"), (2, "子", "甲.子")]


def test_text_before_the_first_heading_is_a_front_chapter_without_a_printed_title() -> None:
    chapters, _ = read("引言\n\n# 甲\n", title="书名")
    assert [(chapter.implied, chapter.part, chapter.entries[0].text) for chapter in chapters] == [
        (True, Part.FRONT, "书名"),
        (False, Part.MAIN, "甲"),
    ]


def _parts(chapters: tuple[Chapter, ...]) -> list[tuple[str, str]]:
    return [(chapter.entries[0].text, chapter.part.value) for chapter in chapters]


def test_titles_known_by_custom_stand_before_and_after_the_text() -> None:
    text = "# 推荐序一\n\n# 前言\n\n# 种树\n\n# 前言\n\n# 浇水\n\n# 附录A 树种\n\n# 参考文献\n\n# 后记\n"
    chapters, _ = read(text, title="书名")
    assert [part for _, part in _parts(chapters)] == [
        "front", "front", "main", "main", "main", "appendix", "back", "back"
    ]  # fmt: skip


def test_prologue_and_epilogue_of_a_novel_are_text() -> None:
    chapters, _ = read("# 楔子\n\n# 出门\n\n# 尾声\n\n# 后记\n", title="书名")
    assert [part for _, part in _parts(chapters)] == ["main", "main", "main", "back"]


def test_the_class_of_a_heading_says_the_part_wherever_it_stands() -> None:
    chapters, _ = read("# 说明 {.front}\n\n# 甲\n\n# 乙 {.appendix}\n\n# 丙 {.back}\n", title="书名")
    assert [part for _, part in _parts(chapters)] == ["front", "main", "appendix", "back"]


def test_a_book_of_such_titles_alone_is_all_text() -> None:
    chapters, _ = read("# 前言\n\n# 附录\n\n# 后记\n", title="书名")
    assert {part for _, part in _parts(chapters)} == {"main"}


def test_a_list_without_groups_goes_by_titles_and_a_group_by_what_it_says(tmp_path: Path) -> None:
    files = {"a.md": "# 前言\n", "b.md": "# 甲\n", "c.md": "# 附录\n"}
    chapters, _ = read_files(tmp_path, files, part=None)
    assert [part for _, part in _parts(chapters)] == ["front", "main", "appendix"]
    chapters, _ = read_files(tmp_path, files, part=Part.MAIN)
    assert [part for _, part in _parts(chapters)] == ["main", "main", "main"]


def test_a_text_whose_chapters_run_on_has_no_such_parts() -> None:
    chapters, _ = read("# 前言\n\n# 甲\n\n# 附录\n", title="书名", chapter_start="none")
    assert {part for _, part in _parts(chapters)} == {"main"}


def test_a_text_without_headings_is_one_chapter() -> None:
    chapters, _ = read("只有一段。\n")
    assert _outline(chapters) == [(1, "book", "book")]
    assert chapters[0].part is Part.MAIN


def test_every_h1_of_a_listed_file_opens_a_chapter(tmp_path: Path) -> None:
    chapters, _ = read_files(tmp_path, {"a.md": "题记\n\n# 甲\n\n文\n\n# 乙\n"})
    assert _outline(chapters) == [(1, "甲", "甲"), (1, "乙", "乙")]
    assert shown(chapters[0].body) == '<h1 id="甲">甲</h1>\n<p>题记</p>\n<p>文</p>'


def test_a_listed_file_without_h1_takes_the_title_of_its_item(tmp_path: Path) -> None:
    chapters, _ = read_files(tmp_path, {"a.md=总则": "## 子\n\n文\n"})
    assert _outline(chapters) == [(1, "总则", "总则"), (2, "子", "总则.子")]


def test_a_listed_file_that_begins_with_a_lower_heading_goes_on_with_the_chapter_before(tmp_path: Path) -> None:
    chapters, log = read_files(
        tmp_path, {"a.md": "# 甲\n\n[^1]\n\n[^1]: 一\n", "b.md": "## 子\n\n[^1] [](#子)\n\n[^1]: 二\n"}
    )
    assert _outline(chapters) == [(1, "甲", "甲"), (2, "子", "甲.子")]
    assert [note.body[0].text for note in chapters[0].notes] == ["一", "二"]
    assert chapters[0].references[0].file == "b.md"
    assert chapters[0].body[-1].get("data-file") == "b.md"
    assert messages(log) == ""


def test_another_listed_file_is_called_by_its_front_matter_or_its_name(tmp_path: Path) -> None:
    chapters, log = read_files(tmp_path, {"a.md": "---\ntitle: '题'\nsidebar: [x\n---\n文\n", "附记.md": "文\n"})
    assert [(chapter.implied, chapter.entries[0].text) for chapter in chapters] == [(True, "题"), (True, "附记")]
    assert messages(log) == ""


def test_an_item_without_a_file_opens_a_division(tmp_path: Path) -> None:
    chapters, _ = read_files(tmp_path, {"=上卷": "", "a.md": "# 甲\n", "b.md": "# 乙\n"})
    assert [(entry.level, entry.text, entry.target) for entry in chapters[0].divisions] == [(0, "上卷", "上卷")]
    assert chapters[1].divisions == ()


def test_a_heading_in_a_centred_div_is_still_a_title() -> None:
    chapters, _ = read('<div align="center">\n\n# 甲\n\n</div>\n\n# 乙\n')
    assert _outline(chapters) == [(1, "甲", "甲"), (1, "乙", "乙")]


def test_a_heading_in_a_quote_is_no_part_of_the_outline() -> None:
    chapters, _ = read("# 甲\n\n> ## 引\n\n# 乙\n")
    assert [entry.text for chapter in chapters for entry in chapter.entries] == ["甲", "乙"]
    assert '<p class="heading">引</p>' in shown(chapters[0].body)


def test_a_skipped_level_is_closed_with_a_warning() -> None:
    chapters, log = read("# 甲\n\n### 子\n\n#### 孙\n\n## 丑\n\n# 乙\n")
    assert [(level, text) for level, text, _ in _outline(chapters)] == [
        (1, "甲"), (2, "子"), (3, "孙"), (2, "丑"), (1, "乙"),
    ]  # fmt: skip
    assert (
        messages(log) == "book.md:3:5: warning[heading-skip]: a heading of level 3 below one of level 1: set as level 2"
    )


def test_the_words_of_an_entry_are_plain() -> None:
    chapters, _ = read("# `码` {漢|かん}*字*^[注] ~~删~~ &amp; <b>粗</b>\n\n文\n\n# 乙\n")
    assert chapters[0].entries[0].text == "码 漢字 删 & 粗"


def test_ids_of_headings_do_not_move_when_another_is_inserted() -> None:
    before, _ = read("# 甲\n\n## 一\n\n### 小结\n\n## 二\n\n### 小结\n\n# 乙\n\n## 一\n")
    after, _ = read("# 新\n\n## 一\n\n# 甲\n\n## 一\n\n### 新\n\n### 小结\n\n## 二\n\n### 小结\n\n# 乙\n\n## 一\n")
    assert {target for _, _, target in _outline(before)} < {target for _, _, target in _outline(after)}


def test_chapters_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    chapters, _ = read_files(tmp_path, {"a/x.md": "# 小结\n", "b/x.md": "# 小结\n\n# 小结\n"})
    assert [chapter.id for chapter in chapters] == ["小结", "小结-b-x", "小结-b-x-2"]


def test_ids_are_names_that_xml_allows() -> None:
    chapters, _ = read("# 1. 概述：{} {#}\n\n## (二) x:y {#fig:a b}\n\n## 「三」 {#tbl:三}\n\n# 乙\n")
    assert chapters[0].id == "_1-概述"
    assert all(entry.target.replace(".", "").replace("-", "").isidentifier() for entry in chapters[0].entries)


def test_labels_keep_the_spellings_of_github_and_mdbook() -> None:
    chapters, _ = read("# 甲\n\n## Hello, World! 你好 {#hi}\n\n## 同\n\n## 同\n\n# 乙\n")
    names = {label.target: (label.names, label.explicit) for label in chapters[0].labels}
    assert names["甲.hi"] == (("hi", "hello-world-你好"), True)
    assert [label.names for label in chapters[0].labels[2:]] == [("同",), ("同-1",)]
    assert len({label.target for label in chapters[0].labels}) == 4


def test_the_same_id_twice_in_a_file_is_an_error() -> None:
    chapters, log = read("# 甲 {#x}\n\n## 乙 {#x}\n\n# 丙\n")
    assert messages(log) == "book.md:3:4: error[id-duplicate]: the id `x` stands twice in this file, first in line 1"
    assert [label.names[0] for chapter in chapters for label in chapter.labels] == ["x", "乙", "丙"]


def test_a_note_that_two_chapters_call_is_in_both() -> None:
    chapters, log = read("# 甲\n\n一[^n]\n\n# 乙\n\n二[^n]\n\n[^n]: [注]{#here}\n")
    assert [[note.id for note in chapter.notes] for chapter in chapters] == [["甲.note-n"], ["乙.note-n"]]
    assert messages(log) == ""


def test_the_same_id_in_two_files_is_fine(tmp_path: Path) -> None:
    chapters, log = read_files(tmp_path, {"a.md": "# 甲\n\n[x]{#one}\n", "b.md": "# 乙\n\n[x]{#one}\n"})
    assert [label.target for chapter in chapters for label in chapter.labels if label.kind == "anchor"] == [
        "甲.one",
        "乙.one",
    ]
    assert messages(log) == ""


def test_every_block_carries_its_line_and_every_reference_its_place() -> None:
    chapters, _ = read(
        "---\ntitle: x\n---\n***\n\n段\n\n- 项\n\n  见[甲](a.md)与@sec:b\n\n| a |\n|---|\n| [乙](#c) |\n", body_line=4
    )
    body = chapters[0].body
    assert [(element.tag, element.get("data-line")) for element in body] == [
        ("hr", "4"), ("p", "6"), ("ul", "8"), ("table", "12"),
    ]  # fmt: skip
    places = [(ref.written, ref.form, ref.at.line, ref.at.column, ref.at.length) for ref in chapters[0].references]
    assert places == [("a.md", "link", 10, 4, 9), ("sec:b", "mention", 10, 14, 6), ("#c", "link", 14, 3, 7)]


def test_a_listed_file_that_is_not_there_is_an_error_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "chapter1.md").write_text("# 甲\n", encoding="utf-8")
    items, log = read_files(tmp_path, {"chapter2.md": "# 乙\n"})
    assert len(items) == 1
    (tmp_path / "chapter2.md").unlink()
    conf = config("", tmp_path.resolve(), chapters=(_item("chapter2.md"), _item("../out.md")))
    assert source.read(conf, log) == ()
    assert messages(log) == (
        "book.md:1:1: error[chapter-missing]: there is no file `chapter2.md`\n"
        "book.md:1:1: error[chapter-outside]: `../out.md` is outside the book folder"
    )
    assert log.entries[0].help == "did you mean `chapter1.md`?"


def _item(file: str) -> ChapterFile:
    return ChapterFile(file, Part.MAIN, "", Span("book.md"))


def test_a_heading_without_words_is_a_warning() -> None:
    _, log = read("# 甲\n\n##\n\n# 乙\n")
    assert messages(log) == "book.md:3:3: warning[heading-empty]: a heading without words"


def test_a_book_without_text_is_an_error() -> None:
    _, log = read("<!-- 甲 -->\n")
    assert messages(log) == "book.md:1:1: error[source-empty]: the book holds no text"
