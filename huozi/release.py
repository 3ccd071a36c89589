"""A book -> its files and a manifest of them in one folder; such a folder -> whether the book still makes the same.

The manifest is for those who get the files and the manuscript: what each file is, which fonts are in it and under which
licence, which programs made it. Who has the same of them gets the same bytes. It tells nothing of the machine, of its
user or of the time.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import platform
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huozi import fontlist, outline, remote, styles
from huozi.diagnostics import Log
from huozi.pdf import faces
from huozi.pipeline import KINDS, Report, build_source, silent, write
from huozi.verify import epub as reflowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import uharfbuzz

    from huozi.manifest import Request
    from huozi.pipeline import Progress

NAME = "manifest.json"
FORMAT = 1

_Manifest = dict[str, Any]
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_MADE = ("dist", "build")
"""Folders of a book's folder that builds write."""


def make(request: Request, log: Log, progress: Progress = silent) -> Report | None:
    """Build a book into a folder, and write the manifest of its files beside them; None if there is no book."""
    report = build_source(replace(request, kinds=KINDS), log, keep=False, progress=progress)
    if report is None or report.failed:
        return report
    data = {one.path.suffix[1:]: one.path.read_bytes() for one in report.files}
    package = reflowed.opened(data["epub"], Log())
    assert package is not None, "it was read back when it was made"
    manifest = {
        "format": FORMAT,
        "files": [
            {"name": one.path.name, "sha256": one.digest, "bytes": one.size_bytes}
            | ({"pages": one.pages} if one.pages else {})
            for one in report.files
        ],
        "characters": _characters(package),
        "outline": _outline(data["pdf"]),
        "fonts": _fonts(data["pdf"], package),
        "programs": _programs(),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    if not write({request.out / NAME: text.encode()}, log):
        return replace(report, failed=True, findings=tuple(log.in_reading_order()))
    return report


def verify(folder: Path, request: Request, log: Log, progress: Progress = silent) -> None:
    """Compare the files of a folder with its manifest, and with those that a copy of the book elsewhere makes now."""
    manifest = _read(folder / NAME, log)
    if manifest is None:
        return
    files = {str(one["name"]): str(one["sha256"]) for one in manifest["files"]}
    for name, digest in files.items():
        path = folder / name
        if not path.is_file():
            log.error("release-missing", f"`{path.as_posix()}` is not there", help="get the file again")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            what = f"`{path.as_posix()}` is not the file of the manifest"
            log.error("release-changed", what, help="somebody has changed it, or it was made later: get it again")
    with tempfile.TemporaryDirectory() as elsewhere:
        again = Path(elsewhere) / "again"
        # A book without a name of its own has that of its folder.
        source = _copy(request, Path(elsewhere) / "copy" / request.root.name)
        own = Log()
        report = build_source(
            replace(request, source=source, out=again, kinds=KINDS), own, keep=False, progress=progress
        )
        if report is None or report.failed:
            log.entries += own.entries
            return
        made = {one.path.name: one.digest for one in report.files}
    for name, digest in files.items():
        if name not in made:
            log.error("release-differs", f"the book makes no `{name}`", help="its name is another one now: see `slug:`")
        elif made[name] != digest:
            what = f"`{name}` made anew is another file: {made[name][:12]}, not {digest[:12]}"
            log.error("release-differs", what, help=_why(manifest))


def _read(path: Path, log: Log) -> _Manifest | None:
    try:
        manifest: _Manifest = {"fonts": [], "programs": {}} | json.loads(path.read_bytes())
        names = [*(one["name"] for one in manifest["files"]), *(one["name"] for one in manifest["fonts"])]
        digests = [one["sha256"] for one in manifest["files"]]
        texts = [*names, *digests, *manifest["programs"].values()]
        if manifest["format"] == FORMAT and all(isinstance(one, str) and "/" not in one for one in texts):
            return manifest
        what = f"`{path.as_posix()}` has a form that this version does not know"
    except OSError as error:
        what = f"`{path.as_posix()}` cannot be read: {error.strerror}"
    except (ValueError, KeyError, TypeError, AttributeError):
        what = f"`{path.as_posix()}` is no manifest of huozi"
    log.error("release-unreadable", what, help="name the folder that `huozi dist` wrote")
    return None


def _copy(request: Request, to: Path) -> Path:
    """Copy the folder of a book, without what was made from it and what is hidden; the book in the copy."""
    root = request.root
    made = {request.out.resolve(), *(root / name for name in _MADE)}

    def left_out(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".") and name != remote.FOLDER}
        return hidden | {name for name in names if (Path(folder) / name).resolve() in made}

    shutil.copytree(root, to, symlinks=True, ignore=left_out)
    return to if request.source.is_dir() else to / request.source.name


def _why(then: _Manifest) -> str:
    """What may have made another file, as far as a manifest tells."""
    now, known = _programs(), _faces()
    programs = [
        f"{name} is {now.get(name, 'missing')}, it was {version}"
        for name, version in then["programs"].items()
        if now.get(name) != version
    ]
    fonts = [
        one["name"]
        for one in then["fonts"]
        if one.get("sha256") and _digest_of(known.get(one["name"])) != one["sha256"]
    ]
    reasons = [*programs, *(f"another font {name}" for name in fonts)]
    return "; ".join(reasons) if reasons else "programs and fonts are the same: the manuscript is another one"


# What a manifest tells.


def _characters(package: reflowed.Package) -> int:
    """How many characters show in the documents of a book, white space aside."""
    trees = (package.documents[path] for path in package.spine if path in package.documents and path != package.nav)
    bodies = (body for tree in trees for body in tree.iter("{http://www.w3.org/1999/xhtml}body"))
    return sum(len("".join(str(text).split())) for body in bodies for text in body.itertext())


def _outline(pdf: bytes) -> str:
    """The digest of the outline with its pages, as `huozi outline --json` prints it."""
    return hashlib.sha256(outline.as_json(outline.from_pdf(pdf)).encode()).hexdigest()


def _fonts(pdf: bytes, epub: reflowed.Package) -> list[dict[str, Any]]:
    """The fonts in the files by name: in which, and version, licence and digest of the file they come from."""
    places: dict[str, list[str]] = {}
    for kind, names in (("pdf", _fonts_of_pdf(pdf)), ("epub", _fonts_of_epub(epub))):
        for name in names:
            places.setdefault(name, []).append(kind)
    known = _faces()
    return [{"name": name, "in": places[name]} | _origin(known.get(name)) for name in sorted(places)]


def _fonts_of_pdf(pdf: bytes) -> set[str]:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            _SUBSET.sub("", str(one["/FontName"]))
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor" and "/FontName" in one
        }


def _fonts_of_epub(epub: reflowed.Package) -> set[str]:
    import uharfbuzz

    fonts = [path for path, item in epub.items.items() if item.get("media-type", "").startswith("font/")]
    return {_said(uharfbuzz.Face(uharfbuzz.Blob(epub.files[path])), "POSTSCRIPT_NAME") for path in fonts}


@cache
def _faces() -> Mapping[str, styles.FontFile]:
    """The fonts of this machine by the name that files give them (OpenType 1.9, name table, 6)."""
    found: dict[str, styles.FontFile] = {}
    for face in chain.from_iterable(styles.installed().values()):
        with suppress(OSError, ValueError, RuntimeError):
            found.setdefault(_said(faces.open_face(face.path, face.index), "POSTSCRIPT_NAME"), face)
    return found


def _said(face: uharfbuzz.Face, what: str) -> str:
    import uharfbuzz

    return str(face.get_name(getattr(uharfbuzz.OTNameIdPredefined, what)) or "").strip()


def _origin(face: styles.FontFile | None) -> dict[str, str]:
    if face is None:
        return {}
    opened = faces.open_face(face.path, face.index)
    return {
        "version": _said(opened, "VERSION_STRING"),
        "licence": _said(opened, "LICENSE_URL") or _said(opened, "LICENSE"),
        "sha256": _digest_of(face),
    }


def _digest_of(face: styles.FontFile | None) -> str:
    return _digest(face.path) if face is not None else ""


@cache
def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _programs() -> dict[str, str]:
    """huozi, what it is built on, and the libraries that shape and find glyphs: their versions."""
    lines = (line for line in importlib.metadata.requires("huozi") or () if "extra ==" not in line)
    needed = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines)
    packages = ("huozi", *sorted(needed, key=str.lower), "pydyf", "tinycss2", "cssselect2")
    versions = {"Python": platform.python_version()}
    for name in packages:
        with suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions | fontlist.versions()
