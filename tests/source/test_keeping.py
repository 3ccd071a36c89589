"""A text that was read before comes out of the store as it was, with all that its author was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from huozi.diagnostics import Log
from huozi.source import files, keeping
from huozi.source.manuscript import Known, Manuscript
from huozi.store import Store
from tests.source.test_cases import CASES

if TYPE_CHECKING:
    from pathlib import Path

    from huozi.source.files import Leaf

TEXTS = {
    f"{path.stem}: {case.partition(chr(10))[0]}": case.partition("\n")[2].partition("▶\n")[0]
    for path in sorted(CASES.glob("*.md"))
    for case in path.read_text(encoding="utf-8").split("■ ")[1:]
}

HANDMADE = """\
# 甲 {#a}

<svg viewBox="0 0 1 1"><use xlink:href="#a"/></svg> <p title='a "b" & c'>乙&#13;丙 &amp;lt;</p> <!-- 丁 -->

```text
 <b>  &amp;
\tx
```

$$a < b \\tag{1}$$

注[^1]，又[^没有]。

[^1]: *重*点
"""


def plain(leaf: Leaf) -> object:
    trees = [leaf.body, *(note for note, _ in leaf.notes.values())]
    written = [[(one.tag, dict(one.attrib), one.text, one.tail) for one in tree.iter()] for tree in trees]
    return replace(leaf, body=None, notes={}), written, [(label, at) for label, (_, at) in leaf.notes.items()]  # type: ignore[arg-type]


def manuscript(text: str) -> Manuscript:
    return Manuscript("text/one.md", "book/text/one.md", text, 3, "题")


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in [*TEXTS.items(), ("raw", HANDMADE)]])
def test_a_kept_text_is_what_it_was(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, known = Store(tmp_path), Known("zh-Hans", ("fig:x",))
    anew, first, second = Log(), Log(), Log()
    expected = plain(files.read(manuscript(text), known, anew))
    assert plain(keeping.read(manuscript(text), known, first, store)) == expected
    if list(tmp_path.iterdir()):
        monkeypatch.setattr(files, "read", None)
    assert plain(keeping.read(manuscript(text), known, second, store)) == expected
    assert anew.entries == first.entries == second.entries


def test_nearly_every_text_can_be_kept(tmp_path: Path) -> None:
    kept = 0
    for text in TEXTS.values():
        keeping.read(manuscript(text), Known("zh-Hans"), Log(), Store(tmp_path))
    kept = len(list(tmp_path.iterdir()))
    assert kept >= 0.98 * len(set(TEXTS.values()))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (replace(manuscript("甲\n"), text="乙\n"), Known("zh-Hans")),
        (replace(manuscript("甲\n"), path="other/one.md"), Known("zh-Hans")),
        (replace(manuscript("甲\n"), first_line=4), Known("zh-Hans")),
        (replace(manuscript("甲\n"), origins={1: 9}), Known("zh-Hans")),
        (manuscript("甲\n"), Known("ja")),
        (manuscript("甲\n"), Known("zh-Hans", ids=("fig:y",))),
        (manuscript("甲\n"), Known("zh-Hans", tab="macOS")),
        (manuscript("甲\n"), Known("zh-Hans", works=frozenset({"鲁迅1923"}))),
    ],
)
def test_all_that_reading_depends_on_is_in_the_key(text: Manuscript, known: Known, tmp_path: Path) -> None:
    keeping.read(manuscript("甲\n"), Known("zh-Hans"), Log(), Store(tmp_path))
    keeping.read(text, known, Log(), Store(tmp_path))
    assert len(list(tmp_path.iterdir())) == 2
