"""Where lines may end: typography.md section 3, and the paragraph rules of section 8."""

from __future__ import annotations

import re

import pytest

from tests.compose.setting import gap_after, pos, rows, texts

HAN = "永和九年岁在癸丑暮春之初会于会稽山阴之兰亭修禊事也群贤毕至少长咸集此地有崇山峻岭茂林修竹"


@pytest.mark.parametrize(
    "mark", "\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300b\u300d\u201d\u2019\u00b7\uff5e\u2013\uff0f/"
)
def test_k1_no_line_starts_with_a_closing_mark(mark: str) -> None:
    lines = texts(rows(HAN[:10] + mark + HAN[10:30], measure=10))
    assert len(lines) > 1
    assert not [line for line in lines if line[0] == mark]


@pytest.mark.parametrize("mark", "\uff08\u300a\u300c\u3010\u201c\u2018/")
def test_k2_no_line_ends_with_an_opening_mark(mark: str) -> None:
    lines = texts(rows(HAN[:9] + mark + HAN[9:30], measure=10))
    assert not [line for line in lines[:-1] if line[-1] == mark]


@pytest.mark.parametrize("mark", "\uff08\u300a\u300c\u201c([")
def test_k2_a_space_after_an_opening_mark_does_not_let_a_line_end_there(mark: str) -> None:
    for before in range(7, 10):
        lines = texts(rows(HAN[:before] + mark + " 3 " + HAN[before:30], measure=10))
        assert not [line for line in lines[:-1] if line.rstrip()[-1] == mark]


@pytest.mark.parametrize("pair", ["\u2014\u2014", "\u2026\u2026", "\u22ef\u22ef"])
def test_k3_dashes_and_ellipses_of_two_em_are_never_split(pair: str) -> None:
    for before in range(6, 11):
        line = next(line for line in rows(HAN[:before] + pair + HAN[10:30], measure=10) if pair in texts([line])[0])
        first = next(item.pos for item in line if item.char == pair[0])
        after = [item.pos for item in line if item.pos > first + 1.01]
        natural = gap_after(line, 0) == pytest.approx(1, abs=0.01)
        if natural and after:
            assert after[0] - first == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize("group", ["1,234.56", "3.14", "50%", "\u00a5128", "100\u2103", "10:30"])
def test_k5_numbers_keep_their_signs(group: str) -> None:
    for before in range(3, 11):
        assert [line for line in texts(rows(HAN[:before] + group + HAN[10:30], measure=10)) if group in line]


@pytest.mark.parametrize("word", ["TCP/IP", "HTTP/2", "and/or", "km/h"])
def test_k2_no_line_ends_with_a_slash(word: str) -> None:
    for before in range(8, 20):
        lines = texts(rows(HAN[:before] + word + HAN[before : before + 12], measure=20))
        assert [line for line in lines if word in line], lines


@pytest.mark.parametrize("group", ["\uff11\uff12\uff13", "\uff12\uff10\uff12\uff16"])
def test_k5_full_width_digits_of_a_number_stay_together(group: str) -> None:
    for before in range(1, 9):
        lines = texts(rows(HAN[:before] + group + HAN[before : before + 12], measure=8))
        assert [line for line in lines if group in line], lines


def test_k5_an_escape_in_an_address_is_not_broken() -> None:
    address = "https://example.org/" + "%E4%BD%A0%E5%A5%BD" * 3
    for half_ems in range(16, 40):
        lines = texts(rows(HAN[:4] + address + HAN[4:8], measure=half_ems / 2, css="p{overflow-wrap:anywhere}"))
        assert "".join(lines) == HAN[:4] + address + HAN[4:8]
        assert not [line for line in lines if re.search("%.?$", line)], lines


def test_k5_a_note_mark_stays_with_what_it_marks() -> None:
    html = f"<p>{HAN[:10]}<sup>[1]</sup>{HAN[10:30]}</p>"
    lines = rows(html, css="sup{font-size:50%;line-height:0}", measure=10)
    assert next(item.pos for line in lines for item in line if item.char == "[") > 0.9


def test_k7_a_line_may_start_with_an_opening_quote_and_end_with_a_closing_one() -> None:
    lines = texts(rows(HAN[:10] + "\u201c" + HAN[10:19] + "\u201d" + HAN[19:26], measure=10))
    assert lines[1].startswith("\u201c")
    assert lines[1].endswith("\u201d")


def test_k9_two_exclamation_marks_are_not_split() -> None:
    for before in range(7, 11):
        assert [
            line
            for line in texts(rows(HAN[:before] + "\uff01\uff01" + HAN[10:20], measure=10))
            if "\uff01\uff01" in line
        ]


@pytest.mark.parametrize(("marks", "width"), [("\uff01\uff01", 1), ("\uff1f\uff01", 1), ("\uff01\uff01\uff01", 2)])
def test_k9_two_exclamation_marks_fill_one_em_and_three_fill_two(marks: str, width: float) -> None:
    line = rows(f"一{marks}二", measure=12)[0]
    assert pos(line, "二") - pos(line, "一") - 1 == pytest.approx(width, abs=0.02)


def test_k9_a_single_mark_keeps_its_blank() -> None:
    line = rows("一\uff01二", measure=12)[0]
    assert pos(line, "二") - pos(line, "\uff01") == pytest.approx(1, abs=0.02)


ADDRESS = "https://example.org/press/letters?year=2026&page=128#founding"


def test_an_address_breaks_after_its_signs_without_a_hyphen() -> None:
    for measure in range(9, 20):
        lines = texts(rows(f"<p>{HAN[:4]}{ADDRESS}{HAN[4:8]}</p>", measure=measure))
        assert "".join(lines) == HAN[:4] + ADDRESS + HAN[4:8]
        inside = [line for line in lines if line[-1].isascii() and not line.endswith("founding")]
        assert inside
        assert all(line[-1] in "/.?&=#" for line in inside), lines


def test_no_hyphen_is_added_to_an_address() -> None:
    for measure in range(9, 16):
        html = f"<p>{HAN[:4]}https://example.org/typesetting/internationalisation{HAN[4:8]}</p>"
        lines = texts(rows(html, measure=measure, css="p{hyphens:auto;overflow-wrap:anywhere}"))
        assert not set("".join(lines)) & set("\u00ad\u2010-")


@pytest.mark.parametrize("name", ["--interactive", "-v", "/usr", "@scope", "-1"])
@pytest.mark.parametrize("tag", ["code", "span"])
def test_what_begins_a_name_is_not_parted_from_it(name: str, tag: str) -> None:
    """UAX 14, LB20a: no line ends after a hyphen that begins a word, in code or beside it."""
    for half_ems in range(16, 40):
        html = f"<p>{HAN[:4]}<{tag}>rebase {name} main</{tag}>{HAN[4:12]}</p>"
        lines = texts(rows(html, measure=half_ems / 2, css="p{overflow-wrap:anywhere}"))
        assert not [line for line in lines if line.endswith(name[0])], lines


def test_an_address_leaves_no_hole_between_two_han() -> None:
    lines = rows(f"<p>{HAN[:2]}{ADDRESS}{HAN[2:8]}</p>", measure=10, css="p{overflow-wrap:anywhere}")
    assert gap_after(lines[0], 0) < 1.5


def test_k10_a_korean_word_is_kept_whole_whatever_it_is_made_of() -> None:
    """klreq #line-break: a particle follows letters, numbers, brackets and Han without a space, and stays with them."""
    text = (
        "가게마다 logo가 있었다. 2026년 봄에는 《천공개물》에 나오는 활자(活字)를 “물”이라 50%의 말로 字의 모양을 " * 4
    )
    starts = {len("".join(text[: found.start()].split())) for found in re.finditer(r"\S+", text)}
    for half_ems in range(20, 44):
        lines = texts(rows(text, lang="ko", font="Noto Serif CJK KR", measure=half_ems / 2))
        lengths = [len("".join(line.split())) for line in lines]
        assert starts >= {sum(lengths[:count]) for count in range(len(lengths))}, lines


def test_k10_korean_breaks_at_spaces() -> None:
    words = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다"
    lines = texts(rows(words, lang="ko", font="Noto Serif CJK KR", measure=8.5))
    assert " ".join(line.strip() for line in lines) == words


def test_k11_a_mark_is_squeezed_in_before_a_character_is_pushed_out() -> None:
    text = "永和九年\uff0c岁在癸丑\u3001暮春\u3002" + HAN[12:30]
    first = texts(rows(text, measure=12))[0]
    assert first == text[:13]


def test_k12_four_ellipsis_dots_stay_together() -> None:
    for before in range(6, 11):
        lines = texts(rows(HAN[:before] + "\u2026\u2026" + HAN[10:20], measure=10))
        assert [line for line in lines if "\u2026\u2026" in line]


def test_pa1_and_pa2_the_first_line_is_indented_by_layout() -> None:
    lines = rows(f"<p>{HAN}</p>", css="p{text-indent:2em}", measure=20)
    assert lines[0][0].pos == pytest.approx(2, abs=0.02)
    assert lines[1][0].pos == pytest.approx(0, abs=0.02)
    assert "".join(texts(lines)) == HAN


@pytest.mark.parametrize("measure", range(8, 30))
def test_pa6_the_last_line_has_two_han_or_more(measure: int) -> None:
    for length in (measure + 1, 2 * measure + 1, 3 * measure + 1):
        text = (HAN * 3)[:length] + "\u3002"
        last = texts(rows(text, measure=measure))[-1]
        assert len(last.rstrip("\u3002")) >= 2, text


def test_pa6_a_line_of_marks_gives_up_a_character_rather_than_leave_one_alone() -> None:
    text = (
        "\u300c這本書怎麼排\uff0c\u300d他說\uff0c\u300c先看版心\uff0c再看行距\u3002\u300d排字房裡的人都笑了\uff1a"
        "\u300c說得容易\uff0c做起來難\uff01\u300d"
    )
    for measure in (8, 9.5, 11):
        last = texts(rows(text, lang="zh-Hant", font="Noto Serif CJK TC", measure=measure))[-1]
        assert len(last.rstrip("\uff01\u300d")) >= 2


def test_kerning_with_the_next_line_does_not_push_an_address_over_the_edge() -> None:
    for half_ems in range(16, 40):
        for line in rows(f"<p>{HAN[:4]}{ADDRESS}{HAN[4:8]}</p>", measure=half_ems / 2)[:-1]:
            assert line[-1].pos + line[-1].advance <= half_ems / 2 + 0.02


@pytest.mark.parametrize(("text", "measure"), [("汉字→word/\u200b/汉字汉字", 6), ("汉AVATAR\u200bVAT汉字汉", 5)])
def test_kerning_is_lost_over_a_line_end_that_nothing_shows_at(text: str, measure: float) -> None:
    lines = rows(text, measure=measure)
    assert len(lines) > 1
    assert max(line[-1].pos + line[-1].advance for line in lines) <= measure + 0.02


@pytest.mark.parametrize("letter", ["A", "L", "P", "Y"])
def test_a_line_that_ends_before_a_space_that_the_font_kerns_is_full(letter: str) -> None:
    text = f"{HAN[:8]}{letter * 2} {HAN[8:16]}"
    css = "p{font-family:Liberation Serif,Noto Serif CJK SC}"
    (line, *_) = rows(text, measure=10, css=css)
    assert line[-1].char == letter
    assert line[-1].pos + line[-1].advance == pytest.approx(10, abs=0.02)


def test_ja_small_kana_and_long_vowels_do_not_start_a_line_unless_loose() -> None:
    text = "日本語の組版ではデ\u30fcタ\u30fcを使うことが多い"
    for measure in range(8, 14):
        strict = texts(rows(text, lang="ja", font="Noto Serif CJK JP", measure=measure))
        assert not [line for line in strict if line[0] == "\u30fc"]
    loose = [texts(rows(text, lang="ja", css="p{line-break:loose}", measure=measure)) for measure in (9, 11)]
    assert any(line[0] == "\u30fc" for lines in loose for line in lines)


def test_a_word_is_broken_by_hyphenation_alone_and_the_hyphen_fills_the_line() -> None:
    html = f"<p lang=zh-Hans>{HAN[:6]}internationalization{HAN[6:20]}</p>"
    lines = texts(rows(html, css="p{hyphens:auto}", measure=12))
    broken = [line for line in lines if line.endswith(("\u2010", "\u00ad"))]
    assert broken
    printed = rows(html, css="p{hyphens:auto}", measure=12)
    ends = [line[-1] for line in printed if line[-1].char in "\u2010\u00ad"]
    assert all(end.advance < 0.5 and end.pos + end.advance == pytest.approx(12, abs=0.02) for end in ends)
    assert not [line for line in texts(rows(html, css="p{hyphens:none}", measure=12)) if line[-1] in "\u2010\u00ad"]


def test_what_is_wider_than_its_line_breaks_anywhere_on_request() -> None:
    address = "https://example.org/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
    lines = rows(f"<p>{HAN[:4]}{address}{HAN[4:8]}</p>", css="p{overflow-wrap:anywhere}", measure=12)
    assert max(item.pos for line in lines for item in line) < 12
    assert "".join(texts(lines)) == HAN[:4] + address + HAN[4:8]


def test_forced_breaks_keep_empty_lines() -> None:
    lines = rows("一二<br><br>三四", measure=10)
    assert texts(lines) == ["一二", "三四"]
    assert lines[1][0].y - lines[0][0].y == pytest.approx(2 * 20 * 1.6 * 0.75, abs=0.1)


def test_positions_are_where_a_quotation_says() -> None:
    line = rows("他说\uff1a\u201c好\u3002\u201d", measure=10)[0]
    assert pos(line, "\u201c") == pytest.approx(2.5, abs=0.02)
