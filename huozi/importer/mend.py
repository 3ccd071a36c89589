"""A planted book -> the same book, whose chapters build: what its errors point at is put in a form that can be set.

The book is read as a build reads it, and only what is an error there is touched: a picture that is on the web becomes a
link with its words, one that is missing the words alone, a link that leads nowhere its words, a formula that cannot be
set the TeX as code. Each change is told with its place in the new folder; what cannot be mended stays an error. A place
is a line of a chapter, so nothing here adds or takes lines.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from huozi import config, locales, pipeline
from huozi.diagnostics import Diagnostic, Log, Severity, Span
from huozi.store import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from huozi.store import Store

_ROUNDS = 4
"""What is mended may show what was hidden by it; more than a few rounds means that nothing helps."""

_TOLD = frozenset({"markup-foreign", "template-left", "html-dropped", "html-unknown"})
"""Warnings of the reader that say that something of the original is not in the book."""

_TAG = re.compile(r"<(img|a)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = r"""\b{}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp|svg\+xml);base64,([A-Za-z0-9+/=\s]+)$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_BLOCK_MARK = re.compile(r"[-+*:](?=\s)|#{1,6}(?=\s|$)|[>|]|~~~")
_GIVEN_ID = re.compile(r"[ \t]*\{:?[ \t]*#[^\s}#]+[ \t]*\}|#[^\s}#]+[ \t]*(?=[^}\n]*\})")


@dataclass(frozen=True, slots=True)
class _Change:
    """What is written in the place of text[start:end], and how that is said."""

    start: int
    end: int
    text: str
    told: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class _Page:
    """A chapter as it is being mended."""

    folder: Path
    name: str
    text: str
    lang: str


def mend(folder: Path, log: Log) -> None:
    """Mend the chapters of the book in `folder`, in place, and tell of each change and of what is left."""
    told = list[Diagnostic]()
    kept = Memory()
    found, lang = _findings(folder, kept)
    for _ in range(_ROUNDS):
        made = _mended(folder, lang, [one for one in found if one.severity is Severity.ERROR])
        if not made:
            break
        told += made
        found, lang = _findings(folder, kept)
    told += [_as_unmapped(one) if one.code in _TOLD else one for one in found if _is_told(one)]
    log.entries += told


def _is_told(found: Diagnostic) -> bool:
    return found.severity is Severity.ERROR or found.code in _TOLD


def _as_unmapped(found: Diagnostic) -> Diagnostic:
    return Diagnostic(Severity.WARNING, "import-unmapped", found.message, found.at, found.help)


def _findings(folder: Path, kept: Store) -> tuple[list[Diagnostic], str]:
    """What a build would say of the source, with places below the folder; the language of the book.

    Chapters that were not touched since the last round are in `kept`.
    """
    log = Log()
    read = config.load(folder, log)
    if read is not None:
        pipeline.read(read, log, kept)
    head = f"{folder.as_posix()}/"
    return [_below(one, head) for one in log.in_reading_order()], read.lang if read is not None else "zh-Hans"


def _below(found: Diagnostic, head: str) -> Diagnostic:
    if found.at is None or not found.at.path.startswith(head):
        return found
    at = Span(found.at.path.removeprefix(head), found.at.line, found.at.column, found.at.length)
    return Diagnostic(found.severity, found.code, found.message, at, found.help)


def _mended(folder: Path, lang: str, errors: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Mend what can be mended of these errors; what was done, and nothing if nothing was."""
    by_file: dict[str, list[Diagnostic]] = {}
    for error in errors:
        if error.at is not None and error.code in _MENDERS:
            by_file.setdefault(error.at.path, []).append(error)
    made = list[Diagnostic]()
    for name, found in by_file.items():
        path = folder / name
        if not path.is_file() or name == "book.md":
            continue
        written = path.read_bytes().decode("utf-8-sig", "replace")
        text = written.replace("\r\n", "\n").replace("\r", "\n")
        new, done = _mended_text(_Page(folder, name, text, lang), found)
        if done:
            path.write_text(new, encoding="utf-8", newline="\r\n" if "\r\n" in written else "\n")
            made += done
    return made


def _mended_text(page: _Page, errors: Sequence[Diagnostic]) -> tuple[str, list[Diagnostic]]:
    """From the end of the file to its head, so that places before a change stay right, and inner ones come first."""
    starts = [0]
    for line in page.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    made = list[Diagnostic]()
    text = page.text
    for error in sorted(errors, key=lambda one: (one.at.line, one.at.column) if one.at else (0, 0), reverse=True):
        assert error.at is not None
        if error.at.line >= len(starts):
            continue
        at = starts[error.at.line - 1] + error.at.column - 1
        now = _Page(page.folder, page.name, text, page.lang)
        change = _MENDERS[error.code](now, at, error)
        if change is None:
            continue
        text = text[: change.start] + change.text + text[change.end :]
        what = f"{_found(error.message)}: {change.told}"
        made.append(Diagnostic(change.severity, "import-unmapped", what, error.at, error.help))
    return text, made


def _found(message: str) -> str:
    """What was found, without what a build makes of it."""
    return message.removesuffix(": nothing is fetched").removesuffix(": its words stay, the link goes")


# Pictures


def _picture(page: _Page, at: int, error: Diagnostic) -> _Change | None:
    if page.text.startswith("![", at):
        return _markdown_picture(page, at, error)
    tag = _tag_at(page.text, at, "img")
    return _html_picture(page, tag, error) if tag else None


def _markdown_picture(page: _Page, at: int, error: Diagnostic) -> _Change | None:
    link = _Link.at(page.text, at)
    if link is None:
        return None
    if embedded := _unpacked(page, link.url):
        text = page.text[link.start : link.end].replace(link.url, embedded)
        return _Change(link.start, link.end, text, f"it is saved as `{embedded}`", Severity.NOTE)
    words = " ".join(link.words.split()) or _name(link.url)
    if error.code != "image-remote" or not link.url:
        return _Change(link.start, link.end, locales.words(page.lang).missing_picture.format(words), "its words stay")
    if _is_inside_link(page.text, at):
        return _Change(link.start, link.end, words, "its words stand in its place")
    target = f"<{link.url}>" if re.search(r"[\s()]", link.url) else link.url
    return _Change(link.start, link.end, f"[{words}]({target})", "a link with its words stands in its place")


def _html_picture(page: _Page, tag: re.Match[str], error: Diagnostic) -> _Change:
    url = _attribute(tag[0], "src")
    if embedded := _unpacked(page, url):
        text = tag[0].replace(url, embedded)
        return _Change(tag.start(), tag.end(), text, f"it is saved as `{embedded}`", Severity.NOTE)
    words = escape(" ".join(_attribute(tag[0], "alt").split()) or _name(url), quote=False)
    if error.code != "image-remote":
        return _Change(tag.start(), tag.end(), locales.words(page.lang).missing_picture.format(words), "its words stay")
    if _is_inside_link(page.text, tag.start()):
        return _Change(tag.start(), tag.end(), words, "its words stand in its place")
    text = f'<a href="{escape(url)}">{words}</a>'
    return _Change(tag.start(), tag.end(), text, "a link with its words stands in its place")


def _name(url: str) -> str:
    """The name of a file on the web, for a picture without words."""
    return unquote(re.split(r"[?#]", url)[0].rstrip("/").rpartition("/")[2])[:60] or url[:60]


def _unpacked(page: _Page, url: str) -> str:
    """Save a picture that is written into the text itself; its path from the chapter."""
    found = _DATA.match(url)
    if found is None:
        return ""
    try:
        data = base64.b64decode(re.sub(r"\s", "", found[2]), validate=True)
    except binascii.Error:
        return ""
    name = f"images/embedded-{sha256(data).hexdigest()[:10]}.{found[1].removesuffix('+xml')}"
    path = page.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return "../" * page.name.count("/") + name


# Links and names


def _link(page: _Page, at: int, error: Diagnostic) -> _Change | None:
    text = page.text
    if text.startswith("[", at) and (link := _Link.at(text, at)) is not None:
        if _MAIL.match(link.url) and not link.words.startswith("!"):
            new = f"[{link.words}](mailto:{link.url})"
            return _Change(link.start, link.end, new, "it is a link to a mail address", Severity.NOTE)
        return _Change(link.start, link.end, _as_text(text, at, link.words), "its words stay, the link goes")
    if text.startswith(("@", "\\"), at):
        end = at + (error.at.length if error.at else 1)
        new = f"`{text[at:end]}`" if text[at] == "\\" else f"\\{text[at:end]}"
        return _Change(at, end, new, "it stays as it is typed")
    tag = _tag_at(text, at, "a")
    if tag is None:
        return None
    url = _attribute(tag[0], "href")
    if _MAIL.match(url):
        new = tag[0].replace(url, f"mailto:{url}", 1)
        return _Change(tag.start(), tag.end(), new, "it is a link to a mail address", Severity.NOTE)
    closing = re.compile(r"</a\s*>", re.IGNORECASE).search(text, tag.end())
    end = closing.end() if closing else tag.end()
    inner = text[tag.end() : closing.start()] if closing else ""
    return _Change(tag.start(), end, inner, "its words stay, the link goes")


def _as_text(text: str, at: int, words: str) -> str:
    """Words that begin a line where they would be read as a mark of a block are kept from it."""
    if text[text.rfind("\n", 0, at) + 1 : at].strip(" \t>"):
        return words
    number = re.match(r"\d{1,9}(?=[.)])", words)
    if number:
        return f"{number[0]}\\{words[number.end() :]}"
    return f"\\{words}" if _BLOCK_MARK.match(words) else words


def _id(page: _Page, at: int, error: Diagnostic) -> _Change | None:  # noqa: ARG001
    """Take away an id that was given before in its file: links have led to the first one all along."""
    line_end = _line_end(page.text, at)
    told = "the first one keeps it"
    given = _GIVEN_ID.search(page.text, at, line_end)
    if given:
        return _Change(given.start(), given.end(), "", told)
    html = re.compile(r"""\s(?:id|name)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE).search(
        page.text, at, line_end
    )
    return _Change(html.start(), html.end(), "", told) if html else None


def _note(page: _Page, at: int, error: Diagnostic) -> _Change | None:  # noqa: ARG001
    """The call of a note that is not there, or a second definition, is text on GitHub too."""
    if not page.text.startswith("[^", at):
        return None
    return _Change(at, at + 1, "\\[", "it stays as it is typed")


# Formulas and included files


def _formula(page: _Page, at: int, error: Diagnostic) -> _Change | None:  # noqa: ARG001
    """The formula around a fault, as code."""
    text = page.text
    line_start, line_end = text.rfind("\n", 0, at) + 1, _line_end(text, at)
    for found in re.finditer(r"(?<!\\)(\$\$?)(?!\s)(?:\\.|[^$\\\n])+?\1", text[line_start:line_end]):
        if found.start() <= at - line_start < found.end():
            start, end = line_start + found.start(), line_start + found.end()
            return _Change(start, end, f"`{text[start:end]}`", "its TeX is set as code")
    return None


def _include(page: _Page, at: int, error: Diagnostic) -> _Change | None:  # noqa: ARG001
    """The line that asks for a file, as code."""
    end = _line_end(page.text, at)
    line = page.text[at:end]
    link = re.match(r"[ \t]*\[[^\]]*\]\(([^)]+)\)", line)
    shown = link[1] if link else line.strip().replace("`", "'")
    return _Change(at, end, f"{line[: len(line) - len(line.lstrip())]}`{shown}`", "its name stands in its place")


def _cells(page: _Page, at: int, error: Diagnostic) -> _Change | None:  # noqa: ARG001
    """A bar in code is no edge of a cell to other tools; else what has no column goes on in the last one."""
    start, end = page.text.rfind("\n", 0, at) + 1, _line_end(page.text, at)
    row = page.text[start:end]
    new = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", lambda code: re.sub(r"(?<!\\)\|", r"\\|", code[0]), row)
    if new != row:
        return _Change(start, end, new, "the bar in the code is written `\\|`", Severity.NOTE)
    bar = page.text.rfind("|", start, at)
    if bar < start or page.text[bar - 1 : bar] == "\\":
        return None
    return _Change(bar, bar + 1, "\\|", "they go on in the last column")


_MENDERS: dict[str, Callable[[_Page, int, Diagnostic], _Change | None]] = {
    **dict.fromkeys(("image-remote", "image-missing", "image-outside", "image-scheme", "image-broken"), _picture),
    **dict.fromkeys(("ref-missing", "ref-outside", "ref-wordless", "ref-ambiguous", "link-scheme"), _link),
    "id-duplicate": _id,
    "note-missing": _note,
    "note-duplicate": _note,
    "math-invalid": _formula,
    "table-cells": _cells,
    "include-missing": _include,
    "include-outside": _include,
    "include-loop": _include,
}


# Where things begin and end


@dataclass(frozen=True, slots=True)
class _Link:
    """A link or a picture of Markdown: its words, and its URL if it is written beside them."""

    start: int
    end: int
    words: str
    url: str

    @staticmethod
    def at(text: str, start: int) -> _Link | None:
        """The one that begins at `start`."""
        opening = start + (1 if text.startswith("!", start) else 0)
        middle = _closing(text, opening, "[", "]")
        if middle is None:
            return None
        end, url = middle + 1, ""
        if text.startswith("(", end) and (closing := _closing(text, end, "(", ")")) is not None:
            given = re.match(r"\s*(?:<([^>\n]*)>|(\S*))", text[end + 1 : closing])
            url = (given[1] or given[2] or "") if given else ""
            end = closing + 1
        elif text.startswith("[", end) and (closing := _closing(text, end, "[", "]")) is not None:
            end = closing + 1
        attributes = re.compile(r"\{[:#.\w][^{}\n]*\}").match(text, end)
        return _Link(start, attributes.end() if attributes else end, text[opening + 1 : middle], url)


def _closing(text: str, at: int, opens: str, closes: str) -> int | None:
    """Where the bracket at `at` closes; what is escaped, in code or between angle brackets does not count."""
    depth = 0
    for found in re.compile(rf"\\.|(`+)[^`]*\1|<[^<>\s]*>|\n[ \t]*\n|[{re.escape(opens + closes)}]").finditer(text, at):
        if found[0] == opens:
            depth += 1
        elif found[0] == closes:
            depth -= 1
            if depth == 0:
                return found.start()
        elif found[0][0] == "\n":
            return None
    return None


def _is_inside_link(text: str, at: int) -> bool:
    """Whether the words of a link go on around `at`."""
    start = max(text.rfind("\n\n", 0, at), 0)
    opened = [found.start() for found in re.compile(r"(?<!\\)\[").finditer(text, start, at)]
    if any((link := _Link.at(text, one)) and link.end > at and not text.startswith("!", one - 1) for one in opened):
        return True
    tags = [found[0].lower() for found in re.compile(r"<a\b|</a\b", re.IGNORECASE).finditer(text, start, at)]
    return bool(tags) and tags[-1] == "<a"


def _tag_at(text: str, at: int, name: str) -> re.Match[str] | None:
    """The tag at a place; in a list or a quote its column is counted from the text inside, so the line is searched."""
    exact = _TAG.match(text, at)
    if exact and exact[1].lower() == name:
        return exact
    start = text.rfind("\n", 0, at) + 1
    end = _line_end(text, at)
    near = [found for found in _TAG.finditer(text, at, end) if found[1].lower() == name]
    near += [found for found in _TAG.finditer(text, start, end) if found[1].lower() == name]
    return near[0] if near else None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _attribute(tag: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag, re.IGNORECASE)
    return next((group for group in found.groups() if group is not None), "") if found else ""
