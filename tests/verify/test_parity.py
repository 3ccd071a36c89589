"""The text of finished files is that of the manuscript: running text, notes, readings, in the order of the tags."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from huozi import outline, passes
from huozi.diagnostics import Log, Severity
from huozi.verify import outputs
from huozi.verify.parity import _follow, _printed, _span, check
from tests.builders import book, chapter
from tests.epub.books import epub_of
from tests.pdf.pages import set_book

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Book
    from tests.pdf.pages import Set

BARE: dict[str, Any] = {"title_page": False, "imprint": False, "toc": False, "numbering": "none"}


def _differences(one: Book, made: Set, epub: bytes | None = None) -> list[str]:
    log = Log()
    check(passes.run(one, Log()), made.pdf.data, epub or epub_of(one), log)
    return [entry.message for entry in log.entries]


def test_notes_and_readings_are_read_by_themselves_and_heads_not_at_all() -> None:
    ruby = "<ruby>活<rt>huó</rt>字<rt>zì</rt></ruby>"
    xhtml = f"<h1>题</h1><p>{ruby}甲<a class='noteref' data-note='1'/>乙。</p>" + "<p>活字印书。</p>" * 60
    one = book(chapter(xhtml, notes={"1": "<p>注文。</p>"}), **BARE)
    made = set_book(one)
    assert len(made.pdf.pages) > 2, "some pages have heads and folios"
    read = _printed(made.pdf.data)
    assert read.running == "题活字甲乙。" + "活字印书。" * 60
    assert (read.notes, read.readings) == (("注文。",), "huózì")
    assert _differences(one, made) == []


def test_a_note_that_is_called_twice_stands_twice_in_print_and_once_on_screen() -> None:
    call = "<a class='noteref' data-note='1'/>"
    xhtml = f"<h1>题</h1><p>甲{call}乙。</p>" + "<p>活字印书。</p>" * 60 + f"<p>丙{call}丁。</p>"
    one = book(chapter(xhtml, notes={"1": "<p>注文。</p>"}), **BARE)
    made = set_book(one)
    assert _printed(made.pdf.data).notes == ("注文。", "注文。")
    assert _differences(one, made) == []


def test_kana_and_its_voicing_mark_are_as_good_as_the_composed_kana() -> None:
    one = book(chapter("<h1>か\u3099き</h1><p>がぎと、か\u3099き\u3099と。</p>"), lang="ja", **BARE)
    assert _differences(one, set_book(one)) == []


def test_marks_of_lists_are_not_read_and_terms_are() -> None:
    lists = "<ul><li>甲</li></ul><ol><li>乙</li></ol><dl><dt>词</dt><dd>义</dd></dl>"
    assert _printed(set_book(book(chapter(f"<h1>题</h1>{lists}"), **BARE)).pdf.data).running == "题甲乙词义"


def test_the_head_of_a_table_is_running_text_on_its_first_page_alone() -> None:
    rows = "".join(f"<tr><td>第{number}行</td></tr>" for number in range(60))
    table = f"<table><thead><tr><th>表头</th></tr></thead><tbody>{rows}</tbody></table>"
    made = set_book(book(chapter(f"<h1>题</h1>{table}<h2 id='later'>后</h2>"), **BARE))
    assert len(made.pdf.pages) > 2, "the head stands on more than one page"
    assert _printed(made.pdf.data).running == "题表头" + "".join(f"第{number}行" for number in range(60)) + "后"
    log = Log()
    outputs(outline.with_pages(made.outline, made.pdf.folios), made.pdf.data, None, log)
    assert [entry.message for entry in log.entries] == []


@pytest.mark.parametrize("char", ["\u00b7", "\u2022", "\u2f00", "\u4e00", "\ufa19", "\uff0d", "\u2460", "\u00ad"])
def test_characters_that_look_alike_are_read_as_they_were_typed_in_every_chapter(char: str) -> None:
    other = "<h1>前</h1><p>甲\u00b7乙一神。</p>"
    one = book(chapter(other), chapter(f"<h1>后</h1><p>甲{char}乙。</p>", id="two"), **BARE)
    made = set_book(one)
    typed = f"前甲\u00b7乙一神。后甲{char}乙。".replace("\u00ad", "")
    assert _printed(made.pdf.data).running == typed
    assert _differences(one, made) == []


def test_a_word_that_is_broken_at_a_line_end_is_whole() -> None:
    words = "<p>" + "internationalization responsibility typographical " * 12 + "</p>"
    made = set_book(book(chapter(f"<h1>题</h1><div lang='en'>{words}</div>"), **BARE))
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        assert any(b"00ad" in page.Contents[1].read_bytes() for page in pdf.pages), "some words are broken"
    assert _printed(made.pdf.data).running == "题" + "internationalizationresponsibilitytypographical" * 12


def test_one_character_that_the_epub_lacks_is_an_error_that_shows_it() -> None:
    one = book(chapter("<h1>题</h1><p>春有百花秋有月。</p>"), **BARE)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub_of(one))) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("百花".encode(), "百".encode()))
    (message,) = _differences(one, set_book(one), changed.getvalue())
    assert message == "EPUB: in “题” the manuscript says “花秋有月。” where the file has “秋有月。”"


def test_a_difference_is_shown_by_the_line_of_the_manuscript() -> None:
    lines = ["春有百花秋有月。", "夏有凉风。", "冬有雪，夏有凉风。", "夏有凉风。"]
    part = chapter("<h1>题</h1>" + "".join(f"<p>{line}</p>" for line in lines))
    assert [one.get("data-line") for one in part.body] == ["2", "3", "4", "5", "6"]
    text = "题" + "".join(lines)
    found = [_span(part, text, text.index(words)).line for words in ("有百花", "月。夏", "夏有凉", "雪，")]
    assert found == [3, 3, 4, 5]
    assert _span(part, text, text.rindex("夏有凉")).line == 6
    assert _span(part, text, 0).path == part.file


@pytest.mark.parametrize(
    ("css", "code", "words"),
    [
        (
            "p.x::before { content: '甲' }",
            "text-added",
            "says “甲春有百花。秋有月。” before “春有百花。秋有月。”",
        ),
        (
            "p.x { display: none }",
            "text-differs",
            "says “春有百花。秋有月。” where the file has “秋有月。”",
        ),
    ],
)
def test_what_a_style_sheet_adds_is_a_warning_and_what_it_hides_an_error(
    css: str, code: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "own.css").write_text(css, encoding="utf-8")
    text = chapter("<h1>题</h1><p class='x'>春有百花。</p><p>秋有月。</p>")
    one = book(text, css=(tmp_path / "own.css",), **BARE)
    log = Log()
    check(one, set_book(one).pdf.data, epub_of(one), log)
    assert [(entry.code, entry.severity) for entry in log.entries] == [
        (code, Severity.WARNING if code == "text-added" else Severity.ERROR)
    ]
    assert words in log.entries[0].message


def test_a_mark_and_a_hyphen_do_not_hide_text_that_comes_again_later() -> None:
    wanted = "前文。Unicode收录文字。" + "后文。" * 40 + "Unicode收录文字。"
    printed = "前文。1Uni-code收录文字。" + "后文。" * 40 + "Unicode收录文字。"
    assert _follow(wanted, printed)[:2] == ("", "")


def test_what_is_missing_first_is_shown_with_what_stands_there() -> None:
    assert _follow("甲乙丙丁。戊己庚辛。", "甲乙丙丁。")[:2] == ("戊己庚辛。", "")
    lost, there, _ = _follow("春有百花秋有月。夏有凉风冬有雪。", "春有百花秋有月。冬有雪。")
    assert (lost[:4], there) == ("夏有凉风", "冬有雪。")
