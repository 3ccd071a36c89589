"""The finished EPUB: valid by EPUBCheck, right where EbookLib 0.20 is wrong, and the same bytes everywhere."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cssselect2
import pytest
import tinycss2
from lxml import etree

from huozi import styles
from huozi.book import Folio
from huozi.config import Claim, Person, Series
from huozi.diagnostics import Log
from huozi.epub.compose import STYLE
from huozi.epub.pagelist import Break, PageMap
from huozi.epub.publication import Item, Metadata, Publication
from huozi.epub.write import write
from tests import builders
from tests.epub.books import epub_of, varied

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from huozi.book import Book

ROOT = Path(__file__).resolve().parents[2]
NS = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
IMAGE = f"{{{NS['h']}}}img"
PAGES = PageMap(
    "活字手册（印刷版）",
    (
        Break(Folio("i"), "preface"),
        Break(Folio("1"), "type.division-0"),
        Break(Folio("2"), "type"),
        Break(Folio("3"), "type", 60),
        Break(Folio("4"), "long", 2000),
    ),
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return epub_of(varied(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return epub_of(varied(tmp_path_factory.mktemp("paged"), isbn="978-7-100-00000-0", toc_depth=1), pdf=PAGES)


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, name: str) -> _Element:
    return etree.fromstring(files(data)[f"EPUB/{name}"])


def texts(root: _Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(one if isinstance(one, str) else "".join(map(str, one.itertext()))) for one in found]  # type: ignore[union-attr]


def small(**fields: object) -> Book:
    book = builders.book(builders.chapter("<h1>总则</h1><p>正文。</p>"), title="活字")
    return replace(book, config=replace(book.config, **fields))  # type: ignore[arg-type] # each has a type of its own


# Valid.


@pytest.mark.needs_java
def test_epubcheck_has_nothing_to_say_of_a_varied_book(
    plain: bytes, tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    (tmp_path / "book.epub").write_bytes(plain)
    assert epubcheck(tmp_path / "book.epub") == []


@pytest.mark.needs_java
def test_epubcheck_has_nothing_to_say_of_pages_and_fonts(
    tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    claim = Claim("活字出版社", "AA", "甲级", "https://example.org/report")
    named = {"series": Series("活字文库", "2"), "title_file_as": "huo zi shou ce", "claim": claim}
    book = varied(tmp_path, embed_fonts=True, lang="ja", toc=False, date="2026年11月", **named)
    (tmp_path / "book.epub").write_bytes(epub_of(book, pdf=PAGES))
    assert epubcheck(tmp_path / "book.epub") == []


@pytest.mark.needs_java
def test_epubcheck_has_nothing_to_say_of_the_smallest_book(
    tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    book = builders.book(builders.chapter("<p>只有一段。</p>", title="book"), title="", title_page=False, imprint=False)
    (tmp_path / "book.epub").write_bytes(epub_of(book))
    assert epubcheck(tmp_path / "book.epub") == []


# Each fault of EbookLib 0.20.


def test_the_archive_begins_with_its_type_and_has_one_canonical_order(plain: bytes) -> None:
    name_length, extra_length = struct.unpack("<HH", plain[26:30])
    assert (plain[30 : 30 + name_length], extra_length) == (b"mimetype", 0)
    assert plain[38:58] == b"application/epub+zip"
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        infos = archive.infolist()
    assert infos[0].compress_type == zipfile.ZIP_STORED
    assert [info.filename for info in infos[1:]] == sorted(info.filename for info in infos[1:])
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {3}


def test_the_date_is_the_book_s_own_and_in_utc() -> None:
    opf = tree(epub_of(small(date="2026-11-24")), "content.opf")
    assert texts(opf, "//opf:meta[@property='dcterms:modified']") == ["2026-11-24T00:00:00Z"]
    assert texts(opf, "//dc:date") == ["2026-11-24"]


def test_the_package_tells_its_language(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    assert opf.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert opf.get("prefix") is None


def test_inline_svg_keeps_its_case_and_is_declared() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><linearGradient id="g"/></svg>'
    data = epub_of(builders.book(builders.chapter(f"<h1>图</h1><div>{drawing}</div>")))
    assert b'viewBox="0 0 4 4"' in files(data)["EPUB/chapter-01.xhtml"]
    assert b"linearGradient" in files(data)["EPUB/chapter-01.xhtml"]
    assert texts(tree(data, "content.opf"), "//opf:item[@href='chapter-01.xhtml']/@properties") == ["svg"]


def test_head_and_body_of_a_document_keep_what_they_say(plain: bytes) -> None:
    chapter = tree(plain, "chapter-01.xhtml")
    assert texts(chapter, "/h:html/@lang") == ["zh-Hans"]
    assert texts(chapter, "/h:html/@xml:lang") == ["zh-Hans"]
    assert texts(chapter, "/h:html/h:head/h:link[@rel='stylesheet']/@href") == [STYLE]
    assert texts(chapter, "/h:html/h:body/@e:type") == ["bodymatter"]
    assert texts(chapter, "/h:html/@e:prefix") == []


def test_a_chapter_without_text_is_a_whole_document() -> None:
    data = epub_of(builders.book(builders.chapter("<h1>空章</h1>")))
    assert texts(tree(data, "chapter-01.xhtml"), "/h:html/h:body//h:h1") == ["空章"]


def test_mathematics_is_declared() -> None:
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    opf = tree(epub_of(builders.book(builders.chapter(f"<h1>式</h1><p>{formula}</p>"))), "content.opf")
    assert texts(opf, "//opf:item[@href='chapter-01.xhtml']/@properties") == ["mathml"]
    assert "MathML" in texts(opf, "//opf:meta[@property='schema:accessibilityFeature']")


@pytest.mark.parametrize("name", ["../evil.xhtml", "a b.xhtml", "章.xhtml", "/etc/x.xhtml", "A.xhtml"])
def test_a_name_that_is_not_ours_is_never_packed(name: str) -> None:
    with pytest.raises(AssertionError, match="is not a name"):
        write(publication(Item(name, "application/xhtml+xml", b"<html/>")))


def test_two_files_of_one_name_are_never_packed() -> None:
    item = Item("a.xhtml", "application/xhtml+xml", b"<html/>")
    with pytest.raises(AssertionError, match="have one name"):
        write(publication(item, item))


def publication(*items: Item) -> Publication:
    from datetime import UTC, datetime

    metadata = Metadata("urn:uuid:0", "书", "zh-Hans", datetime(2026, 1, 1, tzinfo=UTC), ())
    return Publication(metadata, items, tuple(item.name for item in items), b"<ncx/>")


def test_what_ebooklib_drops_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from ebooklib import epub as ebooklib_epub

    monkeypatch.setattr(ebooklib_epub.EpubItem, "get_content", lambda *_: b"")
    with pytest.raises(AssertionError, match="was not packed as it is"):
        write(publication(Item("a.xhtml", "application/xhtml+xml", b"<html/>")))


def test_an_error_while_packing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space left"):
        write(publication(Item("a.xhtml", "application/xhtml+xml", b"<html/>")))


def test_the_ncx_tells_its_true_depth_and_order(plain: bytes) -> None:
    ncx = tree(plain, "toc.ncx")
    # 卷 > 章 > 节 > 小节 > 四级 > 五级 > 六级
    assert texts(ncx, "//n:meta[@name='dtb:depth']/@content") == ["7"]
    orders = texts(ncx, "//n:navPoint/@playOrder")
    assert orders == [str(number) for number in range(1, len(orders) + 1)]
    identifier = texts(tree(plain, "content.opf"), "//dc:identifier")
    assert texts(ncx, "//n:meta[@name='dtb:uid']/@content") == identifier


def test_the_contents_speak_the_book_s_language(plain: bytes) -> None:
    nav = tree(plain, "nav.xhtml")
    assert texts(nav, "//h:nav[@e:type='toc']/h:h1") == ["目录"]
    assert texts(nav, "//h:nav[@e:type='landmarks']/h:h2") == ["导览"]
    assert "Guide" not in files(plain)["EPUB/nav.xhtml"].decode()


# What the book is.


def test_people_have_roles_and_readings(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    assert texts(opf, "//dc:creator") == ["沈括"]
    assert texts(opf, "//dc:contributor") == ["毕昇", "某某"]
    assert texts(opf, "//opf:meta[@property='role'][@scheme='marc:relators']") == ["aut", "edt", "trl"]
    assert texts(opf, "//opf:meta[@property='file-as'][@refines='#person-2']") == ["Bi Sheng"]


def test_an_editor_alone_is_the_creator() -> None:
    opf = tree(epub_of(small(people=(Person("毕昇", "edt"),))), "content.opf")
    assert texts(opf, "//dc:creator") == ["毕昇"]


def test_an_isbn_is_the_identifier(paged: bytes) -> None:
    assert texts(tree(paged, "content.opf"), "//dc:identifier") == ["urn:isbn:9787100000000"]


def test_without_isbn_the_identifier_follows_from_the_book_alone() -> None:
    def identifier(**fields: object) -> str:
        return texts(tree(epub_of(small(**fields)), "content.opf"), "//dc:identifier")[0]

    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", identifier())
    assert identifier() == identifier()
    assert identifier() != identifier(people=(Person("毕昇"),))
    assert identifier(identifier="huozi:1") == "huozi:1"


def test_titles_of_two_kinds_are_told_apart(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    assert texts(opf, "//dc:title") == ["活字手册", "一份书稿，两种成品"]
    assert texts(opf, "//opf:meta[@property='title-type']") == ["main", "subtitle"]


def test_accessibility_is_computed_and_conformance_never_claimed(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    features = set(texts(opf, "//opf:meta[@property='schema:accessibilityFeature']"))
    assert {"alternativeText", "rubyAnnotations", "tableOfContents", "structuralNavigation"} <= features
    assert not features & {"pageNavigation", "pageBreakMarkers", "MathML"}
    assert texts(opf, "//opf:meta[@property='schema:accessMode']") == ["textual", "visual"]
    assert texts(opf, "//opf:meta[@property='schema:accessibilityHazard']") == ["none"]
    assert "所有图片都有替代文字" in texts(opf, "//opf:meta[@property='schema:accessibilitySummary']")[0]
    assert b"conformsTo" not in files(plain)["EPUB/content.opf"]


def test_a_claim_that_pictures_contradict_is_doubted(tmp_path: Path) -> None:
    book = varied(tmp_path, claim=Claim("活字出版社"))
    log = Log()
    epub_of(book, log)
    assert [one.code for one in log.entries if one.code == "claim-doubtful"] == []
    next(book.chapters[1].body.iter("img")).set("alt", "")
    opf = tree(epub_of(book, log), "content.opf")
    assert [one.message for one in log.entries if one.code == "claim-doubtful"] == [
        "the book is said to be accessible, but 1 of its pictures have no words"
    ]
    assert texts(opf, "//opf:meta[@property='a11y:certifiedBy']") == ["活字出版社"]


def test_one_picture_without_words_takes_the_claim_away(tmp_path: Path) -> None:
    book = varied(tmp_path)
    next(book.chapters[1].body.iter("img")).set("alt", "")
    opf = tree(epub_of(book), "content.opf")
    assert "alternativeText" not in texts(opf, "//opf:meta[@property='schema:accessibilityFeature']")
    assert texts(opf, "//opf:meta[@property='schema:accessModeSufficient']") == ["textual,visual"]


def test_a_book_of_text_alone_needs_no_eyes() -> None:
    opf = tree(epub_of(small()), "content.opf")
    assert texts(opf, "//opf:meta[@property='schema:accessMode']") == ["textual"]
    assert "alternativeText" not in texts(opf, "//opf:meta[@property='schema:accessibilityFeature']")


# How it is read.


def test_reading_order_is_cover_title_imprint_preface_contents_text(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    hrefs = dict(zip(texts(opf, "//opf:item/@id"), texts(opf, "//opf:item/@href"), strict=True))
    assert [hrefs[ref] for ref in texts(opf, "//opf:itemref/@idref")] == [
        *("cover.xhtml", "title.xhtml", "imprint.xhtml", "front-01.xhtml", "nav.xhtml", "division-01.xhtml"),
        *("chapter-01.xhtml", "division-02.xhtml", "chapter-02.xhtml", "chapter-02-2.xhtml", "appendix-01.xhtml"),
        "back-01.xhtml",
    ]


def test_parts_that_are_switched_off_are_not_there() -> None:
    names = set(files(epub_of(small(cover=False, title_page=False, imprint=False, toc=False))))
    assert not names & {"EPUB/cover.xhtml", "EPUB/cover.png", "EPUB/title.xhtml", "EPUB/imprint.xhtml"}
    opf = tree(epub_of(small(cover=False, title_page=False, toc=False)), "content.opf")
    assert texts(opf, "//opf:itemref/@idref") == ["f-chapter-01.xhtml"]


def test_the_cover_is_declared_in_the_old_way_and_the_new(plain: bytes) -> None:
    opf = tree(plain, "content.opf")
    cover = texts(opf, "//opf:item[@properties='cover-image']/@id")
    assert texts(opf, "//opf:meta[@name='cover']/@content") == cover
    assert texts(opf, "//opf:item[@properties='cover-image']/@media-type") == ["image/png"]
    assert texts(tree(plain, "cover.xhtml"), "//h:img/@alt") == ["活字手册　沈括　毕昇　某某"]


def test_landmarks_lead_to_cover_title_contents_and_text(plain: bytes) -> None:
    nav = tree(plain, "nav.xhtml")
    assert texts(nav, "//h:nav[@e:type='landmarks']//h:a/@e:type") == ["cover", "titlepage", "toc", "bodymatter"]
    assert texts(nav, "//h:nav[@e:type='landmarks']//h:a/@href")[-1] == "division-01.xhtml"
    assert texts(nav, "//h:nav/@role") == ["doc-toc"]


def test_entries_deeper_than_the_contents_are_hidden_on_the_page_only(paged: bytes) -> None:
    nav = tree(paged, "nav.xhtml")
    assert texts(nav, "//h:nav[@e:type='toc']//h:li[contains(@class, 'level-1')]/h:ol/@hidden") != []
    assert texts(nav, "//h:nav[@e:type='toc']/h:ol/@hidden") == []


def test_links_and_notes_find_their_file(plain: bytes) -> None:
    appendix = tree(plain, "appendix-01.xhtml")
    assert texts(appendix, "//h:a/@href") == ["chapter-01.xhtml#type.craft"]
    second = tree(plain, "chapter-02-2.xhtml")
    calls = texts(second, "//h:a[@e:type='noteref']/@href")
    assert calls
    for call in calls:
        assert texts(second, f"//h:aside[@id='{call[1:]}']") != []
    assert "chapter-02.xhtml#long.s1" in texts(second, "//h:a/@href")


def test_a_drawing_is_named_so_that_a_dark_screen_gives_it_a_ground(plain: bytes) -> None:
    chapter = tree(plain, "chapter-01.xhtml")
    classes = dict(zip(texts(chapter, "//h:img/@src"), [one.get("class") for one in chapter.iter(IMAGE)], strict=True))
    assert classes == {"image/flow.svg": "clear", "image/shade.png": None}
    assert re.search(r"img\.clear \{ background: #fff;? \}", files(plain)[f"EPUB/{STYLE}"].decode())


def test_an_outside_address_holds_only_what_a_url_may() -> None:
    link = '<a href="https://example.org/活字/#/a b#c">x</a>'
    data = epub_of(builders.book(builders.chapter(f"<h1>链</h1><p>{link}</p>")))
    wanted = "https://example.org/%E6%B4%BB%E5%AD%97/#/a%20b%23c"
    assert texts(tree(data, "chapter-01.xhtml"), "//h:a/@href") == [wanted]


# Pages.


def test_the_page_list_holds_each_page_of_the_printed_edition(paged: bytes) -> None:
    nav = tree(paged, "nav.xhtml")
    listed = "//h:nav[@e:type='page-list'][@role='doc-pagelist']//h:a"
    assert texts(nav, listed) == ["i", "1", "2", "3", "4"]
    for href in texts(nav, f"{listed}/@href"):
        file, _, name = href.partition("#")
        assert texts(tree(paged, file), f"//*[@id='{name}'][@role='doc-pagebreak']/@e:type") == ["pagebreak"]
    opf = tree(paged, "content.opf")
    assert texts(opf, "//opf:meta[@property='pageBreakSource']") == ["活字手册（印刷版）"]
    assert "pageNavigation" in texts(opf, "//opf:meta[@property='schema:accessibilityFeature']")
    assert texts(tree(paged, "toc.ncx"), "//n:pageTarget/n:navLabel/n:text") == ["i", "1", "2", "3", "4"]


def test_without_printed_pages_there_is_no_page_list(plain: bytes) -> None:
    assert b"page-list" not in files(plain)["EPUB/nav.xhtml"]
    assert b"pageBreakSource" not in files(plain)["EPUB/content.opf"]


# The look.


def test_the_style_sheet_locks_nothing_of_the_readers(plain: bytes) -> None:
    css = files(plain)[f"EPUB/{STYLE}"].decode()
    assert "var(" not in css
    assert "@page" not in css
    body = re.findall(r"(?:^|[},])\s*(?:html|body|p)\s*\{([^}]*)\}", css)
    assert body
    for rules in body:
        assert not re.search(r"(?:^|[; ])(?:font|font-size|font-family|line-height|color|background)\s*:", rules)
    assert "text-autospace: normal" in css
    assert "-epub-text-emphasis-style: filled dot" in css
    assert "-webkit-text-emphasis-style: filled dot" in css


# The same everywhere.

SCRIPT = """
import hashlib, sys
from pathlib import Path
from tests.epub.books import epub_of, varied
from tests.epub.test_epub import PAGES
print(hashlib.sha256(epub_of(varied(Path(sys.argv[1]), embed_fonts=True, date=""), pdf=PAGES)).hexdigest())
"""


def test_two_processes_in_other_places_times_and_seeds_make_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for count, (zone, seed, lang) in enumerate((("Asia/Shanghai", "1", "C"), ("America/New_York", "2", "C.UTF-8"))):
        folder = tmp_path / f"folder-{count}"
        folder.mkdir()
        environ = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": lang, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SCRIPT, str(folder)]
        done = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=True)
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    book = varied(tmp_path)
    digests = {hashlib.sha256(epub_of(book)).hexdigest() for _ in range(2)}
    assert len(digests) == 1


def test_nothing_of_the_machine_is_in_the_file(plain: bytes) -> None:
    for name, data in files(plain).items():
        assert str(ROOT).encode() not in data, name
        assert b"file:" not in data, name


def test_a_link_to_nothing_is_an_error_and_not_a_dead_link() -> None:
    from huozi import outline
    from huozi.epub import make

    log = Log()
    book = builders.book(builders.chapter("<h1>链</h1><p>见下。</p>"))
    etree.SubElement(book.chapters[0].body, "a", href="#nowhere").text = "此处"
    look = styles.load(book.config, log)
    assert look is not None
    data = make(book, look, outline.from_book(book), log)
    assert [(one.code, one.message) for one in log.entries] == [
        ("link-broken", "链: nothing in the book has the id `nowhere` that a link points to")
    ]
    assert texts(tree(data, "chapter-01.xhtml"), "//h:a/@href") == []


SCREENS = {
    "white": ("ffffff", "000000"),
    "black": ("000000", "ffffff"),
    "sepia": ("f4ecd8", "5b4636"),
    "night": ("121212", "e0e0e0"),
}
"""Page and text, as readers have them."""


@pytest.mark.parametrize("screen", SCREENS)
def test_the_words_of_code_can_be_read_on_every_screen(screen: str) -> None:
    """WCAG 2.2, 1.4.3. They are half of the text's own colour; where a reader mixes none, on white at least."""
    page, ink = map(channels, SCREENS[screen])
    ground = blended(page, (128, 128, 128), 0.06)
    css = (ROOT / "styles" / "epub.css").read_text("utf-8")
    assert "--tint: rgba(128, 128, 128, 0.06);" in css
    colours = dict(re.findall(r"(--code-[a-z]+): #(\w{6});", css))
    mixed = re.findall(r"color-mix\(in srgb, currentcolor (\d+)%, var\((--code-[a-z]+)\)\)", css)
    assert {name for _, name in mixed} == colours.keys()
    for share, name in mixed:
        hue = channels(colours[name])
        assert contrast(ground, blended(hue, ink, int(share) / 100)) >= 4.5, name
        if screen == "white":
            assert contrast(ground, hue) >= 4.5, name


@pytest.mark.parametrize("style", styles.names())
def test_the_words_of_code_can_be_read_on_every_ground_in_print(style: str) -> None:
    """Paper, the ground of code, and that of marked and added lines (WCAG 2.2, 1.4.3)."""
    look = styles.load(builders.config(style=style), Log())
    assert look is not None
    grounds = [channels("ffffff"), *(channels(look.tokens[name][1:]) for name in ("--tint", "--tint-strong"))]
    words = [name for name in look.tokens if name.startswith("--code-") or name in {"--ink", "--ink-soft", "--link"}]
    assert len(words) == 8
    for name in words:
        digits = look.tokens[name][1:]
        colour = channels(digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
        assert min(contrast(ground, colour) for ground in grounds) >= 4.5, name


def test_on_the_ground_of_a_marked_line_words_have_the_readers_own_colour() -> None:
    """No hue has the contrast of 4.5 on a ground of grey and on black too (WCAG 2.2, 1.4.3)."""
    tree = etree.fromstring(
        "<pre><mark><span class='tok-comment'/><span class='tok-keyword'/></mark>"
        "<ins><span class='tok-string'/></ins></pre>"
    )
    found: dict[_Element, tuple[tuple[int, int, int], str]] = {}
    for sheet in ("book.css", "epub.css"):
        for rule in tinycss2.parse_stylesheet((ROOT / "styles" / sheet).read_text("utf-8"), True, True):
            if rule.type != "qualified-rule":
                continue
            colours = [
                tinycss2.serialize(one.value).strip()
                for one in tinycss2.parse_declaration_list(rule.content, True, True)
                if one.type == "declaration" and one.name == "color"
            ]
            for selector in cssselect2.compile_selector_list(rule.prelude) if colours else []:
                for element in cssselect2.ElementWrapper.from_xml_root(tree).iter_subtree():
                    best = found.setdefault(element.etree_element, ((0, 0, 0), "inherit"))
                    if selector.test(element) and selector.specificity >= best[0] and not selector.pseudo_element:
                        found[element.etree_element] = (selector.specificity, colours[-1])
    assert {found[span][1] for span in tree.iter("span")} == {"inherit"}


Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""


def channels(digits: str) -> Colour:
    red, green, blue = (float(int(digits[place : place + 2], 16)) for place in (0, 2, 4))
    return red, green, blue


def blended(below: Colour, above: Colour, share: float) -> Colour:
    red, green, blue = (one * (1 - share) + other * share for one, other in zip(below, above, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in (part / 255 for part in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
