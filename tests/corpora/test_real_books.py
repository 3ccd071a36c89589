"""The real books are imported and build without a crash or error, with one outline and valid. `pytest -m corpora`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import CORPORA
from tests.corpora.books import BOOKS, RealBook
from tests.corpora.measure import measure

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.corpora
@pytest.mark.needs_corpora
@pytest.mark.needs_java
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_a_real_book_becomes_two_valid_files_with_its_own_outline(book: RealBook, tmp_path: Path) -> None:
    result = measure(book, CORPORA, tmp_path / "made")
    assert result.broken == []
    assert result.left == {}
    assert result.epubcheck == []
    assert result.structure is not None
    assert result.structure.unexplained() == []
