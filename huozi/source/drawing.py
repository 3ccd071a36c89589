"""A parsed SVG -> nothing, or UnusablePictureError with the reason: it runs something, reads outside, or never ends.

What a drawing may hold is decided here for both outputs. Nothing is taken out: the author is to know.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from lxml import etree

from huozi.vectors import XHTML

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINK_NAMES = ("href", "{http://www.w3.org/1999/xlink}href")
_URL = re.compile(r"""url\(\s*["']?\s*([^"')]*)""", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp)((?:;[^,;]*)*),(.*)", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^\n]))")
_FETCHES = re.compile(r"@import|(?<![\w-])(?:-webkit-)?(?:image-set|image|src)\(", re.IGNORECASE)
_ACTIVE = frozenset({"script", "handler", "listener"})
_WORDS = frozenset(
    {
        "body", "div", "p", "span", "section", "center", "br", "hr", "b", "i", "u", "s", "em", "strong", "small", "sub",
        "sup", "code", "pre", "font", "a", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "h1", "h2", "h3", "h4",
        "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "style",
    }
)  # fmt: skip
"""What a drawing may hold of HTML (SVG 2, 12.4): the words of its labels, and how they look."""
_LEADING = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_ANIMATIONS = frozenset({"set", "animate", "animateTransform", "animateMotion"})
_MOST_DRAWN = 200_000
"""Elements that are drawn, those that stand in for others counted each time; more is no drawing for a page."""


class UnusablePictureError(Exception):
    """Why a file cannot be used as a picture."""


def check(root: _Element) -> None:
    """Refuse a drawing that runs a script, reads another file, draws itself, or draws more than a page can show."""
    for before in root.itersiblings(preceding=True):
        if isinstance(before, etree._ProcessingInstruction):  # noqa: SLF001 (the only name of the type)
            msg = "it asks for a style sheet of its own"
            raise UnusablePictureError(msg)
    if next(root.iter(etree.Entity), None) is not None:
        msg = "it holds an entity of its own"
        raise UnusablePictureError(msg)
    for element in root.iter(etree.Element):
        tag = str(element.tag).rpartition("}")[2]
        if str(element.tag).startswith(XHTML) and (tag not in _WORDS or "background" in element.attrib):
            _refuse(tag)
        if tag in _ACTIVE or any(str(name).lower().startswith("on") for name in element.attrib):
            _refuse(tag)
        if tag in _ANIMATIONS and str(element.get("attributeName", "")).endswith("href"):
            _refuse(tag)
        _check_addresses(element, tag)
    _check_size(root)


def embedded(root: _Element) -> list[bytes]:
    """The files of pictures that a drawing brings along in `data:` addresses."""
    return [
        found for element in root.iter(etree.Element) for address in _links(element) if (found := _content(address))
    ]


def _refuse(tag: str) -> None:
    msg = f"its <{tag}> runs a script or reads another file"
    raise UnusablePictureError(msg)


def _links(element: _Element) -> list[str]:
    return [str(element.get(name, "")).strip() for name in _LINK_NAMES if name in element.attrib]


def _check_addresses(element: _Element, tag: str) -> None:
    for address in _links(element):
        if tag == "a":
            inside = not address or _LEADING.match(address) is not None
        else:
            inside = address.startswith("#") or _content(address) is not None
        if not inside:
            _refuse(tag)
    texts = [str(value) for value in element.attrib.values()]
    if tag == "style":
        texts += map(str, element.itertext())
    for text in map(_unescaped, texts):
        if any(address and not address.strip().startswith("#") for address in _URL.findall(text)):
            _refuse(tag)
        if tag == "style" and _FETCHES.search(text):
            _refuse(tag)


def _unescaped(css: str) -> str:
    r"""CSS as a browser reads it (CSS Syntax 4.3.7): `u\72l(` is `url(`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16) % 0x110000) if found[1] else found[2], css)


def _content(address: str) -> bytes | None:
    """The bytes of a raster picture in a `data:` address, None if it is none."""
    found = _DATA.fullmatch(address)
    if found is None:
        return None
    try:
        return (
            base64.b64decode(unquote_to_bytes(found[2]))
            if ";base64" in found[1].lower()
            else unquote_to_bytes(found[2])
        )
    except (binascii.Error, ValueError):
        return None


def _check_size(root: _Element) -> None:
    ids = {str(one.get("id")): one for one in reversed(list(root.iter(etree.Element))) if one.get("id")}
    weights: dict[_Element, int] = {}

    def weigh(element: _Element, above: frozenset[_Element]) -> int:
        if element in above:
            msg = "it draws itself"
            raise UnusablePictureError(msg)
        if element not in weights:
            inside = above | {element}
            used = [ids[name] for name in _used(element) if name in ids]
            children = [one for one in element if isinstance(one.tag, str)]
            weights[element] = 1 + sum(weigh(one, inside) for one in (*children, *used))
        if weights[element] > _MOST_DRAWN:
            msg = "it draws more than a page can show"
            raise UnusablePictureError(msg)
        return weights[element]

    weigh(root, frozenset())


def _used(element: _Element) -> list[str]:
    """The ids of what an element draws besides its own children (SVG 2, 5.6, 13.2, 14)."""
    names = [name[1:] for name in _links(element) if name.startswith("#") and not str(element.tag).endswith("}a")]
    for value in element.attrib.values():
        names += [name[1:].strip() for name in _URL.findall(str(value)) if name.startswith("#")]
    return names
