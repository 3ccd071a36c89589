"""The command: argv -> exit code. The only module that prints or exits.

0 fine, 1 the book has errors (or warnings under --strict), 2 wrong usage, 130 interrupted. Findings go to stderr, what
was asked for to stdout. Everything but click is imported when it is needed: `huozi --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from huozi.diagnostics import Diagnostic, Log, Severity, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.table import Table

    from huozi.config import Config
    from huozi.diagnostics import Format
    from huozi.doctor import Health
    from huozi.glyphs import Substitute
    from huozi.outline import Outline
    from huozi.pipeline import Progress, Report
    from huozi.verify.store import Store

INTERRUPTED = 130
_SHOWN_CHARACTERS = 24
_YOUNG_OBJECTS = 1_000_000
DEFAULT_SOURCE = Path("source/book.md")


@dataclass(slots=True)
class _Session:
    """One run of the command: how it should speak, and what it has to say."""

    form: Format = "text"
    quiet: bool = False
    verbose: bool = False
    log: Log = field(default_factory=Log)


def command() -> NoReturn:
    """Run the command and end the process at once: what the system takes back need not be taken apart before."""
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. Whatever goes wrong, the user gets a message and never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows what it can of a Chinese message instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # Elements and records of a book live to its end. Looking for cycles among them takes a twentieth of the time, and
    # what it finds is little memory: a book of five hundred pages is not looked through at all.
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    session = _Session()
    try:
        code = huozi.main(args=argv, prog_name="huozi", standalone_mode=False, obj=session)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; the finished files are whole", err=True)
        return INTERRUPTED
    except OSError as error:
        what = f"{error.filename or 'the system'}: {error.strerror or error}"
        return _report_failure(error, "system-error", what, "mend that and run again", session)
    except Exception as error:  # noqa: BLE001 (the last resort: our own bug must not look like the author's mistake)
        what = f"huozi failed: {type(error).__name__}: {error}"
        advice = "this is a bug in huozi, not in the book; run again with -v to see where, and report it"
        return _report_failure(error, "internal-error", what, advice, session)
    return code if isinstance(code, int) else 0


def _report_failure(error: Exception, code: str, what: str, advice: str, session: _Session) -> int:
    _show_findings(session)
    if session.verbose:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    click.echo(render([Diagnostic(Severity.ERROR, code, what, None, advice)], {}, session.form), err=True)
    return 1


# Options that may stand before or after the verb


def _speech(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -q, -v and --format to a command."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
        def callback(context: click.Context, _: click.Parameter, value: object) -> None:
            if value:
                setattr(context.find_object(_Session), name, value)

        return callback

    forms = click.Choice(["text", "short", "json"])
    for option in (
        click.option(
            "--format", "form", type=forms, callback=keep("form"), expose_value=False, help="Form of findings."
        ),
        click.option("-v", "--verbose", is_flag=True, callback=keep("verbose"), expose_value=False, help="Tell more."),
        click.option("-q", "--quiet", is_flag=True, callback=keep("quiet"), expose_value=False, help="Errors only."),
    ):
        command = option(command)
    return command


_source = click.argument("source", type=click.Path(path_type=Path), default=DEFAULT_SOURCE)
_strict = click.option("--strict", is_flag=True, help="Warnings fail too.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huozi", message="huozi %(version)s")
@_speech
def huozi() -> None:
    """Set one Markdown source as a typeset PDF and an EPUB 3 with the same outline.

    SOURCE is a Markdown file or a folder that holds book.md; source/book.md if none is named.
    """


# Verbs


def _settings(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for key, equals, _value in pairs:
        if not key or not equals:
            raise click.BadParameter(f"`{key}` is not KEY=VALUE")
    return {key.strip(): value for key, _equals, value in pairs}


def _page_line(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, int] | None:
    if value is None:
        return None
    page, _colon, line = value.rpartition(":")
    if not page or not line.isdecimal() or int(line) < 1:
        msg = f"`{value}` is not PAGE:LINE, as in 12:3; PAGE is the printed number"
        raise click.BadParameter(msg)
    return page, int(line)


@huozi.command()
@_source
@click.option("--to", type=click.Choice(["pdf", "epub", "all"]), default="all", show_default=True, help="What to make.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build"), show_default=True, help="Folder to write."
)
@click.option("--style", help="Style instead of the front matter's.")
@click.option("--css", type=click.Path(path_type=Path), multiple=True, help="Stylesheet after the style's own; wins.")
@click.option(
    "--set", "settings", metavar="KEY=VALUE", multiple=True, callback=_settings, help="Key of the front matter."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that work at once; one a core if not said.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0), help="Seconds for a chapter; 0: none. By its length if not said."
)
@click.option(
    "--memory-limit", type=click.IntRange(min=0), default=4096, show_default=True, help="MB for a process; 0: none."
)
@click.option("--fetch", is_flag=True, help="Fetch pictures of the web from hosts that `fetch-hosts:` names.")
@click.option("--fetch-host", "hosts", metavar="HOST[:PORT]", multiple=True, help="With --fetch, one more host.")
@click.option("--no-cache", is_flag=True, help="Compile every chapter anew and keep nothing.")
@click.option("--timings", is_flag=True, help="Tell at the end how long each stage took; with -v each chapter too.")
@click.option("--explain", metavar="PAGE:LINE", callback=_page_line, help="Tell why a line of the PDF is set as it is.")
@_strict
@_speech
@click.pass_obj
def build(
    session: _Session,
    source: Path,
    to: str,
    out: Path,
    style: str | None,
    css: tuple[Path, ...],
    settings: dict[str, str],
    jobs: int | None,
    time_limit: float | None,
    memory_limit: int,
    fetch: bool,
    hosts: tuple[str, ...],
    no_cache: bool,
    timings: bool,
    explain: tuple[str, int] | None,
    strict: bool,
) -> int:
    """Make the PDF and the EPUB of a book."""
    import time

    from huozi import pipeline
    from huozi.manifest import Request

    if hosts and not fetch:
        msg = "--fetch-host is for --fetch"
        raise click.UsageError(msg)
    start = time.monotonic()
    stages = [("starting", start)]
    kinds = tuple(kind for kind in pipeline.KINDS if to in {kind, "all"})
    request = Request(source, kinds, out, style, css, tuple(settings.items()), strict)
    with _progress(session) as show:

        def progress(words: str) -> None:
            stages.append((words, time.monotonic()))
            show(words)

        report = pipeline.build_source(
            request,
            session.log,
            jobs=jobs,
            time_limit_s=time_limit,
            memory_limit_mb=memory_limit,
            keep=not no_cache,
            explain=explain,
            fetch_from=hosts if fetch else None,
            progress=progress,
        )
    if report is None:
        return _finish(session)
    _show_findings(session)
    _say(session, _summary(report, session.log, time.monotonic() - start))
    if report.explanation:
        click.echo(report.explanation)
    if timings:
        click.echo(_timings(stages, time.monotonic()))
        if session.verbose:
            click.echo(_chapter_timings(report))
    return int(report.failed)


@huozi.command()
@_source
@click.option(
    "--store",
    type=click.Choice(["kobo", "apple", "kindle", "ebpaj", "readmoo"]),
    help="Check an EPUB against the guide of a store, too.",
)
@_strict
@_speech
@click.pass_obj
def check(session: _Session, source: Path, store: Store | None, strict: bool) -> int:
    """Find the mistakes of a book, or of a finished PDF or EPUB, and write nothing."""
    if store and source.suffix.lower() != ".epub":
        msg = "--store is for a finished EPUB: huozi check BOOK.epub --store NAME"
        raise click.UsageError(msg)
    if _is_output(source):
        return _check_output(session, source, store, strict=strict)
    from huozi import config, pipeline

    book = config.load(source, session.log)
    if book is None:
        return _finish(session)
    with _progress(session) as progress:
        report = pipeline.check(book, session.log, strict=strict, progress=progress)
    _show_findings(session)
    _say(session, f"{book.name}: {_counts(session.log)}")
    return int(report.failed)


def _check_output(session: _Session, file: Path, store: Store | None, *, strict: bool) -> int:
    from huozi import verify

    if not _is_there(file, session.log):
        return _finish(session)
    verify.file(file, session.log)
    if store and not session.log.failed:
        from huozi.verify import store as stores

        stores.check(file.read_bytes(), store, session.log)
    _show_findings(session)
    _say(session, f"{file.as_posix()}: {_counts(session.log)}")
    return int(session.log.failed or (strict and session.log.count(Severity.WARNING) > 0))


@huozi.command()
@_source
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("dist"), show_default=True, help="Folder to write."
)
@_strict
@_speech
@click.pass_obj
def dist(session: _Session, source: Path, out: Path, strict: bool) -> int:
    """Make the PDF and the EPUB to hand out, and a manifest: digests, pages, fonts and their licences, versions."""
    import time

    from huozi import pipeline, release
    from huozi.manifest import Request

    start = time.monotonic()
    with _progress(session) as progress:
        report = release.make(Request(source, pipeline.KINDS, out, strict=strict), session.log, progress)
    if report is None:
        return _finish(session)
    _show_findings(session)
    _say(session, _summary(report, session.log, time.monotonic() - start))
    if not report.failed:
        _say(session, f"{(out / release.NAME).as_posix()} tells what is in them")
    return int(report.failed)


@huozi.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), default=Path("dist"))
@_source
@_speech
@click.pass_obj
def verify(session: _Session, folder: Path, source: Path) -> int:
    """Make the book again elsewhere, and compare it with the files and the manifest that `huozi dist` wrote to DIR."""
    from huozi import pipeline, release
    from huozi.manifest import Request

    with _progress(session) as progress:
        release.verify(folder, Request(source, pipeline.KINDS, folder), session.log, progress)
    if not session.log.failed:
        _say(session, f"{folder.as_posix()}: the same files, byte for byte")
    return _finish(session)


@huozi.command("outline")
@_source
@click.option("--json", "as_json", is_flag=True, help="A list of {text, number, page, entries}.")
@_speech
@click.pass_obj
def show_outline(session: _Session, source: Path, as_json: bool) -> int:
    """Print the outline of a book, or of a finished PDF or EPUB."""
    from huozi import outline as outlines

    tree = _outline_of_output(source, session.log) if _is_output(source) else _outline_of_source(source, session.log)
    if tree is not None:
        click.echo(outlines.as_json(tree) if as_json else outlines.as_tree(tree))
    return _finish(session)


def _outline_of_source(source: Path, log: Log) -> Outline | None:
    from huozi import config, outline, pipeline

    book = config.load(source, log)
    return outline.from_book(pipeline.read(book, log)) if book else None


def _outline_of_output(file: Path, log: Log) -> Outline | None:
    from huozi import outline

    if not _is_there(file, log):
        return None
    try:
        return outline.from_pdf(file) if file.suffix.lower() == ".pdf" else outline.from_epub(file)
    except Exception as error:  # noqa: BLE001 (a file by anyone; its readers fail in many ways)
        what = f"`{file.as_posix()}` cannot be read: {str(error) or type(error).__name__}"
        log.error("file-unreadable", what, help="`huozi check` tells more of what is wrong with it")
        return None


@huozi.command()
@_source
@_speech
@click.pass_obj
def doctor(session: _Session, source: Path) -> int:
    """Show what this machine has: versions, fonts, validators; for a book, what its fonts lack and what stands in."""
    from huozi import config
    from huozi.doctor import examine

    given = source != DEFAULT_SOURCE or source.exists()
    book = config.load(source, session.log) if given else _no_book()
    if book is None:
        return _finish(session)
    health = examine(book, session.log, text=given)
    _show_health(health)
    _finish(session)
    return int(session.log.failed or not health.fit)


@huozi.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_speech
@click.pass_obj
def init(session: _Session, folder: Path) -> int:
    """Put a small book of your own into a new folder."""
    import shutil

    from huozi import starter

    names = starter.plant(folder, session.log)
    if names:
        # Make looks for the command on the PATH; one that stands elsewhere is told to it.
        make = "make" if shutil.which("huozi") else f'make HUOZI="{sys.executable} -m huozi"'
        listed = "".join(f"  {name}\n" for name in names)
        _say(session, f"{folder.as_posix()} now holds a book:\n{listed}Next: cd {folder.as_posix()} && {make}")
    return _finish(session)


@huozi.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="New folder for the book.")
@click.option("--dry-run", is_flag=True, help="Show what would be made, and write nothing; needs no --out.")
@click.option("--headings", type=click.Choice(["usual", "deep"]), default="usual", help="deep: 第一， and 一是 too.")
@_speech
@click.pass_obj
def import_book(session: _Session, path: Path, out: Path | None, dry_run: bool, headings: str) -> int:
    """Make a book folder of a GitBook, mdBook, MkDocs ... book, a folder, a web page, a Word file or a text.

    The original stays as it is. What could not be carried over is listed.
    """
    import tempfile

    from huozi import importer

    if out is None and not dry_run:
        raise click.MissingParameter(param_type="option", param_hint="'--out'")
    proposal = importer.propose(path, session.log, deep=headings == "deep")
    if proposal is None:
        return _finish(session)
    if dry_run or out is None:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "book"
            done = importer.plant(proposal, made, session.log)
            tree = _outline_of_import(made) if done else ""
    else:
        done, tree = importer.plant(proposal, out, session.log), ""
    _show_findings(session)
    if not done:
        return 1
    if dry_run:
        click.echo(tree)
    files = _number(len(proposal.copies), "file")
    told = f"{_number(session.log.count(Severity.WARNING), 'thing')} not carried over"
    _say(session, f"{proposal.form}: {files}{'' if dry_run or out is None else f' in {out.as_posix()}'}, {told}")
    return int(session.log.failed)


def _outline_of_import(folder: Path) -> str:
    from huozi import outline

    tree = _outline_of_source(folder / "book.md", Log())
    return outline.as_tree(tree) if tree else ""


@huozi.command("lint")
@_source
@click.option("--fix", "fixes", is_flag=True, help="Put right what has one right form, and show the difference.")
@_strict
@_speech
@click.pass_obj
def lint_source(session: _Session, source: Path, fixes: bool, strict: bool) -> int:
    """Find half-width marks, stray spaces and the like in the files of a book; code and formulas are let be."""
    from huozi import config

    book = config.load(source, session.log)
    if book is None:
        return _finish(session)
    # What reading the front matter says is said by `check`; here only the way of typing counts.
    session.log.entries.clear()
    from huozi.lint import files

    if fixes:
        changes = files.fix(book, session.log)
        click.echo("".join(change.diff for change in changes), nl=False)
        lines = sum(change.lines for change in changes)
        done = f"{_number(lines, 'line')} changed in {_number(len(changes), 'file')}, {_findings(session.log)} left"
    else:
        done = f"{_number(files.check(book, session.log), 'file')}, {_findings(session.log)}"
    _show_findings(session)
    _say(session, f"{book.name}: {done}")
    return int(session.log.failed or (strict and session.log.count(Severity.WARNING) > 0))


def _findings(log: Log) -> str:
    return _number(sum(one.code.startswith("lint-") for one in log.in_reading_order()), "finding")


def _is_output(path: Path) -> bool:
    return path.suffix.lower() in {".pdf", ".epub"}


def _is_there(file: Path, log: Log) -> bool:
    if not file.is_file():
        log.error("source-missing", f"there is no file `{file.as_posix()}`", help="check the path")
        return False
    return True


def _no_book() -> Config:
    """What a book without front matter asks of the machine."""
    from huozi.config import Config

    here = Path.cwd()
    return Config(root=here, source=here / "book.md", name="book.md", text="", body_line=1, slug="book")


# Speaking


def _finish(session: _Session) -> int:
    _show_findings(session)
    return int(session.log.failed)


def _show_findings(session: _Session) -> None:
    shown = [one for one in session.log.in_reading_order() if not session.quiet or one.severity is Severity.ERROR]
    if not shown:
        return
    if session.form == "text" and sys.stderr.isatty():
        _paint(shown, session.log)
    else:
        click.echo(render(shown, session.log.lines, session.form), err=True)


def _paint(findings: Sequence[Diagnostic], log: Log) -> None:
    """The text form with the severities in colour."""
    from rich.console import Console
    from rich.text import Text

    colours = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for finding in findings:
        text = Text(render([finding], log.lines, "text"))
        text.highlight_regex(rf"(?m)\A.*?\b{finding.severity.value}\[[a-z0-9-]+\]", colours[finding.severity])
        text.highlight_regex(r"(?m)^ +\| +\^+$", colours[finding.severity])
        console.print(text)


def _say(session: _Session, words: str) -> None:
    if not session.quiet:
        click.echo(words)


def _summary(report: Report, log: Log, seconds: float) -> str:
    """One line: what was written, how long it took, what was found."""
    files = ", ".join(
        f"{file.path.as_posix()} ({f'{file.pages} pages, ' if file.pages else ''}{_size(file.size_bytes)})"
        for file in report.files
    )
    return f"{files or 'nothing was written'} in {seconds:.1f} s: {_counts(log)}"


def _timings(stages: Sequence[tuple[str, float]], end: float) -> str:
    """A table of the stages, each with the seconds from its beginning to that of the next, and its share of all."""
    ends = [*(begin for _, begin in stages[1:]), end]
    spans = [(words, stop - begin) for (words, begin), stop in zip(stages, ends, strict=True)]
    total = sum(seconds for _, seconds in spans) or 1
    return "\n".join(
        f"{seconds:8.2f} s {seconds / total:4.0%}  {words}" for words, seconds in [*spans, ("in all", total)]
    )


def _chapter_timings(report: Report) -> str:
    """What each chapter took that was laid out now, the longest first: seconds of the processor, of all processes."""
    rows = sorted(report.seconds.items(), key=lambda row: (-row[1], row[0]))
    return "\n".join(f"{seconds:8.2f} s       {name}" for name, seconds in rows) or "no chapter was laid out"


def _counts(log: Log) -> str:
    errors, warnings = log.count(Severity.ERROR), log.count(Severity.WARNING)
    return f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"


def _number(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def _size(count_bytes: int) -> str:
    return f"{count_bytes / 1e6:.1f} MB" if count_bytes >= 1e6 else f"{max(1, round(count_bytes / 1e3))} kB"


@contextmanager
def _progress(session: _Session) -> Iterator[Progress]:
    """Show what is being done now and since when, on a terminal only; with -v tell it line by line anywhere."""
    if session.quiet or session.form != "text" or not (session.verbose or sys.stderr.isatty()):
        yield lambda _: None
        return
    if session.verbose:
        yield _tell_stages()
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda words: bar.update(task, description=words)


def _tell_stages() -> Progress:
    import time

    start = time.monotonic()
    return lambda words: click.echo(f"{time.monotonic() - start:6.2f} s  {words}", err=True)


def _substitutes(found: Iterable[Substitute]) -> Table:
    """What is not set by the first font of its role: how many characters, which, from where, and where they begin."""
    from rich.table import Table
    from rich.text import Text

    rows = Table.grid(padding=(0, 2))
    for one in found:
        shown = one.characters[:_SHOWN_CHARACTERS] + ("…" if len(one.characters) > _SHOWN_CHARACTERS else "")
        what = f"not in the forms of {one.language}: {one.family}" if one.language else f"from {one.family}"
        at = f"{one.at.path}:{one.at.line}" if one.at else ""
        style = "yellow" if one.language else ""
        rows.add_row(one.role, Text(str(one.count)), Text(shown), Text(what, style), Text(at, "dim"))
    return rows


def _show_health(health: Health, stream: TextIO | None = None) -> None:
    """One screen: what is missing stands out."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    def mark(found: str, *, needed: bool) -> Text:
        return Text(found, "green") if found else Text("missing", "bold red" if needed else "yellow")

    console = Console(file=stream or sys.stdout, highlight=False)
    parts = Table.grid(padding=(0, 2))
    for part in health.parts:
        parts.add_row(part.name, mark(part.version, needed=part.needed), Text(part.use, "dim"))
    fonts = Table.grid(padding=(0, 2))
    for font in health.fonts:
        after = [family for family in font.declared if family != font.family]
        instead = font.family and font.declared[0] != font.family
        words = (
            f"instead of {font.declared[0]}" if instead else "" if font.family else f"install {' or '.join(after[:3])}"
        )
        fonts.add_row(font.role, mark(font.family, needed=True), Text(words, "dim"))
    console.print(parts)
    console.print()
    console.print(fonts)
    if health.substitutes:
        console.print()
        console.print(_substitutes(health.substitutes))
