"""Emphasis marks, name lines and ruby: typography.md section 10."""

from __future__ import annotations

import pymupdf
import pytest

from tests.compose.setting import MARGIN, SIZE, Char, is_han, opened, pdf_of, pos, rows, rows_of, texts

EMPHASIS = "em{font-style:normal;text-emphasis:filled dot}"


def drawings(pdf: bytes) -> list[tuple[float, float, float]]:
    """Return (left, right, middle of the height) of each path, in em of the type area and pt of the page."""
    with opened(pdf) as document:
        found = []
        for drawing in document[0].get_drawings():
            subpaths: dict[int, list[pymupdf.Point]] = {}
            number = 0
            end = None
            for item in drawing["items"]:
                if end is None or abs(item[1] - end) > 0.01:
                    number += 1
                subpaths.setdefault(number, []).extend(point for point in item[1:] if isinstance(point, pymupdf.Point))
                end = item[-1] if isinstance(item[-1], pymupdf.Point) else item[1]
            for points in subpaths.values():
                xs = [(point.x / 0.75 - MARGIN) / SIZE for point in points]
                ys = [point.y for point in points]
                found.append((min(xs), max(xs), (min(ys) + max(ys)) / 2))
        return found


def han(line: list[Char]) -> list[Char]:
    return [item for item in line if is_han(item)]


def test_em1_one_dot_under_the_middle_of_each_han_also_in_a_stretched_line() -> None:
    text = "着重\uff0c的\u201c字\u201d\uff0c一二三四五六"
    for measure in (9.3, 20):
        pdf = pdf_of(f"<p><em>{text}</em></p>", css=EMPHASIS, measure=measure)
        lines = rows_of(pdf)
        dots = sorted(drawings(pdf), key=lambda dot: (dot[2], dot[0]))
        chars = [item for line in lines for item in han(line)]
        assert len(dots) == len(chars)
        for dot, char in zip(dots, chars, strict=True):
            assert (dot[0] + dot[1]) / 2 == pytest.approx(char.pos + 0.5, abs=0.02)
            assert dot[2] > char.y
            assert 0.2 <= dot[1] - dot[0] <= 0.3


def test_em1_japanese_dots_stand_above() -> None:
    pdf = pdf_of("<p><em>日本</em></p>", css=EMPHASIS, lang="ja", font="Noto Serif CJK JP")
    assert all(dot[2] < rows_of(pdf)[0][0].y for dot in drawings(pdf))
    under = pdf_of("<p><em>日本</em></p>", css=EMPHASIS + "em{text-emphasis-position:under right}", lang="ja")
    assert all(dot[2] > rows_of(under)[0][0].y for dot in drawings(under))


def test_em2_dots_are_not_in_the_text() -> None:
    assert texts(rows("<p>一<em>着重</em></p>", css=EMPHASIS)) == ["一着重"]


def test_em3_han_are_not_slanted() -> None:
    upright = rows("<p>一<i>二</i></p>")[0]
    assert upright[0].font == upright[1].font


def test_em4_name_lines_are_apart_and_cover_their_names() -> None:
    css = ".n{-huozi-line:straight}.b{-huozi-line:wavy}"
    html = "<p>一<span class=n>鲁迅</span><span class=n>周树人</span>写<span class=b>野草</span>ABC</p>"
    pdf = pdf_of(html, css=css)
    lines = sorted(drawings(pdf))
    baseline = rows_of(pdf)[0][0].y
    assert [(round(left), round(right)) for left, right, _ in lines] == [(1, 3), (3, 6), (7, 9)]
    assert lines[1][0] - lines[0][1] >= 0.1
    assert lines[2][1] <= 9
    assert all(height > baseline for _, _, height in lines)


RUBY = "ruby{ruby-position:over}"


def test_rb1_ruby_is_half_size_and_changes_neither_pitch_nor_lead() -> None:
    html = "<p>一<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>二<br>三四</p>"
    pdf = pdf_of(html, lang="ja", font="Noto Serif CJK JP")
    lines = rows_of(pdf)
    base = [line for line in lines if line[0].char in "一三"]
    assert [item.pos for item in base[0]] == pytest.approx([0, 1, 2, 3], abs=0.02)
    assert base[1][0].y - base[0][0].y == pytest.approx(SIZE * 1.6 * 0.75, abs=0.1)
    reading = next(line for line in lines if line[0].char == "か")
    assert reading[0].size == pytest.approx(base[0][0].size / 2, abs=0.01)


def test_rb2_mono_ruby_is_centred() -> None:
    html = "<p>一<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></p>"
    reading = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "か")
    assert [item.pos for item in reading] == pytest.approx([1, 1.5, 2.25], abs=0.02)


def test_rb3_a_short_reading_is_spread_over_its_group() -> None:
    html = "<p><ruby>日本語組版<rt>くみはん</rt></ruby></p>"
    reading = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "く")
    free = 5 - 4 * 0.5
    lead = reading[0].pos
    between = reading[1].pos - reading[0].pos - 0.5
    assert lead == pytest.approx(free / 8, abs=0.02)
    assert between == pytest.approx(free / 4, abs=0.02)


def test_rb3_a_base_is_spread_under_a_long_reading_and_not_broken() -> None:
    html = "<p>一<ruby>東京<rt>とうきょうと</rt></ruby>二</p>"
    line = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "一")
    assert pos(line, "二") - 1 == pytest.approx(3, abs=0.02)
    assert pos(line, "京") - pos(line, "東") == pytest.approx(1.5, abs=0.02)


def test_rb5_a_reading_overhangs_kana_and_not_han() -> None:
    html = "<p>の<ruby>承<rt>うけたま</rt></ruby>る</p>"
    line = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "の")
    assert pos(line, "る") == pytest.approx(2, abs=0.02)
    html = "<p>一<ruby>承<rt>うけたま</rt></ruby>二</p>"
    line = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "一")
    assert pos(line, "二") == pytest.approx(3, abs=0.02)


def test_rb5_a_reading_overhangs_the_blank_of_a_mark() -> None:
    html = "<p>一\u3001<ruby>承<rt>うけたま</rt></ruby>\u300c二\u300d</p>"
    line = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[0].char == "一")
    assert pos(line, "承") == pytest.approx(2, abs=0.02)
    assert pos(line, "二") == pytest.approx(4, abs=0.02)
    html = "<p>\u300c<ruby>承<rt>うけたま</rt></ruby>\u3001二</p>"  # no blank is on these sides
    line = next(line for line in rows_of(pdf_of(html, lang="ja")) if line[-1].char == "二")
    assert pos(line, "二") - pos(line, "承") == pytest.approx(2.5, abs=0.02)


def test_rb5_a_reading_that_overhangs_one_side_alone_stays_over_its_base_and_off_the_han_on_the_other() -> None:
    html = "<p>の<ruby>承<rt>うけたまわ</rt></ruby><ruby>街<rt>まち</rt></ruby></p>"
    base, reading = _base_and_reading(pdf_of(html, lang="ja"), "の")
    assert pos(base, "承") + 0.5 == pytest.approx((reading[0].pos + reading[4].pos + 0.5) / 2, abs=0.02)
    assert reading[0].pos == pytest.approx(0.5, abs=0.02)  # one ruby em over の
    assert reading[4].pos + 0.5 <= pos(base, "街") + 0.02
    assert reading[5].pos >= reading[4].pos + 0.5 - 0.02


def test_rb5_the_blank_under_a_reading_does_not_give_way() -> None:
    html = "<p><ruby>承<rt>うけたま</rt></ruby>\u300c二\u300d三四internationalization</p>"
    css = "p{hyphens:none;text-wrap:stable}"
    natural, _ = _base_and_reading(pdf_of(html, lang="ja", measure=40, css=css), "承")
    measure = pos(natural, "四") + 1 - 0.4
    line, _ = _base_and_reading(pdf_of(html, lang="ja", measure=measure, css=css), "承")
    assert pos(line, "四") == pytest.approx(measure - 1, abs=0.02)
    assert pos(line, "二") - pos(line, "承") == pytest.approx(pos(natural, "二") - pos(natural, "承"), abs=0.02)


@pytest.mark.parametrize("before", "の、")
def test_rb6_a_reading_that_would_overhang_the_line_before_gets_its_room_at_the_line_start(before: str) -> None:
    html = f"<p>一二三四五六七{before}<ruby>承<rt>うけたまわ</rt></ruby><ruby>街<rt>まちや</rt></ruby>一二</p>"
    base, reading = _base_and_reading(pdf_of(html, lang="ja", measure=8 - (before == "、") / 2), "承")
    assert base[0].char == "承"
    assert [item.char for item in reading[:5]] == list("うけたまわ")
    assert reading[0].pos == pytest.approx(0, abs=0.02)
    assert pos(base, "承") == pytest.approx(0.75, abs=0.02)
    assert reading[5].pos >= reading[4].pos + 0.5 - 0.02


def test_rb6_a_reading_that_would_overhang_the_next_line_gets_its_room_at_the_line_end() -> None:
    for measure in (8, 8.5, 9):
        html = "<p>一二三四五六<ruby>承<rt>うけたまわ</rt></ruby>りました</p>"
        lines = rows_of(pdf_of(html, lang="ja", measure=measure))
        reading = next(line for line in lines if line[0].char == "う")
        base = next(line for line in lines if any(item.char == "承" for item in line))
        assert reading[-1].pos + 0.5 <= measure + 0.02
        assert pos(base, "承") + 0.5 == pytest.approx((reading[0].pos + reading[-1].pos + 0.5) / 2, abs=0.02)


def _base_and_reading(pdf: bytes, char: str) -> tuple[list[Char], list[Char]]:
    """Return the line that has a character, and the readings above it, which are the line before it."""
    lines = rows_of(pdf)
    at = next(number for number, line in enumerate(lines) if any(item.char == char for item in line))
    return lines[at], lines[at - 1]


def test_rb6_nothing_stands_outside_of_the_line() -> None:
    html = "<p><ruby>承<rt>うけたまわ</rt></ruby>る</p>"
    assert min(item.pos for line in rows_of(pdf_of(html, lang="ja")) for item in line) >= -0.02


def test_rb7_syllables_of_pinyin_are_kept_apart() -> None:
    html = "<p><ruby>装<rt>zhu\u0101ng</rt>庄<rt>zhu\u0101ng</rt></ruby></p>"
    reading = next(line for line in rows_of(pdf_of(html)) if line[0].char == "z")
    second = [item.pos for item in reading if item.char == "z"][1]
    ends = next(item for item in reading if item.char == "g")
    assert second - ends.pos - 0.3 >= 0.2


def test_rb9_all_forms_of_html_ruby_are_read() -> None:
    short = rows_of(pdf_of("<p><ruby>漢<rt>a</rt>字<rt>b</rt></ruby></p>"))
    full = rows_of(pdf_of("<p><ruby><rb>漢</rb><rb>字</rb><rp>(</rp><rt>a</rt><rt>b</rt><rp>)</rp></ruby></p>"))
    assert texts(short) == texts(full)
    for one, other in zip(short, full, strict=True):
        assert [item.pos for item in one] == pytest.approx([item.pos for item in other], abs=0.005)
