"""The index: what the finished PDF and EPUB say, and what the author is told. For the order see test_collation."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pymupdf
import pytest

from tests.made import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.made import Made, WriteBook

SPACE = {"h": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops"}


def entries(book: Made, name: str = "back-01.xhtml") -> list[str]:
    """The letters and entries of the index of the EPUB, as a reader sees them; what is below a term is indented."""
    found = []
    for one in book.documents[name].iter("{*}span", "{*}li"):
        if one.get("class") == "index-letter":
            found.append(f"[{one.text}]")
        elif (one.get("id") or "").partition(".entry-")[1]:
            own = [one.text or ""]
            for part in one.findall("h:span", SPACE):
                own += ["".join(map(str, part.itertext())), part.tail or ""]
            depth = sum(above.tag == one.tag for above in one.iterancestors()) - 1
            found.append("  " * depth + " ".join("".join(own).split()))
    return found


def test_terms_stand_under_their_letters_with_the_words_of_their_sections(write_book: WriteBook) -> None:
    text = (
        "# 版面\n\n[版心]{.index}与[天头]{.index entry='版面!天头'}、[乐府]{.index sort='yue4 fu3'}，"
        "[型心]{.index see='版心'}。\n\n"
        "## 说明\n\n[EPUB]{.index}与[3D]{.index}，又是[版心]{.index}，又是[版心]{.index}。\n\n"
        "# 附说\n\n[版心]{.index}。\n"
    )
    book = made(write_book, text, front="numbering: zh-book\n")
    assert entries(book) == [
        "[数字和符号]",
        "3D 第一章第一节",
        "[B]",
        "版面",
        "  天头 第一章",
        "版心 第一章、第一章第一节、第二章",
        "[E]",
        "EPUB 第一章第一节",
        "[X]",
        "型心 见“版心”",
        "[Y]",
        "乐府 第一章",
    ]
    assert book.told == ""
    assert book.bookmarks == ["第一章　版面", "第二章　附说", "索引"]
    assert "版心" in book.printed[: book.printed.index("索引")], "the words of the text stay"


def test_print_has_pages_each_once_and_those_that_follow_as_a_range(write_book: WriteBook) -> None:
    mark = "[版心]{.index}，[版心]{.index}"
    chapters = (
        f"# 章\n\n{mark if at in {2, 3, 4, 6} else '无'}。{'注[^n]。' if at == 3 else ''}\n\n" for at in range(1, 8)
    )
    book = made(write_book, "".join(chapters) + "[^n]: [脚注]{.index}。\n")
    assert "版心2–4,6" in book.pages[-1]
    assert "脚注3" in book.pages[-1]


def test_pages_are_true_where_the_index_itself_moves_what_it_names(write_book: WriteBook) -> None:
    """The afterword stands behind the index, and its pages depend on how long that is."""
    words = "".join(f"[词{at:03}]{{.index}}、" for at in range(150))
    book = made(write_book, f"# 章\n\n{words}\n\n# 后记\n\n[跋语]{{.index}}。\n")
    page = next(at for at, text in enumerate(book.pages, 1) if text.startswith("后记") or "后记跋语" in text)
    assert page > 4, "the index has several pages"
    assert f"跋语{page}" in book.printed


def test_pages_of_the_front_matter_come_first_and_make_no_range_with_the_text(write_book: WriteBook) -> None:
    book = made(
        write_book, "# 前言 {.front}\n\n[版心]{.index}。\n\n# 章\n\n[版心]{.index}。\n\n# 章二\n\n[版心]{.index}。\n"
    )
    assert "版心i,1–2" in book.pages[-1]


def test_print_sets_two_columns_with_equal_lines(write_book: WriteBook) -> None:
    words = "".join(f"[词{at:03}]{{.index}}、" for at in range(60))
    book = made(write_book, f"# 章\n\n{words}\n")
    with pymupdf.open(book.pdf) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
        page = document[-2] if len(document) > 2 else document[-1]
        found = [(round(word[0]), round(word[3], 1)) for word in page.get_text("words") if word[4].startswith("词")]
    left, right = sorted({x for x, _ in found})
    assert right - left > 100
    rows = [{y for x, y in found if x == edge} for edge in (left, right)]
    assert len(rows[0] & rows[1]) > 5, "entries of both columns stand on the same lines"


def test_a_page_number_leads_to_the_word_and_see_to_the_entry(write_book: WriteBook) -> None:
    book = made(write_book, "# 章\n\n[版心]{.index}，[型心]{.index see='版心'}。\n")
    assert book.links[-1] == ["章.mark-1", "index.entry-1"]
    links = book.documents["back-01.xhtml"].findall(".//h:section//h:a", SPACE)
    assert [link.get("href") for link in links] == ["chapter-01.xhtml#章.mark-1", "#index.entry-1"]
    places = book.documents["chapter-01.xhtml"].findall(".//h:span[@id='章.mark-1']", SPACE)
    assert [place.text for place in places] == ["版心"]


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        ("# 章\n\n[词]{.index}。\n\n# 后记\n\n完。\n", ["章", "索引", "后记"]),
        ("# 索引\n\n# 章\n\n[词]{.index}。\n", ["索引", "章"]),
        ("# 章\n\n[词]{.index}。\n\n## 名词索引\n\n## 末节\n\n完。\n", ["章"]),
        ("# 章\n\n[词]{.index}。\n\n::: {.index-here}\n:::\n\n完。\n", ["章"]),
        ("# 章\n\n[词]{.index}。\n\n## 检字 {.index-here}\n\n## 末节\n\n完。\n", ["章"]),
    ],
)
def test_the_index_stands_where_the_author_puts_it(write_book: WriteBook, text: str, chapters: list[str]) -> None:
    book = made(write_book, text, front="numbering: none\n")
    assert book.bookmarks == chapters
    assert "C词1" in book.printed or "C词2" in book.printed
    if "末节" in text:
        assert book.printed.index("C词1") < book.printed.index("末节")
    assert book.told == ""


def test_each_language_has_its_order_and_its_words(write_book: WriteBook) -> None:
    text = "# 頭\n\n[{}]{{.index}}。\n"
    hant = made(write_book, text.format("版面"), front="lang: zh-Hant\n")
    assert entries(hant)[0] == "[8畫]"
    ruby = made(write_book, "# 頭\n\n[{組版|くみ|はん}]{.index}と[ガイド]{.index}。\n", front="lang: ja\n")
    assert entries(ruby) == ["[か]", "ガイド 「頭」", "組版 「頭」"]
    assert ruby.told == ""
    hangul = made(write_book, text.format("나무"), front="lang: ko\n")
    assert entries(hangul)[0] == "[ㄴ]"
    assert hangul.bookmarks[-1] == "찾아보기"


def test_a_place_without_words_is_named_too(write_book: WriteBook) -> None:
    book = made(write_book, "# 章\n\n前[]{.index entry='看不见的词'}后。\n")
    assert "前后。" in book.printed
    assert "看不见的词1" in book.printed


def test_the_index_comes_after_the_references(write_book: WriteBook) -> None:
    bib = "@book{a, author={甲}, title={乙}, address={北京}, publisher={丙}, year=2001}\n"
    text = "# 章\n\n[词]{.index}[@a]。\n\n# 后记\n\n完。\n"
    book = made(write_book, text, front="bibliography: refs.bib\nnumbering: none\n", files={"refs.bib": bib})
    assert book.bookmarks == ["章", "参考文献", "索引", "后记"]


TOLD = {
    "a term that leads nowhere": (
        "[型心]{.index see='版芯'}，[版心]{.index}。",
        "",
        "book.md:11:1: error[index-see]: `型心` leads to `版芯`, which is not in the index",
    ),
    "a mark without words": (
        "[]{.index}。",
        "",
        "book.md:11:1: warning[index-wordless]: this mark for the index has no words",
    ),
    "a word whose reading is not known": (
        "[組版]{.index}。",
        "lang: ja\n",
        "book.md:11:1: warning[index-reading]: the index has no place for `組版`, which it cannot read",
    ),
    "an index of nothing": (
        "::: {.index-here}\n:::",
        "",
        "book.md:11:1: warning[index-empty]: no word of the book is marked for its index",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_author_is_told_with_the_place(write_book: WriteBook, name: str) -> None:
    text, front, expected = TOLD[name]
    told = made(write_book, f"# 章\n\n{text}\n", front=front or "lang: zh-Hans\n").told
    assert told.startswith(expected), told


@pytest.mark.needs_java
def test_an_epub_with_an_index_is_valid(write_book: WriteBook, epubcheck: Callable[[Path], list[str]]) -> None:
    text = (
        "# 章\n\n[词]{.index}、[字]{.index entry='词!字'}、[句]{.index see='词'}，[]{.index entry='暗'}，见@page:x。"
        "注[^n]。\n\n## 节 {#x}\n\n[词]{.index}。\n\n[^n]: [注]{.index}，见@page:x。\n"
    )
    alone = made(write_book, text)
    assert alone.epub is not None
    assert epubcheck(alone.epub) == []
    with zipfile.ZipFile(alone.epub) as archive:
        assert b'<meta property="schema:accessibilityFeature">index</meta>' in archive.read("EPUB/content.opf")
    inside = made(write_book, f"{text}\n## 检字 {{.index-here}}\n")
    assert inside.epub is not None
    assert epubcheck(inside.epub) == []
    (box,) = inside.documents["chapter-01.xhtml"].findall(".//h:section[@role='doc-index']", SPACE)
    assert box.get(f"{{{SPACE['e']}}}type") == "index"
    lists = box.findall(".//*[@e:type='index-entry-list']", SPACE)
    assert len(lists) == 1
    assert len(lists[0].findall(".//*[@e:type='index-entry']", SPACE)) == len(box.findall(".//h:li", SPACE)) > 1
    # EPUBCheck holds a book against EPUB Indexes 1.0 only where it says that it is one.
    declared = inside.epub.with_name("declared.epub")
    with zipfile.ZipFile(inside.epub) as old, zipfile.ZipFile(declared, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</metadata>", b"<dc:type>index</dc:type></metadata>"))
    assert [line for line in epubcheck(declared) if "chapter-01" in line] == []
