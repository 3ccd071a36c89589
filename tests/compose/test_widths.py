"""How wide marks and gaps are: typography.md sections 4 to 6."""

from __future__ import annotations

import pytest

from tests.compose.setting import HEI, KAI, SONG, gap_after, pos, rows, texts

TEN = "\u6c38\u548c\u4e5d\u5e74\u5c81\u5728\u7678\u4e11\u66ae\u6625"
FONTS = [SONG, HEI, KAI]


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize(
    ("marks", "width"),
    [
        ("\uff08\u300a", 1.5),
        ("\u300b\uff09", 1.5),
        ("\uff09\u3002", 1.5),
        ("\u3002\u201d", 1.5),
        ("\uff0c\u201c", 1.5),
        ("\u201d\uff08", 1.5),
        ("\uff1a\u201c\u300a", 2.0),
        ("\u3002\u201d\uff09", 2.0),
        ("\u300b\u3001\u300a", 2.0),
    ],
)
def test_p1_adjacent_marks_share_a_blank(marks: str, width: float, font: str) -> None:
    line = rows("\u4e00" + marks + "\u4e8c", measure=12, font=font)[0]
    assert pos(line, "\u4e8c") - pos(line, "\u4e00") - 1 == pytest.approx(width, abs=0.02)


def test_p1_an_empty_pair_keeps_both_blanks() -> None:
    line = rows("\u4e00\uff08\uff09\u4e8c", measure=12)[0]
    assert pos(line, "\u4e8c") - pos(line, "\u4e00") == pytest.approx(3, abs=0.02)


def test_p2_the_blank_stays_outside_of_what_marks_enclose() -> None:
    line = rows("\u4e00\uff0c\u201c\u4e8c\u201d\uff0c\u4e09", measure=12)[0]
    assert pos(line, "\u4e8c") - pos(line, "\u201c") == pytest.approx(1, abs=0.02)
    assert pos(line, "\u201d") - pos(line, "\u4e8c") == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("font", FONTS)
def test_p3_an_interpunct_takes_half_an_em_in_simplified_chinese(font: str) -> None:
    line = rows("\u5217\u5965\u00b7\u8fbe", measure=12, font=font)[0]
    assert pos(line, "\u8fbe") - pos(line, "\u5965") - 1 == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("mark", "\uff0c\u3002\uff01\uff09\u201d\u300b")
@pytest.mark.parametrize("font", FONTS)
def test_p4_a_mark_at_a_line_end_takes_half_an_em(mark: str, font: str) -> None:
    line = rows(TEN[:9] + mark + TEN * 2, measure=9.5, font=font)[0]
    assert line[-1].char == mark
    narrow = font == KAI and mark == "\u201d"  # a proportional quote stands in the middle of its half em
    assert line[-1].pos == pytest.approx(9, abs=0.1 if narrow else 0.02)


def test_p4_text_spacing_trim_normal_keeps_the_mark_full_when_it_fits() -> None:
    line = rows(TEN[:9] + "\uff0c" + TEN * 2, measure=10, css="p{text-spacing-trim:normal}")[0]
    assert line[-1].pos == pytest.approx(9, abs=0.02)
    assert gap_after(line, 0) == pytest.approx(1, abs=0.005)


def test_p5_a_japanese_full_stop_keeps_its_blank_at_a_line_end() -> None:
    text = "\u65e5\u672c\u8a9e\u7d44\u7248\u51e6\u7406\u8981\u4ef6{}\u65e5\u672c\u8a9e\u7d44\u7248\u51e6\u7406\u8981\u4ef6\u66f8"
    full = rows(text.format("\u3002"), measure=10, lang="ja", font="Noto Serif CJK JP")[0]
    assert full[-1].char == "\u3002"
    assert full[-1].pos == pytest.approx(9, abs=0.02)
    half = rows(text.format("\u3001"), measure=9.5, lang="ja", font="Noto Serif CJK JP")[0]
    assert half[-1].pos == pytest.approx(9, abs=0.02)


@pytest.mark.parametrize("font", FONTS)
def test_p6_an_opening_mark_at_a_line_start_is_half(font: str) -> None:
    line = rows(TEN + "\u300c" + TEN[:8] + "\u300d" + TEN, measure=10, font=font)[1]
    assert line[0].char == "\u300c"
    assert line[0].pos == pytest.approx(-0.5, abs=0.02)
    assert line[1].pos == pytest.approx(0.5, abs=0.02)


def test_p7_a_paragraph_that_opens_with_a_quote_has_it_half() -> None:
    html = f"<p>\u201c{TEN}\u201d</p>"
    line = rows(html, css="p{text-indent:2em}", measure=20)[0]
    assert line[0].pos == pytest.approx(1.5, abs=0.02)
    assert line[1].pos == pytest.approx(2.5, abs=0.02)
    kept = rows(html, css="p{text-indent:2em;text-spacing-trim:space-first}", measure=20)[0]
    assert kept[0].pos == pytest.approx(2, abs=0.02)
    assert kept[1].pos == pytest.approx(3, abs=0.02)


def test_p9_collapsing_works_across_elements() -> None:
    plain = rows("\u4e00\u300a\u4e8c\u300b\uff08\u4e09\uff09\u3002\u201c\u56db\u201d", measure=20)[0]
    html = "\u4e00<em>\u300a\u4e8c\u300b</em><a href='#x'>\uff08<b>\u4e09</b>\uff09</a>\u3002<span>\u201c\u56db</span>\u201d"
    marked = rows(html, measure=20, css="b{font-weight:normal}em{font-style:normal}")[0]
    assert [item.pos for item in marked] == pytest.approx([item.pos for item in plain], abs=0.005)


def test_p10_centred_marks_of_taiwan_are_left_as_they_are() -> None:
    line = rows("\u4e00\uff0c\u300c\u4e8c\u300d\uff0c\u4e09", measure=20, lang="zh-Hant", font="Noto Serif CJK TC")[0]
    assert [item.pos for item in line] == pytest.approx(range(7), abs=0.02)


@pytest.mark.parametrize(
    ("style", "comma", "stop"),
    [("quanjiao", 1, 1), ("kaiming", 0.5, 1), ("banjiao", 0.5, 0.5), ("hangmobanjiao", 1, 1), ("plain", 1, 1)],
)
def test_punctuation_styles_set_their_widths(style: str, comma: float, stop: float) -> None:
    line = rows("\u4e00\uff0c\u4e8c\u3002\u4e09", measure=20, css=f"p{{-huozi-punctuation:{style}}}")[0]
    assert pos(line, "\u4e8c") - pos(line, "\uff0c") == pytest.approx(comma, abs=0.02)
    assert pos(line, "\u4e09") - pos(line, "\u3002") == pytest.approx(stop, abs=0.02)


def test_h1_punctuation_does_not_hang_unless_asked() -> None:
    text = TEN + "\uff0c" + TEN * 2
    assert all(item.pos <= 9.52 for line in rows(text, measure=10) for item in line)


def test_h2_and_h3_one_mark_hangs_on_request() -> None:
    css = "p{hanging-punctuation:allow-end}"
    line = rows(TEN + "\uff0c" + TEN * 2, measure=10, css=css)[0]
    assert line[-1].char == "\uff0c"
    assert line[-1].pos == pytest.approx(10, abs=0.02)
    pair = rows(TEN + "\u3002\u201d" + TEN * 2, measure=10, css=css)[0]
    assert pair[-1].pos <= 9.52
    forced = rows(TEN[:9] + "\uff0c" + TEN * 2, measure=9, css="p{hanging-punctuation:force-end}")[0]
    assert forced[-1].pos == pytest.approx(9, abs=0.02)


def gap(html: str, left: str, right: str, **options: str) -> float:
    """Return the space between a Latin character and its Han neighbour."""
    line = rows(html, measure=20, **options)[0]
    narrow = rows(f"<p>\u4e00\u3000{left}{left}\u3000</p>", measure=20, **options)[0]
    advance = 1.0 if left > "\u3000" else narrow[3].pos - narrow[2].pos
    return pos(line, right) - pos(line, left) - advance


def test_s1_han_and_latin_are_a_quarter_em_apart() -> None:
    assert gap("\u4e2dA\u6587", "\u4e2d", "A") == pytest.approx(0.25, abs=0.02)
    assert gap("\u4e2dA\u6587", "A", "\u6587") == pytest.approx(0.25, abs=0.02)
    assert gap("\u4e2d1\u6587", "1", "\u6587") == pytest.approx(0.25, abs=0.02)
    assert gap("\u4e2d\u03b1\u6587", "\u4e2d", "\u03b1") == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("mark", "\uff0c\u3002\uff08\u201c")
def test_s2_no_space_beside_a_mark(mark: str) -> None:
    opening = mark in "\uff08\u201c"
    html = f"\u4e2d{mark}A\u6587" if opening else f"\u4e2dA{mark}\u6587"
    line = rows(html, measure=20)[0]
    if opening:
        assert pos(line, "A") - pos(line, mark) == pytest.approx(1, abs=0.02)
    else:
        advance = pos(rows("\u4e2dAA\u6587", measure=20)[0], "A", 1) - pos(rows("\u4e2dAA\u6587", measure=20)[0], "A")
        assert pos(line, mark) - pos(line, "A") == pytest.approx(advance, abs=0.02)


def test_s2_no_space_at_a_line_start_or_beside_a_note_mark() -> None:
    lines = rows(TEN + "ABC" + TEN, measure=10)
    assert lines[1][0].char == "A"
    assert lines[1][0].pos == pytest.approx(0, abs=0.02)
    noted = rows("\u4e2d<sup>1</sup>\u6587", measure=20, css="sup{font-size:50%}")
    assert [item.pos for line in noted for item in line if item.char == "1"] == pytest.approx([1], abs=0.02)


def test_s3_space_around_elements() -> None:
    assert gap("\u4e2d<code>A</code>\u6587", "\u4e2d", "A", css=f'code{{font-family:"{SONG}"}}') == pytest.approx(
        0.25, abs=0.02
    )
    assert gap("\u4e2d<a href='#'>A</a>\u6587", "A", "\u6587") == pytest.approx(0.25, abs=0.02)


def test_s4_a_typed_space_is_the_same_width_and_stays_in_the_text() -> None:
    typed = rows("\u4e2d A \u6587", measure=20)[0]
    untyped = rows("\u4e2dA\u6587", measure=20)[0]
    assert [item.pos for item in typed if item.char != " "] == pytest.approx([item.pos for item in untyped], abs=0.005)
    assert texts([typed]) == ["\u4e2d A \u6587"]


def test_s6_korean_takes_no_autospace_and_japanese_does() -> None:
    korean = rows("\ud55cA\uae00", measure=20, lang="ko", font="Noto Serif CJK KR")[0]
    assert pos(korean, "A") == pytest.approx(korean[1].pos, abs=0.001)
    wide = rows("\ud55c\ud55cA", measure=20, lang="ko", font="Noto Serif CJK KR")[0]
    assert wide[2].pos - wide[1].pos == pytest.approx(wide[1].pos - wide[0].pos, abs=0.005)
    japanese = rows("\u65e5A\u672c", measure=20, lang="ja", font="Noto Serif CJK JP")[0]
    assert japanese[1].pos == pytest.approx(1.25, abs=0.02)


def test_text_autospace_may_be_switched_off() -> None:
    line = rows("\u4e2dA\u6587", measure=20, css="p{text-autospace:no-autospace}")[0]
    assert pos(line, "A") == pytest.approx(1, abs=0.02)


def test_code_is_left_alone() -> None:
    line = rows("\u4e00<code>a\u4e2d\uff09\uff09b</code>", measure=20, css=f'code{{font-family:"{SONG}"}}')[0]
    closing = [item.pos for item in line if item.char == "\uff09"]
    assert closing[1] - closing[0] == pytest.approx(1, abs=0.02)
    assert closing[0] - pos(line, "\u4e2d") == pytest.approx(1, abs=0.02)
