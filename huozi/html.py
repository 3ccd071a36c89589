"""Chapters and the book's own pages -> XHTML elements for one of two profiles, PRINT and EPUB; pure.

It lays nothing out, reads no file and holds no style: what CSS can know is left to CSS. The elements have no XHTML
namespace inside the house; `serialise` gives it. Text that huozi adds comes from locales.py.

Vocabulary for style sheets, beyond that of book.py (both profiles unless said):

    html[lang] > body.print|epub
    section.title-page > h1.title, p.subtitle, p.people > span.person span.role, p.publisher, p.date
    section.imprint-page > dl.imprint > div > dt dd; p.rights
    nav.contents > h1.contents-title, ol > li.level-0|1|2… > a[href] > (span.number span.gap) text, then ol again
    section.division > h1[id]                    a page for 卷, 篇, 部; level 0 of the outline
    section.chapter.front|main|appendix|back     [id] only if implied: otherwise the id stands on its h1
    div.title-block, div.closing                 above and below a text without a title page: see titleblock.py
    div.run-in > h5|h6, p                        a heading of the two lowest levels and the text that it begins
    span.gap.narrow                              a gap of one space, where Chinese and Japanese have an em (HD8)
    em.em-dots|em-kai|em-bold                    emphasis on CJK text, by the book's choice; any other em may slant
    span.footnote                                PRINT: a note at its call, for `float: footnote`. Its blocks are spans
                                                 with the name of what they were as class (span.p, span.li, span.pre …)
                                                 to be shown as block; the first paragraph is plain text of the span
    span.math.after-han|before-han               a formula right beside Han, which keeps a quarter em from it (S3)
    span.math > math                             EPUB: the formula as MathML; for print pdf/formulas.py draws it before
    a.noteref                                    EPUB, and print with notes: chapter: call of a note, "[1]" or ①;
                                                 section.notes > aside.footnote at the end of the chapter, its first
                                                 block beginning with a.note-back
    a.page-ref, span.page-ref > span.folio-of[data-page-of]   PRINT: 第12页, a number that depends on where the id of
                                                 data-page-of comes to stand; the EPUB has words of the place instead
    span.missing-reference                       what an unresolved reference leaves (the build has failed by then)
    rp, th[scope], lang with xml:lang            set where HTML asks for them
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from lxml import etree

from huozi import customs, locales, titleblock
from huozi.book import Part
from huozi.maths.tex import mathml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter, Entry, Note
    from huozi.config import Config
    from huozi.locales import Words
    from huozi.outline import Node, Outline

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
_EPUB_TYPE = f"{{{OPS}}}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_PHRASING = re.compile(
    "a|abbr|b|br|cite|code|del|em|i|img|ins|kbd|mark|math|q|rb|rp|rt|ruby|s|samp|small|span|strong|sub|sup|svg|u|var|wbr"
)
_WIDE = re.compile(
    "([\\uac00-\\ud7a3]+|[\\u2e80-\\u303e\\u3041-\\ua4cf\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6"
    "\\U00020000-\\U0003fffd]+)"
)
_CJK = r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
"""Compiled where it is asked for first, like others here: a set of so many letters takes as long as a short chapter."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the XHTML is for. An EPUB takes `files` too: ids of elements, or of their chapters, -> file names for href.

    `images` goes before the name of each resource in img/@src.
    """

    name: Literal["print", "epub"]
    files: Mapping[str, str] = field(default_factory=dict)
    images: str = ""


TITLE_PAGE, IMPRINT_PAGE, CONTENTS_PAGE = "_title-page", "_imprint-page", "_contents"
"""The ids in the EPUB of the pages that no chapter holds. An id of the book never begins so."""

PRINT = Profile("print")
EPUB = Profile("epub", images="images/")


def chapter(book: Book, chapter: Chapter, profile: Profile) -> _Element:
    """The <section> of one chapter, notes and references in the form that the profile needs."""
    section = _section(book, chapter, profile)
    body = deepcopy(chapter.body)
    section.text = body.text
    section.extend(list(body))
    _put_title_block(book, chapter, section)
    if profile.name == "print" and book.config.notes == "page":
        _put_notes_at_their_calls(section, chapter)
    else:
        _put_notes_at_the_end(section, chapter, book.config, profile)
    _run_in(section)
    _link(section, chapter, locales.words(book.config.lang), profile)
    _set_formulas(section, profile)
    if profile.name == "epub":
        _set_index(section, locales.words(book.config.lang))
    _finish(section, book.config, profile)
    return section


def division(book: Book, entry: Entry, profile: Profile) -> _Element:
    """The page of a division (卷, 篇, 部) above the chapters."""
    section = _element("section", {"class": "division"})
    if profile.name == "epub":
        section.set(_EPUB_TYPE, "part")
        section.set("role", "doc-part")
    heading = _child(section, "h1", {"id": entry.target})
    _write_title(heading, entry.number, entry.gap, entry.text)
    _finish(section, book.config, profile)
    return section


def title_page(book: Book, profile: Profile) -> _Element | None:
    """The title page 扉页, or None if the book has no title or does not want one."""
    config = book.config
    if not config.title_page or not config.title:
        return None
    section = _element("section", {"class": "title-page"})
    if profile.name == "epub":
        section.set(_EPUB_TYPE, "titlepage")
        section.set("id", TITLE_PAGE)
    _child(section, "h1", {"class": "title"}, config.title)
    if config.subtitle:
        _child(section, "p", {"class": "subtitle", "role": "doc-subtitle"}, config.subtitle)
    for role, names in _people(config):
        line = _child(section, "p", {"class": "people"})
        _write_people(line, role, names, config)
    if config.publisher:
        _child(section, "p", {"class": "publisher"}, config.publisher)
    if config.date:
        _child(section, "p", {"class": "date"}, locales.date(config.lang, config.date))
    _finish(section, config, profile)
    return section


def imprint_page(book: Book, profile: Profile) -> _Element | None:
    """The imprint page 版权页: only what the front matter says (BK2, GB/T 12450); None if that is a mere title."""
    config = book.config
    said = [name for name in ("publisher", "edition", "date", "isbn", "identifier") if getattr(config, name)]
    if not config.imprint or not (said or config.series or config.rights or config.imprint_lines):
        return None
    section = _element("section", {"class": "imprint-page"})
    if profile.name == "epub":
        section.set(_EPUB_TYPE, "copyright-page")
        section.set("id", IMPRINT_PAGE)
    table = _child(section, "dl", {"class": "imprint"})
    for term, value in _imprint(config, said):
        row = _child(table, "div", {})
        _child(row, "dt", {}, term)
        _child(row, "dd", {}, value)
    if config.rights:
        _child(section, "p", {"class": "rights"}, config.rights)
    _finish(section, config, profile)
    return section


def contents(book: Book, outline: Outline, profile: Profile) -> _Element | None:
    """The contents as nested lists of links: in print down to toc-depth, in the EPUB (its nav) the whole outline.

    None where nothing is to be listed; in print also where the book wants no contents.
    """
    config = book.config
    levels = {entry.target: entry.level for entry in book.entries}
    depth = config.toc_depth if profile.name == "print" else max(levels.values(), default=0)
    entries = tuple(_shown(outline.entries, levels, depth))
    if not entries or (profile.name == "print" and not config.toc):
        return None
    nav = _element("nav", {"class": "contents", "id": "contents", "role": "doc-toc"})
    if profile.name == "epub":
        nav.set(_EPUB_TYPE, "toc")
    _child(nav, "h1", {"class": "contents-title"}, locales.words(config.lang).contents)
    _list(nav, entries, levels, depth, _homes(book), profile)
    _finish(nav, config, profile)
    return nav


def entry_of(link: _Element) -> str:
    """The name of an entry of the contents, for printed pages that begin with it."""
    return f"_entry-{link.get('href', '').partition('#')[2]}"


def document(
    config: Config, title: str, children: Iterable[_Element], profile: Profile, *, styles: Sequence[str] = ()
) -> _Element:
    """An <html> of the book's language around these elements; `styles` are the addresses of its style sheets."""
    html = _element("html", {"lang": config.lang, _XML_LANG: config.lang})
    head = _child(html, "head", {})
    _child(head, "meta", {"charset": "utf-8"})
    _child(head, "title", {}, title or config.slug)
    for href in styles:
        _child(head, "link", {"rel": "stylesheet", "type": "text/css", "href": href})
    _child(html, "body", {"class": profile.name}).extend(children)
    return html


def serialise(root: _Element) -> bytes:
    """XHTML that an HTML parser reads as the same tree: only void elements close themselves, no space is added."""
    outer = etree.fromstring(f'<outer xmlns="{XHTML}" xmlns:epub="{OPS}"/>')
    outer.append(deepcopy(root))
    for one in outer.iter(etree.Element):
        if not str(one.tag).startswith("{"):
            if one.tag not in _VOID and len(one) == 0 and not one.text:
                one.text = ""
            one.tag = f"{{{XHTML}}}{one.tag}"
    top = outer[0]
    top.tail = None
    if root.tag != "html":
        return etree.tostring(top, encoding="utf-8")
    return etree.tostring(top, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


# The section of a chapter.

_PART_ROLES = {Part.MAIN: "chapter", Part.APPENDIX: "appendix"}


def _section(book: Book, chapter: Chapter, profile: Profile) -> _Element:
    section = _element("section", {"class": f"chapter {chapter.part.value}"})
    if chapter.implied:
        section.set("id", chapter.id)
    if profile.name == "epub":
        if role := _role(chapter):
            section.set(_EPUB_TYPE, role)
            section.set("role", f"doc-{role}")
        if chapter.implied:
            section.set("aria-label", chapter.entries[0].title or book.config.title)
    return section


def _role(chapter: Chapter) -> str:
    """The type of a chapter in EPUB Structural Semantics, which is its role in DPUB-ARIA too; "" for none."""
    known = None if chapter.implied else customs.custom(chapter.entries[0].title)
    if known is not None and chapter.part in known.parts and known.epub_type:
        return known.epub_type
    return _PART_ROLES.get(chapter.part, "")


def _put_title_block(book: Book, chapter: Chapter, section: _Element) -> None:
    """Put the title above the first chapter and what closes a document below the last one, where the book asks so."""
    if chapter.id == book.chapters[0].id and (block := titleblock.opening(book.config)) is not None:
        block.tail, section.text = section.text, None
        section.insert(0, block)
    if chapter.id == book.chapters[-1].id and (block := titleblock.closing(book.config)) is not None:
        section.append(block)


_RUN_IN = ("h5", "h6")


def _run_in(section: _Element) -> None:
    """Put the lowest headings and the paragraphs that they begin into one block (HD5; clreq 4.1.5)."""
    for heading in list(section.iter(*_RUN_IN)):
        text, parent = heading.getnext(), heading.getparent()
        if parent is None or text is None or text.tag != "p" or (heading.tail or "").strip():
            continue
        block = _element("div", {"class": "run-in"})
        parent.replace(heading, block)
        block.extend((heading, text))
        heading.tail, text.tail, block.tail = None, None, text.tail


# Notes.


def _put_notes_at_their_calls(section: _Element, chapter: Chapter) -> None:
    """A note called twice is set twice, as Pandoc does: where numbers restart on each page, none can be used again."""
    notes = {note.id: note for note in chapter.notes}
    seen: set[str] = set()
    _replace_calls(section, notes, seen, ())


def _replace_calls(tree: _Element, notes: Mapping[str, Note], seen: set[str], inside: tuple[str, ...]) -> None:
    for call in _calls(tree):
        note = notes.get(call.get("data-note", ""))
        if note is None or note.id in inside:
            _unwrap(call)
            continue
        footnote = _inline_note(note, first=note.id not in seen)
        seen.add(note.id)
        _replace(call, footnote)
        _replace_calls(footnote, notes, seen, (*inside, note.id))


def _inline_note(note: Note, *, first: bool) -> _Element:
    """The note as phrasing content, since it stands inside a paragraph."""
    footnote = _element("span", {"class": "footnote"})
    body = deepcopy(note.body)
    footnote.text = (body.text or "").strip("\n ")
    footnote.extend(list(body))
    _make_phrasing(footnote)
    if len(footnote) and footnote[0].get("class") == "p" and not footnote.text:
        _unwrap(footnote[0])
    if not first:
        for one in footnote.iter(etree.Element):
            one.attrib.pop("id", "")
    else:
        footnote.set("id", note.id)
    return footnote


def _make_phrasing(parent: _Element) -> None:
    """Make spans of the blocks inside. White space beside a block means nothing, beside a span it is a space."""
    for index, one in enumerate(parent):
        if not isinstance(one.tag, str) or one.tag.startswith("{") or one.tag in {"svg", "math"}:
            continue
        _make_phrasing(one)
        if _PHRASING.fullmatch(one.tag):
            continue
        if index == 0:
            parent.text = _meaningful(parent.text)
        else:
            parent[index - 1].tail = _meaningful(parent[index - 1].tail)
        one.tail = _meaningful(one.tail)
        _make_span(one)


def _meaningful(text: str | None) -> str | None:
    return text if text and text.strip(" \n") else None


def _make_span(one: _Element) -> None:
    if one.tag == "ol":
        one.set("style", f"counter-reset: list-item {int(one.get('start', '1')) - 1}")
    for name in ("start", "colspan", "rowspan", "scope"):
        one.attrib.pop(name, "")
    one.set("class", f"{one.tag} {one.get('class', '')}".strip())
    one.tag = "span"


def _put_notes_at_the_end(section: _Element, chapter: Chapter, config: Config, profile: Profile) -> None:
    """Notes at the end of the chapter (FN5), numbered through it.

    In the EPUB (EPUB SSV noteref, footnote; DPUB-ARIA) readers show the aside as a pop-up, others as a list.
    """
    words = locales.words(config.lang)
    box = _element("section", {"class": "notes", "aria-label": words.notes})
    if profile.name == "epub":
        box.set(_EPUB_TYPE, "footnotes")
    for number, note in enumerate(chapter.notes, 1):
        aside = _child(box, "aside", {"id": note.id, "class": "footnote", "role": "doc-footnote"})
        if profile.name == "epub":
            aside.set(_EPUB_TYPE, "footnote")
        body = deepcopy(note.body)
        aside.text = body.text
        aside.extend(list(body))
        mark = locales.note_mark(config.lang, number)
        _lead_back(aside, _call_id(note.id, 1), mark, words, chapter, profile)
    if len(box):
        end_with(section, box)
    numbers = {note.id: number for number, note in enumerate(chapter.notes, 1)}
    times: dict[str, int] = {}
    for call in _calls(section):
        note_id = call.attrib.pop("data-note")
        if note_id not in numbers:
            _unwrap(call)
            continue
        times[note_id] = times.get(note_id, 0) + 1
        call.set("id", _call_id(note_id, times[note_id]))
        call.set("href", _href(note_id, chapter.id, profile))
        call.set("role", "doc-noteref")
        if profile.name == "epub":
            call.set(_EPUB_TYPE, "noteref")
        call.text = locales.note_mark(config.lang, numbers[note_id])


def end_with(section: _Element, notes: _Element) -> None:
    """Put the notes at the end of a text, above what closes a document."""
    closing = section.find("div[@class='closing']")
    section.insert(len(section) if closing is None else section.index(closing), notes)


def _lead_back(aside: _Element, call_id: str, mark: str, words: Words, chapter: Chapter, profile: Profile) -> None:
    """Begin the note with its mark, which leads back to the call."""
    first = aside[0] if len(aside) and aside[0].tag == "p" else None
    if first is None:
        first = _element("p", {})
        aside.insert(0, first)
    back = _element("a", {"class": "note-back", "role": "doc-backlink", "aria-label": f"{mark} {words.back_to_text}"})
    back.set("href", _href(call_id, chapter.id, profile))
    back.text = mark
    back.tail = (" " if profile.name == "epub" else "") + (first.text or "").lstrip(" \n")
    first.text = None
    first.insert(0, back)


def _calls(tree: _Element) -> list[_Element]:
    return [one for one in tree.iter("a") if one.get("data-note") is not None]


def _call_id(note_id: str, time: int) -> str:
    return f"{note_id}-call" if time == 1 else f"{note_id}-call-{time}"


# Links.

UNKNOWN_FOLIO = "00"
"""What stands for a page number until pages are known: as wide as most are."""

_LINK_ROLES = {"biblioref": "biblioref", "reference-back": "backlink"}
"""Roles of links by their class (DPUB-ARIA 1.1)."""


def _link(section: _Element, chapter: Chapter, words: Words, profile: Profile) -> None:
    references = {reference.key: reference for reference in chapter.references}
    for link in list(section.iter("a")):
        key = str(link.attrib.pop("data-ref", ""))
        if not key:
            continue
        reference = references.get(key)
        empty = not len(link) and not (link.text or "").strip()
        if reference is None or reference.target is None:
            if empty:
                link.text = reference.written if reference else key
            link.tag = "span"
            _add_class(link, "missing-reference")
            continue
        link.set("href", _href(reference.target.id, reference.target.chapter, profile))
        if reference.form == "page" and profile.name == "print":
            _ask_for_page(link, reference.target.id, reference.target.words, words, empty=empty)
            continue
        if profile.name == "epub" and (role := _LINK_ROLES.get(link.get("class", "").partition(" ")[0])):
            link.set("role", f"doc-{role}")
            if role == "biblioref":
                link.set(_EPUB_TYPE, role)
        if empty and (profile.name == "epub" or link.get("class") != "locator"):
            link.text = reference.target.words
            if reference.form == "page":
                _add_class(link, "page-ref")
            if reference.form == "mention":
                _close_up(link)


_HAN = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"


def _close_up(link: _Element) -> None:
    """Take away the spaces round a mention (如 @fig:a 所示) that only its spelling needs: none parts Han from 图1-1."""
    words = link.text or ""
    before, parent = link.getprevious(), link.getparent()
    if re.match(_HAN, words) and before is not None:
        before.tail = re.sub(f"(?<={_HAN}) $", "", before.tail or "")
    elif re.match(_HAN, words) and parent is not None:
        parent.text = re.sub(f"(?<={_HAN}) $", "", parent.text or "")
    if not words[-1:].isascii() or words.endswith(")"):
        link.tail = re.sub(f"^ (?={_HAN})", "", link.tail or "")


def _ask_for_page(link: _Element, target: str, described: str, words: Words, *, empty: bool) -> None:
    """第12页 in the place of a reference, or （第12页） after the words of one; the number is filled in later."""
    before, _, after = words.page.partition("{}")
    place = link
    link.set("title", link.get("title") or described)
    if not empty:
        before, after = words.cited_open + before, after + words.cited_close
        place = _child(link, "span", {})
    _add_class(place, "page-ref")
    place.text = before
    number = _child(place, "span", {"class": "folio-of", "data-page-of": target}, UNKNOWN_FOLIO)
    number.tail = after


def _href(target: str, chapter_id: str, profile: Profile) -> str:
    file = profile.files.get(target) or profile.files.get(chapter_id) or ""
    return f"{file}#{target}"


# Index.

_INDEX_TYPES = {"index-term": "index-term", "index-letter": "index-term", "locator": "index-locator"}
"""Types of the parts of an index by their class (EPUB 3 Structural Semantics 1.1)."""


def _set_index(section: _Element, words: Words) -> None:
    """Name each section once an entry, and say what the parts of an index are (EPUB Indexes 1.0, 3.2).

    An index has one list of entries, or groups with a list each. Checkers do not agree on groups, so a letter is an
    entry here that has those below it; a list inside an entry is one of entries without being named so.
    """
    boxes = [box for box in section.iter("div") if box.get("class") == "index"]
    if section.get("role") == "doc-index" and not boxes:
        # A list that the author has typed is an index to people, and not of this form.
        section.attrib.pop(_EPUB_TYPE, "")
    for box in boxes:
        if section.get("role") != "doc-index":
            index = _element("section", {_EPUB_TYPE: "index", "role": "doc-index", "aria-label": words.index})
            _replace(box, index)
            box.tail = None
            index.append(box)
        _list_entries(box)
    for places in section.iter("span"):
        if places.get("class") == "locators":
            kept = list({link.text: link for link in reversed(places)}.values())[::-1]
            places[:] = kept
            for link in kept:
                link.tail = words.listed if link is not kept[-1] else None


def _list_entries(box: _Element) -> None:
    box.tag = "ul"
    box.set(_EPUB_TYPE, "index-entry-list")
    for group in box.findall("div"):
        group.tag = "li"
        for letter in group.findall("p"):
            letter.tag = "span"
    for one in box.iter("li", "span", "a"):
        if one.tag == "li":
            one.set(_EPUB_TYPE, "index-entry")
        elif kind := _INDEX_TYPES.get(one.get("class", "")):
            one.set(_EPUB_TYPE, kind)
        elif one.get("class") == "index-xref":
            entry = next(one.iterancestors("li"))
            related = any(child.get("class") == "locators" for child in entry)
            one.set(_EPUB_TYPE, f"index-xref-{'related' if related else 'preferred'} index-term")


# Formulas.

_LETTER = (
    r"[\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)


def _set_formulas(section: _Element, profile: Profile) -> None:
    for formula in list(section.iter("span")):
        if "math" not in formula.get("class", "").split():
            continue
        if "display" not in formula.get("class", "").split():
            before, after = _char_before(formula), (formula.tail or "")[:1] or _char_after(formula)
            for name, char in (("after-han", before), ("before-han", after)):
                if re.match(_LETTER, char):
                    _add_class(formula, name)
        tex = str(formula.attrib.pop("data-tex", ""))
        if tex and profile.name == "epub":
            numbers = _numbers_of_rows(formula)
            found = mathml(tex, display="display" in formula.get("class", "").split(), numbers=numbers)
            if found is not None:
                formula.text = None
                formula.append(found)


def _numbers_of_rows(formula: _Element) -> list[tuple[int, str, str]]:
    """Take the numbers of rows from beside a display: on a screen they are cells of its table, where rows line up."""
    box = formula.getparent()
    rows = box.findall("span[@data-row]") if box is not None else []
    for row in rows:
        assert box is not None
        box.remove(row)
        box.set("class", " ".join(name for name in box.get("class", "").split() if name != "numbered"))
    return [(int(row.get("data-row", "0")), row.get("id", ""), row.text or "") for row in rows]


def _char_before(element: _Element) -> str:
    """The character right before an inline element, that of the elements around it if it begins them."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or "".join(_strings(previous)))[-1:]
    if parent is None or parent.text or not _PHRASING.fullmatch(str(parent.tag)):
        return (parent.text or "")[-1:] if parent is not None else ""
    return _char_before(parent)


def _char_after(element: _Element) -> str:
    following, parent = element.getnext(), element.getparent()
    if following is not None:
        return "".join(_strings(following))[:1] if following.get("data-note") is None else ""
    if parent is None or not _PHRASING.fullmatch(str(parent.tag)):
        return ""
    return (parent.tail or "")[:1] or _char_after(parent)


# What every element gets.


def _finish(tree: _Element, config: Config, profile: Profile) -> None:
    for em in tree.iter("em"):
        if re.search(_CJK, "".join(_strings(em))):
            _add_class(em, f"em-{config.emphasis}")
    _put_titles_above_tables(tree)
    for cell in list(tree.iter("th")):
        if not len(cell) and not (cell.text or "").strip():
            # What says nothing is no header: it is the corner of a table.
            cell.tag = "td"
            cell.attrib.pop("scope", "")
        elif cell.get("scope") is None:
            cell.set("scope", _scope(cell))
    for gap in [span for span in tree.iter("span") if span.get("class") == "gap"]:
        number = gap.getprevious()
        if gap.text == " " and number is not None and (number.text or "")[-1:].isalnum():
            _add_class(gap, "narrow")
    for code in list(tree.iter("pre")):
        for element in list(code.iter(etree.Element)):
            _tell_wide(element)
    for image in tree.iter("img"):
        image.set("src", profile.images + image.get("src", ""))
    if profile.name == "epub":
        _finish_epub(tree, locales.words(config.lang))
    for one in tree.iter(etree.Element):
        if lang := one.get("lang"):
            one.set(_XML_LANG, lang)


def _tell_wide(element: _Element) -> None:
    """Put the runs of Han and Hangul of code in elements of their own, which the styles make fill two cells each."""
    pieces = _WIDE.split(element.text or "")
    children = [*_wide(pieces)]
    for child in element:
        rest = _WIDE.split(child.tail or "")
        child.tail = rest[0] or None
        children += [child, *_wide(rest)]
    element.text = pieces[0] or None
    if len(children) > len(element):
        # All at once: each that is put between others moves all behind it.
        element[:] = children


def _wide(pieces: Sequence[str]) -> Iterator[_Element]:
    """The wide runs among pieces that a pattern with one group has split, each with the text after it."""
    for run, after in zip(pieces[1::2], pieces[2::2], strict=True):
        span = etree.Element("span", {"class": "hangul" if "\uac00" <= run[0] <= "\ud7a3" else "wide"})
        span.text, span.tail = run, after or None
        yield span


def _put_titles_above_tables(tree: _Element) -> None:
    """A table has its title above it, a figure below (CY/T 170)."""
    for figure in tree.iter("figure"):
        caption = figure.find("figcaption")
        if "table" in figure.get("class", "").split() and caption is not None:
            caption.tail = None
            figure.insert(0, caption)


def _finish_epub(tree: _Element, words: Words) -> None:
    for box in tree.iter("div"):
        # The chapter may be the bibliography itself.
        if "references" in box.get("class", "").split() and tree.get("role") != "doc-bibliography":
            box.tag = "section"
            box.set(_EPUB_TYPE, "bibliography")
            box.set("role", "doc-bibliography")
            box.set("aria-label", words.references)
    for ruby in list(tree.iter("ruby")):
        _add_parentheses(ruby)
    for aside in tree.iter("aside"):
        if "admonition" in aside.get("class", "").split():
            aside.set("role", "note")
    for one in tree.iter(etree.Element):
        for name in ("data-line", "data-file", "data-language"):
            one.attrib.pop(name, "")


def _scope(cell: _Element) -> str:
    """HTML 4.9.10: a header cell in the head is for its column or columns, elsewhere for its row."""
    if not any(above.tag == "thead" for above in cell.iterancestors()):
        return "row"
    return "colgroup" if cell.get("colspan", "1") != "1" else "col"


def _add_parentheses(ruby: _Element) -> None:
    """HTML ruby: <rp> for readers without ruby; <rb> is not in today's HTML, its text alone is the base."""
    for rb in ruby.findall("rb"):
        _unwrap(rb)
    if ruby.find("rp") is not None:
        return
    for rt in ruby.findall("rt"):
        before, after = _element("rp", {}), _element("rp", {})
        before.text, after.text = "（", "）"
        after.tail, rt.tail = rt.tail, None
        rt.addprevious(before)
        rt.addnext(after)


# Contents, title page, imprint.


def _shown(nodes: Sequence[Node], levels: Mapping[str, int], depth: int) -> Iterator[Node]:
    return (node for node in nodes if levels.get(node.target, 1) <= depth)


def _homes(book: Book) -> dict[str, str]:
    """Which chapter each target stands in."""
    return {entry.target: chapter.id for chapter in book.chapters for entry in chapter.entries}


def _list(
    parent: _Element,
    nodes: Sequence[Node],
    levels: Mapping[str, int],
    depth: int,
    homes: Mapping[str, str],
    profile: Profile,
) -> None:
    box = _child(parent, "ol", {})
    for node in nodes:
        item = _child(box, "li", {"class": f"level-{levels.get(node.target, 1)}"})
        link = _child(item, "a", {"href": _href(node.target, homes.get(node.target, ""), profile)})
        _write_title(link, *_split(node))
        if below := tuple(_shown(node.entries, levels, depth)):
            _list(item, below, levels, depth, homes, profile)


def _split(node: Node) -> tuple[str, str, str]:
    """A node's number, gap and text: a gap is white space or nothing."""
    rest = node.title.removeprefix(node.number)
    text = rest.lstrip(" \u3000\u00a0")
    return node.number, rest[: len(rest) - len(text)], text


def _write_title(parent: _Element, number: str, gap: str, text: str) -> None:
    if not number:
        parent.text = text
        return
    _child(parent, "span", {"class": "number"}, number)
    _child(parent, "span", {"class": "gap"}, gap).tail = text


def _people(config: Config) -> Iterator[tuple[str, list[str]]]:
    for role, people in groupby(config.people, key=lambda person: person.role):
        yield role, [person.name for person in people]


def _write_people(line: _Element, role: str, names: Sequence[str], config: Config) -> None:
    words = locales.words(config.lang)
    for name in names:
        _child(line, "span", {"class": "person"}, name).tail = words.names
    word = words.roles.get(role)
    line[-1].tail = words.name_gap if word else None
    if word:
        _child(line, "span", {"class": "role"}, word)


def _imprint(config: Config, said: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = locales.words(config.lang)
    if config.title:
        title = words.subtitled.format(config.title, config.subtitle) if config.subtitle else config.title
        yield words.imprint["title"], title
    for role, names in _people(config):
        yield words.roles.get(role, role), words.names.join(names)
    if config.series:
        yield words.imprint["series"], words.name_gap.join(filter(None, (config.series.name, config.series.number)))
    for name in said:
        value = getattr(config, name)
        yield words.imprint[name], locales.date(config.lang, value) if name == "date" else value
    yield from config.imprint_lines


# Trees.


def _element(tag: str, attributes: Mapping[str, str]) -> _Element:
    return etree.Element(tag, dict(attributes))


def _child(parent: _Element, tag: str, attributes: Mapping[str, str], text: str | None = None) -> _Element:
    child = etree.SubElement(parent, tag, dict(attributes))
    child.text = text
    return child


def _add_class(one: _Element, name: str) -> None:
    one.set("class", f"{one.get('class', '')} {name}".strip())


def _strings(one: _Element) -> Iterator[str]:
    return (str(text) for text in one.itertext())


def _replace(old: _Element, new: _Element) -> None:
    parent = old.getparent()
    assert parent is not None
    new.tail = old.tail
    parent.replace(old, new)


def _unwrap(one: _Element) -> None:
    """Take an element away and leave its content where it was."""
    parent = one.getparent()
    assert parent is not None
    index = parent.index(one)
    previous = parent[index - 1] if index else None
    _append_text(parent, previous, one.text)
    children = list(one)
    _append_text(parent, previous, one.tail) if not children else _append_text(one, children[-1], one.tail)
    one.tail = None
    parent.remove(one)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)


def _append_text(parent: _Element, previous: _Element | None, text: str | None) -> None:
    if not text:
        return
    if previous is None:
        parent.text = (parent.text or "") + text
    else:
        previous.tail = (previous.tail or "") + text
