"""Book, styles, outline and the printed pages -> the bytes of an EPUB 3.3 file.

compose (Book -> Publication) and write (Publication -> bytes) are the two halves; cover.py draws the cover of a book
that brings none, fonts.py cuts subsets where the book asks for them. Nothing is written to disk here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.styles import Styles

    from huozi.book import Book
    from huozi.diagnostics import Log
    from huozi.epub.pagelist import PageMap
    from huozi.outline import Outline

__all__ = ["make"]


def make(book: Book, styles: Styles, outline: Outline, log: Log, *, pdf: PageMap | None = None) -> bytes:
    """The EPUB of a book. `pdf` tells where the printed pages begin; without it there is no page list."""
    from huozi.epub.compose import compose
    from huozi.epub.write import write

    return write(compose(book, styles.epub_css, outline, log, cover=None, pdf=pdf))
