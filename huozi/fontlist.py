"""The fonts of this machine as fontconfig lists them, and the libraries that find and shape with them, each as a str.

Both are asked once a process; what is missing is not named.
"""

from __future__ import annotations

import ctypes
import functools
import subprocess
from contextlib import suppress

_FORM = "%{file}\\t%{index}\\t%{weight}\\t%{slant}\\t%{variable}\\t%{family}\\n"

_LIBRARIES = (
    ("libpango-1.0.so.0", "pango_version_string", ctypes.c_char_p),
    ("libharfbuzz.so.0", "hb_version_string", ctypes.c_char_p),
    ("libfontconfig.so.1", "FcGetVersion", ctypes.c_int),
)
"""Libraries of the system, the function of each that tells its version, and the type of what that says."""


@functools.lru_cache(maxsize=1)
def listed() -> str:
    """A line for each face: file, index, weight, slant (0: none), whether it is variable, families between commas."""
    command = ["fc-list", "--format", _FORM]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")  # noqa: S603 (fontconfig's own program, without a shell)
    except (OSError, subprocess.CalledProcessError):
        return ""


@functools.lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Each library that is there by the name of its file, with what it says is its version."""
    found = {}
    for library, function, kind in _LIBRARIES:
        with suppress(OSError, AttributeError):
            tell = getattr(ctypes.CDLL(library), function)
            tell.restype = kind
            said = tell()
            found[library] = said.decode() if isinstance(said, bytes) else str(said)
    return found


def libraries() -> str:
    """Each library with its version, in one text."""
    return ", ".join(f"{library} {version}" for library, version in versions().items())
