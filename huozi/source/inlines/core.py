"""Inline text -> tokens -> elements, from left to right in one go; knows no kind of inline.

Each kind is one file beside this one: a rule looks at `scan.text[scan.at]` and takes what it knows or lets it be.
Emphasis and links are settled by CommonMark's algorithm (spec 0.31, appendix), whose time grows with the text alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never
from xml.etree.ElementTree import Element, SubElement

from huozi.source.page import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from re import Pattern

    from huozi.source.attributes import Attributes
    from huozi.source.page import Page
    from huozi.source.passage import Text


@dataclass(slots=True)
class Open:
    """The start of an element."""

    tag: str
    own: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    attributes: Attributes | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The end of the innermost open element."""


@dataclass(frozen=True, slots=True)
class Raw:
    """HTML of the author's, as it is."""

    html: str


@dataclass(slots=True)
class Picture:
    """A picture; what stands in its brackets is its alternative text, and its caption if it is a figure."""

    image: Open
    words: list[Token]


@dataclass(slots=True, eq=False)
class Run:
    """A run of one delimiter (`**`). Its ends are written first, then what is left of it, then its starts."""

    char: str
    count: int
    can_open: bool
    can_close: bool
    length: int
    ends: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    before: Run | None = None
    after: Run | None = None


@dataclass(slots=True)
class Bracket:
    """An open `[` or `![` that may become a link: where its token stands, and the last delimiter before it."""

    token: int
    at: int
    picture: bool
    bottom: Run | None
    active: bool = True
    followed: bool = False


Token = str | Open | Close | Raw | Picture | Run


@dataclass(slots=True)
class Scan:
    """The state of reading one inline text."""

    text: str
    source: Text
    page: Page
    at: int = 0
    tokens: list[Token] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    last_run: Run | None = None
    ticks: dict[int, list[int]] | None = None
    missing: set[str] = field(default_factory=set)
    pairs: dict[int, int] | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset of the text."""
        return self.source.place(offset)

    def take(self, token: Token, end: int) -> bool:
        """Add a token and go on after it."""
        self.tokens.append(token)
        self.at = end
        return True

    def before(self) -> str:
        """The character before this place, a line feed at the start."""
        return self.text[self.at - 1] if self.at else "\n"

    def push(self, run: Run) -> None:
        """Add a run of delimiters."""
        run.before = self.last_run
        if self.last_run is not None:
            self.last_run.after = run
        self.last_run = run
        self.tokens.append(run)

    def remove(self, run: Run) -> None:
        """Take a run off the list of those that may still be paired."""
        if run.before is not None:
            run.before.after = run.after
        if run.after is None:
            self.last_run = run.before
        else:
            run.after.before = run.before


def scan(
    text: Text, page: Page, rules: Mapping[str, Sequence[Callable[[Scan], bool]]], starts: Pattern[str]
) -> list[Token]:
    """The tokens of a text. `starts` finds the places where any rule may begin; `rules` are kept by first character."""
    state = Scan(str(text), text, page)
    written = state.text
    while True:
        found = starts.search(written, state.at)
        if found is None:
            state.tokens.append(written[state.at :])
            break
        if found.start() > state.at:
            state.tokens.append(written[state.at : found.start()])
            state.at = found.start()
        char = written[state.at].lower()
        if not any(rule(state) for rule in rules[char]):
            state.take(written[state.at], state.at + 1)
    pair(state, None)
    return state.tokens


TAGS = {"*": ("em", "strong"), "_": ("em", "strong"), "~": ("", "del"), "=": ("", "mark")}


def pair(state: Scan, bottom: Run | None) -> None:
    """Pair the runs above `bottom` (spec 0.31, "process emphasis") and take all of them off the list."""
    closer = _first_above(state, bottom)
    floors: dict[tuple[str, bool, int], Run | None] = {}
    while closer is not None:
        if not closer.can_close:
            closer = closer.after
            continue
        key = (closer.char, closer.can_open, closer.length % 3)
        floor = floors.get(key, bottom)
        opener = _opener(closer, floor, bottom)
        if opener is None:
            floors[key] = closer.before
            following = closer.after
            if not closer.can_open:
                state.remove(closer)
            closer = following
            continue
        closer = _join(state, opener, closer)
    while state.last_run is not bottom and state.last_run is not None:
        state.remove(state.last_run)


def _first_above(state: Scan, bottom: Run | None) -> Run | None:
    if bottom is not None:
        return bottom.after
    run = state.last_run
    while run is not None and run.before is not None:
        run = run.before
    return run


def _opener(closer: Run, floor: Run | None, bottom: Run | None) -> Run | None:
    opener = closer.before
    while opener is not None and opener is not floor and opener is not bottom:
        if opener.char == closer.char and opener.can_open and not _is_odd(opener, closer):
            return opener
        opener = opener.before
    return None


def _is_odd(opener: Run, closer: Run) -> bool:
    """The rule of three (spec 6.2, rules 9 and 10)."""
    both = opener.can_close or closer.can_open
    return opener.char in "*_" and both and closer.length % 3 != 0 and (opener.length + closer.length) % 3 == 0


def _join(state: Scan, opener: Run, closer: Run) -> Run | None:
    used = 2 if opener.count >= 2 and closer.count >= 2 else 1
    tag = TAGS[opener.char][used - 1]
    opener.count -= used
    closer.count -= used
    opener.starts.append(tag)
    closer.ends.append(tag)
    while opener.after is not closer and opener.after is not None:
        state.remove(opener.after)
    if opener.count == 0:
        state.remove(opener)
    if closer.count:
        return closer
    following = closer.after
    state.remove(closer)
    return following


def fill(element: Element, tokens: Sequence[Token], page: Page) -> None:
    """Put tokens into an element."""
    open_elements = [element]
    words: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            words.append(token)
            continue
        if words:
            page.append_text(open_elements[-1], escaped("".join(words)))
            words.clear()
        _put(open_elements, token, page)
    page.append_text(open_elements[-1], escaped("".join(words)))


def _put(open_elements: list[Element], token: Open | Close | Raw | Picture | Run, page: Page) -> None:
    here = open_elements[-1]
    match token:
        case Open():
            open_elements.append(_element(here, token, page))
        case Close():
            open_elements.pop()
        case Raw():
            page.append_text(here, page.stash(token.html))
        case Picture():
            image = _element(here, token.image, page)
            image.set("alt", image.get("alt") or escaped(plain(token.words)))
        case Run():
            del open_elements[len(open_elements) - len(token.ends) :]
            page.append_text(open_elements[-1], escaped(token.char * token.count))
            open_elements += _nested(open_elements[-1], token.starts)
        case _:
            assert_never(token)


def _element(parent: Element, token: Open, page: Page) -> Element:
    element = SubElement(parent, token.tag, {key: escaped(value) for key, value in token.given.items()})
    for name, value in token.own.items():
        page.own(element, name, value)
    if token.attributes is not None:
        page.dress(element, token.attributes)
    return element


def _nested(parent: Element, tags: Sequence[str]) -> list[Element]:
    made: list[Element] = []
    for tag in reversed(tags):
        made.append(SubElement(made[-1] if made else parent, tag))
    return made


def plain(tokens: Sequence[Token]) -> str:
    """The words of tokens, for alternative texts."""
    parts: list[str] = []
    for token in tokens:
        match token:
            case str():
                parts.append(token)
            case Run():
                parts.append(token.char * token.count)
            case Picture():
                parts.append(plain(token.words))
            case _:
                pass
    return "".join(parts)
