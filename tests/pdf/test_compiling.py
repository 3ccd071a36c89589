"""Compile and link: the same bytes whatever the cache held, however many processes worked, wherever it was built."""

from __future__ import annotations

import gc
import hashlib
import io
import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from huozi import fontlist, outline, styles
from huozi.diagnostics import Log
from huozi.limits import Limits
from huozi.pdf import compiling, making
from huozi.pdf.compiling import compiler
from huozi.pdf.job import Job, Setup
from huozi.pdf.limits import watched
from huozi.workers import crew
from tests import builders
from tests.builders import book, chapter
from tests.pdf.pages import set_book
from tests.pdf.test_pdf import plain, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.book import Book
    from huozi.pdf.limits import Stopped
    from huozi.pdf.object import Object

STARTED = """
import ctypes.util, sys
searched = []
ctypes.util.find_library = searched.append
import cffi.cparser, huozi.pdf.ready
late = {"fontTools.subset", "fontTools.varLib", "pikepdf", "lxml.etree", "importlib.metadata"}
print(*searched, *sorted(late & set(sys.modules)))

from huozi import styles
from huozi.diagnostics import Log
from huozi.pdf import layout
from huozi.pdf.object import file_digest
from huozi.pdf.job import Job, Setup
from tests import builders
look = styles.load(builders.config(), Log())
parsed = []
parse = cffi.cparser.Parser._parse
cffi.cparser.Parser._parse = lambda parser, source: parsed.append(source.split()[-1]) or parse(parser, source)
layout.start_worker(Setup(look.print_css, frozenset(file_digest(one.path) for one in look.faces), {}))
text = "<p>\u5b57 typesetting</p><p lang='en'>A Latin paragraph</p><pre><code>a = 1</code></pre>"
layout.compile_job(Job("one", f"<html lang='zh-Hans'><body>{text}</body></html>".encode()))
print(*parsed)
"""
"""A program that makes the layout engine ready, lays out a page and prints what it should have done without."""

AHEAD = """
from multiprocessing import forkserver
from huozi.workers import warm_up
warm_up()
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
    from huozi.pdf import layout

    look = styles.load(builders.config(), Log())
    assert look is not None
    layout.start_worker(Setup(look.print_css, frozenset(), {}))
    job = Job("one", "<html lang='zh-Hans'><body><p>甲🎉</p></body></html>".encode())

    def at(seconds: int) -> Object | Stopped:
        monkeypatch.setattr("fontTools.misc.timeTools.time", SimpleNamespace(time=lambda: seconds))
        return layout.compile_job(job)

    assert at(1_800_000_000) == at(1_900_000_000)


def test_what_a_job_laid_out_is_gone_with_it() -> None:
    """Boxes that hold each other wait for the collector, which costs a tenth of the time and memory meanwhile."""
    from huozi.pdf import layout

    look = styles.load(builders.config(), Log())
    assert look is not None
    layout.start_worker(Setup(look.print_css, frozenset(), {}))
    text = "\u6587\u5b57 words hyphenation" * 9
    note = f"<span class='footnote'>{text}</span>"
    body = f"<h1>\u9898</h1><p>{text}{note}<ruby>\u6c49<rt>han</rt></ruby></p><ul><li>{text}</li></ul>"
    body += f"<table><tr><td>{text}</td></tr></table>"
    job = Job("one", f"<html lang='zh-Hans'><body class='print'>{body}</body></html>".encode())

    def left() -> list[str]:
        kinds = (type(one).__name__ for one in gc.get_objects())
        return [kind for kind in kinds if kind.endswith(("Box", "LayoutContext", "Shaped"))]

    gc.collect()
    before = left()
    gc.disable()
    try:
        compiled = layout.compile_job(job)
        after = left()
    finally:
        gc.enable()
    assert hasattr(compiled, "pages"), compiled
    assert len(after) <= len(before)


def test_what_comes_from_the_cache_gives_the_same_bytes(tmp_path: Path) -> None:
    cold = set_book(sample(), cache=tmp_path)
    entries = sorted(tmp_path.iterdir())
    objects = [entry for entry in entries if entry.suffix == ".object"]
    assert len(objects) == len(sample().chapters) + 3  # title page and imprint, division, contents
    warm = set_book(sample(), cache=tmp_path)
    assert warm.pdf == cold.pdf == set_book(sample()).pdf
    assert sorted(tmp_path.iterdir()) == entries


def test_a_new_version_of_what_shapes_text_compiles_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(name in fontlist.libraries() for name in ("pango", "harfbuzz", "fontconfig"))
    set_book(sample(), cache=tmp_path)
    before = set(tmp_path.glob("*.object"))
    compiling._versions.cache_clear()
    monkeypatch.setattr(fontlist, "libraries", lambda: "libpango 99")
    set_book(sample(), cache=tmp_path)
    compiling._versions.cache_clear()
    assert len(set(tmp_path.glob("*.object")) - before) == len(before)


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
def test_the_engine_is_imported_ahead() -> None:
    words = [sys.executable, "-c", AHEAD]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "True"


def test_the_layout_engine_searches_no_libraries_imports_little_and_reads_declarations_before() -> None:
    done = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_word_that_never_ends_is_cut_and_loses_nothing() -> None:
    made = set_book(plain("<p>" + "~" * 9000 + "</p>"))
    assert sum(row.text.count("~") for page in range(len(made.document)) for row in made.body(page)) == 9000


def test_the_time_of_a_job_is_no_limit_for_what_the_process_does_later() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_CPU)
    inside = watched(lambda _: resource.getrlimit(resource.RLIMIT_CPU), Job("a", b""), Limits(seconds=100))
    assert inside != before
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


@pytest.mark.parametrize("limits", [Limits(seconds=0.05), Limits(memory_mb=1)], ids=["time", "memory"])
def test_a_chapter_that_meets_a_limit_is_named_with_its_place(limits: Limits) -> None:
    text = "纸坊的人把湿纸一张张贴上火墙，等它慢慢地干。" * 3000
    it = plain(f"<p>短。</p><p>{text}</p>")
    log, look = Log(), styles.load(it.config, Log())
    assert look is not None
    with crew() as workers:
        assert making.make(it, look, outline.from_book(it), log, crew=workers, limits=limits) is None
    (entry,) = [one for one in log.entries if one.code == "layout-stopped"]
    assert entry.at is not None
    assert entry.at.path == "book.md"
    assert re.search("takes over 0 s|needs over 1 MB|died", entry.message)


def test_a_job_waits_for_the_process_that_begins_while_others_are_made() -> None:
    """It would let another process start, which had nothing to do."""
    job = Job("one", "<html lang='zh'><body><p>一张纸。</p></body></html>".encode())
    with crew(2) as workers, compiler(Setup("", frozenset(), {}), {}, None, workers) as one:
        workers.begin(compiling._start, one.setup)

        def made() -> Iterator[Job]:
            yield job
            while not workers.is_ready:
                time.sleep(0.01)

        one.begin(made())
        assert workers.pool is not None
        assert len(workers.pool._processes) == 1
        assert len(one.compile([job])) == 1


def test_a_job_whose_worker_is_killed_is_done_by_another() -> None:
    words = "".join(f"<p>第{number}张纸，已经晒干。</p>" for number in range(1500)).encode()
    job = Job("long", b"<html lang='zh'><body>" + words + b"</body></html>")
    with crew(2) as workers, compiler(Setup("", frozenset(), {}), {}, None, workers) as one:
        found: list[Object | Stopped] = []
        thread = threading.Thread(target=lambda: found.extend(one.compile([job, job])))
        thread.start()
        deadline = time.monotonic() + 20
        while workers.pool is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        assert workers.pool is not None
        for worker in list(workers.pool._processes.values()):
            worker.kill()
        thread.join(60)
    assert [type(each).__name__ for each in found] == ["Object", "Object"]
