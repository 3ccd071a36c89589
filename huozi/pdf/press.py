"""A finished book -> the same for a printer, as PDF/X-4 asks (ISO 15930-7): ink for colours, nothing to click on.

Black and grey become black ink alone, so that text is not set of four colours that must meet. Other colours go through
the ICC profile of the printing condition, if the book names one, else they stay sRGB and say so. Pictures keep their
colours: RGB says that it is sRGB, four inks stay the inks they are. A book without a profile is meant for one ink: its
output intent is black with the dot gain of 20 % at half tone.
"""

from __future__ import annotations

import io
import re
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageCms

from huozi import rasters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pikepdf

    _Ink = Callable[[float, float, float], tuple[float, ...]]

_RGB = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|(?<![^\s\]>])([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+(rg|RG)(?![^\s\[<(/])",
    re.DOTALL,
)
"""A colour of the page, or a string, in which nothing is one."""

_DOT_GAIN = 0.2


class UnfitProfileError(ValueError):
    """These bytes are not the profile of a printing condition."""


def unfit(profile: bytes) -> str:
    """Why this is not the ICC profile of a printing condition; "" if it is."""
    try:
        _inks(profile)
    except UnfitProfileError as error:
        return str(error)
    return ""


def write(pdf: pikepdf.Pdf, profile: bytes | None, srgb: bytes) -> None:
    """Make a book fit for a printer; raises UnfitProfileError. `srgb` is the profile of the colours as they are."""
    name, ink = ("Black ink, dot gain 20 %", None) if profile is None else _inks(profile)
    data, channels = (_black(), 1) if profile is None else (profile, 4)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("Custom"),
        OutputCondition=String(name),
        Info=String(name),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, data, N=channels)),
    )
    pdf.Root.OutputIntents = Array([intent])
    space = pdf.make_indirect(
        Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, srgb, N=3, Alternate=Name.DeviceRGB))])
    )
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
        if "/TrimBox" not in page.obj:
            page.obj.TrimBox = page.obj.BleedBox = page.mediabox
        _in_ink(page.obj.get("/Contents", Array()), ink)
    for one in list(pdf.objects):
        if isinstance(one, Stream) and (one.get("/Subtype") == Name.Form or one.get("/PatternType") == 1):
            _in_ink(one, ink)
        _name_colours(one, space, Name.DeviceGray if ink is None else Name.DeviceCMYK)
    for one in [*pdf.objects, *(page.obj for page in pdf.pages)]:
        if isinstance(one, (Dictionary, Stream)) and (resources := _resources(one)) is not None:
            # What is still DeviceRGB is painted in sRGB (ISO 32000-1, 8.6.5.6).
            if "/ColorSpace" not in resources:
                resources.ColorSpace = Dictionary()
            resources.ColorSpace.DefaultRGB = space
    _name_inks(pdf, data)


def _resources(one: pikepdf.Object) -> pikepdf.Object | None:
    painted = one.get("/Type") == Name.Page or one.get("/Subtype") == Name.Form or one.get("/PatternType") == 1
    found = one.get("/Resources") if painted else None
    return found if isinstance(found, Dictionary) else None


# Colours.


def _in_ink(contents: pikepdf.Object, ink: _Ink | None) -> None:
    for stream in contents if isinstance(contents, Array) else (contents,):
        before = stream.read_bytes()
        after = _RGB.sub(lambda found: _exchange(found, ink), before)
        if after != before:
            stream.write(after)


def _exchange(found: re.Match[bytes], ink: _Ink | None) -> bytes:
    if found[4] is None:
        return found[0]
    red, green, blue = (float(found[place]) for place in (1, 2, 3))
    stroke = found[4] == b"RG"
    if max(red, green, blue) - min(red, green, blue) < 1 / 512:
        return f"{_short(red)} {'G' if stroke else 'g'}".encode()
    if ink is None:
        return found[0]
    return f"{' '.join(map(_short, ink(red, green, blue)))} {'K' if stroke else 'k'}".encode()


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _inks(profile: bytes) -> tuple[str, _Ink]:
    """The name of a profile, and how much of cyan, magenta, yellow and black a colour is in it."""
    try:
        opened: Any = ImageCms.getOpenProfile(io.BytesIO(profile))
        if opened.profile.device_class != "prtr" or opened.profile.xcolor_space.strip() != "CMYK":
            raise UnfitProfileError("it is not a profile of printing in four colours")
        relative, black_point = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
        screen = ImageCms.createProfile("sRGB")
        change = ImageCms.buildTransform(screen, opened, "RGB", "CMYK", relative, black_point)
        name = ImageCms.getProfileDescription(opened).strip()
    except (ImageCms.PyCMSError, OSError) as error:
        raise UnfitProfileError("it cannot be read as an ICC profile") from error

    @lru_cache(maxsize=4096)
    def ink(red: float, green: float, blue: float) -> tuple[float, ...]:
        pixel = Image.new("RGB", (1, 1), (round(red * 255), round(green * 255), round(blue * 255)))
        changed: Any = ImageCms.applyTransform(pixel, change)
        return tuple(value / 255 for value in changed.getpixel((0, 0)))

    return name, ink


def _name_colours(one: pikepdf.Object, space: pikepdf.Object, blending: Name) -> None:
    """Let pictures and shadings say what their red is, and groups be blended as they are printed."""
    for item in _dictionaries(one):
        if item.get("/ColorSpace") == Name.DeviceRGB and ("/ShadingType" in item or item.get("/Subtype") == Name.Image):
            item.ColorSpace = space
        group = item.get("/Group")
        if isinstance(group, Dictionary) and group.get("/CS") == Name.DeviceRGB:
            group.CS = blending


def _name_inks(pdf: pikepdf.Pdf, printed: bytes) -> None:
    """Let pictures of four inks say for which printing they are, where it is another than that of the book."""
    spaces: dict[bytes, pikepdf.Object] = {}
    for one in pdf.objects:
        if isinstance(one, Stream) and one.get("/Subtype") == Name.Image and one.get("/ColorSpace") == Name.DeviceCMYK:
            with Image.open(io.BytesIO(one.read_raw_bytes())) as picture:
                own = rasters.inks_profile(picture)
            if own and own != printed:
                if own not in spaces:
                    stream = Stream(pdf, own, N=4, Alternate=Name.DeviceCMYK)
                    spaces[own] = pdf.make_indirect(Array([Name.ICCBased, pdf.make_indirect(stream)]))
                one.ColorSpace = spaces[own]


def _dictionaries(one: pikepdf.Object) -> Iterator[Any]:
    """An indirect object and the dictionaries written directly in it."""
    if isinstance(one, (Dictionary, Stream)):
        yield one
        inner = [value for value in one.values() if isinstance(value, (Dictionary, Array)) and not value.is_indirect]
    elif isinstance(one, Array):
        inner = [value for value in one if isinstance(value, (Dictionary, Array)) and not value.is_indirect]
    else:
        return
    for value in inner:
        yield from _dictionaries(value)


# One ink.


def _black() -> bytes:
    """An ICC profile (ICC.1:2001-04) of one black ink: a curve from the bare paper to the light that comes back."""
    steps = [1 - covered - 4 * _DOT_GAIN * covered * (1 - covered) for covered in (1 - at / 255 for at in range(256))]
    curve = struct.pack(">4s4xI256H", b"curv", 256, *(round(65535 * max(light, 0.0)) for light in steps))
    name = b"Black ink, dot gain 20 %\0"
    tags = {
        b"desc": struct.pack(">4s4xI", b"desc", len(name)) + name + bytes(78),
        b"cprt": b"text\0\0\0\0No copyright\0",
        b"wtpt": b"XYZ \0\0\0\0" + _D50,
        b"kTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, 132 + 12 * len(tags) + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4xI4s4s4s6H4s28x12s48x",
        128 + len(table) + len(body),
        0x02400000,
        b"prtr",
        b"GRAY",
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        _D50,
    )
    return head + table + body


_D50 = struct.pack(">3i", round(0.9642 * 65536), 65536, round(0.8249 * 65536))
