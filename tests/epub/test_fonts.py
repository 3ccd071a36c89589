"""Subsets: of the faces that the style sheet uses, with the characters that the text has, where the licence allows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from huozi import styles
from huozi.diagnostics import Log
from huozi.epub import fonts
from huozi.epub.fonts import Use, characters
from huozi.epub.publication import Item
from tests import builders
from tests.epub.books import epub_of
from tests.epub.test_epub import files, publication, texts, tree

if TYPE_CHECKING:
    from pathlib import Path

CSS = "h1 { font-family: Hei; } .kai { font-family: Kai; } code { font-family: Mono; } p b { font-weight: normal; }"
LISTS = {"body": "Song", "heading": "Hei", "kai": "Kai", "code": "Mono"}


def used(xhtml: str) -> dict[Use, str]:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{xhtml}</body></html>'.encode()
    found = characters(publication(Item("a.xhtml", "application/xhtml+xml", page)), CSS, LISTS)
    return {use: "".join(sorted(text)) for use, text in found.items() if text}


def test_each_character_is_counted_for_the_face_that_sets_it() -> None:
    assert used("<h1>甲</h1><div>乙<strong>丙</strong><span class='kai'>丁<code>x</code>戊</span></div>") == {
        Use("heading", bold=True): "甲",
        Use("body", bold=False): "乙",
        Use("body", bold=True): "丙",
        Use("kai", bold=False): "丁戊",
        Use("code", bold=False): "x",
    }


def test_the_more_specific_rule_decides_the_weight() -> None:
    assert used("<p><b>甲</b></p>") == {Use("body", bold=False): "甲"}


def test_what_readers_add_to_the_text_is_counted_too() -> None:
    """Numbers of lists, and what the style sheet writes before and after."""
    sheet = CSS + " .line::before { content: attr(data-lineno) '|'; font-weight: bold; }"
    page = b"""<html xmlns="http://www.w3.org/1999/xhtml"><body><ol><li>x</li></ol>
    <code><span class="line" data-lineno="47">y</span></code></body></html>"""
    found = characters(publication(Item("a.xhtml", "application/xhtml+xml", page)), sheet, LISTS)
    assert set("0123456789.") <= found[Use("body", bold=False)]
    assert found[Use("code", bold=True)] == set("47|")


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    text = "<h1>活字</h1><p>印刷<code>make</code>“引号”。</p>"
    book = builders.book(
        builders.chapter(text), embed_fonts=True, root=tmp_path_factory.mktemp("x"), title_page=False, imprint=False
    )
    return epub_of(book)


def test_every_character_of_the_text_has_a_glyph_in_some_subset(embedded: bytes) -> None:
    cut = {name: data for name, data in files(embedded).items() if name.startswith("EPUB/font/")}
    covered = {chr(code) for data in cut.values() for code in uharfbuzz.Face(data).unicodes}
    assert set("活字印刷make“引号”。") <= covered
    assert all(len(data) < 60_000 for data in cut.values())


def test_subsets_have_the_right_type_and_a_rule_each(embedded: bytes) -> None:
    opf = tree(embedded, "content.opf")
    listed = dict(
        zip(
            texts(opf, "//opf:item[starts-with(@href, 'font/')]/@href"),
            texts(opf, "//opf:item[starts-with(@href, 'font/')]/@media-type"),
            strict=True,
        )
    )
    css = files(embedded)["EPUB/style/book.css"].decode()
    for name, media_type in listed.items():
        assert TTFont(io.BytesIO(files(embedded)[f"EPUB/{name}"])).sfntVersion == (
            "OTTO" if media_type == "font/otf" else "\x00\x01\x00\x00"
        )
        assert f'url("../{name}")' in css
    assert css.count("@font-face") == len(listed)


def test_by_default_no_font_is_embedded() -> None:
    data = epub_of(builders.book(builders.chapter("<h1>活字</h1>")))
    assert not [name for name in files(data) if name.startswith("EPUB/font/")]


@pytest.mark.parametrize(
    ("fs_type", "reason"),
    [
        (0x0002, "its licence forbids embedding"),
        (0x0104, "its licence forbids subsets"),
        (0x0200, "its licence allows bitmaps only"),
    ],
)
def test_a_font_that_may_not_be_embedded_is_named_and_left_out(fs_type: int, reason: str, tmp_path: Path) -> None:
    look = styles.load(builders.config(), Log())
    assert look is not None
    face = next(face for face in look.fonts["code"].found if face.path.suffix == ".ttf")
    font = TTFont(face.path)
    font["OS/2"].fsType = fs_type
    font.save(tmp_path / "closed.ttf")
    closed = styles.FontFile("Closed", 80, False, tmp_path / "closed.ttf", 0)
    log = Log()
    assert fonts._cut(fonts.Subset(closed, bold=False, characters=frozenset("a")), log) is None
    assert [one.message for one in log.entries] == [f"Closed is not embedded: {reason} (OS/2 fsType)"]
