"""Pictures: found below the book folder by their real path and told by their content, or an error with its place."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from huozi import source
from huozi.diagnostics import Log
from huozi.source import pictures
from huozi.store import Memory
from tests.source.support import config, messages, pixel, read, read_files, shown

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0"/></svg>'


def test_a_picture_alone_in_its_paragraph_is_a_figure_with_its_words_as_caption(tmp_path: Path) -> None:
    (tmp_path / "图 一.png").write_bytes(pixel())
    chapters, log = read("![地*图*](图%20一.png){#fig:map .wide width=50%}\n", tmp_path)
    assert shown(chapters[0].body).replace("\n", "") == (
        '<figure class="figure" id="book.fig-map"><img alt="地图" class="wide" src="image.png" style="width: 50%"/>'
        "<figcaption>地<em>图</em></figcaption></figure>"
    )
    (resource,) = chapters[0].resources
    assert (resource.name, resource.media_type, resource.width_px, resource.height_px) == (
        "image.png",
        "image/png",
        2,
        1,
    )
    assert [(one.id, one.kind, one.caption) for one in chapters[0].figures] == [("book.fig-map", "figure", "地图")]
    assert messages(log) == ""


@pytest.mark.parametrize(
    "text",
    [
        "![](a.png)\n\n*图 1-1 说明*\n",
        "![](a.png)\n*图 1-1 说明*\n",
        '<p align="center"><img src="a.png"></p>\n\n<center>图 1-1 说明</center>\n',
        '<p align="center"><img src="a.png"><br><em>图 1-1 说明</em></p>\n',
        "![a.png](a.png)\n\n**图 1-1 说明**\n",
    ],
)
def test_the_line_in_emphasis_below_a_picture_is_its_caption(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    chapters, _ = read(text, tmp_path)
    (figure,) = chapters[0].body
    assert [child.tag for child in figure] == ["img", "figcaption"]
    assert chapters[0].figures[0].caption == "图 1-1 说明"


def test_a_picture_on_a_line_of_html_is_a_figure(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    for text in ('<img src="a.png">\n', '<div align="center"><img src="a.png"></div>\n'):
        chapters, _ = read(f"甲\n\n{text}", tmp_path)
        assert [block.tag for block in chapters[0].body] == ["p", "figure"]


def test_pictures_in_a_container_with_the_id_of_a_figure_are_one_figure(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    chapters, _ = read("::: {#fig:two}\n![左](a.png){#fig:l}\n\n![右](a.png)\n\n两图\n:::\n", tmp_path)
    assert [(one.id, one.caption) for one in chapters[0].figures] == [("book.fig-two", "两图")]
    assert [label.names for label in chapters[0].labels if label.explicit] == [("fig:two",), ("fig:l",)]
    assert [child.tag for child in chapters[0].body[0]] == ["div", "div", "figcaption"]


def test_a_picture_among_words_is_no_figure(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    chapters, _ = read("见![图](a.png)。\n", tmp_path)
    assert shown(chapters[0].body) == '<p>见<img alt="图" src="a.png"/>。</p>'


def test_the_lengths_of_pictures_in_every_spelling(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    text = (
        '甲![](a.png){width=3cm height=20}<img src="a.png" width="40" style="height: 2em; color: red">'
        '<img src="a.png" width="auto" alt="&quot;">\n'
    )
    chapters, _ = read(text, tmp_path)
    assert [image.get("style") for image in chapters[0].body.iter("img")] == [
        "width: 3cm; height: 20px", "width: 40px; height: 2em", None,
    ]  # fmt: skip


def test_an_alternative_text_may_differ_from_the_caption(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    chapters, _ = read('![说明](a.png){alt="图上有什么"}\n', tmp_path)
    assert chapters[0].figures[0].caption == "说明"
    assert [image.get("alt") for image in chapters[0].body.iter("img")] == ["图上有什么"]


def test_names_are_ours_and_unique(tmp_path: Path) -> None:
    for name in ("x/A B.png", "y/a-b.PNG", "图.png", "文.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(pixel())
    chapters, _ = read("![](<x/A B.png>)![](y/a-b.PNG)![](图.png)![](/文.png)![](x/../图.png)\n", tmp_path)
    names = [resource.name for resource in chapters[0].resources]
    assert names[0] == "a-b.png"
    assert names[2] == "image.png"
    assert len(names) == len(set(names)) == 4
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in names)


def test_a_path_may_start_at_the_file_or_at_the_book(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(pixel())
    chapters, log = read_files(tmp_path, {"one/x.md": "# 甲\n\n![](../images/a.png) ![](images/a.png)\n"})
    assert len(chapters[0].resources) == 1
    assert messages(log) == ""


def test_a_path_of_windows_is_understood(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(pixel())
    chapters, log = read("甲![](images\\a.png?raw=true)\n", tmp_path)
    assert len(chapters[0].resources) == 1
    assert messages(log) == ""


def test_the_cover_is_a_picture_like_others(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    log = Log()
    cover = source.read_book(config("甲\n", tmp_path, cover_file="a.png"), log).cover
    assert cover is not None
    assert cover.name == "a.png"
    assert source.read_book(config("甲\n", tmp_path, cover_file="b.png"), log).cover is None
    assert messages(log) == "book.md:1:1: error[image-missing]: there is no picture `b.png`"


def test_the_size_of_an_svg_is_told_by_its_view_box(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG, encoding="utf-8")
    chapters, _ = read("![](a.svg)\n", tmp_path)
    (resource,) = chapters[0].resources
    assert (resource.media_type, resource.width_px, resource.height_px) == ("image/svg+xml", 40, 20)


def test_a_missing_picture_leaves_its_words_and_names_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "map.png").write_bytes(pixel())
    chapters, log = read("甲![地图](image/map.png)乙\n", tmp_path)
    assert shown(chapters[0].body) == "<p>甲地图乙</p>"
    assert messages(log) == "book.md:1:2: error[image-missing]: there is no picture `image/map.png`"
    assert log.entries[0].help == "did you mean `img/map.png`?"


def test_a_picture_on_the_web_is_not_fetched(tmp_path: Path) -> None:
    chapters, log = read("![标志](https://a.example/x.png)\n", tmp_path)
    assert shown(chapters[0].body) == "<p>标志</p>"
    assert (
        messages(log)
        == "book.md:1:1: error[image-remote]: the picture `https://a.example/x.png` is on the web: nothing is fetched"
    )


def test_a_picture_outside_the_book_is_not_read_not_even_through_a_link(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (tmp_path / "secret.png").write_bytes(pixel())
    (book / "link.png").symlink_to(tmp_path / "secret.png")
    _, log = read("![](../secret.png) ![](link.png) ![](../../nothing.png)\n", book.resolve())
    assert messages(log) == (
        "book.md:1:1: error[image-outside]: the picture `../secret.png` is outside the book folder\n"
        "book.md:1:20: error[image-outside]: the picture `link.png` is outside the book folder\n"
        "book.md:1:34: error[image-outside]: the picture `../../nothing.png` is outside the book folder"
    )


def _bmp() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2, 2)).save(file, "BMP")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (pixel()[:45], "its content is damaged, or is no picture"),
        (b"no picture at all", "its content is damaged, or is no picture"),
        (_bmp(), "it is a file of type BMP; PNG, JPEG, GIF, WebP, AVIF or SVG is wanted"),
        (b"<svg", "it is not a well-formed SVG"),
        (b"<html/>", "it is a file of text, not a picture"),
        (SVG.replace("<path", "<script/><path").encode(), "its <script> runs a script or reads another file"),
        (SVG.replace("<path", '<path onload="x()"').encode(), "its <path> runs a script or reads another file"),
        (
            SVG.replace("<path", '<image href="file:///etc/passwd"/><path').encode(),
            "its <image> runs a script or reads another file",
        ),
    ],
)
def test_a_picture_that_cannot_be_used_says_why(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(content)
    _, log = read("![](a.png)\n", tmp_path)
    assert messages(log) == f"book.md:1:1: error[image-broken]: the picture `a.png` cannot be used: {why}"


def test_another_scheme_is_no_path(tmp_path: Path) -> None:
    _, log = read("![](data:image/png;base64,AAAA)\n", tmp_path)
    assert (
        messages(log) == "book.md:1:1: error[image-scheme]: `data:image/png;base64,AAAA` is not the path of a picture"
    )


def test_a_picture_is_decoded_once_and_again_only_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(pixel())
    (tmp_path / "b.png").write_bytes(pixel()[:-30])
    decoded, whole = list[bytes](), pictures._kind

    def counted(content: bytes) -> pictures.Kind:
        decoded.append(content)
        return whole(content)

    monkeypatch.setattr(pictures, "_kind", counted)
    store, said = Memory(), list[str]()
    for _ in range(2):
        log = Log()
        book = source.read_book(config("![甲](a.png)\n\n![乙](b.png)\n", tmp_path), log, store)
        (resource,) = book.chapters[0].resources
        assert (resource.media_type, resource.width_px, resource.height_px) == ("image/png", 2, 1)
        said.append(messages(log))
    # What is broken is looked at again: only what was told of it is known, and it may be told better.
    assert [decoded.count(content) for content in dict.fromkeys(decoded)] == [1, 2]
    assert said[0] == said[1]
    assert "image-broken" in said[0]
    (tmp_path / "a.png").write_bytes((tmp_path / "b.png").read_bytes())
    log = Log()
    source.read_book(config("![甲](a.png)\n", tmp_path), log, store)
    assert "image-broken" in messages(log)
