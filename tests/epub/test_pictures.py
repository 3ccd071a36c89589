"""Pictures arrive as every reader can show them, and an SVG without anything that acts or reaches out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageCms

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
    assert (found.item.name, found.item.media_type) == ("image/a--webp.png", "image/png")
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


def photograph(size: tuple[int, int]) -> Image.Image:
    """What no PNG packs well: noise upon a slope."""
    noise = Image.effect_noise(size, 60)
    return Image.merge("RGB", (noise, Image.linear_gradient("L").resize(size), noise))


def recoded(path: Path, media_type: str, most_px: int = 0) -> tuple[Image.Image, str, list[str]]:
    """The picture of the EPUB, its name, and what was said."""
    log = Log()
    found = picture(resource(path, media_type), log, most_px=most_px)
    assert found is not None
    return Image.open(io.BytesIO(found.item.data)), found.item.name, [one.message for one in log.entries]


@pytest.mark.parametrize(("suffix", "media_type"), [("webp", "image/webp"), ("avif", "image/avif")])
def test_a_photograph_that_older_readers_do_not_know_becomes_jpeg(suffix: str, media_type: str, tmp_path: Path) -> None:
    photograph((400, 300)).save(tmp_path / f"a.{suffix}")
    image, name, said = recoded(tmp_path / f"a.{suffix}", media_type)
    assert (image.format, image.size, name, said) == ("JPEG", (400, 300), f"image/a--{suffix}.jpg", [])


def test_a_larger_picture_is_made_smaller_only_where_the_book_asks(tmp_path: Path) -> None:
    photograph((1200, 800)).save(tmp_path / "a.jpg", quality=95)
    before = (tmp_path / "a.jpg").read_bytes()
    kept = picture(resource(tmp_path / "a.jpg", "image/jpeg"), Log())
    assert kept is not None
    assert kept.item.data == before
    image, name, said = recoded(tmp_path / "a.jpg", "image/jpeg", 600)
    assert (image.format, image.size, name, said) == ("JPEG", (600, 400), "image/a--jpg.jpg", [])
    image, name, _ = recoded(tmp_path / "a.jpg", "image/jpeg", 1200)
    assert (image.size, name) == ((1200, 800), "image/a.jpg")


def test_a_drawing_stays_png_and_a_ground_that_shows_through_too(tmp_path: Path) -> None:
    Image.new("RGB", (900, 900), "#2F4F5A").save(tmp_path / "a.png")
    image, name, _ = recoded(tmp_path / "a.png", "image/png", 450)
    assert (image.format, image.mode, image.size, name) == ("PNG", "RGB", (450, 450), "image/a--png.png")
    clear = photograph((900, 900))
    clear.putalpha(120)
    clear.save(tmp_path / "b.png")
    image, _, _ = recoded(tmp_path / "b.png", "image/png", 450)
    assert (image.format, image.mode) == ("PNG", "RGBA")


def test_a_picture_that_lies_on_its_side_is_set_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn by 90 degrees (Exif 2.32)
    photograph((800, 400)).save(tmp_path / "a.jpg", exif=exif)
    image, _, _ = recoded(tmp_path / "a.jpg", "image/jpeg", 400)
    assert image.size == (200, 400)
    assert not image.getexif()


def test_printing_colours_become_those_of_a_screen(tmp_path: Path) -> None:
    Image.new("CMYK", (800, 800), (0, 255, 255, 0)).save(tmp_path / "a.jpg")
    image, _, _ = recoded(tmp_path / "a.jpg", "image/jpeg", 400)
    assert image.mode == "RGB"
    assert image.getcolors() == [(400 * 400, (254, 0, 0))]  # JPEG is off by one


def test_sixteen_bits_of_grey_keep_their_light(tmp_path: Path) -> None:
    Image.new("I;16", (800, 800), 0x8000).save(tmp_path / "a.png")
    image, _, _ = recoded(tmp_path / "a.png", "image/png", 400)
    assert (image.mode, image.getpixel((9, 9))) == ("L", 0x80)


def test_a_profile_of_another_kind_of_colour_is_passed_over(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (800, 800), "#B5533C").save(tmp_path / "a.png", icc_profile=profile)
    image, _, said = recoded(tmp_path / "a.png", "image/png", 400)
    # The profile is of no RGB picture, so that it says nothing of this one.
    assert (image.getpixel((9, 9)), image.info.get("icc_profile"), said) == ((0xB5, 0x53, 0x3C), None, [])


def test_movement_that_is_lost_is_told(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    image, _, said = recoded(tmp_path / "a.webp", "image/webp")
    assert image.convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    assert said == ["a.webp moves; the EPUB has its first picture, for many readers know no such files"]


def test_a_gif_that_moves_stays_as_it_is(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (800, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    image, name, _ = recoded(tmp_path / "a.gif", "image/gif", 400)
    assert (image.size, name) == ((800, 8), "image/a.gif")
