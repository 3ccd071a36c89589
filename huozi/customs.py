"""What custom makes of a chapter by its title: 前言, あとがき and the like, in all languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from huozi.book import Part


@dataclass(frozen=True, slots=True)
class Custom:
    """What custom makes of a chapter by its title: the parts of a book it may stand in, its EPUB type ("" for none).

    `at_edge` is for words that are subjects too: they mean this only before and after the text.
    """

    parts: tuple[Part, ...]
    epub_type: str
    at_edge: bool = False


def custom(title: str) -> Custom | None:
    """The custom of a title in any of the languages, as for 前言 and 后记 (GB/T 12450-2001); None for any other."""
    title = title.strip()
    return next((known for known, titles in _CUSTOMS if _is_one_of(titles, title)), None)


def is_unnumbered_by_custom(title: str, *, at_edge: bool, runs_on: bool = False) -> bool:
    """Whether a chapter of this title stands outside the count, as 前言 and 后记 do.

    GB/T 12450 has these before and after the text, where `at_edge` is true; authors often leave them among the
    chapters. Some of the words are subjects too: a chapter 索引 between two others is about indexes. In an article,
    which `runs_on`, 引言 and 结语 are sections like any other.
    """
    known = custom(title)
    if known is None or (runs_on and known.parts == (Part.MAIN,)):
        return False
    return at_edge or not known.at_edge


def _is_one_of(titles: str, title: str) -> bool:
    # A pattern takes longer to compile than all titles of a book to look at, and few begin like one of these.
    return title[:1].casefold() in _first_letters(titles) and _pattern(titles).fullmatch(title) is not None


@cache
def _first_letters(titles: str) -> frozenset[str]:
    return frozenset(title[0].casefold() for title in titles.split())


@cache
def _pattern(titles: str) -> re.Pattern[str]:
    """Any of the titles: spaced out (序　言), alone, counted (推荐序二) or with more after a mark (前言：为何)."""
    spaced = (title if title.isascii() or "_" in title else "[ \u3000]*".join(title) for title in titles.split())
    words = "|".join(spaced).replace("_", " ")
    return re.compile(f"(?:{words})(?:[一二三四五六七八九十0-9]{{1,2}}|[A-Z])?(?:[ \u3000:：—(（·].*)?", re.IGNORECASE)


_EITHER = (Part.FRONT, Part.BACK)
_CUSTOMS: tuple[tuple[Custom, str], ...] = (
    (
        Custom((Part.FRONT,), "preface"),
        """序 序言 序文 自序 原序 再版序 新版序 前言 弁言 卷首语 卷首語 写在前面 寫在前面 致读者 致讀者
        はじめに まえがき 머리말 서문 들어가며 Preface""",
    ),
    (
        Custom((Part.FRONT,), "foreword"),
        "代序 总序 總序 译序 譯序 推荐序 推薦序 译者序 譯者序 编者按 編者按 编者的话 編者的話 Foreword",
    ),
    (Custom((Part.FRONT,), "dedication"), "献辞 獻辭 Dedication"),
    (
        Custom((Part.FRONT,), ""),
        """出版说明 出版說明 编者说明 編者說明 编写说明 编辑说明 凡例 导读 導讀 题记 題記 内容简介 内容提要
        일러두기""",
    ),
    (Custom(_EITHER, ""), "关于本书 關於本書 版权页 版權頁 版权声明"),
    (Custom(_EITHER, "", at_edge=True), "目录 目錄 目次 차례 목차 版权 版權"),
    (
        Custom(_EITHER, "acknowledgments"),
        "致谢 致謝 鸣谢 鳴謝 谢辞 謝辭 謝辞 감사의_말 감사의_글 Acknowledgements Acknowledgments",
    ),
    (Custom((Part.MAIN,), "introduction"), "引言 引子"),
    (Custom((Part.MAIN,), "introduction", at_edge=True), "Introduction"),
    (Custom((Part.MAIN,), "prologue"), "楔子 序幕 序章 Prologue"),
    (Custom((Part.MAIN,), "epilogue"), "终章 終章 尾声 尾聲 Epilogue"),
    (Custom((Part.MAIN,), "conclusion"), "结语 結語 结束语 結束語 おわりに 맺음말 나가며"),
    (Custom((Part.MAIN,), ""), "番外 番外篇 附则 附則"),
    (Custom((Part.APPENDIX,), "appendix"), "附录 附錄 付録 부록 Appendix"),
    (
        Custom((Part.BACK,), "afterword"),
        """后记 後記 编后记 編後記 译后记 譯後記 译者后记 跋 跋文 あとがき 訳者あとがき 후기 옮긴이의_말
        Afterword""",
    ),
    (
        Custom((Part.BACK,), "bibliography"),
        """参考文献 參考文獻 参考书目 參考書目 参考资料 參考資料 参考資料 引用文献 참고문헌 참고_문헌 References
        Bibliography""",
    ),
    (Custom((Part.BACK,), "glossary"), "术语表 術語表 词汇表 詞彙表 用語集 용어집 Glossary"),
    (Custom((Part.BACK,), "index", at_edge=True), "索引 찾아보기 색인 Index"),
    (Custom((Part.BACK,), "colophon"), "奥付"),
    (Custom((Part.BACK,), "", at_edge=True), "年表"),
    (
        Custom((Part.BACK,), ""),
        """附记 附記 大事年表 作者简介 作者簡介 关于作者 關於作者 译者简介 著者紹介 著者略歴 지은이_소개 옮긴이_소개
        About_the_Author""",
    ),
)
"""Titles of each custom, apart by spaces; `_` stands for a space in one."""
