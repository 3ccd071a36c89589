"""Citations -> marks in the text and the list of references, by GB/T 7714-2015; what cannot be cited is told.

Numbers are those of the first citations in reading order, notes where they are called. The list stands where the author
puts it, at `::: {.references}` or under a heading 参考文献, else in a chapter of its own before the back matter (BK1).
Runs after resolve: its references have their targets from the start.
"""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lxml import etree

from huozi import collation, locales
from huozi.bibliography import gbt7714
from huozi.book import Reference, Target
from huozi.diagnostics import Span
from huozi.passes import backmatter
from huozi.passes.heading import HEADINGS
from huozi.source import links, slugs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Citation, Work
    from huozi.diagnostics import Log
    from huozi.locales import Words

_CLASSES = frozenset({"references", "bibliography"})
_TITLES = re.compile(
    r"(?:主要)?(?:参考|參考|引用)(?:文献|文獻|书目|書目)|참고\s*문헌|References|Bibliography|Works Cited",
    re.IGNORECASE,
)
_HAN = re.compile("[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def citations(book: Book, log: Log) -> Book:
    """The book with its citations set and its works listed."""
    works = {work.key: work for work in book.works}
    order = list(dict.fromkeys([*_cited(book, works, log), *_listed_anyway(book, works, log)]))
    _report_uncited(book, order, log)
    if not order:
        return book
    for key in order:
        _report_missing_fields(works[key], log)
    home = _home(book)
    plan = _plan(book, [works[key] for key in order], book.chapters[home].id if home is not None else _new_id(book))
    seen: set[str] = set()
    back: dict[str, Target] = {}
    chapters = [_cite(chapter, plan, seen, back) for chapter in book.chapters]
    if home is None:
        chapters.insert(backmatter.end_of_text(chapters), _new_chapter(book, plan, back))
    else:
        chapters[home] = _with_list(chapters[home], plan, back)
    return replace(book, chapters=tuple(chapters))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How works are cited: those listed, in the order of the list, with their numbers, letters and places."""

    by_number: bool
    listed: tuple[Work, ...]
    works: Mapping[str, Work]
    numbers: Mapping[str, int]
    letters: Mapping[str, str]
    targets: Mapping[str, Target]
    words: Words
    lang: str

    @property
    def is_solid(self) -> bool:
        """Whether the language of the book sets no spaces between words."""
        return not self.words.lang.startswith("ko")


def _plan(book: Book, cited: Sequence[Work], home: str) -> _Plan:
    by_number = book.config.citation_style == "numeric"
    listed = cited if by_number else gbt7714.by_author(cited, collation.pinyin)
    taken = _ids(book)
    targets = {}
    for work in listed:
        name = made = f"{home}.ref-{slugs.as_id(work.key) or 'x'}"
        count = 1
        while made in taken:
            count += 1
            made = f"{name}-{count}"
        taken.add(made)
        targets[work.key] = Target(made, home, "")
    return _Plan(
        by_number,
        tuple(listed),
        {work.key: work for work in listed},
        {work.key: number for number, work in enumerate(listed, 1)},
        {} if by_number else gbt7714.letters(listed),
        targets,
        locales.words(book.config.lang),
        book.config.lang.partition("-")[0].lower(),
    )


def _ids(book: Book) -> set[str]:
    trees = [tree for chapter in book.chapters for tree in (chapter.body, *(note.body for note in chapter.notes))]
    return {str(one.get("id")) for tree in trees for one in tree.iter(etree.Element) if one.get("id")}


# What is cited.


def _cited(book: Book, works: Mapping[str, Work], log: Log) -> Iterator[str]:
    """The keys of citations in reading order; unknown ones are errors."""
    for chapter in book.chapters:
        known = {citation.key: citation for citation in chapter.citations}
        for mark in _marks(chapter.body, chapter, set()):
            for cited in known[str(mark.get("data-cite"))].cited:
                if cited.key in works:
                    yield cited.key
                else:
                    _report_unknown(cited.key, cited.at, works, log)


def _marks(tree: _Element, chapter: Chapter, seen: set[str]) -> Iterator[_Element]:
    """The places of citations; those in a note come where it is called first."""
    notes = {note.id: note for note in chapter.notes}
    for link in tree.iter("a"):
        if link.get("data-cite"):
            yield link
        note = notes.get(link.get("data-note", ""))
        if note is not None and note.id not in seen:
            seen.add(note.id)
            yield from _marks(note.body, chapter, seen)


def _listed_anyway(book: Book, works: Mapping[str, Work], log: Log) -> Iterator[str]:
    for key in book.config.nocite:
        if key == "*":
            yield from works
        elif key in works:
            yield key
        else:
            _report_unknown(key, book.config.places["nocite"], works, log)


def _report_unknown(key: str, at: Span, works: Mapping[str, Work], log: Log) -> None:
    near = get_close_matches(key, works, 3, cutoff=0.6)
    advice = "nearest: " + ", ".join(f"`{one}`" for one in near) if near else "add it to the bibliography"
    log.error("cite-unknown", f"the bibliography has no work `{key}`", at, help=advice)


def _report_uncited(book: Book, cited: Sequence[str], log: Log) -> None:
    """One notice a file: a bibliography is often that of all that someone writes."""
    files: dict[str, list[Work]] = {}
    for work in book.works:
        if work.key not in cited:
            files.setdefault(work.at.path, []).append(work)
    for path, works in files.items():
        named = ", ".join(f"`{work.key}`" for work in works[:5]) + (" ..." if len(works) > 5 else "")
        what = f"{len(works)} works of `{path}` are cited nowhere" if len(works) > 1 else "a work is cited nowhere"
        log.note("cite-unused", f"{what}: {named}", works[0].at, help='`nocite: "@*"` lists them all the same')


_FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("title", "title"),
    "container": ("journal", "container-title"),
    "issued": ("year", "issued"),
    "publisher": ("publisher", "publisher"),
    "number": ("number", "number"),
    "url": ("url", "URL"),
}
"""Fields of a Work by their names in BibTeX and in CSL."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "J": ("container", "issued"),
    "N": ("container", "issued"),
    "EB": ("url",),
    "S": ("number",),
    "P": ("number", "issued"),
    "R": ("issued",),
    "Z": (),
}
"""What an entry cannot do without, beside its title, by kind (GB/T 7714-2015, chapter 4); the rest are books."""


def _report_missing_fields(work: Work, log: Log) -> None:
    in_bibtex = work.at.path.lower().endswith((".bib", ".bibtex"))
    if not work.title:
        log.error("bib-field", f"the work `{work.key}` has no `title`", work.at, help="write it there")
    for field in _NEEDED.get(work.kind, ("publisher", "issued")):
        if not getattr(work, field) and not (field == "publisher" and work.url):
            name = _FIELDS[field][0 if in_bibtex else 1]
            what = f"the work `{work.key}` has no `{name}`, which its entry needs"
            log.warn("bib-field", what, work.at, help="write it there; the entry is set without it")


# Marks in the text.


def _cite(chapter: Chapter, plan: _Plan, seen: set[str], back: dict[str, Target]) -> Chapter:
    """The chapter with its citations as they are printed; `back` gets the place of each work's first one."""
    if not chapter.citations:
        return chapter
    body = deepcopy(chapter.body)
    notes = tuple(replace(note, body=deepcopy(note.body)) for note in chapter.notes)
    copied = replace(chapter, body=body, notes=notes)
    known = {citation.key: citation for citation in chapter.citations}
    references: list[Reference] = []
    for mark in list(_marks(body, copied, set())):
        citation = known[str(mark.get("data-cite"))]
        pieces = _set(citation, plan)
        for link in (one for piece in pieces for one in piece.iter("a")):
            key = str(link.attrib.pop("data-cite"))
            made = f"cite-{len(references) + 1}"
            link.set("data-ref", made)
            references.append(Reference(made, f"@{key}", chapter.file, citation.at, "mention", plan.targets[key]))
            if key not in seen:
                seen.add(key)
                name = f"{chapter.id}.cite-{plan.targets[key].id.partition('.ref-')[2]}"
                link.set("id", name)
                back[key] = Target(name, chapter.id, "")
        _put(mark, pieces, plan)
    return replace(copied, references=(*chapter.references, *references), citations=())


def _put(mark: _Element, pieces: Sequence[_Element], plan: _Plan) -> None:
    """Put what is printed in the place of a citation. Spaces typed around the mark are none of the text in CJK."""
    parent = mark.getparent()
    assert parent is not None
    at, tail = parent.index(mark), mark.tail or ""
    first, last = "".join(map(str, pieces[0].itertext())), pieces[-1]
    before = (parent.text if at == 0 else parent[at - 1].tail) or ""
    bare = before.rstrip(" ")
    if bare != before and _clings(str(pieces[0].tag), first, bare, plan):
        if at == 0:
            parent.text = bare
        else:
            parent[at - 1].tail = bare
    if plan.is_solid and tail.startswith(" ") and (_HAN.match(tail.lstrip(" ")) or not tail.strip()):
        tail = tail.lstrip(" ")
    mark.tail = None
    parent.remove(mark)
    for offset, piece in enumerate(pieces):
        parent.insert(at + offset, piece)
    last.tail = tail or None


def _clings(tag: str, first: str, before: str, plan: _Plan) -> bool:
    """Whether no space belongs between a citation and the text before it."""
    solid = first[:1] == "（" or bool(_HAN.match(first) and _HAN.match(before[-1:]))
    return tag == "sup" or (plan.is_solid and solid)


def _set(citation: Citation, plan: _Plan) -> list[_Element]:
    """The elements of one citation; each <a> bears the key of its work in data-cite."""
    known = [cited for cited in citation.cited if cited.key in plan.works]
    if len(known) < len(citation.cited):
        span = etree.Element("span", {"class": "missing-reference"})
        span.text = citation.written
        return [span]
    return _by_number(citation, plan) if plan.by_number else _by_year(citation, plan)


def _by_number(citation: Citation, plan: _Plan) -> list[_Element]:
    """Numbers above the line, [1-3], with the page after them: [2]194 (10.1); an author in the sentence before them."""
    sup = etree.Element("sup", {"class": "citation"})
    if all(not cited.prefix and not cited.suffix for cited in citation.cited):
        keys = {plan.numbers[cited.key]: cited.key for cited in citation.cited}
        _write(sup, "[")
        for index, (first, last) in enumerate(gbt7714.numbers(keys)):
            _write(sup, "," if index else "")
            _link(sup, str(first), keys[first])
            if last > first:
                _write(sup, "-")
                _link(sup, str(last), keys[last])
        _write(sup, "]")
    else:
        for index, cited in enumerate(citation.cited):
            _write(sup, (", " if index else "") + (f"{cited.prefix} " if cited.prefix else "") + "[")
            _link(sup, str(plan.numbers[cited.key]), cited.key)
            _write(sup, f"]{gbt7714.locator(cited.suffix)}")
    if not citation.in_text:
        return [sup]
    return [_named(gbt7714.called(plan.works[citation.cited[0].key])), sup]


def _by_year(citation: Citation, plan: _Plan) -> list[_Element]:
    """（张三，2020；李四，2019）, with the page of a single work above the line after it (10.2)."""
    own = plan.words
    span = etree.Element("span", {"class": "citation"})
    above = ""
    if citation.in_text or len(citation.cited) == 1:
        only = citation.cited[0]
        said = gbt7714.locator(only.suffix)
        above = said if re.fullmatch(r"[\d,\s-]+", said) else ""
    _write(span, own.cited_open)
    last = ""
    for index, cited in enumerate(citation.cited):
        work = plan.works[cited.key]
        name = gbt7714.called(work) if cited.author and not citation.in_text else ""
        year = gbt7714.year_of(work, plan.letters.get(cited.key, ""))
        same = bool(name) and name == last and not cited.prefix
        _write(span, (own.cited_comma if same else own.cited_next) if index else "")
        _write(span, f"{cited.prefix} " if cited.prefix else "")
        _link(span, year if same or not name else f"{name}{own.cited_comma}{year}", cited.key)
        said = gbt7714.locator(cited.suffix)
        _write(span, f"{own.cited_page}{said}" if said and not above else "")
        last = name
    _write(span, own.cited_close)
    pieces = [span]
    if citation.in_text:
        pieces.insert(0, _named(gbt7714.called(plan.works[citation.cited[0].key])))
    if above:
        sup = etree.Element("sup", {"class": "citation"})
        sup.text = above
        pieces.append(sup)
    return pieces


def _named(name: str) -> _Element:
    span = etree.Element("span", {"class": "cited-author"})
    span.text = name
    return span


def _link(parent: _Element, text: str, key: str) -> None:
    etree.SubElement(parent, "a", {"class": "biblioref", "data-cite": key}).text = text


def _write(parent: _Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# The list.


def _home(book: Book) -> int | None:
    """The chapter in which the author puts the list."""
    return next((at for at, chapter in enumerate(book.chapters) if _place(chapter.body) is not None), None)


def _place(body: _Element) -> _Element | None:
    """The element that holds the list (a div) or stands above it (a heading)."""
    for one in body.iter("div"):
        if _CLASSES.intersection((one.get("class") or "").split()) or str(one.get("id") or "").endswith(".refs"):
            return one
    headings = list(body.iter(*HEADINGS))
    asked = (one for one in headings if _CLASSES.intersection((one.get("class") or "").split()))
    titled = (one for one in reversed(headings) if _TITLES.fullmatch(_title(one)) and _is_free(one))
    return next(asked, None) if (found := next(titled, None)) is None else found


def _title(heading: _Element) -> str:
    words = "".join(map(str, heading.itertext()))
    number = heading.find("span[@class='number']")
    return unicodedata.normalize("NFKC", words.removeprefix(number.text or "") if number is not None else words).strip()


def _is_free(heading: _Element) -> bool:
    """Whether a list may stand under a heading: it is a chapter's, or nothing stands there yet."""
    return heading.tag == "h1" or _end_of_section(heading) is heading


def _with_list(chapter: Chapter, plan: _Plan, back: Mapping[str, Target]) -> Chapter:
    body = deepcopy(chapter.body)
    place = _place(body)
    assert place is not None
    box, references = _list(plan, back, chapter.file, chapter.entries[0].at)
    box.set("data-line", place.get("data-line", "1"))
    if place.tag == "div":
        place.set("class", str(box.get("class")))
        place.extend(list(box))
    else:
        _end_of_section(place).addnext(box)
    return replace(chapter, body=body, references=(*chapter.references, *references))


def _end_of_section(heading: _Element) -> _Element:
    last = heading
    for one in heading.itersiblings():
        if one.tag in HEADINGS:
            break
        last = one
    return last


def _new_id(book: Book) -> str:
    taken = _ids(book) | {chapter.id for chapter in book.chapters}
    return next(
        name for count in range(1, len(taken) + 2) if (name := f"references-{count}".removesuffix("-1")) not in taken
    )


def _new_chapter(book: Book, plan: _Plan, back: Mapping[str, Target]) -> Chapter:
    at = book.config.places.get("bibliography", Span(book.config.name))
    made = backmatter.new_chapter(book, next(iter(plan.targets.values())).chapter, plan.words.references, at)
    box, references = _list(plan, back, made.file, at)
    made.body.append(box)
    return replace(made, references=references)


def _list(plan: _Plan, back: Mapping[str, Target], file: str, at: Span) -> tuple[_Element, tuple[Reference, ...]]:
    kind = "by-number" if plan.by_number else "by-author"
    box = etree.Element("div", {"class": f"references {kind}", "data-line": str(at.line)})
    references: list[Reference] = []
    for work in plan.listed:
        entry = etree.SubElement(box, "p", {"class": "reference", "id": plan.targets[work.key].id})
        if work.lang != plan.lang:
            entry.set("lang", work.lang)
        number = f"[{plan.numbers[work.key]}]" if plan.by_number else ""
        line = gbt7714.numeric(work) if number else gbt7714.author_date(work, plan.letters.get(work.key, ""))
        lead = etree.SubElement(entry, "a", {"class": "reference-back"})
        lead.text = number or line.lead
        if work.key in back:
            lead.set("data-ref", f"back-{len(references) + 1}")
            references.append(
                Reference(f"back-{len(references) + 1}", f"@{work.key}", file, at, "mention", back[work.key])
            )
        else:
            lead.tag = "span"
        body = entry
        if number:
            lead.tail = " "
            body = etree.SubElement(entry, "span", {"class": "entry"})
        _write(body, gbt7714.join(line.lead).removeprefix("" if number else line.lead))
        for piece in line.rest:
            if href := links.of_the_web(piece.href):
                etree.SubElement(body, "a", {"class": "address", "href": href}).text = piece.text
            else:
                _write(body, piece.text)
    return box, tuple(references)
