"""Laid-out pages -> what the composer says of their lines: of those that could not be set well, or of one.

The composer leaves a record on each line that someone listened to. Knows boxes only as trees with `children` and
`text`. Nothing is laid out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huozi.pdf.object import LineFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from huozi.compose import LineRecord

OF_THE_ENGINE = "  set by the layout engine alone: the paragraph has no Chinese, Japanese or Korean"


def faults(roots: Sequence[Any], body: Element) -> tuple[LineFault, ...]:
    """The lines that are loose, over-full or runts, on the pages whose root boxes are given."""
    numbers = {element: number for number, element in enumerate(body.iter())}
    found = []
    for page, root in enumerate(roots):
        for line in _lines(root):
            record = getattr(line, "huozi_record", None)
            if record is not None and record.element in numbers:
                verdict, amount_em = _verdict(record)
                found.append(LineFault(page, numbers[record.element], verdict, record.text.strip(), amount_em))
    return tuple(found)


def _verdict(record: LineRecord) -> tuple[str, float]:
    if record.verdict == "over-full":
        return "over-full", round(-record.slack, 2)
    if record.verdict == "loose" and not record.each and not record.beyond:
        return "short", round(record.slack, 2)
    return record.verdict, round(max(record.each, record.beyond), 2)


def explain(root: Any, number: int) -> tuple[int, str]:  # noqa: ANN401 (the layout engine has no types)
    """How many lines a page has, and what the composer says of the one of this number from the top, from 1."""
    lines = sorted(_lines(root), key=lambda line: (round(line.position_y), line.position_x))
    if not 0 < number <= len(lines):
        return len(lines), ""
    line = lines[number - 1]
    record = getattr(line, "huozi_record", None)
    return len(lines), str(record) if record is not None else f"{_text(line)}\n{OF_THE_ENGINE}"


def _lines(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """The lines of a page that show text, outermost ones only."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            if _text(child).strip():
                yield child
        else:
            yield from _lines(child)


def _text(box: Any) -> str:  # noqa: ANN401
    return "".join(getattr(one, "text", "") for one in box.descendants())
