"""The words that huozi itself puts into a book, by language: zh-Hans, zh-Hant, ja, ko.

Everything a reader sees that the author did not type stands here, so that a fifth language is one more value. Numbers
are composed in passes/number.py, which takes only its words from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huozi.book import Part

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
    return next((known for known, pattern in _CUSTOMS if pattern.fullmatch(title)), None)


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


def _pattern(titles: str) -> re.Pattern[str]:
    """Any of the titles: spaced out (序　言), alone, counted (推荐序二) or with more after a mark (前言：为何)."""
    spaced = (title if title.isascii() or "_" in title else "[ \u3000]*".join(title) for title in titles.split())
    words = "|".join(spaced).replace("_", " ")
    return re.compile(f"(?:{words})(?:[一二三四五六七八九十0-9]{{1,2}}|[A-Z])?(?:[ \u3000:：—(（·].*)?", re.IGNORECASE)


_EITHER = (Part.FRONT, Part.BACK)
_CUSTOMS: tuple[tuple[Custom, re.Pattern[str]], ...] = tuple(
    (known, _pattern(titles))
    for known, titles in (
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
)
