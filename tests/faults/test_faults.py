"""Full disks, killed processes, builds at once, clocks that jump: old files survive and the next build is right."""

from __future__ import annotations

import errno
import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from huozi import pipeline
from huozi.diagnostics import Log
from tests.hostile.attack import powerless

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no process")

HUOZI = str(Path(sys.executable).with_name("huozi"))
FIRST = "# 纸\n\n山里的纸坊入冬就停了工。\n\n# 墨\n\n松烟和胶，捣上万杵。\n"
SECOND = FIRST + "\n# 笔\n\n兔毫为柱，羊毫为被。\n"
KINDS = ("pdf", "epub")
Files = dict[str, bytes]


def build(folder: Path, *options: str, prefix: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    """A build of the book in `folder`, at work."""
    words = [*prefix, HUOZI, "-q", "build", "ink.md", *options]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def built(folder: Path, *options: str) -> Files:
    """What a build that goes well writes."""
    process = build(folder, *options)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said.decode()
    return files(folder)


def files(folder: Path) -> Files:
    """The outputs of a book, and nothing must lie beside them but the cache."""
    out = folder / "build"
    names = sorted(path.name for path in out.iterdir() if path.name != ".cache")
    assert names == ["ink.epub", "ink.pdf"]
    return {kind: (out / f"ink.{kind}").read_bytes() for kind in KINDS}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """The outputs of the two texts, made in folders of their own."""
    made = []
    for text in (FIRST, SECOND):
        folder = tmp_path_factory.mktemp("good")
        (folder / "ink.md").write_text(text, encoding="utf-8")
        made.append(built(folder))
    return made[0], made[1]


@pytest.fixture
def folder(tmp_path: Path, good: tuple[Files, Files]) -> Path:
    """A book whose first text is built, and whose second one is to be."""
    (tmp_path / "ink.md").write_text(FIRST, encoding="utf-8")
    assert built(tmp_path) == good[0]
    (tmp_path / "ink.md").write_text(SECOND, encoding="utf-8")
    return tmp_path


# Writing, killed or out of room: cheap, so that many moments can be tried.


def write(folder: Path, content: Files) -> bool:
    """Only the last stage of a build."""
    return pipeline.write({folder / f"ink.{kind}": data for kind, data in content.items()}, Log())


def child(work: Callable[[], object]) -> int:
    """Do that in a process of its own, which never comes back."""
    if pid := os.fork():
        return pid
    try:
        work()
    finally:
        os._exit(0)


def whole(folder: Path, contents: tuple[Files, Files]) -> None:
    """Each output is one of those that were ever finished."""
    for kind in KINDS:
        data = (folder / f"ink.{kind}").read_bytes()
        assert any(data == one[kind] for one in contents), f"ink.{kind} is damaged: {len(data)} bytes"


def kill_at_random(folder: Path, good: tuple[Files, Files], trials: int) -> int:
    """How often a process that writes over and over was killed while it left something behind it."""
    write(folder, good[0])
    chance, caught = random.Random(8), 0

    def work() -> None:
        for content in itertools.cycle((good[1], good[0])):
            write(folder, content)

    for _ in range(trials):
        pid = child(work)
        time.sleep(chance.random() * 0.02)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        caught += any(folder.glob(".huozi-*.tmp"))
        whole(folder, good)
    return caught


def test_a_write_killed_at_any_moment_damages_nothing(tmp_path: Path, good: tuple[Files, Files]) -> None:
    assert kill_at_random(tmp_path, good, 200) > 20
    assert write(tmp_path, good[1])
    assert {path.name for path in tmp_path.iterdir()} == {"ink.pdf", "ink.epub"}


@pytest.mark.hostile
def test_ten_thousand_writes_killed_at_any_moment_damage_nothing(tmp_path: Path, good: tuple[Files, Files]) -> None:
    assert kill_at_random(tmp_path, good, 10_000) > 1000
    assert write(tmp_path, good[1])
    assert {path.name for path in tmp_path.iterdir()} == {"ink.pdf", "ink.epub"}


def test_what_another_build_is_writing_is_left_to_it(tmp_path: Path, good: tuple[Files, Files]) -> None:
    beside = tmp_path / ".huozi-00000000.tmp"

    def work() -> None:
        with pipeline._alone(tmp_path):
            beside.touch()
            time.sleep(0.5)
            os._exit(0 if beside.exists() else 1)

    pid = child(work)
    while not beside.exists():
        time.sleep(0.01)
    assert write(tmp_path, good[0])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert not beside.exists()


def test_a_disk_that_is_full_after_any_number_of_bytes_damages_nothing(
    tmp_path: Path, good: tuple[Files, Files]
) -> None:
    """The limit of the system for the size of a file, which ends a write where it is reached, as a full disk does."""
    write(tmp_path, good[0])
    largest = max(map(len, good[1].values()))
    for point in range(200):
        room = largest * point // 200

        def work(room: int = room) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            os._exit(3 if write(tmp_path, good[1]) else 4)

        assert os.waitstatus_to_exitcode(os.waitpid(child(work), 0)[1]) == 4
        assert {kind: (tmp_path / f"ink.{kind}").read_bytes() for kind in KINDS} == good[0]
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_call_of_the_system_that_fails_damages_nothing(
    tmp_path: Path, good: tuple[Files, Files], monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    write(tmp_path, good[0])

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        match call:
            case "fsync":
                patch.setattr(os, "fsync", fail)
            case _:
                patch.setattr(Path, call, fail)
        assert not write(tmp_path, good[1])
    whole(tmp_path, good)
    assert len(list(tmp_path.iterdir())) == 2
    assert write(tmp_path, good[1])


@pytest.mark.hostile
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root can make a small disk")
def test_a_build_on_a_disk_too_small_fails_and_leaves_the_old_files(tmp_path: Path, good: tuple[Files, Files]) -> None:
    for room_kb in range(8, 400, 28):
        disk = tmp_path / f"disk{room_kb}"
        disk.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room_kb}k", "none", str(disk)], check=False)
        if done.returncode:
            pytest.skip("this process may not mount")
        try:
            (disk / "ink.md").write_text(SECOND, encoding="utf-8")
            process = build(disk)
            said, _ = process.communicate(timeout=300)
            assert b"Traceback" not in said, said.decode()
            out = disk / "build"
            left = {path.name for path in out.iterdir()} - {".cache"} if out.is_dir() else set()
            if process.returncode:
                assert b"error" in said
                assert left == set()
            else:
                assert files(disk) == good[1]
        finally:
            subprocess.run(["umount", str(disk)], check=True)


# Whole builds.


@pytest.mark.hostile
def test_a_build_killed_at_any_moment_damages_nothing_and_leaves_no_process(
    folder: Path, good: tuple[Files, Files]
) -> None:
    chance = random.Random(8)
    began = time.monotonic()
    process = build(folder, "--no-cache", "--out", "other")
    process.communicate()
    full = time.monotonic() - began
    for _ in range(20):
        process = build(folder)
        time.sleep(chance.random() * full * 1.1)
        process.kill()
        process.communicate(timeout=60)
        whole(folder / "build", good)
        _no_process_left(process.pid)
        (folder / "ink.md").write_text(SECOND + "\n" * chance.randrange(9), encoding="utf-8")
    (folder / "ink.md").write_text(SECOND, encoding="utf-8")
    assert built(folder) == good[1]


def _no_process_left(session: int) -> None:
    """All processes of a session end soon after the first one was killed."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not _of_session(session):
            return
        time.sleep(0.1)
    left = _of_session(session)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    raise AssertionError(f"{len(left)} processes go on without the one they work for")


def _of_session(session: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its = path.read_text().rpartition(")")[2].split()[:4]
            if int(its) == session and state != "Z":
                found.append(int(path.parent.name))
    return found


def test_builds_at_once_leave_whole_files_and_a_cache_that_can_be_trusted(
    folder: Path, good: tuple[Files, Files]
) -> None:
    (folder / "other").mkdir()
    (folder / "other/ink.md").write_text(FIRST, encoding="utf-8")
    running = [
        build(where, "--out", str(folder / "build")) for where in (folder, folder / "other", folder, folder / "other")
    ]
    for process in running:
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said.decode()
    whole(folder / "build", good)
    assert built(folder) == good[1]


@pytest.mark.parametrize("when", [0, 1, 2**31 + 10, 4_000_000_000], ids=["1970", "1970 and a second", "2038", "2096"])
def test_times_of_files_mean_nothing(folder: Path, good: tuple[Files, Files], when: int) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (when, when))
    assert built(folder) == good[1]
    (folder / "ink.md").write_text(FIRST, encoding="utf-8")
    os.utime(folder / "ink.md", (when, when))
    assert built(folder) == good[0]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a bit": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    "zeros": lambda data: bytes(len(data)),
    "longer": lambda data: data + b"x",
    "another's": lambda _: b"PK\x03\x04",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_not_trusted(tmp_path: Path, good: tuple[Files, Files], damage: str) -> None:
    (tmp_path / "ink.md").write_text(SECOND, encoding="utf-8")
    assert built(tmp_path) == good[1]
    entries = [path for path in (tmp_path / "build/.cache").rglob("*") if path.is_file()]
    assert entries
    for path in entries:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert built(tmp_path) == good[1]


def test_a_cache_of_folders_and_links_is_not_trusted(tmp_path: Path, good: tuple[Files, Files]) -> None:
    (tmp_path / "ink.md").write_text(SECOND, encoding="utf-8")
    assert built(tmp_path) == good[1]
    secret = tmp_path / "mine"
    secret.write_bytes(b"mine")
    for number, path in enumerate((tmp_path / "build/.cache").rglob("*")):
        if path.is_file():
            path.unlink()
            if number % 2:
                path.mkdir()
            else:
                path.symlink_to(secret)
    assert built(tmp_path) == good[1]
    assert secret.read_bytes() == b"mine"


def test_damaged_outputs_are_made_anew(folder: Path, good: tuple[Files, Files]) -> None:
    assert built(folder) == good[1]
    for kind in KINDS:
        (folder / f"build/ink.{kind}").write_bytes(b"damaged")
    assert built(folder) == good[1]


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("setpriv") is None, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_keeps_its_files(folder: Path, good: tuple[Files, Files]) -> None:
    (folder / "build").chmod(0o555)
    try:
        process = build(folder, prefix=tuple(powerless()))
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 1
        assert b"error[output-folder]" in said
        assert {kind: (folder / f"build/ink.{kind}").read_bytes() for kind in KINDS} == good[0]
    finally:
        (folder / "build").chmod(0o755)
    assert built(folder) == good[1]
