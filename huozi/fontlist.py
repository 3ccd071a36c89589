"""The fonts of this machine as fontconfig lists them -> str, asked once a process; "" where fontconfig is missing."""

from __future__ import annotations

import functools
import subprocess

_FORM = "%{file}\\t%{index}\\t%{weight}\\t%{slant}\\t%{variable}\\t%{family}\\n"


@functools.lru_cache(maxsize=1)
def listed() -> str:
    """A line for each face: file, index, weight, slant (0: none), whether it is variable, families between commas."""
    command = ["fc-list", "--format", _FORM]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")  # noqa: S603 (fontconfig's own program, without a shell)
    except (OSError, subprocess.CalledProcessError):
        return ""
