"""A .docx file -> its blocks: mammoth reads headings, lists, tables, notes and pictures by their styles.

Formulas, which mammoth passes by, stand in its way as marks, and come out as TeX (omml.py).
The archive is looked at before it is opened: names that lead out, sizes that do not fit, document types are refused.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from lxml import etree, html

from huozi.diagnostics import Span
from huozi.importer import omml
from huozi.importer.infer import Block
from huozi.importer.markdown import blocks
from huozi.importer.page import Read
from huozi.importer.shapes import Copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from lxml.html import HtmlElement

    from huozi.diagnostics import Log

_MOST_BYTES = 512 * 2**20
_MOST_FILES = 10_000
_HIGHEST_RATIO = 200
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
p[style-name='Author'] => p:fresh
p[style-name='Date'] => p:fresh
p[style-name='First Paragraph'] => p:fresh
p[style-name='Compact'] => p:fresh
p[style-name='Captioned Figure'] => p:fresh
p[style-name='Image Caption'] => p:fresh
p[style-name='Table Caption'] => p:fresh
p[style-name='Caption'] => p:fresh
p[style-name='caption'] => p:fresh
u => u
strike => s
comment-reference =>
"""
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
}


def read(path: Path, log: Log) -> Read | None:
    """The text of a Word file; None and an error if it is none, or one that cannot be trusted."""
    shown = path.as_posix()
    if fault := _fault(path):
        log.error("import-refused", f"`{shown}` is not read: {fault}", help="save it anew as .docx in a word processor")
        return None
    import mammoth

    pictures: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:  # noqa: ANN401 (mammoth has no types)
        suffix = _SUFFIXES.get(image.content_type, "")
        if not suffix:
            log.warn(
                "import-unmapped", f"a picture of the kind {image.content_type}", Span(shown), help="save it as PNG"
            )
            return {"src": ""}
        with image.open() as file:
            name = f"images/{len(pictures) + 1:03}{suffix}"
            pictures[name] = file.read()
        return {"src": name}

    try:
        file, formulas = _with_marks(path)
        with file:
            made = mammoth.convert_to_html(file, style_map=_STYLES, convert_image=mammoth.images.img_element(keep))
    except Exception as error:  # noqa: BLE001 (the file is by anyone; its reader fails in many ways)
        log.error("import-refused", f"`{shown}` cannot be read as a Word file: {error}", help="save it anew as .docx")
        return None
    for message in dict.fromkeys(str(one.message) for one in made.messages):
        log.warn("import-unmapped", f"Word file: {message}", Span(shown), help="look at the place in the new text")
    root = html.fragment_fromstring(made.value or "<p></p>", create_parent="div")
    return _read(root, pictures, _properties(path), formulas)


def _fault(path: Path) -> str:
    """What is wrong with the archive; "" if nothing is."""
    try:
        with ZipFile(path) as archive:
            files = archive.infolist()
            if len(files) > _MOST_FILES or sum(one.file_size for one in files) > _MOST_BYTES:
                return "its contents are too large"
            for one in files:
                parts = PurePosixPath(one.filename.replace("\\", "/"))
                if parts.is_absolute() or ".." in parts.parts:
                    return f"the name `{one.filename}` in it leads out of it"
                if one.file_size > 2**20 and one.file_size > _HIGHEST_RATIO * max(1, one.compress_size):
                    return f"`{one.filename}` in it is packed beyond belief"
                if one.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(one).replace(b"\x00", b""):
                    return f"`{one.filename}` in it declares a document type"
            if "word/document.xml" not in archive.namelist():
                return "it holds no Word document"
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        return str(error) or "it is no archive"
    return ""


_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _with_marks(path: Path) -> tuple[BytesIO, list[str]]:
    """The file with a mark in the place of each formula, and the Markdown of each."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    formulas: list[str] = []
    made = BytesIO()
    with ZipFile(path) as archive, ZipFile(made, "w") as copy:
        for one in archive.infolist():
            data = archive.read(one)
            if one.filename in _PARTS and omml.MATH.strip("{}").encode() in data:
                root = etree.fromstring(data, parser)
                _mark_formulas(root, formulas)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(one.filename, data)
    made.seek(0)
    return made, formulas


def _mark_formulas(root: _Element, formulas: list[str]) -> None:
    """Put a run of text with a mark in the place of each formula."""
    for formula in list(root.iter(f"{omml.MATH}oMath")):
        above, parent = formula.getparent(), formula.getparent()
        display = above is not None and above.tag == f"{omml.MATH}oMathPara"
        if display and above is not None:
            parent = above.getparent()
        written = omml.tex(formula)
        if above is None or parent is None or not written:
            continue
        formulas.append(f"$${written}$$" if display else f"${written}$")
        run = etree.Element(f"{_WORD}r")
        text = etree.SubElement(run, f"{_WORD}t")
        text.text = f"\ue002{len(formulas) - 1}\ue003"
        if display:
            above.addprevious(run)
            above.remove(formula)
        else:
            run.tail, formula.tail = formula.tail, None
            parent.replace(formula, run)
    for box in list(root.iter(f"{omml.MATH}oMathPara")):
        holder = box.getparent()
        if holder is not None and box.find(f"{omml.MATH}oMath") is None:
            holder.remove(box)


def _properties(path: Path) -> tuple[str, str]:
    """Title and author as the properties of the file say."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with ZipFile(path) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return "", ""
        try:
            root = etree.fromstring(archive.read("docProps/core.xml"), parser)
        except etree.XMLSyntaxError:
            return "", ""
    title = root.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
    author = root.findtext("{http://purl.org/dc/elements/1.1/}creator") or ""
    return title.strip(), "" if author.strip().lower() in {"python-docx", "administrator", "user"} else author.strip()


def _read(root: HtmlElement, pictures: dict[str, bytes], properties: tuple[str, str], formulas: Sequence[str]) -> Read:
    notes = _notes(root)

    def place(source: str, words: str, _line: int) -> str:
        return f"![{words}]({source})" if source else ""

    titles = [one for one in root.iter("h1") if "title" in (one.get("class") or "")]
    title = " ".join(titles[0].text_content().split()) if titles else ""
    for one in titles:
        one.drop_tree()
    found = blocks(root, place)
    levels = [block.level for block in found if block.level]
    if not title and levels.count(1) == 1 and found[0].level == 1 and len(levels) > 1:
        title, found = found[0].text, found[1:]
    top = min((block.level for block in found if block.level), default=2)
    body = [_settled(block, top, notes) for block in found]
    body += [Block(f"[^{label}]: {text}", 1, is_text=False) for label, text in notes.items()]
    copies = tuple(Copy(name, pictures[name]) for name in sorted(pictures))
    body = [Block(_with_formulas(one.text, formulas), one.line, one.level, one.is_text) for one in body]
    return Read(_with_formulas(title, formulas), properties[1], tuple(body), copies)


_FORMULA = re.compile("\ue002([0-9]+)\ue003")


def _with_formulas(text: str, formulas: Sequence[str]) -> str:
    """Text with its formulas in place of their marks; beside letters and figures in the form that is never money."""

    def formula(mark: re.Match[str]) -> str:
        written = formulas[int(mark[1])]
        beside = text[mark.start() - 1 : mark.start()] + text[mark.end() : mark.end() + 1]
        if written.startswith("$$") or not re.search(r"[A-Za-z0-9$]", beside):
            return written
        return f"$`{written[1:-1]}`$"

    return _FORMULA.sub(formula, text)


_CALL = re.compile("\ue000([0-9]+)\ue001")


def _notes(root: HtmlElement) -> dict[str, str]:
    """Take mammoth's list of notes off the end, and put a mark where each is called."""
    found: dict[str, str] = {}
    for item in root.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
        for back in item.xpath(".//a[starts-with(@href, '#footnote-ref') or starts-with(@href, '#endnote-ref')]"):
            back.drop_tree()
        inner = [block.text.replace("\\\n", " ") for block in blocks(item, lambda *_: "")]
        found[str(item.get("id"))] = " ".join(inner).strip()
        parent = item.getparent()
        item.drop_tree()
        if parent is not None and not len(parent):
            parent.drop_tree()
    labels = {name: str(number) for number, name in enumerate(found, 1)}
    for call in root.xpath("//a[starts-with(@href, '#footnote-') or starts-with(@href, '#endnote-')]"):
        label = labels.get(str(call.get("href"))[1:])
        if label:
            mark = call.getparent() if call.getparent() is not None and call.getparent().tag == "sup" else call
            for child in list(mark):
                mark.remove(child)
            mark.text = f"\ue000{label}\ue001"
            mark.tag = "span"
    return {labels[name]: text for name, text in found.items()}


def _settled(block: Block, top: int, notes: dict[str, str]) -> Block:
    text = _CALL.sub(lambda call: f"[^{call[1]}]" if call[1] in notes else "", block.text)
    level = min(6, block.level + 2 - top) if block.level else 0
    return Block(text, block.line, level, block.is_text)
