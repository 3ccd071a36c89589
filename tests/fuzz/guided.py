"""Inputs that grow towards code that none has reached, for a while: python -m tests.fuzz.guided [MINUTES] [--seed N].

atheris (libFuzzer) changes rows of bytes and keeps those that reach new lines of huozi; each byte stands for a piece of
text, so that what is tried is a manuscript or a line and no noise. Failures go where those of random inputs go.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from random import Random

import atheris

from tests.fuzz import making

with atheris.instrument_imports(include=["huozi"], enable_loader_override=False):
    from tests.fuzz.__main__ import FOUND, failure, keep, say

_LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "ko")
_LONGEST = 200
"""Pieces of one input."""
_FIRST = 100
"""Inputs to begin with."""


def target_of(data: bytes) -> tuple[str, str | making.Line]:
    """What a row of bytes stands for: the first says which target, the rest are pieces; any row is an input."""
    first, rest = data[0] if data else 0, data[1:]
    if first % 4:
        return "manuscript", "".join(making.PIECES[byte % len(making.PIECES)] for byte in rest)
    text = "".join(making.TEXT[byte % len(making.TEXT)] for byte in rest[1:])
    measure = 2 + (rest[0] if rest else 0) % 39
    return "line", making.Line(text.strip() or "字", _LANGUAGES[first // 4 % 4], float(measure))


def main() -> int:
    """Look until the time is over; libFuzzer ends the process itself, with 77 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided")
    parser.add_argument("minutes", type=float, nargs="?", default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    corpus = FOUND / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    random = Random(options.seed)
    for number in range(_FIRST):
        (corpus / f"first-{number}").write_bytes(random.randbytes(random.randrange(2, _LONGEST)))
    known = {json.loads(path.read_text(encoding="utf-8"))["fault"] for path in FOUND.glob("*.json")}
    found: list[str] = []
    end, tried = time.monotonic() + options.minutes * 60, 0

    def one(data: bytes) -> None:
        nonlocal tried
        if time.monotonic() > end:
            say(f"{tried} guided inputs, {len(os.listdir(corpus))} kept: {len(found)} kinds of failure")  # noqa: PTH208
            os._exit(int(bool(found)))
        tried += 1
        target, value = target_of(data)
        fault = failure(target, value)
        if fault and fault not in known:
            known.add(fault)
            found.append(fault)
            say(f"{fault} -> {keep(target, value, fault, options.seed)}")

    # A seed of 0 is libFuzzer's word for "any".
    atheris.Setup(
        [sys.argv[0], f"-max_len={_LONGEST}", f"-seed={options.seed + 1}", "-timeout=60", "-verbosity=0", str(corpus)],
        one,
    )
    atheris.Fuzz()
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
