"""A compiled chapter: bytes and plain tables. Object -> bytes, bytes -> Object.

An object is what a PDF holds of its pages but for their fonts (its page streams name fonts by a stable hash and glyphs
by the font's own ids) and what the linker must know of it. Nothing here knows how an object is made or what becomes of
it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from huozi.pdf.tags import Tag

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 7
"""Raised when the shape of an object changes: objects of another format are recompiled."""


@dataclass(frozen=True, slots=True)
class FaceUse:
    """What a chapter uses of one font face.

    `name` is the resource name in the page streams; `face` tells the font file (see `face_digest`) and `index` the face
    inside it; `widths` and `unicode` map glyph ids to advances in 1/1000 em and to the text they stand for.
    """

    name: str
    face: str
    index: int
    widths: dict[int, int]
    unicode: dict[int, str]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an id lies: page of the object from 0, left and top in points from the page's top left corner."""

    id: str
    page: int
    left_pt: float
    top_pt: float


@dataclass(frozen=True, slots=True)
class FolioPlace:
    """A page number in the text: the id whose page it tells, the number as painted, by which `FaceUse.name` and glyphs.

    Without a face where another number cannot take its place. One that is `flush` stands alone at the right edge of
    its box, which has room for it: a narrower one may stand there.
    """

    target: str
    text: str
    face: str
    glyphs: tuple[int, ...]
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of the layout engine: whether content is lost by it, its words, its line in the style sheet or 0."""

    lost: bool
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line that could not be set well: where it stands, and `verdict`: loose, short, over-full or runt.

    `page` counts from 0; `element` is the number of the line's block in the order of the document, its body being 0.
    `amount_em` is how much wider its gaps are than usual, or by how much it is too short or too long.
    """

    page: int
    element: int
    verdict: str
    text: str
    amount_em: float


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its box, left, bottom, right and top in points, and the id that it leads to, or an address."""

    box: tuple[float, float, float, float]
    target: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """One compiled job. `parts` are bodies of PDF objects (see file.py), each after those that it names by place.

    `pages` has the part that each page paints, `resources` the one that is their dictionary of resources but for
    fonts, `fonts` that of the fonts that the layout engine has embedded. `boxes` has the links of each page. `blanks`
    are pages without head and folio, `links` the ids that it links to in other jobs.

    For each page `sizes` has width and height in points, `frames` the margins of its type area: left, top, right,
    bottom. `starts` has how much of the running text stands before the page (None: it holds nothing of it).
    """

    parts: tuple[bytes, ...]
    pages: tuple[int, ...]
    resources: int
    fonts: int
    boxes: tuple[tuple[Link, ...], ...]
    sizes: tuple[tuple[float, float], ...]
    frames: tuple[tuple[float, float, float, float], ...]
    blanks: tuple[int, ...]
    starts: tuple[int | None, ...]
    anchors: tuple[Anchor, ...]
    links: tuple[str, ...]
    faces: tuple[FaceUse, ...]
    findings: tuple[Finding, ...]
    tags: tuple[Tag, ...] = ()
    lines: tuple[LineFault, ...] = ()
    folios: tuple[FolioPlace, ...] = ()


_TABLES = tuple(one.name for one in fields(Object) if one.name not in {"parts", "boxes"})


class DamagedError(ValueError):
    """These bytes are not an object of this format."""


HEAD = 65536
"""How many of a font file's first bytes tell it: they hold the table directory, with every table's checksum."""


def face_digest(head: bytes, size: int) -> str:
    """Name a font file by its HEAD and its size in bytes."""
    return hashlib.sha256(head[:HEAD] + b"%d" % size).hexdigest()


def file_digest(path: Path) -> str:
    """The name of a font file, as the layout engine computes it from the bytes it was given."""
    state = path.stat()
    return _file_digest(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _file_digest(path: Path, size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        return face_digest(file.read(HEAD), size)


def dumps(compiled: Object) -> bytes:
    """Serialise an object; the same object gives the same bytes."""
    tables = {name: _plain(getattr(compiled, name)) for name in _TABLES}
    tables["boxes"] = [_plain(links) for links in compiled.boxes]
    tables["lengths"] = [len(part) for part in compiled.parts]
    head = json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%d %d\n" % (FORMAT, len(head)) + head + b"".join(compiled.parts)


def _plain(table: Any) -> Any:  # noqa: ANN401 (any of the tables)
    """A table for JSON: records as lists of their fields. What dataclasses.asdict does, without copying each value."""
    if not isinstance(table, tuple) or not table or not is_dataclass(table[0]):
        return table
    names = [one.name for one in fields(table[0])]
    return [[getattr(one, name) for name in names] for one in table]


def loads(data: bytes) -> Object:
    """Read an object back; raises DamagedError where `dumps` of another format wrote it."""
    line, _, rest = data.partition(b"\n")
    form, _, length = line.partition(b" ")
    if form != b"%d" % FORMAT:
        raise DamagedError(f"object of format {form!r}")
    end = int(length)
    tables: dict[str, Any] = json.loads(rest[:end])
    ends = list(accumulate(tables["lengths"], initial=end))
    return Object(
        parts=tuple(rest[start:stop] for start, stop in pairwise(ends)),
        pages=tuple(tables["pages"]),
        resources=tables["resources"],
        fonts=tables["fonts"],
        boxes=tuple(tuple(Link(tuple(box), target, to) for box, target, to in page) for page in tables["boxes"]),
        sizes=tuple((width, height) for width, height in tables["sizes"]),
        frames=tuple((left, top, right, bottom) for left, top, right, bottom in tables["frames"]),
        blanks=tuple(tables["blanks"]),
        starts=tuple(tables["starts"]),
        anchors=tuple(Anchor(*anchor) for anchor in tables["anchors"]),
        links=tuple(tables["links"]),
        faces=tuple(_face(face) for face in tables["faces"]),
        findings=tuple(Finding(*finding) for finding in tables["findings"]),
        tags=tuple(_tag(tag) for tag in tables["tags"]),
        lines=tuple(LineFault(*line) for line in tables["lines"]),
        folios=tuple(
            FolioPlace(target, text, face, tuple(glyphs), flush)
            for target, text, face, glyphs, flush in tables["folios"]
        ),
    )


def _tag(table: list[Any]) -> Tag:
    kind, kids, attributes = table
    return Tag(kind, tuple((what, first, second) for what, first, second in kids), attributes)


def _face(table: list[Any]) -> FaceUse:
    """Build a FaceUse from JSON, whose keys are strings where ours are glyph ids."""
    name, face, index, widths, texts = table
    widths = {int(glyph): width for glyph, width in widths.items()}
    return FaceUse(name, face, index, widths, {int(glyph): text for glyph, text in texts.items()})
