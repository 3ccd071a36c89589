"""Characters in, classes out: one letter for each character, and what each pair of classes may do.

The letters follow the table of clreq appendix A and jlreq appendix A (cl-01 to cl-30). A paragraph is classified in
one pass of `str.translate`, so that every later rule is a search in a string of letters. Code points that Latin and
Chinese share get a provisional letter here (`SHARED`); `itemise` settles them by context. Whether a mark has a blank
half is not known from its code point: `widths` asks the shaped glyph.
"""

from __future__ import annotations

import unicodedata
from functools import cache

HAN = "h"
KANA = "k"
SMALL_KANA = "K"
PROLONG = "P"
ITERATION = "r"
HANGUL = "g"
WIDE = "u"  # a full-width sign that is neither letter nor mark: ※ ★ →
OPEN = "o"
CLOSE = "c"
COMMA = "m"
STOP = "p"
EXCLAMATION = "e"
MIDDLE = "i"
CONNECTOR = "t"
DASH = "l"
ELLIPSIS = "L"
FULL_SLASH = "f"
IDEOGRAPHIC_SPACE = "w"
OBJECT = "j"

LATIN = "a"
DIGIT = "d"
PREFIX = "<"
SUFFIX = ">"
SLASH = "/"
LATIN_OPEN = "A"
LATIN_CLOSE = "Z"
LATIN_OTHER = "y"
SPACE = "s"
GLUE = "n"
ZERO_SPACE = "z"
SOFT_HYPHEN = "-"
EXTEND = "x"
NEWLINE = "b"

SHARED_QUOTE = "Q"
SHARED_DASH = "D"
SHARED_ELLIPSIS = "E"
SHARED_MIDDLE = "M"
SHARED = SHARED_QUOTE + SHARED_DASH + SHARED_ELLIPSIS + SHARED_MIDDLE

# Set solid in the CJK font. The rest comes from the Latin font.
CJK = HAN + KANA + SMALL_KANA + PROLONG + ITERATION + HANGUL + WIDE + OPEN + CLOSE + COMMA + STOP + EXCLAMATION + MIDDLE
CJK += CONNECTOR + DASH + ELLIPSIS + FULL_SLASH + IDEOGRAPHIC_SPACE
LETTERS_CJK = HAN + KANA + SMALL_KANA + PROLONG + ITERATION
# Takes 1/4 em beside Han and kana (clreq 3.2.2, S1); ASCII # $ % & count as Latin (S3).
SPACED = LATIN + DIGIT + PREFIX + SUFFIX
MARKS = OPEN + CLOSE + COMMA + STOP + EXCLAMATION

_FIXED: dict[str, str] = {
    OPEN: "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\u301d\uff08\uff3b\uff5b\uff5f\uff62",
    CLOSE: "\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301e\u301f\uff09\uff3d\uff5d\uff60\uff63",
    COMMA: "\u3001\uff0c\uff1b\uff1a\uff64",
    STOP: "\u3002\uff0e\uff61",
    EXCLAMATION: "\uff01\uff1f\u203c\u2047\u2048\u2049",
    MIDDLE: "\u30fb\uff65",
    CONNECTOR: "\uff5e\u301c\u30a0",
    DASH: "\u2e3a",
    ELLIPSIS: "\u22ef",
    FULL_SLASH: "\uff0f",
    ITERATION: "\u3005\u303b\u309d\u309e\u30fd\u30fe",
    PROLONG: "\u30fc\uff70",
    SMALL_KANA: "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6",
    IDEOGRAPHIC_SPACE: "\u3000",
    OBJECT: "\ufffc",
    SHARED_QUOTE: "\u2018\u2019\u201c\u201d",
    SHARED_DASH: "\u2013\u2014\u2015",
    SHARED_ELLIPSIS: "\u2025\u2026",
    SHARED_MIDDLE: "\u00b7\u2022\u2027",
    PREFIX: "\u00a5\uffe5$\u00a3\u20ac\u2116#\uff04\uffe1",
    SUFFIX: "%\u2030\u00b0\u2032\u2033\u2103\u2109\u00a2\uff05\uffe0&+",
    SLASH: "/",
    LATIN_OPEN: "([{",
    LATIN_CLOSE: ")]},.;:!?",
    SPACE: " ",
    GLUE: "\u00a0\u202f\u2060\ufeff\u2007",
    ZERO_SPACE: "\u200b",
    SOFT_HYPHEN: "\u00ad",
    NEWLINE: "\n\u000b\u000c\u0085\u2028\u2029",
}


class _Table(dict[int, str]):
    """A table for `str.translate` that classifies a code point the first time it is met."""

    def __missing__(self, code: int) -> str:
        letter = self[code] = _derive(chr(code))
        return letter


def _derive(char: str) -> str:
    """Return the class letter of a character that no table names."""
    code = ord(char)
    category = unicodedata.category(char)
    if (
        category in ("Mn", "Me", "Mc")
        or code in (0x200C, 0x200D)
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    ):
        return EXTEND
    if 0x3040 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF or 0xFF66 <= code <= 0xFF9F or 0x1AFF0 <= code <= 0x1B16F:
        return SMALL_KANA if 0x31F0 <= code <= 0x31FF else KANA
    if 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F or 0xA960 <= code <= 0xA97F or 0xAC00 <= code <= 0xD7FF:
        return HANGUL
    if _is_han(code):
        return HAN
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return WIDE
    if category.startswith("L"):
        return LATIN
    if category == "Nd" or unicodedata.decomposition(char).startswith("<fraction>"):
        return DIGIT
    if 0x2460 <= code <= 0x24FF or 0x2190 <= code <= 0x21FF or 0x25A0 <= code <= 0x27BF or code == 0x203B:
        return WIDE
    return LATIN_OTHER


def _is_han(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFD
        or 0xF900 <= code <= 0xFAFF
        or 0x2E80 <= code <= 0x2FDF
        or code == 0x3007
        or 0x3021 <= code <= 0x3029
        or 0x3100 <= code <= 0x312F
        or 0x31A0 <= code <= 0x31E3
    )


TABLE = _Table({ord(char): letter for letter, chars in _FIXED.items() for char in chars})


def classify(text: str) -> str:
    """Return one class letter for each character of `text`."""
    return text.translate(TABLE)


# What may not start or end a line, by level (K1, K2: clreq 3.1.4; GB/T 15834 5.1.1-5.1.9; jlreq 3.1.7-3.1.8).
_NO_START_BASIC = CLOSE + COMMA + STOP + EXCLAMATION + MIDDLE + LATIN_CLOSE + SUFFIX
_NO_START_GB = _NO_START_BASIC + CONNECTOR + FULL_SLASH + SLASH
_NO_START = {
    "none": LATIN_CLOSE,
    "basic": _NO_START_BASIC + CONNECTOR,
    "gb": _NO_START_GB,
    "gb-strict": _NO_START_GB + DASH + ELLIPSIS,
    "loose": _NO_START_GB,
    "strict": _NO_START_GB + ITERATION + PROLONG + SMALL_KANA,
}
WESTERN = LATIN + DIGIT + PREFIX + SUFFIX + SLASH + LATIN_OPEN + LATIN_CLOSE + LATIN_OTHER
_ALWAYS_ATTACHED = EXTEND + SPACE + GLUE + ZERO_SPACE + NEWLINE + SOFT_HYPHEN
UNSETTLED = 2
_IN_A_WORD = HANGUL + HAN + LATIN + DIGIT + PREFIX + SUFFIX + OPEN + CLOSE + LATIN_OPEN + LATIN_CLOSE + MIDDLE + OBJECT
"""What a word of Korean has beside its Hangul: a particle follows letters, numbers, brackets and formulas at once."""


@cache
def break_table(level: str, *, keep_all: bool) -> dict[tuple[str, str], int]:
    """Return 1 for pairs of classes that a line may break between, 0 for others, `UNSETTLED` where UAX 14 decides.

    `level` is one of none, basic, gb, gb-strict, loose, strict. With `keep_all` words with Hangul break at spaces alone
    (K10, klreq #line-break).
    """
    letters = (
        CJK + OBJECT + LATIN + DIGIT + PREFIX + SUFFIX + SLASH + LATIN_OPEN + LATIN_CLOSE + LATIN_OTHER + SPACE + GLUE
    )
    letters += ZERO_SPACE + SOFT_HYPHEN + EXTEND + NEWLINE
    return {(a, b): _break_rule(a, b, _NO_START[level], level, keep_all=keep_all) for a in letters for b in letters}


def _break_rule(a: str, b: str, no_start: str, level: str, *, keep_all: bool) -> int:
    no_end = "" if level == "none" else OPEN + (SLASH + FULL_SLASH if level.startswith("gb") else "")
    if a == NEWLINE or (a == ZERO_SPACE and b != EXTEND):
        return 1
    if b in _ALWAYS_ATTACHED or a == GLUE:
        return 0
    if a == SLASH and b in WESTERN and not level.startswith("gb"):
        return UNSETTLED
    if b in no_start or a in no_end or a == LATIN_OPEN:
        return 0
    if a == SPACE:
        return 1
    if a == PREFIX and b in (DIGIT, LATIN):
        return 0
    if a == b and a in (DASH, ELLIPSIS):
        return 0
    if keep_all and ((a == HANGUL and b in _IN_A_WORD) or (b == HANGUL and a in _IN_A_WORD)):
        return 0
    if a in (SOFT_HYPHEN, EXTEND):
        return UNSETTLED
    if a in CJK + OBJECT or b in CJK + OBJECT:
        return 1
    return UNSETTLED


# Where a line may be stretched after word spaces and autospaces are used up (J4 step 3, J5; never before a closing
# mark, 19.6).
_TIGHT_BEFORE = CLOSE + COMMA + STOP + EXCLAMATION + MIDDLE + CONNECTOR + SLASH + FULL_SLASH + LATIN_CLOSE + SUFFIX
_TIGHT_AFTER = OPEN + MIDDLE + CONNECTOR + SLASH + FULL_SLASH + LATIN_OPEN + PREFIX


@cache
def stretch_table() -> dict[tuple[str, str], int]:
    """Return 1 for each pair of classes that a line may be stretched between in the last step (clreq 3.6.4)."""
    letters = CJK + OBJECT + WESTERN + _ALWAYS_ATTACHED
    return {(a, b): _stretch_rule(a, b) for a in letters for b in letters}


def _stretch_rule(a: str, b: str) -> int:
    if a in _ALWAYS_ATTACHED or b in _ALWAYS_ATTACHED:
        return 1 if a == EXTEND and b in CJK else 0
    if b in _TIGHT_BEFORE or a in _TIGHT_AFTER:
        return 0
    if a == b and a in (DASH, ELLIPSIS, OBJECT):
        return 0  # objects side by side are the parts of a formula that may be broken between them
    if a in WESTERN and b in WESTERN:
        return 0
    if (a in SPACED and b in LETTERS_CJK) or (b in SPACED and a in LETTERS_CJK):
        return 0
    return 1
