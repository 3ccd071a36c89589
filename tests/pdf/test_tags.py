"""The structure tree of finished files, against ISO 32000-1 14.8.4 and ISO 14289-1, read back with pikepdf."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

import huozi
from huozi.book import Resource
from huozi.verify.pdftext import Texts
from tests.builders import book, chapter
from tests.pdf.pages import set_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BARE: dict[str, Any] = {"title_page": False, "imprint": False, "toc": False, "numbering": "none"}


def _bare(xhtml: str, **fields: Any) -> pikepdf.Pdf:  # noqa: ANN401
    notes = fields.pop("notes", None)
    made = set_book(book(chapter(xhtml, notes=notes), **(BARE | fields)))
    return pikepdf.open(io.BytesIO(made.pdf.data))


def _elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []

    def visit(one: pikepdf.Object) -> None:
        found.append(one)
        for kid in _kids(one):
            visit(kid)

    visit(pdf.Root.StructTreeRoot.K)
    return found


def _kids(one: pikepdf.Object) -> list[pikepdf.Object]:
    kids = one.get("/K")
    every = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in every if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _tree(one: pikepdf.Object) -> str:
    below = " ".join(_tree(kid) for kid in _kids(one))
    return str(one.S)[1:] + (f"({below})" if below else "")


def _of(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [one for one in _elements(pdf) if str(one.S) == f"/{kind}"]


@pytest.mark.parametrize(
    ("xhtml", "tree"),
    [
        ("<p>甲<em>乙</em>丙。</p>", "P"),
        ("<ul><li>甲</li><li><p>乙</p></li></ul>", "L(LI(Lbl LBody) LI(Lbl LBody(P)))"),
        ("<ol><li>甲<ul><li>乙</li></ul></li></ol>", "L(LI(Lbl LBody(L(LI(Lbl LBody)))))"),
        ("<dl><dt>字</dt><dd>义</dd><dd>又义</dd><dt>词</dt></dl>", "L(LI(Lbl LBody LBody) LI(Lbl))"),
        ("<p><ruby>活<rt>huó</rt>字<rt>zì</rt></ruby></p>", "P(Ruby(RB RT) Ruby(RB RT))"),
        ("<p>见<a href='https://example.org/'>某处</a>。</p>", "P(Link)"),
        ("<p>甲<span lang='ja'>乙</span></p>", "P(Span)"),
        ("<blockquote><p>甲。</p></blockquote>", "BlockQuote(P)"),
        ("<pre><code>a = 1</code></pre>", "P(Code)"),
        (
            "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>一</td><td></td></tr></tbody></table>",
            "Table(THead(TR(TH TH)) TBody(TR(TD TD)))",
        ),
        (
            "<figure class='table' id='t'><figcaption>丙</figcaption><table><tr><td>一</td></tr></table></figure>",
            "Div(Table(Caption TR(TD)))",
        ),
    ],
)
def test_each_block_has_the_tags_of_the_standard(xhtml: str, tree: str) -> None:
    pdf = _bare(f"<h1>题</h1>{xhtml}")
    assert _tree(pdf.Root.StructTreeRoot.K) == f"Document(Sect(H1 {tree}))"


def test_a_note_stands_behind_its_call_and_has_an_identifier() -> None:
    pdf = _bare("<h1>题</h1><p>甲<a class='noteref' data-note='1'/>乙。</p>", notes={"1": "<p>注。</p>"})
    assert _tree(pdf.Root.StructTreeRoot.K) == "Document(Sect(H1 P(Reference Note(Lbl))))"
    (note,) = _of(pdf, "Note")
    assert pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)[str(note.ID)].objgen == note.objgen


def test_a_list_and_a_table_over_two_pages_are_one_and_the_head_is_read_once() -> None:
    items = "".join(f"<li>第{number}项</li>" for number in range(60))
    rows = "".join(f"<tr><td>第{number}行</td></tr>" for number in range(60))
    pdf = _bare(f"<h1>题</h1><ul>{items}</ul><table><thead><tr><th>甲</th></tr></thead><tbody>{rows}</tbody></table>")
    assert len(pdf.pages) > 3
    assert (len(_of(pdf, "L")), len(_of(pdf, "LI"))) == (1, 60)
    assert (len(_of(pdf, "Table")), len(_of(pdf, "TH")), len(_of(pdf, "TD"))) == (1, 1, 60)
    assert str(_of(pdf, "TH")[0].A.Scope) == "/Column"
    assert isinstance(_of(pdf, "TH")[0].K, int)


def test_every_mark_of_every_page_leads_back_to_its_tag() -> None:
    pdf = _bare("<h1>题</h1>" + "<p>" + "甲乙丙丁。" * 400 + "</p>", title_page=True)
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        marks = [
            int(marked.operands[1].MCID)
            for marked in pikepdf.parse_content_stream(page, "BDC")
            if isinstance(marked.operands[1], pikepdf.Dictionary) and "/MCID" in marked.operands[1]
        ]
        if not marks:
            continue
        tags = parents[int(page.obj.StructParents)]
        assert len(tags) == len(marks) == len(set(marks))
        assert {str(tags[mark].S) for mark in marks} <= {"/P", "/H1"}


def test_links_have_words_and_the_contents_are_a_table_of_contents() -> None:
    made = set_book(book(chapter("<h1>总则</h1><h2>范围</h2><p>甲。</p>"), numbering="none"))
    pdf = pikepdf.open(io.BytesIO(made.pdf.data))
    assert "Sect(H1 TOC(TOCI(Reference(Link) TOC(TOCI(Reference(Link))))))" in _tree(pdf.Root.StructTreeRoot.K)
    annotations = [one for page in pdf.pages for one in page.obj.get("/Annots", [])]
    assert [str(one.Contents)[:2] for one in annotations] == ["总则", "范围"]
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    assert {str(parents[int(one.StructParent)].S) for one in annotations} == {"/Link"}


def test_headings_leave_out_no_level_in_the_whole_book() -> None:
    pdf = _bare("<h1>题</h1><h3>小题</h3><p>甲。</p>")
    assert _tree(pdf.Root.StructTreeRoot.K) == "Document(Sect(H1 H2 P))"


@pytest.mark.parametrize("claim", ["plain", "accessible", "archive", "archive+accessible"])
def test_only_what_is_asked_for_is_claimed(claim: str) -> None:
    pdf = _bare("<h1>题</h1><p>甲 &amp; 乙。</p>", pdf=claim, title="甲 & 乙")
    packet = bytes(pdf.Root.Metadata.read_bytes())
    assert (b"<pdfaid:part>3<" in packet) == claim.startswith("archive")
    assert (b"<pdfuaid:part>1<" in packet) == claim.endswith("accessible")
    assert "甲 &amp; 乙".encode() in packet
    assert ("/OutputIntents" in pdf.Root) == claim.startswith("archive")
    assert pdf.Root.MarkInfo.Marked
    assert b"Date" not in packet


def test_a_figure_that_stands_on_a_later_page_is_read_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='200'><rect width='9' height='9'/></svg>"
    )
    figure = "<figure class='figure' id='one.f'><img src='a.svg' alt='方块'/><figcaption>甲</figcaption></figure>"
    body = f"<h1>题</h1>{'<p>一行。</p>' * 17}{figure}{'<p>乙丙丁。</p>' * 9}"
    picture = Resource("a.svg", path, "image/svg+xml", "0", 200, 200)
    made = set_book(book(chapter(body, id="one", resources=(picture,)), **BARE))
    assert [row.text for row in made.body(made.page_of("1"))][-1] == "乙丙丁。", "text goes on before the figure"
    pdf = pikepdf.open(io.BytesIO(made.pdf.data))
    assert _tree(pdf.Root.StructTreeRoot.K) == f"Document(Sect(H1 {'P ' * 17}Div(P(Figure) Caption) {'P ' * 8}P))"


@pytest.mark.parametrize(
    ("xhtml", "numbering"),
    [("<ul><li>甲</li></ul>", "Disc"), ("<ol><li>甲</li></ol>", "Decimal"), ("<dl><dt>词</dt><dd>义</dd></dl>", None)],
)
def test_a_list_says_whether_its_labels_are_marks(xhtml: str, numbering: str | None) -> None:
    pdf = _bare(f"<h1>题</h1>{xhtml}")
    (one,) = _of(pdf, "L")
    assert (str(one.A.ListNumbering)[1:] if "/A" in one else None) == numbering


def test_the_lines_of_a_paragraph_on_a_page_are_one_mark() -> None:
    """A mark for each line would say no more, and cost a tenth of the file."""
    first, last = "排字的人站在字架前，左手托盘，右手捡字。" * 9, "墨色匀了才开印。" * 9
    pdf = _bare(f"<h1>题</h1><p>{first}</p><p>{last}</p>")
    paragraphs = _of(pdf, "P")
    assert all(isinstance(one.K, int) for one in paragraphs)
    with pikepdf.open(io.BytesIO(_saved(pdf))) as again:
        texts = Texts()
        runs = texts.runs(again.pages[0])
    for paragraph, text in zip(paragraphs, (first, last), strict=True):
        lines = [run.text for run in runs if run.mark == paragraph.K]
        assert len(lines) >= 3
        assert "".join(lines) == text


def test_what_stands_between_two_lines_keeps_their_marks_apart() -> None:
    pdf = _bare("<h1>题</h1><p>甲<em>乙</em>丙<a class='noteref' data-note='1'/>丁。</p>", notes={"1": "<p>注。</p>"})
    (paragraph,) = _of(pdf, "P")
    (reference,) = _of(pdf, "Reference")
    marks = [int(kid) for kid in paragraph.K if isinstance(kid, int)]
    assert len(marks) == 2
    assert marks[0] < int(reference.K) < marks[1]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    sink = io.BytesIO()
    pdf.save(sink)
    return sink.getvalue()


def _attribute(one: pikepdf.Object, name: str) -> str | None:
    return str(one[name]) if name in one else None


def test_text_in_another_language_says_which_and_no_other_does() -> None:
    """ISO 14289-1, 7.2: what is read aloud is read in its language."""
    pdf = _bare(
        "<h1>题</h1><p>甲<span lang='ja'>かな</span>乙<em lang='en'>word</em>。</p><p lang='ko'>한글.</p><p>丙。</p>"
    )
    assert str(pdf.Root.Lang) == "zh-Hans"
    assert [_attribute(one, "/Lang") for one in _of(pdf, "Span")] == ["ja", "en"]
    assert [_attribute(one, "/Lang") for one in _of(pdf, "P")] == [None, "ko", None]
    assert {_attribute(one, "/Lang") for one in _elements(pdf) if str(one.S) not in {"/Span", "/P"}} == {None}


def test_a_formula_is_read_by_its_words_and_code_is_code(write_book: Callable[..., Path]) -> None:
    source = write_book(
        "# 章\n\n勾股 $a^2+b^2=c^2$，用 `pow(a, 2)` 算。\n\n$$\n\\frac{1}{2}\n$$\n\n```python\nx = 1\n```\n"
    )
    report = huozi.build(source, out=source.parent / "out", to=["pdf"])
    assert not report.failed, report.findings
    with pikepdf.open(report.files[0].path) as pdf:
        formulas = [str(one.Alt) for one in _of(pdf, "Formula")]
        assert len(formulas) == 2
        assert all(word in formulas[0] for word in "abc")
        assert all(word in formulas[1] for word in "12")
        inline, block = _of(pdf, "Code")
        texts = Texts()
        runs = [run for page in pdf.pages for run in texts.runs(page)]
        assert "".join(run.text for run in runs if run.mark == inline.K) == "pow(a, 2)"
        painted = "".join(run.text for run in runs if run.mark in set(_marks(block)))
        assert painted.replace(" ", "") == "x=1", "blanks between words are gaps"


def _marks(one: pikepdf.Object) -> list[int]:
    kids = one.get("/K")
    every: list[Any] = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [int(kid) for kid in every if isinstance(kid, int)] + [mark for kid in _kids(one) for mark in _marks(kid)]


def test_a_reading_stands_beside_its_base() -> None:
    pdf = _bare("<h1>题</h1><p>在<ruby><rb>北</rb><rt>běi</rt><rb>京</rb><rt>jīng</rt></ruby>。</p>")
    texts = Texts()
    page = next(page for page in pdf.pages if "/StructParents" in page.obj)
    runs = texts.runs(page)
    said: dict[str, list[str]] = {"RB": [], "RT": []}
    for one in _of(pdf, "RB") + _of(pdf, "RT"):
        said[str(one.S)[1:]].append("".join(run.text for run in runs if run.mark in _marks(one)))
    assert said == {"RB": ["北", "京"], "RT": ["běi", "jīng"]}


def test_what_shares_a_glyph_is_read_as_it_was_typed() -> None:
    """U+2F00 and U+4E00 are one glyph of the font: what the font's own table cannot tell, ActualText does."""
    pdf = _bare("<h1>题</h1><p>一\u2f00人\u2f08神\ufa19。</p>")
    page = next(page for page in pdf.pages if "/StructParents" in page.obj)
    actual = [
        str(one.operands[1].ActualText)
        for one in pikepdf.parse_content_stream(page, "BDC")
        if isinstance(one.operands[1], pikepdf.Dictionary) and "/ActualText" in one.operands[1]
    ]
    assert actual
    with pikepdf.open(io.BytesIO(_saved(pdf))) as again:
        texts = Texts()
        read = "".join(run.text for page in again.pages for run in texts.runs(page) if run.mark is not None)
    assert "一\u2f00人\u2f08神\ufa19" in read


def test_running_heads_and_folios_are_artifacts_and_all_else_that_is_painted_is_said() -> None:
    """Content is in the tree or an artifact, never neither (ISO 14289-1, 7.1; ISO 32000-1, 14.8.2.2)."""
    body = "<h1>墨谱</h1>" + "<p>松烟和胶，捣上万杵，才得一锭。</p>" * 60
    made = set_book(book(chapter(body), title="书", **BARE))
    pdf = pikepdf.open(io.BytesIO(made.pdf.data))
    heads: list[str] = []
    for page in pdf.pages:
        opened: list[pikepdf.Object | None] = []
        for one in pikepdf.parse_content_stream(page):
            operator = str(one.operator)
            if operator in {"BDC", "BMC"}:
                opened.append(one.operands[0] if operator == "BMC" else pikepdf.Array(list(one.operands)))
            elif operator == "EMC":
                opened.pop()
            elif operator in {"Tj", "TJ", "Do", "f", "S", "B", "f*", "sh"}:
                assert opened, f"{operator} is in no marked content"
        assert not opened
        kinds = [
            str(one.operands[1].get("/Subtype"))
            for one in pikepdf.parse_content_stream(page, "BDC")
            if str(one.operands[0]) == "/Artifact" and one.operands[1].get("/Type") == "/Pagination"
        ]
        heads += kinds
    texts = Texts()
    artifacts = ["".join(run.text for run in texts.runs(page) if run.mark is None) for page in pdf.pages]
    assert set(heads) == {"/Header", "/Footer"}
    assert sum("墨谱" in text for text in artifacts) >= 1
    assert [text for text in artifacts if "2" in text]
    assert not any("松烟" in text for text in artifacts)


def test_a_figure_has_its_caption_and_its_alternative(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'><rect width='9' height='9'/></svg>")
    picture = Resource("a.svg", path, "image/svg+xml", "0", 60, 60)
    figure = (
        "<figure class='figure' id='one.f'><img src='a.svg' alt='一个黑色方块'/><figcaption>方块</figcaption></figure>"
    )
    pdf = _bare_with(f"<h1>题</h1><p>甲。</p>{figure}<p>乙。</p>", picture)
    (shown,) = _of(pdf, "Figure")
    assert str(shown.Alt) == "一个黑色方块"
    assert "/BBox" in shown.A
    (caption,) = _of(pdf, "Caption")
    texts = Texts()
    runs = [run for page in pdf.pages for run in texts.runs(page)]
    assert "".join(run.text for run in runs if run.mark in _marks(caption)) == "图1方块"


def _bare_with(body: str, picture: Resource) -> pikepdf.Pdf:
    made = set_book(book(chapter(body, id="one", resources=(picture,)), **BARE))
    return pikepdf.open(io.BytesIO(made.pdf.data))
