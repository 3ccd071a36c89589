"""Titles of more than one line break between words, on the title page, above chapters and in the contents (HD4)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

import huozi
from tests.page.finished import Finished, read

if TYPE_CHECKING:
    from pathlib import Path

TITLES = {
    "zh-Hans": (
        ("山区|里的|造纸|人家：|一部|地方|手工业|的|历史", "长江|中游|的|渡口|与|桥梁|建设|三十|年|见闻"),
        (
            "铺子|怎样|在|一百|年|里|从|木活字|改用|铅字，|又|怎样|改用|照相|排版",
            "看不见|的|字符|（control-character, |suspect-character）",
        ),
    ),
    "zh-Hant": (
        ("山區|裡的|造紙|人家：|一部|地方|手工業|的|歷史", "長江|中游|的|渡口|與|橋樑|建設|三十|年|見聞"),
        ("鋪子|怎樣|在|一百|年|裡|從|木活字|改用|鉛字，|又|怎樣|改用|照相|排版",),
    ),
    "ja": (
        ("谷間の|紙作りと|木版の|本――|小さな|村の|手仕事の|歴史",),
        ("町の|印刷屋が|百年の|あいだに|木活字から|鉛活字へ|移り、|さらに|写真植字へ|移るまで",),
    ),
    "ko": (
        ("골짜기 |마을의 |종이와 |나무 |활자로 |찍은 |책의 |작은 |역사",),
        ("읍내 |인쇄소가 |백 |년 |동안 |나무 |활자에서 |납 |활자로 |옮겨 |가기까지의 |긴 |이야기",),
    ),
}
"""Titles of books and of chapters, with a stroke between their words."""

CASES = [(lang, title, head) for lang, (titles, heads) in TITLES.items() for title in titles for head in heads]


def squeezed(text: str) -> str:
    return "".join(text.split())


def rows(book: Finished, *kinds: str) -> list[list[str]]:
    """The lines of each block of one of these types, folios and leaders left out."""
    lines = [line for page in book.lines for line in page if line.within(*kinds)]
    blocks = [list(found) for _, found in groupby(lines, key=lambda line: line.block)]
    return [[squeezed(line.text.partition("…")[0]) for line in block] for block in blocks]


def cut_inside_words(lines: list[str], title: str) -> list[str]:
    """The places at which a title is broken and no word of it ends."""
    words = [squeezed(word) for word in title.split("|")]
    ends = {sum(map(len, words[: count + 1])) for count in range(len(words))}
    whole = "".join(lines)
    before = whole.index("".join(words))
    edges = [sum(map(len, lines[: count + 1])) - before for count in range(len(lines) - 1)]
    return [f"{whole[: edge + before]}|{whole[edge + before :]}" for edge in edges if edge not in {0, *ends}]


@pytest.mark.parametrize(("lang", "title", "head"), CASES)
def test_titles_break_between_words(lang: str, title: str, head: str, tmp_path: Path) -> None:
    """jlreq 4.1.6; and no line of a heading is one or two characters."""
    plain, above = title.replace("|", ""), head.replace("|", "")
    front = f'---\ntitle: "{plain}"\nlang: {lang}\ncover: false\n---\n'
    (tmp_path / "book.md").write_text(f"{front}\n# {above}\n\n文。\n\n## {above}\n\n文。\n", "utf-8")
    report = huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path)
    assert not report.failed, report.findings
    book = read(next(tmp_path.glob("*.pdf")))
    on_title, *_ = rows(book, "H1")
    headings = [lines for lines in rows(book, "H1", "H2") if squeezed(above) in "".join(lines)]
    listed = [lines for lines in rows(book, "TOCI") if squeezed(above) in "".join(lines)]
    assert len(headings) == len(listed) == 2
    assert max(map(len, [on_title, *headings, *listed])) > 1
    assert cut_inside_words(on_title, title) == []
    for lines in (*headings, *listed):
        assert cut_inside_words(lines, head) == []
    assert min(len(line) for lines in (on_title, *headings) for line in lines) > 2


def test_folios_stand_under_one_another_behind_titles_of_any_script(tmp_path: Path) -> None:
    """TC1: a title without a single Han is a line of another engine, and has its folio in the same place."""
    titles = ("水与皮", "index", "渡口与桥梁" * 6, "Index of the words and names that are found in the whole book")
    text = "".join(f"# {title}\n\n文。\n\n" for title in titles)
    (tmp_path / "book.md").write_text(f"---\nslug: book\ncover: false\n---\n\n{text}", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    lines = [line for page in read(tmp_path / "book.pdf").lines for line in page if line.within("TOCI")]
    folios = [line.shown[-1] for line in lines if line.text.strip()[-1].isdecimal()]
    assert len(folios) == len(titles)
    assert max(one.x for one in folios) - min(one.x for one in folios) < 2


@pytest.mark.parametrize(
    ("style", "lang", "title"),
    [
        ("book", "ko", "골짜기의 종이와 책:| 한 마을 손일의 작은 역사"),
        ("manual", "zh-Hans", "河谷里的纸与书：|一部地方手工业的小史"),
        ("novel", "ja", "文字と墨――|町の印刷屋が百年のあいだに|木活字から鉛活字へ移るまで"),
    ],
)
def test_titles_break_after_marks_rather_than_between_words(style: str, lang: str, title: str, tmp_path: Path) -> None:
    """HD4: what a mark parts is parted; the lines may be less equal for it."""
    front = f'---\ntitle: "{title.replace("|", "")}"\nlang: {lang}\nstyle: {style}\ncover: false\n---\n\n'
    (tmp_path / "book.md").write_text(f"{front}# 一\n\n文。\n\n# {title.replace('|', '')}\n\n文。\n", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    book = read(next(tmp_path.glob("*.pdf")))
    lines = rows(book, "H1")[0 if style != "novel" else -1]
    lines[0] = lines[0].removeprefix("第2章")
    assert lines == [squeezed(line) for line in title.split("|")]
