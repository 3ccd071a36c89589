"""An EPUB and the name of a store -> warnings: what the store's guide asks for and the file does not keep.

Each message names the guide that its rule is from. Only rules that a file alone can break are here: prices, previews
and rights are settled elsewhere. Nothing is changed, and no store promises to take what passes.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Literal

from huozi.verify.epub import ncx_links, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log
    from huozi.verify.epub import Package

Store = Literal["kobo", "apple", "kindle", "ebpaj", "readmoo"]

_GUIDES: dict[Store, str] = {
    "kobo": "Kobo EPUB guidelines",
    "apple": "Apple Books asset guide",
    "kindle": "Kindle publishing guidelines",
    "ebpaj": "EBPAJ EPUB 3 guide 1.1",
    "readmoo": "TDPF EPUB 3 guide 1.0",
}
_MOST_PIXELS: dict[Store, int] = {"apple": 4_000_000, "readmoo": 3_500_000}
_KIB, _MIB = 1 << 10, 1 << 20
_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_XHTML = "application/xhtml+xml"
_SPEAKS_OF_ISBN = re.compile(r"(?:urn:isbn:)?(?:97[89])?[0-9-]{9,13}[0-9Xx]", re.IGNORECASE)
_LEVELS_ON_KINDLE = 2


def check(data: bytes, store: Store, log: Log) -> None:
    """Warn of each rule of a store's guide that the file breaks; a file that is no EPUB is an error."""
    package = opened(data, log)
    if package is None:
        return
    for message in (*_names(package, store), *_documents(package, store), *_metadata(package, store)):
        log.warn(f"store-{store}", f"{message} ({_GUIDES[store]})")
    for message in _images(package, store):
        log.warn(f"store-{store}", f"{message} ({_GUIDES[store]})")


def _names(package: Package, store: Store) -> Iterator[str]:
    if store in {"apple", "kindle"}:
        return
    plain = r"[A-Za-z0-9._/-]+" if store == "kobo" else r"[a-z0-9._/-]+"
    wanted = "ASCII letters and digits" if store == "kobo" else "lower-case ASCII letters and digits"
    for path in package.items:
        name = path.rpartition("/")[2]
        if not re.fullmatch(plain, name):
            yield f"the file name `{name}` is to be of {wanted}"


def _documents(package: Package, store: Store) -> Iterator[str]:
    strict = store in {"ebpaj", "readmoo"}
    most = 256 * _KIB if strict else 10 * _MIB if store == "kobo" else None
    for path, item in package.items.items():
        if item.get("media-type") != _XHTML or path not in package.files:
            continue
        content = package.files[path]
        if most is not None and len(content) > most:
            yield f"{path} has {len(content) // _KIB} KiB; a document is to have {most // _KIB} KiB at most"
        if strict and content.startswith(b"\xef\xbb\xbf"):
            yield f"{path} begins with a byte order mark; UTF-8 is to be without"
        if strict and b"\r\n" in content and re.search(rb"(?<!\r)\n", content):
            yield f"{path} mixes two kinds of line ends"


def _metadata(package: Package, store: Store) -> Iterator[str]:
    identifiers = [(one.text or "").strip() for one in package.root.iter(f"{_DC}identifier")]
    metas = {one.get("name", "") for one in package.root.iter(f"{_OPF}meta")}
    pictures = [item for item in package.items.values() if "cover-image" in item.get("properties", "").split()]
    if store in {"kobo", "kindle", "apple"} and not pictures and "cover" not in metas:
        yield "the package names no picture as its cover"
    if store == "kobo":
        if pictures and "cover" not in metas:
            yield 'the cover is to be named by `<meta name="cover">` too'
        if not any(_SPEAKS_OF_ISBN.fullmatch(one) for one in identifiers):
            yield "no dc:identifier holds an ISBN"
    if store == "readmoo" and not any(one.startswith(("urn:isbn:", "urn:uuid:")) for one in identifiers):
        yield "no dc:identifier is a urn:isbn: or a urn:uuid:"
    depth = max((link.depth for link in ncx_links(package)), default=0)
    if store == "kindle" and depth > _LEVELS_ON_KINDLE:
        yield f"the NCX has {depth} levels, of which {_LEVELS_ON_KINDLE} are shown"
    if store == "readmoo" and package.root.find(f"{_OPF}guide") is not None:
        yield "the package holds a <guide>, which EPUB 3 has replaced by landmarks"


def _images(package: Package, store: Store) -> Iterator[str]:
    from PIL import Image

    for path, item in package.items.items():
        kind = item.get("media-type", "")
        if not kind.startswith("image/") or kind.startswith("image/svg") or path not in package.files:
            continue
        content = package.files[path]
        if store == "kobo" and len(content) >= 5 * _MIB:
            yield f"{path} has {len(content) // _KIB} KiB; a picture is to have less than 5 MiB"
        try:
            with Image.open(io.BytesIO(content)) as image:
                width, height, mode, transparent = *image.size, image.mode, image.has_transparency_data
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            yield f"{path} cannot be read as a picture"
            continue
        if mode == "CMYK" and store != "kindle":
            yield f"{path} is CMYK; a picture is to be RGB or grey"
        if transparent and store == "kobo":
            yield f"{path} is transparent; a picture is to have a ground"
        most = _MOST_PIXELS.get(store)
        if most is not None and width * height > most:
            yield f"{path} has {width} x {height} pixels, more than {most}"
