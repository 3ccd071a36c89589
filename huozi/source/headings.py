"""Headings of a body: their words, and their levels made to nest without gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.sanitise import add_class, unwrap

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SPACES = re.compile(r"[ \t\n]+")
_OUTLINED_IN = frozenset({"body", "div"})


def words_of(heading: _Element) -> str:
    """A heading as plain text: the base of ruby without its readings, no calls of notes."""
    parts: list[str] = []
    _gather(heading, parts)
    return _SPACES.sub(" ", "".join(parts)).strip(" ")


def _gather(element: _Element, parts: list[str]) -> None:
    if element.tag not in {"rt", "rp"} and "noteref" not in (element.get("class") or "").split():
        parts.append(" " if element.tag == "br" else element.text or "")
        for child in element:
            _gather(child, parts)
            parts.append(child.tail or "")


def level(heading: _Element) -> int:
    """1 for h1 ... 6 for h6."""
    return int(str(heading.tag)[1])


def keep_outlined(body: _Element) -> None:
    """Turn headings in quotes, lists, tables and admonitions into paragraphs: they are no part of the outline."""
    for heading in list(body.iter(*HEADINGS)):
        if any(above.tag not in _OUTLINED_IN for above in heading.iterancestors()):
            heading.tag = "p"
            add_class(heading, "heading")
            for name in ("own-github", "own-mdbook"):
                heading.attrib.pop(name, "")


def hoist(body: _Element) -> None:
    """Take away a <div> that holds an h1, so that chapters can be split there; its alignment stays on its blocks."""
    for block in list(body):
        if block.tag == "div" and any(child.tag == "h1" for child in block):
            place = (block.get("class") or "").split()
            for child in block:
                for name in set(place) & {"center", "right", "left"}:
                    add_class(child, name)
            unwrap(block)
