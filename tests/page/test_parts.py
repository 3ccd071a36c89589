"""The parts of a book in each language, from the manuscript to the finished files (BK1 to BK4)."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

import huozi
from huozi import locales
from huozi.outline import from_pdf
from tests.page.finished import Finished, read

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = {
    "zh-Hans": ("序言", "第一章　早市", "第一节　摊位", "后记", "目录", "赶集的人天不亮就起身了。", "2026年11月"),
    "zh-Hant": ("序言", "第一章　早市", "第一節　攤位", "後記", "目錄", "趕集的人天不亮就起身了。", "2026年11月"),
    "ja": ("まえがき", "第1章　朝市", "1.1 店", "あとがき", "目次", "市へ行く人は夜明け前に起きる。", "2026年11月"),
    "ko": (
        "머리말",
        "제1장 아침 장",
        "제1절 가게",
        "맺음말",
        "차례",
        "장꾼은 새벽에 일어난다.",
        "2026년 11월",
    ),
}
"""Preface, chapter and section with their numbers, afterword, contents, a sentence, the date as printed."""


@pytest.fixture(params=sorted(BOOKS))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Finished, Path]:
    lang = str(request.param)
    preface, chapter, section, afterword, _, sentence, _ = BOOKS[lang]
    front = f"title: {chapter[-2:]}\nlang: {lang}\nauthor: 某人\npublisher: 某社\ndate: 2026-11\nslug: book\n"
    titles = [chapter.split("　")[-1].removeprefix("제1장 "), section.split("　")[-1].split(" ", 1)[-1]]
    parts = [f"# {preface}", f"# {titles[0]}", f"## {titles[1]}", f"# {titles[0]}二", f"# {afterword}"]
    text = "".join(f"{part}\n\n{sentence}\n\n" for part in parts)
    source = tmp_path / "book.md"
    source.write_text(f"---\n{front}---\n\n{text}", "utf-8")
    report = huozi.build(source, out=tmp_path)
    assert not report.failed
    return lang, read(tmp_path / "book.pdf"), tmp_path


def words(page: Finished, index: int) -> str:
    return "".join("".join(line.text for line in page.lines[index]).split())


def test_the_parts_come_in_the_order_of_the_language(made: tuple[str, Finished, Path]) -> None:
    """BK1, BK4: title, the imprint on its back, preface, contents, text on a recto; in Japan the imprint is last."""
    lang, book, folder = made
    preface, chapter, _, afterword, contents, _, date = BOOKS[lang]
    date = "".join(date.split())
    assert date in words(book, 0)
    last = len(book.lines) - 1
    imprint = last if locales.words(lang).imprint_last else 1
    assert imprint == (last if lang == "ja" else 1)
    assert locales.words(lang).imprint["title"] in words(book, imprint)
    assert date in words(book, imprint)
    assert book.furniture[imprint] == ()
    listed = next(index for index in range(2, last) if words(book, index).startswith(contents))
    start = book.labels.index("1")
    assert 2 <= next(index for index in range(2, last) if words(book, index).startswith(preface)) < listed < start
    assert start % 2 == 0
    assert words(book, start).startswith("".join(chapter.split()))
    assert words(book, last - (lang == "ja")).startswith(afterword)
    with zipfile.ZipFile(folder / "book.epub") as archive:
        spine = archive.read("EPUB/content.opf").decode().partition("<spine")[2]
    assert (spine.index("imprint") > spine.index("chapter")) == (lang == "ja")


def test_numbers_and_words_are_those_of_the_language(made: tuple[str, Finished, Path]) -> None:
    """HD8, LC2."""
    lang, _, folder = made
    preface, chapter, section, afterword, *_ = BOOKS[lang]
    tree = from_pdf(folder / "book.pdf")
    assert tree.entries[0].title == preface
    assert tree.entries[1].title == chapter
    assert tree.entries[-1].title == afterword
    assert tree.entries[1].entries[0].title == section


@pytest.mark.parametrize(
    ("lang", "written", "printed"),
    [
        ("zh-Hans", "2026", "2026年"),
        ("ja", "2026-03", "2026年3月"),
        ("zh-Hant", "2026-03-01", "2026年3月1日"),
        ("ko", "2026-03-01", "2026년 3월 1일"),
        ("zh-Hans", "二〇二六年春", "二〇二六年春"),
    ],
)
def test_a_date_is_printed_as_the_language_writes_it(lang: str, written: str, printed: str) -> None:
    assert locales.date(lang, written) == printed


def test_the_imprint_says_what_the_author_says_and_nothing_else(tmp_path: Path) -> None:
    """BK2, GB/T 12450: who, where, when, ISBN, what the author adds, the rights below; no CIP block is invented."""
    given = "publisher: 某社\ndate: 2026-11\nedition: 第二版\nisbn: 978-7-302-51104-5\nrights: 版权所有。\n"
    added = "imprint:\n  责任编辑: 李四\n  印张: 12.5\n  CIP: （2026）第000000号\n"
    for more in ("", added):
        front = f"title: 纸坊\nauthor: 张三\n{given}{more}cover: false\nslug: book\n"
        (tmp_path / "book.md").write_text(f"---\n{front}---\n\n# 章\n\n文。\n", "utf-8")
        assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
        said = words(read(tmp_path / "book.pdf"), 1)
        for value in ("纸坊", "张三", "某社", "2026年11月", "第二版", "978-7-302-51104-5"):
            assert value in said
        assert said.endswith("版权所有。")
        assert ("责任编辑李四" in said) == ("印张12.5" in said) == ("（2026）第000000号" in said) == bool(more)
        assert ("CIP" in said) == bool(more)


@pytest.mark.parametrize(
    ("lang", "people", "titled"),
    [
        ("zh-Hans", "\u7532\u4e59\u8457", "\u7eb8\u574a\uff1a\u6d1b\u6cb3"),
        ("ko", "\u7532\u00b7\u4e59\uc9c0\uc74c", "\u7eb8\u574a:\u6d1b\u6cb3"),
    ],
)
def test_names_and_subtitles_are_joined_as_the_language_does(
    lang: str, people: str, titled: str, tmp_path: Path
) -> None:
    """Where names are no longer than a word, a space between two of them would make one of both."""
    front = f"lang: {lang}\ncover: false\nslug: book\npublisher: \u67d0\n"
    front += "title: \u7eb8\u574a\nsubtitle: \u6d1b\u6cb3\nauthor: [\u7532, \u4e59]\n"
    (tmp_path / "book.md").write_text(f"---\n{front}---\n\n# \u7ae0\n\n\u6587\u3002\n", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    book = read(tmp_path / "book.pdf")
    assert people in words(book, 0)
    assert titled in words(book, 1)


@pytest.mark.parametrize("lines", range(14, 30))
def test_a_blank_line_between_scenes_of_a_novel_is_not_at_the_edge_of_a_page(lines: int, tmp_path: Path) -> None:
    """It would not be seen there."""
    text = "\u4e00\u884c\u3002\n\n" * lines
    front = "---\nstyle: novel\nslug: book\ncover: false\ntoc: false\n---\n\n# \u7ae0\n\n"
    scenes = f"{text}\u7532\u3002\n\n---\n\n\u4e59\u3002\n\n{text}"
    (tmp_path / "book.md").write_text(front + scenes, "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    pages = [[line for line in page if line.within("P")] for page in read(tmp_path / "book.pdf").lines]
    page = next(page for page in pages if any(line.text == "\u7532\u3002" for line in page))
    at = next(at for at, line in enumerate(page) if line.text == "\u7532\u3002")
    assert page[at + 1].text == "\u4e59\u3002"
    assert page[at + 1].y - page[at].y == pytest.approx(2 * 18, abs=0.1)


@pytest.mark.parametrize("count", [20, 26, 40])
def test_the_contents_begin_below_their_title_however_many_entries_they_have(count: int, tmp_path: Path) -> None:
    """TC1: a novel has chapters alone; 26 of them fill a page of their own, but must not leave the first one empty."""
    source = tmp_path / "book.md"
    chapters = "".join(f"# \u96ea\u591c\u8bbf\u53cb\n\n\u7b2c{number}\u591c\u3002\n\n" for number in range(count))
    source.write_text(f"---\ntitle: \u591c\nlang: zh-Hans\nstyle: novel\nslug: book\n---\n\n{chapters}", "utf-8")
    assert not huozi.build(source, out=tmp_path).failed
    book = read(tmp_path / "book.pdf")
    entries = [sum(line.within("TOCI") and "\u2026" in line.text for line in page) for page in book.lines]
    first = next(index for index in range(len(entries)) if words(book, index).startswith("\u76ee\u5f55"))
    assert entries[first] >= 15
    assert sum(entries) == count
