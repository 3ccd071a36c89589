"""The text of a BibTeX (or BibLaTeX) file -> Works. The only importer of bibtexparser.

What the parser cannot read is an error with its line, and so is what it reads past: it takes `title = "A" year = 2000`
without the comma for one value.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, get_args

from huozi.bibliography import latex, values
from huozi.book import Name, Work, WorkKind
from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from huozi.diagnostics import Log

_KINDS: dict[str, WorkKind] = {
    "article": "J",
    "periodical": "J",
    "suppperiodical": "J",
    "newspaper": "N",
    "book": "M",
    "mvbook": "M",
    "booklet": "M",
    "manual": "M",
    "reference": "M",
    "inbook": "M",
    "bookinbook": "M",
    "incollection": "M",
    "inreference": "M",
    "collection": "G",
    "mvcollection": "G",
    "proceedings": "C",
    "mvproceedings": "C",
    "inproceedings": "C",
    "conference": "C",
    "thesis": "D",
    "phdthesis": "D",
    "mastersthesis": "D",
    "report": "R",
    "techreport": "R",
    "standard": "S",
    "patent": "P",
    "online": "EB",
    "electronic": "EB",
    "webpage": "EB",
    "www": "EB",
    "dataset": "DS",
    "database": "DB",
    "software": "CP",
    "archive": "A",
    "map": "CM",
}
_PARTS = frozenset({"inbook", "bookinbook", "incollection", "inreference", "inproceedings", "conference"})
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_COMMA = re.compile("[,，]")
_SPACE = re.compile(r"[\s~]+")
_UNREAD = re.compile(r"^(?:\"[^\"]*\"|\{[^{}]*\})\s*[\w-]+\s*=", re.DOTALL)
_JUNIOR = re.compile(r"(?i:jr|sr)\.?|[IVX]{2,}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read(text: str, path: str, log: Log) -> list[Work]:
    """The works of a file in its order; `path` is for messages."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
    from bibtexparser.model import DuplicateBlockKeyBlock

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    lines = text.split("\n")
    library = parse_string(text, parse_stack=[])
    for block in library.failed_blocks:
        if isinstance(block, DuplicateBlockKeyBlock):
            _report_duplicate(block.key, _span(path, lines, block.start_line or 0, block.key), log)
        else:
            _report_unread(block, Span(path, (block.start_line or 0) + 1), log)
    for entry in library.entries:
        for field in entry.fields:
            if _UNREAD.match(str(field.value)):
                at = _span(path, lines, field.start_line or 0, field.key)
                log.error("bib-syntax", f"the comma after `{field.key}` is missing", at, help="put it there")
    for change in (ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()):
        library = change.transform(library)
    return [_work(entry, _span(path, lines, entry.start_line or 0, entry.key)) for entry in library.entries]


def _span(path: str, lines: Sequence[str], line: int, word: str) -> Span:
    """Where a word stands that begins on a line, counted from 0, or on the next one."""
    for at in (line, line + 1):
        found = re.search(rf"(?<![\w@]){re.escape(word)}(?!\w)", lines[at]) if at < len(lines) else None
        if found is not None:
            return Span(path, at + 1, found.start() + 1, len(word))
    return Span(path, line + 1)


def _report_duplicate(key: str, at: Span, log: Log) -> None:
    log.error("bib-duplicate", f"the key `{key}` stands twice in this file", at, help="give one of them another key")


def _report_unread(block: Any, at: Span, log: Log) -> None:  # noqa: ANN401 (bibtexparser has no types)
    reason = str(block.error).rstrip(".").partition("\n")[0] if block.error else "it ends too soon"
    log.error(
        "bib-syntax",
        f"this entry cannot be read: {reason[:1].lower()}{reason[1:]}",
        at,
        help="see that its braces, quotes and commas are in pairs and in place",
    )


def _work(entry: Any, at: Span) -> Work:  # noqa: ANN401
    raw = {field.key.lower(): str(field.value) for field in entry.fields}
    said = {key: latex.text(value) for key, value in raw.items()}
    kind = str(entry.entry_type).lower()
    authors, more = _names(raw.get("author", ""))
    editors, more_editors = _names(raw.get("editor", ""))
    is_part = kind in _PARTS and ("booktitle" in said or kind != "inbook")
    title = _title(said, "title")
    names = authors or (() if is_part else editors) or _body(said)
    return Work(
        key=str(entry.key),
        kind=_kind(kind, said),
        lang=values.language(
            said.get("langid") or said.get("language") or said.get("hyphenation") or "", title, raw.get("author", "")
        ),
        at=at,
        title=title,
        authors=names,
        more_authors=more if authors else more_editors and bool(names),
        translators=_names(raw.get("translator", ""))[0],
        container=_container(said, kind, is_part=is_part),
        container_authors=_names(raw.get("bookauthor", ""))[0] or (editors if is_part else ()),
        place=said.get("location") or said.get("address", ""),
        publisher=next(
            (said[key] for key in ("publisher", "school", "institution", "organization") if key in said), ""
        ),
        issued=_issued(said),
        edition=said.get("edition", ""),
        volume=said.get("volume", ""),
        issue=said.get("number", "") if _is_of_series(kind) else said.get("issue", ""),
        pages=values.pages(said.get("pages", "")),
        number="" if _is_of_series(kind) else said.get("number", ""),
        url=_address(raw.get("url", "") or _published_at(raw.get("howpublished", ""))),
        doi=_address(raw.get("doi", "")),
        accessed=values.date(said.get("urldate", "")),
    )


def _kind(kind: str, said: Mapping[str, str]) -> WorkKind:
    mark = said.get("mark") or said.get("usera", "")
    if mark in get_args(WorkKind):
        return mark  # type: ignore[return-value] # just tested
    if kind == "article" and "newspaper" in said.get("entrysubtype", "").lower():
        return "N"
    if kind == "misc" and ("url" in said or "howpublished" in said):
        return "EB"
    return _KINDS.get(kind, "Z")


def _is_of_series(kind: str) -> bool:
    """Whether `number` is that of an issue, and not of the work itself."""
    return kind in {"article", "periodical", "suppperiodical", "newspaper"}


def _title(said: Mapping[str, str], key: str) -> str:
    subtitle = said.get(f"{key.removesuffix('title')}subtitle", "")
    return f"{said.get(key, '')}: {subtitle}" if subtitle else said.get(key, "")


def _container(said: Mapping[str, str], kind: str, *, is_part: bool) -> str:
    if is_part:
        return _title(said, "booktitle")
    if _is_of_series(kind):
        return said.get("journal") or said.get("journaltitle", "")
    return ""


def _body(said: Mapping[str, str]) -> tuple[Name, ...]:
    """An online notice without an author is its publisher's."""
    if "organization" in said and "publisher" in said:
        return (Name(literal=said["organization"]),)
    return ()


def _issued(said: Mapping[str, str]) -> str:
    if said.get("date"):
        return values.date(said["date"].partition("/")[0])
    year, month, day = said.get("year", ""), said.get("month", ""), said.get("day", "")
    if not year.isdecimal() or not month:
        return year
    number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else month
    return values.date(f"{year}-{number}-{day}" if day else f"{year}-{number}")


def _published_at(field: str) -> str:
    found = re.search(r"\\url\{([^}]*)\}|(https?://[^\s}]+)", field)
    return found[1] or found[2] if found else ""


def _address(field: str) -> str:
    """A URL or DOI, in which authors escape what LaTeX would take for its own."""
    found = re.fullmatch(r"\s*(?:\\url\{)?(.*?)\}?\s*", field, re.DOTALL) if "\\url" in field else None
    return re.sub(r"\\([_%#&$~])", r"\1", found[1] if found else field).strip()


# Names.


def _names(field: str) -> tuple[tuple[Name, ...], bool]:
    """The names between `and`, and whether `others` follow."""
    found = [part.strip() for part in _split(field) if part.strip()]
    more = bool(found) and found[-1].lower() == "others"
    return tuple(_name(part) for part in (found[:-1] if more else found)), more


def _split(field: str) -> list[str]:
    return _cut(field, _AND)


def _cut(field: str, mark: re.Pattern[str]) -> list[str]:
    """The parts between marks that stand in no braces."""
    parts, start = [], 0
    for found in mark.finditer(field):
        if field.count("{", 0, found.start()) == field.count("}", 0, found.start()):
            parts.append(field[start : found.start()])
            start = found.end()
    return [*parts, field[start:]]


def _name(written: str) -> Name:
    """A name as BibTeX reads it; one in braces is a body, one in Han has its family name first."""
    if re.fullmatch(r"\{[^{}]*\}", written):
        return Name(literal=latex.text(written))
    parts = [part.strip() for part in _cut(written, _COMMA)]
    if values.CJK.search(written):
        plain = [latex.text(part) for part in parts]
        return Name(plain[0], plain[1]) if len(parts) == 2 else Name(literal=_without_spaces("".join(plain)))
    if len(parts) == 1:
        return _first_last(_cut(written, _SPACE))
    words = _cut(parts[0], _SPACE)
    lower = next((at for at, word in enumerate(words) if not word[:1].islower()), len(words) - 1)
    suffix = latex.text(parts[1]) if len(parts) > 2 else ""
    return Name(_joined(words[lower:]), latex.text(parts[-1]), _joined(words[:lower]), suffix)


def _first_last(words: list[str]) -> Name:
    """First von Last Jr."""
    suffix = words.pop() if len(words) > 2 and _JUNIOR.fullmatch(words[-1]) else ""
    lower = [at for at, word in enumerate(words[:-1]) if word[:1].islower()]
    first, last = (lower[0], lower[-1] + 1) if lower else (len(words) - 1, len(words) - 1)
    return Name(_joined(words[last:]), _joined(words[:first]), _joined(words[first:last]), suffix)


def _joined(words: list[str]) -> str:
    return " ".join(latex.text(word) for word in words)


def _without_spaces(name: str) -> str:
    return re.sub(r"(?<=[^\x00-\xff])[ \u3000](?=[^\x00-\xff])", "", name)
