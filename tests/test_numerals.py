from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozi.numerals import from_han, from_letters, to_han, to_letters

READ = [
    (0, "零"),
    (1, "一"),
    (10, "十"),
    (11, "十一"),
    (20, "二十"),
    (99, "九十九"),
    (100, "一百"),
    (101, "一百零一"),
    (110, "一百一十"),
    (1010, "一千零一十"),
    (1001, "一千零一"),
    (10005, "一万零五"),
    (11000, "一万一千"),
    (100_000, "十万"),
    (10**8 + 10**4, "一亿零一万"),
    (10**12, "一万亿"),
]


@pytest.mark.parametrize(("value", "text"), READ)
def test_a_number_is_written_as_it_is_read(value: int, text: str) -> None:
    assert to_han(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [*((text, value) for value, text in READ), ("一〇八", 108), ("二〇二六", 2026), ("廿一", 21), ("一百〇八", 108)],
)
def test_a_han_numeral_is_read(text: str, value: int) -> None:
    assert from_han(text) == value


@pytest.mark.parametrize("text", ["", "十一百", "千年", "章", "百千"])
def test_what_is_no_numeral_is_not_read(text: str) -> None:
    assert from_han(text) is None


@given(st.integers(min_value=0, max_value=10**13))
def test_what_is_written_is_read_back(value: int) -> None:
    assert from_han(to_han(value)) == value


@given(st.integers(min_value=1, max_value=10**6))
def test_letters_are_read_back(value: int) -> None:
    assert from_letters(to_letters(value)) == value


def test_letters_go_on_after_z() -> None:
    assert [to_letters(value) for value in (1, 26, 27, 52, 53)] == ["A", "Z", "AA", "AZ", "BA"]
