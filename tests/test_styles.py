"""The styles: where they are, how a cascade becomes tokens, what an author's sheet may change, what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import huozi
from huozi import styles
from huozi.config import Grid, PageSize
from huozi.diagnostics import Log, Span
from tests.builders import config

if TYPE_CHECKING:
    from huozi.styles import Styles

ROOT = Path(__file__).resolve().parent.parent
MM = 72 / 25.4


def load(**fields: Any) -> Styles:  # noqa: ANN401 (fields of Config)
    log = Log()
    found = styles.load(config(**fields), log)
    assert found is not None
    assert log.entries == []
    return found


def messages(**fields: Any) -> list[tuple[str, str, Span | None]]:  # noqa: ANN401
    log = Log()
    styles.load(config(**fields), log)
    return [(one.code, one.message, one.at) for one in log.entries]


def write(folder: Path, name: str, css: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(css, "utf-8")
    return path


# The type area: characters x lines (clreq 2.3.4; GR2).


@pytest.mark.parametrize(
    "page",
    [None, PageSize("A4", 210, 297), PageSize("B5", 176, 250), PageSize("16开", 185, 260), PageSize("32开", 130, 184)],
)
def test_the_measure_is_a_whole_number_of_characters_on_every_page(page: PageSize | None) -> None:
    found = load(page=page)
    size, measure = found.points("--size-body"), found.points("--measure")
    assert measure / size == int(found.tokens["--measure-chars"])
    width = (page.width_mm if page else 148) * MM
    assert found.points("--margin-inner") + measure + found.points("--margin-outer") == pytest.approx(width, abs=0.01)
    height = (page.height_mm if page else 210) * MM
    lines = int(found.tokens["--page-lines"])
    area = found.points("--margin-top") + lines * found.points("--lead") + found.points("--margin-bottom")
    assert area == pytest.approx(height, abs=0.01)


def test_the_default_page_is_a_chinese_trade_book() -> None:
    """大32开, 五号 (10.5 pt), 26 to 28 characters by as many lines, lead 1.6 to 1.7."""
    found = load()
    assert (found.tokens["--page-width"], found.tokens["--page-height"]) == ("148mm", "210mm")
    assert found.tokens["--size-body"] == "10.5pt"
    assert 26 <= int(found.tokens["--measure-chars"]) <= 28
    assert 26 <= int(found.tokens["--page-lines"]) <= 28
    assert 1.6 <= found.points("--lead") / found.points("--size-body") <= 1.7


def test_an_author_sets_the_type_area_by_characters_and_lines(tmp_path: Path) -> None:
    sheet = write(tmp_path, "my.css", ":root { --measure-chars: 20; --page-lines: 18; --size-body: 12pt }")
    found = load(css=(sheet,), root=tmp_path)
    assert found.points("--measure") == 240
    assert found.points("--type-height") == 18 * found.points("--lead")


def test_a_margin_that_an_author_sets_stays(tmp_path: Path) -> None:
    found = load(css=(write(tmp_path, "my.css", ":root { --margin-top: 30mm }"),), root=tmp_path)
    assert found.tokens["--margin-top"] == "30mm"


def test_a_type_area_wider_than_the_page_is_refused(tmp_path: Path) -> None:
    sheet = write(tmp_path, "my.css", ":root { --measure-chars: 60 }")
    ((code, message, _),) = messages(css=(sheet,), root=tmp_path)
    assert code == "type-area"
    assert message == "60 characters of 10.5 pt by 27 lines of 17.5 pt do not fit a page of 420 by 595 pt"


@pytest.mark.parametrize("page", [PageSize("A5", 148, 210), PageSize("32开", 130, 184), PageSize("64开", 92, 126)])
@pytest.mark.parametrize("style", styles.names())
def test_every_style_fits_every_page(page: PageSize, style: str) -> None:
    """A style that counts its characters and lines does so for its own page."""
    log = Log()
    found = styles.load(config(page=page, style=style), log)
    assert found is not None
    assert found.points("--measure") < page.width_mm * MM
    assert found.points("--type-height") < page.height_mm * MM
    assert not log.failed


def test_a_grid_that_the_author_counts_is_not_changed() -> None:
    codes = [code for code, *_ in messages(page=PageSize("32开", 130, 184), grid=Grid(28, 22), style="gongwen")]
    assert "type-area" in codes


def test_notes_have_a_measure_of_whole_characters_too() -> None:
    """FN3; jlreq 4.2.5."""
    found = load()
    measure = found.points("--measure") - found.points("--note-rest")
    assert measure / found.points("--size-note") == pytest.approx(round(measure / found.points("--size-note")))


# Languages and fonts.


@pytest.mark.parametrize(
    ("lang", "family"),
    [
        ("zh-Hans", "Noto Serif CJK SC"),
        ("zh", "Noto Serif CJK SC"),
        ("zh-CN", "Noto Serif CJK SC"),
        ("zh-Hant", "Noto Serif CJK TC"),
        ("zh-TW", "Noto Serif CJK TC"),
        ("zh-HK", "Noto Serif CJK TC"),
        ("ja", "Noto Serif CJK JP"),
        ("ja-JP", "Noto Serif CJK JP"),
        ("ko", "Noto Serif CJK KR"),
    ],
)
def test_each_language_has_its_own_glyphs(lang: str, family: str) -> None:
    assert load(lang=lang).fonts["body"].declared[0] == family


@pytest.mark.parametrize(("lang", "indent"), [("zh-Hans", "2em"), ("zh-Hant", "2em"), ("ja", "1em"), ("ko", "1em")])
def test_the_first_line_is_indented_as_the_language_does(lang: str, indent: str) -> None:
    """PA1; clreq 3.5.1."""
    assert load(lang=lang).tokens["--indent"] == indent


def test_every_role_has_a_font_that_is_there() -> None:
    for role in styles.ROLES:
        found = load().fonts[role].found
        assert found, role
        assert all(face.path.is_file() for face in found)


def test_no_stack_of_text_names_an_emoji_font() -> None:
    """An emoji font has digits: named in a stack it would be asked for them."""
    fonts = load().fonts
    emoji = set(fonts["emoji"].declared)
    assert not any(emoji.intersection(fonts[role].declared) for role in styles.ROLES)


def test_a_role_without_any_installed_font_is_named(tmp_path: Path) -> None:
    sheet = write(tmp_path, "my.css", ':root { --font-kai: "No Such Kai", serif }')
    found = messages(css=(sheet,), root=tmp_path)
    assert ("font-missing", "none of the fonts for kai is installed: No Such Kai", None) in found


def test_a_font_that_a_sheet_names_first_and_is_not_there_is_told(tmp_path: Path) -> None:
    """What stands in is declared in the same list; what the sheet does not name itself is no concern of its author."""
    sheet = write(tmp_path, "my.css", ':root {\n  --font-kai: "No Such Kai", "Noto Serif CJK SC", serif;\n}')
    found = messages(css=(sheet,), root=tmp_path)
    told = "No Such Kai is not installed; Noto Serif CJK SC stands in for kai"
    assert [(code, text) for code, text, _ in found] == [("font-fallback", told)]
    assert str(found[0][2]).startswith("my.css:2")


def test_an_official_document_tells_of_each_font_of_the_standard_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = styles.installed()
    monkeypatch.setattr(styles, "installed", lambda: {name: installed[name] for name in installed if "noto" in name})
    texts = [text for code, text, _ in messages(style="gongwen") if code == "font-fallback"]
    assert sorted(text.partition(";")[0].rpartition(" for ")[2] for text in texts) == ["body", "title"]


# Styles and sheets.


def test_an_unknown_style_is_named_with_what_is_allowed() -> None:
    log = Log()
    at = Span("book.md", 3, 8, 4)
    assert styles.load(config(style="bok", places={"style": at}), log) is None
    (one,) = log.entries
    assert (one.code, one.message, one.at) == ("style-unknown", "there is no style `bok`", at)
    assert one.help == (
        "use one of book, essay, gongwen, manual, novel, or the path in the book of a style sheet or a folder with "
        "tokens.css"
    )


def test_a_style_of_the_book_is_a_file_that_sets_tokens(tmp_path: Path) -> None:
    write(tmp_path, "looks/wide.css", ":root { --size-body: 12pt } h1 { color: red }")
    found = load(style="looks/wide.css", root=tmp_path)
    assert found.tokens["--size-body"] == "12pt"
    assert "h1 { color: red }" in found.print_css
    assert "h1 { color: red; }" in found.epub_css


def test_a_style_of_the_book_may_be_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "look/tokens.css", ":root { --size-body: 12pt }")
    write(tmp_path, "look/print.css", "h2 { color: blue }")
    found = load(style="look", root=tmp_path)
    assert found.tokens["--size-body"] == "12pt"
    assert "color: blue" in found.print_css
    assert "color: blue" not in found.epub_css


def test_a_style_outside_the_book_is_unknown(tmp_path: Path) -> None:
    write(tmp_path, "outside.css", ":root { --size-body: 12pt }")
    (tmp_path / "book").mkdir()
    ((code, _, _),) = messages(style="../outside.css", root=tmp_path / "book")
    assert code == "style-unknown"


def test_a_style_that_is_a_link_out_of_the_book_is_unknown(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.css", ":root { --size-body: 12pt }")
    (tmp_path / "book" / "look").mkdir(parents=True)
    (tmp_path / "book" / "look" / "tokens.css").symlink_to(outside)
    ((code, _, _),) = messages(style="look", root=tmp_path / "book")
    assert code == "style-unknown"


def test_the_authors_sheets_come_last(tmp_path: Path) -> None:
    write(tmp_path, "style.css", ":root { --size-body: 11pt }")
    sheet = write(tmp_path, "mine.css", ":root { --size-body: 12pt }")
    found = load(style="style.css", css=(sheet,), root=tmp_path)
    assert found.tokens["--size-body"] == "12pt"
    assert found.print_css.rstrip().endswith("}")
    assert found.sheets[-1].path == "mine.css"


def test_a_line_of_the_cascade_is_found_in_its_sheet(tmp_path: Path) -> None:
    sheet = write(tmp_path, "mine.css", "p { color: red }\n\nh1 { colour: red }\n")
    found = load(css=(sheet,), root=tmp_path)
    line = found.print_css.split("\n").index("h1 { colour: red }") + 1
    at, there = found.sheet_at(line)
    assert (at.path, at.by_author, there) == ("mine.css", True, 3)


def test_what_of_an_authors_page_rule_is_not_used_is_told(tmp_path: Path) -> None:
    sheet = write(
        tmp_path, "my.css", "@page :left { margin: 1cm }\n@page { @bottom-center { content: counter(page) } }"
    )
    found = messages(css=(sheet,), root=tmp_path)
    assert [(code, at) for code, _, at in found] == [
        ("css-page-side", Span("my.css", 1, 1)),
        ("css-margin-box", Span("my.css", 2, 1)),
    ]


def test_the_digest_tells_styles_apart(tmp_path: Path) -> None:
    sheet = write(tmp_path, "my.css", "p { color: red }")
    assert load().digest == load().digest
    assert load().digest != load(css=(sheet,), root=tmp_path).digest


# The EPUB.


def test_the_epub_has_no_variables_and_no_pages() -> None:
    css = load().epub_css
    assert "var(" not in css
    assert "--" not in css.replace("<!--", "")
    assert "@page" not in css


def test_sizes_are_relative_to_the_readers_own_in_the_epub() -> None:
    """EP3: 18 pt on 10.5 pt is 1.7143 times the reader's size."""
    assert "h1 { font-size: 1.7143em; text-align: center; margin: 3.3334rem 0 2.5rem; }" in load().epub_css


def test_the_epub_locks_neither_font_nor_lead_of_the_text() -> None:
    """EP3."""
    assert "html {" not in load().epub_css
    assert "body { text-align: justify" in load().epub_css


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p { margin: var(--a) }", "p { margin: 1em; }"),
        ("p { margin: calc(var(--a) * 2) }", "p { margin: 2em; }"),
        ("p { margin: calc(100% - var(--a)) }", "p { margin: calc(100% - 1em); }"),
        ("p { margin: var(--no, 3px) }", "p { margin: 3px; }"),
        ("p { margin: var(--b) !important }", "p { margin: 1em 2em !important; }"),
        (":root { --a: 2em }", ""),
        ("@media screen { p { margin: var(--a) } }", "@media screen {\np { margin: 1em; }\n}"),
        ("@page { margin: 0 }", ""),
    ],
)
def test_a_rule_becomes_literal(css: str, expected: str) -> None:
    tokens = {"--a": "1em", "--b": "var(--a) 2em", "--size-body": "10pt"}
    assert styles.compile_literal(css, tokens) == expected


# The files.


def test_no_size_or_colour_is_written_outside_the_tokens() -> None:
    """One home of the look: rules name tokens. Hair lines and factors of the lead or of the own size may stand."""
    for name in ("book.css", "print.css"):
        css = (ROOT / "styles" / name).read_text("utf-8")
        for declaration in ("font-size: 1", "#", "rgb("):
            lines = [line for line in css.splitlines() if declaration in line and "em" not in line]
            assert lines == [], f"{name}: {lines}"


def test_book_css_holds_nothing_of_print_alone() -> None:
    css = (ROOT / "styles" / "book.css").read_text("utf-8")
    assert not [
        word
        for word in ("@page", "break-after", "break-inside", "footnote", "leader(", "orphans", "line-height: var")
        if word in css
    ]


def test_the_packages_of_the_wheel_are_the_packages_of_the_tree() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    package = Path(huozi.__file__).parent
    there = {".".join(("huozi", *path.parent.relative_to(package).parts)) for path in package.rglob("__init__.py")}
    assert listed == there | {"huozi._styles"}
