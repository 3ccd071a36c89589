"""Every sample paragraph at every measure, in two fonts: no line breaks a rule that can be read from the PDF.

A slice of the measures runs with all tests; `make sweep` (HUOZI_SWEEP=all) runs every half em from 8 to 40.
"""

from __future__ import annotations

import os
import re

import pytest

import huozi.compose
from tests.compose.reading import faults, paragraphs_of
from tests.compose.samples import SAMPLES
from tests.compose.setting import HEI, KAI, SIZE, SONG, pdf_of

ALL = [half_ems / 2 for half_ems in range(16, 81)]
MEASURES = ALL if os.environ.get("HUOZI_SWEEP") == "all" else [8, 9.5, 13, 21.5, 34]
FONTS = {
    "zh-Hans": (SONG, KAI),  # the second has no `halt`
    "zh-Hant": ("Noto Serif CJK TC", "Noto Sans CJK TC"),
    "ja": ("Noto Serif CJK JP", HEI),
    "ko": ("Noto Serif CJK KR", "Noto Sans CJK KR"),
}
CASES = [(language, font) for language, fonts in FONTS.items() for font in fonts]
CSS = "p{margin-bottom:5em;break-inside:avoid}sup{font-size:70%;line-height:0}p{overflow-wrap:anywhere;hyphens:auto}"


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("language", "font"), CASES)
def test_no_line_of_any_paragraph_breaks_a_rule(language: str, font: str, measure: float) -> None:
    records: list[huozi.compose.LineRecord] = []
    html = "".join(f"<p>{sample}</p>" for sample in SAMPLES[language])
    page = f"@page{{size:{measure * SIZE + 160}px 9000px}}"
    with huozi.compose.listen(records.append):
        pdf = pdf_of(html, measure=measure, lang=language, font=font, css=CSS + page)
    logged = frozenset(
        record.text.rstrip()
        for record in records
        if record.verdict in ("over-full", "runt") or (record.verdict == "loose" and record.slack > 0)
    )
    paragraphs = paragraphs_of(pdf)
    assert len(paragraphs) == len(SAMPLES[language])
    found = [
        fault
        for lines, sample in zip(paragraphs, SAMPLES[language], strict=True)
        for fault in faults(lines, language, measure, text=re.sub("<rt>.*?</rt>|<[^>]*>", "", sample), logged=logged)
    ]
    assert found == []
