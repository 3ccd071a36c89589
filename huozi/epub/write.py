"""Publication -> the bytes of an EPUB file. The only importer of ebooklib.

EbookLib packs; what it would get wrong is settled here or does not reach it: documents, contents and NCX are
finished bytes before they come (its HTML parser breaks inline SVG, its contents are English), the package document
gets its language, and the archive is packed again in one canonical form, because EbookLib stamps every entry with the
clock. What it wrote is read back and compared, because its return value does not tell success.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from ebooklib import epub

if TYPE_CHECKING:
    from lxml import etree

    from huozi.epub.publication import Publication

FOLDER = "EPUB"
_MIMETYPE = b"application/epub+zip"
_NAME = re.compile(r"(?:[a-z0-9-]+/)?[a-z0-9-]+\.[a-z0-9]+")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STAMP = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9
_DENSE = (".png", ".jpg", ".jpeg", ".gif")
"""What is compressed already; a second time costs time and saves nothing."""


def write(publication: Publication) -> bytes:
    """Pack a publication; equal publications give equal bytes, wherever and whenever they are packed."""
    _check_names(publication)
    packed = io.BytesIO()
    # What is packed here is unpacked at once, so it is not compressed.
    options = {"mtime": publication.metadata.modified, "raise_exceptions": True, "compresslevel": 0}
    writer = _Writer(packed, _epub_book(publication), options)
    writer.process()
    writer.write()
    entries = _entries(packed.getvalue())
    for item in publication.items:
        assert entries.get(f"{FOLDER}/{item.name}") == item.data, f"{item.name} was not packed as it is"
    return _canonical(entries)


class _Writer(epub.EpubWriter):  # type: ignore[misc] # EbookLib has no types
    """EbookLib's writer, with a package document that tells its language, and contents that are ours."""

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set(_XML_LANG, self.book.language)
        # No term of the rendition vocabulary is used; EbookLib declares it always.
        root.attrib.pop("prefix")
        super()._write_opf_file(root)

    def _get_nav(self, item: epub.EpubItem) -> bytes:
        content: bytes = item.content
        return content

    def _get_ncx(self) -> bytes:
        content: bytes = self.book.get_item_with_id("ncx").content
        return content


def _epub_book(publication: Publication) -> epub.EpubBook:
    book = epub.EpubBook()
    metadata = publication.metadata
    book.set_identifier(metadata.identifier)
    book.language = metadata.lang
    book.title = metadata.title
    book.set_unique_metadata("OPF", "generator", "", {"name": "generator", "content": "huozi"})
    for statement in metadata.statements:
        namespace, name = ("DC", statement.name[3:]) if statement.name.startswith("dc:") else (None, statement.name)
        book.add_metadata(namespace, name, statement.text, dict(statement.attributes))
    for item in publication.items:
        book.add_item(_epub_item(item.name, item.media_type, item.data, item.properties))
        if "cover-image" in item.properties:
            # EPUB 2 readers, and stores that still ask for it, find the cover by this.
            book.add_metadata(None, "meta", "", {"name": "cover", "content": _id(item.name)})
    ncx = epub.EpubNcx()
    ncx.content = publication.ncx
    book.add_item(ncx)
    book.spine = [_id(name) for name in publication.spine]
    return book


def _epub_item(name: str, media_type: str, data: bytes, properties: tuple[str, ...]) -> epub.EpubItem:
    item: Any = epub.EpubItem(uid=_id(name), file_name=name, media_type=media_type, content=data)
    item.properties = properties
    return item


def _id(name: str) -> str:
    """The manifest id of a file: a valid NCName, unique as the name is."""
    return "f-" + name.replace("/", ".")


def _check_names(publication: Publication) -> None:
    names = [item.name for item in publication.items]
    assert len(set(names)) == len(names), "two files of the publication have one name"
    for name in names:
        assert _NAME.fullmatch(name), f"{name} is not a name that every reading system and file system can keep"


def _entries(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _canonical(entries: dict[str, bytes]) -> bytes:
    """Pack anew: mimetype first, stored, without extra field (OCF 3.3 section 4.3); the rest sorted; one stamp."""
    canonical = io.BytesIO()
    with zipfile.ZipFile(canonical, "w") as archive:
        _add(archive, "mimetype", _MIMETYPE, zipfile.ZIP_STORED)
        for name in sorted(entries.keys() - {"mimetype"}):
            dense = name.endswith(_DENSE)
            _add(archive, name, entries[name], zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED)
    return canonical.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    info = zipfile.ZipInfo(name, _STAMP)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    info.compress_type = method
    archive.writestr(info, data, compresslevel=_LEVEL)
