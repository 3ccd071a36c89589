"""Headings of a Markdown file -> the same file with them on other levels; fenced code is let be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from huozi import frontmatter

_ATX = re.compile(r"[ ]{0,3}(#{1,6})(?!#)[ \t]*(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-{2,})[ \t]*")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-+*]|\d+[.)])[ \t]+)*(`{3,}|~{3,})(.*)")
_MARKUP = re.compile(r"<[^<>]*>|\{[^{}]*\}|!?\[([^\]]*)\]\([^()]*\)|[*_`\\]")
_BLOCK = re.compile(r"[ \t]*(?:[-+*>|#]|\d+[.)][ \t])|[ \t]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: index of its line, how many lines it takes, level, words."""

    line: int
    height: int
    level: int
    words: str


def read(lines: list[str]) -> list[Heading]:
    """The headings of a file outside its front matter and code."""
    yaml, body = frontmatter.split("\n".join(lines))
    found: list[Heading] = []
    fence = ""
    for at, line in enumerate(lines):
        if yaml is not None and at < body - 1:
            continue
        if mark := _FENCE.fullmatch(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            continue
        if fence:
            continue
        if (heading := _ATX.fullmatch(line)) and (heading[2] or line.strip() == heading[1]):
            found.append(Heading(at, 1, len(heading[1]), plain(heading[2])))
        elif at and (under := _UNDERLINE.fullmatch(line)) and at >= body and _is_title(lines, at - 1):
            found.append(Heading(at - 1, 2, 1 if under[1][0] == "=" else 2, plain(lines[at - 1])))
    return found


def _is_title(lines: list[str], at: int) -> bool:
    """Whether a line above an underline is a paragraph of one line."""
    above = lines[at - 1] if at else ""
    return not _BLOCK.match(lines[at]) and (not above.strip() or above.startswith("#"))


def plain(words: str) -> str:
    """The words of a heading without their markup."""
    return re.sub(r"[\s\u3000]+", " ", _MARKUP.sub(lambda found: found[1] or "", words)).strip()


def same(one: str, other: str) -> bool:
    """Whether two titles say the same: spaces, widths of marks and markup do not count."""
    return _key(one) == _key(other) != ""


def _key(words: str) -> str:
    half = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
    return re.sub(r"[\s\u3000]", "", plain(words)).translate(half).lower()


def shifted(lines: list[str], headings: list[Heading], by: int) -> list[str]:
    """The lines with every heading moved by some levels, level 6 the deepest."""
    new = list(lines)
    for one in headings:
        level = min(6, max(1, one.level + by))
        words = lines[one.line] if one.height == 2 else re.sub(r"^[ ]{0,3}#+[ \t]*", "", lines[one.line])
        new[one.line] = f"{'#' * level} {words.strip()}"
        if one.height == 2:
            new[one.line + 1] = ""
    return new


def body_start(lines: list[str]) -> int:
    """The index of the first line after the front matter."""
    yaml, body = frontmatter.split("\n".join(lines))
    return body - 1 if yaml is not None else 0
