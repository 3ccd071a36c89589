"""Inline text that knows where in the file each of its characters stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(slots=True)
class Text:
    """Inline text of a block with the place of each of its lines: (text, line, column)."""

    lines: list[tuple[str, int, int]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(line for line, _, _ in self.lines)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of a character of the joined text."""
        if not self._starts:
            total = 0
            for line, _, _ in self.lines:
                self._starts.append(total)
                total += len(line) + 1
        index = max(0, bisect_right(self._starts, offset) - 1)
        _, number, column = self.lines[index]
        return number, column + offset - self._starts[index]

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, with its places."""
        lines, at = [], 0
        for line, number, column in self.lines:
            first, last = max(start - at, 0), min(end - at, len(line))
            if at <= end and at + len(line) >= start and first <= last:
                lines.append((line[first:last], number, column + first))
            at += len(line) + 1
        return Text(lines)
