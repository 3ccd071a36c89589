"""`huozi lint` and `lint:` in the front matter: which files are read, what is written, how it ends."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from huozi import cli, config, source
from huozi.diagnostics import Log

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(argv)
    out, err = capsys.readouterr()
    return code, out, err


def test_findings_are_warnings_with_their_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "book.md").write_text("# 书\n\n甲,乙\n", encoding="utf-8")
    code, out, err = run(capsys, "lint", str(tmp_path), "--format", "short")
    assert (code, out) == (0, f"{tmp_path}/book.md: 1 file, 1 finding\n")
    assert err == f"{tmp_path}/book.md:3:2: warning[lint-101]: half-width `,` in Chinese or Japanese text\n"
    assert run(capsys, "lint", str(tmp_path), "--strict")[0] == 1


def test_the_difference_is_shown_and_the_file_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "book.md"
    file.write_text("# 书\n\n甲,乙\n", encoding="utf-8")
    code, out, err = run(capsys, "lint", str(file), "--fix")
    assert (code, err) == (0, "")
    assert out == (
        f"--- {file}\n+++ {file}\n@@ -3 +3 @@\n-甲,乙\n+甲，乙\n{file}: 1 line changed in 1 file, no findings left\n"
    )
    assert file.read_text(encoding="utf-8") == "# 书\n\n甲，乙\n"


def test_every_chapter_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "book.md").write_text("---\ntitle: 书\nchapters: [a.md]\n---\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("# 甲,乙\n", encoding="utf-8")
    run(capsys, "lint", str(tmp_path), "--fix")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "# 甲，乙\n"


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_byte_order_mark_line_ends_and_permissions_stay(tmp_path: Path, mark: bytes, end: bytes) -> None:
    file = tmp_path / "book.md"
    file.write_bytes(mark + end.join(["# 书".encode(), b"", "甲,乙".encode(), b""]))
    file.chmod(0o640)
    assert cli.main(["lint", str(file), "--fix", "-q"]) == 0
    assert file.read_bytes() == mark + end.join(["# 书".encode(), b"", "甲，乙".encode(), b""])
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["book.md"]


def test_another_encoding_stays(tmp_path: Path) -> None:
    file = tmp_path / "book.md"
    file.write_bytes("---\nencoding: gb18030\n---\n\n# 书\n\n甲,乙\n".encode("gb18030"))
    assert cli.main(["lint", str(file), "--fix", "-q"]) == 0
    assert file.read_bytes() == "---\nencoding: gb18030\n---\n\n# 书\n\n甲，乙\n".encode("gb18030")


def test_a_clean_file_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "book.md"
    file.write_text("# 书\n\n甲，乙\n", encoding="utf-8")
    before = file.stat()
    assert cli.main(["lint", str(file), "--fix", "-q"]) == 0
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize(
    ("mode", "words", "warned"), [("off", "甲,乙", 0), ("report", "甲,乙", 1), ("fix", "甲，乙", 0)], ids=str
)
def test_the_front_matter_says_what_is_set(tmp_path: Path, mode: str, words: str, warned: int) -> None:
    text = f"---\ntitle: 书\nlint: {mode}\n---\n\n# 章\n\n甲,乙\n"
    (tmp_path / "book.md").write_text(text, encoding="utf-8")
    log = Log()
    book = config.load(tmp_path, log)
    assert book is not None
    (chapter,) = source.read(book, log)
    assert "".join(map(str, chapter.body.itertext())).split() == [f"章{words}"]
    assert [str(one.at).rpartition("book.md")[2] for one in log.entries] == [":8:2"] * warned
    assert (tmp_path / "book.md").read_text(encoding="utf-8") == text
