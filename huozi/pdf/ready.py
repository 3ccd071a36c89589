"""Importing this module makes the layout engine ready, in the process that worker processes are copied from."""

from __future__ import annotations

import gc


def _make_ready() -> None:
    # What is imported stays to the end: to look for cycles in it takes a tenth of the time, here and in each copy.
    gc.disable()
    from huozi.pdf import compiling, layout  # noqa: F401 (workers begin in the one and work in the other)

    layout.make_ready()
    gc.freeze()
    gc.enable()


_make_ready()
