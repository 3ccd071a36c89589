"""The same source gives the same bytes, wherever and by whomever it is built."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

BOOK = """\
---
title: 同样的字节
subtitle: 一本样书
author: 测试者
lang: zh-Hans
publisher: 样书社
date: 2026-01-15
description: 用来证明两次构建得到同样的文件。
---

# 文字

天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。**重点**与*着重*，`code` 与 H~2~O 同行，{漢字|かん|じ}注音。

脚注在页底[^one]，同一章可以有好几个[^two]。

[^one]: 这是第一个注。
[^two]: 这是第二个注，里面有 *着重* 与 `code`。

## 列表与表格

1. 第一项
2. 第二项
    - 其中一条
    - 其中另一条

| 名称 | 数量 | 说明 |
|:-----|-----:|:----:|
| 甲   |   12 | 居中 |
| 乙   |  345 | 也居中 |

Table: 两行数字

## 代码

```python
def greet(name: str) -> str:
    return f"你好，{name}！"
```

# 图与引用 {#pictures}

![一块颜色](images/square.png)

见[文字](#文字)一章，也见[本章](#pictures)。

> 引文自成一段。

::: tip 提示
容器里的一段话。
:::
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What may differ between two machines and must not show in the files."""

    folder: str
    umask: int
    environment: dict[str, str]


HERE = Place("here", 0o022, {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "USER": "ann"})
THERE = Place(
    "a longer folder/in another place",
    0o077,
    {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "4242", "LC_ALL": "POSIX", "USER": "bob", "COLUMNS": "40"},
)


def test_two_places_two_time_zones_two_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    here, there = _build(tmp_path, HERE), _build(tmp_path, THERE)
    assert sorted(here) == ["sample.epub", "sample.pdf"]
    assert here == there


def test_a_second_build_in_the_same_place_gives_the_same_bytes(tmp_path: Path) -> None:
    assert _build(tmp_path, HERE) == _build(tmp_path, HERE)


def _build(tmp_path: Path, place: Place) -> dict[str, str]:
    """The digest of each output, by name, of the sample book built in that place by a process of its own."""
    root = tmp_path / place.folder
    (root / "images").mkdir(parents=True, exist_ok=True)
    (root / "sample.md").write_text(BOOK, encoding="utf-8")
    Image.new("RGB", (200, 120), (160, 40, 30)).save(root / "images/square.png")
    command = [str(Path(sys.executable).with_name("huozi")), "build", "sample.md", "--out", "out"]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **place.environment}
    done = subprocess.run(
        command, cwd=root, env=environment, umask=place.umask, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (root / "out").glob("sample.*")}
