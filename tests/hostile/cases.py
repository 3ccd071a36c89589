"""The books: what each holds, and what is said of it. Text is our own; big ones are made when they are built."""

from __future__ import annotations

from itertools import pairwise

from tests.hostile.attack import Case, book

KB = 1024
PROSE = "山里的纸坊入冬就停了工，匠人们围着火盆修补帘子。"


def many(unit: str, size_bytes: int, says: tuple[str, ...] = (), *, slow: bool = False) -> Case:
    """One thing again and again until the text is that long."""
    return Case(lambda: book(unit * (size_bytes // len(unit.encode()))), says, slow=slow)


# Things that have made programs hang: each ends soon, and what it means in Markdown is set.
ENDLESS: dict[str, Case] = {
    "32 KB of opening brackets": many("[", 32 * KB),
    "32 KB of unfinished links": many("[a](", 32 * KB),
    "40 KB of unfinished pictures": many("![a](", 40 * KB),
    "24 KB of unfinished tags": many("<a ", 24 * KB),
    "64 KB of unfinished addresses": many("<http://", 64 * KB),
    "18 KB of unfinished CDATA": many("<![CDATA[", 18 * KB, ("book.md:3 error[html-unclosed]",)),
    "20 KB of backticks and spaces": many("``` ", 20 * KB),
    "80 KB of ever longer backticks": Case(
        lambda: book("".join("`" * count + "a " for count in range(1, 400))), slow=True
    ),
    "64 KB of stars": many("*a_ ", 64 * KB),
    "64 KB of tildes": many("~~a", 64 * KB, slow=True),
    "64 KB of opening braces": many("{a|", 64 * KB),
    "64 KB of dollars": many("$a", 64 * KB),
    "64 KB of comments never closed": many("<!--", 64 * KB, ("book.md:3 error[html-unclosed]",)),
    "64 KB of processing instructions": many("<?", 64 * KB, ("book.md:3 error[html-unclosed]",)),
    "64 KB of note calls": many("[^a]", 64 * KB, ("book.md:3 error[note-missing]",)),
    "64 KB of inline notes": many("^[a", 64 * KB),
    "64 KB of references": many("@fig:a ", 64 * KB, ("book.md:3 error[ref-missing]",)),
    "64 KB of readings": many("｜字《", 64 * KB),
    "64 KB of entities": many("&amp", 64 * KB, slow=True),
    "64 KB of quote marks": many("“‘", 64 * KB),
    "1000 notes": Case(
        lambda: book(
            "".join(f"甲[^{n}]。" for n in range(1000)) + "\n\n" + "".join(f"[^{n}]: 注。\n" for n in range(1000))
        ),
        slow=True,
    ),
    "lists 400 deep": Case(
        lambda: book("".join(f"{'  ' * n}- 甲\n" for n in range(400))), ("book.md:23 error[nesting]",)
    ),
    "quotes 5000 deep": Case(lambda: book("> " * 5000 + "甲"), ("book.md:3 error[nesting]",)),
    "divs 200 deep": Case(lambda: book("<div>\n" * 200 + "甲"), ("book.md:93 error[nesting]",)),
    "spans 2000 deep": Case(lambda: book("<b>" * 2000 + "甲" + "</b>" * 2000), ("book.md:3 error[nesting]",)),
    "containers 300 deep": Case(
        lambda: book("\n".join(":" * (303 - n) + " tip" for n in range(300)) + "\n甲\n"),
        ("book.md:11 error[nesting]", "book.md:43 error[nesting]"),
    ),
    "boxes 16 deep over a page": Case(
        lambda: book("\n".join(":" * (19 - n) + " tip" for n in range(16)) + "\n甲。\n" * 60 + ":::\n" * 16),
        ("book.md:11 error[nesting]",),
    ),
    "a paragraph of 1 MB": Case(lambda: book(PROSE * (KB * KB // len(PROSE.encode()))), slow=True),
    "a word of 100 KB": Case(lambda: book("a" * 100 * KB)),
    "a code block of 20,000 lines": Case(
        lambda: book("```python\n" + "".join(f"value_{n} = {n}\n" for n in range(20_000)) + "```"), slow=True
    ),
    "a line of code of 200 KB": Case(lambda: book("```\n" + "x = 1; " * (200 * KB // 7) + "\n```"), slow=True),
    "a table of 3,000 rows": Case(
        lambda: book("| 甲 | 乙 |\n|---|---|\n" + "".join(f"| 第{n}行 | {n} |\n" for n in range(3000))), slow=True
    ),
    "a table of 400 columns": Case(lambda: book("|" + "甲|" * 400 + "\n|" + "-|" * 400 + "\n|" + "乙|" * 400)),
    "a heading of 64 KB": Case(
        lambda: {"book.md": "# " + PROSE * (64 * KB // len(PROSE.encode())) + "\n\n甲。\n"},
        ("book.md:1 error[heading-long]",),
    ),
    "500 headings": Case(lambda: book("".join(f"## 节{n}\n\n甲。\n\n" for n in range(500))), slow=True),
    "a formula that never ends": Case(lambda: book("$$\n" + "{" * 5000 + "\n$$"), ("book.md:3 error[math-invalid]",)),
    "a formula 2,000 fractions deep": Case(
        lambda: book("$$\n" + r"\frac{1}{" * 2000 + "x" + "}" * 2000 + "\n$$"), ("book.md:3 error[math-invalid]",)
    ),
    "macros that grow without end": Case(
        lambda: book("$$\n\\def\\a{\\a\\a}\\a\n$$"), ("book.md:3 error[math-invalid]",)
    ),
    "a billion laughs in the front matter": Case(
        lambda: book(
            "甲。",
            "a: &a [甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲]\n"
            + "".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n" for before, name in pairwise("abcdefghi")),
        ),
        ("book.md:2 error[yaml]",),
    ),
    "front matter 2,000 deep": Case(
        lambda: book("甲。", "title: " + "[" * 2000 + "]" * 2000), ("book.md:2 error[yaml]",)
    ),
    "a file that includes itself": Case(
        lambda: {**book("{{#include a.md}}"), "a.md": "甲。\n\n{{#include a.md}}\n"}, ("book.md:3 error[include-loop]",)
    ),
    "includes that double each time": Case(
        lambda: {
            **book("{{#include a0.md}}"),
            **{
                f"a{n}.md": f"甲。\n\n{{{{#include a{n + 1}.md}}}}\n\n{{{{#include a{n + 1}.md}}}}\n" for n in range(40)
            },
            "a40.md": "乙。\n",
        },
        ("book.md:3 error[include-loop]",),
    ),
}

# Markup that wants to run, to ask, or to send: it goes, and the words stay.
ACTIVE: dict[str, Case] = {
    "a script": Case(book("甲<script>alert(1)</script>乙。\n\n<script>\nalert(1)\n</script>\n\n丙。"), holds="丙"),
    "a script in capitals": Case(book("甲<SCRIPT SRC=//evil.example/x.js></SCRIPT>乙。"), holds="甲乙"),
    "a script in a comment's clothes": Case(book("<!--><script>alert(1)</script>-->\n\n甲。"), holds="甲"),
    "handlers": Case(book('<p onclick="x()" onmouseover=x()>甲</p>\n\n<b OnLoad="x()">乙</b>'), holds="甲乙"),
    "a handler in an attribute list": Case(book('甲[乙](https://example.org){onclick="x()"}。'), holds="甲乙"),
    "a handler in a heading's attributes": Case({"book.md": '# 章 {onclick="x()"}\n\n甲。\n'}, holds="甲"),
    "javascript: in a link": Case(book("[甲](javascript:alert(1))"), ("book.md:3 error[link-scheme]",)),
    "javascript: in capitals and tabs": Case(
        book('<a href="JaVa\tScript:alert(1)">甲</a>'), ("book.md:3 error[link-scheme]",)
    ),
    "javascript: in entities": Case(book("[甲](&#106;avascript&colon;alert(1))"), ("book.md:3 error[link-scheme]",)),
    "javascript: in angles": Case(book("<javascript:alert(1)>"), ("book.md:3 error[link-scheme]",)),
    "javascript: in a reference definition": Case(
        book("[甲][a]\n\n[a]: javascript:alert(1)"), ("book.md:3 error[link-scheme]",)
    ),
    "vbscript: in a link": Case(book("[甲](vbscript:msgbox)"), ("book.md:3 error[link-scheme]",)),
    "data: in a link": Case(book("[甲](data:text/html;base64,PHNjcmlwdD4=)"), ("book.md:3 error[link-scheme]",)),
    "file: in a link": Case(book("[甲](file:///etc/passwd)"), ("book.md:3 error[link-scheme]",)),
    "data: in a picture": Case(book("甲![乙](data:image/svg+xml;base64,PHN2Zy8+)"), ("book.md:3 error[image-scheme]",)),
    "javascript: in a picture": Case(book("甲![乙](javascript:alert(1))"), ("book.md:3 error[image-scheme]",)),
    "frames": Case(book("甲<iframe src='https://evil.example/'>乙</iframe>丙。"), holds="甲丙"),
    "an object and an embed": Case(book("甲<object data='x.swf'></object><embed src='x.swf'>乙。"), holds="甲乙"),
    "a form": Case(book("<form action='https://evil.example/'><input name=a>甲<button>乙</button></form>"), holds="甲"),
    "a style with an import": Case(book("<style>@import url(https://evil.example/x.css);</style>\n\n甲。"), holds="甲"),
    "a style attribute that asks": Case(
        book('<p style="background:url(https://evil.example/x.png)">甲</p>'), holds="甲"
    ),
    "a meta refresh and a base": Case(
        book("甲。<meta http-equiv=refresh content='0;url=https://evil.example/'><base href='https://evil.example/'>"),
        holds="甲",
    ),
    "a link element that attaches": Case(book("<link rel=attachment href='../secret.txt'>\n\n甲。"), holds="甲"),
    "a link that attaches": Case(
        book('<a rel=attachment href="../secret.txt">甲</a>'), ("book.md:3 error[ref-outside]",)
    ),
    "SVG in the text": Case(book("甲<svg onload='x()'><script>x()</script></svg>乙。"), holds="甲乙"),
    "MathML that runs": Case(book("甲<math href='javascript:x()'><mtext>丁</mtext></math>乙。"), holds="甲乙"),
    "a template and a noscript": Case(
        book("甲<template><script>x()</script></template><noscript><img src=x></noscript>乙。"), holds="甲乙"
    ),
    "nested wrong": Case(book("<table><script>x()</script><tr><td>甲</table>乙。"), holds="甲"),
    "attributes of the house": Case(
        book('<p data-ref="r" data-note="n" data-tex="x" data-line="9">甲</p>'), holds="甲"
    ),
    "TeX that reads files": Case(book(r"$\input{/etc/passwd}$"), ("book.md:3 error[math-invalid]",)),
    "TeX with a link": Case(book(r"$\href{javascript:alert(1)}{x}$"), ("book.md:3 error[math-invalid]",)),
    "markup in the title": Case(
        book("甲。", "title: '<script>x()</script>'\nauthor: '\"><img src=x onerror=x()>'"), holds="甲"
    ),
    "markup in alternative text": Case(
        {**book('![" onerror="x()](a.svg)'), "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}
    ),
    "markup in a code block's language": Case(book('```"><script>x()</script>\n甲\n```'), holds="甲"),
    "a slug that leads out": Case(book("甲。", "slug: ../../evil"), ("book.md:2 error[config-bad-value]",)),
}

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">{}</svg>'
)
PICTURE = "甲。\n\n![一张图](a.svg)"
BROKEN = ("book.md:5 error[image-broken]",)


def drawing(inner: str, says: tuple[str, ...] | None = BROKEN, head: str = "") -> Case:
    """A book with an SVG."""
    return Case({**book(PICTURE), "a.svg": head + SVG.format(inner)}, says)


def _laughs() -> str:
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return f'<!DOCTYPE svg [<!ENTITY a "哈哈">{entities}]>'


def _uses(depth: int, wide: int) -> str:
    groups = "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * wide + "</g>" for n in range(1, depth))
    return f'<defs><g id="g0"><rect width="1" height="1"/></g>{groups}</defs><use xlink:href="#g{depth - 1}"/>'


# Ways out of the book's folder: none is a way.
OUTSIDE: dict[str, Case] = {
    "a picture above": Case(book("![甲](../secret.svg)"), ("book.md:3 error[image-outside]",)),
    "a picture by its whole path": Case(book("![甲](/etc/passwd)"), ("book.md:3 error[image-missing]",)),
    "a picture in raw HTML": Case(book("<img src='../secret.svg' alt='甲'>"), ("book.md:3 error[image-outside]",)),
    "a picture behind a symlink": Case(
        book("![甲](a.svg)"), ("book.md:3 error[image-outside]",), links={"a.svg": "../secret.svg"}
    ),
    "a picture in a linked folder": Case(
        book("![甲](up/secret.svg)"), ("book.md:3 error[image-outside]",), links={"up": ".."}
    ),
    "a picture with percent signs": Case(book("![甲](%2e%2e/secret.svg)"), ("book.md:3 error[image-outside]",)),
    "a picture with bars of Windows": Case(book("![甲](..\\secret.svg)"), ("book.md:3 error[image-outside]",)),
    "a picture of a device": Case(
        book("![甲](a.png)"), ("book.md:3 error[image-outside]",), links={"a.png": "/dev/zero"}
    ),
    "a cover above": Case(book("甲。", "cover: ../secret.svg"), ("book.md:2 error[outside-book]",)),
    "a chapter above": Case({"book.md": "---\nchapters: [../secret.md]\n---\n"}, ("book.md:2 error[outside-book]",)),
    "a chapter behind a symlink": Case(
        {"book.md": "---\nchapters: [a.md]\n---\n"},
        ("book.md:2 error[outside-book]",),
        links={"a.md": "../secret.md"},
    ),
    "an include above": Case(book("{{#include ../secret.md}}"), ("book.md:3 error[include-outside]",)),
    "an include of VitePress above": Case(
        book("<!-- @include: ../secret.md -->"), ("book.md:3 error[include-outside]",)
    ),
    "a snippet above": Case(book("<<< ../secret.txt"), ("book.md:3 error[include-outside]",)),
    "an include behind a symlink": Case(
        book("{{#include a.md}}"), ("book.md:3 error[include-outside]",), links={"a.md": "../secret.md"}
    ),
    "a style above": Case(book("甲。", "style: ../secret.css"), ("book.md:2 error[style-unknown]",)),
    "a sheet above": Case(book("甲。", "css: ../secret.css"), ("book.md:2 error[outside-book]",)),
    "a sheet behind a symlink": Case(
        book("甲。", "css: a.css"), ("book.md:2 error[outside-book]",), links={"a.css": "../secret.css"}
    ),
    "a bibliography above": Case(
        book("甲[@a]。", "bibliography: ../secret.bib"),
        ("book.md:2 error[outside-book]",),
    ),
    "a link above": Case(book("[甲](../secret.txt)"), ("book.md:3 error[ref-outside]",)),
    "a sheet that imports": Case(
        {
            **book("甲。", "css: a.css"),
            "a.css": '@import "../secret.css"; @import url(https://evil.example/x.css); p { color: red }',
        },
        ("a.css:1 error[css-address]",),
    ),
    "a sheet with pictures": Case(
        {
            **book("甲。", "css: a.css"),
            "a.css": "p { background: url(../secret.svg) } li { list-style-image: url(file:///etc/passwd) }",
        },
        ("a.css:1 error[css-address]",),
    ),
    "a sheet with content from a file": Case(
        {**book("甲。", "css: a.css"), "a.css": "p::before { content: url(../secret.svg) }"},
        ("a.css:1 error[css-address]",),
    ),
    "a sheet with a font": Case(
        {
            **book("甲。", "css: a.css"),
            "a.css": '@font-face { font-family: x; src: url("file:///etc/passwd") } p { font-family: x }',
        },
        holds="甲",
    ),
}

# Drawings that want more than to be seen.
DRAWINGS: dict[str, Case] = {
    "a drawing with a script": drawing("<script>x()</script>"),
    "a drawing with a handler": drawing('<rect onclick="x()" width="9" height="9"/>'),
    "a drawing with a picture above": drawing('<image xlink:href="../secret.svg" width="9" height="9"/>'),
    "a drawing with a picture of the web": drawing('<image href="https://evil.example/x.png" width="9" height="9"/>'),
    "a drawing with a picture of this machine": drawing('<image href="file:///etc/passwd" width="9" height="9"/>'),
    "a drawing that uses another": drawing('<use xlink:href="../secret.svg#a"/>'),
    "a drawing with a link that runs": drawing('<a xlink:href="javascript:x()"><rect width="9" height="9"/></a>'),
    "a drawing with a style that imports": drawing(
        "<style>@import url(https://evil.example/x.css);</style><rect width='9' height='9'/>"
    ),
    "a drawing with a style that asks": drawing(
        "<style>rect { fill: url(https://evil.example/x.svg#a) }</style><rect width='9' height='9'/>"
    ),
    "a drawing with an attribute that asks": drawing('<rect style="fill:url(../secret.svg#a)" width="9" height="9"/>'),
    "a drawing with a filter outside": drawing('<rect filter="url(https://evil.example/x#a)" width="9" height="9"/>'),
    "a drawing with an animation of an address": drawing(
        '<a><set attributeName="href" to="javascript:x()"/><rect width="9" height="9"/></a>'
    ),
    "a drawing with a sheet of its own": drawing("", head='<?xml-stylesheet href="https://evil.example/x.css"?>'),
    "a drawing with an entity outside": drawing("&a;", head='<!DOCTYPE svg [<!ENTITY a SYSTEM "../secret.txt">]>'),
    "a drawing of a billion laughs": drawing("<text>&j;</text>", head=_laughs()),
    "a drawing used ten million times": drawing(_uses(8, 10)),
    "a drawing that uses itself": drawing('<g id="a"><use xlink:href="#a"/></g>'),
    "two drawings that use each other": drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "a drawing used fifty times": drawing(_uses(2, 50), ()),
    "a pattern in a pattern in a pattern": drawing(
        '<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="url(#p)"/></pattern>'
        '<rect width="9" height="9" fill="url(#p)"/>'
    ),
    "a drawing 5,000 groups deep": drawing("<g>" * 5000 + "</g>" * 5000),
    "a drawing as wide as the earth": Case(
        {
            **book(PICTURE),
            "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"><rect width="9"/></svg>',
        }
    ),
    "a drawing without size": Case(
        {**book(PICTURE), "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'}
    ),
    "a drawing of no height": Case(
        {
            **book(PICTURE),
            "a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="0" viewBox="0 0 0 0"><g/></svg>',
        }
    ),
    "a picture in a picture": drawing('<image href="data:image/png;base64,AAAA" width="9" height="9"/>'),
}

# Encodings and odd text.
ODD: dict[str, Case] = {
    "a byte order mark": Case({"book.md": "\ufeff# 章\n\n甲。\n"}, holds="甲"),
    "line ends of Windows": Case({"book.md": "# 章\r\n\r\n甲\r\n乙。\r\n"}, holds="甲乙"),
    "line ends of old": Case({"book.md": "# 章\r\r甲。\r"}, holds="甲"),
    "GB18030": Case({"book.md": "# 章\n\n甲乙丙丁。\n".encode("gb18030")}, ("book.md:1 error[encoding]",)),
    "GB18030 that says so": Case(
        {"book.md": "---\nencoding: gb18030\n---\n# 章\n\n甲乙丙丁。\n".encode("gb18030")}, holds="甲乙丙丁"
    ),
    "Big5": Case({"book.md": "# 章\n\n甲乙丙丁。\n".encode("big5")}, ("book.md:1 error[encoding]",)),
    "UTF-16": Case({"book.md": "# 章\n\n甲。\n".encode("utf-16")}, holds="甲"),
    "an encoding that is none": Case(
        {"book.md": "---\nencoding: klingon\n---\n# 章\n\n甲。\n"}, ("book.md:1 error[encoding-unknown]",)
    ),
    "half of a surrogate pair": Case({"book.md": b"# \xe7\xab\xa0\n\n\xed\xa0\x80\n"}, ("book.md:3 error[surrogate]",)),
    "a NUL": Case(book("甲\0乙。"), ("book.md:3 error[control-character]",)),
    "an escape": Case(book("甲\x1b[31m乙。"), ("book.md:3 error[control-character]",)),
    "control characters as entities": Case(book("甲&#1;&#0;&#x1b;乙。"), holds="乙"),
    "bytes without sense": Case({"book.md": bytes(range(256)) * 8}, ("book.md:2 error[encoding]",)),
    "a picture named book.md": Case({"book.md": b"\x89PNG\r\n\x1a\n" + b"\0" * 64}, ("book.md:1 error[encoding]",)),
    "directions turned about": Case(book("甲\u202e乙\u202c丙。"), holds="丙"),
    "joiners and selectors": Case(book("葛\U000e0100城、辻\U000e0101堂。"), holds="城"),
    "compatibility ideographs": Case(book("神\ufa19、福\ufa1b。")),
    "a radical": Case(book("\u2f00月\u2f08日。")),
    "five thousand marks on one letter": Case(book("a" + "\u0301" * 5000)),
    "an emoji family": Case(book("甲👨‍👩‍👧‍👦乙。")),
    "private use": Case(book("甲\ue000乙。"), ("book.md:3 error[glyph-missing]",)),
    "a character of no font": Case(book("甲\U0003fffd乙。"), ("book.md:3 error[glyph-missing]",)),
    "a name with a colon and bars": Case(
        {"book.md": "---\nslug: 'a/b'\n---\n# 章\n\n甲。\n"}, ("book.md:2 error[config-bad-value]",)
    ),
}

ALL: dict[str, Case] = {**ENDLESS, **ACTIVE, **OUTSIDE, **DRAWINGS, **ODD}
