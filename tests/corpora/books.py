"""A folder of real books -> what `huozi import` makes of each. Nothing of the books' text is in the project."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RealBook:
    """One import: the path below the corpora, the language it must be found to be in, its form."""

    name: str
    path: str
    lang: str
    form: str


BOOKS = (
    RealBook("just-laws", "just-laws", "zh-Hans", "list of files"),
    RealBook("how-to-ask", "how-to-ask", "zh-Hant", "list of files"),
    RealBook("how-to-ask-hans", "how-to-ask/README-zh_CN.md", "zh-Hans", "Markdown"),
    RealBook("how-to-ask-hant", "how-to-ask/README.md", "zh-Hant", "Markdown"),
    RealBook("p3c", "p3c", "zh-Hans", "HonKit"),
    RealBook("panbook", "panbook", "zh-Hans", "Pandoc"),
    RealBook("js-primer", "js-primer", "ja", "list of files"),
    RealBook("aozora-html", "aozora-ja/html", "ja", "folder"),
    RealBook("aozora-vfm", "aozora-ja/vfm", "ja", "folder"),
    RealBook("aozora-notes", "aozora-ja/aozora", "ja", "folder"),
    RealBook("article", "article", "zh-Hans", "plain text"),
)
