"""A book with everything in it that a chapter can hold, written by hand, for the tests of the EPUB."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from huozi import outline, passes, styles
from huozi.book import Part, Resource
from huozi.config import Person
from huozi.diagnostics import Log
from huozi.epub import make
from tests import builders

if TYPE_CHECKING:
    from huozi.book import Book
    from huozi.epub.pagelist import PageMap

HERE = Path(__file__).parent
TYPE = (HERE / "type.xhtml").read_text("utf-8")
SVG = (HERE / "flow.svg").read_text("utf-8")
TERMS = """
<h1>排版术语</h1>
<p>术语见<a href="type.md#craft">前文</a>。</p>
<h2 id="a">版面</h2><p>版心、天头、地脚。</p>
"""

SENTENCE = "排版的要义在于让读者忘记排版的存在，只看见文字本身，行行均匀，页页相称。"


def long_chapter() -> str:
    """More than 250 KB: sections of different ranks, a list and a quote that are long themselves, and notes."""
    parts = ["<h1>很长的一章</h1>"]
    for section in range(1, 9):
        parts.append(f"<h2 id='s{section}'>第 {section} 部分</h2>")
        for sub in range(1, 4):
            parts.append(f"<h3 id='s{section}-{sub}'>小节 {sub}</h3>")
            parts += [f"<p>{SENTENCE * 8}</p>" for _ in range(16)]
        parts.append(f"<p>见<a class='noteref' data-note='{section}'/>与<a href='#s1'>开头</a>。</p>")
    return "".join(parts)


def varied(folder: Path, **fields: Any) -> Book:  # noqa: ANN401 (each has a type of its own)
    """The book; its pictures are written into `folder`."""
    (folder / "flow.svg").write_text(SVG, "utf-8")
    Image.linear_gradient("L").resize((320, 40)).save(folder / "shade.png")
    pictures = (resource(folder / "flow.svg", "image/svg+xml"), resource(folder / "shade.png", "image/png"))
    notes = {"1": "<p>沈括：《梦溪笔谈》卷十八。</p>", "2": "<p>第一段。</p><p>第二段。</p>"}
    chapters = (
        builders.chapter(
            "<h1 class='unnumbered'>前言</h1><p>这是前言。</p>", id="preface", file="preface.md", part=Part.FRONT
        ),
        builders.chapter(TYPE, id="type", file="type.md", notes=notes, divisions=("上卷　历史",), resources=pictures),
        builders.chapter(
            long_chapter(),
            id="long",
            file="long.md",
            divisions=("下卷　实践",),
            notes={str(n): f"<p>注 {n}。</p>" for n in range(1, 9)},
        ),
        builders.chapter(TERMS, id="notes", file="notes.md", part=Part.APPENDIX),
        builders.chapter(
            "<h1 class='unnumbered'>后记</h1><p>这是后记。</p>", id="after", file="after.md", part=Part.BACK
        ),
    )
    given: dict[str, Any] = {
        "root": folder,
        "title": "活字手册",
        "subtitle": "一份书稿，两种成品",
        "people": (Person("沈括"), Person("毕昇", "edt", "Bi Sheng"), Person("某某", "trl")),
        "publisher": "活字出版社",
        "date": "2026-11-24",
        "rights": "版权所有",
        "description": "怎样把一份书稿做成两种成品。",
        "keywords": ("排版", "电子书"),
    }
    return builders.book(*chapters, **(given | fields))


def resource(path: Path, media_type: str) -> Resource:
    """A picture of the book."""
    return Resource(path.name, path, media_type, hashlib.sha256(path.read_bytes()).hexdigest(), 320, 120)


def epub_of(book: Book, log: Log | None = None, *, pdf: PageMap | None = None) -> bytes:
    """The EPUB of a book that has been through all the passes."""
    log = log or Log()
    resolved = passes.run(book, log)
    look = styles.load(resolved.config, log)
    assert look is not None
    data = make(resolved, look, outline.from_book(resolved), log, pdf=pdf)
    assert not log.failed, log.entries
    return data
