"""A page of the size of the finished book -> the same on a larger sheet, with bleed 出血 and crop marks 裁切线.

The page stays where it is in its coordinates: the sheet goes on beyond it on all sides (ISO 32000-2, 14.11.2), so that
nothing else in the file needs to know of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_LENGTH_PT = 14.0
"""How long a crop mark is, 5 mm."""

_CLEAR_PT = 8.5
"""How far it stays from the trim size at least, 3 mm, so that none is left on a page that is cut a hair too large."""

_WIDTH_PT = 0.25


@dataclass(frozen=True, slots=True)
class Trim:
    """How far the colour of a page goes on beyond its edge, and whether the sheet says where to cut."""

    bleed_pt: float = 0.0
    marks: bool = False

    def apply(self, pdf: Pdf, page: Page) -> None:
        """Give a page its boxes and marks; nothing where the book wants neither."""
        if not (self.bleed_pt or self.marks):
            return
        _, _, width, height = (float(edge) for edge in page.mediabox)
        clear = max(self.bleed_pt, _CLEAR_PT)
        sheet = clear + _LENGTH_PT if self.marks else self.bleed_pt
        page.obj.MediaBox = page.obj.CropBox = _box(width, height, sheet)
        page.obj.BleedBox = _box(width, height, self.bleed_pt)
        page.obj.TrimBox = _box(width, height, 0)
        if self.marks:
            page.contents_add(pdf.make_stream(_marks(width, height, clear)))


UNTRIMMED = Trim()


def _box(width: float, height: float, beyond: float) -> Any:  # noqa: ANN401 (pikepdf takes a list for an array)
    return [_short(edge) for edge in (-beyond, -beyond, width + beyond, height + beyond)]


def _marks(width: float, height: float, clear: float) -> bytes:
    """Two lines outside each corner, as what belongs to the printing and not to the page (ISO 32000-2, 14.8.2.2.2)."""
    lines = []
    for x, outwards in ((0.0, -1), (width, 1)):
        for y, upwards in ((0.0, -1), (height, 1)):
            far = clear + _LENGTH_PT
            lines.append(f"{_short(x + outwards * clear)} {_short(y)} m {_short(x + outwards * far)} {_short(y)} l")
            lines.append(f"{_short(x)} {_short(y + upwards * clear)} m {_short(x)} {_short(y + upwards * far)} l")
    return f"/Artifact <</Type/Page>> BDC q 0 G {_WIDTH_PT} w {' '.join(lines)} S Q EMC".encode()


def _short(value: float) -> float:
    return round(value, 6)
