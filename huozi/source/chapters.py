"""Leaves (files read) -> chapters: where the book is split, the part each is in, and the level of each heading.

Ids, labels and records of what is inside are made in records.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree

from huozi import customs
from huozi.book import Part
from huozi.diagnostics import Span
from huozi.source.headings import HEADINGS, level, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from huozi.config import ChapterFile, Config
    from huozi.source.files import Leaf


@dataclass(slots=True)
class Draft:
    """A chapter in the making: `title` is for one whose title is not printed; `leaves` are the files it is made of.

    `part` is None as long as nobody said where in the book it stands.
    """

    body: _Element
    file: str
    part: Part | None
    at: Span
    title: str = ""
    implied: bool = False
    leaves: dict[str, Leaf] = field(default_factory=dict)
    divisions: tuple[ChapterFile, ...] = ()


def from_one(leaf: Leaf, config: Config) -> tuple[list[Draft], str]:
    """The chapters of a single file, split at its top level, and the book's title if its first heading is that."""
    levels = [level(heading) for heading in leaf.body if heading.tag in HEADINGS]
    title = ""
    if _opens_with_title(leaf, config, levels):
        heading = leaf.body[0]
        title = words_of(heading)
        leaf.body.remove(heading)
        levels = levels[1:]
    top = min(levels, default=1)
    for heading in leaf.body.iter(*HEADINGS):
        heading.tag = f"h{max(1, level(heading) - top + 1)}"
    parts = _split(leaf.body)
    drafts: list[Draft] = []
    for body in parts:
        implied = not _has_title(body)
        part = Part.FRONT if implied and len(parts) > 1 else None
        name = config.title or title or PurePosixPath(leaf.file).stem
        drafts.append(_draft(leaf, body, part, title=name if implied else "", implied=implied))
    _place(drafts, by_title=config.chapter_start != "none")
    return drafts, title


def _opens_with_title(leaf: Leaf, config: Config, levels: list[int]) -> bool:
    """One h1, at the very beginning, equal to the title in the front matter if there is one, and h2s after it."""
    first = next(iter(leaf.body), None)
    if first is None or first.tag != "h1" or levels.count(1) != 1 or 2 not in levels:
        return False
    return not config.title or config.title == words_of(first)


def from_many(rows: Sequence[tuple[ChapterFile, Leaf | None]], config: Config) -> list[Draft]:
    """The chapters of the files in `chapters:`. An item without a file opens a division before the next chapter."""
    drafts: list[Draft] = []
    waiting: list[ChapterFile] = []
    for item, leaf in rows:
        if leaf is None:
            if not item.file:
                waiting.append(item)
            continue
        made = _of_file(item, leaf, drafts[-1] if drafts and not waiting else None)
        if made and waiting:
            made[0].divisions = tuple(waiting)
            waiting = []
        drafts += made
    _place(drafts, by_title=config.chapter_start != "none")
    return drafts


def _of_file(item: ChapterFile, leaf: Leaf, before: Draft | None) -> list[Draft]:
    headings = [block for block in leaf.body if block.tag in HEADINGS]
    if not len(leaf.body) and not (leaf.body.text or "").strip() and not item.title:
        return []
    if any(heading.tag == "h1" for heading in headings):
        return _titled(item, leaf)
    if item.title:
        heading = etree.Element("h1", {"data-line": "1"})
        heading.text = item.title
        leaf.body.insert(0, heading)
        heading.tail, leaf.body.text = leaf.body.text, None
        return [_draft(leaf, leaf.body, item.part, at=item.at)]
    if headings and leaf.body[0] is headings[0] and before is not None and before.part is item.part:
        _continue(before, leaf)
        return []
    title = leaf.front_title or PurePosixPath(leaf.file).stem
    return [_draft(leaf, leaf.body, item.part, title=title, implied=True)]


def _titled(item: ChapterFile, leaf: Leaf) -> list[Draft]:
    """A chapter for each h1; what stands before the first one belongs below it."""
    parts = _split(leaf.body)
    if len(parts) > 1 and not _has_title(parts[0]):
        opening = list(parts.pop(0))
        parts[0][1:1] = opening
    return [_draft(leaf, body, item.part) for body in parts]


def _continue(before: Draft, leaf: Leaf) -> None:
    """Add a file that begins with a lower heading to the chapter before it, as Pandoc joins files."""
    for block in list(leaf.body):
        block.set("data-file", leaf.file)
        before.body.append(block)
    before.leaves[leaf.file] = leaf


def _split(body: _Element) -> list[_Element]:
    """A body for each h1, and one for what stands before the first if there is anything."""
    parts: list[_Element] = []
    current = etree.Element("body")
    current.text = body.text
    for block in list(body):
        if block.tag == "h1":
            if len(current) or (current.text or "").strip():
                parts.append(current)
            current = etree.Element("body")
        current.append(block)
    if len(current) or (current.text or "").strip():
        parts.append(current)
    return parts


def _has_title(body: _Element) -> bool:
    return len(body) > 0 and body[0].tag == "h1"


# In which part of the book.

_CLASSES = {
    "front": Part.FRONT,
    "frontmatter": Part.FRONT,
    "appendix": Part.APPENDIX,
    "back": Part.BACK,
    "backmatter": Part.BACK,
}


def _place(drafts: Sequence[Draft], *, by_title: bool) -> None:
    """Give a part to the chapters without one: as the class of the heading says, else as custom has it.

    Before the first chapter of the text stand 前言 and the like, after the last one 附录, 后记 and the like (GB/T
    12450-2001). A book of nothing else is all text, and so is one whose chapters run on, which has no such parts.
    """
    for draft in drafts:
        draft.part = draft.part or _said(draft)
    found = _by_title(drafts) if by_title else {}
    for index, draft in enumerate(drafts):
        draft.part = draft.part or found.get(index) or Part.MAIN


def _by_title(drafts: Sequence[Draft]) -> dict[int, Part]:
    found: dict[int, Part] = {}
    for side, order in ((Part.FRONT, range(len(drafts))), (Part.BACK, reversed(range(len(drafts))))):
        for index in order:
            if drafts[index].part is not None:
                continue
            part = _by_custom(drafts[index], side)
            if part is None:
                break
            found.setdefault(index, part)
    given = (draft.part or found.get(index) for index, draft in enumerate(drafts))
    return found if any(part in {None, Part.MAIN} for part in given) else {}


def _said(draft: Draft) -> Part | None:
    """The part that the author names: `# 说明 {.front}`."""
    classes = (draft.body[0].get("class") or "").split() if _has_title(draft.body) else []
    return next((_CLASSES[name] for name in classes if name in _CLASSES), None)


def _by_custom(draft: Draft, side: Part) -> Part | None:
    """The part of a title known by custom, if it may stand on this side of the text; an appendix stands after it."""
    known = customs.custom(words_of(draft.body[0])) if _has_title(draft.body) else None
    if known is None:
        return None
    if side is Part.BACK and Part.APPENDIX in known.parts:
        return Part.APPENDIX
    return side if side in known.parts else None


def _draft(
    leaf: Leaf, body: _Element, part: Part | None, *, title: str = "", implied: bool = False, at: Span | None = None
) -> Draft:
    first = body[0] if len(body) else None
    line = int(str(first.get("data-line") or 1)) if first is not None else 1
    column = int(str(first.get("own-col") or 1)) if first is not None else 1
    return Draft(body, leaf.file, part, at or Span(leaf.path, line, column), title, implied, {leaf.file: leaf})
