"""MathML -> glyphs and rules: where the parts of a formula stand. Expected places come from the font's MATH table."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from huozi.maths import breaking, drawing, font, layout, tex
from huozi.maths.font import MATH_FONT, Fonts
from huozi.maths.tex import Fault
from tests.math.formulas import FORMULAS

if TYPE_CHECKING:
    from huozi.maths.box import Drawing

SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
AXIS = 0.258  # AxisHeight of STIX Two Math, 258 of 1000 units


def fonts() -> Fonts:
    return font.opened(((SERIF, 2),) if SERIF.is_file() else ())


def laid_out(formula: str, *, display: bool = True) -> Drawing:
    found = tex.read(formula, display=display)
    assert not isinstance(found, Fault), found
    return layout.lay_out(found, fonts())


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_standard_formula_is_drawn(formula: str) -> None:
    for display in (True, False):
        made = laid_out(formula, display=display)
        assert made.box.width > 0
        assert made.missing == () or not SERIF.is_file()
        picture = drawing.draw(made.box, fonts())
        assert picture.svg.get("viewBox")


def test_the_font_is_the_one_that_comes_with_huozi() -> None:
    assert MATH_FONT.is_file()
    assert (MATH_FONT.parent / "OFL.txt").read_text().startswith("Copyright 2001-2020 The STIX Fonts")


def test_a_digit_stands_on_the_baseline() -> None:
    (mark,) = laid_out("1").box.marks
    assert mark.y == 0
    assert mark.glyph.depth_em == pytest.approx(0, abs=0.02)


def test_a_fraction_has_its_bar_on_the_axis_and_its_terms_centred() -> None:
    box = laid_out(r"\frac{1}{22}").box
    (rule,) = box.rules
    ys = [y for _, y in rule.corners]
    assert (min(ys) + max(ys)) / 2 == pytest.approx(AXIS)
    one, two, three = box.marks
    assert one.y > AXIS > two.y == three.y
    assert one.x + one.glyph.advance_em / 2 == pytest.approx((two.x + three.x + three.glyph.advance_em) / 2)


def test_scripts_are_smaller_and_out_of_the_line() -> None:
    base, sub, sup = laid_out("x_1^2").box.marks
    assert sub.scale == sup.scale < base.scale
    assert sub.y < 0 < sup.y


def test_limits_stand_below_a_sum_in_a_display_and_beside_it_in_the_text() -> None:
    above = laid_out(r"\sum_{i}").box
    beside = laid_out(r"\sum_{i}", display=False).box
    assert above.width == pytest.approx(above.marks[0].glyph.advance_em)
    assert beside.width > beside.marks[0].glyph.advance_em


def test_fences_grow_with_what_they_hold_and_are_centred_on_the_axis() -> None:
    small, large = laid_out(r"\left(x\right)").box, laid_out(r"\left(\frac{a}{b}\right)").box
    assert large.height + large.depth > 1.5 * (small.height + small.depth)
    assert large.height - AXIS == pytest.approx(large.depth + AXIS, abs=0.15)


def test_relations_have_the_room_of_the_operator_dictionary() -> None:
    # MathML Core appendix B: 5/18 em at both sides of a relation, 4/18 of a sum.
    for formula, space in (("a=b", 5 / 18), (r"a\sim b", 5 / 18), ("a+b", 4 / 18)):
        first, operator, second = laid_out(formula).box.marks
        assert operator.x - first.x - first.glyph.advance_em == pytest.approx(space)
        assert second.x - operator.x - operator.glyph.advance_em == pytest.approx(space)


def test_the_columns_of_an_aligned_system_meet_at_the_relation() -> None:
    box = laid_out(r"\begin{aligned}a&=1\\aaaa&=2\end{aligned}").box
    equals = [mark.x for mark in box.marks if mark.glyph == laid_out("=").box.marks[0].glyph]
    assert len(equals) == 2
    assert equals[0] == pytest.approx(equals[1])


def test_an_arrow_is_as_long_as_what_stands_on_it() -> None:
    assert laid_out(r"\xrightarrow{aaaaaaaaaaaaaa}").box.width > laid_out(r"\xrightarrow{a}").box.width + 3


def test_rules_of_an_array_end_with_its_last_row() -> None:
    box = laid_out(r"\begin{array}{|c|}\hline 1\\2\\\hline\end{array}").box
    across = [[y for _, y in rule.corners] for rule in box.rules if rule.corners[0][0] != rule.corners[1][0]]
    upright = [rule for rule in box.rules if max(y for _, y in rule.corners) - min(y for _, y in rule.corners) > 0.2]
    middles = sorted({round((min(ys) + max(ys)) / 2, 2) for ys in across if max(ys) - min(ys) < 0.2})
    assert len(middles) == 2
    ends = {round(y, 2) for rule in upright for _, y in rule.corners}
    assert [min(ends), max(ends)] == pytest.approx(middles, abs=0.01)


def test_a_dashed_rule_is_as_long_as_a_solid_one_and_has_gaps() -> None:
    solid = laid_out(r"\begin{array}{cc}1&2\\ \hline 3&4\end{array}").box
    dashed = laid_out(r"\begin{array}{cc}1&2\\ \hdashline 3&4\end{array}").box
    ends = [
        (min(x for rule in box.rules for x, _ in rule.corners), max(x for rule in box.rules for x, _ in rule.corners))
        for box in (solid, dashed)
    ]
    assert ends[1] == pytest.approx(ends[0])
    inked = [sum(rule.corners[1][0] - rule.corners[0][0] for rule in box.rules) for box in (solid, dashed)]
    assert inked[1] < 0.8 * inked[0]
    assert len(laid_out(r"\begin{array}{c:c}1&2\\3&4\end{array}").box.rules) > 4


@pytest.mark.parametrize(("written", "em"), [("[8pt]", 0.8), ("*[1em]", 1.0), (" [ 2mm]", 0.57), ("[-2pt]", -0.2)])
def test_rows_have_the_room_that_is_written_after_their_break(written: str, em: float) -> None:
    plain = laid_out(r"\begin{aligned}a&=b\\c&=d\\e&=f\end{aligned}").box
    roomy = laid_out(rf"\begin{{aligned}}a&=b\\{written}c&=d\\e&=f\end{{aligned}}").box
    assert roomy.height + roomy.depth - plain.height - plain.depth == pytest.approx(em, abs=0.005)
    rows = [
        sorted({round(mark.y, 3) for mark in box.marks if mark.glyph == box.marks[1].glyph}) for box in (plain, roomy)
    ]
    steps = [[high - low for low, high in itertools.pairwise(row)] for row in rows]
    assert [now - before for before, now in zip(*steps, strict=True)] == pytest.approx([0, em], abs=0.005)


def test_what_stands_after_a_break_in_brackets_and_is_no_length_is_a_formula() -> None:
    assert len(laid_out(r"a\\[b]").box.marks) == 4


def test_multline_begins_at_the_left_of_the_measure_and_ends_at_its_right() -> None:
    found = tex.read(r"\begin{multline}a\\ b\\ c\end{multline}", display=True)
    assert not isinstance(found, Fault)
    box = layout.lay_out(found, fonts(), 20).box
    first, middle, last = box.marks
    assert first.x == 0
    assert middle.x + middle.glyph.advance_em / 2 == pytest.approx(box.width / 2)
    assert last.x + last.glyph.advance_em == pytest.approx(box.width)
    assert box.width == pytest.approx(18)  # a margin of ten points at each side
    assert first.y > middle.y > last.y


def test_a_sign_after_an_empty_group_stands_between_two_terms() -> None:
    alone, after = laid_out("+a").box, laid_out("{}+a").box
    assert after.width - alone.width == pytest.approx(2 * 4 / 18, abs=0.01)  # TeX's medium space at both sides


def test_han_in_text_is_taken_from_the_font_of_the_text() -> None:
    if not SERIF.is_file():
        pytest.skip("Noto Serif CJK is not here")
    marks = laid_out(r"\text{速度}").box.marks
    assert [mark.glyph.face for mark in marks] == [1, 1]
    assert marks[1].x == pytest.approx(1.0)


def test_a_character_that_no_font_has_is_told() -> None:
    assert Fonts(()).shape("汉", 0) == (None,)
    found = tex.read(r"\text{汉}", display=True)
    assert not isinstance(found, Fault)
    assert layout.lay_out(found, Fonts(())).missing == ("汉",)


def test_a_formula_in_the_text_may_be_broken_after_its_relations() -> None:
    made = laid_out("aaaa+bbbb=cccc+dddd=eeee+ffff", display=False)
    parts = breaking.parts(made)
    assert len(parts) == 3
    assert sum(part.width for part in parts) == pytest.approx(made.box.width)
    assert len(breaking.parts(laid_out("a=b", display=False))) == 1  # short ones stay whole
    assert len(breaking.parts(laid_out("f(aaaa=bbbb,cccc=dddd)", display=False))) == 1  # nor inside fences


def test_a_display_that_is_too_long_is_set_in_lines() -> None:
    made = laid_out("(a+b+c)^3=" + "+".join(["3a^2b"] * 16))
    box = breaking.lines(made, 20)
    assert made.box.width > 30
    assert box.width <= 20
    assert len(box.marks) == len(made.box.marks)


def test_two_hundred_formulas_take_less_than_two_seconds() -> None:
    began = time.process_time()
    for number in range(200):
        box = laid_out(FORMULAS[number % len(FORMULAS)] + f"+{number}").box
        drawing.draw(box, fonts())
    assert time.process_time() - began < 2
