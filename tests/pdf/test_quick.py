"""What is worked out once for all gives the same pages as what WeasyPrint works out again for each box."""

from __future__ import annotations

import subprocess
import sys

import pytest

from huozi.pdf import quick

CSS = """
@page { size: 300px 200px; margin: 30px; @top-center { content: "上" counter(page); width: 40% }
        @bottom-left-corner { content: "角" } }
@page :first { @top-center { content: none } @right-middle { content: "右" } }
@page wide { size: 400px 220px; margin-inline-start: 10% }
:root { --gap: 3px; line-height: 1.5 }
body { margin: 0 } h1 { page: wide; text-decoration: underline; margin-block-start: 2em }
.a { margin-inline: 10px 5%; padding: var(--gap); text-indent: calc(1em + 5%) }
.b { width: 50%; min-height: 20%; max-width: 80px; box-sizing: border-box; padding: 4px; border: 1px solid }
.flex { display: flex; width: 200px } .flex > * { flex: 1; min-width: 10px; border: 1px solid }
.grid { display: grid; grid-template-columns: 1fr 2fr } .grid > * { padding: 2px }
table { border-collapse: collapse; width: 80% } td { border: 1px solid; padding: 5% }
.s td { border-spacing: 2px } .s { border-collapse: separate }
.float { float: right; width: 30%; margin-top: -2px } .rtl { direction: rtl; margin-inline-start: 20px }
.abs { position: absolute; left: 10%; top: 5px; height: 10px }
.columns { columns: 2; column-gap: 5% } .columns p::first-letter { font-size: 2em }
"""
BODY = """<h1>题</h1><p class="a">一段<b class="b">文字</b>，<span class="float">浮</span>再说。</p>
<div class="flex"><p>甲甲甲</p><p style="width: 40%">乙</p><div class="b">丙</div></div>
<div class="grid"><p>丁</p><p>戊戊</p><div class="flex"><i>己</i><i>庚</i></div></div>
<table><tr><td>一<td>二</table><table class="s"><tr><td>三<td style="height: 50%">四</table>
<p class="rtl a">右</p><div style="position: relative; height: 40px"><div class="abs b">绝</div></div>
<div class="columns"><p>分栏的文字，分栏的文字，分栏的文字。</p><p>English text in columns.</p></div>
<ol><li>项<li>项</ol>
"""


@pytest.mark.parametrize("composed", [False, True])
def test_pages_are_the_same_bytes(composed: bool) -> None:
    program = f"""
import sys, weasyprint
if sys.argv[1] == "quick":
    from huozi.pdf import brush, quick
    quick.install(weasyprint)
    brush.install(weasyprint)
if {composed}:
    import huozi.compose
    huozi.compose.install()
html = "<html lang='zh'><style>" + {CSS!r} + "</style>" + {BODY * 3!r}
sys.stdout.buffer.write(weasyprint.HTML(string=html).write_pdf(uncompressed_pdf=True))
"""
    made = [
        subprocess.run([sys.executable, "-c", program, how], check=True, capture_output=True).stdout
        for how in ("plain", "quick")
    ]
    assert made[0].count(b"/Type /Page/") > 3
    assert made[0] == made[1]


SHARED = """
.note { float: footnote } .note::footnote-call { content: counter(footnote); color: red } em::before { content: "·" }
a[href]::after { content: leader(".") target-counter(attr(href), page) } td { padding: 1px 2px }
.c::first-letter { font-size: 2em; font-weight: bold } .c::first-line { color: green; white-space: pre }
.pre { white-space: pre-wrap } .thin { width: 190px; hyphens: auto; text-align: justify }
.flex > p { width: 30% } .flex > p + p { float: left; display: inline-block }
.ground { background: yellow } .round { border-radius: 3px 50% / 2px; background: red; width: 60px }
i.ground { padding: 1px; border-left: 1px dotted } .shadow { box-shadow: 1px 1px blue inset } .pale { opacity: .5 }
.turned { transform: rotate(3deg); position: relative; z-index: -1 } .up { position: absolute; z-index: 2; top: 3px }
.ruled { columns: 2; column-rule: 1px solid green }
.cut { overflow: hidden; width: 60px; white-space: nowrap; text-overflow: ellipsis }
.hidden { visibility: hidden } .block { display: inline-block; outline: 1px solid }
"""
MARKED = """<div class="turned"><p class="ground">底<i class="ground">色</i><span class="up" id="up">上</span></p></div>
<div class="ruled"><p class="shadow">影<b class="pale">淡</b></p><p>栏<span class="block" id="in">块</span></p></div>
<p class="cut">一二三四五六七八九十一二三四五六七八九十</p><p class="hidden">隐<i class="ground">藏</i></p>
<form><p>单<input value="值"></p></form><p class="round"><a href="#up">链<i>接</i></a></p><h2>节<i>题</i></h2>"""
LINES = [f'<p class="thin" lang="en">{before}<i>extraordinary lines</i></p>' for before in ("", "a ", "One word and ")]
DOCUMENTS = [
    """<h1 id="a">题</h1><p>一段<em>字</em><a href="#a">甲</a><span class="note">注</span></p><p class="c">首字首行</p>
<div class="flex"><p>甲甲甲</p><p>乙</p></div><table><tr><td>一</td></tr></table><ul><li>项</ul>"""
    + "".join(LINES),
    """<h1>题</h1><p id="b">一段<em>字</em><a href="#b">甲</a><a>乙</a></p><p>首字</p>
<p class="pre">空  格<em>字</em></p><div class="flex"><p id="c">甲</p><p>乙</p></div>
<table id="t"><tr><td id="d">一</td></tr></table><ul><li id="e">项</ul>"""
    + "".join(reversed(LINES)),
    """<p lang="ja">一段<em lang="en">字</em><a href="#f">甲</a></p><p class="c pre" id="f">首字</p>
<p style="width: 40%; color: red"><em>字</em></p><p style="width: 60%"><em>字</em></p><ul class="flex"><li>项</ul>"""
    + MARKED,
]


def test_what_is_kept_from_one_document_changes_no_other() -> None:
    """Styles of chapters share their values: each document is the same wherever it comes in the row of all."""
    program = f"""
import sys, weasyprint
from huozi.pdf import brush, quick
css = {CSS!r} + {SHARED!r}
if sys.argv[1] == "quick":
    quick.install(weasyprint)
    brush.install(weasyprint)
for number in sys.argv[2:]:
    if number == sys.argv[2] or sys.argv[1] == "plain":
        fonts = weasyprint.text.fonts.FontConfiguration()
        fonts.huozi_groups = quick.groups(css)
        sheet = weasyprint.CSS(string=css, font_config=fonts)
    html = "<html lang='zh'>" + {DOCUMENTS!r}[int(number)]
    document = weasyprint.HTML(string=html).render(stylesheets=[sheet], font_config=fonts)
    sys.stdout.buffer.write(document.write_pdf(uncompressed_pdf=True, pdf_tags=True) + b"=====")
"""

    def made(how: str, order: str) -> list[bytes]:
        command = [sys.executable, "-c", program, how, *order]
        return subprocess.run(command, check=True, capture_output=True).stdout.split(b"=====")[:-1]

    alone = made("plain", "012")
    assert len(set(alone)) == 3
    for order in ("0120", "2101"):
        assert made("quick", order) == [alone[int(number)] for number in order]


@pytest.mark.parametrize(("css", "kept"), [("p{width:50vw}", False), ("p{top:.5VMIN}", False), ("p{width:5em}", True)])
def test_values_that_depend_on_the_page_are_not_kept(css: str, kept: bool) -> None:
    assert (quick.groups(css) is not None) == kept
