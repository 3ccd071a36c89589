"""`huozi dist` writes the files of a book and what they are; `huozi verify` makes them again and compares."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import socket
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from huozi import cli, release

if TYPE_CHECKING:
    from pathlib import Path

MANUSCRIPT = """---
title: 存档的书
lang: zh-Hans
epub: {fonts: embed}
---

# 一章

天地玄黄，*宇宙*洪荒，`code`。

## 一节

辰宿列张。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "book.md").write_text(MANUSCRIPT, "utf-8")
    return tmp_path / "here"


def run(*arguments: object) -> tuple[int, str]:
    """The exit code, and all that was said."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main([str(one) for one in arguments])
    return code, said.getvalue()


def manifest_of(out: Path) -> dict[str, Any]:
    text = (out / release.NAME).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_manifest_says_what_the_files_are(folder: Path) -> None:
    out = folder / "dist"
    assert run("dist", folder, "--out", out)[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["here.epub", "here.pdf", "manifest.json"]
    manifest = manifest_of(out)
    for one in manifest["files"]:
        data = (out / one["name"]).read_bytes()
        assert one["bytes"] == len(data)
        assert one["sha256"] == hashlib.sha256(data).hexdigest()
    with pikepdf.open(out / "here.pdf") as pdf:
        pages, used = len(pdf.pages), {str(font.FontName)[8:] for font in descriptors(pdf)}
    assert next(one["pages"] for one in manifest["files"] if one["name"] == "here.pdf") == pages
    assert {one["name"] for one in manifest["fonts"] if "pdf" in one["in"]} == used
    assert any("epub" in one["in"] for one in manifest["fonts"])
    assert manifest["characters"] >= len("天地玄黄，宇宙洪荒，code。辰宿列张。")
    # Every font of the machine says under which licence it is, and has a file.
    assert all(one["licence"] and re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in manifest["fonts"])
    assert {"huozi", "Python", "weasyprint", "Markdown", "libharfbuzz.so.0"} <= manifest["programs"].keys()


def descriptors(pdf: pikepdf.Pdf) -> list[Any]:
    dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
    return [one for one in dictionaries if one.get("/Type") == "/FontDescriptor"]


def test_a_manifest_tells_nothing_of_the_machine(folder: Path) -> None:
    run("dist", folder, "--out", folder / "dist")
    text = (folder / "dist" / release.NAME).read_text("utf-8")
    for told in (str(folder), "/usr/", socket.gethostname(), os.environ.get("HOME", "/root")):
        assert told not in text


def test_the_same_book_makes_the_same_files_and_another_one_does_not(folder: Path) -> None:
    out = folder / "dist"
    run("dist", folder, "--out", out)
    assert run("verify", out, folder) == (0, f"{out.as_posix()}: the same files, byte for byte\n")
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]
    (folder / "book.md").write_text(MANUSCRIPT.replace("玄黄，", "玄黄、"), "utf-8")
    code, told = run("verify", out, folder, "--format", "short")
    assert code == 1
    assert told.count("[release-differs]") == 2
    assert "[release-changed]" not in told


def test_a_file_that_was_changed_or_lost_is_told(folder: Path) -> None:
    out = folder / "dist"
    run("dist", folder, "--out", out)
    (out / "here.epub").unlink()
    with (out / "here.pdf").open("ab") as file:
        file.write(b"%")
    code, told = run("verify", out, folder, "--format", "short")
    assert code == 1
    assert "[release-missing]" in told
    assert "[release-changed]" in told
    assert "[release-differs]" not in told


def test_what_else_is_used_now_is_named(folder: Path) -> None:
    out = folder / "dist"
    run("dist", folder, "--out", out)
    manifest = manifest_of(out)
    manifest["programs"]["weasyprint"] = "1.0"
    manifest["fonts"][0]["sha256"] = "0" * 64
    manifest["files"][0]["sha256"] = "1" * 64
    (out / release.NAME).write_text(json.dumps(manifest), "utf-8")
    _, told = run("verify", out, folder)
    assert "it was 1.0" in told
    assert f"another font {manifest['fonts'][0]['name']}" in told


@pytest.mark.parametrize(
    "content",
    [
        *(None, "{}", "[1]", "no JSON", '{"format": 99, "files": []}', '{"format": 1}'),
        '{"format": 1, "files": [{"name": "../book.md", "sha256": "0"}]}',
        '{"format": 1, "files": [], "fonts": ["one"]}',
        '{"format": 1, "files": [], "programs": {"huozi": 1}}',
    ],
)
def test_what_is_no_manifest_is_told(folder: Path, content: str | None) -> None:
    (folder / "dist").mkdir()
    if content is not None:
        (folder / "dist" / release.NAME).write_text(content, "utf-8")
    code, told = run("verify", folder / "dist", folder, "--format", "short")
    assert code == 1
    assert "[release-unreadable]" in told


def test_a_book_with_errors_leaves_the_last_release_as_it_is(folder: Path) -> None:
    out = folder / "dist"
    run("dist", folder, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (folder / "book.md").write_text(MANUSCRIPT + "\n![](missing.png)\n", "utf-8")
    assert run("dist", folder, "--out", out)[0] == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
