"""Code -> <pre><code> with Pygments' tokens as <span class="tok-…">; not one character of it is changed.

A title stands above it, in a <div class="code"> with it. A line that is marked, added, taken away or numbered has an
element of its own. Knows no colours: the styles do.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from huozi.source import codelines
from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.source.page import escaped
from huozi.source.passage import Text
from huozi.store import key_of, own_code
from huozi.versions import version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pygments.lexer import Lexer

    from huozi.source.infostring import Info
    from huozi.source.page import Page
    from huozi.store import Store

KIND = "code"
"""What highlighted code is called in the store."""

_LOOKS: Mapping[str, str] = {
    **dict.fromkeys(("k", "ow", "nt"), "keyword"),
    **dict.fromkeys(("nf", "fm", "nc", "nd", "na", "nb"), "name"),
    **dict.fromkeys(("gh", "gu"), "heading"),
    "s": "string",
    "c": "comment",
    "m": "number",
    "gi": "added",
    "gd": "removed",
}
"""Pygments' short names of tokens, or the first letters of them, and what they look like.

Most tokens of a program are names and marks of no look of their own: an element for each would be most of the chapter.
"""

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
    if info.title:
        outer = page.element(outer, "div", line, Attributes("", ("code",)))
        page.element(outer, "p", line, Attributes("", ("code-title",))).text = escaped(info.title)
    if info.first is not None:
        given = Attributes(given.id, (*given.classes, "numbered"), given.values)
    pre = page.element(outer, "pre", line, given)
    if info.language:
        page.own(pre, "language", info.language)
    lines = codelines.read(text, info.language, info.marked)
    SubElement(pre, "code").text = page.stash(
        _by_line(_kept(lines.text, info.language, page.store), lines, info.first, page.mark)
    )


_ELEMENTS: Mapping[codelines.Kind, str] = {"marked": "mark", "added": "ins", "removed": "del"}


def _by_line(html: str, lines: codelines.Lines, first: int | None, mark: str) -> str:
    """The same with an element for each line that needs one; tokens end with their lines."""
    if first is None and not lines.kinds:
        return html
    rows = html.split("\n")
    shown = []
    for number, row in enumerate(rows, 1):
        kind = lines.kinds.get(number)
        new = f"<{_ELEMENTS[kind]}>{row}</{_ELEMENTS[kind]}>" if kind and row else row
        if first is not None and (number < len(rows) or row):
            new = f'<span class="line" {mark}-lineno="{first + number - 1}">{new}</span>'
        shown.append(new)
    return "\n".join(shown)


def _kept(text: str, language: str, store: Store) -> str:
    """Code as HTML, from the store if it is there: importing a lexer takes longer than reading the rest of a file."""
    if not language:
        return highlight(text, language)
    key = key_of(_programs(), language.encode(), text.encode())
    data = store.get(key, KIND)
    if data is None:
        data = highlight(text, language).encode()
        store.put(key, KIND, data)
    return data.decode()


@lru_cache(maxsize=1)
def _programs() -> bytes:
    return f"{own_code()} Pygments {version('Pygments')}".encode()


def highlight(text: str, language: str) -> str:
    """Code as HTML; plain where the language is unknown or its lexer does not give the same characters back."""
    lexer = _lexer(language) if language and len(text) <= _LONGEST else None
    if lexer is None:
        return escape(text, quote=False)
    from pygments.token import STANDARD_TYPES

    tokens = list(lexer.get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return escape(text, quote=False)
    looks = ((_look(kind.split(), STANDARD_TYPES), value) for kind, value in tokens)
    alike = ((look, "".join(value for _, value in same)) for look, same in groupby(looks, key=itemgetter(0)))
    return "".join(_token(escape(value, quote=False), look) for look, value in alike)


def _look(kinds: Sequence[Any], names: Mapping[Any, str]) -> str:
    """What a token looks like, "" for plain: by the innermost of its kinds that has a look."""
    for kind in reversed(kinds):
        name = names.get(kind, "")
        if look := _LOOKS.get(name) or _LOOKS.get(name[:1]):
            return look
    return ""


def _token(shown: str, look: str) -> str:
    """A token, in an element for each of its lines: so a line can be marked, numbered and broken by itself."""
    if not look:
        return shown
    return "\n".join(f'<span class="tok-{look}">{line}</span>' if line.strip() else line for line in shown.split("\n"))


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
