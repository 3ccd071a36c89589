"""lint-201: no space beside a full-width mark, which brings its own (clreq 3.1.6; typography P1, S2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_SPACE = re.compile(
    r"(?<=[，。、；：？！）】》」』〕])[ \t]+(?=[^\s\x00])|(?<=[^\s\x00])[ \t]+(?=[，。、；：？！）】》」』〕])"
)
_AFTER_OPENING = re.compile(r"(?<=[（【《「『〔])[ \t]+(?=[^\s\x00])|(?<=[\u3400-\u9fff])[ \t]+(?=[（【《「『〔])")


def _find(prose: Prose) -> Iterator[Hit]:
    for passage in prose.passages:
        for pattern in (_SPACE, _AFTER_OPENING):
            for found in pattern.finditer(passage.mask):
                if _starts_line(passage.mask, found.start()):
                    continue
                start = passage.start + found.start()
                yield Hit(start, start + len(found[0]), "", "a space beside a full-width mark")


def _starts_line(mask: str, at: int) -> bool:
    return at == 0 or mask[at - 1] == "\n"


RULE = Rule("lint-201", "space beside a mark", "a full-width mark holds its own space (clreq 3.1.6)", HAN, _find)
