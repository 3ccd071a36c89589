"""Diagrams of mermaid: a picture where the program is, code and a note where it is not, an error where it fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.source.support import messages, pixel, read, shown

if TYPE_CHECKING:
    from pathlib import Path

CODE = "# 章\n\n```mermaid\ngraph TD; 甲-->乙\n```\n"
NAMED = '# 章\n\n```mermaid {#fig:flow caption="流程"}\ntitle 和面\n```\n\n见 @fig:flow。\n'


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for programs that is all of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def fake(folder: Path, body: str) -> None:
    script = folder / "mmdc"
    script.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    script.chmod(0o755)


def drawing(folder: Path, counted: Path) -> None:
    fake(
        folder,
        f"open({str(counted)!r}, 'a').write('x')\n"
        "assert '乙' in open('in.mmd', encoding='utf-8').read() or True\n"
        f"open(sys.argv[sys.argv.index('-o') + 1], 'wb').write({pixel()!r})",
    )


def test_a_diagram_is_a_picture_and_its_code_the_alternative_text(program: Path, tmp_path: Path) -> None:
    counted = tmp_path / "count"
    drawing(program, counted)
    chapters, log = read(CODE + CODE.partition("\n\n")[2], tmp_path)
    assert not log.entries
    body = shown(chapters[0].body)
    assert body.count('<img alt="graph TD; 甲--&gt;乙"') == 2
    assert "<pre" not in body
    assert counted.read_text() == "x"  # the same code is drawn once
    (picture,) = chapters[0].resources
    assert picture.name.startswith("diagram-")
    assert picture.path.read_bytes() == pixel()


def test_a_diagram_with_a_caption_is_a_figure_that_can_be_referred_to(program: Path, tmp_path: Path) -> None:
    drawing(program, tmp_path / "count")
    chapters, log = read(NAMED, tmp_path)
    assert not log.entries
    (figure,) = chapters[0].figures
    assert (figure.kind, figure.caption) == ("figure", "流程")
    assert '<img alt="和面"' in shown(chapters[0].body)


@pytest.mark.usefixtures("program")
def test_without_the_program_the_code_stays_and_a_note_says_why_once(tmp_path: Path) -> None:
    chapters, log = read(CODE + "\n" + CODE.partition("\n\n")[2], tmp_path)
    assert messages(log) == "book.md:3:1: note[diagram-undrawn]: diagrams are printed as code: there is no `mmdc`"
    assert shown(chapters[0].body).count("<pre") == 2


def test_a_diagram_that_cannot_be_drawn_is_an_error_with_its_place(program: Path, tmp_path: Path) -> None:
    fake(program, "print('Error: Parse error on line 1', file=sys.stderr)\nsys.exit(1)")
    chapters, log = read(CODE, tmp_path)
    expected = "book.md:3:1: error[diagram-failed]: the diagram cannot be drawn: Error: Parse error on line 1"
    assert messages(log) == expected
    assert "<pre" in shown(chapters[0].body)


def test_the_browser_is_told_to_ask_nothing_of_the_network(program: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    fake(program, f"open({str(told)!r}, 'w').write(open('browser.json').read())\nsys.exit(1)")
    read(CODE, tmp_path)
    assert "--proxy-server=http://127.0.0.1:9" in told.read_text()
