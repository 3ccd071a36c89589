"""Code on the finished page: Han fill two cells, numbers stand on their lines and are no text, titles stand above."""

from __future__ import annotations

from typing import Any

import pytest

from huozi import passes
from huozi.diagnostics import Log
from huozi.verify.parity import check
from tests.builders import book, chapter
from tests.epub.books import epub_of
from tests.page.test_turns import hooks
from tests.pdf.pages import Row, Set, set_book

BARE: dict[str, Any] = {"title_page": False, "imprint": False, "toc": False, "numbering": "none"}


def _set(xhtml: str, **fields: Any) -> Set:  # noqa: ANN401
    one = book(chapter(f"<h1>码</h1>{xhtml}"), **(BARE | fields))
    made = set_book(one)
    log = Log()
    check(passes.run(one, Log()), made.pdf.data, epub_of(one), log)
    assert not log.entries
    return made


def _code(made: Set) -> list[Row]:
    return [row for row in made.body(0) if row.size < 9]


@pytest.mark.parametrize(
    ("lang", "wide"), [("zh-Hans", "米饭，（好）"), ("zh-Hant", "米飯「好」"), ("ja", "ごはんカナ、"), ("ko", "밥한글")]
)
def test_a_han_is_as_wide_as_two_letters_of_code(lang: str, wide: str) -> None:
    """Columns stand: what follows n Han begins where it begins after 2n letters, in a token or not."""
    letters = "a" * (2 * len(wide))
    token = f'<span class="tok-string">"{wide}"</span>'
    made = _set(f'<pre><code>{wide}|\n{letters}|\n{token}|\n"{letters}"|\n</code></pre>', lang=lang)
    ends = [next(char.x for char in row.chars if char.text == "|") for row in _code(made)]
    assert ends[0] == pytest.approx(ends[1], abs=0.1)
    assert ends[2] == pytest.approx(ends[3], abs=0.1)


def _numbered(*lines: str, first: int = 1) -> str:
    rows = (f'<span class="line" data-lineno="{number}">{line}</span>' for number, line in enumerate(lines, first))
    return '<pre class="numbered"><code>' + "\n".join(rows) + "\n</code></pre>"


def test_numbers_stand_on_their_lines_end_at_one_edge_and_are_no_text() -> None:
    made = _set(_numbered("a = 1", "", "b = 2", first=99))
    rows = _code(made)
    assert [row.text.split()[0] for row in rows] == ["99", "100", "101"]
    ends = {round([char for char in row.chars if char.text.isdigit()][len(str(99 + at)) - 1].x, 1)
            for at, row in enumerate(rows)}  # fmt: skip
    assert len(ends) == 1
    starts = {round(next(char.x for char in row.chars if char.text in "ab"), 1) for row in (rows[0], rows[2])}
    assert len(starts) == 1


def test_a_numbered_line_that_goes_on_keeps_its_indent_and_has_hooks_where_it_goes_on() -> None:
    made = _set(_numbered("x = '" + "long " * 30 + "'", "y"))
    rows = _code(made)
    first, *rest, last = rows
    letters = [next(char.x for char in row.chars if char.text.isalpha()) for row in rows]
    assert len(rest) >= 1
    assert {round(x, 1) for x in letters} == {round(letters[0], 1)}
    assert (first.text[:1], last.text[:1]) == ("1", "2")
    assert len(hooks(made, 0)) == len(rows) - 2


def test_a_line_of_code_ends_before_the_word_that_has_no_room() -> None:
    """Wherever the edge falls (CSS Text 3, 4.1.2: a space at the end hangs), between tokens and inside one."""
    tails = ["a" * count + " tail" * 12 for count in range(1, 11)]
    made = _set(
        "<pre><code>" + "\n".join(f'<span class="wide">\u6ce8</span>{tail}' for tail in tails) + "</code></pre>"
    )
    rows = _code(made)
    starts = [at for at, row in enumerate(rows) if row.text.startswith("\u6ce8")]
    assert len(starts) == len(tails)
    ends = [[char for char in rows[at].chars if char.text.isalpha()][-1].x for at in starts]
    step = rows[-1].chars[1].x - rows[-1].chars[0].x
    assert max(ends) - min(ends) < 5 * step  # the word that goes down has four letters, and a space before it


def test_a_title_stands_right_above_its_code_and_goes_with_it_to_the_next_page() -> None:
    fill = "".join(f"<p>第{number}段。</p>" for number in range(60))
    for count in range(20, 40):
        xhtml = "".join(fill.split("</p>")[number] + "</p>" for number in range(count))
        made = _set(f'{xhtml}<div class="code"><p class="code-title">a.py</p><pre><code>a\nb\nc\n</code></pre></div>')
        pages = [
            number
            for number in range(len(made.document))
            for row in made.body(number)
            if row.size < 9 and row.text in {"a.py", "a"}
        ]
        assert len(set(pages)) == 1, count
        if pages[0] == 1:
            return
    pytest.fail("the code never reached the second page")


def test_what_is_marked_added_and_taken_away_is_told_without_colour() -> None:
    made = _set("<pre><code>a\n<mark>b</mark>\n<ins>c</ins>\n<del>d</del>\n</code></pre>")
    rows = {row.text: row for row in _code(made)}
    shapes = [(one["rect"], one["fill"]) for one in made.document[0].get_drawings()]
    grounds = [rect for rect, fill in shapes if fill and rect.width < 10 and rect.height > 5]
    strokes = [rect for rect, _ in shapes if rect.height < 1.5 and rect.width < 10]
    assert [any(rect.y0 < rows[name].y < rect.y1 for rect in grounds) for name in "abcd"] == [False, True, True, False]
    above = {name: [rows[name].y - rect.y0 for rect in strokes if abs(rows[name].y - rect.y0) < 5] for name in "acd"}
    assert not above["a"]
    assert all(amount < 0.5 for amount in above["c"])
    assert above["c"], "a line below what is added"
    assert all(amount > 0.5 for amount in above["d"])
    assert above["d"], "a line through what is taken away"
