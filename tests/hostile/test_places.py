"""Where files are read and written: links, pipes and folders in the place of files lead nowhere and stop nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from huozi import cli
from huozi.store import Store, key_of
from tests.hostile.attack import CANARY, Case, book, run

if TYPE_CHECKING:
    from pathlib import Path


def build(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str = "# 章\n\n甲。\n", *options: str) -> int:
    monkeypatch.chdir(folder)
    (folder / "ink.md").write_text(text, encoding="utf-8")
    return cli.main(["-q", "build", "ink.md", *options])


def test_a_link_in_the_place_of_an_output_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "book" / "build").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(CANARY, encoding="utf-8")
    target = tmp_path / "book" / "build" / "ink.pdf"
    target.symlink_to(tmp_path / "secret.txt")
    assert build(tmp_path / "book", monkeypatch) == 0
    assert (tmp_path / "secret.txt").read_text(encoding="utf-8") == CANARY
    assert not target.is_symlink()
    assert target.read_bytes().startswith(b"%PDF")


def test_outputs_beside_the_source_leave_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(tmp_path, monkeypatch, "# 章\n\n甲。\n", "--out", ".", "--no-cache") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ink.epub", "ink.md", "ink.pdf"]
    assert (tmp_path / "ink.md").read_text(encoding="utf-8") == "# 章\n\n甲。\n"


def test_a_name_that_is_no_text_is_a_name_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"bad\xff.md")
    try:
        (tmp_path / name).write_text("# 章\n\n甲。\n", encoding="utf-8")
    except OSError:
        pytest.skip("this system takes no such name")
    assert cli.main(["-q", "build", name, "--no-cache"]) == 0
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["bad-.epub", "bad-.pdf"]


def test_no_program_in_the_folder_of_a_book_is_run(tmp_path: Path) -> None:
    """Python looks for modules in the folder where it is started with `-c`, as processes of it are."""
    folder, script = tmp_path / "book", tmp_path / "make.py"
    folder.mkdir()
    (folder / "book.md").write_text("# 章\n\n甲。\n", encoding="utf-8")
    for name in ("multiprocessing", "huozi", "weasyprint", "lxml", "signal", "socket", "sitecustomize"):
        (folder / f"{name}.py").write_text(f"open('ran', 'a').write('{name} ')\n", encoding="utf-8")
    script.write_text("from huozi.cli import main\nraise SystemExit(main(['build', 'book.md']))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, check=False)
    assert not (folder / "ran").exists(), (folder / "ran").read_text(encoding="utf-8")
    assert (done.returncode, done.stderr.count("\n")) == (0, 0), done.stderr


def test_a_cache_that_is_a_link_costs_no_file_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text(CANARY, encoding="utf-8")
    (tmp_path / "book" / "build").mkdir(parents=True)
    (tmp_path / "book" / "build" / ".cache").symlink_to(tmp_path / "papers")
    assert build(tmp_path / "book", monkeypatch) == 0
    assert (tmp_path / "papers" / "letter.txt").read_text(encoding="utf-8") == CANARY


def test_a_cache_that_is_full_drops_its_own_entries_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(key_of(b"a"), "object", b"0" * 1000)
    (tmp_path / "letter.txt").write_text(CANARY, encoding="utf-8")
    store.shrink((), limit=0)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize(
    ("files", "says"),
    [
        (book("{{#include pipe.md}}"), "book.md:3 error[include-missing]"),
        (book("<<< pipe.md"), "book.md:3 error[include-missing]"),
        (book("![甲](pipe.md)"), "book.md:3 error[image-missing]"),
        (book("甲。", "css: pipe.md"), "book.md:2 error[css-missing]"),
        (book("甲。", "cover: pipe.md"), "book.md:2 error[cover-missing]"),
        ({"book.md": "---\nchapters: [pipe.md]\n---\n"}, "book.md:2 error[chapter-missing]"),
        (book("甲。", "pdf: {standard: print, profile: pipe.md}"), "book.md:2 error[profile-missing]"),
    ],
    ids=["include", "snippet", "picture", "sheet", "cover", "chapter", "profile"],
)
def test_a_pipe_that_nobody_writes_to_is_no_file(
    files: dict[str, str | bytes],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "book").mkdir()
    os.mkfifo(tmp_path / "book" / "pipe.md")
    run(Case(files, (says,)), tmp_path, capsys, monkeypatch)
