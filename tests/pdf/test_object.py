import pytest

from huozi.pdf.object import Anchor, DamagedError, FaceUse, Finding, Link, Object, dumps, loads

OBJECT = Object(
    parts=(b"<</Font 1 0 R>>", b"<</Length 2>>\nstream\n\x00\xff\nendstream"),
    pages=(1, 1),
    resources=0,
    fonts=0,
    boxes=((Link((1.5, 2, 3, 4), "第二章"),), ()),
    sizes=((419.5, 595.25), (419.5, 595.25)),
    frames=((68.0, 67.9, 68.0, 54.9), (68.0, 67.9, 68.0, 54.9)),
    blanks=(1,),
    starts=(0, None),
    anchors=(Anchor("第一章.起因", 0, 59.5, 80.25),),
    links=("第二章",),
    faces=(FaceUse("ABCDEF", "0" * 64, 2, {7: 1000, 300: 512}, {7: "一", 300: "fi"}),),
    findings=(Finding(lost=True, message="一个字没有字形"),),
)


def test_an_object_survives_being_written() -> None:
    assert loads(dumps(OBJECT)) == OBJECT


def test_the_same_object_gives_the_same_bytes() -> None:
    assert dumps(OBJECT) == dumps(loads(dumps(OBJECT)))


def test_an_object_of_another_format_is_none() -> None:
    form, rest = dumps(OBJECT).split(b" ", 1)
    with pytest.raises(DamagedError):
        loads(b"%d " % (int(form) + 1) + rest)
