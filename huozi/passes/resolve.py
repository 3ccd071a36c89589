"""Every Reference gets its Target, and words to show where the author wrote none; what points nowhere is an error.

Runs last, for the words are numbers made before: 第三章, 第二节, 图1-1. Names are looked up in the file itself, then
among the ids that authors gave in the whole book; `x.md#name` only in that file. Bodies are not changed: html.py writes
the words. The disk is asked one thing, whether a file that is no chapter exists.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote

from huozi import locales
from huozi.book import Target
from huozi.inside import real_path
from huozi.passes.sections import sections
from huozi.passes.shapes import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from huozi.book import Book, Chapter, Entry, Figure, Label, Reference
    from huozi.diagnostics import Log
    from huozi.locales import Words


def resolve(book: Book, log: Log) -> Book:
    """The book with each reference's target."""
    index = _index(book)
    return replace(book, chapters=tuple(_chapter(chapter, book, index, log) for chapter in book.chapters))


@dataclass(frozen=True, slots=True)
class _Index:
    """What can be referred to: labels by file and name, labels that the whole book knows, and where each target is.

    `first` has the chapters that begin with a file, `opens` the first heading of a file that goes on with a chapter.
    """

    by_file: Mapping[str, Mapping[str, Label]]
    in_book: Mapping[str, tuple[Label, ...]]
    first: Mapping[str, Chapter]
    opens: Mapping[str, str]
    homes: Mapping[str, Chapter]
    entries: Mapping[str, Entry]
    figures: Mapping[str, Figure]


def _index(book: Book) -> _Index:
    by_file: dict[str, dict[str, Label]] = {}
    in_book: dict[str, tuple[Label, ...]] = {}
    first: dict[str, Chapter] = {}
    opens: dict[str, str] = {}
    homes: dict[str, Chapter] = {}
    for chapter in book.chapters:
        first.setdefault(_plain(chapter.file), chapter)
        for label in chapter.labels:
            homes[label.target] = chapter
            if label.kind in {"chapter", "section"}:
                opens.setdefault(_plain(label.file), label.target)
            _enter(by_file.setdefault(_plain(label.file), {}), label)
            if label.names and (label.explicit or label.kind not in {"chapter", "section"}):
                name = _plain(label.names[0])
                in_book[name] = (*in_book.get(name, ()), label)
    return _Index(
        by_file,
        in_book,
        first,
        opens,
        homes,
        {entry.target: entry for chapter in book.chapters for entry in chapter.entries},
        {figure.id: figure for chapter in book.chapters for figure in chapter.figures},
    )


def _enter(names: dict[str, Label], label: Label) -> None:
    """Enter a label under each of its names; one that it shares with an earlier label is that one's, unless given."""
    for rank, name in enumerate(label.names):
        if _plain(name) not in names or (rank == 0 and label.explicit):
            names[_plain(name)] = label


def _plain(name: str) -> str:
    """Names are compared composed: the same word typed on two systems may differ in its code points."""
    return unicodedata.normalize("NFC", name)


def _chapter(chapter: Chapter, book: Book, index: _Index, log: Log) -> Chapter:
    if not chapter.references:
        return chapter
    empty = set(_empty(chapter))
    references = tuple(
        replace(one, target=_target(one, chapter, book, index, log, is_empty=one.key in empty))
        for one in chapter.references
    )
    return replace(chapter, references=references)


def _empty(chapter: Chapter) -> Iterator[str]:
    """The keys of references without words of the author's."""
    for tree in (chapter.body, *(note.body for note in chapter.notes)):
        for link in tree.iter("a"):
            if link.get("data-ref") and not len(link) and not (link.text or "").strip():
                yield link.get("data-ref", "")


def _target(
    reference: Reference, chapter: Chapter, book: Book, index: _Index, log: Log, *, is_empty: bool
) -> Target | None:
    found = _find(reference, chapter, book, index, log)
    if found is None:
        return None
    home = index.homes.get(found, index.first.get(_plain(reference.file), chapter))
    words = _words(found, home, chapter, index, locales.words(book.config.lang))
    if not words and reference.form == "page":
        words = entry_words(sections(home)[found], home, chapter, locales.words(book.config.lang))
    if is_empty and not words:
        log.error(
            "ref-wordless",
            f"`{reference.written}` points to a place without a number or a title, so there is nothing to show",
            reference.at,
            help="write the words between the brackets of the link",
        )
    return Target(found, home.id, words)


# Where it points.


def _find(reference: Reference, chapter: Chapter, book: Book, index: _Index, log: Log) -> str | None:
    if reference.form == "mention" or reference.written.startswith("page:"):
        return _find_name(reference, reference.written.removeprefix("page:"), index, log)
    path, _, name = reference.written.partition("#")
    path, name = unquote(path.partition("?")[0]), unquote(name)
    if path:
        return _find_in_file(reference, path, name, book, index, log)
    return _find_name(reference, name, index, log) if name else chapter.id


def _find_name(reference: Reference, name: str, index: _Index, log: Log) -> str | None:
    """A name alone: of this file first, then an id that an author gave, if only one file of the book gives it."""
    own = index.by_file.get(_plain(reference.file), {})
    if label := _lookup(own, name):
        return label.target
    labels = index.in_book.get(_plain(name), ())
    if len(labels) == 1:
        return labels[0].target
    if labels:
        files = ", ".join(f"`{label.file}`" for label in labels)
        log.error(
            "ref-ambiguous",
            f"`{reference.written}` may be any of {len(labels)} places: {files} each have an id `{name}`",
            reference.at,
            help=f"name the file: `{labels[0].file}#{name}`",
        )
        return None
    _report_missing(reference, f"nothing in the book has the name `{name}`", name, [*own, *index.in_book], log)
    return None


def _find_in_file(reference: Reference, path: str, name: str, book: Book, index: _Index, log: Log) -> str | None:
    wanted = _from_root(path, reference.file)
    file = next(
        (_plain(one) for one in _spellings(wanted) if _plain(one) in index.first or _plain(one) in index.opens), None
    )
    if file is None:
        _report_no_chapter(reference, wanted, book, index, log)
        return None
    if not name:
        return index.first[file].id if file in index.first else index.opens[file]
    names = index.by_file.get(file, {})
    if label := _lookup(names, name):
        return label.target
    _report_missing(reference, f"nothing in `{file}` has the name `{name}`", name, names, log)
    return None


def _lookup(names: Mapping[str, Label], name: str) -> Label | None:
    """A name as written, else in lower case, since GitHub and mdBook make lower-case names of headings."""
    return names.get(_plain(name)) or names.get(_plain(name).lower())


def _from_root(path: str, file: str) -> str:
    """The path from the book folder; "/x" is from the book folder, anything else from the folder of `file`."""
    folder = "" if path.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def _spellings(path: str) -> Iterator[str]:
    """The files that a link may mean: itself, the Markdown of a web page or of a name without end, a folder's page."""
    yield path
    stem, end = posixpath.splitext(path)
    if end.lower() in {".html", ".htm"}:
        yield f"{stem}.md"
        if posixpath.basename(stem) == "index":
            yield posixpath.join(posixpath.dirname(path), "README.md")
    elif not end or end.lower() not in {".md", ".markdown"}:
        yield f"{path}.md"
    for page in ("README.md", "index.md", "_index.md"):
        yield posixpath.normpath(posixpath.join(path, page))


def _report_no_chapter(reference: Reference, path: str, book: Book, index: _Index, log: Log) -> None:
    if path == ".." or path.startswith("../"):
        log.error(
            "ref-outside",
            f"`{reference.written}` points out of the book folder",
            reference.at,
            help="link to it on the web (https://…), or take the link away",
        )
    elif _exists(book, path):
        log.error(
            "ref-outside",
            f"`{reference.written}` points to `{path}`, which is not a chapter of this book",
            reference.at,
            help="list the file under `chapters:`, or link to it on the web (https://…)",
        )
    elif address := _meant(reference.written):
        what = f"`{reference.written}` points nowhere: there is no chapter `{path}`"
        log.error("ref-missing", what, reference.at, help=f"write `{address}` if that is meant")
    else:
        files = [*index.first, *index.opens]
        _report_missing(reference, f"there is no chapter `{path}`", path, files, log)


def _meant(written: str) -> str:
    """The address outside the book that an author may mean who left the beginning out; "" if it looks like none."""
    if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", written):
        return f"mailto:{written}"
    return f"https://{written}" if written.startswith("www.") else ""


def _exists(book: Book, path: str) -> bool:
    """Whether a file or folder of that name is in the book folder; nothing outside it is asked for."""
    found = real_path(book.config.root / path)
    return found is not None and found.is_relative_to(book.config.root.resolve()) and found.exists()


def _report_missing(reference: Reference, what: str, name: str, names: Iterable[str], log: Log) -> None:
    near = get_close_matches(name, sorted(set(names)), n=3, cutoff=0.6)
    advice = "nearest: " + ", ".join(f"`{one}`" for one in near) if near else "check the name, or give the place an id"
    log.error("ref-missing", f"`{reference.written}` points nowhere: {what}", reference.at, help=advice)


# What to show.


def _words(target: str, home: Chapter, here: Chapter, index: _Index, words: Words) -> str:
    if entry := index.entries.get(target):
        return entry_words(entry, home, here, words)
    if figure := index.figures.get(target):
        return figure.number or (words.quoted.format(figure.caption) if figure.caption else "")
    return ""


def entry_words(entry: Entry, home: Chapter, here: Chapter, words: Words) -> str:
    """第三章, 第三章第二节, 1.2节, 附录A; the title in quotation marks where a number alone would not be understood."""
    found = recognise(entry.number)
    match found.family if found else None:
        case "section" if home.id != here.id:
            return entry_words(home.entries[0], home, here, words) + entry.number
        case "division" | "chapter" | "section" | "article" | "appendix":
            return entry.number
        case "1":
            return words.chapter.format(entry.number)
        case "1.1" if found and found.letter:
            return words.appendix.format(entry.number)
        case "1.1":
            return words.section.format(entry.number)
        case _:
            return words.quoted.format(entry.title)
