r"""Book -> the same book with its formulas drawn: an SVG on the baseline, and the TeX as text that is not seen.

    span.math > svg, span.tex       sizes in em, so that a formula is as large as the text around it

A formula keeps within the line where its ink leaves enough white to the lines beside it: its box is then as high as
that of the text, so that the lead does not change (PA9). Lays out no text; the fonts of the body serve characters that
the mathematical font lacks, as Han in \text.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from huozi.diagnostics import Span
from huozi.maths import tex as tex_maths
from huozi.maths.tex import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.diagnostics import Log
    from huozi.maths.box import Box
    from huozi.maths.drawing import Picture
    from huozi.styles import Styles

Faces = tuple[tuple["Path", int], ...]

NUMBER_EM = 4.0
"""The width of the column for the number of a display, as book.css has it."""

_SHRINKING = 1.12
"""How much too long a display may be and still be shrunk: by a tenth, one size of type (五号 to 小五)."""

_LINE_DEPTH_EM, _INK_DEPTH_EM = 0.3, 0.62
"""How far the box of a line of text goes below its baseline, and how far the ink of a formula may go there without
coming near the Han of the next line (PA9: a lead of 1.5 to 1.67 em, of which Han fills 0.85 above its baseline)."""


def draw(book: Book, styles: Styles, log: Log) -> Book:
    """The book with every formula drawn; a character that no font has is an error."""
    artist = _Artist(
        tuple(dict.fromkeys((face.path, face.index) for face in styles.fonts["body"].found)),
        styles.points("--measure") / styles.points("--size-body"),
    )
    return replace(book, chapters=tuple(_chapter(chapter, artist, log) for chapter in book.chapters))


@dataclass(frozen=True, slots=True)
class _Artist:
    """What drawing depends on: the fonts of the text, and its measure."""

    faces: Faces
    measure_em: float


def _chapter(chapter: Chapter, artist: _Artist, log: Log) -> Chapter:
    notes = tuple(
        replace(note, body=_tree(note.body, chapter, artist, log)) if _formulas(note.body) else note
        for note in chapter.notes
    )
    body = _tree(chapter.body, chapter, artist, log) if _formulas(chapter.body) else chapter.body
    return replace(chapter, body=body, notes=notes)


def _formulas(tree: _Element) -> list[_Element]:
    return [one for one in tree.iter("span") if one.get("data-tex")]


def _tree(tree: _Element, chapter: Chapter, artist: _Artist, log: Log) -> _Element:
    tree = deepcopy(tree)
    for formula in _formulas(tree):
        tex = str(formula.attrib.pop("data-tex"))
        names = (formula.get("class") or "").split()
        box = formula.getparent()
        room = _room(formula, artist) if "display" in names else 0.0
        by_line = box is not None and box.find("span[@data-row]") is not None
        found = _pictures(tex, room, artist.faces, by_line=by_line)
        if found is None:
            continue
        drawn, missing = found
        for char in missing:
            log.error(
                "glyph-missing",
                f"no font for formulas has “{char}” (U+{ord(char):04X})",
                _place(formula, chapter),
                help="write the character with a command of TeX, or install a font of the text that has it",
            )
        if box is not None and (numbers := box.findall("span[@data-row]")):
            _put_lines(box, formula, drawn, numbers, [_covered(row.tex, artist.faces) for row in tex_maths.rows(tex)])
        else:
            _put(formula, drawn, display="display" in names, shown=_covered(tex, artist.faces))
    return tree


def _room(formula: _Element, artist: _Artist) -> float:
    """The measure of a display in em: a number takes its column at both sides, so that the display stays centred."""
    box = formula.getparent()
    numbered = box is not None and "numbered" in (box.get("class") or "").split()
    return artist.measure_em - (2 * NUMBER_EM if numbered else 0.0)


@lru_cache(maxsize=8192)
def _pictures(
    tex: str, measure_em: float, faces: Faces, *, by_line: bool = False
) -> tuple[tuple[Picture, ...], tuple[str, ...]] | None:
    """A formula drawn, and the characters it lacks; None if it cannot be set, which was said where it was read.

    One picture of a display, which has a measure, or one of each of its lines; several of a formula in the text, that a
    line may be broken between.
    """
    from huozi.maths import breaking, drawing, font, layout

    found = tex_maths.read(tex, display=measure_em > 0)
    if isinstance(found, Fault):
        return None
    fonts = font.opened(faces)
    laid_out = layout.lay_out(found, fonts, measure_em)
    boxes: tuple[Box, ...]
    if by_line and laid_out.lines:
        boxes = laid_out.lines
    elif measure_em:
        # What is a little too long is shrunk by the style sheet; what is much too long is broken.
        fits = laid_out.box.width <= measure_em * _SHRINKING
        boxes = (laid_out.box if fits else breaking.lines(laid_out, measure_em),)
    else:
        boxes = breaking.parts(laid_out)
    return tuple(drawing.draw(box, fonts) for box in boxes), laid_out.missing


def _covered(tex: str, faces: Faces) -> str:
    """The TeX in characters that the fonts of the text have, since text that is not seen needs glyphs as well."""
    from huozi.maths import font

    fonts = font.opened(faces)
    return "".join(char for char in tex if fonts.has_in_text(char))


def _put(formula: _Element, drawn: tuple[Picture, ...], *, display: bool, shown: str) -> None:
    formula.text = None
    formula[:] = [_svg(picture, display=display) for picture in drawn]
    if len(drawn) > 1:
        formula.set("class", f"{formula.get('class')} breakable")
    if shown:
        # The size at which the text is about as wide as the drawing, so that both are selected at one place.
        size = max(0.05, min(0.9, drawn[0].width_em / (0.55 * len(shown))))
        unseen = etree.SubElement(formula, "span", {"class": "tex", "style": f"font-size:{size:.2f}em"})
        unseen.text = shown


def _put_lines(
    box: _Element, formula: _Element, drawn: Sequence[Picture], numbers: Sequence[_Element], shown: Sequence[str]
) -> None:
    """A row for each line of a display, with its number beside it: all are as wide, so that they stay aligned."""
    of_line = {min(int(str(one.get("data-row"))), len(drawn) - 1): one for one in numbers}
    box.set("class", " ".join("lines" if name == "numbered" else name for name in (box.get("class") or "").split()))
    box[:] = []
    for at, picture in enumerate(drawn):
        line = etree.SubElement(box, "div", {"class": "line"})
        cell = etree.SubElement(line, "span", {"class": formula.get("class") or ""})
        _put(cell, (picture,), display=True, shown=shown[at] if at < len(shown) else "")
        number = of_line.get(at)
        if number is None:
            etree.SubElement(line, "span", {"class": "number"})
        else:
            number.tail = None
            line.append(number)


def _svg(picture: Picture, *, display: bool) -> _Element:
    svg = deepcopy(picture.svg)
    height, depth = picture.height_em, picture.depth_em
    style = f"width:{picture.width_em:.3f}em;height:{height + depth:.3f}em;"
    if display:
        svg.set("style", style + f"max-width:100%;vertical-align:{-depth:.3f}em")
        return svg
    below = depth - _LINE_DEPTH_EM if _LINE_DEPTH_EM < depth <= _INK_DEPTH_EM else 0.0
    margin = f"margin-bottom:{-below:.3f}em;" if below else ""
    svg.set("style", f"{style}{margin}vertical-align:{below - depth:.3f}em")
    return svg


def _place(element: _Element, chapter: Chapter) -> Span:
    lines = (one.get("data-line") for one in (element, *element.iterancestors()))
    return Span(chapter.file, int(next((line for line in lines if line), "1")))
