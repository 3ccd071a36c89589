"""Tables that are too long or too wide: their head is repeated, they are set smaller, or turned; none is cut off."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pymupdf
import pytest

from tests.builders import book, chapter
from tests.page.finished import read
from tests.pdf.pages import TEXT, Set, set_book

HEAD = "<thead><tr><th>甲</th><th>乙</th></tr></thead>"
ROWS = "".join(f"<tr><td>行{number}</td><td>内容</td></tr>" for number in range(70))
TABLE = f"<table>{HEAD}<tbody>{ROWS}</tbody></table>"
LONG = f"<figure class='table' id='one.t'><figcaption>长表</figcaption>{TABLE}</figure>"


def wide(columns: int, rows: int = 4) -> str:
    head = "<thead><tr>" + "<th>栏目名称</th>" * columns + "</tr></thead>"
    row = "<tr>" + "<td>内容稍长的格</td>" * columns + "</tr>"
    return f"<table>{head}<tbody>{row * rows}</tbody></table>"


def lines_of(made: Set, page: int) -> list[dict[str, Any]]:
    """The lines of a page as PyMuPDF finds them, whatever their direction."""
    blocks = made.document[page].get_text("dict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]
    return [line for block in blocks for line in block["lines"]]


def set_table(table: str, lang: str = "zh-Hans") -> tuple[Set, int]:
    text = f"<p>{TEXT}</p>"
    one = replace(chapter(f"<h1>表</h1>{text}{table}{text * 9}", id="one"), labels=())
    made = set_book(book(one, lang=lang, numbering="none"))
    return made, made.page_of("1")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh-Hans", "续表"), ("zh-Hant", "續表"), ("ja", "表（続き）"), ("ko", "표 (계속)")]
)
def test_a_table_that_goes_on_says_so_above_its_head_on_each_page(lang: str, words: str) -> None:
    """GB/T 7713.1, 6.4: 续表, and the head once more."""
    made, first = set_table(LONG, lang)
    pages = [[row.text.replace(" ", "") for row in made.body(page)] for page in range(first, len(made.pdf.pages))]
    with_rows = [texts for texts in pages if any(text.startswith("行") for text in texts)]
    assert len(with_rows) >= 3
    assert words.replace(" ", "") not in with_rows[0]
    for texts in with_rows[1:]:
        assert texts[0] == words.replace(" ", "")
        assert texts[1] == "甲乙"
    every = "".join(text for texts in pages for text in texts)
    assert [every.count(f"行{number}内容") for number in range(70)] == [1] * 70


def test_the_words_above_a_table_that_goes_on_are_no_text_of_the_book() -> None:
    """They are an artifact: nobody who listens hears them in the middle of a table."""
    made, first = set_table(LONG)
    finished = read(io.BytesIO(made.pdf.data))
    assert any(one.text == "续表" for one in finished.furniture[first + 1])
    assert not any(line.text == "续表" for line in finished.lines[first + 1])


def test_a_table_of_more_columns_than_fit_is_set_smaller_to_a_floor() -> None:
    for columns, size in ((5, 9.0), (8, 8.1)):
        made, page = set_table(wide(columns))
        sizes = {round(row.size, 2) for row in made.body(page)} - {10.5, 18.0}
        assert sizes == {size}


@pytest.mark.parametrize("columns", [10, 12, 14])
def test_a_table_that_is_wider_still_stands_on_its_side_on_a_page_of_its_own(columns: int) -> None:
    """And the text goes on around it; nothing of the table is outside the type area or set below 7 pt."""
    made, page = set_table(wide(columns))
    pages = range(page, len(made.pdf.pages))
    turned = [number for number in pages if any(line["dir"] == (0, -1) for line in lines_of(made, number))]
    assert turned == [page + 1]
    assert len(made.body(page)) > 20
    lines = [line for line in lines_of(made, page + 1) if line["dir"] == (0, -1)]
    assert sum(line["spans"][0]["text"].count("容") for line in lines) == columns * 4
    outer, inner = made.styles.points("--margin-outer"), made.styles.points("--margin-inner")
    width = made.document[page + 1].rect.width
    assert all(outer - 1 <= line["bbox"][0] and line["bbox"][2] <= width - inner + 1 for line in lines)
    assert min(span["size"] for line in lines for span in line["spans"]) > 7
    every = "".join(row.text for number in range(page, len(made.pdf.pages)) for row in made.body(number))
    assert every.count("晒纸的架子") == 10


@pytest.mark.parametrize("word", ["Environmental", "interoperable", "middleware"])
def test_a_word_of_letters_is_not_broken_in_a_narrow_column(word: str) -> None:
    """Columns of Han give way: they can be broken anywhere, a word nowhere."""
    row = f"<td>{word}</td><td>说明这一项做什么用的话</td><td>{word}</td><td>再说明几句，比前面长一些</td><td>是</td>"
    head = "<thead><tr>" + "<th>栏目</th>" * 5 + "</tr></thead>"
    made, page = set_table(f"<table>{head}<tbody>{f'<tr>{row}</tr>' * 4}</tbody></table>")
    shown = [row.text for number in range(page, len(made.pdf.pages)) for row in made.body(number)]
    assert sum(text.count(word) for text in shown) == 8


def test_a_table_too_long_to_turn_stays_upright() -> None:
    made, page = set_table(wide(12, rows=40))
    directions = {line["dir"] for number in range(page, len(made.pdf.pages)) for line in lines_of(made, number)}
    assert directions == {(1, 0)}


@pytest.mark.parametrize("wide_cell", ["", "\u5bbd" * 40])
def test_the_words_above_a_table_that_goes_on_end_where_it_ends(wide_cell: str) -> None:
    """A narrow table stands in the middle of the measure: at the edge of that they would belong to nothing."""
    made, first = set_table(LONG.replace("\u5185\u5bb9", f"\u5185\u5bb9{wide_cell}", 1))
    (words,) = [row for row in made.body(first + 1) if row.text == "\u7eed\u8868"]
    rules = [one["rect"] for one in made.document[first + 1].get_drawings() if one["rect"].width > 20]
    assert words.chars[-1].x + words.size == pytest.approx(max(rule.x1 for rule in rules), abs=0.5)
