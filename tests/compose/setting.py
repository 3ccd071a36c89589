"""Builds a page with the composer, and reads it back from the finished PDF alone (PyMuPDF: origins, never boxes)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pymupdf
import weasyprint

import huozi.compose

SIZE = 20.0
SONG = "Noto Serif CJK SC"
HEI = "Noto Sans CJK SC"
KAI = "LXGW WenKai"
MARGIN = 40.0


@dataclass(frozen=True, slots=True)
class Char:
    """A character of the page: `pos` and `advance`, the font's own, in em from the left of the type area.

    `y` is its baseline in pt.
    """

    char: str
    pos: float
    y: float
    size: float
    font: str
    advance: float = 0.0


@cache
def _installed() -> bool:
    huozi.compose.install()
    return True


def pdf_of(
    html: str,
    *,
    measure: float = 20,
    lang: str = "zh-Hans",
    font: str = SONG,
    css: str = "",
    tagged: bool = False,
) -> bytes:
    """Return a PDF of an HTML body, set on a measure of so many em."""
    _installed()
    width = measure * SIZE
    sheet = (
        f"@page{{size:{width + 4 * MARGIN}px 2400px;margin:{MARGIN}px}}"
        f'html{{font:{SIZE}px/1.6 "{font}";text-align:justify}}body{{margin:0;width:{width}px}}p{{margin:0}}' + css
    )
    document = weasyprint.HTML(string=f'<html lang="{lang}"><style>{sheet}</style><body>{html}</body></html>')
    return bytes(document.write_pdf(pdf_tags=tagged))


def opened(pdf: bytes) -> pymupdf.Document:
    """Return a PDF as PyMuPDF reads it."""
    return pymupdf.open(stream=pdf, filetype="pdf")  # type: ignore[no-untyped-call]


def rows_of(pdf: bytes, *, size: float = SIZE, page: int | None = None) -> list[list[Char]]:
    """Return the lines of a PDF or of one page, each its characters from left to right, grouped by baseline."""
    rows: list[list[Char]] = []
    with opened(pdf) as document:
        for number, leaf in enumerate(document):
            if page not in {None, number}:
                continue
            chars = [
                Char(
                    char["c"],
                    (char["origin"][0] / 0.75 - MARGIN) / size,
                    char["origin"][1],
                    span["size"],
                    span["font"],
                    (char["bbox"][2] - char["bbox"][0]) / 0.75 / size,
                )
                for block in leaf.get_text(
                    "rawdict", flags=pymupdf.TEXT_INHIBIT_SPACES | pymupdf.TEXT_PRESERVE_LIGATURES
                )["blocks"]
                for line in block.get("lines", [])
                for span in line["spans"]
                for char in span["chars"]
            ]
            lines: dict[int, list[Char]] = {}
            for char in chars:
                key = next((y for y in lines if abs(y - round(char.y * 100)) < 15 * size), round(char.y * 100))
                lines.setdefault(key, []).append(char)
            rows.extend(sorted(lines[y], key=lambda char: char.pos) for y in sorted(lines))
    return rows


def rows(html: str, *, measure: float = 20, lang: str = "zh-Hans", font: str = SONG, css: str = "") -> list[list[Char]]:
    """Return the lines of an HTML body as they were printed."""
    if "<p" not in html and "<div" not in html:
        html = f"<p>{html}</p>"
    return rows_of(pdf_of(html, measure=measure, lang=lang, font=font, css=css))


def texts(lines: list[list[Char]]) -> list[str]:
    """Return the text of each line."""
    return ["".join(char.char for char in line) for line in lines]


def pos(line: list[Char], char: str, nth: int = 0) -> float:
    """Return the position of the nth occurrence of a character on a line."""
    return [item.pos for item in line if item.char == char][nth]


def gap_after(line: list[Char], index: int) -> float:
    """Return the pitch from one character to the next."""
    return line[index + 1].pos - line[index].pos


def is_han(item: Char) -> bool:
    """Tell whether a character is a unified ideograph of the basic block."""
    return "\u4e00" <= item.char <= "\u9fff"
