"""Build a hostile book with the command, and look into what came out as a stranger would.

A case is data (cases.py, pictures.py): the files of the book and what must be said. What no output may hold is the same
for all of them and is written here once.
"""

from __future__ import annotations

import getpass
import io
import os
import re
import signal
import socket
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from lxml import etree

from huozi import cli
from tests.serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from http.server import BaseHTTPRequestHandler
    from types import FrameType

SECONDS = 20
"""No book of a few kilobytes, and none of these, may take longer on a machine that has nothing else to do."""

CANARY = "丹书铁券不可外传"
"""What stands in the files outside of the book, and must stand in no output."""

Files = "Mapping[str, str | bytes]"


@dataclass(frozen=True, slots=True)
class Case:
    """A book, and what is to become of it.

    `says` are the errors as "book.md:3 error[code]", in order, None if any will do; with an error nothing is written.
    `holds` is text that both outputs must have. `links` are names in the book's folder that lead elsewhere (symlinks).
    """

    files: Mapping[str, str | bytes] | Callable[[], Mapping[str, str | bytes]]
    says: tuple[str, ...] | None = ()
    holds: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    slow: bool = False
    options: tuple[str, ...] = ()


def book(text: str, front: str = "") -> dict[str, str | bytes]:
    """The files of a book of one file with a heading."""
    head = f"---\n{front}\n---\n\n" if front else ""
    return {"book.md": f"{head}# 章\n\n{text}\n"}


def run(case: Case, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Build a case in `folder`, beside a secret, and hold it to what is expected of it and of all."""
    root = folder / "book"
    files = case.files() if callable(case.files) else case.files
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    for name, target in case.links.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    for secret in ("secret.txt", "secret.md", "secret.css", "secret.bib"):
        (folder / secret).write_text(CANARY, encoding="utf-8")
    (folder / "secret.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>{CANARY}</text></svg>', encoding="utf-8"
    )
    monkeypatch.chdir(root)
    began, seconds = time.monotonic(), _patience()
    with _deadline(seconds):
        code = cli.main(["build", "book.md", "--format", "short", "--no-cache", *case.options])
    took = time.monotonic() - began
    said = capsys.readouterr().err
    assert took < seconds, f"took {took:.0f} s"
    assert "Traceback" not in said
    assert "internal-error" not in said
    found = tuple(_findings(said))
    assert case.says in {None, found}, said[:2000]
    assert code == int(bool(found))
    made = sorted((root / "build").glob("book.*")) if (root / "build").is_dir() else []
    assert [path.name for path in made] == ([] if code else ["book.epub", "book.pdf"])
    if made:
        assert_harmless(made[0].read_bytes(), made[1].read_bytes(), folder, case.holds)


def _patience() -> int:
    """How long a build may take, with as many others at work for each processor as there are now."""
    return int(SECONDS * max(1.0, 1.5 * os.getloadavg()[0] / (os.cpu_count() or 1)))


@contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """Let a build that hangs fail, and not hang the tests."""

    def stop(_: int, frame: FrameType | None) -> None:
        pytest.fail(f"still at work after {seconds} s in {frame}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _findings(said: str) -> Iterator[str]:
    """The errors as "file:line error[code]", each once; a finding without a place has none."""
    seen: set[str] = set()
    for line in said.splitlines():
        found = re.match(r"(?:((?:<command line>|\S+?):\d+):\d+: )?(error\[[a-z0-9-]+\])", line)
        if found:
            short = f"{found[1]} {found[2]}" if found[1] else found[2]
            if short not in seen:
                yield short
            seen.add(short)


# What no output may hold.

_ACTIVE_ELEMENTS = {"script", "iframe", "object", "embed", "form", "input", "button", "applet", "base", "style"}
_ADDRESSES = ("href", "src", "data", "action", "poster", "background", "{http://www.w3.org/1999/xlink}href")


def assert_harmless(epub: bytes, pdf: bytes, folder: Path, holds: str = "") -> None:
    """The two outputs run nothing, ask for nothing, and do not tell where, when and by whom they were made."""
    parts = dict(_parts_of_epub(epub))
    words = {"EPUB": "\n".join(parts.values()), "PDF": "\n".join(_strings_of_pdf(pdf))}
    for name, text in words.items():
        assert CANARY not in text, f"the secret is in the {name}"
        for private in (str(folder), str(Path.home()) + "/", f"/{getpass.getuser()}/", socket.gethostname()):
            if len(private) > 3:
                assert private not in text, f"{name} tells {private}"
        for scheme in ("javascript:", "vbscript:", "file:", "data:text"):
            assert scheme not in text.lower().replace("huozi-file:", ""), f"{name} holds {scheme}"
    for path, text in parts.items():
        if path.endswith((".xhtml", ".svg", ".opf", ".ncx")):
            _check_markup(path, text)
        if path.endswith(".css"):
            assert not re.search(r"url\((?!['\"]?(?:fonts/|\.\./))|@import", text), path
    _check_actions(pdf)
    if holds:
        assert holds in "".join(re.sub(r"<[^>]*>|\s", "", words["EPUB"]).split())
        assert holds in _text_of_pdf(pdf)


def _parts_of_epub(epub: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        for info in archive.infolist():
            assert ".." not in info.filename
            assert not info.filename.startswith("/")
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            data = archive.read(info)
            # Fonts bring names and addresses of their makers, which are not ours to change.
            if not info.filename.endswith((".otf", ".ttf", ".woff", ".woff2")):
                yield info.filename, data.decode("utf-8", "replace")


def _check_markup(path: str, text: str) -> None:
    tree = etree.fromstring(text.encode())
    for element in tree.iter(etree.Element):
        name = etree.QName(element).localname.lower()
        assert name not in _ACTIVE_ELEMENTS or (path.endswith(".svg") and name == "style"), f"{path} holds <{name}>"
        for attribute, value in element.attrib.items():
            bare = str(attribute).rpartition("}")[2].lower()
            assert not bare.startswith("on"), f"{path}: {bare}"
            if (
                str(attribute) in _ADDRESSES
                and name != "a"
                and str(value).lower().startswith(("http:", "https:", "//"))
            ):
                raise AssertionError(f"{path}: <{name}> asks the network for {value!s}")


def _check_actions(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/AA" not in pdf.Root
        assert "/AcroForm" not in pdf.Root
        assert "/CreationDate" not in pdf.docinfo
        names = pdf.Root.get("/Names", pikepdf.Dictionary())
        assert "/JavaScript" not in names
        assert "/EmbeddedFiles" not in names
        for one in pdf.objects:
            if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
                assert "/JS" not in one
                assert "/EF" not in one
                assert str(one.get("/S", "")) not in {"/JavaScript", "/Launch", "/SubmitForm", "/GoToR", "/ImportData"}
                action = one.get("/A")
                if isinstance(action, pikepdf.Dictionary) and "/S" in action:
                    assert str(action.S) == "/URI", str(action.S)
                    assert re.match(r"(https?|mailto|tel):", str(action.URI)), str(action.URI)


def _strings_of_pdf(data: bytes) -> Iterator[str]:
    """Every string and every stream that is no font and no picture, unpacked."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                kind = str(one.get("/Subtype", ""))
                if kind != "/Image" and "/Length1" not in one and kind not in {"/CIDFontType0C", "/OpenType"}:
                    yield bytes(one.read_bytes()).decode("latin-1")
            yield from _strings(one)
        yield _text_of_pdf(data)


def _strings(one: pikepdf.Object) -> Iterator[str]:
    if isinstance(one, pikepdf.String):
        yield str(one)
    elif isinstance(one, pikepdf.Array):
        for item in one:
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from _strings(item)
    elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for item in one.values():
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                yield from _strings(item)


def _text_of_pdf(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@contextmanager
def counting_server() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine: its address, and the list of all that was asked of it."""
    asked: list[str] = []

    def reply(asker: BaseHTTPRequestHandler) -> None:
        asked.append(asker.path)
        asker.send_response(200)
        asker.end_headers()

    with served(reply) as host:
        yield f"http://{host}", asked


def powerless() -> list[str]:
    """What a command begins with so that it may not write where permissions forbid: root could."""
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
