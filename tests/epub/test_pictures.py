"""Pictures arrive as every reader can show them, and an SVG without anything that acts or reaches out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from huozi.diagnostics import Log
from huozi.epub.pictures import picture
from tests.epub.books import resource

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


def cleaned(inner: str, folder: Path) -> tuple[str, list[str]]:
    (folder / "a.svg").write_text(SVG.format(inner), "utf-8")
    log = Log()
    found = picture(resource(folder / "a.svg", "image/svg+xml"), log)
    assert found is not None
    return found.item.data.decode(), [entry.message for entry in log.entries]


@pytest.mark.parametrize(
    ("inner", "gone"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<rect onclick='x()'/>", "onclick"),
        ("<image xlink:href='file:///etc/passwd'/>", "href"),
        ("<image href='https://example.org/a.png'/>", "href"),
        ("<a href=' JavaScript:x()'><rect/></a>", "href"),
    ],
)
def test_what_acts_or_reaches_out_is_taken_from_an_svg(inner: str, gone: str, tmp_path: Path) -> None:
    data, messages = cleaned(inner, tmp_path)
    assert messages == [f"a.svg holds what a drawing in a book may not: {gone}; it is left out"]
    for trace in ("script", "onclick", "passwd", "example.org", "alert"):
        assert trace not in data.lower().replace("xmlns:", "")


def test_an_svg_that_only_draws_is_kept_as_it_is(tmp_path: Path) -> None:
    inner = "<linearGradient id='g'/><use href='#g'/><image href='data:image/png;base64,AA=='/>"
    assert cleaned(inner, tmp_path) == (SVG.format(inner), [])


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    bad = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{tmp_path / "secret"}">]>' + SVG.format("<text>&x;</text>")
    (tmp_path / "a.svg").write_text(bad)
    found = picture(resource(tmp_path / "a.svg", "image/svg+xml"), Log())
    assert found is None or b"secret words" not in found.item.data


def test_webp_becomes_png(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "#B5533C").save(tmp_path / "a.webp", lossless=True)
    found = picture(resource(tmp_path / "a.webp", "image/webp"), Log())
    assert found is not None
    assert (found.item.name, found.item.media_type) == ("image/a-converted.png", "image/png")
    assert Image.open(io.BytesIO(found.item.data)).getpixel((0, 0)) == (0xB5, 0x53, 0x3C)


def test_a_moving_picture_is_noticed(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    found = picture(resource(tmp_path / "a.gif", "image/gif"), Log())
    assert found is not None
    assert found.moving


def test_a_picture_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"not a picture")
    log = Log()
    assert picture(resource(tmp_path / "a.png", "image/png"), log) is None
    assert [(one.code, one.message.split(":")[0]) for one in log.entries] == [
        ("image-broken", "a.png cannot be read as image/png")
    ]
