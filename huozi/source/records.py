"""A draft -> Chapter: ids that are unique in the book, and a record of all that other stages ask for.

Numbers nothing and resolves nothing: passes/ does.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from lxml import etree

from huozi.book import Chapter, Citation, Cited, Entry, Figure, Label, Mark, Note, Part, Reference, Resource
from huozi.diagnostics import Span
from huozi.source import diagrams, figures, links, slugs
from huozi.source.headings import HEADINGS, level, words_of
from huozi.source.sanitise import drop, finder, is_block

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.book import FigureKind
    from huozi.diagnostics import Log
    from huozi.source.chapters import Draft
    from huozi.source.files import Leaf
    from huozi.source.pictures import Shelf

_KINDS: dict[str, FigureKind] = {
    "figure": "figure",
    "table": "table",
    "listing": "listing",
    "math": "equation",
    "of-row": "equation",
}
_owned = finder("@*[starts-with(name(), 'own-')]")
_lined = finder("@data-line")
_counted = finder("self::figure or self::div or @data-row")
_SHORT = {"figure": "fig", "table": "tbl", "listing": "lst", "equation": "eq"}


@dataclass(slots=True)
class _Work:
    """The records of one chapter as they grow."""

    draft: Draft
    id: str
    log: Log
    shelf: Shelf
    taken: dict[str, int] = field(default_factory=dict)
    explicit: dict[tuple[str, str], Span] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    resources: dict[str, Resource] = field(default_factory=dict)
    drawn: dict[_Element, Path] = field(default_factory=dict)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def file_of(self, element: _Element) -> Leaf:
        """The file that an element was written in."""
        for above in (element, *element.iterancestors()):
            if above.get("data-file"):
                return self.draft.leaves[str(above.get("data-file"))]
        return self.draft.leaves[self.draft.file]

    def place(self, element: _Element, leaf: Leaf) -> Span:
        """Where an element was written."""
        return Span(
            leaf.path,
            int(str(element.get("data-line") or _line_above(element))),
            int(str(element.get("own-col") or 1)),
            int(str(element.get("own-length") or 1)),
        )

    def unique(self, name: str) -> str:
        """An id of this chapter that nothing else has."""
        made = name
        while made in self.taken:
            self.taken[name] += 1
            made = f"{name}-{self.taken[name]}"
        self.taken[made] = 1
        return made


def _line_above(element: _Element) -> str:
    return next((str(above.get("data-line")) for above in element.iterancestors() if above.get("data-line")), "1")


def chapters(drafts: list[Draft], shelf: Shelf, log: Log) -> tuple[Chapter, ...]:
    """The finished chapters of a book."""
    taken: dict[str, int] = {}
    made: list[Chapter] = []
    for draft in drafts:
        divisions = tuple(
            Entry(item.title, 0, _chapter_id(item.title, item.file, taken), item.at) for item in draft.divisions
        )
        title = draft.title if draft.implied else words_of(draft.body[0])
        explicit = None if draft.implied else draft.body[0].get("id")
        made.append(_chapter(draft, _chapter_id(str(explicit or title), draft.file, taken), shelf, log, divisions))
    return tuple(made)


def _chapter_id(name: str, file: str, taken: dict[str, int]) -> str:
    """The name's slug; in a second chapter of that name with the path of its file, so that it does not move."""
    base = slugs.as_first_id(slugs.as_id(slugs.github(name)) or "chapter")
    path = slugs.as_id(file.removesuffix(PurePosixPath(file).suffix).replace("/", "-")) or "division"
    found = base if base not in taken else f"{base}-{path}"
    while found in taken:
        taken[base] += 1
        found = f"{base}-{path}-{taken[base]}"
    taken[found] = 1
    return found


def _chapter(draft: Draft, id: str, shelf: Shelf, log: Log, divisions: tuple[Entry, ...]) -> Chapter:  # noqa: A002
    work = _Work(draft, id, log, shelf)
    drawn = diagrams.settle(draft.body, shelf.drawings, lambda pre: work.place(pre, work.file_of(pre)), log)
    work.drawn.update(drawn)
    _settle_levels(work)
    _identify(work)
    _settle_tree(work, draft.body)
    _list_figures(work)
    _clear(draft.body)
    return Chapter(
        id=id,
        file=draft.file,
        part=draft.part or Part.MAIN,
        body=draft.body,
        entries=tuple(work.entries),
        implied=draft.implied,
        figures=tuple(work.figures),
        notes=tuple(work.notes.values()),
        labels=tuple(work.labels),
        references=tuple(work.references),
        citations=tuple(work.citations),
        marks=tuple(work.marks),
        resources=tuple(work.resources.values()),
        divisions=divisions,
    )


def _settle_levels(work: _Work) -> None:
    """Close gaps in levels (h1, h3 -> h1, h2) so that the outline nests and numbers have no holes; say so."""
    open_levels: list[int] = [1]
    for heading in work.draft.body.iter(*HEADINGS):
        written = level(heading)
        if heading is work.draft.body[0] and not work.draft.implied:
            continue
        while open_levels[-1] >= max(written, 2):
            open_levels.pop()
        settled = len(open_levels) + 1
        if written - open_levels[-1] > 1:
            at = work.place(heading, work.file_of(heading))
            work.log.warn(
                "heading-skip",
                f"a heading of level {written} below one of level {open_levels[-1]}: set as level {settled}",
                at,
                help="use the next level down",
            )
        open_levels.append(written)
        heading.tag = f"h{settled}"


def _identify(work: _Work) -> None:
    """Give every heading and every element with an id of the author's its id in the book, a Label, and an Entry."""
    draft = work.draft
    repeated = _repeated_slugs(draft)
    if draft.implied:
        work.entries.append(Entry(draft.title, 1, work.id, draft.at, numbered=False))
        work.labels.append(Label(work.id, (), draft.file, "chapter", draft.at))
    parents: list[tuple[int, str]] = []
    for element in list(draft.body.iter("*")):
        if element.tag in HEADINGS:
            _identify_heading(work, element, parents, repeated)
        elif element.get("id"):
            _identify_other(work, element)


def _repeated_slugs(draft: Draft) -> frozenset[str]:
    counts = Counter(slugs.github(words_of(heading)) for heading in draft.body.iter(*HEADINGS) if not heading.get("id"))
    return frozenset(slug for slug, count in counts.items() if count > 1)


def _identify_heading(work: _Work, heading: _Element, parents: list[tuple[int, str]], repeated: frozenset[str]) -> None:
    leaf = work.file_of(heading)
    at = work.place(heading, leaf)
    words = words_of(heading)
    slug = slugs.as_id(slugs.github(words)) or "section"
    explicit = _explicit(work, heading, leaf, at)
    is_title = heading is work.draft.body[0] and not work.draft.implied
    depth = level(heading)
    while parents and parents[-1][0] >= depth:
        parents.pop()
    if is_title:
        target = work.id
    else:
        name = slugs.as_id(explicit) if explicit else slug
        if not explicit and slugs.github(words) in repeated and parents:
            name = f"{parents[-1][1]}-{slug}"
        target = f"{work.id}.{work.unique(name or 'section')}"
        parents.append((depth, slug))
    heading.set("id", target)
    names = dict.fromkeys((explicit, heading.get("own-github"), heading.get("own-mdbook")))
    spelled = tuple(str(name) for name in names if name)
    kind: Literal["chapter", "section"] = "chapter" if is_title else "section"
    work.labels.append(Label(target, spelled, leaf.file, kind, at, explicit=bool(explicit)))
    numbered = "unnumbered" not in (heading.get("class") or "").split()
    if not words:
        work.log.warn("heading-empty", "a heading without words", at, help="write its text, or delete the mark")
    work.entries.append(Entry(words, depth, target, at, numbered=numbered))


def _explicit(work: _Work, element: _Element, leaf: Leaf, at: Span) -> str:
    """The id that the author gave; "" if there is none or it was given before in the same file."""
    name = str(element.attrib.pop("id", "") or "")
    if not name:
        return ""
    first = work.explicit.get((leaf.file, name)) or leaf.ids.get(name)
    if first is not None and first != at:
        work.log.error(
            "id-duplicate",
            f"the id `{name}` stands twice in this file, first in line {first.line}",
            at,
            help="give one of them another id",
        )
        return ""
    work.explicit[leaf.file, name] = at
    leaf.ids[name] = at
    return name


def _identify_other(work: _Work, element: _Element) -> None:
    leaf = work.file_of(element)
    at = work.place(element, leaf)
    explicit = _explicit(work, element, leaf, at)
    if not explicit:
        return
    target = f"{work.id}.{work.unique(slugs.as_id(explicit) or 'id')}"
    element.set("id", target)
    kind = _figure_kind(element) if _is_numbered(element) else None
    work.labels.append(Label(target, (explicit,), leaf.file, kind or "anchor", at, explicit=True))


def _is_numbered(element: _Element) -> bool:
    """Whether an element is of the kinds that are counted: figures, tables, listings, displays of mathematics.

    A display whose rows have numbers is none itself.
    """
    if element.tag == "div":
        return element.find("span[@data-tex]") is not None and element.find("span[@data-row]") is None
    return element.tag == "figure" or element.get("data-row") is not None


def _figure_kind(figure: _Element) -> FigureKind | None:
    return next((_KINDS[name] for name in _classes(figure) if name in _KINDS), None)


def _classes(element: _Element) -> list[str]:
    return (element.get("class") or "").split()


def _settle_tree(work: _Work, tree: _Element) -> None:
    """Pictures, links and calls of notes below `tree`, in order; the notes that are called are settled with them."""
    for image in list(tree.iter("img")):
        _settle_image(work, image)
    for place in [one for one in tree.iter("span") if one.get("own-index") is not None]:
        _settle_mark(work, place)
    for link in list(tree.iter("a")):
        if link.get("own-note") is not None:
            _settle_call(work, link)
            continue
        leaf = work.file_of(link)
        if link.get("own-cite") is not None:
            _settle_citation(work, link, leaf)
            continue
        reference = links.settle(
            link, leaf.file, work.place(link, leaf), work.log, lambda: f"r{len(work.references) + 1}"
        )
        if reference is not None:
            work.references.append(reference)


def _settle_image(work: _Work, image: _Element) -> None:
    leaf = work.file_of(image)
    at = work.place(image, leaf)
    written = str(image.attrib.pop("own-written", "") or image.get("src") or "")
    folder = work.shelf.root / PurePosixPath(leaf.file).parent
    drawn = work.drawn.get(image)
    resource = work.shelf.drawn(drawn, at) if drawn else work.shelf.resource(written, folder, at)
    if resource is None:
        figures.as_words(image)
        return
    image.set("src", resource.name)
    image.set("alt", str(image.get("alt") or ""))
    work.resources.setdefault(resource.name, resource)


def _settle_call(work: _Work, call: _Element) -> None:
    leaf = work.file_of(call)
    label = str(call.attrib.pop("own-note"))
    if label not in leaf.notes:
        drop(call)
        return
    key = (leaf.file, label)
    if key not in work.notes:
        body, at = leaf.notes[label]
        note_id = f"{work.id}.{work.unique('note-' + (slugs.as_id(label) or 'x'))}"
        copy = etree.Element("div")
        copy.set("data-line", str(at.line))
        copy.text = body.text
        copy.extend([deepcopy(child) for child in body[0]] if len(body) == 1 and body[0].tag == "div" else [])
        if leaf.file != work.draft.file:
            copy.set("data-file", leaf.file)
        work.notes[key] = Note(note_id, "" if label.startswith("inline ") else label, copy, at)
        for element in copy.iter("*"):
            if element.get("id"):
                _identify_other(work, element)
        _settle_tree(work, copy)
        _clear(copy)
    call.set("data-note", work.notes[key].id)


def _settle_mark(work: _Work, place: _Element) -> None:
    """A place that the index names. Where nothing says how its term is read, the readings inside it do."""
    told = json.loads(str(place.attrib.pop("own-index")))
    at = work.place(place, work.file_of(place))
    shown = words_of(place).strip()
    terms = _parts(told.get("entry", "")) or ((shown,) if shown else ())
    if not terms:
        work.log.warn("index-wordless", "this mark for the index has no words", at, help='name its term: `entry="…"`')
        return
    sort = _parts(told.get("sort", "")) or ((_reading(place),) if place.find(".//rt") is not None else ())
    if not place.get("id"):
        place.set("id", f"{work.id}.{work.unique(f'mark-{len(work.marks) + 1}')}")
    # One reading is that of the term itself, whatever is above it.
    padded = ("",) * (len(terms) - len(sort)) + sort
    work.marks.append(Mark(str(place.get("id")), terms, padded[-len(terms) :], told.get("see", "").strip(), at))


def _parts(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[!！]", written) if part.strip())


def _reading(place: _Element) -> str:
    """The text of an element with its readings in the place of what they are of."""
    copy = deepcopy(place)
    copy.tail = None
    for base in list(copy.iter("rb")):
        drop(base)
    return "".join(map(str, copy.itertext())).strip()


def _settle_citation(work: _Work, link: _Element, leaf: Leaf) -> None:
    told = json.loads(str(link.attrib.pop("own-cite")))
    at = work.place(link, leaf)
    cited = tuple(
        Cited(item["key"], Span(leaf.path, *item["place"]), item["prefix"], item["suffix"], author=item["author"])
        for item in told["items"]
    )
    made = Citation(f"c{len(work.citations) + 1}", cited, told["written"], at, in_text=told["in_text"])
    work.citations.append(made)
    link.set("data-cite", made.key)


def _list_figures(work: _Work) -> None:
    """A record for every figure that has a caption or an id, and every display that wants a number."""
    for figure in _counted(work.draft.body):
        kind = _figure_kind(figure) if _is_numbered(figure) else None
        caption = figure.find("figcaption")
        wanted = caption is not None or figure.get("id") or not {"numbered", "of-row"}.isdisjoint(_classes(figure))
        if kind is None or not wanted:
            continue
        image = figure.find("img")
        at = work.place(figure if image is None else image, work.file_of(figure))
        if not figure.get("id"):
            target = f"{work.id}.{work.unique(f'{_SHORT[kind]}-{1 + sum(one.kind == kind for one in work.figures)}')}"
            figure.set("id", target)
            work.labels.append(Label(target, (), work.file_of(figure).file, kind, at))
        words = words_of(caption) if caption is not None else ""
        work.figures.append(Figure(str(figure.get("id")), kind, words, at))


def _clear(body: _Element) -> None:
    """Take our own notes off the elements of a finished chapter; lines stay on blocks and pictures."""
    for element in _lined(body):
        if not is_block(element) and element.tag != "img":
            del element.attrib["data-line"]
    for element in _owned(body):
        for name in [str(name) for name in element.attrib if str(name).startswith("own-")]:
            del element.attrib[name]
