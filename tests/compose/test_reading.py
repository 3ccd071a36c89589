"""What reads finished pages for the sweeps finds what is wrong with them."""

from __future__ import annotations

import pytest

from tests.compose.reading import faults
from tests.compose.setting import Char


def line(text: str, *places: float, advance: float = 1.0) -> list[Char]:
    """Return a line whose characters stand one em apart, or at `places`."""
    found = places or tuple(map(float, range(len(text))))
    return [Char(char, place, 10, 15, "", advance) for char, place in zip(text, found, strict=True)]


FULL = line("一二三四")


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([line("一二三"), FULL], "J1 short"),
        ([line("一二三四五"), FULL], "J1 over-full"),
        ([FULL, line("\uff0c二三四"), FULL], "K1"),
        ([line("一二三\uff08", 0, 1, 2, 3), FULL], "K2"),
        ([line("一二三\u2014"), line("\u2014二三四"), FULL], "K3"),
        ([line("一二1", 0, 1, 3), line("2二三四"), FULL], "K5"),
        ([line("一二三\uff01", 0, 1, 2, 3.5), line("\uff01二三四"), FULL], "K9"),
        ([line("\u201c一二三四", 0, 1, 2, 3, 4), FULL], "P6"),
        ([line("一二三四", 0, 0.8, 2, 3), FULL], "overlap"),
        ([line("一二三四", 0, 1.2, 2.1, 3), FULL], "J6"),
        ([line("一ab二三", 0, 1.6, 2, 3, 4, advance=0.4)], "S5"),
        ([FULL, line("一\u3002")], "PA6"),
    ],
)
def test_a_broken_rule_is_found(lines: list[list[Char]], rule: str) -> None:
    found = faults(lines, "zh-Hans", 4)
    assert [fault for fault in found if fault.startswith(rule)], found


def test_a_good_paragraph_has_no_faults() -> None:
    assert faults([FULL, line("一二三\u3002", 0, 1.1667, 2.3333, 3.5), line("一二\u3002")], "zh-Hans", 4) == []


def test_lost_text_is_found() -> None:
    assert faults([FULL], "zh-Hans", 4, text="一二三四五")[0].startswith("text differs")


def test_a_line_that_the_composer_called_unfilled_is_let_be() -> None:
    short = line("一二三")
    assert faults([short, FULL], "zh-Hans", 4, logged=frozenset({"一二三"})) == []
