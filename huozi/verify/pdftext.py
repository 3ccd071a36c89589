"""A page of a PDF -> the runs of text that are painted on it, with their places. Reads what huozi writes, not any PDF.

Fonts are Type 0 with two-byte codes and a ToUnicode CMap; codes of other fonts are left out. There are no lines here:
who asks knows what belongs together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_BESIDE = frozenset({"/RT", "/RP", "/Note"})
"""Tags of what stands beside the running text (ISO 32000-1, 14.8.4)."""

_TOKEN = re.compile(
    rb"<<|>>|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|/[^\s/<>()\[\]]*|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z'\"]+[0-9*]*|[\[\]]",
    re.DOTALL,
)
_BFCHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")


@dataclass(frozen=True, slots=True)
class Run:
    """Text painted in one go: where it begins, in points from the page's lower left corner, its size, its codes.

    `mark` is the MCID of the marked content that it is in (ISO 32000-1, 14.7.4), None for an artifact.
    """

    x_pt: float
    y_pt: float
    size_pt: float
    text: str
    codes: tuple[int, ...]
    mark: int | None = None


@dataclass(slots=True)
class Texts:
    """Reads pages of one open PDF, and keeps the character maps of its fonts."""

    maps: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)

    def runs(self, page: pikepdf.Page) -> list[Run]:
        """The runs of a page in the order in which they are painted."""
        fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        return list(_painted(_content(page), {str(name): self._map(font) for name, font in fonts.items()}))

    def _map(self, font: pikepdf.Object) -> dict[int, str]:
        if font.objgen not in self.maps:
            stream = font.get("/ToUnicode")
            known = stream is not None and str(font.get("/Encoding", "")) == "/Identity-H"
            self.maps[font.objgen] = _to_unicode(stream.read_bytes()) if known and stream is not None else {}
        return self.maps[font.objgen]


class Tags:
    """The structure tree of an open PDF, asked what of a page is running text."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        self._known: dict[tuple[int, int], bool] = {}

    def running(self, page: pikepdf.Page, runs: Iterable[Run]) -> list[Run]:
        """Those runs of a page that are running text: no heads and folios, no readings, no notes."""
        beside = self._beside(page)
        return [run for run in runs if run.mark is not None and run.mark not in beside]

    def _beside(self, page: pikepdf.Page) -> frozenset[int]:
        if "/StructParents" not in page.obj:
            return frozenset()
        elements = cast("Iterable[pikepdf.Object | None]", self._parents[int(page.obj.StructParents)])
        # A mark without an element is that of a table's head on a later page, which is read once.
        return frozenset(mark for mark, one in enumerate(elements) if one is None or self._is_beside(one))

    def _is_beside(self, element: pikepdf.Object) -> bool:
        key = element.objgen
        if key not in self._known:
            kind = str(element.get("/S", ""))
            above = element.get("/P") if kind else None
            self._known[key] = kind in _BESIDE or (above is not None and self._is_beside(above))
        return self._known[key]


def _content(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents")
    if contents is None:
        return b""
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _to_unicode(cmap: bytes) -> dict[int, str]:
    pairs = (pair for block in _BFCHARS.findall(cmap) for pair in _BFCHAR.findall(block))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace") for code, text in pairs}


def _painted(content: bytes, maps: dict[str, dict[int, str]]) -> Iterable[Run]:
    """Follow the operators that place and show text (ISO 32000-2, 8.4.2, 9.4)."""
    at, stack, line = _IDENTITY, [], _IDENTITY
    size, codes_of = 0.0, dict[int, str]()
    operands: list[bytes] = []
    marks: list[int | None] = []
    for token in _TOKEN.findall(content):
        if token[:1] in b"<(/[]+-.0123456789":
            operands.append(token)
            continue
        match token:
            case b"q":
                stack.append((at, size, codes_of))
            case b"Q" if stack:
                at, size, codes_of = stack.pop()
            case b"cm":
                at = _times(_matrix(operands), at)
            case b"BT":
                line = _IDENTITY
            case b"Tm":
                line = _matrix(operands)
            case b"Td" | b"TD":
                line = _times((1, 0, 0, 1, float(operands[-2]), float(operands[-1])), line)
            case b"Tf":
                codes_of, size = maps.get(operands[-2].decode("latin-1"), {}), float(operands[-1])
            case b"Tj" | b"TJ":
                codes = tuple(_codes(operands))
                a, _, _, d, x, y = _times(line, at)
                text = "".join(codes_of.get(code, "") for code in codes)
                yield Run(x, y, size * abs(d or a), text, codes, marks[-1] if marks else None)
            case b">>":
                continue  # the end of a dictionary, which is itself an operand
            case b"BDC" | b"BMC":
                marks.append(_mark(operands, marks[-1] if marks else None))
            case b"EMC" if marks:
                marks.pop()
            case _:
                pass
        operands.clear()


def _mark(operands: Sequence[bytes], outer: int | None) -> int | None:
    """The MCID that a marked content begins with; without one, that of what it is in; none in an artifact."""
    if b"/MCID" in operands:
        return int(operands[operands.index(b"/MCID") + 1])
    return None if b"/Artifact" in operands else outer


def _codes(operands: Iterable[bytes]) -> Iterable[int]:
    for operand in operands:
        if operand[:1] == b"<" and operand[:2] != b"<<":
            digits = re.sub(rb"\s", b"", operand[1:-1])
            for start in range(0, len(digits) - 3, 4):
                yield int(digits[start : start + 4], 16)


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands[-6:])
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
