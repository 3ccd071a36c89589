"""`python -m bench [--runs N] [--growth]`: huozi beside Typst, plain WeasyPrint and pandoc, in one interleaved run.

Every figure is a cold process. A ratio is taken within a round, against the Typst of that round, and the median of the
rounds is shown: the machine's other work touches both alike. Figures are also written to build/bench/result.json.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pikepdf
from rich.console import Console
from rich.table import Table

from bench.formats import edit_one_paragraph, write_html, write_huozi, write_markdown, write_typst
from bench.manuscript import characters, manuscript
from bench.process import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.process import Run

HUOZI = Path(sys.executable).with_name("huozi")
ROOT = Path(__file__).resolve().parent.parent
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
WEASYPRINT = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_tags=len(sys.argv) > 3)"
COLD, PLAIN = "huozi PDF, cold", "WeasyPrint as it comes"
CHAPTER = re.compile(r"^ *(\d+\.\d\d) s {5,}\S", re.MULTILINE)
"""What `--timings -v` says of a chapter: the CPU time of laying it out and painting it."""
GROWTH = (50, 100, 200, 400, 800, 1600)
PAGES_A_CHAPTER = 6.25


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to measure: `before` readies it outside the time, `command` is timed, `output` tells its pages."""

    name: str
    before: Callable[[int], None]
    command: tuple[str | Path, ...]
    output: Path
    beside: str
    """The task that this one is a ratio of."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What came out of a task: medians over the rounds."""

    name: str
    seconds: float
    cpu_seconds: float
    ratio: float
    beside: str
    peak_mb: float
    pages: int
    size_kb: int


def main() -> int:
    """Measure and print; 1 if a command fails."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--growth", action="store_true", help="also 50 to 1,600 pages, one round each")
    parser.add_argument("--chapters", type=int, default=60, help="chapters of the manuscript (default 60)")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    out = ROOT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        figures = _measure(_tasks(Path(temporary), options.chapters), options.runs, console)
    result = {"chapters": options.chapters, "runs": options.runs, "figures": [asdict(figure) for figure in figures]}
    console.print(_table(figures, options.chapters, options.runs))
    if options.growth:
        growth = _growth(console)
        result["growth"] = growth
        console.print(_growth_table(growth))
    (out / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def _tasks(folder: Path, chapters: int) -> list[Task]:
    """Everything that is compared, over one manuscript written in each tool's own form."""
    text = manuscript(chapters, chapters * 245_000 // 60)
    source = write_huozi(text, folder / "huozi")
    typst = write_typst(text, folder / "book.typ")
    page = write_html(text, folder / "book.html")
    plain = write_markdown(text, folder / "book.md")
    cold, warm = folder / "cold", folder / "warm"

    def nothing(_round: int) -> None:
        """Leave everything as it is."""

    def without_cache(_round: int) -> None:
        shutil.rmtree(cold, ignore_errors=True)

    def edit(number: int) -> None:
        edit_one_paragraph(source.parent, number % chapters + 1, str(number))

    def huozi(to: str, out: Path, *more: str) -> tuple[str | Path, ...]:
        return (HUOZI, "build", source, "--to", to, "--out", out, *more)

    pdf, epub = "huozi.pdf", "huozi.epub"
    tasks = [
        Task("Typst", nothing, (sys.executable, "-c", TYPST, typst, folder / "typst.pdf"), folder / "typst.pdf", ""),
        Task(COLD, without_cache, huozi("pdf", cold, "--timings", "-v"), cold / pdf, "Typst"),
        Task("huozi PDF and EPUB, cold", without_cache, huozi("all", cold), cold / pdf, "Typst"),
        Task("huozi PDF, one paragraph edited", edit, huozi("pdf", warm), warm / pdf, "Typst"),
        Task("huozi PDF, nothing changed", nothing, huozi("pdf", warm), warm / pdf, "Typst"),
        Task(
            PLAIN,
            nothing,
            (sys.executable, "-c", WEASYPRINT, page, folder / "weasyprint.pdf"),
            folder / "weasyprint.pdf",
            "Typst",
        ),
    ]
    tagged = folder / "weasyprint-tagged.pdf"
    command = (sys.executable, "-c", WEASYPRINT, page, tagged, "tagged")
    tasks.append(Task("WeasyPrint, tagged as huozi's is", nothing, command, tagged, "Typst"))
    pandoc = shutil.which("pandoc")
    if pandoc:
        out = folder / "pandoc.epub"
        tasks.append(Task("pandoc EPUB", nothing, (pandoc, plain, "--toc", "-o", out), out, "Typst"))
    tasks.append(
        Task("huozi EPUB, cold", without_cache, huozi("epub", cold), cold / epub, "pandoc EPUB" if pandoc else "Typst")
    )
    run(huozi("pdf", warm), folder)
    return tasks


def _measure(tasks: list[Task], rounds: int, console: Console) -> list[Figure]:
    runs: dict[str, list[Run]] = {task.name: [] for task in tasks}
    outputs: dict[str, tuple[int, int]] = {}
    for number in range(rounds):
        for task in tasks:
            console.print(f"round {number + 1}: {task.name}", style="dim")
            runs[task.name].append(_once(task, number))
            outputs[task.name] = (_pages(task.output), task.output.stat().st_size // 1024)
    figures = [_figure(task, runs, outputs[task.name]) for task in tasks]
    if {COLD, PLAIN} <= runs.keys():
        figures.append(_chapters(runs[COLD], runs[PLAIN]))
    return figures


def _chapters(cold: list[Run], plain: list[Run]) -> Figure:
    """The CPU time of laying out and painting alone, as a ratio of all that plain WeasyPrint takes."""
    own = [sum(map(float, CHAPTER.findall(one.output + one.errors))) for one in cold]
    ratio = median(one / other.cpu_seconds for one, other in zip(own, plain, strict=True))
    return Figure("laying out and painting in it", 0, round(median(own), 2), round(ratio, 2), f"{PLAIN}, CPU", 0, 0, 0)


def _once(task: Task, number: int) -> Run:
    task.before(number)
    done = run(task.command, task.output.parent if task.output.parent.is_dir() else ROOT)
    if done.code != 0 or not task.output.exists():
        sys.exit(f"{task.name}: exit {done.code}\n{done.errors[-2000:]}")
    return done


def _figure(task: Task, runs: dict[str, list[Run]], output: tuple[int, int]) -> Figure:
    own, others = runs[task.name], runs[task.beside or task.name]
    return Figure(
        name=task.name,
        seconds=round(median(one.seconds for one in own), 3),
        cpu_seconds=round(median(one.cpu_seconds for one in own), 3),
        ratio=round(median(one.seconds / other.seconds for one, other in zip(own, others, strict=True)), 2),
        beside=task.beside,
        peak_mb=round(median(one.peak_mb for one in own)),
        pages=output[0],
        size_kb=output[1],
    )


def _pages(path: Path) -> int:
    if path.suffix != ".pdf":
        return 0
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _table(figures: list[Figure], chapters: int, rounds: int) -> Table:
    size = characters(manuscript(chapters, chapters * 245_000 // 60))
    table = Table("what", title=f"{chapters} chapters, {size:,} characters; medians of {rounds} interleaved rounds")
    for name in ("s", "CPU s", "ratio", "peak MB", "pages", "KB"):
        table.add_column(name, justify="right")
    for figure in figures:
        ratio = f"{figure.ratio:.2f} x {figure.beside}" if figure.beside else "1.00"
        seconds = (f"{figure.seconds:.2f}" if figure.seconds else "", f"{figure.cpu_seconds:.2f}")
        counts = (f"{count:.0f}" if count else "" for count in (figure.peak_mb, figure.pages, figure.size_kb))
        table.add_row(figure.name, *seconds, ratio, *counts)
    return table


def _growth(console: Console) -> list[dict[str, float]]:
    """Cold PDF builds of growing manuscripts, one round each."""
    rows = []
    for pages in GROWTH:
        with tempfile.TemporaryDirectory() as temporary:
            tasks = _tasks(Path(temporary), round(pages / PAGES_A_CHAPTER))
            wanted = [task for task in tasks if task.name in {"Typst", COLD, PLAIN}]
            figures = {figure.name: figure for figure in _measure(wanted, 1, console)}
        typst, plain, huozi = figures["Typst"], figures[PLAIN], figures[COLD]
        rows.append(
            {
                "pages": huozi.pages,
                "typst_s": typst.seconds,
                "huozi_s": huozi.seconds,
                "weasyprint_s": plain.seconds,
                "huozi_mb": huozi.peak_mb,
                "huozi_ms_a_page": round(1000 * huozi.seconds / huozi.pages, 1),
            }
        )
    return rows


def _growth_table(rows: list[dict[str, float]]) -> Table:
    table = Table(title="Growth: cold PDF, one round each")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), justify="right")
    for row in rows:
        table.add_row(*(f"{value:g}" for value in row.values()))
    return table


if __name__ == "__main__":
    sys.exit(main())
