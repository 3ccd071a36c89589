"""Files of the original -> text; nothing outside a folder is read, and encodings are told by their bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from huozi.diagnostics import Span
from huozi.text import likely_encoding

if TYPE_CHECKING:
    from huozi.diagnostics import Log

_MOST_BYTES = 64 * 2**20
_LINE_END = re.compile("\r\n|\r")


def inside(base: Path, name: str) -> Path | None:
    """The real path of a file below a folder; None if it is not there or leads out of it."""
    if PurePosixPath(name).is_absolute() or "\x00" in name:
        return None
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base.resolve()) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None


def text(path: Path, shown: str, log: Log) -> str | None:
    """The text of a file with single line feeds; None and an error if it cannot be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            what = f"`{shown}` is larger than {_MOST_BYTES // 2**20} MB"
            log.error("import-refused", what, Span(shown), help="no text is that long; divide it")
            return None
        data = path.read_bytes()
    except OSError as error:
        log.error("source-unreadable", f"`{shown}` cannot be read: {error.strerror}", help="check its permissions")
        return None
    return decoded(data, shown, log)


def decoded(data: bytes, shown: str, log: Log) -> str:
    """Bytes as text: UTF-8, or the old encoding in which they make sense, which is told."""
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else likely_encoding(data)
        found = data.decode(encoding, "replace")
        log.note("import-changed", f"`{shown}` is read as {encoding} and written as UTF-8", Span(shown))
        if "\ufffd" in found:
            line = found[: found.index("\ufffd")].count("\n") + 1
            log.warn("import-unmapped", f"bytes that are not {encoding}", Span(shown, line), help="type them again")
    return _LINE_END.sub("\n", found)
