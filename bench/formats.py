"""A manuscript -> the same text as a huozi book, as one Markdown file, as Typst markup and as HTML.

The page is the same for all: A5, body 10.5 pt in Noto Serif CJK SC, a line every 17.5 pt, chapters on a new
page, contents in front, folios at the foot, notes at the foot of their page. No tool is asked for more than huozi.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bench.manuscript import Code, Grid, Heading, Items, Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bench.manuscript import Block, Chapter

TITLE = "书籍的手艺"

FRONT_MATTER = f"""\
title: {TITLE}
author: 活字
lang: zh-Hans
page: A5
cover: false
imprint: false
"""


def write_huozi(chapters: Iterable[Chapter], folder: Path) -> Path:
    """A book folder with a file a chapter; the path of its book.md."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for number, chapter in enumerate(chapters, 1):
        names.append(f"chapter-{number:03}.md")
        (folder / names[-1]).write_text(_markdown(chapter, number), encoding="utf-8")
    files = "".join(f"  - {name}\n" for name in names)
    (folder / "book.md").write_text(f"---\n{FRONT_MATTER}chapters:\n{files}---\n", encoding="utf-8")
    return folder / "book.md"


def write_markdown(chapters: Iterable[Chapter], path: Path) -> Path:
    """One Markdown file, for pandoc."""
    body = "\n".join(_markdown(chapter, number) for number, chapter in enumerate(chapters, 1))
    path.write_text(f"---\ntitle: {TITLE}\nlang: zh-Hans\n---\n\n{body}", encoding="utf-8")
    return path


def write_typst(chapters: Iterable[Chapter], path: Path) -> Path:
    """One Typst file."""
    return _write(chapters, path, TYPST_HEAD, _typst, "")


def write_html(chapters: Iterable[Chapter], path: Path) -> Path:
    """One HTML file with its style, for WeasyPrint as it comes."""
    chapters = tuple(chapters)
    headings = [block.text for chapter in chapters for block in chapter if isinstance(block, Heading)]
    contents = "".join(f'<p><a href="#h{index}">{text}</a></p>\n' for index, text in enumerate(headings))
    path = _write(
        chapters, path, f'{HTML_HEAD}<nav><h1 id="contents">目录</h1>\n{contents}</nav>\n', _html, "</body></html>\n"
    )
    numbers = iter(range(len(headings)))
    text = re.sub("<h[12]>", lambda match: f'{match[0][:-1]} id="h{next(numbers)}">', path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    return path


def edit_one_paragraph(folder: Path, number: int, mark: str) -> None:
    """Change one paragraph of one chapter of a huozi book: what an author does before the next build."""
    path = folder / f"chapter-{number:03}.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(index for index, line in enumerate(lines) if len(line) > 60)
    lines[place] += f"这一句是第{mark}次修改时添上的。"
    path.write_text("\n".join(lines), encoding="utf-8")


def _write(chapters: Iterable[Chapter], path: Path, head: str, form: Callable[[Block], str], tail: str) -> Path:
    body = "\n".join(form(block) for chapter in chapters for block in chapter)
    path.write_text(head + body + tail, encoding="utf-8")
    return path


def _markdown(chapter: Chapter, number: int) -> str:
    notes: list[str] = []
    parts = []
    for block in chapter:
        match block:
            case Heading(level, text):
                parts.append(f"{'#' * level} {text}")
            case Paragraph(text, ""):
                parts.append(text)
            case Paragraph(text, note):
                notes.append(f"[^{number}-{len(notes) + 1}]: {note}")
                parts.append(f"{text}[^{number}-{len(notes)}]")
            case Items(items, ordered):
                parts.append("\n".join(f"{'1.' if ordered else '-'} {item}" for item in items))
            case Grid(caption, rows):
                table = [f"| {' | '.join(row)} |" for row in rows]
                table.insert(1, "|---|---:|---|")
                parts.append("\n".join(table) + f"\n\nTable: {caption}")
            case Code(text):
                parts.append(f"```python\n{text}\n```")
    return "\n\n".join(parts + notes) + "\n"


def _typst(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'=' * level} {_escape(text)}\n"
        case Paragraph(text, note):
            return _escape(text) + (f"#footnote[{_escape(note)}]" if note else "") + "\n"
        case Items(items, ordered):
            return "\n".join(f"{'+' if ordered else '-'} {_escape(item)}" for item in items) + "\n"
        case Grid(caption, rows):
            head, *body = ("".join(f"[{_escape(cell)}]" for cell in row) for row in rows)
            cells = "".join(body).replace("][", "], [")
            table = f"table(columns: 3, align: (left, right, left), table.header{head}, {cells})"
            return f"#figure({table}, caption: [{_escape(caption)}])\n"
        case Code(text):
            return f"```python\n{text}\n```\n"


def _escape(text: str) -> str:
    return re.sub(r"([#*_`$<>@\\\[\]~/=+-])", r"\\\1", text)


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{text}</h{level}>"
        case Paragraph(text, note):
            call = f'<span class="note">{html.escape(note)}</span>' if note else ""
            return f"<p>{html.escape(text)}{call}</p>"
        case Items(items, ordered):
            name = "ol" if ordered else "ul"
            return f"<{name}>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + f"</{name}>"
        case Grid(caption, rows):
            head, *body = rows
            return (
                f"<table><caption>{caption}</caption><thead><tr>{_cells('th', head)}</tr></thead><tbody>"
                + "".join(f"<tr>{_cells('td', row)}</tr>" for row in body)
                + "</tbody></table>"
            )
        case Code(text):
            return f"<pre><code>{_highlighted(text)}</code></pre>"


def _cells(name: str, row: tuple[str, ...]) -> str:
    return "".join(f"<{name}>{html.escape(cell)}</{name}>" for cell in row)


def _highlighted(text: str) -> str:
    """Keywords marked, as all the others highlight."""
    return re.sub(r"\b(def|for|while|in|return)\b", r'<span class="k">\1</span>', html.escape(text))


TYPST_HEAD = f"""\
#set document(title: "{TITLE}")
#set page(paper: "a5", margin: (x: 24mm, y: 23mm), numbering: "1")
#set text(font: "Noto Serif CJK SC", size: 10.5pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.934em, spacing: 0.934em)
#show heading: set text(font: "Noto Sans CJK SC")
#show heading.where(level: 1): it => {{ pagebreak(weak: true); it }}
#show raw: set text(font: "Noto Sans Mono CJK SC", size: 8.5pt)
#outline(depth: 2)

"""

HTML_HEAD = f"""\
<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{TITLE}</title><style>
@page {{ size: A5; margin: 23mm 24mm; @bottom-center {{ content: counter(page); font-size: 9pt }} }}
body {{ font: 10.5pt/17.5pt "Noto Serif CJK SC"; margin: 0; text-align: justify }}
h1, h2 {{ font-family: "Noto Sans CJK SC" }} h1 {{ break-before: page }}
p {{ margin: 0; text-indent: 2em }} nav p {{ text-indent: 0 }} nav a {{ color: inherit; text-decoration: none }}
nav a::after {{ content: leader('.') target-counter(attr(href), page) }}
pre {{ font: 8.5pt/1.5 "Noto Sans Mono CJK SC"; white-space: pre-wrap }} .k {{ color: #07a }}
table {{ margin: 0.5em auto; border-collapse: collapse }} td, th {{ border: 0.5pt solid; padding: 0 0.5em }}
.note {{ float: footnote; font-size: 9pt }}
</style></head><body>
"""
