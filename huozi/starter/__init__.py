"""An empty folder -> a small book of one's own, with what `make` needs. The book is in book/ beside this file.

`huozi init` calls this; the text is the author's from then on.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.diagnostics import Log

BOOK = Path(__file__).parent / "book"

# Under its own name the file would rule this repository too.
_NAMES = {"gitignore": ".gitignore"}


def plant(folder: Path, log: Log) -> tuple[str, ...]:
    """Copy the book into `folder`, made if it is missing, and tell its files; () and an error if there are others."""
    shown = folder.as_posix()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            log.error("folder-taken", f"`{shown}` is not an empty folder", help="name a new folder")
            return ()
        return tuple(_copy(folder))
    except OSError as error:
        log.error("output-unwritten", f"`{shown}` cannot be written: {error.strerror}", help="name another folder")
        return ()


def _copy(folder: Path) -> list[str]:
    names = []
    for file in sorted(path for path in BOOK.rglob("*") if path.is_file()):
        name = file.relative_to(BOOK)
        target = folder / name.with_name(_NAMES.get(name.name, name.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        names.append(target.relative_to(folder).as_posix())
    return names
