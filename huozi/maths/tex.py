r"""TeX mathematics -> MathML, or a Fault that says what is wrong and where. The only importer of math_core.

What authors write for LaTeX and MathJax is brought to what math_core reads: environments under its names for them,
numbers and labels taken away (they are the book's affair). What math_core has no words for, extra room below a row
(`\\[2pt]`) and the places of the lines of `multline`, goes through it as a mark that becomes the look of cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from huozi.maths import chemistry, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from math_core import LatexToMathML

MATHML = "http://www.w3.org/1998/Math/MathML"

ENVIRONMENTS = ("equation", "align", "gather", "multline", "alignat", "flalign", "eqnarray", "displaymath", "math")
"""Environments that are formulas by themselves, outside of dollars; all may have a star."""

LONGEST = 20_000
"""Characters of one formula; more is not a formula but a mark that was never closed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a formula: the offset in it, what was found there, and how far the mark goes."""

    offset: int
    message: str
    length: int = 1


@dataclass(frozen=True, slots=True)
class Labels:
    """What a formula says about its number: a label (`eq:x`), a number typed (`3.1`), whether it wants none."""

    label: str = ""
    tag: str = ""
    unnumbered: bool = False


_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_NO_NUMBER = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_ROW_GAP = re.compile(r"\\\\\*?[ \t\n]*\[\s*(-?(?:\d+\.?\d*|\.\d+))\s*(pt|em|ex|mm|cm|mu|px|in|pc|bp)\s*\]")
_ROW_STAR = re.compile(r"(?<=\\\\)\*")
_EM_PER = {"em": 1.0, "ex": 0.43, "mu": 1 / 18, "pt": 0.1, "bp": 0.1, "px": 0.075, "mm": 0.285, "cm": 2.85, "in": 7.23,
           "pc": 1.2}  # fmt: skip
"""Lengths of TeX in em: authors measure on a page of ten points."""
_MARK = "\ue000"
_MARKED = re.compile(rf"{_MARK}(-?[\d.]+|multline)")
_OWN = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}")
_HLINES = re.compile(r"\\hline(?:\s*\\hline)+")
_COLUMNS = re.compile(r"(\\begin\{(?:alignat|alignedat)\*?\})\s*\{\d+\}")
_ALIASES = {
    "split": "aligned",
    "align": "aligned",
    "alignat": "aligned",
    "alignedat": "aligned",
    "flalign": "aligned",
    "gather": "gathered",
    "multline": "gathered",
    "multlined": "gathered",
}
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(_ALIASES)})\*?\}}")
_SMALL = re.compile(r"\\(begin|end)\{smallmatrix\*?\}")
_EQNARRAY = re.compile(r"\\(begin|end)\{eqnarray\*?\}")
_COLON = re.compile(r"\\colon(?![A-Za-z])")
_NAMED_OPERATOR = re.compile(r"\\mathop\s*\{\s*\\(?:mathrm|operatorname)\s*(\{[^{}]*\})\s*\}")
_MATHS_IN_TEXT = re.compile(r"\\text\s*\{((?:[^{}$]|\$[^{}$]+\$)*\$[^{}$]+\$[^{}$]*)\}")
_MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "mbox": r"\text{#1}",
    "hbox": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
    "wideparen": r"\overparen{#1}",
    "arccot": r"\operatorname{arccot}",
    "arcsec": r"\operatorname{arcsec}",
    "arccsc": r"\operatorname{arccsc}",
    "sgn": r"\operatorname{sgn}",
}
_REFERENCE = re.compile(r"\\(?:eq)?ref\s*\{[^{}]*\}")
_RULE = "0.05em solid currentcolor"
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)


def read(tex: str, *, display: bool) -> _Element | Fault:
    """A <math> element without namespace, or what is wrong."""
    found = _convert(tex, display)
    if isinstance(found, Fault):
        return found
    math = etree.fromstring(found)
    _take_marks(math)
    for table in math.iter("mtable"):
        _settle_rules(table)
        if "alignat" not in tex:
            _part_systems(table)
    return math


def _take_marks(math: _Element) -> None:
    """Our marks become the look of the cells of their rows: padding below them, lines at the left and at the right."""
    for text in list(math.iter("mtext")):
        found = _MARKED.fullmatch(text.text or "")
        row = next(text.iterancestors("mtr"), None) if found else None
        parent = text.getparent()
        if found is None or parent is None:
            continue
        parent.remove(text)
        if row is None:
            continue
        if found[1] == "multline":
            _set_lines(row)
        else:
            for cell in row:
                _add_look(cell, f"padding-bottom: calc(0.5ex + {found[1]}em);")


def _set_lines(first: _Element) -> None:
    """The first line of `multline` stands at the left of the measure, the last one at its right (amsmath 3.3)."""
    table = first.getparent()
    assert table is not None
    table.set("class", "multline")
    table.set("style", "width: 100%;")
    rows = table.findall("mtr")
    for row, look in (
        (rows[0], "text-align: left;justify-items: start;"),
        (rows[-1], "text-align: right;justify-items: end;"),
    ):
        for cell in row if len(rows) > 1 else ():
            _add_look(cell, look)


def _settle_rules(table: _Element) -> None:
    r"""Rules around an array are those of its cells; the last `\hline` is no row (math_core makes one of it)."""
    rows = table.findall("mtr")
    look = str(table.attrib.pop("style", ""))
    if rows and len(rows[-1]) == 1 and not len(rows[-1][0]) and "border-top" in str(rows[-1][0].get("style")):
        rule = re.search(r"border-top: ([^;]*)", str(rows[-1][0].get("style")))
        table.remove(rows.pop())
        for cell in rows[-1] if rows else ():
            _add_look(cell, f"border-bottom: {rule[1] if rule else _RULE};")
    for cell in rows[0] if rows and "border-top" in look else ():
        _add_look(cell, f"border-top: {_RULE};")
    for row in rows if "border-left" in look else ():
        if len(row):
            _add_look(row[0], f"border-left: {_RULE};")
    if look and not re.search("border-(?:top|left)", look):
        table.set("style", look)


def _part_systems(table: _Element) -> None:
    """Equations side by side in `align` keep two em from each other."""
    for row in table.findall("mtr"):
        for cell in list(row)[2::2]:
            if "text-align: right" in str(cell.get("style")) and "padding-right: 0" in str(cell.get("style")):
                _add_look(cell, "padding-left: 2em;")


def _add_look(cell: _Element, look: str) -> None:
    cell.set("style", f"{cell.get('style') or ''}{look}")


def mathml(tex: str, *, display: bool, numbers: Sequence[tuple[int, str, str]] = ()) -> _Element | None:
    """The <math> element of a web page: in its namespace, with the TeX as its alternative text; None if it is wrong.

    `numbers` are those of its rows: the row, the id of the number, its words.
    """
    found = read(tex, display=display)
    if isinstance(found, Fault):
        return None
    lines = next(found.iter("mtable"), found).findall("mtr") or [found]
    for row, name, words in numbers:
        cell = etree.SubElement(lines[min(row, len(lines) - 1)], "mtd", style="padding-left: 2em;")
        etree.SubElement(cell, "mtext", {"class": "number", "id": name}).text = words
    _wrap_styles(found)
    _say_variants(found)
    _settle_accents(found)
    _draw_enclosures(found)
    for element in list(found.iter(etree.Element)):
        element.tag = f"{{{MATHML}}}{element.tag}"
    math = etree.Element(found.tag, nsmap={None: MATHML})  # type: ignore[dict-item] # lxml-stubs lack the default
    for name in map(str, found.attrib):
        math.set(name, str(found.get(name)))
    math.extend(list(found))
    math.set("alttext", " ".join(tex.split()))
    return math


def labels(tex: str) -> Labels:
    """What a formula says about its number."""
    label, tag = _LABEL.search(tex), _TAG.search(tex)
    return Labels(label[1].strip() if label else "", tag[1].strip() if tag else "", bool(_NO_NUMBER.search(tex)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a formula whose rows have numbers of their own: its TeX, its line (the first is 0), its number."""

    tex: str
    line: int
    labels: Labels
    numbered: bool


_BY_ROW = re.compile(r"\s*\\begin\s*\{(align|gather|alignat|flalign|eqnarray)(\*?)\}")


def rows(tex: str) -> tuple[Row, ...]:
    r"""The rows of an environment that numbers each of them (amsmath 3.1); none for other formulas and single rows.

    A row has a number unless it says `\nonumber`; with a star of the environment, only if it has a `\tag`.
    """
    opening = _BY_ROW.match(tex)
    if opening is None:
        return ()
    breaks, end = _breaks(tex, opening.end())
    starts = [opening.end(), *(at + 2 for at in breaks)]
    parts = [tex[start:stop] for start, stop in zip(starts, [*breaks, end], strict=True)]
    while parts and not re.sub(r"\\hline|^\s*(?:\*|\[[^\]]*\])", "", parts[-1]).strip():
        parts.pop()
    if len(parts) < 2:
        return ()
    return tuple(
        _row(part, tex[:start].count("\n"), starred=bool(opening[2]))
        for part, start in zip(parts, starts, strict=False)
    )


def _row(part: str, line: int, *, starred: bool) -> Row:
    said = labels(part)
    begins = len(part) - len(part.lstrip())
    at = line + part[:begins].count("\n")
    return Row(_row_words(part), at, said, bool(said.tag) or not (starred or said.unnumbered))


def _row_words(part: str) -> str:
    for pattern in (_LABEL, _TAG, _NO_NUMBER):
        part = pattern.sub("", part)
    return " ".join(re.sub(r"(?<!\\)&|^\s*(?:\*|\[[^\]]*\])", "", part).split())


def reading(tex: str) -> str:
    """A formula as a line of text, for headings in the outline: `E=mc²`; the TeX itself of one that cannot be set."""
    found = read(tex, display=False)
    return " ".join((tex if isinstance(found, Fault) else plain.text(found)).split())


@lru_cache(maxsize=8192)
def _convert(tex: str, display: bool) -> str | Fault:
    from math_core import LatexError

    if len(tex) > LONGEST:
        return Fault(0, f"a formula of {len(tex)} characters: was the mark before it meant to be money?")
    if not tex.strip():
        return Fault(0, "an empty formula")
    if reference := _REFERENCE.search(tex):
        return Fault(reference.start(), f"a reference `{reference[0]}` inside a formula", len(reference[0]))
    if _deepest(tex) > _DEEPEST:
        return Fault(0, f"braces stand over {_DEEPEST} deep inside one another")
    prepared, places = _prepare(tex)
    try:
        made = _converter().convert_with_local_state(prepared, displaystyle=display)
    except LatexError as error:
        return _fault(str(error), tex, places)
    return made.replace("&ApplyFunction;", "\u2061")


_DEEPEST = 60


def _deepest(tex: str) -> int:
    depth = deepest = 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return max(deepest, tex.count(r"\left") // 2, tex.count(r"\begin"))


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(macros=_MACROS, allow_unreliable_rendering=True, fancy_error=False)


def _fault(error: str, tex: str, places: list[tuple[int, int]]) -> Fault:
    found = _ERROR.match(error)
    if found is None:
        return Fault(0, error, len(tex))
    offset = int(found[1])
    offset += next((shift for start, shift in reversed(places) if start <= offset), 0)
    offset = max(0, min(offset, len(tex) - 1))
    name = re.match(r"\\[A-Za-z]+|\\.|.", tex[offset:], re.DOTALL)
    message = found[2].strip().rstrip(".").replace("“", "`").replace('"', "`")
    return Fault(offset, message[:1].lower() + message[1:], len(name[0]) if name else 1)


def _prepare(tex: str) -> tuple[str, list[tuple[int, int]]]:
    """What math_core reads, and how far each place of it lies from the same place of the author's."""
    blank = tex
    for pattern in (_LABEL, _TAG, _NO_NUMBER, _ROW_STAR, _OWN):
        blank = pattern.sub(lambda found: " " * len(found[0]), blank)
    blank = _HLINES.sub(lambda found: r"\hline".ljust(len(found[0])), blank)
    blank = _COLUMNS.sub(lambda found: found[1].ljust(len(found[0])), blank)
    replaced = [
        *((found, _alias(found[1], found[2])) for found in _ENVIRONMENT.finditer(blank)),
        *(
            (found, rf"\text{{{_MARK}{float(found[1]) * _EM_PER[found[2]]:.3f}}}\\")
            for found in _ROW_GAP.finditer(blank)
        ),
        *((found, _small(found[1])) for found in _SMALL.finditer(blank)),
        *((found, _eqnarray(found[1])) for found in _EQNARRAY.finditer(blank)),
        *((found, r"{:}\;") for found in _COLON.finditer(blank)),
        *((found, rf"\operatorname*{found[1]}") for found in _NAMED_OPERATOR.finditer(blank)),
        *((found, _parted(found[1])) for found in _MATHS_IN_TEXT.finditer(blank)),
    ]
    edits = [*((found.start(), found.end(), new) for found, new in replaced), *chemistry.spans(blank)]
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = length = 0
    if _has_bare_rows(blank):
        parts.append(r"\begin{gathered}")
        length = len(parts[0])
        places.append((0, -length))
    for start, end, new in sorted(edits):
        if start < at:
            continue
        kept = blank[at:start]
        parts += [kept, new]
        length += len(kept) + len(new)
        at = end
        places.append((length, at - length))
    parts.append(blank[at:])
    if _has_bare_rows(blank):
        parts.append(r"\end{gathered}")
    return "".join(parts), places


def _parted(text: str) -> str:
    """Words with formulas between dollars, as words and formulas in turn."""
    return "".join(f"{{{part}}}" if at % 2 else rf"\text{{{part}}}" for at, part in enumerate(text.split("$")))


def _alias(word: str, name: str) -> str:
    mark = rf"\text{{{_MARK}multline}}" if word == "begin" and name.startswith("multline") else ""
    return rf"\{word}{{{_ALIASES[name]}}}{mark}"


def _small(word: str) -> str:
    return r"{\scriptstyle\begin{matrix}" if word == "begin" else r"\end{matrix}}"


def _eqnarray(word: str) -> str:
    return r"\begin{array}{rcl}\displaystyle " if word == "begin" else r"\end{array}"


_ROW_OR_GROUP = re.compile(r"\\\\|\\begin\{|\\end\{|\\[{}]|[{}]")


def _has_bare_rows(tex: str) -> bool:
    """Whether the formula has several rows without an environment, which MathJax sets below each other."""
    return any(tex[at + 2 :].strip() for at in _breaks(tex, 0)[0])


def _breaks(tex: str, start: int) -> tuple[list[int], int]:
    """Where rows end that are in no group after `start`, and where the group ends that `start` is in."""
    depth, found_at = 0, list[int]()
    for found in _ROW_OR_GROUP.finditer(tex, start):
        match found[0]:
            case r"\begin{":
                depth += 1
            case r"\end{":
                depth -= 1
            case "{" if not _is_name(tex, found.start()):
                depth += 1
            case "}" if not _closes_name(tex, found.start()):
                depth -= 1
            case r"\\" if depth == 0:
                found_at.append(found.start())
            case _:
                pass
        if depth < 0:
            return found_at, found.start()
    return found_at, len(tex)


def _is_name(tex: str, brace: int) -> bool:
    return tex.endswith((r"\begin", r"\end"), 0, brace)


def _closes_name(tex: str, brace: int) -> bool:
    return re.search(r"\\(?:begin|end)\{[A-Za-z*]*$", tex[max(0, brace - 40) : brace]) is not None


# MathML for reading systems.


def _wrap_styles(math: _Element) -> None:
    """MathML 3, which EPUB 3.3 asks for, has displaystyle and scriptlevel on <mstyle> alone; Core has them anywhere."""
    for element in list(math.iter(etree.Element)):
        given = {
            name: str(element.attrib.pop(name)) for name in ("displaystyle", "scriptlevel") if name in element.attrib
        }
        if element.tag == "mtable" and "displaystyle" in given:
            element.set("displaystyle", given.pop("displaystyle"))
        parent = element.getparent()
        if not given or parent is None:
            continue
        if element.tag == "mrow":
            element.tag = "mstyle"
            for name, value in given.items():
                element.set(name, value)
            continue
        wrapper = etree.Element("mstyle", given)
        wrapper.tail, element.tail = element.tail, None
        parent.replace(element, wrapper)
        wrapper.append(element)


_VARIANTS = {"b": "bold", "i": "italic", "em": "italic", "strong": "bold"}


def _say_variants(math: _Element) -> None:
    """Text in bold is HTML inside <mtext>; an EPUB says it by an attribute, since not every reader takes HTML there."""
    for text in list(math.iter("mtext")):
        inside = [child for child in text if child.tag in _VARIANTS]
        if inside:
            text.set("mathvariant", _VARIANTS[str(inside[0].tag)])
        if len(text):
            words = "".join(map(str, text.itertext()))
            text[:] = []
            text.text = words


_COMBINING = {"\u20d7": "\u2192", "\u20db": "\u2026", "\u20dc": "...."}
_DOTS = "\u02d9\u00a8"


def _settle_accents(math: _Element) -> None:
    """Accents that Blink sets beside their letter: combining marks, and dots that it stretches."""
    for accented in math.iter("mover"):
        mark = accented[-1]
        if mark.tag == "mo" and mark.text in _COMBINING:
            mark.text = _COMBINING[mark.text]
            mark.set("stretchy", "false")
            mark.set("style", "font-size: 0.7em;")
        elif mark.tag == "mo" and (mark.text or " ") in _DOTS:
            mark.set("stretchy", "false")


_STROKE = (
    "transparent calc(50% - 0.04em), currentcolor calc(50% - 0.03em) calc(50% + 0.03em), transparent calc(50% + 0.04em)"
)
_DRAWN = {
    "box": "border: 0.05em solid currentcolor; padding: 0.25em;",
    "updiagonalstrike": f"background: linear-gradient(to top left, {_STROKE});",
    "downdiagonalstrike": f"background: linear-gradient(to top right, {_STROKE});",
    "horizontalstrike": f"background: linear-gradient({_STROKE});",
}


def _draw_enclosures(math: _Element) -> None:
    """<menclose> is not in MathML Core, and Blink shows nothing of it: rows with a border or a stroke stand for it."""
    for element in list(math.iter("menclose")):
        kinds = [kind for kind in str(element.attrib.pop("notation", "")).split() if kind in _DRAWN]
        for stroke in [one for one in element if str(one.get("class")).startswith("menclose-")]:
            element.remove(stroke)
        element.tag = "mrow"
        for kind in kinds[:1]:
            element.set("style", _DRAWN[kind])
        for kind in kinds[1:]:
            outer = etree.Element("mrow", style=_DRAWN[kind])
            parent = element.getparent()
            assert parent is not None
            outer.tail, element.tail = element.tail, None
            parent.replace(element, outer)
            outer.append(element)
