"""MD2 and MD3: emphasis beside CJK punctuation works, and what is no emphasis stays as it was typed."""

from __future__ import annotations

import pytest

from tests.source.support import xhtml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**中文。**后", "<strong>中文。</strong>后"),
        ("前**《书》**后", "前<strong>《书》</strong>后"),
        ("他**“好”**了", "他<strong>“好”</strong>了"),
        ("**反压（back-pressure）**机制", "<strong>反压（back-pressure）</strong>机制"),
        ("是**（甲）**的", "是<strong>（甲）</strong>的"),
        ("*中文，*后", "<em>中文，</em>后"),
        ("~~删。~~后", "<del>删。</del>后"),
        ("前==“标”==后", "前<mark>“标”</mark>后"),
        ("**`code`**是", "<strong><code>code</code></strong>是"),
        ("前**[链](https://a.example)**后", '前<strong><a href="https://a.example">链</a></strong>后'),
        ("**日本語（にほんご）。**これ", "<strong>日本語（にほんご）。</strong>これ"),
        ("**한국어(韓國語)**는", "<strong>한국어(韓國語)</strong>는"),
        ("***甲。***乙**丙。**丁", "<em><strong>甲。</strong></em>乙<strong>丙。</strong>丁"),
        ("“**甲**”、**乙**。", "“<strong>甲</strong>”、<strong>乙</strong>。"),
    ],
)
def test_emphasis_beside_cjk_punctuation(text: str, expected: str) -> None:
    assert xhtml(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "中文__init__中文",
        "中__强__文",
        "snake_case_name",
        "2*3*4",
        "长2*n*3米",
        "3~5天，6~8天",
        "a==b且c==d",
        "** 甲**",
        "**甲 **",
        "手机158****9119",
        "x = *p++ * 2",
    ],
)
def test_what_is_no_emphasis_stays(text: str) -> None:
    assert xhtml(text) == f"<p>{text}</p>"


def test_words_of_ascii_may_hold_emphasis() -> None:
    assert xhtml("un*frigging*believable __init__") == "<p>un<em>frigging</em>believable <strong>init</strong></p>"


def test_double_title_marks_are_dots_in_japanese_alone() -> None:
    assert xhtml("彼は《《決して》》言わない。", lang="ja") == "<p>彼は<em>決して</em>言わない。</p>"
    assert xhtml("读《《论语》》。", lang="zh-Hans") == "<p>读《《论语》》。</p>"
