"""What the composer relies on inside WeasyPrint, and what it must not change there."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from typing import Any

import pytest

import huozi.compose
from tests.compose.setting import SONG, pdf_of, pos, rows, rows_of, texts

INTERNALS = [
    ("weasyprint.draw.text", "draw_emojis", "stream style x y emojis"),
    ("weasyprint.css", "preprocess_declarations", "base_url declarations prelude"),
    ("weasyprint.css.validation", "preprocess_declarations", "base_url declarations prelude"),
    ("weasyprint.draw", "draw_text", "stream textbox offset_x text_overflow block_ellipsis"),
    ("weasyprint.draw.text", "draw_first_line", "stream textbox text_overflow block_ellipsis matrix"),
    ("weasyprint.draw.border", "draw_line", "stream x1 y1 x2 y2 thickness style color offset"),
    ("weasyprint.draw.color", "get_color", "style key"),
    (
        "weasyprint.layout.absolute",
        "absolute_layout",
        "context placeholder containing_block fixed_boxes bottom_space skip_stack",
    ),
    ("weasyprint.layout", "LayoutContext.layout_footnote", "self footnote"),
    ("weasyprint.layout.float", "avoid_collisions", "context box containing_block outer"),
    (
        "weasyprint.layout.float",
        "float_layout",
        "context box containing_block absolute_boxes fixed_boxes bottom_space skip_stack",
    ),
    ("weasyprint.layout.inline", "_adjust_line_height", "box"),
    ("weasyprint.layout.inline", "is_phantom_linebox", "linebox"),
    ("weasyprint.layout.inline", "line_box_verticality", "box"),
    ("weasyprint.layout.inline", "skip_first_whitespace", "box skip_stack"),
    ("weasyprint.layout.inline", "split_text_box", "context box available_width skip is_line_start"),
    ("weasyprint.layout.inline", "text_align", "context line available_width last"),
    ("weasyprint.layout.leader", "handle_leader", "context line containing_block"),
    ("weasyprint.layout.percent", "resolve_percentages", "box containing_block"),
    ("weasyprint.layout.percent", "resolve_one_percentage", "box property_name refer_to"),
    ("weasyprint.layout.preferred", "adjust", "box outer width left right"),
    ("weasyprint.layout.preferred", "shrink_to_fit", "context box available_content_width"),
    ("weasyprint.text.line_break", "get_log_attrs", "text lang"),
    ("weasyprint.text.line_break", "line_size", "line style"),
    (
        "weasyprint.layout.inline",
        "split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
    ),
    (
        "weasyprint.layout.preferred",
        "split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
    ),
    ("weasyprint.text.line_break", "Layout", "style justification_spacing max_width"),
    ("weasyprint.text.line_break", "strut", "style"),
    ("weasyprint.text.fonts", "get_pango_font_key", "pango_font"),
    ("weasyprint.text.line_break", "_font_style_cache_key", "style include_size"),
    ("weasyprint.text.line_break", "create_layout", "text style context max_width justification_spacing"),
]
FIRST_ARGUMENTS = "context box position_y bottom_space skip_stack containing_block absolute_boxes fixed_boxes"


@pytest.mark.parametrize(("module", "name", "parameters"), INTERNALS)
def test_weasyprint_still_has(module: str, name: str, parameters: str) -> None:
    script = f"import inspect, {module} as m; print(*inspect.signature(m.{name}).parameters)"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.split() == parameters.split()


@pytest.mark.parametrize("name", ["iter_line_boxes", "split_inline_level"])
def test_weasyprint_lays_lines_out_through(name: str) -> None:
    function = getattr(importlib.import_module("weasyprint.layout.inline"), name)
    parameters = list(inspect.signature(function).parameters)
    assert parameters[-2:] == ["first_letter_style", "first_line_style"]
    if name == "iter_line_boxes":
        assert parameters[:8] == FIRST_ARGUMENTS.split()


WORDS = "The quick brown fox <b>jumps</b> over the <i>lazy</i> dog, twice or thrice, \u201cunbelievably\u201d so\u2026 "
LATIN = {
    "paragraphs": f"<h1>Plain text</h1><p>{WORDS * 9}</p><p lang=de>Donaudampfschifffahrt und {WORDS}</p>",
    "lists and tables": f"<ul><li>one<li>{WORDS}</ul><table><tr><td>{WORDS}<td>a<tr><td>b<td>{WORDS}</table>",
    "floats and boxes": f"<p><span style='float:left;width:40px'>{WORDS}</span>{WORDS * 4}</p>"
    "<p>x<span style='display:inline-block;width:50px'>box of text</span>y</p>",
    "columns and notes": f"<div style='columns:2'>{WORDS * 6}</div>"
    f"<p>a<span style='float:footnote'>{WORDS}</span>b</p>",
    "code and leaders": f"<pre>  x = 1\n\ty</pre><p style='hyphens:auto'>{WORDS * 3}</p>"
    "<style>.l::after{content:leader('.') '7'}</style><p class=l>entry</p>",
    "words again and again": "<style>pre{white-space:pre-wrap;overflow-wrap:anywhere}i{color:red}u{letter-spacing:.5px}"
    "b{font-variant:small-caps}s{word-spacing:2px}.l{white-space:pre-line}.n{white-space:nowrap}</style>"
    + "<pre>if (<i>office</i> != <b>AVAST</b>) {\n\n  <i>e\u0301a\u0323\u0301</i> = <u>fi ffi</u>;\n\treturn</pre>" * 2
    + "<pre>\u0645\u0631\u062d <i>\u05e9\u05dc\u05d5\u05dd</i> \U0001f600 \ue123 a\u200bb a\u00adb 100%</pre>" * 2
    + "<p><s>to be</s> or <u>not to</u> be <span class=n>that is the <i>question</i></span> <i>extraordinarily</i></p>"
    * 2
    + "<p class=l>one \n two\n<i>three</i>\n\n</p><ol><li>a<li>b</ol><table><tr><td>12<td><i>to be</i></table>" * 2
    + f"<pre><i>{'long' * 40}</i>{'words ' * 20}<i>a</i></pre>" * 2,
    "lines that fit": "<style>pre{white-space:pre-wrap;text-indent:7px}i{padding:0 3px}u{vertical-align:3px}"
    "b{position:relative;left:2px;text-decoration:none}s{vertical-align:top;font-size:9px}.r{text-align:right}"
    ".c{text-align:center;text-align-last:right}.f{float:right;width:60px}em{float:left}</style>"
    "<pre>if <b>one</b>:\n  <i>two</i>\n\n<u>  <s>th\nree</s></u>\n<i>\n</i></pre><pre class=r>a\n<u>b</u>\nc</pre>"
    "<p class=c>a<br><u>b</u></p><p class=r> a <u> b </u> </p><p><u></u></p><p> </p><p>&nbsp;</p>"
    "<p class=f>beside</p><pre>one\n<u>two</u>\nthree\nfour</pre><p>a<em>b</em>c</p>"
    "<p dir=rtl><span dir=ltr>one</span></p><ul dir=rtl><li>one</ul><table><tr><td>1<td><i>2</i><td> 3 </table>",
    "fonts of what is not seen": "<p style='visibility:hidden;font-family:monospace'>one<p>two \U0001f600",
    "right to left": f"<p dir=rtl>\u05e9\u05dc\u05d5\u05dd abc {WORDS}</p>",
}


@pytest.mark.parametrize("name", LATIN)
def test_pages_without_cjk_are_weasyprints_to_the_byte(name: str) -> None:
    script = (
        "import os, sys, hashlib, weasyprint\n"
        "os.environ['SOURCE_DATE_EPOCH'] = '0'\n"  # fonts of emoji are dated
        "if sys.argv[1] == 'yes':\n    import huozi.compose\n    huozi.compose.install()\n"
        "style = 'body{font:16px serif;width:200px;text-align:justify}@page{size:300px 400px}'\n"
        f"html = '<html lang=en><style>' + style + '</style>' + {LATIN[name]!r}\n"
        "print(hashlib.sha256(weasyprint.HTML(string=html).write_pdf()).hexdigest())"
    )
    hashes = {
        subprocess.run([sys.executable, "-c", script, answer], capture_output=True, text=True, check=True).stdout
        for answer in ("yes", "no")
    }
    assert len(hashes) == 1


def test_pango_is_asked_once_for_words_that_come_again() -> None:
    script = (
        "import weasyprint, huozi.compose\n"
        "from weasyprint.text.line_break import Layout\n"
        "huozi.compose.install()\n"
        "asked, own = [], Layout.setup\n"
        "Layout.setup = lambda self, style: (asked.append(1), own(self, style))[1]\n"
        "for many in (2, 20):\n"
        "    asked.clear()\n"
        "    code = '<pre>if <b>one</b>:\\n    two</pre><ul><li>three</ul><table><tr><td>12<td>3</table>'\n"
        "    weasyprint.HTML(string=code * many).write_pdf()\n"
        "    print(len(asked))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert found[0] == found[1]


def test_lines_that_fit_are_not_searched_for_breaks() -> None:
    script = (
        "import weasyprint, huozi.compose\n"
        "from weasyprint.layout import inline\n"
        "huozi.compose.install()\n"
        "inline.split_inline_box = None\n"
        "code = '<pre>if <b>one</b>:\\n    two</pre><ul><li>three</ul><table><tr><td>12<td>3</table><p>four'\n"
        "print(len(weasyprint.HTML(string=code).render().pages))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "1\n"


def test_a_page_of_both_keeps_the_latin_paragraphs_where_weasyprint_puts_them() -> None:
    """Text with CJK is composed; paragraphs without it, on the same page, stand as they would alone."""
    css = "p{margin:0;width:300px}"
    alone = rows(f"<p>{WORDS * 3}</p>", lang="en", css=css)
    both = rows(f"<p>{HAN}</p><p>{WORDS * 3}</p>", lang="en", css=css)[-len(alone) :]
    assert texts(both) == texts(alone)
    for one, other in zip(both, alone, strict=True):
        assert [item.pos for item in one] == pytest.approx([item.pos for item in other], abs=0.005)


def test_any_user_of_weasyprint_installs_it_with_one_call() -> None:
    """No reader or writer of books is imported, and the page is justified without spaces."""
    script = (
        "import sys, weasyprint, huozi.compose\n"
        "huozi.compose.install()\n"
        "html = '<html lang=zh-Hans><style>body{text-align:justify;width:300px;font:20px Noto Serif CJK SC}</style>'\n"
        f"pdf = weasyprint.HTML(string=html + '<p>' + {HAN * 3!r}).write_pdf()\n"
        "own = sorted(name for name in sys.modules if name.startswith('huozi.') and '.compose' not in name)\n"
        "import pymupdf\n"
        "page = pymupdf.open(stream=pdf)[0]\n"
        "spans = [s for b in page.get_text('rawdict')['blocks'] for l in b['lines'] for s in l['spans']]\n"
        "ends = {}\n"
        "for s in spans:\n    for c in s['chars']:\n        ends[round(c['origin'][1])] = c['origin'][0] + s['size']\n"
        "last = max(ends)\n"
        "print(own, max(v for k, v in ends.items() if k != last) - min(v for k, v in ends.items() if k != last) < 0.3)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"


def test_install_twice_is_once() -> None:
    huozi.compose.install()
    block = importlib.import_module("weasyprint.layout.block")
    first = block.iter_line_boxes
    huozi.compose.install()
    assert block.iter_line_boxes is first


def test_an_unknown_value_is_a_css_warning_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING", logger="weasyprint"):
        rows("一", css="p{text-autospace:wide}p{-huozi-punctuation:odd}p{text-emphasis:3px}")
    messages = [record.getMessage() for record in caplog.records]
    assert [message for message in messages if "text-autospace" in message and " at 1:" in message]
    assert [message for message in messages if "huozi-punctuation" in message]
    assert [message for message in messages if "text-emphasis" in message]


def test_properties_inherit_and_take_variables() -> None:
    css = ":root{--space:no-autospace}body{text-autospace:var(--space)}"
    assert rows("中A文", css=css)[0][1].pos == pytest.approx(1, abs=0.02)


HAN = "永和九年岁在癸丑暮春之初会于会稽山阴之兰亭修禁事也"


def test_text_flows_around_a_float() -> None:
    html = f"<p><span style='float:left;width:100px;height:60px'></span>{HAN * 3}</p>"
    lines = rows(html, measure=20)
    assert lines[0][0].pos == pytest.approx(5, abs=0.02)
    assert lines[1][0].pos == pytest.approx(5, abs=0.02)
    assert lines[2][0].pos == pytest.approx(0, abs=0.02)
    assert "".join(texts(lines)) == HAN * 3


def test_a_box_shrunk_to_its_text_holds_it_on_one_line() -> None:
    for text in ("中ABC文\uff0c\u201c好\u201d", "一二XYZ", "\uff08一\uff09"):
        html = f"<p><span style='display:inline-block'>{text}</span></p><table><tr><td>{text}</td></tr></table>"
        assert texts(rows(html, measure=30)) == [text, text]


def test_room_in_percent_is_kept_in_a_box_shrunk_to_its_text() -> None:
    html = "<table style='width:10em;border-spacing:0'><td style='padding:0'>一<span style='padding-left:20%'>二</span>"
    line = rows(f"<div>{html}</div>")[0]
    assert pos(line, "二") - pos(line, "一") == pytest.approx(3, abs=0.02)


def test_a_page_break_takes_up_the_same_lines() -> None:
    css = "p{orphans:2;widows:2}"
    whole = texts(rows(f"<p>{HAN * 8}</p>", measure=12, css=css))
    pages = texts(rows(f"<p>{HAN * 8}</p>", measure=12, css=css + "@page{height:240px}"))
    assert pages == whole


def test_columns_tables_lists_and_notes_keep_their_text() -> None:
    html = (
        f"<div style='columns:2'><p>{HAN}</p></div><table><tr><td>{HAN}<td>{HAN[:9]}</table><ul><li>{HAN}</ul>"
        f"<p>{HAN[:9]}<span style='float:footnote'>{HAN[9:20]}</span></p><p style='position:relative'>{HAN[:3]}"
        f"<span style='position:absolute'>{HAN[3:6]}</span></p>"
    )
    found = "".join("".join(texts(rows(html, measure=24))))
    for char in set(HAN):
        assert found.count(char) >= HAN.count(char) * 4 - 1


def test_a_note_is_composed_once_however_many_join_it_on_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint lays all notes of a page out again with each more; they stand as paragraphs of the same text do."""
    from huozi.compose import lines

    asked: list[str] = []
    collect = vars(lines)["collect"]

    def counted(context: object, box: Any, *rest: object) -> object:  # noqa: ANN401 (WeasyPrint has no types)
        asked.append("".join(text.text for text in box.descendants() if hasattr(text, "text")))
        return collect(context, box, *rest)

    monkeypatch.setattr(lines, "collect", counted)
    notes = [HAN[start:] for start in range(4)]
    marked = "{}<b style='padding-left:1em'>粗</b>，<i style='margin-right:5%'>斜</i>，{}"
    html = [marked.format(note, note) for note in notes]
    css = ".note{float:footnote;width:12em}.note::footnote-call,.note::footnote-marker{content:''}"
    found = rows("".join(f"<p>文<span class=note>{one}</span></p>" for one in html), measure=12, css=css)
    assert [len([text for text in asked if text.startswith(note)]) for note in notes] == [1, 1, 1, 1]
    plain = rows("".join(f"<p>{one}</p>" for one in html), measure=12)
    assert [[(char.char, round(char.pos, 3)) for char in row] for row in found[4:]] == [
        [(char.char, round(char.pos, 3)) for char in row] for row in plain
    ]


def test_empty_and_blank_elements_do_no_harm() -> None:
    for html in (
        "<p>一<b></b></p>",
        "<p> 一 <i> </i> </p>",
        "<p><a id=x></a>一</p>",
        "<p>一<br></p>",
        "<p>一<img alt=x></p>",
    ):
        assert texts(rows(html))[0].strip().startswith("一")


def test_records_tell_how_each_line_was_set() -> None:
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        rows_of(pdf_of(f"<p data-line=7>{HAN}\uff0c{HAN}</p>", measure=12.5))
    assert {record.element.get("data-line") for record in records} == {"7"}
    assert all(record.measure == pytest.approx(12.5, abs=0.01) for record in records)
    assert records[0].verdict in ("natural", "stretched", "shrunk")
    assert str(records[0]).startswith(records[0].text)


def test_a_line_that_cannot_be_filled_is_reported() -> None:
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        rows_of(pdf_of("<p>一二abcdefghijklmnopqrstuvwxyz三四</p>", measure=8, css="p{hyphens:none}"))
    assert {"over-full", "loose"} & {record.verdict for record in records}


def test_the_text_of_a_box_may_be_exchanged_before_it_is_painted() -> None:
    """Notes are numbered when pages are known: their marks are written into boxes that are already laid out."""
    pdf_of("<p></p>")
    weasyprint = importlib.import_module("weasyprint")
    style = f'@page{{size:500px 300px;margin:40px}}html{{font:20px "{SONG}"}}'
    document = weasyprint.HTML(string=f"<html lang=zh-Hans><style>{style}</style><p>一<b>①</b>二<p>a<b>1</b>").render()
    for box in document.pages[0]._page_box.descendants():
        if getattr(box, "text", "") in {"①", "1"}:
            box.text = box.pango_layout.text = "②" if box.text == "①" else "2"
    assert texts(rows_of(document.write_pdf())) == ["一②二", "a2"]
