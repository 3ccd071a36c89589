"""A finished PDF and the words of a heading -> a PNG of the two facing pages that hold it.

    python setup/picture.py build/huozi-handbook.pdf 避头尾 docs/spread.png

The pictures of the README are made so, from what the build wrote. The verso, with its even folio, stands on the left.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from huozi import outline

SCALE = 2.0  # pixels a point: sharp at the width of a README on a fine screen
GAP_PX = 2
GREYS = 64
DESK = 208


def main(pdf: Path, words: str, target: Path) -> None:
    """Draw the spread and write it, as small as a picture of black text can be."""
    document = pypdfium2.PdfDocument(pdf)
    labels = [document.get_page_label(index) for index in range(len(document))]
    folio = next(str(node.page) for _, node in outline.flat(outline.from_pdf(pdf.read_bytes())) if words in node.title)
    recto = labels.index(folio) + (int(folio) % 2 == 0)
    pages = [document[index].render(scale=SCALE, grayscale=True).to_pil() for index in (recto - 1, recto)]
    width, height = pages[0].size
    spread = Image.new("L", (2 * width + GAP_PX, height), DESK)
    spread.paste(pages[0], (0, 0))
    spread.paste(pages[1], (width + GAP_PX, 0))
    target.parent.mkdir(parents=True, exist_ok=True)
    spread.quantize(GREYS).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
