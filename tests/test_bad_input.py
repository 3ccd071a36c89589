"""What goes wrong in books, each with the words that its author reads, from the command that `make` calls.

Nothing is written for a book with errors, and what stood in build/ stays.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from huozi import cli, styles

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD = "# 总论\n\n古人刻版，今人排字。\n"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "book"
    book.mkdir()
    monkeypatch.chdir(book)


def build(capsys: pytest.CaptureFixture[str], source: str = "book.md", *options: str) -> tuple[int, str]:
    """Exit code and findings of a build in a folder where an earlier one stands; the earlier one must survive."""
    earlier = Path("build/book.pdf")
    if not Path("build").exists():
        earlier.parent.mkdir()
        earlier.write_bytes(b"earlier")
    code = cli.main(["build", source, "--no-cache", *options])
    out, err = capsys.readouterr()
    if code:
        assert "build/" not in out, "nothing is written"
        assert not earlier.is_file() or earlier.read_bytes() == b"earlier"
    assert "Traceback" not in err
    assert "internal-error" not in err
    return code, err


def write(files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


CASES: dict[str, tuple[dict[str, str | bytes], str]] = {
    "an empty file": (
        {"book.md": ""},
        """\
error[source-empty]: `book.md` is empty
      = write the book's text into it
""",
    ),
    "a file with nothing to print": (
        {"book.md": "<!-- 备忘 -->\n"},
        """\
book.md:1:1: error[source-empty]: the book holds no text
    1 | <!-- 备忘 -->
      | ^
      = write some, or list `chapters:`
""",
    ),
    "a list of no chapters": (
        {"book.md": "---\nchapters: []\n---\n"},
        """\
book.md:1:1: error[source-empty]: the book holds no text
    1 | ---
      | ^
      = write some, or list `chapters:`
""",
    ),
    "a file in GB18030": (
        {"book.md": "# 总论\n\n古人刻版，今人排字。\n".encode("gb18030")},
        """\
book.md:1:3: error[encoding]: byte 0xD7 at offset 2 is not UTF-8
      = save the file as UTF-8, or put `encoding: gb18030` in the front matter
""",
    ),
    "an unknown key": (
        {"book.md": "---\ntitle: 书\nauther: 张三\n---\n\n" + GOOD},
        """\
book.md:3:1: error[config-unknown-key]: unknown key `auther`
    3 | auther: 张三
      | ^^^^^^
      = did you mean `author`?
""",
    ),
    "bad YAML": (
        {"book.md": "---\ntitle: 活字: 小史\n---\n\n" + GOOD},
        """\
book.md:2:10: error[yaml]: the front matter is not YAML: mapping values are not allowed here
    2 | title: 活字: 小史
      |            ^
      = put a value that holds a colon and a space in quotes
""",
    ),
    "a picture that is not there": (
        {"book.md": GOOD + "\n![一张图](images/none.png)\n"},
        """\
book.md:5:1: error[image-missing]: there is no picture `images/none.png`
    5 | ![一张图](images/none.png)
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = check the path
""",
    ),
    "a picture outside the book": (
        {"book.md": GOOD + "\n![一张图](../secret.png)\n", "../secret.png": b"\x89PNG"},
        """\
book.md:5:1: error[image-outside]: the picture `../secret.png` is outside the book folder
    5 | ![一张图](../secret.png)
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      = only files of the book are read: copy it into the book folder
""",
    ),
    "a reference to nowhere": (
        {"book.md": GOOD + "\n见[下文](#below)一节。\n"},
        """\
book.md:5:2: error[ref-missing]: `#below` points nowhere: nothing in the book has the name `below`
    5 | 见[下文](#below)一节。
      |   ^^^^^^^^^^^^^^
      = check the name, or give the place an id
""",
    ),
    "the same id twice": (
        {"book.md": "# 总论\n\n## 甲 {#same}\n\n一。\n\n## 乙 {#same}\n\n二。\n"},
        """\
book.md:7:4: error[id-duplicate]: the id `same` stands twice in this file, first in line 3
    7 | ## 乙 {#same}
      |    ^^
      = give one of them another id
""",
    ),
    "a character that no font has": (
        {"book.md": GOOD + "\n他姓\U00012000。\n"},
        """\
book.md:5:1: error[glyph-missing]: no font for body has “\U00012000” (U+12000 CUNEIFORM SIGN A); looked in FONTS
    5 | 他姓\U00012000。
      | ^^
      = install a font that has it and name it in --font-body, or write another character
""",
    ),
    "fonts that are not installed": (
        {"book.md": "---\ncss: own.css\n---\n\n" + GOOD, "own.css": ':root { --font-body: "甲骨文宋", "金文宋"; }\n'},
        """\
error[font-missing]: none of the fonts for body is installed: 甲骨文宋, 金文宋
      = install one of them, or name an installed font in --font-body (see `huozi doctor`)
""",
    ),
    "a style that is not there": (
        {"book.md": "---\nstyle: bok\n---\n\n" + GOOD},
        f"""\
book.md:2:8: error[style-unknown]: there is no style `bok`
    2 | style: bok
      |        ^^^
      = use one of {", ".join(styles.names())}, or the path in the book of a style sheet or a folder with tokens.css
""",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_in_these_words(capsys: pytest.CaptureFixture[str], case: str) -> None:
    files, message = CASES[case]
    write(files)
    code, said = build(capsys)
    # Which fonts there are differs from machine to machine.
    assert (code, re.sub("looked in .*", "looked in FONTS", said)) == (1, message)


def test_a_folder_without_book_md(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert build(capsys, "empty") == (
        1,
        "error[source-missing]: there is no book.md in the folder `empty`\n      = `huozi init DIR` makes a new book\n",
    )


def test_every_mistake_of_a_book_comes_in_one_run(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "book.md": "---\nauther: 张三\nchapters: [a.md, b.md]\n---\n",
            "a.md": "# 甲\n\n![图](none.png)\n\n见[下文](#below)。\n",
            "b.md": "# 乙\n\n他姓\U00012000。\n",
        }
    )
    _, said = build(capsys, "book.md", "--format", "short")
    assert [line.split(": ")[0] + line.split("[")[1].split("]")[0] for line in said.splitlines()] == [
        "book.md:2:1config-unknown-key",
        "a.md:3:1image-missing",
        "a.md:5:2ref-missing",
        "b.md:3:1glyph-missing",
    ]


def test_a_target_that_is_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    write({"book.md": GOOD})
    Path("build/book.epub").mkdir(parents=True)
    assert build(capsys) == (
        1,
        (
            "error[output-is-folder]: `build/book.epub` is a folder, where the finished file belongs\n"
            "      = move the folder away, or choose another name with `slug:`\n"
        ),
    )
    assert [path.name for path in Path("build").iterdir()] == ["book.epub"]


def test_an_out_folder_that_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    write({"book.md": GOOD, "taken": "mine"})
    assert build(capsys, "book.md", "--out", "taken") == (
        1,
        "error[output-folder]: `taken` is a file, not a folder\n      = choose another with `--out DIR`\n",
    )
    assert Path("taken").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_folder_that_may_not_be_written_to() -> None:
    """Root may write anywhere, so a test that runs as root gives that power up."""
    write({"book.md": GOOD, "build/book.pdf": b"earlier"})
    Path("build").chmod(0o555)
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    try:
        done = subprocess.run(
            [*powerless, sys.executable, "-m", "huozi", "build", "book.md"], capture_output=True, text=True, check=False
        )
    finally:
        Path("build").chmod(0o755)
    assert done.returncode == 1
    assert done.stderr == (
        "error[output-folder]: the folder `build` may not be written to\n"
        "      = change its permissions, or choose another with `--out DIR`\n"
    )
    assert [path.name for path in Path("build").iterdir()] == ["book.pdf"]
    assert Path("build/book.pdf").read_bytes() == b"earlier"


@pytest.mark.skipif(not Path("/dev/full").exists() or not shutil.which("sh"), reason="needs limits of POSIX")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: writing fails in the middle."""
    write({"book.md": GOOD, "build/book.pdf": b"earlier"})
    command = f'ulimit -f 16; exec "{sys.executable}" -m huozi build book.md --to pdf --no-cache'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path / "book")
    assert done.returncode == 1
    assert done.stderr == (
        "error[output-unwritten]: `build/book.pdf` cannot be written: File too large\n"
        "      = make room on the disk; files that were there before are unchanged\n"
    )
    assert [path.name for path in Path("build").iterdir()] == ["book.pdf"]
    assert Path("build/book.pdf").read_bytes() == b"earlier"
