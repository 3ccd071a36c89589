"""Random -> an input of a target: pieces of our own put together, cut, doubled and mixed; one seed is one input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.compose.samples import SAMPLES

if TYPE_CHECKING:
    from random import Random

PIECES = (
    "山里的纸坊，", "“引文”", "（括号）", "《书名》。", "かな", "漢字", "한글 ", "word ", "a", "1", " ", "　", "\n",
    "\n\n", "\n    ", "\t", "- ", "1. ", "> ", "# ", "## 节\n\n", "---\n", "===\n", "***\n", "```\n", "~~~python\n",
    "`", "``", "*", "**", "_", "__", "~~", "==", "~", "^", "[", "]", "(", ")", "](", "](a.png)", "![", "[^1]",
    "[^1]: 注。\n", "^[", "[a]: /b\n", "<", ">", "<b>", "</b>", "<br>", "<div>\n", "</div>\n", "<p>",
    "<ruby>字<rt>zì</rt></ruby>", "<!-- ", " -->", "<script>", "</script>", "<?x", "<![CDATA[", "&amp;", "&#1;",
    "&lt;", "&", ";", "\\", "\\\n", "  \n", "|", "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n", "\n: ", "Table: ", "{",
    "}", "{#a}", "{.b}", "{漢字|かん|じ}", "｜字《じ》", "@fig:a", "[@a]", "$", "$$", "x^2", "\\frac{1}{2}",
    "::: tip\n", ":::\n", "!!! note\n", "{{#include a.md}}", "{{<", "{%", ":label:", "http://a.example/b",
    "javascript:", "\u00a0", "\u00ad", "\u200b", "\u202e", "\u0301", "\ufe00", "\U000e0100", "\ufffd", "\u2f00",
    "\ufa19", "👨‍👩‍👧", "\r\n", "\r", "——", "……", "·", "！？", "％", "-", "+", "=", ":", "/", "'", '"', ".", ",",
)  # fmt: skip
TEXT = (
    "山", "里的纸坊", "入冬", "，", "。", "、", "；", "：", "！", "？", "“", "”", "‘", "’", "（", "）", "《", "》",
    "「", "」", "『", "』", "——", "……", "·", "～", "％", "￥", " ", "a", "word", "internationalisation",
    "Python 3.11", "12,345.67", "100%", "3D", "-", "/", "http://example.org/a/b?c=d", "(x)", "[1]", "かな", "ッ",
    "ー", "々", "カタカナ", "한글 ", "é", "e\u0301", "Ω", "→", "①", "°C", "\u00a0", "\u00ad", "\u200b", "\u3000",
    "A" * 40, "…", "—", "!", "?", ",", ".",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph for the composer."""

    text: str
    language: str
    measure_em: float


def manuscript(random: Random) -> str:
    """A manuscript of some kilobytes at most."""
    text = "# 章\n\n" if random.random() < 0.7 else ""
    for _ in range(random.choice((1, 2, 5, 20, 80))):
        piece = random.choice(PIECES)
        text += piece * random.choice((1, 1, 1, 1, 2, 3, 8))
        if random.random() < 0.3:
            text += random.choice(TEXT)
    for _ in range(random.choice((0, 0, 1, 3))):
        at, length = random.randrange(len(text) + 1), random.choice((1, 5, 40))
        text = random.choice(
            (text[:at] + text[at + length :], text + text[at : at + length] * 3, text[at:] + text[:at])
        )
    return text[:8000]


def line(random: Random) -> Line:
    """A paragraph: now and then good text, most often marks and words in any order, on any measure."""
    language = random.choice(("zh-Hans", "zh-Hans", "zh-Hant", "ja", "ko"))
    if random.random() < 0.2:
        text = _plain(random.choice(SAMPLES[language]))
        at = random.randrange(len(text))
        text = text[at:] + random.choice(TEXT) + text[:at]
    else:
        text = "".join(random.choice(TEXT) for _ in range(random.choice((1, 2, 3, 8, 30, 120))))
    return Line(text, language, random.choice((4, 5, 6.5, 8, 10, 13.25, 21, 34, 40)))


def _plain(sample: str) -> str:
    import re

    return re.sub(r"<rt>.*?</rt>|<[^>]*>", "", sample)
