r"""Formulas on the page: the elements that `$…$`, `$$…$$`, `\begin{equation}` and ```math become.

A formula is checked where it is read, so that what is wrong with it is named with its place. A display that was written
inside a paragraph is lifted out of it; what goes on after a display without a blank line is the same paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from huozi.maths import tex as tex_maths
from huozi.maths.tex import Fault, Row
from huozi.source.attributes import NO_ATTRIBUTES, Attributes
from huozi.source.inlines.core import Close, Open
from huozi.source.page import add_class
from huozi.source.sanitise import add_class as add_class_to

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from lxml.etree import _Element

    from huozi.source.inlines.core import Token
    from huozi.source.page import Page
    from huozi.source.passage import Text

ROW = "of-row"
"""The class of a number that is that of one row of a display."""

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_NUMBERED = re.compile(r"\s*\\begin\{(equation|align|gather|multline|alignat|flalign|eqnarray)\}")


def check(tex: str, written: Text, at: int, page: Page, *, display: bool) -> bool:
    """Whether a formula can be set; `at` is its offset in the text that it was written in."""
    found = tex_maths.read(without_comments(tex), display=display)
    if not isinstance(found, Fault):
        return True
    line, column = written.place(at + found.offset)
    page.log.error(
        "math-invalid",
        f"this formula cannot be set: {found.message}",
        page.place(line, column, found.length),
        help="correct the TeX; a `$` that is money is written `\\$`",
    )
    return False


def without_comments(tex: str) -> str:
    """A formula without TeX's comments, as long as before, so that places in it stay."""
    return _COMMENT.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), tex) if "%" in tex else tex


def tokens(tex: str, *, display: bool, attributes: Attributes = NO_ATTRIBUTES, place: tuple[int, int]) -> list[Token]:
    """A formula among inlines; a display is told by its class and is lifted out later."""
    line, column = place
    own = {"tex": _one_line(tex), "line": str(line), "col": str(column)}
    classes = "math display" if display else "math"
    rows = _rows(tex, attributes) if display else ()
    if display and not rows:
        said = tex_maths.labels(tex)
        label = attributes.id or said.label
        attributes = Attributes(label, attributes.classes, ())
        own |= {name: value for name, value in (("number", said.tag), ("wanted", _wanted(tex, label))) if value}
    inside: list[Token] = [tex_maths.reading(tex)]
    for index, row in rows:
        told = {"row": str(index), "number": row.labels.tag, "line": str(line + row.line), "col": str(column)}
        inside += [Open("span", told, {}, Attributes(row.labels.label, (ROW,), ())), Close()]
    return [Open("span", own, {"class": classes}, attributes), *inside, Close()]


def _rows(tex: str, attributes: Attributes) -> list[tuple[int, Row]]:
    """The rows that have a number of their own, unless the author named the display as a whole."""
    rows = () if attributes.id else tex_maths.rows(without_comments(tex))
    return [(index, row) for index, row in enumerate(rows) if row.numbered]


def render(parent: Element, page: Page, line: int, tex: str, attributes: Attributes, end: int) -> None:
    """Append a <div class="math"> with one display; `end` is the last line of its source."""
    rows = _rows(tex, attributes)
    said = tex_maths.Labels() if rows else tex_maths.labels(tex)
    label = attributes.id or said.label
    box = page.element(parent, "div", line, Attributes(label, attributes.classes))
    add_class(box, "math")
    page.own(box, "end", str(end))
    for name, value in (("number", said.tag), ("wanted", "" if rows else _wanted(tex, label))):
        if value:
            page.own(box, name, value)
    formula = page.element(box, "span", line)
    add_class(formula, "math display")
    page.own(formula, "tex", _one_line(tex))
    page.append_text(formula, _escaped(tex_maths.reading(tex)))
    for index, row in rows:
        number = page.element(formula, "span", line + row.line, Attributes(row.labels.label, (ROW,)))
        page.own(number, "row", str(index))
        page.own(number, "number", row.labels.tag)


def _escaped(text: str) -> str:
    from huozi.source.page import escaped

    return escaped(text)


def _wanted(tex: str, label: str) -> str:
    """Whether a display is to have a number: LaTeX's environments without a star, and whatever has a label."""
    if label:
        return "yes"
    return "yes" if _NUMBERED.match(tex) and not tex_maths.labels(tex).unnumbered else ""


def _one_line(tex: str) -> str:
    return " ".join(_LABEL.sub("", without_comments(tex)).split())


def lift(body: _Element) -> None:
    """Take displays out of the paragraphs they were written in, and finish the boxes of all, in place."""
    for paragraph in list(body.iter("p")):
        displays = [child for child in paragraph if _is_display(child)]
        if displays:
            _split(paragraph)
    for formula in list(body.iter("span")):
        if _is_display(formula) and formula.getparent() is not None:
            _box(formula)
    for box in list(body.iter("div")):
        if box.get("own-end") is not None:
            _join(box)
        if "math" in (box.get("class") or "").split() and len(box):
            _finish(box)


def _is_display(element: _Element) -> bool:
    return element.tag == "span" and (element.get("class") or "").split()[:2] == ["math", "display"]


def _box(formula: _Element) -> None:
    """A display that stands bare in a list item or a cell gets its box."""
    parent = formula.getparent()
    assert parent is not None
    if parent.tag == "div" and "math" in (parent.get("class") or "").split():
        return
    if parent.tag not in {"li", "dd", "td", "th", "div", "blockquote", "aside", "body"}:
        return
    box = _empty_box(formula)
    parent.replace(formula, box)
    box.tail, formula.tail = formula.tail, None
    box.append(formula)


def _empty_box(formula: _Element) -> _Element:
    """A box, with what the formula says about itself as a display."""
    box = etree.Element("div", {"class": "math"})
    for name in ("id", "own-number", "own-wanted", "own-col"):
        if formula.get(name) is not None:
            box.set(name, str(formula.attrib.pop(name)))
    box.set("data-line", str(formula.get("data-line") or "1"))
    return box


def _split(paragraph: _Element) -> None:
    parent = paragraph.getparent()
    if parent is None:
        return
    pieces: list[_Element] = []
    current = _like(paragraph, first=True)
    current.text = paragraph.text
    for child in list(paragraph):
        if not _is_display(child):
            current.append(child)
            continue
        pieces.append(current)
        box = _empty_box(child)
        tail, child.tail = child.tail, None
        box.append(child)
        pieces.append(box)
        current = _like(paragraph, first=False)
        current.text = (tail or "").lstrip(" \n")
    pieces.append(current)
    pieces[-1].tail = paragraph.tail
    kept = [piece for piece in pieces if piece.tag == "div" or len(piece) or (piece.text or "").strip()]
    kept[-1].tail = paragraph.tail
    at = parent.index(paragraph)
    parent[at : at + 1] = kept


def _like(paragraph: _Element, *, first: bool) -> _Element:
    new = etree.Element("p")
    for name in map(str, paragraph.attrib) if first else ():
        new.set(name, str(paragraph.get(name)))
    if not first:
        if paragraph.get("data-line"):
            new.set("data-line", str(paragraph.get("data-line")))
        add_class_to(new, "continued")
    return new


def _join(box: _Element) -> None:
    """The paragraph right after a display goes on without an indent."""
    end = str(box.attrib.pop("own-end"))
    following = box.getnext()
    if following is not None and following.tag == "p" and following.get("data-line") == str(int(end) + 1):
        add_class_to(following, "continued")


def _finish(box: _Element) -> None:
    """A typed number is set as it is; a wanted one is told by a class for the pass that numbers."""
    for row in box.findall(f"span/span[@class='{ROW}']"):
        box.append(row)
        row.tail = None
        typed = str(row.attrib.pop("own-number", ""))
        row.text = f"({typed})" if typed else None
        row.set("class", f"number {ROW}")
        add_class_to(box, "numbered")
    number = str(box.attrib.pop("own-number", ""))
    wanted = str(box.attrib.pop("own-wanted", ""))
    if number:
        etree.SubElement(box, "span", {"class": "number"}).text = f"({number})"
        add_class_to(box, "numbered")
    elif wanted:
        add_class_to(box, "numbered")
