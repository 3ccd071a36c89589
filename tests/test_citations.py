"""Citations and the list of references: what the finished PDF and EPUB say, and what the author is told.

The rules are GB/T 7714-2015: 10.1 for numbers, 10.2 for authors with years, 9 for the order of the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pymupdf
import pytest

from huozi import config, pipeline
from huozi.diagnostics import Log
from tests.made import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.made import Made, WriteBook

BIB = """@book{paper, author={潘吉星}, title={中国造纸史}, address={上海}, publisher={上海人民出版社}, year=2009}
@book{type, author={钱存训 and 刘拓 and 汪刘次昕 and 丁一}, title={纸和印刷}, address={北京},
  publisher={科学出版社}, year=1990}
@article{ink, author={Anna Meyer and Bernd Vogt}, title={On ink}, journal={Print}, year=2001, volume=3, pages={9--12}}
@online{req, author={{W3C}}, title={中文排版需求}, date={2025-11-18}, urldate={2026-11-20},
  url={https://www.w3.org/TR/clreq/}}
"""


def cite(write_book: WriteBook, text: str, *, front: str = "", bib: str = BIB) -> Made:
    return made(write_book, text, front=f"bibliography: refs.bib\n{front}", files={"refs.bib": bib})


def test_numbers_follow_the_first_citations_and_the_list_follows_the_numbers(write_book: WriteBook) -> None:
    book = cite(
        write_book, "# 纸\n\n造纸见[@paper]，排印见[@type]。\n\n# 字\n\n又见[@paper; @type; @req]，墨见 [@ink] 一文。\n"
    )
    for text in (book.printed, book.reflowed):
        assert "造纸见[1]，排印见[2]。" in text
        assert "又见[1-3]，墨见[4]一文。" in text
        at = [text.index(one) for one in ("[1]潘吉星", "[2]钱存训,刘拓,汪刘次昕,等.", "[3]W3C.", "[4]MEYERA,VOGTB.")]
        assert at == sorted(at)
    assert book.told == ""


def test_numbers_that_do_not_follow_one_another_have_commas_and_pages_stand_after_the_bracket(
    write_book: WriteBook,
) -> None:
    """10.1.2 and 10.1.3."""
    book = cite(write_book, "# 纸\n\n甲[@paper]乙[@type]丙[@req; @paper]丁[@type, 第 194 页]戊[@type, pp. 20–22]。\n")
    for text in (book.printed, book.reflowed):
        assert "甲[1]乙[2]丙[1,3]丁[2]194戊[2]20-22。" in text


def test_an_author_in_the_sentence_is_named_before_the_number(write_book: WriteBook) -> None:
    book = cite(write_book, "# 纸\n\n@paper认为如此，@type 也认为如此，@ink [p. 10] 不然[-@paper]。\n")
    for text in (book.printed, book.reflowed):
        assert "潘吉星[1]认为如此，钱存训等[2]也认为如此，Meyeretal.[3]10不然[1]。" in text


def test_citations_right_behind_one_another_are_not_links_by_reference(write_book: WriteBook) -> None:
    book = cite(write_book, "# 纸\n\n甲[@paper][@type, 第 3 页][@req]，[字][r]。\n\n[r]: https://a.example\n")
    for text in (book.printed, book.reflowed):
        assert "甲[1][2]3[3]，字。" in text


def test_a_mark_is_above_the_line_and_never_begins_one(write_book: WriteBook) -> None:
    """FN2: wherever the line ends, the mark stays with the character before it."""
    text = "".join(f"{'纸坊' * count}引文[@paper]在此。\n\n" for count in range(1, 26))
    with pymupdf.open(cite(write_book, f"# 纸\n\n{text}").pdf) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
        lines = [
            line for page in document for block in page.get_text("dict")["blocks"] for line in block.get("lines", [])
        ]
    spans = [span for line in lines for span in line["spans"] if span["text"].strip() == "[1]"]
    small = [span for span in spans if span["size"] < 8]
    assert len(small) == 25
    assert all(span["bbox"][0] > 78 for span in small)


def test_authors_with_years_name_the_sources_in_the_sentence(write_book: WriteBook) -> None:
    """10.2: one author, the first and 等 or et al. by the language of the work, several with semicolons."""
    book = cite(
        write_book,
        "# 纸\n\n造纸[@paper]与排印 [见 @type, p. 5; @ink] 不同，@ink认为[-@paper, 第 7 页]如此[@paper, 12]。\n",
        front="citation-style: author-year\n",
    )
    for text in (book.printed, book.reflowed):
        assert "造纸（潘吉星，2009）与排印（见钱存训等，1990：5；Meyeretal.，2001）不同，" in text
        assert "Meyeretal.（2001）认为（2009）7如此（潘吉星，2009）12。" in text
        # 9.2: Chinese before Western languages, by the sound of the name: pan before qian.
        at = [text.index(one) for one in ("潘吉星,2009.", "钱存训,刘拓,汪刘次昕,等,1990.", "MEYERA,VOGTB,2001.")]
        assert at == sorted(at)


def test_works_of_one_author_and_year_are_told_apart_by_letters(write_book: WriteBook) -> None:
    """10.2.3."""
    bib = "".join(
        f"@book{{{key}, author={{潘吉星}}, title={{{title}}}, address={{北京}}, publisher={{文物出版社}}, year=1979}}\n"
        for key, title in (("a", "上卷"), ("b", "下卷"))
    )
    book = cite(write_book, "# 纸\n\n先[@b]后[@a]，合[@a; @b]。\n", front="citation-style: author-year\n", bib=bib)
    assert "先（潘吉星，1979b）后（潘吉星，1979a），合（潘吉星，1979a，1979b）。" in book.printed
    assert "潘吉星,1979a.上卷" in book.printed


def test_korean_citations_have_spaces_and_marks_of_their_own(write_book: WriteBook) -> None:
    bib = "@book{a, author={김철수}, title={종이의 역사}, address={서울}, publisher={한빛}, year=2010}\n"
    book = cite(
        write_book, "# 종이\n\n종이는 오래되었다 [@a]. 글.\n", front="lang: ko\ncitation-style: author-year\n", bib=bib
    )
    assert "오래되었다 (김철수, 2010). 글." in "".join(map(str, book.documents["chapter-01.xhtml"].itertext()))
    assert "참고문헌" in book.printed


def test_a_citation_in_a_note_counts_where_the_note_is_called(write_book: WriteBook) -> None:
    book = cite(write_book, "# 纸\n\n先有注[^n]，后有文[@type]。\n\n[^n]: 见[@paper]。\n")
    for text in (book.printed, book.reflowed):
        assert "后有文[2]。" in text
        assert "见[1]。" in text


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        ("# 纸\n\n见[@paper]。\n\n# 后记 {.unnumbered}\n\n写毕。\n", ["第一章　纸", "参考文献", "后记"]),
        ("# 参考文献\n\n# 纸\n\n见[@paper]。\n", ["参考文献", "第一章　纸"]),
        ("# 纸\n\n见[@paper]。\n\n## 参考文献\n\n## 余论\n\n完。\n", ["第一章　纸"]),
        ("# 纸\n\n见[@paper]。\n\n::: {#refs}\n:::\n\n完。\n", ["第一章　纸"]),
        ("# 纸\n\n见[@paper]。\n\n## 书目 {.references}\n\n## 余论\n\n完。\n", ["第一章　纸"]),
    ],
)
def test_the_list_stands_where_the_author_puts_it(write_book: WriteBook, text: str, chapters: list[str]) -> None:
    book = cite(write_book, text, front="numbering: zh-book\n")
    assert "[1]潘吉星.中国造纸史[M].上海:上海人民出版社,2009." in book.printed
    assert book.bookmarks == chapters
    if "余论" in text:
        assert book.printed.index("[1]潘吉星") < book.printed.index("余论")


def test_in_the_pdf_a_mark_leads_to_its_entry_and_the_entry_back(write_book: WriteBook) -> None:
    book = cite(write_book, "# 纸\n\n造纸见[@paper]。\n")
    assert book.links == [["references.ref-paper"], ["纸.cite-paper"]]


def test_in_the_epub_marks_and_list_have_their_roles(write_book: WriteBook) -> None:
    """DPUB-ARIA 1.1 doc-biblioref, doc-bibliography, doc-backlink; EPUB 3 SSV biblioref, bibliography."""
    documents = cite(write_book, "# 纸\n\n造纸见[@paper]，网见[@req]。\n").documents
    space = {"h": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops"}
    chapter, listed = documents["chapter-01.xhtml"], documents["back-01.xhtml"]
    marks = chapter.findall(".//h:a[@role='doc-biblioref']", space)
    assert [mark.get("href") for mark in marks] == [
        "back-01.xhtml#references.ref-paper",
        "back-01.xhtml#references.ref-req",
    ]
    (box,) = listed.findall(".//h:section[@role='doc-bibliography']", space)
    assert box.get(f"{{{space['e']}}}type") == "bibliography"
    assert [one.get("href") for one in box.findall(".//h:a[@role='doc-backlink']", space)] == [
        f"chapter-01.xhtml#{mark.get('id')}" for mark in marks
    ]
    assert box.find(".//h:a[@class='address']", space).get("href") == "https://www.w3.org/TR/clreq/"  # type: ignore[union-attr]
    assert "参考文献" in "".join(map(str, documents["nav.xhtml"].itertext()))


@pytest.mark.needs_java
@pytest.mark.parametrize("style", ["numeric", "author-year"])
def test_an_epub_with_citations_is_valid(
    write_book: WriteBook, epubcheck: Callable[[Path], list[str]], style: str
) -> None:
    text = "# 纸\n\n造纸见[@paper]，@type 与[见 @ink, p. 9; @req]。注[^n]。\n\n[^n]: 见[@req]。\n"
    book = cite(write_book, text, front=f"citation-style: {style}\n")
    assert book.epub is not None
    assert epubcheck(book.epub) == []


def test_works_are_read_from_csl_files_too(write_book: WriteBook) -> None:
    csl = '[{"id": "law", "type": "book", "title": "活字典", "author": [{"family": "王", "given": "祯"}],'
    csl += ' "publisher": "农桑社", "publisher-place": "旌德", "issued": {"date-parts": [[1313]]}}]'
    files = {"refs.bib": BIB, "more.json": csl}
    book = made(
        write_book, "# 字\n\n甲[@law]乙[@paper]。\n", front="bibliography: [refs.bib, more.json]\n", files=files
    )
    assert "[1]王祯.活字典[M].旌德:农桑社,1313.[2]潘吉星." in book.printed


def test_only_addresses_of_the_web_are_links(write_book: WriteBook) -> None:
    """An entry tells what its file says; a link to a script or to a file of the reader's is none."""
    entries = "".join(
        f"@online{{a{number}, title={{甲}}, author={{乙}}, date={{2020}}, url={{{address}}}}}\n"
        for number, address in enumerate(("javascript:x()", "file:///etc/passwd", "http://", "https://a.example/<b>"))
    )
    book = cite(write_book, "# 字\n\n甲[@a0; @a1; @a2; @a3]。\n", bib=entries)
    links = [one.get("href") for root in book.documents.values() for one in root.iterfind(".//{*}a[@class='address']")]
    assert links == ["https://a.example/%3Cb%3E"]


def test_works_that_nothing_cites_are_listed_on_request(write_book: WriteBook) -> None:
    book = cite(write_book, "# 字\n\n甲[@type]。\n", front="nocite: '@ink, @paper'\n")
    assert book.printed.index("[1]钱存训") < book.printed.index("[2]MEYER") < book.printed.index("[3]潘吉星")
    assert "[4]" not in book.printed
    every = cite(write_book, "# 字\n\n甲[@type]。\n", front="nocite: '@*'\n")
    assert "[4]W3C" in every.printed


def test_what_is_no_citation_stays_text(write_book: WriteBook) -> None:
    text = "# 字\n\n写信到 a@b.org，@某人 与 @Override 都不是，\\@paper 也不是，[@paper](https://a.org)是链接。引[@paper]。\n"
    for said in (cite(write_book, text).printed, cite(write_book, text).reflowed):
        assert "写信到a@b.org，@某人与@Override都不是，@paper也不是，@paper是链接。引[1]。" in said


def test_a_book_without_a_bibliography_says_so_once_where_brackets_cite(write_book: WriteBook) -> None:
    book = made(write_book, "# 字\n\n甲[@a2001]，乙[@b2002]。\n")
    assert book.told.startswith("book.md:10:2: warning[cite-no-bibliography]: `[@a2001]` looks like a citation, but")
    assert "b2002" not in book.told
    assert "甲[@a2001]，乙[@b2002]。" in book.printed


TOLD = {
    "an unknown key": (
        "甲[@papre]。",
        BIB,
        "book.md:11:3: error[cite-unknown]: the bibliography has no work `papre`",
    ),
    "a key in a sentence that is nearly one": (
        "@papers 如此[@paper]。",
        BIB,
        "book.md:11:1: warning[cite-unknown]: `@papers` is set as it stands: the bibliography has no work `papers`",
    ),
    "a key that stands twice": (
        "甲[@paper]。",
        BIB + "@book{paper, author={甲}, title={乙}, publisher={丙}, year=2001}\n",
        "refs.bib:7:7: error[bib-duplicate]: the key `paper` stands twice in this file",
    ),
    "a field that an entry needs": (
        "甲[@a]。",
        "% 注\n@article{a, author={甲}, title={乙}, year=2001}\n",
        "refs.bib:2:10: warning[bib-field]: the work `a` has no `journal`, which its entry needs",
    ),
    "a work without a title": (
        "甲[@a]。",
        "@book{a, author={甲}, publisher={丙}, year=2001}\n",
        "refs.bib:1:7: error[bib-field]: the work `a` has no `title`",
    ),
    "an entry that never ends": (
        "甲[@paper]。",
        BIB + "@book{x, title={甲\n",
        "refs.bib:7:1: error[bib-syntax]: this entry cannot be read:",
    ),
    "works that nothing cites": (
        "甲[@paper]。",
        BIB,
        "refs.bib:2:7: note[cite-unused]: 3 works of `refs.bib` are cited nowhere: `type`, `ink`, `req`",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_author_is_told_with_the_place(write_book: WriteBook, name: str) -> None:
    text, bib, expected = TOLD[name]
    told = cite(write_book, f"# 字\n\n{text}\n", bib=bib).told.split("\n")
    assert [line for line in told if line.startswith(expected)], told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("nothing.bib", "book.md:6:15: error[bibliography-missing]: there is no file `nothing.bib`"),
        ("../refs.bib", "book.md:6:15: error[outside-book]: `../refs.bib` is outside the book's folder"),
        ("book.md", "book.md:6:15: error[config-bad-value]: `book.md` is not a value of `bibliography`"),
    ],
)
def test_a_bibliography_is_a_file_of_the_book(write_book: WriteBook, value: str, expected: str) -> None:
    assert made(write_book, "# 字\n\n甲。\n", front=f"bibliography: {value}\n").told.startswith(expected)


def test_numbers_change_only_what_they_must(write_book: WriteBook, tmp_path: Path) -> None:
    """A citation put before others renumbers those after it; a chapter without citations keeps its object."""
    front = "---\ntitle: 纸\nbibliography: refs.bib\n---\n\n"
    plain = "# 白\n\n这一章没有引用。\n\n"

    def objects(text: str) -> set[str]:
        path = write_book(front + text, {"refs.bib": BIB})
        log = Log()
        read = config.load(path, log)
        assert read is not None
        assert not pipeline.build(read, log, out=tmp_path / "out", to={"pdf"}, jobs=1).failed
        return {file.name for file in (tmp_path / "out" / ".cache").glob("*.object")}

    before = objects(f"{plain}# 墨\n\n墨[@ink]。\n")
    after = objects(f"{plain}# 墨\n\n墨[@ink]。\n\n# 纸\n\n纸[@paper]。\n")
    # New: the chapter that was added, the list of works, the contents. The others are as they were.
    assert len(after - before) == 3
