"""Citations as Pandoc writes them: `[@key]`, `[见 @a, p. 12; -@b]`, and `@key` in a sentence. Before links.

`@key` alone is a citation only where the bibliography has the key: text says @ for much else.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from huozi.source.inlines.core import Close, Open
from huozi.source.inlines.destination import plain
from huozi.source.inlines.mention import KINDS

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"@|\["
CHARS = "@["
_KEY = r"[A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*[A-Za-z0-9_])?"
_NAMED = re.compile(rf"@(?:\{{([^\s{{}}]+)\}}|({_KEY}))", re.ASCII)
_WORD = re.compile(r"@(\w+(?:[:.#$%&+?<>~/-]\w+)*)")
_AT = re.compile(r"(?<![A-Za-z0-9\\])(-?)(?=@)")
_GROUP = re.compile(r"\[((?:[^\\\[\]]|\\.)++)\](?![({:]|\[(?![^\[\]]*@))", re.DOTALL)
_LOCATOR = re.compile(r"[ \t]*\[((?:pp?\.|第|页|頁)?[^\\\[\]@\n]{1,40})\](?![(\[{:])")
_REST_OF_LINK = re.compile(r"[^\[\]]*+\](?=[(\[])")
_REFERENCE = tuple(f"{kind}:" for kind in (*KINDS, "page"))


def rule(scan: Scan) -> bool:
    """A citation in brackets, or a key in a sentence."""
    return _group(scan) if scan.text[scan.at] == "[" else _in_text(scan)


def _group(scan: Scan) -> bool:
    found = _GROUP.match(scan.text, scan.at)
    if found is None or "@" not in found[1]:
        return False
    items, start = [], found.start(1)
    for part in re.split(r"(?<!\\)[;；]", found[1]):
        item = _item(scan, part, start)
        if item is None:
            return False
        items.append(item)
        start += len(part) + 1
    if scan.page.works is None:
        _report_no_bibliography(scan, found[0])
        return False
    return _cite(scan, items, found.end(), in_text=False)


def _item(scan: Scan, part: str, start: int) -> dict[str, object] | None:
    """One work of a citation; None if the part names none, so that the brackets are no citation."""
    for at in _AT.finditer(part):
        key = _key(scan, start + at.end())
        # A word before the @ makes an address of it (a@b.org), but 见@a has no space in Chinese.
        is_new_word = not part[: at.start()][-1:].isalnum() or (key is not None and key[0] in (scan.page.works or ()))
        if key is not None and is_new_word and not key[0].startswith(_REFERENCE):
            line, column = scan.place(start + at.end())
            return {
                "key": key[0],
                "prefix": plain(part[: at.start()]).strip(),
                "suffix": plain(part[key[1] - start :]).strip(" \t\n"),
                "author": not at[1],
                "place": [line, column, key[1] - start - at.end()],
            }
    return None


def _key(scan: Scan, at: int) -> tuple[str, int] | None:
    """The key after the @ at an offset, and where it ends: one that is known, else what can be one, Han being text."""
    known = [key for key in scan.page.works or () if scan.text.startswith(key, at + 1)]
    longest = max(known, key=len, default="")
    found = _NAMED.match(scan.text, at) or _WORD.match(scan.text, at)
    if longest and (found is None or found.end() <= at + 1 + len(longest) or not scan.text[at + 1].isascii()):
        return longest, at + 1 + len(longest)
    if found is None:
        return None
    return next(name for name in found.groups() if name), found.end()


def _in_text(scan: Scan) -> bool:
    if not scan.page.works or (scan.before().isascii() and (scan.before().isalnum() or scan.before() in "._-/")):
        return False
    key = _key(scan, scan.at)
    if key is not None and scan.brackets and _REST_OF_LINK.match(scan.text, key[1]):
        return False
    if key is None or key[0].startswith(_REFERENCE):
        return False
    if key[0] not in scan.page.works:
        _report_near(scan, *key)
        return False
    line, column = scan.place(scan.at)
    item = {"key": key[0], "prefix": "", "suffix": "", "author": True, "place": [line, column, key[1] - scan.at]}
    locator = _LOCATOR.match(scan.text, key[1])
    if locator is not None and re.search(r"\d", locator[1]):
        item["suffix"] = plain(locator[1])
    return _cite(scan, [item], locator.end() if item["suffix"] and locator else key[1], in_text=True)


def _cite(scan: Scan, items: list[dict[str, object]], end: int, *, in_text: bool) -> bool:
    line, column = scan.place(scan.at)
    told = json.dumps({"items": items, "in_text": in_text, "written": scan.text[scan.at : end]}, ensure_ascii=False)
    own = {"cite": told, "line": str(line), "col": str(column), "length": str(end - scan.at)}
    scan.tokens += [Open("a", own), Close()]
    scan.at = end
    return True


def _report_near(scan: Scan, key: str, end: int) -> None:
    """A key that is only almost one of the bibliography's is probably mistyped."""
    near = get_close_matches(key, scan.page.works or (), 1, cutoff=0.85)
    if near:
        line, column = scan.place(scan.at)
        scan.page.log.warn(
            "cite-unknown",
            f"`@{key}` is set as it stands: the bibliography has no work `{key}`",
            scan.page.place(line, column, end - scan.at),
            help=f"did you mean `@{near[0]}`?",
        )


def _report_no_bibliography(scan: Scan, written: str) -> None:
    """Once in a file."""
    known = (entry for entry in scan.page.log.entries if entry.code == "cite-no-bibliography" and entry.at)
    if any(entry.at.path == scan.page.path for entry in known if entry.at):
        return
    message = f"`{written}` looks like a citation, but the book names no bibliography: it is set as it stands"
    line, column = scan.place(scan.at)
    scan.page.log.warn(
        "cite-no-bibliography",
        message,
        scan.page.place(line, column, len(written)),
        help="name its file in the front matter: `bibliography: refs.bib`; or write `\\@`",
    )
