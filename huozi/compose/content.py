"""A line box of the document in, its content as one flat paragraph out.

Rules are never interrupted where an element begins or ends (P9), so all text of a paragraph is classified, shaped and
measured together; the tree of inline boxes is kept beside it, to be rebuilt line by line. Nothing here depends on
where lines end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from huozi.compose import classes
from huozi.compose.breaks import addresses
from huozi.compose.itemise import itemise
from huozi.compose.locale import Rules, rules_for
from huozi.compose.ruby import RUBY_SCALE, ZHUYIN_EM, Ruby, RubyText, is_zhuyin, join, make_room, pair
from huozi.compose.seam import (
    boxes,
    governing_style,
    hyphenation,
    resolve_percentages,
    resolve_text_box,
    shelf_of,
    uax14,
)
from huozi.compose.shape import Foreign, Piece, Run, Shaped
from huozi.compose.widths import Measured, measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.compose.breaks import Break, Candidates

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303e\u3040-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uffef\U0001aff0-\U0001b16f\U00020000-\U0003fffd]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_CODE = frozenset(("code", "kbd", "samp", "tt", "pre"))
_WORD = re.compile(f"{classes.LATIN}+(?:{classes.SOFT_HYPHEN}{classes.LATIN}+)*")
_CAPITAL_INSIDE = re.compile("(?<=.)[A-Z]")
"""A name that is no word of the language, ECMAScript or DNA: its parts are told by capitals, not by a dictionary."""
_CAPITAL_BEGINS = re.compile("(?<=..)(?<=[a-z])(?=[A-Z].)|(?<=..)(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile("[A-Z]?[a-z]+")
_WIDEST_LIMITS = (5, 2, 2)
_WIDE_HYPHEN_EM = 0.45
_ROOM_BESIDE = ("margin_left", "margin_right", "padding_left", "padding_right")
_CJK_LANGUAGES = ("zh", "ja", "ko", "yue")
_OBJECT = "\ufffc"


@dataclass(slots=True, eq=False)
class Node:
    """A box of the paragraph: `kind` is text, inline, object or aside (out of flow). Characters [start, end)."""

    box: Any
    kind: str
    index: int
    start: int
    end: int
    children: list[Node] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    byte: tuple[int, int] = (0, 0)  # the last (character, byte) that was asked for: bytes are counted from there


@dataclass(slots=True, eq=False)
class Content:
    """A paragraph before lines are chosen.

    `key` is what it was made from; `width` the containing block's, where that matters.
    """

    root: Node
    measured: Measured
    rules: Rules
    key: list[tuple[int, str]]
    width: float | None
    asides: list[Node]
    rubies: dict[int, list[Ruby]]  # by the id of the ruby element's node
    begin: int  # the first character that shows
    leader: bool
    sized: bool  # objects, margins or paddings are in it
    plan: Plan | None = None


@dataclass(slots=True)
class Plan:
    """Chosen lines: from break `start` on, for a first line of `first_width` px and others of `width`.

    `ends` maps break to break.
    """

    breaks: Candidates
    start: int
    first_width: float
    width: float
    ends: dict[int, Break]


def is_composed(linebox: Foreign) -> bool:
    """Tell whether a line box is the composer's: it holds CJK text, runs left to right, and collapses white space."""
    style = linebox.style
    if style["direction"] != "ltr" or style["white_space"] not in ("normal", "nowrap", "pre-line"):
        return False
    found = False
    for box in _text_boxes(linebox):
        if _RIGHT_TO_LEFT.search(box.text):
            return False
        found = found or (box.style["font_size"] > 0 and bool(_CJK.search(box.text)))
    return found


def _text_boxes(box: Foreign) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            yield from _text_boxes(child)


def signature(linebox: Foreign) -> list[tuple[int, str]]:
    """Return what a cached `Content` must equal to be used again."""
    return [(id(box.style), box.text) for box in _text_boxes(linebox)]


def keep_for_copies(box: Foreign) -> None:
    """Let the copies of a box share what is collected for its paragraphs.

    A note is copied and laid out again with each that joins it on its page, and once more when the page is full.
    """
    for text in box.descendants():
        if isinstance(text, boxes.TextBox) and not hasattr(text, "huozi_kept"):
            text.huozi_kept = {}


def kept_for_copies(linebox: Foreign) -> dict[str, Content]:
    """Return what holds the `content` of a line box whose copies share it."""
    first = next(_text_boxes(linebox), None)
    kept: dict[str, Content] = getattr(first, "huozi_kept", {})
    return kept


class _Collector:
    """The walk over inline boxes, and what it gathers."""

    def __init__(self, context: Foreign, containing_block: Foreign, object_width: Foreign) -> None:
        self.context = context
        self.containing_block = containing_block
        self.object_width = object_width
        self.texts: list[str] = []
        self.length = 0
        self.pieces: list[Piece] = []
        self.styles: list[Any] = []
        self.boxes: list[Any] = []
        self.lead: dict[int, float] = {}
        self.trail: dict[int, float] = {}
        self.fixed: dict[int, float] = {}
        self.asides: list[Node] = []
        self.ruby_parts: list[tuple[Node, list[tuple[int, int]], list[Any]]] = []
        self.sized = False
        self.leader = False
        self._pending_lead = 0.0

    def node(self, box: Foreign, index: int, *, code: bool, note: bool) -> Node:
        start = self.length
        if isinstance(box, boxes.TextBox):
            resolve_text_box(box)
            self._text(box, code=code, note=note)
            return Node(box, "text", index, start, self.length)
        if not box.is_in_normal_flow():
            node = Node(box, "aside", index, start, start)
            self.asides.append(node)
            return node
        if isinstance(box, boxes.InlineBox):
            return self._inline(box, index, code=code, note=note)
        self.sized = True
        self._add(_OBJECT, box.style, plain=True, note=False)
        self.fixed[start] = self.object_width(box)
        return Node(box, "object", index, start, self.length)

    def _inline(self, box: Foreign, index: int, *, code: bool, note: bool) -> Node:
        resolve_percentages(box, self.containing_block)
        for side in ("left", "right"):
            if getattr(box, f"margin_{side}") == "auto":
                setattr(box, f"margin_{side}", 0)
        start = self.length
        left = box.margin_left + box.border_left_width + box.padding_left
        right = box.margin_right + box.border_right_width + box.padding_right
        self._pending_lead += left
        code = code or box.element_tag in _CODE
        note = note or _is_note_mark(box)
        node = Node(box, "inline", index, start, start)
        if box.element_tag == "ruby":
            self._ruby(node, box, code=code, note=note)
        else:
            node.children = [self.node(child, at, code=code, note=note) for at, child in enumerate(box.children)]
        node.end = self.length
        node.ends = [child.end for child in node.children]
        self.sized = self.sized or bool(left or right) or _is_relative(box.style)
        self.leader = self.leader or box.is_leader
        if node.end > node.start:
            if right:
                self.trail[node.end - 1] = self.trail.get(node.end - 1, 0.0) + right
        else:
            self._pending_lead += right
        return node

    def _ruby(self, node: Node, box: Foreign, *, code: bool, note: bool) -> None:
        """Take in the bases as text; keep the readings aside, with the bases that they belong to (RB9)."""
        bases: list[tuple[int, int]] = []
        readings: list[Any] = []
        for at, child in enumerate(box.children):
            if child.element_tag == "rt":
                node.children.append(Node(child, "reading", at, self.length, self.length))
                readings.append(child)
                continue
            if readings:
                self.ruby_parts.append((node, bases, readings))
                bases, readings = [], []
            start = self.length
            node.children.append(self.node(child, at, code=code, note=note))
            if self.length > start:
                bases.append((start, self.length))
        if readings:
            self.ruby_parts.append((node, bases, readings))

    def _text(self, box: Foreign, *, code: bool, note: bool) -> None:
        if box.text and box.style["font_size"] > 0:
            self.boxes.append(box)
            self._add(box.text, box.style, plain=code, note=note)

    def _add(self, text: str, style: Foreign, *, plain: bool, note: bool) -> None:
        if self._pending_lead:
            self.lead[self.length] = self.lead.get(self.length, 0.0) + self._pending_lead
            self._pending_lead = 0.0
        space = style["white_space"]
        letter_spacing = style["letter_spacing"]
        self.pieces.append(
            Piece(
                self.length,
                self.length + len(text),
                style["font_size"],
                style["lang"],
                plain or space in ("pre", "pre-wrap"),
                space in ("pre", "nowrap"),
                space in ("normal", "nowrap", "pre-line"),
                note,
                style["overflow_wrap"] != "normal" or style["word_break"] == "break-all",
                0.0 if letter_spacing == "normal" else letter_spacing,
            )
        )
        self.styles.append(style)
        self.texts.append(text)
        self.length += len(text)

    def finish(self) -> None:
        if self._pending_lead and self.length:
            self.trail[self.length - 1] = self.trail.get(self.length - 1, 0.0) + self._pending_lead


def _is_relative(style: Foreign) -> bool:
    """Tell whether the room beside an inline box depends on the width of the block that it is in."""
    return any(getattr(style[name], "unit", None) == "%" for name in _ROOM_BESIDE)


def _is_note_mark(box: Foreign) -> bool:
    """Tell whether a box is a note mark or another superscript: it takes no autospace and stays with what it marks."""
    raised = box.style["vertical_align"]
    return (
        box.element_tag in ("sup", "sub")
        or box.element_tag.endswith("::footnote-call")
        or (isinstance(raised, int | float) and raised != 0)
    )


def collect(context: Foreign, linebox: Foreign, containing_block: Foreign, object_width: Foreign) -> Content:
    """Return the content of a line box. `object_width` gives the outer width of an atomic inline box."""
    collector = _Collector(context, containing_block, object_width)
    root = Node(linebox, "line", 0, 0, 0)
    root.children = [collector.node(child, at, code=False, note=False) for at, child in enumerate(linebox.children)]
    collector.finish()
    root.end = collector.length
    root.ends = [child.end for child in root.children]
    style = linebox.style
    rules = _rules(style)
    shaped = _shape(context, collector, rules)
    rubies = _rubies(collector, shaped)
    measured = measure(shaped, rules, style["font_size"])
    begin = 0
    while begin < len(shaped.letters) and shaped.letters[begin] == classes.SPACE:
        begin += 1
    width = containing_block.width if collector.sized and hasattr(containing_block, "width") else None
    return Content(
        root,
        measured,
        rules,
        signature(linebox),
        width,
        collector.asides,
        rubies,
        begin,
        collector.leader,
        collector.sized,
    )


def _rules(style: Foreign) -> Rules:
    governing = governing_style(style)
    rules: Rules | None = getattr(governing, "huozi_rules", None)
    if rules is None:
        rules = governing.huozi_rules = _read_rules(governing)
    return rules


def _read_rules(style: Foreign) -> Rules:
    return rules_for(
        style["lang"],
        punctuation=style["huozi_punctuation"],
        trim=style["text_spacing_trim"],
        autospace=style["text_autospace"],
        hanging=style["hanging_punctuation"],
        line_break=style["line_break"],
        word_break=style["word_break"],
        justify=style["text_justify"],
        wrap=style["text_wrap"],
        spaces=style["huozi_autospace"],
        number_unit=style["huozi_number_unit"],
        line_end=style["huozi_line_end"],
    )


def _shape(context: Foreign, collector: _Collector, rules: Rules) -> Shaped:
    """Classify the whole text at once, shape it piece by piece."""
    text = "".join(collector.texts)
    foreign = [
        (piece.start, piece.end)
        for piece in collector.pieces
        if piece.language and not piece.language.lower().startswith(_CJK_LANGUAGES)
    ]
    letters = itemise(text, foreign)
    letters = _keep_spaces(letters, collector.pieces)
    shaped = Shaped(
        text,
        letters,
        collector.pieces,
        [],
        [],
        [],
        {},
        set(),
        set(),
        collector.lead,
        collector.trail,
        partial(uax14, text, rules.language),
        {},
        _no_hyphens,
    )
    for piece, style in zip(collector.pieces, collector.styles, strict=True):
        if collector.texts and piece.start in collector.fixed:
            shaped.glyph.append(-1)
            shaped.advance.append(0.0)
            continue
        _shape_piece(shaped, piece, style)
    shaped.fixed = collector.fixed
    for index, letter in enumerate(letters):
        if letter in "bz-":
            shaped.glyph[index] = -1
            shaped.advance[index] = 0.0
    shaped.hyphens = _hyphens(context.dictionaries, collector.styles, shaped)
    shaped.more_hyphens = partial(_hyphens, context.dictionaries, collector.styles, all_of_them=True)
    return shaped


def _keep_spaces(letters: str, pieces: list[Piece]) -> str:
    """Read preserved white space as an ordinary character: it neither collapses nor stretches."""
    for piece in pieces:
        if not piece.collapses and classes.SPACE in letters[piece.start : piece.end]:
            kept = letters[piece.start : piece.end].replace(classes.SPACE, classes.LATIN_OTHER)
            letters = letters[: piece.start] + kept + letters[piece.end :]
    return letters


def _shape_piece(shaped: Shaped, piece: Piece, style: Foreign) -> None:
    shelf = shelf_of(style)
    fonts = shelf.fonts_for(style)
    text = shaped.text[piece.start : piece.end]
    for start, end, face, group in fonts.spans(text, shaped.letters[piece.start : piece.end]):
        glyph, advance, complicated = shelf.shape(text[start:end], face, group, fonts)
        offset = piece.start + start
        if complicated is not None:
            clusters, inside = complicated
            shaped.complex.update({offset + place: glyphs for place, glyphs in clusters.items()})
            shaped.inside.update(offset + place for place in inside)
        if piece.letter_spacing:
            advance = [
                amount + (piece.letter_spacing if offset + place not in shaped.inside else 0.0)
                for place, amount in enumerate(advance)
            ]
        shaped.glyph.extend(glyph)
        shaped.advance.extend(advance)
        shaped.runs.append(Run(offset, piece.start + end, face))
        shaped.run_starts.append(offset)


def _hyphens(
    dictionaries: Foreign, styles: list[Any], shaped: Shaped, *, all_of_them: bool = False
) -> dict[int, float]:
    """Return where Latin words may be hyphenated, and how wide the hyphen is there.

    A name with capitals inside is broken before these alone, unless `all_of_them` are asked for: then its parts are
    words too, and the limits of the style do not hold.
    """
    found: dict[int, float] = {}
    whole = addresses(shaped.text)  # no hyphen is added to what is copied letter by letter
    for piece, style in zip(shaped.pieces, styles, strict=True):
        if style["hyphens"] == "none" or piece.plain or piece.solid:
            continue
        text = shaped.text[piece.start : piece.end]
        if style["hyphens"] == "manual" and "\u00ad" not in text:
            continue
        width = None
        limits = _WIDEST_LIMITS if all_of_them else style["hyphenate_limit_chars"]
        for match in _WORD.finditer(shaped.letters, piece.start, piece.end):
            word = shaped.text[match.start() : match.end()]
            if any(start <= match.start() < end for start, end in whole):
                continue
            if "\u00ad" in word:
                places = [at + 1 for at, char in enumerate(word) if char == "\u00ad"]
            elif style["hyphens"] == "auto" and _CAPITAL_INSIDE.search(word):
                places = [begin.start() for begin in _CAPITAL_BEGINS.finditer(word)]
                if all_of_them:
                    places += [
                        part.start() + at
                        for part in _PART.finditer(word)
                        for at in hyphenation(dictionaries, style, part.group(), limits)
                    ]
            elif style["hyphens"] == "auto":
                places = hyphenation(dictionaries, style, word, limits)
            else:
                continue
            if places and width is None:
                width = text_width(style, hyphen_of(style))
            for at in places:
                found[match.start() + at] = width or 0.0
    return found


def _rubies(collector: _Collector, shaped: Shaped) -> dict[int, list[Ruby]]:
    """Shape the readings, pair them with their bases, and make room where a reading is wider than its base."""
    found: dict[int, list[Ruby]] = {}
    for node, bases, readings in collector.ruby_parts:
        texts = [_reading(box, shaped, bases) for box in readings]
        found.setdefault(id(node), []).extend(pair(bases, texts))
    found = {key: join(shaped, rubies) for key, rubies in found.items()}
    make_room(shaped, [ruby for rubies in found.values() for ruby in rubies])
    return found


def _reading(box: Foreign, shaped: Shaped, bases: list[tuple[int, int]]) -> RubyText | None:
    """Return a reading at its own size: half of the base's, unless the style sheet gave it one (RB1, RB8)."""
    inner = [child for child in _text_boxes(box) if child.style["font_size"] > 0]
    text = "".join(child.text for child in inner).strip()
    if not text or not bases:
        return None
    style = inner[0].style
    base = next(piece.em for piece in shaped.pieces if piece.start <= bases[0][0] < piece.end)
    wanted = base * ZHUYIN_EM if is_zhuyin(text) else base * RUBY_SCALE if style["font_size"] >= base else None
    if wanted is not None:
        style = style.copy()
        style["font_size"] = wanted
    return RubyText(box, inner[0], style, shape_alone(style, text), style["font_size"], base)


def shape_alone(style: Foreign, text: str) -> Shaped:
    """Return a short text that stands outside of any paragraph, shaped: a reading, a note mark."""
    piece = Piece(
        0,
        len(text),
        style["font_size"],
        style["lang"],
        plain=True,
        solid=True,
        collapses=True,
        note=False,
        wraps=False,
        letter_spacing=0.0,
    )
    shaped = Shaped(text, itemise(text), [piece], [], [], [], {}, set(), set(), {}, {}, list, {}, _no_hyphens)
    _shape_piece(shaped, piece, style)
    return shaped


def _no_hyphens(_: Shaped) -> dict[int, float]:
    return {}


def text_width(style: Foreign, text: str) -> float:
    """Return the natural width of a short text in px."""
    return sum(advance for _, advances, _ in shape_text(style, text) for advance in advances)


def hyphen_of(style: Foreign) -> str:
    """Return the hyphen of a style: that of Latin letters where a CJK font would draw U+2010 as wide as a Han."""
    hyphen: str = style["hyphenate_character"]
    return "-" if hyphen == "\u2010" and text_width(style, hyphen) > _WIDE_HYPHEN_EM * style["font_size"] else hyphen


def shape_text(style: Foreign, text: str) -> list[tuple[Any, list[float], list[int]]]:
    """Return (face, advances, glyphs) for each run of a short text that is not of the paragraph (a hyphen)."""
    shelf = shelf_of(style)
    fonts = shelf.fonts_for(style)
    runs = []
    for start, end, face, group in fonts.spans(text, itemise(text)):
        glyph, advance, _ = shelf.shape(text[start:end], face, group, fonts)
        runs.append((face, advance, glyph))
    return runs


def child_at(node: Node, place: int) -> int:
    """Return the index of the first child that shows at or after character `place`."""
    index = bisect_left(node.ends, place)
    while index < len(node.children) and node.children[index].end <= place and node.children[index].start < place:
        index += 1
    return index
