"""Manuscripts for tests of source/: a text or a folder of texts in, chapters, XHTML and diagnostics out."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from huozi import source
from huozi.book import Part
from huozi.config import ChapterFile, Config
from huozi.diagnostics import Log, Span, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from huozi.book import Chapter

PIXEL_SIZE = (2, 1)


def pixel() -> bytes:
    """A PNG of two grey pixels."""
    head = struct.pack(">IIBBBBB", *PIXEL_SIZE, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00\x10\x20")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def config(text: str = "", root: Path = Path("/nowhere"), **fields: Any) -> Config:  # noqa: ANN401
    """A Config of one file `book.md` in `root` that holds `text`."""
    plain = Config(root=root, source=root / "book.md", name="book.md", text=text, body_line=1, slug="book")
    return replace(plain, **fields)


def read(text: str, root: Path = Path("/nowhere"), **fields: Any) -> tuple[tuple[Chapter, ...], Log]:  # noqa: ANN401
    """The chapters of a single text."""
    log = Log()
    log.keep_source("book.md", text)
    return source.read(config(text, root, **fields), log), log


def read_files(
    root: Path,
    files: Mapping[str, str],
    part: Part | None = Part.MAIN,
    **fields: Any,  # noqa: ANN401
) -> tuple[tuple[Chapter, ...], Log]:
    """The chapters of files listed in `chapters:`; `=` and a title may follow a name, `=卷` opens a division."""
    log = Log()
    items: list[ChapterFile] = []
    for line, (name, text) in enumerate(files.items(), 1):
        file, _, title = name.partition("=")
        items.append(ChapterFile(file, part, title, Span("book.md", line)))
        if file:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, encoding="utf-8", newline="")
    return source.read(config("", root.resolve(), chapters=tuple(items), **fields), log), log


def shown(element: _Element) -> str:
    """The XHTML inside an element, one block a line, attributes sorted, without data-line; ⏎ is a line end in code."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    for one in copy.iter("*"):
        given = sorted((str(name), str(value)) for name, value in one.attrib.items() if name != "data-line")
        one.attrib.clear()
        one.attrib.update(given)
        if one.tag == "code" or any(above.tag == "pre" for above in one.iterancestors()):
            one.text = (one.text or "").replace("\n", "⏎") or None
            one.tail = (one.tail or "").replace("\n", "⏎")
    inside = (copy.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in copy)
    for tag in ("p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "aside", "div", "figure", "dl"):
        inside = inside.replace(f"<{tag}", f"\n<{tag}").replace(f"</{tag}>", f"</{tag}>\n")
    return "\n".join(line for line in inside.split("\n") if line)


def xhtml(text: str, **fields: Any) -> str:  # noqa: ANN401
    """What a text without problems becomes, in one line."""
    chapters, log = read(text, **fields)
    assert not log.entries, messages(log)
    return "".join(shown(chapter.body) for chapter in chapters).replace("\n", "")


def messages(log: Log) -> str:
    """The diagnostics, one a line."""
    return render(log.in_reading_order(), {}, "short")
