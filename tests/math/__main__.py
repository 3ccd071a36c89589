"""`python -m tests.math`: the book of formulas, one by one in the text and by itself, in build/formulas."""

from __future__ import annotations

import sys
from itertools import count

from huozi import cli
from tests.conftest import ROOT
from tests.math.formulas import BOOK


def main() -> int:
    """Write the book and build it."""
    numbers = count(1)
    parts = ["---\ntitle: 公式\nlang: zh-Hans\ncover: false\n---\n"]
    for title, formulas in BOOK.items():
        parts.append(f"# {title}\n")
        for formula in formulas:
            in_text = "" if "begin" in formula or r"\tag" in formula else f"：行内${formula}$接着写"
            parts.append(f"（{next(numbers)}）{in_text}。\n\n$$\n{formula}\n$$\n")
    folder = ROOT / "build" / "formulas"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "book.md").write_text("\n".join(parts), encoding="utf-8")
    return cli.main(["build", str(folder / "book.md"), "--out", str(folder)])


if __name__ == "__main__":
    sys.exit(main())
