"""The text of a CSL JSON or CSL YAML file (Zotero, Pandoc) -> Works.

Markup inside titles (<i>, <sup>) goes and its text stays. YAML is read by frontmatter.py, which knows lines.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, assert_never

from huozi import frontmatter
from huozi.bibliography import values
from huozi.book import Name, Work, WorkKind
from huozi.diagnostics import Span
from huozi.frontmatter import Items, Pairs, Text
from huozi.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from huozi.diagnostics import Log
    from huozi.frontmatter import Value

_KINDS: dict[str, WorkKind] = {
    "book": "M",
    "chapter": "M",
    "entry": "M",
    "entry-dictionary": "M",
    "entry-encyclopedia": "M",
    "classic": "M",
    "collection": "G",
    "paper-conference": "C",
    "article": "J",
    "article-journal": "J",
    "article-magazine": "J",
    "periodical": "J",
    "review": "J",
    "review-book": "J",
    "article-newspaper": "N",
    "thesis": "D",
    "report": "R",
    "standard": "S",
    "patent": "P",
    "webpage": "EB",
    "post": "EB",
    "post-weblog": "EB",
    "dataset": "DS",
    "software": "CP",
    "document": "A",
    "manuscript": "A",
    "map": "CM",
}
_PARTS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"})
_PERIODICALS = frozenset({"J", "N"})
_TAG = re.compile(r"</?(?:i|b|em|strong|sup|sub|span|sc)(?:\s[^>]*)?>")
_ID = re.compile(r'"id"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(\d+))')

Fields = dict[str, Any]
"""One work as JSON has it: strings, numbers, lists, maps."""


def read(text: str, path: str, log: Log) -> list[Work]:
    """The works of a file in its order; `path` is for messages."""
    rows = _from_json(text, path, log) if path.lower().endswith(".json") else _from_yaml(text, path, log)
    if rows is None:
        return []
    for fields, at in rows:
        if not _text(fields, "id"):
            log.error("bib-syntax", "a work without an `id`", at, help="give it one: it is what `[@id]` names")
    return [_work(fields, at) for fields, at in rows if _text(fields, "id")]


def _from_json(text: str, path: str, log: Log) -> list[tuple[Fields, Span]] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = Span(path, getattr(error, "lineno", 1), getattr(error, "colno", 1))
        what = f"this is not JSON: {getattr(error, 'msg', 'it nests too deep')}"
        log.error("bib-syntax", what, at, help="export the file again, or put it right")
        return None
    items = _list(found)
    if items is None:
        _report_no_list(Span(path), log)
        return None
    places = {found[1] or found[2]: found.start() for found in reversed(list(_ID.finditer(text)))}
    placed = [(item, _place(text, places.get(_text(item, "id"), 0), path)) for item in items]
    return [(_cleaned(item, at, log), at) for item, at in placed]


def _cleaned(value: Any, at: Span, log: Log) -> Any:  # noqa: ANN401 (what JSON holds)
    """A value without the characters that escapes bring in and no output may hold; each is an error."""
    match value:
        case str():
            return clean(value, at, log)
        case list():
            return [_cleaned(one, at, log) for one in value]
        case dict():
            return {name: _cleaned(one, at, log) for name, one in value.items()}
        case _:
            return value


def _place(text: str, offset: int, path: str) -> Span:
    return Span(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _from_yaml(text: str, path: str, log: Log) -> list[tuple[Fields, Span]] | None:
    value = frontmatter.read(text, path, log, first_line=1, called="the bibliography")
    if value is None:
        return None
    if isinstance(value, Pairs):
        value = next((one for key, one in value.pairs if key.text in {"references", "items"}), value)
    items = _list(_plain(value))
    if items is None or not isinstance(value, Items):
        _report_no_list(value.at, log)
        return None
    return list(zip(items, (one.at for one in value.items), strict=True))


def _list(found: object) -> list[Fields] | None:
    """The works of a file: a list, or what a map has under `references` (Pandoc) or `items` (Zotero)."""
    if isinstance(found, dict):
        found = found.get("references") or found.get("items")
    return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else None


def _report_no_list(at: Span, log: Log) -> None:
    log.error("bib-syntax", "this file holds no list of works", at, help="export it as CSL JSON, or as BibTeX")


def _plain(value: Value) -> Any:  # noqa: ANN401 (what JSON has)
    match value:
        case Text():
            return value.text
        case Items():
            return [_plain(one) for one in value.items]
        case Pairs():
            return {key.text: _plain(one) for key, one in value.pairs}
        case _:
            assert_never(value)


def _work(fields: Fields, at: Span) -> Work:
    said = _text(fields, "type")
    kind: WorkKind = _KINDS.get(said, "Z")
    authors, editors = _names(fields, "author"), _names(fields, "editor")
    is_part = said in _PARTS and bool(_text(fields, "container-title"))
    title = _text(fields, "title")
    return Work(
        key=_text(fields, "id"),
        kind=kind,
        lang=values.language(_text(fields, "language"), title, "".join(_shown(authors))),
        at=at,
        title=title,
        authors=authors or (() if is_part else editors),
        translators=_names(fields, "translator"),
        container=_text(fields, "container-title") if is_part or kind in _PERIODICALS else "",
        container_authors=(_names(fields, "container-author") or editors) if is_part else (),
        place=_text(fields, "publisher-place") or _text(fields, "event-place"),
        publisher=_text(fields, "publisher"),
        issued=_date(fields.get("issued")),
        edition=_text(fields, "edition"),
        volume=_text(fields, "volume"),
        issue=_text(fields, "issue"),
        pages=values.pages(_text(fields, "page")),
        number=_text(fields, "number"),
        url=_text(fields, "URL"),
        doi=_text(fields, "DOI"),
        accessed=_date(fields.get("accessed")),
    )


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    return " ".join(_TAG.sub("", str(value)).split()) if isinstance(value, str | int | float) else ""


def _names(fields: Mapping[str, Any], key: str) -> tuple[Name, ...]:
    value = fields.get(key)
    return tuple(_name(one) for one in value) if isinstance(value, list) else ()


def _name(value: object) -> Name:
    if not isinstance(value, dict):
        return Name(literal=str(value))
    family = _text(value, "family")
    return Name(
        family,
        _text(value, "given"),
        _text(value, "non-dropping-particle") or _text(value, "dropping-particle"),
        _text(value, "suffix"),
        _text(value, "literal") or ("" if family else _text(value, "given")),
    )


def _shown(names: Sequence[Name]) -> Iterator[str]:
    return (name.literal or name.family for name in names)


def _date(value: object) -> str:
    """A date in parts, [[2001, 12, 19]], or as text."""
    if not isinstance(value, dict):
        return values.date(str(value)) if value else ""
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return values.date("-".join(str(one) for one in parts[0]))
    return values.date(_text(value, "raw") or _text(value, "literal"))
