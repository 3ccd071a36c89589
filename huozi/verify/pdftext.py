"""A page of a PDF -> the runs of text that are painted on it, with their places. Reads what huozi writes, not any PDF.

Fonts have a ToUnicode CMap and codes of two bytes (Type 0) or of one; codes of other fonts are left out. A span with
ActualText reads as that (ISO 32000-1, 14.9.4). There are no lines here: who asks knows what belongs together. What the
tags make of the runs is in tagtext.py.
"""

from __future__ import annotations

import re
import struct
from binascii import unhexlify
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Matrix = tuple[float, float, float, float, float, float]

Band = tuple[float, float]
"""Two heights in points from the lower edge of a page."""

_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_BESIDE = frozenset({"/RT", "/RP", "/Note"})
"""Tags of what stands beside the running text (ISO 32000-1, 14.8.4)."""

_TOKEN = re.compile(
    rb"<<|>>|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|/[^\s/<>()\[\]]*|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z'\"]+[0-9*]*|[\[\]]",
    re.DOTALL,
)
_STRING = rb"\((?:[^()\\]++|\\.)*+\)"
_FLAT = rb"<<(?:[^<>()]++|<[0-9A-Fa-f\s]*+>|" + _STRING + rb")*+>>"
_DICTIONARY = rb"<<(?:[^<>()]++|<[0-9A-Fa-f\s]*+>|" + _STRING + rb"|" + _FLAT + rb")*+>>"
_ARRAY = rb"\[(?:[^\]()]++|" + _STRING + rb")*+\]"
_OPERANDS = (
    rb"(?:[\s\d.+-]++|/[^\s/<>()\[\]]*+|<[0-9A-Fa-f\s]*+>|" + _ARRAY + rb"|" + _DICTIONARY + rb"|" + _STRING + rb")*+"
)
_OPERATION = re.compile(rb"(" + _OPERANDS + rb")([A-Za-z'\"]+[0-9*]*)", re.DOTALL)
"""An operator with what stands before it, as the many operators that say nothing of text are passed over quickly."""

_LITERAL = re.compile(_STRING, re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_MCID = re.compile(rb"/MCID\s+(\d+)")
_BFCHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")


class Run(NamedTuple):
    """Text painted in one go: where it begins, in points from the page's lower left corner, its size, its codes.

    `mark` is the MCID of the marked content that it is in (ISO 32000-1, 14.7.4), None for an artifact. What is painted
    in a span with ActualText reads as that at its first run, and as nothing after.
    """

    x_pt: float
    y_pt: float
    size_pt: float
    text: str
    codes: tuple[int, ...]
    mark: int | None = None


class _Map(dict[int, str]):
    """What codes stand for; those that are not known stand for nothing."""

    def __missing__(self, code: int) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class _Font:
    """What the codes of a font stand for, and how many bytes each has."""

    texts: _Map
    length: int


_UNKNOWN = _Font(_Map(), 2)


@dataclass(slots=True)
class Texts:
    """Reads pages of one open PDF, and keeps the character maps of its fonts."""

    fonts: dict[tuple[int, int], _Font] = field(default_factory=dict)

    def runs(self, page: pikepdf.Page, *, drawings: bool = False, bands: Sequence[Band] | None = None) -> list[Run]:
        """The runs of a page in the order in which they are painted; those in drawings where they are asked for.

        With `bands` only the runs between two heights, in points from the lower edge: the others are not decoded.
        """
        return list(self._painted(_content(page), page.obj.get("/Resources", pikepdf.Dictionary()), drawings, bands))

    def _painted(
        self, content: bytes, resources: pikepdf.Object, drawings: bool, bands: Sequence[Band] | None
    ) -> Iterator[Run]:
        fonts = resources.get("/Font", pikepdf.Dictionary())
        known = {str(name): self._font(font) for name, font in fonts.items()}
        for one in _painted(content, known, bands):
            if isinstance(one, Run):
                yield one
            elif drawings:
                form = resources.get("/XObject", pikepdf.Dictionary()).get(one)
                if form is not None and form.get("/Subtype") == pikepdf.Name.Form:
                    yield from self._painted(form.read_bytes(), form.get("/Resources", resources), drawings, bands)

    def _font(self, font: pikepdf.Object) -> _Font:
        if font.objgen not in self.fonts:
            stream = font.get("/ToUnicode")
            texts = _to_unicode(stream.read_bytes()) if stream is not None else _Map()
            composite = str(font.get("/Subtype", "")) == "/Type0"
            known = not composite or str(font.get("/Encoding", "")) == "/Identity-H"
            self.fonts[font.objgen] = _Font(texts if known else _Map(), 2 if composite else 1)
        return self.fonts[font.objgen]


class Tags:
    """The structure tree of an open PDF, asked what of a page is running text; `beside` are kinds that are none."""

    def __init__(self, pdf: pikepdf.Pdf, beside: frozenset[str] = frozenset()) -> None:
        self._kinds = _BESIDE | beside
        self._parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        self._known: dict[tuple[int, int], bool] = {}

    def running(self, page: pikepdf.Page, runs: Iterable[Run]) -> list[Run]:
        """Those runs of a page that are running text: no heads and folios, no readings, no notes."""
        marked = [run for run in runs if run.mark is not None]
        beside = self._beside(page, sorted({run.mark for run in marked if run.mark is not None}))
        return [run for run in marked if run.mark not in beside]

    def _beside(self, page: pikepdf.Page, marks: Iterable[int]) -> frozenset[int]:
        """Those of the marks of a page that stand beside the running text."""
        if "/StructParents" not in page.obj:
            return frozenset()
        elements = cast("list[pikepdf.Object | None]", self._parents[int(page.obj.StructParents)])
        count = len(elements)
        found = ((mark, elements[mark]) for mark in marks if mark < count)
        # A mark without an element is that of a table's head on a later page, which is read once.
        return frozenset(mark for mark, one in found if one is None or self._is_beside(one))

    def _is_beside(self, element: pikepdf.Object) -> bool:
        key = element.objgen
        if key not in self._known:
            kind = str(element.get("/S", ""))
            above = element.get("/P") if kind else None
            self._known[key] = kind in self._kinds or (above is not None and self._is_beside(above))
        return self._known[key]


def _content(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents")
    if contents is None:
        return b""
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _to_unicode(cmap: bytes) -> _Map:
    pairs = (pair for block in _BFCHARS.findall(cmap) for pair in _BFCHAR.findall(block))
    return _Map((int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")) for code, text in pairs)


@dataclass(slots=True)
class _Mark:
    """A marked content that is open: its MCID, and the ActualText in it that no run has read yet, as it is written."""

    mcid: int | None
    actual: bytes | None

    def read(self, codes: Iterable[int], font: _Font) -> str:
        """The text of what is painted in it."""
        if self.actual is None:
            return "".join(map(font.texts.__getitem__, codes))
        text, self.actual = _string(self.actual), _NOTHING
        return text

    def skip(self) -> None:
        """Pass over what is painted in it."""
        if self.actual is not None:
            self.actual = _NOTHING


_NOTHING = b"()"


def _painted(content: bytes, fonts: dict[str, _Font], bands: Sequence[Band] | None = None) -> Iterator[Run | str]:
    """Follow the operators that place and show text (ISO 32000-2, 8.4.2, 9.4); a drawing is given by its name."""
    at, stack, line = _IDENTITY, [], _IDENTITY
    size, font = 0.0, _UNKNOWN
    marks = [_Mark(None, None)]
    for operands, operator in _OPERATION.findall(content):
        match operator:  # what is most frequent comes first
            case b"TJ" | b"Tj":
                if _is_within(line[4] * at[1] + line[5] * at[3] + at[5], bands):
                    a, _, _, d, left, top = _times(line, at)
                    codes = _codes(operands, font.length)
                    yield Run(left, top, size * abs(d or a), marks[-1].read(codes, font), codes, marks[-1].mcid)
                else:
                    marks[-1].skip()
            case b"BT":
                line = _IDENTITY
            case b"Tm":
                line = _matrix(operands)
            case b"Tf":
                name, points = operands.split()[-2:]
                font, size = fonts.get(name.decode("latin-1"), _UNKNOWN), float(points)
            case b"BDC" | b"BMC":
                marks.append(_mark(operands, marks[-1]))
            case b"EMC":
                marks.pop()
            case b"q":
                stack.append((at, size, font))
            case b"Q":
                at, size, font = stack.pop()
            case b"cm":
                at = _times(_matrix(operands), at)
            case b"Td" | b"TD":
                x, y = operands.split()[-2:]
                line = _times((1, 0, 0, 1, float(x), float(y)), line)
            case b"Do":
                yield operands.split()[-1].decode("latin-1")
            case _:
                pass


def _is_within(height: float, bands: Sequence[Band] | None) -> bool:
    if bands is None:
        return True
    for low, high in bands:  # noqa: SIM110 (asked of every text of a page)
        if low < height < high:
            return True
    return False


def _mark(operands: bytes, outer: _Mark) -> _Mark:
    """A marked content as it begins; without an MCID it has that of what it is in, and none in an artifact."""
    mcid = None if operands.lstrip().startswith(b"/Artifact") else outer.mcid
    if found := _MCID.search(operands):
        mcid = int(found[1])
    if b"/ActualText" in operands:
        tokens = _TOKEN.findall(operands)
        return _Mark(mcid, tokens[tokens.index(b"/ActualText") + 1])
    return _Mark(mcid, None if outer.actual is None else _NOTHING)


def _string(token: bytes) -> str:
    """A string of a content stream (ISO 32000-1, 7.3.4): UTF-16 behind its mark, else ASCII."""
    if token[:1] == b"<":
        data = bytes.fromhex(token[1:-1].decode())
    else:
        data = re.sub(rb"\\(.)", rb"\1", token[1:-1], flags=re.DOTALL)
    return data[2:].decode("utf-16-be") if data[:2] == b"\xfe\xff" else data.decode("latin-1")


def _codes(operands: bytes, length: int) -> tuple[int, ...]:
    if b"(" in operands:
        operands = _LITERAL.sub(b"", operands)
    data = b"".join([_whole(digits, length) for digits in _HEX.findall(operands)])
    return tuple(data) if length == 1 else struct.unpack(f">{len(data) // 2}H", data)


def _whole(digits: bytes, length: int) -> bytes:
    """The bytes of a hexadecimal string, without digits at its end that make no code."""
    if len(digits) % (2 * length) or not digits.isalnum():
        digits = b"".join(digits.split())
        digits = digits[: len(digits) - len(digits) % (2 * length)]
    return unhexlify(digits)


def _matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, operands.split()[-6:])
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
