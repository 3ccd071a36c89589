"""A folder of Markdown files -> Nav: by an ORDER.txt that lists them, else by their names."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from huozi.diagnostics import Span
from huozi.importer import headings, reading
from huozi.importer.shapes import Nav, Node
from huozi.importer.shelve import natural

if TYPE_CHECKING:
    from huozi.diagnostics import Log

_OPENING = {"readme": 0, "index": 0, "frontmatter": 0, "preface": 1, "foreword": 1, "前言": 1, "序": 1, "preamble": 1}
_CLOSING = {"afterword": 1, "appendix": 0, "backmatter": 2, "后记": 1, "附录": 0}
_ASIDE = {"license", "licence", "contributing", "changelog", "code_of_conduct", "security", "summary", "_sidebar"}
_SKIPPED = {"node_modules", "_book", "build", "dist", "site", "target", "images", "img", "assets", "static"}


def listed(folder: Path, log: Log) -> Nav | None:
    """The files that ORDER.txt names, one a line, in that order."""
    order = reading.inside(folder, "ORDER.txt")
    if order is None:
        return None
    lines = (reading.text(order, "ORDER.txt", log) or "").split("\n")
    named = [(line.strip(), number) for number, line in enumerate(lines, 1) if line.strip() and line[:1] != "#"]
    nodes = tuple(Node(PurePosixPath(name).stem, name, Span("ORDER.txt", number)) for name, number in named)
    return Nav("list of files", folder, nodes, _title(folder), continues=True) if nodes else None


def numbered(folder: Path, log: Log) -> Nav | None:
    """Every Markdown file below a folder, by number and name; a folder inside it is a group."""
    nodes = tuple(_nodes(folder, folder, log))
    return Nav("folder", folder, nodes, _title(folder)) if nodes else None


def _title(folder: Path) -> tuple[tuple[str, str], ...]:
    return (("title", folder.resolve().name),)


def _nodes(folder: Path, base: Path, log: Log) -> list[Node]:
    nodes: list[Node] = []
    for path in sorted(folder.iterdir(), key=_order):
        name = path.relative_to(base).as_posix()
        if path.name.startswith((".", "_")) or not path.resolve().is_relative_to(base.resolve()):
            continue
        if path.is_dir() and not path.is_symlink() and path.name.lower() not in _SKIPPED:
            if group := _group(path, base, log):
                nodes.append(group)
        elif path.suffix.lower() in {".md", ".markdown"} and path.is_file() and path.stem.lower() not in _ASIDE:
            nodes.append(Node(_words(path, name, log), name, Span(name)))
    return nodes


def _group(path: Path, base: Path, log: Log) -> Node | None:
    children = _nodes(path, base, log)
    if not children:
        return None
    first, at = children[0], Span(path.relative_to(base).as_posix())
    if len(children) == 1:
        return first
    if PurePosixPath(first.file).stem.lower() in {"readme", "index"}:
        return Node(first.title, first.file, first.at, tuple(children[1:]))
    return Node(_plain(path.name), "", at, tuple(children))


def _order(path: Path) -> tuple[int, int, list[tuple[int, int, str]]]:
    """Opening pieces first, closing ones last, and between them numbers before words."""
    stem = re.sub(r"^[0-9]+[-_. ]*", "", path.stem).lower()
    place = 0 if stem in _OPENING else 2 if stem in _CLOSING else 1
    return place, _OPENING.get(stem, _CLOSING.get(stem, 0)), natural(path.name)


def _words(path: Path, name: str, log: Log) -> str:
    found = headings.read((reading.text(path, name, log) or "").split("\n"))
    return found[0].words if found else _plain(path.stem)


def _plain(name: str) -> str:
    """A name without the number that sorts it."""
    return re.sub(r"^[0-9]+[-_. 、]*", "", name).replace("_", " ").strip() or name
