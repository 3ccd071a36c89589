"""Lines of code that go on in the next one are marked, and copied as they were typed."""

from __future__ import annotations

from tests.builders import book, chapter
from tests.pdf.pages import TEXT, Set, set_book


def hooks(made: Set, page: int) -> list[float]:
    """Where hooks stand from the top: shapes of a few points beyond the code."""
    right = made.document[page].rect.width - made.styles.points("--margin-outer")
    shapes = [one["rect"] for one in made.document[page].get_drawings()]
    small = [shape for shape in shapes if shape.width < 6 and shape.height < 6 and right - 8 < shape.x0 < right]
    found: list[float] = []
    for shape in sorted(small, key=lambda shape: float(shape.y0)):
        if not found or shape.y0 - found[-1] > 7:
            found.append(shape.y0)
    return found


def set_code(code: str) -> tuple[Set, int]:
    made = set_book(book(chapter(f"<h1>码</h1><pre><code>{code}\n</code></pre><p>{TEXT}</p>", id="one")))
    return made, made.page_of("1")


def test_each_line_of_code_that_goes_on_has_a_hook() -> None:
    made, page = set_code(f"a = 1\n\nb = '{'long ' * 30}'\nc = 2\n# {'很长的注释' * 20}")
    rows = [row for row in made.body(page) if row.size < 9]
    texts = [row.text for row in rows]
    goes_on = [row for row, text in zip(rows, texts, strict=True) if text not in {"a = 1", "c = 2", texts[-1]}]
    ends_b = texts.index("c = 2") - 1
    wanted = [row.y for row in goes_on if row.text != texts[ends_b]]
    assert len(wanted) >= 4
    assert len(hooks(made, page)) == len(wanted)


def test_code_that_fits_has_none() -> None:
    made, page = set_code("a = 1\n\nb = 2  # 短")
    assert hooks(made, page) == []


def test_a_hook_is_no_text() -> None:
    """EM2 for code: what is copied is what was typed."""
    line = "b = '" + "long " * 30 + "'"
    made, page = set_code(line)
    copied = "".join(row.text for row in made.body(page) if row.size < 9)
    assert copied.replace(" ", "") == line.replace(" ", "")


def test_a_listing_over_two_pages_has_its_hooks_on_both() -> None:
    code = "\n".join(f"line {number} = '{'x ' * 60}'" for number in range(24))
    made, page = set_code(code)
    assert len(hooks(made, page)) >= 12
    assert len(hooks(made, page + 1)) >= 12
