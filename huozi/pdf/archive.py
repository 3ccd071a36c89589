"""What a PDF says of itself (XMP), and which of PDF/A-3, PDF/UA-1 and PDF/X-4 it is to be.

The pages and their tags are made so that the first two hold (ISO 19005-3 level A, ISO 14289-1); here it is claimed,
where the book asks for that. What they ask for beyond the pages, finishing.py adds. Dates and identifiers are written
only where a standard wants them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huozi.config import Conformance

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_UA_SCHEMA = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
"""PDF/A wants every schema described that it does not name itself (ISO 19005-3, 6.6.2.3)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF that the book was made of: its name, media type and bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Standard:
    """What the file is to be beyond a PDF, when the book was last changed, what it was made of.

    `profile` is the ICC profile of the printing condition, for `print`.
    """

    name: Conformance = "plain"
    changed: datetime = datetime(1980, 1, 1, tzinfo=UTC)
    profile: bytes | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def date(self) -> str:
        """The date of the last change as PDF writes it (ISO 32000-1, 7.9.4)."""
        return self.changed.strftime("D:%Y%m%d%H%M%SZ")

    @property
    def is_only_claimed(self) -> bool:
        """Whether a book keeps it as it is linked, and only has to say so."""
        return not self.attachments and self.name in {"plain", "accessible"}

    @property
    def version(self) -> str:
        """The version of PDF that the standard is one of."""
        return "1.6" if self.name == "print" else "1.7"


PLAIN = Standard()


def packet(info: Mapping[str, str], lang: str, standard: Standard) -> bytes:
    """What a finished book says of itself, as XMP."""
    parts = "\n".join(_descriptions(info, lang, standard))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF}">\n{parts}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _descriptions(info: Mapping[str, str], lang: str, standard: Standard) -> Iterator[str]:
    conformance = standard.name
    if conformance.startswith("archive"):
        yield _description("pdfaid", "http://www.aiim.org/pdfa/ns/id/", {"part": "3", "conformance": "A"})
    if conformance.endswith("accessible"):
        yield _description("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", {"part": "1"})
        if conformance.startswith("archive"):
            yield _UA_SCHEMA.strip()
    core = {"title": _list("Alt", info.get("Title"), ' xml:lang="x-default"')}
    core |= {"creator": _list("Seq", info.get("Author")), "language": _list("Bag", lang)}
    core |= {"description": _list("Alt", info.get("Subject"), ' xml:lang="x-default"')}
    yield _description("dc", "http://purl.org/dc/elements/1.1/", core)
    basic, about = {"CreatorTool": _plain(info.get("Creator", ""))}, {"Keywords": _plain(info.get("Keywords", ""))}
    if conformance == "print":
        date = standard.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
        basic |= {"CreateDate": date, "ModifyDate": date, "MetadataDate": date}
        about["Trapped"] = "False"
        yield _description("pdfxid", "http://www.npes.org/pdfx/ns/id/", {"GTS_PDFXVersion": "PDF/X-4"})
        name = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((*info.values(), lang, date)))
        version = {"DocumentID": f"uuid:{name}", "RenditionClass": "default", "VersionID": "1"}
        yield _description("xmpMM", "http://ns.adobe.com/xap/1.0/mm/", version)
    yield _description("xmp", "http://ns.adobe.com/xap/1.0/", basic)
    if any(about.values()):
        yield _description("pdf", "http://ns.adobe.com/pdf/1.3/", about)


def _description(prefix: str, namespace: str, values: Mapping[str, str]) -> str:
    inner = "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in values.items() if value)
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{inner}</rdf:Description>'


def _list(kind: str, value: str | None, attributes: str = "") -> str:
    return f"<rdf:{kind}><rdf:li{attributes}>{_plain(value)}</rdf:li></rdf:{kind}>" if value else ""


def _plain(value: str) -> str:
    return escape(value, quote=False)
