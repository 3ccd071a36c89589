"""What the composer tells of its work: one record a line, to whoever listens.

Nothing is kept and nothing printed here. `pdf` turns loose and over-full lines into diagnostics, `--explain` prints a
record.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOSE_EM = 0.25
_listeners: list[Callable[[LineRecord], None]] = []


@dataclass(frozen=True, slots=True)
class LineRecord:
    """How a line came to be. Lengths are in em of the paragraph.

    `verdict` is natural, shrunk, stretched, loose (more than 1/4 em at a gap, a space 1/4 em wider than J4 allows, or
    short of its measure), over-full, or runt (a last line of one character, PA6).
    `shrink` and `stretch` map a step of clreq 3.6.3 or 3.6.4 to what it gave; `each` is what every other gap took,
    `beyond` what a space took beyond its limit; `slack` is what is missing to the measure (negative: what sticks out).
    `runner_up` is where the line before would have ended in the second-best paragraph.
    """

    element: Any
    source_line: int | None
    text: str
    verdict: str
    measure: float
    natural: float
    shrink: dict[str, float]
    stretch: dict[str, float]
    each: float
    beyond: float
    slack: float
    cost: float
    runner_up: str | None

    def __str__(self) -> str:
        parts = [f"{self.verdict}: natural {self.natural:.3f} em on {self.measure:.3f} em"]
        parts += [f"{name} -{amount:.3f}" for name, amount in self.shrink.items()]
        parts += [f"{name} +{amount:.3f}" for name, amount in self.stretch.items()]
        if self.each:
            parts.append(f"every gap +{self.each:.4f}")
        if self.beyond:
            parts.append(f"spaces {self.beyond:.3f} beyond their limit")
        if self.runner_up is not None:
            parts.append(f"runner-up broke before {self.runner_up!r}")
        return f"{self.text}\n  " + "; ".join(parts)


SHRINK_NAMES = {
    2: "word spaces",
    3: "interpuncts",
    4: "brackets",
    5: "commas",
    6: "Han-Latin",
    7: "full stops",
}
STRETCH_NAMES = {0: "word spaces", 1: "Han-Latin"}


@contextmanager
def listen(listener: Callable[[LineRecord], None]) -> Iterator[None]:
    """Call `listener` with a record of each line that is laid out inside the `with` block.

    A line may be reported more than once, as WeasyPrint lays out a page again when something on it moves: the last
    report of an element's line is the one that is printed.
    """
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def is_heard() -> bool:
    """Tell whether anyone listens: a record costs time."""
    return bool(_listeners)


def tell(record: LineRecord) -> None:
    """Hand a record to every listener."""
    for listener in _listeners:
        listener(record)
