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
