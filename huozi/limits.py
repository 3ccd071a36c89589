"""Limits -> a watch over one piece of work in this process: what takes too long or too much ends as MetError.

The clock is that of the processor, so that a busy machine ends no book. What a piece may take grows with its length: a
book of thousands of pages is no reason to stop, a page that takes minutes is. Systems that cannot limit a process
(Windows) watch nothing, and neither does a thread beside the main one, which gets no signals.
"""

from __future__ import annotations

import contextlib
import math
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    Result = TypeVar("Result")

Reason = Literal["time", "memory", "depth"]

BASE_S = 12.0
PICTURE_S = 5.0
NOTE_S = 0.03
"""A page is laid out again for each note on it."""
BYTES_PER_S = 10_000
"""Plain text is laid out at ten times this rate and more, and read at fifty times."""

_AGAIN_S = 0.5
_HEARD_S = 0.01
"""Timers ring a little early or late."""
_ENDING = frozenset({__name__, contextlib.__name__})
"""Modules in which a watch is taken off: an error that comes up there would leave it on, with its limits."""


@dataclass(slots=True)
class Size:
    """How much there is to do."""

    length_bytes: int = 0
    pictures: int = 0
    notes: int = 0
    chapters: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one chapter may take: seconds of the processor (None: by its length), memory; 0 is no limit."""

    seconds: float | None = None
    memory_mb: int = 4096

    def seconds_for(self, size: Size) -> float:
        """How long so much may take; 0 is for ever."""
        if self.seconds is not None:
            return self.seconds * max(size.chapters, 1)
        return BASE_S + PICTURE_S * size.pictures + NOTE_S * size.notes + size.length_bytes / BYTES_PER_S


USUAL = Limits()


class MetError(Exception):
    """A limit was met: which, how much it is, and what `where` made of the frame that was at work."""

    def __init__(self, reason: Reason, limit: float, where: Any) -> None:  # noqa: ANN401
        super().__init__(reason, limit, where)
        self.reason, self.limit, self.where = reason, limit, where


_watched: list[Size] = []
"""How much the watches that go on know of; the innermost is last."""


def allow(length_bytes: int = 0, pictures: int = 0) -> None:
    """Tell the watch, if there is one, that there is so much more to do than it knew of."""
    if _watched:
        _watched[-1].length_bytes += length_bytes
        _watched[-1].pictures += pictures


@contextmanager
def watch(
    limits: Limits, size: Size, where: Callable[[FrameType | None], Any], *, memory: bool = True, last: bool = True
) -> Iterator[None]:
    """Raise MetError where what is done inside takes more time or memory than its size allows, or nests too deep.

    With `last`, the system ends the process a little later if a library beneath does not come back to Python; processes
    that are started inside have the same end.
    """
    before = _limited_memory(limits.memory_mb) if memory else None
    _watched.append(size)
    try:
        with _alarm(limits, size, where, last=last):
            yield
    except MemoryError as error:
        raise MetError("memory", limits.memory_mb, where(innermost(error))) from error
    except RecursionError as error:
        raise MetError("depth", 0, where(innermost(error))) from error
    finally:
        _watched.pop()
        if before is not None:
            _set_limit("RLIMIT_AS", *before)


def within(limits: Limits, size: Size, work: Callable[..., Result], *given: object) -> Result:
    """What `work(*given)` gives, in a process that was handed it; raises MetError as `watch` does, with no place."""
    with watch(limits, size, lambda _: None):
        return work(*given)


def limit_memory(memory_mb: int) -> None:
    """Let this process ask for so much memory beyond what it has, and no more, to its end."""
    _limited_memory(memory_mb)


def _limited_memory(memory_mb: int) -> tuple[int, int] | None:
    """Limit the memory; what the limits were before."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        if memory_mb:
            before = resource.getrlimit(resource.RLIMIT_AS)
            wanted = _mapped_bytes() + memory_mb * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (wanted if before[1] < 0 else min(wanted, before[1]), before[1]))
            return before
    return None


def _set_limit(name: str, soft: int, hard: int) -> None:
    import resource

    resource.setrlimit(getattr(resource, name), (soft, hard))


def _mapped_bytes() -> int:
    import resource

    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 (no file of the book)
        return int(file.read().split()[0]) * resource.getpagesize()
    return 0


@contextmanager
def _alarm(limits: Limits, size: Size, where: Callable[[FrameType | None], Any], *, last: bool) -> Iterator[None]:
    hears = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    seconds = limits.seconds_for(size)
    if not seconds or not hears:
        yield
        return
    import resource

    began = _used_s()
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)

    def arm(rest: float) -> None:
        if last:
            end = math.ceil(_used_s() + rest * 1.2 + 2)
            resource.setrlimit(resource.RLIMIT_CPU, (end if hard < 0 else min(end, hard), hard))
        signal.setitimer(signal.ITIMER_PROF, rest)

    over = False

    def ring(_: int, frame: FrameType | None) -> None:
        if over:
            return
        allowed = limits.seconds_for(size)
        rest = began + allowed - _used_s()
        if rest > _HEARD_S:
            arm(rest)
        elif frame is not None and frame.f_globals.get("__name__") in _ENDING:
            signal.setitimer(signal.ITIMER_PROF, _HEARD_S)
        else:
            # Once more in a while: an error that comes up while an object is taken away is lost.
            signal.setitimer(signal.ITIMER_PROF, _AGAIN_S)
            raise MetError("time", allowed, where(frame))

    handler = signal.signal(signal.SIGPROF, ring)
    arm(seconds)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        # A signal that is still on its way would end the process by default: to ignore it takes it away.
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        signal.signal(signal.SIGPROF, handler)
        # What the process does afterwards is not the work's: a limit that stays would end it without a word.
        _set_limit("RLIMIT_CPU", soft, hard)


def _used_s() -> float:
    """Seconds of the processor that this process has used."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def innermost(error: BaseException) -> FrameType | None:
    """The frame in which an error came up."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame if trace is not None else None
