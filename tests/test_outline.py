from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pikepdf
import pytest

from huozi import outline
from huozi.book import Folio, Part
from huozi.outline import Node, Outline
from tests.builders import book, chapter


def tree(*nodes: Node) -> Outline:
    return Outline(nodes)


def shape(nodes: tuple[Node, ...]) -> list[object]:
    """Titles and nesting alone."""
    return [[node.title, shape(node.entries)] if node.entries else node.title for node in nodes]


BOOK = tree(
    Node("前言", "preface", page=Folio("i")),
    Node("第一章　总则", "one", "第一章", Folio("1"), (Node("第一节　目的", "one.aim", "第一节", Folio("2")),)),
    Node("附录A　词汇", "words", "附录A", Folio("120")),
)


def test_headings_are_nested_by_level() -> None:
    it = book(chapter("<h1>甲</h1><h2>乙</h2><h3>丙</h3><h2>丁</h2>", id="a"), chapter("<h1>戊</h1>", id="b"))
    assert shape(outline.from_book(it).entries) == [["甲", [["乙", ["丙"]], "丁"]], "戊"]


def test_a_skipped_level_stays_nested() -> None:
    it = book(chapter("<h1>甲</h1><h3>乙</h3><h2>丙</h2>"))
    assert shape(outline.from_book(it).entries) == [["甲", ["乙", "丙"]]]


def test_divisions_hold_the_chapters_of_their_part_of_the_book() -> None:
    it = book(
        chapter("<h1>序</h1>", id="a", part=Part.FRONT),
        chapter("<h1>甲</h1>", id="b", divisions=["上卷"]),
        chapter("<h1>乙</h1>", id="c"),
        chapter("<h1>丙</h1>", id="d", divisions=["下卷"]),
        chapter("<h1>表</h1>", id="e", part=Part.APPENDIX),
    )
    assert shape(outline.from_book(it).entries) == ["序", ["上卷", ["甲", "乙"]], ["下卷", ["丙"]], "表"]


def test_an_entry_shows_its_number_and_leads_to_its_heading() -> None:
    one = chapter("<h1>总则</h1>")
    entry = replace(one.entries[0], number="第一章", gap="　")
    (node,) = outline.from_book(book(replace(one, entries=(entry,)))).entries
    assert (node.title, node.number, node.target, node.page) == ("第一章　总则", "第一章", "one", None)


def test_pages_come_by_target() -> None:
    bare = tree(Node("甲", "a", entries=(Node("乙", "b"),)), Node("丙", "c"))
    paged = outline.with_pages(bare, {"a": Folio("i"), "b": Folio("3")})
    assert [(depth, node.page) for depth, node in outline.flat(paged)] == [(1, "i"), (2, "3"), (1, None)]


def test_the_tree_puts_folios_in_one_column_of_cells() -> None:
    assert outline.as_tree(BOOK).split("\n") == [
        "前言              i",
        "第一章　总则      1",
        "  第一节　目的    2",
        "附录A　词汇     120",
    ]


def test_the_tree_of_a_source_has_no_folios() -> None:
    assert outline.as_tree(tree(Node("甲", "a", entries=(Node("乙", "b"),)))) == "甲\n  乙"


def test_the_tree_of_nothing_is_nothing() -> None:
    assert outline.as_tree(Outline(())) == ""


def test_the_outline_as_json() -> None:
    assert outline.as_json(tree(BOOK.entries[1], Node("后记", "end"))) == (
        "[\n"
        "  {\n"
        '    "text": "第一章　总则",\n'
        '    "number": "第一章",\n'
        '    "page": "1",\n'
        '    "entries": [\n'
        "      {\n"
        '        "text": "第一节　目的",\n'
        '        "number": "第一节",\n'
        '        "page": "2",\n'
        '        "entries": []\n'
        "      }\n"
        "    ]\n"
        "  },\n"
        "  {\n"
        '    "text": "后记",\n'
        '    "number": "",\n'
        '    "page": null,\n'
        '    "entries": []\n'
        "  }\n"
        "]"
    )
    assert json.loads(outline.as_json(Outline(()))) == []


# Read back from a PDF.


def pdf(*, named: bool) -> bytes:
    """A PDF of four pages i, ii, 1, 2 with bookmarks 甲 (乙), 丙 on ii, 1 and 2, by name or by place."""
    it = pikepdf.new()
    for _ in range(4):
        it.add_blank_page(page_size=(100, 100))
    it.Root.PageLabels = pikepdf.Dictionary(
        Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r), 2, pikepdf.Dictionary(S=pikepdf.Name.D)])
    )
    places = {"a": 1, "a.乙": 2, "a.乙.词": 2, "c": 3}
    names = pikepdf.NameTree.new(it)
    for name, page in places.items():
        names[name] = pikepdf.Array([it.pages[page].obj, pikepdf.Name.XYZ, 0, 90, 0])
    it.Root.Names = pikepdf.Dictionary(Dests=names.obj)

    def item(title: str, name: str) -> pikepdf.OutlineItem:
        where = pikepdf.String(name) if named else pikepdf.Array(names[name])
        return pikepdf.OutlineItem(title, where)

    with it.open_outline() as bookmarks:
        first = item("第一章　甲", "a")
        first.children.append(item("乙", "a.乙"))
        bookmarks.root.extend([first, item("丙", "c")])
    data = io.BytesIO()
    it.save(data)
    return data.getvalue()


@pytest.mark.parametrize("named", [True, False])
def test_bookmarks_are_read_with_nesting_targets_and_page_labels(named: bool) -> None:
    assert outline.from_pdf(pdf(named=named)) == tree(
        Node("第一章　甲", "a", "", Folio("ii"), (Node("乙", "a.乙", "", Folio("1")),)), Node("丙", "c", "", Folio("2"))
    )


def test_a_pdf_without_bookmarks_has_an_empty_outline() -> None:
    it = pikepdf.new()
    it.add_blank_page()
    data = io.BytesIO()
    it.save(data)
    assert outline.from_pdf(data.getvalue()) == Outline(())


def test_a_bookmark_that_leads_nowhere_has_no_target_and_no_page() -> None:
    it = pikepdf.new()
    it.add_blank_page()
    with it.open_outline() as bookmarks:
        bookmarks.root.append(pikepdf.OutlineItem("甲", None))
    data = io.BytesIO()
    it.save(data)
    assert outline.from_pdf(data.getvalue()) == tree(Node("甲", ""))


# Read back from an EPUB.

CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="c1" href="text/c1.xhtml" media-type="application/xhtml+xml"/>
<item id="c2" href="text/c2.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="c1"/><itemref idref="c2"/></spine></package>"""
TOC = """<nav epub:type="toc"><h1>目录</h1><ol>
<li><a href="text/c1.xhtml#a"><span class="number">第一章</span><span class="gap">　</span>甲</a>
<ol><li><a href="text/c1.xhtml#a.%E4%B9%99">乙</a></li></ol></li>
<li><a href="text/c2.xhtml">
  丙
</a></li></ol></nav>"""
PAGES = """<nav epub:type="page-list"><ol><li><a href="text/c1.xhtml#page-1">1</a></li>
<li><a href="text/c1.xhtml#page-2">2</a></li><li><a href="text/c2.xhtml#page-3">3</a></li></ol></nav>"""
FIRST = """<section><h1 id="a"><span id="page-1"/>甲</h1><p>正文</p>
<h2 id="a.乙">乙</h2><p>正<span id="page-2"/>文</p></section>"""
SECOND = """<section id="c"><span id="page-3"/><p>正文</p></section>"""


def epub(*navs: str) -> bytes:
    def page(inside: str) -> str:
        return (
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
            f"<head><title>书</title></head><body>{inside}</body></html>"
        )

    files = {
        "META-INF/container.xml": CONTAINER,
        "EPUB/content.opf": PACKAGE,
        "EPUB/nav.xhtml": page("".join(navs)),
        "EPUB/text/c1.xhtml": page(FIRST),
        "EPUB/text/c2.xhtml": page(SECOND),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def test_the_contents_of_an_epub_are_read_with_their_targets() -> None:
    assert outline.from_epub(epub(TOC)) == tree(
        Node("第一章　甲", "a", "第一章", None, (Node("乙", "a.乙"),)), Node("丙", "EPUB/text/c2.xhtml")
    )


def test_the_page_list_tells_the_page_of_each_entry() -> None:
    read = outline.from_epub(epub(TOC, PAGES))
    assert [(node.title, node.page) for _, node in outline.flat(read)] == [
        ("第一章　甲", "1"),
        ("乙", "1"),
        ("丙", "3"),
    ]


# Two outlines compared.


def test_equal_outlines_do_not_differ() -> None:
    assert outline.differences(BOOK, BOOK, "the bookmarks") == []


def test_what_one_side_does_not_tell_is_no_difference() -> None:
    bare = tree(
        Node("前言", ""), Node("第一章　总则", "", entries=(Node("第一节　目的", ""),)), Node("附录A　词汇", "")
    )
    assert outline.differences(BOOK, bare, "the bookmarks") == []


@pytest.mark.parametrize(
    ("found", "messages"),
    [
        (
            tree(BOOK.entries[0], replace(BOOK.entries[1], title="第一章　总论"), BOOK.entries[2]),
            ["the nav: entry 2 is “第一章　总论”, expected “第一章　总则”"],
        ),
        (
            tree(BOOK.entries[0], replace(BOOK.entries[1], entries=()), *BOOK.entries[1].entries, BOOK.entries[2]),
            ["the nav: “第一节　目的” stands at level 1, expected level 2"],
        ),
        (
            tree(BOOK.entries[0], BOOK.entries[1], replace(BOOK.entries[2], target="word")),
            ["the nav: “附录A　词汇” leads to `word`, expected `words`"],
        ),
        (
            tree(replace(BOOK.entries[0], page=Folio("ii")), BOOK.entries[1], BOOK.entries[2]),
            ["the nav: “前言” is on page ii, expected page i"],
        ),
        (tree(BOOK.entries[0], BOOK.entries[1]), ["the nav: “附录A　词汇” is missing, expected as entry 4"]),
        (
            tree(*BOOK.entries, Node("后记", "end")),
            ["the nav: entry 5, “后记”, is not in the outline of the book"],
        ),
        (
            tree(BOOK.entries[1], BOOK.entries[2], BOOK.entries[0]),
            ["the nav: “前言” is entry 4, expected entry 1"],
        ),
        (
            tree(replace(BOOK.entries[0], page=Folio("v")), BOOK.entries[1]),
            [
                "the nav: “前言” is on page v, expected page i",
                "the nav: “附录A　词汇” is missing, expected as entry 4",
            ],
        ),
    ],
)
def test_each_difference_is_told_with_its_place(found: Outline, messages: list[str]) -> None:
    assert outline.differences(BOOK, found, "the nav") == messages
