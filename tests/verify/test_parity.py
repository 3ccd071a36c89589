"""What of a finished PDF is running text: its tags tell readings, notes, heads and folios from it (EP7)."""

from __future__ import annotations

from huozi import outline
from huozi.diagnostics import Log
from huozi.verify import outputs
from huozi.verify.parity import _follow, _printed
from tests.builders import book, chapter
from tests.pdf.pages import set_book


def test_readings_and_notes_and_heads_are_no_running_text() -> None:
    ruby = "<ruby>活<rt>huó</rt>字<rt>zì</rt></ruby>"
    xhtml = f"<h1>题</h1><p>{ruby}甲<a class='noteref' data-note='1'/>乙。</p>" + "<p>活字印书。</p>" * 60
    one = chapter(xhtml, notes={"1": "<p>注文。</p>"})
    made = set_book(book(one, title_page=False, imprint=False, toc=False, numbering="none"))
    assert len(made.pdf.pages) > 2, "some pages have heads and folios"
    (text,) = _printed(made.pdf.data, [one.id]).values()
    call = text.removeprefix("题活字甲").partition("乙。")[0]
    assert len(call) <= 1, "the mark of a note is part of the line"
    assert text == f"题活字甲{call}乙。" + "活字印书。" * 60


def test_the_head_of_a_table_is_running_text_on_its_first_page_alone() -> None:
    rows = "".join(f"<tr><td>第{number}行</td></tr>" for number in range(60))
    table = f"<table><thead><tr><th>表头</th></tr></thead><tbody>{rows}</tbody></table>"
    one = chapter(f"<h1>题</h1>{table}<h2 id='later'>后</h2>")
    made = set_book(book(one, title_page=False, imprint=False, toc=False, numbering="none"))
    assert len(made.pdf.pages) > 2, "the head stands on more than one page"
    (text,) = _printed(made.pdf.data, [one.id]).values()
    assert text == "题表头" + "".join(f"第{number}行" for number in range(60)) + "后"
    log = Log()
    outputs(outline.with_pages(made.outline, made.pdf.folios), made.pdf.data, None, log)
    assert [entry.message for entry in log.entries] == []


def test_a_mark_and_a_hyphen_do_not_hide_text_that_comes_again_later() -> None:
    wanted = "前文。Unicode收录文字。" + "后文。" * 40 + "Unicode收录文字。"
    printed = "前文。1Uni-code收录文字。" + "后文。" * 40 + "Unicode收录文字。"
    assert _follow(wanted, printed) == ("", "")


def test_what_is_missing_first_is_shown_with_what_stands_there() -> None:
    assert _follow("甲乙丙丁。戊己庚辛。", "甲乙丙丁。") == ("戊己庚辛。", "")
    lost, there = _follow("春有百花秋有月。夏有凉风冬有雪。", "春有百花秋有月。冬有雪。")
    assert (lost[:4], there) == ("夏有凉风", "冬有雪。")
