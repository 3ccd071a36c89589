"""Words that only the EPUB has, in the book's language: names of its places, and the sentences on accessibility.

The words that both outputs share are in locales.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from huozi import locales


@dataclass(frozen=True, slots=True)
class Words:
    """Landmarks, page list and the accessibility summary (EPUB Accessibility 1.1 section 2.2)."""

    cover: str
    title_page: str
    imprint: str
    landmarks: str
    text: str
    pages: str
    structure: str
    pictures_described: str
    pictures_undescribed: str
    ruby: str
    ruby_on_all: str
    page_breaks: str


def words(lang: str) -> Words:
    """The words of a BCP 47 language tag; locales.py tells which language it means."""
    return _WORDS[locales.words(lang).lang]


_ZH_HANS = Words(
    cover="封面",
    title_page="扉页",
    imprint="版权页",
    landmarks="导览",
    text="正文",
    pages="页码",
    structure="本书有目录和分级标题，文字可以重排，字体、字号和颜色可由读者调整。",
    pictures_described="所有图片都有替代文字。",
    pictures_undescribed="部分图片没有替代文字。",
    ruby="部分文字有注音。",
    ruby_on_all="正文汉字全部注音。",
    page_breaks="页码与印刷版一致。",
)
_ZH_HANT = Words(
    cover="封面",
    title_page="書名頁",
    imprint="版權頁",
    landmarks="導覽",
    text="正文",
    pages="頁碼",
    structure="本書有目錄和分級標題，文字可以重排，字體、字級和顏色可由讀者調整。",
    pictures_described="所有圖片都有替代文字。",
    pictures_undescribed="部分圖片沒有替代文字。",
    ruby="部分文字有注音。",
    ruby_on_all="正文漢字全部注音。",
    page_breaks="頁碼與印刷版一致。",
)
_JA = Words(
    cover="表紙",
    title_page="扉",
    imprint="奥付",
    landmarks="案内",
    text="本文",
    pages="ページ",
    structure="目次と見出しがあり、文字の大きさ、書体、色を読者が変えられるリフロー型の本です。",
    pictures_described="すべての画像に代替テキストがあります。",
    pictures_undescribed="代替テキストのない画像があります。",
    ruby="一部の文字にルビがあります。",
    ruby_on_all="本文の漢字すべてにルビがあります。",
    page_breaks="ページ番号は印刷版と同じです。",
)
_KO = Words(
    cover="표지",
    title_page="속표지",
    imprint="판권",
    landmarks="안내",
    text="본문",
    pages="쪽",
    structure="차례와 단계별 제목이 있으며, 글꼴과 글자 크기와 색을 독자가 바꿀 수 있습니다.",
    pictures_described="모든 그림에 대체 텍스트가 있습니다.",
    pictures_undescribed="대체 텍스트가 없는 그림이 있습니다.",
    ruby="일부 글자에 루비가 있습니다.",
    ruby_on_all="본문의 모든 한자에 루비가 있습니다.",
    page_breaks="쪽 번호는 인쇄판과 같습니다.",
)

_WORDS = {"zh-Hans": _ZH_HANS, "zh-Hant": _ZH_HANT, "ja": _JA, "ko": _KO}
