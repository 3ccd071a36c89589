"""The kinds of blocks, in the order in which a line is tried for them. A new kind is a new file and a place here."""

from __future__ import annotations

from huozi.source.blocks import (
    admonition,
    container,
    definition,
    fence,
    footnote,
    heading,
    html,
    indented,
    lineblock,
    lists,
    maths,
    plaintable,
    quote,
    rule,
    table,
    tabs,
    template,
)

STARTS = (
    quote.start,
    heading.start_atx,
    fence.start,
    maths.start,
    container.start,
    admonition.start,
    tabs.start,
    template.start,
    html.start,
    footnote.start,
    plaintable.start,
    table.start,
    lineblock.start,
    heading.start_underlined,
    rule.start,
    lists.start,
    definition.start,
    indented.start,
)
"""`table` and underlined headings look at the paragraph above; a rule of dashes comes after them, lists after it."""
