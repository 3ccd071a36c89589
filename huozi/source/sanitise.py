"""HTML of a file -> clean element tree: parsed as HTML5 by nh3, kept to the vocabulary, parsed again as XML.

Says nothing to the author: what is dropped was reported where its tag was read (rawhtml.py).
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import nh3
from lxml import etree

from huozi.running import UNCOUNTED_CLASSES
from huozi.source.vocabulary import ATTRIBUTES, BLOCKS, DROPPED, ELEMENTS, RENAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

DEEPEST = 90
"""Elements inside one another; deeper ones are taken away and what they hold is kept. Layout engines fail above it."""

_OWN = (
    "line", "col", "length", "written", "note", "mention", "bare", "width", "height", "language",
    "tex", "end", "number", "wanted", "cite", "index", "lineno", "row",
)  # fmt: skip
_KEPT = frozenset({"line", "language", "lineno", "tex", "row"})
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s="]+="[^"]*")*)>')
_VOID_TAG = re.compile(r'<(?:br|hr|img|col)(?: [^\s="]+="[^"]*")*(?=>)')
_BARE_IN_ATTRIBUTE = re.compile(r'="[^"<]*<')
_TOO_DEEP = etree.XPath(f"boolean({'/'.join('*' * (DEEPEST + 1))})")
_FORMATTING = re.compile(
    r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*>", re.IGNORECASE
)

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"
_VOID = frozenset({"br", "hr", "img", "col"})
_SCHEME = re.compile(r"(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,31}):")
_DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+)")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(px|%|em|rem|ex|ch|mm|cm|in|pt|pc|vw|vh)?$")
_LOOKS = frozenset({"style", "align", "width", "height", "own-width", "own-height"})
_FORMATS = (
    "em",
    "strong",
    "mark",
    "sub",
    "sup",
    "code",
    "kbd",
    "small",
    "s",
    "u",
    "i",
    "b",
    "q",
    "cite",
    "abbr",
    "var",
)
_OF_PHRASES = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_COUNT = re.compile(r"0*[1-9][0-9]{0,8}")
_FORMS = {
    "start": _NUMBER,
    "value": _NUMBER,
    "colspan": _COUNT,
    "rowspan": _COUNT,
    "span": _COUNT,
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile("[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*"),
}
_HOUSE = UNCOUNTED_CLASSES | {"math"}
_MOST_COLUMNS = 40
_PLACES = frozenset({"left", "center", "right"})
_PLACED = frozenset({"div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figure", "table", "center", "tr"})


def tree(html: str, mark: str) -> _Element:
    """The <body> of some HTML.

    Attributes of the house come out as `data-line` ... or, for our own use, `own-…`; `own-deep` of <body> is the line
    where elements stand too deep to be kept.
    """
    body = _parsed(_clean(html, mark), mark)
    prefix = f"{mark}-"
    for element in list(body.iter(etree.Element)):
        # Most elements are tokens of code, which have a class and nothing else.
        names = [str(name) for name in element.attrib]
        if names and names != ["class"]:
            _name_own(element, names, prefix)
            _reduce(element)
            _limit_values(element)
        _disown(element)
        _rename(element)
    _limit_spans(body)
    for element in list(body.iter("span")):
        if element.get("own-bare") is not None:
            unwrap(element)
    _keep_blocks_out_of_phrases(body)
    for ruby in list(body.iter("ruby")):
        _pair_ruby(ruby)
    return body


def _limit_values(element: _Element) -> None:
    """Keep what HTML takes for a number (4.4.5, 4.4.8), no greater than of use; a direction; a language (BCP 47)."""
    for name, form in _FORMS.items():
        written = element.get(name)
        if written is not None and not form.fullmatch(str(written)):
            del element.attrib[name]
        elif written is not None and name == "lang":
            element.set(name, str(written).replace("_", "-"))


def _disown(element: _Element) -> None:
    """Take classes of the house from what is not the house's: what bears one is set, and compared, as if it were."""
    names = (element.get("class") or "").split()
    if _HOUSE.isdisjoint(names) or "own-note" in element.attrib or "data-tex" in element.attrib:
        return
    kept = [name for name in names if name not in _HOUSE or (name == "math" and element.tag != "span")]
    del element.attrib["class"]
    if kept:
        element.set("class", " ".join(kept))


def _limit_spans(body: _Element) -> None:
    """Let no cell reach over more rows than its table has, nor over more columns than there can be anything in.

    Every place of a table that a cell covers is laid out, seen or not.
    """
    for table in body.iter("table"):
        rows = list(table.iter("tr"))
        most = max([_MOST_COLUMNS, *(len(row) for row in rows)])
        for row in rows:
            for cell in row.iterchildren("th", "td"):
                for name, limit in (("colspan", most), ("rowspan", len(rows))):
                    if int(str(cell.get(name, "1"))) > limit:
                        cell.set(name, str(limit))
        for column in table.iter("colgroup", "col"):
            if int(str(column.get("span", "1"))) > most:
                column.set("span", str(most))


def _keep_blocks_out_of_phrases(body: _Element) -> None:
    """Take away formatting that runs over blocks, as that of a tag never closed, and blocks inside headings.

    HTML's parser makes both; its own content models (HTML 4.3.6, 4.5) forbid them, and EPUBCheck with them.
    """
    for element in list(body.iter(*_FORMATS)):
        if any(is_block(one) for one in element.iterdescendants()):
            unwrap(element)
    for holder in body.iter(*_OF_PHRASES):
        for block in [one for one in holder.iterdescendants() if is_block(one)]:
            for name in _PLACES.intersection((block.get("class") or "").split()):
                add_class(holder, name)
            unwrap(block)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _limited(html: str) -> str:
    """HTML without formatting tags that stand unclosed too deep: the time of HTML5's rules for them is quadratic."""
    unclosed: Counter[str] = Counter()

    def tag(found: re.Match[str]) -> str:
        name = found[2].lower()
        unclosed[name] = max(0, unclosed[name] + (-1 if found[1] else 1))
        return "" if unclosed[name] > DEEPEST else found[0]

    return _FORMATTING.sub(tag, html)


def _clean(html: str, mark: str) -> str:
    own = {f"{mark}-{name}" for name in _OWN}
    attributes: dict[str, set[str]] = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    attributes["*"] |= own | {"align"}
    return nh3.clean(
        _limited(html),
        tags=set(ELEMENTS | RENAMED.keys()),
        clean_content_tags=set(DROPPED),
        attributes=attributes,
        strip_comments=True,
        link_rel=None,
        # Links are judged one by one later, where their place is known; here all schemes of the text pass.
        url_schemes=set(_SCHEME.findall(re.sub(r"[\t\n]", "", html.lower()))) | {"http", "https"},
    )


def _parsed(html: str, mark: str) -> _Element:
    """Clean HTML as a <body>. Tags are only looked at one by one where that is needed: it takes long."""
    html, too_deep = _NOT_IN_XML.sub(REPLACEMENT, html.replace("&nbsp;", "\u00a0")), ""
    if _BARE_IN_ATTRIBUTE.search(html) is None:
        # What stands over 2,048 deep is refused by the parser itself.
        with suppress(etree.XMLSyntaxError):
            body = _body(_VOID_TAG.sub(r"\g<0>/", html))
            if not _TOO_DEEP(body):
                return body
    xml, too_deep = _as_xml(html, mark)
    body = _body(xml)
    if too_deep:
        body.set("own-deep", too_deep)
    return body


def _body(xml: str) -> _Element:
    return etree.fromstring(f"<body>{xml}</body>", _parser())


def _as_xml(html: str, mark: str) -> tuple[str, str]:
    """The same as XML, and the line where elements stand too deep inside one another, "" if none do."""
    depth, too_deep = 0, ""
    line = re.compile(rf'{mark}-line="(\d+)"')

    def tag(found: re.Match[str]) -> str:
        nonlocal depth, too_deep
        closing, name, attributes = found[1], found[2], found[3].replace("<", "&lt;")
        if name in _VOID:
            return f"<{name}{attributes}/>"
        if closing:
            depth -= 1
            return f"</{name}>" if depth < DEEPEST else ""
        depth += 1
        if depth <= DEEPEST:
            return f"<{name}{attributes}>"
        at = line.search(attributes)
        too_deep = too_deep or (at[1] if at else "1")
        return ""

    return _TAG.sub(tag, html), too_deep


def _name_own(element: _Element, names: Sequence[str], prefix: str) -> None:
    for name in names:
        if name.startswith(prefix):
            bare = name.removeprefix(prefix)
            element.set(f"{'data' if bare in _KEPT else 'own'}-{bare}", str(element.attrib.pop(name, "")))


def _rename(element: _Element) -> None:
    new = RENAMED.get(str(element.tag))
    if new is None:
        return
    element.tag = new[0]
    if new[1]:
        add_class(element, new[1])


def _reduce(element: _Element) -> None:
    """Turn `align`, `style`, `width`, `height` into a class of alignment, and lengths where they mean something."""
    if _LOOKS.isdisjoint(map(str, element.attrib)):
        return
    style = {name: value.strip() for name, value in _DECLARATION.findall(str(element.attrib.pop("style", "")).lower())}
    align = str(element.attrib.pop("align", "")).lower() or style.get("text-align", "")
    if align in _PLACES and element.tag in _PLACED:
        add_class(element, align)
    lengths = []
    for side in ("width", "height"):
        given = (element.attrib.pop(f"own-{side}", ""), style.get(side), element.attrib.pop(side, ""))
        length = _length(next((str(one) for one in given if one), ""))
        if length:
            lengths.append(f"{side}: {length}")
    if element.tag == "img" and lengths:
        element.set("style", "; ".join(lengths))


def _length(written: str) -> str:
    found = _LENGTH.match(written.strip().lower())
    return f"{found[1]}{found[2] or 'px'}" if found and float(found[1]) > 0 else ""


def add_class(element: _Element, name: str) -> None:
    """Add a class to an element that does not have it."""
    names = (element.get("class") or "").split()
    if name not in names:
        element.set("class", " ".join([*names, name]))


def unwrap(element: _Element) -> None:
    """Take an element away and leave what it holds in its place."""
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    append_text(parent, at, element.text or "")
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    append_text(parent, at + len(children), element.tail or "")
    element.tail = None
    parent.remove(element)


def append_text(parent: _Element, at: int, text: str) -> None:
    """Add text just before the child with number `at`."""
    if not text:
        return
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text


def drop(element: _Element) -> None:
    """Take an element away with what it holds; the text after it stays."""
    parent = element.getparent()
    assert parent is not None
    append_text(parent, parent.index(element), element.tail or "")
    element.tail = None
    parent.remove(element)


def finder(condition: str) -> Callable[[_Element], list[_Element]]:
    """A search for the elements that meet a condition of XPath: an element and all in it, in the order of the text.

    Most elements of a book of code are its tokens, and to look at each of them in Python takes long.
    """
    path = etree.XPath(f"descendant-or-self::*[{condition}]")
    return lambda element: cast("list[_Element]", path(element))


def is_block(element: _Element) -> bool:
    """Whether an element is a block of the vocabulary."""
    return element.tag in BLOCKS


def _pair_ruby(ruby: _Element) -> None:
    """Make every base an <rb> with its <rt> after it, in whichever of HTML's forms it was written; <rp> goes."""
    pairs: list[tuple[list[_Element], list[_Element]]] = [([], [])]
    if ruby.text and ruby.text.strip():
        pairs[-1][0].append(_base(ruby.text))
    for child in list(ruby):
        tail, child.tail = child.tail, None
        if child.tag == "rt":
            pairs[-1][1].append(child)
        elif child.tag != "rp":
            if pairs[-1][1]:
                pairs.append(([], []))
            pairs[-1][0].append(child if child.tag == "rb" else _base("", child))
        if tail and tail.strip():
            if pairs[-1][1]:
                pairs.append(([], []))
            pairs[-1][0].append(_base(tail))
    ruby.text = None
    ruby[:] = [element for bases, readings in pairs for element in _interleaved(bases, readings)]


def _base(text: str, child: _Element | None = None) -> _Element:
    base = etree.Element("rb")
    base.text = text.strip() or None
    if child is not None:
        base.append(child)
    return base


def _interleaved(bases: list[_Element], readings: list[_Element]) -> list[_Element]:
    if len(bases) == len(readings):
        return [element for pair in zip(bases, readings, strict=True) for element in pair]
    if not bases:
        return []
    whole = bases[0]
    for base in bases[1:]:
        append_text(whole, len(whole), base.text or "")
        whole.extend(list(base))
    reading = etree.Element("rt")
    reading.text = "".join("".join(map(str, rt.itertext())) for rt in readings)
    return [whole, reading]
