"""lint-401: Markdown typed with the full-width keys: ＃ 标题, ［＾1］, ＊＊重点＊＊, ！［图］（a.png）, ｀code｀.

Markdown is ASCII; the full-width marks would be printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.prose import OBJECT
from huozi.lint.rule import ALL, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_PLAIN = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {ord("\u3000"): " "}
_ADDRESS = (
    OBJECT + r"{1,300}|[^\s（）()]{1,200}\.[A-Za-z0-9]{1,5}[^\s（）()]{0,100}"
    r"|https?[:：]//[^\s（）()]{1,300}|#[^\s（）()]{1,100}"
)
_HEADING = re.compile("[＃]{1,6}[ \u3000]*(?=[^＃\\s])")
_INLINE = re.compile(
    r"(?P<note>[［\[【][＾^][0-9０-９A-Za-z_-]{1,40}[］\]】](?P<colon>[：:][ \u3000]?)?)"
    r"|(?P<strong>＊＊(?P<inside>[^＊\n]{1,200})＊＊)"
    r"|(?P<link>(?P<bang>！?)［(?P<words>[^［］\n]{0,200})］[（(](?P<to>" + _ADDRESS + r")[）)])"
    r"|(?P<code>｀(?P<run>[^｀\n]{1,200})｀)"
)


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for found in re.finditer(r"^(?:[\x00 ]*)(?=＃)", passage.mask, re.MULTILINE):
            if heading := _HEADING.match(passage.mask, found.end()):
                better = "#" * heading[0].count("＃") + " "
                yield _hit(passage.start, heading.span(), better, heading[0].strip())
        for found in _INLINE.finditer(passage.mask):
            better = _better(found, prose.text[passage.start + found.start() : passage.start + found.end()])
            if better != found[0]:
                yield _hit(passage.start, found.span(), better, found[0][:20])


def _better(found: re.Match[str], written: str) -> str:
    if found["note"]:
        label = re.sub(r"[［\[【\]］】＾^：: \u3000]", "", found[0]).translate(_PLAIN)
        at_head = not found.string[: found.start()].rpartition("\n")[2].strip(" \x00")
        return f"[^{label}]" + (": " if at_head and found["colon"] else found["colon"] or "")
    if found["strong"]:
        return f"**{written[2:-2]}**"
    if found["code"]:
        return f"`{written[1:-1]}`"
    bang = "!" if found["bang"] else ""
    shift = len(found["bang"]) + 1
    words = written[shift : shift + len(found["words"])]
    start, end = (place - found.start() for place in found.span("to"))
    return f"{bang}[{words}]({written[start:end].translate(_PLAIN)})"


def _hit(start: int, span: tuple[int, int], better: str, written: str) -> Hit:
    return Hit(start + span[0], start + span[1], better, f"Markdown typed with full-width marks: `{written}`")


RULE = Rule("lint-401", "full-width markup", "Markdown is typed with ASCII marks; these would be printed", ALL, _find)
