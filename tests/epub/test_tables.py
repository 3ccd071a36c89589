"""On a phone no number and no short word of a table is broken, and no table is wider than the screen."""

from __future__ import annotations

import pytest
from lxml import etree

from huozi.epub import tables


def fitted(*rows: str, lang: str = "zh-Hans") -> tuple[str, dict[str, bool]]:
    """The class of a table of cells with bars between them, and whether each of its cells is kept whole."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    section = etree.fromstring(f"<section><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table></section>")
    tables.fit(section, lang)
    whole = {"".join(map(str, cell.itertext())): cell.get("class") == "whole" for cell in section.iter("td")}
    return section[0].get("class", ""), whole


def test_numbers_and_short_words_are_kept_whole_and_long_ones_broken() -> None:
    name, whole = fitted("项目|1000|temperature_of_the_hot_metal", "速度很快|12|speed")
    assert name == ""
    assert whole == {
        "项目": True,
        "速度很快": True,  # Han may be broken anywhere all the same
        "1000": True,
        "12": True,
        "temperature_of_the_hot_metal": False,
        "speed": False,  # of a column whose words do not all fit
    }


def test_a_word_of_korean_is_as_wide_as_its_letters() -> None:
    assert fitted("최솟값|나타내었다", lang="ko")[1] == {"최솟값": True, "나타내었다": False}
    assert fitted("나타내었다", lang="zh-Hans")[1] == {"나타내었다": True}


@pytest.mark.parametrize("columns", [2, 5, 6, 8, 9])
def test_what_is_kept_whole_fits_a_screen_of_360_px(columns: int) -> None:
    """The narrowest widths of all columns, and the padding of the style sheet."""
    name, whole = fitted("|".join(f"{place}abcdefg"[:8] for place in range(columns)))
    assert (name == "many-columns") == (columns >= 6)
    padding = 0.5 if columns >= 6 else 1.0
    ems = sum((4.0 if kept else 2.0) + padding for kept in whole.values())
    assert ems * 9 / 10.5 * 16 <= max(360 - 2 * 16, columns * (2 + padding) * 9 / 10.5 * 16)
    assert any(whole.values()) or columns == 9


def test_a_cell_over_several_columns_moves_those_after_it() -> None:
    section = etree.fromstring(
        "<section><table><tr><td colspan='2'>xxxxxxxxxxxxxxxx</td><td>7</td></tr>"
        "<tr><td>1</td><td>2</td><td>yyyyyyyyyyyyyyyyyyyyyy</td></tr></table></section>"
    )
    tables.fit(section, "zh-Hans")
    assert [cell.get("class") for cell in section.iter("td")] == [None, None, "whole", "whole", None]
