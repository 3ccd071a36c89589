"""Tags of all objects -> the structure tree of the book (ISO 32000-1, 14.7): one document, in the order of its pages.

What the tags mean is settled before, see tags.py. Here they get their pages, and each mark of a page the way back to
its tag. Levels of headings are joined over the whole book: none is left out on the way down (ISO 14289-1, 7.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from huozi.pdf.tags import Tag

_TABLE_ATTRIBUTES = ("ColSpan", "RowSpan", "Scope")

Place = tuple[int, int]
"""A page by its object's place in the book and its own place in the object."""


@dataclass(frozen=True, slots=True)
class BookPages:
    """The pages of the book: index, shift to the right in points, links that were kept by their place in the page."""

    indexes: Mapping[Place, int]
    shifts: Sequence[float]
    links: Mapping[Place, Mapping[int, pikepdf.Object]]


@dataclass(slots=True)
class _Tree:
    pdf: pikepdf.Pdf
    pages: BookPages
    objects: list[pikepdf.Object]
    marks: dict[int, dict[int, pikepdf.Object]] = field(default_factory=dict)
    annotations: list[pikepdf.Object] = field(default_factory=list)
    ids: dict[str, pikepdf.Object] = field(default_factory=dict)
    level: int = 0


def write(pdf: pikepdf.Pdf, pieces: Sequence[Sequence[Tag]], pages: BookPages) -> None:
    """Write the structure tree of a book whose pages are in their place; `pieces` are the tags of each object."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    tree = _Tree(pdf, pages, [page.obj for page in pdf.pages])
    document.K = Array(
        [element for piece, tags in enumerate(pieces) for element in _piece(tree, piece, tags, document)]
    )
    root.K = document
    numbers: list[Any] = []
    for index, page in enumerate(tree.objects):
        marks = tree.marks.get(index)
        if marks:
            page.StructParents = index
            numbers += [index, Array([marks.get(mark) for mark in range(max(marks) + 1)])]
        elif "/StructParents" in page:
            del page["/StructParents"]
        page.Tabs = Name.S
    for at, element in enumerate(tree.annotations, len(tree.objects)):
        numbers += [at, element]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(tree.objects) + len(tree.annotations)
    if tree.ids:
        names = pikepdf.NameTree.new(pdf)
        for name in sorted(tree.ids):
            names[name] = tree.ids[name]
        root.IDTree = names.obj
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _piece(tree: _Tree, piece: int, tags: Sequence[Tag], document: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements of one object that stand right below the document."""
    parents: dict[int, int] = {kid[1]: at for at, tag in enumerate(tags) for kid in tag.kids if kid[0] == "tag"}
    elements: dict[int, pikepdf.Object] = {0: document}
    for at in range(1, len(tags)):
        parent = elements[parents[at]]
        elements[at] = tree.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=_name(_kind(tree, tags[at].kind)), P=parent)
        )
    for at in range(1, len(tags)):
        _fill(tree, piece, tags[at], elements, elements[at])
    return [elements[kid[1]] for kid in tags[0].kids if kid[0] == "tag"] if tags else []


@lru_cache(maxsize=256)
def _name(kind: str) -> pikepdf.Name:
    return Name("/" + kind)


def _kind(tree: _Tree, kind: str) -> str:
    if not (kind[0] == "H" and kind[1:].isdigit()):
        return kind
    tree.level = min(int(kind[1:]), tree.level + 1)
    return f"H{tree.level}"


def _fill(tree: _Tree, piece: int, tag: Tag, elements: Mapping[int, pikepdf.Object], element: pikepdf.Object) -> None:
    kids: list[Any] = []
    own: int | None = None
    for what, first, second in tag.kids:
        if what == "tag":
            kids.append(elements[first])
            continue
        index = tree.pages.indexes[piece, first]
        if what == "text":
            if own is None:
                own = index
                element.Pg = tree.objects[index]
            tree.marks.setdefault(index, {})[second] = element
            kids.append(second if own == index else Dictionary(Type=Name.MCR, Pg=tree.objects[index], MCID=second))
        elif (link := tree.pages.links.get((piece, first), {}).get(second)) is not None:
            link.StructParent = len(tree.objects) + len(tree.annotations)
            link.Contents = String(tag.attributes.get("Contents") or "link")
            tree.annotations.append(element)
            kids.append(Dictionary(Type=Name.OBJR, Obj=link, Pg=tree.objects[index]))
    if len(kids) == 1:
        element.K = kids[0]
    elif kids:
        element.K = Array(kids)
    _write_attributes(tree, piece, tag, element)


def _write_attributes(tree: _Tree, piece: int, tag: Tag, element: pikepdf.Object) -> None:
    attributes = tag.attributes
    for name in ("Alt", "Lang"):
        if name in attributes:
            element["/" + name] = String(attributes[name])
    if "ID" in attributes:
        name = f"{piece}-{attributes['ID']}"
        element.ID = String(name)
        tree.ids[name] = element
    if "BBox" in attributes:
        shift = tree.pages.shifts[tree.pages.indexes[piece, attributes["page"]]]
        left, bottom, right, top = attributes["BBox"]
        box = Array([round(left + shift, 3), bottom, round(right + shift, 3), top])
        element.A = Dictionary(O=Name.Layout, BBox=box)
    if "ListNumbering" in attributes:
        element.A = Dictionary(O=Name.List, ListNumbering=Name("/" + attributes["ListNumbering"]))
    cell = {name: attributes[name] for name in _TABLE_ATTRIBUTES if name in attributes}
    if cell:
        element.A = Dictionary(O=Name.Table)
        for name, value in cell.items():
            element.A["/" + name] = Name("/" + value) if isinstance(value, str) else value
