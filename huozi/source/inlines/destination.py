"""Link destinations, titles and labels (spec 6.3), for links, pictures and link definitions."""

from __future__ import annotations

import re
from html import unescape

_POINTED = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_TITLE = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|\(((?:[^()\\]|\\.)*)\)', re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_DEEPEST = 32


def destination(text: str, at: int) -> tuple[str, int] | None:
    """The URL that begins at an offset, and the offset after it; None if none can."""
    if text.startswith("<", at):
        pointed = _POINTED.match(text, at)
        return (plain(pointed[1]), pointed.end()) if pointed else None
    depth, end = 0, at
    while end < len(text):
        char = text[end]
        if char == "\\" and end + 1 < len(text) and not text[end + 1].isspace():
            end += 2
            continue
        if char <= " " or char == "\x7f":
            break
        if char == "(":
            depth += 1
            if depth > _DEEPEST:
                return None
        elif char == ")":
            if depth == 0:
                break
            depth -= 1
        end += 1
    return (plain(text[at:end]), end) if depth == 0 else None


def title(text: str, at: int) -> tuple[str, int] | None:
    """The title that begins at an offset, and the offset after it."""
    found = _TITLE.match(text, at)
    if found is None:
        return None
    return plain(found[1] or found[2] or found[3] or ""), found.end()


def label_key(label: str) -> str:
    """A label as labels are compared: case folded, white space as one space."""
    return " ".join(label.casefold().split())


def plain(text: str) -> str:
    """Text without backslash escapes and with entities as characters."""
    return entities(_ESCAPED.sub(lambda found: found[1] if found[1] != "&" else "&amp;", text))


def entities(text: str) -> str:
    """Entities that HTML knows as the characters they stand for; others stay as they are."""
    return _ENTITY.sub(lambda found: entity(found[0]), text) if "&" in text else text


def entity(written: str) -> str:
    """One entity as its characters; U+FFFD for a code that is none, the text itself for an unknown name."""
    shown = unescape(written)
    if written.startswith("&#") and (not shown or shown == "\0" or not _is_printable(shown)):
        return "\ufffd"
    return shown if not shown.endswith(";") or written == "&semi;" else written


def _is_printable(char: str) -> bool:
    return char in "\t\n" or (ord(char[0]) >= 0x20 and not 0x7F <= ord(char[0]) <= 0x9F)
