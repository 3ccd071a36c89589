"""Formulas of Word -> TeX: what ECMA-376 (part 1, 22.1) says each element means, written as LaTeX writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from huozi.importer import omml
from huozi.maths import tex
from huozi.maths.tex import Fault
from tests.importer.test_import import DOCUMENT, docx, imported

if TYPE_CHECKING:
    from pathlib import Path

SPACE = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def run(text: str, look: str = "") -> str:
    return f"<m:r>{f'<m:rPr>{look}</m:rPr>' if look else ''}<m:t>{text}</m:t></m:r>"


def e(inside: str, name: str = "e") -> str:
    return f"<m:{name}>{inside}</m:{name}>"


UPRIGHT = '<m:sty m:val="p"/>'
A, B, C = run("𝑎"), run("𝑏"), run("𝑐")
FORMULAS = [
    (f"<m:f>{e(A, 'num')}{e(B + run('+') + C, 'den')}</m:f>", r"\frac{a}{b+c}"),
    (f'<m:f><m:fPr><m:type m:val="lin"/></m:fPr>{e(A, "num")}{e(B, "den")}</m:f>', "a/b"),
    (f"<m:sSubSup>{e(A)}{e(B, 'sub')}{e(C, 'sup')}</m:sSubSup>", "a_{b}^{c}"),
    (f"<m:sPre>{e(run('6'), 'sub')}{e(run('14'), 'sup')}{e(run('C'))}</m:sPre>", "{}_{6}^{14}C"),
    (f"<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/>{e(A)}</m:rad>", r"\sqrt{a}"),
    (f"<m:rad>{e(run('3'), 'deg')}{e(A)}</m:rad>", r"\sqrt[3]{a}"),
    (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{e(run("𝑖=1"), "sub")}{e(run("𝑛"), "sup")}{e(A)}</m:nary>',
        r"\sum_{i=1}^{n}a",
    ),
    (f"<m:nary><m:sub/><m:sup/>{e(A)}</m:nary>", r"\int a"),
    (f"<m:d>{e(A)}{e(B)}</m:d>", r"\left( a \middle| b \right)"),
    (f'<m:d><m:dPr><m:begChr m:val="{{"/><m:endChr m:val=""/></m:dPr>{e(A)}</m:d>', r"\left\{ a \right."),
    (f"<m:func>{e(run('sin', UPRIGHT), 'fName')}{e(A)}</m:func>", r"\sin a"),
    (f"<m:limLow>{e(run('lim', UPRIGHT))}{e(run('𝑥→∞'), 'lim')}</m:limLow>", r"\lim_{x\to\infty}"),
    (f'<m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr>{e(A)}</m:acc>', r"\vec{a}"),
    (f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr>{e(A)}</m:bar>', r"\overline{a}"),
    (f"<m:m><m:mr>{e(A)}{e(B)}</m:mr><m:mr>{e(C)}{e(A)}</m:mr></m:m>", r"\begin{matrix}a & b \\ c & a\end{matrix}"),
    (f"<m:eqArr>{e(run('a&amp;=b'))}{e(run('c&amp;=d'))}</m:eqArr>", r"\begin{aligned}a&=b \\ c&=d\end{aligned}"),
    (run("速度", "<m:nor/>") + run("=𝛼"), r"\text{速度}=\alpha"),
    (run("若x>0"), r"\text{若}x>0"),
    (run("R", '<m:scr m:val="double-struck"/>') + run("v", '<m:sty m:val="b"/>'), r"\mathbb{R}\mathbf{v}"),
    (run("50%, a_b#$"), r"50\%, a\_b\#\$"),
]


@pytest.mark.parametrize(("written", "expected"), FORMULAS)
def test_a_formula_of_word_is_tex_that_can_be_set(written: str, expected: str) -> None:
    found = omml.tex(etree.fromstring(f"<m:oMath {SPACE}>{written}</m:oMath>"))
    assert found == expected
    assert not isinstance(tex.read(found, display=True), Fault)


def test_formulas_of_a_word_file_stand_where_they_stood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = e(run("2"), "sup")
    power = f"<m:oMath><m:sSup>{e(A)}{two}</m:sSup></m:oMath>"
    body = (
        f"<w:p><w:r><w:t>设</w:t></w:r>{power}<w:r><w:t>为正，</w:t></w:r>{power}<w:r><w:t>3个。</w:t></w:r></w:p>"
        f"<w:p><m:oMathPara>{power}</m:oMathPara></w:p>"
    )
    text = re.sub(r"(<w:document )", rf"\1{SPACE} ", DOCUMENT).replace("</w:body>", f"{body}</w:body>")
    assert imported(docx(tmp_path / "饭.docx", **{"word/document.xml": text}), tmp_path / "out") == 0
    made = (tmp_path / "out" / "饭.md").read_text(encoding="utf-8")
    # Before a figure a dollar would be money.
    assert made.endswith("\n\n设$a^{2}$为正，$`a^{2}`$3个。\n\n$$a^{2}$$\n")
    assert "unrecognised" not in capsys.readouterr().err
