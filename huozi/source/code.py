"""Code -> <pre><code> with Pygments' tokens as <span class="tok-…">; not one character of it is changed.

Knows no colours: the styles do.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.source.passage import Text

if TYPE_CHECKING:
    from pygments.lexer import Lexer

    from huozi.source.infostring import Info
    from huozi.source.page import Page

_LONGEST = 200_000
"""Longer code is set plain: it is data, and the time of some lexers grows faster than their input."""


def render(
    parent: Element,
    page: Page,
    line: int,
    text: str,
    info: Info,
    *,
    caption: Text | None = None,
    attributes: Attributes = NO_ATTRIBUTES,
) -> None:
    """Append a <pre>, inside a <figure class="listing"> if it has a caption or an id that is referred to."""
    given = Attributes(
        attributes.id or info.attributes.id, (*attributes.classes, *info.attributes.classes), attributes.values
    )
    if caption is None and info.caption:
        caption = Text([(info.caption, line, 1)])
    outer = parent
    if caption is not None or given.id:
        outer = page.element(parent, "figure", line, Attributes(given.id, ("listing",)))
        given = Attributes("", given.classes, given.values)
    if caption is not None:
        page.element(outer, "figcaption", line, text=caption)
    pre = page.element(outer, "pre", line, given)
    for name, value in (("language", info.language), ("title", info.title), ("marked", _as_words(info.marked))):
        if value:
            page.own(pre, name, value)
    SubElement(pre, "code").text = page.stash(highlight(text, info.language))


def _as_words(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def highlight(text: str, language: str) -> str:
    """Code as HTML; plain where the language is unknown or its lexer does not give the same characters back."""
    lexer = _lexer(language) if language and len(text) <= _LONGEST else None
    if lexer is None:
        return escape(text, quote=False)
    from pygments.token import STANDARD_TYPES

    tokens = list(lexer.get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return escape(text, quote=False)
    parts: list[str] = []
    for kind, value in tokens:
        name = STANDARD_TYPES.get(kind) or next(
            (STANDARD_TYPES[above] for above in reversed(kind.split()) if STANDARD_TYPES.get(above)), ""
        )
        shown = escape(value, quote=False)
        parts.append(_by_line(shown, name) if name and name != "w" else shown)
    return "".join(parts)


def _by_line(shown: str, name: str) -> str:
    """A token, in an element for each of its lines: so a line can be marked, numbered and broken by itself."""
    return "\n".join(f'<span class="tok-{name}">{line}</span>' if line.strip() else line for line in shown.split("\n"))


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
