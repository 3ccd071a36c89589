"""What may stand in a chapter: elements and attributes of the vocabulary in huozi/book.py, and what others turn into."""

from __future__ import annotations

BLOCKS = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr", "div", "pre", "figure", "figcaption", "table", "colgroup", "col", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "aside"]
)
INLINES = frozenset(
    ["br", "em", "strong", "del", "ins", "mark", "sub", "sup", "code", "kbd", "small", "s", "u", "i", "b", "q", "cite", "abbr", "var", "samp", "ruby", "rb", "rt", "rp", "span", "a", "img"]
)
ELEMENTS = BLOCKS | INLINES
"""Every element of a chapter's body."""

ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset({"id", "class", "title", "lang", "dir"}),
    "a": frozenset({"href", "name"}),
    "img": frozenset({"src", "alt", "width", "height", "style"}),
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
}
"""Elements of HTML that stand for another one, with a class."""

DROPPED = frozenset(
    ["script", "style", "svg", "math", "iframe", "object", "embed", "applet", "video", "audio", "canvas", "template", "noscript", "form", "select", "textarea", "button", "frameset", "noembed", "noframes", "title", "head", "xmp", "plaintext"]
)
"""Elements that go with all that they hold."""

SILENT = frozenset({"script", "style", "template", "noscript", "head", "title"})
"""Dropped elements that never were text, of which nobody needs to be told."""

HTML_NAMES = (
    ELEMENTS
    | DROPPED
    | frozenset(RENAMED)
    | frozenset(
        ["html", "body", "main", "nav", "hgroup", "font", "big", "tt", "nobr", "wbr", "bdo", "bdi", "time", "data", "label", "input", "fieldset", "legend", "meter", "progress", "output", "picture", "source", "track", "param", "map", "area", "base", "link", "meta", "rtc", "rbc", "menu", "menuitem", "dir", "dialog", "search", "slot", "optgroup", "option", "datalist", "basefont", "bgsound", "blink", "marquee", "spacer", "frame", "g", "path", "rect", "circle", "line", "text", "keygen", "image"]
    )
)
"""Every element of HTML: a tag of another name in the text is no tag (`List<String>`) or a component of a site."""
