"""Limits, Job -> a watch over one worker process: what takes too long, too much or too deep ends as Stopped.

The clock is that of the processor, so that a busy machine ends no book. What a job may take grows with its length: a
book of thousands of pages is no reason to stop, a page that takes minutes is. Systems that cannot limit a process
(Windows) are only told when one died.
"""

from __future__ import annotations

import contextlib
import math
import re
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from huozi.pdf.job import Job

Reason = Literal["time", "memory", "depth", "crash"]

BASE_S = 12.0
PICTURE_S = 5.0
BYTES_PER_S = 10_000
"""A chapter of plain text is laid out at ten times this rate, and more."""

_PICTURE = re.compile(rb'"huozi:/')
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What one chapter may take: seconds of the processor (None: by its length), memory; 0 is no limit."""

    seconds: float | None = None
    memory_mb: int = 4096

    def seconds_for(self, job: Job) -> float:
        """How long this job may take; 0 is for ever."""
        if self.seconds is not None:
            return self.seconds
        return BASE_S + PICTURE_S * len(_PICTURE.findall(job.html)) + len(job.html) / BYTES_PER_S


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job that was not finished: its name, why, the limit that it met, and the element that was being set.

    The element is told by its tag and the text that it begins with, or the address of a picture; "" if unknown.
    """

    name: str
    reason: Reason
    limit: float = 0
    tag: str = ""
    words: str = ""


class _TooLongError(Exception):
    """The time of a job is over."""

    def __init__(self, tag: str, words: str) -> None:
        super().__init__(tag, words)
        self.tag, self.words = tag, words


def limit_memory(limits: Limits) -> None:
    """Let this process ask for so much memory beyond what it has, and no more."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        if limits.memory_mb:
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            wanted = _mapped_bytes() + limits.memory_mb * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _mapped_bytes() -> int:
    import resource

    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 (no file of the book)
        return int(file.read().split()[0]) * resource.getpagesize()
    return 0


def watched(function: Any, job: Job, limits: Limits) -> Any:  # noqa: ANN401 (what the function gives, or Stopped)
    """What `function(job)` gives, or Stopped if it meets a limit. For the main thread of a worker process."""
    seconds = limits.seconds_for(job)
    try:
        with _alarm(seconds):
            return function(job)
    except _TooLongError as error:
        return Stopped(job.name, "time", seconds, error.tag, error.words)
    except MemoryError as error:
        return Stopped(job.name, "memory", limits.memory_mb, *_innermost(error))
    except RecursionError as error:
        return Stopped(job.name, "depth", 0, *_innermost(error))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return
    import resource

    def ring(_: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        raise _TooLongError(*_being_set(frame))

    signal.signal(signal.SIGPROF, ring)
    # Where the time goes in a library that does not come back to Python, the system ends the process a little later.
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    last = math.ceil(used.ru_utime + used.ru_stime + seconds * 1.2 + 2)
    resource.setrlimit(resource.RLIMIT_CPU, (last if hard < 0 else min(last, hard), hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        # What the process does after the job is not the job's: a limit that stays would end it without a word.
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _innermost(error: BaseException) -> tuple[str, str]:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return _being_set(trace.tb_frame if trace is not None else None)


def _being_set(frame: FrameType | None) -> tuple[str, str]:
    """The element whose box is nearest to this frame: its tag, and its first words or the address of its picture."""
    while frame is not None:
        for name in ("box", "new_box", "child", "line_box", "parent_box"):
            element = getattr(frame.f_locals.get(name), "element", None)
            if element is not None:
                source = element.get("src", "")
                words = source or " ".join("".join(element.itertext()).split())
                if words:
                    return str(element.tag), words[:_SHOWN]
        frame = frame.f_back
    return "", ""
