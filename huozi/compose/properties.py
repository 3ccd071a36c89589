"""CSS tokens in, computed values out: the text properties that a CJK composer needs and WeasyPrint does not know.

Sources: CSS Text 4 (text-autospace, text-spacing-trim, hanging-punctuation, line-break, text-justify, text-wrap,
word-break), CSS Text Decoration 4 (text-emphasis), CSS Ruby 1 (ruby-position, ruby-align). Initial values are `auto`
where a language has its own custom (typography.md section 18). Nothing here touches WeasyPrint: `seam` registers what
this module describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tinycss2.color5 import parse_color

if TYPE_CHECKING:
    from huozi.compose.shape import Foreign

Tokens = list[Any]
Validator = Callable[[Tokens], Any]


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its CSS name, initial value, and validator (tokens -> value, None when invalid)."""

    name: str
    initial: Any
    validate: Validator
    inherited: bool = True


def keyword_of(token: Foreign) -> str | None:
    """Return the lower-case identifier of a token, None for anything else."""
    return token.lower_value if token.type == "ident" else None


def _keyword(*allowed: str) -> Validator:
    def validate(tokens: Tokens) -> str | None:
        keyword = keyword_of(tokens[0]) if len(tokens) == 1 else None
        return keyword if keyword in allowed else None

    return validate


def _autospace(tokens: Tokens) -> str | frozenset[str] | None:
    keywords = [keyword_of(token) for token in tokens]
    if len(keywords) == 1 and keywords[0] in ("auto", "normal", "no-autospace"):
        return keywords[0]
    places = {"ideograph-alpha", "ideograph-numeric", "punctuation"}
    ways = {"insert", "replace"}
    known = [keyword for keyword in keywords if keyword in places | ways]
    if len(known) != len(keywords) or len(set(known)) != len(known) or not places & set(known) or ways <= set(known):
        return None
    return frozenset(known)


def _hanging(tokens: Tokens) -> frozenset[str] | None:
    keywords = [keyword_of(token) for token in tokens]
    if keywords == ["none"]:
        return frozenset()
    known = {keyword for keyword in keywords if keyword in ("first", "last", "force-end", "allow-end")}
    if len(known) != len(keywords) or {"force-end", "allow-end"} <= known:
        return None
    return frozenset(known)


_FILLS = ("filled", "open")
_SHAPES = ("dot", "circle", "double-circle", "triangle", "sesame")


def _emphasis_style(tokens: Tokens) -> tuple[str, str] | str | None:
    """Return none, a string of one mark, or (fill, shape)."""
    if len(tokens) == 1 and tokens[0].type == "string":
        return ("string", str(tokens[0].value))
    keywords = [keyword_of(token) for token in tokens]
    if keywords == ["none"]:
        return "none"
    fills = [keyword for keyword in keywords if keyword in _FILLS]
    shapes = [keyword for keyword in keywords if keyword in _SHAPES]
    if len(fills) > 1 or len(shapes) > 1 or len(fills) + len(shapes) != len(keywords):
        return None
    return (fills[0] if fills else "filled", shapes[0] if shapes else "auto")


def _emphasis_color(tokens: Tokens) -> Foreign:
    return parse_color(tokens[0]) if len(tokens) == 1 else None


def _emphasis_position(tokens: Tokens) -> str | None:
    """Return auto, over or under; right and left matter in vertical text alone."""
    keywords = [keyword_of(token) for token in tokens]
    if keywords == ["auto"]:
        return "auto"
    lines = [keyword for keyword in keywords if keyword in ("over", "under")]
    sides = [keyword for keyword in keywords if keyword in ("right", "left")]
    if len(lines) != 1 or len(sides) > 1 or len(lines) + len(sides) != len(keywords):
        return None
    return lines[0]


def _ruby_position(tokens: Tokens) -> str | None:
    keywords = [keyword_of(token) for token in tokens]
    if keywords in (["over"], ["under"], ["inter-character"]):
        return keywords[0]
    return {"alternate": "over", "alternate over": "over", "over alternate": "over", "alternate under": "under"}.get(
        " ".join(keyword or "?" for keyword in keywords)
    )


PROPERTIES = (
    Property("text-autospace", "auto", _autospace),
    Property(
        "text-spacing-trim",
        "auto",
        _keyword("auto", "normal", "space-all", "space-first", "trim-start", "trim-both", "trim-all"),
    ),
    Property("hanging-punctuation", frozenset(), _hanging),
    Property("line-break", "auto", _keyword("auto", "loose", "normal", "strict", "anywhere")),
    Property("text-justify", "auto", _keyword("auto", "none", "inter-word", "inter-character")),
    Property("text-wrap", "wrap", _keyword("wrap", "pretty", "stable", "balance")),
    Property("word-break", "normal", _keyword("normal", "break-all", "keep-all", "auto-phrase")),
    Property("text-emphasis-style", "none", _emphasis_style),
    Property("text-emphasis-color", "currentcolor", _emphasis_color),
    Property("text-emphasis-position", "auto", _emphasis_position),
    Property("ruby-position", "over", _ruby_position),
    Property("ruby-align", "space-around", _keyword("start", "center", "space-between", "space-around")),
    Property("huozi-punctuation", "auto", _keyword("auto", "quanjiao", "kaiming", "banjiao", "hangmobanjiao", "plain")),
    Property("huozi-autospace", "elastic", _keyword("elastic", "fixed")),
    Property("huozi-line-end", "auto", _keyword("auto", "ink")),
    Property("huozi-number-unit", "break", _keyword("break", "keep")),
    Property("huozi-line", "none", _keyword("none", "straight", "wavy"), inherited=False),
)
"""Names that start with `huozi-` are written `-huozi-...` in a style sheet."""


def expand_text_emphasis(tokens: Tokens) -> Iterator[tuple[str, Any]]:
    """Yield the longhands of `text-emphasis: <style> || <color>`; raise ValueError when a token fits neither."""
    keyword = keyword_of(tokens[0]) if len(tokens) == 1 else None
    if keyword in ("inherit", "initial"):
        yield "text-emphasis-style", keyword
        yield "text-emphasis-color", keyword
        return
    styles = [token for token in tokens if token.type == "string" or keyword_of(token) in ("none", *_FILLS, *_SHAPES)]
    colors = [token for token in tokens if token not in styles]
    style = _emphasis_style(styles) if styles else "none"
    color = _emphasis_color(colors) if colors else "currentcolor"
    if style is None or color is None:
        raise ValueError("expected <'text-emphasis-style'> || <'text-emphasis-color'>")
    yield "text-emphasis-style", style
    yield "text-emphasis-color", color
