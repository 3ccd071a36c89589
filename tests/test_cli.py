"""The command as its user meets it: what it prints where, and how it ends."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huozi import cli, doctor, pipeline, starter, verify
from huozi.diagnostics import Log
from huozi.doctor import Font, Health, Part
from huozi.pipeline import Output, Report
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from huozi.config import Config

BOOK = "---\ntitle: 书\n---\n\n# 总论\n\n## 缘起\n\n古人刻版。\n\n# 分论\n"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("book.md").write_text(BOOK, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    code = cli.main(argv)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A pipeline that writes nothing and keeps what it was asked."""
    asked: list[dict[str, Any]] = []

    def build(config: Config, log: Log, **options: Any) -> Report:  # noqa: ANN401
        asked.append({"config": config, **options})
        files = (Output(Path("build/book.pdf"), 1_234_567, 96), Output(Path("build/book.epub"), 340_000))
        return Report(log.failed, () if log.failed else files, ())

    monkeypatch.setattr(pipeline, "build", build)
    return asked


# build


def test_build_says_in_one_line_what_came_out(capsys: pytest.CaptureFixture[str], built: list[dict[str, Any]]) -> None:
    code, out, err = run(capsys, "build", "book.md")
    assert (code, err) == (0, "")
    assert out.startswith("build/book.pdf (96 pages, 1.2 MB), build/book.epub (340 kB) in ")
    assert out.endswith(" s: no errors, no warnings\n")
    assert out.count("\n") == 1
    assert built[0]["to"] == ("pdf", "epub")
    assert built[0]["out"] == Path("build")
    assert (built[0]["jobs"], built[0]["keep"], built[0]["strict"]) == (None, True, False)


def test_every_option_of_build_arrives(capsys: pytest.CaptureFixture[str], built: list[dict[str, Any]]) -> None:
    Path("a.css").touch()
    Path("b.css").touch()
    words = "build book.md --to pdf --out away --style essay --css a.css --css b.css --set toc=false --set title=甲=乙"
    assert run(capsys, *words.split(), "--jobs", "3", "--no-cache", "--strict")[0] == 0
    asked = built[0]
    assert (asked["to"], asked["out"], asked["jobs"], asked["keep"], asked["strict"]) == (
        ("pdf",),
        Path("away"),
        3,
        False,
        True,
    )
    book = asked["config"]
    assert (book.style, book.toc, book.title) == ("essay", False, "甲=乙")
    assert book.css == (Path("a.css").resolve(), Path("b.css").resolve())


def test_the_default_source_is_source_book_md(capsys: pytest.CaptureFixture[str], built: list[dict[str, Any]]) -> None:
    code, out, err = run(capsys, "build")
    assert (code, out) == (1, "")
    assert err == (
        "error[source-missing]: there is no file or folder `source/book.md`\n"
        "      = name a Markdown file or a folder that holds book.md; `huozi init DIR` makes a new book\n"
    )
    Path("source").mkdir()
    Path("source/book.md").write_text(BOOK, encoding="utf-8")
    assert run(capsys, "build")[0] == 0
    assert built[0]["config"].name == "source/book.md"


def test_errors_end_with_1_and_are_counted(capsys: pytest.CaptureFixture[str], built: list[dict[str, Any]]) -> None:
    code, out, err = run(capsys, "build", "book.md", "--set", "tocc=3", "--set", "lang=zh")
    assert code == 1
    assert len(built) == 1
    assert out.startswith("nothing was written in ")
    assert out.endswith(" s: 1 error, 1 warning\n")
    assert err == (
        "<command line>:1:7: error[config-unknown-key]: unknown key `tocc`\n"
        "    1 | --set tocc=3\n"
        "      |       ^^^^\n"
        "      = did you mean `toc`?\n"
        "<command line>:2:12: warning[lang-script]: `zh` does not tell the script; simplified Chinese is assumed\n"
        "    2 | --set lang=zh\n"
        "      |            ^^\n"
        "      = write zh-Hans (simplified) or zh-Hant (traditional)\n"
    )


# Options that stand anywhere


@pytest.mark.parametrize(
    "words", ["--format short build book.md --set lang=zh", "build book.md --set lang=zh --format short"]
)
@pytest.mark.usefixtures("built")
def test_global_options_stand_before_or_after_the_verb(capsys: pytest.CaptureFixture[str], words: str) -> None:
    _, _, err = run(capsys, *words.split())
    assert (
        err
        == "<command line>:1:12: warning[lang-script]: `zh` does not tell the script; simplified Chinese is assumed\n"
    )


@pytest.mark.usefixtures("built")
def test_json_findings_are_one_object_a_line_and_nothing_else_is_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "build", "book.md", "--set", "tocc=3", "--set", "lang=zh", "--format", "json")
    records = [json.loads(line) for line in err.splitlines()]
    assert [(record["severity"], record["code"]) for record in records] == [
        ("error", "config-unknown-key"),
        ("warning", "lang-script"),
    ]


@pytest.mark.usefixtures("built")
def test_quiet_tells_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "-q", "build", "book.md", "--set", "lang=zh")
    assert (code, out, err) == (0, "", "")
    code, out, err = run(capsys, "-q", "build", "book.md", "--set", "lang=zh", "--set", "tocc=3")
    assert (code, out, err.count("error[")) == (1, "", 1)
    assert "warning[" not in err


# Usage, bugs and interruptions


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("bild", "No such command 'bild'"),
        ("build --to docx", "'docx' is not one of 'pdf', 'epub', 'all'"),
        ("build --set toc", "`toc` is not KEY=VALUE"),
        ("build --jobs 0", "0 is not in the range x>=1"),
        ("build a.md b.md", "Got unexpected extra argument"),
        ("--format xml doctor", "'xml' is not one of 'text', 'short', 'json'"),
        ("init", "Missing argument 'DIR'"),
    ],
)
def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str], words: str, message: str) -> None:
    code, out, err = run(capsys, *words.split())
    assert (code, out) == (2, "")
    assert message in err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert [verb for verb in ("build", "check", "doctor", "init", "outline") if f"\n  {verb} " in out] == [
        "build",
        "check",
        "doctor",
        "init",
        "outline",
    ]
    code, out, _ = run(capsys, "--version")
    assert (code, out.split()[0]) == (0, "huozi")


def failing(error: BaseException) -> Callable[..., Report]:
    def build(_config: Config, log: Log, **_: object) -> Report:
        log.warn("before", "found before the failure")
        raise error

    return build


def test_our_own_bug_is_called_one_and_hides_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "build", failing(ValueError("no such box")))
    code, _, err = run(capsys, "build", "book.md")
    assert code == 1
    assert err == (
        "warning[before]: found before the failure\n"
        "error[internal-error]: huozi failed: ValueError: no such box\n"
        "      = this is a bug in huozi, not in the book; run again with -v to see where, and report it\n"
    )
    code, _, err = run(capsys, "build", "book.md", "-v")
    assert "Traceback (most recent call last):" in err
    code, _, err = run(capsys, "build", "book.md", "--format", "json")
    assert [json.loads(line)["code"] for line in err.splitlines()] == ["before", "internal-error"]


def test_what_the_system_refuses_is_no_bug(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "build", failing(PermissionError(13, "Permission denied", "images")))
    code, _, err = run(capsys, "build", "book.md")
    assert code == 1
    assert "error[system-error]: images: Permission denied\n      = mend that and run again\n" in err


def test_an_interruption_ends_with_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "build", failing(KeyboardInterrupt()))
    code, out, err = run(capsys, "build", "book.md")
    assert (code, out) == (130, "")
    assert err == "\ninterrupted; the finished files are whole\n"


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huozi", "outline", "nothing.md"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"source-missing" in done.stderr


def test_a_terminal_of_another_encoding_is_no_failure(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huozi", "outline", "book.md"],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"\\u7b2c\\u4e00\\u7ae0" in done.stdout


# outline and check


def test_outline_of_a_source_as_a_tree(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "outline", "book.md") == (0, "第一章\u3000总论\n  第一节\u3000缘起\n第二章\u3000分论\n", "")


def test_outline_of_a_source_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "outline", "book.md", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {
            "text": "第一章\u3000总论",
            "number": "第一章",
            "page": None,
            "entries": [{"text": "第一节\u3000缘起", "number": "第一节", "page": None, "entries": []}],
        },
        {"text": "第二章\u3000分论", "number": "第二章", "page": None, "entries": []},
    ]


def test_outline_of_a_book_with_errors_is_printed_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    Path("book.md").write_text(BOOK + "\n见[别处](#nowhere)。\n", encoding="utf-8")
    code, out, err = run(capsys, "outline", "book.md", "--format", "short")
    assert code == 1
    assert out.startswith("第一章\u3000总论\n")
    assert "book.md:13:" in err


@pytest.mark.parametrize("name", ["away.pdf", "away.epub"])
@pytest.mark.parametrize("verb", ["outline", "check"])
def test_a_finished_file_that_is_not_there(capsys: pytest.CaptureFixture[str], verb: str, name: str) -> None:
    code, out, err = run(capsys, verb, name)
    assert code == 1
    assert out in ("", f"{name}: 1 error, no warnings\n")
    assert err.startswith(f"error[source-missing]: there is no file `{name}`\n")


@pytest.mark.parametrize("name", ["bad.pdf", "bad.epub"])
@pytest.mark.parametrize("verb", ["outline", "check"])
def test_a_finished_file_that_is_none(capsys: pytest.CaptureFixture[str], verb: str, name: str) -> None:
    Path(name).write_bytes(b"not what its name says")
    code, _, err = run(capsys, verb, name)
    assert code == 1
    assert "error[" in err
    assert "internal-error" not in err


def test_check_of_a_finished_file_asks_verify(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("done.PDF").write_bytes(b"%PDF-")
    monkeypatch.setattr(verify, "file", lambda path, log: log.warn("odd", f"{path.name} is odd"))
    assert run(capsys, "check", "done.PDF") == (
        0,
        "done.PDF: no errors, 1 warning\n",
        "warning[odd]: done.PDF is odd\n",
    )
    assert run(capsys, "check", "done.PDF", "--strict")[0] == 1


def test_check_of_a_source_counts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "check", lambda _config, _log, **_: Report(failed=False, files=(), findings=()))
    assert run(capsys, "check", "book.md") == (0, "book.md: no errors, no warnings\n", "")


# doctor


HEALTHY = Health(
    (Part("huozi", "0.1.0", "", needed=True), Part("qpdf", "", "checks the syntax of PDF", needed=False)),
    (
        Font("body", ("Noto Serif CJK SC",), "Noto Serif CJK SC"),
        Font("kai", ("楷体", "LXGW WenKai"), "LXGW WenKai"),
    ),
)
ILL = Health(HEALTHY.parts, (*HEALTHY.fonts, Font("code", ("Iosevka", "Fira Code"), "")))


def test_doctor_shows_one_screen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_, **__: HEALTHY)
    code, out, err = run(capsys, "doctor")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["huozi", "0.1.0"],
        ["qpdf", "missing", "checks", "the", "syntax", "of", "PDF"],
        [],
        ["body", "Noto", "Serif", "CJK", "SC"],
        ["kai", "LXGW", "WenKai", "instead", "of", "楷体"],
    ]


def test_doctor_fails_where_a_role_has_no_font(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_, **__: ILL)
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert out.splitlines()[-1].split() == ["code", "missing", "install", "Iosevka", "or", "Fira", "Code"]


def test_doctor_looks_at_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "doctor", "book.md")
    assert code == 0
    names = [line.split()[0] for line in out.splitlines() if line.strip()]
    assert names[:7] == ["huozi", "Python", "Pango", "HarfBuzz", "WeasyPrint", "EbookLib", "Python-Markdown"]
    assert names[7:14] == ["java", "EPUBCheck", "qpdf", "poppler", "chromium", "mermaid", "node"]
    assert {"body", "heading", "kai", "fangsong", "code", "latin"} <= set(names)
    assert len(out.splitlines()) <= 24, "one screen"


def test_what_a_missing_part_means() -> None:
    assert HEALTHY.fit
    assert not ILL.fit
    assert not Health((Part("Pango", "", "", needed=True),), HEALTHY.fonts).fit
    assert not Health(HEALTHY.parts, ()).fit


# init


def test_init_makes_a_book_and_says_what_comes_next(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/huozi")
    code, out, err = run(capsys, "init", "new")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "new now holds a book:"
    assert out.splitlines()[-1] == "Next: cd new && make"
    assert sorted(path.relative_to("new").as_posix() for path in Path("new").rglob("*") if path.is_file()) == [
        ".gitignore",
        "Makefile",
        "source/00-preface.md",
        "source/01-writing.md",
        "source/02-setting.md",
        "source/03-sharing.md",
        "source/book.md",
        "source/images/composing-stick.svg",
    ]


def test_init_tells_make_of_a_command_that_is_not_on_the_path(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    _, out, _ = run(capsys, "init", "new")
    assert out.splitlines()[-1] == f'Next: cd new && make HUOZI="{sys.executable} -m huozi"'


def test_init_leaves_a_folder_alone_that_is_not_empty(capsys: pytest.CaptureFixture[str]) -> None:
    Path("full").mkdir()
    Path("full/mine.txt").write_text("mine")
    code, out, err = run(capsys, "init", "full")
    assert (code, out) == (1, "")
    assert err == "error[folder-taken]: `full` is not an empty folder\n      = name a new folder\n"
    assert [path.name for path in Path("full").iterdir()] == ["mine.txt"]
    assert run(capsys, "init", "book.md")[2].startswith("error[folder-taken]: `book.md` is not an empty folder\n")


def test_the_new_book_has_no_mistakes(capsys: pytest.CaptureFixture[str]) -> None:
    starter.plant(Path("new"), Log())
    code, out, err = run(capsys, "outline", "new/source")
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == ["前言", "第一章\u3000写稿", "  第一节\u3000段落与标题"]


def test_the_makefile_of_the_new_book_works_and_does_nothing_the_second_time(tmp_path: Path) -> None:
    starter.plant(Path("new"), Log())
    program = tmp_path / "huozi"
    program.write_text('#!/bin/sh\necho "$@" >> calls\nmkdir -p build\ntouch build/my-book.pdf build/my-book.epub\n')
    program.chmod(0o755)

    def make(*words: str) -> None:
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        subprocess.run(["make", *words], cwd="new", env=environment, capture_output=True, check=True)

    calls = Path("new/calls")
    make()
    make()
    assert calls.read_text().splitlines() == ["build source/book.md --out build"]
    Path("new/build/my-book.epub").unlink()
    make()
    assert len(calls.read_text().splitlines()) == 2
    make("clean")
    assert not Path("new/build").exists()
    make("check")
    assert calls.read_text().splitlines()[2:] == ["check source/book.md"]


def test_the_package_carries_the_new_book() -> None:
    """The wheel is made from package data, which must name every file of it."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["huozi.starter"]
    carried = {path for pattern in patterns for path in starter.BOOK.parent.glob(pattern) if path.is_file()}
    assert carried == {path for path in starter.BOOK.rglob("*") if path.is_file()}


# A terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_shown_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with cli._progress(cli._Session()) as progress:
        progress("setting 12 chapters")
    assert "setting 12 chapters" in terminal.getvalue()


@pytest.mark.usefixtures("built")
def test_verbose_tells_the_stages_anywhere(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_config: Config, _log: Log, **options: Any) -> Report:  # noqa: ANN401
        options["progress"]("setting 2 chapters")
        return Report(failed=False, files=(), findings=())

    monkeypatch.setattr(pipeline, "build", build)
    told = run(capsys, "build", "book.md", "-v")[2]
    assert re.fullmatch(r" *\d+\.\d\d s  setting 2 chapters\n", told), told
    assert run(capsys, "build", "book.md")[2] == ""


def test_severities_are_coloured_on_a_terminal_and_the_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    session = cli._Session()
    session.log.error("one", "缺图")
    cli._show_findings(session)
    assert terminal.getvalue() == "\x1b[1;31merror[one]\x1b[0m: 缺图\n"


@pytest.mark.usefixtures("built")
def test_timings_are_a_table_of_the_stages_that_add_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_config: Config, _log: Log, **options: Any) -> Report:  # noqa: ANN401
        options["progress"]("setting 2 chapters")
        time.sleep(0.05)
        options["progress"]("writing build")
        return Report(failed=False, files=(), findings=())

    monkeypatch.setattr(pipeline, "build", build)
    code, out, err = run(capsys, "build", "book.md", "--timings")
    rows = [line.split(maxsplit=3) for line in out.splitlines()[1:]]
    assert (code, err) == (0, "")
    assert [row[3] for row in rows] == ["starting", "setting 2 chapters", "writing build", "in all"]
    seconds = [float(row[0]) for row in rows]
    assert seconds[1] >= 0.05
    assert sum(seconds[:-1]) == pytest.approx(seconds[-1], abs=0.02)
    assert rows[-1][2] == "100%"
    assert "in all" not in run(capsys, "build", "book.md")[1]


@pytest.mark.usefixtures("built")
def test_verbose_timings_tell_each_chapter_the_longest_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_config: Config, _log: Log, **_options: Any) -> Report:  # noqa: ANN401
        return Report(failed=False, files=(), findings=(), seconds={"起因": 0.25, "经过": 1.5})

    monkeypatch.setattr(pipeline, "build", build)
    out = run(capsys, "build", "book.md", "--timings", "-v")[1]
    assert out.splitlines()[-2:] == ["    1.50 s       经过", "    0.25 s       起因"]
    assert "起因" not in run(capsys, "build", "book.md", "--timings")[1]
