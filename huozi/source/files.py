"""Files of the book -> Page bodies: bytes are read here and nowhere else in source/."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, assert_never

from huozi import frontmatter
from huozi.diagnostics import Span
from huozi.source import dialect, figures, includes, maths, paragraphs, sanitise, slugs, softbreaks
from huozi.source.headings import HEADINGS, words_of
from huozi.source.manuscript import Known, Manuscript
from huozi.store import NOTHING
from huozi.text import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.config import ChapterFile, Config
    from huozi.diagnostics import Log
    from huozi.store import Store

_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LONGEST_HEADING = 1000
_MOST_BOXES = 8
"""Boxes inside one another. One that ends a page below its words is laid out twice there, and so is each within it."""
_placed = sanitise.finder("@data-line or not(self::span)")
_KNOWN_ID = re.compile(r"(?:#|\\label\{)((?:fig|tbl|tab|lst|sec|eq):[^\s}\"']+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file read: its body, and its notes by label."""

    file: str
    path: str
    body: _Element
    front_title: str = ""
    notes: dict[str, tuple[_Element, Span]] = field(default_factory=dict)
    ids: dict[str, Span] = field(default_factory=dict)


def own_text(config: Config, log: Log) -> Manuscript:
    """The Markdown below the front matter of the book's own file."""
    lines = config.text.split("\n")[config.body_line - 1 :]
    file = PurePosixPath(config.source.relative_to(config.root).as_posix())
    return _whole(Manuscript(str(file), config.name, "\n".join(lines), config.body_line), config, log)


def chapter_text(config: Config, item: ChapterFile, log: Log) -> Manuscript | None:
    """The text of a file in `chapters:`; None, and an error, if it cannot be read."""
    path = (PurePosixPath(config.name).parent / item.file).as_posix()
    real = (config.root / item.file).resolve()
    if not real.is_relative_to(config.root):
        log.error(
            "chapter-outside", f"`{item.file}` is outside the book folder", item.at, help="copy it into the book folder"
        )
        return None
    data = _bytes(real)
    if data is None:
        log.error("chapter-missing", f"there is no file `{item.file}`", item.at, help=_nearest(config, item.file))
        return None
    text = decode(data, path, config.encoding, log)
    if text is None:
        return None
    front, line = frontmatter.split(text)
    title = _TITLE.search(front or "")
    body = "\n".join(text.split("\n")[line - 1 :])
    return _whole(Manuscript(item.file, path, body, line, _unquoted(title[1]) if title else ""), config, log)


def _whole(manuscript: Manuscript, config: Config, log: Log) -> Manuscript:
    """The text put right as the front matter asks, then with the files that it includes."""
    return includes.expand(linted(manuscript, config, log), config, log)


def linted(manuscript: Manuscript, config: Config, log: Log) -> Manuscript:
    """The text as the front matter's `lint:` wants it set; no line is added or lost, and no file is written."""
    if config.lint == "off":
        return manuscript
    from huozi import lint

    match config.lint:
        case "report":
            lint.report(manuscript.text, config.lang, manuscript.path, log, first_line=manuscript.first_line)
            return manuscript
        case "fix":
            better = lint.fixed(manuscript.text, config.lang)
            lint.report(better, config.lang, manuscript.path, log, first_line=manuscript.first_line)
            return replace(manuscript, text=better)
        case _:
            assert_never(config.lint)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _nearest(config: Config, file: str) -> str:
    folder = (config.root / file).parent
    names = sorted(path.name for path in folder.glob("*.md")) if folder.is_dir() else []
    near = get_close_matches(PurePosixPath(file).name, names, 1, 0.5)
    return f"did you mean `{(PurePosixPath(file).parent / near[0]).as_posix()}`?" if near else "check the path"


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def known_ids(manuscripts: Sequence[Manuscript]) -> tuple[str, ...]:
    """All ids of figures, tables and the like that authors give, so that `@fig:架构如图` ends where the name ends."""
    return tuple(sorted({name for one in manuscripts for name in _KNOWN_ID.findall(one.text)}))


def read(manuscript: Manuscript, known: Known, log: Log, store: Store = NOTHING) -> Leaf:
    """Read the Markdown of a file; code that is in the `store` is not highlighted again."""
    html = dialect.to_html(manuscript, known, log, store)
    body = _settled(html.body, html.mark, known.lang, manuscript.first_line)
    _report_depth(body, manuscript.path, log)
    _report_boxes(body, manuscript.path, log)
    notes = {}
    for label, (text, line, column) in html.notes.items():
        note = _settled(text, html.mark, known.lang, line)
        notes[label] = (note, Span(manuscript.path, line, column, len(label) + 3))
    _name_headings(body)
    _report_long_headings(body, manuscript.path, log)
    _report_unused(notes, html.called, log)
    return Leaf(manuscript.file, manuscript.path, body, manuscript.front_title, notes)


def _settled(html: str, mark: str, lang: str, first_line: int) -> _Element:
    body = sanitise.tree(html, mark)
    softbreaks.settle(body, lang)
    maths.lift(body)
    paragraphs.wrap(body)
    figures.gather(body)
    paragraphs.wrap_all(body)
    paragraphs.drop_empty(body)
    line = str(first_line)
    for element in _placed(body):
        line = str(element.get("data-line") or line)
        if sanitise.is_block(element):
            element.set("data-line", line)
    return body


def _report_depth(body: _Element, path: str, log: Log) -> None:
    line = str(body.attrib.pop("own-deep", ""))
    if line:
        message = f"elements stand over {sanitise.DEEPEST} deep inside one another: the tags of deeper ones go"
        log.error("nesting", message, Span(path, int(line)), help="close tags where they end, or nest less")


def _report_boxes(body: _Element, path: str, log: Log) -> None:
    """Take away boxes that stand too deep inside others, and leave what they hold."""
    boxes = [one for one in body.iter("aside") if "admonition" in str(one.get("class", "")).split()]
    inside = frozenset(boxes)
    deep = [one for one in boxes if sum(above in inside for above in one.iterancestors()) >= _MOST_BOXES]
    if deep:
        message = f"boxes stand over {_MOST_BOXES} deep inside one another: deeper ones go, and their text stays"
        at = Span(path, int(str(deep[0].get("data-line") or 1)))
        log.error("nesting", message, at, help="take some of the boxes away, or close them where they end")
    for one in deep:
        sanitise.unwrap(one)


def _name_headings(body: _Element) -> None:
    """Keep on each heading the anchors that GitHub and mdBook give it, which count through the whole file."""
    by_github: dict[str, int] = {}
    by_mdbook: dict[str, int] = {}
    for heading in body.iter(*HEADINGS):
        words = words_of(heading)
        heading.set("own-github", slugs.counted(slugs.github(words), by_github))
        heading.set("own-mdbook", slugs.counted(slugs.mdbook(words), by_mdbook))


def _report_long_headings(body: _Element, path: str, log: Log) -> None:
    """A heading stands in running heads, bookmarks and contents, where a page of text cannot."""
    for heading in body.iter(*HEADINGS):
        count = len(words_of(heading))
        if count > _LONGEST_HEADING:
            at = Span(path, int(str(heading.get("data-line") or 1)))
            advice = "put a line break where the heading ends"
            log.error(
                "heading-long", f"a heading of {count} characters is text that was not meant as one", at, help=advice
            )


def _report_unused(notes: dict[str, tuple[_Element, Span]], called: frozenset[str], log: Log) -> None:
    for label, (_, at) in notes.items():
        if label not in called:
            log.warn("note-unused", f"the note `[^{label}]` is never called", at, help="call it, or delete it")
