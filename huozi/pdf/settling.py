"""Parts, and what compiles them -> pieces whose page numbers are true: those in the text and those of the index.

A number that takes more room than the one before may move what it tells the page of; so parts are compiled again until
nothing changes, a few times at most. The first guess is the same for every build, so that the outcome depends on the
source alone. Compiles nothing by itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from huozi.book import Folio
from huozi.pdf import folios, link
from huozi.pdf.faces import Face
from huozi.pdf.link import Piece
from huozi.pdf.object import Anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from huozi.pdf.object import Object
    from huozi.pdf.pieces import BookPart

    Compile = Callable[[Sequence[BookPart]], Sequence[Object] | None]

MOST_ROUNDS = 6
"""How often parts are compiled; books settle in two or three rounds."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Parts as they were compiled last, their pieces, and the ids whose numbers would not stand still."""

    parts: tuple[BookPart, ...]
    pieces: tuple[Piece, ...]
    moving: tuple[str, ...] = ()


def settle(parts: Sequence[BookPart], compiled: Compile, files: Mapping[str, Path]) -> Settled | None:
    """Compile parts until their page numbers are those of the pages; None if something could not be compiled.

    `files` are the fonts by digest.
    """
    objects: dict[bytes, Object] = {}
    numbers: dict[str, str] = {}
    current = list(parts)
    for last in (*[False] * (MOST_ROUNDS - 1), True):
        missing = [part for part in current if part.document not in objects]
        found = compiled(missing)
        if found is None:
            return None
        objects |= {part.document: one for part, one in zip(missing, found, strict=True)}
        placed = [piece(part, objects[part.document]) for part in current]
        pages = link.place(placed)
        where = {target: one.page for target, one in link.destinations(placed, pages).items()}
        true = {target: pages[page].folio for target, page in where.items()}
        indexed = {target: (page, pages[page].folio) for target, page in where.items()}
        moving = _wrong(placed, true, files)
        numbers |= {target: true[target] for target in moving}
        changed = [_filled(part, numbers, indexed) for part in parts]
        if changed == current or last:
            return Settled(tuple(current), tuple(placed), () if changed == current else tuple(sorted(moving)))
        current = changed
    raise AssertionError


def with_contents(
    contents: Callable[[Mapping[str, Folio]], BookPart | None],
    settled: Settled,
    compiled: Compile,
    files: Mapping[str, Path],
) -> Settled | None:
    """Put the contents before the text, with the page numbers of what they list, which they do not move.

    They are laid out with a nought for each figure, so that they stay as they are compiled while pages move, if the
    true numbers can take that place; else with these. None if they could not be compiled.
    """
    true = folios_of(settled.pieces)
    known = known_faces((one.object for one in settled.pieces), files)
    for numbers in (_noughts(true), true) if known else (true,):
        part = contents(numbers)
        if part is None:
            return settled
        found = compiled([part])
        if found is None:
            return None
        placed = piece(part, found[0])
        if numbers is true or not _wrong([placed], true, files):
            at = next((index for index, one in enumerate(settled.pieces) if one.region == "main"), len(settled.pieces))
            parts = (*settled.parts[:at], part, *settled.parts[at:])
            return Settled(parts, (*settled.pieces[:at], placed, *settled.pieces[at:]), settled.moving)
    raise AssertionError


def expected(parts: Sequence[BookPart], objects: Sequence[Object | None]) -> dict[str, Folio] | None:
    """The numbers that the contents are laid out with, if they are sure though some objects are not there yet.

    They are, where they have as many figures whether what is missing takes few pages or many.
    """
    known = [(part, one) for part, one in zip(parts, objects, strict=True) if one is not None and part.region == "main"]
    if not known or not any(one.faces for _, one in known):
        return None
    pages_a_byte = sum(len(one.sizes) for _, one in known) / sum(len(part.document) for part, _ in known)
    found = []
    for share, last in ((1 - _UNSURE, False), (1 + _UNSURE, True)):
        placed = []
        for part, one in zip(parts, objects, strict=True):
            count = len(part.document) * pages_a_byte * share
            placed.append(
                piece(
                    part,
                    one or _stand_in(part, math.ceil(count) if last else max(int(count), 1), known[0][1], last=last),
                )
            )
        found.append(_noughts(folios_of(placed)))
    return found[0] if found[0] == found[1] else None


_UNSURE = 0.25
"""By how much of its length a chapter may be shorter or longer than others are that have as much text."""


def _stand_in(part: BookPart, count: int, like: Object, *, last: bool) -> Object:
    """An object of so many pages with the ids of a part, all of them on its first page or on its last."""
    names = (unescape(name.decode()) for name in _ID.findall(part.document))
    anchors = tuple(Anchor(name, count - 1 if last else 0, 0, 0) for name in names)
    return replace(like, sizes=like.sizes[:1] * count, anchors=anchors, blanks=())


_ID = re.compile(rb'\sid="([^"]*)"')


def _noughts(folios: Mapping[str, Folio]) -> dict[str, Folio]:
    return {target: Folio("0" * len(folio)) if folio.isdecimal() else folio for target, folio in folios.items()}


def _filled(part: BookPart, numbers: Mapping[str, str], pages: Mapping[str, tuple[int, Folio]]) -> BookPart:
    document = folios.list_pages(folios.fill(part.document, numbers), pages)
    return part if document == part.document else replace(part, document=document)


def _wrong(placed: Sequence[Piece], true: Mapping[str, Folio], files: Mapping[str, Path]) -> frozenset[str]:
    """The ids of numbers that are not those of their pages, and cannot be exchanged when the book is linked."""
    known = known_faces((one.object for one in placed), files)
    wrong = set()
    for one in placed:
        used = {use.name: use for use in one.object.faces}
        for place in one.object.folios:
            if place.target in true and not folios.fits(place, true[place.target], used, known):
                wrong.add(place.target)
    return frozenset(wrong)


def piece(part: BookPart, compiled: Object) -> Piece:
    """A compiled part in its place."""
    return Piece(
        object=compiled,
        region=part.region,
        recto=part.recto,
        bare=part.bare,
        verso_head=part.verso_head,
        recto_head=part.recto_head,
    )


def folios_of(placed: Sequence[Piece]) -> dict[str, Folio]:
    """The folio of every id. The contents, last before the text, move none of those that they list."""
    pages = link.place(placed)
    return {target: pages[where.page].folio for target, where in link.destinations(placed, pages).items()}


def known_faces(objects: Iterable[Object], files: Mapping[str, Path]) -> dict[tuple[str, int], Face]:
    """The faces that objects use, by digest and index, and where they lie."""
    uses = {(use.face, use.index) for one in objects for use in one.faces}
    return {(digest, index): Face(digest, index, files[digest]) for digest, index in sorted(uses)}
