"""The files that `bibliography:` names -> Works, each key once. The only module here that reads files."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from huozi.bibliography import bibtex, csljson
from huozi.diagnostics import Span
from huozi.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from huozi.book import Work
    from huozi.config import Config
    from huozi.diagnostics import Log

    Reader = Callable[[str, str, Log], list[Work]]

READERS: dict[str, Reader] = {
    ".bib": bibtex.read,
    ".bibtex": bibtex.read,
    ".json": csljson.read,
    ".yaml": csljson.read,
    ".yml": csljson.read,
}


def load(config: Config, log: Log) -> tuple[Work, ...]:
    """All works of the book's bibliographies; a key that stands twice is an error."""
    works: dict[str, Work] = {}
    for file in config.bibliography:
        for work in _read(config, file, log):
            if work.key in works:
                first = works[work.key].at
                log.error(
                    "bib-duplicate",
                    f"the key `{work.key}` stands twice; the first is on line {first.line} of {first.path}",
                    work.at,
                    help="give one of them another key",
                )
            works.setdefault(work.key, work)
    return tuple(works.values())


def _read(config: Config, file: str, log: Log) -> list[Work]:
    path = (PurePosixPath(config.name).parent / file).as_posix()
    try:
        data = (config.root / file).read_bytes()
    except OSError as error:
        at = config.places.get("bibliography", Span(config.name))
        log.error(
            "bibliography-missing", f"`{file}` cannot be read: {error.strerror}", at, help="check its permissions"
        )
        return []
    text = decode(data, path, config.encoding, log)
    return [] if text is None else READERS[PurePosixPath(file).suffix.lower()](text, path, log)
