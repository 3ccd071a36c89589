"""The cover that is made: its size, its palette by title, its bytes; and every title fits."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from huozi import styles
from huozi.config import Person
from huozi.diagnostics import Log
from huozi.epub import _faces, _lettering
from huozi.epub.cover import HEIGHT_PX, WIDTH_PX, Faces, Lettering, _set_names, _Type, draw, missing
from tests import builders
from tests.epub.books import epub_of, resource
from tests.epub.test_epub import files, texts, tree

if TYPE_CHECKING:
    from pathlib import Path

LONG = "关于进一步加强和改进新时代古籍整理出版工作若干问题的指导意见"


@pytest.fixture(scope="module")
def faces() -> tuple[Faces, Faces]:
    look = styles.load(builders.config(), Log())
    assert look is not None
    return _faces(look, 200), _faces(look, 80)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    "title",
    ["活字", "活字手册", "Markdown", LONG, "Internationalisation 与 国际化", "Donaudampfschifffahrtsgesellschaft" * 2],
)
def test_title_and_names_stay_inside_the_margins(title: str, faces: tuple[Faces, Faces]) -> None:
    image = opened(draw(Lettering(title, "一份书稿，两种成品" * 3, ("沈括　著",), "活字出版社"), *faces))
    assert image.size == (WIDTH_PX, HEIGHT_PX)
    for box in ((0, 0, 140, 1350), (WIDTH_PX - 140, 0, WIDTH_PX, 1350)):
        edge = image.crop(box)
        ground = Image.new("RGB", edge.size, edge.getpixel((0, 0)))
        assert ImageChops.difference(edge, ground).getbbox() is None, f"ink in the margin {box}"


def test_many_names_under_a_long_title_never_stand_on_the_picture(faces: tuple[Faces, Faces]) -> None:
    names = ("沈括　毕昇　著", "甲　乙　丙　译", "丁　绘", "戊　注", "己　审校")
    full, bare = (opened(draw(Lettering(LONG, "一份书稿，两种成品" * 3, some), *faces)) for some in (names, ()))
    art = (0, HEIGHT_PX * 5 // 8, WIDTH_PX, HEIGHT_PX)
    assert ImageChops.difference(full.crop(art), bare.crop(art)).getbbox() is None


def test_the_cover_has_a_size_that_each_store_takes() -> None:
    # Apple: 1400 pixels of the shorter side; TDPF guide 1.0: 3.5 million pixels.
    assert WIDTH_PX >= 1400
    assert WIDTH_PX * HEIGHT_PX <= 3_500_000


def test_a_title_has_one_cover_and_another_title_another(faces: tuple[Faces, Faces]) -> None:
    first, again, other = (draw(Lettering(title), *faces) for title in ("活字", "活字", "铅字"))
    assert first == again
    assert first != other


def test_a_character_without_glyph_is_named(faces: tuple[Faces, Faces]) -> None:
    assert missing(Lettering("活\U0010fffd字"), *faces) == ["\U0010fffd"]
    assert missing(Lettering("活字 A", names=("한국",)), *faces) == []


def test_what_the_face_of_the_text_lacks_comes_from_one_for_latin(faces: tuple[Faces, Faces]) -> None:
    """Noto Serif CJK has no Ş and no Greek with accents, and its \u2019 is as wide as a Han."""
    words = Lettering("Ş. Ğözübüyük 译", "Ελλάδα")
    assert missing(words, *((face[0],) for face in faces)) != []
    assert missing(words, *faces) == []
    mixed = _Type(faces[0], 100)
    assert [text for _, text in mixed.pieces("Ğöz 译")] == ["Ğöz", " 译"]
    assert mixed.width("don\u2019t") < mixed.width("dont") + 50
    assert mixed.width("他\u2019") == pytest.approx(200)


def test_names_that_a_line_does_not_hold_go_on_in_another(faces: tuple[Faces, Faces]) -> None:
    lines, _ = _set_names(("兰德尔·布莱恩特　大卫·奥哈拉伦　约翰·史密斯　玛丽·琼斯　著", "丁　译"), faces[1])
    assert lines == ["兰德尔·布莱恩特　大卫·奥哈拉伦", "约翰·史密斯　玛丽·琼斯　著", "丁　译"]


def test_the_cover_names_people_by_what_they_did() -> None:
    people = (Person("甲"), Person("乙"), Person("丙", "trl"), Person("丁", "pfr"))
    words = _lettering(builders.config(title="书", people=people, publisher="社"))
    assert words == Lettering("书", "", ("甲　乙　著", "丙　译"), "社")


def test_the_author_s_own_cover_is_taken_as_it_is(tmp_path: Path) -> None:
    Image.new("RGB", (60, 90), "#2F4F5A").save(tmp_path / "mine.jpg")
    book = replace(builders.book(builders.chapter("<h1>章</h1>")), cover=resource(tmp_path / "mine.jpg", "image/jpeg"))
    data = epub_of(book)
    assert files(data)["EPUB/cover.jpg"] == (tmp_path / "mine.jpg").read_bytes()
    assert texts(tree(data, "content.opf"), "//opf:item[@properties='cover-image']/@media-type") == ["image/jpeg"]
