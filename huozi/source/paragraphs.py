"""Text and inlines that stand bare among blocks -> paragraphs, and paragraphs that hold nothing -> away.

Raw HTML leaves both: `<img …>` on a line of its own, text after `</div>`, `<p>&nbsp;</p>` as a spacer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from huozi.source.sanitise import drop, is_block

if TYPE_CHECKING:
    from lxml.etree import _Element

_HOLDERS = ("div", "blockquote", "aside")


def wrap_all(body: _Element) -> None:
    """Wrap what stands bare beside blocks in a <div>, a quote or an admonition."""
    for holder in list(body.iter(*_HOLDERS)):
        if any(is_block(child) for child in holder):
            wrap(holder)


def wrap(holder: _Element) -> None:
    """Make every run of text and inlines directly in `holder` a paragraph."""
    text, holder.text = holder.text, None
    paragraph = _paragraph(text)
    for child in list(holder):
        if is_block(child):
            _put_before(child, paragraph)
            paragraph = _paragraph(child.tail)
            child.tail = None
        else:
            paragraph.append(child)
    if _holds_something(paragraph):
        holder.append(paragraph)


def _paragraph(text: str | None) -> _Element:
    paragraph = etree.Element("p")
    paragraph.text = text
    return paragraph


def _put_before(block: _Element, paragraph: _Element) -> None:
    if _holds_something(paragraph):
        block.addprevious(paragraph)


def _holds_something(paragraph: _Element) -> bool:
    if paragraph.get("id") or any(child.tag != "br" for child in paragraph):
        return True
    return bool("".join(map(str, paragraph.itertext())).strip())


def drop_empty(body: _Element) -> None:
    """Take paragraphs without words or pictures away: they only made room."""
    for paragraph in list(body.iter("p")):
        if not _holds_something(paragraph):
            drop(paragraph)
