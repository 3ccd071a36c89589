"""The PDF that the layout engine has painted -> parts and links of an Object, without the engine's own frame.

Knows the engine's PDF as its writer has it before it is written (pydyf): numbered objects, each of which gives its
bytes. Worker processes import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from huozi.pdf import file
from huozi.pdf.job import ELSEWHERE
from huozi.pdf.object import Link

if TYPE_CHECKING:
    from collections.abc import Sequence

Box = tuple[float, float, float, float]

_SLACK = 0.5
"""So many points beyond the box of another link a box still lies in that."""


@dataclass(slots=True)
class Painted:
    """Takes what pages paint out of the engine's PDF; `parts` and `places` grow with each body that is taken."""

    objects: Sequence[Any]
    parts: list[bytes] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def page(self, number: int) -> int:
        """Take what a page paints."""
        return self._take(_number(self.objects[number]["Contents"]))

    def resources(self, number: int) -> tuple[int, int]:
        """Take the resources of a page, and its fonts, which they no longer name."""
        own = self.objects[_number(self.objects[number]["Resources"])]
        fonts = self._take(_number(own["Font"]))
        kept = type(own)({name: value for name, value in own.items() if name != "Font"})
        return self._put(kept.data), fonts

    def _take(self, number: int) -> int:
        if number not in self.places:
            self.places[number] = self._put(self.objects[number].data)
        return self.places[number]

    def _put(self, body: bytes) -> int:
        self.parts.append(file.renumbered(body, self._take))
        return len(self.parts) - 1


def links(annotations: Sequence[Any]) -> dict[Any, Link]:
    """The links of a page, each box once, by the references of their annotations.

    The layout engine gives a link to every inline box inside an <a>; those that lie in another one of the same target
    say nothing new. It writes addresses as URIs, with percent signs for what is not ASCII.
    """
    boxes: dict[tuple[str, str], list[Box]] = {}
    found = {}
    for annotation in annotations:
        if annotation["Subtype"] != "/Link":
            continue
        x1, y1, x2, y2 = (round(float(edge), 3) for edge in annotation["Rect"])
        box = (x1, min(y1, y2), x2, max(y1, y2))
        address = annotation["A"]["URI"].string if "A" in annotation else ""
        target = annotation["Dest"].string if "Dest" in annotation else ""
        if address.startswith(ELSEWHERE):
            target, address = unquote(address.removeprefix(ELSEWHERE)), ""
        known = boxes.setdefault((target, address), [])
        if not any(_contains(other, box) for other in known):
            known.append(box)
            found[annotation.reference] = Link(box, target, address)
    return found


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer[0] - _SLACK <= inner[0]
        and outer[1] - _SLACK <= inner[1]
        and outer[2] + _SLACK >= inner[2]
        and outer[3] + _SLACK >= inner[3]
    )


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
