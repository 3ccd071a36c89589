"""A printed page begins on screen before the very character with which it begins on paper."""

from __future__ import annotations

import pytest
from lxml import etree

from huozi.book import Folio
from huozi.epub.nav import EPUB_TYPE
from huozi.epub.pagelist import Break, mark, mark_id
from huozi.html import OPS

CASES = [
    ("block", "<p id='a'>甲乙</p><p id='b'>丙丁</p>", Break(Folio("2"), "b"), "<p>甲乙</p><p>|丙丁</p>"),
    ("inside a paragraph", "<p id='a'>甲乙丙丁</p>", Break(Folio("2"), "a", 2), "<p>甲乙|丙丁</p>"),
    ("inside emphasis", "<p id='a'>甲<em>乙丙</em>丁</p>", Break(Folio("2"), "a", 2), "<p>甲<em>乙|丙</em>丁</p>"),
    ("after emphasis", "<p id='a'>甲<em>乙</em>丙</p>", Break(Folio("2"), "a", 2), "<p>甲<em>乙</em>|丙</p>"),
    ("in a later block", "<p id='a'>甲乙</p>\n<p>丙丁</p>", Break(Folio("2"), "a", 3), "<p>甲乙</p>\n<p>丙|丁</p>"),
    ("white space", "<p id='a'>甲 \n 乙丙</p>", Break(Folio("2"), "a", 2), "<p>甲 \n 乙|丙</p>"),
    (
        "ruby",
        "<p id='a'>甲<ruby>乙<rt>yi</rt>丙<rt>bing</rt></ruby>丁</p>",
        Break(Folio("2"), "a", 3),
        "<p>甲<ruby>乙<rt>yi</rt>丙<rt>bing</rt></ruby>|丁</p>",
    ),
    (
        "at ruby",
        "<p id='a'>甲<ruby>乙<rt>yi</rt></ruby>丁</p>",
        Break(Folio("2"), "a", 1),
        "<p>甲|<ruby>乙<rt>yi</rt></ruby>丁</p>",
    ),
    (
        "call of a note",
        "<p id='a'>甲<a epub:type='noteref'>[1]</a>乙丙</p>",
        Break(Folio("2"), "a", 2),
        "<p>甲<a>[1]</a>乙|丙</p>",
    ),
    ("list", "<ul id='a'><li>甲</li><li>乙</li></ul>", Break(Folio("2"), "a"), "<ul><li>|甲</li><li>乙</li></ul>"),
    (
        "table",
        "<table id='a'><tr><td>甲</td></tr></table>",
        Break(Folio("2"), "a"),
        "|<table><tr><td>甲</td></tr></table>",
    ),
    (
        "row",
        "<table><tr><td>甲</td></tr><tr id='a'><td>乙</td></tr></table>",
        Break(Folio("2"), "a"),
        "<table><tr><td>甲</td></tr><tr><td>|乙</td></tr></table>",
    ),
    ("picture", "<p>甲<img id='a'/></p>", Break(Folio("2"), "a"), "<p>甲|<img/></p>"),
]


def section(inner: str) -> etree._Element:
    return etree.fromstring(f'<section xmlns:epub="{OPS}">{inner}</section>')


def shown(root: etree._Element) -> str:
    """The XHTML with each mark as `|`, without attributes."""
    for span in [one for one in root.iter("span") if one.get(EPUB_TYPE) == "pagebreak"]:
        parent = span.getparent()
        assert parent is not None
        before = span.getprevious()
        text = "|" + (span.tail or "")
        if before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
        span.tail = None
        parent.remove(span)
    for one in root.iter(etree.Element):
        one.attrib.clear()
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode").removeprefix("<section>").removesuffix("</section>")


@pytest.mark.parametrize(("inner", "one", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_page_begins_where_it_begins(inner: str, one: Break, wanted: str) -> None:
    root = section(inner)
    assert mark(root, [one]) == (("2", "_page-2"),)
    assert shown(root) == wanted


def test_several_pages_of_one_paragraph_do_not_move_one_another() -> None:
    root = section("<p id='a'>甲乙丙丁戊己</p>")
    breaks = [Break(Folio("ii"), "a"), Break(Folio("iii"), "a", 2), Break(Folio("iv"), "a", 4)]
    assert mark(root, breaks) == (("ii", "_page-ii"), ("iii", "_page-iii"), ("iv", "_page-iv"))
    assert shown(root) == "<p>|甲乙|丙丁|戊己</p>"


def test_what_points_elsewhere_or_beyond_the_text_is_left_out() -> None:
    root = section("<p id='a'>甲乙</p>")
    assert mark(root, [Break(Folio("2"), "b"), Break(Folio("3"), "a", 2)]) == ()


def test_notes_at_the_end_are_not_counted() -> None:
    root = section("<p id='a'>甲</p><aside epub:type='footnote'><p>注文</p></aside><p>乙丙</p>")
    mark(root, [Break(Folio("2"), "a", 2)])
    assert shown(root).endswith("<p>乙|丙</p>")


def test_a_mark_s_id_is_ascii_whatever_the_folio() -> None:
    assert mark_id(Folio("附-1")) == "_page--9644-2d1"
