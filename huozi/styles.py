"""styles/, the book's style and the author's sheets -> Styles: one cascade for print, one for the EPUB, fonts by role.

The only reader of styles/. For print the sheets are joined as they are, with the layout tokens that follow from the
others (type area, margins); for the EPUB every var() becomes a literal value. Does not parse more CSS than custom
properties need, and lays nothing out.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tinycss2

from huozi import fontlist, sizes, text
from huozi.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from huozi.config import Config
    from huozi.diagnostics import Log

ROLES = ("body", "heading", "kai", "fangsong", "code", "latin")
"""What a font is for. Each is a token `--font-…`, a list of families in order of preference."""

_GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji", "fangsong"}
_BASE = ("tokens", "book", "print", "epub")
_POINTS = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "q": 72 / 101.6, "in": 72.0, "pc": 12.0}
_MARGIN_SIDES = {"top", "bottom", "left", "right"}
_MOST_NESTED = 50
_LONGEST_VALUE = 50_000
_CUSTOM = re.compile(r"(--[\w-]+)\s*:([^;}]*)")
_REFERENCE = re.compile(r"var\(\s*(--[\w-]+)", re.IGNORECASE)
_DEEPEST = 16
"""How often a token may lead to another before it is taken for a circle."""


@dataclass(frozen=True, slots=True, order=True)
class FontFile:
    """One face on this machine: family as declared, weight in fontconfig's scale (bold is 200), file, index in it.

    Of the faces of one family and weight the upright ones are first.
    """

    family: str
    weight: int
    slanted: bool
    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class FontStack:
    """The fonts of a role in the book's language: families declared, in order, and the files found for them."""

    role: str
    declared: tuple[str, ...]
    found: tuple[FontFile, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet as it went into print_css: its path as shown, its first line there, whether it is the author's."""

    path: str
    first_line: int
    by_author: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """The look of a book. `tokens` are resolved for the book's language; `faces` are the font files that rules name."""

    print_css: str
    epub_css: str
    tokens: Mapping[str, str]
    fonts: Mapping[str, FontStack]
    faces: tuple[FontFile, ...]
    sheets: tuple[Sheet, ...]
    digest: str

    def points(self, token: str) -> float:
        """A length token in points; an em is the size of the text."""
        value = _length(self.tokens[token], _length(self.tokens["--size-body"], 0))
        assert value is not None, f"{token}: {self.tokens[token]} is not a length"
        return value

    def sheet_at(self, line: int) -> tuple[Sheet, int]:
        """The sheet that line of print_css comes from, and the line in it."""
        sheet = max((one for one in self.sheets if one.first_line <= line), key=lambda one: one.first_line)
        return sheet, line - sheet.first_line + 1


def load(config: Config, log: Log) -> Styles | None:
    """The styles of a book; None, and errors in the log, where the style is unknown or a sheet cannot be read."""
    layers = _layers(config, log)
    if layers is None or not _are_bounded(layers, log):
        return None
    cascade = _cascade(layers, {"tokens", "front", "author"}, config.lang)
    own = _cascade(layers, {"author"}, config.lang)
    layout = _layout(config, cascade, own, log)
    tokens = {name: _resolve(value, cascade | layout) for name, value in (cascade | layout).items()}
    layers.insert(_after(layers, "tokens"), _Layer("tokens", "computed", _as_root(layout)))

    print_css, sheets = _join([layer for layer in layers if layer.kind != "epub"])
    # On a screen some tokens have other values: colours that are the reader's own, or hold on any ground.
    on_screen = _cascade(layers, {"tokens", "front", "epub", "author"}, config.lang) | layout
    literal = {name: _resolve(value, on_screen) for name, value in on_screen.items()}
    epub_css = "\n".join(
        compile_literal(layer.css, literal) for layer in layers if layer.kind in {"book", "epub", "author"}
    )
    for layer in layers:
        if layer.kind == "author":
            _report_unused_rules(layer, log)
            _report_addresses(layer, log)
    fonts = {role: _stack(role, tokens[f"--font-{role}"]) for role in (*ROLES, "head", "emoji")}
    _report_missing(fonts, config, log)
    _report_fallback(cascade, config, log)
    for layer in layers:
        if layer.kind == "author":
            _report_second_choices(layer, fonts, config.lang, log)
    faces = tuple(sorted({face for family in _families(layers) for face in installed().get(family.casefold(), ())}))
    digest = hashlib.sha256("\0".join((print_css, epub_css)).encode()).hexdigest()
    return Styles(print_css, epub_css, tokens, fonts, faces, sheets, digest)


def names() -> tuple[str, ...]:
    """The styles that come with huozi."""
    home = folder()
    found = {path.stem for path in home.glob("*.css")} | {path.name for path in home.iterdir() if path.is_dir()}
    return ("book", *sorted(name for name in found - set(_BASE) if not name.startswith(("_", "."))))


def folder() -> Path:
    """Where styles/ is: in a checkout beside the package, when installed inside it as huozi/_styles."""
    here = Path(__file__).resolve().parent
    checkout = here.parent / "styles"
    return checkout if (checkout / "tokens.css").is_file() else here / "_styles"


# Sheets.


@dataclass(frozen=True, slots=True)
class _Layer:
    """A sheet in its place of the cascade: tokens, book, print or epub of the base or the style, or the author's."""

    kind: str
    path: str
    css: str


def _layers(config: Config, log: Log) -> list[_Layer] | None:
    style = _style_files(config, log)
    if style is None:
        return None
    layers = []
    for kind in _BASE:
        base = folder() / f"{kind}.css"
        if base.is_file():
            layers.append(_Layer(kind, f"styles/{kind}.css", _read(base)))
        if kind in style:
            layers.append(_Layer(kind, f"{config.style}/{kind}.css", _read(style[kind])))
    # A style in one file may hold tokens and rules alike, so it stands where both take effect.
    if "one" in style:
        layers.append(_Layer("author", config.style, _read(style["one"])))
    layers.append(_Layer("front", config.name, _as_root(_from_front_matter(config, layers))))
    for path in config.css:
        shown = _shown(path, config)
        css = text.decode(path.read_bytes(), shown, config.encoding, log)
        if css is None:
            return None
        layers.append(_Layer("author", shown, sizes.in_points(css)))
    return layers


def _read(path: Path) -> str:
    return sizes.in_points(path.read_text("utf-8"))


def _from_front_matter(config: Config, layers: Sequence[_Layer]) -> dict[str, str]:
    """The tokens that the front matter sets. With the size of the text, all sizes and leads of the style keep pace."""
    given: dict[str, str] = {}
    if config.size_pt:
        cascade = _cascade(layers, {"tokens", "author"}, config.lang)
        body = _value(cascade, "--size-body", 0)
        for name in cascade:
            points = _length(_resolve(cascade[name], cascade), body) if name.startswith(("--size-", "--lead")) else None
            if points is not None:
                given[name] = f"{_short(round(points * config.size_pt / body * 4) / 4)}pt"
        given["--size-body"] = f"{_short(config.size_pt)}pt"
    if config.lead_pt:
        given["--lead"] = f"{_short(config.lead_pt)}pt"
    if config.page:
        given |= {"--page-width": f"{config.page.width_mm:g}mm", "--page-height": f"{config.page.height_mm:g}mm"}
    if config.bleed_mm:
        given["--bleed"] = f"{config.bleed_mm:g}mm"
    if config.grid:
        given |= {"--measure-chars": str(config.grid.chars), "--page-lines": str(config.grid.lines)}
    return given


def _style_files(config: Config, log: Log) -> dict[str, Path] | None:
    """The files of the style by kind, `one` for a style of one file; None and an error if there is no such style."""
    name = config.style
    if name in {"", "book"}:
        return {}
    root = (folder() if name in names() else config.root).resolve()
    files = {kind: root / name / f"{kind}.css" for kind in _BASE}
    if found := {kind: path for kind, path in files.items() if _is_below(path, root)}:
        return found
    for single in (root / name, root / f"{name}.css"):
        if single.suffix == ".css" and _is_below(single, root):
            return {"one": single}
    log.error(
        "style-unknown",
        f"there is no style `{name}`",
        config.places.get("style"),
        help=f"use one of {', '.join(names())}, or the path in the book of a style sheet or a folder with tokens.css",
    )
    return None


def _is_below(path: Path, root: Path) -> bool:
    """Whether this is a file that really lies below the folder, whatever links lead to it."""
    return path.is_file() and path.resolve().is_relative_to(root)


def _shown(path: Path, config: Config) -> str:
    return path.relative_to(config.root).as_posix() if path.is_relative_to(config.root) else path.name


def _after(layers: Sequence[_Layer], kind: str) -> int:
    return max(index for index, layer in enumerate(layers) if layer.kind == kind) + 1


def _join(layers: Iterable[_Layer]) -> tuple[str, tuple[Sheet, ...]]:
    parts, sheets, line = [], [], 1
    for layer in layers:
        css = layer.css.rstrip("\n") + "\n"
        sheets.append(Sheet(layer.path, line, layer.kind == "author"))
        parts.append(css)
        line += css.count("\n")
    return "".join(parts), tuple(sheets)


def _report_unused_rules(layer: _Layer, log: Log) -> None:
    """Say what of an author's sheet does nothing: pages are rectos, laid out by chapter, in installed fonts."""
    for rule in tinycss2.parse_stylesheet(layer.css, skip_comments=True, skip_whitespace=True):
        if rule.type != "at-rule" or rule.lower_at_keyword not in {"page", "font-face"}:
            continue
        at = Span(layer.path, rule.source_line, rule.source_column)
        if rule.lower_at_keyword == "font-face":
            what = "`@font-face` is not read: fonts are those installed on this machine"
            log.warn("css-font-face", what, at, help="install the font, and name its family in a --font- token")
            continue
        if {":left", ":right"} & set(tinycss2.serialize(rule.prelude).replace(" ", "").lower().split(",")):
            log.warn(
                "css-page-side",
                "`@page :left` and `@page :right` are not used: the margins of a verso are those of `@page`, mirrored",
                at,
                help="set --margin-inner and --margin-outer in :root, or the margins in @page",
            )
        boxes = [one for one in tinycss2.parse_blocks_contents(rule.content) if one.type == "at-rule"]
        if any(box.lower_at_keyword.partition("-")[0] in _MARGIN_SIDES for box in boxes):
            log.warn(
                "css-margin-box",
                "a margin box cannot know the page number or the chapter here: each chapter is laid out by itself",
                at,
                help="running heads and folios are set by --head-place, --folio-place, --size-head, --size-folio",
            )


def _report_addresses(layer: _Layer, log: Log) -> None:
    """Say that a sheet reads no file: neither sheets nor pictures, from wherever they are."""

    def report(what: str, token: Any) -> None:  # noqa: ANN401 (tinycss2 has no types)
        log.error(
            "css-address",
            f"`{what}` is not loaded: a style sheet reads no other file",
            Span(layer.path, token.source_line, token.source_column),
            help="copy the rules into this sheet; put pictures into the text",
        )

    for rule in tinycss2.parse_stylesheet(layer.css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            report(tinycss2.serialize([rule]).strip().rstrip(";"), rule)
        elif rule.type in {"qualified-rule", "at-rule"} and getattr(rule, "lower_at_keyword", "") != "font-face":
            for token in _addresses(rule.content or ()):
                report(tinycss2.serialize([token]), token)


def _addresses(tokens: Iterable[Any]) -> Iterator[Any]:
    """The url() among tokens, and in their blocks and functions."""
    for one in tokens:
        if one.type == "url" or (one.type == "function" and one.lower_name in {"url", "src", "image", "image-set"}):
            yield one
        else:
            yield from _addresses(getattr(one, "content", None) or getattr(one, "arguments", None) or ())


# Sheets that are made to take long.


def _are_bounded(layers: Iterable[_Layer], log: Log) -> bool:
    found = [_is_bounded(layer, log) for layer in layers if layer.kind == "author"]
    return all(found)


def _is_bounded(layer: _Layer, log: Log) -> bool:
    """Whether a sheet nests and grows as sheets for books do; an error if not."""
    deep = _too_deep(layer.css)
    if deep is not None:
        what = f"brackets and functions stand over {_MOST_NESTED} deep inside one another"
        log.error("css-bounds", what, Span(layer.path, deep.source_line, deep.source_column), help="close them")
        return False
    declared = {found[1]: found for found in _CUSTOM.finditer(layer.css)}
    lengths: dict[str, int] = {}

    def length(name: str) -> int:
        """How long the value of a custom property is with those of others in it; a ring of them has none."""
        if name in declared and name not in lengths:
            lengths[name] = 0
            value = declared[name][2]
            lengths[name] = len(value) + sum(length(one) for one in _REFERENCE.findall(value))
        return lengths.get(name, 0)

    for name, found in declared.items():
        if length(name) > _LONGEST_VALUE:
            line = layer.css.count("\n", 0, found.start()) + 1
            what = f"`{name}` grows to over {_LONGEST_VALUE} characters with the properties that it names"
            log.error("css-bounds", what, Span(layer.path, line), help="let properties name fewer others")
            return False
    return True


def _too_deep(css: str) -> Any:  # noqa: ANN401 (tinycss2 has no types)
    """The first token that stands too deep in others, None if there is none; by levels, for recursion would end."""
    level: list[Any] = tinycss2.parse_component_value_list(css)
    for _ in range(_MOST_NESTED):
        level = [
            inner for one in level for inner in (getattr(one, "content", None) or getattr(one, "arguments", None) or ())
        ]
    return level[0] if level else None


# Custom properties (CSS Custom Properties 1).


def _cascade(layers: Sequence[_Layer], kinds: set[str], lang: str) -> dict[str, str]:
    """The custom properties of the sheets of these kinds, later ones over earlier ones."""
    cascade: dict[str, str] = {}
    for layer in layers:
        if layer.kind in kinds:
            cascade |= _custom_properties(layer.css, lang)
    return cascade


def _custom_properties(css: str, lang: str) -> dict[str, str]:
    """The custom properties that the root of a book in this language gets from a sheet."""
    found: dict[str, str] = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule" or not _selects_root(tinycss2.serialize(rule.prelude), lang):
            continue
        for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration" and one.name.startswith("--"):
                found[one.name] = _plain(one.value)
    return found


def _plain(value: Sequence[Any]) -> str:
    return " ".join(tinycss2.serialize([token for token in value if token.type != "comment"]).split())


def _selects_root(prelude: str, lang: str) -> bool:
    return any(_is_root(selector.strip(), lang) for selector in prelude.split(","))


def _is_root(selector: str, lang: str) -> bool:
    if selector in {":root", "html", "*"}:
        return True
    if not (selector.startswith("[lang|=") and selector.endswith("]")):
        return False
    wanted = selector.removeprefix("[lang|=").removesuffix("]").strip("\"'").lower()
    return f"{lang.lower()}-".startswith(f"{wanted}-")


def _resolve(value: str, tokens: Mapping[str, str]) -> str:
    return str(tinycss2.serialize(_substitute(tinycss2.parse_component_value_list(value), tokens))).strip()


def _substitute(values: Sequence[Any], tokens: Mapping[str, str], depth: int = 0) -> list[Any]:
    """Put the values of custom properties where var() asks for them, and fold products of a length and a number."""
    result: list[Any] = []
    for one in values:
        if one.type == "function" and one.lower_name == "var":
            result += _variable(one, tokens, depth)
        elif one.type == "function":
            one.arguments = _substitute(one.arguments, tokens, depth)
            result.append(_product(one) if one.lower_name == "calc" else one)
        elif one.type in {"() block", "[] block", "{} block"}:
            one.content = _substitute(one.content, tokens, depth)
            result.append(one)
        else:
            result.append(one)
    return result


def _variable(function: Any, tokens: Mapping[str, str], depth: int) -> list[Any]:  # noqa: ANN401 (tinycss2 has no types)
    arguments = [one for one in function.arguments if one.type not in {"whitespace", "comment"}]
    name = arguments[0].value if arguments else ""
    if name in tokens and depth < _DEEPEST:
        return _substitute(tinycss2.parse_component_value_list(tokens[name]), tokens, depth + 1)
    comma = next((at for at, one in enumerate(function.arguments) if one == ","), None)
    return [function] if comma is None else _substitute(function.arguments[comma + 1 :], tokens, depth + 1)


def _product(function: Any) -> Any:  # noqa: ANN401
    parts = [one for one in function.arguments if one.type not in {"whitespace", "comment"}]
    if len(parts) != 3 or parts[1] != "*":
        return function
    lengths = [one for one in parts if one.type == "dimension"]
    factors = [one for one in parts if one.type == "number"]
    if len(lengths) != 1 or len(factors) != 1:
        return function
    folded = f"{_short(lengths[0].value * factors[0].value)}{lengths[0].unit}"
    return tinycss2.parse_one_component_value(folded)


# Layout: the type area by characters and lines (clreq 2.3.4; GR2).


def _layout(config: Config, cascade: Mapping[str, str], own: Mapping[str, str], log: Log) -> dict[str, str]:
    """The tokens that follow from others: page, measures, type height and margins. What a sheet sets itself stays.

    The characters and lines of a style are for its own page and sizes: where they do not fit those that the front
    matter asks for, there are as many as on any page, unless the author's sheets (`own`) or `grid:` count them.
    """
    tokens = dict(cascade)
    size = _value(tokens, "--size-body", 0)
    lead, width, height = (_value(tokens, name, size) for name in ("--lead", "--page-width", "--page-height"))
    usual = (
        round(width * _share(tokens, "--type-width-share") / size),
        round((height * _share(tokens, "--type-height-share") - size) / lead + 1),
    )
    chars, lines = _count(tokens, "--measure-chars", usual[0]), _count(tokens, "--page-lines", usual[1])
    if not config.grid and (config.page or config.size_pt or config.lead_pt):
        chars = usual[0] if chars * size > width and "--measure-chars" not in own else chars
        lines = usual[1] if (lines - 1) * lead + size > height and "--page-lines" not in own else lines
    measure, inked = chars * size, (lines - 1) * lead + size
    if chars < 1 or lines < 2 or measure > width or inked > height:
        log.error(
            "type-area",
            f"{chars} characters of {size:g} pt by {lines} lines of {lead:g} pt do not fit a page "
            f"of {width:.0f} by {height:.0f} pt",
            _place(config, "grid", "size", "lead", "page", "style"),
            help="choose a larger page, or fewer characters and lines (`grid:`, --measure-chars, --page-lines)",
        )
    # The line box is as high as the lead, with the character in its middle: the first line's half gap is in the margin.
    inner = _floor((width - measure) * _share(tokens, "--inner-share"))
    top = _floor((height - inked) * _share(tokens, "--top-share") - (lead - size) / 2)
    computed = {
        "--measure-chars": str(chars),
        "--page-lines": str(lines),
        "--measure": f"{_short(measure)}pt",
        "--type-height": f"{_short(lines * lead)}pt",
        "--note-rest": f"{_short(measure % _value(tokens, '--size-note', size))}pt",
        "--margin-inner": f"{_short(inner)}pt",
        "--margin-outer": f"{_short(_floor(width - measure - inner))}pt",
        "--margin-top": f"{_short(top)}pt",
        "--margin-bottom": f"{_short(_floor(height - lines * lead - top))}pt",
    }
    auto = {"--measure-chars", "--page-lines"}
    return {name: value for name, value in computed.items() if name in auto or name not in cascade}


def _place(config: Config, *keys: str) -> Span | None:
    return next((config.places[key] for key in keys if key in config.places), None)


def _value(tokens: Mapping[str, str], name: str, em: float) -> float:
    return _length(_resolve(tokens[name], tokens), em) or 1.0


def _share(tokens: Mapping[str, str], name: str) -> float:
    return float(_resolve(tokens[name], tokens))


def _count(tokens: Mapping[str, str], name: str, automatic: int) -> int:
    value = _resolve(tokens[name], tokens)
    return automatic if value == "auto" else int(float(value))


def _length(value: str, em: float | None) -> float | None:
    """A CSS length in points; None if it is none."""
    token = tinycss2.parse_one_component_value(value, skip_comments=True)
    if token.type == "number" and token.value == 0:
        return 0.0
    if token.type != "dimension":
        return None
    unit = _POINTS.get(token.lower_unit, em if token.lower_unit in {"em", "rem"} else None)
    return None if unit is None else float(token.value) * unit


def _floor(points: float) -> float:
    """Round a margin down to 0.001 pt, so that the type area is never a hair too narrow for its characters."""
    return math.floor(points * 1000 + 1e-6) / 1000


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _as_root(tokens: Mapping[str, str]) -> str:
    return "".join([":root {\n", *(f"  {name}: {value};\n" for name, value in tokens.items()), "}\n"])


# The EPUB: literal values, sizes in em, leads in rem.


def compile_literal(css: str, tokens: Mapping[str, str]) -> str:
    """The same sheet without custom properties and without @page; lengths in em and rem, for a reader's own size."""
    size = _length(tokens["--size-body"], 0) or 1.0
    return "\n".join(_literal_rules(tinycss2.parse_stylesheet(css, True, True), _relative(tokens, size)))


def _relative(tokens: Mapping[str, str], size: float) -> dict[str, str]:
    """Sizes in em, since readers set their own on body as often as on html; leads in rem, equal for all text."""
    relative = dict(tokens)
    for prefix, unit in (("--size-", "em"), ("--lead", "rem")):
        for name in [name for name in tokens if name.startswith(prefix)]:
            if (points := _length(tokens[name], size)) is not None:
                relative[name] = f"{_short(points / size)}{unit}"
    return relative


def _literal_rules(rules: Iterable[Any], tokens: Mapping[str, str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            if declarations := list(_literal_declarations(rule.content, tokens)):
                yield f"{tinycss2.serialize(rule.prelude).strip()} {{ {' '.join(declarations)} }}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = "\n".join(_literal_rules(tinycss2.parse_rule_list(rule.content, True, True), tokens))
            if inner:
                yield f"@{rule.lower_at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{inner}\n}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword not in {"page", "import", "font-face"}:
            yield rule.serialize().strip()


def _literal_declarations(content: Sequence[Any], tokens: Mapping[str, str]) -> Iterator[str]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and not one.name.startswith("--") and not list(_addresses(one.value)):
            value = tinycss2.serialize(_substitute(one.value, tokens)).strip()
            yield f"{one.name}: {' '.join(value.split())}{' !important' if one.important else ''};"


# Fonts.


@functools.lru_cache(maxsize=1)
def installed() -> Mapping[str, tuple[FontFile, ...]]:
    """The fonts of this machine by family in lower case, as fontconfig lists them; none where it is missing."""
    found: dict[str, set[FontFile]] = {}
    for line in fontlist.listed().splitlines():
        path, index, weight, slant, variable, families = line.split("\t")
        if variable == "True":
            continue
        for family in families.split(","):
            face = FontFile(family, _weight(weight), slant != "0", Path(path), int(index) & 0xFFFF)
            found.setdefault(family.casefold(), set()).add(face)
    return {family: tuple(sorted(faces)) for family, faces in found.items()}


def _weight(written: str) -> int:
    return round(float(written)) if written.replace(".", "", 1).isdigit() else 80


def _stack(role: str, value: str) -> FontStack:
    declared = tuple(dict.fromkeys(family for family in _family_names(value) if family not in _GENERIC))
    found = tuple(face for family in declared for face in installed().get(family.casefold(), ()))
    return FontStack(role, declared, found)


def _family_names(value: str) -> Iterator[str]:
    """The names in a font-family value (CSS Fonts 4, 2.1)."""
    words: list[str] = []
    for part in tinycss2.parse_component_value_list(value, skip_comments=True):
        if part.type in {"string", "ident"}:
            words.append(part.value)
        elif part.type == "literal" and words:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)


def _families(layers: Iterable[_Layer]) -> set[str]:
    """Every word that a sheet could name a font by: a set to look installed fonts up with, so more does no harm."""
    found: set[str] = set()
    for layer in layers:
        for rule in tinycss2.parse_stylesheet(layer.css, skip_comments=True, skip_whitespace=True):
            if rule.type not in {"qualified-rule", "at-rule"} or rule.content is None:
                continue
            for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if one.type == "declaration" and "font" in one.name:
                    found.update(_family_names(tinycss2.serialize(one.value)))
    return found


def _report_missing(fonts: Mapping[str, FontStack], config: Config, log: Log) -> None:
    for stack in fonts.values():
        if not stack.found and stack.role in ROLES:
            log.error(
                "font-missing",
                f"none of the fonts for {stack.role} is installed: {', '.join(stack.declared) or 'none is named'}",
                config.places.get("style"),
                help=f"install one of them, or name an installed font in --font-{stack.role} (see `huozi doctor`)",
            )


def _report_fallback(cascade: Mapping[str, str], config: Config, log: Log) -> None:
    """Say where a style's own font is not installed and the one that it declares for that case is taken."""
    for name in cascade:
        if not name.startswith("--wanted-"):
            continue
        role = name.removeprefix("--wanted-")
        wanted = tuple(_family_names(cascade[name]))
        stack = _stack(role, _resolve(cascade.get(f"--font-{role}", ""), cascade))
        if stack.found and not any(family.casefold() in installed() for family in wanted):
            log.note(
                "font-fallback",
                f"the style asks for {' or '.join(wanted)} for {role}; none is installed, "
                f"{stack.found[0].family} stands in",
                config.places.get("style"),
                help=f"install one of them, or name another font in --font-{role}",
            )


def _report_second_choices(layer: _Layer, fonts: Mapping[str, FontStack], lang: str, log: Log) -> None:
    """Say where the font that an author's sheet names first for a role is not installed, and which one is taken."""
    for name, value in _custom_properties(layer.css, lang).items():
        stack = fonts.get(name.removeprefix("--font-")) if name.startswith("--font-") else None
        first = next(_family_names(value), "")
        if stack is None or not stack.found or first not in stack.declared or first.casefold() in installed():
            continue
        log.note(
            "font-fallback",
            f"{first} is not installed; {stack.found[0].family} stands in for {stack.role}",
            Span(layer.path, layer.css[: layer.css.index(name)].count("\n") + 1),
            help="install it, or name first what is there (see `huozi doctor`)",
        )
