"""Config -> what stands above and below a text without a title page: its title, and the parts of an official document.

The same elements go to both outputs; where they stand on the page is the style's. The order, the words and the marks
between them are those of GB/T 9704-2012, 7.2 (head), 7.3 (body) and 7.4 (record); what the author left out is left out.

    div.title-block > div.document-head > div.corner > p.copy p.secrecy p.urgency
                                          p.issuer p.document-number > span.signer > span.name
                      p.title p.subtitle p.people p.addressee p.abstract p.keywords
    div.closing > p.attachment > span.label span.count, div.signature > p.signatory p.date, p.document-note,
                  div.record > p.copies p.printed > span.when
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from huozi import locales
from huozi.source import softbreaks

if TYPE_CHECKING:
    from lxml.etree import _Element

    from huozi.config import Config, Official
    from huozi.locales import Words


def opening(config: Config) -> _Element | None:
    """What stands above the text; None if nothing does."""
    if not config.title_block:
        return None
    block = etree.Element("div", {"class": "title-block"})
    if config.official:
        _head(block, config.official, config.lang)
    if config.title:
        _line(block, "title", config.title)
    if config.subtitle:
        _line(block, "subtitle", config.subtitle)
    if config.official is None:
        words = locales.words(config.lang)
        for _, people in groupby(config.people, key=lambda person: person.role):
            _line(block, "people", words.names.join(person.name for person in people))
        _summary(block, config, words)
    elif config.official.addressee:
        _line(block, "addressee", config.official.addressee.rstrip("：:") + "：")
    return block if len(block) else None


def _summary(block: _Element, config: Config, words: Words) -> None:
    """The abstract, and the keywords that belong to it (GB/T 7713.2)."""
    if not config.abstract:
        return
    first, *others = config.abstract
    _labelled(block, "abstract", words.abstract, first)
    for text in others:
        _line(block, "abstract", text)
    if config.keywords:
        _labelled(block, "keywords", words.keywords, words.keyword_gap.join(config.keywords))
    softbreaks.settle(block, config.lang)


def closing(config: Config) -> _Element | None:
    """What stands below the text of an official document; None if nothing does."""
    official = config.official
    if not config.title_block or official is None:
        return None
    block = etree.Element("div", {"class": "closing"})
    words = locales.words(config.lang)
    several = len(official.attachments) > 1
    for count, name in enumerate(official.attachments, 1):
        kinds = ("attachment", "numbered" if several else "", "next" if count > 1 else "")
        line = _line(block, " ".join(filter(None, kinds)), "")
        if count == 1:
            etree.SubElement(line, "span", {"class": "label"}).text = words.attachment
        if several:
            etree.SubElement(line, "span", {"class": "count"}).text = f"{count}."
        line[-1].tail = name
    signatories, date = official.signatories or official.issuers, official.date or config.date
    if signatories or date:
        signature = etree.SubElement(block, "div", {"class": "signature"})
        for name in signatories:
            _line(signature, "signatory", name)
        if date:
            _line(signature, "date", date)
    if official.note:
        _line(block, "document-note", f"（{official.note.strip('（）()')}）")
    if official.copies_to or official.printer:
        record = etree.SubElement(block, "div", {"class": "record"})
        if official.copies_to:
            _line(record, "copies", words.copies_to + official.copies_to.rstrip("。") + "。")
        if official.printer:
            printed = _line(record, "printed", official.printer)
            if official.printed:
                _span(printed, "when", words.printed.format(official.printed))
    return block if len(block) else None


def _head(block: _Element, official: Official, lang: str) -> None:
    named = {"copy": official.copy, "secrecy": official.secrecy, "urgency": official.urgency}
    if not (any(named.values()) or official.issuers or official.number):
        return
    head = etree.SubElement(block, "div", {"class": "document-head"})
    if any(named.values()):
        corner = etree.SubElement(head, "div", {"class": "corner"})
        for name, text in named.items():
            if text:
                _line(corner, name, text)
    for name in official.issuers:
        _line(head, "issuer", name)
    if official.number:
        number = _line(head, "document-number", official.number)
        if official.signer:
            signer = _span(number, "signer", locales.words(lang).signer)
            etree.SubElement(signer, "span", {"class": "name"}).text = official.signer


def _line(parent: _Element, name: str, text: str) -> _Element:
    line = etree.SubElement(parent, "p", {"class": name})
    line.text = text
    return line


def _labelled(parent: _Element, name: str, word: str, text: str) -> None:
    label = etree.SubElement(_line(parent, name, ""), "b")
    label.text, label.tail = word, text


def _span(parent: _Element, name: str, text: str) -> _Element:
    parent.text = (parent.text or "") + " "
    span = etree.SubElement(parent, "span", {"class": name})
    span.text = text
    return span
