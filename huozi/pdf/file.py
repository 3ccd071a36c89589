"""Numbered objects -> the bytes of a PDF (ISO 32000-1, 7.3 and 7.5): object streams, a cross-reference stream.

The linker writes thousands of small objects, as text: a library that holds each as an object of its own takes several
times as long. A `body` is the text of an object, of a stream with its data; `string` and the others write values in it.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_TOGETHER = 200
"""Objects in one object stream: a reader unpacks all of it for one."""
_STREAM, _END = b"\nstream\n", b"\nendstream"
_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|\b(\d+) 0 R\b", re.DOTALL)
"""A reference, or a string, in which nothing is one."""
_PLAIN = re.compile("[ -~]*")
"""Text whose bytes are its letters."""
_ESCAPED = re.compile(r"[()\\]")


class File:
    """Objects by their numbers, from 1."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = [b""]

    def reserve(self, count: int = 1) -> int:
        """Take so many numbers in a row for objects to come, and return the first."""
        first = len(self._bodies)
        self._bodies += [b"null"] * count
        return first

    def put(self, number: int, body: bytes | str) -> None:
        """Write an object whose number was reserved."""
        self._bodies[number] = body if isinstance(body, bytes) else body.encode("ascii")

    def add(self, body: bytes | str) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def data(self, root: int, info: int, version: str) -> bytes:
        """The file: `root` is its catalogue, `info` what it says of itself. Its identifier is that of its objects."""
        parts = [f"%PDF-{version}\n%\u00bf\u00f7\u00a2\u00fe\n".encode("latin-1")]
        at = len(parts[0])
        places: list[tuple[int, int, int]] = [(0, 0, 65535)] * len(self._bodies)
        small = [number for number in range(1, len(self._bodies)) if _STREAM not in self._bodies[number]]
        groups = [small[first : first + _TOGETHER] for first in range(0, len(small), _TOGETHER)]
        packs = [(group, self._pack(group)) for group in groups]
        large = [(number, body) for number, body in enumerate(self._bodies) if _STREAM in body]
        for number, body in (*large, *((len(self._bodies) + at, pack) for at, (_, pack) in enumerate(packs))):
            part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            if number < len(places):
                places[number] = (1, at, 0)
            else:
                places.append((1, at, 0))
            parts.append(part)
            at += len(part)
        for pack, (group, _) in enumerate(packs, len(self._bodies)):
            for place, number in enumerate(group):
                places[number] = (2, pack, place)
        places.append((1, at, 0))
        table = b"".join(b"%c%s%s" % (kind, first.to_bytes(4), second.to_bytes(2)) for kind, first, second in places)
        name = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
        entries = f"/Type/XRef/W[1 4 2]/Size {len(places)}/Root {root} 0 R/Info {info} 0 R/ID[<{name}><{name}>]"
        parts.append(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(places) - 1, stream(table, entries), at))
        return b"".join(parts)

    def _pack(self, numbers: Iterable[int]) -> bytes:
        """An object stream of these objects."""
        heads, bodies, at = [], [], 0
        for number in numbers:
            heads.append(b"%d %d " % (number, at))
            bodies.append(self._bodies[number])
            at += len(self._bodies[number]) + 1
        head = b"".join(heads)
        return stream(head + b"\n".join(bodies), f"/Type/ObjStm/N {len(heads)}/First {len(head)}")


# Values.


def string(value: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if _PLAIN.fullmatch(value):
        return "(" + _ESCAPED.sub(r"\\\g<0>", value) + ")"
    return f"<feff{value.encode('utf-16-be').hex()}>"


def real(value: float) -> str:
    """A length: at most three decimals, none where it is whole."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def reals(values: Iterable[float]) -> str:
    """An array of lengths."""
    return f"[{' '.join(map(real, values))}]"


def name_tree(file: File, entries: Mapping[str, str]) -> int:
    """Write a name tree (ISO 32000-1, 7.9.6) and return its number; the entries are values by their names."""
    known = sorted((_bytes(name), name) for name in entries)
    leaves = []
    for first in range(0, len(known), _TOGETHER):
        group = [name for _, name in known[first : first + _TOGETHER]]
        pairs = "".join(f"{string(name)}{entries[name]}" for name in group)
        leaves.append(file.add(f"<</Limits[{string(group[0])}{string(group[-1])}]/Names[{pairs}]>>"))
    return file.add(f"<</Kids[{' '.join(f'{leaf} 0 R' for leaf in leaves)}]>>")


def _bytes(value: str) -> bytes:
    """What a string is compared by: its bytes in the file (see `string`)."""
    return value.encode() if _PLAIN.fullmatch(value) else b"\xfe\xff" + value.encode("utf-16-be")


# Streams.


def stream(data: bytes, entries: str = "", *, packed: bool = True) -> bytes:
    """The body of a stream with these entries in its dictionary."""
    if packed:
        data, entries = zlib.compress(data), f"{entries}/Filter/FlateDecode"
    return deflated(data, entries)


def deflated(data: bytes, entries: str) -> bytes:
    """The body of a stream whose data is as its entries say."""
    return f"<<{entries}/Length {len(data)}>>".encode("ascii") + _STREAM + data + _END


def unpacked(body: bytes) -> bytes:
    """What a stream holds that is deflated or plain."""
    head, _, rest = body.partition(_STREAM)
    data = rest.removesuffix(_END)
    return zlib.decompress(data) if b"/FlateDecode" in head else data


# References.


def renumbered(body: bytes, new: Callable[[int], int]) -> bytes:
    """A body that names objects by other numbers."""
    head, mark, data = body.partition(_STREAM)
    if b" 0 R" not in head:
        return body
    changed = _REFERENCE.sub(lambda found: b"%d 0 R" % new(int(found[1])) if found[1] else found[0], head)
    return changed + mark + data
