"""Proposal -> a folder with book.md and its files, mended so that it builds; all of it or nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from huozi.book import Part
from huozi.importer.mend import mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log
    from huozi.importer.shapes import Chapter, Proposal


def plant(proposal: Proposal, folder: Path, log: Log) -> bool:
    """Write the book into `folder`, which must be new or empty; False and an error if it cannot be."""
    shown = folder.as_posix()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            log.error("folder-taken", f"`{shown}` is not an empty folder", help="name a new folder after --out")
            return False
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            made.chmod(0o755)
            _fill(made, proposal)
            mend(made, log)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        log.error("output-unwritten", f"`{shown}` cannot be written: {error.strerror}", help="name another folder")
        return False
    return True


def _fill(folder: Path, proposal: Proposal) -> None:
    for copy in proposal.copies:
        path = folder / copy.target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(copy.data)
    (folder / "book.md").write_text(book_md(proposal), encoding="utf-8")


def book_md(proposal: Proposal) -> str:
    """The front matter of the book."""
    lines = ["---"]
    for key, value in proposal.front:
        lines.append(f"{key}: {_yaml(value)}")
    lines.append("chapters:")
    for part in Part:
        items = [chapter for chapter in proposal.chapters if chapter.part is part]
        if items:
            lines += [f"  {part.value}:", *_items(items)]
    return "\n".join([*lines, "---", ""])


def _items(chapters: list[Chapter]) -> Iterator[str]:
    indent = "    "
    for chapter in chapters:
        if not chapter.file:
            yield f"    - part: {_quoted(chapter.title)}"
            yield "      chapters:"
            indent = "        "
        elif chapter.title:
            yield f"{indent}- file: {_quoted(chapter.file)}"
            yield f"{indent}  title: {_quoted(chapter.title)}"
        else:
            yield f"{indent}- {_quoted(chapter.file)}"


def _yaml(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    return value if value in {"true", "false"} or value.isdecimal() else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
