"""Jobs -> objects, each from the store or compiled anew in a process of its own; the order is that of the jobs.

What comes out does not depend on how many processes there are, nor on what the store held.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from huozi import fontlist, limits, workers
from huozi.pdf import object as objects
from huozi.pdf.job import KIND
from huozi.pdf.limits import Stopped
from huozi.store import Store, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from huozi.pdf.job import Job, Setup
    from huozi.pdf.object import Object

YOUNG_OBJECTS = 50_000
"""How many new objects a worker makes before it looks for cycles: a chapter's boxes live until it is painted."""

_Done = tuple[bytes | Stopped, float]
"""A job as a worker hands it back, and the seconds of the processor that it took."""

_RESOURCE = re.compile(rb'"huozi:/([^"]+)"')


@dataclass(slots=True)
class _Begun:
    """Jobs that are at work: their keys, what the store has of them, and what was handed out by its place."""

    jobs: list[Job] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    kept: list[bytes | None] = field(default_factory=list)
    handed: dict[int, Future[_Done] | None] = field(default_factory=dict)


@dataclass(slots=True)
class Compiler:
    """What turns jobs into objects. `digests` are those of the book's resources by name, which keys depend on.

    `seconds` tells the time of the processor that each job took which was not in the store, by its name.
    """

    setup: Setup
    digests: Mapping[str, str]
    store: Store
    workers: int
    keys: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    pool: ProcessPoolExecutor | None = None
    begun: _Begun | None = None

    def begin(self, jobs: Iterable[Job]) -> _Begun:
        """Hand those of these jobs out that the store has not, and wait for none of them: `compile` does.

        The first ones are at work while those after them are still made.
        """
        begun = _Begun()
        for index, job in enumerate(jobs):
            key = self._key(job)
            data = self.store.get(key, KIND)
            begun.jobs.append(job)
            begun.keys.append(key)
            begun.kept.append(data)
            if data is None and len(begun.handed) < self.workers:
                begun.handed |= self._hand_out({index: job})
        missing = (index for index, data in enumerate(begun.kept) if data is None)
        begun.handed |= self._hand_out({index: begun.jobs[index] for index in missing if index not in begun.handed})
        self.keys += begun.keys
        self.begun = begun
        return begun

    def compile(self, jobs: Sequence[Job]) -> list[Object | Stopped]:
        """Return the objects of these jobs, and what was stopped in the place of those that meet a limit."""
        begun = self.begun if self.begun is not None and self.begun.jobs == jobs else self.begin(jobs)
        self.begun = None
        keys, kept = begun.keys, begun.kept
        found: list[Object | Stopped | None] = [_loaded(data) for data in kept]
        damaged = {index: jobs[index] for index, one in enumerate(found) if one is None and kept[index] is not None}
        handed = begun.handed | self._hand_out(damaged)
        for index in sorted(handed):
            data, seconds = self._result(jobs[index], handed[index])
            name = jobs[index].name
            self.seconds[name] = self.seconds.get(name, 0) + seconds
            if isinstance(data, Stopped):
                found[index] = data
            else:
                self.store.put(keys[index], KIND, data)
                found[index] = objects.loads(data)
        return [compiled for compiled in found if compiled is not None]

    def find(self, jobs: Sequence[Job]) -> list[Object | None]:
        """Return the objects of these jobs that the store has, and None for the others."""
        self.keys += (keys := [self._key(job) for job in jobs])
        return [_loaded(self.store.get(key, KIND)) for key in keys]

    def warm_up(self) -> None:
        """Let the first process start, while the book is still made ready for it."""
        if self.pool is None:
            self.pool = _start_pool(self.setup, self.workers)

    def explain(self, job: Job, page: int, line: int) -> tuple[int, str]:
        """How many lines a page of a job has, and what the composer says of one of them; laid out anew for it."""
        if self.pool is None:
            self.pool = _start_pool(self.setup, 1)
        with workers.starting():
            asked = self.pool.submit(_explain, job, page, line)
        return asked.result()

    def _key(self, job: Job) -> str:
        names = sorted({name.decode() for name in _RESOURCE.findall(job.html)})
        resources = (f"{name} {self.digests.get(name, '')}".encode() for name in names)
        faces = "".join(sorted(self.setup.faces)).encode()
        return key_of(_versions(), self.setup.css.encode(), faces, self.setup.inks.encode(), job.html, *resources)

    def _hand_out(self, jobs: Mapping[int, Job]) -> dict[int, Future[_Done] | None]:
        """Give jobs to the workers; None for one that found no worker alive."""
        futures: dict[int, Future[_Done] | None] = dict.fromkeys(jobs)
        if not jobs:
            return futures
        if self.pool is None:
            self.pool = _start_pool(self.setup, self.workers)
        # The longest first, so that no process is left alone with it in the end.
        order = sorted(jobs, key=lambda index: -len(jobs[index].html))
        with suppress(BrokenProcessPool), workers.starting():
            for index in order:
                futures[index] = self.pool.submit(_compile, jobs[index])
        return futures

    def _result(self, job: Job, future: Future[_Done] | None) -> _Done:
        """What became of a job. When a worker dies, all jobs are lost: each then has a worker to itself, to find whose.

        A process dies when a library beneath gives up, and when the system has no memory left or has seen too much
        time used where the worker itself could not look at the clock.
        """
        with suppress(BrokenProcessPool):
            if future is not None:
                return future.result()
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None
        try:
            with _start_pool(self.setup, 1) as pool:
                with workers.starting():
                    again = pool.submit(_compile, job)
                return again.result()
        except BrokenProcessPool:
            return Stopped(job.name, "crash"), 0


@contextmanager
def compiler(setup: Setup, digests: Mapping[str, str], cache: Path | None, jobs: int | None) -> Iterator[Compiler]:
    """Give a Compiler for one book; when it is done, the cache is cut to its size and the processes end."""
    one = Compiler(setup, digests, Store(cache), jobs or _cores())
    try:
        yield one
        one.store.shrink(one.keys)
    finally:
        if one.pool is not None:
            one.pool.shutdown(cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start_pool(setup: Setup, most: int) -> ProcessPoolExecutor:
    """A pool of so many processes at most: one starts now, another with each task that finds none idle."""
    with workers.starting():
        pool = ProcessPoolExecutor(most, workers.context(), _start, (setup,))
        pool.submit(int)
    return pool


def _start(setup: Setup) -> None:
    from huozi.pdf import layout

    workers.end_with_parent()
    limits.limit_memory(setup.limits.memory_mb)
    # What was imported stays to the end; boxes refer to each other and come by the ten thousand.
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    layout.start_worker(setup)


def _explain(job: Job, page: int, line: int) -> tuple[int, str]:
    from huozi.pdf import layout

    return layout.explain(job, page, line)


def _compile(job: Job) -> _Done:
    from huozi.pdf import layout

    before = os.times()
    compiled = layout.compile_job(job)
    data = compiled if isinstance(compiled, Stopped) else objects.dumps(compiled)
    after = os.times()
    return data, after.user + after.system - before.user - before.system


def _loaded(data: bytes | None) -> Object | None:
    try:
        return objects.loads(data) if data is not None else None
    except objects.DamagedError:
        return None


@lru_cache
def _versions() -> bytes:
    """What lays out: the libraries by version, and huozi's own layout and composer by their text."""
    from importlib.metadata import version  # workers need it not

    names = ("weasyprint", "uharfbuzz", "pydyf", "Pillow")
    package = Path(__file__).parents[1]
    own = hashlib.sha256()
    pictures = (package / "rasters.py", package / "vectors.py")
    for path in sorted([*(package / "pdf").glob("*.py"), *(package / "compose").glob("*.py"), *pictures]):
        own.update(path.read_bytes())
    libraries = (f"{name} {version(name)}" for name in names)
    return " ".join([str(objects.FORMAT), own.hexdigest(), *libraries, fontlist.libraries()]).encode()
