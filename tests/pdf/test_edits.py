"""Any order of edits that ends in the same source gives the same bytes, whatever the store held on the way."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from huozi import config, outline, passes, source, styles
from huozi.diagnostics import Log
from huozi.pdf import making

Edit = tuple[str, int]

EDITS = st.lists(
    st.tuples(st.sampled_from(["word", "note", "title", "add", "drop", "sheet"]), st.integers(0, 3)), max_size=5
)

FRONT = "---\ntitle: 试排\ncover: false\nimprint: false\ncss: [own.css]\nchapters: [{files}]\n---\n"


def edited(edits: list[Edit]) -> dict[str, str]:
    """The files of a small book after these edits."""
    chapters = [f"# 第{n}个题目\n\n天亮以前，铺子里的灯就点上了。\n\n见[另一章](1.md)。\n" for n in range(1, 4)]
    sheet = ""
    for number, (kind, where) in enumerate(edits):
        at = where % len(chapters)
        match kind:
            case "word":
                chapters[at] += f"\n排字的人第{number}次把字盘搬到窗下。\n"
            case "note":
                chapters[at] += f"\n墨要现磨[^{number}]。\n\n[^{number}]: 隔夜的墨发灰。\n"
            case "title":
                chapters[at] = chapters[at].replace("题目", "题目又", 1) if at != 1 else chapters[at]
            case "add":
                chapters.append(f"# 新添的一章{number}\n\n" + "纸一张一张地晾在绳上。" * 60 + "\n")
            case "drop":
                chapters = chapters[:3]
            case "sheet":
                sheet += f"p {{ color: #00000{where} }}\n"
    names = [f"{number}.md" for number in range(len(chapters))]
    files = dict(zip(names, chapters, strict=True))
    return files | {"own.css": sheet, "book.md": FRONT.replace("{files}", ", ".join(names))}


def built(folder: Path, files: dict[str, str], cache: Path | None) -> bytes:
    for old in folder.glob("*.*"):
        old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    log = Log()
    settings_ = config.load(folder, log)
    assert settings_ is not None
    book = passes.run(source.read_book(settings_, log), log)
    look = styles.load(settings_, log)
    assert look is not None
    made = making.make(book, look, outline.from_book(book), log, cache=cache, jobs=1)
    assert made is not None
    assert not log.failed, log.entries
    return made.data


@settings(max_examples=5, deadline=None, derandomize=True)
@given(EDITS)
def test_the_bytes_are_those_of_the_last_source(edits: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "book", Path(name) / "cache"
        folder.mkdir()
        for done in range(len(edits)):
            built(folder, edited(edits[:done]), cache)
        last = edited(edits)
        warm = built(folder, last, cache)
        assert warm == built(folder, last, None)


def test_an_edit_compiles_its_own_chapter_and_no_other(tmp_path: Path) -> None:
    folder, cache = tmp_path / "book", tmp_path / "cache"
    folder.mkdir()
    built(folder, edited([]), cache)
    before = {path.name for path in cache.rglob("*.object")}
    built(folder, edited([("word", 1)]), cache)
    assert len({path.name for path in cache.rglob("*.object")} - before) == 1
