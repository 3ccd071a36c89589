"""How wide marks and gaps are: typography.md sections 4 to 6."""

from __future__ import annotations

import pytest

from tests.compose.setting import HEI, KAI, MARGIN, SIZE, SONG, gap_after, opened, pdf_of, pos, rows, texts

TEN = "永和九年岁在癸丑暮春"
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
    line = rows("一" + marks + "二", measure=12, font=font)[0]
    assert pos(line, "二") - pos(line, "一") - 1 == pytest.approx(width, abs=0.02)


def test_p1_an_empty_pair_keeps_both_blanks() -> None:
    line = rows("一\uff08\uff09二", measure=12)[0]
    assert pos(line, "二") - pos(line, "一") == pytest.approx(3, abs=0.02)


def test_p2_the_blank_stays_outside_of_what_marks_enclose() -> None:
    line = rows("一\uff0c\u201c二\u201d\uff0c三", measure=12)[0]
    assert pos(line, "二") - pos(line, "\u201c") == pytest.approx(1, abs=0.02)
    assert pos(line, "\u201d") - pos(line, "二") == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("font", FONTS)
def test_p3_an_interpunct_takes_half_an_em_in_simplified_chinese(font: str) -> None:
    line = rows("列奥\u00b7达", measure=12, font=font)[0]
    assert pos(line, "达") - pos(line, "奥") - 1 == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("char", "\u00b7\u2027\u30fb")
@pytest.mark.parametrize("font", ["Noto Serif CJK TC", "Noto Sans CJK TC"])
def test_p3_an_interpunct_takes_one_em_in_traditional_chinese(char: str, font: str) -> None:
    line = rows(f"居{char}禮", measure=12, lang="zh-Hant", font=font)[0]
    assert pos(line, "禮") - pos(line, "居") == pytest.approx(2, abs=0.02)
    assert line[1].pos + line[1].advance / 2 == pytest.approx(1.5, abs=0.02)


def test_p3_an_interpunct_begins_at_its_cell_where_the_font_centres_one_in_half_an_em() -> None:
    line = rows("列奥\u00b7达", measure=12, font=SONG)[0]
    assert pos(line, "\u00b7") - pos(line, "奥") == pytest.approx(1, abs=0.02)
    assert pos(line, "达") - pos(line, "\u00b7") == pytest.approx(0.5, abs=0.02)


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


@pytest.mark.parametrize("mark", "\uff0c\u3002\u3001\u300b")
def test_p4_the_ink_of_a_mark_touches_the_edge_on_request(mark: str) -> None:
    text, css = TEN + TEN[:4] + mark + TEN * 2, "p{-huozi-line-end:ink}"
    half = rows(text, measure=14.5)[0]
    line = rows(text, measure=14.5, css=css)[0]
    assert texts([line]) == texts([half])
    edge, scale = (14.5 * SIZE + MARGIN) * 0.75, 8
    with opened(pdf_of(f"<p>{text}</p>", measure=14.5, css=css)) as document:
        clip = (edge - 6, 30, edge + 12, line[0].y + 4)
        picture = document[0].get_pixmap(dpi=72 * scale, clip=clip)
        dark = [x for x in range(picture.width) for y in range(picture.height) if picture.pixel(x, y)[0] < 128]
    assert (max(dark) + 1 + picture.x) / scale == pytest.approx(edge, abs=0.05 * SIZE * 0.75)


def test_p5_a_japanese_full_stop_keeps_its_blank_at_a_line_end() -> None:
    text = "日本語組版処理要件{}日本語組版処理要件書"
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
    plain = rows("一\u300a二\u300b\uff08三\uff09\u3002\u201c四\u201d", measure=20)[0]
    html = "一<em>\u300a二\u300b</em><a href='#x'>\uff08<b>三</b>\uff09</a>\u3002<span>\u201c四</span>\u201d"
    marked = rows(html, measure=20, css="b{font-weight:normal}em{font-style:normal}")[0]
    assert [item.pos for item in marked] == pytest.approx([item.pos for item in plain], abs=0.005)


def test_p8_of_two_marks_of_different_sizes_the_smaller_gives_its_blank() -> None:
    for mark, size, width in (("\uff0c", 0.7, 0.35 + 1), ("\u3002", 1.5, 1.5 + 0.5)):
        line = [
            item
            for row in rows(
                f"<p>甲<span style='font-size:{size}em;line-height:0'>{mark}</span>\uff08乙</p>", measure=20
            )
            for item in row
        ]
        assert pos(line, "乙") - pos(line, "甲") == pytest.approx(1 + width, abs=0.02)


def test_p10_centred_marks_of_taiwan_are_left_as_they_are() -> None:
    line = rows("一\uff0c\u300c二\u300d\uff0c三", measure=20, lang="zh-Hant", font="Noto Serif CJK TC")[0]
    assert [item.pos for item in line] == pytest.approx(range(7), abs=0.02)


@pytest.mark.parametrize(
    ("style", "comma", "stop"),
    [("quanjiao", 1, 1), ("kaiming", 0.5, 1), ("banjiao", 0.5, 0.5), ("hangmobanjiao", 1, 1), ("plain", 1, 1)],
)
def test_punctuation_styles_set_their_widths(style: str, comma: float, stop: float) -> None:
    line = rows("一\uff0c二\u3002三", measure=20, css=f"p{{-huozi-punctuation:{style}}}")[0]
    assert pos(line, "二") - pos(line, "\uff0c") == pytest.approx(comma, abs=0.02)
    assert pos(line, "三") - pos(line, "\u3002") == pytest.approx(stop, abs=0.02)


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


def gap(html: str, left: str, right: str, css: str = "") -> float:
    """Return the space between a Latin character and its Han neighbour."""
    line = rows(html, measure=20, css=css)[0]
    narrow = rows(f"<p>一\u3000{left}{left}\u3000</p>", measure=20, css=css)[0]
    advance = 1.0 if left > "\u3000" else narrow[3].pos - narrow[2].pos
    return pos(line, right) - pos(line, left) - advance


def test_h2_a_mark_behind_another_does_not_hang() -> None:
    line = rows(TEN[:9] + "\uff09\u3002" + TEN * 2, measure=10, css="p{hanging-punctuation:force-end}")[0]
    assert line[-1].pos + 0.5 <= 10.02


def test_s1_han_and_latin_are_a_quarter_em_apart() -> None:
    assert gap("中A文", "中", "A") == pytest.approx(0.25, abs=0.02)
    assert gap("中A文", "A", "文") == pytest.approx(0.25, abs=0.02)
    assert gap("中1文", "1", "文") == pytest.approx(0.25, abs=0.02)
    assert gap("中\u03b1文", "中", "\u03b1") == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("mark", "\uff0c\u3002\uff08\u201c")
def test_s2_no_space_beside_a_mark(mark: str) -> None:
    opening = mark in "\uff08\u201c"
    html = f"中{mark}A文" if opening else f"中A{mark}文"
    line = rows(html, measure=20)[0]
    if opening:
        assert pos(line, "A") - pos(line, mark) == pytest.approx(1, abs=0.02)
    else:
        advance = pos(rows("中AA文", measure=20)[0], "A", 1) - pos(rows("中AA文", measure=20)[0], "A")
        assert pos(line, mark) - pos(line, "A") == pytest.approx(advance, abs=0.02)


def test_s2_no_space_at_a_line_start_or_beside_a_note_mark() -> None:
    lines = rows(TEN + "ABC" + TEN, measure=10)
    assert lines[1][0].char == "A"
    assert lines[1][0].pos == pytest.approx(0, abs=0.02)
    noted = rows("中<sup>1</sup>文", measure=20, css="sup{font-size:50%}")
    assert [item.pos for line in noted for item in line if item.char == "1"] == pytest.approx([1], abs=0.02)


def test_s3_space_around_elements() -> None:
    assert gap("中<code>A</code>文", "中", "A", css=f'code{{font-family:"{SONG}"}}') == pytest.approx(0.25, abs=0.02)
    assert gap("中<a href='#'>A</a>文", "A", "文") == pytest.approx(0.25, abs=0.02)


def test_s4_a_typed_space_is_the_same_width_and_stays_in_the_text() -> None:
    typed = rows("中 A 文", measure=20)[0]
    untyped = rows("中A文", measure=20)[0]
    assert [item.pos for item in typed if item.char != " "] == pytest.approx([item.pos for item in untyped], abs=0.005)
    assert texts([typed]) == ["中 A 文"]


@pytest.mark.parametrize("latin", ["A", "L", "P", "Y", "1"])
def test_s4_a_typed_space_is_no_narrower_where_the_latin_font_kerns_it(latin: str) -> None:
    """Liberation Serif draws the letters of this test nearer to a space: what is set here is no space of its."""
    typed, untyped = (
        rows(f"中{space}{latin}{space}文", measure=20, css="p{font-family:Liberation Serif,Noto Serif CJK SC}")[0]
        for space in (" ", "")
    )
    assert pos(typed, "文") == pytest.approx(pos(untyped, "文"), abs=0.005)


def test_s1_a_fraction_is_a_number() -> None:
    line = rows("长7\u00bd里", measure=20)[0]
    assert pos(line, "里") - pos(line, "\u00bd") - line[2].advance == pytest.approx(0.25, abs=0.02)


def test_korean_brackets_take_half_an_em() -> None:
    """klreq: beside the spaces between words the blank of a full-width bracket would be a second one."""
    line = rows("한《글》한", measure=20, lang="ko", font="Noto Serif CJK KR")[0]
    hangul = line[0].advance
    assert [item.pos for item in line] == pytest.approx(
        [0, hangul - 0.5, hangul + 0.5, 2 * hangul + 0.5, 2 * hangul + 1]
    )


def test_s6_korean_takes_no_autospace_and_japanese_does() -> None:
    korean = rows("한A글", measure=20, lang="ko", font="Noto Serif CJK KR")[0]
    assert pos(korean, "A") == pytest.approx(korean[1].pos, abs=0.001)
    wide = rows("한한A", measure=20, lang="ko", font="Noto Serif CJK KR")[0]
    assert wide[2].pos - wide[1].pos == pytest.approx(wide[1].pos - wide[0].pos, abs=0.005)
    japanese = rows("日A本", measure=20, lang="ja", font="Noto Serif CJK JP")[0]
    assert japanese[1].pos == pytest.approx(1.25, abs=0.02)


def test_text_autospace_may_be_switched_off() -> None:
    line = rows("中A文", measure=20, css="p{text-autospace:no-autospace}")[0]
    assert pos(line, "A") == pytest.approx(1, abs=0.02)


def test_code_is_left_alone() -> None:
    line = rows("一<code>a中\uff09\uff09b</code>", measure=20, css=f'code{{font-family:"{SONG}"}}')[0]
    closing = [item.pos for item in line if item.char == "\uff09"]
    assert closing[1] - closing[0] == pytest.approx(1, abs=0.02)
    assert closing[0] - pos(line, "中") == pytest.approx(1, abs=0.02)
