"""A text -> its language tag: zh-Hans, zh-Hant, ja or ko, told by its characters."""

from __future__ import annotations

import re

_SAMPLE = 200_000


def language_of(text: str) -> str:
    """Kana make it Japanese, Hangul Korean; of Chinese, the national code that holds more of it tells the script."""
    sample = text[:_SAMPLE]
    kana, hangul = len(re.findall("[\u3041-\u30fa]", sample)), len(re.findall("[\uac00-\ud7a3]", sample))
    han = re.findall("[\u4e00-\u9fff]", sample)
    if hangul > len(han) + kana:
        return "ko"
    if kana * 5 > len(han) and kana:
        return "ja"
    simplified, traditional = _outside(han, "big5"), _outside(han, "gb2312")
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _outside(chars: list[str], codec: str) -> int:
    lost = {char for char in set(chars) if not _encodes(char, codec)}
    return sum(char in lost for char in chars)


def _encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
