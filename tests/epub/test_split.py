"""Long chapters are cut before headings, lists keep counting, notes stay with their calls."""

from __future__ import annotations

from lxml import etree

from huozi.epub.nav import EPUB_TYPE
from huozi.epub.split import split
from huozi.html import OPS


def section(inner: str) -> etree._Element:
    return etree.fromstring(f'<section xmlns:epub="{OPS}" class="chapter" id="c" role="doc-chapter">{inner}</section>')


def shape(pieces: tuple[etree._Element, ...]) -> list[str]:
    return [" ".join(str(block.tag) for block in piece) for piece in pieces]


def test_a_short_chapter_is_one_piece() -> None:
    one = section("<h1>章</h1><p>正文。</p>")
    assert split(one) == (one,)


def test_a_long_chapter_is_cut_before_its_best_heading() -> None:
    inner = "<h1>章</h1>" + "".join(f"<h{level}>节</h{level}><p>{'字' * 30}</p>" for level in (2, 3, 2, 3, 3))
    pieces = split(section(inner), 480)
    assert shape(pieces) == ["h1 h2 p h3 p", "h2 p h3 p h3 p"]
    assert [piece.get("id") for piece in pieces] == ["c", None]
    assert [piece.get("role") for piece in pieces] == ["doc-chapter", None]
    assert {piece.get("class") for piece in pieces} == {"chapter"}


def test_a_heading_is_never_cut_from_its_text() -> None:
    inner = "<h1>章</h1>" + f"<p>{'字' * 20}</p>" * 4 + "<h2>节</h2><h3>小节</h3>" + f"<p>{'字' * 40}</p>" * 2
    for limit in range(200, 900, 20):
        for piece in split(section(inner), limit):
            assert piece[-1].tag == "p" or len(piece) == 1


def test_every_block_is_kept_in_order_at_any_limit() -> None:
    inner = "".join(f"<p id='p{number}'>{'字' * (number % 7 * 9)}</p>" for number in range(40))
    for limit in range(150, 3000, 97):
        kept = [block.get("id") for piece in split(section(inner), limit) for block in piece]
        assert kept == [f"p{number}" for number in range(40)]


def test_a_long_list_goes_on_counting() -> None:
    items = "".join(f"<li>{'字' * 20}</li>" for _ in range(12))
    pieces = split(section(f"<ol start='5'>{items}</ol>"), 500)
    starts = [int(one.get("start", "1")) for piece in pieces for one in piece.iter("ol")]
    lengths = [len(one) for piece in pieces for one in piece.iter("ol")]
    assert len(pieces) > 1
    assert starts == [5 + sum(lengths[:place]) for place in range(len(lengths))]


def test_a_table_stays_whole() -> None:
    rows = "<tr><td>格</td></tr>" * 50
    assert len(split(section(f"<table>{rows}</table>"), 300)) == 1


def test_notes_go_with_the_piece_that_calls_them() -> None:
    blocks = "".join(f"<p>{'字' * 40}<a epub:type='noteref' href='#n{number}'/></p>" for number in range(6))
    notes = "".join(f"<aside epub:type='footnote' id='n{number}'><p>注。</p></aside>" for number in range(6))
    pieces = split(section(f"<h1>章</h1>{blocks}<section class='notes'>{notes}</section>"), 500)
    assert len(pieces) > 1
    for piece in pieces:
        calls = [link.get("href", "")[1:] for link in piece.iter("a") if link.get(EPUB_TYPE) == "noteref"]
        assert calls == [note.get("id") for note in piece.iter("aside")]
        assert len([box for box in piece.iter("section") if box.get("class") == "notes"]) == 1
