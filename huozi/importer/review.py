"""Re:VIEW: catalog.yml and config.yml -> Nav. The structure only: .re is another markup, of which nothing is read.

A chapter for which there is a Markdown file of the same name beside it is taken; the others are listed.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from huozi import frontmatter
from huozi.book import Part
from huozi.frontmatter import Items, Pairs, Text
from huozi.importer import reading
from huozi.importer.shapes import Nav, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log, Span
    from huozi.frontmatter import Value

_PARTS = {"PREDEF": Part.FRONT, "CHAPS": Part.MAIN, "APPENDIX": Part.APPENDIX, "POSTDEF": Part.BACK}


def review(folder: Path, log: Log) -> Nav | None:
    """catalog.yml: four lists; a map in CHAPS is a part with its chapters."""
    if not reading.inside(folder, "catalog.yml"):
        return None
    value = frontmatter.read(
        reading.text(folder / "catalog.yml", "catalog.yml", log) or "", "catalog.yml", log, first_line=1
    )
    if not isinstance(value, Pairs):
        return None
    nodes: list[Node] = []
    for key, inner in value.pairs:
        if key.text in _PARTS:
            nodes += _nodes(inner, folder, _PARTS[key.text], log)
    order = list(Part)
    nodes.sort(key=lambda node: order.index(node.part or Part.MAIN))
    return Nav("Re:VIEW", folder, tuple(nodes), _front(folder, log)) if nodes else None


def _nodes(value: Value, folder: Path, part: Part, log: Log) -> Iterator[Node]:
    for item in value.items if isinstance(value, Items) else ():
        if isinstance(item, Text):
            yield from _chapter(item.text, item.at, folder, part, log)
        elif isinstance(item, Pairs):
            for key, inner in item.pairs:
                title = _title(folder, key.text, log) if key.text.endswith(".re") else key.text
                children = tuple(_nodes(inner, folder, part, log))
                if children:
                    yield Node(title, "", key.at, children, part, is_division=True)


def _chapter(name: str, at: Span, folder: Path, part: Part, log: Log) -> Iterator[Node]:
    markdown = PurePosixPath(name).with_suffix(".md").as_posix()
    if reading.inside(folder, markdown):
        yield Node(_title(folder, name, log), markdown, at, part=part)
        return
    what = f"`{name}` ({_title(folder, name, log)}) is in Re:VIEW's own markup, which is not read"
    log.warn(
        "import-unmapped", what, at, help=f"turn it into Markdown (`review-compile --target=markdown`) as `{markdown}`"
    )
    if reading.inside(folder, name):
        yield Node(_title(folder, name, log), "", at, part=part, is_planned=True)


def _title(folder: Path, name: str, log: Log) -> str:
    path = reading.inside(folder, name)
    text = reading.text(path, name, log) if path else None
    first = next((line for line in (text or "").split("\n") if line.startswith("=")), "")
    return first.lstrip("=").rpartition("} ")[2].strip() or PurePosixPath(name).stem


def _front(folder: Path, log: Log) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    if not reading.inside(folder, "config.yml"):
        return ()
    value = frontmatter.read(
        reading.text(folder / "config.yml", "config.yml", log) or "", "config.yml", log, first_line=1
    )
    names = {"booktitle": "title", "language": "lang", "aut": "author"}
    found = [
        (names[key.text], _words(one))
        for key, one in (value.pairs if isinstance(value, Pairs) else ())
        if key.text in names
    ]
    return tuple((name, words[0] if len(words) == 1 else words) for name, words in found if words)


def _words(value: Value) -> tuple[str, ...]:
    """The words of a value; a name with its reading is a map, told by the name."""
    match value:
        case Text():
            return (value.text,) if value.text else ()
        case Items():
            return tuple(word for one in value.items for word in _words(one)[:1])
        case Pairs():
            named = {key.text: inner for key, inner in value.pairs}
            return _words(named["name"]) if "name" in named else ()
