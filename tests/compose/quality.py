"""`python -m tests.compose.quality [CHARACTERS]`: how evenly lines of real books are filled, with Typst's beside them.

The quality gate of typography.md J8: by how much gaps between Han are wider than usual, over 300,000 characters of a
Chinese and a Japanese book, read back from finished PDFs. Both engines set the same paragraphs, in the same font, on
the same measure.
"""

from __future__ import annotations

import re
import statistics
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import typst
from rich.console import Console
from rich.table import Table

import huozi.compose
from tests.compose.reading import faults, is_solid, paragraphs_of, text_of
from tests.compose.setting import MARGIN, SIZE, pdf_of
from tests.conftest import CORPORA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.compose.setting import Char

BOOKS = {"just-laws": ("zh-Hans", "Noto Serif CJK SC"), "js-primer": ("ja", "Noto Serif CJK JP")}
MEASURES_EM = (20, 27)
PARAGRAPHS = 60  # in a file
SHRUNK, OPEN = -0.0005, 0.1
_NOT_PROSE = re.compile(r"[#>|`<!\[:{~=]|[-*+]\s|\d+[.)]\s|\s")
_CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\[\^[^\]]*\]|<[^>]*>|[*_`\\]")
_HAN = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def prose(book: str, characters: int) -> Iterator[str]:
    """Yield plain paragraphs of a book, until there are so many characters."""
    for path in sorted((CORPORA / book).rglob("*.md")):
        for block in re.split(r"\n\s*\n", _CODE.sub("", path.read_text(encoding="utf-8"))):
            text = _MARKUP.sub(r"\1", block.replace("\n", "")).strip()
            if _NOT_PROSE.match(block) or len(_HAN.findall(text)) < len(text) / 2 or len(text) < 40:
                continue
            yield text
            characters -= len(text)
            if characters <= 0:
                return


def by_huozi(texts: list[str], language: str, font: str, measure: float) -> tuple[bytes, frozenset[str]]:
    """Set paragraphs with the composer; what it says itself of unfilled lines comes with the PDF."""
    page = f"@page{{size:{measure * SIZE + 4 * MARGIN}px 18000px}}"
    page += "p{margin-bottom:5em;overflow-wrap:anywhere;hyphens:auto}"
    records: list[huozi.compose.LineRecord] = []
    html = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in texts)
    with huozi.compose.listen(records.append, faults=True):
        pdf = pdf_of(html, measure=measure, lang=language, font=font, css=page)
    return pdf, frozenset(record.text.rstrip() for record in records)


def by_typst(texts: list[str], language: str, font: str, measure: float) -> tuple[bytes, frozenset[str]]:
    """Set paragraphs with Typst."""
    size, margin = SIZE * 0.75, MARGIN * 0.75
    region = ', region: "cn"' if language.startswith("zh") else ""
    head = (
        f"#set page(width: {measure * size + 4 * margin}pt, height: 13500pt, margin: (rest: {margin}pt, "
        f'right: {3 * margin}pt))\n#set text(font: "{font}", size: {size}pt, lang: "{language[:2]}"{region})\n'
        f"#set par(justify: true, leading: 0.6em, spacing: 5em)\n"
    )
    body = "\n\n".join('#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    return bytes(typst.compile((head + body).encode())), frozenset()


def extra_of(line: list[Char]) -> float:
    """Return by how much the gaps of a line are wider than usual: the median pitch of its Han, less one em."""
    pitches = [b.pos - a.pos for a, b in pairwise(line) if is_solid(a.char) and is_solid(b.char)]
    return statistics.median(pitches) - 1 if pitches else 0.0


@dataclass(slots=True)
class Figures:
    """What was counted over many paragraphs."""

    lines: list[float]
    jumps: int = 0
    faults: int = 0
    unfilled: int = 0
    runts: int = 0


def count(
    texts: list[str],
    setter: Callable[[list[str], str, str, float], tuple[bytes, frozenset[str]]],
    language: str,
    font: str,
    measure: float,
) -> Figures:
    """Set paragraphs and count."""
    figures = Figures([])
    for first in range(0, len(texts), PARAGRAPHS):
        pdf, logged = setter(texts[first : first + PARAGRAPHS], language, font, measure)
        for lines in paragraphs_of(pdf):
            extras = [extra_of(line) for line in lines[:-1]]
            figures.lines += extras
            figures.jumps += sum(max(a, b) > OPEN and min(a, b) < SHRUNK for a, b in pairwise(extras))
            figures.unfilled += sum(text_of(line).rstrip() in logged for line in lines)
            for fault in faults(lines, language, measure, logged=logged):
                if fault.startswith("overlap of 0.0"):
                    continue  # kana that the font kerns
                figures.runts += fault.startswith("PA6")
                figures.faults += not fault.startswith("PA6")
    return figures


def main(characters: int) -> int:
    """Print the table; 1 if the composer broke a rule."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table("book", "em", "set by", title=f"Lines of {characters:,} characters a book")
    for name in ("lines", "median", "p95", "max", "over 1/4 em", "jumps", "rules broken", "unfilled", "runts"):
        table.add_column(name, justify="right")
    broken = 0
    for book, (language, font) in BOOKS.items():
        texts = list(prose(book, characters))
        for measure in MEASURES_EM:
            for name, setter in (("huozi", by_huozi), ("Typst", by_typst)):
                figures = count(texts, setter, language, font, measure)
                extras = sorted(figures.lines)
                table.add_row(
                    book,
                    str(measure),
                    name,
                    str(len(extras)),
                    f"{statistics.median(extras):.3f}",
                    f"{extras[int(len(extras) * 0.95)]:.3f}",
                    f"{extras[-1]:.3f}",
                    str(sum(extra > 0.25 for extra in extras)),
                    str(figures.jumps),
                    str(figures.faults),
                    str(figures.unfilled),
                    str(figures.runts),
                )
                if name == "huozi":
                    broken += figures.faults
    console.print(table)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000))
