"""A path -> the reader that knows its form, by the files that are there.

A folder may hold the traces of several tools; the order is from the one that says most about a book to the one that
says least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huozi.importer import folder, navigation, pandoc, review, single, vitepress
from huozi.importer.shelve import shelve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from huozi.diagnostics import Log
    from huozi.importer.shapes import Nav, Proposal

_FOLDERS: tuple[Callable[[Path, Log], Nav | None], ...] = (
    navigation.mdbook,
    navigation.honkit,
    navigation.mkdocs,
    vitepress.vitepress,
    navigation.docsify,
    review.review,
    pandoc.pandoc,
    folder.listed,
    folder.numbered,
)
_FILES = {
    ".html": single.web_page,
    ".htm": single.web_page,
    ".xhtml": single.web_page,
    ".docx": single.word,
    ".txt": single.plain,
    ".text": single.plain,
    "": single.plain,
}
_NAMED = {
    "SUMMARY.md": navigation.honkit,
    "book.json": navigation.honkit,
    "book.toml": navigation.mdbook,
    "mkdocs.yml": navigation.mkdocs,
    "mkdocs.yaml": navigation.mkdocs,
    "_sidebar.md": navigation.docsify,
    "metadata.yaml": pandoc.pandoc,
    "catalog.yml": review.review,
}


def read(path: Path, log: Log, *, deep: bool) -> Proposal | None:
    """The proposal for a path; None and an error if it is of no form that is known."""
    shown = path.as_posix()
    if path.is_dir():
        for reader in _FOLDERS:
            if nav := reader(path, log):
                return shelve(nav, log)
            if log.failed:
                return None
        if only := _only_file(path):
            return _FILES[only.suffix.lower()](only, log, deep=deep)
        log.error("import-unknown", f"there is no text in the folder `{shown}`", help="name the folder of the book")
        return None
    if not path.is_file():
        log.error("source-missing", f"there is no file or folder `{shown}`", help="check the path")
        return None
    if named := _NAMED.get(path.name):
        nav = named(path.parent, log)
        return shelve(nav, log) if nav else None
    if one := _FILES.get(path.suffix.lower()):
        return one(path, log, deep=deep)
    if path.suffix.lower() in {".md", ".markdown"}:
        return single.markdown(path, log)
    what = f"`{shown}` is of no form that can be imported"
    log.error("import-unknown", what, help="name a folder of Markdown files, or a .html, .docx, .txt or .md file")
    return None


def _only_file(folder: Path) -> Path | None:
    """The one text, web page or Word file of a folder without Markdown; None where several leave the choice open."""
    fit = [one for one in folder.iterdir() if one.suffix.lower() in _FILES and one.suffix and one.name[0] not in "._"]
    return fit[0] if len(fit) == 1 and fit[0].is_file() and not fit[0].is_symlink() else None
