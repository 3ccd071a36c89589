"""The XHTML of a chapter -> its running text: what paper and screen share, character by character.

White space, ruby readings, calls of notes and the notes themselves, and page numbers of references and of the index are
no part of it, because the two outputs set them differently, nor what huozi puts around the text of the first and the
last chapter. A picture, a drawing and a formula count as one character each. Works on trees of lxml and of ElementTree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Tree = Any
"""An element of lxml or of xml.etree: they share tag, text, tail, get() and iteration."""

OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"

_TYPE = "{http://www.idpf.org/2007/ops}type"
_UNCOUNTED_TAGS = frozenset({"rt", "rp", "script", "style"})
UNCOUNTED_CLASSES = frozenset(
    {"footnote", "noteref", "title-block", "closing", "continued-label", "page-ref", "locators"}
)
"""Classes of what huozi sets itself; an author has none of them."""
_OBJECTS = frozenset({"img", "svg", "math"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a tree in reading order: counted text at the start of an element or right after it (tail).

    An `object` has the element that counts as one character; the `end` of an element has no text.
    """

    kind: Literal["start", "tail", "object", "end"]
    element: Tree
    text: str


def walk(tree: Tree) -> Iterator[Stretch]:
    """Every counted stretch of a tree; each counted element begins with a start or is an object."""
    if _is_object(tree):
        yield Stretch("object", tree, OBJECT)
        return
    yield Stretch("start", tree, tree.text or "")
    for child in tree:
        if isinstance(child.tag, str) and not _is_uncounted(child):
            yield from walk(child)
        yield Stretch("tail", child, child.tail or "")
    yield Stretch("end", tree, "")


def common(one: str, other: str) -> int:
    """How many letters two texts have in common at their beginnings."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def squeeze(text: str) -> str:
    """Text without its white space."""
    return "".join(text.split())


def _is_object(element: Tree) -> bool:
    # A formula is a <math> in one output and a drawing in the other, in a span of its own.
    name = element.tag.rpartition("}")[2]
    return name in _OBJECTS or (name == "span" and "math" in (element.get("class") or "").split())


def _is_uncounted(element: Tree) -> bool:
    kinds = {*(element.get("class") or "").split(), *(element.get(_TYPE) or "").split()}
    return element.tag in _UNCOUNTED_TAGS or not kinds.isdisjoint(UNCOUNTED_CLASSES)
