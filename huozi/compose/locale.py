"""A language and CSS values in, the rules of one paragraph out (typography.md section 18; clreq 3.1.6, jlreq 3.1.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that the composer may decide differently for another language or style. Lengths are in em.

    `start` is trim, space or space-first (the first line of a paragraph keeps its blank); `end` is trim, fit (full
    when it fits), ink (the ink touches the edge) or space. `middle_em` is the set width of an interpunct, None for the
    font's own.
    """

    language: str
    adjacent: bool  # P1: adjacent marks share their blanks
    start: str  # P6, P7
    end: str  # P4, P5
    half: str  # kinds whose blank is always removed inside a line (kaiming, banjiao)
    middle_em: float | None  # P3
    kinsoku: str  # K1: none, basic, gb, gb-strict, loose, strict
    keep_all: bool  # K10
    phrases: bool  # HD4: a line ends between phrases rather than inside one
    keep_number_unit: bool  # K6
    autospace_em: float  # S1
    autospace_fixed: bool  # S5: it neither shrinks nor stretches
    autospace_latin: bool
    autospace_digit: bool
    shrink_stop: bool  # J2 step 7
    shrink_marks: bool  # J2 steps 4 and 5
    brackets_with_commas: bool  # J3
    end_stop_keeps_blank: bool  # P5
    hang_first: bool
    hang_end: str  # none, allow-end, force-end (H3)
    hang_last: bool
    justify: str  # auto, none, inter-word, inter-character
    wrap: str  # pretty, stable (greedy), balance
    runt: bool  # PA6
    wide_quotes: bool  # FT1: ‘ ’ “ ” take one em, whatever their glyph


_HANS = Rules(
    language="zh-Hans",
    adjacent=True,
    start="trim",
    end="trim",
    half="",
    middle_em=0.5,
    kinsoku="gb",
    keep_all=False,
    phrases=False,
    keep_number_unit=False,
    autospace_em=0.25,
    autospace_fixed=False,
    autospace_latin=True,
    autospace_digit=True,
    shrink_stop=True,
    shrink_marks=True,
    brackets_with_commas=False,
    end_stop_keeps_blank=False,
    hang_first=False,
    hang_end="none",
    hang_last=False,
    justify="auto",
    wrap="pretty",
    runt=True,
    wide_quotes=True,
)
_HANT = replace(
    _HANS,
    language="zh-Hant",
    adjacent=False,
    start="space",
    end="space",
    middle_em=1.0,
    kinsoku="basic",
    shrink_stop=False,
    shrink_marks=False,
)
_JA = replace(
    _HANS,
    language="ja",
    middle_em=None,
    kinsoku="strict",
    shrink_stop=False,
    brackets_with_commas=True,
    end_stop_keeps_blank=True,
)
_KO = replace(
    _HANS,
    language="ko",
    half="oc",  # klreq: brackets between words and spaces are half an em wide
    middle_em=None,
    keep_all=True,
    autospace_em=0.0,
    shrink_stop=False,
    shrink_marks=False,
    justify="inter-word",
    wide_quotes=False,
)

LOCALES = {"zh-Hans": _HANS, "zh-Hant": _HANT, "ja": _JA, "ko": _KO}


def language_of(tag: str | None) -> str:
    """Return the key in `LOCALES` for a BCP 47 tag (LC2). An unknown or missing tag is read as Simplified Chinese."""
    parts = (tag or "").replace("_", "-").lower().split("-")
    if parts[0] in ("ja", "ko"):
        return parts[0]
    if "hans" in parts:
        return "zh-Hans"
    if "hant" in parts or "tw" in parts or "hk" in parts or "mo" in parts or parts[0] == "yue":
        return "zh-Hant"
    return "zh-Hans"


_PUNCTUATION: dict[str, dict[str, Any]] = {
    "quanjiao": {"adjacent": True, "start": "trim", "end": "trim", "shrink_marks": True},
    "kaiming": {"adjacent": True, "start": "trim", "end": "trim", "half": "ocm", "shrink_marks": True},
    "banjiao": {"adjacent": True, "start": "trim", "end": "trim", "half": "ocmpe", "shrink_marks": True},
    "hangmobanjiao": {"adjacent": False, "start": "trim", "end": "trim", "shrink_marks": False, "shrink_stop": False},
    "plain": {"adjacent": False, "start": "space", "end": "space", "shrink_marks": False, "shrink_stop": False},
}
_TRIM: dict[str, dict[str, Any]] = {
    "normal": {"adjacent": True, "start": "space", "end": "fit"},
    "space-all": {"adjacent": False, "start": "space", "end": "space"},
    "space-first": {"adjacent": True, "start": "space-first", "end": "fit"},
    "trim-start": {"adjacent": True, "start": "trim", "end": "fit"},
    "trim-both": {"adjacent": True, "start": "trim", "end": "trim"},
    "trim-all": {"adjacent": True, "start": "trim", "end": "trim", "half": "ocmpe"},
}
_LINE_BREAK = {
    "zh-Hans": {"loose": "basic", "normal": "gb", "strict": "gb-strict", "anywhere": "none"},
    "zh-Hant": {"loose": "basic", "normal": "basic", "strict": "gb-strict", "anywhere": "none"},
    "ja": {"loose": "loose", "normal": "loose", "strict": "strict", "anywhere": "none"},
    "ko": {"loose": "basic", "normal": "gb", "strict": "gb", "anywhere": "none"},
}


def rules_for(
    language: str | None,
    *,
    punctuation: str = "auto",
    trim: str = "auto",
    autospace: str | frozenset[str] = "auto",
    hanging: frozenset[str] = frozenset(),
    line_break: str = "auto",
    word_break: str = "normal",
    justify: str = "auto",
    wrap: str = "wrap",
    spaces: str = "elastic",
    number_unit: str = "break",
    line_end: str = "auto",
) -> Rules:
    """Return the rules for a BCP 47 tag and computed CSS values; `auto` is the locale's own default."""
    rules = LOCALES[language_of(language)]
    if punctuation != "auto":
        rules = replace(rules, **_PUNCTUATION[punctuation])
    if trim != "auto":
        rules = replace(rules, **_TRIM[trim])
    if line_end == "ink":
        rules = replace(rules, end="ink")
    if line_break != "auto":
        rules = replace(rules, kinsoku=_LINE_BREAK[rules.language][line_break])
    if autospace == "no-autospace":
        rules = replace(rules, autospace_em=0.0)
    elif isinstance(autospace, frozenset):
        rules = replace(
            rules,
            autospace_em=0.25,
            autospace_latin="ideograph-alpha" in autospace,
            autospace_digit="ideograph-numeric" in autospace,
        )
    elif autospace == "normal":
        rules = replace(rules, autospace_em=0.25)
    if hanging:
        end = next((mode for mode in ("force-end", "allow-end") if mode in hanging), "none")
        rules = replace(rules, hang_first="first" in hanging, hang_end=end, hang_last="last" in hanging)
    if word_break in ("keep-all", "break-all"):
        rules = replace(rules, keep_all=word_break == "keep-all")
    elif word_break == "auto-phrase":
        rules = replace(rules, phrases=True)
    if justify != "auto":
        rules = replace(rules, justify=justify)
    if spaces == "fixed" or number_unit == "keep":
        rules = replace(rules, autospace_fixed=spaces == "fixed", keep_number_unit=number_unit == "keep")
    return replace(rules, wrap={"wrap": "pretty"}.get(wrap, wrap))
