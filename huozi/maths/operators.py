"""The operator dictionary of MathML Core (appendix B): operator and form -> spacing and behaviour.

Spaces are in em. What an <mo> says in its own attributes is not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["prefix", "infix", "postfix"]


@dataclass(frozen=True, slots=True)
class Operator:
    """How an operator is spaced and whether it grows."""

    lspace_em: float
    rspace_em: float
    stretchy: bool = False
    symmetric: bool = False
    largeop: bool = False
    movablelimits: bool = False


_THICK, _MEDIUM, _THIN = 5 / 18, 4 / 18, 3 / 18

_RELATION = Operator(_THICK, _THICK)
"""What is in no list, and every infix relation (Core, "default")."""

_ARROW = Operator(_THICK, _THICK, stretchy=True)
_BINARY = Operator(_MEDIUM, _MEDIUM)
_PRODUCT = Operator(_THIN, _THIN)
_TIGHT = Operator(0, 0)
_FENCE = Operator(0, 0, stretchy=True, symmetric=True)
_INTEGRAL = Operator(_THIN, _THIN, symmetric=True, largeop=True)
_ACCENT = Operator(0, 0, stretchy=True)
_SUM = Operator(_THIN, _THIN, symmetric=True, largeop=True, movablelimits=True)
_SEPARATOR = Operator(0, _THIN)
_DIFFERENTIAL = Operator(_THIN, 0)


def _set(ranges: str) -> frozenset[str]:
    """`2190-2195 219A` -> characters."""
    found: set[str] = set()
    for item in ranges.split():
        first, _, last = item.partition("-")
        found |= {chr(point) for point in range(int(first, 16), int(last or first, 16) + 1)}
    return frozenset(found)


_INFIX: tuple[tuple[frozenset[str], Operator], ...] = (
    (
        _set(
            "2190-2195 219A-21AE 21B0-21B5 21B9 21BC-21D5 21DA-21F0 21F3-21FF 2794 2799 279B-27A1 27A5-27A6 27A8-27AF"
            " 27B1 27B3 27B5 27B8 27BA-27BE 27F0-27F1 27F4-27FF 2900-2920 2934-2937 2942-2975 297C-297F 2B04-2B07"
            " 2B0C-2B11 2B30-2B3E 2B40-2B4C 2B60-2B65 2B6A-2B6D 2B70-2B73 2B7A-2B7D 2B80-2B87 2B95 2BA0-2BAF 2BB8"
        ),
        _ARROW,
    ),
    (
        _set(
            "2B 2D B1 F7 2044 2212-2216 2227-222A 2236 2238 228C-228E 2293-2296 2298 229D-229F 22BB-22BD 22CE-22CF"
            " 22D2-22D3 2795-2797 29B8 29BC 29C4-29C5 29F5-29FB 2A1F-2A2E 2A38-2A3A 2A3E 2A40-2A4F 2A51-2A63 2ADB"
            " 2AF6 2AFB 2AFD"
        ),
        _BINARY,
    ),
    (
        _set(
            "25 2A 2E 3F-40 5E-5F B7 D7 2022 2043 2217-2219 2240 2297 2299-229B 22A0-22A1 22BA 22C4-22C7 22C9-22CC"
            " 2305-2306 27CB 27CD 29C6-29C8 29D4-29D7 29E2 2A1D-2A1E 2A2F-2A37 2A3B-2A3D 2A3F 2A50 2A64-2A65"
            " 2ADC-2ADD 2AFE"
        ),
        _PRODUCT,
    ),
    (_set("5C 2061-2064"), _TIGHT),
    (_set("2C 3A 3B"), _SEPARATOR),
)
_PREFIX: tuple[tuple[frozenset[str], Operator], ...] = (
    (_set("28 5B 7B 7C 2016 2308 230A 2329 2772 2774 27E6 27E8 27EA 27EC 27EE 2980 2983 2985 2987 2989 298B"), _FENCE),
    (_set("222B-2233 2A0B-2A1C"), _INTEGRAL),
    (_set("220F-2211 22C0-22C3 2A00-2A0A 2A1D-2A1E 2AFC 2AFF"), _SUM),
    (_set("2145 2202 221A-221C"), _DIFFERENTIAL),
    (
        _set(
            "21 2B 2D AC B1 2018 201C 2200-2201 2203-2204 2207 2212-2213 221F-2222 2234-2235 223C 22BE-22BF 2310 2319"
            " 2795-2796 27C0 299B-29AF 2AEC-2AED"
        ),
        _TIGHT,
    ),
)
_POSTFIX: tuple[tuple[frozenset[str], Operator], ...] = (
    (_set("29 5D 7D 7C 2016 2309 230B 232A 2773 2775 27E7 27E9 27EB 27ED 27EF 2980 2984 2986 2988 298A 298C"), _FENCE),
    (_set("5E-5F 7E AF 2C6-2C7 2C9 2CD 2DC 2F7 302 203E 2322-2323 23B4-23B5 23DC-23E1"), _ACCENT),
    (_set("21-22 25-27 60 A8 B0 B2-B4 B8-B9 2CA-2CB 2D8-2DA 2DD 311 320 325 327 331 2019-201A 201D-201F 2032-2037 2057"
          " 20DB-20DC 23CD"), _TIGHT),
)  # fmt: skip
_TABLES = {"infix": _INFIX, "prefix": _PREFIX, "postfix": _POSTFIX}
_ORDER: tuple[Form, ...] = ("infix", "prefix", "postfix")


_RELATIONS = _set("223C 7C 2016 2223 2225")
"""Infix operators with the spaces of a relation that have another form as well, in which they are spaced otherwise."""


def look_up(text: str, form: Form) -> Operator:
    """The properties of an operator in a form; if it is in no list of that form, those of another (Core 3.2.4.2).

    Invisible operators (function application) are the empty text.
    """
    if not text:
        return _TIGHT
    if form == "infix" and text in _RELATIONS:
        return _RELATION
    for tried in (form, *_ORDER):
        for characters, operator in _TABLES[tried]:
            if text in characters:
                return operator
    return _RELATION


HORIZONTAL = _set(
    "3D 5E 5F 7E AF 2C6 2C7 2C9 2CD 2DC 302 303 305 332 203E 2190 2192 2194 219A-21A3 21A6 21A9-21AE 21BC 21BD 21C0"
    " 21C1 21C4 21C6-21CC 21D0 21D2 21D4 21DA 21DB 21F4-21F6 2212 2322 2323 23B4 23B5 23DC-23E1 27F5-27FF"
    " 20D6 20D7 20E1"
)
"""Operators that stretch along the line (Core, "stretch axis"); all others stretch across it."""
