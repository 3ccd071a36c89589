"""The words that huozi itself puts into a book, by language: zh-Hans, zh-Hant, ja, ko.

Everything a reader sees that the author did not type stands here, so that a fifth language is one more value. Numbers
are composed in passes/number.py, which takes only its words from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huozi.book import FigureKind


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. A pattern has one `{}`, where a number or a title goes."""

    lang: str
    contents: str
    notes: str
    back_to_text: str
    note_mark: str
    quoted: str
    chapter: str
    section: str
    appendix: str
    figures: Mapping[FigureKind, str]
    roles: Mapping[str, str]
    name_gap: str
    imprint: Mapping[str, str]


_ZH_HANS = Words(
    lang="zh-Hans",
    contents="目录",
    notes="注释",
    back_to_text="返回正文",
    note_mark="[{}]",
    quoted="“{}”",
    chapter="第{}章",
    section="第{}节",
    appendix="附录{}",
    figures={"figure": "图{}", "table": "表{}", "listing": "代码{}"},
    roles={
        "aut": "著",
        "edt": "编",
        "com": "编",
        "trl": "译",
        "ill": "绘",
        "pht": "摄影",
        "aui": "序",
        "ann": "注",
        "rev": "审校",
        "pfr": "校对",
        "bkd": "装帧设计",
    },
    name_gap="　",
    imprint={
        "title": "书名",
        "publisher": "出版",
        "edition": "版次",
        "date": "日期",
        "isbn": "ISBN",
        "identifier": "标识",
        "rights": "版权",
    },
)

_ZH_HANT = Words(
    lang="zh-Hant",
    contents="目錄",
    notes="註釋",
    back_to_text="返回正文",
    note_mark="[{}]",
    quoted="「{}」",
    chapter="第{}章",
    section="第{}節",
    appendix="附錄{}",
    figures={"figure": "圖{}", "table": "表{}", "listing": "程式碼{}"},
    roles={
        "aut": "著",
        "edt": "編",
        "com": "編",
        "trl": "譯",
        "ill": "繪",
        "pht": "攝影",
        "aui": "序",
        "ann": "註",
        "rev": "審校",
        "pfr": "校對",
        "bkd": "裝幀設計",
    },
    name_gap="　",
    imprint={
        "title": "書名",
        "publisher": "出版",
        "edition": "版次",
        "date": "日期",
        "isbn": "ISBN",
        "identifier": "識別碼",
        "rights": "版權",
    },
)

_JA = Words(
    lang="ja",
    contents="目次",
    notes="注",
    back_to_text="本文に戻る",
    note_mark="*{}",
    quoted="「{}」",
    chapter="第{}章",
    section="{}節",
    appendix="付録{}",
    figures={"figure": "図{}", "table": "表{}", "listing": "リスト{}"},
    roles={
        "aut": "著",
        "edt": "編",
        "com": "編",
        "trl": "訳",
        "ill": "絵",
        "pht": "写真",
        "aui": "序文",
        "ann": "注",
        "rev": "監修",
        "pfr": "校正",
        "bkd": "装丁",
    },
    name_gap="　",
    imprint={
        "title": "書名",
        "publisher": "発行",
        "edition": "版",
        "date": "発行日",
        "isbn": "ISBN",
        "identifier": "識別子",
        "rights": "著作権",
    },
)

_KO = Words(
    lang="ko",
    contents="차례",
    notes="주석",
    back_to_text="본문으로 돌아가기",
    note_mark="{})",
    quoted="‘{}’",
    chapter="제{}장",
    section="제{}절",
    appendix="부록 {}",
    figures={"figure": "그림 {}", "table": "표 {}", "listing": "코드 {}"},
    roles={
        "aut": "지음",
        "edt": "엮음",
        "com": "엮음",
        "trl": "옮김",
        "ill": "그림",
        "pht": "사진",
        "aui": "서문",
        "ann": "주석",
        "rev": "감수",
        "pfr": "교정",
        "bkd": "디자인",
    },
    name_gap=" ",
    imprint={
        "title": "제목",
        "publisher": "발행",
        "edition": "판",
        "date": "발행일",
        "isbn": "ISBN",
        "identifier": "식별자",
        "rights": "저작권",
    },
)

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def words(lang: str) -> Words:
    """The words for a BCP 47 tag: zh-TW, zh-HK, zh-MO are Traditional; every other zh is Simplified, as is the rest."""
    first, *rest = lang.lower().replace("_", "-").split("-")
    if first == "ja":
        return _JA
    if first == "ko":
        return _KO
    if first in {"zh", "yue"} and _TRADITIONAL.intersection(rest) and "hans" not in rest:
        return _ZH_HANT
    return _ZH_HANS
