"""A finished PDF and the tokens it was set with -> what breaks the rules of typography.md, by their ids.

Each measure gives a list of sentences, one for each place; a good book has none. `feet` alone judges nothing: it tells
how many lines of room are left at the foot of pages that another page of the same chapter follows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huozi.styles import Styles
    from tests.page.finished import Finished, Line

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
_OTHER = ("TD", "TH", "Note", "Code", "Caption", "TOCI", "Formula", "Lbl", "RT", *HEADINGS)
_MARK = re.compile(r"[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]|\[(?:5[1-9]|[6-9]\d|\d{3})\]|\*\d+|\d+\)")  # [1] cites
_FIRST_MARKS = {"\u2460", "*1", "1)"}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBER = re.compile(r"\([\dA-Z.-]+\)")


@dataclass(frozen=True, slots=True)
class Look:
    """What a measure needs to know of the styles, in points."""

    size: float
    lead: float
    measure: float
    top: float
    width: float
    height: float
    lines: int
    inner: float
    outer: float
    note_size: float

    @property
    def bottom(self) -> float:
        """The lower edge of the type area."""
        return self.top + self.lines * self.lead


def look(styles: Styles) -> Look:
    """The look of a book."""
    names = ("--size-body", "--lead", "--measure", "--margin-top", "--page-width", "--page-height")
    size, lead, measure, top, width, height = (styles.points(name) for name in names)
    inner, outer = styles.points("--margin-inner"), styles.points("--margin-outer")
    lines = int(styles.tokens["--page-lines"])
    return Look(size, lead, measure, top, width, height, lines, inner, outer, styles.points("--size-note"))


def is_text(line: Line, look: Look) -> bool:
    """Whether a line is of the running text: in its size, and in no table, note, listing, caption or heading."""
    numbered = _NUMBER.fullmatch(line.text)  # a formula's own, on its baseline
    return abs(line.size - look.size) < 0.05 and not line.within(*_OTHER) and not numbered


def off_the_grid(book: Finished, look: Look) -> list[str]:
    """GR1, PA9: the baselines of the text are the first one and whole leads, 0.1 pt given."""
    lines = [line for page in book.lines for line in page if is_text(line, look)]
    if not lines:
        return []
    shares = sorted((line.y - look.top) % look.lead for line in lines)
    usual = shares[len(shares) // 2]
    return [
        f"{book.labels[line.page]}: {off:+.2f} pt: {line.text[:16]}"
        for line in lines
        if abs(off := (line.y - look.top - usual + look.lead / 2) % look.lead - look.lead / 2) > 0.1
    ]


def below_the_type_area(book: Finished, look: Look) -> list[str]:
    """GR2: nothing but running heads and folios stands outside the lines of a page."""
    return [
        f"{book.labels[line.page]}: {line.y:.1f}: {line.text[:16]}"
        for page in book.lines
        for line in page
        if line.y > look.bottom + 0.1 or line.y < look.top - 0.1
    ]


def headings_without_company(book: Finished) -> list[str]:
    """HD1: two lines of anything stand below a heading on its page, if its chapter has so many.

    A heading that runs into the first line of its text needs no other (HD5).
    """
    found = []
    for index, page in enumerate(book.lines):
        if not _goes_on(book, index):
            continue
        for at, line in enumerate(page):
            below = {round(one.y, 1) for one in page[at + 1 :] if not one.within("Note", *HEADINGS)}
            if any(one.block != line.block and abs(one.y - line.y) < 0.1 for one in page):
                continue
            if line.within(*HEADINGS) and not line.within("H1") and len(below) < 2 and not book.pictures[line.page]:
                found.append(f"{book.labels[line.page]}: {line.text[:16]}")
    return found


def heading_blocks(book: Finished, look: Look) -> list[tuple[str, float, str]]:
    """HD2: how many lines a heading of one line takes between two lines of text: level, lines, its words."""
    found = []
    for page in book.lines:
        rows = [line for line in page if not line.within("Note", "Lbl")]
        for before, line, after in zip(rows, rows[1:], rows[2:], strict=False):
            alone = line.block not in {before.block, after.block} and line.within(*HEADINGS)
            if alone and is_text(before, look) and is_text(after, look):
                level = next(kind for kind in line.path if kind in HEADINGS)
                found.append((level, round((after.y - before.y) / look.lead - 1, 2), line.text))
    return found


def _rows_of_blocks(book: Finished, look: Look) -> dict[int, list[Line]]:
    blocks: dict[int, list[Line]] = defaultdict(list)
    for page in book.lines:
        for line in page:
            if is_text(line, look):
                blocks[line.block].append(line)
    return blocks


def widows(book: Finished, look: Look) -> list[str]:
    """PA7: no page begins with the last line of a paragraph."""
    return [
        f"{book.labels[last.page]}: {last.text[:24]}"
        for rows in _rows_of_blocks(book, look).values()
        for before, last in zip(rows[-2:-1], rows[-1:], strict=False)
        if before.page != last.page
    ]


def orphans(book: Finished, look: Look) -> list[str]:
    """PA7: no page ends with the first line of a paragraph."""
    return [
        f"{book.labels[rows[0].page]}: {rows[0].text[:24]}"
        for rows in _rows_of_blocks(book, look).values()
        if len(rows) > 1 and rows[0].page != rows[1].page
    ]


def pages_of_one_line(book: Finished) -> list[str]:
    """PA7: no page on which a chapter goes on is one line."""
    return [
        f"{book.labels[index]}: {page[0].text[:16]}"
        for index, page in enumerate(book.lines)
        if len({round(line.y, 1) for line in page}) == 1 and _goes_on(book, index - 1) and not book.pictures[index]
    ]


def feet(book: Finished, look: Look) -> list[tuple[str, float]]:
    """The room at the foot of each page that another page of its chapter follows, in lines."""
    found = []
    for index, page in enumerate(book.lines):
        if len(page) > 1 and _goes_on(book, index):
            lowest = max(*(line.y for line in page), book.pictures[index])
            found.append((book.labels[index], round((look.bottom - look.lead / 2 - lowest) / look.lead, 1)))
    return found


def _goes_on(book: Finished, index: int) -> bool:
    """Whether the text of a page goes on on the next one, which begins no chapter and is none of the contents."""
    after = book.lines[index + 1] if index + 1 < len(book.lines) else ()
    chapters = ("H1", "TOCI")
    return (
        bool(after and book.lines[index])
        and not after[0].within(*chapters)
        and not any(line.within("TOCI") for line in book.lines[index])
    )


def notes_off_the_foot(book: Finished, look: Look) -> list[str]:
    """FN3: the last line of the notes stands at the foot of the type area."""
    found = []
    for index, page in enumerate(book.lines):
        notes = [line for line in page if line.within("Note")]
        if notes and not 0 <= look.bottom - max(line.y for line in notes) <= look.note_size:
            found.append(f"{book.labels[index]}: {look.bottom - max(line.y for line in notes):.1f}")
    return found


def folios_out_of_place(book: Finished, look: Look) -> list[str]:
    """RH2: odd pages are rectos; each page of text has its folio, below the text at its outer edge."""
    found = []
    for index, (page, label) in enumerate(zip(book.lines, book.labels, strict=True)):
        feet = [one for one in book.furniture[index] if one.y > look.bottom]
        recto = index % 2 == 0
        number = _number(label)
        if number is not None and (number % 2 == 1) != recto:
            found.append(f"{label}: on a {'recto' if recto else 'verso'}")
        if not page or index < _opening(book):
            found += [f"{label}: has a folio" for _ in feet]
        elif not feet and all(line.within("H1") for line in page):
            pass  # the title of a part; of a chapter without text it has one
        elif "".join(one.text for one in feet) != label:
            found.append(f"{label}: the folio is {''.join(one.text for one in feet)!r}")
        elif (feet[0].x > look.width / 2) != recto or (not recto and abs(feet[0].x - look.outer) > 0.1):
            found.append(f"{label}: the folio stands at {feet[0].x:.1f}")
    return found


def heads_out_of_place(book: Finished, look: Look) -> list[str]:
    """RH1: the title of the book on versos, that of the chapter on rectos, neither where a chapter begins."""
    found, chapter, titles = [], "", set()
    for index, (page, label) in enumerate(zip(book.lines, book.labels, strict=True)):
        head = "".join(one.text for one in book.furniture[index] if one.y < look.top)
        begins = [line for line in page if line.within("H1")]
        if begins:
            chapter = _squeezed("".join(line.text for line in begins))
        if not page or begins or _begins_untitled(book, index) or index < _opening(book):
            found += [f"{label}: has the head {head}"] if head else []
        elif not head:
            found.append(f"{label}: has no head")
        elif index % 2:
            titles.add(head)
        elif chapter and not chapter.startswith(_squeezed(head).rstrip("…")):
            found.append(f"{label}: {head} over {chapter}")
    return found + [f"two titles: {title}" for title in sorted(titles)[1:]]


def leaders_out_of_phase(book: Finished, look: Look) -> list[str]:
    """TC1: dots, an em wide each, stand in the columns of one grid, on facing pages too, and end under one another."""
    found, places, ends = [], [], []
    for index, page in enumerate(book.lines):
        left = look.inner if index % 2 == 0 else look.outer
        for line in page:
            if not line.within("TOCI"):
                continue
            dots = [one for one in line.shown if set(one.text.strip()) == {"…"}]
            places += [(line, one.x - left) for one in dots]
            if dots and line.text.strip()[-1].isdecimal():
                ends.append((line, max(one.x + len(one.text.strip()) * one.size for one in dots) - left))
            if line.x + look.size > left + look.measure:
                found.append(f"{book.labels[index]}: {line.text}")
    for line, x in places:
        off = (x - places[0][1] + look.size / 2) % look.size - look.size / 2
        if abs(off) > 0.1:
            found.append(f"{book.labels[line.page]}: {off:+.2f} pt: {line.text[:16]}")
    for line, x in ends:
        if abs(x - ends[0][1]) > 0.1:
            found.append(f"{book.labels[line.page]}: ends {x - ends[0][1]:+.2f} pt away: {line.text[:16]}")
    return found


def notes_away_from_their_marks(book: Finished, look: Look) -> list[str]:
    """FN1: the notes that begin on a page are those whose marks stand on it, and their numbers begin again there."""
    found = []
    for index, page in enumerate(book.lines):
        labels = [line.text for line in page if line.within("Note") and line.within("Lbl")]
        calls = [
            one.text
            for line in page
            if not line.within("Note")
            for one in line.shown
            if one.size < look.note_size and one.y < line.y - 1 and _MARK.fullmatch(one.text)
        ]
        if sorted(calls) != sorted(labels) or (labels and labels[0] not in _FIRST_MARKS):
            found.append(f"{book.labels[index]}: marks {' '.join(calls)}, notes {' '.join(labels)}")
    return found


def _opening(book: Finished) -> int:
    """How many pages stand before the first that has a head or a folio: the title and the imprint."""
    return next((at for at, shown in enumerate(book.furniture) if shown), len(book.lines))


def _begins_untitled(book: Finished, index: int) -> bool:
    """Whether the contents, or a chapter without a title behind them, begin on a page."""

    def listed(at: int) -> bool:
        return any(line.within("TOCI") for line in book.lines[at])

    behind = max((at for at in range(index) if book.lines[at]), default=0)
    return listed(index) != listed(behind)


def _number(label: str) -> int | None:
    if label.isdigit():
        return int(label)
    if re.fullmatch("[ivxlc]+", label):
        values = [_ROMAN[one] for one in label]
        return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def every(book: Finished, look: Look) -> Iterator[tuple[str, list[str]]]:
    """All measures that a book must pass, with their names."""
    yield "GR1 off the grid", off_the_grid(book, look)
    yield "GR2 outside the type area", below_the_type_area(book, look)
    yield "HD1 heading without company", headings_without_company(book)
    yield "PA7 widow", widows(book, look)
    yield "PA7 orphan", orphans(book, look)
    yield "PA7 page of one line", pages_of_one_line(book)
    yield "FN1 note away from its mark", notes_away_from_their_marks(book, look)
    yield "FN3 notes off the foot", notes_off_the_foot(book, look)
    yield "RH1 running head", heads_out_of_place(book, look)
    yield "RH2 folio", folios_out_of_place(book, look)
    yield "TC1 leaders out of phase", leaders_out_of_phase(book, look)
