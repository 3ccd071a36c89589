import os
from pathlib import Path

from huozi.store import Store, key_of


def test_what_was_put_is_got(tmp_path: Path) -> None:
    store = Store(tmp_path / "entries")
    store.put("a", "object", b"one")
    assert store.get("a", "object") == b"one"
    assert store.get("a", "leaf") is None
    assert store.get("b", "object") is None


def test_a_damaged_entry_is_a_miss(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("a", "object", b"one")
    path = tmp_path / "a.object"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert store.get("a", "object") is None


def test_a_foreign_file_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "a.object").write_bytes(b"not an object")
    assert Store(tmp_path).get("a", "object") is None


def test_a_store_without_a_folder_keeps_nothing() -> None:
    store = Store(None)
    store.put("a", "object", b"one")
    assert store.get("a", "object") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    store = Store(blocked / "entries")
    store.put("a", "object", b"one")
    assert store.get("a", "object") is None


def test_the_longest_unused_goes_first(tmp_path: Path) -> None:
    store, keys = Store(tmp_path), {name: key_of(name.encode()) for name in ("new", "old", "kept")}
    for age, key in enumerate(keys.values()):
        store.put(key, "object", b"x" * 1000)
        os.utime(tmp_path / f"{key}.object", (1000 - age, 1000 - age))
    size = (tmp_path / f"{keys['new']}.object").stat().st_size
    store.shrink(keep=[keys["kept"]], limit=2 * size)
    assert {path.stem for path in tmp_path.iterdir()} == {keys["kept"], keys["new"]}


def test_parts_of_a_key_do_not_run_together() -> None:
    assert key_of(b"ab", b"c") != key_of(b"a", b"bc")
