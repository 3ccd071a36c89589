"""Korean particles stand right behind a reference, also where a space was typed for another tool."""

from __future__ import annotations

import re

import pytest

from tests.source.support import read, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@tbl:a에서 보듯", "○에서 보듯"),
        ("@tbl:a 에서 보듯", "○에서 보듯"),
        ("@tbl:a 와, [@tbl:a] 는", "○와, ○는"),
        ("@tbl:a 에너지", "○ 에너지"),
        ("@tbl:a 이 책", "○ 이 책"),
        ("@tbl:a 다음", "○ 다음"),
    ],
)
def test_a_particle_loses_the_space_before_it(text: str, expected: str) -> None:
    chapters, _ = read(text, lang="ko")
    assert re.sub(r"<a data-ref=\"r\d\"/>", "○", shown(chapters[0].body)) == f"<p>{expected}</p>"


def test_other_languages_keep_the_space() -> None:
    chapters, _ = read("@tbl:a 는", lang="en")
    assert "/> 는" in shown(chapters[0].body)
