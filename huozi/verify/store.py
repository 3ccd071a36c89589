"""An EPUB and the name of a store -> warnings: what the store's guide asks for and the file does not keep.

Each message names the guide that its rule is from. What a guide advises, and files may do without, is a note. Only
rules that a file alone can break are here: prices, previews and rights are settled elsewhere. Nothing is changed, and
no store promises to take what passes.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Literal

import tinycss2
from lxml import etree

from huozi.html import OPS, XHTML
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
_SHORTEST_COVER_PX = 1400
_KIB, _MIB = 1 << 10, 1 << 20
_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_TYPE = f"{{{OPS}}}type"
_DOCUMENT = "application/xhtml+xml"
_SPEAKS_OF_ISBN = re.compile(r"(?:urn:isbn:)?(?:97[89])?[0-9-]{9,13}[0-9Xx]", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[\[\]()（）〔〕［］*※†‡注註\d①-⑳㉑-㊿\s]{1,6}")
_NOTES = frozenset({"footnote", "endnote", "rearnote", "note"})
_VERTICAL_FORMS = re.compile("[\ufe10-\ufe19\ufe30-\ufe44\ufe47\ufe48]")
_ZHUYIN = re.compile("[\u3105-\u312f\u31a0-\u31bf]")
_LEVELS_ON_KINDLE = 2
_WHOLE_FONT = 20_000
"""A font of so many characters is no subset of what a book uses."""


def check(data: bytes, store: Store, log: Log) -> None:
    """Warn of each rule of a store's guide that the file breaks; a file that is no EPUB is an error."""
    package = opened(data, log)
    if package is None:
        return
    for rules in (_names, _documents, _notes, _metadata, _cover, _styles, _fonts, _images):
        for message in rules(package, store):
            log.warn(f"store-{store}", f"{message} ({_GUIDES[store]})")
    for message in _advice(package, store):
        log.note(f"store-{store}", f"{message} ({_GUIDES[store]})")


def _names(package: Package, store: Store) -> Iterator[str]:
    if store in {"apple", "kindle"}:
        return
    plain = r"[A-Za-z0-9._/-]+" if store == "kobo" else r"[a-z0-9._/-]+"
    wanted = "ASCII letters and digits" if store == "kobo" else "lower-case ASCII letters and digits"
    for path in package.items:
        name = path.rpartition("/")[2]
        if not re.fullmatch(plain, name):
            yield f"the file name `{name}` is to be of {wanted}"


# Documents.


def _documents(package: Package, store: Store) -> Iterator[str]:
    strict = store in {"ebpaj", "readmoo"}
    most = 256 * _KIB if strict else 10 * _MIB if store == "kobo" else None
    for path, item in package.items.items():
        if item.get("media-type") != _DOCUMENT or path not in package.files:
            continue
        content = package.files[path]
        if most is not None and len(content) > most:
            yield f"{path} has {len(content) // _KIB} KiB; a document is to have {most // _KIB} KiB at most"
        if strict and content.startswith(b"\xef\xbb\xbf"):
            yield f"{path} begins with a byte order mark; UTF-8 is to be without"
        if strict and b"\r\n" in content and re.search(rb"(?<!\r)\n", content):
            yield f"{path} mixes two kinds of line ends"
        if store == "readmoo" and path in package.documents:
            yield from _characters(path, package.documents[path])


def _characters(path: str, tree: etree._Element) -> Iterator[str]:
    if found := _VERTICAL_FORMS.search("".join(map(str, tree.itertext()))):
        yield f"{path} holds `{found[0]}`: vertical text keeps the usual marks, and readers turn them"
    readings = sum(_ZHUYIN.search("".join(map(str, one.itertext()))) is not None for one in tree.iter(f"{{{XHTML}}}rt"))
    if readings:
        yield f"{path} has {readings} readings in Zhuyin, which few readers can set: a picture is surer"


def _notes(package: Package, store: Store) -> Iterator[str]:
    """Calls of notes say that they are; without, a reader may show any link as a note, or no note as one."""
    if store not in {"kobo", "ebpaj", "readmoo"}:
        return
    kinds = {
        (path, one.get("id", "")): set((one.get(_TYPE) or "").split())
        for path, tree in package.documents.items()
        for one in tree.iter(etree.Element)
        if one.get("id")
    }
    for path, tree in package.documents.items():
        for link in tree.iter(f"{{{XHTML}}}a"):
            file, hash_mark, name = link.get("href", "").partition("#")
            says = "".join(map(str, link.itertext()))
            if not hash_mark:
                continue
            target = (package.resolve(file, path) if file else path, name)
            if "noteref" in (link.get(_TYPE) or "").split():
                if target in kinds and not kinds[target] & _NOTES:
                    yield f"{path}: the note that `{says.strip()}` calls is not marked as a footnote (epub:type)"
            elif not link.get(_TYPE) and _is_raised(link) and _NOTE_MARK.fullmatch(says):
                yield f"{path}: `{says.strip()}` looks like the call of a note and is not marked as noteref (epub:type)"


def _is_raised(link: etree._Element) -> bool:
    parent = link.getparent()
    return link.find(f"{{{XHTML}}}sup") is not None or (parent is not None and parent.tag == f"{{{XHTML}}}sup")


# The package.


def _metadata(package: Package, store: Store) -> Iterator[str]:
    identifiers = [(one.text or "").strip() for one in package.root.iter(f"{_DC}identifier")]
    if store == "kobo" and not any(_SPEAKS_OF_ISBN.fullmatch(one) for one in identifiers):
        yield "no dc:identifier holds an ISBN"
    if store == "readmoo" and not any(one.startswith(("urn:isbn:", "urn:uuid:")) for one in identifiers):
        yield "no dc:identifier is a urn:isbn: or a urn:uuid:"
    depth = max((link.depth for link in ncx_links(package)), default=0)
    if store == "kindle" and depth > _LEVELS_ON_KINDLE:
        yield f"the NCX has {depth} levels, of which {_LEVELS_ON_KINDLE} are shown"
    if store == "kindle" and _is_vertical(package) and "primary-writing-mode" not in _metas(package):
        yield 'a vertical book is to say so by `<meta name="primary-writing-mode" content="vertical-rl"/>`'
    if store == "readmoo" and package.root.find(f"{_OPF}guide") is not None:
        yield "the package holds a <guide>, which EPUB 3 has replaced by landmarks"
    if store == "readmoo" and "ebpaj:guide-version" in _metas(package):
        yield "ebpaj:guide-version is for Japan only"


def _metas(package: Package) -> set[str]:
    """The names and the properties of all <meta>."""
    return {one.get(name, "") for one in package.root.iter(f"{_OPF}meta") for name in ("name", "property")} - {""}


def _is_vertical(package: Package) -> bool:
    spine = package.root.find(f"{_OPF}spine")
    return spine is not None and spine.get("page-progression-direction") == "rtl"


def _cover(package: Package, store: Store) -> Iterator[str]:
    if store not in {"kobo", "kindle", "apple"}:
        return
    pictures = [path for path, item in package.items.items() if "cover-image" in item.get("properties", "").split()]
    if not pictures and "cover" not in _metas(package):
        yield "the package names no picture as its cover"
    for path in pictures:
        yield from _cover_picture(package, path, store)
    if store == "kobo" and pictures:
        if "cover" not in _metas(package):
            yield 'the cover is to be named by `<meta name="cover">` too'
        if not any(_shows(package, path, pictures[0]) for path in package.spine):
            yield "no document of the spine shows the cover"


def _cover_picture(package: Package, path: str, store: Store) -> Iterator[str]:
    """Shelves and shops show the cover as a picture of points, which a drawing is not."""
    from PIL import Image

    if package.items[path].get("media-type", "").startswith("image/svg"):
        yield f"the cover {path} is a drawing (SVG); it is to be a JPEG or a PNG"
    elif store == "apple" and path in package.files:
        try:
            with Image.open(io.BytesIO(package.files[path])) as image:
                shorter = min(image.size)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return  # that it cannot be read is said of all pictures
        if shorter < _SHORTEST_COVER_PX:
            yield f"the cover {path} has {shorter} pixels at its shorter side; it is to have {_SHORTEST_COVER_PX}"


def _shows(package: Package, path: str, picture: str) -> bool:
    tree = package.documents.get(path)
    if tree is None:
        return False
    names = ("src", "href", "{http://www.w3.org/1999/xlink}href")
    addresses = (one.get(name) for one in tree.iter(etree.Element) for name in names)
    return any(package.resolve(one, path) == picture for one in addresses if one)


def _advice(package: Package, store: Store) -> Iterator[str]:
    if store == "ebpaj" and "ebpaj:guide-version" not in _metas(package):
        yield "the package does not tell which version of the guide it keeps (ebpaj:guide-version)"
    if store in {"ebpaj", "readmoo"}:
        folder = package.path.rpartition("/")[0]
        if folder != "item":
            yield f"the book lies in `{folder}`; the guide has `item` with image, style and xhtml in it"


# Style sheets and fonts.


def _rules(package: Package) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Path, selector and declarations of each rule, those of @font-face too; what is inside @media comes as well."""
    for path, item in package.items.items():
        if item.get("media-type") == "text/css" and path in package.files:
            sheet = tinycss2.parse_stylesheet(package.files[path].decode("utf-8", "replace"))
            yield from ((path, selector, said) for selector, said in _flat(sheet))


def _flat(nodes: list[tinycss2.ast.Node]) -> Iterator[tuple[str, dict[str, str]]]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude).strip(), _declared(node.content)
        elif node.type == "at-rule" and node.content is not None:
            if node.lower_at_keyword == "font-face":
                yield "@font-face", _declared(node.content)
            elif node.lower_at_keyword in {"media", "supports"}:
                yield from _flat(tinycss2.parse_rule_list(node.content))


def _declared(content: list[tinycss2.ast.Node]) -> dict[str, str]:
    return {
        one.lower_name: tinycss2.serialize(one.value).strip().lower()
        for one in tinycss2.parse_blocks_contents(content)
        if one.type == "declaration"
    }


def _styles(package: Package, store: Store) -> Iterator[str]:
    faces: dict[str, set[str]] = {}
    for path, selector, said in _rules(package):
        if selector == "@font-face":
            faces.setdefault(said.get("font-family", ""), set()).add(said.get("font-weight", "normal"))
            continue
        whole = all(re.fullmatch(r"(?::root|html|body)\S*", one.strip()) for one in selector.split(","))
        turned = [name for name in said if name.endswith("writing-mode")]
        if store == "apple" and turned and not whole:
            yield f"{path}: `{selector}` turns a part of a document; it has one writing mode, numbers use text-combine"
        if store == "kindle" and re.search(r"(?:^|,)\s*(?:html|body|p)\s*(?:,|$)", selector):
            if said.get("color", "inherit") not in {"inherit", "currentcolor"}:
                yield f"{path}: `{selector}` sets the colour of the text, which is the reader's"
            if said.get("font-weight", "normal") in {"bold", "bolder", "600", "700", "800", "900"}:
                yield f"{path}: `{selector}` sets the text in bold, in which small Han blur"
    for family, weights in faces.items():
        if store == "apple" and not weights & {"bold", "700"}:
            yield f"the font {family} is embedded without its bold face, which is then imitated"


def _fonts(package: Package, store: Store) -> Iterator[str]:
    if store != "readmoo":
        return
    import uharfbuzz

    for path, item in package.items.items():
        kind = item.get("media-type", "")
        if "font" not in kind or "woff" in kind or path not in package.files:
            continue
        count = len(uharfbuzz.Face(uharfbuzz.Blob(package.files[path])).unicodes)
        if count >= _WHOLE_FONT:
            yield f"{path} has {count} characters; a font is to be embedded as a subset"


# Pictures.


def _images(package: Package, store: Store) -> Iterator[str]:
    from PIL import Image

    for path, tree in package.documents.items():
        nameless = sum(not one.get("alt") for one in tree.iter(f"{{{XHTML}}}img") if "gaiji" in one.get("class", ""))
        if store == "apple" and nameless:
            yield f"{path} has {nameless} characters as pictures (gaiji) without alt"
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
