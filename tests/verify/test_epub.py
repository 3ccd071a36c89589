"""An EPUB read back: each way in which it may differ from its outline, or be unsound, is named."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from huozi import outline, passes
from huozi.book import Folio
from huozi.diagnostics import Log
from huozi.epub.pagelist import Break, PageMap
from huozi.outline import Node, Outline
from huozi.verify.epub import check, file_checks
from tests import builders
from tests.epub.books import epub_of, varied

if TYPE_CHECKING:
    from huozi.book import Book

NAV, NCX, OPF, ONE = "EPUB/nav.xhtml", "EPUB/toc.ncx", "EPUB/content.opf", "EPUB/chapter-01.xhtml"


@pytest.fixture(scope="module")
def book() -> Book:
    chapters = (
        builders.chapter("<h1>总则</h1><h2 id='s'>范围</h2><p>见<a href='#t'/>。</p><h2 id='t'>定义</h2>", id="one"),
        builders.chapter("<h1>分则</h1><p>正文。</p>", id="two"),
    )
    return passes.run(builders.book(*chapters, title="活字", numbering="none"), Log())


@pytest.fixture(scope="module")
def data(book: Book) -> bytes:
    return epub_of(book)


def changed(data: bytes, name: str, *pairs: tuple[str, str]) -> bytes:
    """The archive with some words of one of its files replaced; "" as new text of the whole file takes it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == name:
                text = content.decode()
                for before, after in pairs:
                    assert before in text, f"{before} is not in {name}"
                    text = text.replace(before, after)
                if not pairs:
                    continue
                content = text.encode()
            new.writestr(info, content)
    return out.getvalue()


def said(data: bytes, tree: Outline) -> list[str]:
    log = Log()
    check(data, tree, log)
    return [f"{one.code}: {one.message}" for one in log.entries]


def found(data: bytes) -> list[str]:
    log = Log()
    file_checks(data, log)
    return [f"{one.severity.value} {one.code}: {one.message}" for one in log.entries]


def test_a_true_file_is_silent(data: bytes, book: Book) -> None:
    assert said(data, outline.from_book(book)) == []
    assert found(data) == []


def test_a_varied_book_is_silent(tmp_path_factory: pytest.TempPathFactory) -> None:
    varied_book = passes.run(varied(tmp_path_factory.mktemp("varied")), Log())
    data = epub_of(varied_book)
    assert said(data, outline.from_book(varied_book)) == []
    assert found(data) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        (NAV, ">范围<", ">範圍<", "navigation document: entry 2"),
        (NCX, ">范围<", ">範圍<", "NCX: entry 2"),
        (NAV, "#one.s", "#one.t", "navigation document: “范围” leads to `one.t`, expected `one.s`"),
        (NCX, "#one.s", "#one.t", "NCX: “范围” leads to `one.t`, expected `one.s`"),
    ],
)
def test_a_changed_entry_is_named(data: bytes, book: Book, name: str, before: str, after: str, message: str) -> None:
    (difference,) = said(changed(data, name, (before, after)), outline.from_book(book))
    assert difference.startswith(f"outline-differs: {message}")


def test_an_entry_lost_or_too_many_is_named_in_both_lists(data: bytes, book: Book) -> None:
    tree = outline.from_book(book)
    for other in (Outline((*tree.entries, Node("附则", "three"))), Outline(tree.entries[:1])):
        nav, ncx = said(data, other)
        assert nav.startswith("outline-differs: navigation document: ")
        assert ncx.startswith("outline-differs: NCX: ")


def test_a_changed_nesting_is_named(data: bytes, book: Book) -> None:
    first, second = outline.from_book(book).entries
    flat = Outline((Node(first.title, first.target), *first.entries, second))
    assert said(data, flat)[0] == "outline-differs: navigation document: “范围” stands at level 2, expected level 1"


def test_a_page_that_the_printed_book_has_not_is_named(book: Book) -> None:
    pages = PageMap("书（印刷版）", (Break(Folio("1"), "one"), Break(Folio("3"), "two")))
    tree = outline.from_book(book)
    data = epub_of(book, pdf=pages)
    folios = {"one": Folio("1"), "one.s": Folio("1"), "one.t": Folio("1"), "two": Folio("3")}
    assert said(data, outline.with_pages(tree, folios)) == []
    assert said(data, outline.with_pages(tree, folios | {"two": Folio("4")})) == [
        "outline-differs: navigation document: “分则” is on page 3, expected page 4"
    ]


def test_a_target_that_is_gone_is_named(data: bytes, book: Book) -> None:
    broken = changed(data, ONE, ('id="one.s"', 'id="moved"'))
    assert said(broken, outline.from_book(book)) == [
        "outline-target: “范围” in the navigation document leads to `EPUB/chapter-01.xhtml#one.s`, which is not there",
        "outline-target: “范围” in the NCX leads to `EPUB/chapter-01.xhtml#one.s`, which is not there",
    ]


def test_a_target_that_nobody_reads_is_named(data: bytes, book: Book) -> None:
    broken = changed(data, OPF, ('<itemref idref="f-chapter-02.xhtml"/>', ""))
    assert said(broken, outline.from_book(book))[0] == (
        "outline-target: “分则” in the navigation document leads to `EPUB/chapter-02.xhtml`, which the spine lacks"
    )


def test_entries_out_of_reading_order_are_named(data: bytes, book: Book) -> None:
    one, two = '<itemref idref="f-chapter-01.xhtml"/>', '<itemref idref="f-chapter-02.xhtml"/>'
    broken = changed(data, OPF, (one, "@"), (two, one), ("@", two))
    assert said(broken, outline.from_book(book))[0] == (
        "outline-order: “分则” in the navigation document stands after an entry that is read later"
    )


@pytest.mark.parametrize(
    ("name", "pairs", "message"),
    [
        ("mimetype", [("epub", "pub")], "error epub-mimetype: `mimetype` does not say application/epub+zip"),
        ("mimetype", [], "error epub-mimetype: the first entry is not `mimetype`, stored and without extra field"),
        (OPF, [("dc:language", "dc:format")], "error epub-metadata: the package document has no dc:language"),
        (
            OPF,
            [("<dc:title", "<dc:format"), ("/dc:title", "/dc:format")],
            "error epub-metadata: the package document has no dc:title",
        ),
        (
            OPF,
            [('unique-identifier="id"', 'unique-identifier="x"')],
            "error epub-metadata: unique-identifier names `x`, which no dc:identifier has as id",
        ),
        (
            OPF,
            [("1980-01-01T00:00:00Z", "1980-01-01")],
            "error epub-metadata: dcterms:modified is `1980-01-01`; it is one moment in UTC, YYYY-MM-DDThh:mm:ssZ",
        ),
        (
            OPF,
            [("schema:accessibilityHazard", "schema:x")],
            "warning epub-accessibility: the metadata do not tell schema:accessibilityHazard (EPUB Accessibility 1.1)",
        ),
        (
            OPF,
            [(' xml:lang="zh-Hans"', "")],
            "warning epub-accessibility: the package document does not tell the language of its metadata (xml:lang)",
        ),
        (
            "EPUB/style/book.css",
            [],
            "error epub-manifest: the manifest lists `EPUB/style/book.css`, which is not in the archive",
        ),
        (
            OPF,
            [(' properties="nav"', "")],
            "error epub-manifest: no item of the manifest has the property nav: there is no navigation document",
        ),
        (
            OPF,
            [('idref="f-title.xhtml"', 'idref="x"')],
            "error epub-spine: the spine names an item that the manifest has not",
        ),
        (
            OPF,
            [('idref="f-title.xhtml"', 'idref="f-nav.xhtml"')],
            "error epub-spine: the spine names `EPUB/nav.xhtml` 2 times",
        ),
        (ONE, [("</body>", "")], f"error epub-xhtml: {ONE} is not well-formed XML"),
        (ONE, [('id="one.t"', 'id="one.s"')], f"error epub-xhtml: {ONE} has the id `one.s` 2 times"),
        (
            ONE,
            [(' lang="zh-Hans"', ""), (' xml:lang="zh-Hans"', "")],
            f"warning epub-accessibility: {ONE} does not tell its language",
        ),
        (
            ONE,
            [("</p>", '<img src="../EPUB/cover.png"/></p>')],
            f"warning alt-missing: {ONE} has 1 pictures without alternative text",
        ),
        (
            ONE,
            [("</p>", '<img alt="" src="x.png"/></p>')],
            f"error epub-link: {ONE} points to `x.png`, which is not in the archive",
        ),
        (ONE, [("#one.t", "#nowhere")], f"error epub-link: {ONE} points to `#nowhere`, but nothing there has this id"),
        (
            ONE,
            [("</p>", "<script/></p>")],
            f"warning epub-script: {ONE} holds a script: many readers do not run it, and stores refuse it",
        ),
        (ONE, [("</p>", "<svg/></p>")], f"error epub-manifest: {ONE} holds <svg>, but its item lacks the property svg"),
        (
            ONE,
            [("</p>", '<img alt="" src="https://example.org/a.png"/></p>')],
            f"error epub-remote: {ONE} shows a picture from the network: https://example.org/a.png",
        ),
    ],
)
def test_what_is_unsound_is_named(data: bytes, name: str, pairs: list[tuple[str, str]], message: str) -> None:
    assert message in found(changed(data, name, *pairs))


def test_a_file_outside_the_manifest_is_named(data: bytes) -> None:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("EPUB/stray.txt", "x")
        archive.writestr("../evil", "x")
    assert found(out.getvalue()) == [
        "error epub-archive: the archive holds `../evil`, which lies outside of it",
        "warning epub-manifest: `EPUB/stray.txt` is in the archive, but not in the manifest",
        "warning epub-manifest: `../evil` is in the archive, but not in the manifest",
    ]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (b"", "error epub-archive: this is not an EPUB: the archive cannot be read (File is not a zip file)"),
        (
            b"PK\x03\x04 rubbish",
            "error epub-archive: this is not an EPUB: the archive cannot be read (File is not a zip file)",
        ),
    ],
)
def test_what_is_no_archive_is_named(bad: bytes, message: str) -> None:
    assert found(bad) == [message]


def test_a_truncated_file_is_an_error_and_not_a_crash(data: bytes) -> None:
    for length in range(0, len(data), max(1, len(data) // 50)):
        assert found(data[:length])[0].startswith("error epub-archive")


def test_a_package_that_is_not_there_is_named(data: bytes) -> None:
    assert found(changed(data, OPF)) == [
        "error epub-package: META-INF/container.xml names `EPUB/content.opf`, which is not there or not XML"
    ]
    assert found(changed(data, "META-INF/container.xml")) == [
        "error epub-package: META-INF/container.xml names no package document"
    ]
