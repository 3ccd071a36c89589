"""What is worked out once for all gives the same pages as what WeasyPrint works out again for each box."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
    from huozi.pdf import quick
    quick.install(weasyprint)
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
