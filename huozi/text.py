"""Bytes of a source file -> its text, with every mistake of encoding named by line; used for all that is read.

Line ends come out as a single line feed and a byte order mark is taken off; nothing else is changed: no
normalisation form is forced upon the text, for that would change the characters of names.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from huozi.diagnostics import Span

if TYPE_CHECKING:
    from huozi.diagnostics import Log

_NO_TEXT = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufff9-\ufffb\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_NO_TEXT}]")
NEVER = re.compile(f"[{_NO_TEXT}\\ud800-\\udfff]")
"""Characters that no file, no output and no name of one holds."""
_SUSPECT = re.compile(
    r"[\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffd\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd\U000e0001-\U000e007f]"
)
_SHOWN = 20
"""How many places of one kind are named in one file; a damaged file has thousands and the first ones tell enough."""


def decode(data: bytes, path: str, encoding: str, log: Log) -> str | None:
    """The text of a file, or None (and an error) if its bytes are not text in `encoding`; `path` is for messages.

    Control characters are errors and are taken out, so that later stages may rely on clean text.
    """
    text = _characters(data, path, encoding, log)
    if text is None:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    log.keep_source(path, text)
    return _checked(text, path, log)


def _characters(data: bytes, path: str, encoding: str, log: Log) -> str | None:
    codec = _codec(encoding)
    if codec is None:
        log.error(
            "encoding-unknown",
            f"`{encoding}` is not an encoding that can be read",
            Span(path),
            help="use the name of a text encoding such as utf-8, gb18030 or big5",
        )
        return None
    try:
        return codec.decode(data, "strict")[0]
    except UnicodeDecodeError as error:
        _report_bytes(data, error.start, path, codec.name, log)
    return None


def _codec(encoding: str) -> codecs.CodecInfo | None:
    """The codec of that name, if it makes text of bytes (`hex` is a codec that does not)."""
    try:
        "x".encode(encoding)
        return codecs.lookup(encoding)
    except (LookupError, ValueError):
        return None


def _report_bytes(data: bytes, offset: int, path: str, encoding: str, log: Log) -> None:
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode(encoding, "replace")) + 1
    if data[offset : offset + 1] == b"\xed" and data[offset + 1 : offset + 2] >= b"\xa0" and encoding == "utf-8":
        log.error(
            "surrogate",
            f"half of a surrogate pair at byte {offset}: it is not a character",
            Span(path, line, column),
            help="delete it, or type the character that was meant",
        )
        return
    likely = likely_encoding(data)
    advice = f"save the file as UTF-8, or put `encoding: {likely}` in the front matter"
    message = f"byte 0x{data[offset]:02X} at offset {offset} is not {encoding.upper()}"
    log.error("encoding", message, Span(path, line, column), help=advice)


def likely_encoding(data: bytes) -> str:
    """The old encoding in which most of the characters are common Han; gb18030 where nothing can be told."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:65536]
    return max(("cp949", "gb18030", "big5", "shift_jis", "euc_jp"), key=lambda name: _plausibility(sample, name))


_ENOUGH_HANGUL = 20
"""Hangul stands where GB 2312 has half of its common Han, so a few words of Chinese may all look like Korean."""


def _plausibility(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    wide = [char for char in text if ord(char) > 0x7F]
    if not wide or (encoding == "cp949" and len(wide) < _ENOUGH_HANGUL):
        return 0.0
    common = sum(_is_common(char, encoding) for char in wide)
    broken = text.count("\ufffd")
    return (common - 4 * broken) / len(wide)


def _is_common(char: str, encoding: str) -> bool:
    if char in "，。、：；！？「」『』“”（）《》":
        return True
    if encoding in {"shift_jis", "euc_jp"}:
        return "ぁ" <= char <= "ヿ"
    # What running text is made of: the first level of GB 2312 and of Big5, the syllables of KS X 1001.
    table, first, last = {
        "gb18030": ("gb2312", 0xB0, 0xD7),
        "big5": ("big5", 0xA4, 0xC6),
        "cp949": ("euc_kr", 0xB0, 0xC8),
    }[encoding]
    try:
        return first <= char.encode(table)[0] <= last
    except UnicodeEncodeError:
        return False


def clean(text: str, at: Span, log: Log) -> str:
    """A text that escapes may have brought characters into which no file holds; they are errors and taken out."""
    for char in dict.fromkeys(NEVER.findall(text)):
        if "\ud800" <= char <= "\udfff":
            _report_surrogate(char, at, log)
        else:
            _report_control(char, at, log)
    return NEVER.sub("", text)


def _checked(text: str, path: str, log: Log) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _without_surrogates(text, path, log)
    if _FORBIDDEN.search(text):
        for count, found in enumerate(_FORBIDDEN.finditer(text)):
            if count < _SHOWN:
                _report_control(found[0], _place(text, found.start(), path), log)
        text = _FORBIDDEN.sub("", text)
    for count, found in enumerate(_SUSPECT.finditer(text)):
        if count == _SHOWN:
            break
        _report_suspect(found[0], _place(text, found.start(), path), log)
    return text


def _without_surrogates(text: str, path: str, log: Log) -> str:
    for found in re.finditer("[\ud800-\udfff]", text):
        _report_surrogate(found[0], _place(text, found.start(), path), log)
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _report_surrogate(char: str, at: Span, log: Log) -> None:
    what = f"half of a surrogate pair U+{ord(char):04X}: it is not a character"
    log.error("surrogate", what, at, help="delete it, or type the character that was meant")


def _report_control(char: str, at: Span, log: Log) -> None:
    log.error("control-character", f"control character U+{ord(char):04X} in the text", at, help="delete it")


def _report_suspect(char: str, at: Span, log: Log) -> None:
    name = unicodedata.name(char, "")
    if char == "\ufffd":
        what, advice = "replacement character U+FFFD", "the text was damaged before; type the lost character again"
    elif unicodedata.category(char) == "Co":
        what, advice = (
            f"private-use character U+{ord(char):04X}",
            "no font can be trusted to show it; use a standard one",
        )
    else:
        what, advice = f"invisible character U+{ord(char):04X} ({name})", "delete it if it is not meant"
    log.warn("suspect-character", f"{what} in the text", at, help=advice)


def _place(text: str, offset: int, path: str) -> Span:
    return Span(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
