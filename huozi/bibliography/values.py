"""What the readers of bibliographies share: text of a field -> the value that a Work has. Reads no file."""

from __future__ import annotations

import re

CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
"""A letter of East Asia, by which a name tells how it is written."""

_DASHES = re.compile(r"\s*(?:-{1,3}|[‐-―−～])\s*")
_DATE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2}))?(?:\s*[-/.月]\s*(\d{1,2}))?")
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LANGUAGES = {
    "chinese": "zh",
    "中文": "zh",
    "japanese": "ja",
    "日文": "ja",
    "日本語": "ja",
    "korean": "ko",
    "english": "en",
    "american": "en",
    "british": "en",
    "usenglish": "en",
    "ukenglish": "en",
    "英文": "en",
    "russian": "ru",
    "俄文": "ru",
    "french": "fr",
    "german": "de",
    "ngerman": "de",
}


def language(said: str, *shown: str) -> str:
    """The primary language of a work: as its field says, else by the letters of its title and names."""
    word = said.strip().lower()
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    if tag := re.fullmatch(r"([a-z]{2,3})(?:[-_].*)?", word):
        return tag[1]
    for text in shown:
        for lang, letters in _SCRIPTS:
            if letters.search(text):
                return lang
    return "en"


def date(text: str) -> str:
    """A date in the form of GB/T 7714 (2001-12-19); what is none as it was typed."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return text.strip()
    return "-".join(part if at == 0 else f"{int(part):02}" for at, part in enumerate(found.groups()) if part)


def pages(text: str) -> str:
    """Pages with hyphens between first and last, and ", " between several."""
    return re.sub(r"\s*[,，、;；]\s*", ", ", _DASHES.sub("-", text.strip()))
