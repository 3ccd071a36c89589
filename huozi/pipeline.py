"""Request or Config -> Report: the stages in order, and the files written. Nothing else happens here.

read -> number and resolve -> outline -> styles -> PDF -> EPUB -> read back and compare -> write. With errors in the
book no file is written: what stood there before stays. The stages are imported when they run, so that a command
which needs one of them does not pay for all.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from huozi.diagnostics import Severity

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from huozi.book import Book
    from huozi.config import Config
    from huozi.diagnostics import Diagnostic, Log
    from huozi.epub.pagelist import PageMap
    from huozi.limits import Limits, Size
    from huozi.manifest import Kept, Request
    from huozi.pdf.making import PageLine, PageStart
    from huozi.store import Store
    from huozi.workers import Crew

Kind = Literal["pdf", "epub"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Result = TypeVar("Result")

Progress = Callable[[str], None]
"""Is told what is being done now, in a few words for a person."""


def silent(_: str) -> None:
    """The Progress that nobody sees."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was written; `pages` is 0 where there are none, `digest` the SHA-256 of its bytes."""

    path: Path
    size_bytes: int
    pages: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came out: the files written (none if it failed), every finding in reading order.

    `explanation` tells of the line of the PDF that was asked for, `seconds` what each chapter took of the
    processor that was laid out now.
    """

    failed: bool
    files: tuple[Output, ...]
    findings: tuple[Diagnostic, ...]
    chapters: int = 0
    explanation: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Made:
    """The finished files as bytes, checked against the outline; what was asked of a line."""

    files: Mapping[Kind, bytes]
    chapters: int
    pages: int
    explanation: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)


def build_source(
    request: Request,
    log: Log,
    *,
    jobs: int | None = None,
    time_limit_s: float | None = None,
    memory_limit_mb: int | None = None,
    keep: bool = True,
    explain: PageLine | None = None,
    fetch_from: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Report | None:
    """Make the files of a source, unless they are there already as a build would make them; None if there is no book.

    With `keep`, what was made is remembered with all that it depends on, and its findings are told again. The limits
    are those of one chapter, see limits.py. `explain` asks why one line of the PDF is as it is. With `fetch_from`,
    pictures of the web are fetched, from these hosts and those that the front matter names.
    """
    from huozi import manifest

    with manifest.watch(request, request.out / ".cache" if keep else None) as watch:
        if watch is not None and explain is None and (kept := watch.unchanged()) is not None:
            progress("nothing has changed")
            return _again(kept, request, log)
        if "pdf" in request.kinds:
            from huozi.workers import warm_up

            warm_up()
        from huozi import config
        from huozi.limits import USUAL, Limits

        memory = USUAL.memory_mb if memory_limit_mb is None else memory_limit_mb
        settings = dict(request.settings)
        read = config.load(request.source, log, overrides=settings, css=request.css, style=request.style)
        if read is None:
            return None
        kinds = tuple(kind for kind in KINDS if kind in request.kinds)
        report = build(
            read,
            log,
            to=kinds,
            out=request.out,
            jobs=jobs,
            limits=Limits(time_limit_s, memory),
            keep=keep,
            strict=request.strict,
            explain=explain,
            fetch_from=fetch_from,
            progress=progress,
        )
        if watch is not None and report.files:
            watch.keep(_to_keep(report, log))
    return report


def _again(kept: Kept, request: Request, log: Log) -> Report:
    log.entries += kept.findings
    for path, lines in kept.lines.items():
        log.lines[path] = tuple(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
    files = tuple(Output(request.out / one.name, one.size_bytes, one.pages, one.digest) for one in kept.files)
    return Report(failed=False, files=files, findings=kept.findings, chapters=kept.chapters)


def _to_keep(report: Report, log: Log) -> Kept:
    from huozi.manifest import Kept, Written

    shown = {(one.at.path, one.at.line) for one in report.findings if one.at is not None}
    lines = {
        path: {number: line for number, line in enumerate(text, 1) if (path, number) in shown}
        for path, text in log.lines.items()
    }
    files = tuple(
        Written(one.path.suffix[1:], one.path.name, one.size_bytes, one.pages, one.digest) for one in report.files
    )
    return Kept(files, report.chapters, report.findings, lines)


def build(
    config: Config,
    log: Log,
    *,
    to: Collection[Kind] = KINDS,
    out: Path,
    jobs: int | None = None,
    limits: Limits | None = None,
    keep: bool = True,
    strict: bool = False,
    explain: PageLine | None = None,
    fetch_from: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Report:
    """Make the files and write them into the folder `out`: all of them, or none if the book has errors.

    `jobs` processes work at once (None: one a core), each within `limits`; `keep` compiled chapters under `out` for
    the next time. Nothing is fetched but with `fetch_from`, see build_source.
    """
    targets: dict[Kind, Path] = {kind: out / f"{config.slug}.{kind}" for kind in KINDS if kind in to}
    writable = _check_targets(targets, out, log)
    cache = out / ".cache" if keep and writable else None
    made = _make(
        config, log, to, progress, jobs=jobs, limits=limits, cache=cache, explain=explain, fetch_from=fetch_from
    )
    if made is None or _fails(log, strict=strict):
        return _report(log, made, (), strict=strict)
    progress(f"writing {out.as_posix()}")
    written = write({targets[kind]: data for kind, data in made.files.items()}, log)
    files = tuple(
        Output(
            path,
            len(made.files[kind]),
            made.pages if kind == "pdf" else 0,
            hashlib.sha256(made.files[kind]).hexdigest(),
        )
        for kind, path in targets.items()
        if written
    )
    return _report(log, made, files, strict=strict)


def check(config: Config, log: Log, *, strict: bool = False, progress: Progress = silent) -> Report:
    """Make the files, compare them with each other and their text with the manuscript, and write nothing."""
    from huozi.workers import warm_up

    warm_up()
    return _report(log, _make(config, log, KINDS, progress, texts=True), (), strict=strict)


def read(config: Config, log: Log, store: Store | None = None) -> Book:
    """The book with its numbers and references, before it has a form; without chapters if it cannot be read in time.

    Chapters read before are taken from `store` and put there.
    """
    return _Watch(config, log).read(store, None)


@dataclass(slots=True)
class _Watch:
    """Stages of one book within limits; how much there is to do is known from reading it."""

    config: Config
    log: Log
    limits: Limits | None = None
    size: Size | None = None

    def read(self, store: Store | None, fetch_from: Sequence[str] | None) -> Book:
        """The book, or one without chapters, and an error, if reading it meets a limit."""
        from huozi import passes, source
        from huozi.book import Book
        from huozi.limits import Size
        from huozi.store import NOTHING

        fetch = None
        if fetch_from is not None:
            from huozi.network import may_fetch

            fetch = may_fetch(self.config, tuple(fetch_from))
        self.size = Size(len(self.config.text), chapters=len(self.config.chapters))
        read = self.stage(
            "reading the book",
            lambda: passes.run(source.read_book(self.config, self.log, store or NOTHING, fetch), self.log),
        )
        return read or Book(self.config, ())

    def stage(self, doing: str, work: Callable[[], Result], *, last: bool = True) -> Result | None:
        """What `work` gives; None, and an error that names what it was at, if it meets a limit.

        Without `last` it may start processes, which have limits of their own.
        """
        from huozi.limits import USUAL, MetError, Size, watch
        from huozi.source import where

        try:
            with watch(self.limits or USUAL, self.size or Size(), where.at_work, last=last):
                return work()
        except MetError as error:
            what, advice = _WHY_STOPPED[error.reason]
            what = f"{doing} {what.format(error.limit)}: it was stopped"
            self.log.error("build-stopped", what, error.where, help=advice)
            return None


_WHY_STOPPED = {
    "time": (
        "takes over {:.0f} s",
        "divide what is very long, or give more time with `--time-limit SECONDS` (0: none)",
    ),
    "memory": ("needs over {:.0f} MB of memory", "divide the book, or give more with `--memory-limit MB` (0: none)"),
    "depth": ("meets text that nests too deep", "put fewer blocks inside one another"),
}


def _make(
    config: Config,
    log: Log,
    to: Collection[Kind],
    progress: Progress,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    cache: Path | None = None,
    texts: bool = False,
    explain: PageLine | None = None,
    fetch_from: Sequence[str] | None = None,
) -> _Made | None:
    """Every finding of the book comes in one run, so that errors of the text do not hide those of the pages."""
    with ExitStack() as ending:
        workers = None
        if "pdf" in to:
            from huozi.workers import crew

            workers = ending.enter_context(crew(jobs))
        return _make_with(
            workers,
            _Watch(config, log, limits),
            to,
            progress,
            cache=cache,
            texts=texts,
            explain=explain,
            fetch_from=fetch_from,
        )


def _make_with(
    crew: Crew | None,
    watch: _Watch,
    to: Collection[Kind],
    progress: Progress,
    *,
    cache: Path | None,
    texts: bool,
    explain: PageLine | None,
    fetch_from: Sequence[str] | None,
) -> _Made | None:
    config, log = watch.config, watch.log
    progress(f"reading {config.name}")
    from huozi.store import Store

    book = watch.read(Store(cache), fetch_from)
    if not book.chapters:
        return None

    from huozi import outline, styles, verify
    from huozi.limits import USUAL, within
    from huozi.pdf.job import KIND

    tree = outline.from_book(book)
    known = log.count(Severity.ERROR)
    look = watch.stage("reading the style sheets", lambda: styles.load(book.config, log))
    if look is None or log.count(Severity.ERROR) > known:
        # Every character would be missing from a font that is, which would tell nothing more.
        return None
    files: dict[Kind, bytes] = {}
    pages = 0
    starts: tuple[PageStart, ...] = ()
    explanation, seconds = "", dict[str, float]()
    share = None
    if crew is not None:
        from huozi.pdf import compiling

        compiling.begin(crew, book, look, watch.limits or USUAL)
        from huozi.pdf import making

        progress(f"setting {len(book.chapters)} chapters")
        printed = watch.stage(
            "making the PDF",
            lambda: making.make(
                book,
                look,
                tree,
                log,
                cache=cache,
                crew=crew,
                limits=watch.limits or USUAL,
                explain=explain,
                meanwhile=verify.warm_up,
            ),
            last=False,
        )
        if crew.pool is not None:
            share = partial(crew.share, within, watch.limits or USUAL, watch.size)
        if printed is not None:
            files["pdf"], pages, starts = printed.data, len(printed.pages), printed.starts
            tree = outline.with_pages(tree, printed.folios)
            explanation, seconds = printed.explanation, dict(printed.seconds)
    elif cache is not None and Store(cache).holds(KIND):
        from huozi.pdf import making

        starts = making.known_starts(book, look, tree, cache)
    begun = None
    if "epub" in to:
        from huozi import epub

        if share is not None and "pdf" in files and not log.failed:
            begun = verify.begin(tree, files["pdf"], share)

        progress("packing the EPUB")
        packed = watch.stage("packing the EPUB", lambda: epub.make(book, look, tree, log, pdf=_page_map(book, starts)))
        if packed is not None:
            files["epub"] = packed
    if not log.failed:
        progress("reading the files back")
        watch.stage(
            "reading the files back",
            lambda: verify.outputs(tree, files.get("pdf"), files.get("epub"), log, share, begun),
        )
    if texts and not log.failed:
        watch.stage("reading the files back", lambda: verify.text(book, files["pdf"], files["epub"], log))
    return _Made(files, len(book.chapters), pages, explanation, seconds)


def _page_map(book: Book, starts: Sequence[PageStart]) -> PageMap | None:
    """The pages of the PDF as the EPUB marks them; their edition is named by the ISBN of the book, else by its file."""
    from huozi.epub.pagelist import Break, PageMap

    if not starts:
        return None
    isbn = book.config.isbn
    source = f"urn:isbn:{isbn}" if isbn else f"{book.config.title or book.config.slug} (PDF)"
    return PageMap(source, tuple(Break(one.folio, one.target, one.offset) for one in starts))


def _fails(log: Log, *, strict: bool) -> bool:
    return log.failed or (strict and log.count(Severity.WARNING) > 0)


def _report(log: Log, made: _Made | None, files: tuple[Output, ...], *, strict: bool) -> Report:
    findings = tuple(log.in_reading_order())
    if made is None:
        return Report(_fails(log, strict=strict), files, findings)
    return Report(_fails(log, strict=strict), files, findings, made.chapters, made.explanation, made.seconds)


# Writing


def _check_targets(targets: Mapping[Kind, Path], out: Path, log: Log) -> bool:
    """Say before the long work what cannot be written after it; whether the folder can be written to."""
    if out.exists() and not out.is_dir():
        log.error(
            "output-folder", f"`{out.as_posix()}` is a file, not a folder", help="choose another with `--out DIR`"
        )
        return False
    if out.is_dir() and not os.access(out, os.W_OK | os.X_OK):
        what = f"the folder `{out.as_posix()}` may not be written to"
        log.error("output-folder", what, help="change its permissions, or choose another with `--out DIR`")
        return False
    for path in targets.values():
        if _is_folder(path):
            what = f"`{path.as_posix()}` is a folder, where the finished file belongs"
            log.error("output-is-folder", what, help="move the folder away, or choose another name with `slug:`")
    return True


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that cannot be; writing will say so
        return False


def write(files: Mapping[Path, bytes], log: Log) -> bool:
    """Write all files beside their targets, read them back, and only then put them in place; False and an error if not.

    Whatever happens, interruption too, no target is ever half a file and nothing is left lying beside it; what a build
    that was killed has left there goes with the next one.
    """
    with ExitStack() as leftovers:
        ready: list[tuple[Path, Path]] = []
        for target, data in files.items():
            beside = target.with_name(f".huozi-{os.urandom(4).hex()}.tmp")
            try:
                if not ready:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    leftovers.enter_context(_alone(target.parent))
                _write_through(beside, data, leftovers)
            except OSError as error:
                return _report_unwritten(target, error, log)
            ready.append((beside, target))
        for beside, target in ready:
            try:
                beside.replace(target)
            except OSError as error:
                return _report_unwritten(target, error, log)
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one build at a time write into a folder, and take away what those left there that are no more.

    Where the system has no locks (Windows, some file systems) nothing is taken away: names are never the same.
    """
    if fcntl is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
            for path in folder.glob(".huozi-*.tmp"):
                path.unlink(missing_ok=True)
        yield
    finally:
        os.close(held)


def _write_through(path: Path, data: bytes, leftovers: ExitStack) -> None:
    """Write a new file down to the disk and read it back: a full or failing disk may tell only then."""
    with path.open("xb") as file:
        leftovers.callback(path.unlink, missing_ok=True)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise OSError(errno.EIO, "what was written reads back differently")


def _report_unwritten(target: Path, error: OSError, log: Log) -> Literal[False]:
    what = f"`{target.as_posix()}` cannot be written: {error.strerror or error}"
    log.error("output-unwritten", what, help=_advice(error))
    return False


def _advice(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "make room on the disk; files that were there before are unchanged"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "close the file in other programs, change its permissions, or choose another folder with `--out DIR`"
        case errno.ENAMETOOLONG:
            return "choose a shorter name with `slug:`"
        case _:
            return "files that were there before are unchanged"
