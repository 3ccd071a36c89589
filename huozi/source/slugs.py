"""Names that are made from the words of headings: GitHub's, mdBook's, and ids that XML allows."""

from __future__ import annotations

import re
import unicodedata

_NOT_IN_ID = re.compile(r"[^\w.·-]+")
_GITHUB_DROPPED = re.compile(r"[^\w\- ]")


def github(text: str) -> str:
    """The anchor that GitHub gives to a heading, before it is told apart from earlier ones."""
    return _GITHUB_DROPPED.sub("", text.lower()).replace(" ", "-")


def mdbook(text: str) -> str:
    """The anchor that mdBook gives: every white space is a hyphen, and letters beyond ASCII keep their case."""
    kept = (
        char.lower() if char.isascii() else char for char in text if char.isalnum() or char.isspace() or char in "_-"
    )
    return "".join("-" if char.isspace() else char for char in kept)


def counted(slug: str, seen: dict[str, int]) -> str:
    """A slug told apart from earlier equal ones by `-1`, `-2`, as both tools do."""
    count = seen.get(slug, 0)
    seen[slug] = count + 1
    return f"{slug}-{count}" if count else slug


def as_id(text: str) -> str:
    """A name that XML allows as part of an id (NCName): `:` and other marks become a hyphen."""
    name = _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", text)).strip("-")
    return "".join(char for char in name if char == "·" or _is_name_char(char))


def as_first_id(text: str) -> str:
    """The same for the beginning of an id, which must be a letter or `_`."""
    name = as_id(text)
    return name if name and (name[0].isalpha() or name[0] == "_") else f"_{name}"


def _is_name_char(char: str) -> bool:
    return char in "-._" or unicodedata.category(char)[0] == "L" or unicodedata.category(char) in {"Nd", "Mn", "Mc"}
