"""A box of glyphs and rules -> SVG: a path for each colour, in thousandths of an em, the baseline at y = 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

    from huozi.maths.box import Box
    from huozi.maths.font import Fonts

SVG = "http://www.w3.org/2000/svg"
_AIR = 0.02
"""Room around a drawing in em, for ink that leans out of its box."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG and its place: `depth_em` is how far it goes below the baseline."""

    svg: _Element
    width_em: float
    height_em: float
    depth_em: float


def draw(box: Box, fonts: Fonts) -> Picture:
    """Draw what was laid out."""
    paths: dict[str, list[str]] = {}
    for mark in box.marks:
        paths.setdefault(mark.colour, []).append(fonts.outline(mark.glyph, mark.x, mark.y, mark.scale))
    for rule in box.rules:
        corners = "L".join(f"{round(x * 1000)} {round(-y * 1000)}" for x, y in rule.corners)
        paths.setdefault(rule.colour, []).append(f"M{corners}Z")
    width = box.width
    height, depth = box.height + _AIR, box.depth + _AIR
    svg = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item] # lxml-stubs lack the default
    svg.set("viewBox", f"0 {round(-height * 1000)} {max(1, round(width * 1000))} {round((height + depth) * 1000)}")
    for colour, path in paths.items():
        one = etree.SubElement(svg, f"{{{SVG}}}path", {"d": "".join(path)})
        if colour:
            one.set("fill", colour)
    return Picture(svg, width, height, depth)
