"""Four readers have the text of a page as it is set; what one of them does not see is folded, and said (EP7)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from huozi.diagnostics import Log
from huozi.verify import readers
from tests.builders import book, chapter
from tests.pdf.pages import TEXT, set_book
from tests.readers.texts import READERS, has_pdfjs, misread

if TYPE_CHECKING:
    from pathlib import Path

BARE: dict[str, Any] = {"title_page": False, "imprint": False, "toc": False, "numbering": "none"}
BODY = f"""
<h1>题</h1><p>他说\uff1a\u201c\u300a论语\u300b\uff08卷一\uff09\u3002\u201d\u2014\u2014真的\u2026\u2026吗\uff1f列奥\u00b7达。</p>
<p><ruby>活<rt>huó</rt>字<rt>zì</rt></ruby>印书<a class='noteref' data-note='1'/>。</p>
<p><em>着重</em>的<u>专名</u>，𠮷野家。</p>
<div lang='en'><p>{"Responsibility and typographical internationalization. " * 9}</p></div>
<p>中文里有 internationalization 和 responsibility 与 <code>left-to-right</code>，可以断开的 typographical 词。</p>
<ul><li>甲</li><li>乙<ol><li>丙</li></ol></li></ul>
<table><caption>表题</caption><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>一</td><td>二</td></tr></tbody></table>
<pre><code>for (let i = 0; i &lt; 9; i++) {{
    print(i);
}}</code></pre>
{f"<p>{TEXT}</p>" * 12}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = set_book(book(chapter(BODY, notes={"1": "<p>注文。</p>"}), **BARE))
    path = tmp_path_factory.mktemp("readers") / "book.pdf"
    path.write_bytes(made.pdf.data)
    return path


@pytest.mark.needs_poppler
@pytest.mark.parametrize("name", sorted(READERS))
def test_a_reader_has_every_page_as_it_is_set(name: str, file: Path) -> None:
    if name == "pdf.js" and not has_pdfjs():
        if os.environ.get("HUOZI_TOOLS") == "readers":
            pytest.fail("pdf.js is missing, though `make readers` installs it")
        pytest.skip("pdf.js is installed by `make readers`")
    assert misread(file, READERS[name](file)) == []


def test_check_reads_with_pdfium_too(file: Path) -> None:
    log = Log()
    readers.check(file.read_bytes(), log)
    assert log.entries == []


def test_a_page_that_pdfium_reads_otherwise_is_a_warning_that_shows_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = readers.pages_by_pdfium(file.read_bytes())
    pages[0] = pages[0].replace("论语", "论吾")
    monkeypatch.setattr(readers, "pages_by_pdfium", lambda _: pages)
    log = Log()
    readers.check(file.read_bytes(), log)
    (entry,) = log.entries
    assert entry.code == "text-misread"
    assert entry.message.startswith("PDF: on page 1 PDFium reads “吾》（卷一）。”")


@pytest.mark.parametrize("text", ["a-\ufffeb", "a\u00adb", "a\U0001f30d b", "a\u2728\ufe0f\nb"])
def test_what_readers_see_differently_is_folded(text: str) -> None:
    assert readers.folded(text) == "ab"
