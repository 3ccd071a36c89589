"""Which font each character comes from: what stands in is told, and no font is in the PDF that nothing names."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from huozi import cli, config, doctor, styles
from huozi.diagnostics import Log

if TYPE_CHECKING:
    from huozi.glyphs import Substitute

LANGUAGES = {
    "zh-Hans": "活字一个一个地排，“引文”与`代码`、☑、½、Latin。",
    "zh-Hant": "活字一個一個地排，「引文」與`程式碼`、☑、½、Latin。",
    "ja": "活字を一つずつ拾う。「引用」と`コード`、☑、½、Latin。",
    "ko": "활자를 하나씩 고른다. “인용”과 `코드`, 漢字, ☑, ½, Latin.",
}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _substitutes(text: str, css: str = "") -> tuple[Substitute, ...]:
    Path("ink.md").write_text(text, encoding="utf-8")
    Path("my.css").write_text(css, encoding="utf-8")
    log = Log()
    book = config.load(Path("ink.md"), log, overrides={"css": "my.css"})
    assert book is not None
    found = doctor.examine(book, log, text=True).substitutes
    assert not log.failed
    return found


def test_what_the_first_font_of_a_role_lacks_is_told_with_what_stands_in() -> None:
    (found,) = _substitutes("# 章\n\n甲。\n\n`代码 code`，再来一次 `码`。\n")
    assert (found.role, found.family, found.characters, found.count) == ("code", "Noto Sans Mono CJK SC", "代码", 3)
    assert found.at is not None
    assert (found.at.path, found.at.line) == ("ink.md", 5)


def test_text_in_a_language_of_its_own_is_set_in_the_forms_of_its_region() -> None:
    assert not _substitutes('# 章\n\n甲<span lang="ja">直す</span>乙<span lang="ko">漢字와</span>。\n')


def test_a_font_that_is_drawn_for_another_region_is_told() -> None:
    (found,) = _substitutes('# 章\n\n甲<span lang="ja">直す</span>。\n', '[lang|="ja"] { --font-body: "LXGW WenKai"; }')
    assert (found.language, found.family, found.characters) == ("ja", "LXGW WenKai", "直")


def test_a_font_of_several_regions_that_knows_the_language_is_right() -> None:
    assert not _substitutes(
        '# 章\n\n甲<span lang="ja">直す</span>。\n', '[lang|="ja"] { --font-body: "Noto Serif CJK SC"; }'
    )


def test_doctor_shows_what_stands_in(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ink.md").write_text("# 章\n\n`代码`\n", encoding="utf-8")
    assert cli.main(["doctor", "ink.md"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.sub(r"\s+", " ", last).strip() == "code 2 代码 from Noto Sans Mono CJK SC ink.md:3"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_of_the_pdf_are_those_declared(language: str) -> None:
    text = LANGUAGES[language]
    Path("ink.md").write_text(f"---\ntitle: T\nlang: {language}\n---\n\n# {text}\n\n{text}\n", encoding="utf-8")
    assert cli.main(["-q", "build", "ink.md", "--to", "pdf"]) == 0
    log = Log()
    book = config.load(Path("ink.md"), log)
    assert book is not None
    look = styles.load(replace(book, lang=language), log)
    assert look is not None
    declared = {_plain(face.family) for stack in look.fonts.values() for face in stack.found}
    with pikepdf.open(io.BytesIO(Path("build/ink.pdf").read_bytes())) as pdf:
        used = {
            _plain(str(one.BaseFont).partition("+")[2])
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"
        }
    assert used
    assert not [name for name in used if not any(name.startswith(family) for family in declared)]


def test_a_font_that_a_drawing_takes_from_the_machine_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ink.md").write_text("# 章\n\n![甲](a.svg)\n", encoding="utf-8")
    Path("a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
        '<text x="5" y="20" font-family="Liberation Mono">Abc</text></svg>'
    )
    assert cli.main(["build", "ink.md", "--to", "pdf", "--format", "short"]) == 0
    assert "warning[font-undeclared]: Liberation Mono is in the PDF" in capsys.readouterr().err
