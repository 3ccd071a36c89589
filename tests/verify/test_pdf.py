"""The outline contract on finished PDFs that were tampered with, and `huozi check book.pdf`: each message in full."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from huozi import outline, verify
from huozi.diagnostics import Log
from tests.builders import book, chapter
from tests.pdf.pages import Set, set_book
from tests.pdf.test_pdf import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def made() -> Set:
    return set_book(sample())


def changed(made: Set, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        change(pdf)
        sink = io.BytesIO()
        pdf.save(sink)
    return sink.getvalue()


def outputs(made: Set, data: bytes, tree: outline.Outline | None = None) -> list[str]:
    log = Log()
    verify.outputs(outline.with_pages(tree or made.outline, made.pdf.folios), data, None, log)
    assert {entry.code for entry in log.entries} <= {"outline-differs"}
    return [entry.message for entry in log.entries]


def file_findings(data: bytes, folder: Path) -> list[tuple[str, str]]:
    path = folder / "book.pdf"
    path.write_bytes(data)
    log = Log()
    verify.file(path, log)
    return [(entry.code, entry.message) for entry in log.entries]


def test_a_finished_book_holds_its_outline(made: Set) -> None:
    assert outputs(made, made.pdf.data) == []


def test_a_heading_under_readings_is_where_its_bookmark_lands() -> None:
    ruby = "<ruby>活版<rt>かっぱん</rt></ruby><ruby>所<rt>じょ</rt></ruby>"
    made = set_book(book(chapter(f"<h1>{ruby}</h1><p>甲。</p><h2>{ruby}</h2><p>乙。</p>"), lang="ja", numbering="none"))
    assert outputs(made, made.pdf.data) == []


def test_a_changed_bookmark_is_named(made: Set) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as tree:
            tree.root[1].title = "第一章　地玄黄天"

    assert outputs(made, changed(made, change)) == [
        "bookmarks: entry 2 is “第一章　地玄黄天”, expected “第一章　天地玄黄”"
    ]


def test_a_missing_bookmark_is_named(made: Set) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as tree:
            del tree.root[0]

    assert outputs(made, changed(made, change)) == ["bookmarks: “前言” is missing, expected as entry 1"]


def test_a_bookmark_that_lands_beside_its_heading_is_named(made: Set) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        where = names["one"]
        names["one"] = Array([where[0], Name.XYZ, where[2], 300, 0])

    (message,) = outputs(made, changed(made, change))
    assert message.startswith("PDF: the bookmark “第一章　天地玄黄” lands on “")
    assert message.endswith("” on page 1, not on its heading")


def test_a_bookmark_on_another_page_is_named(made: Set) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        names["tables"] = Array([pdf.pages[2].obj, Name.XYZ, 0, 595, 0])

    messages = outputs(made, changed(made, change))
    assert f"bookmarks: “附录A　附表” is on page iii, expected page {made.pdf.folios['tables']}" in messages
    assert f"contents: “附录A　附表” is said to be on page {made.pdf.folios['tables']}, it is on page iii" in messages


def test_folios_printed_in_the_contents_are_compared_with_the_pages(made: Set) -> None:
    """TC2: every page is labelled one more than it should be."""

    def change(pdf: pikepdf.Pdf) -> None:
        numbers = pdf.Root.PageLabels.Nums
        numbers[3] = Dictionary(S=Name.D, St=2)

    messages = outputs(made, changed(made, change))
    assert "contents: “第一章　天地玄黄” is said to be on page 1, it is on page 2" in messages


def test_an_entry_missing_from_the_contents_is_named(made: Set) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[made.page_of(made.pdf.folios["contents"])]
        page.obj.Annots = Array([link for link in page.obj.Annots if str(link.Dest) != "preface"])

    assert outputs(made, changed(made, change)) == ["contents: “前言” is missing"]


def test_an_outline_of_another_book_differs_in_every_way(made: Set) -> None:
    first, *rest = made.outline.entries
    other = outline.Outline((replace(first, title="序言"), *rest))
    assert outputs(made, made.pdf.data, other)


def test_a_good_file_has_no_findings(made: Set, tmp_path: Path) -> None:
    assert file_findings(made.pdf.data, tmp_path) == []


def test_what_is_not_a_pdf_is_told(tmp_path: Path) -> None:
    ((code, message),) = file_findings(b"hello", tmp_path)
    assert code == "pdf-syntax"
    assert message.startswith("this is not a PDF that can be read: ")


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    log = Log()
    verify.file(tmp_path / "book.docx", log)
    (entry,) = log.entries
    assert entry.code == "file-kind"
    assert entry.message == "`book.docx` is neither a PDF nor an EPUB: its name ends in `.docx`"


def test_a_font_that_is_not_in_the_file_is_named(made: Set, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources.Font["/F0"] = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )

    assert file_findings(changed(made, change), tmp_path) == [
        ("font-not-embedded", "the font Helvetica is not in the file")
    ]


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")), "pdf-active"),
        (Dictionary(S=Name.Launch, F=String("calc.exe")), "pdf-active"),
        (Dictionary(S=Name.URI, URI=String("file:///home/author/x.html")), "pdf-file-link"),
    ],
)
def test_what_a_book_must_not_do_is_told(made: Set, tmp_path: Path, action: Dictionary, code: str) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = action

    assert [found for found, _ in file_findings(changed(made, change), tmp_path)] == [code]


def test_a_painted_empty_box_is_told(made: Set, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        name = next(iter(pdf.pages[2].obj.Resources.Font.keys()))
        content = f"BT {name} 10 Tf 1 0 0 1 50 50 Tm <0000> Tj ET".encode()
        pdf.pages[2].contents_add(pdf.make_stream(content))

    assert file_findings(changed(made, change), tmp_path) == [
        ("glyph-missing", "page iii: a character is painted as an empty box")
    ]


def test_a_file_without_bookmarks_is_told(made: Set, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Outlines

    assert file_findings(changed(made, change), tmp_path) == [("outline-missing", "the PDF has no bookmarks")]


def test_a_share_of_another_process_is_told_in_its_place(made: Set) -> None:
    """What a second process finds comes where it would if one had looked for all."""

    def move(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(b"")

    data, alone, shared = changed(made, move), Log(), Log()
    tree = outline.with_pages(made.outline, made.pdf.folios)
    asked: list[object] = []

    def share(work: Callable[..., object], *given: object) -> Callable[[], object]:
        asked.append(work)
        return lambda: work(*given)

    verify.outputs(tree, data, None, alone)
    verify.outputs(tree, data, None, shared, share)
    ahead = Log()
    verify.outputs(tree, data, None, ahead, share, verify.begin(tree, data, share))
    assert ahead.entries == alone.entries
    assert len(alone.entries) > 4
    assert asked
    assert shared.entries == alone.entries
