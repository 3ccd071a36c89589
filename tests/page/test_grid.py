"""The grid of lines and the foot of pages, read from finished PDFs; expected values are the rules', by their ids."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from huozi.book import Part
from huozi.config import Grid
from tests.builders import book, chapter
from tests.page import measures
from tests.page.finished import read
from tests.pdf.pages import TEXT, Row, Set, set_book

if TYPE_CHECKING:
    from pathlib import Path

SIZE, LEAD = 10.5, 17.5

OBJECTS = (
    "<blockquote><p>{t}</p></blockquote>",
    "<pre><code>print(1)\nprint(2)\n</code></pre>",
    "<figure class='table'><figcaption>表</figcaption><table><tbody><tr><td>甲</td></tr></tbody></table></figure>",
    "<ul><li>{t}</li><li>{t}</li></ul>",
    "<aside class='admonition note'><p class='admonition-title'>说明</p><p>{t}</p></aside>",
    "<dl><dt>词</dt><dd>{t}</dd></dl>",
    "<h2 id='one.{n}a'>二级</h2><p>{t}</p><h3 id='one.{n}b'>三级</h3><p>{t}</p><h4 id='one.{n}c'>四级</h4>",
    "<hr/>",
    (
        "<p>字<sup>2</sup><code>code</code><ruby>永<rt>yǒng</rt></ruby>"
        "<span class='index'>和</span><strong>九</strong>年。</p>"
    ),
)


@pytest.fixture(scope="module")
def mixed() -> Set:
    """Every kind of block between paragraphs, over some pages, with notes."""
    parts = [
        f"<p>{TEXT}</p>" + one.format(t=TEXT, n=f"{index}-{turn}") + f"<p>{TEXT}</p>"
        for turn in range(3)
        for index, one in enumerate(OBJECTS)
    ]
    body = "<h1>杂</h1>" + "".join(parts)
    call = "<a class='noteref' data-note='1'/>"
    return set_book(book(chapter(body.replace("</p>", f"{call}</p>", 1), id="one", notes={"1": "<p>注。</p>"})))


@pytest.mark.parametrize("css", ["body { line-height: 15pt }", "p { line-height: 15pt }"])
def test_a_lead_that_the_author_sets_is_kept_between_paragraphs_too(css: str, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(css, encoding="utf-8")
    it = book(chapter("<h1>\u6742</h1>" + f"<p>{TEXT}</p>" * 6, id="one"))
    made = set_book(replace(it, config=replace(it.config, css=(tmp_path / "a.css",), root=tmp_path)))
    rows = made.body(made.page_of("1"))[1:]
    assert len(rows) > 12
    assert {round(b.y - a.y, 1) for a, b in pairwise(rows)} == {15.0}


def text_rows(made: Set, page: int) -> list[Row]:
    """The rows of a page that are set in the size of the text."""
    rows = made.body(page)
    return [row for row in rows if Counter(round(char.size, 2) for char in row.chars).most_common(1)[0][0] == SIZE]


def baseline(row: Row) -> float:
    """The baseline that most of a row stands on; list marks come from another font."""
    return Counter(round(char.y, 2) for char in row.chars).most_common(1)[0][0]


def test_every_line_of_text_stands_on_one_grid_on_every_page(mixed: Set) -> None:
    """GR1: (y - y0) / lead is a whole number, 0.1 pt given; facing pages agree because y0 is the book's."""
    first = mixed.page_of("1")
    baselines = [baseline(row) for page in range(first, len(mixed.pdf.pages)) for row in text_rows(mixed, page)]
    assert len(baselines) > 200
    off = [y for y in baselines if abs((y - baselines[0] + LEAD / 2) % LEAD - LEAD / 2) > 0.1]
    assert not off


def test_headings_take_whole_lines(mixed: Set) -> None:
    """HD2: 5, 3, 2 and 1 lines; (next baseline - previous baseline) / lead less one."""
    wanted = {"二级": 3, "三级": 2, "四级": 1}
    seen = set()
    for page in range(len(mixed.pdf.pages)):
        rows = mixed.body(page)
        for before, heading, after in zip(rows, rows[1:], rows[2:], strict=False):
            if heading.text in wanted and before.text[-1] not in "级①":
                lines = (baseline(after) - baseline(before)) / LEAD - 1
                assert lines == pytest.approx(wanted[heading.text], abs=0.02)
                seen.add(heading.text)
    assert seen == set(wanted)


@pytest.mark.parametrize(
    "rest",
    [
        "<ul>" + "<li>项。</li>" * 6 + "</ul>",
        f"<blockquote><p>引。</p><p>{TEXT}</p></blockquote>",
        f"<ol><li><p>项。</p></li><li><p>{TEXT}</p></li></ol>",
    ],
)
def test_two_lines_of_a_list_or_a_quotation_stand_below_a_heading(rest: str) -> None:
    """HD1: whatever the text below a heading is."""
    for lines in range(17, 23):
        filler = "".join(f"<p>第{number}行。</p>" for number in range(lines))
        one = chapter(f"<h1>章</h1>{filler}<h2 id='one.a'>一节</h2>{rest}", id="one")
        made = set_book(book(one, title_page=False, toc=False))
        assert measures.headings_without_company(read(io.BytesIO(made.pdf.data))) == []


def test_a_low_heading_at_the_top_of_a_page_is_as_near_to_its_text_as_elsewhere() -> None:
    """HD3, jlreq 4.1.8: the room above it is dropped, and what is left are whole lines."""
    found = {}
    for lines in range(18, 26):
        filler = "".join(f"<p>第{number}行。</p>" for number in range(lines))
        made = set_book(
            book(chapter(f"<h1>章</h1>{filler}<h3 id='one.a'>一节</h3><p>{TEXT}</p>"), title_page=False, toc=False)
        )
        for page in range(len(made.pdf.pages)):
            rows = made.body(page)
            for at, row in enumerate(rows[:-1]):
                if row.text.endswith("一节"):
                    found[at == 0] = (rows[at + 1].y - row.y) / LEAD
    assert found[True] == pytest.approx(1, abs=0.15)
    assert found[False] == pytest.approx(1.25, abs=0.15)


def test_the_last_line_of_full_pages_stands_at_the_foot_of_the_type_area() -> None:
    """GR3."""
    made = set_book(book(chapter("<h1>长</h1>" + f"<p>{TEXT * 40}</p>", id="one")))
    start = made.page_of("1")
    feet = {round(made.body(page)[-1].y, 1) for page in range(start, len(made.pdf.pages) - 1)}
    assert len(feet) == 1
    assert [len(made.body(page)) for page in range(start + 1, len(made.pdf.pages) - 1)] == [
        int(made.styles.tokens["--page-lines"])
    ] * (len(made.pdf.pages) - start - 2)


@pytest.mark.parametrize("lines", range(1, 8))
def test_no_page_is_one_line_and_headings_have_company(lines: int) -> None:
    """PA7: no page of one line; HD1: two lines of text below a heading on its page."""
    short = "<p>一行而已。</p>"
    body = "<h1>短</h1>" + short * (22 + lines) + "<h2 id='one.a'>节</h2>" + short * 27
    made = set_book(book(chapter(body, id="one")))
    for page in range(made.page_of("1"), len(made.pdf.pages)):
        rows = made.body(page)
        assert len(rows) > 1
        heads = [index for index, row in enumerate(rows) if row.size > SIZE + 1]
        assert all(index + 2 < len(rows) for index in heads)


def test_the_type_area_is_what_grid_says() -> None:
    """GR2: width n times the size, height (m - 1) leads and a size."""
    made = set_book(book(chapter(f"<h1>格</h1><p>{TEXT * 20}</p>", id="one"), grid=Grid(24, 25)))
    page = made.page_of("1") + 1
    rows = made.body(page)
    assert len(rows) == 25
    assert rows[-1].y - rows[0].y == pytest.approx(24 * LEAD, abs=0.1)
    assert made.styles.points("--measure") == 24 * SIZE
    assert all(after.y - before.y == pytest.approx(LEAD, abs=0.1) for before, after in pairwise(rows))


def test_sizes_keep_pace_with_that_of_the_text() -> None:
    made = set_book(book(chapter(f"<h1>大</h1><p>{TEXT}</p>", id="one"), size_pt=12.0))
    assert {name: made.styles.points(name) for name in ("--size-body", "--lead", "--size-h2", "--size-h3")} == {
        "--size-body": 12,
        "--lead": 20,
        "--size-h2": 16,
        "--size-h3": 13.75,
    }


def test_a_signature_is_filled_with_blank_pages() -> None:
    """BK3: they carry nothing, and are counted."""
    made = set_book(book(chapter(f"<h1>印张</h1><p>{TEXT}</p>", id="one"), signature=8))
    assert len(made.pdf.pages) % 8 == 0
    assert made.rows(len(made.pdf.pages) - 1) == []


def test_what_stands_before_the_first_heading_of_a_text_that_runs_on_begins_it() -> None:
    """An essay or an official document has no front matter: its first words are on page 1, its first heading below."""
    opening = chapter(f"<p>{TEXT}</p>", id="zero", part=Part.FRONT)
    made = set_book(
        book(opening, chapter(f"<h1>一节</h1><p>{TEXT}</p>"), title_page=False, toc=False, chapter_start="none")
    )
    assert made.pdf.pages == ("1",)
    assert any("一节" in row.text for row in made.body(0)[4:])


def grounds(made: Set, page: int) -> list[tuple[float, float]]:
    """Top and bottom of the grounds that listings stand on."""
    shapes = [one["rect"] for one in made.document[page].get_drawings() if one["type"] == "f"]
    return sorted({(shape.y0, shape.y1) for shape in shapes if shape.width > 100})


def test_an_object_stands_in_the_middle_of_its_lines() -> None:
    """jlreq 4.3.3: as much room above it as below, wherever on the page it is."""
    body = f"<h1>中</h1><p>{TEXT}</p><pre><code>print(1)\nprint(2)\n</code></pre><p>{TEXT}</p>"
    made = set_book(book(chapter(body, id="one")))
    page = made.page_of("1")
    ((top, bottom),) = grounds(made, page)
    above = max(baseline(row) for row in made.body(page) if baseline(row) < top)
    below = min(baseline(row) for row in made.body(page) if baseline(row) > bottom)
    assert (below - 0.88 * SIZE - bottom) - (top - above - 0.12 * SIZE) == pytest.approx(0, abs=1.5)


def test_the_ground_of_a_listing_that_goes_on_ends_with_its_last_line() -> None:
    """The room that is left at a foot is white, not a listing without code."""
    code = "\n".join(f"line {number}" for number in range(9))
    body = "<h1>码</h1>" + "<p>一行而已。</p>" * 16 + f"<pre><code>{code}\n</code></pre><p>{TEXT}</p>"
    made = set_book(book(chapter(body, id="one")))
    page = made.page_of("1")
    ((_, bottom),) = grounds(made, page)
    rows = [row for row in made.body(page) if row.text.startswith("line")]
    assert 3 <= len(rows) < 9
    assert bottom - rows[-1].y < 14


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "ja", "ko"])
def test_no_face_is_slanted_or_made_bold_in_any_language(lang: str) -> None:
    """FT6, HD6: a role whose fonts have no bold or no italic keeps its own face."""
    phrases = "<p><em>{t}</em><strong>{t}</strong><em><strong>{t}</strong></em> <em>italic</em></p>"
    kinds = (
        "<blockquote><p><strong>{t}</strong><em>{t}</em></p></blockquote><pre><code><b>{t}</b><i>{t}</i></code></pre>"
    )
    body = f"<h1>{{t}}</h1>{phrases}{kinds}<table><tr><th><em>{{t}}</em></th></tr></table>".format(t="永字八法")
    for emphasis in ("dots", "kai", "bold"):
        made = set_book(book(chapter(body, id="one"), lang=lang, emphasis=emphasis))
        assert read(io.BytesIO(made.pdf.data)).faked == ()


def test_the_ground_of_a_box_begins_as_far_above_its_first_line_wherever_it_stands() -> None:
    """Half a line, below a heading, a paragraph, a table or on the next page: the grid moves the box, not its text."""
    box = f"<aside class='admonition note'><p class='admonition-title'>\u8bf4\u660e</p><p>{TEXT}</p></aside>"
    before = (
        "<h2 id='one.{0}a'>\u8282</h2>",
        "<h3 id='one.{0}b'>\u76ee</h3>",
        OBJECTS[2],
        f"<p>{TEXT}</p>",
        f"<p>{TEXT * 2}</p>",
    )
    made = set_book(
        book(
            chapter(
                "<h1>\u7ae0</h1>" + "".join(one.format(turn, t=TEXT) + box for turn in range(3) for one in before),
                id="one",
            )
        )
    )
    above = []
    for page in range(made.page_of("1"), len(made.pdf.pages)):
        grounds = [
            one["rect"] for one in made.document[page].get_drawings() if one["fill"] and one["rect"].height > LEAD
        ]
        rows = [row.y for row in text_rows(made, page)]
        above += [min(y for y in rows if y > ground.y0) - ground.y0 for ground in grounds if ground.width > 100]
    assert len(above) >= 15
    assert max(above) - min(above) < 0.1
