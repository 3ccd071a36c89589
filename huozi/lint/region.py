"""lint-302: characters of another region: 國 in a simplified book, 国 in a traditional one, 对 in a Japanese one.

What belongs to a region is told by its national code (GB 2312, Big5, JIS X 0213), which form corresponds by the tables
of OpenCC, phrase by phrase. Nothing is changed: a quotation or a name may be meant. A text that is written in the
characters of the other region as a whole is told once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from huozi.lint.prose import WIDE
from huozi.lint.rule import HAN, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.lint.prose import Prose

_IN_NAMES = frozenset("昇陞甦邨堃喆淼犇龢迺鉅囍")
"""Variants that 通用规范汉字表 (2013) allows in names, and that GB 2312 lacks."""
_MANY, _SHARE = 50, 0.1
_RUN = re.compile(f"[{WIDE}]+")
_REGIONS = {
    "zh-Hant-HK": ("big5hkscs", "s2t", "traditional"),
    "zh-Hant": ("big5", "s2t", "traditional"),
    "ja": ("euc_jis_2004", "s2t", "Japanese"),
    "zh": ("gb2312", "t2s", "simplified"),
}


def _find(prose: Prose) -> Iterator[Hit]:
    hits = list(_each(prose))
    count = sum(len(found[0]) for passage in prose.passages for found in _RUN.finditer(passage.mask))
    if len(hits) > _MANY and len(hits) > _SHARE * count:
        name = _REGIONS[next(key for key in _REGIONS if prose.lang.startswith(key))][2]
        what = f"{len(hits)} characters of this text are not {name}: is it written for another region?"
        yield Hit(hits[0].start, hits[0].end, None, what)
    else:
        yield from hits


def _each(prose: Prose) -> Iterator[Hit]:
    codec, conversion, name = _REGIONS[next(key for key in _REGIONS if prose.lang.startswith(key))]
    for passage in prose.passages:
        for found in _RUN.finditer(passage.mask):
            foreign = [
                index for index, char in enumerate(found[0]) if char not in _IN_NAMES and not _belongs(char, codec)
            ]
            if not foreign:
                continue
            run = found[0]
            own = _converter(conversion).convert(run)
            for index in foreign:
                if len(own) == len(run) and own[index] != run[index]:
                    start = passage.start + found.start() + index
                    what = f"`{run[index]}` is no {name} character; `{own[index]}` is"
                    yield Hit(start, start + 1, None, what)


@cache
def _belongs(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter(conversion: str) -> Any:  # noqa: ANN401 (the package has no types)
    from opencc import OpenCC

    return OpenCC(conversion)


RULE = Rule(
    "lint-302",
    "characters of another region",
    "one book has one standard of characters; keep it where a quotation or a name is meant",
    HAN,
    _find,
)
