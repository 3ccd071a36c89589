r"""Formulas among words: `$x$`, `$`x`$`, `$$x$$`, `\(x\)`.

A dollar opens a formula as Pandoc reads it, with two more conditions for money: no white space after the opening dollar
and none before the closing one, no digit after the closing one, no dollar between them; and before the opening one no
Latin letter or digit (`US$5`), nor a Latin letter after the closing one (`$HOME/$USER`), but for ordinals (`$n$th`).
Han may stand at both sides (`模型$y=x^2$的`). A formula of Han and digits alone is none (`$5（约35元）和$`), nor is one
that holds a backtick, nor one with a sentence in it (`${a}。再看${b}`) or a variable of a template before Han
(`${a}和$`). `\(…\)` is a formula only if TeX stands in it: `\(见下\)` are parentheses.

Before escapes, which `\(` is too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import attributes, maths
from huozi.source.attributes import NO_ATTRIBUTES

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\$|\\\("
CHARS = "$\\"
_CLOSING = re.compile(r"(?:[^$\\]|\\.)*", re.DOTALL)
_TEXT_OPEN = re.compile(r"\\text\s*\{[^{}$]*$")
_TEXT = re.compile(r"\\text\s*\{(?:[^{}$\n]|\$[^{}$\n]+\$)*\}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![A-Za-z])")
_CJK = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
"""Compiled where it is asked for first: that takes long, and most chapters have no sign of dollars."""
_TEX = re.compile(r"[\\^_={}<>]")
_WORDS = re.compile(r"\\(?:text\w*|mbox|hbox|textrm|mathrm|operatorname)\s*\{[^{}]*\}")
_PROSE = re.compile(r"[。！？；]|——|……|</?[a-zA-Z][^<>]*>")
_VARIABLE = re.compile(r"!?\{[A-Za-z_][\w.-]*\}")
_SPACES = " \t\n"
_DOLLARS = 2


def rule(scan: Scan) -> bool:
    """One formula."""
    if scan.text[scan.at] == "\\":
        return _parentheses(scan)
    if scan.text.startswith("$$", scan.at):
        return _display(scan)
    return _dollars(scan)


def _dollars(scan: Scan) -> bool:
    text, start = scan.text, scan.at + 1
    before = scan.before()
    if text[start : start + 1] in {"", *_SPACES} or (before.isascii() and before.isalnum()):
        return False
    end = _end(text, start)
    if end is None or not _closes(text, end):
        return False
    inside = text[start:end]
    if inside.startswith("`") and inside.endswith("`") and len(inside) > _DOLLARS:
        return _take(scan, start + 1, end - 1, end + 1)
    if "`" in inside or (re.search(_CJK, inside) and (not _TEX.search(inside) or _is_prose(inside))):
        return False
    return _take(scan, start, end, end + 1)


def _is_prose(inside: str) -> bool:
    """Whether two dollars of a sentence, not of a formula, stand around Han."""
    bare = _WORDS.sub("", inside)
    return _PROSE.search(bare) is not None or (_VARIABLE.match(bare) is not None and re.search(_CJK, bare) is not None)


def _end(text: str, start: int) -> int | None:
    r"""Where the next dollar is that no backslash takes away, nor `\text{…}`, which may hold formulas of its own."""
    found = _CLOSING.match(text, start)
    assert found is not None
    while (inner := _TEXT_OPEN.search(text, start, found.end())) is not None:
        whole = _TEXT.match(text, inner.start())
        if whole is None:
            break
        start = whole.end()
        found = _CLOSING.match(text, start)
        assert found is not None
    return found.end() if text.startswith("$", found.end()) else None


def _closes(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    if text[at - 1] in _SPACES or after.isdigit() or after == "$":
        return False
    return not (after.isascii() and after.isalpha()) or _ORDINAL.match(text, at + 1) is not None


def _display(scan: Scan) -> bool:
    """Two dollars to the next two: a display, lifted out of its paragraph later (maths.py)."""
    text, start = scan.text, scan.at + 2
    if scan.text.startswith("$", start):
        return False
    end = None if "$$" in scan.missing else _end(text, start)
    if end is None or not text.startswith("$$", end):
        if end is None:
            scan.missing.add("$$")
        return False
    inside = text[start:end]
    if not inside.strip() or "`" in inside:
        return False
    given = attributes.parse(text, _skip_spaces(text, end + 2))
    return _take(scan, start, end, given[1] if given else end + 2, display=True, given=given[0] if given else None)


def _skip_spaces(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t"}:
        at += 1
    return at


def _parentheses(scan: Scan) -> bool:
    start = scan.at + 2
    if not scan.text.startswith("(", scan.at + 1) or r"\)" in scan.missing:
        return False
    end = scan.text.find(r"\)", start)
    if end < 0:
        scan.missing.add(r"\)")
        return False
    inside = scan.text[start:end]
    if not _TEX.search(inside) and (re.search(_CJK, inside) or len(inside.split()) > 1):
        return False
    return bool(inside.strip()) and "`" not in inside and _take(scan, start, end, end + 2)


def _take(
    scan: Scan, start: int, end: int, after: int, *, display: bool = False, given: attributes.Attributes | None = None
) -> bool:
    tex = scan.text[start:end]
    place = scan.place(scan.at)
    if maths.check(tex, scan.source, start, scan.page, display=display):
        scan.tokens += maths.tokens(tex, display=display, attributes=given or NO_ATTRIBUTES, place=place)
    else:
        scan.tokens.append(scan.text[scan.at : after])
    scan.at = after
    return True
