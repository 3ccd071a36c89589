"""Picture files that bring trouble, made when they are wanted: what is wrong with each is in its name."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 (options of Pillow)
    """The bytes of an image in a format of Pillow."""
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def plain(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """A picture of which the left half is dark and the right one light."""
    image = Image.new("L", size, 30)
    image.paste(220, (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour that is a few hundred kilobytes long and takes gigabytes when it is unpacked."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * ((width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return _png(_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), _chunk(b"IDAT", pixels))


def lying(width: int, height: int) -> bytes:
    """A PNG that says it is of this size and holds nothing."""
    return _png(
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), _chunk(b"IDAT", zlib.compress(b""))
    )


def deep() -> Image.Image:
    """The picture of `plain` in 16 bits a pixel."""
    return Image.frombytes("I;16", (40, 20), b"".join(struct.pack("<H", value * 257) for value in plain("L").tobytes()))


def with_exif(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture that is to be turned, and that tells where it was taken."""
    image = plain()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ann"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 29.0)})
    return saved(image, kind, exif=exif, quality=95)


def with_second_view() -> bytes:
    """A JPEG behind which stands another, as cameras write them; each tells where it was taken."""
    sink = io.BytesIO(with_exif(1))
    second = Image.open(io.BytesIO(with_exif(1)))
    Image.open(sink).save(out := io.BytesIO(), "MPO", save_all=True, append_images=[second], exif=second.getexif())
    return out.getvalue()


def _png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
