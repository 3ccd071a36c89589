r"""Formulas of Word (Office Math, ECMA-376 part 1, 22.1) -> TeX. Reads elements of lxml, writes `\frac{a}{b}`.

What Word sets by hand in a formula, as sizes and colours, goes; every character stays.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_SIGNS = {
    "×": r"\times", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "⋅": r"\cdot", "·": r"\cdot", "∗": "*", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto", "≪": r"\ll", "≫": r"\gg",
    "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint",
    "∭": r"\iiint", "∮": r"\oint", "∐": r"\coprod", "⋃": r"\bigcup", "⋂": r"\bigcap", "⋁": r"\bigvee",
    "⋀": r"\bigwedge",
    "→": r"\to", "←": r"\gets", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto",
    "∈": r"\in", "∉": r"\notin", "∋": r"\ni", "⊂": r"\subset", "⊆": r"\subseteq", "⊃": r"\supset", "∪": r"\cup",
    "∩": r"\cap", "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee",
    "⊕": r"\oplus", "⊗": r"\otimes", "⊥": r"\perp", "∥": r"\parallel", "∠": r"\angle", "△": r"\triangle", "…": r"\dots",
    "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "′": "'", "−": "-", "°": r"^\circ", "ℏ": r"\hbar", "ℓ": r"\ell",
    "∴": r"\therefore", "∵": r"\because", "⇌": r"\rightleftharpoons", "\u2061": "", "\u00a0": r"\ ", "\u2009": r"\,",
    "\\": r"\backslash", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "~": r"\sim", "^": r"\hat{}", "〖": "", "〗": "", "ϵ": r"\epsilon", "ε": r"\varepsilon", "ϕ": r"\phi",
    "φ": r"\varphi", "ϑ": r"\vartheta", "ς": r"\varsigma", "ϖ": r"\varpi", "ϱ": r"\varrho", "ο": "o",
}  # fmt: skip
_CAPITALS = frozenset(["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"])
_FUNCTION = re.compile(
    r"(?:arc)?(?:sin|cos|tan)|(?:sin|cos|tan|cot)h|cot|sec|csc|log|ln|lg|exp|lim(?:sup|inf)?|max|min|sup|inf|det|dim|ker"
    r"|gcd|deg|arg|hom|Pr"
)
_ACCENTS = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline", "\u0307": "dot", "\u0308": "ddot",
    "\u20db": "dddot", "\u20d7": "vec", "\u030c": "check", "\u0306": "breve", "\u0301": "acute", "\u0300": "grave",
    "\u030a": "mathring", "\u20d6": "overleftarrow", "\u20e1": "overleftrightarrow", "^": "hat", "~": "tilde",
    "¯": "bar", "\u203e": "overline", "→": "vec", "˙": "dot",
}  # fmt: skip
_GROUPS = {"\u23de": "overbrace", "\u23df": "underbrace", "\u2192": "overrightarrow", "\u2190": "overleftarrow",
           "\u23dc": "overparen", "\u23dd": "underparen"}  # fmt: skip
_FENCES = {"∣": "|", "∥": r"\|", "{": r"\{", "}": r"\}", "‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle",
           "〈": r"\langle", "〉": r"\rangle",
           "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor", "⌋": r"\rfloor", "": "."}  # fmt: skip
_ALPHABETS = {"double-struck": r"\mathbb", "script": r"\mathcal", "fraktur": r"\mathfrak", "sans-serif": r"\mathsf",
              "monospace": r"\mathtt"}  # fmt: skip
_LOOKS = {"p": r"\mathrm", "b": r"\mathbf", "bi": r"\boldsymbol"}
_HAN = re.compile(r"[^\x00-\u036f\u0370-\u03ff\u1d00-\u2bff\U0001d400-\U0001d7ff\ufe00-\ufe0f]+")


def tex(element: _Element) -> str:
    """The TeX of a formula."""
    return re.sub(r"\s+", " ", _inside(element)).strip()


def _inside(element: _Element | None) -> str:
    return _joined(_one(child) for child in element) if element is not None else ""


def _joined(parts: Iterable[str]) -> str:
    """Parts side by side: a space keeps a command from the letter after it."""
    text = ""
    for part in parts:
        text += " " + part if re.search(r"\\[A-Za-z]+$", text) and part[:1].isalpha() else part
    return text


def _part(element: _Element, name: str) -> str:
    return _inside(element.find(MATH + name)).strip()


def _told(element: _Element, name: str, usual: str) -> str:
    """A property: its value, the usual one if it does not stand there; one without a value is on."""
    found = element.find(f"{MATH}{str(element.tag).removeprefix(MATH)}Pr/{MATH}{name}")
    return usual if found is None else str(found.get(f"{MATH}val", "1" if name.endswith("Hide") else ""))


def _one(element: _Element) -> str:  # noqa: C901 (one case for each element of the standard)
    match str(element.tag).removeprefix(MATH):
        case "r":
            return _run(element)
        case "f":
            above, below = _part(element, "num"), _part(element, "den")
            kind = _told(element, "type", "bar")
            if kind == "lin":
                return f"{above}/{below}"
            return (
                rf"\genfrac{{}}{{}}{{0pt}}{{}}{{{above}}}{{{below}}}"
                if kind == "noBar"
                else rf"\frac{{{above}}}{{{below}}}"
            )
        case "sSup":
            return f"{_base(element)}^{{{_part(element, 'sup')}}}"
        case "sSub":
            return f"{_base(element)}_{{{_part(element, 'sub')}}}"
        case "sSubSup":
            return f"{_base(element)}_{{{_part(element, 'sub')}}}^{{{_part(element, 'sup')}}}"
        case "sPre":
            return f"{{}}_{{{_part(element, 'sub')}}}^{{{_part(element, 'sup')}}}{_base(element)}"
        case "rad":
            degree = "" if _told(element, "degHide", "0") in {"1", "on", "true"} else _part(element, "deg")
            return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e')}}}"
        case "nary":
            return _nary(element)
        case "d":
            return _fenced(element)
        case "func":
            return _joined((_part(element, "fName"), _part(element, "e")))
        case "limLow":
            base, below = _part(element, "e"), _part(element, "lim")
            return f"{base}_{{{below}}}" if re.match(r"\\[a-z]+(\{|$)", base) else rf"\underset{{{below}}}{{{base}}}"
        case "limUpp":
            return rf"\overset{{{_part(element, 'lim')}}}{{{_part(element, 'e')}}}"
        case "acc":
            return rf"\{_ACCENTS.get(_told(element, 'chr', chr(0x302)), 'hat')}{{{_part(element, 'e')}}}"
        case "bar":
            return rf"\{'overline' if _told(element, 'pos', 'bot') == 'top' else 'underline'}{{{_part(element, 'e')}}}"
        case "groupChr":
            return rf"\{_GROUPS.get(_told(element, 'chr', chr(0x23DF)), 'underbrace')}{{{_part(element, 'e')}}}"
        case "m":
            cells = ([_inside(cell) for cell in row.findall(f"{MATH}e")] for row in element.findall(f"{MATH}mr"))
            return _table("matrix", (" & ".join(row) for row in cells))
        case "eqArr":
            return _table("aligned", (_inside(row).replace(r"\&", "&") for row in element.findall(f"{MATH}e")))
        case "borderBox":
            return rf"\boxed{{{_part(element, 'e')}}}"
        case "phant":
            return rf"\phantom{{{_part(element, 'e')}}}"
        case name if name.endswith("Pr"):
            return ""
        case _:
            return _inside(element)


def _table(name: str, rows: Iterable[str]) -> str:
    return rf"\begin{{{name}}}" + r" \\ ".join(rows) + rf"\end{{{name}}}"


def _base(element: _Element) -> str:
    base = _part(element, "e")
    return base if len(base) == 1 or re.fullmatch(r"\\[A-Za-z]+", base) else f"{{{base}}}"


def _nary(element: _Element) -> str:
    sign = _told(element, "chr", "∫")
    limits = r"\limits" if _told(element, "limLoc", "") == "undOvr" and sign in "∫∬∭∮" else ""
    sub, sup = _part(element, "sub"), _part(element, "sup")
    scripts = (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "")
    return _joined((_SIGNS.get(sign, sign) + limits + scripts, _part(element, "e")))


def _fenced(element: _Element) -> str:
    left, right = _told(element, "begChr", "("), _told(element, "endChr", ")")
    parts = [_inside(one) for one in element.findall(f"{MATH}e")]
    inside = (r" \middle| " if _told(element, "sepChr", "|") == "|" else _told(element, "sepChr", "|")).join(parts)
    return rf"\left{_FENCES.get(left, left)} {inside} \right{_FENCES.get(right, right)}"


def _run(element: _Element) -> str:
    words = "".join(one.text or "" for one in element.iter(f"{MATH}t"))
    looks = element.find(f"{MATH}rPr")
    if looks is not None and looks.find(f"{MATH}nor") is not None:
        return rf"\text{{{_escaped(words)}}}"
    style = looks.find(f"{MATH}sty") if looks is not None else None
    look = str(style.get(f"{MATH}val")) if style is not None else ""
    alphabet = looks.find(f"{MATH}scr") if looks is not None else None
    command = _ALPHABETS.get(str(alphabet.get(f"{MATH}val")) if alphabet is not None else "") or _LOOKS.get(look, "")
    parts = []
    for piece in re.split(f"({_HAN.pattern})", words):
        if _HAN.fullmatch(piece):
            parts.append(rf"\text{{{_escaped(piece)}}}")
        else:
            parts += [_styled(part, command) for part in re.findall(r"[A-Za-z0-9\u0370-\u03ff]+|.", piece, re.DOTALL)]
    return _joined(parts)


def _styled(part: str, command: str) -> str:
    """Letters of one look, or one sign, which has none."""
    if command == r"\mathrm" and _FUNCTION.fullmatch(part):
        return f"\\{part}"
    words = _joined(_char(char) for char in part)
    # Upright Greek and figures are what they are without a command; in bold they are not.
    is_plain = command == r"\mathrm" and not (part[0].isascii() and not part.isdecimal())
    return words if not command or not part[0].isalnum() or is_plain else f"{command}{{{words}}}"


def _escaped(words: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", words.replace("\\", ""))


def _char(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    # Letters of a variable come as slanted ones; those of other alphabets mean something by their look.
    slanted = unicodedata.name(char, "").startswith("MATHEMATICAL ITALIC")
    folded = unicodedata.normalize("NFKC", char) if slanted else char
    if folded in _SIGNS:
        return _SIGNS[folded]
    name = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (ALPHA|BETA|[A-Z]+)", unicodedata.name(folded[:1], ""))
    if name is None:
        return folded
    word = name[2].lower().replace("lamda", "lambda")
    if name[1] == "SMALL":
        return f"\\{word}"
    return f"\\{word.title()}" if word.title() in _CAPITALS else folded
