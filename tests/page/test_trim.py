"""Bleed and crop marks, read from finished PDFs (ISO 32000-2, 14.11.2)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

import huozi
from huozi.verify.pdf import destinations
from tests.builders import book, chapter
from tests.page.finished import read
from tests.pdf.pages import TEXT, set_book

if TYPE_CHECKING:
    from pathlib import Path

MM = 72 / 25.4
WIDTH, HEIGHT, BLEED = 148 * MM, 210 * MM, 3 * MM


def boxes(page: pikepdf.Page) -> dict[str, list[float]]:
    found = {"media": page.mediabox, "trim": page.trimbox, "bleed": page.obj.get("/BleedBox", page.mediabox)}
    return {name: [float(edge) for edge in box] for name, box in found.items()}


def lines(page: pikepdf.Page) -> list[tuple[float, ...]]:
    """The straight lines that a page draws outside its trim size: x and y of both ends."""
    drawn, at = [], (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in {"m", "l"}:
            to = float(operands[0]), float(operands[1])
            if operator == "l":
                drawn.append((*at, *to))
            at = to
    left, bottom, right, top = boxes(page)["trim"]
    return [line for line in drawn if not (left < line[2] < right and bottom < line[3] < top)]


def test_without_bleed_and_marks_a_page_is_its_own_sheet() -> None:
    made = set_book(book(chapter(f"<h1>章</h1><p>{TEXT}</p>"), title_page=False, toc=False))
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        assert boxes(pdf.pages[0])["media"] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.01)
        assert boxes(pdf.pages[0])["trim"] == boxes(pdf.pages[0])["bleed"] == boxes(pdf.pages[0])["media"]


def test_every_sheet_is_larger_than_its_page_and_says_where_to_cut() -> None:
    """Blank pages too; no mark stands in the bleed, and each points at an edge of the page."""
    form: dict[str, Any] = {"signature": 4, "bleed_mm": 3, "crop_marks": True}
    made = set_book(book(chapter(f"<h1>章</h1><p>{TEXT}</p>"), title_page=False, toc=False, **form))
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        assert len(pdf.pages) == 4
        for page in pdf.pages:
            found = boxes(page)
            assert found["trim"] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.01)
            assert found["bleed"] == pytest.approx([-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED], abs=0.01)
            left, bottom, right, top = found["media"]
            assert left < found["bleed"][0]
            assert top > found["bleed"][3]
            marks = lines(page)
            assert len(marks) == 8
            for x1, y1, x2, y2 in marks:
                place, size = (x1, WIDTH) if x1 == x2 else (y1, HEIGHT)
                assert x1 == x2 or y1 == y2
                assert min(abs(place), abs(place - size)) < 0.01
                beyond = max(-x1, x1 - WIDTH, -y1, y1 - HEIGHT)
                assert beyond >= BLEED - 0.01
                assert left <= min(x1, x2)
                assert max(x1, x2) <= right
                assert bottom <= min(y1, y2)


def test_what_stands_on_a_page_is_where_it_is_without_bleed() -> None:
    """Text and the targets of bookmarks are counted from the corner of the page, not of the sheet."""
    one = chapter(f"<h1>章</h1><p>{TEXT}</p><h2 id='one.a'>节</h2><p>{TEXT}</p>", id="one")
    made = [set_book(book(one, title_page=False, bleed_mm=bleed)) for bleed in (0, 3)]
    found = [read(io.BytesIO(one.pdf.data)) for one in made]
    assert [line.text for page in found[0].lines for line in page].count("节") == 1
    places = [[(round(line.x, 2), round(line.y, 2)) for page in one.lines for line in page] for one in found]
    assert places[0] == places[1]


def test_a_cover_goes_on_into_the_bleed(tmp_path: Path) -> None:
    source = tmp_path / "book.md"
    Image.new("RGB", (1480, 2100), (200, 0, 0)).save(tmp_path / "cover.png")
    front = "title: 书\nlang: zh-Hans\ncover: cover.png\npage: A5\nbleed: 3mm\ncrop-marks: true\n"
    source.write_text(f"---\n{front}---\n\n# 章\n\n{TEXT}\n", "utf-8")
    report = huozi.build(source, to=["pdf"], out=tmp_path)
    assert not report.failed
    (file,) = tmp_path.glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    with pikepdf.open(file) as pdf:
        assert pdf.pages[0].label == "cover"
        left = -boxes(pdf.pages[0])["media"][0]
    after = document[1].render().to_pil().convert("RGB")
    assert after.getpixel((after.width // 2, after.height // 2)) == (255, 255, 255)
    shown = document[0].render(scale=2).to_pil().convert("RGB")
    edge = round((left - BLEED) * 2)
    middle = shown.height // 2
    assert shown.getpixel((edge + 3, middle)) == (200, 0, 0)
    assert shown.getpixel((edge - 3, middle)) == (255, 255, 255)
    assert shown.getpixel((shown.width // 2, edge + 3)) == (200, 0, 0)
    assert shown.getpixel((shown.width // 2, shown.height - edge - 4)) == (200, 0, 0)


@pytest.mark.parametrize("crop_marks", [False, True])
def test_bookmarks_lead_to_the_same_places_on_a_larger_sheet(crop_marks: bool) -> None:
    """The widest bleed there is: a bookmark that took it along would lead to the line above its heading."""
    body = chapter(f"<h1>\u7ae0</h1><p>{TEXT}</p><h2 id='one.a'>\u8282</h2><p>{TEXT}</p>", id="one")
    places = []
    forms: tuple[dict[str, Any], ...] = ({}, {"bleed_mm": 10, "crop_marks": crop_marks})
    for form in forms:
        made = set_book(book(body, title_page=False, toc=False, **form))
        with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
            places.append({name: place.top_pt for name, place in destinations(pdf).items()})
    assert len(places[0]) >= 2
    assert places[0] == places[1]
