"""Pictures, tables and listings with their captions: what Markdown leaves apart is put together.

A paragraph in emphasis right after a picture (*图 1-1 …*), or next to a table, is its caption; a picture that is alone
in a paragraph of HTML is a figure as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from huozi.source.sanitise import add_class, append_text, drop, unwrap

if TYPE_CHECKING:
    from lxml.etree import _Element

_FIGURE = re.compile(r"\s*(?:图|圖|図|그림|Fig(?:ure|\.)?)\s*[\d一二三四五六七八九十A-Z]", re.IGNORECASE)
_TABLE = re.compile(r"\s*(?:表|표|Table)\s*[\d一二三四五六七八九十A-Z]", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"[\w .()-]*\.(?:png|jpe?g|gif|svg|webp|bmp)|image|img|图片|圖片|画像|이미지|[\d_-]+", re.IGNORECASE
)
_GROUP_ID = ("fig:", "fig-")
_EMPHASIS = frozenset({"em", "strong", "b", "i", "small", "sub", "center"})


def gather(body: _Element) -> None:
    """Make figures of what belongs together below `body`, in place."""
    for paragraph in list(body.iter("p", "div")):
        _make_figure(paragraph)
    for division in list(body.iter("div")):
        _make_group(division)
    for figure in list(body.iter("figure")):
        _settle(figure)
    for table in list(body.iter("table")):
        _caption_table(table)
    for figure in list(body.iter("figure")):
        _hold_table(figure)


def _make_figure(paragraph: _Element) -> None:
    """A paragraph of one picture, and of its caption perhaps, is a figure."""
    inside = list(paragraph)
    images = [child for child in inside if child.tag == "img"]
    if len(images) != 1 or (paragraph.text and paragraph.text.strip()):
        return
    rest = [child for child in inside if child.tag not in {"img", "br"}]
    if any(child.tail and child.tail.strip() for child in inside):
        return
    if not rest:
        paragraph.tag = "figure"
        add_class(paragraph, "figure")
        return
    if len(rest) == 1 and rest[0].tag in _EMPHASIS and _FIGURE.match(_words(rest[0])):
        paragraph.tag = "figure"
        add_class(paragraph, "figure")
        rest[0].tag = "figcaption"
        paragraph[:] = [images[0], rest[0]]
        images[0].tail = rest[0].tail = None


def _make_group(division: _Element) -> None:
    """A <div> with the id of a figure is one figure of several pictures; its last paragraph is the caption (Pandoc)."""
    if not str(division.get("id") or "").startswith(_GROUP_ID):
        return
    division.tag = "figure"
    add_class(division, "figure")
    for inside in division.findall("figure"):
        inside.tag = "div"
        inside.set("class", "subfigure")
        for caption in inside.findall("figcaption"):
            caption.tag = "p"
            add_class(caption, "caption")
    last = division[-1] if len(division) else None
    if last is not None and last.tag == "p" and last.find("img") is None:
        last.tag = "figcaption"


def _settle(figure: _Element) -> None:
    """Give a figure of a picture its caption and its id."""
    if figure.find("img") is None or "listing" in (figure.get("class") or ""):
        return
    add_class(figure, "figure")
    image = figure.find("img")
    assert image is not None
    if not figure.get("id") and image.get("id"):
        figure.set("id", str(image.attrib.pop("id")))
    caption = figure.find("figcaption")
    if caption is not None and (_FILE_NAME.fullmatch(_words(caption).strip()) or not _words(caption).strip()):
        drop(caption)
        caption = None
    following = figure.getnext()
    if following is None or (figure.tail and figure.tail.strip()) or not _is_caption(following, _FIGURE):
        return
    if caption is not None:
        drop(caption)
    drop(following)
    figure.append(_as_caption(following, "figcaption"))


def _caption_table(table: _Element) -> None:
    """Give a table without a caption the paragraph in emphasis next to it; one with a caption or an id is a figure."""
    caption = table.find("caption")
    parent = table.getparent()
    assert parent is not None
    outer = parent if parent.tag == "figure" else table
    if caption is not None:
        drop(caption)
        caption.tag = "figcaption"
    elif outer.find("figcaption") is None:
        caption = _neighbour(outer)
    if outer is table and (caption is not None or table.get("id")):
        outer = _wrap(table)
    if caption is not None:
        outer.insert(0, caption)


def _neighbour(table: _Element) -> _Element | None:
    for neighbour in (table.getprevious(), table.getnext()):
        if neighbour is not None and _is_caption(neighbour, _TABLE):
            drop(neighbour)
            return _as_caption(neighbour, "figcaption")
    return None


def _wrap(table: _Element) -> _Element:
    figure = etree.Element("figure", {"class": "table"})
    for name in ("id", "data-line"):
        if table.get(name):
            figure.set(name, str(table.get(name)))
    table.attrib.pop("id", "")
    figure.tail, table.tail = table.tail, None
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, figure)
    figure.append(table)
    return figure


def _is_caption(element: _Element, words: re.Pattern[str]) -> bool:
    """A paragraph that is all emphasis, or is centred, and begins as captions do (图 1)."""
    if element.tag not in {"p", "div"} or not words.match(_words(element)):
        return False
    if element.find("img") is not None or any(child.tag in {"p", "ul", "ol", "table", "div"} for child in element):
        return False
    centred = "center" in (element.get("class") or "").split()
    only = len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip()
    return centred or (only and element[0].tag in _EMPHASIS)


def _as_caption(element: _Element, tag: str) -> _Element:
    source = element[0] if len(element) == 1 and not (element.text or "").strip() else element
    source = source if source.tag in _EMPHASIS else element
    caption = etree.Element(tag)
    if element.get("data-line"):
        caption.set("data-line", str(element.get("data-line")))
    caption.text = source.text
    caption.extend(list(source))
    return caption


def _hold_table(figure: _Element) -> None:
    """Say by a class what kind of figure one written in HTML is."""
    names = (figure.get("class") or "").split()
    if {"figure", "table", "listing"} & set(names):
        return
    if figure.find(".//table") is not None:
        add_class(figure, "table")
    elif figure.find(".//pre") is not None:
        add_class(figure, "listing")
    else:
        add_class(figure, "figure")


def _words(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


def as_words(image: _Element) -> None:
    """Put the words of a picture that cannot be shown in its place."""
    parent = image.getparent()
    assert parent is not None
    words = str(image.get("alt") or "")
    if parent.tag == "figure":
        caption = parent.find("figcaption")
        drop(image)
        parent.tag = "p"
        if caption is not None:
            unwrap(caption)
        else:
            append_text(parent, len(parent), words)
        parent.attrib.pop("class", "")
        return
    append_text(parent, parent.index(image), words)
    drop(image)
