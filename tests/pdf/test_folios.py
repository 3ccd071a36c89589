"""Page numbers in the text: they are those of the pages, whatever it takes; what cannot be is told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozi import config, pipeline
from huozi.diagnostics import Log
from huozi.pdf import settling
from huozi.pdf.object import Anchor, FaceUse, FolioPlace, Object
from huozi.pdf.pieces import BookPart
from tests.made import made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.made import WriteBook

PAGE = "纸坊的人把晒纸的架子移到檐下来，新捞的纸还湿着，一张叠着一张，等它慢慢地干。" * 20 + "\n\n"


def test_a_reference_tells_the_page_on_which_its_target_is(write_book: WriteBook) -> None:
    """In the PDF, before and after it, with and without words; in the EPUB words of the place stand instead."""
    text = (
        f"# 纸\n\n见@page:ink，又见[](#ink){{.page}}，或[制墨](#ink){{.page}}。\n\n{PAGE * 12}"
        f"# 墨\n\n{PAGE}## 制墨 {{#ink}}\n\n见 @page:ink 与 @page:纸 。注[^n]。\n\n[^n]: 见@page:ink。\n"
    )
    book = made(write_book, text, front="numbering: zh-book\n")
    page = next(at for at, words in enumerate(book.pages, 1) if "第一节　制墨" in words or "第一节制墨" in words)
    assert page >= 10, "as many digits as the guess has would prove little"
    assert f"见第{page}页，又见第{page}页，或制墨（第{page}页）。" in book.printed
    assert f"见第{page}页与第1页。" in book.printed
    assert f"见第{page}页。" in book.printed[book.printed.index("注①") :]
    assert "见第二章第一节，又见第二章第一节，或制墨。" in book.reflowed
    assert "见第一节与第一章。" in book.reflowed
    assert book.told == ""


@pytest.mark.parametrize("count", [1, 8, 9, 10, 60, 104])
def test_numbers_of_any_width_are_right(write_book: WriteBook, count: int) -> None:
    book = made(
        write_book,
        f"# 纸\n\n{'@page:end、' * 12}完。\n\n"
        + "".join(f"# 章\n\n{PAGE}" for _ in range(count))
        + "# 终 {#end}\n\n完。\n",
    )
    page = (
        book.pages.index(next(words for words in book.pages if words.startswith(("终完", "第")) and "终完" in words))
        + 1
    )
    numbers = re.findall(r"第(\d+)页", "".join(book.pages[:2]))
    assert numbers == [str(page)] * 12


def test_the_front_matter_has_its_own_numbers(write_book: WriteBook) -> None:
    book = made(write_book, "# 前言 {.front #preface}\n\n写在前面。\n\n# 纸\n\n见@page:preface。\n")
    assert "见第i页。" in book.printed


def test_each_language_has_words_of_its_own(write_book: WriteBook) -> None:
    for lang, expected in (("zh-Hant", "見第1頁"), ("ja", "見1ページ"), ("ko", "見1쪽")):
        book = made(write_book, "# 紙\n\n見@page:a。\n\n## 甲 {#a}\n\n文\n", front=f"lang: {lang}\n")
        assert expected in book.printed


def test_a_page_of_nothing_is_named(write_book: WriteBook) -> None:
    book = made(write_book, "# 纸\n\n见@page:ink。\n")
    assert book.told.startswith("book.md:10:2: error[ref-missing]: `page:ink` points nowhere")


def _objects(path: Path, out: Path) -> set[str]:
    log = Log()
    read = config.load(path, log)
    assert read is not None
    assert not pipeline.build(read, log, out=out, to={"pdf"}, jobs=1).failed
    return {file.name for file in (out / ".cache").glob("*.object")}


def _pages(out: Path, write_book: Callable[..., Path], count: int) -> tuple[set[str], bytes]:
    text = f"---\ntitle: 纸\ntoc: false\n---\n\n# 纸\n\n见@page:end。\n\n# 章\n\n{PAGE * count}# 终 {{#end}}\n\n完。\n"
    found = _objects(write_book(text), out)
    return found, next(out.glob("*.pdf")).read_bytes()


def test_a_number_of_equal_width_takes_the_place_of_another_without_layout(
    write_book: Callable[..., Path], tmp_path: Path
) -> None:
    """A page more in another chapter compiles that chapter, and none that only tells its pages."""
    first, _ = _pages(tmp_path / "out", write_book, 20)
    after, data = _pages(tmp_path / "out", write_book, 24)
    assert len(after - first) == 1
    _, fresh = _pages(tmp_path / "other", write_book, 24)
    assert data == fresh
    with pymupdf.open("pdf", data) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
        texts = ["".join(page.get_text().split()) for page in document]
    (page,) = [at for at, words in enumerate(texts, 1) if "终完" in words]
    assert any(f"见第{page - 2}页。" in words for words in texts), "title page and its back are not counted"


def test_the_contents_are_not_laid_out_again_when_pages_move(write_book: Callable[..., Path], tmp_path: Path) -> None:
    """Their numbers stand flush right, whichever figures they are of: a 1 is narrower than others."""

    def built(out: Path, extra: int) -> tuple[set[str], bytes]:
        chapters = "".join(f"# 章{at}\n\n{PAGE * (extra if at == 0 else 5)}" for at in range(14))
        found = _objects(write_book(f"---\ntitle: 纸\n---\n\n{chapters}"), out)
        return found, next(out.glob("*.pdf")).read_bytes()

    first, before = built(tmp_path / "out", 16)
    after, data = built(tmp_path / "out", 20)
    assert len(after - first) == 1
    assert built(tmp_path / "other", 20)[1] == data
    for one in (before, data):
        numbers, edges = _listed(one)
        assert len(numbers) == 14
        assert {len(number) for number in numbers} == {1, 2}
        assert any("1" in number[-1:] for number in numbers), "the narrow one is to be among them"
        assert max(edges) - min(edges) < 0.1
    assert _listed(before)[0] != _listed(data)[0]


def _listed(data: bytes) -> tuple[list[str], list[float]]:
    """The numbers of the contents and their right edges in points."""
    with pymupdf.open("pdf", data) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
        page = next(page for page in document if "目录" in "".join(page.get_text().split()))
        words = [(word[2], word[4]) for word in page.get_text("words") if word[4].isdecimal() and word[0] > 200]
        labels = [page.get_label() for page in document]
        assert [text for _, text in words] == [labels[at - 1] for _, title, at in document.get_toc() if "章" in title]
    return [text for _, text in words], [edge for edge, _ in words]


# The rounds themselves, with parts that need no layout.


def _part(name: str, text: str = "") -> BookPart:
    return BookPart(name, f'<html><span class="folio-of" data-page-of="{name}">{text}</span></html>'.encode(), "main")


def _object(page: int, shown: str) -> Object:
    """A part of three pages, with what has its id on one of them, that shows a number that cannot be exchanged."""
    return Object(
        parts=(),
        pages=(),
        resources=0,
        fonts=0,
        boxes=(),
        sizes=((100, 100),) * 3,
        frames=((0, 0, 0, 0),) * 3,
        blanks=(),
        starts=(None,) * 3,
        anchors=(Anchor("a", page, 0, 0),),
        links=(),
        faces=(),
        findings=(),
        folios=(FolioPlace("a", shown, "", ()),),
    )


def _compiled(moves: dict[str, int]) -> Callable[[Sequence[BookPart]], list[Object]]:
    def compiled(parts: Sequence[BookPart]) -> list[Object]:
        shown = [re.sub("<[^>]*>", "", part.document.decode()) for part in parts]
        return [_object(moves[text], text) for text in shown]

    return compiled


def test_a_number_that_moves_its_target_is_laid_out_again_until_it_is_true() -> None:
    settled = settling.settle([_part("a", "00")], _compiled({"00": 0, "1": 1, "2": 2, "3": 2}), {})
    assert settled is not None
    assert b">3<" in settled.parts[0].document
    assert not settled.moving


def test_a_number_that_never_comes_true_is_named() -> None:
    settled = settling.settle([_part("a", "00")], _compiled({"00": 0, "1": 1, "2": 0}), {})
    assert settled is not None
    assert settled.moving == ("a",)


def _placed(pages: Sequence[int]) -> tuple[list[BookPart], list[Object]]:
    """Chapters of so many pages, a hundred bytes of text or more for each, with an id at the start and at the end."""
    parts, objects = [], []
    for number, count in enumerate(pages):
        ids = f'<p id="a{number}"/><p id="z&amp;{number}"/>'
        parts.append(BookPart(str(number), ids.encode().ljust(100 * max(count, 1)), "main", recto=True))
        anchors = (Anchor(f"a{number}", 0, 0, 0), Anchor(f"z&{number}", count - 1, 0, 0))
        one = replace(_object(0, ""), sizes=((100, 100),) * count, anchors=anchors, folios=())
        objects.append(replace(one, faces=(FaceUse("F", "0", 0, {}, {}),)))
    return parts, objects


@given(st.lists(st.integers(1, 12), min_size=4, max_size=60), st.data())
def test_numbers_that_are_sure_early_have_as_many_figures_in_the_end(pages: list[int], data: st.DataObject) -> None:
    """Chapters that take a fifth more or less room than others with as much text change nothing that was sure."""
    parts, objects = _placed([20 * count for count in pages])
    missing = data.draw(st.sets(st.sampled_from(range(len(pages))), max_size=len(pages) - 1))
    early = settling.expected(parts, [None if at in missing else one for at, one in enumerate(objects)])
    other = [
        data.draw(st.integers(16 * count, 24 * count)) if at in missing else 20 * count
        for at, count in enumerate(pages)
    ]
    true = settling.folios_of([settling.piece(part, one) for part, one in zip(parts, _placed(other)[1], strict=True)])
    assert early is None or early == {target: "0" * len(folio) for target, folio in true.items()}


def test_numbers_are_sure_when_what_is_missing_is_far_from_another_figure() -> None:
    parts, objects = _placed([40] * 12)
    assert settling.expected(parts, [*objects[:4], *[None] * 8]) is not None
    assert settling.expected(parts, [*objects[:2], *[None] * 10]) is None, "the third chapter may reach page 100 or not"


def test_what_cannot_be_compiled_leaves_nothing() -> None:
    assert settling.settle([_part("a", "00")], lambda _: None, {}) is None
