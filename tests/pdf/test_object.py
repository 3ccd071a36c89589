import pytest

from huozi.pdf.object import Anchor, DamagedError, FaceUse, Finding, Object, dumps, loads

OBJECT = Object(
    pdf=b"%PDF-1.7\n\x00\xff",
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


@pytest.mark.parametrize("position", [0, 20, 90, -1])
def test_a_changed_byte_is_found(position: int) -> None:
    data = bytearray(dumps(OBJECT))
    data[position] ^= 1
    with pytest.raises(DamagedError):
        loads(bytes(data))


@pytest.mark.parametrize("length", [0, 5, 80, 200])
def test_a_shortened_object_is_found(length: int) -> None:
    with pytest.raises(DamagedError):
        loads(dumps(OBJECT)[:length])
