"""Notes in the order of their first calls, each called at least once; a call of no note is an error.

The numbers that readers see are made at the end: per page in print, per chapter in the EPUB. No body is changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Note
    from huozi.diagnostics import Log


_DEEPEST = 8


def notes(book: Book, log: Log) -> Book:
    """The book with each chapter's notes as they are called; one that no reader could reach is left out and told."""
    return replace(book, chapters=tuple(_chapter(chapter, log) for chapter in book.chapters))


def _chapter(chapter: Chapter, log: Log) -> Chapter:
    known = {note.id: note for note in chapter.notes}
    called: dict[str, Note] = {}
    _follow(chapter.body, chapter, known, called, (), log)
    for note in chapter.notes:
        if note.id not in called:
            log.warn(
                "note-unused",
                f"the note `[^{note.label}]` is never called, so it is not in the book",
                note.at,
                help=f"write `[^{note.label}]` where it belongs, or delete it",
            )
    return replace(chapter, notes=tuple(called.values()))


def _follow(
    tree: _Element,
    chapter: Chapter,
    known: Mapping[str, Note],
    called: dict[str, Note],
    inside: tuple[str, ...],
    log: Log,
) -> None:
    """Collect the notes that `tree` calls; those that a note calls come right after it."""
    for call in _calls(tree):
        name = call.get("data-note", "")
        note = known.get(name)
        if note is None:
            message = f"this call has no note: `{name}` is not defined in {chapter.file}"
            log.error(
                "note-missing", message, _place(call, chapter), help="define it in the same file: `[^label]: text`"
            )
        elif note.id in inside:
            message = f"the note `[^{note.label}]` calls itself"
            log.error("note-circular", message, note.at, help="take the call out of the note")
        elif len(inside) >= _DEEPEST:
            message = f"notes stand over {_DEEPEST} deep inside one another"
            log.error("nesting", message, note.at, help="write what it says into the note that calls it")
        elif note.id not in called:
            called[note.id] = note
            _follow(note.body, chapter, known, called, (*inside, note.id), log)


def _calls(tree: _Element) -> Iterator[_Element]:
    return (one for one in tree.iter("a") if one.get("data-note") is not None)


def _place(element: _Element, chapter: Chapter) -> Span:
    """The line of the nearest block around an element."""
    for one in (element, *element.iterancestors()):
        if line := one.get("data-line"):
            return Span(one.get("data-file", chapter.entries[0].at.path), int(line))
    return chapter.entries[0].at
