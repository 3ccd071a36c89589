"""A publication and the book's fonts -> the same publication with a subset of each face that its text uses.

Only where the front matter asks for it: readers like their own fonts, and stores like small files. Which face a text
uses follows from the style sheet of the publication itself. A font whose licence forbids it (OpenType, OS/2 fsType) is
named and left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import cssselect2
import tinycss2
import uharfbuzz
from lxml import etree

from huozi.epub.publication import XHTML, Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.diagnostics import Log
    from huozi.epub.publication import Publication
    from huozi.styles import FontFile, FontStack, Styles

_BOLD = 200
_REGULAR = 80
_FEATURES = ("halt", "palt", "vhal", "vpal", "chws", "vchw", "fwid", "pwid", "ruby")
_BOLD_BY_NATURE = "h1, h2, h3, h4, h5, h6, th, b, strong { font-weight: bold }"
_NUMBERS = "0123456789."
"""What readers number a list with."""
_RESTRICTED = 0x0002
_NO_SUBSET = 0x0100
_BITMAPS_ONLY = 0x0200


@dataclass(frozen=True, slots=True)
class Use:
    """How a text is set: the role of its font, and whether it is bold."""

    role: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Subset:
    """Some characters of one face."""

    face: FontFile
    bold: bool
    characters: frozenset[str]


def embed(publication: Publication, styles: Styles, log: Log) -> Publication:
    """Add the fonts that the documents use, and tell the style sheet about them."""
    sheet = next(item for item in publication.items if item.media_type == "text/css")
    lists = {role: _compact(styles.tokens[f"--font-{role}"]) for role in styles.fonts}
    css = f"body {{ font-family: {styles.tokens['--font-body']}; }}\n{sheet.data.decode()}"
    used = characters(publication, css, lists)
    fonts: list[Item] = []
    rules: list[str] = []
    for subset in _subsets(used, styles.fonts, log):
        found = _cut(subset, log)
        if found is None:
            continue
        kind = "otf" if found.startswith(b"OTTO") else "ttf"
        item = Item(f"font/face-{len(fonts) + 1}.{kind}", f"font/{kind}", found)
        fonts.append(item)
        rules.append(
            f'@font-face {{ font-family: "{subset.face.family}"; font-weight: {"bold" if subset.bold else "normal"}; '
            f'src: url("../{item.name}"); }}'
        )
    styled = replace(sheet, data="\n".join((*rules, css)).encode())
    items = tuple(styled if item is sheet else item for item in publication.items)
    return replace(publication, items=(*items, *fonts))


def characters(publication: Publication, css: str, lists: dict[str, str]) -> dict[Use, set[str]]:
    """The characters of all documents by how they are set; `lists` is the font-family value of each role."""
    roles = {value: role for role, value in reversed(lists.items())}
    matcher = _matcher(css)
    used: dict[Use, set[str]] = {}
    for item in publication.items:
        if item.media_type == XHTML:
            root = cssselect2.ElementWrapper.from_html_root(etree.fromstring(item.data))
            _collect(root, matcher, roles, Use("body", bold=False), used)
    return used


def _matcher(css: str) -> cssselect2.Matcher:
    """The rules that name a font or a weight, or add text."""
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(f"{_BOLD_BY_NATURE}\n{css}", skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        said = {
            one.lower_name: one.value if one.lower_name == "content" else _compact(tinycss2.serialize(one.value))
            for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            if one.type == "declaration" and one.lower_name in {"font-family", "font-weight", "content"}
        }
        if not said:
            continue
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            continue
        for selector in selectors:
            matcher.add_selector(selector, said)
    return matcher


def _collect(
    element: Any,  # noqa: ANN401 (cssselect2 has no types)
    matcher: cssselect2.Matcher,
    roles: dict[str, str],
    inherited: Use,
    used: dict[Use, set[str]],
) -> None:
    matches = sorted(matcher.match(element), key=lambda match: match[:2])
    use = inherited
    for _specificity, _order, pseudo, said in matches:
        if pseudo is None:
            use = _with(use, said, roles)
    node = element.etree_element
    used.setdefault(use, set()).update(node.text or "", _NUMBERS if element.local_name == "ol" else "")
    for _specificity, _order, pseudo, said in matches:
        if pseudo is not None and "content" in said:
            used.setdefault(_with(use, said, roles), set()).update(_generated(said["content"], node))
    for child in element.iter_children():
        _collect(child, matcher, roles, use, used)
        used[use].update(child.etree_element.tail or "")


def _with(use: Use, said: dict[str, Any], roles: dict[str, str]) -> Use:
    weight = said.get("font-weight")
    bold = use.bold if weight is None else weight in {"bold", "bolder", "600", "700", "800", "900"}
    return Use(roles.get(said.get("font-family", ""), use.role), bold)


def _generated(content: list[tinycss2.ast.Node], element: etree._Element) -> Iterator[str]:
    """What a style sheet adds before or after an element: strings, and attributes of its (CSS Content 3, section 2)."""
    for one in content:
        if one.type == "string":
            yield from one.value
        elif one.type == "function" and one.lower_name == "attr":
            yield from element.get(tinycss2.serialize(one.arguments).strip(), "")


def _subsets(used: dict[Use, set[str]], stacks: Any, log: Log) -> Iterator[Subset]:  # noqa: ANN401
    """Each face that is needed, with its characters; two roles of one face share a subset."""
    needed: dict[tuple[FontFile, bool], set[str]] = {}
    for use, text in sorted(used.items(), key=lambda pair: (pair[0].role, pair[0].bold)):
        left = {char for char in text if not char.isspace() or char in "\u3000\u00a0"} | {" "}
        for face in _faces(stacks[use.role], bold=use.bold):
            covered = left & _coverage(face)
            if covered - {" "}:
                needed.setdefault((face, use.bold), set()).update(covered)
                left -= covered
        for char in sorted(left - {" "}):
            log.note("font-subset", f"no font for {use.role} has U+{ord(char):04X} {char}: readers use their own")
    for (face, bold), text in sorted(needed.items()):
        yield Subset(face, bold, frozenset(text))


def _faces(stack: FontStack, *, bold: bool) -> Iterator[FontFile]:
    """The best face of each family that is found, in the order of the list."""
    wanted = _BOLD if bold else _REGULAR
    for family in stack.declared:
        of_family = [face for face in stack.found if face.family == family]
        if of_family:
            yield min(of_family, key=lambda face: (abs(face.weight - wanted), face))


@cache
def _open(face: FontFile) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.index)


@cache
def _coverage(face: FontFile) -> frozenset[str]:
    return frozenset(chr(code) for code in _open(face).unicodes)


def _cut(subset: Subset, log: Log) -> bytes | None:
    face = _open(subset.face)
    if reason := _forbidden(face):
        log.warn("font-licence", f"{subset.face.family} is not embedded: {reason} (OS/2 fsType)")
        return None
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(char) for char in subset.characters)
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _FEATURES)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    data: bytes = uharfbuzz.subset(face, wanted).blob.data
    return data


def _forbidden(face: uharfbuzz.Face) -> str:
    """Why a licence forbids embedding a subset; "" if it does not (OpenType 1.9, OS/2 table)."""
    table = face.reference_table("OS/2").data
    allowed = int.from_bytes(table[8:10], "big") if len(table) >= 10 else 0
    if allowed & 0x000F == _RESTRICTED:
        return "its licence forbids embedding"
    if allowed & _NO_SUBSET:
        return "its licence forbids subsets"
    return "its licence allows bitmaps only" if allowed & _BITMAPS_ONLY else ""


def _compact(value: str) -> str:
    return "".join(value.split())
