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
_SHOWN_EM = 0.005
FAULTS = frozenset({"loose", "over-full", "runt"})
_listeners: list[tuple[Callable[[LineRecord], None], bool]] = []


@dataclass(frozen=True, slots=True)
class LineRecord:
    """How a line came to be. Lengths are in em of the paragraph.

    `verdict` is natural, shrunk, stretched, loose (more than 1/4 em at a gap, a space 1/4 em wider than J4 allows, or
    short of its measure), over-full, or runt (a last line of one character, PA6).
    `shrink` and `stretch` map a step of clreq 3.6.3 or 3.6.4 to what it gave; `each` is what every other gap took,
    `beyond` what a space took beyond its limit; `slack` is what is missing to the measure (negative: what sticks out).
    `runner_up` is where the line before would have ended in the second-best paragraph, `alternatives` are the other
    ends that this line could have had, each with its last characters and its cost.
    """

    element: Any
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
    alternatives: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        parts = [f"{self.verdict}: natural {self.natural:.3f} em on {self.measure:.3f} em"]
        parts += [f"{name} -{amount:.3f}" for name, amount in self.shrink.items()]
        parts += [f"{name} +{amount:.3f}" for name, amount in self.stretch.items()]
        if self.each:
            parts.append(f"every gap +{self.each:.4f}")
        if self.beyond:
            parts.append(f"spaces {self.beyond:.3f} beyond their limit")
        if abs(self.slack) > _SHOWN_EM:
            parts.append(f"{self.slack:.3f} em left" if self.slack > 0 else f"{-self.slack:.3f} em too long")
        lines = [self.text, "  " + "; ".join(parts), f"  cost {self.cost:.1f}"]
        if self.alternatives:
            others = ", ".join(f"after \u201c{text}\u201d {cost:.1f}" for text, cost in self.alternatives)
            lines.append(f"  other ends of this line and their costs: {others}")
        if self.runner_up is not None:
            lines.append(f"  the second-best paragraph up to here began this line with \u201c{self.runner_up}\u201d")
        return "\n".join(lines)


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
def listen(listener: Callable[[LineRecord], None], *, faults: bool = False) -> Iterator[None]:
    """Call `listener` with a record of each line that is laid out inside the `with` block.

    With `faults` only lines that are loose, over-full or runts are told, which costs no time for the others. A line may
    be reported more than once, as WeasyPrint lays out a page again when something on it moves: the last report of an
    element's line is the one that is printed.
    """
    entry = (listener, faults)
    _listeners.append(entry)
    try:
        yield
    finally:
        _listeners.remove(entry)


def is_heard(verdict: str) -> bool:
    """Tell whether anyone listens to lines of this verdict: a record costs time."""
    return any(verdict in FAULTS or not faults for _, faults in _listeners)


def is_any_heard() -> bool:
    """Tell whether anyone listens at all."""
    return bool(_listeners)


def is_all_heard() -> bool:
    """Tell whether anyone listens to every line, and wants to know all of it."""
    return is_heard("")


def tell(record: LineRecord) -> None:
    """Hand a record to every listener that wants it."""
    for listener, faults in _listeners:
        if record.verdict in FAULTS or not faults:
            listener(record)
