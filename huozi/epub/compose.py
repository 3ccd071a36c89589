"""Book, styles, outline and printed pages -> Publication: every file of the EPUB as bytes, and their order.

One XHTML file a chapter, more where it is too long; names are made here and tell the part of the book. Does not pack
(write.py does), and embeds no font (fonts.py does, on request).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from huozi import html, locales
from huozi.book import Part
from huozi.epub import metadata, nav, tables
from huozi.epub.nav import EPUB_TYPE, Landmark
from huozi.epub.pagelist import Page, mark, mark_id
from huozi.epub.pictures import FOLDER as PICTURES
from huozi.epub.pictures import Picture, picture
from huozi.epub.publication import XHTML, Item, Publication
from huozi.epub.split import split
from huozi.epub.words import words
from huozi.outline import Node, Outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.config import Config
    from huozi.diagnostics import Log
    from huozi.epub.metadata import Readings
    from huozi.epub.pagelist import Break, PageMap

STYLE = "style/book.css"
PROFILE = html.Profile("epub", images=PICTURES)
_URL_CHARACTERS = "!$%&'()*+,-./:;=?@_~"
_STEMS = {Part.FRONT: "front", Part.MAIN: "chapter", Part.APPENDIX: "appendix", Part.BACK: "back"}
_IDEOGRAPH = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_MATTER = {Part.FRONT: "frontmatter", Part.MAIN: "bodymatter", Part.APPENDIX: "backmatter", Part.BACK: "backmatter"}


@dataclass(frozen=True, slots=True)
class Text:
    """A document before it is written: file name, title, the element it holds, and its place in the book."""

    name: str
    title: str
    section: _Element
    matter: str


def compose(
    book: Book, css: str, outline: Outline, log: Log, *, cover: Item | None, pdf: PageMap | None
) -> Publication:
    """Everything that goes into the EPUB of a book; `cover` is its picture, `pdf` its printed pages if known."""
    config = book.config
    breaks = pdf.breaks if pdf else ()
    opening, closing = tuple(_opening(book, cover)), tuple(_closing(book))
    for text in (*opening, *closing):
        mark(text.section, breaks)
    chapters = _chapters(book, breaks)
    texts = (*opening, *chapters, *closing)
    homes = {name: text.name for text in texts for name in _ids(text.section)}
    pictures = _pictures(book, log)
    for text in texts:
        _link(text, homes, log)
        _show(text.section, pictures)
    tree = _never_empty(outline, book)
    toc = _contents(book, tree, homes, breaks)
    homes |= dict.fromkeys(_ids(toc), nav.NAME)
    addresses = ((one.folio, mark_id(one.folio)) for one in breaks)
    pages = tuple(Page(folio, f"{homes[name]}#{name}") for folio, name in addresses if name in homes)
    order = (*_spine(book, opening, chapters), *(text.name for text in closing))
    hrefs = {target: f"{name}#{target}" for target, name in homes.items()}
    moving = any(one.moving for one in pictures.values())
    held = _holdings(texts, readings([text.section for text in chapters]), moving, pdf if pages else None)
    if config.claim and held.undescribed_images:
        _doubt(config, held.undescribed_images, log)
    about = metadata.describe(config, held)
    return Publication(
        metadata=about,
        items=(
            *(_item(text, config) for text in texts),
            _navigation(book, toc, texts, pages),
            Item(STYLE, "text/css", css.encode()),
            *([cover] if cover else []),
            *(one.item for one in pictures.values()),
        ),
        spine=order,
        ncx=nav.ncx(about.identifier, about.title, tree, hrefs, pages, config.lang),
    )


def _opening(book: Book, cover: Item | None) -> Iterator[Text]:
    """Cover, title page and imprint (BK1: title page, imprint on its back, then the front matter)."""
    own = words(book.config.lang)
    if cover:
        yield Text("cover.xhtml", own.cover, _cover_page(book.config, cover), "frontmatter")
    if (page := html.title_page(book, PROFILE)) is not None:
        yield Text("title.xhtml", own.title_page, page, "frontmatter")
    if not locales.words(book.config.lang).imprint_last:
        yield from _imprint(book, "frontmatter")


def _closing(book: Book) -> Iterator[Text]:
    """The imprint of a Japanese book is its last page 奥付 (BK4)."""
    if locales.words(book.config.lang).imprint_last:
        yield from _imprint(book, "backmatter")


def _imprint(book: Book, matter: str) -> Iterator[Text]:
    if (page := html.imprint_page(book, PROFILE)) is not None:
        yield Text("imprint.xhtml", words(book.config.lang).imprint, page, matter)


def _cover_page(config: Config, cover: Item) -> _Element:
    section = etree.Element("section", {"class": "cover", EPUB_TYPE: "cover"})
    says = "　".join([config.title or config.slug, *(person.name for person in config.people)])
    etree.SubElement(section, "img", {"src": cover.name, "alt": says, "role": "doc-cover"})
    return section


def _chapters(book: Book, breaks: Sequence[Break]) -> list[Text]:
    """The documents of all chapters and divisions in reading order, with the marks of the pages in them."""
    texts: list[Text] = []
    divisions = 0
    digits = max(2, len(str(len(book.chapters))))
    numbers = dict.fromkeys(Part, 0)
    for chapter in book.chapters:
        matter = _MATTER[chapter.part]
        for entry in chapter.divisions:
            divisions += 1
            section = html.division(book, entry, PROFILE)
            mark(section, breaks)
            texts.append(Text(f"division-{divisions:0{digits}}.xhtml", entry.title, section, matter))
        numbers[chapter.part] += 1
        section = html.chapter(book, chapter, PROFILE)
        tables.fit(section, book.config.lang)
        mark(section, breaks)
        stem = f"{_STEMS[chapter.part]}-{numbers[chapter.part]:0{digits}}"
        for count, piece in enumerate(split(section), 1):
            name = f"{stem}.xhtml" if count == 1 else f"{stem}-{count}.xhtml"
            texts.append(Text(name, _title(book, chapter), piece, matter))
    return texts


def _title(book: Book, chapter: Chapter) -> str:
    return chapter.entries[0].title.strip() or book.config.title


def _ids(section: _Element) -> Iterator[str]:
    return (str(element.get("id")) for element in section.iter() if element.get("id"))


def _link(text: Text, homes: Mapping[str, str], log: Log) -> None:
    """Point the links inside the book at the file that holds their target."""
    for link in text.section.iter("a"):
        file, hash_mark, target = (link.get("href") or "").partition("#")
        if file:
            link.set("href", _valid_url(file, hash_mark, target))
        if file or not hash_mark:
            continue
        home = homes.get(target)
        if home is None:
            log.error("link-broken", f"{text.title}: nothing in the book has the id `{target}` that a link points to")
            del link.attrib["href"]
        elif home != text.name:
            link.set("href", f"{home}#{target}")


def _valid_url(address: str, hash_mark: str, fragment: str) -> str:
    """An outside address with what no URL may hold written as %xx (URL Standard 4.3); browsers do so themselves."""
    return quote(address, _URL_CHARACTERS) + hash_mark + quote(fragment, _URL_CHARACTERS)


def _pictures(book: Book, log: Log) -> dict[str, Picture]:
    """The pictures of the book by the address that its documents have for each."""
    resources = {resource.name: resource for chapter in book.chapters for resource in chapter.resources}
    packed = ((name, picture(resources[name], log, most_px=book.config.max_image_px)) for name in sorted(resources))
    return {PICTURES + name: found for name, found in packed if found}


def _show(section: _Element, pictures: Mapping[str, Picture]) -> None:
    """Give each picture its address as packed, and a name for style sheets where a ground shows through."""
    for image in section.iter("img"):
        if found := pictures.get(image.get("src", "")):
            image.set("src", found.item.name)
            if found.clear:
                image.set("class", f"{image.get('class', '')} clear".strip())


def _contents(book: Book, outline: Outline, homes: Mapping[str, str], breaks: Sequence[Break]) -> _Element:
    """The list of contents, with a mark in each entry that begins a page of the printed one."""
    toc = html.contents(book, outline, replace(PROFILE, files=homes))
    assert toc is not None
    wanted = {one.target for one in breaks}
    names = {html.CONTENTS_PAGE: toc[0]} | {html.entry_of(link): link for link in toc.iter("a")}
    for name in wanted & names.keys():
        names[name].set("id", name)
    mark(toc, [replace(one, offset=0) for one in breaks if one.target in names])
    return toc


def _navigation(book: Book, toc: _Element, texts: Sequence[Text], pages: tuple[Page, ...]) -> Item:
    config = book.config
    lists = nav.body(toc, tuple(_landmarks(book, texts)), pages, config.lang, config.toc_depth)
    title = locales.words(config.lang).contents
    root = html.document(config, title, lists, PROFILE, styles=(STYLE,))
    return Item(nav.NAME, XHTML, html.serialise(root), ("nav",))


def _never_empty(outline: Outline, book: Book) -> Outline:
    """A navigation document must list something: a book without headings lists itself."""
    if outline.entries:
        return outline
    return Outline((Node(book.config.title or book.config.slug, book.chapters[0].id),))


def _landmarks(book: Book, texts: Sequence[Text]) -> Iterator[Landmark]:
    own = words(book.config.lang)
    names = {text.name for text in texts}
    if "cover.xhtml" in names:
        yield Landmark("cover", own.cover, "cover.xhtml")
    if "title.xhtml" in names:
        yield Landmark("titlepage", own.title_page, "title.xhtml")
    if book.config.toc:
        yield Landmark("toc", locales.words(book.config.lang).contents, f"{nav.NAME}#contents")
    body = next((text.name for text in texts if text.matter == "bodymatter"), texts[-1].name)
    yield Landmark("bodymatter", own.text, body)


def _spine(book: Book, opening: Sequence[Text], chapters: Sequence[Text]) -> tuple[str, ...]:
    """Reading order; the contents stand after the prefaces and before the text (BK1, GB/T 12450)."""
    front = [text.name for text in chapters if text.matter == "frontmatter"]
    rest = [text.name for text in chapters if text.matter != "frontmatter"]
    contents = [nav.NAME] if book.config.toc else []
    return (*(text.name for text in opening), *front, *contents, *rest)


def readings(sections: Iterable[_Element]) -> Readings:
    """How many ideographs of the text have a reading; a ruby on anything else tells how to read no ideograph."""
    told = untold = 0
    for section in sections:
        for text, under_ruby in _texts(section, under_ruby=False):
            count = len(_IDEOGRAPH.findall(text))
            told, untold = (told + count, untold) if under_ruby else (told, untold + count)
    return "none" if not told else "some" if untold else "all"


def _texts(element: _Element, *, under_ruby: bool) -> Iterator[tuple[str, bool]]:
    if element.tag in {"rt", "rp"}:
        return
    inside = under_ruby or element.tag == "ruby"
    yield element.text or "", inside
    for child in element:
        yield from _texts(child, under_ruby=inside)
        yield child.tail or "", inside


def _doubt(config: Config, count: int, log: Log) -> None:
    said = f"the book is said to be accessible, but {count} of its pictures have no words"
    log.warn(
        "claim-doubtful",
        said,
        config.places.get("epub"),
        help="write what each shows, `![words](file)`, or take `certified-by` away",
    )


def _holdings(texts: Sequence[Text], read_out: Readings, moving: bool, pdf: PageMap | None) -> metadata.Holdings:
    sections = [text.section for text in texts if text.name != "cover.xhtml"]
    images = [image for section in sections for image in section.iter("img")]
    return metadata.Holdings(
        images=len(images),
        undescribed_images=sum(not image.get("alt", "").strip() for image in images),
        moving_images=moving,
        readings=read_out,
        mathml=any("mathml" in _properties(section) for section in sections),
        index=any(one.get("role") == "doc-index" for section in sections for one in section.iter("section")),
        page_source=pdf.source if pdf else "",
    )


def _item(text: Text, config: Config) -> Item:
    root = html.document(config, text.title, [text.section], PROFILE, styles=(STYLE,))
    body = root[-1]
    body.set(EPUB_TYPE, text.matter)
    return Item(text.name, XHTML, html.serialise(root), _properties(root))


def _properties(root: _Element) -> tuple[str, ...]:
    """The manifest properties that the elements of a document ask for (EPUB 3.3 appendix D.3)."""
    names = {etree.QName(element).localname for element in root.iter(etree.Element)}
    remote = any(
        (element.get("src") or "").startswith(("http:", "https:")) for element in root.iter("img", "audio", "video")
    )
    found = (("mathml", "math" in names), ("remote-resources", remote), ("svg", "svg" in names))
    return tuple(name for name, there in found if there)
