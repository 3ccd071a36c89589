"""The files of a book -> what the linter says of them; with the order to fix, the files put right on the disk.

A file is replaced in one step and only if it changes; its byte order mark, encoding, line ends and permissions stay.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huozi.lint import fixed, report
from huozi.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.config import Config
    from huozi.diagnostics import Log

_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after, as the author types its path; both texts have the same lines."""

    path: str
    old: str
    new: str

    @property
    def diff(self) -> str:
        """What changes, as a unified diff without context."""
        pairs = zip(self.old.split("\n"), self.new.split("\n"), strict=True)
        hunks = [f"@@ -{at} +{at} @@\n-{old}\n+{new}\n" for at, (old, new) in enumerate(pairs, 1) if old != new]
        return f"--- {self.path}\n+++ {self.path}\n{''.join(hunks)}"

    @property
    def lines(self) -> int:
        """How many lines change."""
        return sum(old != new for old, new in zip(self.old.split("\n"), self.new.split("\n"), strict=True))


def check(config: Config, log: Log) -> int:
    """Report the findings of every file of the book; how many files were read."""
    count = 0
    for path, shown in _files(config):
        text = _text(path, shown, config, log)
        if text is not None:
            count += 1
            report(text, config.lang, shown, log)
    return count


def fix(config: Config, log: Log) -> tuple[Change, ...]:
    """Put right what has one right form and report what is left; the files that have changed."""
    changes = []
    for path, shown in _files(config):
        text = _text(path, shown, config, log)
        if text is None:
            continue
        better = fixed(text, config.lang)
        if better != text and _rewrite(path, better, shown, config.encoding, log):
            changes.append(Change(shown, text, better))
            log.keep_source(shown, better)
            text = better
        report(text, config.lang, shown, log)
    return tuple(changes)


def _files(config: Config) -> Iterator[tuple[Path, str]]:
    """Every Markdown file of the book with its path as the author types it, the book's own first."""
    yield config.source, config.name
    for chapter in config.chapters:
        path = (config.root / chapter.file).resolve()
        if chapter.file and path != config.source and path.is_relative_to(config.root):
            yield path, (Path(config.name).parent / chapter.file).as_posix()


def _text(path: Path, shown: str, config: Config, log: Log) -> str | None:
    """The text with single line feeds and without byte order mark; what reading says of bytes goes to the log."""
    try:
        data = path.read_bytes()
    except OSError as error:
        log.error("source-unreadable", f"`{shown}` cannot be read: {error.strerror}", help="check its permissions")
        return None
    if decode(data, shown, config.encoding, log) is None:
        return None
    return _LINE_END.sub("\n", data.decode(config.encoding).removeprefix("\ufeff"))


def _rewrite(path: Path, text: str, shown: str, encoding: str, log: Log) -> bool:
    """Replace a file by its text with the line ends and the byte order mark that it has; False if that cannot be."""
    try:
        data = path.read_bytes()
        codec = _codec(encoding, data)
        old = data.decode(codec)
        ends = [*_LINE_END.findall(old), ""]
        new = "".join(line + end for line, end in zip(text.split("\n"), ends, strict=True))
        mark = "\ufeff" if old.startswith("\ufeff") else ""
        _replace(path, (mark + new).encode(codec))
    except (OSError, UnicodeEncodeError) as error:
        what = f"`{shown}` cannot be written: {getattr(error, 'strerror', None) or error}"
        log.error("output-unwritten", what, help="the file is as it was; check its permissions and encoding")
        return False
    return True


def _codec(encoding: str, data: bytes) -> str:
    """The encoding that leaves a byte order mark in the text, so that it can be written back as it was."""
    marks = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    return next((codec for mark, codec in marks.items() if data.startswith(mark)), encoding)


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
