"""A folder of real books -> temporary copies, each with a book.md that huozi can build.

The copies are changed only by the rules of this file; nothing of the books' text is in the project.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RealBook:
    """One build: the folder below the corpora, the language, and how the copy becomes a book."""

    name: str
    folder: str
    lang: str
    prepare: Callable[[Path], dict[str, str]]
    """Changes the copy where it must; gives the front matter beside lang and chapters. `files` are the chapters."""
    files: Callable[[Path], list[str]]


def copy_book(book: RealBook, corpora: Path, target: Path) -> Path:
    """Copy a real book into an empty folder and write its book.md; the path of book.md."""
    shutil.copytree(corpora / book.folder, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    front = {"title": book.name, "lang": book.lang, **book.prepare(target)}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    chapters = [f"  - {json.dumps(file, ensure_ascii=False)}" for file in book.files(target)]
    source = target / "book.md"
    source.write_text("\n".join(["---", *lines, "chapters:", *chapters, "---", ""]), encoding="utf-8")
    return source


def _as_it_is(_folder: Path) -> dict[str, str]:
    return {}


def _in_order(folder: Path) -> list[str]:
    return (folder / "ORDER.txt").read_text(encoding="utf-8").split("\n")[:-1]


def _other_spelling(name: str) -> Callable[[Path], list[str]]:
    """The chapters of ORDER.txt in another folder: the same texts with ruby in another spelling."""

    def files(folder: Path) -> list[str]:
        return [f"{name}/{file.split('/', 1)[1]}" for file in _in_order(folder)]

    return files


def _only(name: str) -> Callable[[Path], list[str]]:
    return lambda _folder: [name]


def _pandoc_metadata(folder: Path) -> dict[str, str]:
    """Title and subtitle of Pandoc's metadata.yaml."""
    text = (folder / "metadata.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"^(title|subtitle): *(.+?) *$", text, re.MULTILINE))


def _headings_for_plain_text(folder: Path) -> dict[str, str]:
    """Put # and ## before title and numbered headings of article.txt, as a person would who makes a book of it.

    The title is the line before the author's, which is the one before the first long paragraph. `一、` opens a section;
    `1、` opens a subsection whose title ends with its first sentence.
    """
    paragraphs = [line for line in (folder / "article.txt").read_text(encoding="utf-8").split("\n") if line.strip()]
    first = next(index for index, line in enumerate(paragraphs) if len(line) > 80)
    title = paragraphs[first - 2].strip()
    marked = [*paragraphs[: first - 2], f"# {title}", *_with_headings(paragraphs[first - 1 :])]
    (folder / "article.md").write_text("\n\n".join(marked) + "\n", encoding="utf-8")
    return {"title": title}


def _with_headings(paragraphs: Iterable[str]) -> Iterable[str]:
    for line in paragraphs:
        if re.match(r"[一二三四五六七八九十]+、", line):
            yield f"## {line}"
        elif match := re.match(r"(\d+、[^。]+)。(.*)", line):
            yield f"### {match[1]}"
            yield match[2]
        else:
            yield line


BOOKS = (
    RealBook("just-laws", "just-laws", "zh-Hans", _as_it_is, _in_order),
    RealBook("how-to-ask-hans", "how-to-ask", "zh-Hans", _as_it_is, _only("README-zh_CN.md")),
    RealBook("how-to-ask-hant", "how-to-ask", "zh-Hant", _as_it_is, _only("README.md")),
    RealBook("p3c", "p3c", "zh-Hans", _as_it_is, _in_order),
    RealBook("panbook", "panbook", "zh-Hans", _pandoc_metadata, _in_order),
    RealBook("js-primer", "js-primer", "ja", _as_it_is, _in_order),
    RealBook("aozora-html", "aozora-ja", "ja", _as_it_is, _other_spelling("html")),
    RealBook("aozora-vfm", "aozora-ja", "ja", _as_it_is, _other_spelling("vfm")),
    RealBook("aozora-notes", "aozora-ja", "ja", _as_it_is, _other_spelling("aozora")),
    RealBook("article", "article", "zh-Hans", _headings_for_plain_text, _only("article.md")),
)
