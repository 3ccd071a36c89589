"""Mathematics in a manuscript: what is a formula and what is money, displays, numbers, references, mistakes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from huozi import passes
from huozi.book import Book
from tests.source.support import config, messages, read

if TYPE_CHECKING:
    from huozi.diagnostics import Log


def formulas(text: str, **fields: Any) -> list[str]:  # noqa: ANN401
    chapters, log = read(text, **fields)
    assert not log.entries, messages(log)
    return [str(one.get("data-tex")) for chapter in chapters for one in chapter.body.iter() if one.get("data-tex")]


def numbered(text: str, **fields: Any) -> tuple[Book, Log]:  # noqa: ANN401
    chapters, log = read(text, **fields)
    return passes.run(Book(config(text, **fields), chapters), log), log


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("模型$y=x^2$的解", ["y=x^2"]),
        ("设 $a$、$b$ 为实数", ["a", "b"]),
        ("（$x>0$）", ["x>0"]),
        ("$5 和 $6", []),
        ("$5和$6", []),
        ("共 $5。", []),
        ("US$5 和 US$6", []),
        ("$100（约700元）和$，都可以", []),
        ("从 $5 涨到 $6,000", []),
        ("$ x$ 和 $x $", []),
        (r"\$x\$", []),
        (r"$x=\$5$", [r"x=\$5"]),
        ("`$x$` 和 $y$", ["y"]),
        ("$HOME/$USER", []),
        ("第 $n$th 个", ["n"]),
        ("$`x_1`$", ["x_1"]),
        ("$v_平$", ["v_平"]),
        ("$路程=速度$", ["路程=速度"]),
        (r"\(a+b\)", ["a+b"]),
        (r"\(见下\)", []),
        (r"\[注1\] 是注", []),
        ("$a_1$ 和 $b_1$ *重*", ["a_1", "b_1"]),
        ("$a*b*c$", ["a*b*c"]),
        ("<https://a.example/$x$>", []),
        ("https://a.example/$x$", []),
        ("[词](https://a.example/$x$)", []),
        ("[$x$](https://a.example/)", ["x"]),
        ("$a<b$ 且 $b>a$", ["a<b", "b>a"]),
        (r"若 $x_1\text{ 若 $y>0$、$z$ }$。", [r"x_1\text{ 若 $y>0$、$z$ }"]),
        (r"$\text{a $5 和 $6", []),
        ("$$x$$", ["x"]),
        ("如$$x$$所示", ["x"]),
        ("$$\nx\n$$", ["x"]),
        ("$$x % 注\n+y$$", ["x +y"]),
        ("- 项\n  $$\n  x\n  $$\n- 项", ["x"]),
        ("> $$\n> x\n> $$", ["x"]),
        ("1. 项\n\n   $$x$$\n", ["x"]),
        ("\\[\nx\n\\]", ["x"]),
        ("\\[x_1\\]", ["x_1"]),
        ("```math\nx\n```", ["x"]),
        ("```\n$x$\n```", []),
        ("    $x$", []),
        ("\\begin{equation*}\nx\n\\end{equation*}", [r"\begin{equation*} x \end{equation*}"]),
        ("| 甲 |\n|---|\n| $x$ |", ["x"]),
        ("文字[^1]\n\n[^1]: 注", []),
    ],
)
def test_what_is_a_formula(text: str, expected: list[str]) -> None:
    assert formulas(f"# 章\n\n{text}\n") == expected


def test_money_is_kept_as_it_is() -> None:
    chapters, _ = read("# 章\n\n这本 $5，那本 $6。\n")
    assert "".join(map(str, chapters[0].body[1].itertext())) == "这本 $5，那本 $6。"


def test_a_display_in_a_paragraph_leaves_it_and_the_rest_goes_on_without_indent() -> None:
    chapters, log = read("# 章\n\n前$$x$$后\n\n$$\ny\n$$\n其中\n\n新段\n")
    assert not log.entries
    shape = [(str(one.tag), one.get("class")) for one in list(chapters[0].body)[1:]]
    math, on = ("div", "math"), ("p", "continued")
    assert shape == [("p", None), math, on, math, on, ("p", None)]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh-Hans", "式1-1"), ("zh-Hant", "式1-1"), ("ja", "式(1-1)"), ("ko", "식 (1-1)")]
)
def test_a_labelled_display_is_numbered_by_chapter_and_referred_to(lang: str, words: str) -> None:
    book, log = numbered("# 甲\n\n$$x$$ {#eq:one}\n\n见 @eq:one\n\n# 乙\n\n$$\ny\n$$ {#eq:two}\n\n文\n", lang=lang)
    assert not log.entries, messages(log)
    assert [figure.number for chapter in book.chapters for figure in chapter.figures] == [
        words,
        words.replace("1-1", "2-1"),
    ]
    (reference,) = book.chapters[0].references
    assert reference.target is not None
    assert reference.target.words == words
    shown = [one.text for chapter in book.chapters for one in chapter.body.iter("span") if one.get("class") == "number"]
    assert [text for text in shown if text and text.startswith("(")] == ["(1-1)", "(2-1)"]


def test_environments_are_numbered_as_in_latex() -> None:
    text = (
        "# 甲\n\n\\begin{equation}\na \\label{eq:a}\n\\end{equation}\n\n\\begin{align*}\nb\n\\end{align*}\n\n"
        "$$c$$\n\n$$d \\tag{*}$$\n\n\\begin{gather}\ne\n\\end{gather}\n\n见 @eq:a\n\n# 乙\n"
    )
    book, log = numbered(text)
    assert not log.entries, messages(log)
    assert [figure.number for figure in book.chapters[0].figures] == ["式1-1", "式*", "式1-2"]


ROWS = """\
# 甲

\\begin{align}
f(x) &= \\begin{cases} a \\\\ b \\end{cases} \\label{eq:first} \\\\[4pt]
     &= c \\nonumber \\\\
     &= d \\tag{甲} \\label{eq:named} \\\\
     &= e \\label{eq:last} \\\\
\\end{align}

\\begin{gather*}
a \\\\ b \\tag{9}
\\end{gather*}

\\begin{multline}
a \\\\ b
\\end{multline}

$$
\\begin{align} a&=b \\\\ c&=d \\end{align}
$$ {#eq:whole}

见 @eq:first、@eq:named、@eq:last、@eq:whole

# 乙
"""


def test_each_row_of_align_has_its_own_number_label_and_tag() -> None:
    book, log = numbered(ROWS)
    assert not log.entries, messages(log)
    chapter = book.chapters[0]
    # amsmath 3.1: `multline` has one number; so has an environment that is named as a whole.
    assert [figure.number for figure in chapter.figures] == ["式1-1", "式甲", "式1-2", "式9", "式1-3", "式1-4"]
    beside = [
        [(one.get("data-row"), one.text) for one in box.iter("span") if "number" in (one.get("class") or "").split()]
        for box in chapter.body.findall("div")
    ]
    assert beside == [
        [("0", "(1-1)"), ("2", "(甲)"), ("3", "(1-2)")],
        [("1", "(9)")],
        [(None, "(1-3)")],
        [(None, "(1-4)")],
    ]
    told = [one.target.words for one in chapter.references if one.target is not None]
    assert told == ["式1-1", "式甲", "式1-2", "式1-4"]


def test_a_label_that_two_rows_have_is_a_mistake() -> None:
    _, log = numbered("# 甲\n\n\\begin{align}\na\\label{eq:a}\\\\\nb\\label{eq:a}\n\\end{align}\n")
    assert "id-duplicate" in messages(log)


def test_a_formula_in_a_heading_is_plain_text_in_the_outline() -> None:
    chapters, _ = read("# 质能关系 $E=mc^2$\n\n文\n")
    assert chapters[0].entries[0].text == "质能关系 E=mc²"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"坏的 $\foo{x}$", r"book.md:1:5: error[math-invalid]: this formula cannot be set: unknown command `\foo`"),
        ("$$\na\n+\\foo\n$$", r"book.md:3:2: error[math-invalid]: this formula cannot be set: unknown command `\foo`"),
        (
            "```math\n\\foo\n```",
            r"book.md:2:1: error[math-invalid]: this formula cannot be set: unknown command `\foo`",
        ),
        (
            "> $$\n> x\n",
            "book.md:1:3: error[math-unclosed]: this `$$` is never closed: all that follows was read as a formula",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, expected: str) -> None:
    _, log = read(text)
    assert messages(log) == expected


@pytest.mark.parametrize("piece", ["$", "$a", "$$", "$$a", r"\(", r"\[", "$a$", "\\begin{align}\n", "$$\n"])
def test_eight_kilobytes_of_one_piece_take_less_than_two_seconds(piece: str) -> None:
    began = time.process_time()
    read("# 章\n\n" + piece * (8192 // len(piece)))
    assert time.process_time() - began < 2
