"""Chinese type sizes 字号: name -> points, as Chinese houses and word processors count them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

POINTS: Mapping[str, float] = MappingProxyType(
    {
        "初号": 42,
        "小初": 36,
        "一号": 26,
        "小一": 24,
        "二号": 22,
        "小二": 18,
        "三号": 15.75,
        "小三": 15,
        "四号": 14,
        "小四": 12,
        "五号": 10.5,
        "小五": 9,
        "六号": 7.875,
        "小六": 6.5,
        "七号": 5.25,
        "八号": 4.5,
    }
)

_VALUE = re.compile(rf"(:\s*)({'|'.join(POINTS)})(?=\s*(?:[;}}!]|/\*|$))")


def in_points(css: str) -> str:
    """The sheet with each value that is the name of a size (`--size-body: 小四`) in points; lines stay as they are."""
    return _VALUE.sub(lambda found: f"{found[1]}{POINTS[found[2]]:g}pt", css)
