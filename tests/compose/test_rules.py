"""Rules of typography.md that no other test names, each read from the finished PDF."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import huozi.compose
from tests.compose.setting import (
    HEI,
    KAI,
    MARGIN,
    SIZE,
    SONG,
    Char,
    gap_after,
    is_han,
    opened,
    pdf_of,
    pos,
    rows,
    rows_of,
    texts,
)
from tests.compose.test_marks import drawings

if TYPE_CHECKING:
    import pymupdf

HAN = "老印刷厂在河边一共三层底楼放机器二楼排字三楼晒纸每天清早六点排字工人先把前一天用过的铅字一个个放回字盘"


# Section 3


def test_k4_a_line_may_start_with_a_dash_but_not_when_strict() -> None:
    text = HAN[:10] + "\u2014\u2014" + HAN[10:30]
    assert texts(rows(text, measure=10))[1].startswith("\u2014\u2014")
    for measure in range(9, 13):
        lines = texts(rows(text, measure=measure, css="p{line-break:strict}"))
        assert not [line for line in lines if line.startswith("\u2014")]


def test_k4_an_ellipsis_is_kept_from_a_line_start_where_one_character_more_can_go_down_with_it() -> None:
    for full in range(12, 25):
        lines = texts(rows(HAN[:full] + "\u2026\u2026" + HAN[full:44], measure=full))
        assert not [line for line in lines if line.startswith("\u2026")]


def test_k6_a_number_may_part_from_its_unit_unless_that_is_asked_for() -> None:
    for number in ("2026年", "35%", "120km", "85人", "12 页"):
        for before in range(6, 11):
            lines = texts(rows(HAN[:before] + number + HAN[10:30], measure=10, css="p{-huozi-number-unit:keep}"))
            assert [line for line in lines if number in line], (number, lines)
    parted = [texts(rows(HAN[:before] + "2026年" + HAN[10:30], measure=10)) for before in range(6, 11)]
    assert any(line.endswith("2026") for lines in parted for line in lines)


def test_k8_marks_that_fill_a_line_alone_still_get_lines_and_are_told_of() -> None:
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        lines = rows_of(pdf_of("<p>一\u3002\u300f\u300d\uff09\u3011</p>", measure=2, css="p{text-indent:0}"))
    assert "".join(texts(lines)) == "一\u3002\u300f\u300d\uff09\u3011"
    assert [record for record in records if record.verdict in ("over-full", "shrunk")]


# Section 4 and 5


def test_hanging_last_lets_the_closing_mark_of_a_paragraph_hang() -> None:
    text = "\u201c" + HAN[:9] + "\u201d"
    assert len(rows(text, measure=9, css="p{hanging-punctuation:last;text-spacing-trim:space-all}")) == 2
    line = rows(text, measure=9.5, css="p{hanging-punctuation:first last;text-align:right}")[-1]
    assert pos(line, "\u201d") == pytest.approx(9.5, abs=0.02)


# Section 6


def spaces(line: list[Char]) -> list[float]:
    return [
        b.pos - a.pos - a.advance
        for a, b in pairwise(line)
        if (is_han(a) and b.char.isascii()) or (a.char.isascii() and is_han(b))
    ]


MIXED = "我们用Python和Rust写了3个程序读取Markdown再用Pango排版最后输出PDF与EPUB给50位读者看"


@pytest.mark.parametrize("half_ems", range(20, 50, 3))
def test_s5_spaces_of_a_line_are_equal_and_between_an_eighth_and_a_half(half_ems: int) -> None:
    for line in rows(MIXED, measure=half_ems / 2, css="p{hyphens:auto}"):
        found = spaces(line)
        if found and any(is_han(a) and is_han(b) for a, b in pairwise(line)):
            assert max(found) - min(found) <= 0.01
            assert min(found) >= 0.125 - 0.01
            assert max(found) <= 0.5 + 0.01


@pytest.mark.parametrize("half_ems", range(24, 50, 3))
def test_s5_fixed_spaces_are_a_quarter_everywhere(half_ems: int) -> None:
    for line in rows(MIXED, measure=half_ems / 2, css="p{-huozi-autospace:fixed;hyphens:auto}"):
        if any(is_han(a) and is_han(b) for a, b in pairwise(line)):
            assert spaces(line) == pytest.approx([0.25] * len(spaces(line)), abs=0.01)


def test_s7_a_name_line_does_not_reach_into_the_space_beside_it() -> None:
    pdf = pdf_of("<p>用<span style='-huozi-line:straight'>ABC</span>写<span style='-huozi-line:wavy'>书</span>D</p>")
    line = rows_of(pdf)[0]
    (left, right, _), (other_left, other_right, _) = sorted(drawings(pdf))
    end = next(item.pos + item.advance for item in line if item.char == "C")
    assert pos(line, "A") - 0.02 <= left < right <= end + 0.02
    assert pos(line, "书") - 0.02 <= other_left < other_right <= pos(line, "书") + 1.02


# Section 8


def test_pa2_an_indent_is_layout_and_no_character() -> None:
    line = rows("<p style='text-indent:2em'>一二</p>")[0]
    assert line[0].pos == pytest.approx(2, abs=0.02)
    assert texts([line]) == ["一二"]


def test_pa3_paragraphs_follow_one_another_on_the_same_lead() -> None:
    lines = rows(f"<p>{HAN}</p><p>{HAN[:9]}</p><p>{HAN[9:20]}</p>", measure=12)
    leads = [b[0].y - a[0].y for a, b in pairwise(lines)]
    assert leads == pytest.approx([leads[0]] * len(leads), abs=0.1)


def test_pa4_text_after_a_displayed_block_may_go_on_without_an_indent() -> None:
    html = f"<p>{HAN[:8]}</p><blockquote>{HAN[:4]}</blockquote><p style='text-indent:0'>{HAN[8:14]}</p>"
    lines = rows(html, css="p{text-indent:2em}blockquote{margin:0 0 0 2em}")
    assert [line[0].pos for line in lines] == pytest.approx([2, 2, 0], abs=0.02)


def test_pa5_the_turned_lines_of_a_hanging_paragraph_are_indented() -> None:
    lines = rows(f"<p>{HAN[:40]}</p>", measure=14, css="p{padding-left:3em;text-indent:-3em}")
    assert [line[0].pos for line in lines] == pytest.approx([0] + [3] * (len(lines) - 1), abs=0.02)
    assert all(line[-1].pos + 1 == pytest.approx(14, abs=0.02) for line in lines[:-1])


def test_pa9_dots_readings_notes_code_and_superscripts_do_not_open_a_line() -> None:
    inside = (
        "<em style='text-emphasis:filled dot'>着重</em>",
        "<ruby>漢<rt>かん</rt></ruby>",
        "<code style='font-size:.9em;line-height:0'>code</code>",
        "<span style='-huozi-line:wavy'>书名</span>",
    )
    for item in inside:
        lines = [
            line for line in rows(f"<p>{HAN[:30]}{item}{HAN[:30]}</p>", measure=12) if line[0].size > 0.7 * SIZE * 0.75
        ]
        leads = [b[0].y - a[0].y for a, b in pairwise(lines)]
        assert leads == pytest.approx([SIZE * 1.6 * 0.75] * len(leads), abs=0.1), item


# Section 14


def ink(pdf: bytes, line: list[Char], first: int, ems: float) -> pymupdf.Pixmap:
    """Return a picture of some em boxes of a line, 40 pixels to the em."""
    char = line[first]
    left = (char.pos * SIZE + MARGIN) * 0.75
    size = SIZE * 0.75
    with opened(pdf) as document:
        clip: Any = (left, char.y - 0.88 * size, left + ems * size, char.y + 0.12 * size)
        picture: pymupdf.Pixmap = document[0].get_pixmap(dpi=round(40 * 72 / size), clip=clip, colorspace="gray")
    return picture


def inked(picture: pymupdf.Pixmap) -> tuple[list[int], list[int]]:
    """Return the columns and the rows that hold ink."""
    samples, width = picture.samples, picture.width
    rows_of_pixels = [samples[at : at + width] for at in range(0, len(samples), picture.stride)]
    columns = [x for x in range(width) if any(row[x] < 128 for row in rows_of_pixels)]
    return columns, [y for y, row in enumerate(rows_of_pixels) if any(value < 128 for value in row)]


@pytest.mark.parametrize("font", [SONG, HEI])
def test_ft3_six_dots_of_an_ellipsis_stand_in_the_middle_and_are_evenly_spaced(font: str) -> None:
    pdf = pdf_of("<p>一\u2026\u2026二</p>", font=font, css="html{font-family:'DejaVu Serif','" + font + "'}")
    line = rows_of(pdf)[0]
    assert pos(line, "二") - pos(line, "一") == pytest.approx(3, abs=0.02)
    columns, height = inked(ink(pdf, line, 1, 2))
    dots = [column for column, before in zip(columns, [-9, *columns], strict=False) if column - before > 1]
    assert len(dots) == 6
    steps = [b - a for a, b in pairwise(dots)]
    assert max(steps) - min(steps) <= 2
    middle = 0.88 - (height[0] + height[-1]) / 2 / 40
    assert middle == pytest.approx(0.38, abs=0.05)


@pytest.mark.parametrize("font", [SONG, HEI, KAI])
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "ja", "ko", ""])
def test_lc3_a_dash_is_one_line_of_two_em_whatever_the_language(font: str, lang: str) -> None:
    pdf = pdf_of("<p>一\u2014\u2014二</p>", font=font, lang=lang)
    line = rows_of(pdf)[0]
    assert pos(line, "二") - pos(line, "一") == pytest.approx(3, abs=0.02)
    columns, _ = inked(ink(pdf, line, 1, 2))
    assert columns == list(range(columns[0], columns[-1] + 1)), "the line has a gap"


@pytest.mark.parametrize("lang", ["zh-Hans", "ja"])
def test_lc3_quotes_are_one_em_whatever_the_locale_makes_of_them(lang: str) -> None:
    for opening, closing in ("\u201c\u201d", "\u2018\u2019"):
        line = rows(f"一{opening}二{closing}三", lang=lang)[0]
        assert pos(line, "二") - pos(line, "一") == pytest.approx(2, abs=0.02)
        assert pos(line, "三") - pos(line, "二") == pytest.approx(2, abs=0.02)


def test_ft4_beside_a_mark_letters_and_digits_keep_their_width() -> None:
    line = rows("一\u2014\u2014A1\u00b7b2\u2026\u2026")[0]
    alone = rows("A1b2一")[0]
    for char in "A1b2":
        wide, usual = (next(item.advance for item in found if item.char == char) for found in (line, alone))
        assert wide == pytest.approx(usual, abs=0.01)
        assert wide < 0.75


def test_the_picture_of_an_emoji_stands_between_its_neighbours() -> None:
    """A glyph of a font of emoji is empty: what is seen is a picture, as wide as the glyph's own advance."""
    pdf = pdf_of("<p>好\U0001f600，赞\U0001f44d\U0001f3fd了</p>")
    line = rows_of(pdf)[0]
    emoji = [item for item in line if ord(item.char) > 0xFFFF]
    with opened(pdf) as document:
        boxes = sorted(item["bbox"] for item in document[0].get_image_info())
    assert len(boxes) == 2
    for item, (left, top, right, bottom) in zip(emoji, boxes, strict=False):
        em = SIZE * 0.75
        start = (left - MARGIN * 0.75) / em
        assert start == pytest.approx(item.pos, abs=0.02)
        assert (right - left) / em == pytest.approx(item.advance, abs=0.02)
        assert top < item.y - 0.8 * em
        assert item.y < bottom < item.y + 0.35 * em


@pytest.mark.parametrize(
    ("text", "font"), [("A\u0305", "Liberation"), ("c\u0308", "Liberation"), ("1\ufe0f\u20e3", "Emoji")]
)
def test_ft5_a_character_is_taken_with_its_marks_from_a_font_that_has_them_all(text: str, font: str) -> None:
    """Noto Serif CJK has the letter and not the mark over it; the fonts that Pango finds for the mark have both."""
    pdf = pdf_of(f"<p>甲{text}乙</p>", font='Noto Serif CJK SC","Liberation Serif')
    with opened(pdf) as document:
        drawn = [(span["font"], char[1]) for span in document[0].get_texttrace() for char in span["chars"]]
    inner = [item for item in drawn if "CJK" not in item[0]]
    assert inner
    assert all(font in name for name, _ in inner)
    assert all(glyph for _, glyph in drawn), drawn


def test_ft5_a_mark_over_a_han_is_drawn_where_no_font_has_both() -> None:
    pdf = pdf_of("<p>甲一\u0308乙</p>", font='Noto Serif CJK SC","Liberation Serif')
    with opened(pdf) as document:
        assert all(char[1] for span in document[0].get_texttrace() for char in span["chars"])
    assert "一\u0308" in unicodedata.normalize("NFD", "".join(texts(rows_of(pdf))))


def test_ft6_italic_and_bold_han_are_neither_slanted_nor_smeared() -> None:
    pdf = pdf_of("<p><i>斜</i><b>粗</b>正</p>")
    with opened(pdf) as document:
        for span in document[0].get_texttrace():
            assert span["type"] == 0  # filled: no stroke around it
            assert span["dir"] == (1.0, 0.0)
        content = document[0].read_contents()
    assert b" Tr" not in content
    skewed = [line for line in content.split(b"\n") if line.endswith(b" Tm") and line.split()[2] not in (b"0", b"0.0")]
    assert skewed == []


# Section 10


def reading(pdf: bytes, first: str) -> list[Char]:
    return next(line for line in rows_of(pdf) if line[0].char == first)


def test_rb4_a_word_of_which_one_reading_is_long_is_set_as_a_group() -> None:
    pdf = pdf_of("<p>一<ruby>流<rt>りゅう</rt>儀<rt>ぎ</rt></ruby>二</p>", lang="ja")
    base = reading(pdf, "一")
    assert [item.pos for item in base] == pytest.approx([0, 1, 2, 3], abs=0.02)
    assert [item.pos for item in reading(pdf, "り")] == pytest.approx([1, 1.5, 2, 2.5], abs=0.02)


def test_rb4_a_word_of_short_readings_is_set_character_by_character_and_may_break() -> None:
    html = "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>"
    pdf = pdf_of(f"<p>一{html}</p>", lang="ja")
    assert [item.pos for item in reading(pdf, "か")] == pytest.approx([1, 1.5, 2.25], abs=0.02)
    ends = {
        text[-1]
        for before in range(5, 9)
        for text in texts(rows(f"<p>{'一' * before}{html}二三四五</p>", measure=8, lang="ja"))
    }
    assert "漢" in ends


def test_rb5_two_readings_over_one_kana_do_not_touch() -> None:
    pdf = pdf_of("<p>一<ruby>承<rt>うけたまわ</rt></ruby>の<ruby>志<rt>こころざし</rt></ruby>二</p>", lang="ja")
    letters = reading(pdf, "う")
    first_end = pos(letters, "わ") + 0.5
    assert pos(letters, "こ") - first_end >= 0.2


ZHUYIN = "<p>學<ruby>注<rt>ㄓㄨˋ</rt>音<rt>ㄧㄣ</rt></ruby>的<ruby>嗎<rt>˙ㄇㄚ</rt></ruby>字</p>"


def test_rb8_zhuyin_stands_in_a_column_to_the_right_of_its_base() -> None:
    pdf = pdf_of(ZHUYIN, lang="zh-Hant", font="Noto Serif CJK TC")
    base = [item for item in reading(pdf, "學") if is_han(item)]
    assert [item.pos for item in base] == pytest.approx([0, 1, 2.5, 4, 5, 6.5], abs=0.02)
    chars = {item.char: item for line in rows_of(pdf) for item in line}
    for symbol in "ㄓㄨㄧㄣㄇㄚ":
        assert chars[symbol].size == pytest.approx(0.3 * SIZE * 0.75, abs=0.02)
    for symbol in "ㄓㄨ":
        assert 2 <= chars[symbol].pos <= 2.2
    size = SIZE * 0.75
    assert chars["ㄨ"].y - chars["ㄓ"].y == pytest.approx(0.3 * size, abs=0.1)
    top, bottom = base[0].y - 0.88 * size, base[0].y + 0.12 * size
    column = (chars["ㄓ"].y - 0.88 * 0.3 * size, chars["ㄨ"].y + 0.12 * 0.3 * size)
    assert column[0] - top == pytest.approx(bottom - column[1], abs=0.1)  # in the middle of the height


def test_rb8_a_tone_stands_right_of_the_last_symbol_and_the_neutral_one_above_the_first() -> None:
    pdf = pdf_of(ZHUYIN, lang="zh-Hant", font="Noto Serif CJK TC")
    chars = {item.char: item for line in rows_of(pdf) for item in line}
    assert chars["\u02cb"].pos >= chars["ㄨ"].pos + 0.3
    assert chars["\u02cb"].y == pytest.approx(chars["ㄨ"].y, abs=0.1)
    assert chars["\u02cb"].pos + chars["\u02cb"].advance <= 2.52
    assert chars["\u02d9"].y < chars["ㄇ"].y - 0.1
    assert chars["ㄇ"].pos <= chars["\u02d9"].pos + chars["\u02d9"].advance / 2 <= chars["ㄇ"].pos + 0.3


def test_rb8_zhuyin_and_its_base_are_never_parted_and_do_not_open_the_line() -> None:
    for measure in (8, 9, 10.5):
        html = f"<p>{HAN[:7]}<ruby>注<rt>ㄓㄨˋ</rt>音<rt>ㄧㄣ</rt></ruby>{HAN[7:20]}</p>"
        lines = [line for line in rows(html, measure=measure, lang="zh-Hant") if line[0].size > 10]
        leads = [b[0].y - a[0].y for a, b in pairwise(lines)]
        assert leads == pytest.approx([SIZE * 1.6 * 0.75] * len(leads), abs=0.1)
        chars = [item for line in rows(html, measure=measure, lang="zh-Hant") for item in line]
        for base, symbol in (("注", "ㄓ"), ("音", "ㄧ")):
            one, other = (next(item for item in chars if item.char == char) for char in (base, symbol))
            assert abs(one.y - other.y) < SIZE * 0.75
            assert one.pos + 1 <= other.pos <= one.pos + 1.2
            assert other.pos + 0.3 <= measure


def test_gaps_are_as_wide_as_the_font_says_after_a_long_dash() -> None:
    line = rows("一\u2014\u2014二")[0]
    assert gap_after(line, 0) == pytest.approx(1, abs=0.02)
