"""Front matter -> Config: what each key means, and the exact message for each mistake in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from huozi import config, frontmatter, keys
from huozi.book import Part
from huozi.config import ChapterFile, Claim, Config, PageSize, Person, Series
from huozi.diagnostics import Log, Span, render

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in messages are as the author types them, so the tests stand in the folder of the book."""
    monkeypatch.chdir(tmp_path)


def load(front: str, files: tuple[str, ...] = (), **options: str) -> tuple[Config, str]:
    """The Config of a front matter, and what is said about it in short form."""
    listed = "chapters" in front or "chapters" in options
    Path("book.md").write_text(f"---\n{front}\n---\n" + ("" if listed else "\n# 一\n"), encoding="utf-8")
    for name in files:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# 题\n", encoding="utf-8")
    log = Log()
    read = config.load(Path("book.md"), log, overrides=options)
    assert read is not None, messages(log)
    return read, messages(log)


def refuse(source: str) -> str:
    """What is said where there is no book, with the advice."""
    log = Log()
    assert config.load(Path(source), log) is None
    return render(log.in_reading_order(), log.lines, "text")


def messages(log: Log) -> str:
    return render(log.in_reading_order(), log.lines, "short")


# What is read


def test_a_book_without_front_matter_has_the_defaults() -> None:
    Path("诗.md").write_text("# 春晓\n", encoding="utf-8")
    log = Log()
    read = config.load(Path("诗.md"), log)
    assert read is not None
    assert (read.slug, read.title, read.lang, read.numbering, read.body_line) == ("诗", "", "zh-Hans", "zh-book", 1)
    assert (read.root, read.name, read.text) == (Path.cwd().resolve(), "诗.md", "# 春晓\n")
    assert not log.entries


def test_a_folder_stands_for_its_book_md_and_gives_its_name() -> None:
    Path("山海").mkdir()
    Path("山海/book.md").write_text("# 一\n", encoding="utf-8")
    read = config.load(Path("山海"), Log())
    assert read is not None
    assert (read.slug, read.name, read.root) == ("山海", "山海/book.md", Path("山海").resolve())


def test_every_key_is_read() -> None:
    read, said = load(
        """\
title: 书名
subtitle: 副题
author: 张三
publisher: 样书社
date: 2026年11月24日
edition: 第二版
rights: 保留所有权利
identifier: doi:10.1000/182
isbn: 978-7-302-51104-5
description: 一段话。
keywords: 排版，印刷
imprint: {责任编辑: 李四, 印张: 12.5}
cover: false
title-page: no
toc: off
toc-depth: 3
numbering: decimal
chapter-start: recto
emphasis: kai
notes: chapter
style: gongwen
css: a.css
page: 大32开
epub: {fonts: embed, max-image: 1600, certified-by: 李四}
series: {name: 活字文库, number: 3}
date-modified: 2026-12-01
slug: my-book
lang: zh-TW""",
        ("a.css",),
    )
    assert said == ""
    assert (read.title, read.subtitle, read.publisher, read.edition) == ("书名", "副题", "样书社", "第二版")
    assert (read.date, read.rights, read.description) == ("2026年11月24日", "保留所有权利", "一段话。")
    assert (read.identifier, read.isbn) == ("doi:10.1000/182", "978-7-302-51104-5")
    assert read.people == (Person("张三"),)
    assert read.keywords == ("排版", "印刷")
    assert (read.imprint, read.imprint_lines) == (True, (("责任编辑", "李四"), ("印张", "12.5")))
    assert (read.cover, read.title_page, read.toc, read.toc_depth) == (False, False, False, 3)
    assert (read.numbering, read.chapter_start, read.emphasis, read.style) == ("decimal", "recto", "kai", "gongwen")
    assert read.notes == "chapter"
    assert read.css == (Path("a.css").resolve(),)
    assert read.page == PageSize("大32开", 140, 210)
    assert (read.embed_fonts, read.slug, read.lang) == (True, "my-book", "zh-Hant")
    assert (read.max_image_px, read.claim) == (1600, Claim("李四"))
    assert (read.series, read.date_modified) == (Series("活字文库", "3"), "2026-12-01")
    assert read.places["page"] == Span("book.md", 24, 7, 4)


def test_values_are_the_text_that_was_typed() -> None:
    read, _ = load("title: 1984\nsubtitle: 1.10\npublisher: no\nedition: '~'\nrights: ~\nslug: 2026-11-24")
    assert (read.title, read.subtitle, read.publisher, read.edition) == ("1984", "1.10", "no", "~")
    assert (read.rights, read.slug) == ("", "2026-11-24")


def test_an_ideographic_space_is_the_authors_own() -> None:
    assert load("title: 第一部\u3000总论")[0].title == "第一部\u3000总论"


@pytest.mark.parametrize(
    ("front", "people"),
    [
        ("author: 张三、李四", (Person("张三"), Person("李四"))),
        ("authors:\n  - 张三\n  - Donald E. Knuth", (Person("张三"), Person("Donald E. Knuth"))),
        ("author: [{name: 鲁迅, file-as: Lu Xun}]", (Person("鲁迅", "aut", "Lu Xun"),)),
        ("author: {name: {given: 树人, family: 周}}", (Person("周树人"),)),
        ("author: {name: {given: Jane, family: Austen}}", (Person("Jane Austen"),)),
        ("creator: [{role: 译者, text: 王五}]", (Person("王五", "trl"),)),
        ("author: 甲\ntranslator: 乙\neditor: 丙", (Person("甲"), Person("丙", "edt"), Person("乙", "trl"))),
    ],
)
def test_people_in_the_spellings_of_pandoc_and_quarto(front: str, people: tuple[Person, ...]) -> None:
    read, said = load(front)
    assert (read.people, said) == (people, "")


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("toc_depth: 4", "toc_depth", 4),
        ("language: ja", "lang", "ja"),
        ("copyright: 甲", "rights", "甲"),
        ("tags: [甲, 乙]", "keywords", ("甲", "乙")),
        ("abstract: |\n  甲。\n  乙\n\n  丙", "abstract", ("甲。\n乙", "丙")),
        ("abstract: |\n  甲。\n  乙", "description", "甲。 乙"),
        ("abstract: 甲\ndescription: 乙", "description", "乙"),
        ("number-sections: false", "numbering", "none"),
        ("number-sections: true", "numbering", "zh-book"),
        ("number-sections: true\nnumbering: decimal", "numbering", "decimal"),
        ("book:\n  title: 甲\n  chapters: []", "title", "甲"),
        ("identifier:\n  - {scheme: DOI, text: doi:10.1000/182}", "identifier", "doi:10.1000/182"),
        ("identifier:\n  - {scheme: ISBN-13, text: 9787302511045}", "isbn", "9787302511045"),
        ("identifier: urn:isbn:9787302511045", "isbn", "9787302511045"),
        ("cover-image: a.png", "cover_file", "a.png"),
        ("lang: ko", "numbering", "zh-book"),
        ("lang: en", "numbering", "none"),
    ],
)
def test_spellings_of_other_tools_mean_the_same(front: str, field: str, value: object) -> None:
    read, said = load(front, ("a.png",))
    assert (getattr(read, field), said) == (value, "")


@pytest.mark.parametrize(
    ("written", "lang"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant-HK"),
        ("zh-hant-hk", "zh-Hant-HK"),
        ("ZH-HANS", "zh-Hans"),
        ("ja-JP", "ja-JP"),
        ("ko", "ko"),
        ("en-gb", "en-GB"),
    ],
)
def test_lang_is_a_bcp_47_tag_and_chinese_tells_its_script(written: str, lang: str) -> None:
    """LC2."""
    read, said = load(f"lang: {written}")
    assert (read.lang, said) == (lang, "")


def test_plain_zh_is_simplified_with_a_warning() -> None:
    """LC2."""
    read, said = load("lang: zh")
    assert read.lang == "zh-Hans"
    assert said == "book.md:2:7: warning[lang-script]: `zh` does not tell the script; simplified Chinese is assumed"


@pytest.mark.parametrize(
    ("written", "width_mm", "height_mm"),
    [
        ("A4", 210, 297),
        ("a5", 148, 210),
        ("B5", 176, 250),
        ("16开", 185, 260),
        ("大32开", 140, 210),
        ("32开", 130, 184),
        ("170mm 240mm", 170, 240),
        ("17cm x 24cm", 170, 240),
        ("170×240", 170, 240),
        ("[170mm, 240mm]", 170, 240),
        ("6 x 9in", 152.4, 228.6),
        ("360pt 504pt", 127, 177.8),
    ],
)
def test_page_is_a_name_or_two_lengths(written: str, width_mm: float, height_mm: float) -> None:
    read, said = load(f"page: {written}")
    assert said == ""
    assert read.page is not None
    assert (read.page.width_mm, read.page.height_mm) == pytest.approx((width_mm, height_mm))


def test_a_key_of_another_tool_is_a_note_that_says_what_does_it_here() -> None:
    _, said = load("documentclass: ctexbook\nCJKmainfont: 思源宋体\nlof: true")
    assert said.splitlines() == [
        "book.md:2:1: note[config-unused-key]: `documentclass` is not used",
        "book.md:3:1: note[config-unused-key]: `CJKmainfont` is not used",
        "book.md:4:1: note[config-unused-key]: `lof` is not used",
    ]
    assert keys.foreign("CJKmainfont") == "fonts are named by role in the style, or in a file of `css:`"


def test_every_spelling_has_one_meaning() -> None:
    for key in keys.KEYS:
        assert keys.canonical(key) == key
        assert keys.foreign(key) == ""


# Chapters


def test_chapters_in_groups_come_in_the_order_of_a_book() -> None:
    read, said = load(
        "chapters:\n  back: [z.md]\n  appendix: [x.md]\n  main: [./a.md, {file: 二/b.md, title: 乙}]\n  front: [p.md]",
        ("z.md", "x.md", "a.md", "二/b.md", "p.md"),
    )
    assert said == ""
    assert [(one.file, one.part, one.title) for one in read.chapters] == [
        ("p.md", Part.FRONT, ""),
        ("a.md", Part.MAIN, ""),
        ("二/b.md", Part.MAIN, "乙"),
        ("x.md", Part.APPENDIX, ""),
        ("z.md", Part.BACK, ""),
    ]


@pytest.mark.parametrize(
    "front",
    [
        "chapters:\n  - {part: 上编, chapters: [a.md]}\n  - {part: 下编, chapters: [b.md]}",
        "chapters:\n  - {division: 上编}\n  - a.md\n  - {title: 下编, chapters: [{file: b.md}]}",
        "book:\n  chapters:\n    - part: 上编\n      chapters: [a.md]\n    - part: 下编\n      chapters: [b.md]",
    ],
)
def test_a_part_is_a_division_without_a_file(front: str) -> None:
    read, said = load(front, ("a.md", "b.md"))
    assert said == ""
    assert [(one.file, one.title) for one in read.chapters] == [("", "上编"), ("a.md", ""), ("", "下编"), ("b.md", "")]


def test_appendices_of_quarto() -> None:
    read, _ = load("book:\n  chapters: [a.md]\n  appendices: [b.md]", ("a.md", "b.md"))
    assert read.chapters[1] == ChapterFile("b.md", Part.APPENDIX, "", Span("book.md", 4, 16, 4))


# Mistakes


@pytest.mark.parametrize(
    ("front", "message", "advice"),
    [
        ("auther: 张三", "book.md:2:1: error[config-unknown-key]: unknown key `auther`", "did you mean `author`?"),
        ("作者: 张三", "book.md:2:1: error[config-unknown-key]: unknown key `作者`", "did you mean `author`?"),
        ("Title: 甲", "book.md:2:1: error[config-unknown-key]: unknown key `Title`", "did you mean `title`?"),
        (
            "toc-depth: 三",
            "book.md:2:12: error[config-bad-value]: `三` is not a value of `toc-depth`",
            "expected a whole number from 1 to 6",
        ),
        (
            "toc-depth: 7",
            "book.md:2:12: error[config-bad-value]: `7` is not a value of `toc-depth`",
            "expected a whole number from 1 to 6",
        ),
        (
            "numbering: chinese",
            "book.md:2:12: error[config-bad-value]: `chinese` is not a value of `numbering`",
            "expected zh-book, zh-gongwen, decimal or none",
        ),
        (
            "emphasis: wavy",
            "book.md:2:11: error[config-bad-value]: `wavy` is not a value of `emphasis`",
            "expected dots, kai or bold",
        ),
        ("toc: 有", "book.md:2:6: error[config-bad-value]: `有` is not a value of `toc`", "expected true or false"),
        ("title: [甲]", "book.md:2:8: error[config-bad-value]: a list is not a value of `title`", "expected one text"),
        (
            "page: 3开",
            "book.md:2:7: error[config-bad-value]: `3开` is not a value of `page`",
            "expected A4, A5, B5, 16开, 大32开, 32开, or two lengths of 50 to 1200 mm such as `170mm 240mm`",
        ),
        (
            "page: 0x0",
            "book.md:2:7: error[config-bad-value]: `0x0` is not a value of `page`",
            "expected A4, A5, B5, 16开, 大32开, 32开, or two lengths of 50 to 1200 mm such as `170mm 240mm`",
        ),
        (
            "grid: 5x0",
            "book.md:2:7: error[config-bad-value]: `5x0` is not a value of `grid`",
            "expected characters by lines, each from 2 to 200, such as `28x28`",
        ),
        (
            "size: 大号",
            "book.md:2:7: error[config-bad-value]: `大号` is not a value of `size`",
            "expected 5 to 72 points such as `10.5pt`, or one of 初号、小初、一号、小一、二号、小二、三号、小三、",
        ),
        (
            "lead: 2pt",
            "book.md:2:7: error[config-bad-value]: `2pt` is not a value of `lead`",
            "expected 6 to 144 points such as `10.5pt`, or one of 初号、小初、",
        ),
        (
            "signature: 0",
            "book.md:2:12: error[config-bad-value]: `0` is not a value of `signature`",
            "expected a whole number from 1 to 64",
        ),
        (
            "bleed: 3开",
            "book.md:2:8: error[config-bad-value]: `3开` is not a value of `bleed`",
            "expected a length of 0 to 20 mm such as `3mm`",
        ),
        (
            "chapter-start: left",
            "book.md:2:16: error[config-bad-value]: `left` is not a value of `chapter-start`",
            "expected page, recto or none",
        ),
        (
            "title-page: maybe",
            "book.md:2:13: error[config-bad-value]: `maybe` is not a value of `title-page`",
            "expected true, false or block",
        ),
        (
            "gongwen: {文号: 一}",
            "book.md:2:11: error[config-unknown-key]: unknown key `文号` in `gongwen`",
            "did you mean `发文字号`?",
        ),
        (
            "lang: 中文",
            "book.md:2:7: error[config-bad-value]: `中文` is not a value of `lang`",
            "expected a BCP 47 language tag such as zh-Hans, zh-Hant, zh-HK, ja or ko",
        ),
        (
            "date: today",
            "book.md:2:7: error[config-bad-value]: `today` is not a value of `date`",
            "expected a date such as 2026, 2026-11, 2026-11-24 or 2026年11月; the day of the build is not known to it",
        ),
        (
            "date: 2026-02-30",
            "book.md:2:7: error[config-bad-value]: `2026-02-30` is not a value of `date`",
            "expected a date such as 2026, 2026-11, 2026-11-24 or 2026年11月 that is in the calendar",
        ),
        (
            "slug: ../x",
            "book.md:2:7: error[config-bad-value]: `../x` is not a value of `slug`",
            "expected the name of a file without extension: letters, digits, `-`, `_` and `.`",
        ),
        (
            "isbn: 978-7",
            "book.md:2:7: error[config-bad-value]: `978-7` is not a value of `isbn`",
            "expected 13 digits that begin with 978 or 979, or 10 digits; hyphens are free",
        ),
        (
            "direction: vertical",
            "book.md:2:12: error[config-bad-value]: `vertical` is not a value of `direction`",
            "expected horizontal or ltr",
        ),
        (
            "epub: {fonts: all}",
            "book.md:2:15: error[config-bad-value]: `all` is not a value of `epub: fonts`",
            "expected embed or none",
        ),
        (
            "epub: {font: embed}",
            "book.md:2:8: error[config-unknown-key]: unknown key `font` in `epub`",
            "did you mean `fonts`?",
        ),
        (
            "epub: {max-image: 5}",
            "book.md:2:19: error[config-bad-value]: `5` is not a value of `epub: max-image`",
            "expected a whole number from 320 to 10000",
        ),
        (
            "epub: {certified-by: {level: AA}}",
            "book.md:2:22: error[config-bad-value]: a map is not a value of `epub: certified-by`",
            "expected a name, or a map with `name`, `level`, `credential` and `report`",
        ),
        (
            "series: {name: 甲, number: 三}",
            "book.md:2:27: error[config-bad-value]: `三` is not a value of `series`",
            "expected a number such as 3, or 2.1 for the first part of the second",
        ),
        (
            "date-modified: today",
            "book.md:2:16: error[config-bad-value]: `today` is not a value of `date-modified`",
            "expected a date such as 2026, 2026-11, 2026-11-24 or 2026年11月; the day of the build is not known to it",
        ),
        (
            "book: 甲",
            "book.md:2:7: error[config-bad-value]: `甲` is not a value of `book`",
            "expected a map of keys, as Quarto has it",
        ),
        (
            "chapters: book.md",
            "book.md:2:11: error[config-bad-value]: `book.md` is not a value of `chapters`",
            "expected a list of files, or a map of lists: front, main, appendix, back",
        ),
        (
            "author: {role: 译者}",
            "book.md:2:9: error[config-bad-value]: a map is not a value of `author`",
            "expected a map with `name`",
        ),
        (
            "author: {name: 甲, role: 校工}",
            "book.md:2:25: error[config-bad-value]: `校工` is not a value of `role`",
            "expected one of author, editor, translator",
        ),
        (
            "title: 甲\ntitle: 乙",
            "book.md:3:1: error[config-duplicate-key]: `title` is given twice; the first is on line 2",
            "delete one of them",
        ),
        (
            "author: 甲\nauthors: [乙]",
            "book.md:3:1: error[config-duplicate-key]: `authors` says again what `author` on line 2 says",
            "delete one of them",
        ),
        (
            "chapters: [a.md, a.md]",
            "book.md:2:18: error[chapter-duplicate]: `a.md` is listed twice; the first is on line 2",
            "delete one of them",
        ),
        (
            "chapters: [chapter/one.md]",
            "book.md:2:12: error[chapter-missing]: there is no file `chapter/one.md` in the book's folder `.`",
            "did you mean `chapters/one.md`?",
        ),
        (
            "chapters: [../a.md]",
            "book.md:2:12: error[outside-book]: `../a.md` is outside the book's folder",
            "only files in the folder of the book are read: copy it there",
        ),
        (
            "chapters: [/etc/passwd]",
            "book.md:2:12: error[outside-book]: `/etc/passwd` is outside the book's folder",
            "only files in the folder of the book are read: copy it there",
        ),
        (
            "cover: cover.png",
            "book.md:2:8: error[cover-missing]: there is no file `cover.png` in the book's folder `.`",
            "check the path",
        ),
        (
            "css: style.css",
            "book.md:2:6: error[css-missing]: there is no file `style.css` in the book's folder `.`",
            "check the path",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_do(front: str, message: str, advice: str) -> None:
    _, said = load(front, ("a.md", "chapters/one.md"))
    assert said == message
    log = Log()
    config.load(Path("book.md"), log)
    assert log.entries[0].help.startswith(advice)


def test_all_mistakes_are_reported_at_once_in_reading_order() -> None:
    _, said = load("page: 3开\nauther: 张三\ntoc: maybe\nchapters: [a.md]")
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        "book.md:2:7",
        "book.md:3:1",
        "book.md:4:6",
        "book.md:5:12",
    ]


def test_a_bad_value_leaves_the_default() -> None:
    read, _ = load("page: 3开\nlang: 中文\ntoc-depth: 99")
    assert (read.page, read.lang, read.toc_depth) == (None, "zh-Hans", 2)


def test_a_link_out_of_the_book_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("密", encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").symlink_to(outside)
    (tmp_path / "book" / "book.md").write_text("---\nchapters: [a.md]\n---\n", encoding="utf-8")
    log = Log()
    config.load(Path("book"), log)
    assert "book/book.md:2:12: error[outside-book]: `a.md` is outside the book's folder" in messages(log)
    (tmp_path / "book" / "book.md").unlink()
    (tmp_path / "book" / "book.md").symlink_to(outside)
    assert refuse("book") == (
        "error[outside-book]: `book/book.md` is a link to a file outside its folder\n      = put the file itself there"
    )


def test_a_wrong_check_digit_of_an_isbn_is_a_warning() -> None:
    """ISO 2108: the digits of 978-7-302-51104-? weigh 9+21+8+21+3+0+2+15+1+3+0+12 = 95, so the last is 5."""
    assert load("isbn: 978-7-302-51104-5")[1] == ""
    _, said = load("isbn: 978-7-302-51104-9")
    assert said == (
        "book.md:2:7: warning[isbn-check-digit]: the check digit of ISBN `978-7-302-51104-9` is 9, and should be 5"
    )


def test_a_date_in_words_is_printed_and_missing_in_the_epub() -> None:
    read, said = load("date: 丙午年冬")
    assert read.date == "丙午年冬"
    assert said == "book.md:2:7: warning[date-unread]: `丙午年冬` is printed as it stands; the EPUB gets no date"


# No book


def test_no_such_file() -> None:
    assert refuse("nothing.md") == (
        "error[source-missing]: there is no file or folder `nothing.md`\n"
        "      = name a Markdown file or a folder that holds book.md; `huozi init DIR` makes a new book"
    )


def test_a_folder_without_book_md_names_what_it_holds() -> None:
    Path("d").mkdir()
    assert refuse("d") == (
        "error[source-missing]: there is no book.md in the folder `d`\n      = `huozi init DIR` makes a new book"
    )
    Path("d/一.md").touch()
    assert refuse("d") == (
        "error[source-missing]: there is no book.md in the folder `d`\n"
        "      = name the file itself (`一.md`), or write a book.md that lists `chapters:`"
    )


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_file(text: str) -> None:
    Path("book.md").write_text(text, encoding="utf-8")
    assert refuse("book.md") == "error[source-empty]: `book.md` is empty\n      = write the book's text into it"


def test_front_matter_without_a_text() -> None:
    Path("book.md").write_text("---\ntitle: 甲\n---", encoding="utf-8")
    assert refuse("book.md") == (
        "book.md:4:1: error[source-empty]: `book.md` holds no text after its front matter\n"
        "      = write the book's text below it, or list `chapters:`"
    )


def test_text_below_a_list_of_chapters_would_be_lost() -> None:
    Path("a.md").touch()
    Path("book.md").write_text("---\nchapters: [a.md]\n---\n\n<!-- 备忘 -->\n\n序言在此。\n", encoding="utf-8")
    log = Log()
    config.load(Path("book.md"), log)
    assert messages(log) == (
        "book.md:7:1: error[text-unlisted]: the text below the front matter is not in the book, "
        "because `chapters:` lists its files"
    )


@pytest.mark.parametrize(
    ("front", "message"),
    [
        (
            "title: 甲: 乙",
            (
                "book.md:2:9: error[yaml]: the front matter is not YAML: mapping values are not allowed here\n"
                "    2 | title: 甲: 乙\n"
                "      |          ^\n"
                "      = put a value that holds a colon and a space in quotes"
            ),
        ),
        (
            "title: 甲\nauthor：张三",
            (
                "book.md:3:7: error[yaml]: the front matter is not YAML: a full-width colon after a key\n"
                "    3 | author：张三\n"
                "      |       ^^\n"
                "      = write `author: ` with an ASCII colon and a space"
            ),
        ),
        (
            "title:甲",
            (
                "book.md:2:1: error[yaml]: the front matter is `title:甲`, not keys with values\n"
                "    2 | title:甲\n"
                "      | ^^^^^^^^\n"
                "      = write one `key: value` a line, with an ASCII colon and a space after the key"
            ),
        ),
        (
            "toc:\n\ttrue",
            (
                "book.md:3:1: error[yaml]: the front matter is not YAML: found a tab that cannot start any token\n"
                "    3 |  true\n"
                "      | ^\n"
                "      = indent with spaces"
            ),
        ),
        (
            "a: &x [甲]\nb: *x",
            (
                "book.md:2:4: error[yaml]: `&x` is a YAML anchor or alias, which is not read\n"
                "    2 | a: &x [甲]\n"
                "      |    ^^\n"
                '      = write the value itself, or put it in quotes if it begins with a "&"'
            ),
        ),
        (
            "a: !!python/object:os.system x",
            (
                "book.md:2:4: error[yaml]: `!!python/object:os.system` is a YAML tag, which is not read\n"
                "    2 | a: !!python/object:os.system x\n"
                "      |    ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
                "      = write the value without it"
            ),
        ),
    ],
)
def test_bad_yaml_is_shown_with_its_line(front: str, message: str) -> None:
    Path("book.md").write_text(f"---\n{front}\n---\n\n# 一\n", encoding="utf-8")
    assert refuse("book.md") == message


def test_nested_lists_without_end_are_refused_at_once() -> None:
    Path("book.md").write_text("---\na: " + "[" * 20000 + "\n---\n\n# 一\n", encoding="utf-8")
    start = time.monotonic()
    assert "lists and maps are nested more than 16 deep" in refuse("book.md")
    assert time.monotonic() - start < 2


def test_a_first_line_of_dashes_that_nothing_closes_is_a_thematic_break() -> None:
    assert frontmatter.split("---\n\n正文\n") == (None, 1)
    assert frontmatter.split("---\ntitle: 甲\n...\n正文\n") == ("title: 甲\n", 4)


# Encodings


def test_gb18030_is_named_and_then_read() -> None:
    text = "---\ntitle: 活字印刷\n---\n\n# 总论\n\n古人刻版，今人排字。\n"
    Path("book.md").write_bytes(text.encode("gb18030"))
    assert refuse("book.md") == (
        "book.md:2:8: error[encoding]: byte 0xBB at offset 11 is not UTF-8\n"
        "      = save the file as UTF-8, or put `encoding: gb18030` in the front matter"
    )
    read = config.load(Path("book.md"), Log(), overrides={"encoding": "gb18030"})
    assert read is not None
    assert read.title == "活字印刷"
    Path("book.md").write_bytes(text.replace("title", "encoding: gb18030\ntitle").encode("gb18030"))
    read = config.load(Path("book.md"), Log())
    assert read is not None
    assert (read.title, read.encoding) == ("活字印刷", "gb18030")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_byte_order_mark_of_utf_16_tells_enough(encoding: str) -> None:
    Path("book.md").write_bytes(("\ufeff" * (encoding != "utf-16") + "# 总论\n").encode(encoding))
    read = config.load(Path("book.md"), Log())
    assert read is not None
    assert read.text == "# 总论\n"


def test_byte_order_mark_and_crlf() -> None:
    Path("book.md").write_bytes(b"\xef\xbb\xbf---\r\ntitle: a\r\n---\r\n\r\n# b\r\n")
    read = config.load(Path("book.md"), Log())
    assert read is not None
    assert (read.title, read.text) == ("a", "---\ntitle: a\n---\n\n# b\n")


# The command line


def override(*pairs: tuple[str, str], front: str = "title: 甲") -> tuple[Config, str]:
    return load(front, ("a.md",), **dict(pairs))


def test_set_stands_for_the_front_matter_and_goes_through_the_same_checks() -> None:
    read, said = override(("title", "乙: 丙"), ("toc", "false"), ("epub.fonts", "embed"), ("chapters", "[a.md]"))
    assert (read.title, read.toc, read.embed_fonts, said) == ("乙: 丙", False, True, "")
    assert [chapter.file for chapter in read.chapters] == ["a.md"]


def test_a_mistake_on_the_command_line_is_shown_there() -> None:
    log = Log()
    Path("book.md").write_text("# 一\n", encoding="utf-8")
    settings: Mapping[str, str] = {"toc": "maybe", "tile": "甲"}
    config.load(Path("book.md"), log, overrides=settings)
    assert render(log.in_reading_order(), log.lines, "text") == (
        "<command line>:1:11: error[config-bad-value]: `maybe` is not a value of `toc`\n"
        "    1 | --set toc=maybe\n"
        "      |           ^^^^^\n"
        "      = expected true or false\n"
        "<command line>:2:7: error[config-unknown-key]: unknown key `tile`\n"
        "    2 | --set tile=甲\n"
        "      |       ^^^^\n"
        "      = did you mean `title`?"
    )


def test_set_to_nothing_takes_a_value_away() -> None:
    read, said = override(("title", ""), front="title: 甲\nsubtitle: 乙")
    assert (read.title, read.subtitle, said) == ("", "乙", "")


def test_style_and_css_of_the_command_line_win() -> None:
    Path("book.md").write_text("---\nstyle: essay\ncss: a.css\n---\n\n# 一\n", encoding="utf-8")
    Path("a.css").touch()
    Path("b.css").touch()
    log = Log()
    read = config.load(Path("book.md"), log, css=(Path("b.css"), Path("c.css")), style="novel")
    assert read is not None
    assert (read.style, read.css) == ("novel", (Path("a.css").resolve(), Path("b.css").resolve()))
    assert messages(log) == "error[css-missing]: there is no stylesheet `c.css`"


@pytest.mark.parametrize(
    ("front", "series"),
    [
        ("series: 活字文库", Series("活字文库")),
        ("belongs-to-collection: 活字文库\ngroup-position: 2.1", Series("活字文库", "2.1")),
        ("series: {title: 活字文库, position: 4}", Series("活字文库", "4")),
    ],
)
def test_a_series_is_read_in_each_spelling(front: str, series: Series) -> None:
    read, said = load(front)
    assert (read.series, said) == (series, "")


def test_a_title_may_tell_how_it_is_sorted() -> None:
    read, said = load("title: {text: 心, file-as: こころ}")
    assert (read.title, read.title_file_as, said) == ("心", "こころ", "")


def test_who_certifies_may_name_level_credential_and_report() -> None:
    read, said = load("epub: {certified-by: {name: 甲社, level: A, credential: 甲级, report: 'https://example.org/r'}}")
    assert (read.claim, said) == (Claim("甲社", "A", "甲级", "https://example.org/r"), "")
