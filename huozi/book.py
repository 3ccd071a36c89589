"""The types that stages hand to each other; nothing here does anything.

The body of a chapter is an lxml element tree in this XHTML vocabulary, without namespaces inside the house (the
writers add them). Everything else about a chapter is a frozen dataclass.

    <body>                                     root of a chapter; the chapter title is its first h1 (absent if implied)
    h1..h6[id]                                 level inside the chapter: h1 is its title, h2 a section; `.unnumbered`;
                                               numbered: <span class="number">第一章</span><span class="gap"/>text
    p, blockquote, ul, ol[start], li, dl, dt, dd, hr, br, div
    li.task                                    its text begins with ☐ or ☑
    p.heading|title|summary                    a heading outside the outline; the title of a div, of a div.details
    pre[data-language] > code                  words by <span class="tok-keyword"> (string, comment, number, name,
                                               added, removed, heading), never across a line end; others are plain;
                                               alone or in a figure; mark, ins, del: lines marked, added, taken away;
                                               span.line[data-lineno] of pre.numbered
    div.code > p.code-title + pre              code with a title
    figure[id].figure|.table|.listing > (img|table|pre)+ figcaption; after numbering the caption starts with
                                               <span class="number">图1-1</span><span class="gap"> </span>; of several
                                               pictures: div.subfigure > img, p.caption; a table with a
                                               caption stands in one, the caption first
    table > colgroup? caption? thead? tbody tfoot?; th[scope], td[colspan|rowspan]; alignment is class left|center|right
    aside.admonition.note|tip|important|warning|caution > p.admonition-title, blocks
    em strong del ins mark sub sup code kbd small s u i b q cite abbr var samp
    ruby > rb, rt, (rp)                        rb is always present; one rb+rt pair for mono ruby, several in one ruby
    span.dots|pn|bk|warichu|tcy                inline marks of design.md "Source"
    a[data-cite]                               a citation before passes/citations: key of Chapter.citations; after it
                                               span.citation (in a sup if by number) > a.biblioref[data-ref]
    div.references.by-number|by-author > p.reference[id] lang?   the works cited: .reference-back, the number or author
                                               (a[data-ref] to the first citation, or span); span.entry after a number
    span.index[id]                             a place that the index names: id of one of Chapter.marks; may be empty
    div.index > div.index-group > p.index-letter, ul.index-entries > li[id] > span.index-term, span.locators?
                                               (a.locator[data-ref], empty), span.index-see?, ul.index-entries?
    a[href]                                    an outside link (http, https, mailto, tel)
    a[data-ref]                                a reference inside the book: key of Chapter.references; may be empty
    span.math[data-tex]                        a formula; its text is a plain reading of it, for outlines
    div.math[id] > span.math.display, span.number   a display in a block of its own; `.numbered` wants a number: "(1-1)"
    p.continued                                goes on after a display: the same paragraph
    a.noteref[data-note]                       call of the note with that id in Chapter.notes
    img[src][alt] width? height?               src is the name of a Resource; width and height are CSS lengths in style=

Every block carries data-line="N" (line in the chapter's source file, from 1) and, where an included file differs from
the chapter's own, data-file. Classes and ids beyond the vocabulary are the author's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, NewType

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.config import Config
    from huozi.diagnostics import Span

Folio = NewType("Folio", str)
"""A printed page number as the reader sees it: "iv", "12". Never an index into a list of pages."""


class Part(Enum):
    """Where in the book a chapter stands (GB/T 12450: front matter, text, appendix, back matter)."""

    FRONT = "front"
    MAIN = "main"
    APPENDIX = "appendix"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the outline shows it: text without its number, number as printed ("" for none), level from 0.

    Level 0 is a division above chapters (卷, 篇, 部), 1 a chapter, 2 a section ... `target` is the id of the heading
    element, unique in the book. `gap` is what stands between number and title ("　", " " or "").
    """

    text: str
    level: int
    target: str
    at: Span
    number: str = ""
    gap: str = ""
    numbered: bool = True

    @property
    def title(self) -> str:
        """The heading as it is shown everywhere: number, gap and text."""
        return f"{self.number}{self.gap}{self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of one chapter: `body` is a <div> of blocks. `label` is the author's name for it."""

    id: str
    label: str
    body: _Element
    at: Span


FigureKind = Literal["figure", "table", "listing", "equation"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered thing: its element's id, plain caption, and number as printed ("图1-1", "" before numbering)."""

    id: str
    kind: FigureKind
    caption: str
    at: Span
    number: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A place to refer to. `names` are all spellings that mean it inside `file` (explicit id, GitHub slug ...).

    `explicit`: the first of them is an id that the author gave, which means it in the whole book where it is unique.
    """

    target: str
    names: tuple[str, ...]
    file: str
    kind: Literal["chapter", "section", "figure", "table", "listing", "equation", "anchor"]
    at: Span
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a resolved reference points to: id of the element, of its chapter, and words to show if it has none."""

    id: str
    chapter: str
    words: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference inside the book, as written; `key` is the data-ref of its <a>; passes/resolve sets `target`.

    One of the form `page` is printed as the page that its target is on; its words are for where there are no pages.
    """

    key: str
    written: str
    file: str
    at: Span
    form: Literal["link", "mention", "page"]
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """Who made a work: a person with a family name, or a body (or a pen name) in `literal`.

    `particle` goes before the family name (de, van), `suffix` after all (Jr.).
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


WorkKind = Literal["M", "C", "G", "N", "J", "D", "R", "S", "P", "DB", "CP", "EB", "A", "CM", "DS", "Z"]
"""What a work is, by the letters of GB/T 7714-2015, annex B: M a monograph, J a journal, EB an online notice ..."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the bibliography. `lang` is a primary language (zh, en ...), dates are 2001, 2001-12 or 2001-12-19.

    A part of a larger work has that in `container`: the journal, or the book with `container_authors`. `more_authors`:
    there are others whom the bibliography does not name. `number` is of a report, a standard or a patent.
    """

    key: str
    kind: WorkKind
    lang: str
    at: Span
    title: str = ""
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    translators: tuple[Name, ...] = ()
    container: str = ""
    container_authors: tuple[Name, ...] = ()
    place: str = ""
    publisher: str = ""
    issued: str = ""
    edition: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    number: str = ""
    url: str = ""
    doi: str = ""
    accessed: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """One work in a citation: what stands before and after it, as typed; `author`: whether it is to be named."""

    key: str
    at: Span
    prefix: str = ""
    suffix: str = ""
    author: bool = True


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of one or several works; `key` is the data-cite of its <a>; `in_text`: it is part of a sentence."""

    key: str
    cited: tuple[Cited, ...]
    written: str
    at: Span
    in_text: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that the index is to name: its id, the term and those above it (版心 in 版面!版心), how they are read.

    With `see`, the term only leads to that other one, whose own are joined by "!".
    """

    id: str
    terms: tuple[str, ...]
    sort: tuple[str, ...]
    see: str
    at: Span


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the book that goes into the outputs: `name` is ours ([a-z0-9-] and an extension) and unique."""

    name: str
    path: Path
    media_type: str
    digest: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: a page of its own in print, an XHTML file of its own in the EPUB.

    `id` is stable and unique: every id inside the body starts with it. `entries` are its headings in order, its own
    title first (there is always one; `implied`: it is not printed, as for a text without headings). `file` is the path
    of its source below the book folder. `divisions` are the level-0 entries (卷, 篇) that open just before it.
    """

    id: str
    file: str
    part: Part
    body: _Element
    entries: tuple[Entry, ...]
    implied: bool = False
    figures: tuple[Figure, ...] = ()
    notes: tuple[Note, ...] = ()
    labels: tuple[Label, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    marks: tuple[Mark, ...] = ()
    resources: tuple[Resource, ...] = ()
    divisions: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book: what the author said about it, and its chapters in reading order."""

    config: Config
    chapters: tuple[Chapter, ...]
    cover: Resource | None = None
    works: tuple[Work, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every heading of the book in reading order, divisions included."""
        return tuple(entry for chapter in self.chapters for entry in (*chapter.divisions, *chapter.entries))
