"""Write huozi/pdf/declared.py: what WeasyPrint and the composer declare of C libraries, read once and for all.

python setup/declarations.py
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from pprint import pformat
from typing import Any

import cffi

HEAD = '''"""Written by `make declarations`: the C declarations of WeasyPrint and of compose/seam.py, read ahead.

To read them takes cffi a third of the time in which the layout engine is imported, and each type that is named later
makes it read them all again.
"""

# ruff: noqa: ISC004
# fmt: off

from __future__ import annotations

from typing import Any

'''


def declared() -> str:
    """The text of huozi/pdf/declared.py, as the installed WeasyPrint and the composer ask for it."""
    texts: list[str] = []
    plain = cffi.FFI

    class Listening(plain):  # type: ignore[misc, valid-type] # cffi has no types
        def cdef(self, text: str) -> None:
            texts.append(text)
            super().cdef(text)

    cffi.FFI = Listening
    try:
        import weasyprint.text.ffi as engine

        from huozi.compose import seam  # noqa: F401 (it declares more)
    finally:
        cffi.FFI = plain
    tables = _tables(texts)
    known = {
        "SOURCE": hashlib.sha256(Path(engine.__file__).read_bytes()).hexdigest(),
        "TEXTS": tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts),
    }
    about = {
        "SOURCE": "The digest of the file of WeasyPrint that declares.",
        "TEXTS": "The digests of the declarations.",
        "TABLES": "What cffi makes of them.",
    }
    values: dict[str, Any] = {**known, "TABLES": tables}
    types = {"SOURCE": "str", "TEXTS": "tuple[str, ...]", "TABLES": "dict[str, Any]"}
    return HEAD + "\n".join(
        f'{name}: {types[name]} = {pformat(value, width=120, sort_dicts=False)}\n"""{about[name]}"""\n'
        for name, value in values.items()
    )


def _tables(texts: list[str]) -> dict[str, Any]:
    """What cffi writes into a module of declarations, by the names of the arguments of the FFI in it."""
    from cffi import recompiler

    reading = cffi.FFI()
    reading.cdef("\n".join(texts))
    reading.set_source("declared", None)
    found: dict[str, Any] = {}

    def keep(_name: str, **tables: Any) -> None:  # noqa: ANN401
        found.update(tables)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "declared.py")
        recompiler.make_py_source(reading, "declared", str(path))
        text = path.read_text(encoding="utf-8").replace("import _cffi_backend", "").replace("_cffi_backend.FFI", "keep")
        exec(text, {"keep": keep})  # noqa: S102 (what cffi wrote just now)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    Path("huozi/pdf/declared.py").write_text(declared(), encoding="utf-8", newline="\n")
