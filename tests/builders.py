"""Small books for tests, from XHTML strings: what source/ would have made of a manuscript, without Markdown.

    one = chapter("<h1>总则</h1><p>见 <a href='#sec'/>。</p>", id="one")
    it = book(one, chapter("<h1>分则</h1><h2 id='sec'>范围</h2>", id="two"), numbering="decimal")

Headings and other elements with an id get a Label; `<a href="#x">`, `<a href="x.md">` become references; `<figure
class="table" id="x">` and the like become figures; `<a class="noteref" data-note="1"/>` calls notes={"1": "<p>…</p>"}.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from lxml import etree

from huozi.book import Book, Chapter, Entry, Figure, FigureKind, Label, Note, Part, Reference
from huozi.config import Config
from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Resource

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def config(**fields: Any) -> Config:  # noqa: ANN401 (each field has a type of its own)
    """A Config of a book called 书 in a folder that does not exist, with the given fields changed."""
    root = Path("/nowhere")
    plain = Config(root=root, source=root / "book.md", name="book.md", text="", body_line=1, slug="book", title="书")
    return replace(plain, **fields)


def book(*chapters: Chapter, cover: Resource | None = None, **fields: Any) -> Book:  # noqa: ANN401
    """A Book of these chapters; the keywords are fields of its Config."""
    return Book(config=config(**fields), chapters=chapters, cover=cover)


def chapter(
    xhtml: str,
    *,
    id: str = "one",  # noqa: A002 (the field's own name)
    file: str = "book.md",
    part: Part = Part.MAIN,
    title: str = "",
    notes: Mapping[str, str] | None = None,
    divisions: Sequence[str] = (),
    resources: tuple[Resource, ...] = (),
) -> Chapter:
    """A Chapter of this body; `title` is for one without h1, which is implied; `divisions` are titles of 卷, 篇."""
    body = element(f"<body>{xhtml}</body>")
    notes_ = tuple(_note(id, label, text, file) for label, text in (notes or {}).items())
    _identify(body, id)
    for call in body.iter("a"):
        if call.get("data-note"):
            call.set("data-note", f"{id}.note-{call.get('data-note')}")
    headings = list(body.iter(*HEADINGS))
    entries = tuple(_entry(one, index, file) for index, one in enumerate(headings))
    implied = not headings or headings[0].tag != "h1"
    if implied:
        entries = (Entry(title, 1, id, Span(file, 1)), *entries)
    trees = [body, *(note.body for note in notes_)]
    return Chapter(
        id=id,
        file=file,
        part=part,
        body=body,
        entries=entries,
        implied=implied,
        figures=tuple(_figures(body, file)),
        notes=notes_,
        labels=(
            Label(id, (id,), file, "chapter", Span(file, 1)),
            *_labels(body, id, file),
        ),
        references=tuple(reference for tree in trees for reference in _references(tree, id, file)),
        resources=resources,
        divisions=tuple(
            Entry(text, 0, f"{id}.division-{index}", Span(file, 1)) for index, text in enumerate(divisions)
        ),
    )


def element(xhtml: str) -> _Element:
    """One element of an XHTML string."""
    return etree.fromstring(xhtml)


def plain(tree: _Element) -> str:
    """All the text of an element."""
    return "".join(cast("Iterator[str]", tree.itertext()))


def _identify(body: _Element, chapter_id: str) -> None:
    """Give each heading a global id; an id that the test gives is the author's own and gets the chapter before it."""
    for index, one in enumerate(one for one in body.iter() if isinstance(one.tag, str)):
        one.set("data-line", str(index + 1))
        given = one.get("id")
        if one.tag == "h1":
            one.set("id", chapter_id)
        elif given:
            one.set("id", f"{chapter_id}.{given}")
        elif one.tag in HEADINGS:
            one.set("id", f"{chapter_id}.h-{index}")


def _entry(heading: _Element, index: int, file: str) -> Entry:
    unnumbered = "unnumbered" in (heading.get("class") or "").split()
    text = "".join(
        cast(
            "list[str]",
            heading.xpath(".//text()[not(ancestor::rt or ancestor::rp or ancestor::a[@class='noteref'])]"),
        )
    ).strip(" \n")
    level = int(str(heading.tag)[1])
    return Entry(text, level, str(heading.get("id")), Span(file, index + 1), numbered=not unnumbered)


def _figures(body: _Element, file: str) -> Iterator[Figure]:
    kinds: tuple[FigureKind, ...] = ("figure", "table", "listing")
    for one in body.iter("figure"):
        classes = (one.get("class") or "").split()
        kind = next((kind for kind in kinds if kind in classes), None)
        if kind and one.get("id"):
            caption = one.find("figcaption")
            words = plain(caption) if caption is not None else ""
            yield Figure(str(one.get("id")), kind, words, Span(file, int(one.get("data-line") or 1)))


def _labels(body: _Element, chapter_id: str, file: str) -> Iterator[Label]:
    for one in body.iter():
        target = one.get("id")
        if not target or one.tag in {"body", "h1"} or not isinstance(one.tag, str):
            continue
        kind: Literal["section", "figure", "table", "listing", "anchor"] = "anchor"
        if one.tag in HEADINGS:
            kind = "section"
        elif one.tag == "figure":
            classes = (one.get("class") or "").split()
            kind = "table" if "table" in classes else "listing" if "listing" in classes else "figure"
        names = (target.removeprefix(f"{chapter_id}."),)
        explicit = not names[0].startswith("h-")
        yield Label(target, names, file, kind, Span(file, int(one.get("data-line") or 1)), explicit)


def _references(tree: _Element, chapter_id: str, file: str) -> Iterator[Reference]:
    for index, link in enumerate(tree.iter("a")):
        written = link.get("href") or ""
        if not written or written.startswith(("http:", "https:", "mailto:")):
            continue
        del link.attrib["href"]
        key = f"{chapter_id}.{tree.get('id') or 'ref'}-{index}"
        link.set("data-ref", key)
        form: Literal["link", "mention"] = "mention" if written.startswith("@") else "link"
        at = Span(file, int(link.get("data-line") or 1), 1, len(written))
        yield Reference(key, written.removeprefix("@"), file, at, form)


def _note(chapter_id: str, label: str, text: str, file: str) -> Note:
    body = element(f"<div>{text}</div>")
    body.set("id", f"{chapter_id}.note-{label}")
    return Note(f"{chapter_id}.note-{label}", label, body, Span(file, 1))
