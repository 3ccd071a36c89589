"""Nav -> Proposal: which items are divisions and which chapters, the level of each file's headings, what is copied.

A group of items is a division (卷, 篇) if all that stands between the first and the last group is grouped; else it is a
chapter, and the files in it are its sections, whose headings move down by one level in the copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from huozi import frontmatter
from huozi.book import Part
from huozi.diagnostics import Span
from huozi.importer import headings, reading
from huozi.importer.language import language_of
from huozi.importer.shapes import Chapter, Copy, Proposal
from huozi.importer.spellings import respelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huozi.diagnostics import Log
    from huozi.importer.shapes import Nav, Node

_FRONT = re.compile(
    r"(?:[^，。]{0,4}序|前言|自序|代序|序言|译者?序|譯者?序|导读|導讀|致读者|致讀者|关于本书|關於本書|凡例"
    r"|はじめに|まえがき|머리말|preface|foreword)(?:\b|[　\s：:]|$)",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"附录|附錄|附\s*[0-9一二三四五六七八九十A-Z]|付録|부록|appendix", re.IGNORECASE)
_BACK = re.compile(
    r"(?:后记|後記|跋|致谢|致謝|鸣谢|参考文献|參考文獻|参考资料|あとがき|おわりに|참고문헌|afterword|bibliography|references"
    r"|acknowledge?ments?)(?:\b|[　\s：:]|$)",
    re.IGNORECASE,
)
_DIVISION = re.compile(
    r"第[一二三四五六七八九十百0-9]+(?:部分?|编|編|篇|卷|部|冊|册)|[卷篇部][一二三四五六七八九十]|Part\b", re.IGNORECASE
)
_DEEPEST = 10
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif"}
_SKIPPED = {"node_modules", "_book", "build", "dist", "site", "book", "target", "__pycache__"}
_INCLUDE = re.compile(
    r"\{\{#(?:include|rustdoc_include|playground)\s+([^}\s:]+)|<!--\s*@include:\s*([^\s:-]+)|^<<<\s+([^\s{#]+)"
    r"|\[(?:import|include)[^\]]*\]\(([^)\s]+)\)|\{%-?\s*include\s+[\"']([^\"']+)|-8<-+\s+[\"']([^\"':]+)",
    re.MULTILINE,
)


@dataclass(slots=True)
class _Shelf:
    """A proposal in the making."""

    nav: Nav
    log: Log
    chapters: list[Chapter] = field(default_factory=list)
    copies: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def shelve(nav: Nav, log: Log) -> Proposal | None:
    """Arrange what a reader has found; None and an error if there is nothing to read."""
    shelf = _Shelf(nav, log)
    nodes = [node for node in nav.nodes if node.file or node.children or node.is_planned]
    parts = _parts(nodes)
    in_divisions = _has_divisions(nodes, parts)
    for node, part in zip(nodes, parts, strict=True):
        if node.children and (node.is_division or (in_divisions and part is Part.MAIN)):
            shelf.chapters.append(Chapter(part, "", node.title))
            if node.file:
                _place(shelf, node, part, 1, ())
            for child in node.children:
                _place_all(shelf, child, part, 1, ())
        else:
            _place_all(shelf, node, part, 1, ())
    if not shelf.texts:
        what = f"no file of the {nav.form} book can be read"
        log.error("import-unknown", what, Span(nav.base.as_posix()), help="name the folder that holds its text")
        return None
    _copy_pictures(shelf)
    return Proposal(nav.form, tuple(_front(shelf)), tuple(shelf.chapters), _sorted(shelf.copies))


def _front(shelf: _Shelf) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    given = dict(shelf.nav.front)
    if "title" not in given:
        yield "title", shelf.nav.base.resolve().name
    yield from shelf.nav.front
    if "lang" not in given:
        yield "lang", language_of("\n".join(shelf.texts.values()))


def _sorted(copies: dict[str, bytes]) -> tuple[Copy, ...]:
    return tuple(Copy(target, copies[target]) for target in sorted(copies))


# Parts of the book


def _parts(nodes: Sequence[Node]) -> list[Part]:
    """Front matter at the head and back matter at the end are told by their titles; the rest is the text."""
    parts = [node.part or Part.MAIN for node in nodes]
    for index, node in enumerate(nodes):
        if node.part is None and not _FRONT.match(node.title):
            break
        parts[index] = node.part or Part.FRONT
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        if parts[index] is Part.FRONT:
            break
        if node.part is None and _APPENDIX.match(node.title):
            parts[index] = Part.APPENDIX
        elif node.part is None and _BACK.match(node.title):
            parts[index] = Part.BACK
        elif node.part is None:
            break
    return parts if Part.MAIN in parts else [Part.MAIN] * len(parts)


def _has_divisions(nodes: Sequence[Node], parts: Sequence[Part]) -> bool:
    main = [node for node, part in zip(nodes, parts, strict=True) if part is Part.MAIN]
    groups = [index for index, node in enumerate(main) if node.children]
    if len(groups) < 2 or any(node.is_division for node in main):
        return False
    between = main[groups[0] :]
    if any(not node.children for node in between):
        return False
    deep = any(child.children for node in between for child in node.children)
    named = sum(bool(_DIVISION.match(node.title)) for node in between)
    return deep or named * 2 > len(between) or all(not node.file for node in between)


# Files


def _place_all(shelf: _Shelf, node: Node, part: Part, depth: int, above: tuple[str, ...]) -> None:
    """An item and all that is nested in it; `above` are the titles it stands under, inside its chapter."""
    if node.file:
        _place(shelf, node, part, depth, above)
    elif node.is_planned or not _opens_with(shelf, node):
        beside = node.children[0].file if node.children else ""
        target = _free(shelf, f"{PurePosixPath(beside or 'part').parent.as_posix()}/title")
        shelf.copies[target] = f"{'#' * min(depth, 6)} {node.title}\n".encode()
        shelf.chapters.append(Chapter(part, target))
        shelf.log.note("import-changed", f"`{target}` is made for the title `{node.title}`, which has no file", node.at)
    for child in node.children:
        _place_all(shelf, child, part, depth + 1, (*above, node.title))


def _opens_with(shelf: _Shelf, group: Node) -> bool:
    """Whether the first file of a group begins with the title of the group, and then its own."""
    first = group.children[0]
    path = reading.inside(shelf.nav.base, first.file) if first.file else None
    text = reading.text(path, first.file, shelf.log) if path else None
    found = headings.read((text or "").split("\n"))
    return len(found) > 1 and headings.same(found[0].words, group.title) and found[1].level == found[0].level + 1


def _free(shelf: _Shelf, stem: str) -> str:
    stem = stem.removeprefix("./").removeprefix("/")
    names = (f"{stem}{number or ''}.md" for number in range(len(shelf.copies) + 2))
    return next(name for name in names if name not in shelf.copies and not (shelf.nav.base / name).exists())


def _place(shelf: _Shelf, node: Node, part: Part, depth: int, above: tuple[str, ...]) -> None:
    path = reading.inside(shelf.nav.base, node.file)
    if path is None:
        real = (shelf.nav.base / node.file).exists()
        what = f"`{node.file}` is outside the folder" if real else f"there is no file `{node.file}`"
        shelf.log.warn("import-unmapped", what, node.at, help=f"the item `{node.title}` is left out")
        return
    if node.file in shelf.copies:
        what = f"`{node.file}` is listed again as `{node.title}`; the first place counts"
        shelf.log.note("import-dropped", what, node.at)
        return
    read = reading.text(path, node.file, shelf.log)
    if read is None:
        return
    text = respelled(read, shelf.nav.form, dict(shelf.nav.variables))
    shelf.texts[node.file] = text
    new, title = (text, "") if shelf.nav.continues else _levelled(shelf, node, text, depth, above)
    # A file that needs no change is copied byte for byte.
    data = path.read_bytes()
    target = "text.md" if node.file == "book.md" else node.file
    shelf.copies[target] = data if new == read and _is_utf8(data) else new.encode()
    shelf.chapters.append(Chapter(part, target, title))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _levelled(shelf: _Shelf, node: Node, text: str, depth: int, above: tuple[str, ...]) -> tuple[str, str]:
    """The text with its title at the level of its place, and the title for `chapters:` if the file has none."""
    lines = text.split("\n")
    found = headings.read(lines)
    if found and above and headings.same(found[0].words, above[-1]) and found[0].level == depth - 1:
        return text, ""  # the first file of a group opens it
    top = min((one.level for one in found), default=0)
    at_top = [one for one in found if one.level == top]
    owned = bool(found) and found[0].level == top and (len(at_top) == 1 or headings.same(found[0].words, node.title))
    owned = owned and (top == 1 or not _has_other_title(text, lines, found[0], node))
    if depth == 1 and (top == 1 or not found):
        # Every h1 of a file opens a chapter; a file without headings takes the title of its item.
        return text, "" if top == 1 else node.title
    if depth == 1 and not owned:
        return text, "" if headings.same(found[0].words, node.title) else node.title
    by = depth - top if owned else depth + 1 - top if found else 0
    new = headings.shifted(lines, found, by) if by else lines
    if not owned:
        start = headings.body_start(lines)
        new = [*new[:start], f"{'#' * min(depth, 6)} {node.title}", "", *new[start:]]
    if new != lines:
        moved = f"its headings move by {by:+d} level{'s' if abs(by) > 1 else ''}" if by else "it gets its title"
        shelf.log.note("import-changed", f"`{node.file}` stands at level {depth}: {moved}", node.at)
    return "\n".join(new), ""


def _has_other_title(text: str, lines: Sequence[str], first: headings.Heading, node: Node) -> bool:
    """Whether a heading below the first level is a section: the file has another title, or text stands above."""
    yaml, body = frontmatter.split(text)
    given = re.search(r"^title[ \t]*:[ \t]*(['\"]?)(.+?)\1[ \t]*$", yaml or "", re.MULTILINE)
    if given:
        return not headings.same(first.words, given[2])
    return not headings.same(first.words, node.title) and any(line.strip() for line in lines[body - 1 : first.line])


# Pictures and included files


def _copy_pictures(shelf: _Shelf) -> None:
    """Copy what the chapters name: pictures anywhere in the book, and files that are included."""
    text = "\n".join(shelf.texts.values())
    base = shelf.nav.base
    for path in visible(base):
        name = path.name
        if path.suffix.lower() in _PICTURES and (name in text or quote(name) in text):
            _copy(shelf, path.relative_to(base).as_posix())
    for name, chapter in shelf.texts.items():
        _copy_included(shelf, chapter, PurePosixPath(name).parent, frozenset())
    for key, value in shelf.nav.front:
        if key in {"cover", "bibliography"} and isinstance(value, str):
            _copy(shelf, value)


def _copy_included(shelf: _Shelf, text: str, folder: PurePosixPath, above: frozenset[str]) -> None:
    """Copy the files that a text includes, and those that they include, from the folder of the text or of the book."""
    base = shelf.nav.base
    for found in _INCLUDE.finditer(text):
        wanted = unquote(next(group for group in found.groups() if group)).removeprefix("@/").lstrip("/")
        real = reading.inside(base, (folder / wanted).as_posix()) or reading.inside(base, wanted)
        name = real.relative_to(base.resolve()).as_posix() if real else ""
        if real is None or name in above or len(above) > _DEEPEST:
            continue
        _copy(shelf, name)
        if real.suffix.lower() in {".md", ".markdown", ".html"}:
            inner = reading.text(real, name, shelf.log) or ""
            _copy_included(shelf, inner, PurePosixPath(name).parent, above | {name})


def _copy(shelf: _Shelf, name: str) -> None:
    path = reading.inside(shelf.nav.base, name)
    if path is not None and name not in shelf.copies:
        shelf.copies[name] = path.read_bytes()


def visible(base: Path) -> Iterator[Path]:
    """Files below a folder in a fixed order; hidden ones, and those that tools make, are passed by."""
    for path in sorted(base.iterdir(), key=lambda one: natural(one.name)):
        if path.name.startswith((".", "~")):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
            continue
        if path.is_dir():
            if path.name not in _SKIPPED and not path.is_symlink():
                yield from visible(path)
        elif path.is_file():
            yield path


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts 2 before 10, and names before longer ones."""
    return [(0, int(run), "") if run.isdecimal() else (1, 0, run.lower()) for run in re.findall(r"\d+|\D+", name)]
