"""Link: objects -> one PDF. Pages in order, folios and running heads, one font subset a face, outline, names, labels.

Everything that depends on where in the book a page lies is decided here, so that an object stays good wherever it
stands. Nothing is laid out here: a running head is the only text that this module sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from huozi.book import Folio
from huozi.pdf import archive, faces, folios, structure
from huozi.pdf.faces import Face, Glyphs
from huozi.pdf.file import File, name_tree, real, reals, renumbered, stream, string, unpacked
from huozi.pdf.trim import UNTRIMMED, Trim
from huozi.store import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from huozi.outline import Node, Outline
    from huozi.pdf.object import Link, Object
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
    book = _Book(File(), pieces, pages, destinations(pieces, pages))
    stamps = _Stamps(furniture)
    stamped = [stamps.draw(page, _size(pieces, page), _frame(pieces, page)) for page in pages]
    union = faces.union(use for piece in pieces for use in piece.object.faces)
    used = {name: face for name, face in zip(stamps.names, stamps.used, strict=True) if stamps.used[face].widths}
    for face in used.values():
        union.setdefault((face.digest, face.index), Glyphs()).add(stamps.used[face].widths, stamps.used[face].unicode)
    contents = _contents(pieces, pages, book.places, known_faces, union)
    files = {**known_faces, **{(face.digest, face.index): face for face in used.values()}}
    fonts = {key: faces.embed(book.file, files[key], glyphs, store) for key, glyphs in sorted(union.items())}
    heads = {}
    for name, face in used.items():
        key = (face.digest, face.index)
        heads[name] = faces.read_as(book.file, fonts[key], stamps.used[face].unicode, union[key])
    equal: dict[bytes, int] = {}
    painted = []
    for piece, bodies in zip(pieces, contents, strict=True):
        names = dict(heads)
        for use in piece.object.faces:
            key = (use.face, use.index)
            names[use.name] = faces.read_as(book.file, fonts[key], use.unicode, union[key])
        painted.append(_write_parts(book.file, piece.object, bodies, names, equal))
    # On paper there is nothing to click on, and a printer's file has none of it (ISO 15930-7).
    links = {} if standard.name == "print" else _kept_links(book)
    tree = structure.write(book.file, [piece.object.tags for piece in pieces], _book_pages(book, links))
    for place, shown in enumerate(stamped):
        _write_page(book, place, painted, shown, links, tree)
    kids = " ".join(f"{number} 0 R" for number in book.numbers)
    book.file.put(book.parent, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    packet = archive.packet(info, lang, standard)
    catalogue = [
        f"/Type/Catalog/Pages {book.parent} 0 R/Lang{string(lang)}/PageMode/UseOutlines",
        "/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>",
        f"/StructTreeRoot {tree.root} 0 R/PageLabels<</Nums[{_labels(pages, pieces)}]>>",
        f"/Metadata {book.file.add(stream(packet, '/Type/Metadata/Subtype/XML', packed=False))} 0 R",
        _names(book),
        _outlines(book, outline),
    ]
    root = book.file.add(f"<<{''.join(catalogue)}>>")
    told = book.file.add(f"<<{''.join(f'/{key}{string(value)}' for key, value in info.items() if value)}>>")
    data = book.file.data(root, told, standard.version)
    if standard.is_only_claimed and trim == UNTRIMMED:
        return data
    from huozi.pdf import finishing  # it imports what reads a PDF again, which most books do not need

    return finishing.finish(data, standard, trim)


@dataclass(slots=True)
class _Book:
    """The file, what goes into it, where each id lies, and the numbers of its pages and of what holds them."""

    file: File
    pieces: Sequence[Piece]
    pages: Sequence[PlacedPage]
    places: Mapping[str, Destination]
    parent: int = 0
    numbers: range = range(0)
    shifts: Sequence[float] = ()
    plain: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parent = self.file.reserve()
        first = self.file.reserve(len(self.pages))
        self.numbers = range(first, first + len(self.pages))
        self.shifts = [_shift(self.pieces, placed) for placed in self.pages]

    def shared(self, content: str) -> int:
        """A short stream that many pages have."""
        if content not in self.plain:
            self.plain[content] = self.file.add(stream(content.encode(), packed=False))
        return self.plain[content]


def _contents(
    pieces: Sequence[Piece],
    pages: Sequence[PlacedPage],
    places: Mapping[str, Destination],
    known_faces: Mapping[tuple[str, int], Face],
    union: Mapping[tuple[str, int], Glyphs],
) -> list[tuple[bytes, ...]]:
    """The parts of each object with the true page numbers in what its pages paint."""
    numbers = {target: pages[where.page].folio for target, where in places.items()}
    found = []
    for piece in pieces:
        one = piece.object
        parts = list(one.parts)
        for page in one.pages if one.folios else ():
            before = unpacked(parts[page])
            after = folios.exchange(before, numbers, one, known_faces, union)
            if after != before:
                parts[page] = stream(after)
        found.append(tuple(parts))
    return found


def _write_parts(
    file: File, compiled: Object, parts: Sequence[bytes], names: Mapping[str, int], equal: dict[bytes, int]
) -> list[int]:
    """Write the parts of an object and return their numbers; those that are `equal` to some before are these."""
    numbers: list[int] = []
    for place, body in enumerate(parts):
        own = renumbered(body, numbers.__getitem__)
        if place == compiled.fonts:
            more = "".join(f"/{name} {number} 0 R" for name, number in names.items())
            own = own.removesuffix(b">>") + more.encode() + b">>"
        elif place == compiled.resources:
            own = own.removesuffix(b">>") + b"/Font %d 0 R>>" % numbers[compiled.fonts]
        if own not in equal:
            equal[own] = file.add(own)
        numbers.append(equal[own])
    return numbers


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
            f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC BT {text.format(size=real(size_pt))} ET EMC".replace(
                "@", f"1 0 0 1 {real(x)} {real(y)} Tm", 1
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


_PRINTED = 4
"""The flag of an annotation that is printed, which PDF/A wants of all (ISO 32000-1, 12.5.3; ISO 19005-3, 6.3.2)."""


def _kept_links(book: _Book) -> dict[structure.Place, dict[int, int]]:
    """The numbers of the links of each page by their places; the author was told of those that lead nowhere."""
    return {
        (page.piece, page.page): {
            place: book.file.reserve()
            for place, one in enumerate(book.pieces[page.piece].object.boxes[page.page])
            if one.address or one.target in book.places
        }
        for page in book.pages
        if page.page is not None
    }


def _book_pages(book: _Book, links: Mapping[structure.Place, Mapping[int, int]]) -> structure.BookPages:
    indexes = {(page.piece, page.page): index for index, page in enumerate(book.pages) if page.page is not None}
    return structure.BookPages(indexes, book.numbers, book.shifts, links)


def _write_page(
    book: _Book,
    index: int,
    painted: Sequence[Sequence[int]],
    stamp: bytes,
    links: Mapping[structure.Place, Mapping[int, int]],
    tree: structure.Written,
) -> None:
    """Write a page and its links: a verso's content moved to its side, and the stamp over it."""
    placed = book.pages[index]
    box = reals((0, 0, *_size(book.pieces, placed)))
    entries = f"/Type/Page/Parent {book.parent} 0 R/MediaBox{box}/Tabs/S"
    if placed.page is None:
        entries += "/Resources<<>>"
    else:
        compiled, shift = book.pieces[placed.piece].object, book.shifts[index]
        numbers = painted[placed.piece]
        before = book.shared(f"q 1 0 0 1 {real(shift)} 0 cm" if shift else "q")
        after = book.file.add(stream(b"Q\n" + stamp)) if stamp else book.shared("Q\n")
        entries += f"/Resources {numbers[compiled.resources]} 0 R"
        entries += f"/Contents[{before} 0 R {numbers[compiled.pages[placed.page]]} 0 R {after} 0 R]"
        kept = links.get((placed.piece, placed.page), {})
        for place, own in kept.items():
            book.file.put(own, _link(compiled.boxes[placed.page][place], shift, tree.links.get(own, "")))
        if kept:
            entries += f"/Annots[{' '.join(f'{own} 0 R' for own in kept.values())}]"
    if index in tree.pages:
        entries += f"/StructParents {index}"
    book.file.put(book.numbers[index], f"<<{entries}>>")


def _link(link: Link, shift: float, tagged: str) -> str:
    """A link in its place: those into the book by name; `tagged` are the entries that its tag asks for."""
    left, bottom, right, top = link.box
    leads = f"/A<</Type/Action/S/URI/URI{string(link.address)}>>" if link.address else f"/Dest{string(link.target)}"
    box = reals((left + shift, bottom, right + shift, top))
    return f"<</Type/Annot/Subtype/Link/Rect{box}/BS<</W 0>>/F {_PRINTED}{leads}{tagged}>>"


def _names(book: _Book) -> str:
    """The entry of the catalogue for the named destinations."""
    if not book.places:
        return ""
    entries = {}
    for name, where in book.places.items():
        height = _size(book.pieces, book.pages[where.page])[1]
        left, top = real(where.left_pt + book.shifts[where.page]), real(height - where.top_pt)
        entries[name] = f"[{book.numbers[where.page]} 0 R/XYZ {left} {top} 0]"
    return f"/Names<</Dests {name_tree(book.file, entries)} 0 R>>"


def _outlines(book: _Book, outline: Outline) -> str:
    """The entry of the catalogue for the bookmarks: the outline itself, open to depth 2 (ISO 32000-2, 12.3.3)."""
    if not outline.entries:
        return ""
    root = book.file.reserve()
    ends, shown = _write_bookmarks(book, outline.entries, root, 1)
    book.file.put(root, f"<</Type/Outlines{ends}/Count {shown}>>")
    return f"/Outlines {root} 0 R"


def _write_bookmarks(book: _Book, nodes: Sequence[Node], parent: int, depth: int) -> tuple[str, int]:
    """Write what stands below a bookmark: the entries for its ends, and how many are shown when it is open."""
    first = book.file.reserve(len(nodes))
    shown = len(nodes)
    for own, node in enumerate(nodes, first):
        entries = f"/Title{string(node.title)}/Parent {parent} 0 R"
        entries += f"/Prev {own - 1} 0 R" if own > first else ""
        entries += f"/Next {own + 1} 0 R" if own < first + len(nodes) - 1 else ""
        entries += f"/Dest{string(node.target)}" if node.target in book.places else ""
        if node.entries:
            ends, below = _write_bookmarks(book, node.entries, own, depth + 1)
            shown += below if depth == 1 else 0
            entries += f"{ends}/Count {below if depth == 1 else -below}"
        book.file.put(own, f"<<{entries}>>")
    return f"/First {first} 0 R/Last {first + len(nodes) - 1} 0 R", shown


def _labels(pages: Sequence[PlacedPage], pieces: Sequence[Piece]) -> str:
    """Page labels (ISO 32000-2, 12.4.2): one range for each numbering."""
    ranges: list[str] = []
    previous: Region | None = None
    for index, page in enumerate(pages):
        region = pieces[page.piece].region
        if region != previous:
            style = "r" if region == "front" else "D"
            ranges.append(f"{index}<</P(cover)>>" if region == "cover" else f"{index}<</S/{style}/St 1>>")
            previous = region
    return "".join(ranges)
