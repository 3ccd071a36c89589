"""Resource -> the picture as the EPUB holds it: a core media type of EPUB 3.3, with nothing that acts or reaches out.

Sizes are left as they are unless the book asks for smaller ones. A picture that cannot be read is an error; what is
taken out of an SVG, and movement that is lost, is a warning.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi import rasters, vectors
from huozi.epub.publication import Item

if TYPE_CHECKING:
    from PIL import Image

    from huozi.book import Resource
    from huozi.diagnostics import Log

FOLDER = "image/"
_KEPT = frozenset({"image/png", "image/jpeg", "image/gif"})
_SVG = "image/svg+xml"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg"}
_QUALITY = 88
_ACTIVE = frozenset({"script", "handler", "listener", "iframe", "embed", "object"})
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as packed, whether it moves, and whether its ground shows through (a drawing's always may)."""

    item: Item
    moving: bool = False
    clear: bool = False


def picture(resource: Resource, log: Log, *, most_px: int = 0, properties: tuple[str, ...] = ()) -> Picture | None:
    """The picture of a resource; None, and an error, where its file holds none.

    Where `most_px` is given, no side has more pixels: a larger picture is made smaller, which one that moves cannot be.
    """
    data = resource.path.read_bytes()
    if resource.media_type == _SVG:
        drawing = _clean_svg(data, resource, log)
        return Picture(Item(FOLDER + resource.name, _SVG, drawing, properties), clear=True) if drawing else None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            moving, clear = rasters.moves(image), image.has_transparency_data
            small = most_px == 0 or max(image.size) <= most_px
            if resource.media_type in _KEPT and (moving or small):
                settled = rasters.settled(data)
                return Picture(Item(FOLDER + resource.name, resource.media_type, settled, properties), moving, clear)
            kind, packed = _recode(image, most_px)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _report(resource, str(error), log)
        return None
    if moving:
        what = f"{resource.path.name} moves; the EPUB has its first picture, for many readers know no such files"
        log.warn("image-animation", what, help="save it as GIF if it must move")
    # Names of resources hold no two hyphens in a row, so that this one is nobody's.
    stem, _, extension = resource.name.rpartition(".")
    item = Item(f"{FOLDER}{stem}--{extension}.{_EXTENSIONS[kind]}", kind, packed, properties)
    return Picture(item, clear=clear)


def _recode(image: Image.Image, most_px: int) -> tuple[str, bytes]:
    """A picture as PNG or JPEG, upright, in sRGB, and no larger than asked for; its media type and bytes.

    What was JPEG stays so, and what is half as large that way is a photograph. WebP is core by EPUB 3.3, but many
    reading systems are older.
    """
    from PIL import Image, ImageOps

    was_jpeg = image.format in rasters.JPEG
    plain = rasters.in_srgb(ImageOps.exif_transpose(image))
    if most_px:
        plain.thumbnail((most_px, most_px), Image.Resampling.LANCZOS)
    png = _packed(plain, "PNG", optimize=True)
    if plain.mode == "RGBA":
        return "image/png", png
    jpeg = _packed(plain, "JPEG", quality=_QUALITY, optimize=True)
    return ("image/jpeg", jpeg) if was_jpeg or len(jpeg) * 2 < len(png) else ("image/png", png)


def _packed(image: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, icc_profile=None, **options)
    return out.getvalue()


def _clean_svg(data: bytes, resource: Resource, log: Log) -> bytes | None:
    """The drawing without scripts, event handlers and references to other files (EPUB 3.3 sections 3.6 and 6.2)."""
    try:
        settled = vectors.settled(data)
    except etree.XMLSyntaxError as error:
        _report(resource, str(error), log)
        return None
    root = etree.fromstring(settled, vectors.parser())
    removed = [name for element in list(root.iter(etree.Element)) for name in _clean(element)]
    if not removed:
        return settled
    names = ", ".join(sorted(set(removed)))
    log.warn("svg-cleaned", f"{resource.path.name} holds what a drawing in a book may not: {names}; it is left out")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _clean(element: etree._Element) -> list[str]:
    """What was taken out of one element of an SVG, by name."""
    local = etree.QName(element).localname
    parent = element.getparent()
    if local in _ACTIVE and parent is not None:
        parent.remove(element)
        return [local]
    removed = []
    for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
        outward = name in _HREFS and local != "a" and not value.startswith(("#", "data:image/"))
        acting = name in _HREFS and value.strip().lower().startswith(("javascript:", "file:"))
        if outward or acting or name.lower().startswith("on"):
            del element.attrib[name]
            removed.append(etree.QName(name).localname)
    return removed


def _report(resource: Resource, reason: str, log: Log) -> None:
    log.error(
        "image-broken",
        f"{resource.path.name} cannot be read as {resource.media_type}: {reason}",
        help="save the picture again as PNG, JPEG or SVG",
    )
