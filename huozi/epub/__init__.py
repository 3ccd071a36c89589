"""Book, styles, outline and the printed pages -> the bytes of an EPUB 3.3 file.

compose (Book -> Publication) and write (Publication -> bytes) are the two halves; cover.py draws the cover of a book
that brings none, fonts.py cuts subsets where the book asks for them. Nothing is written to disk here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import category

from huozi import locales

if TYPE_CHECKING:
    from huozi.book import Book
    from huozi.config import Config
    from huozi.diagnostics import Log
    from huozi.epub.cover import Face, Lettering
    from huozi.epub.pagelist import PageMap
    from huozi.epub.publication import Item
    from huozi.outline import Outline
    from huozi.styles import FontFile, Styles

__all__ = ["make"]

_ON_THE_COVER = ("aut", "edt", "com", "trl", "ill")
_BOLD = 200
_REGULAR = 80


def make(book: Book, styles: Styles, outline: Outline, log: Log, *, pdf: PageMap | None = None) -> bytes:
    """The EPUB of a book. `pdf` tells where the printed pages begin; without it there is no page list."""
    from huozi.epub.compose import compose
    from huozi.epub.write import write

    cover = _cover(book, styles, log) if book.config.cover else None
    publication = compose(book, styles.epub_css, outline, log, cover=cover, pdf=pdf)
    if book.config.embed_fonts:
        from huozi.epub.fonts import embed

        publication = embed(publication, styles, log)
    return write(publication)


def _cover(book: Book, styles: Styles, log: Log) -> Item | None:
    """The cover of the book as a file of the EPUB: the author's own, else one made from the metadata."""
    from huozi.epub.pictures import picture
    from huozi.epub.publication import Item

    if book.cover is not None:
        found = picture(book.cover, log, properties=("cover-image",))
        return replace(found.item, name="cover." + found.item.name.rpartition(".")[2]) if found else None
    # The weight of a display face in the style of the text: Song for most books.
    title, text = (_faces(styles, weight) for weight in (_BOLD, _REGULAR))
    if not title:
        return None
    from huozi.epub.cover import draw, missing

    words = _lettering(book.config)
    for char in missing(words, title, text):
        log.error(
            "glyph-missing",
            f"no glyph for {char} (U+{ord(char):04X}) in the fonts of the text, which the cover is drawn with",
            book.config.places.get("title"),
            help="give a cover of your own with `cover:`, or a font that has the character",
        )
    return Item("cover.png", "image/png", draw(words, title, text), ("cover-image",))


def _faces(styles: Styles, weight: int) -> tuple[Face, ...]:
    """The face of each family that is nearest to a weight: the first of the text, those of Latin, the other ones."""
    from huozi.epub.cover import Face

    own, latin = styles.fonts["body"].found, styles.fonts["latin"].found
    found: dict[str, list[FontFile]] = {file.family: [] for file in (*own[:1], *latin, *own)}
    for file in (*own, *latin):
        found[file.family].append(file)
    nearest = (min(family, key=lambda file: (abs(file.weight - weight), file)) for family in found.values())
    return tuple(Face(file.path, file.index) for file in nearest)


def _lettering(config: Config) -> Lettering:
    from huozi.epub.cover import Lettering

    own = locales.words(config.lang)
    people = [person for person in config.people if person.role in _ON_THE_COVER]
    names = tuple(
        own.name_gap.join((own.names.join(person.name for person in group), own.roles.get(role, "")))
        for role, group in groupby(people, key=lambda person: person.role)
    )
    title = _drawn(config.title or config.slug)
    return Lettering(title, _drawn(config.subtitle), tuple(map(_drawn, names)), _drawn(config.publisher))


def _drawn(words: str) -> str:
    """Words without characters that only say how others stand, which the cover draws one by one."""
    return "".join(char for char in words if category(char) != "Cf")
