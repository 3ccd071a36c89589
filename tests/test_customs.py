from __future__ import annotations

import pytest

from huozi import customs


@pytest.mark.parametrize(
    "title", ["前言", "前　言", "序 言", "推荐序一", "附录：工具", "后记（第二版）", "はじめに", "감사의 말"]
)
def test_titles_outside_the_count_are_known(title: str) -> None:
    assert customs.is_unnumbered_by_custom(title, at_edge=False)


@pytest.mark.parametrize("title", ["前言与后语", "序列", "跋涉", "附录像机", "索引结构", "前言不搭后语", "引言人"])
def test_titles_that_only_begin_like_them_are_chapters(title: str) -> None:
    assert not customs.is_unnumbered_by_custom(title, at_edge=True)


@pytest.mark.parametrize("title", ["索引", "目录", "Index", "年表"])
def test_some_words_are_outside_only_at_the_ends_of_a_book(title: str) -> None:
    assert customs.is_unnumbered_by_custom(title, at_edge=True)
    assert not customs.is_unnumbered_by_custom(title, at_edge=False)
