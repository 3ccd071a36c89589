"""`python -m tests.corpora [BOOK ...]`: imports and builds the real books, prints two tables, writes result.json."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from tests.conftest import CORPORA, ROOT
from tests.corpora.books import BOOKS
from tests.corpora.measure import Result, measure
from tests.corpora.structure import KINDS


def main(names: list[str]) -> int:
    """Import and build the named books, or all; 1 if one has errors, differs unexplained, or is no valid EPUB."""
    console = Console(width=None if sys.stdout.isatty() else 200)
    if not CORPORA.is_dir():
        console.print(f"Skipped: there are no real books at {CORPORA} (HUOZI_CORPORA names another folder).")
        return 0
    out = ROOT / "build" / "corpora"
    results = []
    for book in BOOKS:
        if not names or book.name in names:
            console.print(f"{book.name} ...", style="dim")
            results.append(measure(book, CORPORA, out / book.name))
    out.mkdir(parents=True, exist_ok=True)
    (out / "result.json").write_text(
        json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    console.print(_builds(results), _structures(results))
    for result in results:
        for line in result.structure.explained if result.structure else ():
            console.print(f"{result.name}: explained: {line}", style="dim", markup=False)
    for result in results:
        for line in (*result.broken, *result.epubcheck[:5], *_unexplained(result)):
            console.print(f"{result.name}: {line}", style="red", markup=False)
    return int(any(result.broken or result.left or result.epubcheck or _unexplained(result) for result in results))


def _unexplained(result: Result) -> list[str]:
    return result.structure.unexplained() if result.structure else []


def _builds(results: list[Result]) -> Table:
    table = Table("book", title="Real books, imported and built")
    for name in (
        "chapters",
        "headings",
        "pages",
        "labels",
        "import s",
        "build s",
        "MB",
        "PDF KB",
        "EPUB KB",
        "not carried over",
    ):
        table.add_column(name, justify="right")
    for name in ("errors", "EPUBCheck"):
        table.add_column(name)
    for one in results:
        counted = (one.chapters, one.headings, one.pages, one.labels, one.import_seconds, one.seconds, one.peak_mb)
        words = (_counts(one.left), str(len(one.epubcheck)))
        table.add_row(one.name, *map(str, (*counted, one.pdf_kb, one.epub_kb, one.unmapped)), *words)
    return table


def _structures(results: list[Result]) -> Table:
    """A count alone where both sides have it, else markdown-it-py's and that of the EPUB."""
    table = Table("book", title="markdown-it-py -> EPUB")
    for name in (*KINDS, "texts", "not found", "marks left", "explained"):
        table.add_column(name, justify="right")
    for one in results:
        found = one.structure
        if found is None:
            continue
        pairs = [(found.seen[kind], found.made[kind]) for kind in KINDS]
        shown = [str(seen) if seen == made else f"{seen} -> {made}" for seen, made in pairs]
        table.add_row(
            one.name, *shown, str(found.texts), *(str(len(one)) for one in (found.lost, found.literal, found.explained))
        )
    return table


def _counts(codes: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in codes.items()) or "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
