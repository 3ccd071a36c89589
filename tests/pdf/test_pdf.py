"""Rules of the page, each read from the finished PDF alone; expected values come from the rules, named by their ids."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image

from huozi.book import Part, Resource
from huozi.config import PageSize, Person
from tests.builders import book, chapter
from tests.pdf.pages import TEXT, Set, set_book

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.book import Book

SIZE = 10.5
LEAD = 17.5


def sample() -> Book:
    """A preface, two chapters with sections and notes, a division, an appendix."""
    notes = {"1": f"<p>{TEXT}</p>", "2": "<p>第二条注。</p><p>它的第二段。</p>", "3": "<p>第三条注。</p>"}
    return book(
        chapter(
            f"<h1 class='unnumbered'>前言</h1><p>{TEXT}</p>" + f"<p>{TEXT * 3}</p>" * 4, id="preface", part=Part.FRONT
        ),
        chapter(
            f"<h1>天地玄黄</h1><p>{TEXT}{call(1)}{TEXT}{call(2)}</p><h2 id='a'>宇宙洪荒</h2>"
            + f"<p>{TEXT * 3}</p>" * 8
            + f"<h2 id='b'>日月盈昃</h2><h3 id='c'>辰宿列张</h3><p>{TEXT}{call(3)}</p>"
            + f"<p>见<a href='#a'/>与<a href='two.md#d'>下一章</a>。{TEXT}</p>",
            id="one",
            file="one.md",
            notes=notes,
        ),
        chapter(
            f"<h1>寒来暑往</h1><h2 id='d'>秋收冬藏</h2><p>{TEXT * 2}</p>",
            id="two",
            file="two.md",
            divisions=("上编　总论",),
        ),
        chapter(f"<h1>附表</h1><p>{TEXT}</p>", id="tables", file="tables.md", part=Part.APPENDIX),
        title="千字文",
        subtitle="一本样书",
        people=(Person("周兴嗣"), Person("某人", "edt")),
        publisher="样书社",
        date="2026-01-15",
        rights="版权所有",
        isbn="978-7-000-00000-0",
        description="用来检验的书",
        keywords=("样书", "检验"),
    )


def call(number: int) -> str:
    return f"<a class='noteref' data-note='{number}'/>"


@pytest.fixture(scope="module")
def made() -> Set:
    return set_book(sample())


def first_page(made: Set, target: str) -> int:
    return made.page_of(made.pdf.folios[target])


# Order, folios, labels (BK1, RH2).


def test_the_parts_stand_in_the_order_of_a_chinese_book(made: Set) -> None:
    """GB/T 12450: title page, imprint on its verso, preface, contents, text, appendix."""
    texts = [page.get_text() for page in made.document]
    places = [
        next(index for index, text in enumerate(texts) if word in text)
        for word in ("周兴嗣", "978-7-000-00000-0", "前言", "目", "第一章", "上编", "第二章", "附录A")
    ]
    assert places[:3] == [0, 1, 2]
    text = "".join("".join(texts).split())
    assert sorted(text.index(word) for word in ("周兴嗣", "版权所有", "目录")) == [
        text.index(word) for word in ("周兴嗣", "版权所有", "目录")
    ]


def test_front_matter_has_roman_folios_and_the_text_begins_at_one_on_a_recto(made: Set) -> None:
    """jlreq 2.6.3; odd pages are rectos."""
    start = made.page_of("1")
    assert made.pdf.pages[:4] == ("i", "ii", "iii", "iv")
    assert start % 2 == 0
    assert made.pdf.pages[start:] == tuple(str(number + 1) for number in range(len(made.pdf.pages) - start))


def test_page_labels_are_the_folios(made: Set) -> None:
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        assert tuple(page.label for page in pdf.pages) == made.pdf.pages


def test_a_folio_is_at_the_foot_on_the_outer_side_and_equals_the_label(made: Set) -> None:
    for page, label in enumerate(made.pdf.pages):
        folio = made.folio(page)
        if folio is None:
            continue
        assert folio.text == label
        width = made.document[page].rect.width
        assert (folio.x > width / 2) == (page % 2 == 0)


def test_title_pages_divisions_and_blanks_print_no_folio_but_are_counted(made: Set) -> None:
    """RH2; BK3."""
    division = first_page(made, "two.division-0")
    assert made.folio(0) is None
    assert made.folio(1) is None
    assert made.folio(division) is None
    assert made.pdf.pages[division + 2] == str(int(made.pdf.pages[division]) + 2)
    blank = division + 1
    assert made.document[blank].get_text().strip() == ""
    assert made.document[blank].get_drawings() == []


# Running heads (RH1).


def test_the_running_head_is_the_books_title_on_versos_and_the_chapters_on_rectos(made: Set) -> None:
    start = first_page(made, "one")
    assert (start + 1) % 2 == 1
    verso, recto = made.head(start + 1), made.head(start + 2)
    assert verso is not None
    assert recto is not None
    assert (verso.text, recto.text) == ("千字文", "第一章　天地玄黄")
    assert verso.x == pytest.approx(made.styles.points("--margin-outer"), abs=0.5)
    assert recto.x > made.document[0].rect.width / 2


@pytest.mark.parametrize(("lang", "gaps"), [("zh-Hans", (1, 0.25)), ("ko", (0.22, 0))])
def test_a_running_head_is_spaced_as_the_heading_is(lang: str, gaps: tuple[float, float]) -> None:
    """HD8, S1: an em behind the number, a quarter between Han and Latin; in Korean the spaces are the author's."""
    one = chapter("<h1>纸Ab</h1>" + "<p>一行。</p>" * 60, id="one")
    made = set_book(book(one, lang=lang, title_page=False, toc=False, numbering="decimal", title="書"))
    head = made.head(2)
    assert head is not None
    number, han, latin = (next(char for char in head.chars if char.text == text) for text in "1纸A")
    digit_em = 0.5
    assert (han.x - number.x) / han.size - digit_em == pytest.approx(gaps[0], abs=0.08)
    assert (latin.x - han.x) / han.size - 1 == pytest.approx(gaps[1], abs=0.01)


def test_no_running_head_on_the_first_page_of_a_chapter_nor_on_pages_without_folio(made: Set) -> None:
    for target in ("preface", "one", "two", "two.division-0", "tables"):
        assert made.head(first_page(made, target)) is None
    assert made.head(0) is None
    assert made.head(1) is None


def test_a_long_running_head_ends_with_an_ellipsis_inside_the_measure() -> None:
    made = set_book(
        book(chapter(f"<h1>{'很长的章名' * 12}</h1>" + f"<p>{TEXT * 4}</p>" * 8), toc=False, title_page=False)
    )
    head = made.head(2)
    assert head is not None
    assert head.text.endswith("…")
    assert head.x >= made.styles.points("--margin-inner") - 0.5


# The type area (GR2, J1, PA1, PA2, PA9).


def test_lines_begin_at_the_type_area_and_paragraphs_two_em_in(made: Set) -> None:
    for page in (first_page(made, "one") + 1, first_page(made, "one") + 2):
        left = made.styles.points("--margin-outer" if page % 2 else "--margin-inner")
        starts = Counter(
            round((row.x - left) / SIZE, 1) for row in made.body(page) if row.size == pytest.approx(SIZE, abs=0.1)
        )
        assert set(starts) <= {0.0, 2.0}
        assert starts[2.0]


def test_the_pitch_of_lines_is_the_lead_on_a_page_of_text(made: Set) -> None:
    """PA9; jlreq 2.5.2."""
    page = first_page(made, "one") + 1
    ys = [row.y for row in made.body(page)]
    assert [round(after - before, 1) for before, after in pairwise(ys)] == [LEAD] * (len(ys) - 1)


def test_facing_pages_agree_and_full_pages_end_at_the_same_line(made: Set) -> None:
    """GR1, GR3."""
    page = first_page(made, "one") + 1
    assert made.body(page)[0].y == pytest.approx(made.body(page + 1)[0].y, abs=0.1)
    assert len(made.body(page)) == int(made.styles.tokens["--page-lines"])


def test_no_indent_is_made_of_spaces(made: Set) -> None:
    """PA2."""
    for page in range(len(made.pdf.pages)):
        assert not [row for row in made.body(page) if row.chars[0].text == "\u3000"]


def test_marks_and_code_in_a_line_do_not_move_the_lines() -> None:
    """PA9: sub- and superscripts, code, notes and emphasis leave the pitch alone."""
    odd = "<sup>2</sup>与<sub>3</sub>，<code>code</code>，<em>着重</em>，<strong>粗</strong>，<kbd>K</kbd>"
    odd += "，<small>小</small>"
    made = set_book(plain(f"<p>{TEXT}{odd}{TEXT}{odd}{TEXT}{odd}{TEXT}</p>" * 2))
    ys = [row.y for row in made.body(0) if row.size == pytest.approx(SIZE, abs=0.1)]
    assert {round((after - before) / LEAD, 2) for before, after in pairwise(ys)} == {1.0}


@pytest.mark.parametrize("page", [PageSize("A4", 210, 297), PageSize("32开", 130, 184)])
def test_the_paper_is_what_the_front_matter_says(page: PageSize) -> None:
    made = set_book(plain(f"<p>{TEXT}</p>", page=page))
    assert made.document[0].rect.width == pytest.approx(page.width_mm * 72 / 25.4, abs=0.1)
    assert made.document[0].rect.height == pytest.approx(page.height_mm * 72 / 25.4, abs=0.1)


def plain(xhtml: str, **fields: Any) -> Book:  # noqa: ANN401 (fields of Config)
    """A book of one chapter and nothing else."""
    off = {"toc": False, "title_page": False, "imprint": False, "numbering": "none"}
    notes = {number: f"<p>第{number}条注。</p>" for number in re.findall(r"data-note='(\d+)'", xhtml)}
    return book(chapter(f"<h1>章</h1>{xhtml}", notes=notes), **{**off, **fields})


# Headings (HD1, HD2, HD6, HD7).


def test_headings_take_whole_lines(made: Set) -> None:
    """HD2: from the line before to the line after is a whole number of leads: 3 and, for two in a row, 3 + 1."""
    page = first_page(made, "one.b")
    body = made.body(page)
    at = next(index for index, row in enumerate(body) if "日月盈昃" in row.text)
    before, after = body[at - 1], body[at + 2]
    assert "辰宿列张" in body[at + 1].text
    assert (after.y - before.y) / LEAD == pytest.approx(5, abs=0.02)


def test_a_heading_is_larger_than_the_text_and_never_fake_bold(made: Set) -> None:
    """HD6; FT6."""
    row = next(row for row in made.body(first_page(made, "one")) if "天地玄黄" in row.text)
    assert row.size == pytest.approx(18, abs=0.1)
    assert "Bold" in row.font
    assert "NotoSansCJKsc" in row.font


@pytest.mark.parametrize("lines", range(20, 27))
def test_a_heading_is_never_the_last_thing_on_a_page(lines: int) -> None:
    """HD1: it keeps with two lines of text at least."""
    filler = "".join(f"<p>第{index}行。</p>" for index in range(lines))
    made = set_book(plain(f"{filler}<h2 id='h'>小标题</h2><p>{TEXT * 2}</p>"))
    page = first_page(made, "one.h")
    body = made.body(page)
    at = next(index for index, row in enumerate(body) if row.text == "小标题")
    assert len(body) - at - 1 >= 2


def test_no_page_begins_with_the_last_line_of_a_paragraph() -> None:
    """PA7: orphans 2, widows 2."""
    for count in range(18, 26):
        made = set_book(plain("".join(f"<p>第{index}行。</p>" for index in range(count)) + f"<p>{TEXT}</p>"))
        if made.document.page_count > 1:
            assert len(made.body(1)) >= 2


def test_chapters_start_a_page_or_a_recto_as_asked() -> None:
    """HD7."""
    chapters = [chapter(f"<h1>章{index}</h1><p>{TEXT}</p>", id=f"c{index}", file=f"{index}.md") for index in range(3)]
    by_page = set_book(book(*chapters, toc=False, title_page=False))
    assert by_page.pdf.pages == ("1", "2", "3")
    by_recto = set_book(book(*chapters, toc=False, title_page=False, chapter_start="recto"))
    assert [by_recto.pdf.folios[f"c{index}"] for index in range(3)] == ["1", "3", "5"]
    assert by_recto.document[1].get_text() == ""


def test_with_all_parts_off_the_pdf_holds_the_text_alone() -> None:
    made = set_book(plain(f"<p>{TEXT}</p>"))
    assert made.document.page_count == 1
    assert "".join(row.text for row in made.body(0)) == f"章{TEXT}"


# Notes (FN1, FN3, FN4).


def test_notes_are_numbered_anew_on_each_page_and_stand_on_the_page_of_their_marks() -> None:
    made = set_book(plain("".join(f"<p>{TEXT}{call(number)}{TEXT}</p>" for number in range(1, 30))))
    seen = 0
    for page in range(made.document.page_count):
        marks = [char for row in made.body(page) for char in row.chars if "①" <= char.text <= "⑳"]
        calls = [char.text for char in marks if char.size < 7.5]
        notes = [char.text for char in marks if char.size > 7.5]
        assert calls == notes == [chr(0x2460 + index) for index in range(len(calls))]
        seen += len(calls)
    assert seen == 29


@pytest.mark.parametrize("lines", range(16, 24))
def test_a_note_never_starts_on_a_later_page_than_its_mark(lines: int) -> None:
    """FN4; jlreq 4.2.5: WeasyPrint would send it on to win room for one more line."""
    filler = "".join(f"<p>第{index}行。</p>" for index in range(lines))
    long_note = {"1": f"<p>{TEXT * 2}</p>"}
    one = chapter(f"<h1>章</h1>{filler}<p>{TEXT}{call(1)}{TEXT}</p><p>{TEXT * 2}</p>", notes=long_note)
    made = set_book(book(one, toc=False, title_page=False))
    for page in range(made.document.page_count):
        marks = [char for row in made.body(page) for char in row.chars if char.text == "①"]
        assert len(marks) in {0, 2}


def test_a_note_longer_than_a_page_goes_on_at_the_foot_of_the_next_ones_and_loses_nothing() -> None:
    """FN4; jlreq 4.2.5."""
    words = "".join(f"注文的第{index}句话。" for index in range(400))
    one = chapter(
        f"<h1>章</h1><p>{TEXT}{call(1)}{TEXT}</p>" + f"<p>{TEXT * 3}</p>" * 12, notes={"1": f"<p>{words}</p>"}
    )
    made = set_book(book(one, toc=False, title_page=False))
    pages = [made.body(page) for page in range(made.document.page_count)]
    notes = ["".join(row.text for row in rows if row.size == pytest.approx(8, abs=0.1)) for rows in pages]
    assert "".join("".join(notes).split()) == "①" + words
    assert notes[0].startswith("①")
    assert notes[1]
    marks = [char for rows in pages for row in rows for char in row.chars if char.text == "①"]
    assert len(marks) == 2


def test_a_note_has_its_size_its_number_and_its_rule(made: Set) -> None:
    """FN3: one or two sizes smaller, number and one em, turned lines one em in; a thin rule, 1/4 of the measure."""
    page = first_page(made, "one")
    left = made.styles.points("--margin-inner")
    notes = [row for row in made.body(page) if row.size == pytest.approx(8, abs=0.1)]
    first = next(row for row in notes if row.chars[0].text == "①")
    assert first.size == pytest.approx(8, abs=0.1)
    assert first.x == pytest.approx(left, abs=0.2)
    assert first.chars[1].x - first.x == pytest.approx(2 * 8, abs=0.2)
    turned = notes[notes.index(first) + 1]
    assert turned.x - left == pytest.approx(8, abs=0.2)
    rules = [one["rect"] for one in made.document[page].get_drawings() if one["rect"].y0 < first.y]
    (rule,) = rules
    assert rule.x0 == pytest.approx(left, abs=0.2)
    assert rule.width == pytest.approx(made.styles.points("--measure") / 4, abs=0.5)


def test_the_last_line_of_the_notes_is_at_the_foot_of_the_type_area(made: Set) -> None:
    page = first_page(made, "one")
    bottom = made.document[page].rect.height - made.styles.points("--margin-bottom")
    assert 0 < bottom - made.body(page)[-1].y < 8


# Contents (TC1, TC2).


def test_the_contents_name_every_entry_with_the_page_it_is_on(made: Set) -> None:
    page = first_page(made, "contents")
    rows = [re.fullmatch(r"(.*?)\s*…+\s*(\w+)", row.text) for row in made.body(page)[1:]]
    listed = [("".join(row[1].split()), row[2]) for row in rows if row]  # a gap is space: not all of it is painted
    assert listed == [
        ("前言", made.pdf.folios["preface"]),
        ("第一章天地玄黄", "1"),
        ("第一节宇宙洪荒", made.pdf.folios["one.a"]),
        ("第二节日月盈昃", made.pdf.folios["one.b"]),
        ("上编总论", made.pdf.folios["two.division-0"]),
        ("第二章寒来暑往", made.pdf.folios["two"]),
        ("第一节秋收冬藏", made.pdf.folios["two.d"]),
        ("附录A附表", made.pdf.folios["tables"]),
    ]


def test_leaders_stand_in_one_grid_and_folios_end_at_the_measure(made: Set) -> None:
    page = first_page(made, "contents")
    dots = [char for row in made.body(page) for char in row.chars if char.text == "…"]
    phase = {round((char.x - dots[0].x) % SIZE, 1) % SIZE for char in dots}
    assert phase <= {0.0, 10.4, 10.5}
    right = made.document[page].rect.width - made.styles.points("--margin-outer")
    for row in made.body(page)[1:]:
        last = row.chars[-1]
        box = made.document[page].search_for(last.text, clip=(last.x - 1, last.y - 12, right + 5, last.y + 3))
        assert max(one.x1 for one in box) == pytest.approx(right, abs=1)


def test_a_long_title_in_the_contents_leaves_the_column_of_folios_free() -> None:
    made = set_book(book(chapter(f"<h1>{'很长的章名' * 8}</h1><p>{TEXT}</p>"), title_page=False))
    right = made.document[0].rect.width - made.styles.points("--margin-outer")
    titles = [row for row in made.body(0) if "长" in row.text and not row.text[-1].isdigit()]
    assert titles
    assert all(row.chars[-1].x + SIZE <= right - 2 * SIZE + 0.2 for row in titles)


# Bookmarks, names, links.


def test_bookmarks_are_the_outline_open_to_depth_two(made: Set) -> None:
    toc = made.document.get_toc(simple=False)
    assert [(level, title) for level, title, *_ in toc] == [
        (1, "前言"),
        (1, "第一章　天地玄黄"),
        (2, "第一节　宇宙洪荒"),
        (2, "第二节　日月盈昃"),
        (3, "一、辰宿列张"),
        (1, "上编　总论"),
        (2, "第二章　寒来暑往"),
        (3, "第一节　秋收冬藏"),
        (1, "附录A　附表"),
    ]
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf, pdf.open_outline() as tree:
        assert not tree.root[1].is_closed
        assert tree.root[1].children[1].is_closed


def test_a_bookmark_leads_to_the_line_of_its_heading(made: Set) -> None:
    for _, title, number, where in made.document.get_toc(simple=False):
        page = number - 1
        row = next(row for row in made.body(page) if title.split("　")[-1].split("、")[-1] in row.text)
        top = made.document[page].rect.height - where["to"].y
        assert 0 <= row.y - top <= 2 * row.size + LEAD


def test_links_of_the_book_lead_into_it_whatever_chapter_they_are_in(made: Set) -> None:
    page = first_page(made, "one.b")
    links = [
        link
        for index in (page, page + 1)
        if index < made.document.page_count
        for link in made.document[index].get_links()
    ]
    named = {link.get("nameddest") or link.get("name") or "" for link in links}
    pages = {link.get("page") for link in links}
    assert {first_page(made, "one.a"), first_page(made, "two.d")} <= pages, (named, links)


def test_a_link_to_what_a_sheet_hides_is_an_error(tmp_path: Path) -> None:
    sheet = tmp_path / "my.css"
    sheet.write_text("h2 { display: none }")
    it = sample()
    made = set_book(replace(it, config=replace(it.config, css=(sheet,), root=tmp_path)), expect={"link-lost"})
    assert "a link leads to `two.d`, which is on no page" in [one.message for one in made.log.entries]


def test_a_link_out_of_the_book_is_an_address() -> None:
    made = set_book(plain("<p>见<a href='https://example.com/路?q=1'>这里</a>。</p>"))
    (link,) = made.document[0].get_links()
    assert link["uri"] == "https://example.com/%E8%B7%AF?q=1"


def test_metadata_says_what_the_front_matter_says(made: Set) -> None:
    with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
        info = pdf.docinfo
        assert str(info.Title) == "千字文"
        assert str(info.Author) == "周兴嗣"
        assert str(info.Subject) == "用来检验的书"
        assert str(info.Keywords) == "样书, 检验"
        assert "/CreationDate" not in info
        assert str(pdf.Root.Lang) == "zh-Hans"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


# Fonts and glyphs (EM3, FT5, FT6, LC1).


def test_every_face_is_embedded_once(made: Set) -> None:
    fonts = {font[3] for page in made.document for font in page.get_fonts(full=True)}
    names = [name.partition("+")[2] for name in fonts]
    assert len(names) == len(set(names))
    assert all("+" in name for name in fonts)


def test_emphasis_on_han_is_never_slanted() -> None:
    """EM3: the text matrix has no skew and no face is oblique."""
    for emphasis in ("dots", "kai", "bold"):
        made = set_book(plain("<p>普通<em>着重的字</em>，<i>斜体</i>，<cite>书名</cite>。</p>", emphasis=emphasis))
        with pikepdf.open(io.BytesIO(made.pdf.data)) as pdf:
            content = b"".join(stream.read_bytes() for stream in pdf.pages[0].obj.Contents)
        skews = {match[1] for match in re.finditer(rb"[\d.]+ [\d.-]+ ([\d.-]+) -?[\d.]+ [\d.]+ [\d.]+ Tm", content)}
        assert skews == {b"0"}
        assert not [font for font in made.document[0].get_fonts() if "Obl" in font[3] or "Ital" in font[3]]


def test_emphasis_on_latin_is_italic_from_a_font_that_has_one() -> None:
    made = set_book(plain("<p>稻的学名是<em>Oryza sativa</em>。</p>"))
    font = next(char.font for row in made.body(0) for char in row.chars if char.text == "O")
    assert font.endswith("Italic")


def test_emphasis_is_set_as_the_book_chooses() -> None:
    fonts = {}
    for emphasis in ("kai", "bold"):
        made = set_book(plain("<p>普通<em>着重</em>。</p>", emphasis=emphasis))
        row = next(row for row in made.body(0) if "着重" in row.text)
        fonts[emphasis] = next(char.font for char in row.chars if char.text == "着")
    assert "WenKai" in fonts["kai"]
    assert "SerifCJKsc-Bold" in fonts["bold"]


def test_the_glyphs_are_those_of_the_language() -> None:
    """LC1."""
    for lang, face in (("zh-Hans", "sc"), ("zh-Hant", "tc"), ("ja", "jp"), ("ko", "kr")):
        made = set_book(plain("<p>骨直门</p>", lang=lang))
        assert f"NotoSerifCJK{face}" in made.body(0)[-1].font


def test_a_character_without_a_glyph_is_an_error_with_its_line() -> None:
    made = set_book(plain("<p>一个字</p><p>没有\U000323a0字形</p>"), expect={"glyph-missing"})
    (one,) = made.log.entries
    assert one.at is not None
    assert (one.at.path, one.at.line) == ("book.md", 4)
    assert "U+323A0" in one.message


def test_symbols_and_emoji_come_from_fonts_that_have_them() -> None:
    made = set_book(plain("<p>对✓错✗，笑😀，第1条，①。</p>"))
    chars = {char.text: char.font for row in made.body(0) for char in row.chars}
    assert "Emoji" in chars["😀"]
    assert "SerifCJK" in chars["1"]


def test_letters_that_a_cjk_font_lacks_are_as_serif_as_the_text() -> None:
    """Noto Serif CJK has Greek without its accents."""
    made = set_book(plain("<p>希腊\u0395\u03bb\u03bb\u03ac\u03c2。</p>"))
    chars = {char.text: char.font for row in made.body(0) for char in row.chars}
    assert "LiberationSerif" in chars["\u03ac"]


# Figures, tables, code.


def picture(folder: Path, name: str, width: int, height: int) -> Resource:
    path = folder / name
    Image.new("RGB", (width, height), (90, 120, 160)).save(path)
    return Resource(name, path, "image/png", f"{width}x{height}", width, height)


@pytest.mark.parametrize("size", [(1200, 800), (600, 2400), (3000, 300)])
def test_a_picture_stays_whole_inside_the_type_area_with_its_caption(tmp_path: Path, size: tuple[int, int]) -> None:
    resource = picture(tmp_path, "a.png", *size)
    figure = "<figure class='figure' id='f'><img src='a.png' alt='图'/><figcaption>一幅图</figcaption></figure>"
    one = chapter(f"<h1>章</h1><p>{TEXT * 5}</p>{figure}<p>{TEXT}</p>", resources=(resource,))
    made = set_book(book(one, toc=False, title_page=False))
    (page,) = [page for page in made.document if page.get_image_info()]
    (image,) = page.get_image_info()
    left, top, right, bottom = image["bbox"]
    assert right - left <= made.styles.points("--measure") + 0.1
    assert top >= made.styles.points("--margin-top") - 0.1
    caption = next(row for row in made.body(page.number) if row.text.endswith("一幅图"))
    assert bottom < caption.y < page.rect.height - made.styles.points("--margin-bottom")


def test_a_picture_that_cannot_be_read_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(b"not a picture")
    resource = Resource("bad.png", path, "image/png", "x", 10, 10)
    one = chapter("<h1>章</h1><p>图：<img src='bad.png' alt='坏图'/></p>", resources=(resource,))
    made = set_book(book(one, toc=False, title_page=False), expect={"image-failed"})
    (found,) = made.log.entries
    assert found.at is not None
    assert found.at.line == 4


def test_the_head_of_a_long_table_is_repeated_and_rows_stay_whole() -> None:
    rows = "".join(f"<tr><td>{index}</td><td>{TEXT[:40]}</td></tr>" for index in range(60))
    table = f"<table><thead><tr><th>序号</th><th>说明</th></tr></thead><tbody>{rows}</tbody></table>"
    made = set_book(plain(table))
    assert made.document.page_count > 2
    assert all(any("序号" in row.text for row in made.body(page)) for page in range(1, made.document.page_count))


def test_a_short_column_of_a_wide_table_is_not_broken() -> None:
    rows = "".join(f"<tr><td>{index}</td><td>名称{index}</td><td>{TEXT}</td></tr>" for index in range(10, 14))
    made = set_book(
        plain(f"<table><thead><tr><th>序号</th><th>名称</th><th>说明</th></tr></thead><tbody>{rows}</tbody></table>")
    )
    texts = [row.text for row in made.body(0)]
    assert all(any(f"{index}名称{index}" in text.replace(" ", "") for text in texts) for index in range(10, 14))


def test_the_title_of_a_table_is_above_it() -> None:
    """CY/T 170."""
    table = "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    made = set_book(plain(f"<figure class='table' id='t'>{table}<figcaption>题</figcaption></figure>"))
    ys = {row.text: row.y for row in made.body(0)}
    assert next(y for text, y in ys.items() if text.endswith("题")) < ys["甲"]


def test_long_lines_of_code_go_on_in_the_next_line_and_lose_nothing() -> None:
    line = "x = " + " + ".join(f"value_{index}" for index in range(40))
    made = set_book(plain(f"<pre><code>{line}\n\tindented</code></pre>"))
    right = made.document[0].rect.width - made.styles.points("--margin-outer")
    text = "".join(char.text for row in made.body(0)[1:] for char in row.chars)
    assert "".join(text.split()) == "".join((line + "indented").split())
    assert all(row.chars[-1].x < right for row in made.body(0))


def test_a_very_long_paragraph_and_listing_are_set_whole() -> None:
    """Layout takes a time that grows with the square of a block's length: they are split, and nothing is lost."""
    text = "".join(f"第{index}句话说的是同样的事情。" for index in range(6000))
    code = "".join(f"line_{index}\n" for index in range(6000))
    made = set_book(plain(f"<p>{text}</p><pre><code>{code}</code></pre>"))
    found = "".join("".join(row.text for row in made.body(page)) for page in range(made.document.page_count))
    assert "".join(found.split()) == "章" + text + "".join(code.split())


def test_a_list_begins_to_count_where_it_says() -> None:
    made = set_book(plain("<ol start='7'><li>第七</li><li>第八</li></ol>"))
    assert [row.text for row in made.body(0)[1:]] == ["7. 第七", "8. 第八"]


# What is not let in.


@pytest.mark.parametrize(
    ("css", "codes"),
    [
        ("p { background: url(file:///etc/passwd) }", {"css-address"}),
        ("p { background: url(http://127.0.0.1:9/x.png) }", {"css-address"}),
        ("@import url(file:///etc/passwd);", {"css", "css-address"}),
        ("@font-face { font-family: x; src: url(file:///etc/passwd) }", {"css-font-face"}),
    ],
)
def test_nothing_outside_the_book_is_read(tmp_path: Path, css: str, codes: set[str]) -> None:
    sheet = tmp_path / "my.css"
    sheet.write_text(css)
    it = plain(f"<p>{TEXT}</p>")
    it = replace(it, config=replace(it.config, css=(sheet,), root=tmp_path))
    made = set_book(it, expect=codes)
    assert b"root:" not in made.pdf.data


def test_an_authors_mistake_in_css_is_a_warning_with_its_line(tmp_path: Path) -> None:
    sheet = tmp_path / "my.css"
    sheet.write_text("p { color: red }\n\nh1 { colour: red }\n")
    it = plain(f"<p>{TEXT}</p>")
    made = set_book(replace(it, config=replace(it.config, css=(sheet,), root=tmp_path)), expect={"css"})
    (one,) = made.log.entries
    assert one.at is not None
    assert (one.at.path, one.at.line) == ("my.css", 3)
    assert "colour" in one.message


def test_an_authors_sheet_sets_measure_fonts_and_lead(tmp_path: Path) -> None:
    sheet = tmp_path / "my.css"
    sheet.write_text(
        "@page { size: 200mm 200mm; margin: 30mm 40mm 30mm 50mm }\n"
        "body { font: 12pt/20pt 'Noto Sans CJK SC' }\np { text-indent: 0 }"
    )
    it = plain(f"<p>{TEXT * 12}</p>")
    made = set_book(replace(it, config=replace(it.config, css=(sheet,), root=tmp_path)))
    mm = 72 / 25.4
    first = [row for row in made.rows(0) if row.size == pytest.approx(12, abs=0.1)]
    assert first[1].x == pytest.approx(50 * mm, abs=0.2)
    assert first[2].y - first[1].y == pytest.approx(20, abs=0.1)
    assert "SansCJKsc" in first[1].font
    second = [row for row in made.rows(1) if row.size == pytest.approx(12, abs=0.1)]
    assert second[0].x == pytest.approx(40 * mm, abs=0.2)  # a verso: the margins are mirrored


STANDARD = {"hanging-punctuation", "line-break", "text-autospace", "text-combine-upright", "text-decoration-skip-ink"}
STANDARD |= {"word-break", "text-emphasis", "text-emphasis-position", "text-spacing-trim", "text-underline-offset"}


def test_the_engine_knows_our_sheets_but_for_standard_properties_of_cjk_text() -> None:
    """What WeasyPrint ignores in them is CSS that browsers know, and never a slip."""
    from huozi import styles
    from huozi.diagnostics import Log
    from huozi.pdf import layout
    from huozi.pdf.job import Job, Setup
    from huozi.pdf.object import Object, file_digest
    from tests.builders import config

    look = styles.load(config(), Log())
    assert look is not None
    files = frozenset(file_digest(face.path) for face in look.faces)
    layout.start_worker(Setup(look.print_css, files, {}))
    compiled = layout.compile_job(Job("empty", b"<html lang='zh-Hans'><body><p>.</p></body></html>"))
    assert isinstance(compiled, Object)
    found = compiled.findings
    ignored = [re.match(r"Ignored `([a-z-]+):", one.message) for one in found]
    assert all(ignored), found
    assert {one[1] for one in ignored if one} <= STANDARD
