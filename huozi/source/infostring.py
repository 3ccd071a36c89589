"""The info string of a fence -> Info: language, title, caption, marked lines, in every spelling that books use.

`rust,ignore`, `js{4-6}`, `python title="a.py"`, `{#id .lang caption="…"}`, `js [a.js]`, `js:a.js`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from huozi.source import attributes
from huozi.source.attributes import NO_ATTRIBUTES, Attributes

_TITLES = ("title", "filename", "name", "file", "data-title")
_MARKED = ("hl_lines", "marked", "highlight")
_LANGUAGE = re.compile(r"[^\s{,:\[]+")
_LINES = re.compile(r"\{([\d,\s-]+)\}")
_BRACKETED = re.compile(r"(?:^|\s)\[([^\]]+)\]")
_PAIR = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'}]+))""")
_PATH = re.compile(r"^[^\s{,:\[]+:([^\s{]+)")
_LONGEST_RANGE = 10_000


@dataclass(frozen=True, slots=True)
class Info:
    """`language` in lower case, "" if none is named; `marked`: numbers of the lines to mark, from 1."""

    language: str = ""
    title: str = ""
    caption: str = ""
    marked: tuple[int, ...] = ()
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
    title = next((pairs[key] for key in _TITLES if pairs.get(key)), "")
    title = title or (bracketed[1] if bracketed else path[1] if path else "")
    lines = _LINES.search(text)
    marked = lines[1] if lines else next((pairs[key] for key in _MARKED if key in pairs), "")
    return Info("" if "=" in name else name, title, pairs.get("caption", ""), _numbers(marked))


def _from_attributes(name: str, given: Attributes) -> Info:
    classes = tuple(found for found in given.classes if found not in {"numberLines", "number-lines", "line-numbers"})
    language = name or (classes[0].lower() if classes else given.value("language"))
    rest = classes if name else classes[1:]
    title = next((given.value(key) for key in _TITLES if given.value(key)), "")
    marked = next((given.value(key) for key in _MARKED if given.value(key)), "")
    return Info(language, title, given.value("caption"), _numbers(marked), Attributes(given.id, rest))


def _numbers(text: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in re.split(r"[,\s]+", text.strip()):
        first, _, last = part.partition("-")
        if first.isdigit() and (last.isdigit() or not last):
            end = int(last or first)
            numbers += range(int(first), min(end, int(first) + _LONGEST_RANGE) + 1)
    return tuple(dict.fromkeys(numbers))
