"""A linked book -> the same with what its standard and its sheet ask for beyond the pages; most books need none of it.

PDF/A wants an output intent, pictures that are not smoothed and the files that the book was made of, if any; for
PDF/X-4 see press.py, for bleed and crop marks trim.py.
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from huozi.pdf import press

if TYPE_CHECKING:
    from huozi.pdf.archive import Standard
    from huozi.pdf.trim import Trim


def finish(data: bytes, standard: Standard, trim: Trim) -> bytes:
    """Finish a book that has been linked: its files, its colours, its sheet."""
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
        press.write(pdf, standard.profile, _srgb())
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = String(standard.date)
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
        sums = Dictionary(ModDate=String(standard.date), Size=len(one.data))
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
