"""Random inputs for a while; what fails is made small and kept: python -m tests.fuzz [MINUTES] [--seed N] [--target T].

Each input comes from a number, so that a run can be done again. One process works and another one watches it: an input
that takes too long or kills its process is found too. Failures are written to build/fuzz, one a kind; moved to
tests/fuzz/kept they are tests from then on (test_kept.py).
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.fuzz import making
from tests.fuzz.targets import TARGETS, WrongError

if TYPE_CHECKING:
    from collections.abc import Callable

FOUND = Path("build/fuzz")
CURRENT = FOUND / "current"
SECONDS = 20
MEMORY_BYTES = 4 << 30
BATCH = 2000
"""Inputs of one process: fonts keep every shape that they were ever asked for."""

MAKERS: dict[str, Callable[[Random], Any]] = {"manuscript": making.manuscript, "line": making.line}


def load(table: dict[str, Any]) -> Any:  # noqa: ANN401 (an input of any target)
    """The input that a file holds."""
    return making.Line(**table["input"]) if table["target"] == "line" else table["input"]


def failure(target: str, value: Any) -> str:  # noqa: ANN401
    """What is wrong with an input, in words that are the same for the same fault; "" if nothing is."""

    def ring(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        TARGETS[target](value)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/huozi/" in frame.filename]
        place = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
        words = str(error).split(":")[0] if isinstance(error, WrongError) else ""
        return f"{type(error).__name__}{place} {''.join(char for char in words if not char.isdigit())}".strip()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def smaller(target: str, value: Any, fault: str) -> Any:  # noqa: ANN401
    """The same fault with less text, looked for until a minute is over."""
    text, end = value if target == "manuscript" else value.text, time.monotonic() + 60

    def with_text(short: str) -> Any:  # noqa: ANN401
        return short if target == "manuscript" else making.Line(short, value.language, value.measure_em)

    size = len(text) // 2
    while size and time.monotonic() < end:
        at = 0
        while at < len(text) and time.monotonic() < end:
            short = text[:at] + text[at + size :]
            if short.strip() and failure(target, with_text(short)) == fault:
                text = short
            else:
                at += size
        size //= 2
    return with_text(text)


def keep(target: str, value: Any, fault: str, seed: int) -> Path:  # noqa: ANN401
    """Write a failure down; one file a fault."""
    name = "".join(char if char.isalnum() else "-" for char in f"{target} {fault}")[:80].strip("-")
    path = FOUND / f"{name}.json"
    shown = value if isinstance(value, str) else asdict(value)
    text = json.dumps({"target": target, "fault": fault, "seed": seed, "input": shown}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def say(words: str) -> None:
    """Tell at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def work(first: int, end: float, only: str) -> None:
    """Try seed after seed, a batch or until the time is over; the number of each is written before it is tried."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    known = {json.loads(path.read_text(encoding="utf-8"))["fault"] for path in FOUND.glob("*.json")}
    for seed in range(first, first + BATCH):
        if time.time() > end:
            break
        random = Random(seed)
        target = random.choice([name for name in MAKERS if only in {"", name}])
        value = MAKERS[target](random)
        CURRENT.write_text(json.dumps({"seed": seed, "target": target}))
        fault = failure(target, value)
        if fault and fault not in known:
            known.add(fault)
            keep(target, value, fault, seed)
            path = keep(target, smaller(target, value, fault), fault, seed)
            say(f"seed {seed}: {fault} -> {path}")


def main() -> int:
    """Watch a process that works; where it dies, note the input, and go on behind it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("minutes", type=float, nargs="?", default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", default="", choices=["", *MAKERS])
    parser.add_argument("--until", type=float, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.until:
        work(options.seed, options.until, options.target)
        return 0
    FOUND.mkdir(parents=True, exist_ok=True)
    for path in FOUND.glob("*.json"):
        path.unlink()
    first, end, seed = options.seed, time.time() + options.minutes * 60, options.seed
    while time.time() < end:
        words = [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--seed",
            str(seed),
            "--until",
            str(end),
            "--target",
            options.target,
        ]
        process = subprocess.Popen(words)
        died = _watch(process)
        state = json.loads(CURRENT.read_text())
        if died:
            seed, target = state["seed"], state["target"]
            random = Random(seed)
            random.choice([name for name in MAKERS if options.target in {"", name}])
            say(f"seed {seed}: {died} -> {keep(target, MAKERS[target](random), died, seed)}")
        seed = state["seed"] + 1
    CURRENT.unlink(missing_ok=True)
    kinds = list(FOUND.glob("*.json"))
    say(f"{seed - first} inputs, seeds {first} to {seed - 1}: {len(kinds)} kinds of failure")
    return int(bool(kinds))


def _watch(process: subprocess.Popen[bytes]) -> str:
    """What became of a working process: "" when its time was over, else how it died; one that stands still is ended."""
    before, since = "", time.monotonic()
    while process.poll() is None:
        time.sleep(0.5)
        with suppress(OSError):
            if (now := CURRENT.read_text()) != before:
                before, since = now, time.monotonic()
        if time.monotonic() - since > 30 * SECONDS:
            process.kill()
            process.wait()
            return "hangs"
    return f"died with {process.returncode}" if process.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
