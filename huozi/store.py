"""Store: key -> bytes and back, on disk, bounded. A damaged or foreign entry is a miss.

The key of an entry is a digest of everything it was made of. Entries are written beside their place and moved into it,
so that two builds at once never see half of one.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).resolve().parent
_OWN = re.compile(r"[0-9a-f]{64}\.[a-z]+|.*\.part")
_MAGIC = b"huozi-store\n"

LIMIT_BYTES = 512 * 1024 * 1024
"""What a cache may hold; the entries longest unused go first."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of entries, each of a `kind`; a folder of None keeps nothing (--no-cache)."""

    folder: Path | None

    def get(self, key: str, kind: str) -> bytes | None:
        """Return the entry of a key, None if there is none that can be trusted."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.{kind}"
        try:
            head, body = (data := path.read_bytes())[:_HEAD], data[_HEAD:]
            os.utime(path)
        except OSError:
            return None
        return body if head == _head(body) else None

    def holds(self, kind: str) -> bool:
        """Whether there are entries of a kind, good ones or not."""
        return self.folder is not None and next(self.folder.glob(f"*.{kind}"), None) is not None

    def put(self, key: str, kind: str, data: bytes) -> None:
        """Keep an entry. A cache that cannot be written is no error: the next build only takes longer."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_head(data))
                    file.write(data)
                os.replace(name, self.folder / f"{key}.{kind}")  # noqa: PTH105 (name is a string)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108

    def shrink(self, keep: Iterable[str], limit: int = LIMIT_BYTES) -> None:
        """Drop the entries longest unused until the rest fits in `limit` bytes; those of the keys in `keep` stay."""
        if self.folder is None or not self.folder.is_dir():
            return
        kept = set(keep)
        with contextlib.suppress(OSError):
            # What else lies there is not ours to drop: the folder may be a link that a stranger made.
            entries = [(entry.stat(), entry) for entry in self.folder.iterdir() if _OWN.fullmatch(entry.name)]
            total = sum(stat.st_size for stat, _ in entries)
            for stat, entry in sorted(entries, key=lambda pair: (pair[0].st_mtime_ns, pair[1].name)):
                if total <= limit:
                    break
                if entry.stem not in kept:
                    entry.unlink(missing_ok=True)
                    total -= stat.st_size


@dataclass(frozen=True, slots=True)
class Memory(Store):
    """A store that ends with its owner, for work that reads the same book more than once."""

    folder: Path | None = None
    entries: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str, kind: str) -> bytes | None:
        """Return the entry of a key."""
        return self.entries.get(f"{key}.{kind}")

    def put(self, key: str, kind: str, data: bytes) -> None:
        """Keep an entry."""
        self.entries[f"{key}.{kind}"] = data


NOTHING = Store(None)
"""The store that keeps nothing."""


def _head(body: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(body).digest()


_HEAD = len(_head(b""))


def key_of(*parts: bytes) -> str:
    """Digest of parts; their lengths count too, so that no two lists of parts look the same."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


@functools.lru_cache(maxsize=1)
def own_code() -> str:
    """Digest of all files of huozi itself, and of styles/ where it stands beside the package."""
    whole = hashlib.sha256()
    styles = PACKAGE.parent / "styles"
    for top in (PACKAGE, styles) if (styles / "tokens.css").is_file() else (PACKAGE,):
        for folder, below, files in os.walk(top):
            below[:] = sorted(name for name in below if name != "__pycache__")
            for name in sorted(files):
                path = os.path.join(folder, name)  # noqa: PTH118 (hundreds of Paths take as long as reading)
                with open(path, "rb") as file:  # noqa: PTH123
                    whole.update(key_of(path.encode(), file.read()).encode())
    return whole.hexdigest()
