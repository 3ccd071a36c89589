"""A block of very much text -> several that look like one: the engine's time grows with the square of a block's length.

Cuts are made at line ends of a listing, and after full stops of a paragraph or a note, if it has any; the text is the
same, in the same order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

LONG = 40_000
"""Characters of a block above which it is split."""

SIZE = 10_000
"""Characters that a piece has at least."""

LONG_NOTE = 800
"""Characters of a note above which it is split: the engine does not break a note, so it has to fit a page whole."""

NOTE_SIZE = 300

WORD = 2_000
"""Characters without a space, none of them of CJK, that are no word any more."""

_WORD = re.compile(rf"[^\s\u2e80-\uffff\U00020000-\U0003ffff]{{{WORD}}}")

ELEMENT = 10
"""Characters that an element within a paragraph counts as: its boxes take as long to set."""

STOPS = ("。", ". ", "，", " ", "")
"""Where a paragraph is cut: after the first of these that comes soon; in a word that never ends, anywhere."""


def split(body: _Element) -> None:
    """Split the long notes, paragraphs and listings of a document, in place."""
    for note in [one for one in body.iter("span") if _is_note(one) and _length(one) > LONG_NOTE]:
        _replace(note, note, list(_cut(_items(note), ("。",), NOTE_SIZE)))
    for block in [one for one in body.iter("p", "pre") if _weight(one) > LONG or _has_word(one)]:
        inner = block[0] if block.tag == "pre" and len(block) == 1 and not block.text else block
        size = WORD if _has_word(block) else SIZE
        _replace(block, inner, list(_cut(_items(inner), ("\n",) if block.tag == "pre" else STOPS, size)))


def _has_word(block: _Element) -> bool:
    """Whether a paragraph holds a word longer than any: the engine tries it letter by letter, each from its start."""
    return block.tag == "p" and _length(block) > WORD and _WORD.search("".join(map(str, block.itertext()))) is not None


def _is_note(element: _Element) -> bool:
    return "footnote" in element.get("class", "").split()


def _length(element: _Element) -> int:
    return sum(len(str(text)) for text in element.itertext())


def _weight(block: _Element) -> int:
    """Characters of a block as the engine counts them; the elements of a listing are only colours."""
    return _length(block) + (ELEMENT * sum(1 for _ in block.iterdescendants()) if block.tag == "p" else 0)


def _items(block: _Element) -> Iterator[str | _Element]:
    yield block.text or ""
    for child in list(block):
        tail, child.tail = child.tail or "", None
        yield child
        yield tail


def _cut(items: Iterable[str | _Element], stops: Sequence[str], size: int) -> Iterator[list[str | _Element]]:
    piece: list[str | _Element] = []
    count = 0
    for item in items:
        if not isinstance(item, str):
            if count > size and (item.get("class", "").split()[:1] == ["p"] or ("" in stops and count > size // 4)):
                yield piece
                piece, count = [], 0
            piece.append(item)
            count += _length(item) + ELEMENT * (1 + sum(1 for _ in item.iterdescendants()))
            continue
        rest = item
        while count + len(rest) > size and (cut := _end(rest, stops, max(0, size - count), size)):
            yield [*piece, rest[:cut]]
            piece, count, rest = [], 0, rest[cut:]
        piece.append(rest)
        count += len(rest)
    yield piece


def _end(text: str, stops: Sequence[str], start: int, reach: int) -> int:
    """The end of the first stop after `start`, the better ones first; 0 if there is none in reach."""
    last = len(stops) - 1
    for at, stop in enumerate(stops):
        found = text.find(stop, start, len(text) if last == 0 else start + reach)
        if found >= 0 and (stop or found) and (at == 0 or found + len(stop) < len(text)):
            return found + len(stop)
    return 0


def _replace(block: _Element, inner: _Element, pieces: Sequence[Sequence[str | _Element]]) -> None:
    """Put blocks like `block` in its place; the classes `split` and `splits` tell which go on from one and to one."""
    for index, items in enumerate(pieces):
        new = _like(block)
        names = block.get("class", "").split()
        if index:
            new.attrib.pop("id", "")
        names += ["split"] * (index > 0) + ["splits"] * (index < len(pieces) - 1)
        if names:
            new.set("class", " ".join(names))
        target = new
        if inner is not block:
            target = _like(inner)
            new.append(target)
        _fill(target, items)
        block.addprevious(new)
        if index == len(pieces) - 1:
            new.tail = block.tail
    parent = block.getparent()
    assert parent is not None
    parent.remove(block)


def _like(element: _Element) -> _Element:
    return etree.Element(element.tag, {str(name): str(value) for name, value in element.attrib.items()})


def _fill(element: _Element, items: Iterable[str | _Element]) -> None:
    for item in items:
        if not isinstance(item, str):
            element.append(item)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + item
        else:
            element.text = (element.text or "") + item
