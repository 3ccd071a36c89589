"""An imported book and its EPUB -> what markdown-it-py sees in the Markdown, and what stands in the finished file.

Elements are counted on both sides; then each block of text that markdown-it-py sees is looked for in the EPUB, in order
first. What differs by design is said here: notes, formulas, containers and attributes are no Markdown to markdown-it.
The elements of a Pandoc book are counted by Pandoc, because its tables are text to markdown-it.

A difference is explained only where its reason is found to hold: without the marks of emphasis the texts agree, the
reader of Markdown leaves the same marks, the build has warned of so many headings. All else is unexplained.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import lxml.html
from lxml import etree
from markdown_it import MarkdownIt

from huozi import config as configs
from huozi.diagnostics import Log
from huozi.source import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COUNTED = {
    "headings": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "items": ("li",),
    "tables": ("table",),
    "cells": ("td", "th"),
    "code": ("pre",),
    "images": ("img",),
}
KINDS = (*COUNTED, "formulas", "notes")
_BLOCKS = ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "dd")
_LITERAL = re.compile(r"\*\*|\]\(|\|---\||:::|\{#")
_MARKS = re.compile(
    r"^(?:#{1,6}|!!!.*|\?\?\?.*|:::+.*|\[!\w+\].*|[:~]{1,2}(?= )|Table:|---+$|[-+|=: ]+$)"
    r"|\{:?[ ]?(?:[#.\w]|-\})[^{}]*\}?|\[@[^\]]*\]|@\w+:[\w-]+|\$\$.*?\$\$|\$[^$\n]+\$|\{%.*?%\}|\{\{.*?\}\}|\\\w+"
    r"|[~^*`$]|</?code>",
    re.MULTILINE | re.DOTALL,
)
_EMPHASIS = re.compile(r"[*_~=]")
_TAGS = re.compile(r"<[A-Za-z][\w-]*>|[*_~=]")
_FOR_THE_WEB = re.compile(r"\{% if output\.name == .website. %\}.*?\{% endif %\}", re.DOTALL)
_FLAGS = re.MULTILINE | re.DOTALL
_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1`*~*[ \t]*$|(`+)(?!`).*?(?<!`)\2(?!`)", _FLAGS)
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:|(?<!`)\^\[", re.MULTILINE)
_FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\w\\$])\$[^\s${!][^$\n]*(?<=\S)\$(?![\w$])|^\\begin\{\w+\}", _FLAGS)
_XHTML = "{http://www.w3.org/1999/xhtml}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Structure:
    """`seen` in the Markdown and `made` in the EPUB, by kind; texts looked for, those not found, marks left over.

    `explained` says what differs for a known reason, a line each; the others have nothing that is explained.
    """

    seen: dict[str, int]
    made: dict[str, int]
    texts: int
    lost: tuple[str, ...]
    literal: tuple[str, ...]
    explained: tuple[str, ...]

    def unexplained(self) -> list[str]:
        """What differs for no known reason, in words."""
        counts = [
            f"{kind}: {self.seen[kind]} in the Markdown, {self.made[kind]} in the EPUB"
            for kind in KINDS
            if self.seen[kind] != self.made[kind]
        ]
        return [
            *counts,
            *(f"not in the EPUB: {text[:80]}" for text in self.lost),
            *(f"mark left: {text}" for text in self.literal),
        ]


def structure(book: Path, epub: Path, warnings: Mapping[str, int], *, by_pandoc: bool) -> Structure:
    """Compare an imported folder with the EPUB that was built from it; `warnings` of the build count by code."""
    texts = list(_texts(book))
    pages = [lxml.html.fromstring(f"<body>{_oracle().render(text)}</body>") for text in map(_known, texts)]
    documents = list(_documents(epub))
    wanted = [text for page in pages for text in _block_texts(page)]
    whole = _squeezed("".join(_words(document) for document in documents))
    lost = [(text, _reason(text, whole)) for text in _lost(wanted, whole)]
    shown = _squeezed("".join("".join(map(str, page.itertext())) for page in pages))
    left = [(mark, _is_left(mark, shown)) for document in documents for mark in _left_over(document)]
    seen = _counts(list(map(_pandoc, texts)) if by_pandoc else pages) | _beyond(texts)
    unspaced = warnings.get("heading-space", 0)
    seen["headings"] += unspaced
    explained = [
        *([f"{unspaced} headings without a space after #, each with a warning (MD8)"] if unspaced else []),
        *([f"elements are those that Pandoc sees, {_pandoc_version()}"] if by_pandoc else []),
        *(f"{reason}: {text[:40]}" for text, reason in lost if reason),
        *(f"{reason}: {mark}" for mark, reason in left if reason),
    ]
    return Structure(
        seen=seen,
        made=_counts(documents)
        | {
            "formulas": sum(1 for document in documents for _ in document.iter("{*}math")),
            "notes": sum(_made_notes(document) for document in documents),
        },
        texts=len(wanted),
        lost=tuple(text for text, reason in lost if not reason),
        literal=tuple(mark for mark, reason in left if not reason),
        explained=tuple(explained),
    )


def _reason(text: str, whole: str) -> str:
    """Why a text that markdown-it-py sees is not in the EPUB as it sees it; empty if that is not known."""
    if _in(_EMPHASIS, text, whole):
        return "emphasis beside CJK pairs in another way (MD2)"
    if _in(_TAGS, text, whole):
        return "a word between angle brackets that is no tag is shown"
    return ""


def _in(marks: re.Pattern[str], text: str, whole: str) -> bool:
    return marks.sub("", text) in marks.sub("", whole)


def _is_left(mark: str, shown: str) -> str:
    """Why a mark is left over: Markdown leaves it too, or would pair it with one that stands beside CJK."""
    plain = _squeezed(mark)
    if plain in shown:
        return "markdown-it-py leaves it too"
    return "emphasis beside CJK pairs in another way (MD2)" if _in(_EMPHASIS, plain, shown) else ""


def _pandoc(text: str) -> etree._Element:
    """What Pandoc sees in a text, without the list that it makes of the notes."""
    command = ["pandoc", "--from=markdown-smart", "--to=html"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    page = lxml.html.fromstring(f"<body>{done.stdout}</body>")
    for one in list(page.iter("section", "div")):
        if "footnotes" in str(one.get("class")).split():
            one.clear()
    return page


def _pandoc_version() -> str:
    done = subprocess.run(["pandoc", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.partition("\n")[0]


def _oracle() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _known(text: str) -> str:
    """The text without the marks of notes, of which markdown-it makes links, and without readings."""
    text = _FOR_THE_WEB.sub("", text)
    parts, at = list[str](), 0
    for code in _CODE.finditer(text):
        parts += [_unmarked(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _unmarked(text[at:])]) or "\n"


def _unmarked(text: str) -> str:
    text = re.sub(r"^( {0,3})\[\^[^\]\s]+\]:", r"\n\1", text, flags=re.MULTILINE)
    text = re.sub(r"\[\^[^\]\s]+\]", "", text)
    text = re.sub(r"《《([^《》\n]+)》》", r"\1", text)
    return re.sub(r"<rt>.*?</rt>|<rp>.*?</rp>|｜|《[ぁ-ゖァ-ヺー]+》", "", text)


def _texts(book: Path) -> Iterator[str]:
    log = Log()
    config = configs.load(book, log)
    assert config is not None, log.entries
    for item in config.chapters:
        made = files.chapter_text(config, item, log) if item.file else None
        if made is not None:
            yield made.text


def _documents(epub: Path) -> Iterator[etree._Element]:
    """The chapters of an EPUB in reading order."""
    with zipfile.ZipFile(epub) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        package = next(str(one.get("full-path")) for one in container.iter("{*}rootfile"))
        opf = etree.fromstring(archive.read(package))
        names = {str(one.get("id")): str(one.get("href")) for one in opf.iter("{*}item")}
        folder = package.rpartition("/")[0]
        for reference in opf.iter("{*}itemref"):
            name = names[str(reference.get("idref"))]
            if not re.search(r"(?:nav|cover|titlepage|title|imprint|toc|colophon)\.xhtml$", name):
                yield etree.fromstring(archive.read(f"{folder}/{name}" if folder else name))


def _counts(roots: list[etree._Element]) -> dict[str, int]:
    found = Counter(
        str(element.tag).removeprefix(_XHTML)
        for root in roots
        for element in root.iter(etree.Element)
        if not _is_ours(element)
    )
    return {kind: sum(found[tag] for tag in tags) for kind, tags in COUNTED.items()}


def _is_ours(element: etree._Element) -> bool:
    """What a book has beside the author's text: notes are items of a list of their own."""
    return any("footnote" in str(one.get(_EPUB_TYPE) or "") for one in (element, *element.iterancestors()))


def _beyond(texts: list[str]) -> dict[str, int]:
    """What markdown-it-py does not know, counted outside code: definitions of notes, formulas between dollars."""
    bare = [_CODE.sub("", text) for text in texts]
    return {
        "formulas": sum(len(_FORMULA.findall(text)) for text in bare),
        "notes": sum(len(_NOTE.findall(text)) for text in bare),
    }


def _made_notes(document: etree._Element) -> int:
    return sum(str(one.get(_EPUB_TYPE)) == "footnote" for one in document.iter(etree.Element))


def _block_texts(page: etree._Element) -> Iterator[str]:
    """The text of each innermost block, without white space and without what the dialect takes for marks."""
    for element in page.iter(*_BLOCKS):
        if any(one.tag in _BLOCKS for one in element.iterdescendants() if isinstance(one.tag, str)):
            continue
        text = "".join(map(str, element.itertext()))
        for piece in _pieces(text, pre=element.tag == "pre"):
            squeezed = _squeezed(piece)
            if len(squeezed) > 1:
                yield squeezed


def _pieces(text: str, *, pre: bool) -> list[str]:
    """What stands between the marks that only the dialect knows: references, formulas, attributes, tags, ruby."""
    return [text] if pre else _MARKS.split(text)


def _words(document: etree._Element) -> str:
    body = document.find(f"{_XHTML}body")
    assert body is not None
    for element in list(body.iter(f"{_XHTML}rt", f"{_XHTML}rp", f"{_XHTML}annotation")):
        element.text = ""
    for call in body.iter(f"{_XHTML}a"):
        if call.get(_EPUB_TYPE) in {"noteref", "backlink"}:
            for one in call.iter():
                one.text = ""
                one.tail = "" if one is not call else one.tail
    return "".join(map(str, body.itertext()))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", "", unicodedata.normalize("NFC", text))


def _lost(wanted: list[str], whole: str) -> Iterator[str]:
    at = 0
    for text in wanted:
        found = whole.find(text, at, at + len(text) + 20_000)
        if found < 0:
            found = whole.find(text)
        if found < 0:
            yield text
        else:
            at = found


def _left_over(document: etree._Element) -> Iterator[str]:
    """Marks of Markdown in what is read, outside code and formulas."""
    body = document.find(f"{_XHTML}body")
    assert body is not None
    for code in list(body.iter(f"{_XHTML}pre", f"{_XHTML}code", "{*}math")):
        for child in list(code):
            code.remove(child)
        code.text = ""
    for block in body.iter(etree.Element):
        for text in [block.text or "", *(child.tail or "" for child in block)]:
            for found in _LITERAL.finditer(text):
                yield text[max(0, found.start() - 30) : found.end() + 30].strip()
