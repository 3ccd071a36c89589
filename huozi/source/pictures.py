"""Pictures of the book: <img src> -> Resource, or an error and the words in its place.

Only files below the book folder are read, by their real path; for those on the web remote.py has files there. Nothing
is converted.
"""

from __future__ import annotations

import json
import re
import warnings
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from huozi import vectors
from huozi.book import Resource
from huozi.inside import real_path
from huozi.limits import allow
from huozi.source import drawing
from huozi.source.drawing import UnusablePictureError
from huozi.store import key_of, own_code
from huozi.versions import version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from huozi.diagnostics import Log, Span
    from huozi.remote import Remote
    from huozi.source.diagrams import Drawings
    from huozi.store import Store

KIND = "picture"
"""What is known of pictures is called so in the store."""

_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40
_LONGEST_PATH = 1000
_MOST_FILES = 20_000
_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
_MOST_PIXELS = 60_000_000
_JPEG = ("image/jpeg", "jpg")
_TYPES = {"PNG": ("image/png", "png"), "JPEG": _JPEG, "MPO": _JPEG, "GIF": ("image/gif", "gif"),
          "WEBP": ("image/webp", "webp"), "AVIF": ("image/avif", "avif")}  # fmt: skip
_PX_PER = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "em": 16.0}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$")


@dataclass(frozen=True, slots=True)
class Kind:
    """What the content of a picture file says: media type, extension, size in pixels."""

    media_type: str
    extension: str
    width_px: int
    height_px: int


@dataclass(slots=True)
class Shelf:
    """The pictures of a book as they are found; each file is read once."""

    root: Path
    log: Log
    remote: Remote
    drawings: Drawings
    store: Store
    found: dict[Path, Resource | None] = field(default_factory=dict)
    _names: dict[str, Path] = field(default_factory=dict)
    _all: list[str] | None = None

    def resource(self, written: str, folder: Path, at: Span) -> Resource | None:
        """The picture that `written` means in a file of `folder`; None, and an error, if there is none."""
        if _REMOTE.match(written):
            file = self.remote.file(written, at, _unfit)
            return self._once(file, written, at) if file is not None else None
        if _SCHEME.match(written):
            self.log.error(
                "image-scheme",
                f"`{_short(written)}` is not the path of a picture",
                at,
                help="write a path in the book folder",
            )
            return None
        path = self._path(written, folder, at)
        if path is None:
            return None
        return self._once(path, written, at)

    def drawn(self, path: Path, at: Span) -> Resource | None:
        """The picture of a diagram."""
        return self._once(path, path.name, at)

    def _once(self, path: Path, written: str, at: Span) -> Resource | None:
        if path not in self.found:
            self.found[path] = self._read(path, written, at)
        return self.found[path]

    def _path(self, written: str, folder: Path, at: Span) -> Path | None:
        """The file that is meant: from the folder of the text, or from the book folder, as Pandoc reads paths."""
        bare = re.split(r"[?#]", written, maxsplit=1)[0]
        names = [name for name in _spellings(written, bare) if _can_be_path(name)]
        for start in (folder, self.root):
            for name in names:
                path = self.root / name.lstrip("/") if name.startswith("/") else start / name
                if (path.is_file() or path.is_symlink()) and (real := real_path(path)) is not None:
                    return self._inside(real, written, at)
        if names and not names[0].startswith("/"):
            real = real_path(folder / names[-1])
            if real is not None and not real.is_relative_to(self.root):
                return self._inside(real, written, at)
        self._report_missing(written, unquote(bare), at)
        return None

    def _inside(self, real: Path, written: str, at: Span) -> Path | None:
        if not real.is_relative_to(self.root):
            self.log.error(
                "image-outside",
                f"the picture `{_short(written)}` is outside the book folder",
                at,
                help="only files of the book are read: copy it into the book folder",
            )
            return None
        if not real.is_file():
            self._report_missing(written, real.name, at)
            return None
        return real

    def _report_missing(self, written: str, wanted: str, at: Span) -> None:
        if self._all is None:
            self._all = _pictures_below(self.root)
        name = wanted.rsplit("/", 1)[-1]
        same = [path for path in self._all if path.rsplit("/", 1)[-1] == name]
        near = same or get_close_matches(wanted.removeprefix("./"), self._all, 1, 0.6)
        advice = f"did you mean `{near[0]}`?" if near else "check the path"
        self.log.error("image-missing", f"there is no picture `{_short(written)}`", at, help=advice)

    def _read(self, path: Path, written: str, at: Span) -> Resource | None:
        content = path.read_bytes()
        allow(pictures=1)
        try:
            kind = self._kind(content)
        except UnusablePictureError as error:
            why = str(error)
        else:
            digest = sha256(content).hexdigest()
            name = self._name(path, digest, kind)
            return Resource(name, path, kind.media_type, digest, kind.width_px, kind.height_px)
        self.log.error("image-broken", f"the picture `{_short(written)}` cannot be used: {why}", at)
        return None

    def _kind(self, content: bytes) -> Kind:
        """What a picture is. That a whole one is whole is told by decoding it, which takes long: so it is kept."""
        key = key_of(_programs(), content)
        data = self.store.get(key, KIND)
        if data is not None:
            return Kind(*json.loads(data))
        kind = _kind(content)
        self.store.put(key, KIND, json.dumps(astuple(kind)).encode())
        return kind

    def _name(self, path: Path, digest: str, kind: Kind) -> str:
        stem = _NAME.sub("-", path.stem.lower()).strip("-")[:_LONGEST_NAME].strip("-") or "image"
        name = f"{stem}.{kind.extension}"
        if self._names.setdefault(name, path) != path:
            name = f"{stem}-{digest[:8]}.{kind.extension}"
        count = 1
        while self._names.setdefault(name, path) != path:
            count += 1
            name = f"{stem}-{digest[:8]}-{count}.{kind.extension}"
        return name


@lru_cache(maxsize=1)
def _programs() -> bytes:
    return f"{own_code()} Pillow {version('pillow')} lxml {version('lxml')}".encode()


def _spellings(written: str, bare: str) -> list[str]:
    """A path as written, without `?…`, with `%20` read, and with the bars of Windows turned."""
    spelled = (written, bare, unquote(written), unquote(bare))
    return list(dict.fromkeys((*spelled, unquote(bare).replace("\\", "/"))))


def _can_be_path(name: str) -> bool:
    return bool(name.strip("/")) and "\0" not in name and len(name) < _LONGEST_PATH


def _pictures_below(root: Path) -> list[str]:
    found = (path for path in root.rglob("*") if path.suffix.lower() in _SUFFIXES)
    return sorted(path.relative_to(root).as_posix() for path in islice(found, _MOST_FILES))


def _short(written: str) -> str:
    return written if len(written) <= 80 else f"{written[:77]}..."


def _unfit(content: bytes) -> str:
    try:
        _kind(content)
    except UnusablePictureError as error:
        return str(error)
    return ""


def _kind(content: bytes) -> Kind:
    if not content:
        msg = "the file is empty"
        raise UnusablePictureError(msg)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _vector(content) if head.startswith(b"<") else _raster(content)


def _raster(content: bytes) -> Kind:
    from io import BytesIO

    from PIL import Image

    try:
        with warnings.catch_warnings(), _nothing_forgiven():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as image:
                kind = _kind_of_raster(image.format or "", image.width, image.height)
                image.load()
                return kind
    except Image.DecompressionBombError as error:
        msg = "it has more pixels than any page can show"
        raise UnusablePictureError(msg) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        msg = "its content is damaged, or is no picture"
        raise UnusablePictureError(msg) from error


@contextmanager
def _nothing_forgiven() -> Iterator[None]:
    """Let a picture that ends too early be an error, also where another library told Pillow to set what there is."""
    from PIL import ImageFile

    forgiving, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = forgiving


def _kind_of_raster(name: str, width: int, height: int) -> Kind:
    if name not in _TYPES:
        msg = f"it is a file of type {name}; PNG, JPEG, GIF, WebP, AVIF or SVG is wanted"
        raise UnusablePictureError(msg)
    if width * height > _MOST_PIXELS:
        msg = f"it has {width} x {height} pixels, more than any page can show"
        raise UnusablePictureError(msg)
    return Kind(*_TYPES[name], width, height)


def _vector(content: bytes) -> Kind:
    from lxml import etree

    try:
        root = etree.fromstring(content, vectors.parser())
    except etree.XMLSyntaxError as error:
        msg = "it is not a well-formed SVG"
        raise UnusablePictureError(msg) from error
    if root.tag not in {f"{vectors.SVG}svg", "svg"}:
        msg = "it is a file of text, not a picture"
        raise UnusablePictureError(msg)
    drawing.check(root)
    for picture in drawing.embedded(root):
        _raster(picture)
    width, height = _px(root.get("width")), _px(root.get("height"))
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox") or "")]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        width = width or (height * box[2] / box[3] if height else box[2])
        height = height or width * box[3] / box[2]
    return Kind("image/svg+xml", "svg", round(width or 300), round(height or 150))


def _px(length: str | None) -> float:
    found = _SIZE.match(length or "")
    return float(found[1]) * _PX_PER[found[2]] if found and found[2] in _PX_PER else 0.0
