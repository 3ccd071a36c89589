"""Lines with something higher than the lead in them, read from finished PDFs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pymupdf
import pytest
from PIL import Image

import huozi
from huozi.book import Resource
from tests.builders import book, chapter
from tests.page import measures
from tests.page.__main__ import look_of
from tests.page.finished import read
from tests.pdf.pages import set_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.page.finished import Glyphs


TALL = {
    "sum": r"$\displaystyle\sum_{i=1}^{n}\frac{x_i}{y_i}$",
    "fraction": r"$\displaystyle\frac{x_i}{y_i}$",
    "matrix": r"$\begin{pmatrix}a&b\\c&d\\e&f\end{pmatrix}$",
    "picture": "![\u65b9](square.png)",
}


def width(one: Glyphs) -> float:
    """How wide a text is at least: commas may be squeezed to half their width."""
    return (len(one.text) - one.text.count("\uff0c") / 2) * one.size


@pytest.mark.parametrize("name", TALL)
@pytest.mark.parametrize("front", ["", "style: manual\n", "style: gongwen\n", "lang: ja\n"])
def test_lines_with_something_high_in_them_take_whole_leads(name: str, front: str, tmp_path: Path) -> None:
    """GR1: they stand on the grid as all that follow them do; nothing comes near the text above and below."""
    Image.new("RGB", (50, 50), "gray").save(tmp_path / "square.png")
    say = "\u9020\u7eb8\u7684\u4eba\u7ad9\u5728\u6c34\u8fb9\uff0c"
    text = "".join(f"{say * (5 + turn % 7)}{TALL[name]}{say * 3}" + "\n\n" * (turn % 3 == 0) for turn in range(12))
    (tmp_path / "book.md").write_text(f"---\nslug: book\n{front}---\n\n# \u7ae0\n\n{say}\n\n{text}\n", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    look = look_of(tmp_path / "book.md")
    made = read(tmp_path / "book.pdf")
    assert not measures.off_the_grid(made, look)
    gaps = [round((b.y - a.y) / look.lead) for page in made.lines for a, b in pairwise(page) if a.block == b.block]
    assert 1 in gaps
    assert max(gaps) >= (1 if name == "fraction" else 2)
    opened: Any = pymupdf.open  # type: ignore[attr-defined, unused-ignore]
    with opened(tmp_path / "book.pdf") as pdf:
        for page, lines in zip(pdf, made.lines, strict=True):
            drawn = [one["rect"] for one in page.get_drawings()] + [one["bbox"] for one in page.get_image_info()]
            texts = [
                (one.x + 0.1, one.y - 0.85 * one.size, one.x + width(one), one.y + 0.1 * one.size)
                for line in lines
                if line.within("P")
                for one in line.shown
                if one.text[0] >= "\u4e00"
            ]
            assert not [
                (ink, text)
                for ink in drawn
                for text in texts
                if ink[0] < text[2] - 0.1 and text[0] < ink[2] and ink[1] < text[3] and text[1] < ink[3]
            ]


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("kind", ["-", "1."])
def test_the_mark_of_an_item_stands_on_the_baseline_of_its_high_first_line(kind: str, gap: str, tmp_path: Path) -> None:
    items = f"\n{gap}".join(f"{kind} \u9879{one}\u76ee" for one in ("", TALL["sum"], TALL["matrix"], ""))
    (tmp_path / "book.md").write_text(f"---\nslug: book\n---\n\n# \u7ae0\n\n{items}\n", "utf-8")
    assert not huozi.build(tmp_path / "book.md", to=["pdf"], out=tmp_path).failed
    made = read(tmp_path / "book.pdf")
    marks = [line.y for page in made.lines for line in page if line.within("Lbl")]
    texts = [line.y for page in made.lines for line in page if line.text.startswith("\u9879")]
    assert len(texts) == 4
    assert marks == pytest.approx(texts, abs=0.1)


def test_what_is_deep_in_a_paragraph_keeps_clear_of_what_is_high_in_the_next(tmp_path: Path) -> None:
    """Either would fit into the white between two lines of text, both do not."""
    path = tmp_path / "a.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>")
    text = "\u9020\u7eb8\u7684\u4eba\u7ad9\u5728\u6c34\u8fb9\u3002"
    deep = "<img src='a.svg' alt='' style='width:3em;height:1.4em;vertical-align:-0.55em'/>"
    high = "<img src='a.svg' alt='' style='width:3em;height:1.35em;vertical-align:0'/>"
    body = f"<p>{text}<br/>{deep}{text}</p><p>{high}{text}</p><p>{text}</p>"
    picture = Resource("a.svg", path, "image/svg+xml", "0", 9, 9)
    made = set_book(book(chapter(f"<h1>\u7ae0</h1>{body}", id="one", resources=(picture,))))
    page = made.document[made.page_of("1")]
    upper, lower = sorted((one["rect"] for one in page.get_drawings()), key=lambda one: one.y0)
    assert lower.y0 > upper.y1
    rows = [row.y for row in made.body(made.page_of("1")) if row.text.endswith(text)]
    assert [round((b - a) / 17.5, 2) for a, b in pairwise(rows)] == [1, 2, 1]
