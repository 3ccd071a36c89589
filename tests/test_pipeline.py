"""The stages in order, and files that are written whole or not at all. The stages here are small ones of the test's."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import huozi
from huozi import epub, outline, passes, pipeline, source, styles, verify
from huozi.book import Folio
from huozi.diagnostics import Log, render
from huozi.pdf import compiling, making
from huozi.pdf.making import Pdf
from tests import builders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from huozi.book import Book
    from huozi.pipeline import Report

ALONE = """
import sys, huozi
report = huozi.build(sys.argv[1], to=["epub"], out=sys.argv[2])
print(report.failed, *sys.modules)
"""

ran: list[str] = []


@pytest.fixture(autouse=True)
def stages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Stages that only say that they ran; the PDF is b"pdf", the EPUB b"epub"."""
    book = builders.book(builders.chapter("<h1>一</h1>"), builders.chapter("<h1>二</h1>", id="two"))
    tree = outline.from_book(book)

    def stage(name: str, value: object) -> Callable[..., Any]:
        def run(*_: object, **__: object) -> object:
            ran.append(name)
            return value

        return run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(source, "read_book", stage("read", book))
    monkeypatch.setattr(passes, "run", stage("passes", book))
    monkeypatch.setattr(outline, "from_book", stage("outline", tree))
    monkeypatch.setattr(styles, "load", stage("styles", SimpleNamespace()))
    monkeypatch.setattr(making, "make", stage("pdf", Pdf(b"pdf", {}, (Folio("i"), Folio("1")), ())))
    monkeypatch.setattr(compiling, "begin", lambda *_: None)
    monkeypatch.setattr(making, "known_starts", lambda *_: ())
    monkeypatch.setattr(epub, "make", stage("epub", b"epub"))
    monkeypatch.setattr(verify, "outputs", stage("verify", None))
    monkeypatch.setattr(verify, "text", stage("text", None))
    ran.clear()
    yield
    assert not list(tmp_path.rglob("*.tmp")), "nothing is left lying about"


def test_an_epub_alone_is_made_without_what_makes_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("---\ntitle: 试\n---\n\n# 一\n\n甲乙丙。\n", encoding="utf-8")
    words = [sys.executable, "-c", ALONE, str(tmp_path / "book.md"), str(tmp_path / "out")]
    failed, *modules = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    assert failed == "False"
    assert not {"weasyprint", "huozi.pdf.making", "huozi.workers"} & set(modules)


def build(log: Log | None = None, **options: Any) -> Report:  # noqa: ANN401 (those of pipeline.build)
    return pipeline.build(builders.config(), log or Log(), out=Path("build"), **options)


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def failing(finding: str) -> Callable[[Book, Log], Book]:
    """A passes.run that finds something."""

    def run(book: Book, log: Log) -> Book:
        getattr(log, finding)("found", "something")
        return book

    return run


def test_the_stages_run_in_their_order_and_both_files_are_written() -> None:
    told: list[str] = []
    report = build(progress=told.append)
    assert ran == ["read", "passes", "outline", "styles", "pdf", "epub", "verify"]
    assert [(file.path, file.size_bytes, file.pages) for file in report.files] == [
        (Path("build/book.pdf"), 3, 2),
        (Path("build/book.epub"), 4, 0),
    ]
    assert (report.failed, report.chapters) == (False, 2)
    assert [Path(f"build/book.{kind}").read_bytes() for kind in ("pdf", "epub")] == [b"pdf", b"epub"]
    assert told == [
        "reading book.md",
        "setting 2 chapters",
        "packing the EPUB",
        "reading the files back",
        "writing build",
    ]


def test_one_kind_alone() -> None:
    build(to={"epub"})
    assert names("build") == ["book.epub"]
    assert "pdf" not in ran


def test_check_does_the_same_and_writes_nothing() -> None:
    report = pipeline.check(builders.config(), Log())
    assert ran == ["read", "passes", "outline", "styles", "pdf", "epub", "verify", "text"]
    assert report.files == ()
    assert names(".") == []


def test_with_an_error_every_stage_still_looks_but_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    Path("build/book.pdf").write_bytes(b"good")
    monkeypatch.setattr(passes, "run", failing("error"))
    ran.clear()
    report = build()
    assert report.failed
    assert report.files == ()
    assert [finding.code for finding in report.findings] == ["found"]
    assert ran == ["read", "outline", "styles", "pdf", "epub"], "comparing files with errors would tell nothing new"
    assert Path("build/book.pdf").read_bytes() == b"good"


def test_a_warning_fails_only_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "run", failing("warn"))
    assert not build().failed
    Path("build/book.pdf").write_bytes(b"good")
    assert build(strict=True).failed
    assert Path("build/book.pdf").read_bytes() == b"good"
    assert pipeline.check(builders.config(), Log(), strict=True).failed


def test_a_difference_between_the_outlines_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "outputs", lambda _tree, _pdf, _epub, log, *_: log.error("outline-differs", "here"))
    assert build().failed
    assert not Path("build").exists()


@pytest.mark.parametrize("stage", ["styles", "read"])
def test_a_stage_that_has_nothing_to_hand_on_ends_the_build(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    log = Log()
    log.error("said", "by the stage itself")
    monkeypatch.setattr(styles, "load", lambda _config, _log: None)
    if stage == "read":
        monkeypatch.setattr(passes, "run", lambda _book, _log: builders.book())
    assert build(log).failed
    assert "pdf" not in ran


# Writing


def errors(log: Log) -> str:
    return render(log.in_reading_order(), log.lines, "text")


@pytest.mark.parametrize(
    ("number", "reason", "advice"),
    [
        (errno.ENOSPC, "No space left on device", "make room on the disk; files that were there before are unchanged"),
        (errno.EIO, "Input/output error", "files that were there before are unchanged"),
    ],
)
def test_a_full_disk_leaves_the_old_files(
    monkeypatch: pytest.MonkeyPatch, number: int, reason: str, advice: str
) -> None:
    build()
    for kind in ("pdf", "epub"):
        Path(f"build/book.{kind}").write_bytes(b"good")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    log = Log()
    report = build(log)
    assert (report.failed, report.files) == (True, ())
    assert errors(log) == f"error[output-unwritten]: `build/book.pdf` cannot be written: {reason}\n      = {advice}"
    assert names("build") == ["book.epub", "book.pdf"]
    assert {Path("build", name).read_bytes() for name in names("build")} == {b"good"}


def test_a_disk_that_forgets_is_noticed_before_the_old_file_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    Path("build/book.pdf").write_bytes(b"good")
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"other")
    log = Log()
    build(log)
    monkeypatch.undo()
    assert "what was written reads back differently" in errors(log)


def test_the_second_file_failing_leaves_the_first_one_old(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    Path("build/book.epub").write_bytes(b"good")
    count = iter(range(9))

    def fail_second(_: int) -> None:
        if next(count) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail_second)
    assert build().failed
    assert Path("build/book.epub").read_bytes() == b"good"


def test_an_interruption_while_writing_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    Path("build/book.pdf").write_bytes(b"good")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build()
    assert Path("build/book.pdf").read_bytes() == b"good"
    assert names("build") == ["book.epub", "book.pdf"]


def test_a_target_that_is_a_folder() -> None:
    Path("build/book.pdf").mkdir(parents=True)
    log = Log()
    build(log)
    assert errors(log) == (
        "error[output-is-folder]: `build/book.pdf` is a folder, where the finished file belongs\n"
        "      = move the folder away, or choose another name with `slug:`"
    )
    assert names("build") == ["book.pdf"]


def test_an_out_folder_that_is_a_file() -> None:
    Path("build").write_text("mine")
    log = Log()
    build(log)
    assert errors(log) == (
        "error[output-folder]: `build` is a file, not a folder\n      = choose another with `--out DIR`"
    )
    assert Path("build").read_text() == "mine"


def test_a_name_that_is_too_long() -> None:
    log = Log()
    pipeline.build(builders.config(slug="长" * 100), log, to={"pdf"}, out=Path("build"))
    assert "cannot be written: File name too long\n      = choose a shorter name with `slug:`" in errors(log)


def test_the_files_have_the_permissions_of_any_new_file() -> None:
    before = os.umask(0o022)
    try:
        build()
    finally:
        os.umask(before)
    assert Path("build/book.pdf").stat().st_mode & 0o777 == 0o644


# The public functions


def test_the_public_names() -> None:
    assert huozi.__all__ == ["Config", "Report", "build", "check"]


def test_build_and_check_from_python() -> None:
    Path("book.md").write_text("# 一\n", encoding="utf-8")
    report = huozi.build("book.md", out="away")
    assert [file.path for file in report.files] == [
        Path("away") / f"{Path.cwd().name}.pdf",
        Path("away") / f"{Path.cwd().name}.epub",
    ]
    assert not huozi.check("book.md").failed


def test_a_book_that_is_not_there_is_a_finding_not_an_exception() -> None:
    for report in (huozi.build("nothing.md"), huozi.check("nothing.md")):
        assert report.failed
        assert [finding.code for finding in report.findings] == ["source-missing"]
