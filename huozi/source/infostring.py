"""The info string of a fence -> Info: language, title, caption, lines to mark and to number, as books spell them.

`rust,ignore`, `js{4-6}`, `python title="a.py"`, `{#id .lang caption="…"}`, `js [a.js]`, `js:a.js`. What numbers lines:
`linenums="1"` (MkDocs), `:line-numbers=5` (VitePress), `showLineNumbers` (Docusaurus), `lineNumbers="true"` (GitBook),
`.numberLines startFrom=5` (Pandoc), `linenos` (Hugo).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.inside import whole
from huozi.source import attributes
from huozi.source.attributes import NO_ATTRIBUTES, Attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLES = ("title", "filename", "name", "file", "data-title")
_MARKED = ("hl_lines", "marked", "highlight")
_LANGUAGE = re.compile(r"[^\s{,:\[]+")
_LINES = re.compile(r"\{([\d,\s-]+)\}")
_BRACKETED = re.compile(r"(?:^|\s)\[([^\]]+)\]")
_PAIR = re.compile(r"""(?<![\w-])([\w-]++)=(?:"([^"]*)"|'([^']*)'|([^\s"'}]+))""")
_PATH = re.compile(r"^[^\s{,:\[]+:([^\s{]+)")
_NUMBERED = re.compile(
    r"""(?:^|[\s,:{])(?:linenums|linenos|line-numbers|lineNumbers|showLineNumbers|code-line-numbers)"""
    r"""(?:=["']?(?P<value>\w+)["']?)?(?=[\s,:{}]|$)"""
)
_NUMBER_CLASSES = frozenset({"numberLines", "number-lines", "line-numbers", "linenums", "numbered"})
_STARTS = ("startFrom", "start-from", "start", "linenostart", "first-number")
_LONGEST_RANGE = 10_000


@dataclass(frozen=True, slots=True)
class Info:
    """`language` in lower case, "" if none is named; `marked`: numbers of the lines to mark, from 1.

    `first` is the number of the first line; None where lines have none.
    """

    language: str = ""
    title: str = ""
    caption: str = ""
    marked: tuple[int, ...] = ()
    first: int | None = None
    attributes: Attributes = NO_ATTRIBUTES


def parse(text: str) -> Info:
    """Read an info string; what is not understood is left out."""
    text = text.strip()
    brace = text.find("{")
    given = attributes.parse(text, brace) if brace >= 0 else None
    if given is not None and brace == 0:
        return _from_attributes("", given[0])
    if text.startswith("{") and re.fullmatch(r"\{[\w+#-]+\}", text):
        return Info(language=text[1:-1].lower())
    language = _LANGUAGE.match(text)
    name = language[0].lower() if language else ""
    if given is not None:
        return _from_attributes(name, given[0])
    pairs = {found[1]: found[2] or found[3] or found[4] or "" for found in _PAIR.finditer(text)}
    bracketed, path = _BRACKETED.search(text), _PATH.match(text)
    path = None if path and _NUMBERED.search(f":{path[1]}") else path
    title = next((pairs[key] for key in _TITLES if pairs.get(key)), "")
    title = title or (bracketed[1] if bracketed else path[1] if path else "")
    lines = _LINES.search(text)
    marked = lines[1] if lines else next((pairs[key] for key in _MARKED if key in pairs), "")
    name = "" if "=" in name or _NUMBERED.fullmatch(name) else name
    return Info(name, title, pairs.get("caption", ""), _numbers(marked), _first(text, pairs))


def _first(text: str, pairs: Mapping[str, str]) -> int | None:
    """The number of the first line; None where none are asked for."""
    found = _NUMBERED.search(text)
    if found is None or found["value"] in {"false", "no", "off", "0"}:
        return None
    start = next((pairs[key] for key in _STARTS if key in pairs), found["value"] or "")
    return whole(start, 1)


def _from_attributes(name: str, given: Attributes) -> Info:
    classes = tuple(found for found in given.classes if found not in _NUMBER_CLASSES)
    language = name or (classes[0].lower() if classes else given.value("language"))
    rest = classes if name else classes[1:]
    title = next((given.value(key) for key in _TITLES if given.value(key)), "")
    marked = next((given.value(key) for key in _MARKED if given.value(key)), "")
    pairs = dict(given.values)
    written = " ".join(f"{key}={value}" for key, value in given.values)
    first = _first("linenums" if len(classes) < len(given.classes) else written, pairs)
    return Info(language, title, given.value("caption"), _numbers(marked), first, Attributes(given.id, rest))


def _numbers(text: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in re.split(r"[,\s]+", text.strip()):
        first, _, last = part.partition("-")
        begin = whole(first, 0)
        if begin and (not last or whole(last, 0)):
            numbers += range(begin, min(whole(last, begin), begin + _LONGEST_RANGE) + 1)
    return tuple(dict.fromkeys(numbers))
