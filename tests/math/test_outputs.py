"""Mathematics in the finished files: valid MathML in the EPUB, drawings on the baseline in the PDF."""

from __future__ import annotations

import itertools
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from huozi import config, outline, pipeline, source
from huozi.diagnostics import Log
from tests.math.formulas import FORMULAS
from tests.pdf.pages import Set, set_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

HEAD = "---\ntitle: 试验\nlang: zh-Hans\ncover: false\ntitle-page: false\ntoc: false\n---\n\n"
FILLER = "纸坊的人把晒纸的架子移到檐下来，新捞的纸还湿着，一张叠着一张。"


def load(path: Path) -> Any:  # noqa: ANN401
    log = Log()
    found = config.load(path, log)
    assert found is not None, log.entries
    return found


def set_text(write_book: Callable[..., Path], text: str, expect: Iterable[str] = ()) -> Set:
    log = Log()
    made = load(write_book(HEAD + text))
    book = source.read_book(made, log)
    assert not log.entries
    return set_book(book, expect=expect)


@pytest.fixture(scope="module")
def all_formulas() -> str:
    inline = "\n\n".join(f"其中${one}$的意思。" for one in FORMULAS if "begin" not in one and r"\\" not in one)
    display = "\n\n".join(f"$$\n{one}\n$$ {{#eq:e{count}}}" for count, one in enumerate(FORMULAS))
    by_row = "\\begin{align}\na&=b\\\\\nc&=d\\label{eq:row}\n\\end{align}"
    return f"# 公式 $E=mc^2$\n\n{inline}\n\n{display}\n\n{by_row}\n\n见 @eq:e3、@eq:row。\n"


@pytest.mark.needs_java
def test_an_epub_full_of_formulas_is_valid(
    tmp_path: Path, write_book: Callable[..., Path], epubcheck: Callable[[Path], list[str]], all_formulas: str
) -> None:
    log = Log()
    report = pipeline.build(load(write_book(HEAD + all_formulas)), log, to={"epub"}, out=tmp_path / "out")
    assert not report.findings
    (made,) = report.files
    assert epubcheck(made.path) == []
    with zipfile.ZipFile(made.path) as archive:
        package = archive.read("EPUB/content.opf").decode()
        chapter = archive.read("EPUB/chapter-01.xhtml").decode()
    assert 'properties="mathml"' in package
    assert 'alttext="E=mc^2"' in chapter
    assert "data-tex" not in chapter


def test_a_pdf_full_of_formulas_is_the_same_each_time(write_book: Callable[..., Path], all_formulas: str) -> None:
    first, second = (set_text(write_book, all_formulas, {"line-loose"}).pdf.data for _ in range(2))
    assert first == second


def drawings(page: Any) -> list[Any]:  # noqa: ANN401
    return [one["rect"] for one in page.get_drawings()]


def test_a_digit_of_a_formula_stands_on_the_baseline_of_the_text(write_book: Callable[..., Path]) -> None:
    made = set_text(write_book, "# 章\n\n其中数字$1$在此。\n")
    row = next(row for row in made.rows(0) if row.text.startswith("其中"))
    (rect,) = drawings(made.document[0])
    # The digit one of the font has its foot at y = 0.
    assert rect.y1 == pytest.approx(row.y, abs=0.02 * row.size)
    assert rect.y1 - rect.y0 == pytest.approx(0.65 * row.size, abs=0.05 * row.size)


def test_han_keeps_a_quarter_em_from_a_formula(write_book: Callable[..., Path]) -> None:
    made = set_text(write_book, "# 章\n\n其中$\\boxed{x}$在此。\n")
    row = next(row for row in made.rows(0) if row.text.startswith("其中"))
    (rect,) = drawings(made.document[0])
    after_han = next(char for char in row.chars if char.text == "中")
    assert rect.x0 - (after_han.x + after_han.size) == pytest.approx(0.25 * row.size, abs=0.02 * row.size)


def test_formulas_of_ordinary_height_do_not_change_the_lead(write_book: Callable[..., Path]) -> None:
    made = set_text(write_book, "# 章\n\n" + (FILLER + r"其中$\frac12$、$x_1^2$、$\sqrt{x}$和$\hat y$。") * 6 + "\n")
    lead = made.styles.points("--lead")
    rows = sorted({round(row.y, 1) for row in made.body(0) if any(char.text in FILLER for char in row.chars)})[1:]
    assert len(rows) > 4
    for upper, lower in itertools.pairwise(rows):
        assert lower - upper == pytest.approx(lead, abs=0.1)


def test_a_display_is_centred_and_its_number_at_the_right_edge(write_book: Callable[..., Path]) -> None:
    made = set_text(write_book, "# 章\n\n文\n\n$$\\boxed{x=1}$$ {#eq:a}\n\n见 @eq:a。\n\n# 又一章\n")
    page = made.document[0]
    (rect,) = drawings(page)
    left, right = made.styles.points("--margin-inner"), page.rect.width - made.styles.points("--margin-outer")
    assert (rect.x0 + rect.x1) / 2 == pytest.approx((left + right) / 2, abs=0.5)
    number = next(row for row in made.rows(0) if "(1-1)" in row.text and "见" not in row.text)
    last = next(char for char in number.chars if char.text == ")")
    assert last.x + 0.35 * last.size == pytest.approx(right, abs=0.1 * last.size)


def test_each_row_stands_on_the_line_of_its_number_and_is_aligned_with_the_others(
    write_book: Callable[..., Path], tmp_path: Path
) -> None:
    rows = "1&=1\\\\\n11&=1\\notag\\\\\n111&=1\\label{eq:c}"
    text = f"# 章\n\n文\n\n\\begin{{align}}\n{rows}\n\\end{{align}}\n\n见 @eq:c。\n\n# 又一章\n"
    made = set_text(write_book, text)
    lines = [row for row in made.rows(0) if row.text.rstrip().endswith(("(1-1)", "(1-2)")) and "见" not in row.text]
    assert len(lines) == 2
    rects = sorted(drawings(made.document[0]), key=lambda rect: rect.y0)
    assert len(rects) == 3
    # A digit one of the font has its foot at y = 0, on the baseline of the number beside it.
    assert [rects[at].y1 for at in (0, 2)] == pytest.approx([row.y for row in lines], abs=0.3)
    # All rows end with the same sign and digit, so they end at the same place.
    assert [rect.x1 for rect in rects] == pytest.approx([rects[0].x1] * 3, abs=0.1)
    log = Log()
    report = pipeline.build(load(write_book(HEAD + text)), log, to={"epub"}, out=tmp_path / "out")
    assert not report.findings
    with zipfile.ZipFile(report.files[0].path) as archive:
        chapter = archive.read("EPUB/chapter-01.xhtml").decode()
    assert 'href="#章.eq-c">式1-2</a>' in chapter
    assert 'id="章.eq-c">(1-2)</mtext>' in chapter


def test_a_display_that_is_too_long_stays_inside_the_measure(write_book: Callable[..., Path]) -> None:
    long = "+".join(f"x_{{{count}}}" for count in range(40))
    made = set_text(write_book, f"# 章\n\n$$y={long}$$\n\n- 项\n  $$y={long}$$\n")
    page = made.document[0]
    left, right = made.styles.points("--margin-inner"), page.rect.width - made.styles.points("--margin-outer")
    for rect in drawings(page):
        assert left - 0.5 <= rect.x0
        assert rect.x1 <= right + 0.5


def test_formulas_in_titles_are_words_in_the_contents_of_both_files(
    write_book: Callable[..., Path], tmp_path: Path
) -> None:
    text = (
        "---\ntitle: 试验\nlang: zh-Hans\ncover: false\nnumbering: decimal\n---\n\n# 和 $\\frac{a+b}{c}$\n\n文\n\n"
        "## 阵 $\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}$\n\n文\n\n## $$a_{ij}$$\n\n文\n\n# 又\n\n文\n"
    )
    log = Log()
    report = pipeline.build(load(write_book(text)), log, out=tmp_path / "out")
    # The words of a title are looked for beside its formula, whose TeX is as high as its rows.
    assert [one.code for one in log.entries if one.severity.value == "error"] == []
    pdf, epub = (file.path for file in sorted(report.files, key=lambda file: file.path.suffix, reverse=True))
    wanted = ["1 和 (a+b)/c", "1.1 阵 (a b; c d)", "1.2 aᵢⱼ", "2 又"]
    for tree in (outline.from_pdf(pdf), outline.from_epub(epub)):
        assert [" ".join(node.title.split()) for _, node in outline.flat(tree)][-4:] == wanted


def test_copying_a_formula_gives_its_tex(write_book: Callable[..., Path]) -> None:
    made = set_text(write_book, "# 章\n\n其中$\\frac{1}{x}$在此。\n")
    assert r"\frac{1}{x}" in made.document[0].get_text()
