"""What the author says about the book: front matter -> Config. An unknown key or a bad value is an error with its line.

Does not read the text of the book: source/ does. Does not know which styles there are: styles.py does.
"""

from __future__ import annotations

import codecs
import difflib
import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeVar, assert_never, get_args

from huozi import frontmatter, keys
from huozi.book import Part
from huozi.diagnostics import Log, Span
from huozi.frontmatter import Items, Pairs, Text
from huozi.sizes import POINTS
from huozi.text import NEVER, clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from huozi.frontmatter import Value

Choice = TypeVar("Choice", bound=str)

Numbering = Literal["zh-book", "zh-gongwen", "decimal", "none"]
Emphasis = Literal["dots", "kai", "bold"]
ChapterStart = Literal["page", "recto", "none"]
NotePlace = Literal["page", "chapter"]
Lint = Literal["off", "report", "fix"]
CitationStyle = Literal["numeric", "author-year"]
Conformance = Literal["plain", "accessible", "archive", "archive+accessible", "print"]
Level = Literal["A", "AA", "AAA"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who made the book: name as printed, MARC relator code (aut, edt ...), sort name ("" if the same)."""

    name: str
    role: str = "aut"
    file_as: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The series 丛书 that a book belongs to, and its place in it ("" for none): 3, or 2.1."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who answers for it that the EPUB is accessible, up to which level of WCAG; credential and report may be ""."""

    by: str
    level: Level = "AA"
    credential: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """One entry of `chapters:`: a Markdown file below the book folder ("/" between names), or a division title alone.

    `title` ("" if absent) stands in for a missing h1. An item with `file == ""` opens a division (卷, 篇, 部) of that
    title. `part` is None in a list without groups, where the titles of the chapters tell.
    """

    file: str
    part: Part | None
    title: str
    at: Span


@dataclass(frozen=True, slots=True)
class PageSize:
    """Trim size of the printed page: name as written (A5, 16开 ...) and its two sides in millimetres."""

    name: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The type area 版心 in characters and lines (clreq 2.3.4)."""

    chars: int
    lines: int


@dataclass(frozen=True, slots=True)
class Official:
    """What stands around the text of an official document 公文 (GB/T 9704-2012, 7.2 to 7.4), as the author wrote it."""

    copy: str = ""
    secrecy: str = ""
    urgency: str = ""
    issuers: tuple[str, ...] = ()
    number: str = ""
    signer: str = ""
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    signatories: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    copies_to: str = ""
    printer: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All that front matter, command line and defaults say.

    `root` is the book folder (a real path): nothing outside it is read. `source` is the Markdown file that holds the
    front matter, `name` that file as the author would type it; `text` is its whole decoded text and `body_line` the
    line (from 1) on which the Markdown after the front matter begins. `places` tells where the value of each key
    stands, for diagnostics of later stages.
    """

    root: Path
    source: Path
    name: str
    text: str
    body_line: int
    slug: str
    title: str = ""
    title_file_as: str = ""
    subtitle: str = ""
    series: Series | None = None
    people: tuple[Person, ...] = ()
    lang: str = "zh-Hans"
    publisher: str = ""
    date: str = ""
    date_modified: str = ""
    edition: str = ""
    rights: str = ""
    identifier: str = ""
    isbn: str = ""
    description: str = ""
    abstract: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    imprint_lines: tuple[tuple[str, str], ...] = ()
    cover: bool = True
    cover_file: str = ""
    title_page: bool = True
    title_block: bool = False
    official: Official | None = None
    imprint: bool = True
    toc: bool = True
    toc_depth: int = 2
    numbering: Numbering = "zh-book"
    chapter_start: ChapterStart = "page"
    emphasis: Emphasis = "dots"
    notes: NotePlace = "page"
    style: str = "book"
    css: tuple[Path, ...] = ()
    page: PageSize | None = None
    grid: Grid | None = None
    size_pt: float | None = None
    lead_pt: float | None = None
    signature: int = 1
    bleed_mm: float = 0.0
    crop_marks: bool = False
    embed_fonts: bool = False
    max_image_px: int = 0
    claim: Claim | None = None
    pdf: Conformance = "plain"
    print_profile: Path | None = None
    attach_source: bool = False
    lint: Lint = "off"
    encoding: str = "utf-8"
    tabs: str = ""
    fetch_hosts: tuple[str, ...] = ()
    bibliography: tuple[str, ...] = ()
    citation_style: CitationStyle = "numeric"
    nocite: tuple[str, ...] = ()
    chapters: tuple[ChapterFile, ...] = ()
    places: dict[str, Span] = field(default_factory=dict)


_SHOWN = 80
_LONGEST_TEXT = 2000
"""A title, a name or a description that is longer is a text that was put into the wrong place."""

COMMAND_LINE = "<command line>"
"""Where the values of `--set` stand, in diagnostics."""

_NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})


def load(
    source: Path,
    log: Log,
    *,
    overrides: Mapping[str, str] = _NO_OVERRIDES,
    css: Sequence[Path] = (),
    style: str | None = None,
) -> Config | None:
    """The Config of a Markdown file, or of the book.md in a folder; None, and an error in the log, if there is no book.

    `overrides` are the `--set KEY=VALUE` of the command line, `css` stylesheets that come after the front matter's
    own, `style` a style that stands for it. A bad value is an error in the log and the default in the Config.
    """
    file = _find(source, log)
    if file is None:
        return None
    name, root = file.as_posix(), file.parent.resolve()
    text = _text_of(file, name, root, overrides.get("encoding", ""), log)
    if text is None:
        return None
    yaml_text, body_line = frontmatter.split(text)
    front = _read_front(yaml_text or "", name, root, overrides, log)
    if front is None:
        return None
    style = style or _text(front, "style") or "book"
    _follow_style(front, style)
    chapters = _chapters(front)
    if not _has_text(front, text, body_line, chapters):
        return None
    lang = _lang(front)
    identifier, isbn = _identifiers(front)
    cover, cover_file = _cover(front)
    imprint, imprint_lines = _imprint(front)
    title_page, title_block = _title_page(front)
    title, title_file_as = _title(front)
    abstract = _abstract(front)
    epub = _epub(front)
    pdf = _pdf(front)
    standard = _choice(pdf, "pdf: standard", get_args(Conformance), "plain")
    _choice(front, "direction", ("horizontal", "ltr"), "horizontal")
    return Config(
        root=root,
        source=file.resolve(),
        name=name,
        text=text,
        body_line=body_line,
        slug=_slug(front, file, root),
        title=title,
        title_file_as=title_file_as,
        subtitle=_text(front, "subtitle"),
        series=_series(front),
        people=tuple(_people(front)),
        lang=lang,
        publisher=_text(front, "publisher"),
        date=_date(front, "date"),
        date_modified=_date(front, "date-modified"),
        edition=_text(front, "edition"),
        rights=_text(front, "rights"),
        identifier=identifier,
        isbn=isbn,
        description=_text(front, "description") or " ".join(" ".join(abstract).split()),
        abstract=abstract,
        keywords=_words(front, "keywords"),
        imprint_lines=imprint_lines,
        cover=cover,
        cover_file=cover_file,
        title_page=title_page,
        title_block=title_block,
        official=_official(front),
        imprint=imprint,
        toc=_flag(front, "toc", default=True),
        toc_depth=_whole(front, "toc-depth", 1, 6, default=2),
        numbering=_numbering(front, lang),
        chapter_start=_choice(front, "chapter-start", get_args(ChapterStart), "page"),
        emphasis=_choice(front, "emphasis", get_args(Emphasis), "dots"),
        notes=_choice(front, "notes", get_args(NotePlace), "page"),
        style=style,
        css=(*_css(front), *_given_css(css, log)),
        page=_page(front),
        grid=_grid(front),
        size_pt=_points(front, "size", 5, 72),
        lead_pt=_points(front, "lead", 6, 144),
        signature=_whole(front, "signature", 1, 64, default=1),
        bleed_mm=_bleed(front, _PRINTERS_BLEED_MM if standard == "print" else 0.0),
        crop_marks=_flag(front, "crop-marks", default=False),
        embed_fonts=_choice(epub, "epub: fonts", ("embed", "none"), "none") == "embed",
        max_image_px=_whole(epub, "epub: max-image", 320, 10000, default=0),
        claim=_claim(epub),
        pdf=standard,
        print_profile=_print_profile(pdf),
        attach_source=_flag(pdf, "pdf: attach-source", default=False),
        lint=_choice(front, "lint", get_args(Lint), "off"),
        encoding=_text(front, "encoding") or "utf-8",
        tabs=_text(front, "tabs"),
        fetch_hosts=tuple(_hosts(front)),
        bibliography=tuple(_bibliography(front)),
        citation_style=_choice(front, "citation-style", get_args(CitationStyle), "numeric"),
        nocite=_nocite(front),
        chapters=chapters,
        places={key: value.at for key, value in front.values.items()},
    )


# The file


def _find(source: Path, log: Log) -> Path | None:
    """The Markdown file that is meant, as its path was given."""
    shown = source.as_posix()
    if source.is_file():
        return source
    if not source.is_dir():
        advice = "name a Markdown file or a folder that holds book.md; `huozi init DIR` makes a new book"
        log.error("source-missing", f"there is no file or folder `{shown}`", help=advice)
        return None
    if (source / "book.md").is_file():
        return source / "book.md"
    others = sorted(path.name for path in source.glob("*.md"))
    advice = "`huozi init DIR` makes a new book"
    if others:
        shown_others = ", ".join(f"`{other}`" for other in others[:3]) + (" ..." if len(others) > 3 else "")
        advice = f"name the file itself ({shown_others}), or write a book.md that lists `chapters:`"
    log.error("source-missing", f"there is no book.md in the folder `{shown}`", help=advice)
    return None


def _text_of(file: Path, name: str, root: Path, encoding: str, log: Log) -> str | None:
    if not file.resolve().is_relative_to(root):
        log.error("outside-book", f"`{name}` is a link to a file outside its folder", help="put the file itself there")
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        log.error("source-unreadable", f"`{name}` cannot be read: {error.strerror}", help="check its permissions")
        return None
    text = decode(data, name, encoding or _declared_encoding(data) or "utf-8", log)
    if text is not None and not text.strip():
        log.error("source-empty", f"`{name}` is empty", help="write the book's text into it")
        return None
    return text


def _has_text(front: _Front, text: str, body_line: int, chapters: Sequence[ChapterFile]) -> bool:
    """Whether there is anything to read. The file that lists `chapters:` is itself none of them if it is not listed."""
    body = "\n".join(text.split("\n")[body_line - 1 :])
    listed = "chapters" in front.values or "appendices" in front.values
    if not body.strip() and not listed:
        what = f"`{front.name}` holds no text after its front matter"
        advice = "write the book's text below it, or list `chapters:`"
        front.log.error("source-empty", what, Span(front.name, body_line), help=advice)
        return False
    rest = re.sub("<!--.*?-->", lambda comment: "\n" * comment[0].count("\n"), body, flags=re.DOTALL)
    if listed and rest.strip() and PurePosixPath(front.name).name not in {chapter.file for chapter in chapters}:
        line = body_line + rest[: len(rest) - len(rest.lstrip())].count("\n")
        what = "the text below the front matter is not in the book, because `chapters:` lists its files"
        advice = "move it to a file of its own and list that"
        front.log.error("text-unlisted", what, Span(front.name, line), help=advice)
    return True


def _declared_encoding(data: bytes) -> str:
    """The `encoding:` of a front matter whose bytes are not decoded yet; "" if it has none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)", data[:65536], re.DOTALL | re.MULTILINE)
    found = head and re.search(rb"^encoding:[ \t]*[\"']?([\w.-]+)", head[1], re.MULTILINE)
    return found[1].decode("ascii", "replace") if found else ""


def _slug(front: _Front, file: Path, root: Path) -> str:
    """The name of the outputs without extension."""
    # What a system cannot name as text it names with halves of pairs (PEP 383).
    plain = NEVER.sub("-", (root.name or "book") if file.name == "book.md" else file.stem)
    value = front.values.get("slug")
    slug = _text(front, "slug")
    if value and slug and not re.fullmatch(r"\w[\w.-]{0,79}", slug):
        _bad(front, "slug", value, "the name of a file without extension: letters, digits, `-`, `_` and `.`")
        return plain
    return slug or plain


# The keys


@dataclass(frozen=True, slots=True)
class _Front:
    """The values that were given, by our name of their key, and what is needed to judge them."""

    root: Path
    name: str
    log: Log
    values: dict[str, Value]


def _read_front(yaml_text: str, name: str, root: Path, overrides: Mapping[str, str], log: Log) -> _Front | None:
    value = frontmatter.read(yaml_text, name, log)
    if value is None:
        return None
    if not isinstance(value, Pairs):
        advice = "write one `key: value` a line, with an ASCII colon and a space after the key"
        log.error("yaml", f"the front matter is {_kind(value)}, not keys with values", value.at, help=advice)
        return None
    front = _Front(root, name, log, {})
    _take(front, value, {})
    shown = [f"--set {key}={text}".replace("\n", " ") for key, text in overrides.items()]
    if shown:
        log.keep_source(COMMAND_LINE, "\n".join(shown))
    for line, (key, text) in enumerate(overrides.items(), 1):
        over, given = _Front(root, name, log, {}), dict[str, Text]()
        _take(over, _override(key, text, line, log), given)
        for known in given:
            front.values.pop(known, None)
        front.values.update(over.values)
    return front


def _take(front: _Front, pairs: Pairs, spelt: dict[str, Text]) -> None:
    """Sort the keys of a map into `front.values`; an empty value is as good as none."""
    for key, value in pairs.pairs:
        known = keys.canonical(key.text)
        if not known:
            _report_key(front, key)
        elif known == "book" and isinstance(value, Pairs):
            _take(front, value, spelt)
        elif known == "book":
            _bad(front, "book", value, "a map of keys, as Quarto has it")
        elif known in spelt:
            what = f"`{key.text}` says again what `{spelt[known].text}` on line {spelt[known].at.line} says"
            front.log.error("config-duplicate-key", what, key.at, help="delete one of them")
        else:
            spelt[known] = key
            if value != Text("", value.at):
                front.values[known] = value


def _report_key(front: _Front, key: Text) -> None:
    if advice := keys.foreign(key.text):
        front.log.note("config-unused-key", f"`{key.text}` is not used", key.at, help=advice)
        return
    near = keys.nearest(key.text)
    advice = f"did you mean `{near}`?" if near else f"known keys: {', '.join(keys.KEYS)}"
    front.log.error("config-unknown-key", f"unknown key `{key.text}`", key.at, help=advice)


def _override(key: str, text: str, line: int, log: Log) -> Pairs:
    """`--set KEY=VALUE` as a map of one pair; `epub.fonts` is the key `fonts` in the map `epub`.

    A value that is no YAML is the text as it stands, so that `--set "title=甲: 乙"` needs no quotes within quotes.
    """
    outer, _, inner = key.partition(".")
    first = len("--set ") + 1
    column = first + len(key) + 1
    own = Log()
    value = frontmatter.read(text, COMMAND_LINE, own, first_line=line, first_column=column)
    if text.lstrip().startswith(("[", "{")):
        log.entries += own.entries
    elif value is None or not isinstance(value, Text):
        written = Span(COMMAND_LINE, line, column, max(1, len(text)))
        value = Text(clean(text, written, log), written)
    at = Span(COMMAND_LINE, line, first, max(1, len(outer)))
    value = value or Text("", at)
    if inner:
        value = Pairs(((Text(inner, Span(COMMAND_LINE, line, first + len(outer) + 1, len(inner))), value),), value.at)
    return Pairs(((Text(outer, at), value),), at)


# What a style asks for where the front matter says nothing: a form of book is more than a look.
_SHORT = {"cover": "false", "title-page": "block", "imprint": "false", "toc": "false", "chapter-start": "none"}
_BY_STYLE: Mapping[str, Mapping[str, str]] = {
    "essay": {**_SHORT, "numbering": "none"},
    "gongwen": {**_SHORT, "page": "A4", "numbering": "zh-gongwen", "pdf": "archive+accessible"},
    "novel": {"toc-depth": "1"},
    "manual": {"page": "16开", "numbering": "decimal", "toc-depth": "3"},
}


def _follow_style(front: _Front, style: str) -> None:
    at = front.values["style"].at if "style" in front.values else Span(front.name, 1)
    for key, text in _BY_STYLE.get(style, {}).items():
        front.values.setdefault(key, Text(text, at))


# Values of a kind


def _kind(value: Value) -> str:
    match value:
        case Text():
            text = value.text.strip()
            return f"`{text}`" if len(text) <= _SHOWN else f"`{text[:_SHOWN]}…`"
        case Items():
            return "a list"
        case Pairs():
            return "a map"
        case _:
            assert_never(value)


def _bad(front: _Front, key: str, value: Value, expected: str) -> None:
    what = f"{_kind(value)} is not a value of `{key}`"
    front.log.error("config-bad-value", what, value.at, help=f"expected {expected}")


def _as_text(front: _Front, key: str, value: Value) -> str:
    """A text on one line. An ideographic space inside it is the author's own."""
    if isinstance(value, Text):
        text = re.sub(r"[ \t]*\n[ \t]*", " ", value.text.strip())
        if len(text) <= _LONGEST_TEXT:
            return text
        _bad(front, key, value, f"a text of no more than {_LONGEST_TEXT} characters: it stands on one page")
        return ""
    _bad(front, key, value, "one text")
    return ""


def _text(front: _Front, key: str) -> str:
    value = front.values.get(key)
    return _as_text(front, key, value) if value else ""


def _abstract(front: _Front) -> tuple[str, ...]:
    """The paragraphs of `abstract:`, with their line breaks."""
    value = front.values.get("abstract")
    if value is None:
        return ()
    if not isinstance(value, Text):
        _bad(front, "abstract", value, "one text")
        return ()
    return tuple(text for one in re.split(r"\n\s*\n", value.text) if (text := one.strip()))


def _as_switch(value: Value) -> bool | None:
    """What a YAML switch says; None if it is not one."""
    word = value.text.lower() if isinstance(value, Text) else ""
    return True if word in {"true", "yes", "on"} else False if word in {"false", "no", "off"} else None


def _flag(front: _Front, key: str, *, default: bool) -> bool:
    value = front.values.get(key)
    switch = _as_switch(value) if value else default
    if value and switch is None:
        _bad(front, key, value, "true or false")
    return default if switch is None else switch


def _choice(front: _Front, key: str, allowed: tuple[Choice, ...], default: Choice) -> Choice:
    value = front.values.get(key)
    if value is None:
        return default
    chosen = next((one for one in allowed if isinstance(value, Text) and value.text == one), None)
    if chosen is None:
        _bad(front, key, value, _one_of(allowed))
    return chosen or default


def _one_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _whole(front: _Front, key: str, least: int, most: int, *, default: int) -> int:
    value = front.values.get(key)
    if value is None:
        return default
    if isinstance(value, Text) and re.fullmatch("[0-9]{1,9}", value.text) and least <= int(value.text) <= most:
        return int(value.text)
    _bad(front, key, value, f"a whole number from {least} to {most}")
    return default


def _words(front: _Front, key: str) -> tuple[str, ...]:
    """A list of words, or one text with commas between them."""
    value = front.values.get(key)
    match value:
        case None:
            return ()
        case Text():
            words = re.split("[,，、;；\n]", value.text)
        case Items():
            words = [_as_text(front, key, item) for item in value.items]
        case Pairs():
            _bad(front, key, value, "a list of words, or words with commas between them")
            words = []
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _fields(front: _Front, key: str, value: Pairs, names: Mapping[str, str], unused: str = "") -> dict[str, Value]:
    """The values of a map by our name of their key; `names` has all spellings, `unused` the keys of other tools."""
    found: dict[str, Value] = {}
    for inner, one in value.pairs:
        if inner.text in names:
            found[names[inner.text]] = one
        elif inner.text in unused.split():
            front.log.note("config-unused-key", f"`{inner.text}` of `{key}` is not used", inner.at)
        else:
            near = difflib.get_close_matches(inner.text, names, n=1)
            advice = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(names)}"
            front.log.error("config-unknown-key", f"unknown key `{inner.text}` in `{key}`", inner.at, help=advice)
    return found


# Title and series


def _title(front: _Front) -> tuple[str, str]:
    """The title, and what it is sorted by ("" if by itself)."""
    value = front.values.get("title")
    if not isinstance(value, Pairs):
        return _text(front, "title"), ""
    fields = _fields(front, "title", value, {"text": "text", "name": "text", "file-as": "file-as", "sort": "file-as"})
    words = {name: _as_text(front, "title", one) for name, one in fields.items()}
    return words.get("text", ""), words.get("file-as", "")


def _series(front: _Front) -> Series | None:
    """The series; its number stands in it, or in `group-position`, as Pandoc has it."""
    value = front.values.get("series")
    if value is None:
        return None
    place = front.values.get("group-position")
    if isinstance(value, Pairs):
        names = {"name": "name", "title": "name", "number": "number", "position": "number"}
        fields = _fields(front, "series", value, names)
        name, place = _as_text(front, "series", fields.get("name", value)), fields.get("number", place)
    else:
        name = _as_text(front, "series", value)
    number = _as_text(front, "series", place) if place else ""
    if place and not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", number):
        _bad(front, "series", place, "a number such as 3, or 2.1 for the first part of the second")
        number = ""
    return Series(name, number) if name else None


# People

_ROLES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "contributor": "ctb",
    "compiler": "com",
    "photographer": "pht",
    "designer": "bkd",
    "作者": "aut",
    "著": "aut",
    "编者": "edt",
    "主编": "edt",
    "编": "edt",
    "译者": "trl",
    "译": "trl",
    "绘": "ill",
    "插图": "ill",
    "摄影": "pht",
    "设计": "bkd",
}
_CODES = (
    "aut",
    "edt",
    "trl",
    "ill",
    "ctb",
    "com",
    "pht",
    "bkd",
    "adp",
    "aft",
    "ann",
    "art",
    "aui",
    "cov",
    "pbl",
    "rev",
)


def _people(front: _Front) -> Iterator[Person]:
    for key in ("author", "editor", "translator", "illustrator", "contributor"):
        value = front.values.get(key)
        for one in value.items if isinstance(value, Items) else (value,) if value else ():
            yield from _persons(front, key, one)


def _persons(front: _Front, key: str, value: Value) -> Iterator[Person]:
    match value:
        case Text():
            # A name holds no enumeration comma, so that 张三、李四 are two people.
            for name in value.text.split("、"):
                if name.strip():
                    yield Person(name.strip(), _ROLES[key])
        case Pairs():
            names = {"name": "name", "text": "name", "role": "role", "file-as": "file-as", "sort": "file-as"}
            unused = "affiliation affiliations email orcid url id corresponding degrees roles type note attributes"
            fields = _fields(front, key, value, names, unused)
            name = _name(front, key, fields.get("name"), value)
            sort = fields.get("file-as")
            if name:
                yield Person(name, _role(front, key, fields.get("role")), _as_text(front, key, sort) if sort else "")
        case Items():
            _bad(front, key, value, "a name, or a map with `name`, `role` and `file-as`")


def _name(front: _Front, key: str, value: Value | None, whole: Pairs) -> str:
    if value is None:
        _bad(front, key, whole, "a map with `name`")
        return ""
    if not isinstance(value, Pairs):
        return _as_text(front, key, value).strip()
    fields = _fields(front, f"{key}: name", value, {"given": "given", "family": "family", "literal": "literal"})
    words = {part: _as_text(front, key, one) for part, one in fields.items()}
    given, family = words.get("given", ""), words.get("family", "")
    if literal := words.get("literal"):
        return literal
    # Names written in Han or Hangul put the family first and no space between.
    return f"{family}{given}" if re.match("[\u2e80-\ud7ff]", family) else f"{given} {family}".strip()


def _role(front: _Front, key: str, value: Value | None) -> str:
    if value is None:
        return _ROLES[key]
    word = value.text if isinstance(value, Text) else ""
    if word in _CODES or word in _ROLES:
        return _ROLES.get(word, word)
    _bad(front, "role", value, f"one of {', '.join(_ROLES)}, or a MARC code ({', '.join(_CODES)})")
    return _ROLES[key]


# Language, date, numbers of the book

# Well-formed, RFC 5646 section 2.1, without grandfathered tags: language, script, region, variants, extensions.
_TAG = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?((?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"((?:-[a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE,
)
_SCRIPT_OF_REGION = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}


def _lang(front: _Front) -> str:
    """The language as a BCP 47 tag; Chinese always tells its script, which decides about glyphs (LC2)."""
    value = front.values.get("lang")
    if value is None:
        return "zh-Hans"
    found = _TAG.fullmatch(value.text.strip().replace("_", "-")) if isinstance(value, Text) else None
    if not found:
        _bad(front, "lang", value, "a BCP 47 language tag such as zh-Hans, zh-Hant, zh-HK, ja or ko")
        return "zh-Hans"
    language, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    if language == "zh" and not script:
        script = _SCRIPT_OF_REGION.get(region, "Hans")
        if region not in _SCRIPT_OF_REGION:
            what = f"{_kind(value)} does not tell the script; simplified Chinese is assumed"
            front.log.warn("lang-script", what, value.at, help="write zh-Hans (simplified) or zh-Hant (traditional)")
        # Hong Kong and Macao have a standard of glyphs of their own; the other regions follow their script.
        region = region if region in {"HK", "MO"} else ""
    return "-".join(part for part in (language, script, region) if part) + found[4] + found[5]


def _numbering(front: _Front, lang: str) -> Numbering:
    own: Numbering = "zh-book" if lang.split("-", 1)[0] in {"zh", "ja", "ko"} else "none"
    numbered = _flag(front, "number-sections", default=True)
    return _choice(front, "numbering", get_args(Numbering), own if numbered else "none")


_DATE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?")


def _date(front: _Front, key: str) -> str:
    """A date as it was typed. A word for today is refused: the same source gives the same bytes on any day."""
    value, text = front.values.get(key), _text(front, key)
    if not value or not text:
        return ""
    found = _DATE.fullmatch(text)
    expected = "a date such as 2026, 2026-11, 2026-11-24 or 2026年11月"
    if re.fullmatch(r"\\today|(?i:today|now|last-modified)", text):
        _bad(front, key, value, f"{expected}; the day of the build is not known to it")
        return ""
    if not found and key != "date":
        _bad(front, key, value, expected)
        return ""
    if not found:
        advice = f"write {expected} if it should be"
        front.log.warn("date-unread", f"`{text}` is printed as it stands; the EPUB gets no date", value.at, help=advice)
    elif not _in_calendar(*(int(part or 1) for part in found.groups())):
        _bad(front, key, value, f"{expected} that is in the calendar")
        return ""
    return text


def _in_calendar(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _identifiers(front: _Front) -> tuple[str, str]:
    """The identifier that is no ISBN, and the ISBN as it was typed."""
    others: list[tuple[str, Value]] = []
    isbns: list[tuple[str, Value]] = []
    if value := front.values.get("isbn"):
        isbns.append((_text(front, "isbn"), value))
    value = front.values.get("identifier")
    for one in value.items if isinstance(value, Items) else (value,) if value else ():
        scheme, text = _identifier(front, one)
        is_isbn = scheme.upper().startswith("ISBN") or re.match(r"(?:urn:)?isbn\b", text, re.IGNORECASE)
        (isbns if is_isbn else others).append((text, one))
    for text, one in others[1:] + isbns[1:]:
        what = f"`{text}` is left out: a book has one ISBN and one other identifier"
        front.log.warn("identifier-unused", what, one.at, help="delete it, or put it first")
    return others[0][0] if others else "", _isbn(front, *isbns[0]) if isbns else ""


def _identifier(front: _Front, value: Value) -> tuple[str, str]:
    """Scheme ("" if none) and text."""
    if not isinstance(value, Pairs):
        return "", _as_text(front, "identifier", value)
    fields = _fields(front, "identifier", value, {"scheme": "scheme", "text": "text"})
    words = {name: _as_text(front, "identifier", one) for name, one in fields.items()}
    return words.get("scheme", ""), words.get("text", "")


def _isbn(front: _Front, text: str, value: Value) -> str:
    number = re.sub(r"^(?:urn:)?isbn(?:-1[03])?[:：\s]*", "", text, flags=re.IGNORECASE).strip()
    digits = re.sub(r"[\s‐-―-]", "", number).upper()
    if not re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        _bad(front, "isbn", value, "13 digits that begin with 978 or 979, or 10 digits; hyphens are free")
        return ""
    right = _check_digit(digits)
    if digits[-1] != right:
        what = f"the check digit of ISBN `{number}` is {digits[-1]}, and should be {right}"
        front.log.warn("isbn-check-digit", what, value.at, help="compare it with the number that was issued")
    return number


def _check_digit(digits: str) -> str:
    """ISO 2108: weights 1 and 3 modulo 10 for 13 digits, weights 10 to 2 modulo 11 for 10."""
    body = [int(digit) for digit in digits[:-1]]
    if len(digits) == 13:
        return str(-sum(digit * (1, 3)[place % 2] for place, digit in enumerate(body)) % 10)
    rest = -sum(digit * (10 - place) for place, digit in enumerate(body)) % 11
    return "X" if rest == 10 else str(rest)


# Parts of the book


def _cover(front: _Front) -> tuple[bool, str]:
    """Whether there is a cover, and its picture ("" for one made from the title)."""
    value = front.values.get("cover")
    if value is None:
        return True, ""
    switch = _as_switch(value)
    if switch is not None:
        return switch, ""
    if not isinstance(value, Text):
        _bad(front, "cover", value, "false, or the path of a picture")
        return True, ""
    return True, _file(front, "cover", value) or ""


def _title_page(front: _Front) -> tuple[bool, bool]:
    """Whether there is a title page, and whether the title stands above the text instead (`block`)."""
    value = front.values.get("title-page")
    if isinstance(value, Text) and value.text == "block":
        return False, True
    switch = _as_switch(value) if value else True
    if switch is None and value:
        _bad(front, "title-page", value, "true, false or block")
    return switch is not False, False


_OFFICIAL = {
    "份号": "copy",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "发文机关": "issuers",
    "发文字号": "number",
    "签发人": "signer",
    "主送机关": "addressee",
    "主送": "addressee",
    "附件": "attachments",
    "署名": "signatories",
    "成文日期": "date",
    "附注": "note",
    "抄送机关": "copies_to",
    "抄送": "copies_to",
    "印发机关": "printer",
    "印发日期": "printed",
}
_SEVERAL = {"issuers", "attachments", "signatories"}


def _official(front: _Front) -> Official | None:
    """The elements of an official document, by the names that GB/T 9704 gives them."""
    value = front.values.get("gongwen")
    if value is None:
        return None
    if not isinstance(value, Pairs):
        _bad(front, "gongwen", value, f"a map such as `发文字号: 某发〔2026〕1号`; its keys are {'、'.join(_OFFICIAL)}")
        return None
    fields = _fields(front, "gongwen", value, _OFFICIAL)
    texts = {name: _as_text(front, name, one) for name, one in fields.items() if name not in _SEVERAL}
    several = {name: _several(front, name, one) for name, one in fields.items() if name in _SEVERAL}
    return Official(**texts, **several)  # type: ignore[arg-type] # the names of fields are in _OFFICIAL


def _several(front: _Front, key: str, value: Value) -> tuple[str, ...]:
    items = value.items if isinstance(value, Items) else (value,)
    return tuple(text for text in (_as_text(front, key, one) for one in items) if text)


def _imprint(front: _Front) -> tuple[bool, tuple[tuple[str, str], ...]]:
    """Whether there is an imprint page, and the lines on it that the author adds."""
    value = front.values.get("imprint")
    if not isinstance(value, Pairs):
        switch = _as_switch(value) if value else True
        if value and switch is None:
            _bad(front, "imprint", value, "false, or a map of lines such as `责任编辑: 张三`")
        return switch is not False, ()
    return True, tuple((key.text, _as_text(front, "imprint", line)) for key, line in value.pairs)


def _epub(front: _Front) -> _Front:
    """The keys of the map `epub` as a front matter of their own."""
    value = front.values.get("epub")
    inner: dict[str, Value] = {}
    if isinstance(value, Pairs):
        names = {name: f"epub: {name}" for name in ("fonts", "max-image", "certified-by")}
        inner = _fields(front, "epub", value, names)
    elif value is not None:
        _bad(front, "epub", value, "a map such as `fonts: embed`")
    return _Front(front.root, front.name, front.log, inner)


def _pdf(front: _Front) -> _Front:
    """The keys of the map `pdf` as a front matter of their own; a word alone is the standard."""
    value = front.values.get("pdf")
    inner: dict[str, Value] = {}
    if isinstance(value, Pairs):
        names = {name: f"pdf: {name}" for name in ("standard", "profile", "attach-source")}
        inner = _fields(front, "pdf", value, names)
    elif value is not None:
        inner = {"pdf: standard": value}
    return _Front(front.root, front.name, front.log, inner)


def _print_profile(pdf: _Front) -> Path | None:
    """The ICC profile of the paper and ink that a book is printed with."""
    value = pdf.values.get("pdf: profile")
    if value is None:
        return None
    if not isinstance(value, Text):
        _bad(pdf, "pdf: profile", value, "the path of an ICC profile")
        return None
    file = _file(pdf, "profile", value)
    return pdf.root / file if file else None


_CERTIFIER = {name: name for name in ("name", "level", "credential", "report")}


def _claim(epub: _Front) -> Claim | None:
    """That the EPUB is accessible is claimed only in somebody's name (EPUB Accessibility 1.1, section 4.3)."""
    key = "epub: certified-by"
    value = epub.values.get(key)
    if value is None:
        return None
    if not isinstance(value, Pairs):
        by = _as_text(epub, key, value)
        return Claim(by) if by else None
    inner = _Front(epub.root, epub.name, epub.log, _fields(epub, key, value, _CERTIFIER))
    if not (by := _text(inner, "name")):
        _bad(epub, key, value, "a name, or a map with `name`, `level`, `credential` and `report`")
        return None
    level = _choice(inner, "level", get_args(Level), "AA")
    return Claim(by, level, _text(inner, "credential"), _text(inner, "report"))


def _css(front: _Front) -> Iterator[Path]:
    value = front.values.get("css")
    for one in value.items if isinstance(value, Items) else (value,) if value else ():
        if not isinstance(one, Text):
            _bad(front, "css", one, "the path of a stylesheet, or a list of them")
        elif file := _file(front, "css", one):
            yield (front.root / file).resolve()


_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]{1,5})?", re.IGNORECASE)


def _hosts(front: _Front) -> Iterator[str]:
    value = front.values.get("fetch-hosts")
    for one in value.items if isinstance(value, Items) else (value,) if value else ():
        if isinstance(one, Text) and _HOST.fullmatch(one.text):
            yield one.text.lower()
        else:
            _bad(front, "fetch-hosts", one, "the name of a host, or a list of them: img.example.org, or with a port")


BIBLIOGRAPHIES = (".bib", ".bibtex", ".json", ".yaml", ".yml")
"""Endings of the files that `bibliography:` may name: BibTeX, CSL JSON, CSL YAML."""


def _bibliography(front: _Front) -> Iterator[str]:
    value = front.values.get("bibliography")
    found: dict[str, None] = {}
    for one in value.items if isinstance(value, Items) else (value,) if value else ():
        if not isinstance(one, Text):
            _bad(front, "bibliography", one, "the path of a file, or a list of them")
        elif PurePosixPath(one.text.strip()).suffix.lower() not in BIBLIOGRAPHIES:
            _bad(front, "bibliography", one, f"a file whose name ends in {_one_of(BIBLIOGRAPHIES)}")
        elif file := _file(front, "bibliography", one):
            found[file] = None
    return iter(found)


def _nocite(front: _Front) -> tuple[str, ...]:
    """The keys of works that are listed though nothing cites them; `*` means all (Pandoc writes them with an @)."""
    value = front.values.get("nocite")
    if isinstance(value, Pairs):
        _bad(front, "nocite", value, "keys such as `@a, @b`, or `@*` for all works")
        return ()
    items = value.items if isinstance(value, Items) else (value,) if value else ()
    words = [word for one in items for word in re.split(r"[\s,，;；]+", _as_text(front, "nocite", one))]
    return tuple(dict.fromkeys(word.removeprefix("@") for word in words if word.removeprefix("@")))


def _given_css(files: Sequence[Path], log: Log) -> Iterator[Path]:
    for file in files:
        if file.is_file():
            yield file.resolve()
        else:
            log.error("css-missing", f"there is no stylesheet `{file.as_posix()}`", help="check the path after `--css`")


# A and B sizes are ISO 216's (GB/T 148), the 开 sizes those that Chinese printers trim the old sheets to.
_PAGES = {
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "B5": (176.0, 250.0),
    "16开": (185.0, 260.0),
    "大32开": (140.0, 210.0),
    "32开": (130.0, 184.0),
}
_LENGTH = r"([0-9]+(?:\.[0-9]+)?)[ ]*(mm|cm|in|pt)?"
_SIDES = re.compile(rf"{_LENGTH}[ ]*(?:[x×*,][ ]*|[ ]){_LENGTH}", re.IGNORECASE)
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_SMALLEST_MM, _LARGEST_MM = 50, 1200


def _page(front: _Front) -> PageSize | None:
    value = front.values.get("page")
    if value is None:
        return None
    written = " ".join(one.text for one in value.items if isinstance(one, Text)) if isinstance(value, Items) else ""
    text = value.text.strip() if isinstance(value, Text) else written
    named = next((name for name in _PAGES if name.lower() == text.lower()), None)
    if named:
        return PageSize(named, *_PAGES[named])
    if found := _SIDES.fullmatch(text):
        unit = found[4] or found[2] or "mm"
        width = float(found[1]) * _MILLIMETRES[(found[2] or unit).lower()]
        height = float(found[3]) * _MILLIMETRES[unit.lower()]
        if all(_SMALLEST_MM <= side <= _LARGEST_MM for side in (width, height)):
            return PageSize(text, width, height)
    sides = f"two lengths of {_SMALLEST_MM} to {_LARGEST_MM} mm such as `170mm 240mm`"
    _bad(front, "page", value, f"{', '.join(_PAGES)}, or {sides}")
    return None


_WIDEST_BLEED_MM = 20


_PRINTERS_BLEED_MM = 3.0
"""What printers ask for where nobody says otherwise."""


def _bleed(front: _Front, usual: float) -> float:
    """How far what reaches the edge of the page goes on beyond it, in millimetres."""
    value = front.values.get("bleed")
    if value is None:
        return usual
    found = re.fullmatch(_LENGTH, value.text.strip(), re.IGNORECASE) if isinstance(value, Text) else None
    width = float(found[1]) * _MILLIMETRES[(found[2] or "mm").lower()] if found else -1.0
    if 0 <= width <= _WIDEST_BLEED_MM:
        return width
    _bad(front, "bleed", value, f"a length of 0 to {_WIDEST_BLEED_MM} mm such as `3mm`")
    return 0.0


_FEWEST, _MOST = 2, 200
_GRID = re.compile(r"([0-9]{1,3})[ ]*(?:字[ ]*)?[x×*,][ ]*([0-9]{1,3})(?:[ ]*行)?", re.IGNORECASE)
_POINTS = re.compile(r"([0-9]+(?:\.[0-9]+)?)[ ]*(pt|mm)?", re.IGNORECASE)


def _grid(front: _Front) -> Grid | None:
    """Characters by lines: `28x28`, `28×28`, `28字×28行`."""
    value = front.values.get("grid")
    if value is None:
        return None
    found = _GRID.fullmatch(value.text.strip()) if isinstance(value, Text) else None
    if found and all(_FEWEST <= int(count) <= _MOST for count in found.groups()):
        return Grid(int(found[1]), int(found[2]))
    _bad(front, "grid", value, f"characters by lines, each from {_FEWEST} to {_MOST}, such as `28x28`")
    return None


def _points(front: _Front, key: str, least: float, most: float) -> float | None:
    """A size in points: by its Chinese name, or a number of pt (mm where it says so)."""
    value = front.values.get(key)
    if value is None:
        return None
    text = value.text.strip() if isinstance(value, Text) else ""
    found = _POINTS.fullmatch(text)
    unit = 72 / 25.4 if found and (found[2] or "").lower() == "mm" else 1
    points = float(found[1]) * unit if found else POINTS.get(text, 0)
    if least <= points <= most:
        return points
    _bad(front, key, value, f"{least:g} to {most:g} points such as `10.5pt`, or one of {'、'.join(POINTS)}")
    return None


# Chapters

_GROUPS = {
    "front": Part.FRONT,
    "frontmatter": Part.FRONT,
    "main": Part.MAIN,
    "mainmatter": Part.MAIN,
    "appendix": Part.APPENDIX,
    "appendices": Part.APPENDIX,
    "back": Part.BACK,
    "backmatter": Part.BACK,
}
_ITEM = {"file": "file", "title": "title", "part": "division", "division": "division", "chapters": "chapters"}


def _chapters(front: _Front) -> tuple[ChapterFile, ...]:
    """The files of `chapters:` in reading order. Groups are read in the order of a book, however they are written."""
    found: list[ChapterFile] = []
    value = front.values.get("chapters")
    match value:
        case None:
            pass
        case Items():
            found += _items(front, value, None)
        case Pairs():
            for group, one in _fields(front, "chapters", value, {name: name for name in _GROUPS}).items():
                found += _items(front, one, _GROUPS[group])
        case Text():
            _bad(front, "chapters", value, "a list of files, or a map of lists: front, main, appendix, back")
    if appendices := front.values.get("appendices"):
        found += _items(front, appendices, Part.APPENDIX)
    order = [Part.FRONT, None, *list(Part)[1:]]
    found.sort(key=lambda chapter: order.index(chapter.part))
    return tuple(_once(front, found))


def _items(front: _Front, value: Value, part: Part | None, *, in_division: bool = False) -> Iterator[ChapterFile]:
    if not isinstance(value, Items):
        _bad(front, "chapters", value, "a list of files")
        return
    for item in value.items:
        match item:
            case Text():
                if file := _file(front, "chapter", item):
                    yield ChapterFile(file, part, "", item.at)
            case Pairs():
                yield from _item(front, item, part, in_division=in_division)
            case Items():
                _bad(front, "chapters", item, "a file, or a map with `file` or `part`")


def _item(front: _Front, item: Pairs, part: Part | None, *, in_division: bool) -> Iterator[ChapterFile]:
    fields = _fields(front, "chapters", item, _ITEM)
    division, file, below = fields.get("division"), fields.get("file"), fields.get("chapters")
    title = fields.get("division", fields.get("title"))
    words = _as_text(front, "title", title) if title else ""
    if division or (below and not file):
        if in_division:
            _bad(front, "chapters", item, "no `part` inside a `part`: a book has one level above its chapters")
        elif not words:
            _bad(front, "chapters", item, "a `title` for the part")
        else:
            yield ChapterFile("", part, words, division.at if division else item.at)
        if below:
            yield from _items(front, below, part, in_division=True)
    elif isinstance(file, Text):
        if path := _file(front, "chapter", file):
            yield ChapterFile(path, part, words, file.at)
    else:
        _bad(front, "chapters", item, "a map with `file`, or with `part` and `chapters`")


def _once(front: _Front, chapters: Sequence[ChapterFile]) -> Iterator[ChapterFile]:
    first: dict[str, ChapterFile] = {}
    for chapter in chapters:
        if chapter.file and chapter.file in first:
            what = f"`{chapter.file}` is listed twice; the first is on line {first[chapter.file].at.line}"
            front.log.error("chapter-duplicate", what, chapter.at, help="delete one of them")
        else:
            first[chapter.file] = chapter
            yield chapter


# Files of the book


def _file(front: _Front, what: str, value: Text) -> str | None:
    """The path of a file below the book folder, "/" between names; None and an error if it is not there."""
    written = value.text.strip()
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).drive:
        outside, there = True, False
    else:
        try:
            real = (front.root / written).resolve()
            outside, there = not real.is_relative_to(front.root), real.is_file()
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long, a NUL
            outside, there = False, False
    if outside:
        advice = "only files in the folder of the book are read: copy it there"
        front.log.error("outside-book", f"`{written}` is outside the book's folder", value.at, help=advice)
        return None
    if not there:
        folder = Path(front.name).parent.as_posix()
        near = _near_files(front.root, written)
        advice = f"did you mean {_one_of(near) if len(near) > 1 else near[0]}?" if near else "check the path"
        message = f"there is no file `{written}` in the book's folder `{folder}`"
        front.log.error(f"{what}-missing", message, value.at, help=advice)
        return None
    return Path(os.path.normpath(written)).as_posix()


def _near_files(root: Path, written: str) -> list[str]:
    suffix = PurePosixPath(written).suffix
    names = [path.relative_to(root).as_posix() for path in _visible(root) if not suffix or path.suffix == suffix]
    return [f"`{name}`" for name in difflib.get_close_matches(written, names, n=3, cutoff=0.7)]


def _visible(root: Path, most: int = 2000) -> list[Path]:
    """Files below a folder, none in hidden folders, in a fixed order; not more than can be looked at in a moment."""
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(files)]
        if len(found) > most:
            break
    return found[:most]
