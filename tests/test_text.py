"""Bytes of source files: what is read, and what the author is told when it is no text."""

from __future__ import annotations

import pytest

from huozi.diagnostics import Log, render
from huozi.text import decode, likely_encoding

ZH = "# 标题\n正文，这是一个测试。"


def _read(data: bytes, encoding: str = "utf-8") -> tuple[str | None, str, list[str]]:
    log = Log()
    text = decode(data, "book.md", encoding, log)
    return text, render(log.in_reading_order(), {}, "short"), [entry.help for entry in log.entries]


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_content() -> None:
    assert _read("\ufeff# 标题\r\n正文\r末".encode())[:2] == ("# 标题\n正文\n末", "")


def test_other_encodings_are_read_when_they_are_named() -> None:
    assert _read(ZH.encode("gb18030"), "gb18030")[:2] == (ZH, "")
    assert _read("中文".encode("utf-16"), "utf-16")[:2] == ("中文", "")


@pytest.mark.parametrize(
    ("data", "found", "offset", "column", "likely"),
    [
        (ZH.encode("gb18030"), "0xB1", 2, 3, "gb18030"),
        ("# 標題\n這是正文，測試。".encode("big5"), "0xBC", 2, 3, "big5"),
        ("日本語のテキストです。".encode("shift_jis"), "0x93", 0, 1, "shift_jis"),
        ("中文".encode("utf-16"), "0xFF", 0, 1, "utf-16"),
    ],
)
def test_bytes_of_another_encoding_name_it(data: bytes, found: str, offset: int, column: int, likely: str) -> None:
    text, told, helps = _read(data)
    assert text is None
    assert told == f"book.md:1:{column}: error[encoding]: byte {found} at offset {offset} is not UTF-8"
    assert helps == [f"save the file as UTF-8, or put `encoding: {likely}` in the front matter"]


def test_the_place_of_a_bad_byte_is_its_line_and_column() -> None:
    assert _read("第一行\n第二\n".encode()[:-1] + b"\xb1")[1].startswith(
        "book.md:2:3: error[encoding]: byte 0xB1 at offset 16"
    )


@pytest.mark.parametrize("name", ["gb-99", "hex", "rot13", "a\0b"])
def test_an_encoding_that_makes_no_text_is_an_error(name: str) -> None:
    told = f"book.md:1:1: error[encoding-unknown]: `{name}` is not an encoding that can be read"
    assert _read(b"x", name)[:2] == (None, told)


def test_control_characters_are_errors_and_are_taken_out() -> None:
    text, told, _ = _read("甲\n乙\x00\x1b丙\t丁".encode())
    assert text == "甲\n乙丙\t丁"
    assert told == (
        "book.md:2:2: error[control-character]: control character U+0000 in the text\n"
        "book.md:2:3: error[control-character]: control character U+001B in the text"
    )


def test_half_a_surrogate_pair_is_an_error() -> None:
    assert _read("甲\ud83d".encode("utf-8", "surrogatepass"))[1] == (
        "book.md:1:2: error[surrogate]: half of a surrogate pair at byte 3: it is not a character"
    )


@pytest.mark.parametrize(
    ("char", "told"),
    [
        ("\u200b", "invisible character U+200B (ZERO WIDTH SPACE) in the text"),
        ("\ufeff", "invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE) in the text"),
        ("\ufffd", "replacement character U+FFFD in the text"),
        ("\ue000", "private-use character U+E000 in the text"),
    ],
)
def test_characters_that_were_hardly_meant_are_warnings(char: str, told: str) -> None:
    assert _read(f"甲{char}乙".encode())[:2] == (f"甲{char}乙", f"book.md:1:2: warning[suspect-character]: {told}")


def test_joiners_that_scripts_need_are_no_mistake() -> None:
    assert _read("👨\u200d👩\u200d👧 ️葛\U000e0100".encode())[1] == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("날이 밝기도 전에 바람이 불기 시작했다. 그는 창문을 닫고 다시 불을 켰다.", "cp949"),
        ("天还没亮，风就起来了。他把窗子关上，又点了灯，坐到桌边去。", "gb18030"),
        ("天還沒亮，風就起來了。他把窗子關上，又點了燈，坐到桌邊去。", "big5"),
        ("まだ夜が明けないうちに、風が吹きはじめた。", "shift_jis"),
    ],
)
def test_an_old_encoding_is_told_by_the_characters_it_gives(text: str, encoding: str) -> None:
    assert likely_encoding(text.encode(encoding)) == encoding
