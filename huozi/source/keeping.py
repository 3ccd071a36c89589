"""A file read -> Leaf, from the store if the same text was read before under the same conditions, else anew.

What a file is read as depends on its text, on where it stands, on the language and the ids of the book, and on the
programs that read it: these are the key. What its author is told is kept with it and told again.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from huozi.diagnostics import Diagnostic, Log, Severity, Span
from huozi.source import files
from huozi.source.files import Leaf
from huozi.store import NOTHING, key_of, own_code
from huozi.versions import version

if TYPE_CHECKING:
    from lxml.etree import _Element

    from huozi.source.manuscript import Known, Manuscript
    from huozi.store import Store

KIND = "leaf"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_LIBRARIES = ("Markdown", "nh3", "lxml", "Pygments", "math-core")


def read(manuscript: Manuscript, known: Known, log: Log, store: Store) -> Leaf:
    """Read the Markdown of a file."""
    key = _key(manuscript, known)
    data = store.get(key, KIND)
    kept = _load(data, manuscript) if data is not None else None
    if kept is None:
        heard = Log()
        kept = files.read(manuscript, known, heard, store), heard.entries
        if store != NOTHING and (data := _dump(*kept)) is not None:
            store.put(key, KIND, data)
    log.entries += kept[1]
    return kept[0]


def _key(manuscript: Manuscript, known: Known) -> str:
    """Digest of every field of both, those of times to come too."""
    values = (getattr(one, field.name) for one in (manuscript, known) for field in fields(one))
    return key_of(_programs(), *(repr(_ordered(value)).encode() for value in values))


def _ordered(value: object) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case dict():
            return sorted(value.items())
        case _:
            return value


@lru_cache(maxsize=1)
def _programs() -> bytes:
    return " ".join((own_code(), *(f"{name} {version(name)}" for name in _LIBRARIES))).encode()


def _dump(leaf: Leaf, findings: list[Diagnostic]) -> bytes | None:
    """A leaf for the store; None for one that would not come out of it as it went in."""
    trees = [leaf.body, *(note for note, _ in leaf.notes.values())]
    written = [etree.tostring(tree, encoding="unicode", with_tail=False) for tree in trees]
    try:
        same = all(etree.tostring(_tree(text), encoding="unicode") == text for text in written)
    except etree.XMLSyntaxError:
        return None
    if not same:
        return None
    notes = [[label, _span(at)] for label, (_, at) in leaf.notes.items()]
    said = [[one.severity.value, one.code, one.message, _span(one.at), one.help] for one in findings]
    return json.dumps([written, notes, said], ensure_ascii=False).encode()


def _load(data: bytes, manuscript: Manuscript) -> tuple[Leaf, list[Diagnostic]]:
    (body, *written), notes, said = json.loads(data)
    found = {label: (_tree(text), Span(*at)) for (label, at), text in zip(notes, written, strict=True)}
    leaf = Leaf(manuscript.file, manuscript.path, _tree(body), manuscript.front_title, found)
    return leaf, [Diagnostic(Severity(kind), code, words, _place(at), help_) for kind, code, words, at, help_ in said]


def _tree(text: str) -> _Element:
    return etree.fromstring(text, _PARSER)


def _span(at: Span | None) -> list[Any] | None:
    return [at.path, at.line, at.column, at.length] if at else None


def _place(at: list[Any] | None) -> Span | None:
    return Span(*at) if at else None
