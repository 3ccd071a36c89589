"""The structure that markdown-it-py (CommonMark, tables, strikethrough) sees is the structure that we see.

Where GitHub's own parser (cmark-gfm) and markdown-it differ we follow cmark, and the generator keeps away: a
definition of a link is text until its paragraph ends, an indented line goes on with a paragraph in two quotes or in an
item further in, a tag that stands alone on its line ends a table and does not end a list. Marks that the dialect adds
(`~a~`, lines of `|`) and bare addresses, which end at CJK, are kept out too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from huozi.diagnostics import Log
from huozi.source.dialect import to_html
from huozi.source.manuscript import Known, Manuscript
from huozi.source.sanitise import tree
from huozi.source.softbreaks import settle

if TYPE_CHECKING:
    from lxml.etree import _Element

ORACLE = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = r"p|ul|ol\d*|li|blockquote|h[1-6]|table|tr|td|th|body|hr|div|br"


def _ours(text: str) -> str:
    html = to_html(Manuscript("book.md", "book.md", text, 1), Known("en"), Log())
    body = tree(html.body, html.mark)
    settle(body, "en")
    return _structure(body)


def _theirs(text: str) -> str:
    return _structure(tree(ORACLE.render(text), "data-x"))


def _structure(body: _Element) -> str:
    parts: list[str] = []
    _gather(body, parts, pre=False)
    text = re.sub(rf"\s*(</?(?:{BLOCKS})>)\s*", r"\1", "".join(parts))
    text = re.sub(r"\n*</code></pre>\s*", "</code></pre>", text)
    return re.sub(r"<(p|em|strong|del|a)></\1>", "", text).replace("☐", "[ ]").replace("☑", "[x]")


def _gather(element: _Element, parts: list[str], *, pre: bool) -> None:
    tag = {"figure": "p", "s": "del"}.get(str(element.tag), str(element.tag))
    start = element.get("start") if tag == "ol" and element.get("start") != "1" else ""
    named = tag not in {"thead", "tbody", "span"} and tag != "figcaption"
    if tag == "figcaption":
        return
    if named:
        parts.append(f"<{tag}{start or ''}>")
    pre = pre or tag == "pre"
    parts.append(_words(element.text, pre=pre))
    for child in element:
        _gather(child, parts, pre=pre)
        parts.append(_words(child.tail, pre=pre))
    if named:
        parts.append(f"</{tag}>")


def _words(text: str | None, *, pre: bool) -> str:
    return (text or "") if pre else re.sub(r"\s+", " ", text or "")


SNIPPETS = [
    "- a\n- b\n\n- c",
    "- a\n\n  b\n- c",
    "- a\n  - b\n    - c\n      d\n\n    e\n",
    "1. a\n   1. b\n\n      c\n2. d",
    "1) a\n1. b\n* c\n+ d",
    "10. a\n\n    b\n",
    "-\n  a\n-\n\n  b",
    "- a\n-\n- b",
    "-     code\n\n  text",
    "- a\n\n\n\n  b\n\n\nc",
    "a\n- b\nc\n1. d\n2. e",
    "a\n2. b",
    "a\n-\nb",
    "* * *\n- - -\n_____\n---",
    "- * * *\n- a\n---",
    "# a #\n## b ##\n### c \\###\n#\n####### d",
    "a\n===\nb\n---\nc\nd\n---\n---",
    "> a\nb\n> c\n\n> d\n>\n> e",
    "> - a\n> - b\n>\n> c\n- d",
    "> ```\n> a\n\nb",
    ">     code\n> > a\n> b",
    "```\na\n```\n~~~ x\nb\n~~~~\nc",
    "  ```\n   a\n  b\n ```",
    "- ```\n  a\n\n  b\n  ```\n- c",
    "1. a\n\n   ```sh\n   b\n   ```\n\n   > c\n2. d",
    "    a\n\n      b\n\n\n    c\nd",
    "a\n    b\n\n    c",
    "\ta\n-\tb\n\n\tc\n- d\n\t- e",
    "a | b\n-|-\nc | d\ne\n\nf",
    "| a |\n|---|\n| b\n> c",
    "a\n| b | c |\n|:--|--:|\n| d | `e\\|f` |\n- g",
    "| a | b |\n|---|\n| c |",
    "- | a |\n  |---|\n  | b |\n- c",
    "<div>\na *b*\n\nc *d*\n\n</div>",
    "<pre>\na\n\nb\n</pre>\nc",
    "a\n<br>\nb\n<div>\nc\n</div>",
    "<b>\n\na\n\n</b>\n",
    "[a]: /u 't'\n[b]: <x y>\n\n[a] [b] [c] [x][a] [a][] ![a]",
    "[a]:\n/u\n'x\ny'\n\n[a]",
    '[a](/u "t") [b](<u v>) [c]( /w ) [d](u(v)w) [e](u v)',
    '![a](/u) ![b *c*](/v "t") [![d](/w)](/x)',
    "[a [b](c) d](e) [f *g](h)*",
    "*a* **b** ***c*** *a **b** c* **a *b* c** *a*b*",
    "_a_ __b__ a_b_c _a_b (_c_)_",
    "*a **b* c** **a ***b*** c**",
    "~~a~~ ~~b *c* d~~ *~~e~~*",
    "`a` `` b`c `` ` d ` `e\nf` `g",
    "\\*a\\* \\[b] \\\\ \\` &amp; &copy; &#65; &nosuch; \\&amp;",
    "<https://a.example> <a@b.example> a < b > c",
    "a  \nb\\\nc \nd",
    "a\u00a0b\u3000c",
]


@pytest.mark.parametrize("text", SNIPPETS)
def test_a_snippet_has_the_structure_that_github_sees(text: str) -> None:
    assert _ours(text) == _theirs(text)


LINES = st.sampled_from(
    [
        "- a",
        "* b",
        "+ c",
        "1. d",
        "2) e",
        "10. f",
        "  - g",
        "   - h",
        "    - i",
        "      j",
        "  k",
        "l",
        "",
        "# m",
        "### n ###",
        "> o",
        ">",
        "```",
        "~~~",
        "```py",
        "    p",
        "\tq",
        "===",
        "---",
        "***",
        "- - -",
        "- ",
        "1.",
        "a / b",
        "-/-",
        "/ a / b /",
        "/---/---/",
        "   > r",
        "  ```",
        "<div>",
        "-\ts",
        "\t- t",
        "> - u",
        ">     v",
        "-     w",
        "1.  x",
        "* ```",
        "",
        "",
        "3. g",
        "   1. aa",
        "     - bb",
        ">   - dd",
        "/ `x\\/y` / z /",
        ":-:/--:",
        "- q\n  / a / b /\n  /---/---/\n  / c / d /",
        "   ```",
        "> ```",
        "1. ```",
        "   - > z",
        "x  ",
        "y\\",
        "z *em* `co`` de`",
        "[r]: /u 't'\n",
        "[r] [q][r] [r][]",
        "[l](<1 v> 'a (b)')",
        "![i](/p(q))",
        "t&amp;t &copy; &#x4e2d;",
        "\\*not\\* \\/",
        "`` a`b ``",
        "~~d~~",
        "----",
        "- [ ] t",
        "<p>z</p>\n",
        "<!-- c -->\n",
        "<details>\n\n- v\n\n</details>\n",
        "<https://b.example>",
    ]
).map(lambda line: line if line.startswith("<") else line.replace("/", "|"))
PIECES = st.sampled_from(
    [
        "*",
        "**",
        "***",
        "_",
        "__",
        "a",
        "b",
        " ",
        "[",
        "]",
        "(",
        ")",
        "`",
        "``",
        "!",
        "<",
        "'",
        '"',
        ".",
        "é",
        "x\n",
        "\\*",
        "&amp;",
        "&lt;",
        "](/u)",
        "](/u 't')",
        "](<1 v> (w))",
        "[r]",
        "<b>u</b>",
        "  \n",
        "\\\n",
        "<https://x.example>",
        "&#35;",
    ]
)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.lists(LINES, min_size=1, max_size=9))
def test_lines_of_any_kind_nest_as_github_nests_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert _ours(text) == _theirs(text)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.lists(PIECES, min_size=1, max_size=14))
def test_marks_of_any_kind_pair_as_github_pairs_them(pieces: list[str]) -> None:
    text = f"z{''.join(pieces)}z\n\n[r]: /u"
    assert _ours(text) == _theirs(text)
