"""Headings and captions in a body: find them, take a typed number off their head, put <span class="number"> there.

Used by the passes that number; it decides nothing about numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNSEEN = {"rt", "rp"}


def headings(body: _Element) -> dict[str, _Element]:
    """The headings of a body by id."""
    return {str(one.get("id")): one for one in body.iter(*HEADINGS) if one.get("id")}


def put_number(heading: _Element, number: str, gap: str) -> None:
    """Set a number before the content: <span class="number">第一章</span><span class="gap">　</span>title."""
    mark, space = etree.Element("span", {"class": "number"}), etree.Element("span", {"class": "gap"})
    mark.text, space.text = number, gap
    space.tail, heading.text = heading.text, None
    heading.insert(0, mark)
    heading.insert(1, space)


def cut(heading: _Element, head: str) -> bool:
    """Take the characters of `head` off the beginning of the content, inside whatever elements they stand.

    Nothing is changed, and False returned, where the content does not begin with them. An element that is left empty
    by it is taken away, unless an id makes it a place to refer to.
    """
    slots = list(_slots(heading))
    ends = _match(head, [text for _, _, text in slots])
    if ends is None:
        return False
    for (owner, is_tail, text), end in zip(slots, ends, strict=False):
        if is_tail:
            owner.tail = text[end:] or None
        else:
            owner.text = text[end:] or None
    for owner, _, _ in slots[: len(ends)]:
        _prune(owner, heading)
    return True


def _slots(heading: _Element) -> Iterator[tuple[_Element, bool, str]]:
    """Every piece of text that is read as the title: (element that holds it, whether as its tail, text)."""
    yield heading, False, heading.text or ""
    for one in heading:
        if isinstance(one.tag, str) and one.tag not in _UNSEEN and one.get("data-note") is None:
            yield from _slots(one)
        yield one, True, one.tail or ""


def _match(head: str, texts: list[str]) -> list[int] | None:
    """How much of each text the head takes; None if they differ. Any white space equals any other."""
    ends: list[int] = []
    rest = head
    for text in texts:
        if not rest:
            break
        start = 0 if len(rest) < len(head) else len(text) - len(text.lstrip())
        end = start
        while rest and end < len(text) and (text[end] == rest[0] or (text[end].isspace() and rest[0].isspace())):
            end, rest = end + 1, rest[1:]
        if rest and end < len(text):
            return None
        ends.append(end)
    return None if rest else ends


def _prune(one: _Element, heading: _Element) -> None:
    while one is not heading and not len(one) and not one.text and not one.get("id"):
        if one.tag in {"img", "br"}:
            return
        parent = one.getparent()
        if parent is None:
            return
        previous = one.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + (one.tail or "")
        else:
            previous.tail = (previous.tail or "") + (one.tail or "")
        one.tail = None
        parent.remove(one)
        one = parent
