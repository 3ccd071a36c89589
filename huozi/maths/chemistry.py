r"""Chemistry as mhchem writes it, `\ce{2H2 + O2 -> 2H2O}` -> TeX that math_core reads.

What textbooks use: formulas with numbers and charges, isotopes, states, bonds, water of crystals, arrows with words on
them, marks of gas and precipitate. What is not known stays as it is, so that TeX in braces and formulas in $ work.
"""

from __future__ import annotations

import re

_START = re.compile(r"\\ce\s*\{")
_ARROWS = {
    "->": ("xrightarrow", r"\longrightarrow"),
    "<-": ("xleftarrow", r"\longleftarrow"),
    "<->": ("xleftrightarrow", r"\longleftrightarrow"),
    "<=>": ("xrightleftharpoons", r"\rightleftharpoons"),
    "<=>>": ("xrightleftharpoons", r"\rightleftharpoons"),
    "<<=>": ("xrightleftharpoons", r"\rightleftharpoons"),
    "==": ("xlongequal", r"\xlongequal{\quad}"),
}
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<arrow><<=>|<=>>|<=>|<->|->|<-|==)|(?P<raw>\$[^$]*\$)"
    r"|(?P<script>[\^_](?:\{[^{}]*\}|-?\d+[+-]?|[+-]|[A-Za-z]))|(?P<number>(?<![\w)\]])\d+\.\d+|\d+(?:/\d+)?)"
    r"|(?P<letters>[A-Za-z]+)|(?P<state>\((?:aq|s|l|g)\))|(?P<command>\\[A-Za-z]+\s*(?:\{[^{}]*\})?)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CHARGE = re.compile(r"[+-](?=$|[\s,)\]}])")


def spans(tex: str) -> list[tuple[int, int, str]]:
    r"""Every `\ce{…}` of a formula: where it starts and ends, and what stands for it."""
    found, at = list[tuple[int, int, str]](), 0
    while (start := _START.search(tex, at)) is not None:
        end = _closing(tex, start.end() - 1, "{", "}")
        if end is None:
            break
        found.append((start.start(), end + 1, f"{{{_formula(tex[start.end() : end])}}}"))
        at = end + 1
    return found


def _closing(text: str, at: int, opens: str, closes: str) -> int | None:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == opens) - (text[place] == closes)
        if depth == 0:
            return place
    return None


def _formula(text: str) -> str:
    parts, at = list[str](), 0
    while at < len(text):
        if charge := _CHARGE.match(text, at):
            at, part = charge.end(), _sign(parts, charge[0])
        else:
            token = _TOKEN.match(text, at)
            assert token is not None
            at = token.end()
            if token.lastgroup == "arrow":
                labels, at = _labels(text, at)
                part = _arrow(token[0], labels)
            else:
                part = _part(str(token.lastgroup), token[0], parts, text[at : at + 1])
        parts.append(part)
    return "".join(parts)


def _sign(parts: list[str], sign: str) -> str:
    """A sign after a formula is its charge; after a space it adds."""
    return f"^{{{sign}}}" if _follows(parts) else f" {sign} "


def _follows(parts: list[str]) -> bool:
    """Whether the last part is one that a number or a charge belongs to."""
    return bool(parts) and parts[-1].endswith(("}", ")", "]")) and not parts[-1].endswith("{} ")


def _part(kind: str, text: str, parts: list[str], following: str) -> str:
    match kind:
        case "space":
            return " "
        case "raw":
            return text[1:-1]
        case "script":
            base = "" if _follows(parts) else "{}"
            return f"{base}{text[0]}{{{text[1:].strip('{}')}}}"
        case "number" if _follows(parts):
            return f"_{{{text}}}"
        case "number" if "/" in text:
            above, _, below = text.partition("/")
            return rf"\tfrac{{{above}}}{{{below}}}"
        case "letters" if text == "v" and _stands_alone(parts, following):
            return r"\downarrow{} "
        case "letters":
            return rf"\mathrm{{{text}}}"
        case "state":
            return rf"\,\mathrm{{{text}}}"
        case "other" if text == "^" and _stands_alone(parts, following):
            return r"\uparrow{} "
        case "other" if text in "=#-" and _follows(parts):
            return {"=": "{=}", "#": r"{\equiv}", "-": "{-}"}[text]
        case "other" if text in ".*":
            return r"\cdot "
        case _:
            return text


def _stands_alone(parts: list[str], following: str) -> bool:
    return (not parts or parts[-1] == " ") and not following.strip()


def _labels(text: str, at: int) -> tuple[list[str], int]:
    """What stands in brackets right after an arrow: above it, then below."""
    labels = list[str]()
    while len(labels) < 2 and text.startswith("[", at) and (end := _closing(text, at, "[", "]")) is not None:
        inner = text[at + 1 : end]
        labels.append(inner if "\\" in inner or not inner.isascii() else _formula(inner))
        at = end + 1
    return [label if "\\" in label or label.isascii() else rf"\text{{{label}}}" for label in labels], at


def _arrow(arrow: str, labels: list[str]) -> str:
    long, plain = _ARROWS[arrow]
    if not labels:
        return f" {plain} "
    below = f"[{labels[1]}]" if len(labels) > 1 else ""
    return rf" \{long}{below}{{{labels[0]}}} "
