"""A chapter -> the heading that each id in it stands under, for words where a thing has none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from huozi.book import Chapter, Entry


def sections(chapter: Chapter) -> dict[str, Entry]:
    """The entry of the nearest heading before each id, or of the heading itself; notes stand where they are called."""
    entries = {entry.target: entry for entry in chapter.entries}
    notes = {note.id: note.body for note in chapter.notes}
    found: dict[str, Entry] = {}
    here = chapter.entries[0]
    for one in _walk(chapter.body, notes):
        name = str(one.get("id") or "")
        here = entries.get(name, here)
        if name:
            found.setdefault(name, here)
    return found


def _walk(tree: _Element, notes: dict[str, _Element]) -> Iterator[_Element]:
    for one in tree.iter(etree.Element):
        yield one
        note = notes.pop(str(one.get("data-note") or ""), None)
        if note is not None:
            yield from _walk(note, notes)
