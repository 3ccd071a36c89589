"""What a PDF says of itself (XMP), and what PDF/A-3 and PDF/UA-1 ask of it beyond its pages; no dates, no identifiers.

The pages and their tags are made so that both hold (ISO 19005-3 level A, ISO 14289-1); here it is claimed, where the
book asks for that, and what only PDF/A wants is added: an output intent, and pictures that are not smoothed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Stream, String

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pikepdf

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


def write(pdf: pikepdf.Pdf, info: Mapping[str, str], lang: str, conformance: Conformance) -> None:
    """Write the metadata of a finished book, and what its conformance asks for."""
    packet = _packet(info, lang, conformance).encode()
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML))
    if conformance.startswith("archive"):
        pdf.Root.OutputIntents = Array([_output_intent(pdf)])
        for one in pdf.objects:
            if isinstance(one, Stream) and "/Interpolate" in one:
                del one["/Interpolate"]  # ISO 19005-3, 6.2.8


def _output_intent(pdf: pikepdf.Pdf) -> Dictionary:
    """The colours of the file are those of sRGB (ISO 19005-3, 6.2.3). The layout engine brings the profile along."""
    engine = find_spec("weasyprint")
    assert engine is not None
    assert engine.origin is not None
    profile = Path(engine.origin).parent / "pdf" / "sRGB2014.icc"
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, profile.read_bytes(), N=3)),
    )


def _packet(info: Mapping[str, str], lang: str, conformance: Conformance) -> str:
    parts = "\n".join(_descriptions(info, lang, conformance))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF}">\n{parts}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


def _descriptions(info: Mapping[str, str], lang: str, conformance: Conformance) -> Iterator[str]:
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
    yield _description("xmp", "http://ns.adobe.com/xap/1.0/", {"CreatorTool": escape(info.get("Creator", ""))})
    if keywords := info.get("Keywords"):
        yield _description("pdf", "http://ns.adobe.com/pdf/1.3/", {"Keywords": escape(keywords)})


def _description(prefix: str, namespace: str, values: Mapping[str, str]) -> str:
    inner = "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in values.items() if value)
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{inner}</rdf:Description>'


def _list(kind: str, value: str | None, attributes: str = "") -> str:
    return f"<rdf:{kind}><rdf:li{attributes}>{escape(value)}</rdf:li></rdf:{kind}>" if value else ""
