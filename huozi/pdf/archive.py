"""What a PDF says of itself (XMP), and what PDF/A-3, PDF/UA-1 and PDF/X-4 ask of it beyond its pages.

The pages and their tags are made so that the first two hold (ISO 19005-3 level A, ISO 14289-1); here it is claimed,
where the book asks for that, and what only PDF/A wants is added: an output intent, and pictures that are not smoothed.
For PDF/X-4 (ISO 15930-7) see press.py too. Dates and identifiers are written only where a standard wants them.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from huozi.pdf.trim import UNTRIMMED, Trim

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
    def date(self) -> String:
        """The date of the last change as PDF writes it (ISO 32000-1, 7.9.4)."""
        return String(self.changed.strftime("D:%Y%m%d%H%M%SZ"))

    @property
    def version(self) -> str:
        """The version of PDF that the standard is one of."""
        return "1.6" if self.name == "print" else "1.7"


PLAIN = Standard()


def finish(data: bytes, standard: Standard, trim: Trim) -> bytes:
    """A finished book with what its standard asks for, on its sheet; most books are finished as they are."""
    if not (standard.attachments or standard.name.startswith(("archive", "print")) or trim != UNTRIMMED):
        return data
    sink = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            trim.apply(pdf, page)
        _write(pdf, standard)
        pdf.save(
            sink,
            force_version=standard.version,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return sink.getvalue()


def _write(pdf: pikepdf.Pdf, standard: Standard) -> None:
    if standard.attachments:
        _attach(pdf, standard)
    if standard.name == "print":
        from huozi.pdf import press  # it imports what knows of colours, which no other book needs

        press.write(pdf, standard.profile, _srgb())
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = standard.date
        pdf.docinfo["/Trapped"] = Name("/False")
    if standard.name.startswith("archive"):
        pdf.Root.OutputIntents = Array([_output_intent(pdf)])
        for one in pdf.objects:
            if isinstance(one, Stream) and "/Interpolate" in one:
                del one["/Interpolate"]  # ISO 19005-3, 6.2.8


def _attach(pdf: pikepdf.Pdf, standard: Standard) -> None:
    """Put in the files that the book was made of, as its source (ISO 19005-3, 6.8 and annex E)."""
    names, files = pikepdf.NameTree.new(pdf), []
    for one in sorted(standard.attachments, key=lambda one: one.name):
        sums = Dictionary(ModDate=standard.date, Size=len(one.data))
        stream = Stream(pdf, one.data, Type=Name.EmbeddedFile, Subtype=Name("/" + one.media_type), Params=sums)
        entry = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(one.name),
                UF=String(one.name),
                AFRelationship=Name.Source,
                EF=Dictionary(F=pdf.make_indirect(stream)),
            )
        )
        names[one.name] = entry
        files.append(entry)
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = names.obj
    pdf.Root.AF = Array(files)


def _output_intent(pdf: pikepdf.Pdf) -> Dictionary:
    """The colours of the file are those of sRGB (ISO 19005-3, 6.2.3)."""
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, _srgb(), N=3)),
    )


def _srgb() -> bytes:
    """The ICC profile of sRGB, which the layout engine brings along."""
    engine = find_spec("weasyprint")
    assert engine is not None
    assert engine.origin is not None
    return (Path(engine.origin).parent / "pdf" / "sRGB2014.icc").read_bytes()


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
