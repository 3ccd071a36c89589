"""<a> of a chapter -> outside links, references, calls of notes, anchors. A link that does harm is an error and goes.

References are only written down here; passes/ finds what they point to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

from huozi.book import Reference
from huozi.source.sanitise import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from huozi.diagnostics import Log, Span

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_OF_THE_WEB = frozenset({"http", "https"})
_SHOWN = 60
_OUTSIDE = frozenset({"http", "https", "mailto", "tel"})
_HOST = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*\.?")
_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def settle(
    link: _Element,
    file: str,
    at: Span,
    log: Log,
    key: Callable[[], str],
) -> Reference | None:
    """Settle one <a> in place; the Reference if it points into the book."""
    mention = str(link.attrib.pop("own-mention", ""))
    if mention:
        return _reference(link, mention, file, at, key, "page" if mention.startswith("page:") else "mention")
    written = link.get("own-written")
    href = str(written if written is not None else link.get("href") or "").strip()
    link.attrib.pop("href", "")
    if not href:
        _settle_anchor(link, at, log, is_link=written is not None)
        return None
    if href.startswith("//"):
        href = f"https:{href}"
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", href))
    if scheme is None:
        return _reference(link, href, file, at, key, "page" if _asks_for_page(link) else "link")
    if scheme[1].lower() in _OUTSIDE:
        if not _leads_somewhere(href):
            shown = href if len(href) <= _SHOWN else f"{href[:_SHOWN]}…"
            what = f"`{shown}` leads nowhere: its words stay, the link goes"
            log.warn("link-address", what, at, help="write it as in `https://example.org/page`")
            unwrap(link)
            return None
        link.set("href", _as_url(href))
        return None
    log.error(
        "link-scheme",
        f"a link to `{scheme[1].lower()}:` is not allowed in a book: its words stay, the link goes",
        at,
        help="http, https, mailto and tel links are kept",
    )
    unwrap(link)
    return None


def _reference(
    link: _Element, written: str, file: str, at: Span, key: Callable[[], str], form: Literal["link", "mention", "page"]
) -> Reference:
    made = key()
    link.set("data-ref", made)
    return Reference(made, written, file, at, form)


def _asks_for_page(link: _Element) -> bool:
    """Whether a link bears the class `page`, which says no more once it is known."""
    names = (link.get("class") or "").split()
    if "page" not in names:
        return False
    names.remove("page")
    link.attrib.pop("class")
    if names:
        link.set("class", " ".join(names))
    return True


def _settle_anchor(link: _Element, at: Span, log: Log, *, is_link: bool) -> None:
    if is_link:
        log.warn("link-empty", "this link points nowhere: it is set as plain text", at, help="write where it points to")
    name = link.attrib.pop("name", "")
    if name and not link.get("id"):
        link.set("id", str(name))
    if link.get("id"):
        link.tag = "span"
    else:
        unwrap(link)


def _leads_somewhere(href: str) -> bool:
    """Whether an address says more than its scheme; one of the web names a machine (WHATWG URL, 3.5), and a port."""
    scheme, _, rest = href.partition(":")
    if scheme.strip().lower() not in _OF_THE_WEB:
        return bool(rest)
    try:
        parts = urlsplit(href)
        return parts.port != 0 and _HOST.fullmatch(parts.hostname or "") is not None
    except ValueError:
        return False


def of_the_web(address: str) -> str:
    """What a link to this address of the web bears; "" if it is none."""
    scheme = address.partition(":")[0].lower()
    return _as_url(address) if scheme in _OF_THE_WEB and _leads_somewhere(address) else ""


def _as_url(href: str) -> str:
    """The URL with what no URL may hold escaped; Han and other letters stay as the author wrote them (an IRI)."""
    href = _STRAY.sub("%25", href)
    return "".join(char if not char.isascii() or char.isalnum() or char in _URL_SAFE else quote(char) for char in href)
