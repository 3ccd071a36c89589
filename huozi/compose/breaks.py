"""A measured paragraph in, line ends out: kinsoku (K1-K12) and the paragraph's best set of lines (J9, PA6).

The optimum is sought forward over reachable line starts, as in Knuth and Plass 1981, with the costs of J2 and J4:
shrinking comes before stretching (J6), a last line has two Han or more (PA6). The search is linear in the length of
the paragraph: from a line start only the few ends near the measure are tried, and starts that are far worse than the
best one of the same line are dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import compress, count, pairwise
from operator import itemgetter, sub
from typing import TYPE_CHECKING, NamedTuple

from huozi.compose import classes, phrases
from huozi.compose.classes import (
    COMMA,
    DIGIT,
    ELLIPSIS,
    HAN,
    HANGUL,
    KANA,
    LATIN,
    LETTERS_CJK,
    MARKS,
    NEWLINE,
    SPACE,
    STOP,
)
from huozi.compose.widths import TOTAL, Measured

if TYPE_CHECKING:
    from huozi.compose.locale import Rules
    from huozi.compose.shape import Shaped

_EPSILON = 0.01  # px: what rounding may add to a line that is exactly full
_OVERFULL = 1e12
_RUNT = 1e4
_ELLIPSIS_START = 150.0
_HYPHEN = 60.0
_BEAM = 150.0
_GIVE_UP = 80.0
_RUNT_REACH = 8
_WIDEST_EM = 2.0  # no character is wider
_FEWEST = 2
_STRETCH_UNIT_EM = 0.1
_LOOSEST_EM = 0.25
_LOOSEST_LINE_EM = 5.0
_OPENED = re.compile(f"[{classes.OPEN}{classes.LATIN_OPEN}]{SPACE}+")
_LEADING_SPACES = re.compile(f"(?:^|{NEWLINE}){SPACE}+")
_MAYBE_ADDRESS = re.compile("://|www\\.|@")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|[\w.+-]+@)[!-~]+", re.ASCII)
_ADDRESS_SIGN = re.compile(r"(?<=[!-~])(?<![/.?&=_#@:-])(?:[/.?&=_#@:-]+(?=[A-Za-z_$])|[/?&=_#@-]+(?=\d))", re.ASCII)
_NAME_BEGIN = re.compile(r"(?<![\w)\]}-])-+(?=\w)", re.ASCII)
"""What begins a name (`--option`, `-1`) is not parted from it (UAX 14, LB20a)."""
_ADDRESS_WORD = re.compile(r"[A-Za-z0-9_%]{12,}", re.ASCII)
_UNITS = "年月日时時分秒岁歲元角块塊圆圓円万萬亿億千百度页頁章节節条條卷册冊行字期号號届屆次个個件米克升亩畝吨噸人名"
_NUMBER_UNIT = re.compile(f"\\d *(?=[{_UNITS}])|\\d *(?=[A-Za-z]{{1,3}}(?![A-Za-z]))", re.ASCII)
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_WIDE_NUMBER = re.compile("[\uff10-\uff19]{2,9}")
_HANJA = re.compile("(?<![{0}]){1}{{2,4}}(?![{0}])".format(re.escape(HAN + COMMA + STOP), HAN))
"""A Korean word written in Han; a longer run, or one beside a mark of Chinese, is Chinese and breaks anywhere."""
_ADDRESS_WORD_EDGE = 4
_ADDRESS_SIGN_COST = 20.0
_ADDRESS_WORD_COST = 400.0  # as much as 1/5 em at every gap
_PRESSED_SIGN = re.compile(
    r"(?<=[A-Za-z0-9_$]{2})[._:@#=&?-]+(?=[A-Za-z_$]{2})|(?<=[A-Za-z0-9_]{2})(?=[(\[{])", re.ASCII
)
_PRESSED_CAPITAL = re.compile("(?<=[a-z]{2})(?=[A-Z][a-z])")
_PRESSED_WORD = re.compile(r"[A-Za-z0-9_%]{6,}", re.ASCII)
_PRESSED_WORD_EDGE = 2
_PRESSED_COST = 400.0
_SHRINK_WEIGHT = (0.0, 0.0, 0.03, 0.05, 0.06, 0.09, 0.15, 0.35)
_SHRINKING = range(2, 8)
_KERNED = frozenset(classes.WESTERN)
_UNSEEN = frozenset(classes.ZERO_SPACE + classes.SOFT_HYPHEN)
_LOOKED_AT = re.compile("[{}]".format(re.escape("".join(sorted(_KERNED | _UNSEEN)))))
_ENDING = re.compile(f"[{re.escape(COMMA + STOP)}]")
_BLANK = SPACE + NEWLINE
_COUNTED = frozenset(HAN + KANA + HANGUL + LATIN + DIGIT + LETTERS_CJK)


@dataclass(slots=True)
class Candidates:
    """Where lines of a paragraph may end. Lists run over the legal breaks, in order.

    `place` is the first character of the next line, `stop` the end of what shows on the line, `end` its right edge on
    the scale of `Measured.cell`, `slip` what the last mark gives up when the line does not fit otherwise, `forced`
    whether the line must end here.
    """

    place: list[int]
    stop: list[int]
    end: list[float]
    slip: dict[int, float]
    forced: list[int]  # indices of the breaks that must be taken
    forced_set: frozenset[int]
    hyphen: dict[int, float]
    costly: dict[int, float]  # what a line pays that ends inside an address, a name of code, or a phrase of a title
    start: list[float]  # left edge of a line that begins at a character, for every character
    first_start: dict[int, float]  # where a paragraph's first line begins differently


def loosest(width: float, em: float) -> float:
    """Return how wide a gap of a line may be stretched at most, in px: 1/4 em (J8), more on a measure below 20 em."""
    return max(_LOOSEST_EM, _LOOSEST_LINE_EM * em / max(width, em)) * em


def candidates(measured: Measured, rules: Rules, width: float | None = None, *, pressed: bool = False) -> Candidates:
    """Return the legal breaks of a paragraph, with the edges that lines have there (P4-P7, H1-H3).

    What is wider than `width` px and may be broken anywhere (`overflow-wrap`) is given breaks between all its
    characters. A `pressed` paragraph, which has no good lines otherwise, may also break names of code at their signs
    and capitals, and words wherever the dictionary allows it at all.
    """
    shaped = measured.shaped
    letters = shaped.letters
    length = len(letters)
    hyphens = {**shaped.more_hyphens(shaped), **shaped.hyphens} if pressed else shaped.hyphens
    legal, costly_places = _legal(shaped, rules, hyphens, pressed=pressed)
    _keep_phrases(shaped, rules, legal, costly_places)
    if width is not None and any(piece.wraps for piece in shaped.pieces):
        _break_anywhere(measured, legal, width)
    place = list(compress(count(1), legal))
    if not place or place[-1] != length:
        place.append(length)
    start, first_start = _starts(measured, rules)
    stop = list(place)
    forced: list[int] = []
    if NEWLINE in letters:
        forced = [index for index, at in enumerate(place) if letters[at - 1] == NEWLINE]
        for index in forced:
            place[index] = _skip_spaces(letters, place[index])
    if SPACE in letters or forced:
        stop = [_stop(shaped, at) if letters[at - 1] in _BLANK else at for at in stop]
    edge = _edges(measured)
    end = [edge[at] for at in stop]
    slip: dict[int, float] = {}
    hyphen: dict[int, float] = {}
    marks = {match.start() for match in _ENDING.finditer(letters)} | measured.right.keys()
    odd = {match.start() for match in _LOOKED_AT.finditer(letters)}
    watched = {last + 1 for last in marks | odd} | hyphens.keys()
    for index, at in enumerate(stop) if watched else ():
        if at not in watched:
            continue
        last = at - 1
        if last in marks:
            _finish(measured, rules, index, last, end, slip)
        if last in odd:
            end[index] += _lost_kerning(measured, last)
        if at in hyphens and at == place[index]:
            hyphen[index] = hyphens[at]
            end[index] += hyphens[at]
    if not forced or forced[-1] != len(place) - 1:
        forced.append(len(place) - 1)
    costly = {}
    if costly_places:
        costly = {index: costly_places[at] for index, at in enumerate(place) if at in costly_places}
    return Candidates(place, stop, end, slip, forced, frozenset(forced), hyphen, costly, start, first_start)


def _legal(
    shaped: Shaped, rules: Rules, hyphens: dict[int, float], *, pressed: bool
) -> tuple[bytearray, dict[int, float]]:
    """Return 1 for each character, from the second on, before which a line may start, and what some of them cost."""
    letters = shaped.letters
    table = classes.break_table(rules.kinsoku, keep_all=rules.keep_all)
    legal = bytearray(map(table.__getitem__, pairwise(letters)))
    unsettled = legal.find(classes.UNSETTLED)
    uax = shaped.uax() if unsettled >= 0 else ()
    while unsettled >= 0:
        legal[unsettled] = uax[unsettled + 1]
        unsettled = legal.find(classes.UNSETTLED, unsettled + 1)
    costly: dict[int, float] = {}
    _break_words(shaped, legal, hyphens, costly)
    _break_addresses(shaped, legal, costly, pressed=pressed)
    if pressed:
        _break_names(shaped, legal, costly)
    for at in shaped.inside | shaped.bound:
        if 0 < at < len(letters):
            legal[at - 1] = 0
    for match in _NAME_BEGIN.finditer(shaped.text):
        legal[match.start() : match.end()] = bytes(match.end() - match.start())
    for match in _WIDE_NUMBER.finditer(shaped.text):
        legal[match.start() : match.end() - 1] = bytes(match.end() - 1 - match.start())  # K5
    for match in _HANJA.finditer(letters) if rules.keep_all else ():
        legal[match.start() : match.end() - 1] = bytes(match.end() - 1 - match.start())  # K10
    if rules.keep_number_unit:
        for match in _NUMBER_UNIT.finditer(shaped.text):
            legal[match.end() - 1] = 0  # K6
    for index, piece in enumerate(shaped.pieces):
        if piece.solid and piece.end > piece.start:
            legal[piece.start : piece.end - 1] = bytes(piece.end - 1 - piece.start)
        if piece.note and piece.start and piece.start <= len(legal):
            legal[piece.start - 1] = 0  # K5, FN2: a note mark stays with what it marks
        if piece.note and index and piece.end > piece.start:
            legal[piece.start : piece.end - 1] = bytes(piece.end - 1 - piece.start)
    _keep_spaces(letters, legal, rules)
    _pair_long_marks(shaped, legal)
    return legal, costly


def _keep_spaces(letters: str, legal: bytearray, rules: Rules) -> None:
    """Forbid breaks after spaces that do not show at a line start, or part an opening mark from its text (K2, LB14)."""
    for match in _OPENED.finditer(letters) if rules.kinsoku != "none" else ():
        if match.end() < len(letters):
            legal[match.end() - 1] = 0
    for match in _LEADING_SPACES.finditer(letters):
        first = max(match.start() + (letters[match.start()] == NEWLINE), 0)
        legal[first : match.end()] = bytes(len(legal[first : match.end()]))


def _break_words(shaped: Shaped, legal: bytearray, hyphens: dict[int, float], costly: dict[int, float]) -> None:
    """Allow breaks at hyphenation points, at a cost where the style would not have them."""
    for at in hyphens:
        if 0 < at < len(shaped.letters):
            if not legal[at - 1] and at not in shaped.hyphens:
                costly[at] = _PRESSED_COST
            legal[at - 1] = 1


def addresses(text: str) -> list[tuple[int, int]]:
    """Return where the addresses of a text are: of pages and of mail."""
    return [match.span() for match in _ADDRESS.finditer(text)] if _MAYBE_ADDRESS.search(text) else []


def _break_addresses(shaped: Shaped, legal: bytearray, costly: dict[int, float], *, pressed: bool) -> None:
    """Allow breaks in addresses and names of code: after their signs, and, at a cost, inside long words of them.

    A word is broken only where its style lets words break anywhere (`overflow-wrap`); no hyphen is added to what is
    to be copied letter by letter. `costly` takes what each break costs.
    """
    spans = [
        (piece.start, piece.end, piece.wraps)
        for piece in shaped.pieces
        if piece.plain and piece.collapses and not piece.solid
    ]
    for start, end in addresses(shaped.text):
        wraps = any(piece.wraps for piece in shaped.pieces if piece.start <= start < piece.end)
        spans.append((start, end, wraps))
    for start, end, wraps in spans:
        for match in _ADDRESS_SIGN.finditer(shaped.text, start, end):
            if match.end() < end and legal[match.end() - 1] != 1:
                legal[match.end() - 1] = 1
                costly[match.end()] = _ADDRESS_SIGN_COST
        if not wraps:
            continue
        word, edge = (_PRESSED_WORD, _PRESSED_WORD_EDGE) if pressed else (_ADDRESS_WORD, _ADDRESS_WORD_EDGE)
        escapes = {match.start() + at for match in _ESCAPE.finditer(shaped.text, start, end) for at in (1, 2)}
        for match in word.finditer(shaped.text, start, end):
            for at in range(match.start() + edge, match.end() - edge + 1):
                if not legal[at - 1] and at not in escapes:
                    legal[at - 1] = 1
                    costly[at] = _ADDRESS_WORD_COST


def _break_names(shaped: Shaped, legal: bytearray, costly: dict[int, float]) -> None:
    """Allow, at a cost, breaks at the signs of names of code, and in code at capitals inside a word."""
    spans = [(_PRESSED_SIGN, 0, len(shaped.text))]
    spans += [(_PRESSED_CAPITAL, piece.start, piece.end) for piece in shaped.pieces if piece.plain and piece.collapses]
    for pattern, start, end in spans:
        for match in pattern.finditer(shaped.text, start, end):
            at = match.end()
            if not legal[at - 1]:
                legal[at - 1] = 1
                costly[at] = _PRESSED_COST


def _keep_phrases(shaped: Shaped, rules: Rules, legal: bytearray, costly: dict[int, float]) -> None:
    """Let a break cost what it does to the sense of a title (CSS Text 4, `word-break: auto-phrase`)."""
    for at, cost in enumerate(phrases.costs(shaped.text, rules.language) if rules.phrases else ()):
        if at and legal[at - 1] and 0 < cost < phrases.FORBIDDEN:
            costly[at] = costly.get(at, 0.0) + cost


def _break_anywhere(measured: Measured, legal: bytearray, width: float) -> None:
    """Allow every break inside what would overflow a line (CSS Text 3, overflow-wrap)."""
    shaped = measured.shaped
    widest = _WIDEST_EM * max(piece.em for piece in shaped.pieces)
    if bytes(max(1, int(width / widest) - 1)) not in legal:
        return  # no stretch of text without a break is long enough
    for piece in shaped.pieces:
        if not piece.wraps:
            continue
        start = piece.start
        while start < piece.end:
            end = legal.find(1, start) + 1 or len(shaped.letters)
            if measured.cell[min(end, len(shaped.letters))] - measured.cell[start] > width:
                for at in range(start + 1, min(end, piece.end)):
                    legal[at - 1] = 0 if at in shaped.inside else 1
            start = max(end, start + 1)


def _pair_long_marks(shaped: Shaped, legal: bytearray) -> None:
    """Let a run of dashes or ellipses break between its pairs, never inside one (K3, GB/T 15834 5.1.4-5.1.5).

    Nor inside a glyph: some fonts draw three dashes with one.
    """
    letters = shaped.letters
    for letter in classes.DASH + ELLIPSIS:
        at = letters.find(letter * 3)
        while at >= 0:
            end = at
            while end < len(letters) and letters[end] == letter:
                end += 1
            for inner in range(at + 4, end - 1, 2):
                if inner not in shaped.inside:
                    legal[inner - 1] = 1
            at = letters.find(letter * 3, end)


def _skip_spaces(letters: str, at: int) -> int:
    while at < len(letters) and letters[at] == SPACE:
        at += 1
    return at


def _stop(shaped: Shaped, at: int) -> int:
    """Return where a line that breaks before `at` shows its last: without collapsible spaces and line feeds."""
    while at and shaped.letters[at - 1] in SPACE + NEWLINE:
        at -= 1
    return at


def _starts(measured: Measured, rules: Rules) -> tuple[list[float], dict[int, float]]:
    start = measured.cell[:-1]
    # RB6: at an edge a reading has nothing to reach over.
    for extra in (measured.shaped.lead, measured.shaped.over_left):
        for place, amount in extra.items():
            if place < len(start):
                start[place] -= amount
    first: dict[int, float] = {}
    if rules.start == "space" and not rules.hang_first:
        return start, first
    for place, amount in measured.left.items():
        if rules.start == "space-first" and (place == 0 or measured.shaped.letters[place - 1] == NEWLINE):
            continue
        if rules.start != "space":
            start[place] += amount
    if rules.hang_first and measured.shaped.letters[:1] == classes.OPEN:
        first[0] = measured.cell[1]
    return start, first


def _lost_kerning(measured: Measured, last: int) -> float:
    """Return how much wider the last character of a line that shows is than before what follows it (px)."""
    letters = measured.shaped.letters
    while last > 0 and letters[last] in _UNSEEN:
        last -= 1
    return measured.shaped.advance_before_break(last) - measured.width[last] if letters[last] in _KERNED else 0.0


def _edges(measured: Measured) -> list[float]:
    edge = list(measured.cell)
    for extra in (measured.gap, measured.shaped.lead):
        for place, amount in extra.items():
            edge[place] -= amount
    for place, amount in measured.shaped.over_right.items():
        edge[place] += amount
    return edge


def _finish(measured: Measured, rules: Rules, index: int, last: int, end: list[float], slip: dict[int, float]) -> None:
    """Trim or hang the mark that ends a line."""
    letters = measured.shaped.letters
    blank = measured.right.get(last, 0.0)
    hangs = letters[last] in COMMA + STOP and (last == 0 or letters[last - 1] not in MARKS)
    ends = rules.hang_last and last == len(letters) - 1 and letters[last] == classes.CLOSE
    if ends or (rules.hang_end == "force-end" and hangs):
        end[index] -= measured.width[last]
        return
    if rules.end == "ink" and blank:
        shaped = measured.shaped
        face = shaped.runs[bisect_right(shaped.run_starts, last) - 1].face
        ink = measured.shift.get(last, 0.0) + face.ink(shaped.glyph[last])[1] * face.size
        end[index] -= measured.width[last] - ink
        return
    trims = rules.end == "trim" and not (rules.end_stop_keeps_blank and letters[last] == STOP)
    if trims:
        end[index] -= blank
    if rules.hang_end == "allow-end" and hangs:
        slip[index] = measured.width[last] - (blank if trims else 0.0)
    elif rules.end == "fit" and blank:
        slip[index] = blank


class Break(NamedTuple):
    """A line from break `start` to `end` (indices of `Candidates.place`, -1 for the beginning), and what it costs.

    `runner_up` is the break that the line would start from in the second-best paragraph that ends here.
    """

    start: int
    end: int
    cost: float
    runner_up: int | None


def best_breaks(
    measured: Measured,
    rules: Rules,
    breaks: Candidates,
    start: int,
    first_width: float,
    width: float,
    *,
    justified: bool,
    begin: int = 0,
) -> list[Break]:
    """Return the lines from break `start` (-1 for the beginning) to the end of the paragraph.

    The first line is `first_width` px wide, all later ones `width`; the paragraph begins at character `begin`.
    """
    lines: list[Break] = []
    search = _Search(measured, rules, breaks, begin, width, justified=justified)
    for final in breaks.forced:
        if final > start:
            lines.extend(search.segment(start, final, first_width, width))
            start, first_width = final, width
    return lines


def is_pressed(lines: list[Break], width: float, em: float) -> bool:
    """Tell whether a line costs as much as one whose gaps are wider than may be (J8)."""
    limit = 100.0 * (loosest(width, em) / em / _STRETCH_UNIT_EM) ** 2
    return any(limit < line.cost < _OVERFULL for line in lines)


def ends_of_line(
    measured: Measured,
    rules: Rules,
    breaks: Candidates,
    start: int,
    final: int,
    width: float,
    *,
    justified: bool,
    begin: int = 0,
) -> list[tuple[int, float]]:
    """Return the breaks that were considered for a line from break `start`, in order, and what the line costs there."""
    search = _Search(measured, rules, breaks, begin, width, justified=justified)
    return sorted(search.ends(start, final, width))


_Best = tuple[float, int, int | None, int]
"""What a break costs up to there, the break before it, the second-best one of these, and the number of the line."""
_NOWHERE: _Best = (float("inf"), -2, None, 0)


class _Search:
    """The inner loop of the optimum: what stays the same over a paragraph is held here, for speed."""

    def __init__(
        self, measured: Measured, rules: Rules, breaks: Candidates, begin: int, width: float, *, justified: bool
    ) -> None:
        self._begin = begin
        self._measured = measured
        self._rules = rules
        self._breaks = breaks
        self._justified = justified and rules.justify != "none"
        self._greedy = rules.wrap == "stable"
        self._balanced = rules.wrap == "balance" and not self._justified
        letters = measured.shaped.letters
        self._ellipses = {match.start() for match in re.finditer(f"(?<!{ELLIPSIS}){ELLIPSIS}", letters)}
        # On a short line a single character moved down, as PA6 may ask, already stretches much.
        gaps = max(2.0, width / measured.em - 2.0)
        self._beam = _BEAM + 100.0 * (2.5 / gaps / _STRETCH_UNIT_EM) ** 2

    def segment(self, start: int, final: int, first_width: float, width: float) -> list[Break]:
        """Return the best lines from break `start` to the forced break `final`."""
        tried: dict[int, list[tuple[int, float]]] = {}
        most = self._bound(start, final, first_width, width, tried)
        best = self._reach(start, final, first_width, width, tried, most)
        if best.get(final, _NOWHERE)[0] > most:
            best = self._reach(start, final, first_width, width, {}, float("inf"))
        return _path(best, start, final)

    def _reach(
        self,
        start: int,
        final: int,
        first_width: float,
        width: float,
        tried: dict[int, list[tuple[int, float]]],
        most: float,
    ) -> dict[int, _Best]:
        """Return how each break that lines may reach for no more than `most` is best reached."""
        best: dict[int, _Best] = {start: (0.0, -2, None, 0)}
        tail = self._tail(final, width)
        frontier = [start]
        lowest: dict[int, float] = {}
        position = 0
        queued = {start}
        while position < len(frontier):
            node = frontier[position]
            position += 1
            if node == final:
                continue
            cost, _, _, line = best[node]
            if cost > lowest.get(line, _OVERFULL) + self._beam and len(frontier) > position and node < tail:
                continue
            fresh = []
            ends = tried.pop(node, None) or self.ends(node, final, first_width if node == start else width)
            for end, added in ends:
                total = cost + added
                known = best.get(end)
                if known is None or total < known[0]:
                    best[end] = (total, node, known[1] if known else None, line + 1)
                    if total < lowest.get(line + 1, _OVERFULL):
                        lowest[line + 1] = total
                    if total <= most and end not in queued:
                        queued.add(end)
                        fresh.append(end)
            if fresh:
                _merge(frontier, position, fresh)
        return best

    def _bound(
        self, start: int, final: int, first_width: float, width: float, tried: dict[int, list[tuple[int, float]]]
    ) -> float:
        """Return what the lines cost that are each the best for itself: no paragraph that costs more is looked at.

        `tried` takes the ends that were found on the way.
        """
        node, total = start, 0.0
        while node != final:
            ends = tried[node] = self.ends(node, final, first_width if node == start else width)
            node, cost = min(ends, key=itemgetter(1))
            total += cost
        return total + _EPSILON

    def _tail(self, final: int, width: float) -> int:
        """Return the first break from which two lines reach the end: there PA6 may ask for a line that is worse."""
        breaks = self._breaks
        return bisect_left(breaks.end, breaks.end[final] - 2 * width, 0, final) if self._rules.runt else final

    def ends(self, node: int, final: int, width: float) -> list[tuple[int, float]]:
        """Return the ends worth trying for a line that starts after break `node`, each with its cost."""
        breaks = self._breaks
        first = breaks.place[node] if node >= 0 else self._begin
        left = breaks.first_start.get(first, breaks.start[first]) if first < len(breaks.start) else 0.0
        reach = left + width
        low = node + 1
        fit = bisect_right(breaks.end, reach + _EPSILON, low, final + 1) - 1
        found: list[tuple[int, float]] = []
        for index in range(max(fit + 1, low), final + 1):
            cost = self._cost(first, index, reach, last=index == final)
            if cost < _OVERFULL:
                found.append((index, cost))
            elif index > fit + 1:
                break
        lowest = min([cost for _, cost in found], default=_OVERFULL)
        if self._greedy and found:
            return [found[-1]]
        for index in range(fit, low - 1, -1):
            cost = self._cost(first, index, reach, last=index == final)
            if cost >= _OVERFULL:
                continue
            found.append((index, cost))
            # Lines of a title may be much shorter than their measure, and what is dear inside a word is not before it.
            if self._greedy or (cost > lowest + _GIVE_UP and index < fit - 1 and not self._balanced):
                break
            if cost < lowest:
                lowest = cost
        return found or [(low, _OVERFULL)]

    def _cost(self, first: int, index: int, reach: float, *, last: bool) -> float:
        """Return what the line from character `first` to break `index` costs, `_OVERFULL` where it cannot fit."""
        breaks = self._breaks
        excess = breaks.end[index] - reach
        stop = breaks.stop[index]
        if stop < first:
            stop = first
        if excess > _EPSILON:
            if breaks.slip:
                excess -= breaks.slip.get(index, 0.0)
            if excess > _EPSILON:
                cost = self._shrink_cost(first, stop, excess)
                if cost >= _OVERFULL:
                    return cost
            else:
                cost = 0.0 if last or not self._justified else self._stretch_cost(first, stop, -excess)
        elif last and not self._balanced:
            cost = 0.0
        elif self._justified:
            cost = self._stretch_cost(first, stop, -excess) if excess < -_EPSILON else 0.0
        else:
            cost = (excess / self._measured.em) ** 2
        if breaks.hyphen and index in breaks.hyphen:
            cost += _HYPHEN
        if breaks.costly and index in breaks.costly:
            cost += breaks.costly[index]
        if self._ellipses and first in self._ellipses:
            cost += _ELLIPSIS_START  # 19.4: a line may start with a dash, an ellipsis is kept from it
        if last and self._rules.runt and stop - first < _RUNT_REACH and first > self._begin:
            cost += _runt_cost(self._measured.shaped.letters[first:stop])
        return cost

    def _shrink_cost(self, first: int, stop: int, excess: float) -> float:
        if not self._justified:
            return _OVERFULL
        measured = self._measured
        low, high = measured.give_index[first], measured.give_index[stop]
        if measured.capacity[high][TOTAL] - measured.capacity[low][TOTAL] < excess - _EPSILON:
            return _OVERFULL
        room = room_of(measured, first, stop, self._rules)
        strain = 0.0
        for step in _SHRINKING:
            most = room[step]
            if most > 0:
                used = min(most, excess)
                strain += _SHRINK_WEIGHT[step] * used / most
                excess -= used
                if excess <= _EPSILON:
                    return 100.0 * strain * strain
        return _OVERFULL

    def _stretch_cost(self, first: int, stop: int, slack: float) -> float:
        measured = self._measured
        low, high = measured.give_index[first], measured.give_index[stop]
        cost = 1.0 if slack > _EPSILON else 0.0
        if low != high:
            under, over = measured.capacity[low], measured.capacity[high]
            for step in (0, 1):
                room = over[step] - under[step]
                if room > 0 and slack > _EPSILON:
                    used = min(room, slack)
                    cost += 6.0 * used / room
                    slack -= used
        if slack <= _EPSILON:
            return cost
        gaps = measured.gaps[stop - 1] - measured.gaps[first] if stop > first else 0
        each = slack / measured.em / (gaps or 0.5) / _STRETCH_UNIT_EM
        return cost + 100.0 * each * each


def _runt_cost(letters: str) -> float:
    """Return what a last line costs that shows a single character beside marks (PA6, clreq 3.5.4)."""
    return _RUNT if is_runt(letters) else 0.0


def is_runt(letters: str) -> bool:
    """Tell whether the classes of a line are those of a single character beside marks."""
    return sum(letter in _COUNTED for letter in letters) < _FEWEST


def room_of(measured: Measured, first: int, stop: int, rules: Rules) -> list[float]:
    """Return what a line [first, stop) can give in each step of J2 and J4, in px, without what is lost at its edges."""
    low, high = measured.give_index[first], measured.give_index[stop]
    under, over = measured.capacity[low], measured.capacity[high]
    room = list(map(sub, over, under))
    if low == high:
        return room
    for index in range(low, high):
        give = measured.gives[index]
        if give.place != first:
            break
        if give.edge == "gap" or (give.edge == "left" and rules.start != "space"):
            room[give.step] -= give.amount
    for index in range(high - 1, low - 1, -1):
        give = measured.gives[index]
        if give.place != stop - 1:
            break
        if give.edge == "right":
            room[give.step] -= give.amount
    return room


def _merge(frontier: list[int], position: int, fresh: list[int]) -> None:
    """Insert newly reached breaks, in order of place, into what is still to be visited."""
    for end in fresh:
        frontier.insert(bisect_left(frontier, end, position), end)


def _path(best: dict[int, _Best], start: int, final: int) -> list[Break]:
    lines: list[Break] = []
    node = final
    while node != start:
        cost, previous, runner_up, _ = best[node]
        lines.append(Break(previous, node, cost - best[previous][0], runner_up))
        node = previous
    return lines[::-1]
