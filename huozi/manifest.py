"""Request -> what its last build made, if nothing that it depended on has changed since; else None.

A build depends on what was asked for, on every file that was read for it, on which names there are in the book's
folder (a picture may be found under another one), on the fonts of the machine and on the programs that made it. All
this is kept as digests with what came out: findings, names and digests of the files written. A time of change is never
trusted. What is kept is a file in the cache; one that is damaged or foreign is none.

Files are seen by the interpreter's own audit of `open` (PEP 578), so that none can be forgotten. What another library
opens without Python is fonts, which are listed by themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huozi import fontlist, versions
from huozi.diagnostics import Diagnostic, Severity, Span
from huozi.store import PACKAGE, Store, own_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FORMAT = 1
"""Raised when the shape of a manifest changes: those of another format are none."""

KIND = "manifest"
"""What manifests are called in the store."""

MOST_NAMES = 20_000
"""In a folder with more files than this nothing is kept: comparing their names would take longer than a build."""

_FONTS = (".ttf", ".otf", ".ttc", ".otc")
_FONT_HEAD = 65_536
"""As much of a font file as its table directory, which has the checksum of every table, is sure to be in."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: all that a build depends on and that is in no file. `out` is the folder to write."""

    source: Path
    kinds: tuple[str, ...]
    out: Path
    style: str | None = None
    css: tuple[Path, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    strict: bool = False

    @property
    def root(self) -> Path:
        """The book's folder."""
        return (self.source if self.source.is_dir() else self.source.parent).resolve()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that a build wrote: its kind, its name in the folder of the outputs, its size, its pages (0: none)."""

    kind: str
    name: str
    size_bytes: int
    pages: int
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a build made. `lines` are those of the source that its findings show, by file, in the order of reading."""

    files: tuple[Written, ...]
    chapters: int
    findings: tuple[Diagnostic, ...]
    lines: Mapping[str, Mapping[int, str]]


@dataclass(slots=True)
class Watch:
    """One build under watch: the digest of each file at the time that it was read, but for those that are `outside`."""

    request: Request
    folder: Path
    machine: str
    names: tuple[str, ...] | None
    outside: tuple[str, ...]
    read: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    complete: bool = True

    @property
    def key(self) -> str:
        """What the manifest of this request is kept by."""
        return _digest(repr(_words(self.request)).encode())[:32]

    def unchanged(self) -> Kept | None:
        """What the last build of this request made, if a build now would make the same and its files are in place."""
        try:
            with _unwatched():
                return self._unchanged()
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _unchanged(self) -> Kept | None:
        data = Store(self.folder).get(self.key, KIND)
        table: dict[str, Any] = json.loads(data) if data is not None else {}
        if table.get("machine") != self.machine:
            return None
        kept = _kept(table)
        outputs = {one.name for one in kept.files}
        same = (
            all(_digest_of(path) == digest for path, digest in table["read"].items())
            and self._names_without(outputs) == table["names"]
            and all(_digest_of(str(self.request.out / one.name)) == one.digest != "" for one in kept.files)
        )
        return kept if same else None

    def keep(self, kept: Kept) -> None:
        """Keep what this build made, unless a file was changed while it ran."""
        with _unwatched():
            self._keep(kept)

    def _keep(self, kept: Kept) -> None:
        outputs = {one.name for one in kept.files}
        names = self._names_without(outputs)
        after = _names(self.request)
        if not self.complete or names is None or after is None or _without(after, self.request, outputs) != names:
            return
        if any(_digest_of(path) != digest for path, digest in self.read.items()):
            return
        table = asdict(kept) | {"machine": self.machine, "read": self.read, "names": names}
        body = json.dumps(table, ensure_ascii=False, default=lambda one: one.value).encode()
        Store(self.folder).put(self.key, KIND, body)

    def _names_without(self, outputs: set[str]) -> str | None:
        return None if self.names is None else _without(self.names, self.request, outputs)


_watch: Watch | None = None
"""The build that is watched: one at a time, since it is the whole process that opens files."""

_auditing = False


@contextmanager
def watch(request: Request, cache: Path | None) -> Iterator[Watch | None]:
    """Watch the files that are read for a build; None where nothing is to be kept, or another build is watched."""
    global _watch, _auditing  # noqa: PLW0603 (an audit is the whole process's, and cannot be taken back)
    if cache is None or _watch is not None:
        yield None
        return
    if not _auditing:
        sys.addaudithook(_audit)
        _auditing = True
    current = Watch(request, cache, _machine(), _names(request), _outside(cache))
    _watch = current
    try:
        yield current
    finally:
        _watch = None


@contextmanager
def _unwatched() -> Iterator[None]:
    """Open files that are no part of the build."""
    global _watch  # noqa: PLW0603
    current, _watch = _watch, None
    try:
        yield
    finally:
        _watch = current


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    current = _watch
    if event != "open" or current is None:
        return
    path, mode, flags = arguments
    if isinstance(path, int):
        return
    reads = "r" in mode and "+" not in mode if mode else not flags & (os.O_WRONLY | os.O_RDWR)
    try:
        name = os.fsdecode(path)
        if name.startswith(current.outside) and ".." not in name:
            return  # nearly all that is opened: a module that is imported
        name = os.path.abspath(name)  # noqa: PTH100 (links stay as they are)
        if not reads:
            current.written.add(name)
        elif name not in current.written and name not in current.read and not name.startswith(current.outside):
            with _unwatched():
                current.read[name] = _digest_of(name)
    except (TypeError, ValueError):
        current.complete = False


def _outside(cache: Path) -> tuple[str, ...]:
    """How the names of files begin that are no input: the cache is no source, and programs count by their versions.

    What the system tells of itself in files (how much memory a process has) is none either.
    """
    programs = (os.path.dirname(os.__file__), str(PACKAGE), *versions.folders())  # noqa: PTH120
    folders = (*programs, os.path.abspath(cache))  # noqa: PTH100
    return ("/proc/", "/sys/", *(f"{folder}{os.sep}" for folder in folders))


# Digests


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_of(path: str) -> str:
    """Digest of a file as it is now; "" if it cannot be read or is none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a string that the audit gave)
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return ""
            if path.lower().endswith(_FONTS):
                return _digest(b"%d " % status.st_size + file.read(_FONT_HEAD))
            return _digest(file.read())
    except OSError:
        return ""


def _machine() -> str:
    """All programs and fonts that have a part in a build, and the environment that they ask."""
    parts = [sys.version, os.environ.get("SOURCE_DATE_EPOCH", ""), fontlist.listed(), fontlist.libraries()]
    parts += versions.records()
    return _digest("\0".join((*parts, own_code())).encode())


def _words(request: Request) -> tuple[object, ...]:
    """A request with its paths as they lead: a link that leads elsewhere now makes another request."""
    css = tuple((str(path), os.path.realpath(path)) for path in request.css)
    out = os.path.abspath(request.out)  # noqa: PTH100
    source = (str(request.source), os.path.realpath(request.source), str(request.root))
    return (FORMAT, source, sorted(request.kinds), out, request.style, css, request.settings, request.strict)


# Names in the book's folder


def _names(request: Request) -> tuple[str, ...] | None:
    """Every name in the book's folder but hidden ones, links with what they lead to; None if there are too many."""
    found: list[str] = []
    folders = [str(request.root)]
    while folders:
        folder = folders.pop()
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                found.append(f"{entry.path} -> {os.path.realpath(entry.path)}" if entry.is_symlink() else entry.path)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
        if len(found) > MOST_NAMES:
            return None
    return tuple(sorted(found))


def _without(names: Sequence[str], request: Request, outputs: set[str]) -> str:
    """Digest of the names that are not there because the build has run."""
    out = os.path.realpath(request.out)
    own = {out, *(os.path.join(out, name) for name in outputs), *map(str, Path(out).parents)}  # noqa: PTH118
    return _digest("\0".join(name for name in names if name not in own).encode("utf-8", "surrogateescape"))


# The file


def _kept(table: Mapping[str, Any]) -> Kept:
    return Kept(
        files=tuple(Written(**one) for one in table["files"]),
        chapters=table["chapters"],
        findings=tuple(_finding(one) for one in table["findings"]),
        lines={path: {int(number): line for number, line in lines.items()} for path, lines in table["lines"].items()},
    )


def _finding(table: dict[str, Any]) -> Diagnostic:
    at = Span(**table["at"]) if table["at"] else None
    return Diagnostic(Severity(table["severity"]), table["code"], table["message"], at, table["help"])
