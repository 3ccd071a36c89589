"""Link: objects -> one PDF. Pages in order, folios and running heads, one font subset a face, outline, names, labels.

Everything that depends on where in the book a page lies is decided here, so that an object stays good wherever it
stands. Nothing is laid out here: a running head is the only text that this module sets.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from huozi.book import Folio
from huozi.pdf import archive, faces, folios, structure
from huozi.pdf.faces import Face, Glyphs
from huozi.pdf.job import ELSEWHERE
from huozi.pdf.trim import UNTRIMMED, Trim
from huozi.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from huozi.outline import Node, Outline
    from huozi.pdf.object import Object
    from huozi.store import Store

Region = Literal["cover", "front", "main"]


@dataclass(frozen=True, slots=True)
class Piece:
    """An object in its place: which numbering it is in, whether it starts a recto, and what its pages carry.

    `verso_head` and `recto_head` are the running heads; `recto_heads` are later heads of the recto by the anchor from
    which they hold. `bare` pieces (title page, imprint) are counted but carry neither head nor folio.
    """

    object: Object
    region: Region
    recto: bool = False
    bare: bool = False
    verso_head: str = ""
    recto_head: str = ""
    recto_heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """How running heads and folios are set: `*_distance_pt` is from the edge of the type area to the baseline.

    `folio_form` holds "{}" for the folio, which stands `folio_indent_pt` inside the outer edge of the type area.

    `faces` are tried in order for each character.
    """

    faces: tuple[Face, ...]
    folio_faces: tuple[Face, ...]
    lang: str
    head_size_pt: float
    head_distance_pt: float
    folio_size_pt: float
    folio_distance_pt: float
    heads: bool = True
    folio_place: Literal["outside", "centre", "none"] = "outside"
    folio_form: str = "{}"
    folio_indent_pt: float = 0


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """One page of the finished book: its piece and the page in it (None: a blank), folio, side, running head."""

    piece: int
    page: int | None
    folio: Folio
    recto: bool
    head: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an id of the book lies: index of the page in the book, left and top in points from its top left corner."""

    page: int
    left_pt: float
    top_pt: float


def place(pieces: Sequence[Piece], signature: int = 1) -> tuple[PlacedPage, ...]:
    """Give every page its place, side and folio (jlreq 2.6.3: odd is recto; blanks are counted, not printed).

    The front matter is numbered i, ii, iii; the text begins again at 1 on a recto. The cover is not counted. Blanks at
    the end fill the last signature 印张 of so many pages (BK3); a cover is printed by itself and is in none.
    """
    pages: list[PlacedPage] = []
    counts: dict[Region, int] = {"cover": 0, "front": 0, "main": 0}
    previous: Region | None = None
    for index, piece in enumerate(pieces):
        starts_region = piece.region != previous
        previous = piece.region
        if (piece.recto or starts_region) and len(pages) % 2:
            region = pieces[index - 1].region
            counts[region] += 1
            pages.append(PlacedPage(index - 1, None, _folio(region, counts[region]), recto=False, head="", bare=True))
        heads = _recto_heads(piece)
        for page in range(len(piece.object.sizes)):
            counts[piece.region] += 1
            recto = len(pages) % 2 == 0
            blank = page in piece.object.blanks
            head = "" if page == 0 or blank or piece.bare else heads[page] if recto else piece.verso_head
            folio = _folio(piece.region, counts[piece.region])
            pages.append(PlacedPage(index, page, folio, recto, head, piece.bare or blank))
    return (*pages, *_filling(pages, pieces, signature))


def _filling(pages: Sequence[PlacedPage], pieces: Sequence[Piece], signature: int) -> Iterator[PlacedPage]:
    inside = [page for page in pages if pieces[page.piece].region != "cover"]
    region = pieces[inside[-1].piece].region if inside else "main"
    numbered = sum(pieces[page.piece].region == region for page in pages)
    for extra in range(-len(inside) % signature):
        recto = (len(pages) + extra) % 2 == 0
        yield PlacedPage(inside[-1].piece, None, _folio(region, numbered + extra + 1), recto, head="", bare=True)


def destinations(pieces: Sequence[Piece], pages: Sequence[PlacedPage]) -> dict[str, Destination]:
    """Say where every id of the book lies; the first one wins, as in HTML."""
    first = {(page.piece, page.page): index for index, page in reversed(list(enumerate(pages)))}
    found: dict[str, Destination] = {}
    for index, piece in enumerate(pieces):
        for anchor in piece.object.anchors:
            at = first[index, anchor.page]
            found.setdefault(anchor.id, Destination(at, anchor.left_pt, anchor.top_pt))
    return found


def lost_links(pieces: Sequence[Piece]) -> list[str]:
    """Every id that a link of the book names and no page has, because a style sheet hides what has it."""
    anchors = {anchor.id for piece in pieces for anchor in piece.object.anchors}
    return sorted({target for piece in pieces for target in piece.object.links} - anchors)


def link(
    pieces: Sequence[Piece],
    pages: Sequence[PlacedPage],
    outline: Outline,
    furniture: Furniture,
    known_faces: Mapping[tuple[str, int], Face],
    info: Mapping[str, str],
    lang: str,
    standard: archive.Standard = archive.PLAIN,
    trim: Trim = UNTRIMMED,
    store: Store = NOTHING,
) -> bytes:
    """Write the book. `info` has the document information (Title, Author ...); `known_faces` where font files lie.

    What of it is the same in the next build is kept in the `store`.
    """
    places = destinations(pieces, pages)
    pdf = pikepdf.new()
    stamps = _Stamps(furniture)
    streams = [stamps.draw(page, _size(pieces, page), _frame(pieces, page)) for page in pages]
    union = faces.union(use for piece in pieces for use in piece.object.faces)
    stamped = {
        name: face for name, (face, glyphs) in zip(stamps.names, stamps.used.items(), strict=True) if glyphs.widths
    }
    for face in stamped.values():
        glyphs = stamps.used[face]
        union.setdefault((face.digest, face.index), Glyphs()).add(glyphs.widths, glyphs.unicode)
    files = {**known_faces, **{(face.digest, face.index): face for face in stamped.values()}}
    sources = [pikepdf.open(io.BytesIO(piece.object.pdf)) for piece in pieces]
    numbers = {target: pages[where.page].folio for target, where in places.items()}
    for piece, source in zip(pieces, sources, strict=True):
        if piece.object.folios:
            for page in source.pages:
                content = folios.exchange(page.Contents.read_bytes(), numbers, piece.object, known_faces, union)
                page.Contents = source.make_stream(content)
    fonts = {key: faces.embed(pdf, files[key], glyphs, store) for key, glyphs in sorted(union.items())}
    heads = {
        "/" + name: faces.read_as(pdf, fonts[key], stamps.used[face].unicode, union[key])
        for name, face in stamped.items()
        for key in [(face.digest, face.index)]
    }
    for placed in pages:
        if placed.page is None:
            pdf.add_blank_page(page_size=_size(pieces, placed))
        else:
            pdf.pages.append(sources[placed.piece].pages[placed.page])
    images: dict[bytes, pikepdf.Object] = {}
    seen: set[tuple[int, int]] = set()
    links: dict[structure.Place, dict[int, pikepdf.Object]] = {}
    moves = {shift: _move(pdf, shift) for shift in dict.fromkeys(_shift(pieces, placed) for placed in pages)}
    for placed, page, stamp in zip(pages, pdf.pages, streams, strict=True):
        if placed.page is None:
            continue
        resources = page.obj.Resources
        if resources.objgen not in seen:
            seen.add(resources.objgen)
            if "/Font" not in resources:
                resources.Font = Dictionary()
            for use in pieces[placed.piece].object.faces:
                key = (use.face, use.index)
                resources.Font["/" + use.name] = faces.read_as(pdf, fonts[key], use.unicode, union[key])
            resources.Font.update(heads)
            _share_images(resources, images)
        shift = _shift(pieces, placed)
        kept = _finish_page(pdf, page, moves[shift], stamp, shift, places)
        # On paper there is nothing to click on, and a printer's file has none of it (ISO 15930-7).
        links[placed.piece, placed.page] = {} if standard.name == "print" else kept
    shifts = [_shift(pieces, placed) for placed in pages]
    indexes = {(page.piece, page.page): index for index, page in enumerate(pages) if page.page is not None}
    structure.write(pdf, [piece.object.tags for piece in pieces], structure.BookPages(indexes, shifts, links))
    for page in pdf.pages:
        trim.apply(pdf, page)
    _write_names(pdf, places, shifts)
    _write_outline(pdf, outline, places)
    _write_labels(pdf, pages, pieces)
    _write_info(pdf, info, lang)
    archive.write(pdf, info, lang, standard)
    sink = io.BytesIO()
    pdf.save(
        sink,
        force_version=standard.version,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        linearize=False,
    )
    return sink.getvalue()


def _size(pieces: Sequence[Piece], page: PlacedPage) -> tuple[float, float]:
    return pieces[page.piece].object.sizes[page.page or 0]


def _frame(pieces: Sequence[Piece], page: PlacedPage) -> tuple[float, float, float, float]:
    return pieces[page.piece].object.frames[page.page or 0]


def _shift(pieces: Sequence[Piece], page: PlacedPage) -> float:
    """How far the content of a page moves: a verso's margins are those of a recto, mirrored."""
    left, _, right, _ = _frame(pieces, page)
    return 0 if page.recto else round(right - left, 3)


def _folio(region: Region, number: int) -> Folio:
    match region:
        case "cover":
            return Folio("cover")
        case "front":
            return Folio(_roman(number))
        case "main":
            return Folio(str(number))


def _roman(number: int) -> str:
    """Write a number in lower-case roman numerals."""
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        while number >= value:
            text, number = text + letters, number - value
    return text


def _recto_heads(piece: Piece) -> list[str]:
    """The recto's head of each page: the first section that begins on it, else the one that runs on (jlreq 2.6.2)."""
    starts: dict[int, list[str]] = {}
    pages = {anchor.id: anchor.page for anchor in piece.object.anchors}
    for anchor, head in piece.recto_heads:
        if anchor in pages:
            starts.setdefault(pages[anchor], []).append(head)
    heads, running = [], piece.recto_head
    for page in range(len(piece.object.sizes)):
        here = starts.get(page, [])
        heads.append(here[0] if here else running)
        running = here[-1] if here else running
    return heads


_NARROWEST = 5
"""More letters than this in an em are in no text: what is longer cannot fit, and need not be tried letter by letter."""


_HAN_OR_KANA = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SCRIPTS_MEET = re.compile(rf"(?<=[{_HAN_OR_KANA}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN_OR_KANA}])")
_AUTOSPACE = 250
"""A quarter of an em between Han and Latin, as in the text (S1)."""


class _Stamps:
    """Sets running heads and folios, and remembers the glyphs it used."""

    def __init__(self, furniture: Furniture) -> None:
        self.furniture = furniture
        every = dict.fromkeys((*furniture.faces, *furniture.folio_faces))
        self.used: dict[Face, Glyphs] = {face: Glyphs() for face in every}
        self.names = [f"Head{at}" for at in range(len(every))]
        self._lines: dict[tuple[str, bool], tuple[str, float]] = {}

    def draw(self, page: PlacedPage, size: tuple[float, float], frame: tuple[float, float, float, float]) -> bytes:
        """Return the content stream of a page's head and folio, marked as artifacts (ISO 32000-2, 14.8.2.2)."""
        furniture = self.furniture
        if page.bare:
            return b""
        width, height = size
        inner, top, outer, bottom = frame
        left, right = (inner, outer) if page.recto else (outer, inner)
        parts = []
        if page.head and furniture.heads:
            text, advance = self._line(page.head, folio=False, room=width - left - right)
            x = width - right - advance if page.recto else left
            parts.append(("Header", text, x, height - top + furniture.head_distance_pt, furniture.head_size_pt))
        if furniture.folio_place != "none":
            text, advance = self._line(furniture.folio_form.replace("{}", page.folio), folio=True, room=width)
            if furniture.folio_place == "centre":
                x = left + (width - left - right - advance) / 2
            else:
                x = width - right - advance if page.recto else left
                x += -furniture.folio_indent_pt if page.recto else furniture.folio_indent_pt
            parts.append(("Footer", text, x, bottom - furniture.folio_distance_pt, furniture.folio_size_pt))
        return "\n".join(
            f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC BT {text.format(size=_number(size_pt))} ET EMC".replace(
                "@", f"1 0 0 1 {_number(x)} {_number(y)} Tm", 1
            )
            for kind, text, x, y, size_pt in parts
        ).encode()

    def _line(self, text: str, *, folio: bool, room: float) -> tuple[str, float]:
        """Set a line: its text operators and width in points; what does not fit ends with an ellipsis."""
        size = self.furniture.folio_size_pt if folio else self.furniture.head_size_pt
        if len(text) > (longest := int(room / size * _NARROWEST) + 1):
            text = text[:longest] + "…"
        operators, advance = self._set(text, folio=folio)
        while advance * size > room and len(text) > 1:
            text = text.rstrip("…")[:-1] + "…"
            operators, advance = self._set(text, folio=folio)
        return operators, advance * size

    def _set(self, text: str, *, folio: bool) -> tuple[str, float]:
        if (text, folio) not in self._lines:
            candidates = self.furniture.folio_faces if folio else self.furniture.faces
            operators, total = ["@"], 0
            words = [text] if self.furniture.lang.startswith("ko") else _SCRIPTS_MEET.split(text)
            for at, word in enumerate(words):
                for face, run in _runs(word, candidates):
                    glyphs = faces.shape(face, run, self.furniture.lang)
                    self.used[face].add(
                        {glyph: width for glyph, width, _ in glyphs}, {glyph: to for glyph, _, to in glyphs}
                    )
                    name = self.names[list(self.used).index(face)]
                    operators.append(f"/{name} {{size}} Tf <{''.join(f'{glyph:04x}' for glyph, _, _ in glyphs)}> Tj")
                    total += sum(width for _, width, _ in glyphs)
                if at + 1 < len(words):
                    operators.append(f"[-{_AUTOSPACE}] TJ")
                    total += _AUTOSPACE
            self._lines[text, folio] = (" ".join(operators), total / 1000)
        return self._lines[text, folio]


def _runs(text: str, candidates: Sequence[Face]) -> Iterator[tuple[Face, str]]:
    """Split text into runs of one face: for each character the first candidate that has it."""
    run, current = "", candidates[0]
    for char in text:
        face = next((face for face in candidates if faces.covers(face, char)), candidates[0])
        if face != current and run:
            yield current, run
            run = ""
        current, run = face, run + char
    if run:
        yield current, run


def _share_images(resources: pikepdf.Object, images: dict[bytes, pikepdf.Object]) -> None:
    """Let equal pictures of different chapters be one object."""
    for name, picture in resources.get("/XObject", Dictionary()).items():
        if picture.get("/Subtype") == Name.Image and "/SMask" not in picture:
            digest = hashlib.sha256(picture.read_raw_bytes() + repr(sorted(picture.keys())).encode()).digest()
            resources.XObject[name] = images.setdefault(digest, picture)


def _move(pdf: pikepdf.Pdf, shift: float) -> pikepdf.Object:
    """What stands before the content of every page that moves so far: one stream for all of them."""
    return pdf.make_stream(f"q 1 0 0 1 {_number(shift)} 0 cm".encode() if shift else b"q")


def _finish_page(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    before: pikepdf.Object,
    stamp: bytes,
    shift: float,
    places: Mapping[str, Destination],
) -> dict[int, pikepdf.Object]:
    """Move a verso's content to its side, add the stamp, and turn links inside the book into destinations.

    Returns the links that are kept, by their place among all of the page.
    """
    page.obj.Contents = Array([before, page.obj.Contents, pdf.make_stream(b"Q\n" + stamp)])
    links = dict(_links(page.obj.get("/Annots", Array()), shift, places))
    if "/Annots" in page.obj:
        page.obj.Annots = Array(links.values())
    return links


_PRINTED = 4
"""The flag of an annotation that is printed, which PDF/A wants of all (ISO 32000-1, 12.5.3; ISO 19005-3, 6.3.2)."""


def _links(
    annotations: pikepdf.Object, shift: float, places: Mapping[str, Destination]
) -> Iterator[tuple[int, pikepdf.Object]]:
    """The links of a page in their place: those into the book by name, and each box once.

    The layout engine gives a link to every inline box inside an <a>; those that lie in another one of the same target
    say nothing new. It writes addresses as URIs, with percent signs for what is not ASCII.
    """
    boxes: dict[str, list[tuple[float, ...]]] = {}
    for at, annotation in enumerate(annotations):
        x1, y1, x2, y2 = (float(edge) for edge in annotation.Rect)
        box = (round(x1 + shift, 3), round(min(y1, y2), 3), round(x2 + shift, 3), round(max(y1, y2), 3))
        uri = str(annotation.A.URI) if "/A" in annotation else ""
        if uri.startswith(ELSEWHERE):
            del annotation["/A"]
            annotation.Dest = String(_name(uri))
        elif "/Dest" in annotation:
            annotation.Dest = String(str(annotation.Dest))  # in the bytes that the tree of names has
        target = str(annotation.Dest) if "/Dest" in annotation else uri
        if "/Dest" in annotation and target not in places:
            continue  # the author has been told: lost_links() names it
        if not any(_contains(other, box) for other in boxes.setdefault(target, [])):
            boxes[target].append(box)
            annotation.Rect = Array(box)
            annotation.F = _PRINTED
            yield at, annotation


@lru_cache(maxsize=4096)
def _name(uri: str) -> str:
    """The id that an address of the linker's own leads to: each line of a link asks for it again."""
    return unquote(uri.removeprefix(ELSEWHERE))


def _contains(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    slack = 0.5
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and outer[2] + slack >= inner[2]
        and outer[3] + slack >= inner[3]
    )


def _target(pdf: pikepdf.Pdf, where: Destination, shifts: Sequence[float]) -> Array:
    page = pdf.pages[where.page]
    height = float(page.mediabox[3])
    left = where.left_pt + shifts[where.page]
    return Array([page.obj, Name.XYZ, round(left, 3), round(height - where.top_pt, 3), 0])


def _write_names(pdf: pikepdf.Pdf, places: Mapping[str, Destination], shifts: Sequence[float]) -> None:
    tree = pikepdf.NameTree.new(pdf)
    for name in sorted(places):
        tree[name] = _target(pdf, places[name], shifts)
    if places:
        pdf.Root.Names = Dictionary(Dests=tree.obj)


def _write_outline(pdf: pikepdf.Pdf, outline: Outline, places: Mapping[str, Destination]) -> None:
    """Write the bookmarks: the outline itself, open to depth 2 (ISO 32000-2, 12.3.3)."""

    def item(node: Node, depth: int) -> pikepdf.OutlineItem:
        where = String(node.target) if node.target in places else None
        entry = pikepdf.OutlineItem(node.title, where)
        entry.is_closed = depth > 1
        entry.children.extend(item(child, depth + 1) for child in node.entries)
        return entry

    with pdf.open_outline() as tree:
        tree.root.extend(item(node, 1) for node in outline.entries)


def _write_labels(pdf: pikepdf.Pdf, pages: Sequence[PlacedPage], pieces: Sequence[Piece]) -> None:
    """Write page labels (ISO 32000-2, 12.4.2): one range for each numbering."""
    numbers: list[int | Dictionary] = []
    previous: Region | None = None
    for index, page in enumerate(pages):
        region = pieces[page.piece].region
        if region != previous:
            style = Name.r if region == "front" else Name.D
            label = Dictionary(P=String("cover")) if region == "cover" else Dictionary(S=style, St=1)
            numbers.extend([index, label])
            previous = region
    pdf.Root.PageLabels = Dictionary(Nums=Array(numbers))


def _write_info(pdf: pikepdf.Pdf, info: Mapping[str, str], lang: str) -> None:
    for key, value in info.items():
        if value:
            pdf.docinfo["/" + key] = String(value)
    pdf.Root.Lang = String(lang)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines


def _number(value: float) -> str:
    """Write a length as a PDF number: at most three decimals, none where it is whole."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
