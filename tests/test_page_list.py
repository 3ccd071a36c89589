"""The page list of the EPUB is the PDF's: each mark stands where the printed page begins, or there is none."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pikepdf
import pytest
from lxml import etree

import huozi
from huozi import config, pipeline
from huozi.book import Folio
from huozi.diagnostics import Log
from huozi.epub import pagelist
from huozi.html import OPS, XHTML
from huozi.verify.pdftext import Tags, Texts
from tests.conftest import ROOT
from tests.printed import disagreements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SENTENCE = "夜里下了一场雨，早上起来，院子里的石板还是湿的，墙角的苔藓又绿了一层，燕子低低地飞过屋檐。"
MANUSCRIPT = f"""---
title: 檐下
lang: zh-Hans
---

# 前言 {{.front}}

{SENTENCE * 4}

# 雨后

{SENTENCE * 30}[^a]

> {SENTENCE * 12}

- {SENTENCE * 6}
- **{SENTENCE * 6}**

[^a]: 注文不算正文。{SENTENCE}

# 一览

表：节气

| 节气 | 说明 |
|---|---|
{"".join(f"| 第{n}候 | {SENTENCE}第{n}条。 |{chr(10)}" for n in range(1, 40))}

{{檐下|えんか}}与 internationalization 一类的长词，{"又有 internationalization and hyphenation 之类，" * 60}终。

```text
{chr(10).join(f"第 {n} 行，井然有序。" for n in range(1, 90))}
```

{SENTENCE * 8}
"""


@pytest.fixture
def built(write_book: Callable[..., Path]) -> Path:
    """The folder with the two files of the book."""
    source = write_book(MANUSCRIPT)
    build(source, ("pdf", "epub"))
    return source.parent


def build(source: Path, kinds: tuple[pipeline.Kind, ...], *, keep: bool = True) -> Path:
    log = Log()
    settings = config.load(source, log)
    assert settings is not None
    pipeline.build(settings, log, to=kinds, out=source.parent / "build", jobs=1, keep=keep)
    assert not log.failed, log.entries
    return source.parent / "build" / f"{settings.slug}.{kinds[-1]}"


def page_list(epub: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        root = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    links = root.findall(f".//{{{XHTML}}}nav[@{{{OPS}}}type='page-list']//{{{XHTML}}}a")
    return [str(link.text) for link in links]


def letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def contents_marks(epub: bytes) -> Iterator[tuple[str, str]]:
    """The label of each page mark of the contents, and the entry or the heading that it stands in."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        root = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    for holder in root.iter(f"{{{XHTML}}}a", f"{{{XHTML}}}h1"):
        for mark in holder.iterfind(f"{{{XHTML}}}span[@{{{OPS}}}type='pagebreak']"):
            yield str(mark.get("aria-label")), letters("".join(map(str, holder.itertext())))


def test_the_words_after_a_mark_are_the_first_of_the_printed_page(built: Path) -> None:
    (pdf,), (epub,) = built.glob("build/*.pdf"), built.glob("build/*.epub")
    count, wrong = disagreements(pdf.read_bytes(), epub.read_bytes())
    assert wrong == []
    with pikepdf.open(pdf) as printed:
        labels = [page.label for page in printed.pages]
    listed = page_list(epub.read_bytes())
    assert len(listed) == count + len(list(contents_marks(epub.read_bytes()))) > 12
    assert [label for label in labels if label in listed] == listed
    assert listed[0] == "i"
    # What has no mark are blanks: the back of the title page, that of the contents.
    assert not [label for label in labels if label.isdecimal() and label not in listed and label != labels[-1]]


def test_the_epub_alone_has_the_pages_of_a_pdf_that_is_compiled(built: Path) -> None:
    (epub,) = built.glob("build/*.epub")
    together = epub.read_bytes()
    assert build(built / "book.md", ("epub",)).read_bytes() == together


def test_pages_that_are_not_known_are_not_guessed(built: Path) -> None:
    source = built / "book.md"
    assert page_list(build(source, ("epub",), keep=False).read_bytes()) == []
    source.write_text(MANUSCRIPT + "\n又添一段。\n", encoding="utf-8")
    assert page_list(build(source, ("epub",)).read_bytes()) == []


def test_every_page_of_the_handbook_begins_on_screen_as_on_paper(tmp_path: Path) -> None:
    """Roman and arabic labels, those of the contents too; what has no mark is a blank page."""
    assert not huozi.build(ROOT / "source" / "book.md", out=tmp_path).failed
    pdf, epub = ((tmp_path / f"huozi-handbook.{kind}").read_bytes() for kind in ("pdf", "epub"))
    count, wrong = disagreements(pdf, epub)
    assert (count > 100, wrong) == (True, [])
    listed = page_list(epub)
    with pikepdf.open(io.BytesIO(pdf)) as printed:
        texts, tags = Texts(), Tags(printed)
        labels = [page.label for page in printed.pages]
        runs = {page.label: tags.running(page, texts.runs(page)) for page in printed.pages}
    assert [label for label in labels if label in listed] == listed
    assert listed == [label for label in labels if runs[label]]
    assert listed[:3] == ["i", "ii", "iii"]
    entries = dict(contents_marks(epub))
    assert len(entries) > 5
    heads = {label: letters("".join(run.text for run in runs[label])) for label in entries}
    assert [label for label, words in entries.items() if not heads[label].startswith(words)] == []


def test_a_mark_at_a_numbered_display_stands_in_its_formula() -> None:
    div = etree.fromstring(
        '<div class="math numbered"><span class="math display"/><span class="number">(1)</span></div>'
    )
    pagelist._open_with(div, pagelist._mark(Folio("7")))
    # Another child of the row would be another cell and push the formula aside.
    assert [child.get("class") for child in div] == ["math display", "number"]
    assert div[0][0].get("aria-label") == "7"


def test_the_imprint_of_a_japanese_book_is_its_last_page_on_screen_too(write_book: Callable[..., Path]) -> None:
    source = write_book("---\ntitle: 軒\nslug: book\nlang: ja\npublisher: 版元\n---\n\n# 雨\n\n雨が降る。\n")
    epub = build(source, ("pdf", "epub")).read_bytes()
    with pikepdf.open(source.parent / "build" / "book.pdf") as printed:
        assert page_list(epub)[-1] == printed.pages[-1].label == "2"
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        assert b"_page-2" in archive.read("EPUB/imprint.xhtml")
