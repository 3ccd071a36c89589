from __future__ import annotations

from huozi.diagnostics import Log, render
from huozi.passes.notes import notes
from tests.builders import book, chapter

CALL = "<a class='noteref' data-note='{}'/>"


def call(*labels: str) -> str:
    return "<p>正文" + "".join(CALL.format(label) for label in labels) + "</p>"


def settled(xhtml: str, **texts: str) -> tuple[list[str], str]:
    """The labels of the notes in order, and what the author is told."""
    log = Log()
    it = notes(book(chapter(f"<h1>章</h1>{xhtml}", notes=texts)), log)
    return [note.label for note in it.chapters[0].notes], render(log.in_reading_order(), {}, "short")


def test_notes_stand_in_the_order_of_their_calls() -> None:
    assert settled(call("b", "a"), a="<p>甲</p>", b="<p>乙</p>") == (["b", "a"], "")


def test_a_note_called_several_times_is_one_note() -> None:
    assert settled(call("a", "b", "a"), a="<p>甲</p>", b="<p>乙</p>") == (["a", "b"], "")


def test_a_note_called_from_a_note_follows_it() -> None:
    texts = {"a": f"<p>甲{CALL.format('one.note-c')}</p>", "b": "<p>乙</p>", "c": "<p>丙</p>"}
    assert settled(call("a", "b"), **texts) == (["a", "c", "b"], "")


def test_a_note_that_is_never_called_is_left_out_with_a_warning() -> None:
    assert settled(call("a"), a="<p>甲</p>", b="<p>乙</p>") == (
        ["a"],
        "book.md:1:1: warning[note-unused]: the note `[^b]` is never called, so it is not in the book",
    )


def test_a_call_of_no_note_is_an_error_with_its_line() -> None:
    assert settled(call("b")) == (
        [],
        "book.md:4:1: error[note-missing]: this call has no note: `one.note-b` is not defined in book.md",
    )


def test_a_note_that_calls_itself_is_an_error() -> None:
    assert settled(call("a"), a=f"<p>甲{CALL.format('one.note-a')}</p>") == (
        ["a"],
        "book.md:1:1: error[note-circular]: the note `[^a]` calls itself",
    )
