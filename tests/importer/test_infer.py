"""Text without markup: title, author, furniture, headings, paragraphs put together again."""

from __future__ import annotations

from huozi.importer import infer

LONG = "这一段有足够的字，说明它是正文而不是网页上的零碎：我们把菜洗净，切成大小相等的块，放进盘里，等水烧开以后再用。"
ARTICLE = f"""打开APP
未登录
开通会员

怎样做一锅好汤 几点心得

某市烹饪协会会长 王小明

{LONG}

一、备料要细

{LONG}

1、选料要鲜。{LONG}

第一，肉要新鲜。{LONG}

2、刀工要匀。{LONG}

二、火候要足

一是大火烧开。{LONG}

二是小火慢炖。{LONG}

本站仅提供存储服务,如有侵权请点击举报
猜你喜欢
家常菜十种
"""


def outline(text: str, *, deep: bool = False) -> list[tuple[int, str]]:
    found = infer.article(infer.paragraphs(text), deep=deep)
    return [(block.level, block.text) for block in found.blocks if block.level]


def test_title_author_and_furniture() -> None:
    found = infer.article(infer.paragraphs(ARTICLE))
    assert (found.title, found.author) == ("怎样做一锅好汤 几点心得", "王小明")
    assert found.blocks[0].text == "某市烹饪协会会长 王小明"
    assert [(block.line, block.text) for block in found.dropped] == [
        (1, "打开APP"),
        (2, "未登录"),
        (3, "开通会员"),
        (27, "本站仅提供存储服务,如有侵权请点击举报"),
        (28, "猜你喜欢"),
        (29, "家常菜十种"),
    ]


def test_headings_by_their_numbers() -> None:
    assert outline(ARTICLE) == [
        (2, "一、备料要细"),
        (3, "1、选料要鲜"),
        (3, "2、刀工要匀"),
        (2, "二、火候要足"),
    ]


def test_deep_headings_are_asked_for() -> None:
    assert (3, "一是大火烧开") in outline(ARTICLE, deep=True)


def test_no_character_is_lost_but_furniture_and_full_stops_of_headings() -> None:
    found = infer.article(infer.paragraphs(ARTICLE))
    text = "".join([found.title, *(block.text for block in found.blocks)])
    dropped = {block.text for block in found.dropped}
    before = "".join(line for line in ARTICLE.split("\n") if line.strip() not in dropped)
    assert len(found.parted) == 2
    assert text == before.replace("选料要鲜。", "选料要鲜").replace("刀工要匀。", "刀工要匀")


def test_a_list_is_no_series_of_headings() -> None:
    assert outline(f"题目\n\n{LONG}\n\n1、苹果\n\n2、梨\n\n3、桃\n\n{LONG}") == []


def test_a_lone_number_is_no_heading() -> None:
    assert outline(f"题目\n\n一、只有这一处\n\n{LONG}") == []


def test_chapters_of_a_novel() -> None:
    found = infer.article(infer.paragraphs(f"某书\n\n第一章 春\n\n{LONG}\n\n第二章 夏\n\n{LONG}"))
    assert found.has_chapters
    assert [(one.level, one.text) for one in found.blocks if one.level] == [(1, "第一章 春"), (1, "第二章 夏")]


def test_broken_lines_are_put_together() -> None:
    words = "春天来了，山上的雪化了，河里的水涨了，村里的人们开始准备一年的农活，孩子们也回到学校里去读书写字。" * 4
    lines = [words[at : at + 30] for at in range(0, len(words), 30)]
    blocks = infer.paragraphs("\n".join(lines) + "\n\n" + "\n".join(lines))
    assert [block.text for block in blocks] == [words, words]


def test_lines_of_different_lengths_are_paragraphs() -> None:
    assert len(infer.paragraphs("春天来了。\n夏天也来了，很热。\n秋天。\n冬天下雪，路上没有人。\n又是春天。\n")) == 5


def test_plain_text_is_no_markdown() -> None:
    assert infer.escaped("# 一* [二](三) $x$") == r"\# 一\* \[二\](三) \$x\$"


NOVEL = """书名：灯下
作者：阿灯

楔子

　　从前有一盏灯。

第一章　起风

　　天还没亮，风就起来了。
　　他把窗子关上，
又点了灯。

第二章　落雨

　　雨落了一夜。
"""


def test_the_title_and_the_author_of_a_novel_are_taken_from_its_head() -> None:
    found = infer.article(infer.paragraphs(NOVEL))
    assert (found.title, found.author) == ("灯下", "阿灯")
    assert [block.text for block in found.dropped] == ["作者：阿灯"]
    assert [block.text for block in found.blocks if block.level == 1] == ["楔子", "第一章　起风", "第二章　落雨"]


def test_a_line_at_the_edge_goes_on_with_the_paragraph_that_is_indented() -> None:
    texts = [block.text for block in infer.paragraphs(NOVEL)]
    assert "他把窗子关上，又点了灯。" in texts
    assert "天还没亮，风就起来了。" in texts


def test_the_first_chapter_is_not_the_title_and_a_later_one_no_author() -> None:
    for one, two in (("第一章　起風", "第二章　落雨"), ("제1장 바람", "제2장 비"), ("第1章 風", "第2章 雨")):
        found = infer.article(infer.paragraphs(f"{one}\n\n天還沒亮。\n\n{two}\n\n雨落了一夜。\n"))
        assert (found.title, found.author) == ("", "")
        assert [block.text for block in found.blocks if block.level == 1] == [one, two]
