"""Any order of edits and builds that ends in the same source gives the same bytes, whatever was kept on the way."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huozi import pipeline
from huozi.diagnostics import Log
from huozi.manifest import Request

if TYPE_CHECKING:
    from collections.abc import Collection

Edit = tuple[str, int]

KINDS = ("pdf", "epub")
FRONT = "---\ntitle: 试排\ncover: false\nimprint: false\ncss: [own.css]\nchapters: [{files}]\n---\n"
FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC")
LONG = "纸一张一张地晾在绳上。" * 60
TEXTS = {
    "word": "排字的人第{number}次把字盘搬到窗下。",
    "rare": "{rare}字要现刻。",
    "note": "墨要现磨[^{number}]。\n\n[^{number}]: 隔夜的墨发灰。",
    "page": "刻字的事，见[@page:chapter-3]。",
    "index": "先看[字盘]{{.index}}，再看[墨]{{.index}}。",
    "code": "```python\nprint({number})\n```",
    "long": LONG,
}
"""What is put at the end of a chapter by edits of these kinds."""

SHEETS = {
    "colour": "p {{ color: #00000{where} }}\n",
    "font": ':root {{ --font-body: "{font}" }}\n',
}
EDITS = st.lists(
    st.tuples(st.sampled_from([*TEXTS, *SHEETS, "title", "picture", "add", "drop"]), st.integers(0, 3)), max_size=5
)
BUILDS = st.lists(
    st.tuples(st.sampled_from([("pdf",), ("epub",), KINDS]), st.sampled_from([1, 2])), min_size=5, max_size=5
)
"""What is built before each edit, and in how many processes."""


def chapter(number: int, text: str) -> str:
    picture, link = "![窗下的字盘](tray.png)", "见[另一章](#chapter-1)。"
    return f"# 第{number}个题目 {{#chapter-{number}}}\n\n{text}\n\n{picture}\n\n{link}\n"


def write(folder: Path, edits: list[Edit]) -> None:
    """Write the files of a small book as they are after these edits, and take away what was there."""
    chapters = {number: chapter(number, "天亮以前，铺子里的灯就点上了。") for number in range(1, 4)}
    sheet, ink = "", 0
    for number, (kind, where) in enumerate(edits):
        at = sorted(chapters)[where % len(chapters)]
        given = {"number": number, "where": where, "rare": chr(0x4E00 + 97 * number + where), "font": FONTS[where % 2]}
        chapters[at] += f"\n{TEXTS[kind]}\n".format(**given) if kind in TEXTS else ""
        sheet += SHEETS.get(kind, "").format(**given)
        match kind:
            case "title":
                chapters[at] = chapters[at].replace("题目", "题目又", 1)
            case "picture":
                ink += 40
            case "add":
                chapters[4 + number] = chapter(4 + number, LONG)
            case "drop":
                chapters = {key: text for key, text in chapters.items() if key <= 3}
    for old in folder.iterdir():
        old.unlink()
    for key, text in chapters.items():
        (folder / f"{key}.md").write_text(text, encoding="utf-8")
    Image.new("L", (40, 30), ink).save(folder / "tray.png")
    (folder / "own.css").write_text(sheet, encoding="utf-8")
    names = ", ".join(f"{key}.md" for key in chapters)
    (folder / "book.md").write_text(FRONT.replace("{files}", names), encoding="utf-8")


def built(folder: Path, out: Path, kinds: Collection[str] = KINDS, jobs: int = 1, *, keep: bool = True) -> list[bytes]:
    log = Log()
    report = pipeline.build_source(Request(folder, tuple(kinds), out), log, jobs=jobs, keep=keep)
    assert report is not None
    assert not report.failed, log.entries
    return [(out / f"book.{kind}").read_bytes() for kind in kinds]


@settings(max_examples=5, deadline=None, derandomize=True)
@given(EDITS, BUILDS)
def test_the_bytes_are_those_of_the_last_source(edits: list[Edit], builds: list[tuple[tuple[str, ...], int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, warm, cold = (Path(name) / one for one in ("book", "warm", "cold"))
        folder.mkdir()
        for done, (kinds, jobs) in zip(range(len(edits)), builds, strict=False):
            write(folder, edits[:done])
            built(folder, warm, kinds, jobs)
        write(folder, edits)
        assert built(folder, warm, jobs=2) == built(folder, cold, keep=False)


def test_an_edit_compiles_its_own_chapter_and_no_other(tmp_path: Path) -> None:
    folder, out = tmp_path / "book", tmp_path / "out"
    folder.mkdir()
    write(folder, [])
    built(folder, out)
    before = {path.name for path in out.rglob("*.object")}
    write(folder, [("word", 1)])
    built(folder, out)
    assert len({path.name for path in out.rglob("*.object")} - before) == 1
