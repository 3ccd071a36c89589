"""How worker processes start: as copies of one that has imported the layout engine, where the system can do that.

Imports nothing of what the workers do, so that they can begin to start before anything else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import contextmanager
from multiprocessing import connection
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import BaseContext

_ENGINE = "huozi.pdf.ready"


def warm_up() -> None:
    """Let the layout engine be imported by the process that workers are copied from, while the book is still read."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # not on Windows

        context()
        with without_main():
            forkserver.ensure_running()


def context() -> BaseContext:
    """How workers start: as copies of one that has imported the layout engine, where the system can do that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_ENGINE])
    return context


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
def without_main() -> Iterator[None]:
    """Start processes that do not run the caller's script again, as multiprocessing would to find its functions.

    A program that calls huozi.build() needs no main guard then, nor a script that has a file at all. Ctrl-C waits until
    the processes run: an interpreter that is still starting would print a traceback of its own.
    """
    main, handler = sys.modules["__main__"], None
    sys.modules["__main__"] = ModuleType("__main__")
    if threading.current_thread() is threading.main_thread():
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
