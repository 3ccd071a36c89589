"""PDF/X-4 for printers, by the rules of ISO 15930-7 that a book can break, and the manuscript inside the PDF."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image, ImageCms

import huozi
from huozi.pdf import finishing, press
from tests import verapdf

if TYPE_CHECKING:
    from collections.abc import Callable

FRONT = "---\ntitle: 样书\nlang: zh-Hans\ndate: 2026-05-01\ncss: own.css\npdf: {pdf}\n---\n"
TEXT = (
    "# 章\n\n黑字，`0 0 0 rg`，[链接](https://example.org/)，见[章](#章)。\n\n红字。\n\n![图](a.png)\n\n![图](a.svg)\n"
)
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><defs><linearGradient id='g'>"
    "<stop stop-color='#f00'/><stop offset='1' stop-color='#00f'/></linearGradient></defs>"
    "<rect width='90' height='30' fill='url(#g)' opacity='.5'/></svg>"
)
CMYK = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
COLOURS = re.compile(rb"(?<![\w.])((?:[\d.]+ )+)(rg|RG|g|G|k|K)(?=\s)")


def _files(**more: bytes) -> dict[str, str | bytes]:
    picture = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(picture, "PNG")
    css = "p + p { color: #c00 } h1 { color: #333 }"
    return {"a.png": picture.getvalue(), "a.svg": SVG, "own.css": css, **more}


def _printed(write_book: Callable[..., Path], pdf: str, **more: bytes) -> pikepdf.Pdf:
    source = write_book(FRONT.format(pdf=pdf) + TEXT, _files(**more))
    report = huozi.build(source, out=source.parent / "out", to=["pdf"])
    assert not report.failed, report.findings
    return pikepdf.open(report.files[0].path)


def _colours(pdf: pikepdf.Pdf) -> set[bytes]:
    """The operators that set a colour on the pages, each with its numbers."""
    every = [page.obj.Contents for page in pdf.pages if isinstance(page.obj.get("/Contents"), pikepdf.Array)]
    streams = [stream.read_bytes() for contents in every for stream in contents]
    return {b" ".join(found).replace(b"  ", b" ") for stream in streams for found in COLOURS.findall(stream)}


def test_a_file_for_printers_says_what_it_is(write_book: Callable[..., Path]) -> None:
    pdf = _printed(write_book, "print")
    assert pdf.pdf_version == "1.6"
    assert "/ID" in pdf.trailer
    assert str(pdf.docinfo.Trapped) == "/False"
    with pdf.open_metadata() as xmp:
        found: dict[str, Any] = dict(xmp)
    assert found["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
    assert found["{http://ns.adobe.com/xap/1.0/}CreateDate"] == "2026-05-01T00:00:00Z"
    assert found["{http://ns.adobe.com/xap/1.0/mm/}RenditionClass"] == "default"
    (intent,) = pdf.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFX"
    profile: Any = ImageCms.getOpenProfile(io.BytesIO(intent.DestOutputProfile.read_bytes()))
    assert (profile.profile.device_class, profile.profile.xcolor_space, int(intent.DestOutputProfile.N)) == (
        "prtr",
        "GRAY",
        1,
    )


def test_every_page_has_a_trim_size_inside_a_bleed_and_nothing_to_click_on(write_book: Callable[..., Path]) -> None:
    for page in _printed(write_book, "print").pages:
        assert "/Annots" not in page.obj
        sheet, bleed, trim = ([float(edge) for edge in page.obj[box]] for box in ("/MediaBox", "/BleedBox", "/TrimBox"))
        assert sheet[0] <= bleed[0] < trim[0] < trim[2] < bleed[2] <= sheet[2]
        assert trim[0] - bleed[0] == pytest.approx(3 * 72 / 25.4, abs=0.01)


def test_black_and_grey_are_black_ink_alone_and_colours_say_which(write_book: Callable[..., Path]) -> None:
    pdf = _printed(write_book, "print")
    found = _colours(pdf)
    assert {b"0 g", b"0.2 g", b"0.8 0 0 rg"} <= found
    assert not {colour for colour in found if re.fullmatch(rb"([\d.]+) \1 \1 (rg|RG)", colour)}
    for page in pdf.pages:
        if "/Resources" in page.obj:
            assert str(page.obj.Resources.ColorSpace.DefaultRGB[0]) == "/ICCBased"
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
            assert one.ColorSpace != "/DeviceRGB"
        if isinstance(one, pikepdf.Stream) and "/Group" in one:
            assert one.Group.CS != "/DeviceRGB"


def test_the_ink_of_a_colour_is_what_the_profile_of_the_printer_says(write_book: Callable[..., Path]) -> None:
    if not CMYK.exists():
        pytest.skip("libgs-common is missing, which has a profile")
    pdf = _printed(write_book, "{standard: print, profile: p.icc}", **{"p.icc": CMYK.read_bytes()})
    found = _colours(pdf)
    assert b"0 g" in found
    assert not {colour for colour in found if colour.endswith((b"rg", b"RG"))}
    (red,) = (colour for colour in found if colour.endswith(b" k"))
    cyan, magenta, yellow, black = map(float, red.split()[:4])
    assert cyan < 0.3
    assert min(magenta, yellow) > 0.8
    assert black < 0.3
    (intent,) = pdf.Root.OutputIntents
    assert intent.DestOutputProfile.read_bytes() == CMYK.read_bytes()
    assert int(intent.DestOutputProfile.N) == 4


def _four_inks(profile: bytes | None) -> bytes:
    """Cyan on the left and black ink alone on the right."""
    image = Image.new("CMYK", (40, 20), (255, 0, 0, 0))
    image.paste((0, 0, 0, 255), (20, 0, 40, 20))
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=100, subsampling=0, icc_profile=profile)
    return sink.getvalue()


def _picture(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (found,) = [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" and one.get("/Filter") == "/DCTDecode"
    ]
    return found


def _inks_of(picture: pikepdf.Object) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What a printer puts down on the left and on the right, of 255: the samples by the Decode array."""
    image = Image.open(io.BytesIO(picture.read_raw_bytes()))
    image.draft("CMYK", image.size)
    # Pillow turns the samples of Adobe's files about; a reader of PDF does what Decode says (ISO 32000-1, 8.9.5.2).
    assert list(picture.Decode) == [1, 0, 1, 0, 1, 0, 1, 0]
    left, right = image.getpixel((5, 10)), image.getpixel((35, 10))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    return left, right


@pytest.mark.parametrize("own", [False, True], ids=["of the book's printing", "with its own profile"])
def test_a_picture_of_four_inks_goes_to_the_printer_as_it_is(write_book: Callable[..., Path], own: bool) -> None:
    """ISO 15930-7, 6.2.4: DeviceCMYK is that of the output intent; another printing is named by its profile."""
    if not CMYK.exists():
        pytest.skip("libgs-common is missing, which has a profile")
    profile = CMYK.read_bytes()
    other = profile[:24] + b"\0\1" * 6 + profile[36:]  # the same, made at another time
    jpeg = _four_inks(other if own else None)
    text = FRONT.format(pdf="{standard: print, profile: p.icc}") + TEXT + "\n![图](b.jpg)\n"
    source = write_book(text, _files(**{"p.icc": profile, "b.jpg": jpeg}))
    report = huozi.build(source, out=source.parent / "out", to=["pdf", "epub"])
    assert not report.failed, report.findings
    with pikepdf.open(report.files[0].path) as pdf:
        picture = _picture(pdf)
        left, right = _inks_of(picture)
        assert left[0] > 250
        assert max(left[1:]) < 5
        assert right[3] > 250
        assert max(right[:3]) < 5
        if own:
            assert picture.ColorSpace[0] == "/ICCBased"
            assert picture.ColorSpace[1].read_bytes() == other
            assert int(picture.ColorSpace[1].N) == 4
        else:
            assert picture.ColorSpace == "/DeviceCMYK"
    assert _in_epub(report.files[1].path).mode == "RGB", "reading systems show no inks"


@pytest.mark.parametrize("pdf", ["plain", "print"])
def test_inks_of_a_printing_that_nobody_names_are_colours(write_book: Callable[..., Path], pdf: str) -> None:
    source = write_book(FRONT.format(pdf=pdf) + TEXT + "\n![图](b.jpg)\n", _files(**{"b.jpg": _four_inks(None)}))
    report = huozi.build(source, out=source.parent / "out", to=["pdf"])
    with pikepdf.open(report.files[0].path) as made:
        picture = _picture(made)
        assert picture.ColorSpace == "/DeviceRGB" if pdf == "plain" else picture.ColorSpace[1].N == 3


def _in_epub(path: Path) -> Image.Image:
    with zipfile.ZipFile(path) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith("/b.jpg"))
        return Image.open(io.BytesIO(archive.read(name)))


@pytest.mark.parametrize(
    ("data", "why"), [(b"no profile", "cannot be read"), (finishing._srgb(), "not a profile of printing")]
)
def test_a_profile_that_is_not_one_of_print_is_an_error(write_book: Callable[..., Path], data: bytes, why: str) -> None:
    source = write_book(FRONT.format(pdf="{standard: print, profile: p.icc}") + TEXT, _files(**{"p.icc": data}))
    report = huozi.build(source, out=source.parent / "out", to=["pdf"])
    assert [(finding.code, finding.at.line if finding.at else 0) for finding in report.findings] == [
        ("profile-unfit", 6)
    ]
    assert why in report.findings[0].message


def test_colours_in_strings_are_text() -> None:
    content = b"(0 0 0 rg) 0 0 0 rg /Span <</ActualText (1 0 0 RG \\) 1 1 1 rg)>> BDC 1 0 0 RG 0.5 0.5 0.5 RG"
    pdf = pikepdf.new()
    stream = pdf.make_stream(content)
    press._in_ink(stream, None)
    wanted = b"(0 0 0 rg) 0 g /Span <</ActualText (1 0 0 RG \\) 1 1 1 rg)>> BDC 1 0 0 RG 0.5 G"
    assert stream.read_bytes() == wanted


@pytest.mark.needs_java
def test_the_manuscript_is_inside_on_request_and_the_file_is_still_one_for_archives(
    write_book: Callable[..., Path],
) -> None:
    source = write_book(FRONT.format(pdf="{standard: archive+accessible, attach-source: true}") + TEXT, _files())
    report = huozi.build(source, out=source.parent / "out", to=["pdf"])
    path = report.files[0].path
    with pikepdf.open(path) as pdf:
        assert list(pdf.attachments) == ["book.md"]
        assert pdf.attachments["book.md"].get_file().read_bytes() == source.read_bytes()
        (entry,) = pdf.Root.AF
        assert str(entry.AFRelationship) == "/Source"
        assert str(entry.EF.F.Subtype) == "/text/markdown"
    assert verapdf.failures([path])[path] == []


def test_without_a_request_nothing_is_inside(write_book: Callable[..., Path]) -> None:
    assert list(_printed(write_book, "plain").attachments) == []
