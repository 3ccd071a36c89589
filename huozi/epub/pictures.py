"""Resource -> the picture as the EPUB holds it: a core media type of EPUB 3.3, with nothing that acts or reaches out.

Sizes are left as they are. A picture that cannot be read is an error; what is taken out of an SVG is a warning.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from huozi.epub.publication import Item

if TYPE_CHECKING:
    from huozi.book import Resource
    from huozi.diagnostics import Log

FOLDER = "image/"
_KEPT = frozenset({"image/png", "image/jpeg", "image/gif"})
_SVG = "image/svg+xml"
_ACTIVE = frozenset({"script", "handler", "listener", "iframe", "embed", "object"})
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as packed, and whether it moves."""

    item: Item
    moving: bool = False


def picture(resource: Resource, log: Log, *, properties: tuple[str, ...] = ()) -> Picture | None:
    """The picture of a resource; None, and an error, where its file holds none."""
    data = resource.path.read_bytes()
    stem = resource.name.rpartition(".")[0]
    if resource.media_type == _SVG:
        drawing = _clean_svg(data, resource, log)
        return Picture(Item(FOLDER + resource.name, _SVG, drawing, properties)) if drawing else None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            moving = bool(getattr(image, "is_animated", False))
            if resource.media_type in _KEPT:
                return Picture(Item(FOLDER + resource.name, resource.media_type, data, properties), moving)
            # WebP, AVIF, TIFF and others: WebP is core by now, but many reading systems are older.
            packed = io.BytesIO()
            image.convert("RGBA" if image.has_transparency_data else "RGB").save(packed, "PNG", compress_level=6)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _report(resource, str(error), log)
        return None
    return Picture(Item(f"{FOLDER}{stem}-converted.png", "image/png", packed.getvalue(), properties))


def _clean_svg(data: bytes, resource: Resource, log: Log) -> bytes | None:
    """The drawing without scripts, event handlers and references to other files (EPUB 3.3 sections 3.6 and 6.2)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        _report(resource, str(error), log)
        return None
    removed = [name for element in list(root.iter(etree.Element)) for name in _clean(element)]
    if not removed and b"<!DOCTYPE" not in data:
        return data
    if removed:
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
