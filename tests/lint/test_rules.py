"""What each rule changes, what it only reports, and what it lets be. Expected values come from GB/T 15834."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozi import lint

CHANGED = {
    "a comma between Han": ("天晴了,我们出门.", "天晴了，我们出门。"),
    "all six marks": ("甲,乙.丙;丁:戊?己!", "甲，乙。丙；丁：戊？己！"),
    "a mark with its space": ("先洗菜, 再切菜.", "先洗菜，再切菜。"),
    "a mark after a Latin word before Han": ("我们用 Python,再用别的。", "我们用 Python，再用别的。"),
    "a mark after code": ("先写`a,b`,再写别的。", "先写`a,b`，再写别的。"),
    "brackets around Han": ("北京(首都)很大。", "北京（首都）很大。"),
    "brackets after Han": ("应用程序接口(API)很多。", "应用程序接口（API）很多。"),
    "a bracket of the other width": ("北京（首都)很大。", "北京（首都）很大。"),
    "three dots": ("他想了想...走了。", "他想了想……走了。"),
    "three full stops": ("他想了想。。。走了。", "他想了想……走了。"),
    "one ellipsis character": ("他想了想…走了。", "他想了想……走了。"),
    "two hyphens": ("他来了--终于来了。", "他来了——终于来了。"),
    "a single dash between clauses": ("他终于还是来了—谁也没有想到。", "他终于还是来了——谁也没有想到。"),
    "straight quotes": ('他说:"好."', "他说：“好。”"),
    "quotes inside quotes": ("他说:\"我读了'红楼梦'。\"", "他说：“我读了‘红楼梦’。”"),
    "doubled marks": ("好，，我走。。", "好，我走。"),
    "a bullet inside a name": ("卡尔•马克思和列夫・托尔斯泰", "卡尔·马克思和列夫·托尔斯泰"),
    "marks of old terminals": ("好､我走｡", "好、我走。"),
    "a space before a mark": ("他来了 ，我走了。", "他来了，我走了。"),
    "a space after a mark": ("他来了。 我走了。", "他来了。我走了。"),
    "a typed indent": ("　　他来了。", "他来了。"),
    "an indent of entities": ("&nbsp;&nbsp;他来了。", "他来了。"),
    "full-width letters and digits": ("２０２６年，ＡＢＣ，３．１４", "2026年，ABC，3.14"),
    "radicals": ("⼀个⻋站", "一个车站"),
    "a full-width heading": ("＃＃ 标题", "## 标题"),
    "a full-width note": ("正文［＾1］。\n\n［＾1］：注文。", "正文[^1]。\n\n[^1]: 注文。"),
    "full-width strong": ("这是＊＊重点＊＊。", "这是**重点**。"),
    "a full-width link": ("见［附录］（a.md）。", "见[附录](a.md)。"),
    "a heading": ("## 一、甲,乙", "## 一、甲，乙"),
    "a cell": ("| 甲,乙 | `a,甲` |\n|--|--|\n| 丙,丁 | 1,000 |", "| 甲，乙 | `a,甲` |\n|--|--|\n| 丙，丁 | 1,000 |"),
    "an item of a list": ("- 甲,乙\n  1. 丙,丁", "- 甲，乙\n  1. 丙，丁"),
    "the words of a link": ("[甲,乙](a,b.md)", "[甲，乙](a,b.md)"),
    "strong words": ("**注意:**先关火。", "**注意：**先关火。"),
    "text after a soft break": ("甲,\n乙,丙", "甲，\n乙，丙"),
}

LET_BE = {
    "numbers": "圆周率 3.14，时间 10:30，共 1,000 个，比例 1:2。",
    "a Latin sentence": 'He said, "I know (a bit)... well." Then he left.',
    "a Latin sentence among Han": "他写道：Hello, world! 然后走了。",
    "fenced code": "```\n甲,乙\n```",
    "fenced code in a list": "- 甲\n\n  ~~~python\n  s = '甲,乙'\n  ~~~",
    "fenced code that nothing closes": "```\n甲,乙",
    "indented code": "甲。\n\n    乙,丙",
    "inline code": "`甲,乙` 和 ``丙`,丁``",
    "inline mathematics": "设 $f(x,甲)$ 连续。",
    "display mathematics": "$$\nf(x,甲), g(甲)\n$$",
    "an environment": "\\begin{equation}\n甲,乙\n\\end{equation}",
    "addresses": "见 https://example.com/a,b?c=1:2 和 <http://example.com/甲,乙>。",
    "an address before a mark": "见 https://example.com/a，再说。",
    "a file name": "打开报告(1).docx 和 a.b.md。",
    "front matter": "---\ntitle: 甲,乙\n---\n\n好。",
    "a comment": "<!-- 甲,乙 -->",
    "raw HTML": '<img alt="x" src="甲,乙.png">\n\n<pre>甲,乙</pre>',
    "attributes": '[甲]{.index sort="a,b"}',
    "a link definition": "[甲]: a,b.md '甲,乙'",
    "an admonition": '!!! note "甲"\n\n    乙。',
    "a span of another language": "[活자(活字)]{lang=ko}",
    "a number of a heading": "一. 总则",
    "a connector": "北京—上海的列车，1990—2000年。",
    "an option": "用选项 --help 查看。",
    "right marks": "他说：“好……”——然后走了！！真的？！",
    "an apostrophe": "他说 don't，我说 isn't。",
    "a picture with words, and one that adorns": '![花](a.png)，<img alt="" src="b.png">，`![](c.png)`，\\![](d)',
    "money": "这个 $5，那个 $6。",
}


def codes(text: str, lang: str = "zh-Hans") -> list[str]:
    return [one.code for one in lint.findings(text, lang)]


@pytest.mark.parametrize("case", CHANGED)
def test_it_is_put_right(case: str) -> None:
    before, after = CHANGED[case]
    assert lint.fixed(before, "zh-Hans") == after
    assert codes(before) != []


@pytest.mark.parametrize("case", LET_BE)
def test_it_is_let_be(case: str) -> None:
    assert lint.fixed(LET_BE[case], "zh-Hans") == LET_BE[case]
    assert codes(LET_BE[case]) == []


REPORTED = {
    "a quote without partner": ('他说:"好。', ["lint-101", "lint-105"]),
    "a bracket without partner": ("甲（乙，丙。", ["lint-106"]),
    "a space between Han": ("政协主席 全某", ["lint-202"]),
    "a character of another region": ("中國人", ["lint-302"]),
    "a skipped level": ("# 甲\n\n### 乙", ["lint-402"]),
    "marks in a row": ("甲，。乙", ["lint-107"]),
    "a picture without words": ("甲。\n\n![](a.png)", ["lint-403"]),
    "a wordless picture in a line": ("- 见![ ][图]{width=3em}。\n\n[图]: a.png", ["lint-403"]),
    "a wordless <img>": ('甲<img src="a.png">', ["lint-403"]),
}


@pytest.mark.parametrize("case", REPORTED)
def test_it_is_reported_alone(case: str) -> None:
    text, expected = REPORTED[case]
    assert codes(text) == expected
    assert expected[-1] in codes(lint.fixed(text, "zh-Hans"))


def test_a_quotation_may_go_on_for_paragraphs() -> None:
    assert codes("修改为：“甲。\n\n“乙。\n\n丙。”") == []


def test_quotes_follow_the_language() -> None:
    text = '他說"好"。'
    assert lint.fixed(text, "zh-Hant") == "他說「好」。"
    assert lint.fixed('彼は"はい"と言った。', "ja") == "彼は「はい」と言った。"


def test_traditional_text_knows_its_own_characters() -> None:
    assert codes("這是中國的后妃，台北。", "zh-Hant") == []
    assert codes("这是中国", "zh-Hant") == ["lint-302", "lint-302"]
    # A text of the other region as a whole is told once.
    assert codes("这是中国的书，" * 30, "zh-Hant") == ["lint-302"]
    assert codes("這是書，" * 200 + "这" * 51, "zh-Hant") == ["lint-302"] * 51


def test_phrases_tell_which_form_is_meant() -> None:
    assert codes("乾坤、瞭望、著作、毕昇") == []


def test_korean_keeps_its_ascii_marks() -> None:
    assert lint.fixed("안녕하세요, 활자(活字)입니다.", "ko") == "안녕하세요, 활자(活字)입니다."


def test_a_finding_knows_its_place_and_its_reason() -> None:
    (one,) = lint.findings("好。\n\n甲,乙", "zh-Hans")
    assert (one.code, one.line, one.column, one.written, one.better) == ("lint-101", 3, 2, ",", "，")
    assert one.advice == "write `，`; marks in Chinese and Japanese text are as wide as a character (GB/T 15834)"


def test_codes_are_numbered_and_each_is_used_once() -> None:
    numbers = [rule.code for rule in lint.RULES]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("lint-") and number[5:].isdecimal() for number in numbers)
    assert all(rule.why for rule in lint.RULES)


MARKS = "甲乙丙。，,.;:?!()（）\"'`*_#$[]{}<>|\\-—…·・　 \n０Ａ1a＃＊［］＾⼀國、“”‘’「」&@~=/"
PIECES = st.sampled_from([*MARKS, "...", "--", "```", "$$", "  \n", "\n\n", "https://a.b/c,d"])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["zh-Hans", "zh-Hant", "ja", "ko"]))
def test_put_right_twice_is_put_right_once(text: str, lang: str) -> None:
    once = lint.fixed(text, lang)
    assert lint.fixed(once, lang) == once
    assert once.count("\n") == text.count("\n")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    lint.findings(text, "zh-Hans")
    assert lint.fixed(lint.fixed(text, "zh-Hans"), "zh-Hans") == lint.fixed(text, "zh-Hans")
