"""Paragraphs of an article without markup -> its title, author, headings, and the furniture of the page around it.

Headings are told by their numbers (一、 （一） 1、 第一章), which must count and have text below them. A heading that
runs on into its paragraph (1、抓班子。要……) is parted from it. 第一， and 一是 stay in the paragraph unless
headings are wanted deep.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from huozi.numerals import HAN, from_han

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph and the line it begins on; `level` is that of a heading, 0 for text.

    `is_text` is False for what only looks like a paragraph: a list, a table, a picture.
    """

    text: str
    line: int
    level: int = 0
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """What was found; `title` and `author` are "" where nothing tells them, `dropped` is the furniture.

    `parted` are the headings that ran on into their paragraph and have lost their full stop.
    """

    title: str
    author: str
    blocks: tuple[Block, ...]
    dropped: tuple[Block, ...] = ()
    parted: tuple[Block, ...] = ()
    has_chapters: bool = False


# Lines -> paragraphs

_SPACES = " \t\u3000\u00a0\u2003\ufeff"
_FINAL = "。！？…”』」；：!?;:.）)"
_NEW = re.compile(
    rf"[#>*\-+•●◆■□（(【\[]|[{HAN}]+、|第[{HAN}0-9]+[章节節回编編篇条條，,、]|[0-9]+[、.．)）]|[①-⑳]|[{HAN}]是|作者|来源|来自"
)


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text. Lines that were broken at a fixed width are put together again."""
    rows = [
        (line.strip(_SPACES), line[:1] in "\u3000\t" or line.startswith("  "), number)
        for number, line in enumerate(text.split("\n"), 1)
    ]
    width = _wrapped_width([row[0] for row in rows])
    indented = sum(row[1] for row in rows if row[0]) * 4 > sum(1 for row in rows if row[0])
    blocks: list[Block] = []
    last, was_indented = "", False
    for words, is_indented, number in rows:
        joins = bool(width and last and words) and _goes_on(last, words, width) and not (indented and is_indented)
        if indented and not is_indented and last and words:
            # Where paragraphs are indented, a line at the edge goes on with a sentence that has not ended.
            joins = joins or (last[-1] not in _FINAL and was_indented and not _NEW.match(words))
        if joins:
            blocks[-1] = replace(blocks[-1], text=_joined(blocks[-1].text, words))
        elif words:
            blocks.append(Block(words, number))
        last, was_indented = words, is_indented or (joins and was_indented)
    return tuple(blocks)


def _wrapped_width(lines: Sequence[str]) -> int:
    """The width in cells at which the lines of a text were broken; 0 if its lines are paragraphs."""
    runs = [(one, other) for one, other in itertools.pairwise(lines) if one and other]
    widths = sorted(_cells(one) for one, _ in runs)
    if len(widths) < 4:
        return 0
    width = widths[len(widths) * 9 // 10]
    full = sum(width - 6 <= one <= width + 6 for one in widths)
    return width if 30 <= width <= 120 and full * 2 >= len(widths) else 0


def _goes_on(last: str, words: str, width: int) -> bool:
    return _cells(last) >= width - 8 and not _NEW.match(words)


def _joined(one: str, other: str) -> str:
    """Han lines meet without a space, Latin ones with it."""
    gap = " " if one[-1:].isascii() and other[:1].isascii() and not one.endswith("-") else ""
    return f"{one}{gap}{other}"


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# Furniture, title, author

_FURNITURE = re.compile(
    r"打开\s?APP|登录|登錄|注册|未登录|开通\s?VIP|会员|userphoto|扫码|扫一扫|二维码|公众号|关注(?:我们|微信)?$|分享到|分享\s|收藏|点赞|点击"
    r"|举报|猜你喜欢|相关(?:阅读|文章|推荐|链接)|类似文章|更多(?:精彩|文章|类似)|热点新闻|热门|推荐阅读|上一[篇页]|下一[篇页]|阅读(?:全文|原文)"
    r"|本站|版权所有|免责声明|责任编辑|Copyright|©|ICP备|公网安备|客服|网站地图|返回(?:首页|顶部)|首页|评论|浏览量"
    r"|阅读[数量]?[:：]?\d"
    r"|[导導]长图|绑定账号|下载(?:APP|文章|客户端)|您的位置|当前位置|字号|打印本页|小程序|广告"
    r"|cookie|Sign in|Subscribe|Log in",
    re.IGNORECASE,
)
_BODY_HAN = 30
_CHAPTER = re.compile(rf"第\s?(?:[{HAN}]+|\d+)\s?[章回编編篇卷部]|제\s?\d+\s?[장화부]|Chapter\s+\d", re.IGNORECASE)
_UNNUMBERED = re.compile(
    r"(?:序章|序幕|楔子|引子|引言|序言?|前言|自序|终章|終章|尾声|尾聲|后记|後記|跋|番外.{0,12}|プロローグ|エピローグ|あとがき|まえがき"
    r"|프롤로그|에필로그)(?:[\s\u3000：:].{1,20})?"
)
_BYLINE = re.compile(r"(?:作者|文|撰文|记者|著)\s*[:：/／|｜]\s*([^\s（(，,]{2,12})|[□■◆○◎]\s*([^\s（(]{2,12})")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")


def article(blocks: Sequence[Block], *, title: str = "", author: str = "", deep: bool = False) -> Article:
    """Find out what a text without markup is made of; a title or author that is known already stays."""
    kept, dropped = _without_furniture(blocks)
    if not title and len(kept) > 1 and not _is_body(kept[0]) and not kept[0].level and not _CHAPTER.match(kept[0].text):
        title, kept = _bare_title(kept[0].text), kept[1:]
    above = list(itertools.takewhile(lambda block: not _CHAPTER.match(block.text), kept[:3]))
    if not author:
        author = next((name for block in above if (name := _author(block)) or _is_body(block)), "")
    made, parted, has_chapters = _with_headings(kept, has_title=bool(title), deep=deep)
    if has_chapters:
        # The name of the author is on the title page of a book, not in its text.
        bylines = [block for block in above if _BYLINE.fullmatch(block.text) and _author(block) == author]
        made, dropped = [block for block in made if block not in bylines], [*dropped, *bylines]
    return Article(title, author, tuple(made), tuple(dropped), tuple(parted), has_chapters)


def _bare_title(text: str) -> str:
    """A title without the word that says so, and without the marks of a title around all of it."""
    bare = re.sub(r"^(?:书名|書名|标题|標題|題名|作品名|제목)\s*[:：]\s*", "", text)
    around = re.fullmatch(r"《([^《》]+)》", bare)
    return around[1] if around else bare


def _without_furniture(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What stands before the text up to the last furniture there, and after it from the first furniture on, goes."""
    body = [index for index, block in enumerate(blocks) if _is_body(block) or block.level or not block.is_text]
    if not body:
        return list(blocks), []
    start = max((index + 1 for index in range(body[0]) if _is_furniture(blocks[index])), default=0)
    after = range(body[-1] + 1, len(blocks))
    end = min((index for index in after if _is_furniture(blocks[index])), default=len(blocks))
    return list(blocks[start:end]), [*blocks[:start], *blocks[end:]]


def _is_body(block: Block) -> bool:
    """A paragraph of some length that ends as sentences end, and is not what sites say of themselves."""
    han = sum("\u3400" <= char <= "\u9fff" or "\u3040" <= char <= "\u30ff" for char in block.text)
    ends = block.text.rstrip(_SPACES)[-1:] in "。！？…”』」）"
    return block.is_text and han >= _BODY_HAN and ends and not (han < 3 * _BODY_HAN and _is_furniture(block))


def _is_furniture(block: Block) -> bool:
    return block.is_text and _cells(block.text) <= 160 and bool(_FURNITURE.search(block.text))


def _author(block: Block) -> str:
    """The name in a line below the title: after 作者：, or the last word of an office and a name."""
    if _is_body(block) or _cells(block.text) > 100:
        return ""
    if found := _BYLINE.search(block.text):
        return found[1] or found[2]
    words = re.split(r"[\s\u3000]+", block.text.strip("（）()"))
    if _NAME.fullmatch(words[-1]) and (len(words) > 1 or len(words[0]) <= 3) and not re.search(r"\d", block.text):
        return words[-1] if len(words) > 1 and len(words[0]) > 1 else "".join(words)
    return ""


# Headings


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a heading is numbered, and how long its words may be on a line of their own or run in (0: not)."""

    name: str
    number: re.Pattern[str]
    own: int
    run_in: int
    is_chapter: bool = False


_N = f"[{HAN}]+"
_SHAPES = (
    _Shape("编", re.compile(rf"第(?P<n>{_N}|\d+)[编編篇卷部](?!分)"), 30, 0, is_chapter=True),
    _Shape("章", re.compile(rf"第\s?(?P<n>{_N}|\d+)\s?[章回](?!节)"), 40, 0, is_chapter=True),
    _Shape("장", re.compile(r"제\s?(?P<n>\d+)\s?[장화부]"), 40, 0, is_chapter=True),
    _Shape("节", re.compile(rf"第(?P<n>{_N}|\d+)[节節]"), 40, 0),
    _Shape("一、", re.compile(rf"(?P<n>{_N})、"), 45, 30),
    _Shape("（一）", re.compile(rf"[（(](?P<n>{_N})[)）]、?"), 45, 30),
    _Shape("1、", re.compile(r"(?P<n>\d{1,2})(?:、|[.．](?!\d)\s?)"), 40, 30),
    _Shape("（1）", re.compile(r"[（(](?P<n>\d{1,2})[)）]"), 40, 0),
)
_DEEP = (
    _Shape("第一，", re.compile(rf"第(?P<n>{_N})[，,、：:]"), 45, 45),
    _Shape("一是", re.compile(rf"(?P<n>{_N})是"), 60, 60),
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A block that may be a heading: which, its shape and value, its words, and the text that follows on its line."""

    block: int
    shape: _Shape
    value: int
    words: str
    rest: str


@dataclass(slots=True)
class _Series:
    """Candidates that count on, and the series that they stand in."""

    shape: _Shape
    above: tuple[_Series, ...]
    members: list[_Candidate] = field(default_factory=list)
    believed: bool = False


def _with_headings(blocks: Sequence[Block], *, has_title: bool, deep: bool) -> tuple[list[Block], list[Block], bool]:
    """The blocks with headings told, those that were parted from their paragraph, and whether there are chapters."""
    if any(block.level for block in blocks):
        # They come with headings: without a title above them the highest ones are chapters.
        top = 0 if has_title else min(block.level for block in blocks if block.level) - 1
        return (
            [replace(block, level=block.level - top) if block.level else block for block in blocks],
            [],
            not has_title,
        )
    shapes = (*_SHAPES, *_DEEP) if deep else _SHAPES
    candidates = [one for index, block in enumerate(blocks) if (one := _candidate(index, block, shapes))]
    series = _series(candidates)
    for group in series:
        group.believed = _is_series(group)
    found = {member.block: (member, group) for group in series if group.believed for member in group.members}
    has_chapters = any(group.believed and group.shape.is_chapter for group in series)
    made: list[Block] = []
    parted: list[Block] = []
    for index, block in enumerate(blocks):
        if index not in found:
            is_chapter = has_chapters and block.is_text and _UNNUMBERED.fullmatch(block.text) is not None
            made.append(replace(block, level=1) if is_chapter else block)
            continue
        member, group = found[index]
        level = (1 if has_chapters else 2) + sum(above.believed for above in group.above)
        heading = Block(member.words, block.line, min(6, level))
        made.append(heading)
        if member.rest:
            parted.append(heading)
            made.append(Block(member.rest, block.line))
    return made, parted, has_chapters


def _candidate(index: int, block: Block, shapes: Sequence[_Shape]) -> _Candidate | None:
    if not block.is_text:
        return None
    for shape in shapes:
        found = shape.number.match(block.text)
        if found is None:
            continue
        value = int(found["n"]) if found["n"].isdecimal() else from_han(found["n"])
        after = block.text[found.end() :]
        sentence = re.match(r"[^。！？]+(?=[。！？])", after)
        if value is None or not after.strip():
            return None
        if sentence is None and len(after) <= shape.own and after[-1] not in "；;，,":
            return _Candidate(index, shape, value, block.text, "")
        rest = after[sentence.end() + 1 :].strip(_SPACES) if sentence else ""
        if sentence and rest and len(sentence[0]) <= shape.run_in and after[sentence.end()] == "。":
            return _Candidate(index, shape, value, found[0] + sentence[0], rest)
        return None
    return None


def _series(candidates: Sequence[_Candidate]) -> list[_Series]:
    """Group candidates that count: a new shape opens a level below, a known one goes on or begins anew."""
    found: list[_Series] = []
    stack: list[_Series] = []
    for one in candidates:
        place = next((index for index, series in enumerate(stack) if series.shape is one.shape), None)
        if place is not None and one.value == stack[place].members[-1].value + 1:
            del stack[place + 1 :]
            stack[place].members.append(one)
        elif one.value == 1:
            if place is not None:
                del stack[place:]
            stack.append(_Series(one.shape, tuple(stack), [one]))
            found.append(stack[-1])
    return found


def _is_series(series: _Series) -> bool:
    """Two or more that have text below them; lines that follow each other with nothing between are a list."""
    members = series.members
    if len(members) < 2:
        return False
    following = [other.block for other in members[1:]]
    filled = sum(bool(one.rest) or other > one.block + 1 for one, other in zip(members, following, strict=False))
    return filled * 2 >= len(members) - 1


# Blocks -> Markdown

_SPECIAL = re.compile(r"([\\`*\[\]<>$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~~|==)")
_AT_HEAD = re.compile(r"(#{1,6}(?=\s|$)|>|[-+](?=\s)|:{3,}|\|)")


def escaped(text: str) -> str:
    """Plain text as Markdown that reads the same."""
    return (
        _AT_HEAD.sub(r"\\\1", _SPECIAL.sub(r"\\\1", text), count=1)
        if _AT_HEAD.match(text)
        else _SPECIAL.sub(r"\\\1", text)
    )


def markdown(found: Article, escape: Callable[[str], str]) -> str:
    """The text of the new file."""
    return "\n\n".join(_lines(found, escape)) + "\n"


def _lines(found: Article, escape: Callable[[str], str]) -> Iterator[str]:
    if found.title and not found.has_chapters:
        yield f"# {escape(found.title)}"
    for block in found.blocks:
        words = escape(block.text) if block.is_text else block.text
        yield f"{'#' * block.level} {words}" if block.level else words
