"""The order of an index in each language: what is expected is told by hand from dictionaries of each."""

from __future__ import annotations

import pytest

from huozi.collation import Order, pinyin, place

WORDS: dict[Order, tuple[str, str]] = {
    # Letters and Han together; the same syllable by tone, then by strokes; 3D before letters; marks do not count.
    "pinyin": (
        "3D打印 10号 安 按 版权 版心 避头尾 “长短句” 重庆 E书 GB/T7714 GB/T12450 《红楼梦》 库 女书 银 引号 隐",
        "  A A B B B C C E G G H K N Y Y Y",
    ),
    # 1, 2, 4, 5, 6 ... strokes; Latin before; the second character decides where the first is the same.
    "stroke": ("Adobe 一 丁 文字 文書 目錄 字 版 索引 圖書館 龍", "A 1 2 4 4 5 6 8 10 14 16"),
    # Rows of the syllabary; voiced and small kana beside the plain ones, katakana beside hiragana, ー as its vowel.
    "kana": (
        "EPUB ああ アーカイブ かな がな カバー きょう きよう さくいん はは ばば ぱぱ ん",
        "E あ あ か か か か か さ は は は わ",
    ),
    "hangul": ("가나 까치 나라 다리 따옴표 마음 싸움 아이 책 하늘 ABC", "ㄱ ㄱ ㄴ ㄷ ㄷ ㅁ ㅅ ㅇ ㅊ ㅎ A"),
}


@pytest.mark.parametrize("order", WORDS)
def test_words_stand_in_the_order_of_their_language(order: Order) -> None:
    words, headings = (part.split(" ") for part in WORDS[order])
    mixed = words[1::2] + words[::2]
    assert sorted(mixed, key=lambda word: place(word, order)) == words
    assert [place(word, order).heading for word in words] == headings


def test_a_reading_is_looked_up_in_place_of_the_word() -> None:
    assert place("乐府", "pinyin").heading == "Y"
    assert place("乐清", "pinyin", "yue4 qing1").heading == "Y"
    assert place("单于", "pinyin", "禅于").heading == "C"
    assert place("組版", "kana", "くみはん").heading == "か"
    assert place("漢字", "hangul", "한자").heading == "ㅎ"


@pytest.mark.parametrize(("word", "order"), [("組版", "kana"), ("漢字", "hangul"), ("\U00030edd面", "stroke")])
def test_a_word_without_a_reading_is_known_to_have_no_place(word: str, order: Order) -> None:
    assert not place(word, order).is_known
    assert place(word, order) > place("zoo", order)


def test_a_name_of_several_sounds_is_read_by_the_phrase() -> None:
    assert pinyin("重庆") == "chong2 qing4"
    assert pinyin("重量") == "zhong4 liang4"
