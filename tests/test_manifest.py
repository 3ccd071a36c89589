"""A build of which nothing has changed makes nothing, and says what the last one said; any change makes it anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from huozi import manifest, pipeline
from huozi.diagnostics import Log
from huozi.manifest import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from huozi.config import Config
    from huozi.pipeline import Report

BOOK = """\
---
title: 窑火
cover: false
css: [own.css]
chapters: [text/one.md, text/two.md]
---
"""

ONE = """\
# 看火

看火的人不说话，只听柴在窑里响。

![窑](kiln.png)

{{#include more.md}}

[^unused]: 没有人叫到这条注。
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    (folder / "text").mkdir(parents=True)
    (folder / "book.md").write_text(BOOK, encoding="utf-8")
    (folder / "own.css").write_text("p { color: #111 }\n", encoding="utf-8")
    (folder / "text/one.md").write_text(ONE, encoding="utf-8")
    (folder / "text/two.md").write_text("# 开窑\n\n第三天早上开窑。\n", encoding="utf-8")
    (folder / "text/more.md").write_text("响声匀了，火就到了。\n", encoding="utf-8")
    Image.new("RGB", (40, 30), (160, 40, 30)).save(folder / "kiln.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return folder


def request(**changed: object) -> Request:
    return Request(**({"source": Path("book"), "kinds": ("epub",), "out": Path("out")} | changed))  # type: ignore[arg-type]


def build(asked: Request | None = None) -> tuple[Report, Log, bool]:
    """Build; also whether anything was made."""
    stages: list[str] = []
    log = Log()
    report = pipeline.build_source(asked or request(), log, progress=stages.append)
    assert report is not None
    assert not report.failed, log.entries
    return report, log, stages != ["nothing has changed"]


@pytest.mark.usefixtures("book")
def test_nothing_changed_makes_nothing_and_says_the_same() -> None:
    first, log, made = build()
    assert made
    content = Path("out/book.epub").read_bytes()
    again, log_again, made = build()
    assert not made
    assert again == first
    assert Path("out/book.epub").read_bytes() == content
    assert [one.code for one in again.findings] == ["note-unused"]
    (at,) = [one.at for one in again.findings]
    assert at is not None
    assert log_again.in_reading_order() == log.in_reading_order()
    assert log_again.lines[at.path][at.line - 1] == "[^unused]: 没有人叫到这条注。"


@pytest.mark.usefixtures("book")
def test_a_command_that_changes_nothing_loads_no_library() -> None:
    words = ["build", "book", "--to", "epub", "--out", "out"]
    program = f"import sys\nfrom huozi.cli import main\nassert main({words}) == 0\nprint(*sys.modules)\n"
    outs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(2)
    ]
    assert "lxml" in outs[0].stdout.split()
    assert not {"lxml", "yaml", "markdown", "tinycss2", "weasyprint", "ebooklib"} & set(outs[1].stdout.split())
    assert outs[0].stderr == outs[1].stderr != ""


def _same_size_and_time(path: Path, old: str, new: str) -> None:
    before = path.stat()
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def _cut_manifests(_: Path) -> None:
    for path in Path("out/.cache").glob("*.manifest"):
        path.write_bytes(path.read_bytes()[:-1])


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word of a chapter, in the same second": lambda book: _same_size_and_time(book / "text/two.md", "三", "四"),
    "the front matter": lambda book: _same_size_and_time(book / "book.md", "窑火", "窑灰"),
    "an included file": lambda book: _same_size_and_time(book / "text/more.md", "匀", "稳"),
    "a style sheet": lambda book: _same_size_and_time(book / "own.css", "#111", "#222"),
    "a picture": lambda book: Image.new("RGB", (40, 30), (10, 40, 30)).save(book / "kiln.png"),
    "a picture that comes before another": lambda book: Image.new("RGB", (9, 9)).save(book / "text/kiln.png"),
    "the finished file": lambda _: Path("out/book.epub").write_bytes(b"other"),
    "no finished file": lambda _: Path("out/book.epub").unlink(),
    "a damaged manifest": _cut_manifests,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_the_files_anew(book: Path, change: str) -> None:
    build()
    assert not build()[2]
    CHANGES[change](book)
    assert build()[2]
    made = Path("out/book.epub").read_bytes()
    fresh = request(out=Path("fresh"))
    build(fresh)
    assert made == Path("fresh/book.epub").read_bytes()


def test_a_link_that_leads_to_another_file_makes_the_files_anew(book: Path) -> None:
    picture = book / "kiln.png"
    picture.rename(book / "a.png")
    Image.new("RGB", (40, 30), (1, 2, 3)).save(book / "b.png")
    picture.symlink_to("a.png")
    build()
    assert not build()[2]
    picture.unlink()
    picture.symlink_to("b.png")
    assert build()[2]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    "changed",
    [
        {"settings": (("title", "开窑"),)},
        {"style": "essay"},
        {"strict": False, "kinds": ("epub",), "css": (Path("more.css"),)},
        {"out": Path("elsewhere")},
    ],
)
def test_another_request_is_another_build(changed: dict[str, object]) -> None:
    Path("more.css").write_text("p { color: #333 }\n", encoding="utf-8")
    build()
    assert build(request(**changed))[2]
    assert not build(request(**changed))[2]


@pytest.mark.usefixtures("book")
def test_the_date_that_the_environment_gives_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert build()[2]


@pytest.mark.usefixtures("book")
def test_other_fonts_or_programs_count(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.setattr("huozi.fontlist.listed", lambda: "another font\n")
    with manifest.watch(request(), Path("out/.cache")) as watch:
        assert watch is not None
        assert watch.unchanged() is None


def test_a_file_changed_while_it_is_built_is_not_taken_for_built(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = pipeline.build

    def build_and_be_late(config: Config, log: Log, **options: object) -> Report:
        report = own(config, log, **options)  # type: ignore[arg-type]
        _same_size_and_time(book / "text/two.md", "三", "四")
        return report

    monkeypatch.setattr(pipeline, "build", build_and_be_late)
    build()
    monkeypatch.setattr(pipeline, "build", own)
    assert build()[2]


def test_a_failed_build_is_not_remembered(book: Path) -> None:
    (book / "text/two.md").write_text("# 开窑\n\n![没有](none.png)\n", encoding="utf-8")
    for _ in range(2):
        log = Log()
        report = pipeline.build_source(request(), log)
        assert report is not None
        assert report.failed
        assert [one.code for one in log.entries if one.code == "image-missing"] == ["image-missing"]


@pytest.mark.usefixtures("book")
def test_without_a_cache_nothing_is_remembered() -> None:
    pipeline.build_source(request(), Log(), keep=False)
    assert not list(Path("out").rglob("*.manifest"))


@pytest.mark.usefixtures("book")
def test_outputs_beside_the_source_are_no_change_of_it() -> None:
    beside = request(out=Path("book"))
    build(beside)
    assert not build(beside)[2]
