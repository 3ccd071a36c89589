"""`python -m tests.validators [NAME ...]`: builds the handbook, a book in each style and the real books, and asks
validators: veraPDF (PDF/A-3a, PDF/UA-1), qpdf, EPUBCheck, and Ace where `make shops` has put it. One table; 1 if any
of them minds anything.

Every PDF is built as `pdf: archive+accessible`. Files are left in build/validators.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from huozi import cli, starter, styles
from huozi.diagnostics import Log
from tests import verapdf
from tests.conftest import CORPORA, ROOT, epubcheck_messages
from tests.corpora.books import BOOKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OUT = ROOT / "build" / "validators"
ACE = ROOT / "tests" / "shops" / "node_modules" / ".bin" / "ace-puppeteer"
CHROMIUM = "/usr/bin/chromium"

NOTICE = """---
title: 关于整理馆藏活字的通知
style: gongwen
gongwen:
  发文机关: 某市档案馆文件
  发文字号: 某档〔2026〕3号
  主送机关: 各科室
  署名: 某市档案馆
  成文日期: 2026年5月1日
---

馆藏活字自入库以来，一直没有逐字登记。现就整理工作通知如下。

一、整理的范围

凡木活字、泥活字、铜活字，都在整理之列。

（一）已经拣出的，按部首归架。

（二）没有拣出的，先除尘，再登记。

二、完成的时间

六月底以前完成。
"""


def main(names: list[str]) -> int:
    """Build, ask, and print the table."""
    OUT.mkdir(parents=True, exist_ok=True)
    made = {name: build() for name, build in _books() if not names or name in names}
    pdfs = {name: folder / "book.pdf" for name, folder in made.items()}
    there = [path for path in pdfs.values() if path.exists()]
    a3, ua1 = (verapdf.failures(there, [profile]) for profile in verapdf.PROFILES)
    table = Table("book", "PDF/A-3a", "PDF/UA-1", "qpdf", "EPUBCheck", "Ace", title="failures, by validator")
    bad: list[str] = []
    for name, pdf in pdfs.items():
        epub = pdf.with_suffix(".epub")
        if not pdf.exists() or not epub.exists():
            bad.append(f"{name}: not built, see {pdf.parent / 'build.log'}")
            table.add_row(name, *["not built"] * 5)
            continue
        columns = [a3[pdf], ua1[pdf], _qpdf(pdf), epubcheck_messages(epub), _ace(epub)]
        bad += [f"{name}: {line}" for column in columns for line in column or ()]
        table.add_row(name, *("-" if column is None else str(len(column)) for column in columns))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    for line in bad:
        console.print(line, markup=False)
    return int(bool(bad))


def _books() -> Iterator[tuple[str, Callable[[], Path]]]:
    yield "handbook", lambda: _built("handbook", ROOT / "source" / "book.md")
    for style in styles.names():
        yield f"style {style}", lambda style=style: _in_style(style)  # type: ignore[misc]
    for one in BOOKS if CORPORA.is_dir() else ():
        yield one.name, lambda one=one: _imported(one.name, CORPORA / one.path)  # type: ignore[misc]


def _in_style(style: str) -> Path:
    source = OUT / f"style-{style}" / "source"
    shutil.rmtree(source.parent, ignore_errors=True)
    if style == "gongwen":
        source.mkdir(parents=True)
        (source / "book.md").write_text(NOTICE, encoding="utf-8")
        return _built(f"style-{style}", source)
    starter.plant(source.parent, Log())
    return _built(f"style-{style}", source, "--style", style)


def _imported(name: str, original: Path) -> Path:
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    cli.main(["-q", "--format", "short", "import", str(original), "--out", str(folder / "source")])
    return _built(name, folder / "source")


def _built(name: str, source: Path, *options: str) -> Path:
    folder = OUT / name
    folder.mkdir(exist_ok=True)
    for kind in ("pdf", "epub"):
        (folder / f"book.{kind}").unlink(missing_ok=True)
    settings = ("--set", "slug=book", "--set", "pdf=archive+accessible")
    words = [sys.executable, "-m", "huozi", "build", str(source), "--out", str(folder), *settings, *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    (folder / "build.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


def _qpdf(path: Path) -> list[str]:
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else (done.stderr.strip() or done.stdout.strip()).splitlines()[:5]


def _ace(path: Path) -> list[str] | None:
    """What Ace minds; None where it is not installed."""
    if not ACE.exists():
        return None
    out = path.parent / "ace"
    words = ["node", str(ACE), "-f", "-s", "-o", str(out), str(path)]
    environment = {"PUPPETEER_EXECUTABLE_PATH": CHROMIUM, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(out)}
    subprocess.run(words, capture_output=True, check=False, env=environment)
    try:
        report = json.loads((out / "report.json").read_bytes())
    except OSError:
        return ["Ace made no report"]
    return [
        f"{file['earl:testSubject']['url']} {found['earl:test']['dct:title']}"
        for file in report["assertions"]
        for found in file["assertions"]
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
