"""A number of characters -> a manuscript of that size, always the same: text, lists, tables, notes, code.

The sentences are this project's own. They are put together by counting, not by chance, so that two runs, and two tools,
set the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter's title (level 1) or a section's (level 2)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, and the note called at its end ("" for none)."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list: one line an item."""

    items: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption; the first row is the head."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code block in Python."""

    text: str


Block = Heading | Paragraph | Items | Grid | Code
Chapter = tuple[Block, ...]

PARAGRAPH = 180
"""Characters in a paragraph, about."""


def manuscript(chapters: int = 60, characters: int = 245_000) -> tuple[Chapter, ...]:
    """So many chapters, of so many characters together (each within half a paragraph)."""
    return tuple(_chapter(number, characters // chapters) for number in range(1, chapters + 1))


def characters(chapters: tuple[Chapter, ...]) -> int:
    """How many characters a reader sees: markup and white space are not counted."""
    return sum(_size(block) for chapter in chapters for block in chapter)


def _chapter(number: int, size: int) -> Chapter:
    blocks: list[Block] = [Heading(1, f"{TOPICS[number % len(TOPICS)]}与{TOPICS[(number * 5 + 3) % len(TOPICS)]}")]
    left = size - _size(blocks[0])
    for block in _body(number):
        if left < PARAGRAPH // 2:
            break
        blocks.append(block)
        left -= _size(block)
    return tuple(blocks)


def _body(number: int) -> Iterator[Block]:
    """What a chapter holds, without end: the size decides where it stops."""
    pick = number * 31
    for section in count():
        yield Heading(2, f"{TOPICS[(pick + section * 3) % len(TOPICS)]}的{ASPECTS[(pick + section) % len(ASPECTS)]}")
        for place in range(5):
            pick += 7
            note = _sentence(pick + 11) if place == 2 else ""
            yield Paragraph("".join(_sentence(pick + step) for step in range(4 + pick % 4)), note)
        if section % 4 == 0:
            yield Items(tuple(_sentence(pick + step * 5) for step in range(4)), ordered=section % 8 == 4)
        if section % 4 == 1:
            yield Grid(f"{TOPICS[pick % len(TOPICS)]}的几组数", _rows(pick))
        if section % 4 == 2:
            yield Code(CODE.replace("NUMBER", str(number)))


def _rows(pick: int) -> tuple[tuple[str, ...], ...]:
    body = tuple(
        (WORDS[(pick + row * 3) % len(WORDS)], str(pick * (row + 2) % 997), ASPECTS[(pick + row) % len(ASPECTS)])
        for row in range(4)
    )
    return (("名称", "数目", "说明"), *body)


def _sentence(pick: int) -> str:
    pattern = SENTENCES[pick * 17 % len(SENTENCES)]
    return pattern.format(
        a=WORDS[pick * 5 % len(WORDS)],
        b=WORDS[(pick * 7 + 4) % len(WORDS)],
        t=TOPICS[pick * 3 % len(TOPICS)],
        n=pick * 37 % 89 + 10,
    )


def _size(block: Block) -> int:
    match block:
        case Heading(_, text) | Code(text):
            words: tuple[str, ...] = (text,)
        case Paragraph(text, note):
            words = (text, note)
        case Items(items):
            words = items
        case Grid(caption, rows):
            words = (caption, *(cell for row in rows for cell in row))
    return sum(len("".join(word.split())) for word in words)


TOPICS = (
    "铅字", "版心", "行距", "标点", "注音", "书口", "装订", "纸张", "油墨", "目录", "页码", "校样", "字体", "书脊",
    "封面", "插图", "表格", "脚注", "索引", "凡例", "序跋", "版权", "开本", "天头", "地脚", "栏线", "界行", "牌记",
    "刻工", "藏书",
)  # fmt: skip

ASPECTS = ("来历", "尺度", "次序", "分寸", "规矩", "变化", "取舍", "用处", "毛病", "修补", "讲究", "余话")

WORDS = (
    "木活字", "铜模", "雕版", "宣纸", "竹纸", "刻刀", "排字盘", "字架", "印坊", "书坊", "校书人", "抄书人", "读书人",
    "装订工", "排字工", "旧刻本", "新刻本", "手抄本", "样张", "清样", "毛边书", "线装书",
)  # fmt: skip

SENTENCES = (
    "{a}摆在案头，{b}收在匣中，两样东西隔着一扇窗，却写着同一段往事。",
    "要说{t}，先得说清它从哪里来，又为什么一直留到今天。",
    "老师傅常说：“{a}不怕旧，只怕不常用。”这句话我记了{n}年。",
    "那时候一天能排{n}行，手快的人可以排到两倍，错字却未必更多。",
    "灯下看{a}，墨色沉静，笔画清楚，连纸上的帘纹也历历可数。",
    "{t}的道理并不难懂，难的是每一页都照着做，从头到尾不走样。",
    "后来有人把{a}改良了一番，又添上{b}，于是省下了不少工夫。",
    "我们量过{n}种书，凡是读来舒服的，行与行之间都留着足够的空白。",
    "有人问：既然已经有了{a}，为什么还要{b}？答案要到用的时候才明白。",
    "春天潮湿，纸容易伸长；秋天干爽，版面就比较稳当。",
    "每逢换季，{a}都要重新检查一遍，短了的补上，磨损的换掉。",
    "这一节只讲{t}，其余的留到后面，免得头绪太多，反而看不清楚。",
    "书籍的好处，在于它不催人；读到哪里，就可以停在哪里。",
    "把{a}和{b}放在一起比较，差别立刻就显出来了：一个利落，一个温厚。",
    "校对时最怕的不是生僻字，而是那些看起来“没有问题”的常用字。",
    "据说最早的{a}只有{n}件，如今散在各处，能见到的不足一半。",
    "同样一段文字，换一种{t}，读起来就像换了一个人在说话。",
    "凡是要长久保存的东西，都应当先想好坏了以后怎样修。",
    "{a}的名声比{b}大，可是真正天天用着的，还是后者。",
    "他在信里写道：“{t}一事，宁可慢些，不可将就。”",
    "从前的{a}，一套要装满{n}只木箱，搬一次家，要歇三天。",
    "行首不放句号，行末不留前引号，这是最起码的规矩。",
    "如果把{t}比作房屋，那么{a}就是砖瓦，缺一块都会漏雨。",
    "夜深以后，作坊里只剩下{a}轻轻碰撞的声音，像远处的雨。",
    "这些数字看似枯燥，其实每一个背后，都有人反复试过、改过、推翻过。",
    "今天用 Unicode 编码来登记{a}，一共要用去{n}个号码，还不算异体。",
    "在 A5 的纸上，一行放二十六个字左右，读起来最不费眼睛。",
    "不少人以为{t}只是装饰，其实它管着读者的呼吸：哪里该停，哪里该走。",
    "{b}传到外地以后，又生出许多新的做法，有的保留了下来，有的很快被忘记。",
    "先定{t}，再定{a}，次序一乱，后面就处处要返工。",
    "年轻的学徒头一年只做一件事：把{a}一个一个放回原处，不许错。",
    "看书先看目录，目录排得好，全书的筋骨就有了。",
    "纸张的纹路应当与书脊平行，不然翻开来总会往回合。",
    "我把这{n}页样张贴在墙上，每天走过都看一眼，看到第七天，才看出毛病在哪里。",
    "所谓{t}，说到底是替读者省力气；省下来的力气，可以用来想事情。",
    "雨停了，街上渐渐有了人声，印坊的门也开了半扇。",
    "{a}上刻着“某年某月重修”的字样，字迹很浅，要侧着光才看得见。",
)

CODE = """\
def chapter_NUMBER(lines: list[str], measure: int = 26) -> list[str]:
    # 一行放不下的，移到下一行
    result: list[str] = []
    for line in lines:
        while len(line) > measure:
            result.append(line[:measure])
            line = line[measure:]
        result.append(line)
    return result"""
