"""veraPDF and qpdf on finished files: PDF/A-3a and PDF/UA-1 in one (ISO 19005-3, ISO 14289-1)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import huozi
from tests import verapdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FRONT = "---\ntitle: 样书\nauthor: 甲\nlang: zh-Hans\npdf: {pdf}\nnumbering: zh-book\n---\n"
TEXT = (
    """
# 块

段落[^1]，{漢字|かん|じ}，*着重*，[鲁迅]{.pn}，[English]{lang=en}，`代码`，行内公式 $x^2$，emoji 🌍。

1.  甲

    甲的第二段。

    - 乙
    - 丙

-   松的列表

-   第二项

词
:   义
:   又义

> 引文。
>
> - 引文里的列表

| 甲 | 乙 |
|:---|---:|
| 一 |    |

Table: 表题 {#tbl:a}

|    |    |
|----|----|
| 无 | 头 |

![一张图](a.svg "图题"){#fig:a}

![](a.svg)

```python
print("见 @fig:a")
```

$$x = \\frac{1}{2}$$ {#eq:a}

- [x] 做了
- [ ] 没做

### 越级的标题

见[第二章](#two)、@fig:a、@tbl:a 和<https://example.org/>。

[^1]: 注文第一段。

    注文第二段。

# 第二章 {#two}

"""
    + "又一段。\n\n" * 90
)
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><text x='2' y='20'>图中字</text></svg>"


def _build(write_book: Callable[..., Path], pdf: str, **settings: str) -> Path:
    source = write_book(FRONT.format(pdf=pdf) + TEXT, {"a.svg": SVG})
    report = huozi.build(source, out=source.parent / "out", to=["pdf"], settings=settings)
    assert not report.failed, report.findings
    (file,) = report.files
    return file.path


@pytest.mark.needs_java
@pytest.mark.parametrize("style", ["book", "gongwen"])
def test_one_file_is_for_archives_and_for_everybody(style: str, write_book: Callable[..., Path]) -> None:
    path = _build(write_book, "archive+accessible", style=style)
    assert verapdf.failures([path])[path] == []


@pytest.mark.needs_java
def test_a_plain_file_lacks_nothing_of_pdf_ua_but_the_claim(write_book: Callable[..., Path]) -> None:
    path = _build(write_book, "plain")
    (line,) = verapdf.failures([path], ["PDFUA-1"])[path]
    assert line.startswith("PDFUA-1 5-1 x1:")


@pytest.mark.needs_qpdf
def test_qpdf_finds_nothing(write_book: Callable[..., Path]) -> None:
    done = subprocess.run(["qpdf", "--check", _build(write_book, "plain")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
