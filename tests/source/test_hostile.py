"""Hostile text ends soon, raises nothing, and leaves nothing behind that a book must not hold."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozi.source import VOCABULARY
from tests.source.support import messages, read

if TYPE_CHECKING:
    from lxml.etree import _Element

SECONDS = 2.0
KILOBYTES_8 = 8192
UNITS = [
    "[", "[a](", "![a](", "![", "](", "[]()", "[^", "^[", "[a]: /u\n", "[x]{.a", "<a ", "<b>", "<div>", "<!--", "<?",
    "<![CDATA[", "<http://", "<x y=\"", "`", "`a``", "*", "_", "**a ", "*a_ ", "a*", "~~", "==", "{", "{a|", "{#a ",
    "@fig:", "\\", "&", "> ", "- ", "1. ", "#", "#\n", "|", "| a |\n|-|\n", "::: a\n", "!!! a\n", "a\n: b\n", "~~~\n",
    "http://a.b ", "www.a.", "[^a]: b\n", "\t", "\n", "。\n", "**“", "<ruby>", "<table>", "<textarea>", "<svg>",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_eight_kilobytes_of_one_thing_end_soon(unit: str) -> None:
    began = time.process_time()
    read(unit * (KILOBYTES_8 // len(unit)))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "text",
    ["".join(f"{'  ' * level}- a\n" for level in range(400)), "> " * 5000 + "a", "[" * 9000 + "a" + "](b)" * 9000],
    ids=["lists", "quotes", "links"],
)
def test_what_stands_too_deep_is_text_and_no_crash(text: str) -> None:
    chapters, log = read(text)
    assert _depth(chapters[0].body) < 100
    assert "a" in "".join(map(str, chapters[0].body.itertext()))
    assert not log.failed or "error[nesting]" in messages(log)


def test_a_list_too_deep_is_named_with_its_line() -> None:
    _, log = read("".join(f"{'  ' * level}- a\n" for level in range(60)))
    assert messages(log).startswith("book.md:21:41: error[nesting]: blocks stand 40 deep inside one another")


def test_tags_too_deep_are_named_with_their_line() -> None:
    _, log = read("甲\n\n" + "<div>\n" * 200)
    assert (
        messages(log)
        == "book.md:93:1: error[nesting]: elements stand over 90 deep inside one another: the tags of deeper ones go"
    )


def test_no_file_can_forge_an_attribute_of_the_house() -> None:
    chapters, _ = read('<p data-ref="r1" data-note="x" data-line="77" data-0123456789abcdef-line="5">甲</p>')
    (paragraph,) = chapters[0].body
    assert list(paragraph.attrib.items()) == [("data-line", "1")]


def test_characters_that_xml_forbids_do_not_get_in_as_entities() -> None:
    chapters, _ = read("甲&#1;&#xFFFE;&#x80;\n\n<div title='&#2;'>乙&#1;&#xFFFF;</div>\n")
    assert "".join(map(str, chapters[0].body.itertext())) == "甲\ufffd\ufffd\u20ac乙\ufffd\ufffd"


ANYTHING = st.text(alphabet=st.sampled_from("ab *_`~=[](){}<>!|\\&;:#\n\t-+1.^@\"'/甲。，“”　한")) | st.text()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANYTHING)
def test_any_text_becomes_the_vocabulary_and_nothing_else(text: str) -> None:
    clean = "".join(char for char in text if char in "\n\t" or (char >= " " and not "\ud800" <= char <= "\udfff"))
    chapters, _ = read(clean.replace("\x7f", ""))
    for chapter in chapters:
        for element in chapter.body.iter("*"):
            assert element.tag in VOCABULARY | {"body"}
            assert not [name for name in map(str, element.attrib) if name.startswith(("on", "own-"))]


def _depth(element: _Element) -> int:
    return 1 + max((_depth(child) for child in element), default=0)


@pytest.mark.parametrize(
    "line",
    [r"\[" + r"\a" * 30_000, r"\[a^2\]" + " " * 60_000 + "x", "$$a$$" + " " * 60_000 + "x", r"\[" * 30_000]
    + [f"{head}{unit * 40_000}x" for head, unit in (("# 甲", " "), ("```py", "-"), ("{% ", "-"), ("{{< ", "a/"))],
    ids=["commands", "spaces", "dollars", "brackets", "heading", "fence", "liquid", "hugo"],
)
def test_a_line_that_is_almost_something_ends_soon(line: str) -> None:
    """A pattern that looks at each place from each other one takes minutes, and hears no alarm."""
    began = time.process_time()
    read(f"# 章\n\n{line}\n")
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "https:///x",
        "http://?x",
        "http:evil",
        "http://a..b/",
        "http://[::1",
        "https://a.example:port/",
        "https://a.example:99999/",
        "https://exa\xadmple.org/",
        "mailto:",
        "tel:",
    ],
)
def test_an_address_that_names_no_machine_is_told_and_its_words_stay(address: str) -> None:
    """EPUBCheck takes it for an error (RSC-020), and readers do what they like with it."""
    (chapter,), log = read(f"# 章\n\n甲[乙]({address})丙。\n")
    assert [one.code for one in log.entries if one.code != "suspect-character"] == ["link-address"]
    assert not list(chapter.body.iter("a"))
    assert "".join(map(str, chapter.body.itertext())).endswith("甲乙丙。")


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("https://例え.テスト/甲", "https://例え.テスト/甲"),
        ("https://a.example/%zz%e4%", "https://a.example/%25zz%e4%25"),
    ],
)
def test_an_address_keeps_its_letters_and_escapes_what_is_none(written: str, href: str) -> None:
    (chapter,), log = read(f"# 章\n\n[乙]({written})\n")
    assert not log.entries
    assert [one.get("href") for one in chapter.body.iter("a")] == [href]


def test_a_language_and_a_direction_that_are_none_are_not_kept() -> None:
    """XHTML's `lang` is a tag of BCP 47, its `dir` one of three words (HTML 3.2.6)."""
    bad = '<span lang="x" dir="up">甲</span><span lang="1">乙</span><span lang="en-">丙</span>'
    (chapter,), _ = read(f'# 章\n\n{bad}<span lang="zh_Hant" dir="rtl">丁</span>\n')
    kept = [dict(one.attrib) for one in chapter.body.iter("span") if one.get("lang") or one.get("dir")]
    assert kept == [{"lang": "zh-Hant", "dir": "rtl"}]


def test_tags_deeper_than_the_parser_of_xml_reads_are_an_error_with_a_place() -> None:
    chapters, log = read("甲\n\n" + "<rt>" * 2100 + "乙\n")
    assert "error[nesting]: elements stand over 90 deep" in messages(log)
    assert "".join(map(str, chapters[0].body.itertext())).strip().endswith("乙")
