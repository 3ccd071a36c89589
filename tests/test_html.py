from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import tinyhtml5  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from huozi import html, outline
from huozi.book import Book, Chapter, Entry, Part, Target
from huozi.config import Person
from huozi.diagnostics import Span
from huozi.html import EPUB, OPS, PRINT, Profile
from tests.builders import book, chapter, element, plain

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CALL = "<a class='noteref' data-note='{}'/>"


def made(one: Chapter, profile: Profile = PRINT, **config: Any) -> _Element:  # noqa: ANN401 (fields of Config)
    return html.chapter(book(one, **config), one, profile)


def body(xhtml: str, profile: Profile = PRINT, notes: dict[str, str] | None = None, **config: Any) -> str:  # noqa: ANN401
    """The inside of the section of a chapter with this body, without line numbers."""
    section = made(chapter(f"<h1>章</h1>{xhtml}", notes=notes), profile, **config)
    for one in section.iter():
        one.attrib.pop("data-line", "")
    section.remove(section[0])
    text = etree.tostring(section, encoding="unicode").replace(f' xmlns:epub="{OPS}"', "")
    return text.partition(">")[2].removesuffix("</section>").replace(f' xmlns:ns0="{OPS}"', "").replace("ns0:", "epub:")


def resolved(one: Chapter, *targets: Target | None) -> Chapter:
    references = zip(one.references, targets, strict=True)
    return replace(one, references=tuple(replace(reference, target=target) for reference, target in references))


@pytest.mark.parametrize(
    ("typed", "words", "shown"),
    [
        ("\u5982 {} \u6240\u793a", "\u56fe1-1", "\u5982\u56fe1-1 \u6240\u793a"),
        ("\u7531 {} \u5f97", "\u5f0f(1-1)", "\u7531\u5f0f(1-1)\u5f97"),
        ("\u89c1 {} \u5f00\u5934", "\u7b2c\u4e09\u7ae0", "\u89c1\u7b2c\u4e09\u7ae0\u5f00\u5934"),
        ("see {} there", "\u56fe1-1", "see \u56fe1-1 there"),
        ("\ubcf8\ubb38 {} \ucc38\uc870", "\uadf8\ub9bc 1-1", "\ubcf8\ubb38 \uadf8\ub9bc 1-1 \ucc38\uc870"),
    ],
)
def test_no_space_is_left_between_han_and_the_words_of_a_mention(typed: str, words: str, shown: str) -> None:
    one = chapter("<h1>\u7ae0</h1><p>" + typed.format("<a href='@fig:a'/>") + "</p>")
    one = resolved(one, Target("a", "one", words))
    assert "".join(str(text) for text in made(one, PRINT)[1].itertext()) == shown


# The section.


@pytest.mark.parametrize("part", list(Part))
def test_a_section_says_which_part_of_the_book_it_is_of(part: Part) -> None:
    assert made(chapter("<h1>章</h1>", part=part)).get("class") == f"chapter {part.value}"


def test_epub_chapters_have_their_semantics() -> None:
    section = made(chapter("<h1>章</h1>", part=Part.APPENDIX), EPUB)
    assert (section.get(TYPE), section.get("role")) == ("appendix", "doc-appendix")


@pytest.mark.parametrize(
    ("title", "part", "role"),
    [
        ("前言", Part.FRONT, "preface"),
        ("译者序", Part.FRONT, "foreword"),
        ("楔子", Part.MAIN, "prologue"),
        ("致谢", Part.BACK, "acknowledgments"),
        ("あとがき", Part.BACK, "afterword"),
        ("참고문헌", Part.BACK, "bibliography"),
        ("后记", Part.MAIN, "chapter"),
    ],
)
def test_a_title_known_by_custom_gives_the_role_that_fits_its_part(title: str, part: Part, role: str) -> None:
    section = made(chapter(f"<h1>{title}</h1>", part=part), EPUB)
    assert (section.get(TYPE), section.get("role")) == (role, f"doc-{role}")


def test_an_implied_chapter_has_its_id_on_the_section_and_is_named() -> None:
    section = made(chapter("<p>正文</p>", title="无题"), EPUB)
    assert (section.get("id"), section.get("aria-label")) == ("one", "无题")
    assert made(chapter("<h1>章</h1>")).get("id") is None


@pytest.mark.parametrize("profile", [PRINT, EPUB])
def test_the_chapter_is_not_changed(profile: Profile) -> None:
    one = chapter(
        f"<h1>章</h1><p><em>重</em><a href='#x'/>{CALL.format('1')}<ruby><rb>字</rb><rt>じ</rt></ruby></p>",
        notes={"1": "<p>注</p>"},
    )
    before = etree.tostring(one.body), etree.tostring(one.notes[0].body)
    made(one, profile)
    assert (etree.tostring(one.body), etree.tostring(one.notes[0].body)) == before


def test_line_numbers_stay_in_print_alone() -> None:
    one = chapter("<h1>章</h1>")
    assert made(one)[0].get("data-line") == "2"
    assert made(one, EPUB)[0].get("data-line") is None


def test_pictures_are_asked_for_where_the_profile_says() -> None:
    assert body("<p><img src='a.png' alt=''/></p>", EPUB) == '<p><img src="images/a.png" alt=""/></p>'
    assert 'src="a.png"' in body("<p><img src='a.png' alt=''/></p>")


# References.


def test_a_reference_leads_to_its_target_and_shows_its_words() -> None:
    one = resolved(chapter("<h1>章</h1><p><a href='#s'/></p>"), Target("two.s", "two", "第二节"))
    link = next(made(one).iter("a"))
    assert (link.get("href"), link.text, link.get("data-ref")) == ("#two.s", "第二节", None)


def test_words_of_the_author_are_kept() -> None:
    one = resolved(chapter("<h1>章</h1><p><a href='#s'><em>那里</em></a></p>"), Target("s", "one", "第二节"))
    assert plain(next(made(one).iter("a"))) == "那里"


def test_in_an_epub_a_link_names_the_file_of_its_target() -> None:
    one = resolved(
        chapter("<h1>章</h1><p><a href='#a'/><a href='#b'/></p>"),
        Target("two.far", "two", "甲"),
        Target("two.near", "two", "乙"),
    )
    profile = Profile("epub", files={"two": "c2.xhtml", "two.far": "c2-2.xhtml"})
    links = [link.get("href") for link in made(one, profile).iter("a")]
    assert links == ["c2-2.xhtml#two.far", "c2.xhtml#two.near"]


def test_an_unresolved_reference_keeps_its_words_and_is_no_link() -> None:
    one = chapter("<h1>章</h1><p><a href='#x'>那里</a>、<a href='#y'/></p>")
    paragraph = made(one)[1]
    assert [(child.tag, child.get("class"), child.text) for child in paragraph] == [
        ("span", "missing-reference", "那里"),
        ("span", "missing-reference", "#y"),
    ]


def test_references_in_notes_are_links_too() -> None:
    one = chapter(f"<h1>章</h1><p>文{CALL.format('1')}</p>", notes={"1": "<p>见<a href='#s'/></p>"})
    one = resolved(one, Target("s", "one", "第二节"))
    assert plain(made(one)[1]) == "文见第二节"
    assert "第二节" in plain(made(one, EPUB)[-1])


# Notes in print.


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("<p>注文。</p>", "注文。"),
        ("<p>其<em>x</em> <em>y</em></p>", "其<em>x</em> <em>y</em>"),
        ("\n<p>一。</p>\n<p>二。</p>\n", '一。<span class="p">二。</span>'),
        (
            "<p>见：</p>\n<ul>\n<li>甲</li>\n<li><p>乙</p></li>\n</ul>",
            '见：<span class="ul"><span class="li">甲</span><span class="li"><span class="p">乙</span></span></span>',
        ),
        (
            "<ol start='3'><li>甲</li></ol>",
            '<span style="counter-reset: list-item 2" class="ol"><span class="li">甲</span></span>',
        ),
        ("<pre><code>a\n b</code></pre>", '<span class="pre"><code>a\n b</code></span>'),
        ("<blockquote class='x'><p>引</p></blockquote>", '<span class="blockquote x"><span class="p">引</span></span>'),
    ],
)
def test_a_printed_note_stands_at_its_call_as_phrasing_content(note: str, expected: str) -> None:
    assert body(f"<p>文{CALL.format('1')}。</p>", notes={"1": note}) == (
        f'<p>文<span class="footnote" id="one.note-1">{expected}</span>。</p>'
    )


def test_a_note_called_again_is_printed_again_without_its_ids() -> None:
    printed = body(f"<p>甲{CALL.format('1') * 2}</p>", notes={"1": "<p>注<span id='x'>词</span></p>"})
    assert printed.count("注<span") == 2
    assert (printed.count('id="one.note-1"'), printed.count('id="x"')) == (1, 1)


def test_a_note_in_a_note_is_printed_and_a_circle_ends() -> None:
    notes = {"1": f"<p>甲{CALL.format('one.note-2')}</p>", "2": f"<p>乙{CALL.format('one.note-1')}</p>"}
    assert plain(element(f"<div>{body(f'<p>文{CALL.format(1)}</p>', notes=notes)}</div>")) == "文甲乙"


LEAVES = (
    "<p>甲<em>乙</em> 丙</p>",
    "<pre><code>a\n</code></pre>",
    "<table><tr><td>丁</td></tr></table>",
    "<hr/>",
)
HOLDERS = ("<blockquote>{}</blockquote>", "<ul>\n<li>{}</li>\n</ul>", "<div>{}</div>")
BLOCKS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.tuples(st.sampled_from(HOLDERS), st.lists(inner, min_size=1, max_size=3)).map(
        lambda pair: pair[0].format("".join(pair[1]))
    ),
    max_leaves=6,
)
NO_BLOCKS = ("p", "pre", "table", "tr", "td", "hr", "blockquote", "ul", "li", "div")


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_no_note_has_a_block_in_print_and_none_loses_text(blocks: list[str]) -> None:
    note = "\n".join(blocks)
    section = made(chapter(f"<h1>章</h1><p>文{CALL.format('1')}</p>", notes={"1": note}))
    footnote = next(one for one in section.iter("span") if one.get("class") == "footnote")
    assert not list(footnote.iter(*NO_BLOCKS))
    assert "".join(plain(footnote).split()) == "".join(plain(element(f"<div>{note}</div>")).split())


# Notes in an EPUB.


def test_an_epub_note_is_called_and_leads_back() -> None:
    section = made(chapter(f"<h1>章</h1><p>文{CALL.format('1')}</p>", notes={"1": "<p>注</p>"}), EPUB)
    call = next(section[1].iter("a"))
    (aside,) = section[-1]
    back = aside[0][0]
    assert (call.get(TYPE), call.get("role"), call.text) == ("noteref", "doc-noteref", "①")
    assert (call.get("href"), call.get("id"), call.get("data-note")) == ("#one.note-1", "one.note-1-call", None)
    assert (aside.get("id"), aside.get(TYPE), aside.get("role")) == ("one.note-1", "footnote", "doc-footnote")
    assert (back.get("href"), back.get("role"), back.text, back.tail) == (
        "#one.note-1-call",
        "doc-backlink",
        "①",
        " 注",
    )


def test_epub_notes_count_in_order_and_further_calls_have_ids_of_their_own() -> None:
    calls = "".join(CALL.format(label) for label in "aba")
    section = made(chapter(f"<h1>章</h1><p>{calls}</p>", notes={"a": "<p>甲</p>", "b": "<p>乙</p>"}), EPUB)
    assert [(call.text, call.get("id")) for call in section[1]] == [
        ("①", "one.note-a-call"),
        ("②", "one.note-b-call"),
        ("①", "one.note-a-call-2"),
    ]


@pytest.mark.parametrize(("lang", "mark"), [("zh-Hans", "①"), ("zh-Hant", "①"), ("ja", "*1"), ("ko", "1)")])
def test_the_mark_of_an_epub_note_is_that_of_the_language(lang: str, mark: str) -> None:
    one = chapter(f"<h1>章</h1><p>文{CALL.format('1')}</p>", notes={"1": "<p>注</p>"})
    assert plain(made(one, EPUB, lang=lang)[1]) == f"文{mark}"


def test_a_note_that_begins_with_a_list_gets_a_paragraph_for_its_mark() -> None:
    one = chapter(f"<h1>章</h1><p>文{CALL.format('1')}</p>", notes={"1": "<ul><li>甲</li></ul>"})
    (aside,) = made(one, EPUB)[-1]
    assert [child.tag for child in aside] == ["p", "ul"]


# Marks inside the text.


def test_ruby_in_an_epub_has_parentheses_and_no_rb() -> None:
    ruby = "<p><ruby><rb>漢</rb><rt>かん</rt><rb>字</rb><rt>じ</rt></ruby>だ</p>"
    assert body(ruby, EPUB) == (
        "<p><ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp>字<rp>（</rp><rt>じ</rt><rp>）</rp></ruby>だ</p>"
    )
    assert body(ruby) == ruby


def test_parentheses_of_the_author_are_not_doubled() -> None:
    ruby = "<p><ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby></p>"
    assert body(ruby, EPUB) == ruby


@pytest.mark.parametrize("emphasis", ["dots", "kai", "bold"])
def test_emphasis_on_han_is_the_kind_that_the_book_chose(emphasis: str) -> None:
    assert body("<p><em>重点</em></p>", emphasis=emphasis) == f'<p><em class="em-{emphasis}">重点</em></p>'


@pytest.mark.parametrize("text", ["Hamlet", "1984", "e.g."])
def test_emphasis_on_latin_has_no_class_and_may_slant(text: str) -> None:
    assert body(f"<p><em>{text}</em></p>") == f"<p><em>{text}</em></p>"


def test_header_cells_say_what_they_head() -> None:
    head = "<thead><tr><th>甲</th><th colspan='2'>乙</th></tr></thead>"
    section = made(chapter(f"<h1>章</h1><table>{head}<tbody><tr><th>丙</th><td/></tr></tbody></table>"))
    assert [cell.get("scope") for cell in section.iter("th")] == ["col", "colgroup", "row"]


def test_a_language_is_said_in_both_ways() -> None:
    section = made(chapter("<h1>章</h1><p lang='ja'>骨</p>"))
    assert section[1].get(XML_LANG) == "ja"


def test_admonitions_are_notes_for_reading_systems() -> None:
    assert body("<aside class='admonition tip'><p>甲</p></aside>", EPUB).startswith(
        '<aside class="admonition tip" role="note">'
    )


# The book's own pages.


def test_a_division_is_a_page_with_its_number() -> None:
    entry = Entry("总则", 0, "d", Span("book.md"), "第一编", "　")
    section = html.division(book(), entry, EPUB)
    assert (section.get("class"), section.get(TYPE), section[0].get("id")) == ("division", "part", "d")
    assert plain(section) == "第一编　总则"


PEOPLE = (Person("鲁迅"), Person("茅盾"), Person("巴金", "trl"))


def test_the_title_page_has_what_the_metadata_gives() -> None:
    page = html.title_page(book(title="野草", subtitle="散文诗", people=PEOPLE, publisher="某社", date="2026"), PRINT)
    assert page is not None
    assert [(one.get("class"), plain(one)) for one in page] == [
        ("title", "野草"),
        ("subtitle", "散文诗"),
        ("people", "鲁迅　茅盾　著"),
        ("people", "巴金　译"),
        ("publisher", "某社"),
        ("date", "2026年"),
    ]


def test_there_is_no_title_page_without_a_title_or_against_the_author() -> None:
    assert html.title_page(book(title=""), PRINT) is None
    assert html.title_page(book(title_page=False), PRINT) is None


def test_the_imprint_says_what_the_metadata_says() -> None:
    it = book(
        title="野草",
        people=PEOPLE[:1],
        publisher="某社",
        isbn="978-7-0000-0000-0",
        rights="版权所有",
        imprint_lines=(("定价", "30 元"),),
    )
    page = html.imprint_page(it, PRINT)
    assert page is not None
    assert [tuple(plain(cell) for cell in row) for row in page[0]] == [
        ("书名", "野草"),
        ("著", "鲁迅"),
        ("出版", "某社"),
        ("ISBN", "978-7-0000-0000-0"),
        ("定价", "30 元"),
    ]
    assert (page[1].get("class"), page[1].text) == ("rights", "版权所有")


def test_there_is_no_imprint_that_would_say_no_more_than_the_title_page() -> None:
    assert html.imprint_page(book(people=PEOPLE), PRINT) is None
    assert html.imprint_page(book(publisher="某社", imprint=False), PRINT) is None


def library(**config: Any) -> Book:  # noqa: ANN401 (fields of Config)
    return book(
        chapter("<h1>甲</h1><h2 id='s'>乙</h2><h3>丙</h3>", id="a", divisions=["上卷"]),
        chapter("<h1>丁</h1>", id="b"),
        **config,
    )


def listed(nav: _Element | None) -> list[tuple[str, str, str]]:
    assert nav is not None
    return [(str(item.get("class")), plain(item[0]), str(item[0].get("href"))) for item in nav.iter("li")]


def test_printed_contents_go_as_deep_as_the_author_wants() -> None:
    it = library(toc_depth=1)
    assert listed(html.contents(it, outline.from_book(it), PRINT)) == [
        ("level-0", "上卷", "#a.division-0"),
        ("level-1", "甲", "#a"),
        ("level-1", "丁", "#b"),
    ]


def test_the_contents_of_an_epub_are_the_whole_outline_with_files() -> None:
    it = library(toc_depth=1)
    files = {"a.division-0": "d.xhtml", "a": "a.xhtml", "b": "b.xhtml"}
    nav = html.contents(it, outline.from_book(it), Profile("epub", files=files))
    assert [href for _, _, href in listed(nav)] == [
        "d.xhtml#a.division-0",
        "a.xhtml#a",
        "a.xhtml#a.s",
        "a.xhtml#a.h-3",
        "b.xhtml#b",
    ]
    assert nav is not None
    assert (nav.get(TYPE), nav[0].text) == ("toc", "目录")


def test_an_entry_of_the_contents_shows_number_and_title_apart() -> None:
    it = library()
    (first, *rest) = outline.from_book(it).entries
    numbered = outline.Outline((replace(first, title="第一编　上卷", number="第一编"), *rest))
    nav = html.contents(it, numbered, PRINT)
    assert nav is not None
    link = next(nav.iter("a"))
    assert [(span.get("class"), span.text) for span in link] == [("number", "第一编"), ("gap", "　")]
    assert plain(link) == "第一编　上卷"


def test_there_are_no_printed_contents_against_the_author_or_of_nothing() -> None:
    it = library(toc=False)
    assert html.contents(it, outline.from_book(it), PRINT) is None
    assert html.contents(it, outline.from_book(it), EPUB) is not None
    assert html.contents(book(), outline.Outline(()), PRINT) is None


# Documents.


def test_a_document_is_well_formed_and_says_its_language() -> None:
    root = html.document(book(lang="ja").config, "題", [element("<p>本文</p>")], EPUB, styles=("style.css",))
    assert html.serialise(root).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ja" xml:lang="ja">'
        '<head><meta charset="utf-8"/><title>題</title><link rel="stylesheet" type="text/css" href="style.css"/></head>'
        '<body class="epub"><p>本文</p></body></html>\n'
    )


def test_only_void_elements_close_themselves() -> None:
    data = html.serialise(element("<div><br/><span/><td></td><img src='a'/></div>"))
    assert b'<br/><span></span><td></td><img src="a"/>' in data


def test_drawings_and_formulas_keep_their_namespaces() -> None:
    svg = '<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><linearGradient id="g"/></svg></p>'
    data = html.serialise(element(svg))
    assert b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><linearGradient id="g"/></svg>' in data


def test_serialising_adds_no_white_space_and_changes_nothing() -> None:
    tree = element("<div>\n<p>甲 <b>乙</b>\n丙</p>\n</div>")
    before = etree.tostring(tree)
    data = html.serialise(tree)
    assert data.decode().endswith(">\n<p>甲 <b>乙</b>\n丙</p>\n</div>")
    assert (etree.tostring(tree), html.serialise(tree)) == (before, data)


def test_an_html_parser_reads_the_same_tree() -> None:
    one = chapter(
        f"<h1>章<span/></h1><p>甲<br/>乙{CALL.format('1')}</p><table><thead><tr><th>甲</th></tr></thead></table>"
        "<pre><code>\n a\n</code></pre><ruby><rb>字</rb><rt>じ</rt></ruby>",
        notes={"1": "<p>注</p><ul><li>一</li></ul>"},
    )
    data = html.serialise(html.document(book(one).config, "书", [made(one)], PRINT))
    read = tinyhtml5.parse(data.decode(), namespace_html_elements=False)
    own = etree.fromstring(data)
    assert [one.tag for one in read.iter()] == [etree.QName(one).localname for one in own.iter()]
    assert "".join(read.itertext()).split() == "".join(map(str, own.itertext())).split()


def test_an_article_has_its_abstract_and_keywords_below_its_title() -> None:
    tree = made(
        chapter("<p>文</p>"),
        title="题",
        title_block=True,
        abstract=("一\n二", "three\nfour"),
        keywords=("甲", "乙"),
    )
    block = tree.find(".//div[@class='title-block']")
    assert block is not None
    lines = [(line.get("class"), "".join(map(str, line.itertext()))) for line in block]
    keywords = "\u5173\u952e\u8bcd\uff1a甲\uff1b乙"
    assert lines == [
        ("title", "题"),
        ("abstract", "\u6458\u8981\uff1a一二"),
        ("abstract", "three four"),
        ("keywords", keywords),
    ]
    assert "abstract" not in etree.tostring(
        made(chapter("<p>文</p>"), title="题", abstract=("一",)), encoding="unicode"
    )
