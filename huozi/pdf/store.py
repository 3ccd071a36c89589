"""Store: key -> Object and back, on disk, bounded. A damaged or foreign entry is a miss.

The key of an object is a digest of everything its layout depends on. Entries are written beside their place and moved
into it, so that two builds at once never see half of one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.pdf import object as objects

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LIMIT_BYTES = 512 * 1024 * 1024
"""What a cache may hold; the entries longest unused go first."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of compiled objects; None keeps nothing (--no-cache)."""

    folder: Path | None

    def get(self, key: str) -> objects.Object | None:
        """Return the object of a key, None if there is none that can be trusted."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.object"
        try:
            found = objects.loads(path.read_bytes())
            os.utime(path)
        except (OSError, ValueError):
            return None
        return found

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes of an object. A cache that cannot be written is no error: the next build only takes longer."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(name, self.folder / f"{key}.object")  # noqa: PTH105 (name is a string)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108

    def shrink(self, keep: Iterable[str], limit: int = LIMIT_BYTES) -> None:
        """Drop the entries longest unused until the rest fits in `limit` bytes; those of `keep` stay."""
        if self.folder is None or not self.folder.is_dir():
            return
        kept = {f"{key}.object" for key in keep}
        with contextlib.suppress(OSError):
            entries = [(entry.stat(), entry) for entry in self.folder.iterdir()]
            total = sum(stat.st_size for stat, _ in entries)
            for stat, entry in sorted(entries, key=lambda pair: (pair[0].st_mtime_ns, pair[1].name)):
                if total <= limit:
                    break
                if entry.name not in kept:
                    entry.unlink(missing_ok=True)
                    total -= stat.st_size


def key_of(*parts: bytes) -> str:
    """Digest of parts; their lengths count too, so that no two lists of parts look the same."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
