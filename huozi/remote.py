"""Addresses of pictures on the web -> files beside the book, as its lock file names them; fetched only if asked to.

`fetched.lock` beside the book has the digest of each picture by its address, `.fetched/` the pictures by their digest.
What is there is used without asking anybody; what is not is fetched where the author of the command allowed it, from
hosts that were named. A picture that is no longer the one in the lock file is an error.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from huozi.diagnostics import Log, Span

LOCK = "fetched.lock"
FOLDER = ".fetched"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FetchError(Exception):
    """Why an address gave nothing, in words for the author; `advice` is what to do."""

    def __init__(self, reason: str, advice: str = "save the picture in the book folder and write its path") -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice


class Fetch(Protocol):
    """What gets the bytes behind an address; FetchError if it cannot, or may not."""

    def __call__(self, url: str) -> bytes:
        """The bytes behind an address."""


@dataclass(slots=True)
class Remote:
    """The pictures of the web that one book shows; without `fetch`, those that were fetched before."""

    root: Path
    log: Log
    fetch: Fetch | None = None
    _locked: dict[str, str] | None = None
    _tried: dict[str, Path | None] = field(default_factory=dict)

    def file(self, url: str, at: Span, unfit: Callable[[bytes], str]) -> Path | None:
        """The file of the picture at an address; None, and an error, if there is none. Each is tried once.

        `unfit` says why bytes are no picture, which then are not kept; "" if they are one.
        """
        url = f"https:{url}" if url.startswith("//") else url
        if url not in self._tried:
            self._tried[url] = self._file(url, at, unfit)
        return self._tried[url]

    def _file(self, url: str, at: Span, unfit: Callable[[bytes], str]) -> Path | None:
        wanted = self._lock().get(url)
        if wanted and (kept := self._kept(wanted)) is not None:
            return kept
        if self.fetch is None:
            what = f"the picture `{_short(url)}` is on the web: nothing is fetched"
            advice = "save it in the book folder and write its path there, or let it be fetched with `--fetch`"
            self.log.error("image-remote", what, at, help=advice)
            return None
        try:
            content = self.fetch(url)
        except FetchError as error:
            self.log.error("fetch-failed", f"`{_short(url)}` was not fetched: {error.reason}", at, help=error.advice)
            return None
        digest = sha256(content).hexdigest()
        if wanted and digest != wanted:
            what = f"`{_short(url)}` is no longer the picture that `{LOCK}` names"
            advice = f"see whether the new one will do; if so, take its line out of `{LOCK}` and build again"
            self.log.error("fetch-changed", what, at, help=advice)
            return None
        if why := unfit(content):
            self.log.error("image-broken", f"what stands at `{_short(url)}` cannot be used: {why}", at)
            return None
        return self._keep(url, digest, content, at)

    def _keep(self, url: str, digest: str, content: bytes, at: Span) -> Path | None:
        """Write a picture, and its line in the lock file, each beside its place and then into it."""
        folder = self.root / FOLDER
        if folder.is_symlink():
            what = f"`{FOLDER}` is a link: pictures are kept in the book folder itself"
            self.log.error("fetch-failed", what, at, help="take the link away")
            return None
        folder.mkdir(exist_ok=True)
        _write(folder / digest, content)
        lock = self._lock()
        lock[url] = digest
        text = json.dumps(dict(sorted(lock.items())), ensure_ascii=False, indent=1)
        _write(self.root / LOCK, f"{text}\n".encode())
        return folder / digest

    def _kept(self, digest: str) -> Path | None:
        path = self.root / FOLDER / digest
        if not path.resolve().is_relative_to(self.root) or not path.is_file():
            return None
        return path if sha256(path.read_bytes()).hexdigest() == digest else None

    def _lock(self) -> dict[str, str]:
        if self._locked is None:
            self._locked = self._read_lock()
        return self._locked

    def _read_lock(self) -> dict[str, str]:
        path = self.root / LOCK
        if not path.is_file() or not path.resolve().is_relative_to(self.root):
            return {}
        try:
            table = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            table = None
        if not isinstance(table, dict):
            self.log.error(
                "fetch-lock", f"`{LOCK}` is not what was written there", help="put the old one back, or delete it"
            )
            return {}
        return {url: one for url, one in table.items() if isinstance(one, str) and _DIGEST.fullmatch(one)}


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".huozi-{os.urandom(4).hex()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _short(url: str) -> str:
    return url if len(url) <= 80 else f"{url[:77]}..."
