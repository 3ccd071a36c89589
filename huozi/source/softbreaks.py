"""Soft line breaks in a tree -> nothing or a space, by the scripts on both sides (MD1); indents typed by hand go (MD7).

CSS Text 4, segment break transformation; the exact rule is typography.md's. Works on the finished tree, so that marks
of emphasis and tags between the two characters do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from huozi.source.vocabulary import BLOCKS

if TYPE_CHECKING:
    from lxml.etree import _Element

_BREAK = re.compile(r"(?<![ \t\n])[ \t]*+\n[ \t\n]*+")
_INDENT = re.compile(r"[ \t\n\u3000\u00a0\u2000-\u200a\u202f]+")
_INDENTED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_OBJECT = "\ufffc"

Slot = tuple["_Element", Literal["text", "tail"], str]


def settle(body: _Element, lang: str) -> None:
    """Settle every soft break below `body`, in place."""
    flow: list[Slot] = []
    _walk(body, flow, lang)
    _flush(flow, lang)


def _walk(element: _Element, flow: list[Slot], lang: str) -> None:
    if element.tag != "pre":
        flow.append((element, "text", element.text or ""))
        for child in element:
            _step(child, flow, lang)


def _step(child: _Element, flow: list[Slot], lang: str) -> None:
    if child.tag in BLOCKS:
        _flush(flow, lang)
        _walk(child, flow, lang)
        _flush(flow, lang)
    elif child.tag == "br":
        _flush(flow, lang, ends_with_break=True)
    elif child.tag == "img":
        flow.append((child, "text", _OBJECT))
    elif child.get("own-mention") is not None or child.get("own-cite") is not None:
        flow.append((child, "text", "图" if _joins(lang) else "F"))
    elif child.tag not in {"rt", "rp"}:
        _walk(child, flow, lang)
    flow.append((child, "tail", child.tail or ""))


def _flush(flow: list[Slot], lang: str, *, ends_with_break: bool = False) -> None:
    text = "".join(part for _, _, part in flow)
    cuts = [(found.start(), found.end(), _between(text, found, lang)) for found in _BREAK.finditer(text)]
    if flow and flow[0][1] == "text" and flow[0][0].tag in _INDENTED and (indent := _INDENT.match(text)):
        cuts = [(0, indent.end(), ""), *(cut for cut in cuts if cut[0] >= indent.end())]
    if ends_with_break and text.endswith((" ", "\t")) and not (cuts and cuts[-1][1] == len(text)):
        cuts.append((len(text.rstrip(" \t")), len(text), ""))
    if cuts:
        _cut(flow, cuts)
    flow.clear()


def _between(text: str, found: re.Match[str], lang: str) -> str:
    if found.start() == 0 or found.end() == len(text):
        return ""
    return "" if is_joined(text[found.start() - 1], text[found.end()], lang) else " "


def _cut(flow: list[Slot], cuts: list[tuple[int, int, str]]) -> None:
    start, index = 0, 0
    for element, where, part in flow:
        end = start + len(part)
        kept, at = [], start
        while index < len(cuts) and cuts[index][0] < end:
            first, last, filler = cuts[index]
            if first >= start:
                kept += [part[at - start : first - start], filler]
            at = min(last, end)
            if last > end:
                break
            index += 1
        kept.append(part[at - start :])
        start = end
        changed = "".join(kept)
        if changed != part:
            setattr(element, where, changed or None)


def is_joined(before: str, after: str, lang: str) -> bool:
    """Whether a line break between two characters is no space."""
    if _is_wide(before) and _is_wide(after):
        return True
    if not _joins(lang):
        return False
    one_is_wide = (_is_wide(before) and not _is_emoji(before)) or (_is_wide(after) and not _is_emoji(after))
    return one_is_wide and not (_is_hangul(before) or _is_hangul(after))


def _joins(lang: str) -> bool:
    return lang.split("-", maxsplit=1)[0].lower() in {"zh", "ja"}


@lru_cache(maxsize=4096)
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "FWH" and not _is_hangul(char)


def _is_hangul(char: str) -> bool:
    return (
        "\u1100" <= char <= "\u11ff"
        or "\u3130" <= char <= "\u318f"
        or "\ua960" <= char <= "\ua97f"
        or ("\uac00" <= char <= "\ud7ff" or "\uffa0" <= char <= "\uffdc")
    )


def _is_emoji(char: str) -> bool:
    return "\U0001f000" <= char <= "\U0001faff" or "\u2600" <= char <= "\u27bf"
