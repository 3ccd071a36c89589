"""The grammar of HTML tags in Markdown (spec 6.6), and marking the author's tags with their places.

The HTML itself is parsed and cleaned by sanitise.py; here tags are only found, so that diagnostics know their place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import foreign
from huozi.source.vocabulary import DROPPED, ELEMENTS, RAW_TEXT, RENAMED, SILENT, WRAPPERS

if TYPE_CHECKING:
    from huozi.source.page import Page

_ATTRIBUTE = r"""(?:\s+[a-zA-Z_:@][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)"""
OPEN_TAG = rf"<[A-Za-z][A-Za-z0-9-]*{_ATTRIBUTE}*\s*/?>"
CLOSE_TAG = r"</[A-Za-z][A-Za-z0-9-]*\s*>"

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_RAW_NAMES = "|".join(sorted(RAW_TEXT))
_TO_MARK = re.compile(rf"(<!--.*?(?:-->|$))|<({_RAW_NAMES})\b.*?(?:</\2\s*>|$)|({OPEN_TAG})", re.DOTALL | re.IGNORECASE)
_KEPT = ELEMENTS | RENAMED.keys() | WRAPPERS
_BARE = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s*>")


def mark_tags(html: str, page: Page, line: int, column: int = 1) -> str:
    """The same HTML with the place of each opening tag in attributes of the house; reports what will not be kept."""

    def mark(found: re.Match[str]) -> str:
        if found[1]:
            return ""
        name = _NAME.match(found[0])
        assert name is not None
        number = line + html.count("\n", 0, found.start())
        at = found.start() - html.rfind("\n", 0, found.start()) if number > line else column + found.start()
        if name[1].lower() in DROPPED:
            report_dropped(page, name[1].lower(), number, at)
        if found[2]:
            return ""
        if _is_component(name[1]) and "=" in found[0]:
            shown = f"<{name[1]}>"
            foreign.report(page.log, shown, page.place(number, at, len(found[0].split("\n")[0])))
        return f'{name[0]} {page.mark}-line="{number}" {page.mark}-col="{at}"{found[0][name.end() :]}'

    return _TO_MARK.sub(mark, html)


def _is_component(name: str) -> bool:
    """Whether a tag is one of a web framework: it vanishes, and what it would have shown with it."""
    return (name[0].isupper() or "-" in name) and name.lower() not in _KEPT | DROPPED


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


def may_be_text(text: str) -> bool:
    """Whether the tag at the head of `text` would vanish and has no attributes: `List<String>`, `git add <path>`."""
    bare = _BARE.match(text)
    return bare is not None and bare[1].lower() not in _KEPT
