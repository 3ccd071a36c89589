"""Faces: font files on disk -> one embedded subset of each for the whole book; text -> glyphs for running heads.

The layout engine names a font file by a digest of its table directory; this module finds the file again, takes the
union of the glyphs that all chapters use, and writes the PDF objects of one Type 0 font for each face.
"""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uharfbuzz

from huozi.glyphs import characters
from huozi.pdf.file import deflated, stream
from huozi.pdf.object import face_digest
from huozi.store import NOTHING, key_of, own_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from huozi.pdf.file import File
    from huozi.pdf.object import FaceUse
    from huozi.store import Store


KIND = "font"
"""What subsets are called in the store."""

_LAYOUT_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"STAT", b"VORG", b"vhea", b"vmtx", b"name")
"""Tables that shaping and vertical setting use: nobody shapes with an embedded subset."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file: digest of the file (see object.face_digest), index in it, and where it lies."""

    digest: str
    index: int
    path: Path


@dataclass(slots=True)
class Glyphs:
    """The glyphs of one face that the book uses: advances in 1/1000 em and text, by glyph id."""

    widths: dict[int, int] = field(default_factory=dict)
    unicode: dict[int, str] = field(default_factory=dict)

    def add(self, widths: Mapping[int, int], unicode: Mapping[int, str]) -> None:
        """Join the glyphs of one chapter; the first chapter's advance stands, the better text stands."""
        self.widths = {**widths, **self.widths}
        for glyph, text in unicode.items():
            known = self.unicode.get(glyph)
            if known != text and (not known or (text and _rank(text) < _rank(known))):
                self.unicode[glyph] = text


def _rank(text: str) -> tuple[bool, str]:
    """Order the texts that share a glyph: radicals and compatibility forms after the plain character they look like.

    CJK fonts draw 一 (U+4E00) and the radical U+2F00 with one glyph; a PDF font can name only one text for it, and
    search and copy want the character (Unicode, Equivalent_Unified_Ideograph).
    """
    unusual = any("\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" or char > "\U0002f7ff" for char in text)
    return (unusual, text)


@functools.lru_cache(maxsize=32)
def open_face(path: Path, index: int) -> uharfbuzz.Face:
    """Open a face of a font file (memory-mapped)."""
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index)


def shape(face: Face, text: str, lang: str) -> list[tuple[int, int, str]]:
    """Set text in one face: (glyph id, advance in 1/1000 em, the text it stands for) from left to right."""
    opened = open_face(face.path, face.index)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = lang
    uharfbuzz.shape(uharfbuzz.Font(opened), buffer)
    starts = [info.cluster for info in buffer.glyph_infos] + [len(text)]
    scale = 1000 / opened.upem
    return [
        (info.codepoint, round(position.x_advance * scale), text[info.cluster : starts[at + 1]])
        for at, (info, position) in enumerate(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    ]


def covers(face: Face, char: str) -> bool:
    """Whether a face has a glyph for a character."""
    return ord(char) in characters(face.path, face.index)


def union(uses: Iterable[FaceUse]) -> dict[tuple[str, int], Glyphs]:
    """Join what all chapters use, by (file digest, face index)."""
    joined: dict[tuple[str, int], Glyphs] = {}
    for use in uses:
        joined.setdefault((use.face, use.index), Glyphs()).add(use.widths, use.unicode)
    return joined


@dataclass(frozen=True, slots=True)
class Embedded:
    """A font in the file: its number, and the entries of its dictionary but for the map of its glyphs to text."""

    number: int
    entries: str


def embed(file: File, face: Face, glyphs: Glyphs, store: Store = NOTHING) -> Embedded:
    """Write one subset of a face into a PDF: a Type 0 font whose codes are the face's glyph ids (ISO 32000-2, 9.7).

    Subsets that are in the `store` are not made again.
    """
    opened = open_face(face.path, face.index)
    extents = uharfbuzz.Font(opened).get_font_extents("ltr")
    scale = 1000 / opened.upem
    low, high = round(extents.descender * scale), round(extents.ascender * scale)
    name = f"{_tag(glyphs)}+{_postscript_name(opened)}"
    outlines = "CFF " in opened.table_tags
    length, data = _program(face, glyphs, store)
    kind = "/Subtype/CIDFontType0C" if outlines else f"/Length1 {length}"
    program = file.add(deflated(data, f"{kind}/Filter/FlateDecode"))
    descriptor = file.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 {low} 1000 {high}]/ItalicAngle 0/Ascent {high}"
        f"/Descent {low}/CapHeight {high}/StemV 80/FontFile{3 if outlines else 2} {program} 0 R>>"
    )
    descendant = file.add(
        f"<</Type/Font/Subtype/CIDFontType{0 if outlines else 2}/BaseFont/{name}"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
        f"/W{_width_array(glyphs.widths)}/FontDescriptor {descriptor} 0 R"
        f"{'' if outlines else '/CIDToGIDMap/Identity'}>>"
    )
    entries = f"/Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
    return Embedded(_font(file, entries, glyphs.unicode), entries)


def _font(file: File, entries: str, unicode: Mapping[int, str]) -> int:
    return file.add(f"<<{entries}/ToUnicode {file.add(stream(_to_unicode(unicode)))} 0 R>>")


def read_as(file: File, font: Embedded, unicode: Mapping[int, str], book: Glyphs) -> int:
    """The font for text in which a glyph stands for something else than in the book: one program, another map.

    A font may draw two characters with one glyph, as · and •, and one chapter have this and another that.
    """
    if unicode.items() <= book.unicode.items() or all(
        book.unicode[glyph] == text for glyph, text in unicode.items() if text
    ):
        return font.number
    return _font(file, font.entries, unicode)


def _program(face: Face, glyphs: Glyphs, store: Store) -> tuple[int, bytes]:
    """The font program of a subset: how long it is, and its bytes deflated."""
    library = f"{own_code()} uharfbuzz {uharfbuzz.__version__} zlib {zlib.ZLIB_RUNTIME_VERSION}"
    key = key_of(library.encode(), face.digest.encode(), repr((face.index, sorted(glyphs.widths))).encode())
    kept = store.get(key, KIND)
    if kept is None:
        data = _subset(face, glyphs)
        subset = uharfbuzz.Face(uharfbuzz.Blob(data), 0)
        if "CFF " in subset.table_tags:
            data = subset.reference_table("CFF ").data
        kept = b"%d\n" % len(data) + zlib.compress(data)
        store.put(key, KIND, kept)
    length, _, program = kept.partition(b"\n")
    return int(length), program


def _subset(face: Face, glyphs: Glyphs) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs.widths)
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
    wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in _LAYOUT_TABLES)
    data = uharfbuzz.subset(open_face(face.path, face.index), wanted).blob.data
    assert isinstance(data, bytes)
    return data


def _tag(glyphs: Glyphs) -> str:
    """Six letters that tell this subset from another of the same face (ISO 32000-2, 9.9.2)."""
    digest = face_digest(repr(sorted(glyphs.widths)).encode(), len(glyphs.widths))
    return "".join(chr(65 + int(digest[at : at + 2], 16) % 26) for at in range(0, 12, 2))


def _postscript_name(face: uharfbuzz.Face) -> str:
    name = face.get_name(uharfbuzz.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font"
    return "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_."))


def _width_array(widths: Mapping[int, int]) -> str:
    """Write the W array: runs of glyph ids and their advances; 1000 is the default (ISO 32000-2, 9.7.4.3)."""
    runs: list[tuple[int, list[int]]] = []
    for glyph in sorted(glyph for glyph, width in widths.items() if width != 1000):
        if runs and runs[-1][0] + len(runs[-1][1]) == glyph:
            runs[-1][1].append(widths[glyph])
        else:
            runs.append((glyph, [widths[glyph]]))
    return "[" + " ".join(f"{start}[{' '.join(map(str, run))}]" for start, run in runs) + "]"


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """Write a ToUnicode CMap (ISO 32000-2, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    items = [(glyph, text) for glyph, text in sorted(texts.items()) if text]
    for start in range(0, len(items), 100):
        batch = items[start : start + 100]
        lines.append(f"{len(batch)} beginbfchar")
        lines += [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in batch]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()
