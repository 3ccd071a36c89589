"""Address -> bytes, over HTTP: the only module that opens a connection, imported by `--fetch` alone.

Only http and https, only hosts that are named, only addresses of the public network (but for hosts that the command
names), no more bytes and no more time than a picture needs; where one address leads to another, all this holds for that
too. The address that was looked at is the one that is connected to, so that a name cannot mean another one in between.
No cookies, no proxies, and nothing tells of the book but the address itself.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from huozi.remote import FetchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huozi.config import Config

SECONDS = 20.0
"""For one picture, from the first question to the last byte: a server that answers drop by drop is left."""
MOST_BYTES = 20_000_000
MOST_STEPS = 5
"""How often an address may lead to another."""
MOST_PICTURES = 1000

_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK = 200


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def may_fetch(config: Config, named: Sequence[str]) -> Fetcher:
    """What fetches from the hosts that the front matter names, and from those `named` by who gave the command.

    Only the latter may be machines of the own network.
    """
    return Fetcher(frozenset(config.fetch_hosts), frozenset(map(str.lower, named)))


@dataclass(slots=True)
class _Talk:
    """One picture being fetched, in a thread of its own."""

    connection: http.client.HTTPConnection | None = None
    content: bytes = b""
    error: FetchError | None = None
    given_up: bool = False


@dataclass(slots=True)
class Fetcher:
    """Fetches from `hosts` and from `named`, each as `host` or `host:port`; the latter may be private."""

    hosts: frozenset[str]
    named: frozenset[str]
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    count: int = field(default=0, init=False)
    silent: set[str] = field(default_factory=set, init=False)

    def __call__(self, url: str) -> bytes:
        """The bytes behind an address; FetchError if there are none, or if it may not be asked."""
        self.count += 1
        if self.count > MOST_PICTURES:
            raise FetchError(f"the book asks for over {MOST_PICTURES} pictures")
        try:
            host = urlsplit(url).netloc
        except ValueError as error:
            raise FetchError("it is no address") from error
        if host in self.silent:
            raise FetchError(f"`{host}` did not answer before")
        talk = _Talk()
        thread = threading.Thread(target=self._run, args=(url, talk), daemon=True)
        thread.start()
        thread.join(self.seconds)
        if thread.is_alive():
            talk.given_up = True
            self.silent.add(host)
            if talk.connection is not None and talk.connection.sock is not None:
                with suppress(OSError):
                    talk.connection.sock.shutdown(socket.SHUT_RDWR)
            raise FetchError(f"it took over {self.seconds:.0f} s")
        if talk.error is not None:
            raise talk.error
        return talk.content

    def _run(self, url: str, talk: _Talk) -> None:
        try:
            talk.content = self._fetched(url, talk)
        except FetchError as error:
            talk.error = error
        except (OSError, http.client.HTTPException, ValueError) as error:
            talk.error = FetchError(str(error) or type(error).__name__)

    def _fetched(self, url: str, talk: _Talk) -> bytes:
        secure = False
        for _ in range(MOST_STEPS + 1):
            parts = urlsplit(url)
            address = self._allowed(parts)
            if secure and parts.scheme != "https":
                raise FetchError("it leads from https to http")
            secure = parts.scheme == "https"
            connection = talk.connection = _connection(parts, address, self.seconds)
            try:
                connection.request("GET", _target(parts), headers={"User-Agent": "huozi", "Accept": "image/*"})
                with connection.getresponse() as answer:
                    if answer.status in _MOVED and (to := answer.headers.get("Location")):
                        url = urljoin(url, to)
                        continue
                    if answer.status != _OK:
                        raise FetchError(f"the server says {answer.status} {answer.reason[:40]}")
                    return self._body(answer, talk)
            finally:
                connection.close()
        raise FetchError(f"it leads on more than {MOST_STEPS} times")

    def _body(self, answer: http.client.HTTPResponse, talk: _Talk) -> bytes:
        content = bytearray()
        while part := answer.read1(65_536):
            content += part
            if len(content) > self.most_bytes:
                raise FetchError(f"it has over {self.most_bytes / 1e6:.0f} MB")
            if talk.given_up:
                raise FetchError("too late")
        if answer.length:
            raise FetchError("the connection broke off")
        return bytes(content)

    def _allowed(self, parts: SplitResult) -> tuple[str, int]:
        """The address and port to connect to; FetchError if that may not be."""
        if parts.scheme not in _PORTS:
            raise FetchError(f"`{parts.scheme}:` is not fetched")
        if parts.username is not None or parts.password is not None or not parts.hostname:
            raise FetchError("it holds a name or a password, or no host")
        host, port = parts.hostname.lower().rstrip("."), parts.port or _PORTS[parts.scheme]
        shown = f"[{host}]" if ":" in host else host
        names = {f"{shown}:{port}", *((shown,) if port == _PORTS[parts.scheme] else ())}
        if names.isdisjoint(self.hosts | self.named):
            name = shown if port == _PORTS[parts.scheme] else f"{shown}:{port}"
            advice = f"if you trust it, name it: `fetch-hosts: [{name}]` in the front matter, or `--fetch-host {name}`"
            raise FetchError(f"the host `{name}` is not named", advice)
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if names.isdisjoint(self.named) and not all(_is_public(one) for one in found):
            advice = f"only the command may name such a host: `--fetch-host {shown}:{port}`"
            raise FetchError(f"the host `{shown}` is a machine of the own network", advice)
        return found[0], port


def _is_public(address: str) -> bool:
    one = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None)
    if one in _NAT64:
        mapped = ipaddress.ip_address(int(one) & 0xFFFFFFFF)
    return one.is_global and not one.is_multicast and (mapped is None or _is_public(str(mapped)))


def _connection(parts: SplitResult, address: tuple[str, int], seconds: float) -> http.client.HTTPConnection:
    """A connection to this very address under the name that is asked for."""
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, address[1], timeout=seconds, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, address[1], timeout=seconds)
    # The one seam that http.client has for this.
    connection._create_connection = lambda _, *rest: socket.create_connection(address, *rest)  # type: ignore[attr-defined]  # noqa: SLF001
    return connection


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    return f"{path}?{query}" if query else path
