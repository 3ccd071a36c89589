"""What is written as text reads back as what it was, in two libraries that know nothing of huozi."""

from __future__ import annotations

import io

import pikepdf
import pymupdf
from hypothesis import given
from hypothesis import strategies as st

from huozi.pdf.file import File, deflated, name_tree, real, reals, renumbered, stream, string, unpacked

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _opened(entries: str, *bodies: bytes | str) -> pikepdf.Pdf:
    """A file of one page whose catalogue has these entries; bodies are objects 1, 2 and so on."""
    file = File()
    for body in bodies:
        file.add(body)
    pages, page = file.reserve(), file.reserve()
    file.put(pages, f"<</Type/Pages/Count 1/Kids[{page} 0 R]>>")
    file.put(page, f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 10 10]/Resources<<>>>>")
    root, info = file.add(f"<</Type/Catalog/Pages {pages} 0 R{entries}>>"), file.add("<</Title(a)>>")
    data = file.data(root, info, "1.7")
    with pymupdf.open("pdf", data) as document:  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
        assert document.page_count == 1
        assert not document.is_repaired
    pdf = pikepdf.open(io.BytesIO(data))
    assert pdf.check_pdf_syntax() == []
    return pdf


@given(TEXTS)
def test_a_string_reads_back_as_its_text(value: str) -> None:
    pdf = _opened(f"/Own{string(value)}")
    assert str(pdf.Root.Own) == value


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20))
def test_ascii_stays_ascii(value: str) -> None:
    """An address is no text string: its bytes are its letters (ISO 32000-1, 12.6.4.7), brackets among them."""
    pdf = _opened(f"/Own{string(value)}")
    assert bytes(pdf.Root.Own) == value.encode()


@given(st.floats(-20_000, 20_000))
def test_a_length_reads_back_to_a_thousandth(value: float) -> None:
    assert abs(float(real(value)) - value) <= 0.0005
    pdf = _opened(f"/Own{reals([value])}")
    assert float(pdf.Root.Own[0]) == float(real(value))


@given(st.dictionaries(TEXTS, st.integers(0, 9), min_size=1, max_size=30))
def test_a_name_tree_has_each_of_its_names_in_the_order_of_their_bytes(entries: dict[str, int]) -> None:
    """ISO 32000-1, 7.9.6: a reader looks for a name by halves."""
    file = File()
    tree = name_tree(file, {name: f"[{value}]" for name, value in entries.items()})
    pages = file.add("<</Type/Pages/Count 0/Kids[]>>")
    root = file.add(f"<</Type/Catalog/Pages {pages} 0 R/Own {tree} 0 R>>")
    pdf = pikepdf.open(io.BytesIO(file.data(root, file.add("<<>>"), "1.7")))
    assert {name: int(value[0]) for name, value in pikepdf.NameTree(pdf.Root.Own).items()} == entries
    keys = [bytes(key) for leaf in pdf.Root.Own.Kids for key in list(leaf.Names)[::2]]
    assert keys == sorted(keys)
    limits = [bytes(key) for leaf in pdf.Root.Own.Kids for key in leaf.Limits]
    assert limits == [keys[0], keys[-1]]


def test_more_objects_than_one_stream_holds_are_all_there() -> None:
    bodies = [f"[{number} {string('字' * number)}]" for number in range(1, 700)]
    pdf = _opened(f"/Own[{' '.join(f'{number} 0 R' for number in range(1, 700))}]", *bodies)
    assert [(int(one[0]), len(str(one[1]))) for one in pdf.Root.Own] == [(number, number) for number in range(1, 700)]


def test_streams_read_back_as_their_data() -> None:
    data = b"q\nendstream\nstream\n\x00\xff Q"
    pdf = _opened("/Own[1 0 R 2 0 R]", stream(data), stream(data, "/Mine 7", packed=False))
    assert [one.read_bytes() for one in pdf.Root.Own] == [data, data]
    assert pdf.Root.Own[1].Mine == 7
    assert unpacked(stream(data)) == unpacked(stream(data, packed=False)) == data


def test_what_a_string_says_is_no_reference() -> None:
    body = rb"<</A 3 0 R/B(see 4 0 R \) 5 0 R)/C<feff 36 20 30 20 52>/D[6 0 R 7]>>"
    assert renumbered(body, lambda number: number + 10) == body.replace(b"A 3 ", b"A 13 ").replace(b"[6 ", b"[16 ")
    held = deflated(b"1 0 R", "/A 1 0 R")
    assert renumbered(held, lambda _: 2) == deflated(b"1 0 R", "/A 2 0 R")
