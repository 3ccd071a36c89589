"""Laid-out pages of a document -> how much of its running text stands before each of them.

The text of a box is followed in the document's own: a hyphen at a line's end is none of it, and the header of a table
that is repeated was there before. Knows boxes only as trees with `element`, `element_tag`, `children` and `text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huozi.running import squeeze, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

_OF_THE_TEXT = ("::first-letter", "::first-line")
_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}"
_AHEAD = 8
"""How many characters of the document a box may leave out, as those without width."""


@dataclass(slots=True)
class _Place:
    """How far the pages have come in an element's running text, where that ends, and whether it is one character."""

    reached: int
    end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """The running text of a document, the place in it of each element, and the element that each is in."""

    text: str
    places: dict[Element, _Place]
    parents: dict[Element, Element]


def starts(roots: Sequence[Any], document: Element) -> tuple[int | None, ...]:
    """For each page, whose root box is given, the characters before its first one; None where it has none."""
    text = _read(document)
    found: list[int | None] = []
    latest = 0
    for root in roots:
        begins = [begin for begin in _follow(root, text) if begin >= latest]
        found.append(begins[0] if begins else None)
        latest = max((latest, *begins))
    return tuple(found)


def _read(document: Element) -> _Text:
    parts: list[str] = []
    places: dict[Element, _Place] = {}
    count = 0
    for one in walk(document):
        if one.kind in {"start", "object"}:
            places[one.element] = _Place(count, count, one.kind == "object")
        parts.append(squeeze(one.text))
        count += len(parts[-1])
        if one.kind in {"end", "object"}:
            places[one.element].end = count
    return _Text("".join(parts), places, {child: parent for parent in document.iter() for child in parent})


def _follow(box: Any, text: _Text) -> Iterator[int]:  # noqa: ANN401 (the layout engine has no types)
    """Go through the boxes of a page in order, and give the place of each that holds something of the text."""
    tag = box.element_tag or ""
    if "::" in tag and not tag.endswith(_OF_THE_TEXT):
        return
    written = squeeze(getattr(box, "text", ""))
    if written or hasattr(box, "replacement"):
        begin = _take(box.element, written, text)
        if begin is not None:
            yield begin
    for child in getattr(box, "children", ()):
        yield from _follow(child, text)


def _take(element: Element, written: str, text: _Text) -> int | None:
    """Count what a box holds as reached; the place where it began, or None if it is not of the text or a repetition."""
    above = [element, *_ancestors(element, text)]
    # What is drawn for a formula or a picture is inside it; what is inside anything else and has no place is a reading.
    home = next((index for index, one in enumerate(above) if one in text.places), len(above))
    place = text.places.get(above[home]) if home < len(above) else None
    if place is None or place.reached >= place.end or (home > 0 and not place.whole):
        return None
    begin = place.reached
    reached = place.end if place.whole or not written else _match(text.text, begin, place.end, written)
    for one in above[home:]:
        if one in text.places:
            text.places[one].reached = max(text.places[one].reached, reached)
    return begin


def _ancestors(element: Element, text: _Text) -> Iterator[Element]:
    while (parent := text.parents.get(element)) is not None:
        yield parent
        element = parent


def _match(text: str, at: int, end: int, written: str) -> int:
    """How far `text` has come after what is written on the page, which may differ from it in a few characters."""
    for char in written:
        if at >= end:
            break
        found = text.find(char, at, min(end, at + _AHEAD))
        if found >= 0:
            at = found + 1
        elif char not in _HYPHENS:
            at += 1
    return at
