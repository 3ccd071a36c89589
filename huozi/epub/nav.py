"""Outline, landmarks and pages -> the navigation document (EPUB 3.3 section 7) and the NCX of EPUB 2 readers.

Both hold the whole outline, for they are what the outline contract compares. Entries deeper than the contents of the
book show are hidden where the navigation document is read as a page, not where a reader unfolds them. The list of
contents itself is html.contents.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from lxml import etree

from huozi.epub.words import words
from huozi.html import OPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huozi.epub.pagelist import Page
    from huozi.outline import Node, Outline

EPUB_TYPE = f"{{{OPS}}}type"
NAME = "nav.xhtml"
_NCX = "http://www.daisy.org/z3986/2005/ncx/"
_NCX_DOCTYPE = '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that readers jump to: its epub:type (cover, titlepage, toc, bodymatter ...), words, and address."""

    type: str
    title: str
    href: str


def body(
    toc: etree._Element, landmarks: tuple[Landmark, ...], pages: tuple[Page, ...], lang: str, shown_level: int
) -> tuple[etree._Element, ...]:
    """The three lists of the navigation document: `toc` (changed: what is too deep is hidden), landmarks, pages."""
    own = words(lang)
    _hide(toc, shown_level)
    _dissolve_gaps(toc)
    marks = _nav("landmarks", own.landmarks)
    for landmark in landmarks:
        _link(marks[-1], landmark.title, landmark.href).set(EPUB_TYPE, landmark.type)
    if not pages:
        return (toc, marks)
    listed = _nav("page-list", own.pages, role="doc-pagelist")
    for page in pages:
        _link(listed[-1], page.folio, page.href)
    return (toc, marks, listed)


def _hide(toc: etree._Element, shown_level: int) -> None:
    for item in toc.iter("li"):
        level = int((item.get("class") or "level-1").removeprefix("level-"))
        parent = item.getparent()
        if level > shown_level and parent is not None and parent.getparent() is not toc:
            parent.set("hidden", "hidden")


def _dissolve_gaps(toc: etree._Element) -> None:
    """A span in a navigation document must hold text, and a gap is white space or nothing (EPUB 3.3 section 7.3)."""
    for gap in [span for span in toc.iter("span") if "gap" in (span.get("class") or "").split()]:
        number, link = gap.getprevious(), gap.getparent()
        assert number is not None
        assert link is not None
        number.tail = (gap.text or "") + (gap.tail or "")
        gap.tail = None
        link.remove(gap)


def _nav(kind: str, title: str, role: str = "") -> etree._Element:
    nav = etree.Element("nav", {EPUB_TYPE: kind, "id": kind, "class": kind, "hidden": "hidden"})
    if role:
        nav.set("role", role)
    etree.SubElement(nav, "h2").text = title
    etree.SubElement(nav, "ol")
    return nav


def _link(listed: etree._Element, text: str, href: str) -> etree._Element:
    link = etree.SubElement(etree.SubElement(listed, "li"), "a", href=href)
    link.text = text
    return link


def ncx(
    identifier: str, title: str, outline: Outline, hrefs: Mapping[str, str], pages: tuple[Page, ...], lang: str
) -> bytes:
    """The NCX (OPF 2.0.1 section 2.4.1): the same tree, its true depth, and a play order in reading order."""
    root = etree.Element("ncx", {"version": "2005-1", "{http://www.w3.org/XML/1998/namespace}lang": lang})
    head = etree.SubElement(root, "head")
    for name, content in (
        ("dtb:uid", identifier),
        ("dtb:depth", str(_depth(outline.entries))),
        ("dtb:totalPageCount", str(len(pages))),
        ("dtb:maxPageNumber", str(max((int(page.folio) for page in pages if page.folio.isdecimal()), default=0))),
    ):
        etree.SubElement(head, "meta", name=name, content=content)
    _label(root, "docTitle", title)
    order = count(1)
    points = etree.SubElement(root, "navMap")
    for node in outline.entries:
        _point(points, node, hrefs, order)
    if pages:
        _page_targets(root, pages, order)
    etree.indent(root)
    root.set("xmlns", _NCX)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype=_NCX_DOCTYPE)
    return data


def _depth(nodes: tuple[Node, ...]) -> int:
    return max((1 + _depth(node.entries) for node in nodes), default=0)


def _point(parent: etree._Element, node: Node, hrefs: Mapping[str, str], order: Iterator[int]) -> None:
    number = str(next(order))
    point = etree.SubElement(parent, "navPoint", id=f"point-{number}", playOrder=number)
    _label(point, "navLabel", node.title)
    etree.SubElement(point, "content", src=hrefs[node.target])
    for child in node.entries:
        _point(point, child, hrefs, order)


def _page_targets(root: etree._Element, pages: tuple[Page, ...], order: Iterator[int]) -> None:
    listed = etree.SubElement(root, "pageList")
    for page in pages:
        number = str(next(order))
        kind = "normal" if page.folio.isdecimal() else "front"
        target = etree.SubElement(listed, "pageTarget", id=f"point-{number}", type=kind, playOrder=number)
        _label(target, "navLabel", page.folio)
        etree.SubElement(target, "content", src=page.href)


def _label(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(etree.SubElement(parent, tag), "text").text = text
