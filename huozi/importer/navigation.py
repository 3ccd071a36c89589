"""Tables of contents that are Markdown lists or YAML: mdBook, HonKit and GitBook, docsify, MkDocs -> Nav."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from huozi import frontmatter
from huozi.book import Part
from huozi.diagnostics import Span
from huozi.frontmatter import Items, Pairs, Text
from huozi.importer import headings, reading
from huozi.importer.shapes import Nav, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huozi.diagnostics import Log
    from huozi.frontmatter import Value

Front = tuple[tuple[str, str | tuple[str, ...]], ...]


def mdbook(folder: Path, log: Log) -> Nav | None:
    """book.toml and src/SUMMARY.md; chapters outside the list are front and back matter."""
    if not (folder / "book.toml").is_file():
        return None
    book, source = {}, "src"
    try:
        text = reading.text(folder / "book.toml", "book.toml", log) or ""
        book = tomllib.loads(text).get("book", {})
        source = str(book.get("src", "src"))
    except (tomllib.TOMLDecodeError, AttributeError, RecursionError) as error:
        log.warn("import-unmapped", f"book.toml cannot be read: {error}", Span((folder / "book.toml").as_posix()))
    base = _below(folder, source)
    summary = reading.inside(base, "SUMMARY.md") if base else None
    if base is None or summary is None:
        return None
    return Nav("mdBook", base, _summary(summary, base, log, outer=True), _front(book, {"authors": "author"}))


def honkit(folder: Path, log: Log) -> Nav | None:
    """SUMMARY.md, and book.json for what it says of the book."""
    book = _json(folder / "book.json", log)
    base = _below(folder, str(book.get("root", ".")))
    structure = book.get("structure")
    name = str(structure.get("summary", "SUMMARY.md")) if isinstance(structure, dict) else "SUMMARY.md"
    summary = reading.inside(base, name) if base else None
    if base is None or summary is None:
        return None
    nodes = _summary(summary, base, log)
    listed = {node.file for node in _all(nodes)}
    # HonKit shows the README before all that SUMMARY.md lists.
    if "README.md" not in listed and reading.inside(base, "README.md"):
        nodes = (Node(_title_of(base, "README.md", log) or "README", "README.md", Span("README.md")), *nodes)
    return Nav("HonKit", base, nodes, _front(book, {}), variables=tuple(_variables(book)))


def _variables(book: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a page of HonKit may name after `book.`: its variables, and what book.json says of the book."""
    own = book.get("variables")
    for name, value in {**book, **(own if isinstance(own, dict) else {})}.items():
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            yield name, str(value)


def docsify(folder: Path, log: Log) -> Nav | None:
    """_sidebar.md, in the folder or in docs/."""
    for base in (folder, folder / "docs"):
        sidebar = reading.inside(folder, (base / "_sidebar.md").relative_to(folder).as_posix())
        if sidebar is None:
            continue
        nodes = _summary(sidebar, base, log)
        if "README.md" not in {node.file for node in _all(nodes)} and reading.inside(base, "README.md"):
            nodes = (Node(_title_of(base, "README.md", log) or "README", "README.md", Span("README.md")), *nodes)
        page = reading.inside(base, "index.html")
        found = re.search(r"\bname\s*:\s*(['\"])(.*?)\1", reading.text(page, "index.html", log) or "") if page else None
        return Nav("docsify", base, nodes, (("title", found[2]),) if found and found[2] else ())
    return None


# Lists of links

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d+[.)])[ \t]+(?P<rest>.*)")
_LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\((?P<to><[^>]*>|(?:[^()\s]|\([^()]*\))*)(?:\s+[\"'].*?[\"'])?\s*\)"
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*")
_DEEPEST = 50
"""Items inside one another; what stands deeper is taken for this deep."""


@dataclass(slots=True)
class _Open:
    """An item whose nested items may still come."""

    node: Node
    indent: int
    children: list[_Open] = field(default_factory=list)


def _summary(path: Path, base: Path, log: Log, *, outer: bool = False) -> tuple[Node, ...]:
    """The items of a list; a heading between lists opens a division.

    `outer`: links outside the list are matter before and after the text, as mdBook has it.
    """
    shown = path.relative_to(base.resolve()).as_posix() if path.is_relative_to(base.resolve()) else path.name
    text = reading.text(path, shown, log) or ""
    top = _Open(Node("", "", Span(shown)), -1)
    division: _Open | None = None
    stack: list[_Open] = []
    seen_item = False
    for number, line in enumerate(re.sub("<!--.*?-->", _blank, text, flags=re.DOTALL).split("\n"), 1):
        at = Span(shown, number)
        if found := _ITEM.fullmatch(line):
            seen_item = True
            indent = len(found["indent"].expandtabs(4))
            while stack and (indent <= stack[-1].indent or len(stack) >= _DEEPEST):
                stack.pop()
            made = _Open(_item(found["rest"], path, base, at, log), indent)
            (stack[-1] if stack else division or top).children.append(made)
            stack.append(made)
        elif (heading := _HEADING.fullmatch(line.strip())) and number > 1:
            title = headings.plain(heading[1])
            if title and title.lower() not in {"summary", "目录", "table of contents"}:
                division = _Open(Node(title, "", at, is_division=True), -1)
                top.children.append(division)
                stack = []
        elif outer and (link := _LINK.fullmatch(line.strip())):
            node = _linked(link, path, base, at, log)
            top.children.append(_Open(replace(node, part=Part.BACK if seen_item else Part.FRONT), 0))
            stack = []
    return tuple(node for one in top.children for node in _closed(one) if node.file or node.children)


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _closed(one: _Open) -> Iterator[Node]:
    """The finished node. An item that leads nowhere and holds nothing goes; so does a link out of the book."""
    children = tuple(node for child in one.children for node in _closed(child))
    if one.node.file or children:
        yield replace(one.node, children=children)


def _item(rest: str, path: Path, base: Path, at: Span, log: Log) -> Node:
    link = _LINK.search(rest)
    return _linked(link, path, base, at, log) if link else Node(headings.plain(rest), "", at)


def _linked(link: re.Match[str], path: Path, base: Path, at: Span, log: Log) -> Node:
    title = headings.plain(re.sub(r"\\(.)", r"\1", link["title"]))
    to = unquote(link["to"].strip("<>")).partition("#")[0]
    if not to and link["to"].startswith("#"):
        return Node(title, "", at)
    if re.match(r"[a-z][a-z0-9+.-]*:|//", to, re.IGNORECASE):
        log.warn("import-unmapped", f"`{title}` leads out of the book, to {to}", at, help="it is left out")
        return Node(title, "", at)
    if not to:
        log.warn("import-unmapped", f"`{title}` has no file yet", at, help="it is left out")
        return Node(title, "", at)
    return Node(title, _file(to, path.parent, base), at)


def _file(to: str, folder: Path, base: Path) -> str:
    """The path below the base that a link means: docsify writes `/guide`, `guide/` and `guide` for guide.md."""
    near = base if to.startswith("/") else folder
    plain = PurePosixPath(to.lstrip("/")).as_posix()
    start = (
        near.resolve().relative_to(base.resolve()).as_posix() if near.resolve().is_relative_to(base.resolve()) else "."
    )
    for name in (plain, f"{plain}.md", f"{plain}/README.md", f"{plain}/index.md", re.sub(r"\.html?$", ".md", plain)):
        joined = _normal(f"{start}/{name}")
        if joined and (base / joined).is_file():
            return joined
    return _normal(f"{start}/{plain}") or plain


def file_of(to: str, base: Path) -> str:
    """The path below the base that an address of a site means."""
    return _file(unquote(to).partition("#")[0] or "/", base, base)


def _normal(name: str) -> str:
    """A path without `.` and `..`; "" if it leads out."""
    parts: list[str] = []
    for part in PurePosixPath(name).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _all(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _title_of(base: Path, name: str, log: Log) -> str:
    text = reading.text(base / name, name, log) or ""
    found = headings.read(text.split("\n"))
    return found[0].words if found else ""


def _below(folder: Path, name: str) -> Path | None:
    path = folder / name
    return path if path.is_dir() and path.resolve().is_relative_to(folder.resolve()) else None


def _json(path: Path, log: Log) -> dict[str, Any]:
    if reading.inside(path.parent, path.name) is None:
        return {}
    text = reading.text(path, path.name, log) or ""
    try:
        book = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        log.warn("import-unmapped", f"{path.name} cannot be read: {error}", Span(path.name, line))
        return {}
    return book if isinstance(book, dict) else {}


_KEYS = ("title", "author", "description", "isbn", "language", "lang")


def _front(book: Mapping[str, Any], spelt: Mapping[str, str]) -> Front:
    """The front matter that a map of another tool gives."""
    found: dict[str, str | tuple[str, ...]] = {}
    for key, value in book.items():
        name = spelt.get(key, key)
        if name not in _KEYS:
            continue
        name = {"language": "lang"}.get(name, name)
        if isinstance(value, str) and value.strip():
            found[name] = value.strip()
        elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            found[name] = tuple(value)
    if "lang" in found:
        found["lang"] = _tag(str(found["lang"]))
        if not found["lang"]:
            del found["lang"]
    return tuple(found.items())


def _tag(lang: str) -> str:
    """`zh`, `zh-cn` and `zh-tw` as tags that tell the script; "" for what is no language of these books."""
    plain = lang.lower().replace("_", "-")
    known = {
        "zh": "",
        "cn": "zh-Hans",
        "zh-cn": "zh-Hans",
        "zh-hans": "zh-Hans",
        "zh-tw": "zh-Hant",
        "zh-hant": "zh-Hant",
    }
    return known.get(plain, lang if re.fullmatch("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", lang) and plain != "en" else "")


# MkDocs


def mkdocs(folder: Path, log: Log) -> Nav | None:
    """mkdocs.yml. Only its `nav:`, `site_name:` and the like are read: the rest may hold Python tags."""
    name = next((one for one in ("mkdocs.yml", "mkdocs.yaml") if reading.inside(folder, one)), "")
    if not name:
        return None
    text = reading.text(folder / name, name, log) or ""
    base = _below(folder, _scalar(text, "docs_dir") or "docs")
    if base is None:
        return None
    front = {"title": "site_name", "description": "site_description", "author": "site_author"}
    given = tuple((key, value) for key, wanted in front.items() if (value := _scalar(text, wanted)))
    start, block = _block(text, "nav")
    if not block:
        from huozi.importer import folder as folders

        nav = folders.numbered(base, log)
        return replace(nav, form="MkDocs", front=given) if nav else None
    listed = frontmatter.read(block, name, log, first_line=start)
    if not isinstance(listed, Pairs):
        return None
    return Nav("MkDocs", base, tuple(_nav_nodes(listed.pairs[0][1], base, log)), given)


def _scalar(text: str, key: str) -> str:
    found = re.search(rf"^{key}:[ \t]*(.*?)[ \t]*(?:#.*)?$", text, re.MULTILINE)
    return found[1].strip("'\"") if found else ""


def _block(text: str, key: str) -> tuple[int, str]:
    """The lines of a top-level key, and the number of the first one."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if re.match(rf"{key}[ \t]*:", line)), None)
    if start is None:
        return 1, ""
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t-#"):
        end += 1
    return start + 1, "\n".join(lines[start:end]) + "\n"


def _nav_nodes(value: Value, base: Path, log: Log) -> Iterator[Node]:
    for item in value.items if isinstance(value, Items) else ():
        match item:
            case Text():
                title = "" if re.match("[a-z]+:", item.text) else _title_of_file(base, item.text, log)
                yield from _nav_file(title or PurePosixPath(item.text).stem, item, base, log)
            case Pairs():
                for key, inner in item.pairs:
                    if isinstance(inner, Text):
                        yield from _nav_file(key.text, inner, base, log)
                    else:
                        children = tuple(_nav_nodes(inner, base, log))
                        if children:
                            yield _with_index(Node(key.text, "", key.at, children))
            case Items():
                yield from _nav_nodes(item, base, log)


def _title_of_file(base: Path, name: str, log: Log) -> str:
    return _title_of(base, name, log) if reading.inside(base, name) else ""


def _nav_file(title: str, value: Text, base: Path, log: Log) -> Iterator[Node]:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", value.text):
        what = f"`{title}` leads out of the book, to {value.text}"
        log.warn("import-unmapped", what, value.at, help="it is left out")
    else:
        yield Node(title, _file(value.text, base, base), value.at)


def _with_index(group: Node) -> Node:
    """A group whose first item is its index page is that page with the others below it."""
    first = group.children[0]
    is_index = PurePosixPath(first.file).name in {"index.md", "README.md"} and "/" in first.file
    if is_index and not first.children and len(group.children) > 1:
        return replace(group, file=first.file, children=group.children[1:])
    return group
