"""What may stand in a chapter: the vocabulary of huozi/book.py with its attributes, and what others become."""

from __future__ import annotations

BLOCKS = frozenset(
    {
        "h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr", "div",
        "pre", "figure", "figcaption", "table", "colgroup", "col", "caption", "thead", "tbody", "tfoot", "tr",
        "th", "td", "aside",
    }
)  # fmt: skip
INLINES = frozenset(
    {
        "br", "em", "strong", "del", "ins", "mark", "sub", "sup", "code", "kbd", "small", "s", "u", "i", "b", "q",
        "cite", "abbr", "var", "samp", "ruby", "rb", "rt", "rp", "span", "a", "img",
    }
)  # fmt: skip
ELEMENTS = BLOCKS | INLINES
"""Every element of a chapter's body."""

ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset({"id", "class", "title", "lang", "dir", "style"}),
    "a": frozenset({"href", "name"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "th": frozenset({"scope", "colspan", "rowspan", "align", "style", "width"}),
    "td": frozenset({"colspan", "rowspan", "align", "style", "width"}),
    "col": frozenset({"span", "width", "style"}),
    "q": frozenset({"cite"}),
    "blockquote": frozenset({"cite"}),
}
"""Attributes that are read; those that say how a thing looks are reduced to classes and lengths (sanitise.py)."""

RENAMED: dict[str, tuple[str, str]] = {
    "center": ("div", "center"),
    "details": ("div", "details"),
    "summary": ("p", "summary"),
    "section": ("div", ""),
    "article": ("div", ""),
    "header": ("div", ""),
    "footer": ("div", ""),
    "address": ("div", "address"),
    "strike": ("del", ""),
    "tt": ("code", ""),
    "acronym": ("abbr", ""),
    "dfn": ("i", ""),
    "form": ("div", ""),
    "main": ("div", ""),
    "nav": ("div", ""),
    "fieldset": ("div", ""),
}
"""Elements of HTML that stand for another one, with a class."""

DROPPED = frozenset(
    {
        "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "video", "audio", "canvas",
        "template", "noscript", "select", "textarea", "button", "frameset", "noembed", "noframes", "title", "head",
        "xmp", "plaintext",
    }
)  # fmt: skip
"""Elements that go with all that they hold."""

SILENT = frozenset({"script", "style", "template", "noscript", "head"})
"""Dropped elements that never were text, of which nobody needs to be told."""

RAW_TEXT = frozenset(
    {"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}
)
"""Elements in which HTML5 sees no tags: unclosed, one of them would swallow all that follows it."""

WRAPPERS = frozenset({"html", "body", "font", "big", "nobr", "wbr", "picture", "hgroup", "bdo", "bdi"})
"""Elements that only say how a thing looks: what they hold stays, they go in silence."""
