"""Pictures of the web: nothing is asked without `--fetch`, and with it only who is named, and not for long."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from huozi import cli
from huozi.network import Fetcher, _is_public
from huozi.remote import FOLDER, LOCK, FetchError
from tests.hostile import pictures
from tests.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

Answer = tuple[int, dict[str, str], bytes]
PICTURE = pictures.saved(pictures.plain(), "PNG")
OTHER = pictures.saved(pictures.plain(size=(60, 20)), "PNG")


@contextmanager
def serving(answers: Mapping[str, Answer | None]) -> Iterator[tuple[str, list[str]]]:
    """A server of this machine: its host and port, and what was asked of it. An answer of None drips."""
    asked: list[str] = []
    over = threading.Event()

    def reply(asker: BaseHTTPRequestHandler) -> None:
        asked.append(asker.path)
        answer = answers.get(asker.path, (404, {}, b""))
        if answer is None:
            asker.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
            while not over.wait(0.05):
                try:
                    asker.wfile.write(b".")
                except OSError:
                    return
            return
        asker.send_response(answer[0])
        for name, value in answer[1].items():
            asker.send_header(name, value)
        asker.end_headers()
        asker.wfile.write(answer[2])

    with served(reply) as host:
        try:
            yield host, asked
        finally:
            over.set()


def build(folder: Path, host: str, *options: str, front: str = "", path: str = "/a.png") -> int:
    head = f"---\n{front}\n---\n\n" if front else ""
    (folder / "book.md").write_text(f"{head}# 章\n\n![甲](http://{host}{path})\n", encoding="utf-8")
    return cli.main(["build", "book.md", "--format", "short", "--no-cache", "--to", "epub", *options])


def codes(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_picture_is_fetched_once_and_locked(tmp_path: Path) -> None:
    with serving({"/a.png": (200, {}, PICTURE)}) as (host, asked):
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 0
        assert asked == ["/a.png"]
        assert build(tmp_path, host) == 0
        assert asked == ["/a.png"], "what is there is used, and nobody is asked"
    digest = sha256(PICTURE).hexdigest()
    assert json.loads((tmp_path / LOCK).read_text()) == {f"http://{host}/a.png": digest}
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [digest]
    assert (tmp_path / f"build/{tmp_path.name}.epub").exists()


@pytest.mark.parametrize("options", [(), ("--fetch",)], ids=["not asked to", "no host is named"])
def test_nobody_is_asked_who_is_not_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    with serving({"/a.png": (200, {}, PICTURE)}) as (host, asked):
        assert build(tmp_path, host, *options) == 1
        assert asked == []
    assert ("error[fetch-failed]" if options else "error[image-remote]") in codes(capsys)
    assert not (tmp_path / LOCK).exists()


def test_the_book_may_not_name_a_machine_of_the_own_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/a.png": (200, {}, PICTURE)}) as (host, asked):
        assert build(tmp_path, host, "--fetch", front=f"fetch-hosts: ['{host}']") == 1
        assert asked == []
    assert "book.md:7:1: error[fetch-failed]" in (said := codes(capsys))
    assert "own network" in said


def test_a_host_of_the_command_without_fetch_is_a_mistake(tmp_path: Path) -> None:
    assert build(tmp_path, "a.example", "--fetch-host", "a.example") == 2


@pytest.mark.parametrize("to", ["http://{}/b.png", "file:///etc/passwd", "ftp://a.example/", "//{}/b.png"])
def test_an_address_that_leads_to_another_host_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    with serving({"/b.png": (200, {}, PICTURE)}) as (other, asked):
        answers = {"/a.png": (302, {"Location": to.format(other)}, b"")}
        with serving(answers) as (host, _):
            assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 1
        assert asked == []
    assert "error[fetch-failed]" in codes(capsys)


def test_an_address_that_leads_on_at_the_same_host_is_followed_a_few_times(tmp_path: Path) -> None:
    answers = {
        "/a.png": (301, {"Location": "/b.png"}, b""),
        "/b.png": (200, {}, PICTURE),
        "/ring.png": (302, {"Location": "/ring.png"}, b""),
    }
    with serving(answers) as (host, asked):
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 0
        asked.clear()
        assert build(tmp_path, host, "--fetch", "--fetch-host", host, path="/ring.png") == 1
        assert len(asked) == 6


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}, b""), "the server says 404"),
        ((200, {}, b"<html><script>x()</script></html>"), "error[image-broken]"),
        ((200, {"Content-Length": "99999"}, PICTURE), "error[fetch-failed]"),
        ((200, {"Content-Encoding": "gzip"}, b"\x1f\x8b..."), "error[image-broken]"),
    ],
    ids=["missing", "no picture", "broken off", "packed"],
)
def test_what_is_no_picture_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: Answer, said: str
) -> None:
    with serving({"/a.png": answer}) as (host, _):
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 1
    assert said in codes(capsys)
    assert not (tmp_path / LOCK).exists()
    assert not (tmp_path / f"build/{tmp_path.name}.epub").exists()


def test_a_server_that_drips_is_left_and_not_asked_again() -> None:
    with serving({"/a.png": None, "/b.png": (200, {}, PICTURE)}) as (host, asked):
        fetch = Fetcher(frozenset(), frozenset({host}), seconds=0.5)
        with pytest.raises(FetchError, match="took over"):
            fetch(f"http://{host}/a.png")
        with pytest.raises(FetchError, match="did not answer"):
            fetch(f"http://{host}/b.png")
        assert asked == ["/a.png"]


def test_a_picture_that_is_too_large_is_left() -> None:
    with serving({"/a.png": (200, {}, b"0" * 2000)}) as (host, _), pytest.raises(FetchError, match="has over"):
        Fetcher(frozenset(), frozenset({host}), most_bytes=1000)(f"http://{host}/a.png")


def test_a_picture_that_has_changed_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/a.png": (200, {}, OTHER)}) as (host, _):
        (tmp_path / LOCK).write_text(json.dumps({f"http://{host}/a.png": sha256(PICTURE).hexdigest()}))
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 1
    assert "error[fetch-changed]" in codes(capsys)


def test_a_kept_picture_that_is_not_what_was_locked_is_fetched_anew(tmp_path: Path) -> None:
    with serving({"/a.png": (200, {}, PICTURE)}) as (host, asked):
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 0
        kept = tmp_path / FOLDER / sha256(PICTURE).hexdigest()
        kept.write_bytes(OTHER)
        assert build(tmp_path, host) == 1
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 0
        assert len(asked) == 2
    assert kept.read_bytes() == PICTURE


def test_a_lock_file_leads_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path.parent / "secret.png"
    secret.write_bytes(PICTURE)
    (tmp_path / LOCK).write_text(json.dumps({"http://a.example/a.png": "../../secret.png"}))
    assert build(tmp_path, "a.example") == 1
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (tmp_path / FOLDER).symlink_to(outside)
    with serving({"/a.png": (200, {}, PICTURE)}) as (host, _):
        assert build(tmp_path, host, "--fetch", "--fetch-host", host) == 1
    assert list(outside.iterdir()) == []
    (tmp_path / LOCK).write_text("[" * 100_000)
    assert build(tmp_path, "a.example") == 1
    assert "error[fetch-lock]" in codes(capsys)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.5.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses_of_the_own_network_are_known(address: str, public: bool) -> None:
    assert _is_public(address) is public


def test_a_name_that_means_a_machine_of_the_own_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only one of its addresses does: which one is taken is not the book's to choose."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchError, match="own network"):
        Fetcher(frozenset({"a.example"}), frozenset())("http://a.example/a.png")


@pytest.mark.parametrize(
    "url",
    [
        "http://ann:secret@a.example/a.png",
        "http://a.example:8080/a.png",
        "http://a.example:port/a.png",
        "http://[::1/a.png",
        "ftp://a.example/a",
    ],
)
def test_a_name_a_port_and_another_protocol_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("the name was looked up"))
    with pytest.raises(FetchError):
        Fetcher(frozenset({"a.example"}), frozenset())(url)
