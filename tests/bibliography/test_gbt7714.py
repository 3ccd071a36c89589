"""Entries and citations by GB/T 7714-2015: what is expected is the standard's own examples, cited by clause.

The standard prints its marks without a space in Chinese entries and with one in Latin ones; huozi sets half-width marks
with a space in all (typography.md RF1), so its Chinese examples stand here with spaces.
"""

from __future__ import annotations

import pytest

from huozi.bibliography import bibtex, gbt7714
from huozi.diagnostics import Log

BOOKS = {
    "4.1 [1]: a volume, and the page that is cited": (
        (
            "@book{a, author={陈登原}, title={国史旧闻}, volume={1}, location={北京},"
            " publisher={中华书局}, year=2000, pages={29}}"
        ),
        "陈登原. 国史旧闻: 第1卷[M]. 北京: 中华书局, 2000: 29.",
    ),
    "4.1 [2]: translated": (
        (
            "@book{a, author={哈里森 and 沃尔德伦}, title={经济数学与金融数学}, translator={谢远涛}, address={北京},"
            " publisher={中国人民大学出版社}, year={2012}, pages={235--236}}"
        ),
        "哈里森, 沃尔德伦. 经济数学与金融数学[M]. 谢远涛, 译. 北京: 中国人民大学出版社, 2012: 235-236.",
    ),
    "4.1 [4]: a standard": (
        (
            "@standard{a, author={{全国信息与文献标准化技术委员会}}, title={信息与文献　都柏林核心元数据元素集},"
            " number={GB/T 25100-2010}, address={北京}, publisher={中国标准出版社}, year=2010, pages={2-3}}"
        ),
        (
            "全国信息与文献标准化技术委员会. 信息与文献　都柏林核心元数据元素集: GB/T 25100-2010[S]."
            " 北京: 中国标准出版社, 2010: 2-3."
        ),
    ),
    "4.1 [7]: a block-printed edition": (
        "@book{a, author={王夫之}, title={宋论}, edition={刻本}, address={金陵}, publisher={湘乡曾国荃}, year={1865}}",
        "王夫之. 宋论[M]. 刻本. 金陵: 湘乡曾国荃, 1865.",
    ),
    "4.1 [8]: proceedings under their editors": (
        (
            "@proceedings{a, editor={牛志明 and 斯温兰德 and 雷光春}, title={综合湿地管理国际研讨会论文集},"
            " address={北京}, publisher={海洋出版社}, year=2012}"
        ),
        "牛志明, 斯温兰德, 雷光春. 综合湿地管理国际研讨会论文集[C]. 北京: 海洋出版社, 2012.",
    ),
    "4.1 [11]: a book read online": (
        (
            "@book{a, author={赵学功}, title={当代美国外交}, address={北京}, publisher={社会科学文献出版社}, year=2001,"
            " urldate={2014-06-11}, url={http://www.cadal.zju.edu.cn/book/trySinglePage/33023884/1}}"
        ),
        (
            "赵学功. 当代美国外交[M/OL]. 北京: 社会科学文献出版社, 2001[2014-06-11]."
            " http://www.cadal.zju.edu.cn/book/trySinglePage/33023884/1."
        ),
    ),
    "4.1 [14]: Jr., and an edition in English": (
        (
            "@book{a, author={Peebles, Jr., P. Z.}, title={Probability, random variable, and random signal principles},"
            " edition={4}, address={New York}, publisher={McGraw Hill}, year=2001}"
        ),
        (
            "PEEBLES P Z, Jr. Probability, random variable, and random signal principles[M]. 4th ed. New York:"
            " McGraw Hill,"
            " 2001."
        ),
    ),
    "4.1 [17]: two authors in English": (
        (
            "@book{a, author={X. Fan and C. H. Sommers}, title={Food irradiation research and technology},"
            " edition={2nd}, address={Ames, Iowa}, publisher={Blackwell Publishing}, year=2013, pages={25-26}}"
        ),
        (
            "FAN X, SOMMERS C H. Food irradiation research and technology[M]. 2nd ed. Ames, Iowa: Blackwell Publishing,"
            " 2013: 25-26."
        ),
    ),
    "4.2 [2]: a part of a book": (
        (
            "@incollection{a, author={程根伟}, title={1998年长江洪水的成因与减灾对策}, editor={许厚泽 and 赵其国},"
            " booktitle={长江流域洪涝灾害与科技对策}, address={北京}, publisher={科学出版社}, year=1999,"
            " pages={32--36}}"
        ),
        (
            "程根伟. 1998年长江洪水的成因与减灾对策[M]//许厚泽, 赵其国. 长江流域洪涝灾害与科技对策. 北京: 科学出版社,"
            " 1999: 32-36."
        ),
    ),
    "4.2 [3]: more than three authors": (
        (
            "@incollection{a, author={陈晋镳 and 张惠民 and 朱士兴 and others}, title={蓟县震旦亚界研究},"
            " editor={{中国地质科学院天津地质矿产研究所}}, booktitle={中国震旦亚界}, address={天津},"
            " publisher={天津科学技术出版社}, year=1980, pages={56-114}}"
        ),
        (
            "陈晋镳, 张惠民, 朱士兴, 等. 蓟县震旦亚界研究[M]//中国地质科学院天津地质矿产研究所. 中国震旦亚界."
            " 天津: 天津科学技术出版社, 1980: 56-114."
        ),
    ),
    "4.2 [4]: a part of a volume": (
        (
            "@inbook{a, author={马克思}, title={关于《工资、价格和利润》的报告札记}, bookauthor={马克思 and 恩格斯},"
            " booktitle={马克思恩格斯全集}, volume={44}, address={北京}, publisher={人民出版社}, year=1982,"
            " pages={505}}"
        ),
        (
            "马克思. 关于《工资、价格和利润》的报告札记[M]//马克思, 恩格斯. 马克思恩格斯全集: 第44卷. 北京: 人民出版社,"
            " 1982: 505."
        ),
    ),
    "4.4 [1]: an article, its subtitle, four authors": (
        (
            "@article{a, author={袁训来 and 陈哲 and 肖书海 and 万斌}, title={蓝田生物群：一个认识"
            "多细胞生物起源和早期演化的新窗口},"
            " journal={科学通报}, year=2012, volume=55, number=34, pages={3219}}"
        ),
        (
            "袁训来, 陈哲, 肖书海, 等. 蓝田生物群: 一个认识多细胞生物起源和早期演化的新窗口[J]."
            " 科学通报, 2012, 55(34): 3219."
        ),
    ),
    "4.4 [2]: a newspaper read online": (
        (
            "@article{a, entrysubtype={newspaper}, author={余建斌}, title={我们的科技一直在追赶:访中国工程院院长周济},"
            " journal={人民日报}, date={2013-01-12}, issue={2}, number={2}, urldate={2013-03-20},"
            " url={http://paper.people.com.cn/rmrb/html/2013-01/12/nw.D110000renmrb_20130112_5-02.htm}}"
        ),
        (
            "余建斌. 我们的科技一直在追赶: 访中国工程院院长周济[N/OL]. 人民日报, 2013-01-12(2)[2013-03-20]."
            " http://paper.people.com.cn/rmrb/html/2013-01/12/nw.D110000renmrb_20130112_5-02.htm."
        ),
    ),
    "4.4 [6]: an article in English": (
        (
            "@article{a, author={Kanamori, Hiroo}, title={Shaking without quaking}, journal={Science}, year=1998,"
            " volume=279, number=5359, pages={2063}}"
        ),
        "KANAMORI H. Shaking without quaking[J]. Science, 1998, 279(5359): 2063.",
    ),
    "4.4 [8]: an article read online, with a DOI": (
        (
            "@article{a, author={K. S. Frese and H. A. Katus and B. Meder}, title={Next-generation sequencing: from"
            " understanding biology to personalized medicine}, journal={Biology}, year=2013, volume=2, number=1,"
            " pages={378--398}, urldate={2013-03-19}, url={http://www.mdpi.com/2079-7737/2/1/378},"
            " doi={10.3390/biology2010378}}"
        ),
        (
            "FRESE K S, KATUS H A, MEDER B. Next-generation sequencing: from understanding biology to personalized"
            " medicine[J/OL]. Biology, 2013, 2(1): 378-398[2013-03-19]. http://www.mdpi.com/2079-7737/2/1/378."
            " DOI: 10.3390/biology2010378."
        ),
    ),
    "4.4 [9]: et al, no issue": (
        (
            "@article{a, author={A. A. Myburg and D. Grattapaglia and G. A. Tuskan and U. Hellsten},"
            " title={The genome of Eucalyptus grandis}, journal={Nature}, year=2014, volume=510, pages={356-362}}"
        ),
        (
            "MYBURG A A, GRATTAPAGLIA D, TUSKAN G A, et al. The genome of Eucalyptus grandis[J]."
            " Nature, 2014, 510: 356-362."
        ),
    ),
    "4.5 [1]: a patent": (
        "@patent{a, author={邓一刚}, title={全智能节电器}, number={200610171314.3}, date={2006-12-13}}",
        "邓一刚. 全智能节电器: 200610171314.3[P]. 2006-12-13.",
    ),
    "4.6 [1]: a report read online": (
        (
            "@report{a, author={{中国互联网络信息中心}}, title={第29次中国互联网络发展现状统计报告}, date={2012-01-16},"
            " urldate={2013-03-26}, url={http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf}}"
        ),
        (
            "中国互联网络信息中心. 第29次中国互联网络发展现状统计报告[R/OL]. (2012-01-16)[2013-03-26]."
            " http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf."
        ),
    ),
    "4.6 [4]: a page of the web, undated, by a body": (
        (
            "@online{a, author={{Online Computer Library Center, Inc.}}, title={About OCLC: history of cooperation},"
            " urldate={2012-03-27}, url={http://www.oclc.org/about/cooperation.en.html}}"
        ),
        (
            "Online Computer Library Center, Inc. About OCLC: history of cooperation[EB/OL]. [2012-03-27]."
            " http://www.oclc.org/about/cooperation.en.html."
        ),
    ),
    "annex A: a thesis": (
        (
            "@phdthesis{a, author={张志祥}, title={间断动力系统的随机扰动及其在守恒律方程中的应用}, address={北京},"
            " school={北京大学}, year=1998}"
        ),
        "张志祥. 间断动力系统的随机扰动及其在守恒律方程中的应用[D]. 北京: 北京大学, 1998.",
    ),
    "annex A: a report of a body": (
        (
            "@techreport{a, author={{World Health Organization}}, title={Factors regulating the immune response:"
            " report of {WHO} Scientific Group}, address={Geneva}, institution={WHO}, year=1970}"
        ),
        (
            "World Health Organization. Factors regulating the immune response: report of WHO Scientific Group[R]."
            " Geneva: WHO, 1970."
        ),
    ),
    "8.1.1: de Morgan": (
        "@book{a, author={Augustus de Morgan}, title={Formal logic}, address={London}, publisher={Taylor}, year=1847}",
        "DE MORGAN A. Formal logic[M]. London: Taylor, 1847.",
    ),
    "8.4.1: neither place nor publisher, in two languages": (
        "@book{a, author={Open, A.}, title={A title}, year=1990}",
        "OPEN A. A title[M]. [S.l.]: [s.n.], 1990.",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_an_example_of_the_standard(name: str) -> None:
    source, expected = BOOKS[name]
    log = Log()
    (work,) = bibtex.read(source, "a.bib", log)
    assert not log.entries
    assert gbt7714.plain(gbt7714.numeric(work)) == expected


BY_YEAR = {
    "9.2: translated": (
        (
            "@book{a, author={尼葛洛庞帝}, title={数字化生存}, translator={胡泳 and 范海燕}, address={海口},"
            " publisher={海南出版社}, year=1996}"
        ),
        "尼葛洛庞帝, 1996. 数字化生存[M]. 胡泳, 范海燕, 译. 海口: 海南出版社.",
    ),
    "9.2: a periodical without a volume": (
        (
            "@article{a, author={杨宗英}, title={电子图书馆的现实模型}, journal={中国图书馆学报}, year=1996, number=2,"
            " pages={24-29}}"
        ),
        "杨宗英, 1996. 电子图书馆的现实模型[J]. 中国图书馆学报(2): 24-29.",
    ),
    "9.2: in English": (
        (
            "@book{a, author={Baker, S. K. and Jackson, M. E.}, title={The future of resource sharing}, address={New"
            " York}, publisher={The Haworth Press}, year=1995}"
        ),
        "BAKER S K, JACKSON M E, 1995. The future of resource sharing[M]. New York: The Haworth Press.",
    ),
    "9.2: et al.": (
        (
            "@article{a, author={D. J. {Des Marais} and H. Strauss and R. E. Summons and others}, title={Carbon isotope"
            " evidence for the stepwise oxidation of the Proterozoic environment}, journal={Nature}, year=1992,"
            " volume=359, pages={605-609}}"
        ),
        (
            "DES MARAIS D J, STRAUSS H, SUMMONS R E, et al., 1992. Carbon isotope evidence for the stepwise"
            " oxidation of"
            " the Proterozoic environment[J]. Nature, 359: 605-609."
        ),
    ),
}


@pytest.mark.parametrize("name", BY_YEAR)
def test_an_example_by_author_and_year(name: str) -> None:
    source, expected = BY_YEAR[name]
    (work,) = bibtex.read(source, "a.bib", Log())
    assert gbt7714.plain(gbt7714.author_date(work)) == expected


def test_numbers_that_follow_one_another_are_a_range() -> None:
    """10.1.2: consecutive numbers are joined by a hyphen, others are set apart by commas."""
    assert gbt7714.numbers([5, 7]) == [(5, 5), (7, 7)]
    assert gbt7714.numbers([256, 255]) == [(255, 256)]
    assert gbt7714.numbers([1, 3, 2, 9, 3]) == [(1, 3), (9, 9)]


def test_a_citation_names_a_western_author_by_family_and_a_chinese_one_in_full() -> None:
    text = (
        "@book{a, author={Diana Crane}, title={x}}"
        "@book{b, author={张, 三 and 李, 四}, title={甲}}"
        "@book{c, author={A B and C D}, title={x}}"
    )
    crane, zhang, both = bibtex.read(text, "a.bib", Log())
    assert gbt7714.called(crane) == "Crane"
    assert gbt7714.called(zhang) == "张三 等"
    assert gbt7714.called(both) == "B et al."


def test_pages_after_a_key_are_numbers_and_all_else_is_as_typed() -> None:
    assert gbt7714.locator("p. 12") == "12"
    assert gbt7714.locator("pp. 12\N{EN DASH}15") == "12-15"
    assert gbt7714.locator("第 3 章, 第 20 页") == "第 3 章, 20"


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    log = Log()
    works = bibtex.read(
        '@book{a,\n  title = "A"\n  year = 2000,\n}\n\n@book{b, title={B}}\n@book{b, title={C}}\n', "a.bib", log
    )
    assert [work.key for work in works] == ["a", "b"]
    assert [(one.code, one.at.line if one.at else 0) for one in log.entries] == [
        ("bib-duplicate", 7),
        ("bib-syntax", 2),
    ]
