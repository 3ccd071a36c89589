"""TeX -> MathML: the constructs of textbooks are read, and what is wrong is named with its place."""

from __future__ import annotations

import time

import pytest

from huozi.maths import tex
from huozi.maths.tex import Fault
from tests.math.formulas import FORMULAS


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("display", [True, False])
def test_a_standard_formula_is_read(formula: str, *, display: bool) -> None:
    found = tex.read(formula, display=display)
    assert not isinstance(found, Fault), found
    assert found.tag == "math"


@pytest.mark.parametrize(
    ("formula", "marked", "message"),
    [
        (r"\foo{x}", r"\foo", r"unknown command `\foo`"),
        (r"\text{汉字}+\foo", r"\foo", r"unknown command `\foo`"),
        (r"\begin{equation}\label{eq:x}a=\foo\end{equation}", r"\foo", r"unknown command `\foo`"),
        (r"\begin{align*}a&=b\\[2pt]c&=\foo\end{align*}", r"\foo", r"unknown command `\foo`"),
        (r"a=b\\c=\foo", r"\foo", r"unknown command `\foo`"),
        (r"\begin{nothing}a\end{nothing}", "{", "unknown environment `nothing`"),
        ("x^2^3", "^", "duplicate subscript or superscript"),
        ("}", "}", "unmatched closing token: `}`"),
        (r"a=\eqref{eq:x}", r"\eqref{eq:x}", r"a reference `\eqref{eq:x}` inside a formula"),
        ("  ", " ", "an empty formula"),
    ],
)
def test_a_fault_has_its_place(formula: str, marked: str, message: str) -> None:
    found = tex.read(formula, display=True)
    assert isinstance(found, Fault)
    assert (formula[found.offset : found.offset + found.length], found.message) == (marked, message)


@pytest.mark.parametrize("formula", ["{", r"\frac{1", r"\left(x", r"\begin{cases}", "x^", "a&b", r"\sqrt[", r"\text{"])
def test_broken_tex_is_a_fault_and_no_crash(formula: str) -> None:
    assert isinstance(tex.read(formula, display=True), Fault)


@pytest.mark.parametrize("piece", ["{", "}", r"\left(", r"\frac", "^", r"\begin{matrix}", r"\\", "$", "a", "&", "汉"])
def test_eight_kilobytes_of_one_piece_take_less_than_two_seconds(piece: str) -> None:
    began = time.perf_counter()
    tex.read(piece * (8192 // len(piece)), display=True)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        ("E=mc^2", "E=mc²"),
        ("x_1+x_2", "x₁+x₂"),
        (r"\alpha\ne\beta", "α≠β"),
        (r"\sqrt2", "√2"),
        (r"\sqrt{x+1}", "√(x+1)"),
        (r"\frac12", "1/2"),
        (r"\int_0^1 f(x)\,\mathrm{d}x", "∫₀¹f(x)dx"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿxᵢ"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{1}{2x}", "1/(2x)"),
        (r"\frac{\mathrm{d}y}{\mathrm{d}x}", "dy/dx"),
        (r"x^{n+\alpha}", "x^(n+α)"),
        (r"\lim_{n\to\infty}a_n", "lim_(n→∞) aₙ"),
        (r"\sin x+\sin(y)", "sin x+sin(y)"),
        (r"\binom{n}{k}", "(n, k)"),
        (r"\sqrt[3]{x+1}", "³√(x+1)"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a b; c d)"),
        (r"\hat a\vec v", "âv"),
        (r"a\bmod n", "a mod n"),
        (r"\ce{SO4^2-}", "SO₄²⁻"),
        (r"\unknown", r"\unknown"),
        (r"\text{速度}", "速度"),
    ],
)
def test_the_reading_of_a_formula(formula: str, reading: str) -> None:
    assert tex.reading(formula) == reading


def test_boxes_strokes_and_accents_are_said_so_that_blink_draws_them() -> None:
    boxed, struck, arrow = (tex.mathml(one, display=True) for one in (r"\boxed{x}", r"\cancel{x}", r"\vec{x}"))
    assert boxed is not None
    assert struck is not None
    assert arrow is not None
    assert next(boxed.iter("{*}mrow")).get("style", "").startswith("border:")
    assert "linear-gradient" in next(struck.iter("{*}mrow")).get("style", "")
    assert not list(boxed.iter("{*}menclose"))
    assert [mark.text for mark in arrow.iter("{*}mo")] == ["\u2192"]


def test_mathml_for_readers_has_its_namespace_and_the_tex_as_alternative_text() -> None:
    found = tex.mathml(r"\dfrac{a}{b}", display=False)
    assert found is not None
    assert found.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert found.get("alttext") == r"\dfrac{a}{b}"
    # MathML 3 knows displaystyle on <mstyle>, <math> and <mtable> alone.
    assert {one.tag.rpartition("}")[2] for one in found.iter() if one.get("displaystyle")} == {"mstyle"}
