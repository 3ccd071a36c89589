"""Set-up: what make offers, what it does and leaves alone, and what it says where it may not install."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock", "requirements-fuzz.lock")

FAKE_HUOZI = """#!/bin/sh
echo "$@" >>calls
touch build/huozi-handbook.pdf build/huozi-handbook.epub
"""

NOTHING_INSTALLED = """\
Missing: Python 3.11 or newer with venv, Pango, HarfBuzz subset, fontconfig, Chinese fonts (Noto CJK), a Kai font, \
a code font, a Latin font, an emoji font.
Install what is missing with the command for your system, then run make again:
  Debian, Ubuntu  sudo apt-get install -y python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
fontconfig fonts-noto-cjk fonts-lxgw-wenkai fonts-dejavu-core fonts-liberation fonts-noto-color-emoji
  Fedora          sudo dnf install -y python3 pango harfbuzz fontconfig google-noto-serif-cjk-fonts \
google-noto-sans-cjk-fonts cjkuni-ukai-fonts dejavu-sans-fonts dejavu-sans-mono-fonts liberation-serif-fonts \
google-noto-color-emoji-fonts
  macOS           brew install python@3.13 pango harfbuzz fontconfig font-noto-serif-cjk font-noto-sans-cjk \
font-lxgw-wenkai
  Windows (MSYS2) pacman -S --needed make mingw-w64-x86_64-python mingw-w64-x86_64-pango mingw-w64-x86_64-harfbuzz \
mingw-w64-x86_64-fontconfig
  Windows (WSL)   wsl --install -d Debian, then in it the command for Debian
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project whose set-up is done, and whose huozi only notes that it was called."""
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "setup", tmp_path / "setup")
    for name in ("source/book.md", "styles/book.css", "huozi/__init__.py", "build/.gitkeep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    _program(tmp_path / ".venv/bin/huozi", FAKE_HUOZI)
    for stamp in ("system", "huozi"):
        (tmp_path / ".venv/stamps" / stamp).parent.mkdir(exist_ok=True)
        (tmp_path / ".venv/stamps" / stamp).touch()
    return tmp_path


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder for PATH with the few programs that any system has, and an ordinary user without sudo."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in ("sh", "dirname", "grep", "env", "true"):
        (path / name).symlink_to(str(shutil.which(name)))
    _program(path / "id", "#!/bin/sh\necho 1000\n")
    _program(path / "sudo", "#!/bin/sh\nexit 1\n")
    return path


def test_make_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (all .*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    listed = re.findall(r"^make (\S+)", _make(ROOT, "help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())


def test_make_builds_once_and_a_second_make_does_nothing_well_under_a_second(tree: Path) -> None:
    _make(tree)
    assert _calls(tree) == 1
    start = time.monotonic()
    _make(tree)
    assert time.monotonic() - start < 1
    assert _calls(tree) == 1
    assert _make(tree, "--question", "all").returncode == 0


@pytest.mark.parametrize("name", ["source/book.md", "styles/book.css", "huozi/__init__.py", "requirements.lock"])
def test_a_changed_input_builds_the_book_again(tree: Path, name: str) -> None:
    _make(tree)
    if name == "requirements.lock":  # installing is the network's business: here only its stamp changes
        name = ".venv/stamps/huozi"
    _touch_later(tree / name)
    _make(tree)
    assert _calls(tree) == 2


def test_a_source_file_taken_away_builds_the_book_again(tree: Path) -> None:
    (tree / "source/more.md").touch()
    _make(tree)
    (tree / "source/more.md").unlink()
    _touch_later(tree / "source")
    _make(tree)
    assert _calls(tree) == 2


@pytest.mark.parametrize("name", ["build/huozi-handbook.pdf", "build/huozi-handbook.epub"])
def test_an_output_taken_away_is_built_again(tree: Path, name: str) -> None:
    _make(tree)
    (tree / name).unlink()
    _make(tree)
    assert (tree / name).exists()
    assert _calls(tree) == 2


def test_make_clean_leaves_the_folder_and_the_environment(tree: Path) -> None:
    _make(tree)
    (tree / "build/.cache").mkdir()
    (tree / "build/.cache/object").touch()
    _make(tree, "clean")
    assert [path.name for path in (tree / "build").iterdir()] == [".gitkeep"]
    assert (tree / ".venv/stamps/huozi").exists()


def test_where_apt_may_not_be_used_the_command_for_each_system_is_printed(bare_path: Path) -> None:
    done = _system("build", bare_path)
    assert done.returncode == 1
    assert done.stderr == NOTHING_INSTALLED
    assert done.stdout == ""


def test_an_ordinary_user_with_apt_but_without_sudo_gets_the_command_too(bare_path: Path) -> None:
    _program(bare_path / "apt-get", "#!/bin/sh\necho apt-get was run\n")
    _program(bare_path / "dpkg-query", "#!/bin/sh\n")
    done = _system("build", bare_path)
    assert (done.returncode, done.stderr, done.stdout) == (1, NOTHING_INSTALLED, "")


def test_apt_installs_only_what_is_missing_and_asks_nothing(bare_path: Path, tmp_path: Path) -> None:
    _program(bare_path / "id", "#!/bin/sh\necho 0\n")
    _program(bare_path / "apt-get", f'#!/bin/sh\necho "$DEBIAN_FRONTEND: $*" >>{tmp_path}/apt\n')
    _program(bare_path / "dpkg-query", "#!/bin/sh\n")
    _program(bare_path / "java", "#!/bin/sh\n")
    done = _system("test", bare_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "apt").read_text().splitlines() == [
        "noninteractive: update -qq",
        "noninteractive: install -qq -y --no-install-recommends poppler-utils qpdf",
    ]


def test_an_apt_that_fails_ends_in_the_command(bare_path: Path) -> None:
    _program(bare_path / "id", "#!/bin/sh\necho 0\n")
    _program(bare_path / "apt-get", "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
    _program(bare_path / "dpkg-query", "#!/bin/sh\n")
    done = _system("build", bare_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"E: no network\napt-get could not install them (its message is above).\n{NOTHING_INSTALLED}"
    )


def test_a_python_that_is_too_old_is_named(bare_path: Path) -> None:
    _program(bare_path / "python3.9", "#!/bin/sh\nexit 1\n")
    done = _system("build", bare_path, PYTHON="python3.9")
    assert done.returncode == 1
    assert done.stderr == (
        "PYTHON=python3.9 is not a Python 3.11 or newer that can make a virtual environment (module venv).\n"
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    for requirement in _requirements(text):
        assert re.match(r"[a-z0-9-]+==\S+ ", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize(("lock", "extra"), list(zip(LOCKS, ("", "test", "bench", "fuzz"), strict=True)))
def test_a_lock_holds_all_that_the_project_asks_for(lock: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    pinned = {requirement.split("==")[0] for requirement in _requirements((ROOT / lock).read_text())}
    assert {_normal(re.split(r"[<>=~!]", line)[0]) for line in asked} <= pinned


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_the_larger_locks_agree_with_the_one_that_users_get(lock: str) -> None:
    assert set(_requirements((ROOT / LOCKS[0]).read_text())) <= set(_requirements((ROOT / lock).read_text()))


def _requirements(text: str) -> list[str]:
    return [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def _make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def _system(step: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HUOZI_LIBRARY_PATH": str(path), **environment}
    command = [str(ROOT / "setup/system.sh"), step]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _calls(tree: Path) -> int:
    return len((tree / "calls").read_text().splitlines())


def _touch_later(path: Path) -> None:
    """Clocks of file systems may be coarse: a change in a test comes two seconds later."""
    later = time.time() + 2
    os.utime(path, (later, later))
