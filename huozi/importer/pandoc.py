"""Pandoc: metadata.yaml, and the files that defaults.yaml or the names put in order -> Nav."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from huozi import frontmatter, keys
from huozi.diagnostics import Span
from huozi.frontmatter import Items, Pairs, Text
from huozi.importer import folder as folders
from huozi.importer import reading
from huozi.importer.shapes import Nav, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log
    from huozi.frontmatter import Value

_KEPT = {
    "title",
    "subtitle",
    "author",
    "lang",
    "publisher",
    "date",
    "rights",
    "description",
    "abstract",
    "keywords",
    "isbn",
    "bibliography",
}


def pandoc(folder: Path, log: Log) -> Nav | None:
    """A folder with metadata.yaml; files without a first-level heading go on, as Pandoc joins them."""
    name = next((one for one in ("metadata.yaml", "metadata.yml") if reading.inside(folder, one)), "")
    if not name:
        return None
    text = re.sub(r"\A---[ \t]*\n", "\n", reading.text(folder / name, name, log) or "")
    text = re.split(r"^(?:\.\.\.|---)[ \t]*$", text, maxsplit=1, flags=re.MULTILINE)[0]
    value = frontmatter.read(text, name, log, first_line=1)
    front = tuple(_front(value, log)) if isinstance(value, Pairs) else ()
    given = folders.listed(folder, log)
    files = _inputs(folder, log) or (given.nodes if given else ())
    nav = None if files else folders.numbered(folder, log)
    nodes = files or tuple(_flat(nav.nodes if nav else ()))
    return Nav("Pandoc", folder, nodes, front, continues=True) if nodes else None


def _front(value: Pairs, log: Log) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, inner in value.pairs:
        name = keys.canonical(key.text)
        words = _words(inner)
        if name == "date" and words and not re.match(r"\d{4}", words[0]):
            log.warn("import-unmapped", f"`{key.text}: {words[0]}` is no date", inner.at, help="write the date itself")
        elif name in _KEPT and words:
            yield name, words[0] if len(words) == 1 else words
        else:
            advice = keys.foreign(key.text) or "nothing in huozi is like it"
            log.note("import-dropped", f"`{key.text}` is left out", key.at, help=advice)


def _words(value: Value) -> tuple[str, ...]:
    """The words of a value; a person written as a map is told by the name."""
    match value:
        case Text():
            return (value.text,) if value.text else ()
        case Items():
            return tuple(word for one in value.items for word in _words(one)[:1])
        case Pairs():
            named = {key.text: inner for key, inner in value.pairs}
            inner = named.get("name", named.get("text"))
            return (inner.text,) if isinstance(inner, Text) and inner.text else ()


def _inputs(folder: Path, log: Log) -> tuple[Node, ...]:
    """`input-files:` of defaults.yaml."""
    name = next((one for one in ("defaults.yaml", "defaults.yml") if reading.inside(folder, one)), "")
    value = frontmatter.read(reading.text(folder / name, name, log) or "", name, log, first_line=1) if name else None
    files = {key.text: inner for key, inner in value.pairs} if isinstance(value, Pairs) else {}
    listed = files.get("input-files")
    found = [one for one in listed.items if isinstance(one, Text)] if isinstance(listed, Items) else []
    return tuple(Node(PurePosixPath(one.text).stem, one.text, one.at) for one in found)


def _flat(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if node.file:
            yield Node(node.title, node.file, node.at or Span(node.file))
        yield from _flat(node.children)
