"""`python -m tests.corpora [BOOK ...]`: builds the real books, prints a table, writes build/corpora/result.json."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from tests.conftest import CORPORA, ROOT
from tests.corpora.books import BOOKS
from tests.corpora.measure import Result, measure


def main(names: list[str]) -> int:
    """Build the named books, or all; 1 if one crashed, differs in outline, has errors left or fails EPUBCheck."""
    console = Console(width=None if sys.stdout.isatty() else 200)
    if not CORPORA.is_dir():
        console.print(f"Skipped: there are no real books at {CORPORA} (HUOZI_CORPORA names another folder).")
        return 0
    out = ROOT / "build" / "corpora"
    results = []
    for book in BOOKS:
        if not names or book.name in names:
            console.print(f"building {book.name} ...", style="dim")
            results.append(measure(book, CORPORA, out / book.name))
    out.mkdir(parents=True, exist_ok=True)
    (out / "result.json").write_text(
        json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    console.print(_table(results))
    for result in results:
        for line in (*result.broken, *result.epubcheck[:5]):
            console.print(f"{result.name}: {line}", style="red", markup=False)
    return int(any(result.broken or result.left or result.epubcheck for result in results))


def _table(results: list[Result]) -> Table:
    table = Table("book", title="Real books")
    for name in ("chapters", "headings", "pages", "s", "MB", "PDF KB", "EPUB KB"):
        table.add_column(name, justify="right")
    for name in ("errors as it is", "errors left", "EPUBCheck"):
        table.add_column(name)
    for result in results:
        figures = (result.chapters, result.headings, result.pages, result.seconds, result.peak_mb)
        sizes = (result.pdf_kb, result.epub_kb)
        words = (_counts(result.errors), _counts(result.left), str(len(result.epubcheck)))
        table.add_row(result.name, *map(str, (*figures, *sizes)), *words)
    return table


def _counts(codes: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in codes.items()) or "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
