"""How lines are filled: typography.md section 7, over rules and over many paragraphs."""

from __future__ import annotations

import itertools
import statistics

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import huozi.compose
from tests.compose.reading import edge_of, paragraphs_of, text_of
from tests.compose.setting import HEI, SONG, Char, gap_after, is_han, pdf_of, pos, rows, texts

PROSE = (
    "活字印刷的好处\uff0c在于一副字模可以反复使用\u3002"
    "工匠把需要的字一个个拣出来\uff0c排成一版\uff1b印完"
    "之后\uff0c再把它们拆散\uff0c放回字盘里\u3002这样\uff0c同一"
    "副字可以印出许多不同的书\u3002有人问\uff1a\u201c漏了一"
    "个字怎么办\uff1f\u201d老师傅答\uff1a\u201c补上就是\uff08只要还"
    "没上墨\uff09\u3002\u201d"
)
MIXED = PROSE[:30] + "WeasyPrint与PDF" + PROSE[30:70] + "1234个" + PROSE[70:]
HALF = set("\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300b\u300d\u201d\u2019")
LATIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def right_edge(line: list[Char]) -> float:
    """Return where the last character's set width ends (M-edge); Latin is left out by the callers."""
    return line[-1].pos + (0.5 if line[-1].char in HALF else 1.0)


def han_pitches(line: list[Char]) -> list[float]:
    return [b.pos - a.pos for a, b in itertools.pairwise(line) if is_han(a) and is_han(b)]


@pytest.mark.parametrize("font", [SONG, HEI])
@pytest.mark.parametrize("half_ems", range(16, 81, 3))
def test_j1_and_j11_every_line_but_the_last_is_full(half_ems: int, font: str) -> None:
    measure = half_ems / 2
    for line in rows(MIXED, measure=measure, font=font)[:-1]:
        if line[-1].char not in LATIN:
            assert right_edge(line) == pytest.approx(measure, abs=0.02), texts([line])


@pytest.mark.parametrize("half_ems", range(16, 81, 5))
def test_j6_gaps_between_han_are_equal_in_a_line(half_ems: int) -> None:
    for line in rows(MIXED, measure=half_ems / 2):
        pitches = han_pitches(line)
        if pitches:
            assert max(pitches) - min(pitches) <= 0.01, texts([line])


def test_j7_the_last_line_is_natural() -> None:
    last = rows(PROSE, measure=17)[-1]
    assert all(pitch == pytest.approx(1, abs=0.005) for pitch in han_pitches(last))
    assert last[0].pos == pytest.approx(0, abs=0.02)


def test_j2_brackets_give_way_before_commas() -> None:
    text = "一二\uff08三四\uff09五\uff0c六七八九十甲乙丙丁戊己庚"
    line = rows(text, measure=13.4, css="p{text-wrap:stable}")[0]
    assert texts([line]) == [text[:14]]
    assert pos(line, "三") - pos(line, "二") == pytest.approx(1.7, abs=0.02)
    assert pos(line, "五") - pos(line, "四") == pytest.approx(1.7, abs=0.02)
    assert gap_after(line, 7) == pytest.approx(1, abs=0.02)


def test_j2_commas_give_way_before_autospace_and_full_stops_last() -> None:
    text = "一二\uff0c三A四\u3002五六七八九十甲乙丙丁戊己"
    natural = rows(text, measure=40)[0]
    width = natural[11].pos + 1
    line = rows(text, measure=width - 0.4, css="p{text-wrap:stable}")[0]
    assert len(line) == 12
    assert pos(line, "三") - pos(line, "\uff0c") == pytest.approx(0.6, abs=0.02)
    assert pos(line, "A") - pos(line, "三") == pytest.approx(1.25, abs=0.02)
    assert pos(line, "五") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)
    line = rows(text, measure=width - 0.6, css="p{text-wrap:stable}")[0]
    assert len(line) == 12
    assert pos(line, "三") - pos(line, "\uff0c") == pytest.approx(0.5, abs=0.02)
    assert pos(line, "A") - pos(line, "三") == pytest.approx(1.2, abs=0.02)
    assert pos(line, "五") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)


def test_j3_in_japanese_brackets_and_commas_give_way_together_and_full_stops_never() -> None:
    text = "一\u300c二\u300d三\u3001四\u3002五六七八九十甲乙丙丁戊己"
    line = rows(text, measure=13.4, lang="ja", font="Noto Serif CJK JP", css="p{text-wrap:stable}")[0]
    assert len(line) == 14
    assert pos(line, "二") - pos(line, "一") == pytest.approx(1.8, abs=0.02)
    assert pos(line, "四") - pos(line, "\u3001") == pytest.approx(0.8, abs=0.02)
    assert pos(line, "五") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("lang", "font"), [("ja", "Noto Serif CJK JP"), ("zh-Hant", "Noto Serif CJK TC")])
def test_j2_an_interpunct_of_one_em_gives_way_to_a_half_before_brackets(lang: str, font: str) -> None:
    text = "一\u30fb二\u300c三\u300d四五六七八九十甲internationalization乙丙"
    css = "p{text-wrap:stable;-huozi-punctuation:quanjiao}"
    for less, dot, bracket in ((0.3, 0.7, 2.0), (0.5, 0.5, 2.0), (0.8, 0.5, 1.85)):
        line = rows(text, measure=14 - less, lang=lang, font=font, css=css)[0]
        assert len(line) == 14
        assert pos(line, "二") - pos(line, "一") == pytest.approx(1 + dot, abs=0.02)
        assert pos(line, "\u30fb") - pos(line, "一") == pytest.approx(0.5 + dot / 2, abs=0.02)
        assert pos(line, "三") - pos(line, "二") == pytest.approx(bracket, abs=0.02)


WORDS = "一二aa bb cc dd三四五internationalization六七"
WIDE_SPACE = "p{font-family:DejaVu Sans,Noto Serif CJK SC;hyphens:none;text-wrap:stable}"


@pytest.mark.parametrize(
    ("more", "word", "beside"),
    [(-0.15, -0.05, 0.25), (-0.3, -0.068, 0.202), (0.3, 0.1, 0.25), (0.8, 0.182, 0.377)],
)
def test_j2_and_j4_word_spaces_give_and_take_first_between_a_quarter_and_a_half(
    more: float, word: float, beside: float
) -> None:
    """DejaVu Sans has word spaces of 0.318 em, which may give 0.068 each and take 0.182."""
    natural = rows(WORDS, measure=40, css=WIDE_SPACE)[0]
    line = rows(WORDS, measure=pos(natural, "五") + 1 + more, css=WIDE_SPACE)[0]
    assert texts([line]) == ["一二aa bb cc dd三四五"]
    for left, right in ("ab", "bc", "cd"):
        grown = (pos(line, right) - pos(line, left)) - (pos(natural, right) - pos(natural, left))
        assert grown == pytest.approx(word, abs=0.005)
    assert pos(line, "a") - pos(line, "二") - 1 == pytest.approx(beside, abs=0.005)


def test_j5_an_ellipsis_is_not_stretched() -> None:
    text = "一二\u2026\u2026三四五六七八international九十"
    natural = rows(text, measure=40)[0]
    line = rows(text, measure=pos(natural, "八") + 1.8, css="p{hyphens:none;text-wrap:stable}")[0]
    first, second = (item.pos for item in line if item.char == "\u2026")
    assert second - first == pytest.approx(1, abs=0.005)
    assert min(han_pitches(line)) > 1.05


def test_j4_autospace_stretches_to_half_an_em_before_han_gaps_open() -> None:
    text = "一二三A四五六B七八international七八九十"
    natural = rows(text, measure=40)[0]
    width = pos(natural, "八") + 1
    line = rows(text, measure=width + 0.6, css="p{hyphens:none;text-wrap:stable}")[0]
    assert texts([line]) == [text[:10]]
    grown = pos(line, "A") - pos(line, "三") - 1
    assert grown == pytest.approx(0.25 + 0.15, abs=0.02)
    assert all(pitch == pytest.approx(1, abs=0.005) for pitch in han_pitches(line))
    line = rows(text, measure=width + 1.6, css="p{hyphens:none;text-wrap:stable}")[0]
    assert pos(line, "A") - pos(line, "三") - 1 == pytest.approx(0.5, abs=0.02)
    assert max(han_pitches(line)) > 1.05


def test_j5_no_stretch_before_closing_marks_after_opening_ones_or_inside_words() -> None:
    text = "一二三\uff0c四\uff08五\uff09六七ABC八九international七八九十"
    natural = rows(text, measure=40)[0]
    width = pos(natural, "九") + 1
    line = rows(text, measure=width + 2, css="p{hyphens:none;text-wrap:stable}")[0]
    assert max(han_pitches(line)) > 1.05
    assert pos(line, "\uff0c") - pos(line, "三") == pytest.approx(1, abs=0.01)
    assert pos(line, "五") - pos(line, "\uff08") == pytest.approx(1, abs=0.01)
    assert pos(line, "\uff09") - pos(line, "五") == pytest.approx(1, abs=0.01)
    assert pos(line, "C") - pos(line, "A") == pytest.approx(pos(natural, "C") - pos(natural, "A"), abs=0.01)


def test_j4_autospace_stays_within_half_an_em_in_the_loosest_line() -> None:
    text = "一二and三四internationalization五六七八九十"
    natural = rows(text, measure=40)[0]
    line = rows(text, measure=pos(natural, "四") + 2.3, css="p{hyphens:none;text-wrap:stable}")[0]
    assert texts([line]) == ["一二and三四"]
    assert right_edge(line) == pytest.approx(pos(natural, "四") + 2.3, abs=0.02)
    assert pos(line, "a") - pos(line, "二") - 1 == pytest.approx(0.5, abs=0.02)
    assert pos(line, "二") - pos(line, "一") > 1.25


LONG_WORDS = ["sulphur" * 5, "Counterrevolution", "window.addEventListener", "0" * 24, "https://example.org/abcdefgh"]


@pytest.mark.parametrize("measure", [20, 27])
def test_j8_no_gap_opens_by_more_than_a_quarter_em_and_a_line_left_short_is_told(measure: float) -> None:
    parts = [PROSE[:before] + word + PROSE[:40] for word in LONG_WORDS for before in range(4, 20)]
    told: list[huozi.compose.LineRecord] = []
    css = "p{hyphens:auto;margin-bottom:5em}@page{height:20000px}"
    with huozi.compose.listen(told.append, faults=True):
        pdf = pdf_of("".join(f"<p>{part}</p>" for part in parts), measure=measure, css=css)
    short = {record.text for record in told if record.slack > 0}
    paragraphs = paragraphs_of(pdf)
    assert len(paragraphs) == len(parts)
    for line in (line for lines in paragraphs for line in lines[:-1]):
        assert max(han_pitches(line), default=1) <= 1.252, texts([line])
        assert edge_of(line, "zh-Hans") > measure - 0.05 or text_of(line) in short, texts([line])
    assert short


def test_j8_a_name_is_broken_at_its_sign_before_a_line_is_left_short() -> None:
    lines = texts(rows("次" * 14 + "window.addEventListener" + PROSE[:40], measure=20, css="p{hyphens:none}"))
    assert lines[0] == "次" * 14 + "window."


def badness(lines: list[list[Char]]) -> float:
    return sum((statistics.median(pitches) - 1) ** 2 for line in lines[:-1] if (pitches := han_pitches(line)))


def test_j9_the_optimum_is_no_worse_than_filling_line_by_line() -> None:
    total_best = total_greedy = 0.0
    for measure in range(10, 31):
        total_best += badness(rows(MIXED * 2, measure=measure))
        total_greedy += badness(rows(MIXED * 2, measure=measure, css="p{text-wrap:stable}"))
    assert total_best <= total_greedy


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_that_are_not_justified_keep_their_natural_width(align: str) -> None:
    lines = rows(f"<p>{PROSE}</p>", measure=12.5, css=f"p{{text-align:{align}}}")
    assert all(pitch == pytest.approx(1, abs=0.005) for line in lines for pitch in han_pitches(line))
    left = [line[0].pos for line in lines]
    slack = [12.5 - right_edge(line) for line in lines]
    if align == "right":
        assert slack == pytest.approx([0] * len(lines), abs=0.02) or max(left) > 0
    if align == "left":
        assert max(abs(x) for x in left) < 0.6


def test_balanced_lines_are_about_as_long() -> None:
    lines = rows(f"<p>{PROSE[:23]}</p>", measure=20, css="p{text-align:center;text-wrap:balance}")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2


HAN = st.text(alphabet=[chr(code) for code in range(0x4E00, 0x4E80)], min_size=1, max_size=9)
PART = st.one_of(
    HAN,
    HAN,
    HAN,
    st.sampled_from(
        ["\uff0c", "\u3002", "\u3001", "\uff1b", "\uff1a", "\uff01", "\uff1f", "\u2014\u2014", "\u2026\u2026", "\u00b7"]
    ),
    HAN.map(lambda text: f"\u201c{text}\u201d"),
    HAN.map(lambda text: f"\uff08{text}\uff09"),
    HAN.map(lambda text: f"<b>{text}</b>"),
    st.sampled_from(["PDF", "typography", " don\u2019t ", "2026", "50%", "a"]),
)
NO_START = set("\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u201d\u00b7%")
NO_END = set("\uff08\u201c")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(parts=st.lists(PART, min_size=1, max_size=40), half_ems=st.integers(16, 80))
def test_any_text_on_any_measure(parts: list[str], half_ems: int) -> None:
    html, measure = "一" + "".join(parts), half_ems / 2
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        lines = rows(f"<p>{html}</p>", measure=measure, css="p{hyphens:none}")
    strained = [record.verdict in ("loose", "over-full", "runt") for record in records[-len(lines) :]]
    for number, (line, logged) in enumerate(zip(lines, strained, strict=True)):
        shown = [item for item in line if item.char != " "]
        final = number == len(lines) - 1
        assert number == 0 or shown[0].char not in NO_START
        assert final or shown[-1].char not in NO_END
        pitches = han_pitches(line)
        assert not pitches or min(pitches) > 0.99
        if not final and not logged and shown[-1].char not in LATIN | {"%", "\u00b7", "\u2014", "\u2026"}:
            assert right_edge(shown) == pytest.approx(measure, abs=0.02)
    last = [item.char for item in lines[-1] if item.char.isalnum()]
    assert len(lines) == 1 or len(last) >= 2 or strained[-1]
