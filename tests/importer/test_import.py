"""`huozi import`: each form of a book, what is written, what is refused."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from huozi import cli, config, outline, pipeline
from huozi.diagnostics import Log
from huozi.importer.spellings import respelled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUMMARY = """# Summary

* [前言](README.md)
* [第一章 米](mi/README.md)
  * [籼米](mi/xian.md)
  * [粳米](mi/jing.md)
* [第二章 面](mian.md)
* [附录A 菜单](menu.md)
* [别处](https://example.com/)
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>'
PAGES = {
    "README.md": "# 前言\n\n吃饭。\n",
    "mi/README.md": "# 第一章 米\n\n米饭。![图](a.svg)\n",
    "mi/xian.md": "# 籼米\n\n长。\n",
    "mi/jing.md": "# 粳米\n\n短。\n",
    "mi/a.svg": SVG,
    "mian.md": "# 第二章 面\n\n面条。\n",
    "menu.md": "# 附录A 菜单\n\n菜。\n",
}
TREE = "前言\n第一章 米\n  籼米\n  粳米\n第二章 面\n附录A 菜单"


def folder(at: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return at


def tree(book: Path) -> str:
    log = Log()
    read = config.load(book, log)
    assert read is not None, log.entries
    return "\n".join(line.rstrip() for line in outline.as_tree(outline.from_book(pipeline.read(read, log))).split("\n"))


def imported(source: Path, out: Path, *options: str) -> int:
    return cli.main(["import", str(source), "--out", str(out), "--format", "short", *options])


FORMS = {
    "HonKit": {"SUMMARY.md": SUMMARY, "book.json": '{"title": "饭", "author": "甲"}', **PAGES},
    "mdBook": {
        "book.toml": '[book]\ntitle = "饭"\nauthors = ["甲"]\nlanguage = "zh"\n',
        "src/SUMMARY.md": "# Summary\n\n[前言](README.md)\n\n- [第一章 米](mi/README.md)\n  - [籼米](mi/xian.md)\n"
        "  - [粳米](mi/jing.md)\n- [第二章 面](mian.md)\n- [附录A 菜单](menu.md)\n- [未写]()\n",
        **{f"src/{name}": text for name, text in PAGES.items()},
    },
    "docsify": {"_sidebar.md": SUMMARY, "index.html": "<script>window.$docsify = {name: '饭'}</script>", **PAGES},
    "MkDocs": {
        "mkdocs.yml": "site_name: 饭\nmarkdown_extensions:\n  - x: !!python/name:a.b\nnav:\n  - 前言: README.md\n"
        "  - 第一章 米:\n    - mi/README.md\n    - 籼米: mi/xian.md\n    - 粳米: mi/jing.md\n  - 第二章 面: mian.md\n"
        "  - 附录A 菜单: menu.md\n  - 别处: https://example.com/\nplugins: [search]\n",
        **{f"docs/{name}": text for name, text in PAGES.items()},
    },
    "VitePress": {
        ".vitepress/config.mts": "import x from 'y'\nexport default {\n  title: '饭',\n  themeConfig: { sidebar: [\n"
        "    { text: '前言', link: '/README' }, // 开头\n    { text: '第一章 米', link: '/mi/', items: [\n"
        "      { text: '籼米', link: '/mi/xian' }, { text: '粳米', link: '/mi/jing.md' } ] },\n"
        "    { text: '第二章 面', link: '/mian' }, { text: '附录A 菜单', link: '/menu' }, ...x.more() ] }\n}\n",
        **PAGES,
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_a_book_of_another_tool(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", FORMS[form])
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert imported(source, tmp_path / "out") == 0
    assert tree(tmp_path / "out") == TREE
    assert (tmp_path / "out" / "mi" / "a.svg").read_text(encoding="utf-8") == SVG
    assert 'title: "饭"' in (tmp_path / "out" / "book.md").read_text(encoding="utf-8")
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before
    out, err = capsys.readouterr()
    assert out.startswith(f"{form}: 7 files in ")
    assert err.count("warning[import-unmapped]") == 1


def test_what_could_not_be_mapped_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(folder(tmp_path / "source", FORMS["HonKit"]), tmp_path / "out")
    assert "SUMMARY.md:9:1: warning[import-unmapped]: `别处` leads out of the book" in capsys.readouterr().err


def test_groups_alone_are_divisions(tmp_path: Path) -> None:
    files = {
        "SUMMARY.md": "- 第一篇\n  - [甲](a.md)\n- 第二篇\n  - [乙](b.md)\n",
        "a.md": "# 甲\n\n文。\n",
        "b.md": "# 乙\n\n文。\n",
    }
    imported(folder(tmp_path / "source", files), tmp_path / "out")
    assert tree(tmp_path / "out") == "第一篇\n  第一章　甲\n第二篇\n  第二章　乙"


def test_a_folder_of_numbered_files(tmp_path: Path) -> None:
    files = {
        "10-c.md": "# 丙\n",
        "2-b.md": "# 乙\n",
        "1-a.md": "# 甲\n",
        "README.md": "# 说明\n",
        "LICENSE.md": "# 许可\n",
    }
    imported(folder(tmp_path / "source", files), tmp_path / "out")
    assert tree(tmp_path / "out") == "第一章　说明\n第二章　甲\n第三章　乙\n第四章　丙"


def test_pandoc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "metadata.yaml": "---\ntitle: 饭\nauthor:\n  - 甲\n  - 乙\nlof: true\ndate: \\today\nabstract: 说饭\n---\n",
        "ch/01.md": "# 米\n",
        "ch/02.md": "## 籼米\n",
        "ch/03.md": "# 面\n",
    }
    imported(folder(tmp_path / "source", files), tmp_path / "out")
    assert tree(tmp_path / "out") == "第一章　米\n  第一节　籼米\n第二章　面"
    book = (tmp_path / "out" / "book.md").read_text(encoding="utf-8")
    assert 'author: ["甲", "乙"]' in book
    assert 'abstract: "说饭"' in book
    assert "metadata.yaml:7:7: warning[import-unmapped]" in capsys.readouterr().err


def test_review_gives_its_structure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "catalog.yml": "PREDEF:\n  - pre.re\nCHAPS:\n  - a.re\nAPPENDIX:\n  - b.re\n",
        "pre.re": "= まえがき\n",
        "a.re": "= 米\n",
        "a.md": "# 米\n\nごはん。\n",
        "b.md": "# 付録\n",
    }
    imported(folder(tmp_path / "source", files), tmp_path / "out")
    assert "catalog.yml:2:5: warning[import-unmapped]: `pre.re` (まえがき)" in capsys.readouterr().err
    front = (tmp_path / "out" / "book.md").read_text(encoding="utf-8")
    assert '  appendix:\n    - "b.md"' in front
    assert '  front:\n    - "title.md"' in front
    assert (tmp_path / "out" / "title.md").read_text(encoding="utf-8") == "# まえがき\n"


def test_review_gives_what_none_of_can_be_read_as_titles(tmp_path: Path) -> None:
    files = {
        "catalog.yml": "CHAPS:\n  - 一部:\n    - a.re\n    - b.md\n",
        "config.yml": "booktitle: 糸\naut: [山田, 川田]\n",
        "a.re": "= 米\n",
        "b.md": "# 麦\n\n話。\n",
    }
    assert imported(folder(tmp_path / "source", files), tmp_path / "out") == 0
    front = (tmp_path / "out" / "book.md").read_text(encoding="utf-8")
    assert 'author: ["山田", "川田"]' in front
    assert (tmp_path / "out" / "title.md").read_text(encoding="utf-8") == "# 米\n"


HTML = """<html><head><title>做汤 - 某站</title><meta name="author" content="王小明"></head><body>
<nav><a href="/">首页</a></nav><article><h1>做汤</h1><p>{text}</p>
<h2>备料</h2><p>{text}<b>要</b>，<a href="https://a.b/">见</a>。</p>
<ul><li>肉<ul><li>骨</li></ul></li><li>水</li></ul>
<table><tr><th>料</th><th>量</th></tr><tr><td>盐</td><td>1|2</td></tr></table>
<pre><code class="language-sh">ls *</code></pre>
<img src="a.svg" alt="锅"><img src="https://a.b/c.png"><script>alert(1)</script></article></body></html>"""


def test_a_web_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "汤要好，料要鲜，火要足，心要静，这是老人们说了几十年的话，我们都记得。" * 3
    source = folder(tmp_path / "source", {"p.html": HTML.format(text=text), "a.svg": SVG})
    assert imported(source / "p.html", tmp_path / "out") == 0
    made = (tmp_path / "out" / "p.md").read_text(encoding="utf-8")
    assert made.startswith(f"# 做汤\n\n{text}\n\n## 备料\n\n{text}**要**，[见](https://a.b/)。\n\n")
    assert "- 肉\n  - 骨\n- 水" in made
    assert "| 料 | 量 |\n|---|---|\n| 盐 | 1\\|2 |" in made
    assert "```sh\nls *\n```" in made
    assert "首页" not in made
    assert "alert" not in made
    assert len(list((tmp_path / "out" / "images").iterdir())) == 1
    assert "a picture from the net: https://a.b/c.png" in capsys.readouterr().err


DOCUMENT = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>米</w:t></w:r></w:p>
<w:p><w:r><w:t>米饭</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>香</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>面</w:t></w:r></w:p><w:p><w:r><w:t>面条</w:t></w:r></w:p>
</w:body></w:document>"""
STYLES = """<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>"""
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="r1" Type="{OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)


def docx(path: Path, **extra: str) -> Path:
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": RELATIONS.format(kind="styles", target="styles.xml"),
        "word/document.xml": DOCUMENT,
        "word/styles.xml": STYLES,
        **extra,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_word_file(tmp_path: Path) -> None:
    assert imported(docx(tmp_path / "饭.docx"), tmp_path / "out") == 0
    made = (tmp_path / "out" / "饭.md").read_text(encoding="utf-8")
    assert made == "# 米\n\n米饭**香**\n\n| 甲 | 乙 |\n|---|---|\n\n# 面\n\n面条\n"


@pytest.mark.parametrize(
    "extra",
    [
        {"../../outside.txt": "x"},
        {"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {"word/big.bin": "0" * 3 * 2**20},
    ],
    ids=["traversal", "entities", "bomb"],
)
def test_a_word_file_that_cannot_be_trusted(
    tmp_path: Path, extra: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(docx(tmp_path / "a.docx", **extra), tmp_path / "out") == 1
    assert "error[import-refused]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_nothing_outside_the_folder_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret.md").write_text("# 秘密\n", encoding="utf-8")
    source = folder(
        tmp_path / "source", {"SUMMARY.md": "* [甲](a.md)\n* [乙](../secret.md)\n* [丙](link.md)\n", "a.md": "# 甲\n"}
    )
    (source / "link.md").symlink_to(tmp_path / "secret.md")
    assert imported(source, tmp_path / "out") == 0
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not any("秘密" in text for text in written)
    assert capsys.readouterr().err.count("import-unmapped") == 2


def test_contents_that_never_stop_going_in_are_read(tmp_path: Path) -> None:
    contents = "".join(f"{'  ' * depth}* [甲](a.md)\n" for depth in range(600))
    source = folder(tmp_path / "source", {"SUMMARY.md": contents, "a.md": "# 甲\n", "book.json": "[" * 100_000})
    assert imported(source, tmp_path / "out") == 0
    (tmp_path / "toml").mkdir()
    files = {"book.toml": f"a = {'[' * 5000}", "src/SUMMARY.md": contents, "src/a.md": "# 甲\n"}
    assert imported(folder(tmp_path / "toml" / "source", files), tmp_path / "toml" / "out") == 0


def test_a_folder_that_is_taken_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", {"1.md": "# 甲\n"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x", encoding="utf-8")
    assert imported(source, tmp_path / "out") == 1
    assert "folder-taken" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_dry_run_shows_the_outline_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", FORMS["HonKit"])
    assert imported(source, tmp_path / "out", "--dry-run") == 0
    assert capsys.readouterr().out.startswith(TREE.split("\n", 1)[0])
    assert not (tmp_path / "out").exists()


def test_a_dry_run_needs_no_folder_to_write_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", FORMS["HonKit"])
    assert cli.main(["import", str(source), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith(TREE.split("\n", 1)[0])
    assert cli.main(["import", str(source)]) == 2
    assert "--out" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


TEXT = "一碗面\n\n面要现擀，汤要现熬，端上桌来还冒着热气，这样的一碗面才算得上是好面。\n"


def test_the_only_text_of_a_folder_is_its_book(tmp_path: Path) -> None:
    source = folder(tmp_path / "source", {"面.txt": TEXT, "图.png": "PNG", ".旧稿.txt": "旧"})
    assert imported(source, tmp_path / "out") == 0
    assert "面要现擀" in (tmp_path / "out" / "面.md").read_text(encoding="utf-8")


def test_of_two_texts_in_a_folder_none_is_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(tmp_path / "source", {"面.txt": TEXT, "饭.txt": TEXT})
    assert imported(source, tmp_path / "out") == 1
    assert "import-unknown" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_markdown_goes_before_a_text_beside_it(tmp_path: Path) -> None:
    source = folder(tmp_path / "source", {"1.md": "# 米饭\n\n吃饭。\n", "说明.txt": TEXT})
    assert imported(source, tmp_path / "out") == 0
    assert tree(tmp_path / "out") == "米饭"


def test_what_is_no_book_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert imported(tmp_path / "empty", tmp_path / "out") == 1
    assert imported(tmp_path / "nowhere", tmp_path / "out") == 1
    (tmp_path / "a.xyz").write_text("x", encoding="utf-8")
    assert imported(tmp_path / "a.xyz", tmp_path / "out") == 1
    err = capsys.readouterr().err
    assert err.count("import-unknown") == 2
    assert err.count("source-missing") == 1


def test_old_encodings_become_utf_8(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.md").write_bytes("# 米饭\n\n今天吃米饭，明天吃面条。\n".encode("gb18030"))
    imported(source, tmp_path / "out")
    assert (tmp_path / "out" / "1.md").read_text(encoding="utf-8") == "# 米饭\n\n今天吃米饭，明天吃面条。\n"


def test_a_lone_section_below_text_or_a_title_of_its_own_is_no_chapter(tmp_path: Path) -> None:
    files = {
        "1.md": "# 米\n\n白。\n",
        "2.md": "---\ntitle: 水\n---\n\n## 温\n\n热。\n",
        "3.md": "说几句。\n\n## 火\n\n旺。\n",
        "SUMMARY.md": "- [米](1.md)\n- [水](2.md)\n- [三](3.md)\n- [柴](4.md)\n",
        "4.md": "## 柴\n\n干。\n",
    }
    assert imported(folder(tmp_path / "source", files), tmp_path / "out") == 0
    texts = {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in files if name[0] in "1234"}
    assert "\n## 温\n" in texts["2.md"]
    assert "\n## 火\n" in texts["3.md"]
    assert "# 柴\n" in texts["4.md"]
    assert "## 柴" not in texts["4.md"]


def test_variables_of_honkit_stand_for_their_words_but_not_in_code(tmp_path: Path) -> None:
    files = {
        "book.json": '{"title": "磨刀", "variables": {"ver": "3.2"}}',
        "SUMMARY.md": "- [介绍](README.md)\n",
        "README.md": "# 介绍\n\n{{ book.ver }}版，{{book.title}}，{{ book.no }}，`{{ book.ver }}`。\n",
    }
    assert imported(folder(tmp_path / "source", files), tmp_path / "out") == 0
    made = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert made == "# 介绍\n\n3.2版，磨刀，{{ book.no }}，`{{ book.ver }}`。\n"


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        ("docsify", "?> 提示。\n\n!> 小心。", "> [!TIP]\n> 提示。\n\n> [!WARNING]\n> 小心。"),
        ("docsify", "[x](a/b.md ':include')", "<!-- @include: a/b.md -->"),
        ("docsify", "```\n?> x\n```", "```\n?> x\n```"),
        ("MkDocs", "按 ++ctrl+c++，^^新^^{--旧--}", "按 <kbd>Ctrl</kbd>+<kbd>C</kbd>，<u>新</u>~~旧~~"),
        ("MkDocs", ":material-account: 人，`++x++` i++，j++", "人，`++x++` i++，j++"),
        ("Pandoc", "#. 甲\n#. 乙", "1. 甲\n1. 乙"),
        ("Markdown", "?> 提示 ++ctrl++", "?> 提示 ++ctrl++"),
    ],
)
def test_what_only_one_tool_writes_is_written_as_all_read_it(form: str, written: str, expected: str) -> None:
    assert respelled(written, form, {}) == expected
