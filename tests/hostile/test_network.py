"""Nothing is asked of the network, and nothing is taken in from beside what is imported."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from huozi import cli
from tests.hostile.attack import CANARY, counting_server

if TYPE_CHECKING:
    from pathlib import Path

ASKING = {
    "a picture": "![甲]({url}/a.png)",
    "a picture in HTML": "<img src='{url}/a.png' alt='甲'>",
    "a picture by reference": "![甲][a]\n\n[a]: {url}/a.png",
    "a link": "[甲]({url}/a)",
    "a bare address": "{url}/a",
    "a frame": "<iframe src='{url}/a'></iframe>甲",
    "a style": "<style>@import url({url}/a.css)</style>甲",
    "a style attribute": "<p style='background: url({url}/a.png)'>甲</p>",
    "a link element": "<link rel=stylesheet href='{url}/a.css'>甲",
    "an attachment": "<a rel=attachment href='{url}/a'>甲</a>",
    "a source set": "<img srcset='{url}/a.png 2x' src='' alt='甲'>",
    "a video": "<video src='{url}/a.mp4' poster='{url}/a.png'></video>甲",
    "an include": "{{{{#include {url}/a.md}}}}",
}
SHEETS = {
    "an import": "@import '{url}/a.css';",
    "a background": "p {{ background: url({url}/a.png) }}",
    "a font": "@font-face {{ font-family: x; src: url({url}/a.woff2) }} p {{ font-family: x }}",
    "a cursor": "p {{ cursor: url({url}/a.cur), auto }}",
    "content": "p::before {{ content: url({url}/a.png) }}",
}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}/a"/></svg>'


def test_no_book_asks_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with counting_server() as (url, asked):
        for number, text in enumerate(ASKING.values()):
            (tmp_path / f"{number}.md").write_text(f"# 章\n\n{text.format(url=url)}\n", encoding="utf-8")
            cli.main(["-q", "build", f"{number}.md", "--no-cache"])
        for number, sheet in enumerate(SHEETS.values()):
            (tmp_path / f"{number}.css").write_text(sheet.format(url=url), encoding="utf-8")
            (tmp_path / "sheet.md").write_text("# 章\n\n甲。\n", encoding="utf-8")
            cli.main(["-q", "build", "sheet.md", "--no-cache", "--css", f"{number}.css"])
        (tmp_path / "a.svg").write_text(DRAWING.format(url=url), encoding="utf-8")
        (tmp_path / "drawing.md").write_text("# 章\n\n![甲](a.svg)\n", encoding="utf-8")
        cli.main(["-q", "build", "drawing.md", "--no-cache"])
        assert asked == []


def _docx(body: str, extra: dict[str, str] | None = None, rels: str = "") -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rels}</Relationships>",
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:r="{office}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>',
        **(extra or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


TEXT = "<w:p><w:r><w:t>雨停以后，纸就晒干了。</w:t></w:r></w:p>"
PICTURE = '<w:p><w:r><w:drawing><a:blip r:embed="r9"/></w:drawing></w:r></w:p>'
REL = (
    '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="{}" TargetMode="External"/>'
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_docx(TEXT, {"../../evil.md": "x"}), 1),
        (_docx(TEXT, {"/etc/evil.md": "x"}), 1),
        (_docx(TEXT, {"..\\evil.md": "x"}), 1),
        (_docx(TEXT, {"word/styles.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}), 1),
        (_docx(TEXT, {"word/media/a.bin": "0" * 300_000_000}), 1),
        (_docx(TEXT + PICTURE, rels=REL.format("file:///etc/passwd")), None),
        (_docx(TEXT + PICTURE, rels=REL.format("../../secret.txt")), None),
        (b"PK\x03\x04 not an archive", 1),
        (_docx(TEXT)[:-40], 1),
        (_docx(TEXT), 0),
    ],
    ids=["up", "root", "bars", "entity", "bomb", "file picture", "picture above", "no archive", "cut", "good"],
)
def test_a_word_file_brings_in_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, code: int | None
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text(CANARY, encoding="utf-8")
    (tmp_path / "in" / "a.docx").write_bytes(data)
    monkeypatch.chdir(tmp_path / "in")
    done = cli.main(["-q", "import", "a.docx", "--out", "out"])
    assert done == code or (code is None and done in {0, 1})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "secret.txt"]
    for path in (tmp_path / "in").rglob("*"):
        if path.is_file() and path.suffix != ".docx":
            content = path.read_bytes()
            assert CANARY.encode() not in content
            assert b"root:x:" not in content
