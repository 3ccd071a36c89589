"""A finished PDF -> its lines of text with what each is, read from the marked content and the structure tree alone.

`Line` is one baseline of one block: where it stands, how large it is, and the path of structure types above it (P, H2,
TD, Note ...), with a number that is the same for all lines of one block. Knows nothing of how a page was made.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

from huozi.verify.pdftext import _IDENTITY, Matrix, _times, _to_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCKS = re.compile(r"P|H[1-6]|TD|TH|Caption|LBody|Lbl|Note|TOCI|Formula|RT")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Text shown in one go: origin in points from the page's top left corner, size, font, and its marked content."""

    x: float
    y: float
    size: float
    font: str
    text: str
    mark: int | None
    faked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One baseline of one block. `path` is from the root; `block` tells blocks apart; `size` and `font` most of it."""

    page: int
    x: float
    y: float
    size: float
    font: str
    text: str
    path: tuple[str, ...]
    block: int
    shown: tuple[Glyphs, ...]

    def within(self, *kinds: str) -> bool:
        """Whether a structure element of one of these types holds the line."""
        return not set(kinds).isdisjoint(self.path)


@dataclass(frozen=True, slots=True)
class Finished:
    """A PDF that has been read: for each page its lines from the top, its furniture (artifacts) and its label."""

    lines: tuple[tuple[Line, ...], ...]
    furniture: tuple[tuple[Glyphs, ...], ...]
    labels: tuple[str, ...]
    pictures: tuple[float, ...]
    """The lower edge of the lowest picture of each page, in points from the top; 0 where there is none."""
    faked: tuple[str, ...]
    """Texts that are slanted by their matrix, or made bold by a stroke around them."""


def read(source: Path | Any) -> Finished:  # noqa: ANN401 (a path or a stream)
    """Read a tagged PDF."""
    with pikepdf.open(source) as pdf:
        roles = _roles(pdf)
        fonts: dict[tuple[int, int], tuple[str, dict[int, str]]] = {}
        lines, furniture, pictures, faked = [], [], [], []
        for index, page in enumerate(pdf.pages):
            shown, lowest = _shown(page, fonts)
            own = roles.get(page.obj.objgen, {})
            lines.append(tuple(_lines(index, shown, own)))
            furniture.append(tuple(one for one in shown if one.mark is None and one.text.strip()))
            pictures.append(lowest)
            faked += [one.text for one in shown if one.faked]
        return Finished(
            tuple(lines), tuple(furniture), tuple(page.label for page in pdf.pages), tuple(pictures), tuple(faked)
        )


def _roles(pdf: pikepdf.Pdf) -> dict[tuple[int, int], dict[int, tuple[tuple[str, ...], int]]]:
    """For each page the path and the block of each marked content."""
    found: dict[tuple[int, int], dict[int, tuple[tuple[str, ...], int]]] = defaultdict(dict)
    if "/StructTreeRoot" not in pdf.Root:
        return found
    count = 0
    todo: list[tuple[Any, tuple[str, ...], int, Any]] = [(pdf.Root.StructTreeRoot, (), 0, None)]
    while todo:
        one, path, block, page = todo.pop()
        if "/S" in one:
            path = (*path, str(one.S)[1:])
            if _BLOCKS.fullmatch(path[-1]):
                count += 1
                block = count
        page = one.get("/Pg", page)
        kids = one.get("/K", pikepdf.Array())
        for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                found[page.objgen][kid] = path, block
            elif kid.get("/Type") == pikepdf.Name.MCR:
                found[kid.get("/Pg", page).objgen][int(kid.MCID)] = path, block
            elif kid.get("/Type") != pikepdf.Name.OBJR:
                todo.append((kid, path, block, page))
    return found


@dataclass(slots=True)
class _Painter:
    """Follows the operators of one page that place and show text and pictures (ISO 32000-2, 8.4.2, 9.4, 14.6)."""

    page: pikepdf.Page
    known: dict[str, tuple[str, dict[int, str]]]
    height: float
    at: Matrix = _IDENTITY
    line: Matrix = _IDENTITY
    name: str = ""
    size: float = 0.0
    mode: int = 0
    lowest: float = 0.0
    stack: list[tuple[Matrix, str, float]] = field(default_factory=list)
    marks: list[tuple[int | None, str | None]] = field(default_factory=list)
    shown: list[Glyphs] = field(default_factory=list)

    def take(self, operator: str, operands: Any) -> None:  # noqa: ANN401 (pikepdf objects)
        match operator:
            case "q":
                self.stack.append((self.at, self.name, self.size))
            case "Q":
                self.at, self.name, self.size = self.stack.pop()
            case "cm":
                self.at = _times(_matrix(operands), self.at)
            case "BT":
                self.line = _IDENTITY
            case "Tm":
                self.line = _matrix(operands)
            case "Td":
                self.line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)
            case "Tf":
                self.name, self.size = str(operands[0]), float(operands[1])
            case "Tr":
                self.mode = int(operands[0])
            case "BDC" | "BMC":
                self._begin(operands)
            case "EMC":
                self.marks.pop()
            case "Tj" | "TJ":
                self._show(operands[0])
            case "Do":
                if self.page.resources.XObject[str(operands[0])].get("/Subtype") == pikepdf.Name.Image:
                    self.lowest = max(self.lowest, self.height - min(self.at[5], self.at[5] + self.at[3]))
            case _:
                pass

    def _begin(self, operands: Any) -> None:  # noqa: ANN401
        given: Any = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
        outer = self.marks[-1][0] if self.marks and operands[0] != "/Artifact" else None
        self.marks.append(
            (
                int(given["/MCID"]) if "/MCID" in given else outer,
                str(given["/ActualText"]) if "/ActualText" in given else None,
            )
        )

    def _show(self, operand: Any) -> None:  # noqa: ANN401
        family, cmap = self.known.get(self.name, ("", {}))
        a, b, c, d, x, y = _times(self.line, self.at)
        mark, actual = self.marks[-1] if self.marks else (None, None)
        text = "".join(cmap.get(code, "") for code in _codes(operand)) if actual is None else actual
        if actual:
            self.marks[-1] = mark, ""
        slanted = abs(a * c + b * d) > 0.001
        # 2 is fill and stroke, which makes a face look bold; 3 is what is there to be copied alone.
        faked = bool(text.strip()) and (slanted or self.mode == 2)
        self.shown.append(Glyphs(x, self.height - y, self.size * abs(d or b), family, text, mark, faked))


def _shown(page: pikepdf.Page, fonts: dict[Any, Any]) -> tuple[list[Glyphs], float]:
    """The texts that a page shows, and how low its pictures reach."""
    known = {str(key): _font(font, fonts) for key, font in page.resources.get("/Font", {}).items()}
    painter = _Painter(page, known, float(page.trimbox[3]))
    for instruction in pikepdf.parse_content_stream(page):
        painter.take(str(instruction.operator), instruction.operands)
    return painter.shown, painter.lowest


def _matrix(operands: Any) -> Matrix:  # noqa: ANN401
    a, b, c, d, e, f = (float(operand) for operand in operands)
    return a, b, c, d, e, f


def _font(font: Any, fonts: dict[Any, Any]) -> tuple[str, dict[int, str]]:  # noqa: ANN401 (pikepdf objects)
    if font.objgen not in fonts:
        cmap = _to_unicode(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
        fonts[font.objgen] = str(font.get("/BaseFont", "/"))[1:].rpartition("+")[2], cmap
    found: tuple[str, dict[int, str]] = fonts[font.objgen]
    return found


def _codes(operand: Any) -> Iterator[int]:  # noqa: ANN401
    for one in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(one, pikepdf.String):
            data = bytes(one)
            yield from (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2))


def _lines(page: int, shown: list[Glyphs], roles: dict[int, tuple[tuple[str, ...], int]]) -> Iterator[Line]:
    blocks: dict[int, list[Glyphs]] = defaultdict(list)
    paths: dict[int, tuple[str, ...]] = {}
    for one in shown:
        if one.mark is not None and one.mark in roles and one.text.strip():
            path, block = roles[one.mark]
            blocks[block].append(one)
            if block not in paths or len(path) < len(paths[block]):
                paths[block] = path
    lines = [line for block, glyphs in blocks.items() for line in _of_block(page, glyphs, paths[block], block)]
    return iter(sorted(lines, key=lambda line: (round(line.y, 1), line.x)))


def _of_block(page: int, glyphs: list[Glyphs], path: tuple[str, ...], block: int) -> Iterator[Line]:
    size: Counter[float] = Counter()
    for one in glyphs:
        size[round(one.size, 2)] += len(one.text)
    main = size.most_common(1)[0][0]
    baselines: dict[float, list[Glyphs]] = {}
    for one in sorted(glyphs, key=lambda one: (abs(one.size - main) > 0.01, one.y)):
        near = next((y for y in baselines if abs(y - one.y) < 0.6 * main), one.y)
        baselines.setdefault(near, []).append(one)
    for y, row in sorted(baselines.items()):
        row.sort(key=lambda one: one.x)
        fonts: Counter[str] = Counter()
        for one in row:
            fonts[one.font] += len(one.text)
        text = "".join(one.text for one in row)
        yield Line(page, row[0].x, y, main, fonts.most_common(1)[0][0], text, path, block, tuple(row))
