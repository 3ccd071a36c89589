"""Painted boxes of a job -> tags: what each piece of its text is, in reading order, as a plain table.

The tree follows the elements of the document, not the boxes: a list, a table or a paragraph that goes on over a page is
one tag, a note stands behind its call, a reading behind its base. The types are those of PDF 1.7 (ISO 32000-1, 14.8.4)
and nest as PDF/UA-1 asks (ISO 14289-1, 7.2). Which object numbers they get, and where the pages lie, is the linker's.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

Kid = tuple[Literal["tag", "text", "link"], int, int]
"""A tag by its index in the table and 0; painted text by page and mark; a link by page and place among its links."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element: its type, what it holds in reading order, and its attributes by their names in PDF."""

    kind: str
    kids: tuple[Kid, ...]
    attributes: dict[str, Any]


class Mark(bytes):
    """The operand that begins the marked content of this number."""

    number: int


@cache
def mark(number: int) -> Mark:
    """The mark of a number, as it is written."""
    made = Mark(b"<</MCID %d>>" % number)
    made.number = number
    return made


@dataclass(frozen=True, slots=True)
class PaintedPage:
    """A page as it was painted: its box, the mark of each box, the place of each link's reference, its operators."""

    box: Any
    marks: Mapping[Any, int]
    links: Mapping[Any, int]
    height_pt: float
    operators: list[Any]


@dataclass(slots=True, eq=False)
class _Node:
    kind: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Any] = field(default_factory=list)
    anonymous: bool = False
    at: int = sys.maxsize
    """The place in the document of the first element that it is for."""


def tags(pages: Sequence[PaintedPage], root: Element) -> tuple[Tag, ...]:
    """Return the tags of a document; the first one holds all others. Painted content without meaning is unmarked."""
    tree = _Tree(root)
    for number, page in enumerate(pages):
        unclaimed = dict(page.marks)
        for box in _boxes(page.box):
            place = unclaimed.pop(box, None)
            if place is not None and not tree.add_text(box, number, place, page.height_pt):
                _make_artifact(page.operators, place)
            annotation = box.link_annotation
            if annotation is not None and annotation.reference in page.links:
                tree.add_link(box, number, page.links[annotation.reference])
        for place in unclaimed.values():
            _make_artifact(page.operators, place)
    return _joined(tuple(_table(_finish(tree.top))), pages)


def _boxes(box: Any) -> Iterator[Any]:  # noqa: ANN401 (WeasyPrint has no types)
    waiting = [box]
    while waiting:
        one = waiting.pop()
        one = vars(one).get("_box", one)
        yield one
        waiting += reversed(one.children)


def _make_artifact(operators: list[Any], number: int) -> None:
    """Exchange the operands that begin a mark (ISO 32000-1, 14.8.2.2.2)."""
    at = operators.index(mark(number))
    operators[at - 1 : at + 1] = [b"/Artifact", b"<<>>"]


def _joined(table: tuple[Tag, ...], pages: Sequence[PaintedPage]) -> tuple[Tag, ...]:
    """Let lines of one tag that are painted one right after the other share a mark.

    The layout engine marks each line. A paragraph of ten lines in one mark says the same with less.
    """
    before: dict[tuple[int, int], int] = {}
    for tag in table:
        for (what, page, mark), (next_what, next_page, next_mark) in pairwise(tag.kids):
            if what == next_what == "text" and page == next_page:
                before[page, next_mark] = mark
    gone = {("text", number, one) for number, page in enumerate(pages) for one in _join(page.operators, number, before)}
    return tuple(
        tag
        if gone.isdisjoint(tag.kids)
        else Tag(tag.kind, tuple(kid for kid in tag.kids if kid not in gone), tag.attributes)
        for tag in table
    )


_BEGIN, _BEGIN_PLAIN, _END = b"BDC", b"BMC", b"EMC"
_ENDS = frozenset({_BEGIN, _BEGIN_PLAIN, _END})


def _join(operators: list[Any], page: int, before: Mapping[tuple[int, int], int]) -> set[int]:
    """Take out where a mark ends and the one that continues it begins; the marks that are no longer there."""
    gone: set[int] = set()
    made: list[Any] = []
    opened: list[int | None] = []
    taken = 0
    for at in [at for at, one in enumerate(operators) if one in _ENDS]:
        if at < taken:
            continue  # it begins the mark that has just been taken out
        one = operators[at]
        if one == _BEGIN:
            opened.append(_mark_of(operators[at - 1]))
        elif one == _BEGIN_PLAIN:
            opened.append(None)
        elif opened:
            closed = opened.pop()
            following = _mark_of(operators[at + 2]) if operators[at + 3 : at + 4] == [_BEGIN] else None
            if closed is not None and following is not None and before.get((page, following)) == closed:
                gone.add(following)
                opened.append(following)
                made += operators[taken:at]
                taken = at + 4
    operators[:] = made + operators[taken:]
    return gone


def _mark_of(operand: object) -> int | None:
    return operand.number if isinstance(operand, Mark) else None


# From elements to types.

_BLOCKS = {
    "p": "P",
    "pre": "P",
    "code": "Code",
    "blockquote": "BlockQuote",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Div",
    "figure": "Div",
    "figcaption": "Caption",
    "caption": "Caption",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "ruby": "Ruby",
    "rt": "RT",
    "img": "Figure",
    "q": "Quote",
} | {f"h{level}": f"H{level}" for level in range(1, 7)}

_GROUPS = {"Document", "Sect", "Div", "BlockQuote"}
"""Types that hold blocks and no text."""

_SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}
_NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "upper-roman": "UpperRoman",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
}
"""The marks of lists that PDF has names for; others are its plain numbers or its plain bullets."""

_SVG = "{http://www.w3.org/2000/svg}svg"


class _Tree:
    """The tags of one document while they grow, found by the element that they stand for."""

    def __init__(self, root: Element) -> None:
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.places = {element: place for place, element in enumerate(root.iter())}
        self.lang = root.get("lang", "")
        self.top = _Node("Document")
        self.known: dict[Element, _Node] = {root: self.top}
        self.items: dict[_Node, _Node] = {}
        self.lists: dict[_Node, _Node] = {}
        self.calls: dict[Element, _Node] = {}
        self.heads: dict[Element, Element | None] = {}
        self.head_pages: dict[Element, int] = {}
        self.notes = 0

    def add_text(self, box: Any, page: int, mark: int, height_pt: float) -> bool:  # noqa: ANN401
        """Put what was painted for a box where it is read; False if it says nothing or was said already."""
        element = box.element
        if element is None or self._is_repeated(element, page) or (element.tag == "img" and not element.get("alt")):
            return False
        if element.get("class") == "continued-label":
            return False
        pseudo = str(box.element_tag).partition("::")[2]
        if pseudo == "before" and (element.get("data-lineno") or element.get("class") == "notes"):
            return False
        node = self._node(element)
        match pseudo:
            case "footnote-call":
                node = self.calls[element]
            case "footnote-marker" | "marker" if node in self.items or node.kind == "Note":
                if node in self.items:
                    self._number(node, box)
                node = self._label(node)
        if node.kind in _GROUPS:
            node = _paragraph(node)
        node.at = min(node.at, self.places[element])
        if element.tag in {"img", _SVG} and "BBox" not in node.attributes:
            node.attributes |= {"BBox": _bbox(box, height_pt), "page": page}
        node.kids.append(("text", page, mark))
        return True

    def add_link(self, box: Any, page: int, place: int) -> None:  # noqa: ANN401
        """Put a link annotation into the tag of its link (ISO 14289-1, 7.18.5)."""
        element = box.element
        while element is not None and element.tag != "a":
            element = self.parents.get(element)
        if element is not None:
            self._node(element).kids.append(("link", page, place))

    def _is_repeated(self, element: Element, page: int) -> bool:
        """Whether this is the head of a table that was begun on an earlier page."""
        head = self.heads[element] if element in self.heads else self._head(element)
        return head is not None and self.head_pages.setdefault(head, page) != page

    def _head(self, element: Element) -> Element | None:
        """The head or foot of a table that an element is in."""
        one: Element | None = element
        while one is not None and one.tag not in {"thead", "tfoot"}:
            one = self.parents.get(one)
        self.heads[element] = one
        return one

    def _node(self, element: Element) -> _Node:
        """The tag into which the text of an element goes."""
        if element not in self.known:
            node = self.known[element] = self._open(element)
            node.at = min(node.at, self.places[element])
            if element.tag == "table":
                # Cells without text paint nothing and are cells all the same (ISO 32000-1, 14.8.4.3.4).
                for cell in element.iter():
                    if cell.tag in {"th", "td"}:
                        self._node(cell)
        return self.known[element]

    def _open(self, element: Element) -> _Node:
        above = self.parents[element]
        parent = self._node(above)
        if element in self.known:
            return self.known[element]  # its table has opened all cells
        names = element.get("class", "").split()
        if "split" in names and (before := self._before(element)) is not None:
            return self._node(before)
        match element.tag:
            case "li" if parent.kind in {"L", "TOC"}:
                return self._item(parent)
            case "dt" if parent.kind == "L":
                return self._label(self._item(parent))
            case "dd" if parent.kind == "L":
                return self._definition(parent)
            case "figcaption" if (table := above.find(".//table")) is not None:
                return _child(self._node(table), "Caption", first=True)
            case "caption" if parent.kind == "Table":
                return _child(parent, "Caption", first=True)
            case "ol" if parent.kind in {"TOC", "TOCI"} or above.tag == "nav":
                return _child(parent, "TOC")
            case "aside" if "footnote" in names:
                self.notes += 1
                return _child(parent, "Note", {"ID": f"note-{self.notes}"})
        return self._phrase(element, parent, names) or self._plain(element, parent)

    def _phrase(self, element: Element, parent: _Node, names: list[str]) -> _Node | None:
        """The tag of a link, a reference, a note in its place or a formula; None for what is none of them."""
        match element.tag:
            case "a" if element.get("href"):
                return _child(self._link_home(element, parent, names), "Link", _contents(element))
            case "span" if not {"page-ref", "locators"}.isdisjoint(names):
                return _child(_inline_home(parent), "Reference")
            case "span" if "footnote" in names:
                return self._note(element, parent)
            case "span" if "math" in names:
                return _child(_inline_home(parent), "Formula", {"Alt": _words(element)})
            case "span" if names[:1] in (["p"], ["pre"]) and parent.kind == "Note":
                return _child(parent, "P", self._lang(element))
        return None

    def _plain(self, element: Element, parent: _Node) -> _Node:
        kind = _BLOCKS.get(element.tag, "Figure" if element.tag == _SVG else "")
        attributes = self._lang(element)
        if kind in {"", "Figure"} and parent.kind == "Formula":
            return parent
        if not kind and not attributes:
            return parent
        if kind == "Figure":
            alt = element.get("alt") or next((text for one in element if (text := one.text)), None)
            attributes |= {"Alt": alt} if alt else {}
        if kind in {"TH", "TD"}:
            attributes |= _cell(element)
        if not kind or kind in {"Figure", "Ruby", "Code", "Quote"}:
            parent = _inline_home(parent)
        return _child(parent, kind or "Span", attributes)

    def _lang(self, element: Element) -> dict[str, Any]:
        """The language of an element, where it is not that of the text around it (ISO 14289-1, 7.2)."""
        above = self.parents.get(element)
        while above is not None and not above.get("lang"):
            above = self.parents.get(above)
        lang = element.get("lang", "")
        return {"Lang": lang} if lang and lang != (above.get("lang") if above is not None else self.lang) else {}

    def _before(self, element: Element) -> Element | None:
        """The piece that this one goes on from, see splitting.py."""
        siblings = list(self.parents[element])
        at = siblings.index(element)
        return siblings[at - 1] if at and "splits" in siblings[at - 1].get("class", "").split() else None

    def _item(self, parent: _Node) -> _Node:
        if parent.kind == "TOC":
            return _child(parent, "TOCI")
        item = _child(parent, "LI")
        body = _child(item, "LBody")
        self.items[body] = item
        self.lists[body] = parent
        return body

    def _number(self, body: _Node, box: Any) -> None:  # noqa: ANN401
        """Say of a list that its items have marks, and which (ISO 32000-1, 14.8.5.5); terms are no marks."""
        style, above = box.style["list_style_type"], self.parents[box.element]
        ordered = "Decimal" if above.tag == "ol" else "Disc"
        numbering = _NUMBERINGS.get(style, ordered) if isinstance(style, str) else ordered
        self.lists[body].attributes.setdefault("ListNumbering", numbering)

    def _definition(self, parent: _Node) -> _Node:
        """The body of the last term of a list; a term that has several has several bodies."""
        if not parent.kids:
            return self._item(parent)
        item = parent.kids[-1]
        empty = next(
            (kid for kid in item.kids if isinstance(kid, _Node) and kid.kind == "LBody" and not kid.kids), None
        )
        return empty or _child(item, "LBody")

    def _label(self, node: _Node) -> _Node:
        """The label of an item by its body, or of a note."""
        holder = self.items.get(node, node)
        first = holder.kids[0] if holder.kids else None
        return first if isinstance(first, _Node) and first.kind == "Lbl" else _child(holder, "Lbl", first=True)

    def _link_home(self, element: Element, parent: _Node, names: list[str]) -> _Node:
        """What holds a link: the label of a note, or a reference, or the text that it is in."""
        if "note-back" in names:
            return self._label(self._node(self._note_of(element)))
        refers = parent.kind == "TOCI" or not {"page-ref", "noteref"}.isdisjoint(names)
        return _child(_inline_home(parent), "Reference") if refers else _inline_home(parent)

    def _note_of(self, element: Element) -> Element:
        """The note at the end of a chapter that an element is in."""
        while "footnote" not in element.get("class", "").split():
            element = self.parents[element]
        return element

    def _note(self, element: Element, parent: _Node) -> _Node:
        """A note right behind its call (ISO 14289-1, 7.9: it has an identifier)."""
        home = _inline_home(parent)
        self.calls[element] = _child(home, "Reference")
        self.notes += 1
        return _child(home, "Note", {"ID": f"note-{self.notes}"})


def _child(parent: _Node, kind: str, attributes: dict[str, Any] | None = None, *, first: bool = False) -> _Node:
    node = _Node(kind, attributes or {})
    parent.kids.insert(0 if first else len(parent.kids), node)
    return node


def _inline_home(node: _Node) -> _Node:
    return _paragraph(node) if node.kind in _GROUPS else node


def _paragraph(node: _Node) -> _Node:
    """A paragraph for text that stands among blocks."""
    last = node.kids[-1] if node.kids else None
    if isinstance(last, _Node) and last.anonymous:
        return last
    paragraph = _child(node, "P")
    paragraph.anonymous = True
    return paragraph


def _bbox(box: Any, height_pt: float) -> list[float]:  # noqa: ANN401
    left, top = box.content_box_x() * 0.75, box.content_box_y() * 0.75
    right, bottom = left + box.width * 0.75, top + box.height * 0.75
    return [round(edge, 3) for edge in (left, height_pt - bottom, right, height_pt - top)]


def _cell(element: Element) -> dict[str, Any]:
    spans = {"ColSpan": element.get("colspan", "1"), "RowSpan": element.get("rowspan", "1")}
    found: dict[str, Any] = {name: int(span) for name, span in spans.items() if span.isdigit() and span != "1"}
    if element.tag == "th":
        found["Scope"] = _SCOPES.get(element.get("scope", ""), "Column")
    return found


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())[:200]


def _contents(element: Element) -> dict[str, Any]:
    """What a link is about: where it shows a page number, which may yet change, what is there."""
    shows_page = any(one.get("data-page-of") for one in element.iter())
    return {"Contents": element.get("title", "") if shows_page else _words(element)}


# What can be put right only when all is there.


def _finish(node: _Node) -> _Node:
    kids: list[Any] = []
    for kid in node.kids:
        if not isinstance(kid, _Node):
            kids.append(kid)
        elif (finished := _finish(kid)).kids or finished.kind in {"TD", "TH"}:
            kids += _rubies(finished) if finished.kind == "Ruby" else [finished]
    node.at = min([node.at, *(kid.at for kid in kids if isinstance(kid, _Node))])
    # A figure that stands on a later page than the text behind it is read where it belongs.
    node.kids = sorted(kids, key=lambda kid: kid.at) if node.kind in _GROUPS else kids
    return node


def _rubies(ruby: _Node) -> list[_Node]:
    """A base with its reading each (ISO 32000-1, 14.8.4.4.2), where they can be told apart; else all of both."""
    readings = [kid for kid in ruby.kids if isinstance(kid, _Node) and kid.kind == "RT"]
    bases = [kid for kid in ruby.kids if kid not in readings]
    if not readings or not bases:
        ruby.kind = "Span"
        return [ruby]
    if len(bases) != len(readings):
        together = [kid for reading in readings for kid in reading.kids]
        pairs = [(bases, together)]
    else:
        pairs = [([base], reading.kids) for base, reading in zip(bases, readings, strict=True)]
    return [
        _Node("Ruby", dict(ruby.attributes), [_Node("RB", {}, list(base)), _Node("RT", {}, list(reading))])
        for base, reading in pairs
    ]


def _table(top: _Node) -> list[Tag]:
    """The tree as a table, each tag before those that it holds."""
    order: list[_Node] = []

    def visit(node: _Node) -> None:
        order.append(node)
        for kid in node.kids:
            if isinstance(kid, _Node):
                visit(kid)

    visit(top)
    index = {id(node): at for at, node in enumerate(order)}
    return [
        Tag(
            node.kind,
            tuple(("tag", index[id(kid)], 0) if isinstance(kid, _Node) else kid for kid in node.kids),
            node.attributes,
        )
        for node in order
    ]
