"""A real book -> Result: imported by the command, built as it then is, and compared with what markdown-it-py sees.

Printed pages that begin with other words than stand at their mark in the EPUB, and text of the manuscript that a file
does not hold, are broken.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf

from bench.process import run
from huozi import config, pipeline, verify
from huozi.diagnostics import Log
from tests.conftest import epubcheck_messages
from tests.corpora.structure import Structure, structure
from tests.printed import disagreements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.process import Run
    from tests.corpora.books import RealBook

HUOZI = Path(sys.executable).with_name("huozi")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one book. `broken` says in words what must never happen; a good book has none.

    `unmapped` is what the import lists as not carried over, by what was found; `left` are errors of the build.
    """

    name: str
    chapters: int
    headings: int
    pages: int
    import_seconds: float
    seconds: float
    peak_mb: float
    pdf_kb: int
    epub_kb: int
    unmapped: int
    warnings: dict[str, int]
    left: dict[str, int]
    epubcheck: list[str]
    labels: int
    structure: Structure | None
    broken: list[str]


def measure(book: RealBook, corpora: Path, keep: Path) -> Result:
    """Import one book into `keep`/source, build it into `keep`, and look at what came out."""
    shutil.rmtree(keep, ignore_errors=True)
    keep.mkdir(parents=True)
    before = _state(corpora / book.path)
    imported = run([HUOZI, "--format", "json", "import", corpora / book.path, "--out", keep / "source"], keep)
    (keep / "import.log").write_text(imported.errors, encoding="utf-8")
    broken = [] if _state(corpora / book.path) == before else ["the original was changed"]
    broken += [] if imported.output.startswith(f"{book.form}: ") else [f"read as {imported.output.split(':')[0]}"]
    built = run([HUOZI, "--format", "json", "build", "source", "--out", "."], keep)
    (keep / "build.log").write_text(built.errors, encoding="utf-8")
    return _result(book, keep, imported, built, broken)


def _state(path: Path) -> list[tuple[str, int, int]]:
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return [(str(one), one.stat().st_size, one.stat().st_mtime_ns) for one in files]


def _result(book: RealBook, keep: Path, imported: Run, built: Run, broken: list[str]) -> Result:
    source, pdf, epub = keep / "source" / "book.md", keep / "source.pdf", keep / "source.epub"
    broken += [f"crash: {done.errors.strip().splitlines()[-1]}" for done in (imported, built) if _crashed(done)]
    broken += [f"no {path.name}" for path in (source, pdf, epub) if not path.exists()]
    outlines = {path.name: _outline(path) for path in (source, pdf, epub) if path.exists()}
    entries = outlines.get("book.md", [])
    broken += [f"outline of {name} differs from the source's" for name in _different(outlines, entries)]
    if source.exists() and f'lang: "{book.lang}"' not in source.read_text(encoding="utf-8"):
        broken.append(f"the language was not found to be {book.lang}")
    labels, warnings = 0, _codes(_findings(built, "warning"))
    if source.exists() and pdf.exists() and epub.exists():
        labels, misplaced = disagreements(pdf.read_bytes(), epub.read_bytes())
        broken += [*(f"page {one}" for one in misplaced), *_lost(source, pdf, epub)]
    return Result(
        name=book.name,
        chapters=len(entries),
        headings=_count(entries),
        pages=_pages(pdf),
        import_seconds=round(imported.seconds, 1),
        seconds=round(built.seconds, 1),
        peak_mb=round(built.peak_mb),
        pdf_kb=_kilobytes(pdf),
        epub_kb=_kilobytes(epub),
        unmapped=sum(finding["code"] == "import-unmapped" for finding in _findings(imported, "warning")),
        warnings=warnings,
        left=_codes([*_findings(imported, "error"), *_findings(built, "error")]),
        epubcheck=epubcheck_messages(epub) if epub.exists() else [],
        labels=labels,
        structure=(
            structure(keep / "source", epub, warnings, by_pandoc=book.form == "Pandoc")
            if source.exists() and epub.exists()
            else None
        ),
        broken=broken,
    )


def _crashed(done: Run) -> bool:
    return "Traceback" in done.errors or re.search(r"internal-error", done.errors) is not None


def _lost(source: Path, pdf: Path, epub: Path) -> list[str]:
    """Where the text of the files is not that of the manuscript."""
    log = Log()
    settings = config.load(source, log)
    assert settings is not None
    book = pipeline.read(settings, log)
    before = len(log.entries)
    verify.text(book, pdf.read_bytes(), epub.read_bytes(), log)
    return [one.message for one in log.entries[before:]]


def _findings(done: Run, severity: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in done.errors.splitlines() if line.startswith("{")]
    return [finding for finding in found if finding["severity"] == severity]


def _codes(findings: Iterable[dict[str, Any]]) -> dict[str, int]:
    return dict(Counter(finding["code"] for finding in findings).most_common())


def _outline(path: Path) -> list[dict[str, Any]]:
    done = run([HUOZI, "outline", path.name, "--json"], path.parent)
    try:
        entries: list[dict[str, Any]] = json.loads(done.output)
    except json.JSONDecodeError:
        return [{"text": f"huozi outline {path.name}: exit {done.code}, {done.errors.strip()[-300:]}", "entries": []}]
    return entries


def _different(outlines: dict[str, list[dict[str, Any]]], wanted: list[dict[str, Any]]) -> list[str]:
    """The files whose titles or nesting are not those of the source."""
    return [name for name, entries in outlines.items() if _titles(entries) != _titles(wanted)]


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
