"""A book or text in another form -> a folder that huozi builds: book.md with `chapters:`, the files, the pictures.

shapes.py    what a reader finds (Nav) and what is proposed (Proposal)
forms.py     which reader a path is for: honkit, mdbook, mkdocs, docsify, vitepress, pandoc, review, folder, one file
shelve.py    Nav -> Proposal: levels of headings, divisions, parts of the book, pictures
infer.py     plain paragraphs -> title, author, headings; furniture of web pages
write.py     Proposal -> folder, all of it or nothing

Nothing of the original is changed, and nothing outside its folder is read. What could not be carried over is told with
file and line. The result is a proposal: the author reads book.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.importer.shapes import Proposal
from huozi.importer.write import plant

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.diagnostics import Log

__all__ = ["Proposal", "plant", "propose"]


def propose(path: Path, log: Log, *, deep: bool = False) -> Proposal | None:
    """What would be made of a path; None and an error if nothing can. `deep` makes headings of 第一， and 一是 too."""
    from huozi.importer.forms import read

    return read(path, log, deep=deep)
