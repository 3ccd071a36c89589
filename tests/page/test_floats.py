"""Figures find their place: text goes on where one does not fit, and none is lost or out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huozi.book import Resource
from tests.builders import book, chapter
from tests.pdf.pages import TEXT, Set, set_book

if TYPE_CHECKING:
    from pathlib import Path

LINE = "<p>一行而已。</p>"


@pytest.fixture
def picture(tmp_path: Path) -> Resource:
    path = tmp_path / "a.svg"
    path.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='200'><rect width='200' height='200'/></svg>"
    )
    return Resource("a.svg", path, "image/svg+xml", "0", 200, 200)


def figure(number: int, kind: str = "") -> str:
    caption = f"<figcaption>甲{number}</figcaption>"
    return f"<figure class='figure {kind}' id='one.f{number}'><img src='a.svg' alt='方块'/>{caption}</figure>"


def pages(body: str, picture: Resource) -> list[list[str]]:
    """The rows of each page of a chapter, as text."""
    made: Set = set_book(book(chapter(f"<h1>图</h1>{body}", id="one", resources=(picture,)), numbering="none"))
    start = made.page_of("1")
    return [[row.text for row in made.body(page)] for page in range(start, len(made.pdf.pages))]


def place(rows: list[list[str]], words: str) -> tuple[int, int]:
    """Page and row of the row that ends with these words."""
    found = [(page, at) for page, texts in enumerate(rows) for at, text in enumerate(texts) if text.endswith(words)]
    assert len(found) == 1, (words, rows)
    return found[0]


def test_a_figure_that_fits_stands_where_it_is_written(picture: Resource) -> None:
    rows = pages(LINE * 3 + figure(1) + f"<p>{TEXT}</p>", picture)
    assert place(rows, "甲1") == (0, 4)
    assert len(rows) == 1


@pytest.mark.parametrize("lines", [12, 14, 17, 20])
def test_text_fills_the_page_that_a_figure_does_not_fit(picture: Resource, lines: int) -> None:
    """And the figure stands at the top of the next page, above the rest of the paragraph that goes on there."""
    rows = pages(LINE * lines + figure(1) + f"<p>{TEXT}</p>" * 5, picture)
    assert place(rows, "甲1") == (1, 0)
    assert len(rows[0]) >= 22
    assert "".join(text for page in rows for text in page).count("晒纸的架子") == 5


@pytest.mark.parametrize("lines", range(10, 21))
def test_a_heading_with_one_line_below_stays_where_it_is_if_text_can_take_the_place_of_the_figure(
    picture: Resource, lines: int
) -> None:
    """HD1: what stays with the heading is text; only where there is none the heading goes with the figure."""
    heading = "<h2 id='one.a'>一节</h2><p>见图。</p>"
    rows = pages(LINE * lines + heading + figure(1) + f"<p>{TEXT}</p>" * 3, picture)
    assert place(rows, "一节")[0] == place(rows, "见图。")[0]
    page, at = place(rows, "一节")
    assert len(rows[page]) - at >= 3
    assert (page, at) == (0, lines + 1) or lines > 16
    alone = pages(LINE * lines + heading + figure(1), picture)
    assert place(alone, "一节")[0] == place(alone, "甲1")[0]


@pytest.mark.parametrize("kind", ["top", "bottom", "page"])
def test_a_figure_with_a_place_of_its_own_leaves_no_heading_alone(picture: Resource, kind: str) -> None:
    rows = pages(LINE * 3 + "<h2 id='one.a'>一节</h2>" + figure(1, kind), picture)
    assert place(rows, "一节")[0] == place(rows, "甲1")[0]


def test_figures_keep_their_order_and_none_is_lost(picture: Resource) -> None:
    rows = pages(LINE * 14 + figure(1) + figure(2) + f"<p>{TEXT}</p>" * 9 + figure(3) + f"<p>{TEXT}</p>" * 9, picture)
    places = [place(rows, f"甲{number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert places[0] == (1, 0)
    assert "".join(text for page in rows for text in page).count("晒纸的架子") == 18


def test_a_figure_passes_no_heading_of_a_section(picture: Resource) -> None:
    rows = pages(LINE * 14 + figure(1) + f"<h2 id='one.b'>乙节</h2><p>{TEXT}</p>", picture)
    assert place(rows, "甲1") < place(rows, "乙节")


def test_a_figure_passes_a_low_heading_where_much_room_would_stay_empty(picture: Resource) -> None:
    rows = pages(LINE * 14 + figure(1) + "<h3 id='one.b'>乙目</h3>" + f"<p>{TEXT}</p>" * 4, picture)
    assert place(rows, "乙目")[0] == 0
    assert place(rows, "甲1") == (1, 0)


def test_a_figure_without_a_title_stays_where_it_is_written(picture: Resource) -> None:
    """It is part of what is being said, as 如下图 does."""
    plain = "<figure class='figure'><img src='a.svg' alt='方块'/></figure>"
    rows = pages(LINE * 14 + plain + f"<p>下文。{TEXT}</p>", picture)
    assert not any("下文" in text for text in rows[0])


def test_an_author_says_where_a_figure_stands(picture: Resource) -> None:
    text = f"<p>{TEXT}</p>" * 5
    here = pages(LINE * 14 + figure(1, "here") + text, picture)
    assert (len(here[0]), place(here, "甲1")) == (15, (1, 0))
    top = pages(LINE * 3 + figure(1, "top") + text + text, picture)
    assert place(top, "甲1") == (1, 0)
    alone = pages(LINE * 3 + figure(1, "page") + text + text, picture)
    assert (place(alone, "甲1"), len(alone[1])) == ((1, 0), 1)
    assert "".join(text for page in alone for text in page).count("晒纸的架子") == 10


@pytest.mark.parametrize("lines", [3, 8, 13, 18])
def test_a_figure_at_the_foot_has_the_text_above_it(picture: Resource, lines: int) -> None:
    """On the page where it is written if it fits there, else on the next; nothing of the page stays empty for it."""
    rows = pages(LINE * lines + figure(1, "bottom") + f"<p>{TEXT}</p>" * 12, picture)
    page, at = place(rows, "甲1")
    assert page == (0 if lines <= 8 else 1)
    assert at == len(rows[page]) - 1
    full = pages(LINE * lines + f"<p>{TEXT}</p>" * 12, picture)
    assert all(len(full[number]) - len(texts) <= 2 for number, texts in enumerate(rows[:-1]) if number != page)
    assert 8 <= len(full[page]) - at <= 12
    assert "".join(text for texts in rows for text in texts).count("晒纸的架子") == 12


def test_a_figure_at_the_foot_stands_above_the_notes(picture: Resource) -> None:
    call = "<a class='noteref' data-note='1'/>"
    body = LINE + figure(1, "bottom") + f"<p>{TEXT}{call}</p>" + f"<p>{TEXT}</p>" * 5
    one = chapter(f"<h1>图</h1>{body}", id="one", resources=(picture,), notes={"1": f"<p>{TEXT}</p>"})
    made = set_book(book(one, numbering="none"))
    rows = made.body(made.page_of("1"))
    at = next(at for at, row in enumerate(rows) if row.text.endswith("甲1"))
    note = max(at for at, row in enumerate(rows) if row.text.startswith("①"))
    assert note == at + 1
    assert rows[note].y - rows[at].y > 8
    assert rows[at].y - rows[at - 1].y > 150


def test_figures_at_the_foot_keep_their_order_and_others_stay_behind_them(picture: Resource) -> None:
    text = f"<p>{TEXT}</p>" * 12
    rows = pages(LINE * 2 + figure(1, "bottom") + LINE + figure(2) + figure(3, "bottom") + figure(4) + text, picture)
    places = [place(rows, f"甲{number}") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert places[0][0] == 0
    assert "".join(text for page in rows for text in page).count("晒纸的架子") == 12


@pytest.mark.parametrize("lines", range(10, 20))
def test_a_heading_above_a_figure_at_the_foot_has_text_below_it(picture: Resource, lines: int) -> None:
    """HD1."""
    heading = "<h2 id='one.a'>一节</h2>"
    rows = pages(LINE * lines + heading + figure(1, "bottom") + f"<p>{TEXT}</p>" * 8, picture)
    page, at = place(rows, "一节")
    assert len(rows[page]) - at > 2
    assert not any(text.endswith("甲1") for text in rows[page][at + 1 : at + 3])
