"""A title -> its lines, broken at sense points and balanced; never a last character alone (jlreq 4.1.6; HD4).

Spaces and marks are the best places, then the seams between scripts, then after particles and before conjunctions, then
beside the words that titles are made of; elsewhere a Han word is taken to have two characters. There is no dictionary
of the language. Latin words, numbers and marks are kept whole.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = r"\u3041-\u30ff\u31f0-\u31ff"
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]")
"""A word from abroad, which has no seam."""
_UNIT = re.compile(rf"[{_HAN}]|[{_KANA}]|\s+|[^\s{_HAN}{_KANA}]+?(?=[\s{_HAN}{_KANA}]|$)|.", re.DOTALL)
_ATTACHED = "ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""What goes on with the letter before it, as a closing mark does, and is followed by the rest of a word."""
_CLOSING = "、。，．：；！？）》〉」』】〕”’％·・～—…" + _ATTACHED
_OPENING = "（《〈「『【〔“‘"
_MARKS = re.compile(rf"((?!(?<=[A-Za-z])’[A-Za-z])[{re.escape(_CLOSING + _OPENING)}])")
_PARTICLES = "的之地得了着のはをにでがとも"
_CONJUNCTIONS = "与與和及或从從到在"
_TITLE_WORDS = (
    "研究 手册 手冊 指南 入门 入門 基础 基礎 教程 概论 概論 原理 实践 實踐 实战 设计 設計 分析 编程 程序 "
    "技术 技術 管理 历史 歷史 全集 选集 文集 小说 小說 诗集 散文 意见 通知 办法 规定 条例 问题 工作 解释 "
    "汇编 相关 若干 有关 进一步 加强 改进 中国 中國 世界 人民 社会 文化 科学 科學 经济 经典 古籍 整理 出版 "
    "面向 对象 软件 系统 系統 网络 数据 结构 算法 语言 語言 文学 文學 艺术 藝術 哲学 数学 物理 化学 工程 "
    "标准 标注 规范 方法 理论 实用 应用 开发 学习 机器 智能 人工 计算 共和国 新时代 报告 计划 总结 方案 指导 "
    "实施 建设 发展 改革 教育 城市 生活 时间 故事 笔记 导论 原则 语法 排版 活字 印刷 入門書 研究会 歴史 文庫 "
    "設定 開発"
)
_WORDS = frozenset(_TITLE_WORDS.split())
_DIVIDED = re.compile("[：:](?=[^：:])|[—―](?=[^—―])")
"""Title and what explains it in one line."""

_FORBIDDEN = 1e6
_ALONE = 400.0
_INSIDE_QUOTES = 30.0
_INSIDE_LINE = 30.0
_INSIDE_WORD = 40.0
_BESIDE_WORD = 6.0


def wrap(title: str, width: Callable[[str], float], measure: float, lines: int = 0) -> list[str]:
    """Break a title into lines no wider than `measure`: as few as will do, or `lines` if that many will do."""
    units = _units(" ".join(title.split()))
    if not units:
        return [""]
    fewest = lines or max(1, -int(-width("".join(units)) // measure))
    for count in range(fewest, len(units) + 1):
        if found := _best(units, width, measure, count):
            return found
    return ["".join(units)]


def _units(title: str) -> list[str]:
    """Han and kana one by one, everything else by words; marks alone."""
    return [part for unit in _UNIT.findall(title) for part in _MARKS.split(unit) if part]


def _best(units: Sequence[str], width: Callable[[str], float], measure: float, count: int) -> list[str] | None:
    """The cheapest division into `count` lines; None where none fits."""
    costs = _costs(units)
    ideal = width("".join(units)) / count
    em = max(width("国"), 1)

    def line(start: int, end: int) -> str:
        return "".join(units[start:end]).strip()

    @cache
    def solve(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return _line_cost(line(start, len(units)), width, measure, ideal, em), ()
        found: tuple[float, tuple[int, ...]] = (_FORBIDDEN, ())
        for end in range(start + 1, len(units) - left + 2):
            own = costs[end] + _line_cost(line(start, end), width, measure, ideal, em)
            if own >= found[0]:
                continue
            rest, breaks = solve(end, left - 1)
            found = min(found, (own + rest, (end, *breaks)))
        return found

    cost, breaks = solve(0, count)
    if cost >= _FORBIDDEN:
        return None
    edges = (0, *breaks, len(units))
    return [line(start, end) for start, end in pairwise(edges)]


def _line_cost(text: str, width: Callable[[str], float], measure: float, ideal: float, em: float) -> float:
    wide = width(text)
    if wide > measure or not text:
        return _FORBIDDEN
    letters = sum(char not in _CLOSING + _OPENING for char in text)
    divided = _INSIDE_LINE if _DIVIDED.search(text) else 0
    return ((wide - ideal) / em) ** 2 * 2 + (_ALONE if letters == 1 else 0) + divided


def _costs(units: Sequence[str]) -> list[float]:
    """What it costs to begin a line with each unit."""
    inside, beside = _word_places(units)
    costs = [_FORBIDDEN]
    depth = 0
    run = 0
    for index in range(1, len(units)):
        before, after = units[index - 1], units[index]
        depth += (before in _OPENING) - (before in "）》〉」』】〕”’")
        run = run + 1 if _is_han(before) else 0
        if before in _PARTICLES or before in _CONJUNCTIONS or index in beside:
            run = 0
        cost = _cost(before, after, run)
        if index in inside:
            cost += _INSIDE_WORD
        elif index in beside:
            cost = min(cost, _BESIDE_WORD)
        costs.append(cost + (_INSIDE_QUOTES if depth > 0 else 0))
    return costs


def _word_places(units: Sequence[str]) -> tuple[set[int], set[int]]:
    """Where a line would begin inside a known word, and where right before or after one; the longer word wins."""
    inside: set[int] = set()
    beside: set[int] = set()
    index = 0
    while index < len(units):
        length = next((size for size in (3, 2) if "".join(units[index : index + size]) in _WORDS), 0)
        if length:
            inside.update(range(index + 1, index + length))
            beside.update((index, index + length))
        index += length or 1
    return inside, beside


def _cost(before: str, after: str, run: int) -> float:
    """`run` Han stand before the place since the last seam."""
    if before in _OPENING or after in _CLOSING or after.isspace():
        return _FORBIDDEN
    if before.isspace() or (before in _CLOSING and before not in _ATTACHED) or after in _OPENING:
        return 0
    if _is_han(before) != _is_han(after) and not _is_kana(after):
        return 3
    if before in _PARTICLES:
        return 2
    if after in _CONJUNCTIONS:
        return 4
    if _KATAKANA.fullmatch(before) and _KATAKANA.fullmatch(after):
        return _INSIDE_WORD
    if _is_kana(before) or _is_kana(after):
        return 16
    return 12 if run % 2 == 0 else 20


def _is_han(unit: str) -> bool:
    return re.fullmatch(f"[{_HAN}]", unit) is not None


def _is_kana(unit: str) -> bool:
    return re.fullmatch(f"[{_KANA}]", unit) is not None
