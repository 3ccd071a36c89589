"""Worker processes, which start as copies of one that has imported the layout engine, where the system can do that.

Imports nothing of what the workers do, so that they can begin to start before anything else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from multiprocessing import connection
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from typing import TypeVar

    Result = TypeVar("Result")

Share = Callable[..., Callable[[], Any]]
"""Lets another process call a function with these arguments, and gives what waits for the result."""

_ENGINE = "huozi.pdf.ready"
_SAFE_PATH = "PYTHONSAFEPATH"


def warm_up() -> None:
    """Let the layout engine be imported by the process that workers are copied from, while the book is still read."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # not on Windows

        context()
        with starting():
            forkserver.ensure_running()


def context() -> BaseContext:
    """How workers start: as copies of one that has imported the layout engine, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_ENGINE])
    return context


class Crew:
    """The processes that work for one build, `most` at once. Each starts when there is work that no other is free for.

    `pool` is None where there are none.
    """

    def __init__(self, most: int | None = None) -> None:
        """`most` is as many as there are cores where it is None."""
        self.most = most or _cores()
        self.pool: ProcessPoolExecutor | None = None
        self._first: Future[int] | None = None

    def begin(self, start: Callable[..., None], *given: Any) -> None:  # noqa: ANN401
        """Let processes begin with `start(*given)`, one of them now; those that there are stay."""
        if self.pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self.pool = ProcessPoolExecutor(self.most, context(), start, given)
            self._first = self.hand_out(int)

    @property
    def is_ready(self) -> bool:
        """Whether the first process has begun: what is handed out before lets a second one start, if that may be."""
        return self._first is None or self._first.done()

    def hand_out(self, work: Callable[..., Result], *given: Any) -> Future[Result] | None:  # noqa: ANN401
        """Let a process do this; None where there is none, or one of them has died."""
        if self.pool is None:
            return None
        from concurrent.futures.process import BrokenProcessPool

        with suppress(BrokenProcessPool), starting():
            return self.pool.submit(work, *given)
        return None

    def share(self, work: Callable[..., Result], *given: Any) -> Callable[[], Result]:  # noqa: ANN401
        """Let a process do this. What it gives waits for the result; it does the work itself if no process does."""
        shared = self.hand_out(work, *given)

        def result() -> Result:
            from concurrent.futures.process import BrokenProcessPool

            if shared is not None:
                with suppress(BrokenProcessPool):
                    return shared.result()
            return work(*given)

        return result

    def end(self) -> None:
        """Let the processes end, without what they have not begun."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


@contextmanager
def crew(most: int | None = None) -> Iterator[Crew]:
    """A crew that ends with what is done here."""
    one = Crew(most)
    try:
        yield one
    finally:
        one.end()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """End this process with the one that it works for, however that ends: a killed one cannot say that it is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def starting() -> Iterator[None]:
    """Start processes that run no code but that of huozi and what it is made of.

    They do not run the caller's script again, as multiprocessing would to find its functions: a program that calls
    huozi.build() needs no main guard then, nor a script that has a file at all. Nor do they look for modules in the
    folder that they start in, as Python does when it is started with `-c`: it is a book's, and books come from
    strangers. Ctrl-C waits until the processes run: an interpreter that is still starting would print a traceback of
    its own.
    """
    main, handler = sys.modules["__main__"], None
    sys.modules["__main__"] = ModuleType("__main__")
    safe = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    if threading.current_thread() is threading.main_thread():
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if safe is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = safe
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
