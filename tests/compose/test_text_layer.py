"""What is copied from a page is what was typed, in three readers; fonts and languages of section 14."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pymupdf
import pypdfium2
import pytest

from tests.compose.setting import SONG, opened, pdf_of, pos, rows, rows_of, texts

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = [
    "他说\uff1a\u201c\u300a论语\u300b\uff08卷一\uff09\u3002\u201d\u300a诗经\u300b\u3001\u201c书\u201d\u3002好",
    "中文English中文\uff0c有 typed 空格\uff0c1234元\u3002",
    "中文<b>English</b>中文<em>\u300a书\u300b</em>\uff0c<code>code</code>中\u3002",
    "漢字\u2f00一人\u2f08與神\ufa19\uff0c一人神\u3002",
    "第a\u2f00一章\uff0c第\u2f00a一章\uff0c有\u2f08人\u4eba\u2f08b人",
    "他说<em style='text-emphasis:filled dot'>着重\uff0c着重</em>A中\u201c（引）\u201d",
    "\uf9dc盛\ufa1b利\uff0c\u9f8d\uf9c4\u9f8d",
    "结束\u2014\u2014真的\u2026\u2026吗\uff1f列奥\u00b7达",
]


def typed(html: str) -> str:
    return re.sub("<[^>]*>", "", html)


def by_poppler(pdf: bytes, folder: Path) -> str:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    return subprocess.run([tool, str(path), "-"], capture_output=True, text=True, check=True).stdout


def by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = str(document[0].get_textpage().get_text_range())
    document.close()
    return text


def by_mupdf(pdf: bytes) -> str:
    with opened(pdf) as document:
        return str(document[0].get_text(flags=pymupdf.TEXT_INHIBIT_SPACES))


@pytest.mark.parametrize("measure", [8, 13.5, 30])
@pytest.mark.parametrize("html", SAMPLES)
def test_copied_text_is_typed_text(html: str, measure: float, tmp_path: Path) -> None:
    pdf = pdf_of(f"<p>{html}</p>", measure=measure, css="p{hyphens:none}@page{height:600px}")
    for text in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
        assert re.sub(r"[\r\n\f]|(?<=\s)\s", "", text).replace(" ", "") == typed(html).replace(" ", "")
    if measure == 30:
        assert re.sub(r"[\r\n\f]", "", by_poppler(pdf, tmp_path)) == typed(html)
        assert re.sub(r"[\r\n\f]", "", by_pdfium(pdf)) == typed(html)


@pytest.mark.parametrize("measure", [8, 13.5, 30])
def test_ideographs_beyond_the_bmp_are_read_where_spaces_are_added(measure: float, tmp_path: Path) -> None:
    """PDFium leaves them out of an ActualText."""
    text = "第a\U00029e3db\U00020bb7章\uff0c\u201c\U00029e3d\u201d和\U00020bb7\U00029e3d\uff0c鱼名\uff0c葛\U000e0100a城"
    pdf = pdf_of(f"<p>{text}</p>", measure=measure, lang="ja", font="Noto Serif CJK JP")
    for read in (by_poppler(pdf, tmp_path), by_mupdf(pdf)):
        assert re.sub(r"\s", "", read) == text
    assert re.sub(r"\s", "", by_pdfium(pdf)) == text.replace("\U000e0100", "")


@pytest.mark.parametrize("measure", [9, 14, 30])
def test_korean_brackets_beside_spaces_read_as_typed(measure: float, tmp_path: Path) -> None:
    text = "서울 세종대로 「책」, 『책』, 《책》, 〈글〉. ‘훈민정음(訓民正音)’은 《월인천강지곡》과 「석보상절」이다."
    pdf = pdf_of(f"<p>{text}</p>", measure=measure, lang="ko", font="Noto Serif CJK KR", css="@page{height:600px}")
    for read in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
        assert re.sub(r"\s", "", read) == re.sub(r"\s", "", text)
    if measure == 30:
        for read in (by_poppler(pdf, tmp_path), by_pdfium(pdf)):
            assert re.sub("訓民\\s*正音", "訓民正音", " ".join(read.split())) == text


@pytest.mark.parametrize(
    "text", ["67/[1]\u300c말", "말[1]\uff08말\uff09", "l\uff08말", "[1]\u300c말\u300d[2]\u300c", "i\u300a\u300c말"]
)
def test_a_bracket_that_begins_before_the_letter_in_front_of_it_reads_after_it(text: str, tmp_path: Path) -> None:
    """The left half of an opening bracket is blank: set tight, its glyph begins to the left of a narrow letter's."""
    pdf = pdf_of(f"<p>{text}</p>", measure=30, lang="ko", font="Noto Serif CJK KR")
    for found in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
        assert "".join(found.split()) == text


def test_a_line_does_not_end_inside_a_glyph_of_several_dashes(tmp_path: Path) -> None:
    """The font draws three dashes with one glyph: cut in two it is read twice."""
    text = "\u5c71" + "\u2014" * 7 + "rd\u2014"
    pdf = pdf_of(f"<p>{text}</p>", measure=2, css="p{overflow-wrap:anywhere}@page{height:600px}")
    for found in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
        assert "".join(found.split()) == text


def test_spaced_letters_read_as_typed_with_the_spaces_that_follow(tmp_path: Path) -> None:
    """Han in code stand in two cells each: wider than their glyphs."""
    lines = ["const s = '中文'; // 说明 两格", "米 水 火", "粳米\uff1a水1.2杯\uff0c“中”\u3002"]
    spaced = [re.sub("([\u2e80-\uffef]+)", r"<b>\1</b>", line) for line in lines]
    css = "pre{font-family:'DejaVu Sans Mono','Noto Sans Mono CJK SC'} b{font-weight:normal;letter-spacing:.2em}"
    pdf = pdf_of("<pre>" + "\n".join(spaced) + "</pre>", css=css, measure=30)
    for text in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
        assert " ".join(text.split()) == " ".join("\n".join(lines).split())


def test_one_radical_does_not_turn_later_ideographs_into_radicals() -> None:
    assert texts(rows("\u2f00一\u2f00一", measure=20)) == ["\u2f00一\u2f00一"]


def test_variation_sequences_are_kept(tmp_path: Path) -> None:
    text = "葛\U000e0100城葛城"
    pdf = pdf_of(f"<p>{text}</p>", lang="ja", font="Noto Serif CJK JP")
    assert by_poppler(pdf, tmp_path).strip() == text
    assert by_mupdf(pdf).strip() == text


def test_lc1_the_language_chooses_the_glyph() -> None:
    glyphs = set()
    for lang in ("zh-Hans", "zh-Hant", "ja"):
        with opened(pdf_of("<p>骨</p>", lang=lang)) as document:
            glyphs.add(document[0].get_texttrace()[0]["chars"][0][1])
    assert len(glyphs) >= 2


@pytest.mark.parametrize(
    ("lang", "half"), [("zh-CN", True), ("zh-SG", True), ("zh", True), ("zh-TW", False), ("zh-HK", False)]
)
def test_lc2_a_language_tag_names_its_rules(lang: str, half: bool) -> None:
    line = rows("一\uff0c\u201c二", lang=lang)[0]
    assert pos(line, "二") == pytest.approx(2.5 if half else 3, abs=0.02)


def test_ft1_and_ft2_shared_marks_come_from_the_font_of_their_context() -> None:
    font = f'DejaVu Sans","{SONG}'
    line = rows(
        "他说\u201c好\u201d\u2014\u2014但 it is don\u2019t say \u201cHello\u201d word 中\u2026\u2026",
        font=font,
        measure=60,
    )[0]
    fonts = {(item.char, index): item.font for index, item in enumerate(line)}
    cjk = [name for (char, index), name in fonts.items() if char in "\u201c\u201d\u2014" and index < 8]
    assert all("CJK" in name for name in cjk)
    latin = [name for (char, index), name in fonts.items() if char in "\u2019\u201c\u201d" and index > 8]
    assert all("DejaVu" in name for name in latin)
    assert all("CJK" in name for (char, _), name in fonts.items() if char == "\u2026")


def test_ft1_a_quote_of_the_cjk_font_takes_one_em_behind_a_latin_font() -> None:
    line = rows("一\u201c二\u201d三", font=f'DejaVu Sans","{SONG}')[0]
    assert pos(line, "三") == pytest.approx(4, abs=0.02)


def test_ft5_a_missing_glyph_is_named(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING", logger="weasyprint"):
        rows("一\U00031ffd二")
    assert any("U+31FFD" in record.getMessage() for record in caplog.records)


def test_glyph_ids_are_those_of_the_untrimmed_mark() -> None:
    def glyphs(html: str) -> list[int]:
        with opened(pdf_of(html)) as document:
            return [char[1] for span in document[0].get_texttrace() for char in span["chars"] if char[0] == 0xFF0C]

    assert set(glyphs("<p>一\uff0c二</p>")) == set(glyphs("<p>一\uff0c\u201c二</p>"))


def test_tagged_pages_hold_the_same_text() -> None:
    html = f"<p>{SAMPLES[0]}</p>"
    plain, tagged = pdf_of(html), pdf_of(html, tagged=True)
    assert texts(rows_of(plain)) == texts(rows_of(tagged))


def test_a_name_with_capitals_inside_is_broken_before_them_and_nowhere_else() -> None:
    for measure in range(8, 20):
        lines = texts(
            rows(f"<p>我们使用ECMAScript与JavaScript{'字' * measure}</p>", measure=measure, css="p{hyphens:auto}")
        )
        for line in lines:
            if line.endswith("\u00ad"):
                assert line.rstrip("\u00ad").endswith(("ECMA", "Java"))


def test_ft1_a_paragraph_may_begin_with_what_is_said_in_english() -> None:
    css = "p{font-family:Liberation Serif,Noto Serif CJK SC}"
    english = rows("\u201cYes, of course,\u201d she said. 她说。", measure=30, css=css)[0]
    chinese = rows("\u201cPython\u201d 3.0 的新功能。", measure=30, css=css)[0]
    assert {"CJK" in item.font for item in english if item.char in "\u201c\u201d"} == {False}
    assert {"CJK" in item.font for item in chinese if item.char in "\u201c\u201d"} == {True}


def test_ft1_an_apostrophe_in_a_latin_word_is_as_wide_as_it_looks() -> None:
    line = rows("中don\u2019t文")[0]
    assert pos(line, "t") - pos(line, "\u2019") < 0.4


def test_ft1_an_apostrophe_before_a_word_stays_with_it() -> None:
    text = "摇滚乐Rock \u2019n\u2019 Roll在the \u201990s很流行"
    line = rows(text, measure=40)[0]
    assert pos(line, "9") - pos(line, "\u2019", 2) < 0.4
    assert pos(line, "n") - pos(line, "\u2019") < 0.4
    for measure in range(8, 16):
        assert not [line for line in texts(rows(text, measure=measure)) if line.rstrip().endswith(" \u2019")]


def test_a_soft_hyphen_that_is_not_shown_is_not_read(tmp_path: Path) -> None:
    html = "<p>中文intro\u00adduction\u00ads中文inter\u00adnation\u00adal中文</p>"
    for measure in (8, 30):
        pdf = pdf_of(html, measure=measure, css="@page{height:600px}")
        wanted = "中文introductions中文international中文"
        for text in (by_poppler(pdf, tmp_path), by_pdfium(pdf), by_mupdf(pdf)):
            assert re.sub(r"\s|\u00ad|\ufffe|\x02", "", text) == wanted
        assert by_poppler(pdf, tmp_path).count("\u00ad") == sum(
            line.endswith("\u00ad") for line in by_poppler(pdf, tmp_path).split("\n")
        )


def test_korean_quotes_keep_the_width_of_their_glyph() -> None:
    line = rows("\ud55c\u201c\uae00\u201d", lang="ko", font="Noto Serif CJK KR")[0]
    assert pos(line, "\uae00") - pos(line, "\u201c") < 0.6
