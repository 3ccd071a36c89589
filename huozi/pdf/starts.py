"""Laid-out pages of a document -> how much of its running text stands before each of them.

The text of a box is followed in the document's own: a hyphen at a line's end is none of it, and the header of a table
that is repeated was there before. Knows boxes only as trees with `element`, `element_tag`, `children` and `text`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """The running text of a document, the place in it of each element, and the element that each is in.

    `homes` keeps where the text of an element's boxes stands: see `_home`.
    """

    text: str
    places: dict[Element, _Place]
    parents: dict[Element, Element]
    homes: dict[Element, tuple[_Place, ...]] = field(default_factory=dict)


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


def _follow(root: Any, text: _Text) -> Iterator[int]:  # noqa: ANN401 (the layout engine has no types)
    """Go through the boxes of a page in order, and give the place of each that holds something of the text."""
    waiting = [root]
    while waiting:
        box = waiting.pop()
        tag = box.element_tag or ""
        if "::" in tag and not tag.endswith(_OF_THE_TEXT):
            continue
        if children := box.children:
            waiting += reversed(children)
            continue
        written = squeeze(getattr(box, "text", ""))
        if written or hasattr(box, "replacement"):
            begin = _take(box.element, written, text)
            if begin is not None:
                yield begin


def _take(element: Element, written: str, text: _Text) -> int | None:
    """Count what a box holds as reached; the place where it began, or None if it is not of the text or a repetition."""
    home = text.homes.get(element)
    if home is None:
        home = text.homes[element] = _home(element, text)
    if not home or home[0].reached >= home[0].end:
        return None
    place = home[0]
    begin = place.reached
    reached = place.end if place.whole or not written else _match(text.text, begin, place.end, written)
    for one in home:
        one.reached = max(one.reached, reached)
    return begin


def _home(element: Element, text: _Text) -> tuple[_Place, ...]:
    """The places that hold the text of an element's boxes, from the inside out; none if it is not of the text."""
    above = [element, *_ancestors(element, text)]
    # What is drawn for a formula or a picture is inside it; what is inside anything else and has no place is a reading.
    places = tuple(text.places[one] for one in above if one in text.places)
    return places if places and (element in text.places or places[0].whole) else ()


def _ancestors(element: Element, text: _Text) -> Iterator[Element]:
    while (parent := text.parents.get(element)) is not None:
        yield parent
        element = parent


def _match(text: str, at: int, end: int, written: str) -> int:
    """How far `text` has come after what is written on the page, which may differ from it in a few characters."""
    if text.startswith(written, at) and at + len(written) <= end:
        return at + len(written)
    for char in written:
        if at >= end:
            break
        found = text.find(char, at, min(end, at + _AHEAD))
        if found >= 0:
            at = found + 1
        elif char not in _HYPHENS:
            at += 1
    return at
