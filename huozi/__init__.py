"""huozi (活字, movable type): one Markdown source becomes a typeset PDF and an EPUB 3 with one outline.

    import huozi

    report = huozi.build("source/book.md", out="build")
    for finding in report.findings:
        print(finding.at, finding.message)

Where things are, in the order in which they import each other; no module imports one that stands below it:

    diagnostics.py   what the author is told: Span, Diagnostic, Log                       Diagnostic -> str
    book.py          types only: Book, Chapter, Entry, Figure, Note, Label, Reference     -
    limits.py        time and memory of a stage; inside.py: paths that lead out are none       -
    text.py          decoding of every file that is read                                  bytes -> str
    store.py         what is kept from one build for the next; versions.py: of packages   key -> bytes
    fontlist.py      the fonts of this machine                                            -> str
    rasters.py       the file of a picture as books hold it; vectors.py: of a drawing     bytes -> bytes
    frontmatter.py   YAML at the head of a file, with places; keys.py: names of its keys  str -> Value
    customs.py       titles that custom knows; locales.py: the words of huozi's own        str -> Custom
    collation/       the order in which words are looked up                               str -> Place
    config.py        what the author says about the book                                  Path -> Config
    remote.py        pictures of the web that were fetched; network.py: the only one that connects   str -> Path
    bibliography/    BibTeX and CSL files, and entries by GB/T 7714                        Config -> Works
    source/          the only reader of the manuscript; one Markdown rule a file          Config -> Book
    passes/          numbers, notes, references, citations, index                         Book -> Book
    outline.py       the one outline, and the same read back from finished files          Book | Path -> Outline
    html.py          PRINT and EPUB, two profiles of one XHTML                            Chapter -> XHTML
    styles.py        the only reader of styles/                                           Path -> Styles
    pdf/, epub/      the two writers, which never import each other                       Book -> bytes
    verify/          the finished files read back and compared                            bytes -> Diagnostics
    manifest.py      what the last build made, if nothing has changed                     Request -> Kept
    pipeline.py      the stages in order                                                  Config -> Report
    release.py       the files of a book with a manifest, and whether it still makes them   Request -> Report
    doctor.py        what this machine has: versions, fonts, validators                   -> Health
    cli.py           the command; the only module that prints or exits                    argv -> exit code

An author's mistake is a Diagnostic in the Log, never an exception. Nothing below pipeline.py asks for the time, a
random number, the locale or the network, and nothing outside the folder of the book is read but styles and fonts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from huozi.config import Config
    from huozi.pipeline import Kind, Report

__all__ = ["Config", "Report", "build", "check"]


def __getattr__(name: str) -> object:
    """Import what is asked for (PEP 562): the command answers `--help` and workers start without what builds a book."""
    if name == "Config":
        from huozi.config import Config

        return Config
    if name == "Report":
        from huozi.pipeline import Report

        return Report
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def build(
    source: str | Path,
    *,
    to: Collection[Kind] = ("pdf", "epub"),
    out: str | Path = "build",
    style: str | None = None,
    css: Sequence[Path] = (),
    settings: Mapping[str, str] | None = None,
    strict: bool = False,
) -> Report:
    """Build a Markdown file, or a folder that holds book.md, into `<out>/<slug>.pdf` and `<out>/<slug>.epub`.

    `settings` stand for keys of the front matter, `css` files come after the style's own. With errors in the book (or
    with warnings, if `strict`) nothing is written and the report says so. OSErrors of reading what is not part of the
    book come as they are.
    """
    from huozi import pipeline
    from huozi.diagnostics import Log
    from huozi.manifest import Request

    log = Log()
    given = tuple((settings or {}).items())
    report = pipeline.build_source(Request(Path(source), tuple(to), Path(out), style, tuple(css), given, strict), log)
    return report or pipeline.Report(failed=True, files=(), findings=tuple(log.in_reading_order()))


def check(source: str | Path, *, settings: Mapping[str, str] | None = None, strict: bool = False) -> Report:
    """Do all that `build` does and write nothing."""
    from huozi import config, pipeline
    from huozi.diagnostics import Log

    log = Log()
    read = config.load(Path(source), log, overrides=settings or {})
    if read is None:
        return pipeline.Report(failed=True, files=(), findings=tuple(log.in_reading_order()))
    return pipeline.check(read, log, strict=strict)
