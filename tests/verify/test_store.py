"""A finished EPUB held against the guides of stores: each broken rule is named with its guide, and nothing changes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from huozi import cli, styles
from huozi.diagnostics import Log, Severity
from huozi.verify import store
from tests import builders
from tests.epub.books import epub_of

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.verify.store import Store

OPF = "EPUB/content.opf"
ONE = "EPUB/chapter-01.xhtml"
COVER = "EPUB/cover.png"
SHEET = "EPUB/style/book.css"


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


def said(data: bytes, name: Store, severity: Severity = Severity.WARNING) -> list[str]:
    log = Log()
    store.check(data, name, log)
    assert {one.code for one in log.entries} <= {f"store-{name}"}
    assert not log.failed
    return [one.message for one in log.entries if one.severity is severity]


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


def test_a_cover_that_is_a_drawing_or_small_is_named(data: bytes) -> None:
    drawn = with_text(
        data,
        'media-type="image/png" properties="cover-image"',
        'media-type="image/svg+xml" properties="cover-image"',
        OPF,
    )
    guides: tuple[tuple[Store, str], ...] = (("kobo", "Kobo"), ("apple", "Apple Books"), ("kindle", "Kindle"))
    for name, guide in guides:
        found = [message for message in said(drawn, name) if "SVG" in message]
        assert [guide in message for message in found] == [True]
    small = io.BytesIO()
    Image.new("RGB", (900, 1399)).save(small, "PNG")
    changed = with_file(data, COVER, small.getvalue())
    words = f"the cover {COVER} has 900 pixels at its shorter side; it is to have 1400 (Apple Books asset guide)"
    assert said(changed, "apple") == [words]
    assert said(changed, "kobo") == []


def with_text(data: bytes, old: str, new: str, name: str = ONE) -> bytes:
    """The archive with other words in one file."""
    text = text_of(data, name).decode()
    assert old in text
    return with_file(data, name, text.replace(old, new).encode())


def test_what_a_guide_advises_is_a_note(data: bytes) -> None:
    folder = "the book lies in `EPUB`; the guide has `item` with image, style and xhtml in it"
    version = "the package does not tell which version of the guide it keeps (ebpaj:guide-version)"
    assert said(data, "readmoo", Severity.NOTE) == [f"{folder} (TDPF EPUB 3 guide 1.0)"]
    assert said(data, "ebpaj", Severity.NOTE) == [
        f"{version} (EBPAJ EPUB 3 guide 1.1)",
        f"{folder} (EBPAJ EPUB 3 guide 1.1)",
    ]


def test_a_mark_of_japan_is_not_for_taiwan(data: bytes) -> None:
    mark = '<meta property="ebpaj:guide-version">1.1.3</meta></metadata>'
    assert said(with_text(data, "</metadata>", mark, OPF), "readmoo") == [
        "ebpaj:guide-version is for Japan only (TDPF EPUB 3 guide 1.0)"
    ]


@pytest.mark.parametrize("name", ["kobo", "ebpaj", "readmoo"])
def test_a_call_of_a_note_says_that_it_is_one(data: bytes, name: Store) -> None:
    call = "正文<sup><a href='#s'>[1]</a></sup>。"
    (message,) = said(with_text(data, "正文。", call), name)
    assert message.startswith(f"{ONE}: `[1]` looks like the call of a note and is not marked as noteref")
    typed = "正文<a xmlns:e='http://www.idpf.org/2007/ops' e:type='noteref' href='#one.s'>[1]</a>。"
    (message,) = said(with_text(data, "正文。", typed), name)
    assert message.startswith(f"{ONE}: the note that `[1]` calls is not marked as a footnote")
    assert (
        said(with_text(data, "正文。", typed.replace("noteref", "biblioref").replace("[1]", "<sup>1</sup>")), name)
        == []
    )
    assert said(with_text(data, "正文。", "正文，见<a href='#s'>第 1 节</a>。"), name) == []


def test_notes_that_huozi_makes_are_marked() -> None:
    text = "<h1>总则</h1><p>正文<a class='noteref' data-note='1'/>。</p>"
    chapter = builders.chapter(text, id="one", notes={"1": "<p>注文。</p>"})
    noted = epub_of(builders.book(chapter, title="活字", isbn="978-7-302-51177-6"))
    for name in ("kobo", "ebpaj", "readmoo"):
        assert said(noted, name) == []


def test_vertical_forms_and_readings_in_zhuyin_are_named_for_taiwan(data: bytes) -> None:
    vertical = with_text(data, "正文。", "\ufe41正文\ufe42")
    assert [one.partition(": ")[0] for one in said(vertical, "readmoo")] == [f"{ONE} holds `\ufe41`"]
    zhuyin = with_text(data, "正文。", "<ruby>正<rt>\u3113\u3125\u02cb</rt></ruby>文")
    assert [one.partition(",")[0] for one in said(zhuyin, "readmoo")] == [f"{ONE} has 1 readings in Zhuyin"]
    pinyin = with_text(data, "正文。", "<ruby>正<rt>zhèng</rt></ruby>文")
    assert said(pinyin, "readmoo") == []


def test_kobo_wants_the_cover_named_twice_and_shown(data: bytes) -> None:
    hidden = with_text(data, "cover.png", "other.png", "EPUB/cover.xhtml")
    assert said(hidden, "kobo") == ["no document of the spine shows the cover (Kobo EPUB guidelines)"]
    old_way = with_text(data, 'name="cover"', 'name="other"', OPF)
    assert said(old_way, "kobo") == ['the cover is to be named by `<meta name="cover">` too (Kobo EPUB guidelines)']


def test_a_vertical_book_says_so_to_kindle() -> None:
    plain = epub_of(builders.book(builders.chapter("<h1>总则</h1>", id="one"), title="活字"))
    assert said(plain, "kindle") == []
    vertical = with_text(plain, "<spine", '<spine page-progression-direction="rtl"', OPF)
    (message,) = said(vertical, "kindle")
    assert message.startswith('a vertical book is to say so by `<meta name="primary-writing-mode"')


def test_what_is_the_reader_s_is_not_set_for_kindle(data: bytes) -> None:
    css = text_of(data, SHEET)
    locked = with_file(
        data, SHEET, css + b"\n@media all { p, li { color: #000; font-weight: 700 } }\nb { color: red }\n"
    )
    assert [one.split("`")[2].split(",")[0].strip() for one in said(locked, "kindle")[1:]] == [
        "sets the colour of the text",
        "sets the text in bold",
    ]


def test_apple_has_one_writing_mode_a_document_and_a_bold_face_for_each_font(data: bytes) -> None:
    css = text_of(data, SHEET)
    turned = with_file(data, SHEET, css + b"\n.t { writing-mode: horizontal-tb }\nhtml { writing-mode: vertical-rl }\n")
    (message,) = said(turned, "apple")
    assert message.startswith(f"{SHEET}: `.t` turns a part of a document")
    face = b"@font-face { font-family: Own; src: url(a.otf) }\n"
    (message,) = said(with_file(data, SHEET, face + css), "apple")
    assert message.startswith("the font own is embedded without its bold face")
    both = face + face.replace(b"Own;", b"Own; font-weight: bold;")
    assert said(with_file(data, SHEET, both + css), "apple") == []


def test_a_whole_font_is_no_subset_for_taiwan() -> None:
    look = styles.load(builders.config(), Log())
    assert look is not None
    chapter = builders.chapter("<h1>总则</h1><p>正文。</p>", id="one")
    subset = epub_of(builders.book(chapter, title="活字", embed_fonts=True, toc=False))
    assert said(subset, "readmoo") == []
    name = next(one for one in zipfile.ZipFile(io.BytesIO(subset)).namelist() if one.startswith("EPUB/font/"))
    whole = next(face for face in look.fonts["heading"].found if face.path.suffix == ".ttc").path.read_bytes()
    (message,) = said(with_file(subset, name, whole), "readmoo")
    assert message.endswith("characters; a font is to be embedded as a subset (TDPF EPUB 3 guide 1.0)")


def test_a_character_as_a_picture_has_words_for_apple(data: bytes) -> None:
    picture = "<img class='gaiji' src='cover.png' alt=''/>"
    (message,) = said(with_text(data, "正文。", picture), "apple")
    assert message == f"{ONE} has 1 characters as pictures (gaiji) without alt (Apple Books asset guide)"


def test_the_command_checks_and_changes_nothing(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book.epub"
    book.write_bytes(data)
    assert cli.main(["--format", "short", "check", str(book), "--store", "kindle"]) == 0
    assert "warning[store-kindle]" in capsys.readouterr().err
    assert book.read_bytes() == data
    assert cli.main(["check", str(tmp_path / "book.md"), "--store", "kindle"]) == 2
