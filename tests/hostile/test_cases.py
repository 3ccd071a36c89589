"""Each hostile book ends soon, says what it must, and leaves nothing in the outputs that a book must not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hostile import cases, tricks
from tests.hostile.attack import run

if TYPE_CHECKING:
    from pathlib import Path

ALL = {**cases.ALL, **tricks.ALL}
PARAMETERS = [
    pytest.param(name, id=name, marks=[pytest.mark.hostile] if case.slow else []) for name, case in ALL.items()
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_hostile_book(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(ALL[name], tmp_path, capsys, monkeypatch)
