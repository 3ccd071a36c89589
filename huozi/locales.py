"""The words that huozi itself puts into a book, by language: zh-Hans, zh-Hant, ja, ko.

Everything a reader sees that the author did not type stands here, so that a fifth language is one more value. Numbers
are composed in passes/number.py, which takes only its words from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huozi.book import FigureKind
    from huozi.collation import Order


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. A pattern has one `{}`, where a number or a title goes.

    `names` stands between two of them, `name_gap` between a name and what its bearer did.
    The first notes of a page or chapter have the `note_marks`, one character each; those behind them `note_mark`.
    """

    lang: str
    contents: str
    notes: str
    back_to_text: str
    note_marks: str
    note_mark: str
    quoted: str
    chapter: str
    section: str
    appendix: str
    figures: Mapping[FigureKind, str]
    roles: Mapping[str, str]
    name_gap: str
    names: str
    subtitled: str
    imprint: Mapping[str, str]
    attachment: str = "附件："
    signer: str = "签发人："
    copies_to: str = "抄送："
    printed: str = "{}印发"
    continued: str = "续{}"
    page: str = "第{}页"
    references: str = "参考文献"
    index: str = "索引"
    index_order: Order = "pinyin"
    index_signs: str = "数字和符号"
    index_others: str = "其他"
    index_strokes: str = "{}画"
    index_see: str = "见“{}”"
    listed: str = "、"
    cited_open: str = "（"
    cited_close: str = "）"
    cited_comma: str = "，"
    cited_next: str = "；"
    cited_page: str = "："
    dates: tuple[str, str, str] = ("{}年", "{}年{}月", "{}年{}月{}日")
    imprint_last: bool = False
    missing_picture: str = "（缺图：{}）"
    abstract: str = "摘要："
    keywords: str = "关键词："
    keyword_gap: str = "；"


_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
"""\u2460 to \u32bf, 1 to 50 in three blocks of Unicode (FN1)."""

_ZH_HANS = Words(
    lang="zh-Hans",
    contents="目录",
    notes="注释",
    back_to_text="返回正文",
    note_marks=_CIRCLED,
    note_mark="[{}]",
    quoted="“{}”",
    chapter="第{}章",
    section="第{}节",
    appendix="附录{}",
    figures={"figure": "图{}", "table": "表{}", "listing": "代码{}", "equation": "式{}"},
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
    names="　",
    subtitled="{}：{}",
    imprint={
        "title": "书名",
        "series": "丛书",
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
    note_marks=_CIRCLED,
    note_mark="[{}]",
    quoted="「{}」",
    chapter="第{}章",
    section="第{}節",
    appendix="附錄{}",
    figures={"figure": "圖{}", "table": "表{}", "listing": "程式碼{}", "equation": "式{}"},
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
    names="　",
    subtitled="{}：{}",
    imprint={
        "title": "書名",
        "series": "叢書",
        "publisher": "出版",
        "edition": "版次",
        "date": "日期",
        "isbn": "ISBN",
        "identifier": "識別碼",
        "rights": "版權",
    },
    signer="簽發人：",
    printed="{}印發",
    missing_picture="（缺圖：{}）",
    keywords="關鍵詞：",
    continued="續{}",
    page="第{}頁",
    references="參考文獻",
    index_order="stroke",
    index_signs="數字和符號",
    index_strokes="{}畫",
    index_see="見「{}」",
)

_JA = Words(
    lang="ja",
    contents="目次",
    notes="注",
    back_to_text="本文に戻る",
    note_marks="",
    note_mark="*{}",
    quoted="「{}」",
    chapter="第{}章",
    section="{}節",
    appendix="付録{}",
    figures={"figure": "図{}", "table": "表{}", "listing": "リスト{}", "equation": "式({})"},
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
    names="　",
    subtitled="{}：{}",
    imprint={
        "title": "書名",
        "series": "叢書",
        "publisher": "発行",
        "edition": "版",
        "date": "発行日",
        "isbn": "ISBN",
        "identifier": "識別子",
        "rights": "著作権",
    },
    attachment="添付：",
    signer="署名者：",
    copies_to="写：",
    printed="{}発行",
    continued="{}（続き）",
    page="{}ページ",
    references="参考文献",
    index_order="kana",
    index_signs="数字・記号",
    index_others="その他",
    index_see="→ {}",
    imprint_last=True,
    missing_picture="（画像なし：{}）",
    abstract="要旨：",
    keywords="キーワード：",
    keyword_gap="、",
)

_KO = Words(
    lang="ko",
    contents="차례",
    notes="주석",
    back_to_text="본문으로 돌아가기",
    note_marks="",
    note_mark="{})",
    quoted="‘{}’",
    chapter="제{}장",
    section="{}절",
    appendix="부록 {}",
    figures={"figure": "그림 {}", "table": "표 {}", "listing": "코드 {}", "equation": "식 ({})"},
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
    names="·",
    subtitled="{}: {}",
    imprint={
        "title": "제목",
        "series": "총서",
        "publisher": "발행",
        "edition": "판",
        "date": "발행일",
        "isbn": "ISBN",
        "identifier": "식별자",
        "rights": "저작권",
    },
    attachment="붙임 ",
    signer="결재자 ",
    copies_to="참조 ",
    printed="{} 발행",
    continued="{} (계속)",
    dates=("{}년", "{}년 {}월", "{}년 {}월 {}일"),
    missing_picture="(그림 없음: {})",
    abstract="초록: ",
    keywords="주제어: ",
    keyword_gap=", ",
    page="{}쪽",
    references="참고문헌",
    index="찾아보기",
    listed=", ",
    index_order="hangul",
    index_signs="숫자·기호",
    index_others="기타",
    index_see="→ {}",
    cited_open="(",
    cited_close=")",
    cited_comma=", ",
    cited_next="; ",
    cited_page=": ",
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


def note_mark(lang: str, number: int) -> str:
    """The mark of a note; numbers count from 1 on each page or in each chapter (FN1; jlreq 4.2.3; typography 18)."""
    known = words(lang)
    return known.note_marks[number - 1] if number <= len(known.note_marks) else known.note_mark.format(number)


def date(lang: str, written: str) -> str:
    """A date as the front matter has it -> as it is printed: 2026-11 is 2026年11月; what is in words stays."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", written):
        return written
    parts = [int(part) for part in written.split("-")]
    return words(lang).dates[len(parts) - 1].format(*parts)
