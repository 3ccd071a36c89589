"""The grammar of HTML tags in Markdown (spec 6.6), and marking the author's tags with their places.

The HTML itself is parsed and cleaned by sanitise.py; here tags are only found, so that diagnostics know where they stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source.vocabulary import DROPPED, HTML_NAMES, SILENT

if TYPE_CHECKING:
    from huozi.source.page import Page

_ATTRIBUTE = r"""(?:\s+[a-zA-Z_:@][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)"""
OPEN_TAG = rf"<[A-Za-z][A-Za-z0-9-]*{_ATTRIBUTE}*\s*/?>"
CLOSE_TAG = r"</[A-Za-z][A-Za-z0-9-]*\s*>"

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_TO_MARK = re.compile(
    rf"(<!--.*?(?:-->|$))|(<(script|style)\b.*?(?:</\3\s*>|$))|({OPEN_TAG})", re.DOTALL | re.IGNORECASE
)


def mark_tags(html: str, page: Page, line: int, column: int = 1) -> str:
    """The same HTML with the place of each opening tag in attributes of the house; reports what will not be kept."""

    def mark(found: re.Match[str]) -> str:
        tag = found[4]
        if tag is None:
            return "" if found[1] or found[3] else found[0]
        name = _NAME.match(tag)
        assert name is not None
        number = line + html.count("\n", 0, found.start())
        at = found.start() - html.rfind("\n", 0, found.start()) if number > line else column + found.start()
        if name[1].lower() in DROPPED:
            report_dropped(page, name[1].lower(), number, at)
        return f'{name[0]} {page.mark}-line="{number}" {page.mark}-col="{at}"{tag[name.end() :]}'

    return _TO_MARK.sub(mark, html)


def report_dropped(page: Page, name: str, line: int, column: int) -> None:
    """Tell the author of an element that a book cannot hold; scripts and styles go in silence."""
    if name in SILENT:
        return
    page.log.warn(
        "html-dropped",
        f"<{name}> is not part of a book: it and what it holds are left out",
        page.place(line, column, len(name) + 1),
        help="use a picture file or Markdown instead",
    )


def is_unknown(text: str) -> bool:
    """Whether the tag at the head of `text` names no element of HTML nor a component (`<List<String>>` in prose)."""
    name = _NAME.match(text)
    return name is not None and "-" not in name[1] and name[1].lower() not in HTML_NAMES
