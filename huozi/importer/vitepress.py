"""VitePress (and VuePress): the `sidebar` of .vitepress/config -> Nav, read as data; no JavaScript is run.

Strings, arrays and objects are read. A name, a call, a spread or a template with a value in it cannot be: it is told
with its line, and what stands around it is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huozi.diagnostics import Span
from huozi.importer import reading
from huozi.importer.navigation import file_of
from huozi.importer.shapes import Nav, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log

_FOLDERS = (".vitepress", "docs/.vitepress", ".vuepress", "docs/.vuepress")
_NAMES = tuple(f"config.{end}" for end in ("mts", "ts", "mjs", "js", "cjs"))
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<string>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\$]|\\.|\$(?!\{))*`)"
    r"|(?P<mark>[\[\]{}(),:])|(?P<word>[^\s\[\]{}(),:'\"`]+)|(?P<other>.)",
    re.DOTALL,
)
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Unread:
    """A value that only running the program would tell."""

    line: int


_Js = str | list["_Js"] | dict[str, "_Js"] | _Unread


def vitepress(folder: Path, log: Log) -> Nav | None:
    """The sidebar of the configuration; of several sidebars, all in their order."""
    for place in _FOLDERS:
        for name in _NAMES:
            shown = f"{place}/{name}"
            path = reading.inside(folder, shown)
            if path is not None:
                return _read(folder, shown, (folder / place).parent, log)
    return None


def _read(folder: Path, shown: str, base: Path, log: Log) -> Nav | None:
    tokens = list(_tokens(reading.text(folder / shown, shown, log) or ""))
    title = next((value for value in _values(tokens, "title") if isinstance(value, str)), "")
    nodes: list[Node] = []
    for sidebar in _values(tokens, "sidebar"):
        groups = list(sidebar.values()) if isinstance(sidebar, dict) else [sidebar]
        for group in groups:
            nodes += _nodes(group, base, shown, log, "")
    if not nodes:
        what = f"no sidebar can be read in `{shown}`"
        log.warn("import-unmapped", what, Span(shown), help="the files are taken by their names")
        return None
    language = next((value for value in _values(tokens, "lang") if isinstance(value, str)), "")
    front = [("title", title)] if title else []
    lang = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "ja": "ja", "ja-jp": "ja", "ko": "ko"}.get(language.lower(), "")
    return Nav("VitePress", base, tuple(nodes), tuple([*front, ("lang", lang)] if lang else front))


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind != "space":
            yield _Token(kind, found[0], line)
        line += found[0].count("\n")


def _values(tokens: list[_Token], key: str) -> Iterator[_Js]:
    """The value after each `key:` of a program."""
    for at in range(len(tokens) - 2):
        if tokens[at].text.strip("'\"") == key and tokens[at + 1].text == ":":
            yield _value(tokens, at + 2, 0)[0]


def _value(tokens: list[_Token], at: int, depth: int) -> tuple[_Js, int]:
    """The value that begins at a token, and the place after it."""
    if at >= len(tokens):
        return _Unread(tokens[-1].line if tokens else 1), at
    token = tokens[at]
    ends = at + 1 >= len(tokens) or tokens[at + 1].text in {",", "]", "}", ")"}
    if token.kind == "string" and ends:
        return re.sub(r"\\(.)", r"\1", token.text[1:-1]), at + 1
    if token.text == "[" and depth < _DEEPEST:
        items: list[_Js] = []
        at += 1
        while at < len(tokens) and tokens[at].text != "]":
            if tokens[at].text == ",":
                at += 1
                continue
            item, at = _value(tokens, at, depth + 1)
            items.append(item)
        return items, at + 1
    if token.text == "{" and depth < _DEEPEST:
        return _object(tokens, at + 1, depth)
    return _Unread(token.line), _skipped(tokens, at)


def _object(tokens: list[_Token], at: int, depth: int) -> tuple[_Js, int]:
    found: dict[str, _Js] = {}
    while at < len(tokens) and tokens[at].text != "}":
        if tokens[at].text == ",":
            at += 1
        elif at + 1 < len(tokens) and tokens[at + 1].text == ":":
            key = tokens[at].text.strip("'\"`")
            found[key], at = _value(tokens, at + 2, depth + 1)
        else:
            found[f"\x00{at}"] = _Unread(tokens[at].line)
            at = _skipped(tokens, at)
    return found, at + 1


def _skipped(tokens: list[_Token], at: int) -> int:
    """The place after an expression: the next comma or closing bracket on its own level."""
    level, start = 0, at
    while at < len(tokens):
        text = tokens[at].text
        if text in {"[", "{", "("}:
            level += 1
        elif text in {"]", "}", ")"}:
            if level == 0:
                break
            level -= 1
        elif text == "," and level == 0:
            break
        at += 1
    return max(at, start + 1)


def _nodes(value: _Js, base: Path, shown: str, log: Log, prefix: str) -> Iterator[Node]:
    match value:
        case _Unread():
            what = "this part of the sidebar is made by a program, which is not run"
            log.warn("import-unmapped", what, Span(shown, value.line), help="add its chapters to book.md")
        case list():
            for item in value:
                yield from _nodes(item, base, shown, log, prefix)
        case str():
            yield Node(Path(value).stem, file_of(prefix + value, base), Span(shown))
        case dict():
            yield from _item(value, base, shown, log, prefix)


def _item(item: dict[str, _Js], base: Path, shown: str, log: Log, prefix: str) -> Iterator[Node]:
    text = item.get("text", item.get("title"))
    link = item.get("link", item.get("path"))
    prefix = own if isinstance(own := item.get("base"), str) else prefix
    inner = item.get("items", item.get("children", []))
    children = tuple(_nodes(inner, base, shown, log, prefix))
    for key, value in item.items():
        if key.startswith("\x00"):
            children += tuple(_nodes(value, base, shown, log, prefix))
    title = text if isinstance(text, str) else ""
    if isinstance(link, str) and re.match(r"[a-z]+:|//", link):
        log.warn("import-unmapped", f"`{title}` leads out of the book, to {link}", Span(shown), help="it is left out")
        link = None
    file = file_of(prefix + link, base) if isinstance(link, str) else ""
    if file or children:
        yield Node(title or Path(file).stem, file, Span(shown), children)
