"""Links, pictures (spec 6.3, 6.4) and spans `[text]{.class}`. After footnotes and mentions, which begin alike."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from huozi.source import attributes
from huozi.source.attributes import NO_ATTRIBUTES
from huozi.source.inlines.core import Bracket, Close, Open, Picture, pair
from huozi.source.inlines.destination import destination, label_key, title

if TYPE_CHECKING:
    from huozi.source.attributes import Attributes
    from huozi.source.inlines.core import Scan

PATTERN = r"!\[|[\[\]]"
CHARS = "![]"
_OF_INDEX = ("entry", "sort", "see")
_SPACE = re.compile(r"[ \t]*(?:\n[ \t]*)?")
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999})\]", re.DOTALL)
_LONGEST_LABEL = 999
_SIZE = re.compile(r"=(\d*%?)x(\d*%?)[ \t]*(?=\))")
_HUGO_REF = re.compile(r"""\{\{[<%][ \t]*(?:rel)?ref[ \t]+"?([^"\s]+)"?[ \t]*[%>]\}\}""")


def rule(scan: Scan) -> bool:
    """Open a bracket, or settle what the last one was."""
    if scan.text[scan.at] == "]":
        return _close(scan)
    picture = scan.text[scan.at] == "!"
    for bracket in scan.brackets[-1:]:
        bracket.followed = True
    width = 2 if picture else 1
    scan.brackets.append(Bracket(len(scan.tokens), scan.at, picture, scan.last_run))
    return scan.take(scan.text[scan.at : scan.at + width], scan.at + width)


def _close(scan: Scan) -> bool:
    if not scan.brackets:
        return False
    bracket = scan.brackets.pop()
    target = _target(scan, bracket) if bracket.active else None
    if target is not None:
        given = attributes.parse(scan.text, target[2])
        _build(scan, bracket, target, given[0] if given else None)
        scan.at = given[1] if given else target[2]
        return True
    given = None if bracket.picture else attributes.parse(scan.text, scan.at + 1)
    if given is None:
        return False
    pair(scan, bracket.bottom)
    scan.tokens[bracket.token] = _span(scan, bracket, given[0], given[1])
    return scan.take(Close(), given[1])


def _span(scan: Scan, bracket: Bracket, given: Attributes, end: int) -> Open:
    """A span; what one of the class `index` says of its term is ours."""
    if "index" not in given.classes:
        return Open("span", attributes=given)
    told = {key: value for key, value in given.values if key in _OF_INDEX}
    line, column = scan.place(bracket.at)
    own = {"index": json.dumps(told, ensure_ascii=False), "line": str(line), "col": str(column)}
    others = tuple((key, value) for key, value in given.values if key not in _OF_INDEX)
    return Open("span", own | {"length": str(end - bracket.at)}, attributes=replace(given, values=others))


def _target(scan: Scan, bracket: Bracket) -> tuple[str, str, int] | None:
    """URL, title and end of the link that closes here."""
    after = scan.at + 1
    if scan.text.startswith("(", after):
        inline = _inline_target(scan.text, after + 1)
        if inline is not None:
            return inline
    first = bracket.at + (2 if bracket.picture else 1)
    label = _LABEL.match(scan.text, after)
    if label is not None and label[1]:
        known = scan.page.links.get(label_key(label[1]))
        return (*known, label.end()) if known else None
    if bracket.followed or scan.at - first > _LONGEST_LABEL:
        return None
    known = scan.page.links.get(label_key(scan.text[first : scan.at]))
    return (*known, label.end() if label else after) if known else None


def _inline_target(text: str, at: int) -> tuple[str, str, int] | None:
    at = _after_space(text, at)
    hugo = _HUGO_REF.match(text, at)
    found = (hugo[1], hugo.end()) if hugo else destination(text, at)
    if found is None:
        return None
    url, end = found
    words = ""
    after = _after_space(text, end)
    if after > end:
        titled = title(text, after)
        if titled is not None:
            words, after = titled[0], _after_space(text, titled[1])
        sized = _SIZE.match(text, after)
        after = sized.end() if sized else after
    return (url, words, after + 1) if text.startswith(")", after) else None


def _with_size(written: str, given: Attributes | None) -> Attributes | None:
    """`![](a.png =300x200)` (markdown-it-imsize, GitLab): width and height, either of which may be left out."""
    sized = re.search(r"[ \t]=(\d*%?)x(\d*%?)[ \t]*\)$", written)
    if sized is None:
        return given
    sizes = tuple((key, value) for key, value in (("width", sized[1]), ("height", sized[2])) if value)
    old = given or NO_ATTRIBUTES
    return replace(old, values=(*old.values, *sizes))


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _build(scan: Scan, bracket: Bracket, target: tuple[str, str, int], given: Attributes | None) -> None:
    url, words, end = target
    pair(scan, bracket.bottom)
    line, column = scan.place(bracket.at)
    own = {"line": str(line), "col": str(column), "length": str(end - bracket.at)}
    titled = {"title": words} if words else {}
    if bracket.picture:
        given = _with_size(scan.text[bracket.at : end], given)
        image = Open("img", own | {"written": url}, {"src": url} | titled, given)
        inside = scan.tokens[bracket.token + 1 :]
        scan.tokens[bracket.token :] = [Picture(image, inside)]
        return
    scan.tokens[bracket.token] = Open("a", own | {"written": url}, {"href": url} | titled, given)
    scan.tokens.append(Close())
    for outer in reversed(scan.brackets):
        if not outer.picture:
            if not outer.active:
                break
            outer.active = False
