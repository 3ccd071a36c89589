"""The file of a drawing -> the same as books hold it: what is drawn, without what programs and people note in it.

Editors write into an SVG where it was saved and under which name, who made it and with what, and whole sources of it;
engines paint words of elements that they do not know. Comments, instructions, entities, metadata, and elements and
attributes of namespaces that no reader of SVG has to know are taken off, as what a photograph's file tells of it is
(rasters.py).
"""

from __future__ import annotations

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"
_KNOWN_ELEMENTS = ("", SVG, XHTML, "{http://www.w3.org/1998/Math/MathML}")
_KNOWN_ATTRIBUTES = ("", "{http://www.w3.org/1999/xlink}", "{http://www.w3.org/XML/1998/namespace}")
_SOURCE = "content"
"""Where draw.io keeps the drawing as it was drawn; SVG has no such attribute."""


def parser() -> etree.XMLParser:
    """A parser that reads nothing but what it is given."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def settled(data: bytes) -> bytes:
    """The drawing as books hold it; the same bytes if there is nothing to take off. XMLSyntaxError if it is no XML."""
    root = etree.fromstring(data, parser())
    inside = root.iter(etree.Comment, etree.PI, etree.Entity)
    notes = [*root.itersiblings(preceding=True), *root.itersiblings(), *inside]
    foreign = {str(one.tag) for one in root.iter(etree.Element) if _space(one.tag) not in _KNOWN_ELEMENTS}
    if (found := root.find(f".//{SVG}metadata")) is not None:
        foreign.add(str(found.tag))
    changed = bool(notes or foreign) or root.getroottree().docinfo.internalDTD is not None
    etree.strip_tags(root, etree.Comment, etree.PI, etree.Entity)
    if foreign:
        etree.strip_elements(root, *foreign, with_tail=False)
    for element in root.iter(etree.Element):
        for name in element.attrib:
            if _space(name) not in _KNOWN_ATTRIBUTES or (name == _SOURCE and element is root):
                del element.attrib[name]
                changed = True
    if not changed:
        return data
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _space(name: object) -> str:
    """The namespace of a name of lxml, in its braces; "" for none."""
    space, brace, _ = str(name).rpartition("}")
    return space + brace
