r"""Book -> the same book with its formulas drawn: an SVG on the baseline, and the TeX as text that is not seen.

    span.math > svg, span.tex       sizes in em, so that a formula is as large as the text around it

A formula keeps within the line where its ink leaves enough white to the lines beside it: its box is then as high as
that of the text, so that the lead does not change (PA9). Lays out no text; the fonts of the body serve characters that
the mathematical font lacks, as Han in \text.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from huozi.diagnostics import Span
from huozi.maths import tex as tex_maths
from huozi.maths.tex import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

    from huozi.book import Book, Chapter
    from huozi.diagnostics import Log
    from huozi.maths.drawing import Picture
    from huozi.styles import Styles

Faces = tuple[tuple["Path", int], ...]

_LINE_HEIGHT_EM, _LINE_DEPTH_EM = 1.1, 0.3
"""How far the box of a line of text goes above and below its baseline at the least lead that books have (PA9)."""

_INK_HEIGHT_EM, _INK_DEPTH_EM = 1.3, 0.55
"""How far the ink of a formula may go without coming near the lines above and below, at that lead."""


def draw(book: Book, styles: Styles, log: Log) -> Book:
    """The book with every formula drawn; a character that no font has is an error."""
    faces = tuple(dict.fromkeys((face.path, face.index) for face in styles.fonts["body"].found))
    return replace(book, chapters=tuple(_chapter(chapter, faces, log) for chapter in book.chapters))


def _chapter(chapter: Chapter, faces: Faces, log: Log) -> Chapter:
    notes = tuple(
        replace(note, body=_tree(note.body, chapter, faces, log)) if _formulas(note.body) else note
        for note in chapter.notes
    )
    body = _tree(chapter.body, chapter, faces, log) if _formulas(chapter.body) else chapter.body
    return replace(chapter, body=body, notes=notes)


def _formulas(tree: _Element) -> list[_Element]:
    return [one for one in tree.iter("span") if one.get("data-tex")]


def _tree(tree: _Element, chapter: Chapter, faces: Faces, log: Log) -> _Element:
    tree = deepcopy(tree)
    for formula in _formulas(tree):
        tex = str(formula.attrib.pop("data-tex"))
        display = "display" in (formula.get("class") or "").split()
        found = picture(tex, display, faces)
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
        _put(formula, drawn, display=display, shown=_covered(tex, faces))
    return tree


@lru_cache(maxsize=8192)
def picture(tex: str, display: bool, faces: Faces) -> tuple[Picture, tuple[str, ...]] | None:
    """A formula drawn, and the characters it lacks; None if it cannot be set, which was said where it was read."""
    from huozi.maths import drawing, font, layout

    found = tex_maths.read(tex, display=display)
    if isinstance(found, Fault):
        return None
    fonts = font.opened(faces)
    laid_out = layout.lay_out(found, fonts)
    return drawing.draw(laid_out, fonts), laid_out.missing


def _covered(tex: str, faces: Faces) -> str:
    """The TeX in characters that the fonts of the text have, since text that is not seen needs glyphs as well."""
    from huozi.maths import font

    fonts = font.opened(faces)
    return "".join(char for char in tex if fonts.has_in_text(char))


def _put(formula: _Element, drawn: Picture, *, display: bool, shown: str) -> None:
    svg = deepcopy(drawn.svg)
    height, depth = drawn.height_em, drawn.depth_em
    style = f"width:{drawn.width_em:.3f}em;height:{height + depth:.3f}em;"
    above = below = 0.0
    if display:
        style += f"max-width:100%;vertical-align:{-depth:.3f}em"
    else:
        if _LINE_HEIGHT_EM < height <= _INK_HEIGHT_EM:
            above = height - _LINE_HEIGHT_EM
        if _LINE_DEPTH_EM < depth <= _INK_DEPTH_EM:
            below = depth - _LINE_DEPTH_EM
        style += f"margin:{-above:.3f}em 0 {-below:.3f}em;vertical-align:{below - depth:.3f}em"
    svg.set("style", style)
    formula.text = None
    formula[:] = [svg]
    if shown:
        # The size at which the text is about as wide as the drawing, so that both are selected at one place.
        size = max(0.05, min(0.9, drawn.width_em / (0.55 * len(shown))))
        unseen = etree.SubElement(formula, "span", {"class": "tex", "style": f"font-size:{size:.2f}em"})
        unseen.text = shown


def _place(element: _Element, chapter: Chapter) -> Span:
    lines = (one.get("data-line") for one in (element, *element.iterancestors()))
    return Span(chapter.file, int(next((line for line in lines if line), "1")))
