"""The file of a raster picture -> the same as books hold it: upright, in RGB or grey, and telling nothing but itself.

A photograph's file tells when, where and with what it was taken; that is taken off, without touching a pixel. Pixels
are changed only where outputs cannot hold them: a picture that lies on its side is turned, CMYK becomes RGB by its own
profile if it is not for a printer, 16 bits become 8. Vector drawings are not looked at.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

JPEG = frozenset({"JPEG", "MPO"})
"""The formats of Pillow that a JPEG may be of: the second has other views of the same behind it."""

_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_TELLING_SEGMENTS = frozenset({0xE1, 0xED, 0xFE, *range(0xE3, 0xED), 0xEF})
"""Exif and XMP, IPTC, comments, makers' own; JFIF (E0), colour profiles (E2) and Adobe's transform (EE) stay."""
_PROFILE = b"ICC_PROFILE\0"
_E2 = 0xE2
_END_OF_IMAGE = 0xD9
_MARKER = re.compile(rb"\xff+[^\x00\x01\xd0-\xd8\xff]", re.DOTALL)
"""The markers that begin a segment, and the end; in a scan, FF 00 is the byte FF, and D0 to D7 only count."""
_GIF = (b"GIF87a", b"GIF89a")
_GIF_MORE, _GIF_COMMENT, _GIF_PROGRAM, _GIF_END = 0x21, 0xFE, 0xFF, 0x3B
_GIF_LOOP = b"NETSCAPE2.0"
_TELLING_CHUNKS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_ORIENTATION = 0x0112
_QUALITY = 95


Inks = Literal["", "own", "all"]
"""Which JPEGs of four inks stay so, for a printer: none, those that bring their profile, or all."""


def settled(data: bytes, inks: Inks = "") -> bytes:
    """The picture as books hold it; other files than JPEG, PNG, GIF and WebP as they are. OSError if it is damaged."""
    if data.startswith(_GIF):
        return b"".join(_gif_parts(data))
    webp = _WEBP.match(data) is not None
    if not webp and not data.startswith((_JPEG, _PNG)):
        return data
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        sideways = image.getexif().get(_ORIENTATION, 1) not in {0, 1}
        strange = _is_strange(image) and not _keeps_inks(image, inks)
        if (sideways or strange) and not moves(image):
            return _redrawn(image, strange=strange)
    if webp:
        return data  # no output holds the file itself
    return b"".join(_jpeg_parts(data) if data.startswith(_JPEG) else _png_parts(data))


def moves(image: Image) -> bool:
    """Whether a picture has several frames to show one after another; a JPEG has only other views of the same."""
    return bool(getattr(image, "is_animated", False)) and image.format not in JPEG


def _redrawn(image: Image, *, strange: bool) -> bytes:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    profile = upright.info.get("icc_profile")
    if strange:
        upright, profile = in_srgb(upright), None
    upright.info.clear()  # Pillow would write back what it has read there
    sink = io.BytesIO()
    if image.format in JPEG:
        upright.save(sink, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=profile)
    else:
        upright.save(sink, "PNG", icc_profile=profile)
    return sink.getvalue()


def _keeps_inks(image: Image, inks: Inks) -> bool:
    four = image.mode == "CMYK" and image.format in JPEG
    return four and (inks == "all" or (inks == "own" and bool(inks_profile(image))))


def inks_profile(image: Image) -> bytes:
    """The ICC profile of a picture of four inks; none if it brings none, or one of another kind of colour."""
    profile = bytes(image.info.get("icc_profile") or b"")
    return profile if profile[16:20] == b"CMYK" else b""


def _is_strange(image: Image) -> bool:
    """Whether its pixels are what outputs cannot hold: four inks, or 16 bits of grey."""
    return image.mode == "CMYK" or image.mode.startswith("I")


def in_srgb(image: Image) -> Image:
    """The picture in grey, RGB or RGBA, its colours in sRGB: what a profile says is lost when it is packed anew."""
    from PIL import ImageCms

    if image.mode.startswith(("I", "F")):
        # Sixteen bits of grey.
        return image.convert("I").point(lambda level: level / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in {"1", "L"} else "RGB"
    profile = image.info.get("icc_profile")
    if profile and mode != "L":
        as_is = image if image.mode in {"RGB", "RGBA", "CMYK"} else image.convert(mode)
        try:
            given, wanted = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(as_is, given, wanted, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            # A profile that is broken, or of another kind of colour, says nothing.
            converted = None
        if converted is not None:
            return converted
    return image.convert(mode)


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    """The segments of a JPEG (ITU-T T.81, B.1) to the end of its picture, without those that tell of it.

    Behind the end cameras keep other pictures, films and notes; a second picture is announced in a segment E2 (CIPA
    DC-007).
    """
    yield _JPEG
    at = 2
    while found := _MARKER.search(data, at):
        yield data[at : found.start()]  # nothing, or the pixels of a scan
        marker, at = data[found.end() - 1], found.end()
        if marker == _END_OF_IMAGE:
            break
        end = at + struct.unpack(">H", data[at : at + 2].ljust(2, b"\0"))[0]
        if marker not in _TELLING_SEGMENTS and (marker != _E2 or data[at + 2 :].startswith(_PROFILE)):
            yield b"\xff%c" % marker + data[at:end]
        at = end
    yield b"\xff%c" % _END_OF_IMAGE


def _png_parts(data: bytes) -> Iterator[bytes]:
    """The chunks of a PNG (W3C PNG 5.3), without those that tell of it."""
    yield _PNG
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + struct.unpack(">I", data[at : at + 4])[0]
        if data[at + 4 : at + 8] not in _TELLING_CHUNKS:
            yield data[at:end]
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end


def _gif_parts(data: bytes) -> Iterator[bytes]:
    """The blocks of a GIF (GIF89a, 17 to 27) to its end, without comments and notes of programs.

    One such note stays, that tells how often it moves.
    """
    at = 13 + _colours(data[10])
    yield data[:at]
    while at < len(data) and data[at] != _GIF_END:
        begin = at
        if data[at] == _GIF_MORE:
            telling = data[at + 1] == _GIF_COMMENT or (
                data[at + 1] == _GIF_PROGRAM and data[at + 3 : at + 14] != _GIF_LOOP
            )
            at += 2
        else:
            telling = False
            at += 11 + _colours(data[at + 9])
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
        if not telling:
            yield data[begin:at]
    yield bytes([_GIF_END])


def _colours(flags: int) -> int:
    """How many bytes a table of colours has (GIF89a, 18)."""
    return 3 << (1 + (flags & 7)) if flags & 0x80 else 0
