"""Text of a Markdown file -> Prose: its passages, in which all that is no prose is masked, character by character.

A mask is of the same length as its text, so that an offset means the same place in both: GONE stands for markup that a
reader does not see (`**`, `[`, `](url)`), OBJECT for what he sees but nobody may touch (code, mathematics, numbers).
When in doubt a character is masked. This is not the reader of the manuscript: source/ is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi import frontmatter

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "\x00"
OBJECT = "\ufffc"

WIDE = (
    "\u3005-\u3007\u3021-\u3029\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han and kana, as the inside of a character class."""

_IS_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading or a cell: its mask begins at offset `start`; `level` is that of a heading, else 0."""

    start: int
    mask: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """A text and the passages of it that are prose, in reading order."""

    text: str
    lang: str
    passages: tuple[Passage, ...]
    line_starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


def read(text: str, lang: str) -> Prose:
    """Find the prose of a text; a front matter at its head is none."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    mask = _mask_spans(text, starts)
    return Prose(text, lang, tuple(_passages(text, mask, starts)), tuple(starts))


def is_wide(char: str) -> bool:
    """Whether it is a Han character or kana."""
    return bool(_IS_WIDE.match(char))


def before(mask: str, at: int, *, spaces: bool = False) -> str:
    """The last character before an offset that a reader sees; "" at the start. A soft line break is not seen."""
    at -= 1
    while at >= 0 and (mask[at] == GONE or mask[at] == "\n" or (spaces and mask[at] == " ")):
        at -= 1
    return mask[at] if at >= 0 else ""


def after(mask: str, at: int, *, spaces: bool = False) -> str:
    """The first character from an offset on that a reader sees; "" at the end."""
    while at < len(mask) and (mask[at] == GONE or mask[at] == "\n" or (spaces and mask[at] == " ")):
        at += 1
    return mask[at] if at < len(mask) else ""


_SENTENCE_END = re.compile(r"[。！？…]|[.!?](?=[ \n]|$)")
_WORD = re.compile(rf"[A-Za-z][A-Za-z'’-]*|[{WIDE}]")
_WINDOW = 120


def in_han_sentence(mask: str, at: int) -> bool:
    """Whether the sentence around an offset holds more Han characters than Latin words."""
    head = mask[max(0, at - _WINDOW) : at]
    tail = mask[at + 1 : at + 1 + _WINDOW]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    end = _SENTENCE_END.search(tail)
    words = _WORD.findall(head[ends[-1] if ends else 0 :] + " " + tail[: end.start() if end else None])
    wide = sum(is_wide(word) for word in words)
    return wide > len(words) - wide


# What may span lines: masked before lines are looked at

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUIET_TAG = re.compile(
    r"<(pre|script|style|svg|math|code|kbd|samp|textarea)\b[^<>]*>.*?(?:</\1[ \t]*>|\Z)", re.DOTALL | re.IGNORECASE
)
_ENVIRONMENT = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}.*?(?:\\end\{\1\}|\Z)", re.DOTALL)
_DISPLAY = re.compile(r"\$\$.*?(?:\$\$|\n[ \t]*\n|\Z)|\\\[.*?(?:\\\]|\n[ \t]*\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"(?P<indent>(?:[ \t]*>)*[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")


def _mask_spans(text: str, starts: list[int]) -> list[str]:
    """The text as characters, with front matter, fences and what spans lines masked as objects."""
    mask = [OBJECT if char < " " and char not in "\n\t" else char for char in text]
    yaml, body_line = frontmatter.split(text)
    body = starts[body_line - 1] if yaml is not None and body_line <= len(starts) else 0 if yaml is None else len(text)
    _cover(mask, 0, body)
    for start, end in _fences(text, starts):
        _cover(mask, max(start, body), end)
    joined = "".join(mask)
    for pattern in (_COMMENT, _QUIET_TAG, _ENVIRONMENT, _DISPLAY):
        if _may_hold(pattern, joined):
            for found in pattern.finditer(joined, body):
                _cover(mask, *found.span())
            joined = "".join(mask)
    return mask


def _may_hold(pattern: re.Pattern[str], text: str) -> bool:
    """Spare a search whose opening is not there."""
    openings = {_COMMENT: ("<!--",), _QUIET_TAG: ("<",), _ENVIRONMENT: ("\\begin",), _DISPLAY: ("$$", "\\[")}
    return any(opening in text for opening in openings[pattern])


def _fences(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each fenced block, at any depth; one that nothing closes goes to the end of the text."""
    opened, fence = -1, ""
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text[start:end].rstrip("\n")
        if opened < 0:
            found = _FENCE.match(line)
            if found and not (found["fence"][0] == "`" and "`" in found["info"]):
                opened, fence = start, found["fence"]
        elif re.fullmatch(rf"(?:[ \t]*>)*[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*", line):
            yield opened, end
            opened = -1
    if opened >= 0:
        yield opened, len(text)


def _cover(mask: list[str], start: int, end: int, by: str = OBJECT) -> None:
    mask[start:end] = [char if char == "\n" else by for char in mask[start:end]]


# Lines

_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(?:\[![A-Za-z]+\])?")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+|$)(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|$|(?=[^#\s]))")
_NOTE = re.compile(r"[ ]{0,3}\[\^[^\]\n]+\]:[ \t]*")
_DEFINED = re.compile(r"[ ]{0,3}:[ \t]+|(?:Table|表格?)?[ \t]*:[ \t]+(?=\S)")
_MARKUP_LINE = re.compile(
    r"[ \t]*(?:"
    r":{3,}.*"  # containers
    r"|(?:!!!|\?\?\?\+?|===)[ \t]*.*"  # admonitions, tabs, setext underlines
    r"|[-=]{2,}[ \t]*|(?:[-*_][ \t]*){3,}"  # rules
    r"|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?"  # the row under the head of a table
    r"|\[[^\]^\n][^\]\n]*\]:[ \t]*\S.*|\*\[[^\]\n]+\]:.*"  # link definitions, abbreviations
    r"|\[TOC\]|@include.*|:[A-Za-z]+:.*"
    r"|\{[%{].*[%}]\}"
    r")[ \t]*"
)


def _passages(text: str, mask: list[str], starts: list[int]) -> Iterator[Passage]:
    """Group lines to passages. A list keeps its indent until a line stands left of it, so that its text is no code."""
    opened: list[int] = []
    indents: list[int] = []
    blank = True
    for start, end in zip(starts, [*starts[1:], len(text) + 1], strict=True):
        line = "".join(mask[start : end - 1])
        if not line.strip(" \t") or not line.strip(OBJECT + " \t"):
            if opened and not line.strip(" \t"):
                yield _passage(mask, opened)
                opened = []
            blank = blank or not line.strip(" \t")
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" "))
        while indents and indent < indents[-1] and (blank or _ITEM.match(line)):
            indents.pop()
        if blank and indent >= 4 + (indents[-1] if indents else 0) and not _ITEM.match(line):
            continue  # indented code
        blank = False
        if _MARKUP_LINE.fullmatch(line):
            if opened:
                yield _passage(mask, opened)
                opened = []
            continue
        prefix, level, breaks = _prefix(line, indents)
        _cover(mask, start, start + prefix, GONE)
        is_row = _is_row(line)
        if (breaks or level or is_row) and opened:
            yield _passage(mask, opened)
            opened = []
        if is_row:
            yield from _cells(mask, start, end - 1)
        elif level:
            yield _passage(mask, [start, end - 1], level)
        else:
            opened += [start, end - 1]
    if opened:
        yield _passage(mask, opened)


def _prefix(line: str, indents: list[int]) -> tuple[int, int, bool]:
    """How many characters of a line are markup of its block, the level of a heading, whether a passage begins."""
    at, breaks = 0, False
    while found := _QUOTE.match(line, at):
        at = found.end()
    while (found := _ITEM.match(line, at)) and found.end() > at:
        at, breaks = found.end(), True
        indents.append(len(line[:at].expandtabs(4)))
        if len(indents) > 40:
            break
    for pattern in (_NOTE, _DEFINED):
        if found := pattern.match(line, at):
            return found.end(), 0, True
    if (found := _HEADING.match(line, at)) and found.end() > at:
        return found.end(), len(found[1]), True
    spaces = re.compile("[ \t]*").match(line, at)
    return (spaces.end() if spaces else at), 0, breaks


def _is_row(line: str) -> bool:
    return line.count("|") - line.count("\\|") > 1 and line.lstrip(" >\t").startswith("|")


def _cells(mask: list[str], start: int, end: int) -> Iterator[Passage]:
    """A passage for each cell of a row; a bar inside inline code is none."""
    line = _mask_inlines("".join(mask[start:end]))
    mask[start:end] = line
    at = 0
    for found in re.finditer(r"(?<!\\)\||$", line):
        if line[at : found.start()].strip():
            yield Passage(start + at, line[at : found.start()])
        at = found.end()


def _passage(mask: list[str], opened: list[int], level: int = 0) -> Passage:
    start, end = opened[0], opened[-1]
    return Passage(start, _mask_inlines("".join(mask[start:end])), level)


# Inlines

_KNOWN_FILE = (
    "md|markdown|txt|docx?|xlsx?|pptx?|pdf|png|jpe?g|gif|svg|webp|html?|css|m?js|tsx?|py|json|ya?ml|toml|zip|gz|tar|epub"
    "|csv|xml|exe|dll|c|cc|cpp|h|hpp|java|go|rs|rb|sh|ini|conf|log|mp[34]|tex|bib"
)
_OBJECTS = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,16})(?!`)[^`](?s:.{0,2000}?)(?<!`)(?P=ticks)(?!`))"
    r"|(?P<math>(?<![\\$])\$(?=[^\s$])[^$\n]{0,400}?(?<![\s\\])\$(?![0-9$]))|\\\((?:[^\n]{0,400}?)\\\)"
    r"|(?P<tag></?[A-Za-z][^<>\n]{0,600}>)"
    r"|(?P<auto><[A-Za-z][A-Za-z0-9+.-]{1,20}:[^<>\s]*>)"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<template>\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\{\{<[^\n]{0,400}?>\}\})"
    r"|(?P<foreign>\[[^\[\]\n]{1,300}\]\{[^{}\n]{0,100}\blang=[^{}\n]{0,100}\}|\[import[^\]\n]{0,200}\](?=\())"
    r"|(?P<note>\^?\[\^[^\]\n]{1,100}\])"
    r"|(?P<cite>\[-?@[^\]\n]{1,200}\]|@(?:fig|tbl|tab|lst|eq|sec|listing):[^\s，。；：、！？“”（）()\[\]]+)"
    r"|(?P<link>\]\((?:<[^<>\n]*>|(?:[^()\s\\]|\\.|\([^()\s]*\))*)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"
    r"|\]\[[^\]\n]{0,100}\])"
    r"|(?P<ruby>\{[^{}|\n]{1,60}(?:\|[^{}|\n]{0,60}){1,20}\})"
    r"|(?P<attributes>(?<=[\])`}*\s])\{[#.:][^{}\n]{0,300}\}|(?<=[\])`}])\{[^{}\n]{0,300}\})"
    r"|(?P<url>(?:https?|ftp|file)://[^\s<>\"“”‘’（）《》【】，。；：、！？"
    + WIDE
    + r"]+|www\.[^\s<>\"“”（），。；、"
    + WIDE
    + r"]+)"
    r"|(?P<mail>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,20})"
    r"|(?P<file>(?<![\w./\\-])[\w./\\-]{1,120}(?:[(（][0-9]{1,3}[)）])?\.(?:" + _KNOWN_FILE + r")(?![A-Za-z0-9]))"
    r"|(?P<drive>(?<![A-Za-z])[A-Za-z]:\\[^\s，。；、]*)"
    r"|(?P<number>(?<![0-9A-Za-z])[0-9]+(?:[.,:/-][0-9]+)+|(?<![A-Za-z0-9])[0-9]{1,2}:[0-9]{2}(?![0-9]))"
    r"|(?P<shortcode>(?<![A-Za-z0-9:]):[a-z0-9_+-]{2,30}:(?![A-Za-z0-9:]))"
    r"|(?P<escape>\\[^\sA-Za-z])|(?P<command>\\[A-Za-z]+\*?)"
    r"|(?P<emphasis>\*{1,3}|~~|==|(?<![A-Za-z0-9_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![A-Za-z0-9_]))"
    r"|(?P<open>!?\[)"
)
_GONE = {"tag", "note", "link", "attributes", "emphasis", "open"}
_INDENT = re.compile(r"(?:&(?:nbsp|emsp|ensp|\#12288|\#x3000);)+", re.IGNORECASE)


def _mask_inlines(mask: str) -> str:
    """Mask what is no prose inside a passage."""
    if not re.search(r"[!-/:-@\[-`{-~0-9]", mask):
        return mask
    parts: list[str] = []
    at = 0
    for found in _OBJECTS.finditer(mask):
        parts.append(mask[at : found.start()])
        parts.append(_masked(found))
        at = found.end()
    return "".join([*parts, mask[at:]])


def _masked(found: re.Match[str]) -> str:
    kind, text = found.lastgroup, found[0]
    if kind == "ruby":
        bar = text.index("|")
        return GONE + text[1:bar] + GONE * (len(text) - bar)
    if kind == "entity" and _INDENT.fullmatch(text):
        return GONE * len(text)
    cover = GONE if kind in _GONE else OBJECT
    return "".join("\n" if char == "\n" else cover for char in text)
