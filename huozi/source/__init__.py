"""The only reader of the manuscript: Config -> chapters in the vocabulary of book.py, unnumbered, nothing resolved.

files.py      a file -> its text -> Leaf            dialect.py   Markdown -> HTML, on Python-Markdown
keeping.py    a text read before -> its Leaf
blocks/       one kind of block a file              inlines/     one kind of inline a file
sanitise.py   HTML -> clean tree (nh3, lxml)        softbreaks.py, figures.py, headings.py   passes over that tree
chapters.py   leaves -> drafts of chapters          records.py   a draft -> Chapter, with links.py and pictures.py

A new rule of the dialect is a new file in blocks/ or inlines/ and a place in the list there. What the author did wrong
goes to the Log.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from huozi.book import Book
from huozi.diagnostics import Span
from huozi.limits import allow
from huozi.remote import Remote
from huozi.source.vocabulary import ELEMENTS as VOCABULARY
from huozi.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huozi.book import Chapter, Resource, Work
    from huozi.config import Config
    from huozi.diagnostics import Log
    from huozi.remote import Fetch
    from huozi.source.pictures import Shelf
    from huozi.store import Store

__all__ = ["VOCABULARY", "read", "read_book"]


def read(config: Config, log: Log) -> tuple[Chapter, ...]:
    """The chapters of a book in reading order."""
    return _read(config, log, (), NOTHING, Remote(config.root, log))[0]


def read_book(config: Config, log: Log, store: Store = NOTHING, fetch: Fetch | None = None) -> Book:
    """The chapters, the picture of the cover, and the title from the first heading if the front matter gives none.

    Files that `store` has as they are now are not read as Markdown again. `fetch` gets pictures of the web; without it
    only those are used that were fetched before.
    """
    works: tuple[Work, ...] = ()
    if config.bibliography:
        from huozi import bibliography

        works = bibliography.load(config, log)
    chapters, title, shelf = _read(config, log, works, store, Remote(config.root, log, fetch))
    if title and not config.title:
        config = replace(config, title=title)
    return Book(config, chapters, _cover(config, shelf), works)


def _read(
    config: Config, log: Log, works: Sequence[Work], store: Store, remote: Remote
) -> tuple[tuple[Chapter, ...], str, Shelf]:
    from huozi.source import chapters, files, headings, keeping, records
    from huozi.source.diagrams import Drawings
    from huozi.source.manuscript import Known
    from huozi.source.pictures import Shelf

    shelf = Shelf(config.root, log, remote, Drawings(store), store)
    rows = [(item, files.chapter_text(config, item, log) if item.file else None) for item in config.chapters]
    texts = [text for _, text in rows if text] if rows else [files.own_text(config, log)]
    keys = frozenset(work.key for work in works) if config.bibliography else None
    allow(sum(len(text.text.encode()) for text in texts))
    known = Known(config.lang, files.known_ids(texts), config.tabs, keys)
    leaves = {id(text): keeping.read(text, known, log, store) for text in texts}
    for leaf in leaves.values():
        headings.hoist(leaf.body)
        headings.keep_outlined(leaf.body)
    if rows:
        listed = [(item, leaves[id(text)] if text else None) for item, text in rows]
        drafts, title = chapters.from_many(listed, config), ""
    else:
        drafts, title = chapters.from_one(leaves[id(texts[0])], config)
    if not drafts and not log.failed:
        log.error("source-empty", "the book holds no text", Span(config.name), help="write some, or list `chapters:`")
    return records.chapters(drafts, shelf, log), title, shelf


def _cover(config: Config, shelf: Shelf) -> Resource | None:
    if not config.cover_file:
        return None
    at = config.places.get("cover", Span(config.name))
    return shelf.resource(config.cover_file, config.root, at)
