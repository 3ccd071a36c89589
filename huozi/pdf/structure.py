"""Tags of all objects -> the structure tree of the book (ISO 32000-1, 14.7): one document, in the order of its pages.

What the tags mean is settled before, see tags.py. Here they get their pages, and each mark of a page the way back to
its tag. Levels of headings are joined over the whole book: none is left out on the way down (ISO 14289-1, 7.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huozi.pdf.file import name_tree, reals, string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from huozi.pdf.file import File
    from huozi.pdf.tags import Tag

_TABLE_ATTRIBUTES = ("ColSpan", "RowSpan", "Scope")

Place = tuple[int, int]
"""A page by its object's place in the book and its own place in the object."""


@dataclass(frozen=True, slots=True)
class BookPages:
    """The pages of the book: index of each, then by index its number in the file and its shift to the right in points.

    `links` are the numbers of those links that are kept, by their place in the page.
    """

    indexes: Mapping[Place, int]
    numbers: Sequence[int]
    shifts: Sequence[float]
    links: Mapping[Place, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Written:
    """The number of the tree, the pages that have marks, and the entries of each link for its tag by its number."""

    root: int
    pages: frozenset[int]
    links: Mapping[int, str]


@dataclass(slots=True)
class _Tree:
    file: File
    pages: BookPages
    marks: dict[int, dict[int, int]] = field(default_factory=dict)
    annotations: list[int] = field(default_factory=list)
    links: dict[int, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    level: int = 0


def write(file: File, pieces: Sequence[Sequence[Tag]], pages: BookPages) -> Written:
    """Write the structure tree of a book whose pages have their numbers; `pieces` are the tags of each object."""
    root, document = file.reserve(), file.reserve()
    tree = _Tree(file, pages)
    kids = [kid for piece, tags in enumerate(pieces) for kid in _write_piece(tree, piece, tags, document)]
    file.put(document, f"<</Type/StructElem/S/Document/P {root} 0 R/K[{' '.join(kids)}]>>")
    numbers = []
    for index, marks in sorted(tree.marks.items()):
        elements = (f"{marks[mark]} 0 R" if mark in marks else "null" for mark in range(max(marks) + 1))
        numbers.append(f"{index}[{' '.join(elements)}]")
    count = len(pages.numbers)
    numbers += [f"{at} {element} 0 R" for at, element in enumerate(tree.annotations, count)]
    entries = f"/K {document} 0 R/ParentTree {file.add(f'<</Nums[{chr(10).join(numbers)}]>>')} 0 R"
    entries += f"/ParentTreeNextKey {count + len(tree.annotations)}"
    entries += f"/IDTree {name_tree(file, tree.ids)} 0 R" if tree.ids else ""
    file.put(root, f"<</Type/StructTreeRoot{entries}>>")
    return Written(root, frozenset(tree.marks), tree.links)


def _write_piece(tree: _Tree, piece: int, tags: Sequence[Tag], document: int) -> list[str]:
    """Write the elements of one object, and return references to those that stand right below the document."""
    if not tags:
        return []
    first = tree.file.reserve(len(tags) - 1) - 1
    parents = {kid[1]: first + at for at, tag in enumerate(tags) for kid in tag.kids if kid[0] == "tag"}
    parents |= {kid[1]: document for kid in tags[0].kids if kid[0] == "tag"}
    for at, tag in enumerate(tags[1:], 1):
        own = first + at
        entries = f"/S/{_kind(tree, tag.kind)}/P {parents[at]} 0 R{_kids(tree, piece, tag, first, own)}"
        tree.file.put(own, f"<</Type/StructElem{entries}{_attributes(tree, piece, tag, own)}>>")
    return [f"{first + kid[1]} 0 R" for kid in tags[0].kids if kid[0] == "tag"]


def _kind(tree: _Tree, kind: str) -> str:
    if not (kind[0] == "H" and kind[1:].isdigit()):
        return kind
    tree.level = min(int(kind[1:]), tree.level + 1)
    return f"H{tree.level}"


def _kids(tree: _Tree, piece: int, tag: Tag, first: int, number: int) -> str:
    """The entries of an element for what it holds; `first` is the number before those of its piece."""
    kids: list[str] = []
    own: int | None = None
    for what, one, two in tag.kids:
        if what == "tag":
            kids.append(f"{first + one} 0 R")
            continue
        index = tree.pages.indexes[piece, one]
        page = tree.pages.numbers[index]
        if what == "text":
            own = index if own is None else own
            tree.marks.setdefault(index, {})[two] = number
            kids.append(str(two) if own == index else f"<</Type/MCR/Pg {page} 0 R/MCID {two}>>")
        elif (link := tree.pages.links.get((piece, one), {}).get(two)) is not None:
            parent = len(tree.pages.numbers) + len(tree.annotations)
            tree.links[link] = f"/StructParent {parent}/Contents{string(tag.attributes.get('Contents') or 'link')}"
            tree.annotations.append(number)
            kids.append(f"<</Type/OBJR/Obj {link} 0 R/Pg {page} 0 R>>")
    entries = "" if own is None else f"/Pg {tree.pages.numbers[own]} 0 R"
    if not kids:
        return entries
    return f"{entries}/K[{' '.join(kids)}]" if len(kids) > 1 else f"{entries}/K {kids[0]}"


def _attributes(tree: _Tree, piece: int, tag: Tag, number: int) -> str:
    attributes = tag.attributes
    if not attributes:
        return ""
    entries = "".join(f"/{name}{string(attributes[name])}" for name in ("Alt", "Lang") if name in attributes)
    if "ID" in attributes:
        name = f"{piece}-{attributes['ID']}"
        tree.ids[name] = f" {number} 0 R"
        entries += f"/ID{string(name)}"
    told = ""
    if "BBox" in attributes:
        shift = tree.pages.shifts[tree.pages.indexes[piece, attributes["page"]]]
        left, bottom, right, top = attributes["BBox"]
        told = f"/O/Layout/BBox{reals((left + shift, bottom, right + shift, top))}"
    if "ListNumbering" in attributes:
        told = f"/O/List/ListNumbering/{attributes['ListNumbering']}"
    if cell := {name: attributes[name] for name in _TABLE_ATTRIBUTES if name in attributes}:
        told = "/O/Table" + "".join(
            f"/{name}/{value}" if isinstance(value, str) else f"/{name} {value}" for name, value in cell.items()
        )
    return f"{entries}/A<<{told}>>" if told else entries
