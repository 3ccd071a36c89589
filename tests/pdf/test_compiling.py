"""Compile and link: the same bytes whatever the cache held, however many processes worked, wherever it was built."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.builders import book, chapter
from tests.pdf.pages import set_book
from tests.pdf.test_pdf import sample

if TYPE_CHECKING:
    from huozi.book import Book

AHEAD = """
import sys
from multiprocessing import forkserver
from pathlib import Path
from huozi.pdf.compiling import warm_up
chapters, cache, jobs = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
warm_up(chapters, cache, jobs)
print(forkserver._forkserver._forkserver_pid is not None)
"""

ROOT = Path(__file__).resolve().parent.parent.parent

BUILD = """
import hashlib, sys
from tests.pdf.pages import set_book
from tests.pdf.test_pdf import sample
if __name__ == "__main__":
    print(hashlib.sha256(set_book(sample(), jobs=int(sys.argv[1])).pdf.data).hexdigest())
"""


def test_one_process_or_several_give_the_same_bytes() -> None:
    assert set_book(sample(), jobs=1).pdf == set_book(sample(), jobs=2).pdf


def _emoji_in(*numbers: int) -> Book:
    """Eight chapters, some with a character of a font that the linker cannot share."""
    written = [chapter(f"<h1>{n}</h1><p>甲{'🎉' * (n in numbers)}乙。</p>", id=f"c{n}") for n in range(1, 9)]
    return book(*written, title_page=False, imprint=False, toc=False, numbering="none")


def test_a_font_that_cannot_be_shared_is_in_the_chapters_that_use_it_alone() -> None:
    """Else the file would tell which process set which chapter, and in what order."""
    one = set_book(_emoji_in(1, 5), jobs=1).pdf
    with pikepdf.open(io.BytesIO(one.data)) as file:
        fonts = [[str(font.get("/BaseFont", "")) for font in page.obj.Resources.Font.values()] for page in file.pages]
    emoji = [number for number, names in enumerate(fonts, 1) if any("Emoji" in name for name in names)]
    assert emoji == [1, 5]
    assert one == set_book(_emoji_in(1, 5), jobs=2).pdf


def test_no_font_tells_when_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(seconds: int) -> bytes:
        monkeypatch.setattr("fontTools.misc.timeTools.time", SimpleNamespace(time=lambda: seconds))
        return set_book(_emoji_in(1), jobs=1).pdf.data

    assert at(1_800_000_000) == at(1_900_000_000)


def test_what_comes_from_the_cache_gives_the_same_bytes(tmp_path: Path) -> None:
    cold = set_book(sample(), cache=tmp_path)
    entries = sorted(tmp_path.iterdir())
    assert len(entries) == len(sample().chapters) + 3  # title page and imprint, division, contents
    warm = set_book(sample(), cache=tmp_path)
    assert warm.pdf == cold.pdf == set_book(sample()).pdf
    assert sorted(tmp_path.iterdir()) == entries


def test_a_damaged_cache_entry_is_compiled_again(tmp_path: Path) -> None:
    cold = set_book(sample(), cache=tmp_path)
    for entry in tmp_path.iterdir():
        entry.write_bytes(entry.read_bytes()[:-7])
    assert set_book(sample(), cache=tmp_path).pdf == cold.pdf


def test_two_hash_seeds_time_zones_and_folders_give_the_same_bytes(tmp_path: Path) -> None:
    script = tmp_path / "build.py"
    script.write_text(BUILD)
    digests = {
        subprocess.run(
            [sys.executable, str(script), jobs],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": "C",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for jobs, folder, seed, zone in (("1", ROOT, "1", "UTC"), ("2", tmp_path, "4242", "Asia/Shanghai"))
    }
    assert digests == {hashlib.sha256(set_book(sample()).pdf.data).hexdigest()}


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="this system copies no process")
@pytest.mark.parametrize(
    ("chapters", "kept", "jobs", "wanted"),
    [("9", False, "2", "True"), ("1", False, "2", "False"), ("9", True, "2", "False"), ("9", False, "1", "False")],
)
def test_the_engine_is_imported_ahead_only_where_workers_will_be_wanted(
    tmp_path: Path, chapters: str, kept: bool, jobs: str, wanted: str
) -> None:
    cache = tmp_path / ".cache"
    if kept:
        cache.mkdir()
    words = [sys.executable, "-c", AHEAD, chapters, str(cache), jobs]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == wanted
