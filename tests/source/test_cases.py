"""Cases in cases/*.md: a title after ■, Markdown, after ▶ the body it becomes, after ▷ what the author is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.source.support import messages, read, shown

CASES = Path(__file__).parent / "cases"


def _cases() -> list[tuple[str, str, str, str]]:
    found = []
    for path in sorted(CASES.glob("*.md")):
        for case in path.read_text(encoding="utf-8").split("■ ")[1:]:
            title, _, rest = case.partition("\n")
            before, _, after = rest.partition("▶\n")
            expected, _, told = after.partition("▷\n")
            found.append((f"{path.stem}: {title}", before, expected.strip("\n"), told.strip("\n")))
    return found


@pytest.mark.parametrize(("text", "expected", "told"), [pytest.param(*case[1:], id=case[0]) for case in _cases()])
def test_a_text_becomes_what_its_case_says(text: str, expected: str, told: str, tmp_path: Path) -> None:
    chapters, log = read(text, tmp_path)
    body = "".join(shown(chapter.body) for chapter in chapters)
    notes = "".join(f"<!-- {note.label} -->{shown(note.body)}" for chapter in chapters for note in chapter.notes)
    assert _joined(body + notes) == _joined(expected)
    assert messages(log) == told


def _joined(html: str) -> str:
    return html.replace("\n", "")
