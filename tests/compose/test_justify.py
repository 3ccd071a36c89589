"""How lines are filled: typography.md section 7, over rules and over many paragraphs."""

from __future__ import annotations

import itertools
import statistics

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import huozi.compose
from tests.compose.setting import HEI, SONG, Char, gap_after, pos, rows, texts

PROSE = (
    "\u6d3b\u5b57\u5370\u5237\u7684\u597d\u5904\uff0c\u5728\u4e8e\u4e00\u526f\u5b57\u6a21\u53ef\u4ee5\u53cd\u590d\u4f7f\u7528\u3002"
    "\u5de5\u5320\u628a\u9700\u8981\u7684\u5b57\u4e00\u4e2a\u4e2a\u62e3\u51fa\u6765\uff0c\u6392\u6210\u4e00\u7248\uff1b\u5370\u5b8c"
    "\u4e4b\u540e\uff0c\u518d\u628a\u5b83\u4eec\u62c6\u6563\uff0c\u653e\u56de\u5b57\u76d8\u91cc\u3002\u8fd9\u6837\uff0c\u540c\u4e00"
    "\u526f\u5b57\u53ef\u4ee5\u5370\u51fa\u8bb8\u591a\u4e0d\u540c\u7684\u4e66\u3002\u6709\u4eba\u95ee\uff1a\u201c\u6f0f\u4e86\u4e00"
    "\u4e2a\u5b57\u600e\u4e48\u529e\uff1f\u201d\u8001\u5e08\u5085\u7b54\uff1a\u201c\u8865\u4e0a\u5c31\u662f\uff08\u53ea\u8981\u8fd8"
    "\u6ca1\u4e0a\u58a8\uff09\u3002\u201d"
)
MIXED = PROSE[:30] + "WeasyPrint\u4e0ePDF" + PROSE[30:70] + "1234\u4e2a" + PROSE[70:]
HALF = set("\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\uff09\u300b\u300d\u201d\u2019")
LATIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def right_edge(line: list[Char]) -> float:
    """Return where the last character's set width ends (M-edge); Latin is left out by the callers."""
    return line[-1].pos + (0.5 if line[-1].char in HALF else 1.0)


def han_pitches(line: list[Char]) -> list[float]:
    return [
        b.pos - a.pos
        for a, b in itertools.pairwise(line)
        if "\u4e00" <= a.char <= "\u9fff" and "\u4e00" <= b.char <= "\u9fff"
    ]


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
    text = "\u4e00\u4e8c\uff08\u4e09\u56db\uff09\u4e94\uff0c\u516d\u4e03\u516b\u4e5d\u5341\u7532\u4e59\u4e19\u4e01\u620a\u5df1\u5e9a"
    line = rows(text, measure=13.4, css="p{text-wrap:stable}")[0]
    assert texts([line]) == [text[:14]]
    assert pos(line, "\u4e09") - pos(line, "\u4e8c") == pytest.approx(1.7, abs=0.02)
    assert pos(line, "\u4e94") - pos(line, "\u56db") == pytest.approx(1.7, abs=0.02)
    assert gap_after(line, 7) == pytest.approx(1, abs=0.02)


def test_j2_commas_give_way_before_autospace_and_full_stops_last() -> None:
    text = (
        "\u4e00\u4e8c\uff0c\u4e09A\u56db\u3002\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u7532\u4e59\u4e19\u4e01\u620a\u5df1"
    )
    natural = rows(text, measure=40)[0]
    width = natural[11].pos + 1
    line = rows(text, measure=width - 0.4, css="p{text-wrap:stable}")[0]
    assert len(line) == 12
    assert pos(line, "\u4e09") - pos(line, "\uff0c") == pytest.approx(0.6, abs=0.02)
    assert pos(line, "A") - pos(line, "\u4e09") == pytest.approx(1.25, abs=0.02)
    assert pos(line, "\u4e94") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)
    line = rows(text, measure=width - 0.6, css="p{text-wrap:stable}")[0]
    assert len(line) == 12
    assert pos(line, "\u4e09") - pos(line, "\uff0c") == pytest.approx(0.5, abs=0.02)
    assert pos(line, "A") - pos(line, "\u4e09") == pytest.approx(1.2, abs=0.02)
    assert pos(line, "\u4e94") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)


def test_j3_in_japanese_brackets_and_commas_give_way_together_and_full_stops_never() -> None:
    text = "\u4e00\u300c\u4e8c\u300d\u4e09\u3001\u56db\u3002\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u7532\u4e59\u4e19\u4e01\u620a\u5df1"
    options = {"lang": "ja", "font": "Noto Serif CJK JP", "css": "p{text-wrap:stable}"}
    line = rows(text, measure=13.4, **options)[0]  # type: ignore[arg-type]
    assert len(line) == 14
    assert pos(line, "\u4e8c") - pos(line, "\u4e00") == pytest.approx(1.8, abs=0.02)
    assert pos(line, "\u56db") - pos(line, "\u3001") == pytest.approx(0.8, abs=0.02)
    assert pos(line, "\u4e94") - pos(line, "\u3002") == pytest.approx(1, abs=0.02)


def test_j4_autospace_stretches_to_half_an_em_before_han_gaps_open() -> None:
    text = "\u4e00\u4e8c\u4e09A\u56db\u4e94\u516dB\u4e03\u516binternational\u4e03\u516b\u4e5d\u5341"
    natural = rows(text, measure=40)[0]
    width = pos(natural, "\u516b") + 1
    line = rows(text, measure=width + 0.6, css="p{hyphens:none;text-wrap:stable}")[0]
    assert texts([line]) == [text[:10]]
    grown = pos(line, "A") - pos(line, "\u4e09") - 1
    assert grown == pytest.approx(0.25 + 0.15, abs=0.02)
    assert all(pitch == pytest.approx(1, abs=0.005) for pitch in han_pitches(line))
    line = rows(text, measure=width + 1.6, css="p{hyphens:none;text-wrap:stable}")[0]
    assert pos(line, "A") - pos(line, "\u4e09") - 1 == pytest.approx(0.5, abs=0.02)
    assert max(han_pitches(line)) > 1.05


def test_j5_no_stretch_before_closing_marks_after_opening_ones_or_inside_words() -> None:
    text = "\u4e00\u4e8c\u4e09\uff0c\u56db\uff08\u4e94\uff09\u516d\u4e03ABC\u516b\u4e5dinternational\u4e03\u516b\u4e5d\u5341"
    natural = rows(text, measure=40)[0]
    width = pos(natural, "\u4e5d") + 1
    line = rows(text, measure=width + 2, css="p{hyphens:none;text-wrap:stable}")[0]
    assert max(han_pitches(line)) > 1.05
    assert pos(line, "\uff0c") - pos(line, "\u4e09") == pytest.approx(1, abs=0.01)
    assert pos(line, "\u4e94") - pos(line, "\uff08") == pytest.approx(1, abs=0.01)
    assert pos(line, "\uff09") - pos(line, "\u4e94") == pytest.approx(1, abs=0.01)
    assert pos(line, "C") - pos(line, "A") == pytest.approx(pos(natural, "C") - pos(natural, "A"), abs=0.01)


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


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(parts=st.lists(PART, min_size=1, max_size=40), half_ems=st.integers(16, 80))
def test_any_text_on_any_measure(parts: list[str], half_ems: int) -> None:
    html, measure = "\u4e00" + "".join(parts), half_ems / 2
    records: list[huozi.compose.LineRecord] = []
    with huozi.compose.listen(records.append):
        lines = rows(f"<p>{html}</p>", measure=measure, css="p{hyphens:none}")
    strained = [record.verdict in ("loose", "over-full") for record in records[-len(lines) :]]
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
    assert len(lines) == 1 or len(last) >= 2 or strained[-2]
