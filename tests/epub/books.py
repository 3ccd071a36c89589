"""A book with everything in it that a chapter can hold, written by hand, for the tests of the EPUB."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PIL import Image

from huozi import outline, passes, styles
from huozi.book import Part, Resource
from huozi.config import Person
from huozi.diagnostics import Log
from huozi.epub import make
from tests import builders

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Book
    from huozi.epub.pagelist import PageMap

SVG = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">
<defs><linearGradient id="g"><stop offset="0" stop-color="#2F4F5A"/><stop offset="1" stop-color="#9FB3B5"/></linearGradient></defs>
<rect x="10" y="30" width="120" height="60" rx="6" fill="url(#g)"/><rect x="190" y="30" width="120" height="60" rx="6" fill="url(#g)"/>
<path d="M135 60h45m-12-8l12 8-12 8" fill="none" stroke="#B5533C" stroke-width="4"/></svg>
"""

TYPE = """
<h1>活字与排版</h1>
<p>活字印刷术由<span class="pn">毕昇</span>发明于北宋<strong>庆历年间</strong>（1041—1048），见<span class="bk">梦溪笔谈</span>。
“每字为一印，火烧令坚。”这是<em>活字</em>最早的记载<a class="noteref" data-note="1"/>，比欧洲早约 400 年。</p>
<p>日文里<ruby><rb>活</rb><rt>かつ</rt><rb>字</rb><rt>じ</rt></ruby>与<ruby><rb>組版</rb><rt>くみはん</rt></ruby>
两个词，至今仍在使用<a class="noteref" data-note="2"/>。参看<a href="#table"/>，以及附录<a href="notes.md">排版术语</a>。</p>
<h2 id="craft">刻字与排字</h2>
<p>用胶泥刻字，薄如钱唇。先设一铁板，其上以松脂、蜡和纸灰之类冒之。欲印，则以一铁范置铁板上，乃密布字印。满铁范为一板，
持就火炀之；药稍镕，则以一平板按其面，则字平如砥。</p>
<h3 id="steps">步骤</h3>
<ol start="3"><li><p>制字：以泥为之。</p></li><li><p>排版：</p><ul><li>铁范；</li><li>松脂与蜡。</li></ul></li><li><p>印刷。</p></li></ol>
<h4 id="deep">四级标题</h4>
<h5 id="deeper">五级标题</h5>
<h6 id="deepest">六级标题</h6>
<p>标题可以有六级。<code>make</code> 与 <kbd>Ctrl</kbd>＋<kbd>C</kbd>，H<sub>2</sub>O，<del>删去</del>，<mark>标记</mark>。</p>
<figure class="figure" id="flow"><img src="flow.svg" alt="书稿经过编译成为成品"/><figcaption>从书稿到成品</figcaption></figure>
<figure class="figure" id="shade"><img src="shade.png" alt="由深到浅的一条色带"/><figcaption>色带</figcaption></figure>
<figure class="table" id="table"><figcaption>字号与磅值</figcaption><table><thead><tr><th>字号</th><th class="right">磅</th><th>用途</th></tr></thead>
<tbody><tr><td>五号</td><td class="right">10.5</td><td>正文</td></tr><tr><td>小五</td><td class="right">9</td><td>图题、表题与注文</td></tr>
<tr><td>二号</td><td class="right">22</td><td>章的标题</td></tr></tbody></table></figure>
<figure class="listing" id="code"><pre data-language="python"><code><span class="tok-k">def</span> <span class="tok-nf">lead</span>(size):
    <span class="tok-c1"># 行距是字号的一又三分之二倍，这一行注释故意写得很长很长，长到手机的屏幕一定放不下</span>
    <span class="tok-k">return</span> size * <span class="tok-mi">5</span> / <span class="tok-mi">3</span></code></pre><figcaption>行距</figcaption></figure>
<blockquote><p>板印书籍，唐人尚未盛为之。五代时始印五经，已后典籍皆为板本。</p></blockquote>
<dl><dt>版心</dt><dd>页面上排印文字的区域。</dd><dt>行距</dt><dd><p>相邻两行基线之间的距离。</p></dd></dl>
<aside class="admonition note"><p class="admonition-title">说明</p><p>提示块在两种成品里都有。</p></aside>
<aside class="admonition warning"><p class="admonition-title">注意</p><p>不要手工编号。</p></aside>
<hr/>
<p>更多见 <a href="https://www.w3.org/TR/clreq/">《中文排版需求》</a>。</p>
"""

TERMS = """
<h1>排版术语</h1>
<p>术语见<a href="type.md#craft">前文</a>。</p>
<h2 id="a">版面</h2><p>版心、天头、地脚。</p>
"""

SENTENCE = "排版的要义在于让读者忘记排版的存在，只看见文字本身，行行均匀，页页相称。"


def long_chapter() -> str:
    """More than 250 KB: sections of different ranks, a list and a quote that are long themselves, and notes."""
    parts = ["<h1>很长的一章</h1>"]
    for section in range(1, 9):
        parts.append(f"<h2 id='s{section}'>第 {section} 部分</h2>")
        for sub in range(1, 4):
            parts.append(f"<h3 id='s{section}-{sub}'>小节 {sub}</h3>")
            parts += [f"<p>{SENTENCE * 8}</p>" for _ in range(16)]
        parts.append(f"<p>见<a class='noteref' data-note='{section}'/>与<a href='#s1'>开头</a>。</p>")
    return "".join(parts)


def varied(folder: Path, **fields: object) -> Book:
    """The book; its pictures are written into `folder`."""
    (folder / "flow.svg").write_text(SVG, "utf-8")
    Image.linear_gradient("L").resize((320, 40)).save(folder / "shade.png")
    pictures = (resource(folder / "flow.svg", "image/svg+xml"), resource(folder / "shade.png", "image/png"))
    notes = {"1": "<p>沈括：《梦溪笔谈》卷十八。</p>", "2": "<p>第一段。</p><p>第二段。</p>"}
    chapters = (
        builders.chapter(
            "<h1 class='unnumbered'>前言</h1><p>这是前言。</p>", id="preface", file="preface.md", part=Part.FRONT
        ),
        builders.chapter(TYPE, id="type", file="type.md", notes=notes, divisions=("上卷　历史",), resources=pictures),
        builders.chapter(
            long_chapter(),
            id="long",
            file="long.md",
            divisions=("下卷　实践",),
            notes={str(n): f"<p>注 {n}。</p>" for n in range(1, 9)},
        ),
        builders.chapter(TERMS, id="notes", file="notes.md", part=Part.APPENDIX),
        builders.chapter(
            "<h1 class='unnumbered'>后记</h1><p>这是后记。</p>", id="after", file="after.md", part=Part.BACK
        ),
    )
    given: dict[str, object] = {
        "root": folder,
        "title": "活字手册",
        "subtitle": "一份书稿，两种成品",
        "people": (Person("沈括"), Person("毕昇", "edt", "Bi Sheng"), Person("某某", "trl")),
        "publisher": "活字出版社",
        "date": "2026-11-24",
        "rights": "版权所有",
        "description": "怎样把一份书稿做成两种成品。",
        "keywords": ("排版", "电子书"),
    }
    return builders.book(*chapters, **(given | fields))


def resource(path: Path, media_type: str) -> Resource:
    """A picture of the book."""
    return Resource(path.name, path, media_type, hashlib.sha256(path.read_bytes()).hexdigest(), 320, 120)


def epub_of(book: Book, log: Log | None = None, *, pdf: PageMap | None = None) -> bytes:
    """The EPUB of a book that has been through all the passes."""
    log = log or Log()
    resolved = passes.run(book, log)
    look = styles.load(resolved.config, log)
    assert look is not None
    data = make(resolved, look, outline.from_book(resolved), log, pdf=pdf)
    assert not log.failed, log.entries
    return data
