"""An imported book builds: what cannot be carried over is told with its place, and something honest stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huozi import cli
from huozi.config import load
from huozi.diagnostics import Log
from huozi.pipeline import read
from tests.importer.test_import import folder, imported
from tests.source.support import pixel

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "a picture on the web": ("看![灶台](https://a.example/z.png)。", "看[灶台](https://a.example/z.png)。"),
    "a picture on the web without words": (
        "![](https://a.example/x/%E7%81%B6.png?v=1)",
        "[灶.png](https://a.example/x/%E7%81%B6.png?v=1)",
    ),
    "a picture on the web with a size": ("![灶](https://a.example/z.png){width=50%}", "[灶](https://a.example/z.png)"),
    "a badge": (
        "[![欢迎](https://a.example/b.svg)](https://a.example/)",
        "[欢迎](https://a.example/)",
    ),
    "a badge that leads nowhere": ("[![欢迎](https://a.example/b.svg)](no.md)", "欢迎"),
    "a picture of HTML": (
        '前<img src="https://a.example/z.png" alt="灶 & 火" width="30">后',
        '前<a href="https://a.example/z.png">灶 &amp; 火</a>后',
    ),
    "a picture in a link of HTML": (
        '<p>\n<a href="https://a.example/"><img src="https://a.example/z.png" alt="灶"></a>\n</p>',
        '<p>\n<a href="https://a.example/">灶</a>\n</p>',
    ),
    "a picture of HTML in a list": (
        '- 一\n\n  <div>\n  <img src="https://a.example/z.png" alt="灶">\n  </div>',
        '- 一\n\n  <div>\n  <a href="https://a.example/z.png">灶</a>\n  </div>',
    ),
    "a picture that is missing": ("看![灶台](img/z.png)。", "看（缺图：灶台）。"),
    "a link out of the book": ("见[许可 `X`](LICENSE)。", "见许可 `X`。"),
    "a link to a heading that is not there": ("见[那节](#nowhere)", "见那节"),
    "a link by reference": ("见[那节][]、[此节][那节]。\n\n[那节]: no.md", "见那节、此节。\n\n[那节]: no.md"),
    "a link over two lines": ("> 见[那\n> 一节](no.md)。", "> 见那\n> 一节。"),
    "a link of HTML": ('见<a href="no.md"><b>那节</b></a>。', "见<b>那节</b>。"),
    "words that would begin a list": ("[1. 和面](no.md)", "1\\. 和面"),
    "words that would be a heading": ("[# 和面](no.md)", "\\# 和面"),
    "words that begin with emphasis": ("[**和面**](no.md)", "**和面**"),
    "a mail address": ("写信给[掌柜](zg@a.example)。", "写信给[掌柜](mailto:zg@a.example)。"),
    "a scheme that a book cannot have": ("[看](javascript:alert(1))", "看"),
    "a name that nothing has": ("见 @fig:nowhere。", "见 \\@fig:nowhere。"),
    "a note that is not there": ("面[^1]好。", "面\\[^1]好。"),
    "a formula that cannot be set": ("有 $a+\\nosuch{b}$ 在。", "有 `$a+\\nosuch{b}$` 在。"),
    "a file that is not there": ("{{#include no.rs}}", "`{{#include no.rs}}`"),
    "a bar in the code of a table": ("| 一 | 二 |\n|--|--|\n| 甲 | `x|y` |", "| 一 | 二 |\n|--|--|\n| 甲 | `x\\|y` |"),
    "cells without a column": ("| 一 | 二 |\n|--|--|\n| 甲 | 乙 | 丙 |", "| 一 | 二 |\n|--|--|\n| 甲 | 乙 \\| 丙 |"),
    "an id given twice": ("## 甲 {#a}\n\n## 乙 {#a .unnumbered}", "## 甲 {#a}\n\n## 乙 {.unnumbered}"),
    "code, where nothing is a link": ("`![x](https://a.example/z.png)`", "`![x](https://a.example/z.png)`"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_carried_over_is_told_and_the_book_builds(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written, expected = CASES[case]
    source = folder(tmp_path / "source", {"1.md": f"# 面\n\n{written}\n"})
    assert imported(source, tmp_path / "out") == 0
    assert (tmp_path / "out" / "1.md").read_text(encoding="utf-8") == f"# 面\n\n{expected}\n"
    told = capsys.readouterr().err
    assert ("1.md:" in told and "import-unmapped" in told) == (written != expected), told
    log = Log()
    config = load(tmp_path / "out", log)
    assert config is not None
    read(config, log)
    assert not log.failed, log.entries


def test_a_link_to_a_file_that_is_a_section_of_a_chapter_stays(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "nav:\n  - 开头: index.md\n  - 和面:\n    - 水: a/water.md\n    - 粉: a/flour.md\n",
        "docs/index.md": "# 开头\n\n见[粉](a/flour.md)。\n",
        "docs/a/water.md": "# 水\n\n也见[粉](flour.md)。\n",
        "docs/a/flour.md": "# 粉\n\n白的。\n",
    }
    assert imported(folder(tmp_path / "source", files), tmp_path / "out") == 0
    log = Log()
    config = load(tmp_path / "out", log)
    assert config is not None
    book = read(config, log)
    targets = [reference.target for chapter in book.chapters for reference in chapter.references]
    assert not log.failed, log.entries
    flour = next(entry.target for chapter in book.chapters for entry in chapter.entries if entry.text == "粉")
    assert [target.id if target else "" for target in targets] == [flour, flour]


def test_each_thing_is_told_with_its_own_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "# 面\n\n甲[乙](no.md)，![丙](https://a.example/c.png)。\n\n- ![丁](d.png)\n"
    assert imported(folder(tmp_path / "source", {"1.md": text}), tmp_path / "out") == 0
    told = [line.split(" warning")[0] for line in capsys.readouterr().err.split("\n") if "unmapped" in line]
    assert sorted(told) == ["1.md:3:13:", "1.md:3:2:", "1.md:5:3:"]


def test_a_picture_written_into_the_text_becomes_a_file(tmp_path: Path) -> None:
    from base64 import b64encode

    data = b64encode(pixel()).decode()
    source = folder(
        tmp_path / "source", {"a/1.md": f"# 面\n\n![点](data:image/png;base64,{data})\n", "a/2.md": "# 饭\n"}
    )
    assert imported(source, tmp_path / "out") == 0
    (picture,) = (tmp_path / "out" / "images").iterdir()
    assert picture.read_bytes() == pixel()
    assert f"![点](../images/{picture.name})" in (tmp_path / "out" / "a" / "1.md").read_text(encoding="utf-8")


def test_line_ends_stay_as_they_are_where_a_chapter_is_mended(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.md").write_bytes("# 面\r\n\r\n[甲](no.md)\r\n".encode())
    assert imported(source, tmp_path / "out") == 0
    assert (tmp_path / "out" / "1.md").read_bytes() == "# 面\r\n\r\n甲\r\n".encode()


def test_what_cannot_be_mended_stays_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", {"1.md": "# 面\n\n<!-- 没有收尾\n\n面。\n"})
    assert imported(source, tmp_path / "out") == 1
    assert "1.md:3:1: error[html-unclosed]" in capsys.readouterr().err
    assert cli.main(["build", str(tmp_path / "out"), "--out", str(tmp_path / "built")]) == 1
