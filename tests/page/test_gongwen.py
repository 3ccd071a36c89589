"""公文 as GB/T 9704-2012 sets it: a document of three pages, measured in the finished PDF. Clauses are its own."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import pymupdf
import pytest

import huozi
from huozi import styles
from tests.page.finished import Finished, Line, read

if TYPE_CHECKING:
    from pathlib import Path

MM = 72 / 25.4
CHAR = 15.75
"""三号 in points (GW2)."""

LEAD = (225 * MM - CHAR) / 21
"""22 lines fill 225 mm from the top of the first to the foot of the last character."""

FRONT = """---
title: 某市人民政府关于整理地方文献的通知
style: gongwen
gongwen:
  份号: "000012"
  密级: 机密
  紧急程度: 特急
  发文机关: 某市人民政府文件
  发文字号: 某政发〔2026〕12号
  主送机关: 各县（区）人民政府，市直各单位
  附件: [地方文献目录, 整理工作分工表]
  署名: 某市人民政府
  成文日期: 2026年11月25日
  附注: 此件公开发布
  抄送: 市委各部门
  印发机关: 某市人民政府办公室
  印发日期: 2026年11月26日
---
"""
SENTENCE = (
    "散在民间的旧志家谱契约和账册要登记清楚逐件写明年代尺寸页数和保存的情形不得遗漏也不得涂改并在年内报送市里备查"
)
TEXT = f"{SENTENCE}。{SENTENCE}。{SENTENCE}。"
HEADINGS = ("# 一、总体要求", "## （一）登记造册", "### 1. 范围", "#### （1）旧志")
BODY = "\n\n".join([TEXT, *(f"{heading}\n\n{TEXT}" for heading in HEADINGS)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, Any]:
    folder: Path = tmp_path_factory.mktemp("gongwen")
    (folder / "doc.md").write_text(f"{FRONT}\n{BODY}\n", "utf-8")
    report = huozi.build(folder / "doc.md", to=["pdf"], out=folder)
    assert not report.failed, report.findings
    opened: Any = pymupdf.open  # type: ignore[attr-defined, unused-ignore]
    return read(folder / "doc.pdf"), opened(folder / "doc.pdf")


def line(made: tuple[Finished, Any], words: str) -> Line:
    (found,) = (one for page in made[0].lines for one in page if one.text.startswith(words))
    return found


def ink(document: Any, page: int, clip: tuple[float, float, float, float]) -> tuple[float, float, float, float]:  # noqa: ANN401
    """What is inked inside a part of a page: left, top, right, bottom in points."""
    scale = 8
    picture = document[page].get_pixmap(dpi=72 * scale, clip=clip, colorspace=pymupdf.csGRAY)
    dark = [(at % picture.width, at // picture.width) for at, value in enumerate(picture.samples) if value < 128]
    across, down = [x for x, _ in dark], [y for _, y in dark]
    left, top = clip[0], clip[1]
    return left + min(across) / scale, top + min(down) / scale, left + max(across) / scale, top + max(down) / scale


def test_the_document_has_three_pages_and_its_record_numbered_from_one(made: tuple[Finished, Any]) -> None:
    assert made[0].labels == ("1", "2", "3", "4")


def test_paper_margins_and_type_area(made: tuple[Finished, Any]) -> None:
    """GW1: 5.2.1: A4; head 37 mm, binding edge 28 mm, type area 156 by 225 mm, each within 1 mm."""
    finished, document = made
    assert (document[0].rect.width, document[0].rect.height) == pytest.approx((210 * MM, 297 * MM), abs=0.1)
    recto, verso = (
        [one for one in finished.lines[page] if one.within("P") and abs(one.size - CHAR) < 0.01] for page in (0, 1)
    )
    assert min(one.x for one in recto) / MM == pytest.approx(28, abs=1)
    assert min(one.x for one in verso) / MM == pytest.approx(210 - 28 - 156, abs=1)
    middle_above_baseline = 0.38 * CHAR
    first, last = finished.lines[1][0], finished.lines[1][-1]
    head = first.y - middle_above_baseline - CHAR / 2
    foot = last.y - middle_above_baseline + CHAR / 2
    assert head / MM == pytest.approx(37, abs=1)
    assert (foot - head) / MM == pytest.approx(225, abs=1)


def test_a_full_page_has_22_lines_of_28_characters(made: tuple[Finished, Any]) -> None:
    """GW2: 5.2.3: pitch of characters 三号, of lines what fills the type area."""
    rows = made[0].lines[1]
    assert len(rows) == 22
    assert all(after.y - before.y == pytest.approx(LEAD, abs=0.1) for before, after in pairwise(rows))
    full = [one for one in rows if len(one.text) == 28]
    assert len(full) >= 3
    page = made[1][1].get_text("rawdict")
    for block in page["blocks"]:
        for row in block["lines"]:
            chars = [char for span in row["spans"] for char in span["chars"]]
            if "".join(char["c"] for char in chars) in {one.text for one in full}:
                places = [char["origin"][0] for char in chars]
                assert all(after - before == pytest.approx(CHAR, abs=0.02) for before, after in pairwise(places))


def test_each_level_has_its_font_and_all_the_size_of_the_text(made: tuple[Finished, Any]) -> None:
    """GW3: 7.3.3: 黑体, 楷体, then as the text; two characters in. Kai is one that is installed, or a stand-in."""
    found = {words: line(made, words) for words in ("一、总体", "（一）登记", "1.范围", "（1）旧志")}
    assert {one.size for one in found.values()} == {CHAR}
    fonts = [one.font for one in found.values()]
    text = made[0].lines[0][-1]
    assert "Sans" in fonts[0] or "Hei" in fonts[0]
    kai = {"LXGWWenKai", "KaiTi", "STKaiti", "ARPLKaitiMGB"}
    assert fonts[1].split("-")[0] in kai or not any(name in styles.installed() for name in ("lxgw wenkai", "kaiti"))
    assert {fonts[2], fonts[3]} == {text.font}
    margin = 28 * MM
    for one in found.values():
        side = margin if one.page % 2 == 0 else 210 * MM - margin - 28 * CHAR
        assert one.x - side == pytest.approx(2 * CHAR, abs=1.2 * MM)


def test_the_title_has_its_size_in_the_middle_two_lines_below_the_red_line(made: tuple[Finished, Any]) -> None:
    """7.3.1."""
    title = line(made, "某市人民政府关于")
    assert title.size == 22
    centre = 28 * MM + 14 * CHAR
    assert title.x + len(title.text) * 22 / 2 == pytest.approx(centre, abs=2)
    red = [one for one in made[1][0].get_drawings() if one["fill"] and one["fill"][0] > 0.5 and one["fill"][1] < 0.3]
    assert len(red) == 1
    assert red[0]["rect"].width == pytest.approx(28 * CHAR, abs=0.5)
    assert (title.y - 22 - red[0]["rect"].y1) / LEAD == pytest.approx(2, abs=0.5)


def test_the_head_names_the_issuer_in_red_35_mm_below_the_top_of_the_type_area(made: tuple[Finished, Any]) -> None:
    """GW5: 7.2.1 to 7.2.5: number of the copy, secrecy and urgency in the upper left corner, one a line."""
    corner = [line(made, words) for words in ("000012", "机密", "特急")]
    assert len({one.x for one in corner}) == 1
    assert corner == sorted(corner, key=lambda one: one.y)
    assert all("Sans" in one.font for one in corner[1:])
    issuer = line(made, "某市人民政府文件")
    top = ink(made[1], 0, (issuer.x, issuer.y - 60, issuer.x + 300, issuer.y + 20))[1]
    assert top / MM - 37 == pytest.approx(35, abs=3)


def test_folios_stand_in_dashes_7_mm_below_the_text_one_character_inside_the_outer_edge(
    made: tuple[Finished, Any],
) -> None:
    """GW4: 7.5: 四号; odd pages to the right, even ones to the left."""
    finished, document = made
    for page, folio in enumerate(finished.furniture):
        assert "".join(one.text for one in folio) == f"— {page + 1} —"
        assert {one.size for one in folio} == {14}
    foot = (37 + 225) * MM
    odd = ink(document, 0, (28 * MM, foot + 8, 200 * MM, foot + 60))
    even = ink(document, 1, (10 * MM, foot + 8, 182 * MM, foot + 60))
    edge = 28 * MM + 28 * CHAR
    assert edge - odd[2] == pytest.approx(CHAR, abs=2)
    assert even[0] - (210 * MM - edge) == pytest.approx(CHAR, abs=2)
    last = finished.furniture[1][0]
    dash = ink(document, 1, (last.x, foot + 8, last.x + 12, foot + 60))
    assert ((dash[1] + dash[3]) / 2 - foot) / MM == pytest.approx(7, abs=1)


def test_addressee_attachments_name_and_date_stand_in_their_places(made: tuple[Finished, Any]) -> None:
    """7.3.2: flush left, a colon behind; 7.3.4: two characters in; 7.3.5: the date four from the right."""
    left = 28 * MM
    addressee = line(made, "各县（区）")
    assert addressee.text.endswith("：")
    assert addressee.x == pytest.approx(left, abs=1)
    first, second = line(made, "附件：1."), line(made, "2.整理")
    assert first.x - left == pytest.approx(2 * CHAR, abs=1.5)
    assert second.x - left == pytest.approx(5 * CHAR, abs=1.5)
    name, date = _alone(made, "某市人民政府"), line(made, "2026年11月25日")
    right = left + 28 * CHAR
    end = ink(made[1], date.page, (date.x, date.y - 12, right, date.y + 3))[2]
    side_bearing = 0.17 * CHAR
    assert right - end - side_bearing == pytest.approx(4 * CHAR, abs=1.5)
    middle = (date.x + right - 4 * CHAR) / 2
    assert name.x + 3 * CHAR == pytest.approx(middle, abs=2)
    assert date.y - name.y == pytest.approx(LEAD, abs=0.1)
    assert line(made, "（此件公开发布）").x - left == pytest.approx(2 * CHAR, abs=CHAR / 2 + 1)


def _alone(made: tuple[Finished, Any], words: str) -> Line:
    (found,) = (one for page in made[0].lines for one in page if one.text == words)
    return found


def test_the_record_ends_at_the_foot_of_the_type_area(made: tuple[Finished, Any]) -> None:
    """7.4.1: the last rule coincides with the lower edge of the type area; 四号."""
    assert {line(made, words).size for words in ("抄送：", "某市人民政府办公室")} == {14}
    lowest = max(one["rect"].y1 for one in made[1][line(made, "抄送：").page].get_drawings())
    assert lowest / MM == pytest.approx(37 + 225, abs=0.2)


def test_rules_of_the_record_are_thick_outside_and_thin_inside(made: tuple[Finished, Any]) -> None:
    """7.4.1: 0.35 mm the first and the last, 0.25 mm between them."""
    picture = made[1][3].get_pixmap(
        dpi=2540, clip=(100 * MM, 200 * MM, 100 * MM + 0.1, 263 * MM), colorspace=pymupdf.csGRAY
    )
    dark = [value < 128 for value in picture.samples[:: picture.stride]]
    heights = [len(list(run)) / 100 for black, run in groupby(dark) if black]
    assert heights == pytest.approx([0.35, 0.25, 0.35], abs=0.02)


def test_the_red_line_is_4_mm_below_the_number(made: tuple[Finished, Any]) -> None:
    """7.2.7; characters end an eighth of their size below the baseline."""
    (red,) = (one for one in made[1][0].get_drawings() if one["fill"] and one["fill"][0] > 0.5)
    foot = line(made, "\u67d0\u653f\u53d1").y + CHAR / 8
    assert (red["rect"].y1 - 0.35 * MM - foot) / MM == pytest.approx(4, abs=0.5)


def test_turned_lines_of_attachments_and_copies_stand_under_their_first_names(tmp_path: Path) -> None:
    """7.3.4, 7.4.2."""
    name = "\u53bf\u533a\u5386\u5e74\u5b58\u4e16\u7684\u65e7\u5fd7\u5bb6\u8c31\u76ee\u5f55"
    front = FRONT.replace("[\u5730\u65b9\u6587\u732e\u76ee\u5f55,", f"[{name * 3},").replace(
        "\u5e02\u59d4\u5404\u90e8\u95e8", "\uff0c".join([name] * 4)
    )
    (tmp_path / "doc.md").write_text(f"{front}\n{TEXT}\n", "utf-8")
    assert not huozi.build(tmp_path / "doc.md", to=["pdf"], out=tmp_path).failed
    book = read(tmp_path / "doc.pdf")
    for words, size in (("\u9644\u4ef6\uff1a1.", CHAR), ("\u6284\u9001\uff1a", 14)):
        first = next(one for page in book.lines for one in page if one.text.startswith(words))
        block = [one for one in book.lines[first.page] if one.block == first.block]
        start = next(one for one in first.shown if one.text.startswith(name[:4]) or name[:4] in one.text)
        x = start.x + start.text.index(name[:4]) * size
        assert len(block) > 1
        assert [one.x for one in block[1:]] == pytest.approx([x] * (len(block) - 1), abs=0.5)


@pytest.mark.parametrize("paragraphs", range(1, 9))
def test_the_record_stands_on_the_last_page_which_is_even(paragraphs: int, tmp_path: Path) -> None:
    """7.4, 7.5: 版记 on an even page; where a blank page must stand before it, neither of the two has a number."""
    (tmp_path / "doc.md").write_text("\n\n".join([FRONT, *[TEXT] * paragraphs]), "utf-8")
    assert not huozi.build(tmp_path / "doc.md", to=["pdf"], out=tmp_path).failed
    book = read(tmp_path / "doc.pdf")
    (record,) = {
        one.page for page in book.lines for one in page if one.text.startswith(("抄送：", "某市人民政府办公室"))
    }
    assert record == len(book.lines) - 1
    assert record % 2 == 1
    numbers = ["".join(one.text for one in shown) for shown in book.furniture]
    behind_blank = book.lines[record - 1] == ()
    printed = len(numbers) - 2 if behind_blank else len(numbers)
    assert numbers == [f"— {number} —" for number in range(1, printed + 1)] + [""] * (len(numbers) - printed)
    assert all(book.lines[: record - behind_blank])


def test_a_document_to_those_above_has_its_number_to_the_left_and_its_signer_to_the_right(tmp_path: Path) -> None:
    """7.2.5, 7.2.6: one character inside the edges, on one line."""
    front = FRONT.replace("  主送", "  签发人: 王某\n  主送")
    (tmp_path / "doc.md").write_text(f"{front}\n{TEXT}\n", "utf-8")
    assert not huozi.build(tmp_path / "doc.md", to=["pdf"], out=tmp_path).failed
    (number,) = (one for one in read(tmp_path / "doc.pdf").lines[0] if one.text.startswith("某政发"))
    assert number.x - 28 * MM == pytest.approx(CHAR, abs=1)
    assert number.text.endswith("签发人：王某")
    kai = number.shown[-1]
    assert kai.text.endswith("王某")
    assert (kai.font != number.shown[0].font) == any(name in styles.installed() for name in ("lxgw wenkai", "kaiti"))


@pytest.mark.parametrize("issuer", ["某市人民政府文件", "某市经济和信息化委员会办公室文件"])
def test_the_name_of_the_issuer_stands_on_one_line(issuer: str, tmp_path: Path) -> None:
    """7.2.4: of 初号 at most, and smaller where it is longer than the line."""
    (tmp_path / "doc.md").write_text(f"{FRONT}\n{TEXT}\n".replace("某市人民政府文件", issuer), "utf-8")
    assert not huozi.build(tmp_path / "doc.md", to=["pdf"], out=tmp_path).failed
    (row,) = (one for one in read(tmp_path / "doc.pdf").lines[0] if one.text == issuer)
    assert row.size == pytest.approx(min(42, 28 * CHAR / len(issuer)), abs=0.1)


def test_no_face_is_slanted_or_made_bold(made: tuple[Finished, Any]) -> None:
    """FT6, where most roles have a stand-in."""
    assert made[0].faked == ()


def test_a_heading_of_two_lines_is_set_as_the_text_is(tmp_path: Path) -> None:
    """7.3.3 has headings in the paragraphs of the text: 28 characters in a line, two of them the indent."""
    heading = "\u5173\u4e8e\u8fdb\u4e00\u6b65\u52a0\u5f3a\u5730\u65b9\u6587\u732e\u6574\u7406\u5de5\u4f5c" * 2
    (tmp_path / "doc.md").write_text(f"---\nstyle: gongwen\nslug: doc\n---\n\n# {heading}\n\n{TEXT}\n", "utf-8")
    assert not huozi.build(tmp_path / "doc.md", to=["pdf"], out=tmp_path).failed
    first, second = (one for page in read(tmp_path / "doc.pdf").lines for one in page if one.within("H1"))
    assert len(first.text.replace("\u4e00\u3001", "", 1)) == 28 - 2 - 2
    assert second.x == pytest.approx(first.x - 2 * CHAR, abs=0.1)
