"""A finished EPUB held against the guides of stores: each broken rule is named with its guide, and nothing changes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from huozi import cli
from huozi.diagnostics import Log
from huozi.verify import store
from tests import builders
from tests.epub.books import epub_of

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.verify.store import Store

OPF = "EPUB/content.opf"
ONE = "EPUB/chapter-01.xhtml"
COVER = "EPUB/cover.png"


@pytest.fixture(scope="module")
def data() -> bytes:
    chapter = builders.chapter("<h1>总则</h1><h2 id='s'>范围</h2><h3 id='t'>定义</h3><p>正文。</p>", id="one")
    return epub_of(builders.book(chapter, title="活字", isbn="978-7-302-51177-6"))


def with_file(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one file in place of what has its name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        assert name in old.namelist()
        for info in old.infolist():
            new.writestr(info, content if info.filename == name else old.read(info))
    return out.getvalue()


def text_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def said(data: bytes, name: Store) -> list[str]:
    log = Log()
    store.check(data, name, log)
    assert all(one.severity.value == "warning" and one.code == f"store-{name}" for one in log.entries)
    return [one.message for one in log.entries]


@pytest.mark.parametrize("name", ["kobo", "apple", "ebpaj", "readmoo"])
def test_a_plain_book_with_an_isbn_keeps_the_rules(data: bytes, name: Store) -> None:
    assert said(data, name) == []


def test_kindle_shows_two_levels_of_the_ncx(data: bytes) -> None:
    assert said(data, "kindle") == ["the NCX has 3 levels, of which 2 are shown (Kindle publishing guidelines)"]


def test_a_book_without_isbn_is_named_for_kobo() -> None:
    plain = epub_of(builders.book(builders.chapter("<h1>总则</h1>", id="one"), title="活字"))
    assert said(plain, "kobo") == ["no dc:identifier holds an ISBN (Kobo EPUB guidelines)"]
    assert said(plain, "readmoo") == []


def test_a_document_of_more_than_256_kib_is_too_long_in_japan_and_taiwan(data: bytes) -> None:
    document = text_of(data, ONE)
    long = with_file(data, ONE, document.replace("正文。".encode(), b"x" * (256 * 1024)))
    limit = "a document is to have 256 KiB at most"
    assert [limit in message for message in said(long, "ebpaj")] == [True]
    assert [limit in message for message in said(long, "readmoo")] == [True]
    assert said(long, "kobo") == []


def test_a_byte_order_mark_and_mixed_line_ends_are_named(data: bytes) -> None:
    mixed = with_file(data, ONE, b"\xef\xbb\xbf" + text_of(data, ONE).replace(b"\n", b"\r\n", 1) + b"\n")
    assert [message.partition(f"{ONE} ")[2] for message in said(mixed, "ebpaj")] == [
        "begins with a byte order mark; UTF-8 is to be without (EBPAJ EPUB 3 guide 1.1)",
        "mixes two kinds of line ends (EBPAJ EPUB 3 guide 1.1)",
    ]


def test_a_picture_that_is_too_large_or_transparent_is_named_where_the_store_minds(data: bytes) -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (2000, 2001), (0, 0, 0, 0)).save(picture, "PNG")
    changed = with_file(data, COVER, picture.getvalue())
    size = f"{COVER} has 2000 x 2001 pixels, more than"
    assert said(changed, "apple") == [f"{size} 4000000 (Apple Books asset guide)"]
    assert said(changed, "readmoo") == [f"{size} 3500000 (TDPF EPUB 3 guide 1.0)"]
    assert said(changed, "kobo") == [f"{COVER} is transparent; a picture is to have a ground (Kobo EPUB guidelines)"]


def test_the_command_checks_and_changes_nothing(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.epub"
    book.write_bytes(data)
    assert cli.main(["--format", "short", "check", str(book), "--store", "kindle"]) == 0
    assert "warning[store-kindle]" in capsys.readouterr().err
    assert book.read_bytes() == data
    assert cli.main(["check", str(tmp_path / "book.md"), "--store", "kindle"]) == 2
