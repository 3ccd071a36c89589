"""The Markdown of one file on its way to elements: what the rules that write elements share.

Attributes of the house (`<mark>-line` ...) are told from the author's by a name that holds a digest of the very file:
no file can contain its own digest, so no raw HTML can forge one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AMP_SUBSTITUTE

from huozi.diagnostics import Span
from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from huozi.diagnostics import Log
    from huozi.source.blocks.core import Block
    from huozi.source.passage import Text
    from huozi.store import Store

_LENGTHS = ("width", "height")


@dataclass(slots=True)
class Page:
    """What rules know of the file they work on, and the inline texts that wait to be read."""

    path: str
    lang: str
    mark: str
    log: Log
    stash: Callable[[str], str]
    store: Store = NOTHING
    closing_tags: frozenset[str] = frozenset()
    known_ids: tuple[str, ...] = ()
    works: frozenset[str] | None = None
    real: Mapping[int, int] = field(default_factory=dict)
    tab: str = ""
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, Block] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    texts: list[tuple[Element, Text]] = field(default_factory=list)
    note_places: dict[str, tuple[int, int]] = field(default_factory=dict)
    inline_notes: list[tuple[str, Text]] = field(default_factory=list)

    def place(self, line: int, column: int = 1, length: int = 1) -> Span:
        """A place in this file."""
        return Span(self.path, self.real.get(line, line), column, length)

    def element(
        self, parent: Element, tag: str, line: int, attributes: Attributes = NO_ATTRIBUTES, *, text: Text | None = None
    ) -> Element:
        """A new element at the end of `parent`, with its line; `text` is read as inlines later."""
        element = SubElement(parent, tag)
        self.own(element, "line", str(line))
        self.dress(element, attributes)
        if text is not None:
            self.texts.append((element, text))
        return element

    def append_text(self, parent: Element, text: str) -> None:
        """Put text after the last child of `parent`."""
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def own(self, element: Element, name: str, value: str) -> None:
        """Set an attribute of the house."""
        element.set(f"{self.mark}-{name}", escaped(value))

    def dress(self, element: Element, attributes: Attributes) -> None:
        """Set the author's attributes."""
        if attributes.id:
            element.set("id", escaped(attributes.id))
        for name in attributes.classes:
            add_class(element, escaped(name))
        for key, value in attributes.values:
            if key in _LENGTHS:
                self.own(element, key, value)
            elif ":" not in key and not key.startswith("data-"):
                element.set(key, escaped(value))


def escaped(text: str) -> str:
    """Text for Python-Markdown's serializer, which would otherwise take `&copy;` in it for an entity."""
    return text.replace("&", f"{AMP_SUBSTITUTE}amp;") if "&" in text else text


def add_class(element: Element, name: str) -> None:
    """Add a class to an element."""
    element.set("class", f"{element.get('class', '')} {name}".strip())
