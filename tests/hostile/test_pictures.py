"""Picture files that bring trouble: a broken one is an error with its line, a strange one is set right, none tells."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image, ImageCms

from tests.hostile import pictures
from tests.hostile.attack import Case, book, run
from tests.hostile.pictures import plain, saved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BROKEN = ("book.md:3 error[image-broken]",)


def noise() -> Image.Image:
    return Image.effect_noise((400, 400), 90).convert("RGB")


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "400 million pixels in 50 KB": ("a.png", lambda: pictures.bomb(20_000, 20_000)),
    "144 million pixels": ("a.png", lambda: pictures.bomb(12_000, 12_000)),
    "a size that is a lie": ("a.png", lambda: pictures.lying(60_000, 60_000)),
    "no pixels behind the head": ("a.png", lambda: pictures.lying(1000, 1000)),
    "no size": ("a.png", lambda: pictures.lying(0, 0)),
    "an empty file": ("a.png", lambda: b""),
    "a page named .png": ("a.png", lambda: b"<html><script>x()</script></html>"),
    "a JPEG cut short": ("a.jpg", lambda: saved(noise(), "JPEG")[:9000]),
    "a PNG cut short": ("a.png", lambda: saved(noise(), "PNG")[:9000]),
    "a GIF cut short": ("a.gif", lambda: saved(noise().convert("P"), "GIF")[:9000]),
    "a WebP cut short": ("a.webp", lambda: saved(noise(), "WEBP")[:3000]),
    "a TIFF": ("a.png", lambda: saved(plain(), "TIFF")),
    "a program": ("a.jpg", lambda: b"\x7fELF" + b"\0" * 200),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_an_error(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, content = REFUSED[name]
    run(Case({**book(f"![甲]({file})"), file: content()}, BROKEN), tmp_path, capsys, monkeypatch)


def _held(name: str, content: bytes, folder: Path, *rest: Any) -> tuple[Image.Image, Image.Image, bytes]:  # noqa: ANN401
    """The picture in the PDF, that in the EPUB, and the file of the latter."""
    run(Case({**book(f"![甲]({name})"), name: content}), folder, *rest)
    with zipfile.ZipFile(folder / "book/build/book.epub") as archive:
        (inner,) = (path for path in archive.namelist() if "/image/" in path and "cover" not in path)
        packed = archive.read(inner)
    with pikepdf.open(folder / "book/build/book.pdf") as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        return pikepdf.PdfImage(found[0]).as_pil_image(), Image.open(io.BytesIO(packed)), packed


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_a_photograph_stands_upright_and_does_not_tell_where_it_was_taken(
    name: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orientation 6: the right side of the sensor is the bottom (Exif 2.32, 4.6.4)."""
    printed, packed, data = _held(name, pictures.with_exif(6, kind), tmp_path, capsys, monkeypatch)
    for image in (printed, packed):
        assert image.size == (20, 40)
        top, bottom = image.convert("L").getpixel((10, 5)), image.convert("L").getpixel((10, 35))
        assert isinstance(top, int)
        assert isinstance(bottom, int)
        assert top < 60 < 190 < bottom
    assert not packed.getexif()
    assert b"Camera" not in data
    assert b"Camera" not in (tmp_path / "book/build/book.pdf").read_bytes()


def test_what_is_taken_off_a_photograph_leaves_its_pixels_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pictures.with_exif(1)
    _, packed, data = _held("a.jpg", source, tmp_path, capsys, monkeypatch)
    assert packed.tobytes() == Image.open(io.BytesIO(source)).tobytes()
    assert not packed.getexif()
    assert len(data) < len(source)


def test_of_a_picture_with_a_second_view_behind_it_the_first_alone_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pictures.with_second_view()
    assert source.count(b"Camera") == 2
    _, packed, data = _held("a.jpg", source, tmp_path, capsys, monkeypatch)
    assert packed.format == "JPEG"
    assert packed.tobytes() == Image.open(io.BytesIO(source)).tobytes()
    assert b"Camera" not in data
    assert data.count(b"\xff\xd8\xff") == 1


def test_a_picture_in_several_scans_keeps_them_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = saved(noise(), "JPEG", progressive=True, comment=b"secret of the camera")
    _, packed, data = _held("a.jpg", source, tmp_path, capsys, monkeypatch)
    assert packed.tobytes() == Image.open(io.BytesIO(source)).tobytes()
    assert b"secret" not in data


def test_a_colour_profile_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, packed, _ = _held("a.jpg", saved(plain(), "JPEG", icc_profile=profile), tmp_path, capsys, monkeypatch)
    assert packed.info["icc_profile"] == profile


@pytest.mark.parametrize(
    ("file", "image"),
    [
        ("a.jpg", plain("CMYK")),
        ("a.png", pictures.deep()),
    ],
    ids=["four inks", "16 bits"],
)
def test_what_readers_cannot_show_becomes_what_they_can(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    image: Image.Image,
) -> None:
    content = saved(image, "JPEG" if file.endswith("jpg") else "PNG")
    printed, packed, _ = _held(file, content, tmp_path, capsys, monkeypatch)
    for one in (printed, packed):
        assert one.mode in {"RGB", "L"}
        left, right = one.convert("L").getpixel((5, 10)), one.convert("L").getpixel((35, 10))
        assert isinstance(left, int)
        assert isinstance(right, int)
        assert left < 60 < 190 < right


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_picture_that_moves_the_first_is_printed(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = saved(plain(), kind, save_all=True, append_images=[plain().rotate(180)])
    printed, _, _ = _held(f"a.{kind.lower()}", moving, tmp_path, capsys, monkeypatch)
    dark = printed.convert("L").getpixel((5, 10))
    assert isinstance(dark, int)
    assert dark < 60


def test_a_wrong_name_is_no_matter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed, packed, _ = _held("a.png", saved(plain(), "JPEG"), tmp_path, capsys, monkeypatch)
    assert packed.format == "JPEG"
    assert printed.width == 40
