r"""Chemistry `\\ce{…}` -> TeX: what a chemist writes is read as mhchem reads it."""

from __future__ import annotations

import pytest

from huozi.maths import chemistry, tex
from huozi.maths.tex import Fault


def reading(formula: str) -> str:
    """The characters in reading order, scripts as they come."""
    found = tex.read(formula, display=True)
    assert not isinstance(found, Fault), found
    return "".join(map(str, found.itertext())).replace(" ", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
        ("Ca(OH)2", r"\mathrm{Ca}(\mathrm{OH})_{2}"),
        ("SO4^2-", r"\mathrm{SO}_{4}^{2-}"),
        ("NH4+", r"\mathrm{NH}_{4}^{+}"),
        ("[Cu(NH3)4]^2+", r"[\mathrm{Cu}(\mathrm{NH}_{3})_{4}]^{2+}"),
        ("^{14}_{6}C", r"{}^{14}_{6}\mathrm{C}"),
        ("CuSO4.5H2O", r"\mathrm{CuSO}_{4}\cdot 5\mathrm{H}_{2}\mathrm{O}"),
        ("CH2=CH2", r"\mathrm{CH}_{2}{=}\mathrm{CH}_{2}"),
        ("HC#CH", r"\mathrm{HC}{\equiv}\mathrm{CH}"),
        ("1/2 O2", r"\tfrac{1}{2} \mathrm{O}_{2}"),
        ("NaCl(aq)", r"\mathrm{NaCl}\,\mathrm{(aq)}"),
    ],
)
def test_a_formula_of_a_substance(written: str, expected: str) -> None:
    assert chemistry.spans(rf"\ce{{{written}}}") == [(0, len(written) + 5, f"{{{expected}}}")]


def test_a_reaction_has_its_signs_its_arrow_and_the_words_on_it() -> None:
    assert reading(r"\ce{2H2 + O2 ->[点燃] 2H2O}") == "2H2+O2→点燃2H2O"
    assert reading(r"\ce{N2 + 3H2 <=>[加压][催化剂] 2NH3}") == "N2+3H2⇌催化剂加压2NH3"
    assert reading(r"\ce{Ba^2+ + SO4^2- -> BaSO4 v}") == "Ba2++SO42−⟶BaSO4↓"
    assert reading(r"\ce{CaCO3 -> CaO + CO2 ^}") == "CaCO3⟶CaO+CO2↑"


def test_two_of_them_stand_in_one_formula_and_one_that_is_not_closed_is_a_fault() -> None:
    assert len(chemistry.spans(r"\ce{H2}+x+\ce{O2}")) == 2
    assert isinstance(tex.read(r"\ce{H2", display=True), Fault)
