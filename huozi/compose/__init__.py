"""The CJK line composer: Chinese, Japanese and Korean lines as a good publishing house sets them, on WeasyPrint.

    import huozi.compose
    huozi.compose.install()

From then on every text with CJK that WeasyPrint lays out is composed here; text without CJK stays WeasyPrint's own.
What can be said in CSS is said in CSS: text-autospace, text-spacing-trim, hanging-punctuation, line-break,
text-justify, text-wrap, text-emphasis, ruby-position, ruby-align, word-break: keep-all and auto-phrase, and
-huozi-punctuation, -huozi-line, -huozi-autospace, -huozi-number-unit, -huozi-line-end.

The stages, each a function from one type to the next, in the order in which a paragraph passes them:

    content    line box -> Content      the flat text, and the tree of boxes beside it
    itemise    text -> classes          shared code points settled by context
    shape      text -> glyphs           once, through the fonts that WeasyPrint found
    widths     Shaped -> Measured       trim, squeeze, interpunct, autospace
    breaks     Measured -> lines        kinsoku and the paragraph's best lines
    adjust     line -> positions        shrink, then stretch, in order
    lines      Content -> line boxes    what WeasyPrint's layout goes on with
    paint      text box -> stream       glyph runs, ActualText, marks as vectors

Texts without CJK are WeasyPrint's: `plain` asks Pango once for each of them, `listing` sets those side by side that
fit.

`seam` is the only module that knows WeasyPrint's inside.
"""

from __future__ import annotations

from huozi.compose.report import LineRecord, listen

__all__ = ["LineRecord", "install", "listen"]


def install() -> None:
    """Put the composer into WeasyPrint, for this process. A second call changes nothing."""
    from huozi.compose import seam

    seam.install()
