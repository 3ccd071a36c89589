"""One direction, source -> book -> pdf | epub: no module imports a later one; a heavy package has one importer.

The sources are parsed, so that an import inside a function counts too.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import huozi

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(huozi.__file__).parent

ORDER = (
    {"diagnostics", "book", "numerals"},
    {"store", "limits", "inside", "versions"},
    {"collation"},
    {"text", "keys", "locales", "customs", "maths", "rasters", "running", "sizes", "fontlist", "vectors", "workers"},
    {"manifest"},
    {"frontmatter"},
    {"config"},
    {"bibliography", "dated", "lint"},
    {"remote"},
    {"network"},
    {"source"},
    {"passes", "outline"},
    {"titleblock"},
    {"html", "styles"},
    {"compose", "glyphs"},
    {"pdf", "epub"},
    {"verify"},
    {"pipeline"},
    {"doctor", "release", "starter", "importer"},
    {"cli"},
    {"__main__"},
)
"""Modules of one row may not import each other, except diagnostics, which all may import."""

TYPES_AHEAD = {
    ("book", "config"),  # a Book holds its Config; types only
    ("__init__", "pipeline"),  # the public face of the package names what build() returns
}

ONE_IMPORTER: dict[str, str | tuple[str, ...]] = {
    "markdown": "source/",
    "nh3": "source/sanitise.py",
    "math_core": "maths/tex.py",
    "weasyprint": ("pdf/layout.py", "compose/seam.py"),
    "ebooklib": "epub/write.py",
    "click": "cli.py",
    "rich": "cli.py",
    "yaml": "frontmatter.py",
    "bibtexparser": "bibliography/bibtex.py",
    "pylatexenc": "bibliography/latex.py",
    "pypinyin": "collation/__init__.py",
    "opencc": "lint/region.py",
    "mammoth": "importer/word.py",
    "readability": "importer/page.py",
}


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "starter/book" not in path.as_posix())


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, in full, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from ((alias.name, node.lineno) for alias in node.names)
            case ast.ImportFrom(module="huozi"):
                yield from ((f"huozi.{alias.name}", node.lineno) for alias in node.names)
            case ast.ImportFrom():
                assert node.level == 0, f"{name(path)}:{node.lineno}: relative import"
                yield str(node.module), node.lineno


def unit(dotted: str) -> str:
    return dotted.split(".")[1] if "." in dotted else "__init__"


def test_every_module_has_its_place_in_the_order() -> None:
    units = {Path(name(path)).parts[0].removesuffix(".py") for path in sources()}
    assert units - {"__init__"} <= set().union(*ORDER)


@pytest.mark.parametrize("path", sources(), ids=name)
def test_imports_go_one_way(path: Path) -> None:
    own = Path(name(path)).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    rank = {one: index for index, row in enumerate(ORDER) for one in row}
    for dotted, line in imports(path):
        other = unit(dotted)
        if not dotted.startswith("huozi.") or other in {own, "diagnostics"} or (own, other) in TYPES_AHEAD:
            continue
        assert rank[other] < rank[own], f"{name(path)}:{line}: {own} imports {dotted}"


@pytest.mark.parametrize("package", ONE_IMPORTER)
def test_a_heavy_package_has_one_importer(package: str) -> None:
    allowed = ONE_IMPORTER[package]
    importers = {name(path) for path in sources() for dotted, _ in imports(path) if dotted.split(".")[0] == package}
    assert all(importer.startswith(allowed) for importer in importers), importers


def test_only_the_command_prints_or_exits() -> None:
    for path in sources():
        if name(path) in {"cli.py", "__main__.py"}:
            continue
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            words = ast.unparse(call.func)
            assert words not in {"print", "exit", "quit", "sys.exit", "os._exit"}, (
                f"{name(path)}:{call.lineno}: {words}"
            )


def test_nothing_below_the_command_asks_for_the_clock_or_chance() -> None:
    asked = {"time", "random", "secrets", "locale", "uuid"}
    allowed = {
        ("cli.py", "time"),
        ("epub/metadata.py", "uuid"),
        ("pdf/archive.py", "uuid"),
    }  # uuid5: a hash of the book
    found = {(name(path), dotted) for path in sources() for dotted, _ in imports(path) if dotted in asked}
    assert found <= allowed


def loaded(*argv: str, cwd: Path) -> set[str]:
    """The top names of the modules that a run of the command has loaded."""
    program = (
        "import sys\n"
        "from huozi.cli import main\n"
        f"main({list(argv)!r})\n"
        "sys.stderr.write('\\n'.join({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n"))


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"weasyprint", "ebooklib", "markdown", "lxml", "rich", "yaml", "nh3", "pikepdf", "fontTools", "PIL"}
    assert not loaded("--help", cwd=tmp_path) & heavy


def test_outline_of_a_source_loads_neither_writer(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("# 一\n\n## 二\n", encoding="utf-8")
    assert not loaded("outline", "book.md", cwd=tmp_path) & {"weasyprint", "ebooklib", "pikepdf", "rich", "fontTools"}
