import os
from pathlib import Path

from huozi.pdf.object import Object, dumps
from huozi.pdf.store import Store, key_of


def _object(pdf: bytes) -> Object:
    return Object(pdf=pdf, sizes=(), frames=(), blanks=(), starts=(), anchors=(), links=(), faces=(), findings=())


def test_what_was_put_is_got(tmp_path: Path) -> None:
    store = Store(tmp_path / "objects")
    store.put("a", dumps(_object(b"one")))
    assert store.get("a") == _object(b"one")
    assert store.get("b") is None


def test_a_damaged_entry_is_a_miss(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("a", dumps(_object(b"one")))
    path = tmp_path / "a.object"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert store.get("a") is None


def test_a_foreign_file_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "a.object").write_bytes(b"not an object")
    assert Store(tmp_path).get("a") is None


def test_a_store_without_a_folder_keeps_nothing() -> None:
    store = Store(None)
    store.put("a", dumps(_object(b"one")))
    assert store.get("a") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    store = Store(blocked / "objects")
    store.put("a", dumps(_object(b"one")))
    assert store.get("a") is None


def test_the_longest_unused_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for age, key in enumerate(["new", "old", "kept"]):
        store.put(key, dumps(_object(b"x" * 1000)))
        os.utime(tmp_path / f"{key}.object", (1000 - age, 1000 - age))
    store.shrink(keep=["kept"], limit=2 * len(dumps(_object(b"x" * 1000))))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["kept", "new"]


def test_parts_of_a_key_do_not_run_together() -> None:
    assert key_of(b"ab", b"c") != key_of(b"a", b"bc")
