"""The bibliography of a book: files -> works, and works -> entries of a list of references and citations.

    load.py       the files of `bibliography:` -> Works
    bibtex.py     BibTeX -> Works              csljson.py   CSL JSON and CSL YAML -> Works
    latex.py      LaTeX in a BibTeX field -> text
    values.py     what both share: dates, pages, languages, kinds of works
    gbt7714.py    Works -> entries and citations by GB/T 7714-2015

It cites nothing itself: passes/citations.py does. Nothing but files below the folder of the book is read.
"""

from __future__ import annotations

from huozi.bibliography.load import load

__all__ = ["load"]
