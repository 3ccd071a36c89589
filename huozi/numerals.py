"""Whole numbers <-> the numerals of books: Han 一百零八, letters A … AA, full-width and plain digits.

Formal numerals (壹貳參) and fractions are not headings' numbers and are not read.
"""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_VALUES = {char: value for value, char in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = {"廿": "二十", "卅": "三十"}

HAN = "".join([*_VALUES, *_SMALL, *_LARGE, *_TENS])
"""Every character that a Han numeral may hold."""


def to_han(number: int) -> str:
    """The numeral as it is read: 10 十, 110 一百一十, 10005 一万零五; any size, as Chinese has it (一万亿)."""
    if number == 0:
        return _DIGITS[0]
    text = _han(number)
    return text[1:] if text.startswith("一十") else text


def from_han(text: str) -> int | None:
    """The value of a Han numeral, read (一百零八) or spelled by digit (一〇八, 二〇二六); None if it is neither."""
    for char, spelled in _TENS.items():
        text = text.replace(char, spelled)
    if not text or any(char not in HAN for char in text):
        return None
    if all(char in _VALUES for char in text):
        return int("".join(str(_VALUES[char]) for char in text))
    value = _read(text)
    # A string of numerals in no order (十一百) is no number: it must be what its value is written as.
    return value if value is not None and _same(to_han(value), text) else None


def to_letters(number: int) -> str:
    """1 A, 26 Z, 27 AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def from_letters(letters: str) -> int:
    """The reverse of `to_letters`."""
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value


def _han(number: int) -> str:
    if number < 10:
        return _DIGITS[number] if number else ""
    unit, name = next((size, name) for name, size in _UNITS if size <= number)
    high, rest = divmod(number, unit)
    zero = _DIGITS[0] if 0 < rest < unit // 10 else ""
    return f"{_han(high)}{name}{zero}{_han(rest)}"


_UNITS = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))


def _read(text: str) -> int | None:
    for units in (("亿", "億"), ("万", "萬")):
        at = max(text.rfind(unit) for unit in units)
        if at > 0:
            high, rest = _read(text[:at]), _read(text[at + 1 :]) if text[at + 1 :] else 0
            return None if high is None or rest is None else high * _LARGE[text[at]] + rest
    total, digit = 0, None
    for char in text:
        if char in _SMALL:
            total, digit = total + (1 if digit is None else digit) * _SMALL[char], None
        elif char in _VALUES and not digit:
            digit = _VALUES[char]
        else:
            return None
    return total + (digit or 0)


def _same(written: str, text: str) -> bool:
    plain = str.maketrans("〇○两兩萬億", "零零二二万亿")
    text = text.translate(plain)
    return text in {written, "一" + written} or text.replace("零", "") == written.replace("零", "")
