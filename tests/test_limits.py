"""What takes too long, too much or too deep ends as an error that names its place, and the process is as before."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from huozi import config, epub, pipeline
from huozi.diagnostics import Log, Span
from huozi.limits import BASE_S, BYTES_PER_S, NOTE_S, PICTURE_S, Limits, MetError, Size, allow, watch
from huozi.source import dialect
from huozi.source.inlines.core import Scan
from huozi.source.manuscript import Known, Manuscript
from huozi.source.where import at_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

resource = pytest.importorskip("resource")

PAGE_BYTES = 1500
"""Less than a full page of Han takes in UTF-8: 40 lines of 25 characters of 3 bytes, and some are not full."""


def _burn(seconds: float) -> float:
    """The time of the processor when so much of it has gone by."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return end


def _nowhere(_: object) -> None:
    return None


def test_work_that_takes_too_long_is_stopped_and_the_process_is_as_before() -> None:
    names = (resource.RLIMIT_CPU, resource.RLIMIT_AS)
    before = [resource.getrlimit(name) for name in names], signal.getsignal(signal.SIGPROF)
    with pytest.raises(MetError) as stopped, watch(Limits(seconds=0.05), Size(), _nowhere):
        _burn(5)
    assert (stopped.value.reason, stopped.value.limit) == ("time", 0.05)
    assert ([resource.getrlimit(name) for name in names], signal.getsignal(signal.SIGPROF)) == before
    _burn(0.1)


def test_work_that_takes_long_to_be_thrown_away_leaves_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second alarm comes while what was made is freed, and is heard where the watch is about to be taken off."""
    monkeypatch.setattr("huozi.limits._AGAIN_S", 0.005)
    heap: list[list[list[int]]] = [[[] for _ in range(3_000_000)]]
    before = resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGPROF)
    with pytest.raises(MetError) as stopped, watch(Limits(seconds=0.05), Size(), _nowhere, memory=False):
        str((heap.pop(), _burn(30)))
    assert (resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGPROF)) == before
    assert stopped.value.reason == "time"


def test_work_that_turns_out_to_be_more_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huozi.limits.BASE_S", 0.05)
    with watch(Limits(), Size(), _nowhere):
        allow(length_bytes=BYTES_PER_S)
        _burn(0.3)


def test_work_that_needs_too_much_memory_is_stopped() -> None:
    with pytest.raises(MetError) as stopped, watch(Limits(memory_mb=50), Size(), _nowhere):
        bytearray(2**30)
    assert (stopped.value.reason, stopped.value.limit) == ("memory", 50)
    bytearray(2**27)


def test_work_that_nests_too_deep_is_stopped() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(MetError) as stopped, watch(Limits(), Size(), _nowhere):
        deeper()
    assert stopped.value.reason == "depth"


def test_a_book_of_two_thousand_pages_may_take_minutes_and_one_of_64_kb_not_20_s() -> None:
    assert Limits().seconds_for(Size(2000 * PAGE_BYTES)) > 180
    assert Limits().seconds_for(Size(64 * 1024)) < 20
    assert Limits().seconds_for(Size(0, pictures=3)) == BASE_S + 3 * PICTURE_S
    assert Limits().seconds_for(Size(0, notes=1000)) == BASE_S + 1000 * NOTE_S
    assert Limits(seconds=2).seconds_for(Size(10**9, pictures=3, chapters=4)) == 8
    assert Limits(seconds=0).seconds_for(Size()) == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("text", ["甲乙丙。\n\n", "*a_ [b](", "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n"])
def test_reading_that_takes_too_long_names_file_and_line(write_book: Callable[..., Path], text: str) -> None:
    # An alarm that rings in a destructor is lost; there is work enough left for the next one.
    source, log = write_book("# 章\n\n" + text * 80_000), Log()
    read = config.load(source, log)
    assert read is not None
    report = pipeline.build(read, log, out=source.parent / "out", limits=Limits(seconds=0.1), keep=False)
    assert report.failed
    assert not report.files
    (found,) = [one for one in report.findings if one.code == "build-stopped"]
    assert found.at is not None
    assert found.at.path == source.as_posix()
    assert "reading the book takes over 0 s" in found.message
    assert found.at.line >= 1


def test_the_place_is_that_of_the_line_that_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Span | None] = []
    take = Scan.take

    def spy(scan: Scan, token: Any, end: int) -> bool:  # noqa: ANN401
        seen.append(at_work(sys._getframe()))
        return take(scan, token, end)

    monkeypatch.setattr(Scan, "take", spy)
    dialect.to_html(Manuscript("a.md", "a.md", "# 章\n\n甲&amp;乙。\n\n丙&lt;丁。\n", 1), Known("zh-Hans"), Log())
    assert seen == [Span("a.md", 3, 2), Span("a.md", 5, 2)]


def test_packing_that_takes_too_long_is_stopped(
    write_book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epub, "make", lambda *_, **__: _burn(9))
    source, log = write_book("# 章\n\n甲。\n"), Log()
    read = config.load(source, log)
    assert read is not None
    report = pipeline.build(read, log, to={"epub"}, out=source.parent / "out", limits=Limits(seconds=1))
    assert [one.message for one in report.findings if one.code == "build-stopped"] == [
        "packing the EPUB takes over 1 s: it was stopped"
    ]
    assert not report.files
