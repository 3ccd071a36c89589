"""Finished files -> findings: the outline contract of a build, and the checks of `huozi check FILE`.

    text()      the two files of a book hold its text
    outputs()   the two files of a build hold the outline of the book: titles, nesting, order, targets, folios
    file()      any PDF or EPUB is sound, whoever made it

The files are read back as a reader would have them; nothing that the writers know is trusted, and nothing is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from huozi.book import Book
    from huozi.diagnostics import Log
    from huozi.outline import Outline
    from huozi.workers import Share


def warm_up() -> None:
    """Import what reads a PDF back, while something else is at work."""
    from huozi.verify import pdf  # noqa: F401


def begin(outline: Outline, pdf: bytes, share: Share) -> Callable[[], list[str]] | None:
    """Let another process compare a PDF with the outline of its book: for `outputs`, while the EPUB is made."""
    from huozi.verify import pdf as printed

    return printed.begin(outline, pdf, share)


def outputs(
    outline: Outline,
    pdf: bytes | None,
    epub: bytes | None,
    log: Log,
    share: Share | None = None,
    begun: Callable[[], list[str]] | None = None,
) -> None:
    """Compare the files of a build with the outline of its book; each difference is an error that says where.

    Another process helps, if there is one that takes a share. `begun` is what `begin` gave for the PDF.
    """
    if pdf is not None:
        from huozi.verify import pdf as printed

        for text in begun() if begun is not None else printed.differences(outline, pdf, share):
            log.error("outline-differs", text)
    if epub is not None:
        from huozi.verify import epub as reflowed

        reflowed.check(epub, outline, log)


def text(book: Book, pdf: bytes, epub: bytes, log: Log) -> None:
    """Compare the text of both files with the manuscript, and that of the PDF with what another reader makes of it."""
    from huozi.verify import parity, readers

    parity.check(book, pdf, epub, log)
    readers.check(pdf, log)


def file(path: Path, log: Log) -> None:
    """Check a finished file; its name tells what it is."""
    match path.suffix.lower():
        case ".pdf":
            from huozi.verify import pdf as printed

            printed.file_checks(path.read_bytes(), log)
        case ".epub":
            from huozi.verify import epub as reflowed

            reflowed.file_checks(path.read_bytes(), log)
        case other:
            what = f"`{path.name}` is neither a PDF nor an EPUB: its name ends in `{other}`"
            log.error("file-kind", what, help="give a .pdf or .epub file, or a Markdown file to check a book")
