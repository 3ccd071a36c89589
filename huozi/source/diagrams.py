"""Code of mermaid -> a picture, drawn by mermaid-cli (`mmdc`) where it is installed; elsewhere the code stays code.

What was drawn is kept in the store by its code, so that a build starts the program for new drawings alone. The program
draws with a browser; huozi gives it the code and one that is installed, and takes the picture.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from huozi.store import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from huozi.diagnostics import Log, Span
    from huozi.store import Store

PROGRAM = "mmdc"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KIND = "diagram"
_SCALE = 3
_PATIENCE_S = 120
_LONGEST_ALT = 300
_UNLIMITED = () if os.name == "nt" else (
    "/bin/sh", "-c", 'ulimit -S -v "$(ulimit -H -v)"; ulimit -S -t "$(ulimit -H -t)"; exec "$@"', "sh"
)  # fmt: skip
"""The limits of a build are for huozi: a browser asks for more addresses than they allow, and has its own time here."""

_NO_NETWORK = ("--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>")
"""A diagram may name pictures on the web: all requests go where nothing answers."""

_TITLE = re.compile(r"^\s*(?:accTitle\s*:|title\s*:?)\s*(\S.*?)\s*$", re.MULTILINE)


@dataclass(slots=True)
class Drawings:
    """Where drawings of this run stand as files; each is made once."""

    store: Store
    folder: Path | None = None
    made: dict[str, Path | str] = field(default_factory=dict)

    def file(self, code: str) -> Path | str:
        """The picture of a diagram, or why there is none."""
        if code not in self.made:
            self.made[code] = self._file(code)
        return self.made[code]

    def _file(self, code: str) -> Path | str:
        key = key_of(f"mermaid {_SCALE}".encode(), code.encode())
        data = self.store.get(key, KIND)
        if data is None:
            drawn = _drawn(code)
            if isinstance(drawn, str):
                return drawn
            data = drawn
            self.store.put(key, KIND, data)
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="huozi-diagrams-"))
            atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        path = self.folder / f"diagram-{sha256(code.encode()).hexdigest()[:10]}.png"
        path.write_bytes(data)
        return path


def settle(body: _Element, drawings: Drawings, place: Callable[[_Element], Span], log: Log) -> dict[_Element, Path]:
    """Put pictures in the place of the diagrams below `body`; the file of each, by its element."""
    found: dict[_Element, Path] = {}
    for pre in [one for one in body.iter("pre") if one.get("data-language") == "mermaid"]:
        code = "".join(map(str, pre.itertext()))
        if shutil.which(PROGRAM) is None:
            if not any(entry.code == "diagram-undrawn" for entry in log.entries):
                advice = "install mermaid-cli (`npm install -g @mermaid-js/mermaid-cli`) and build again"
                what = f"diagrams are printed as code: there is no `{PROGRAM}`"
                log.note("diagram-undrawn", what, place(pre), help=advice)
            continue
        drawn = drawings.file(code)
        if isinstance(drawn, str):
            log.error("diagram-failed", f"the diagram cannot be drawn: {drawn}", place(pre), help="put its code right")
        else:
            found[_picture(pre, code, drawn)] = drawn
    return found


def _picture(pre: _Element, code: str, drawn: Path) -> _Element:
    """An <img> in a figure; a listing with a caption becomes a figure with it."""
    from PIL import Image

    with Image.open(drawn) as picture:
        width = picture.width // _SCALE
    figure, parent = etree.Element("figure"), pre.getparent()
    assert parent is not None
    if parent.tag == "figure":
        parent.set("class", "figure")
        figure = parent
        parent.remove(pre)
    else:
        figure.set("class", "figure")
        for name in ("own-line", "data-line", "own-file", "id"):
            if pre.get(name) is not None:
                figure.set(name, str(pre.get(name)))
        figure.tail, pre.tail = pre.tail, None
        parent.replace(pre, figure)
    image = etree.Element("img", alt=_alternative(code), style=f"width: {width}px")
    figure.insert(0, image)
    return image


def _alternative(code: str) -> str:
    title = _TITLE.search(code)
    return title[1] if title else " ".join(code.split())[:_LONGEST_ALT]


def _drawn(code: str) -> bytes | str:
    """The PNG of a diagram, or what the program says is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="huozi-mermaid-") as name:
        folder = Path(name)
        (folder / "in.mmd").write_text(code, encoding="utf-8")
        browser = next((path for one in BROWSERS if (path := shutil.which(one))), None)
        told: dict[str, object] = {"executablePath": browser} if browser else {}
        told["args"] = [*_NO_NETWORK]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium has no sandbox for root and does not start otherwise.
            told["args"] = [*_NO_NETWORK, "--no-sandbox"]
        (folder / "browser.json").write_text(json.dumps(told), encoding="utf-8")
        command = [str(shutil.which(PROGRAM)), "-i", "in.mmd", "-o", "out.png", "-b", "white", "-s", str(_SCALE)]
        try:
            done = subprocess.run(  # noqa: S603 (a program of this machine, asked to draw)
                [*_UNLIMITED, *command, "-p", "browser.json"],
                cwd=folder,
                capture_output=True,
                timeout=_PATIENCE_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"`{PROGRAM}` took over {_PATIENCE_S} s"
        except OSError as error:
            return f"`{PROGRAM}` does not start: {error.strerror}"
        made = folder / "out.png"
        if done.returncode or not made.is_file():
            lines = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
            return next((line.strip()[:200] for line in lines if "rror" in line), f"`{PROGRAM}` gives no picture")
        return made.read_bytes()
