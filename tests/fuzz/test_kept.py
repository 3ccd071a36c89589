"""What random inputs once found is never wrong again."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import making
from tests.fuzz.__main__ import MAKERS, failure, load

KEPT = sorted((Path(__file__).parent / "kept").glob("*.json"))


@pytest.mark.parametrize("path", KEPT, ids=[path.stem for path in KEPT])
def test_an_input_that_once_failed(path: Path) -> None:
    table = json.loads(path.read_text(encoding="utf-8"))
    assert not failure(table["target"], load(table)), table["input"]


@pytest.mark.parametrize("target", MAKERS)
def test_the_first_random_inputs(target: str) -> None:
    for seed in range(20):
        value = MAKERS[target](Random(seed))
        assert not failure(target, value), (seed, value)


def test_a_seed_is_an_input() -> None:
    assert making.manuscript(Random(7)) == making.manuscript(Random(7))
    assert making.line(Random(7)) == making.line(Random(7))
