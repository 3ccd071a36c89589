"""LaTeX in a field of a BibTeX file -> plain text: accents, escaped marks, braces that protect capitals.

Mathematics and unknown macros come out as what they are made of: a bibliography is text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_LOGOS = re.compile(r"\\([A-Za-z]*TeX)(?![A-Za-z])(?:\{\})?")
_LATEX = re.compile(r"[\\{}$~%]|--|``|''")


def text(field: str) -> str:
    """The text of a field on one line."""
    read = _read(field) if _LATEX.search(field) else field
    return re.sub(r"[ \t\n]+", " ", read).strip(" ")


def _read(field: str) -> str:
    try:
        return str(_reader().latex_to_text(_LOGOS.sub(r"\1", field)))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # Macros without what they are about, braces without end: the reader fails in many ways.
        return re.sub(r"[\\{}]", "", field)


@lru_cache
def _reader() -> Any:  # noqa: ANN401 (pylatexenc has no types)
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)
