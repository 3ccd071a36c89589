"""Styles and sample texts -> a PNG with two facing pages of each style in each language.

    python setup/gallery.py docs/gallery.png [FOLDER]

The texts are in setup/gallery/. Each is built as it is, in every style that comes with huozi; FOLDER keeps books and
a picture of each spread. Rows are styles, columns languages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

import huozi
from huozi import styles

LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "ko")
TEXTS = Path(__file__).with_name("gallery")
HEIGHT_PX = 360
GAP_PX = 2
SPACE_PX = 20
GREYS = 16
DESK = 208


def main(target: Path, folder: Path) -> None:
    """Build every style in every language, and lay one spread of each on a sheet."""
    rows = [[_spread(style, lang, folder) for lang in LANGUAGES] for style in styles.names()]
    width = max(spread.width for row in rows for spread in row) + SPACE_PX
    height = HEIGHT_PX + SPACE_PX
    sheet = Image.new("L", (width * len(LANGUAGES) + SPACE_PX, height * len(rows) + SPACE_PX), DESK)
    for down, row in enumerate(rows):
        for across, spread in enumerate(row):
            left = SPACE_PX + across * width + (width - SPACE_PX - spread.width) // 2
            sheet.paste(spread.resize((spread.width, HEIGHT_PX)), (left, SPACE_PX + down * height))
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(GREYS).save(target, optimize=True)


def _spread(style: str, lang: str, folder: Path) -> Image.Image:
    """Pages 2 and 3 of the text, the first that face each other; 1 and 2 where there are no more."""
    out = folder / style
    report = huozi.build(TEXTS / f"{lang}.md", to=["pdf"], out=out, style=style)
    if report.failed:
        raise SystemExit("\n".join(f"{finding.at}: {finding.message}" for finding in report.findings))
    document = pypdfium2.PdfDocument(out / f"{lang}.pdf")
    labels = [document.get_page_label(index) for index in range(len(document))]
    first = labels.index("2" if "3" in labels else "1")
    scale = 2 * HEIGHT_PX / document[first].get_height()
    pages = [document[index].render(scale=scale, grayscale=True).to_pil() for index in (first, first + 1)]
    large = Image.new("L", (2 * pages[0].width + 2 * GAP_PX, pages[0].height), DESK)
    large.paste(pages[0], (0, 0))
    large.paste(pages[1], (pages[0].width + 2 * GAP_PX, 0))
    large.save(out / f"{lang}.png")
    return large.resize((large.width // 2, large.height // 2), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else temporary))
