"""lint-403: a picture without words. Who does not see it is told nothing (EPUB Accessibility 1.1; WCAG 2.2, 1.1.1).

`<img alt="">` says that a picture only adorns, and is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import ALL, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_WORDLESS = re.compile(r"(?<!\\)!\[[ \t\u3000]*\](?=[(\[])|<img\b(?![^>]*\balt\b)[^>]*>", re.IGNORECASE)


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        written = prose.text[passage.start : passage.start + len(passage.mask)]
        for found in _WORDLESS.finditer(written):
            if passage.mask[found.start()] == "\0":
                start, end = (passage.start + place for place in found.span())
                yield Hit(start, end, None, "a picture without words for those who do not see it")


RULE = Rule(
    "lint-403",
    "wordless pictures",
    'write what it shows, `![words](file)`; what only adorns is `<img alt="" src="file">` (WCAG 2.2, 1.1.1)',
    ALL,
    _find,
)
