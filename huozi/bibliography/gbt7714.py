"""Works -> entries of a list of references and citations in the text, by GB/T 7714-2015.

A formatter of our own: citeproc-py 0.11 does not read the layouts by language that the standard needs (等 or et al. by
each entry), loses the marks of kinds ([M]) of the published style, sets Chinese names as Western ones, sorts what is to
stand in cited order and joins no numbers to ranges. Marks of punctuation are half-width with a space after, as in the
published style, whatever the language of an entry. Clauses are those of the standard. It knows no XHTML.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.bibliography import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from huozi.book import Name, Work

MOST_NAMED = 3
"""Of more than three authors three are named (8.1.2)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an entry; `href` is the address that it links to, "" for none."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry: `lead` is who made the work ("" if unknown), with the year where authors and years tell works apart."""

    lead: str
    rest: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    others: str
    edition: str
    first: re.Pattern[str]
    volume: str
    translated: str
    no_place: str
    no_publisher: str
    anonymous: str
    no_date: str


_ZH = _Words("等", "{}版", re.compile("1|一|初"), "第{}卷", "译", "[出版地不详]", "[出版者不详]", "佚名", "[日期不详]")
_EN = _Words(
    "et al", "{} ed", re.compile("1|1st|first", re.IGNORECASE), "Vol. {}", "trans", "[S.l.]", "[s.n.]", "Anon", "[n.d.]"
)
_WORDS: Mapping[str, _Words] = {
    "zh": _ZH,
    "ja": _Words("他", "{}版", _ZH.first, "第{}巻", "訳", "[出版地不明]", "[出版者不明]", "著者不明", "[出版年不明]"),
    "ko": _Words(
        "외", "{}판", _ZH.first, "제{}권", "옮김", "[발행지 불명]", "[발행처 불명]", "저자 미상", "[발행년 불명]"
    ),
    "en": _EN,
    "ru": _Words("и др", "{}-е изд", _EN.first, "Т. {}", "пер", "[Б. м.]", "[Б. и.]", "Аноним", "[Б. г.]"),
}
_ORDER = ("zh", "ja", "ko", "en", "ru")
"""Languages in a list by authors (9.2): Chinese, Japanese, Western, Russian, others; Korean is set with the East."""


def words(lang: str) -> _Words:
    """The words of a language, English for those that have none here."""
    return _WORDS.get(lang, _EN)


# Entries


def numeric(work: Work) -> Line:
    """An entry of a list in cited order (顺序编码制)."""
    return Line(_authors(work), tuple(_rest(work, year=True)))


def author_date(work: Work, letter: str = "") -> Line:
    """An entry of a list by authors and years (著者-出版年制); `letter` tells works of one author and year apart."""
    own = words(work.lang)
    lead = _authors(work) or own.anonymous
    dot = "." if lead.endswith(", et al") else ""
    return Line(f"{lead}{dot}, {year_of(work, letter)}", tuple(_rest(work, year=False)))


def plain(line: Line) -> str:
    """An entry as text."""
    return "".join([join(line.lead), *(piece.text for piece in line.rest)])


def join(lead: str) -> str:
    """What leads, and the mark after it."""
    return "" if not lead else f"{lead} " if lead.endswith(".") else f"{lead}. "


def _authors(work: Work) -> str:
    return _list(work.authors, work.lang, more=work.more_authors)


def _list(names: Sequence[Name], lang: str, *, more: bool = False) -> str:
    """Names with commas between them, three at most (8.1.2)."""
    shown = [author(name) for name in names[:MOST_NAMED]]
    if names and (more or len(names) > MOST_NAMED):
        shown.append(words(lang).others)
    return ", ".join(shown)


def author(name: Name) -> str:
    """A name in an entry: Latin family names in capitals, given names as initials without dots (8.1.1)."""
    if name.literal:
        return name.literal
    if values.CJK.search(name.family):
        return name.family + name.given
    family = f"{name.particle} {name.family}".strip().upper()
    person = f"{family} {_initials(name.given)}".strip()
    return f"{person}, {name.suffix}" if name.suffix else person


def _initials(given: str) -> str:
    """E. Donald -> E D, Jean-Paul -> J P, DE -> D E."""
    parts = [part for part in re.split(r"[\s.\-‐·]+", given) if part]
    if len(parts) == 1 and parts[0].isupper():
        parts = list(parts[0])
    return " ".join(part[0].upper() for part in parts)


def _rest(work: Work, *, year: bool) -> Iterator[Piece]:
    """All after the authors: title and kind, then where it appeared, then how to get at it."""
    where = _appeared(work, year=year)
    accessed = f"[{work.accessed}]" if work.accessed and work.url else ""
    text = f"{_title(work)}[{_mark(work)}]{where}{accessed if where or not accessed else f'. {accessed}'}"
    ends_itself = text.endswith(".") and not (work.url or work.doi)
    yield Piece(text.removesuffix(".") if ends_itself else text)
    if work.url:
        yield Piece(". ")
        yield Piece(work.url, work.url)
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", work.doi, flags=re.IGNORECASE)
    if doi and doi.lower() not in work.url.lower():
        yield Piece(". DOI: ")
        yield Piece(doi, f"https://doi.org/{doi}")
    yield Piece(".")


def _appeared(work: Work, *, year: bool) -> str:
    match work.kind:
        case "J" | "N":
            return f". {_periodical(work, year=year)}" if work.container else ""
        case "P":
            return f". {work.issued}" if work.issued else ""
        case _ if work.container:
            return f"//{join(_list(work.container_authors, work.lang))}{_host(work)}{_published(work, year=year)}"
        case _:
            return _published(work, year=year)


def _title(work: Work) -> str:
    """The title; the number of a standard, a report or a patent is other information of the title (8.2)."""
    title = _marks(work.title)
    if work.number and work.kind in {"S", "R", "P"}:
        return f"{title}: {work.number}"
    return title if work.container else title + _volume(work)


def _host(work: Work) -> str:
    return _marks(work.container) + _volume(work)


def _volume(work: Work) -> str:
    if not work.volume:
        return ""
    return f": {words(work.lang).volume.format(work.volume) if work.volume.isascii() else work.volume}"


def _marks(title: str) -> str:
    """The mark before a subtitle is the one that the standard prescribes (7.1)."""
    return re.sub(r"\s*[：﹕]\s*|(?<=[^\x00-\xff]):\s*(?=\S)", ": ", title)


def _mark(work: Work) -> str:
    """The mark of the kind, and of the carrier for what is read online (annex B)."""
    return f"{work.kind}/OL" if work.url or work.kind == "EB" else work.kind


def _periodical(work: Work, *, year: bool) -> str:
    """科学通报, 2012, 55(34): 3219; a paper by its day and page: 人民日报, 2013-01-12(2) (8.8)."""
    title = _marks(work.container)
    if work.kind == "N":
        page = work.issue or work.pages
        return f"{title}, {work.issued}" + (f"({page})" if page else "")
    said = [title, *([year_of(work)] if year and work.issued else []), *([work.volume] if work.volume else [])]
    return ", ".join(said) + (f"({work.issue})" if work.issue else "") + (f": {work.pages}" if work.pages else "")


def _published(work: Work, *, year: bool) -> str:
    """Translators, edition, place, publisher, year and pages of what is published by itself (8.3, 8.4)."""
    own = words(work.lang)
    translators = f"{_list(work.translators, work.lang)}, {own.translated}" if work.translators else ""
    before = [part for part in (translators, _edition(work)) if part]
    where = _place(work, own)
    if not where and work.url:
        # An online notice: the day of its last change in parentheses, right before that on which it was read.
        return "".join(f". {part}" for part in before) + (f". ({work.issued})" if work.issued else "")
    when = work.issued[:4] if year and work.issued else ""
    said = [*before, ", ".join(part for part in (where, when) if part)]
    pages = f": {work.pages}" if work.pages else ""
    return "".join(f". {part}" for part in said if part) + pages


def _edition(work: Work) -> str:
    """3版, 4th ed, 刻本; a first edition is not named (8.3)."""
    own = words(work.lang)
    typed = work.edition.strip().rstrip(".")
    number = re.sub(r"^(?:第|제)\s*|\s*(?:版|판|[Ee]d(?:ition|n)?)$", "", typed)
    if not typed or own.first.fullmatch(number):
        return ""
    if number.isdecimal():
        return own.edition.format(_ordinal(int(number)) if own is _EN else number)
    if own is not _EN and own is not _WORDS["ru"]:
        return own.edition.format(number) if typed != number else typed
    return (
        own.edition.format(number) if typed != number or re.fullmatch(r"\d+(?:st|nd|rd|th)|[A-Z]\w+", number) else typed
    )


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _place(work: Work, own: _Words) -> str:
    """Place and publisher; what is unknown is said to be, but not of what is read online (8.4.1, 8.4.2)."""
    if work.url and not (work.place and work.publisher):
        return work.place or work.publisher if work.kind != "EB" else ""
    if work.kind == "Z" and not work.place and not work.publisher:
        return ""
    return f"{work.place or own.no_place}: {work.publisher or own.no_publisher}"


def year_of(work: Work, letter: str = "") -> str:
    """The year of a work, as entries and citations have it."""
    return (work.issued[:4] if re.match(r"\d{4}", work.issued) else work.issued or words(work.lang).no_date) + letter


# Citations in the text


def numbers(cited: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers of one citation in order, those that follow one another as a range (10.1.2): 3, 1, 2 -> (1, 3)."""
    ranges: list[tuple[int, int]] = []
    for one in sorted(set(cited)):
        if ranges and ranges[-1][1] + 1 == one:
            ranges[-1] = (ranges[-1][0], one)
        else:
            ranges.append((one, one))
    return ranges


def called(work: Work) -> str:
    """Whom a citation names (10.2.1): one author, of several the first and 等 or et al."""
    own = words(work.lang)
    if not work.authors:
        return own.anonymous
    first = work.authors[0]
    name = first.literal or (
        first.family + first.given if values.CJK.search(first.family) else f"{first.particle} {first.family}".strip()
    )
    many = len(work.authors) > 1 or work.more_authors
    return f"{name} {own.others}{'.' if own.others.isascii() else ''}" if many else name


_PAGE = re.compile(r"(?:pp?\.?\s*|页\s*|頁\s*|第\s*)?(\d+(?:\s*[-‐-―]\s*\d+)?)(?:\s*[页頁])?")


def locator(suffix: str) -> str:
    """What follows the key: pages as mere numbers (10.1.3), all else as it was typed."""
    parts = [part.strip() for part in re.split("[,，]", suffix) if part.strip()]
    return ", ".join(
        re.sub(r"\s*[-‐-―]\s*", "-", found[1]) if (found := _PAGE.fullmatch(part)) else part for part in parts
    )


# The order by authors


def by_author(works: Iterable[Work], spell: Callable[[str], str]) -> list[Work]:
    """Works by language, author and year (9.2); `spell` tells how the names of Chinese authors sound."""

    def place(work: Work) -> tuple[int, str, str, str]:
        group = _ORDER.index(work.lang) if work.lang in _ORDER else _ORDER.index("en")
        lead = _authors(work) or words(work.lang).anonymous
        sound = spell(lead) if work.lang == "zh" else unicodedata.normalize("NFKD", lead).casefold()
        return group, sound, work.issued, work.title

    return sorted(works, key=place)


def letters(works: Sequence[Work]) -> dict[str, str]:
    """a, b, c for works of one author and one year, by key, in the order of the list."""
    found: dict[str, str] = {}
    groups: dict[tuple[str, str], list[Work]] = {}
    for work in works:
        groups.setdefault((called(work), year_of(work)), []).append(work)
    for same in groups.values():
        if len(same) > 1:
            found |= {work.key: chr(ord("a") + at % 26) for at, work in enumerate(same)}
    return found
