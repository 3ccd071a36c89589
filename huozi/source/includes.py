"""A manuscript that includes other files -> the same with their text in place.

mdBook's `{{#include f:a:b}}` (lines or an anchor), VitePress' `<!-- @include: f -->` and `<<< @/f{…}`, HonKit's
`{% include "f" %}` and `[import](f)`, MkDocs' `--8<-- "f"`. Only files below the book folder are read. Pictures and
links in included text are meant from the folder of the file that includes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from huozi.diagnostics import Span
from huozi.inside import real_path
from huozi.source import importcode
from huozi.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from huozi.config import Config
    from huozi.diagnostics import Log
    from huozi.source.manuscript import Manuscript

_MDBOOK = re.compile(
    r"([ \t]*)\{\{[ \t]*#(?:include|rustdoc_include|playground|playpen)[ \t]+([^}:]+?)(?::([^}]*?))?[ \t]*\}\}[ \t]*$"
)
_ESCAPED = re.compile(r"\\(?=\{\{[ \t]*#)")
_COMMENT = re.compile(r"()[ \t]{0,3}<!--[ \t]*@include:[ \t]*(.+?)(?:#([\w*-]+))?(?:\{([\d,\s-]*)\})?[ \t]*-->[ \t]*$")
_SNIPPET = re.compile(r"([ \t]*)<<<[ \t]*(@/|\.{0,2}/|\w)([^\s{#]*)(?:#([\w*-]+))?[ \t]*(?:\{([^}]*)\})?(.*)$")
_WHOLE = re.compile(r"([ \t]*)(?:\{%-?[ \t]*include[ \t]+(?P<honkit>[\"'])|-{2,}8<-{2,}[ \t]+(?P<mkdocs>[\"']))"
                    r"(?P<file>[^\"':]+)(?::(?P<part>[^\"']*))?[\"'][ \t]*(?(honkit)-?%\})[ \t]*$")  # fmt: skip
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})([^`]*)$")
_ANCHOR = re.compile(r"(?:ANCHOR(?:_END)?:[ \t]*|--8<--[ \t]*\[(?:start|end):[ \t]*)[\w_-]+")
_MARKS = re.compile(r"\{\{[ \t]*#|@include:|<<<|\[(?:import|include)|-8<-|\{%-?[ \t]*include")
"""What a line with an include has in it."""
_DEEPEST = 10
_MOST_LINES = 200_000


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the result, and the line of the manuscript that brought it."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class _Reader:
    config: Config
    log: Log

    def lines(self, written: str, folder: PurePosixPath, at: Span) -> tuple[list[str], PurePosixPath] | None:
        """The lines of a file that a directive names, and its path below the book folder."""
        root = self.config.root
        start = root if written.startswith(("@/", "/")) else root / folder
        path = start / written.removeprefix("@").lstrip("/")
        real = real_path(path)
        if real is not None and not real.is_relative_to(root):
            advice = "only files of the book are read: copy it into the book folder"
            self.log.error("include-outside", f"`{written}` is outside the book folder", at, help=advice)
            return None
        try:
            if real is None or not real.is_file():
                raise FileNotFoundError(written)
            content = real.read_bytes()
        except OSError:
            near = get_close_matches(path.name, _names(path.parent), 1, 0.6)
            advice = f"did you mean `{near[0]}`?" if near else "check the path"
            self.log.error("include-missing", f"there is no file `{written}` to include", at, help=advice)
            return None
        name = PurePosixPath(real.relative_to(root).as_posix())
        text = decode(content, str(name), self.config.encoding, self.log)
        return (text.removesuffix("\n").split("\n"), name) if text is not None else None

    def has(self, written: str, folder: PurePosixPath) -> bool:
        """Whether a directive names a file of the book."""
        real = real_path(self.config.root / folder / written.lstrip("/"))
        return real is not None and real.is_relative_to(self.config.root) and real.is_file()


def expand(manuscript: Manuscript, config: Config, log: Log) -> Manuscript:
    """The manuscript with every include in place."""
    text, first_line, file, path = manuscript.text, manuscript.first_line, manuscript.file, manuscript.path
    if not _MARKS.search(text):
        return manuscript
    lines = [_Line(line, number) for number, line in enumerate(text.split("\n"), first_line)]
    reader = _Reader(config, log)
    made = list(_expanded(lines, PurePosixPath(file).parent, path, reader, (file,)))
    if len(made) > _MOST_LINES:
        log.error("include-loop", f"includes make over {_MOST_LINES} lines of `{file}`", help="include less")
        return manuscript
    origins = {number: line.number for number, line in enumerate(made, first_line) if number != line.number}
    return replace(manuscript, text="\n".join(line.text for line in made), origins=origins)


def _expanded(
    lines: Sequence[_Line], folder: PurePosixPath, path: str, reader: _Reader, above: tuple[str, ...]
) -> Iterator[_Line]:
    fence, shown = "", False
    for line in lines:
        mark = _FENCE.match(line.text)
        if mark and not fence:
            fence, shown = mark[1], mark[2].strip(" {.}").lower().startswith(("markdown", "md"))
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        if (fence and shown) or not _MARKS.search(line.text):
            yield line
            continue
        yield from _one(line, folder, path, reader, above, in_code=bool(fence))


def _one(
    line: _Line, folder: PurePosixPath, path: str, reader: _Reader, above: tuple[str, ...], *, in_code: bool
) -> Iterator[_Line]:
    at = Span(path, line.number, 1, max(1, len(line.text)))
    if found := _MDBOOK.match(line.text):
        part = _read(reader, found[2], folder, at, above)
        if part is not None:
            yield from _below(
                _part(part[0], found[3] or "", found[2], at, reader.log), found[1], line, part[1], path, reader, above
            )
        return
    if found := _WHOLE.match(line.text):
        part = _read(reader, found["file"], _base(reader, found["file"], folder), at, above)
        if part is not None:
            lines = _part(part[0], found["part"] or "", found["file"], at, reader.log)
            yield from _below(lines, found[1], line, part[1], path, reader, above)
        return
    if not in_code and (wanted := importcode.parse(line.text)) and _is_import(wanted, folder, reader):
        yield from _imported(wanted, line, folder, at, reader)
        return
    if not in_code and (found := _COMMENT.match(line.text)):
        part = _read(reader, found[2], folder, at, above)
        if part is not None:
            chosen = _region(part[0], found[3], found[2], at, reader.log) if found[3] else part[0]
            yield from _below(_ranged(chosen, found[4] or ""), "", line, part[1], path, reader, above)
        return
    if not in_code and (found := _SNIPPET.match(line.text)):
        yield from _snippet(found, line, folder, at, reader)
        return
    yield _Line(_ESCAPED.sub("", line.text), line.number)


def _is_import(wanted: importcode.Import, folder: PurePosixPath, reader: _Reader) -> bool:
    """What may be a link to a page is an import only if it says more than a link could."""
    return wanted.sure or (reader.has(wanted.file, folder) and not wanted.file.endswith((".md", ".html")))


def _read(
    reader: _Reader, written: str, folder: PurePosixPath, at: Span, above: tuple[str, ...]
) -> tuple[list[str], PurePosixPath] | None:
    part = reader.lines(written, folder, at)
    if part is None:
        return None
    if str(part[1]) in above or len(above) > _DEEPEST:
        what = f"`{written}` includes itself, through {' -> '.join(above)}"
        reader.log.error("include-loop", what, at, help="take one of the includes away")
        return None
    return part


def _below(
    lines: Sequence[str],
    indent: str,
    line: _Line,
    file: PurePosixPath,
    path: str,
    reader: _Reader,
    above: tuple[str, ...],
) -> Iterator[_Line]:
    made = [_Line(indent + text if text else text, line.number) for text in lines]
    yield from _expanded(made, file.parent, path, reader, (*above, str(file)))


def _part(lines: list[str], wanted: str, written: str, at: Span, log: Log) -> list[str]:
    """Lines `:a:b` or an anchor `:name`, as mdBook and MkDocs write them."""
    if re.fullmatch(r"\d*(?::\d*)?", wanted):
        if not wanted:
            return lines
        first, colon, last = wanted.partition(":")
        return importcode.numbered(lines, first, last, to_end=bool(colon))
    inside, found, kept = False, False, list[str]()
    for line in lines:
        if re.search(rf"(?:ANCHOR|\[start):[ \t]*{re.escape(wanted)}(?![\w-])", line):
            inside = found = True
        elif re.search(rf"(?:ANCHOR_END|\[end):[ \t]*{re.escape(wanted)}(?![\w-])", line):
            inside = False
        elif inside and not _ANCHOR.search(line):
            kept.append(line)
    if not found:
        log.error("include-missing", f"`{written}` has no anchor `{wanted}`", at, help=f"mark it: `ANCHOR: {wanted}`")
    return kept


def _region(lines: list[str], wanted: str, written: str, at: Span, log: Log) -> list[str]:
    """VitePress: from `#region name` to `#endregion name`, whatever the marks of comments around them."""
    inside, found, kept = False, False, list[str]()
    for line in lines:
        if re.search(rf"#?region\b.*?(?<![\w-]){re.escape(wanted)}(?![\w-])", line) and "endregion" not in line:
            inside = found = True
        elif "endregion" in line and wanted in line:
            inside = False
        elif inside:
            kept.append(line)
    if not found:
        log.error("include-missing", f"`{written}` has no region `{wanted}`", at, help=f"mark it: `#region {wanted}`")
    return kept


def _ranged(lines: list[str], wanted: str) -> list[str]:
    """VitePress: `{a,b}`, either of which may be left out."""
    first, comma, last = wanted.replace("-", ",").replace(" ", "").partition(",")
    if not wanted.strip():
        return lines
    return importcode.numbered(lines, first, last, to_end=bool(comma))


def _snippet(found: re.Match[str], line: _Line, folder: PurePosixPath, at: Span, reader: _Reader) -> Iterator[_Line]:
    """Code from a file: a fence whose language is that of the file's name."""
    written = found[2] + found[3]
    part = reader.lines(written, folder, at)
    if part is None:
        return
    lines = _region(part[0], found[4], written, at, reader.log) if found[4] else part[0]
    marked = re.match(r"[\d,\s-]*", found[5] or "")
    language = (found[5] or "")[marked.end() :].strip().split(":")[0] if marked else ""
    info = language or part[1].suffix.removeprefix(".")
    if marked and marked[0].strip():
        info += f"{{{marked[0].strip()}}}"
    yield from _fenced(lines, info + found[6].rstrip(), found[1], line.number)


def _imported(
    wanted: importcode.Import, line: _Line, folder: PurePosixPath, at: Span, reader: _Reader
) -> Iterator[_Line]:
    part = reader.lines(wanted.file, folder, at)
    if part is None:
        return
    lines, missing = importcode.chosen(wanted, part[0])
    for name in missing:
        what = f"`{wanted.file}` has no part `{name}`"
        reader.log.error("include-missing", what, at, help=f"put a comment `[{name}]` before and after it")
    yield from _fenced(lines, importcode.info(wanted, part[1].suffix.removeprefix(".")), wanted.indent, line.number)


def _fenced(lines: Sequence[str], info: str, indent: str, number: int) -> Iterator[_Line]:
    longest = max((len(run) for text in lines for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * max(3, longest + 1)
    for text in (f"{fence}{info}", *lines, fence):
        yield _Line(indent + text, number)


def _base(reader: _Reader, written: str, folder: PurePosixPath) -> PurePosixPath:
    """MkDocs and HonKit name files from the folder of the book as well as from that of the text."""
    return PurePosixPath() if reader.has(written, PurePosixPath()) and not reader.has(written, folder) else folder


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
