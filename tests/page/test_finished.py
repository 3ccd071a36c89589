"""The reader of finished pages sees what it is asked for, in content streams written by hand."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.page.finished import read

CMAP = b"1 beginbfchar <0001> <6c38> endbfchar"


def written(content: bytes) -> io.BytesIO:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 300))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, BaseFont=pikepdf.Name("/ABCDEF+Some-Face"), ToUnicode=pdf.make_stream(CMAP)
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(content)
    sink = io.BytesIO()
    pdf.save(sink)
    return sink


@pytest.mark.parametrize(
    ("matrix", "mode", "faked"),
    [
        ("1 0 0 1", 0, ()),
        ("0 1 -1 0", 0, ()),
        ("1 0 0 -1", 3, ()),
        ("1 0 0.2 1", 0, ("永",)),
        ("1 0 0 1", 2, ("永",)),
    ],
)
def test_a_slant_and_a_stroke_are_seen_and_a_turned_line_is_neither(
    matrix: str, mode: int, faked: tuple[str, ...]
) -> None:
    content = f"BT {mode} Tr /F 10 Tf {matrix} 50 100 Tm <0001> Tj ET"
    assert read(written(content.encode())).faked == faked


def test_places_are_from_the_top_left_corner() -> None:
    ((one,),) = read(written(b"q 2 0 0 2 0 0 cm BT /F 10 Tf 1 0 0 1 50 100 Tm <0001> Tj ET Q")).furniture
    assert (one.x, one.y, one.size, one.font, one.text) == (100, 100, 20, "Some-Face", "永")
