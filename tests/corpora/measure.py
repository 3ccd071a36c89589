"""A real book -> Result: it is built as it is, then, where its own errors forbid an output, once more without them.

The errors of the untouched book are counted by code. What is then taken out of the copy is only what those errors
point at: an image that cannot be had goes, a link that leads nowhere becomes its words. What stays wrong is `left`.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from bench.process import run
from tests.conftest import epubcheck_messages
from tests.corpora.books import copy_book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.process import Run
    from tests.corpora.books import RealBook

HUOZI = Path(sys.executable).with_name("huozi")
ROUNDS = 4

POINTED_AT = (
    re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])(?:\{[^}]*\})?"),
    re.compile(r"()<img\b[^>]*>", re.IGNORECASE),
    re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE),
    re.compile(r"\[@([^\]]+)\]"),
    re.compile(r"() *\{#[^}]*\}"),
)
"""Links and images, references by name, ids: what an error of the source may point at, and the words in it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one book. `broken` says in words what must never happen; a good book has none."""

    name: str
    chapters: int
    headings: int
    pages: int
    seconds: float
    peak_mb: float
    pdf_kb: int
    epub_kb: int
    errors: dict[str, int]
    warnings: dict[str, int]
    left: dict[str, int]
    epubcheck: list[str]
    broken: list[str]


def measure(book: RealBook, corpora: Path, keep: Path) -> Result:
    """Build one book into `keep` and look at what came out."""
    with tempfile.TemporaryDirectory() as temporary:
        source = copy_book(book, corpora, Path(temporary) / "book")
        keep.mkdir(parents=True, exist_ok=True)
        for old in keep.glob("book.*"):
            old.unlink()
        first = last = _build(source, keep)
        for _ in range(ROUNDS):
            if last.code == 0 or not _take_out(source.parent, _findings(last, "error")):
                break
            last = _build(source, keep)
        (keep / "first.log").write_text(first.errors, encoding="utf-8")
        (keep / "last.log").write_text(last.errors, encoding="utf-8")
        return _result(book.name, source, keep, first, last)


def _build(source: Path, out: Path) -> Run:
    return run([HUOZI, "--format", "json", "build", source, "--out", out], source.parent)


def _result(name: str, source: Path, keep: Path, first: Run, last: Run) -> Result:
    pdf, epub = keep / "book.pdf", keep / "book.epub"
    broken = [f"crash: {done.errors.strip().splitlines()[-1]}" for done in (first, last) if "Traceback" in done.errors]
    outlines = {path.name: _outline(path) for path in (source, pdf, epub) if path.exists()}
    broken += [f"no {path.name}" for path in (pdf, epub) if not path.exists()]
    broken += [f"outline of {path} differs from the source's" for path in _different(outlines)]
    entries = outlines["book.md"]
    return Result(
        name=name,
        chapters=len(entries),
        headings=_count(entries),
        pages=_pages(pdf),
        seconds=round(last.seconds, 1),
        peak_mb=round(last.peak_mb),
        pdf_kb=_kilobytes(pdf),
        epub_kb=_kilobytes(epub),
        errors=_codes(_findings(first, "error")),
        warnings=_codes(_findings(first, "warning")),
        left=_codes(_findings(last, "error")),
        epubcheck=epubcheck_messages(epub) if epub.exists() else [],
        broken=broken,
    )


def _findings(done: Run, severity: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in done.errors.splitlines() if line.startswith("{")]
    return [finding for finding in found if finding["severity"] == severity]


def _codes(findings: Iterable[dict[str, Any]]) -> dict[str, int]:
    return dict(Counter(finding["code"] for finding in findings).most_common())


def _take_out(folder: Path, findings: Iterable[dict[str, Any]]) -> bool:
    """Take the images, links and ids that errors point at out of the copy; whether anything was."""
    changed = False
    places = {(finding["path"], finding["line"], finding["column"]) for finding in findings if finding["path"]}
    for name, number, column in sorted(places, reverse=True):  # from the end of a line, so that columns stay right
        path = folder / name
        if not path.exists() or path.name == "book.md":
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        line = _without(lines[number - 1], column - 1)
        changed |= line != lines[number - 1]
        lines[number - 1] = line
        path.write_text("\n".join(lines), encoding="utf-8")
    return changed


def _without(line: str, place: int) -> str:
    """The line with its thing at that place turned into words, or with all its things if none stands just there."""
    found = [match for pattern in POINTED_AT for match in pattern.finditer(line)]
    there = [match for match in found if match.start() <= place < match.end()]
    for match in sorted(there[:1] or found, key=lambda match: match.start(), reverse=True):
        words = "" if match[0].startswith("!") else match[1]
        line = line[: match.start()] + words + line[match.end() :]
    return line


def _outline(path: Path) -> list[dict[str, Any]]:
    done = run([HUOZI, "outline", path.name, "--json"], path.parent)
    try:
        entries: list[dict[str, Any]] = json.loads(done.output)
    except json.JSONDecodeError:
        return [{"text": f"huozi outline {path.name}: exit {done.code}, {done.errors.strip()[-300:]}", "entries": []}]
    return entries


def _different(outlines: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The files whose titles or nesting are not those of the source."""
    wanted = _titles(outlines["book.md"])
    return [name for name, entries in outlines.items() if _titles(entries) != wanted]


def _titles(entries: list[dict[str, Any]]) -> list[object]:
    return [(entry["text"], _titles(entry["entries"])) for entry in entries]


def _count(entries: list[dict[str, Any]]) -> int:
    return sum(1 + _count(entry["entries"]) for entry in entries)


def _pages(path: Path) -> int:
    if not path.exists():
        return 0
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _kilobytes(path: Path) -> int:
    return path.stat().st_size // 1024 if path.exists() else 0
