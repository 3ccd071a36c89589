"""Elements of HTML -> blocks of Markdown: headings, paragraphs, lists, tables, quotes, code, pictures, notes.

What Markdown has no words for goes with its mark and keeps its text; a table with spanned cells stays HTML.
"""

from __future__ import annotations

import re
from html import escape as escape_html
from typing import TYPE_CHECKING

from huozi.importer.infer import Block, escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {*_HEADINGS, "p", "div", "section", "article", "main", "ul", "ol", "li", "table", "pre", "blockquote"}
)
_BLOCKS |= {"figure", "hr", "dl", "header", "footer", "aside", "details", "center", "body", "html"}
_NOTHING = {"script", "style", "template", "noscript", "iframe", "form", "button", "input", "select", "textarea", "nav"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "mark": "=="}
_KEPT = {"sub", "sup", "u", "kbd", "ruby", "rt", "rp", "rb"}
_DEEPEST = 200


def blocks(root: HtmlElement, picture: Callable[[str, str, int], str]) -> tuple[Block, ...]:
    """The blocks of an element. `picture` takes src, alternative text and line, and gives Markdown ("" to drop it)."""
    return tuple(block for block in _blocks(root, picture, 0) if block.text.strip())


def _blocks(element: HtmlElement, picture: Callable[[str, str, int], str], depth: int) -> Iterator[Block]:
    tag, line = str(element.tag).lower(), element.sourceline or 1
    if not isinstance(element.tag, str) or tag in _NOTHING or depth > _DEEPEST:
        return
    if tag in _HEADINGS:
        if words := _one_line(_inline(element, picture)):
            yield Block(words, line, _HEADINGS[tag])
    elif tag in {"ul", "ol"}:
        yield Block("\n".join(_list(element, picture, depth)), line, is_text=False)
    elif tag == "table":
        yield Block(_table(element, picture), line, is_text=False)
    elif tag == "pre":
        yield Block(_fence(element), line, is_text=False)
    elif tag == "blockquote":
        inner = "\n\n".join(_markdown(block) for block in _children(element, picture, depth))
        yield Block("\n".join(f"> {row}".rstrip() for row in inner.split("\n")), line, is_text=False)
    elif tag == "hr":
        yield Block("---", line, is_text=False)
    elif tag == "dl":
        yield Block("\n".join(_definitions(element, picture)), line, is_text=False)
    else:
        yield from _children(element, picture, depth)


def _children(element: HtmlElement, picture: Callable[[str, str, int], str], depth: int) -> Iterator[Block]:
    """The blocks inside an element, and paragraphs of what stands between them."""
    line = element.sourceline or 1
    words = escaped_text(element.text)
    for child in element:
        tag = str(child.tag).lower()
        if tag in _BLOCKS or (isinstance(child.tag, str) and any(str(one.tag) in _BLOCKS for one in child.iter())):
            yield from _paragraphs(words, line)
            yield from _blocks(child, picture, depth + 1)
            words, line = "", child.sourceline or line
        else:
            words += _inline_of(child, picture)
        words += escaped_text(child.tail)
    yield from _paragraphs(words, line)


def _paragraphs(words: str, line: int) -> Iterator[Block]:
    """Paragraphs of a run of inlines: two line breaks in a row part them, as old pages do."""
    for part in re.split(r"(?:\\\n[ \t\u3000\u00a0]*){2,}", words):
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", part).strip(" \t\n\\\u3000\u00a0")
        rows = [row.strip(" \t\u3000\u00a0") for row in text.split("\n")]
        if text and re.fullmatch(r"(?:!\[[^\]]*\]\([^)]*\)\s*)+", text):
            yield Block(text, line, is_text=False)
        elif text:
            yield Block("\n".join(row for row in rows if row), line)


def _markdown(block: Block) -> str:
    return f"{'#' * block.level} {block.text}" if block.level else block.text


# Inlines


def escaped_text(text: str | None) -> str:
    """Text with its white space folded and its Markdown escaped; indents typed with U+3000 are kept inside a text."""
    return escaped(re.sub(r"[ \t\r\n]+", " ", text)) if text else ""


def _inline(element: HtmlElement, picture: Callable[[str, str, int], str]) -> str:
    parts = [escaped_text(element.text)]
    for child in element:
        parts += [_inline_of(child, picture), escaped_text(child.tail)]
    return "".join(parts)


def _inline_of(element: HtmlElement, picture: Callable[[str, str, int], str]) -> str:
    if not isinstance(element.tag, str) or element.tag.lower() in _NOTHING:
        return ""
    tag = element.tag.lower()
    if tag == "br":
        return "\\\n"
    if tag == "img":
        source = element.get("data-src") or element.get("src") or ""
        return picture(source, element.get("alt") or "", element.sourceline or 1)
    if tag == "code":
        return _code(element.text_content())
    words = _inline(element, picture)
    if tag in _MARKS and words.strip():
        inner = words.strip()
        head, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        return f"{head}{_MARKS[tag]}{inner}{_MARKS[tag]}{tail}"
    if tag in _KEPT and words.strip():
        return f"<{tag}>{words}</{tag}>"
    if tag == "a":
        return _link(element, words)
    return words


def _link(element: HtmlElement, words: str) -> str:
    href = (element.get("href") or "").strip()
    if not words.strip() or not re.match(r"https?://|mailto:", href):
        return words
    return f"[{words}](<{href}>)" if re.search(r"[\s()]", href) else f"[{words}]({href})"


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text.strip() else ""


def _one_line(words: str) -> str:
    return re.sub(r"\s*\\\n\s*|\s*\n\s*", " ", words).strip(" \u3000\u00a0")


# Blocks of several lines


def _list(element: HtmlElement, picture: Callable[[str, str, int], str], depth: int) -> Iterator[str]:
    """The lines of a list; what an item holds stands under its words."""
    number = int(element.get("start") or 1) if (element.get("start") or "1").isdecimal() else 1
    for item in element:
        if str(item.tag).lower() not in {"li", "ul", "ol"}:
            continue
        mark = f"{number}. " if element.tag == "ol" else "- "
        inner = list(_children(item, picture, depth + 1)) if item.tag == "li" else [*_blocks(item, picture, depth + 1)]
        rows = "\n\n".join(_markdown(block) for block in inner).split("\n")
        tight = _tight(rows)
        yield mark + tight[0]
        yield from ((" " * len(mark) + row) if row else "" for row in tight[1:])
        number += 1


def _tight(rows: list[str]) -> list[str]:
    """No blank line before a nested list."""
    return [
        row
        for at, row in enumerate(rows)
        if row or not re.match(r"(?:-|\d+\.) ", rows[at + 1] if at + 1 < len(rows) else "- ")
    ] or [""]


def _table(element: HtmlElement, picture: Callable[[str, str, int], str]) -> str:
    rows = [[cell for cell in row if str(cell.tag).lower() in {"td", "th"}] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    cells = [cell for row in rows for cell in row]
    spans = any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in cells)
    if spans or any(str(one.tag) in {"table", "ul", "ol", "pre"} for cell in cells for one in cell.iter()):
        return _html_table(rows)
    width = max(len(row) for row in rows)
    lines = [[_cell(cell, picture) for cell in row] + [""] * (width - len(row)) for row in rows]
    shown = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([shown[0], f"|{'---|' * width}", *shown[1:]])


def _cell(cell: HtmlElement, picture: Callable[[str, str, int], str]) -> str:
    words = [block.text.replace("\\\n", "<br>").replace("\n", " ") for block in _children(cell, picture, 0)]
    return "<br>".join(words).replace("|", "\\|")


def _html_table(rows: list[list[HtmlElement]]) -> str:
    lines = ["<table>"]
    for row in rows:
        cells = "".join(
            f"<{cell.tag}{_span(cell, 'colspan')}{_span(cell, 'rowspan')}>"
            f"{escape_html(' '.join(cell.text_content().split()))}</{cell.tag}>"
            for cell in row
        )
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</table>"])


def _span(cell: HtmlElement, name: str) -> str:
    value = cell.get(name, "1")
    return f' {name}="{value}"' if value.isdecimal() and value != "1" else ""


def _fence(element: HtmlElement) -> str:
    text = element.text_content().strip("\n")
    code = next((one for one in element.iter("code")), element)
    language = re.search(
        r"(?:language|lang|highlight-source)-([\w+#-]+)", f"{code.get('class', '')} {element.get('class', '')}"
    )
    ticks = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{ticks}{language[1] if language else ''}\n{text}\n{ticks}"


def _definitions(element: HtmlElement, picture: Callable[[str, str, int], str]) -> Iterator[str]:
    for child in element:
        words = _one_line(_inline(child, picture))
        if child.tag == "dt" and words:
            yield f"\n{words}"
        elif child.tag == "dd" and words:
            yield f": {words}"
