"""A command -> how long it took and how much memory it held. Output is kept, never shown."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from resource import struct_rusage

PR_SET_CHILD_SUBREAPER = 36
ORPHANS_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One finished command: wall time, CPU time of all its processes, peak memory of the largest, what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    code: int
    output: str
    errors: str


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end, in a folder, with variables added to this process's own."""
    _adopt_orphans()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (the commands are ours)
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        usages = [usage, *_orphans()]
        output.seek(0)
        errors.seek(0)
        return Run(
            seconds,
            sum(one.ru_utime + one.ru_stime for one in usages),
            max(one.ru_maxrss for one in usages) / 1024,
            process.returncode,
            output.read().decode(errors="replace"),
            errors.read().decode(errors="replace"),
        )


def _adopt_orphans() -> None:
    """Let workers that outlive their parent become this process's children, so that what they used can be asked for."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _orphans() -> Iterator[struct_rusage]:
    """What each worker used that outlived the command, as it ends; one that does not end is not waited for long."""
    end = time.monotonic() + ORPHANS_SECONDS
    while time.monotonic() < end:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            yield usage
        else:
            time.sleep(0.01)
