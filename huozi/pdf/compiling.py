"""Jobs -> objects, each from the store or compiled anew in a process of its own; the order is that of the jobs.

What comes out does not depend on how many processes there are, nor on what the store held.
"""

from __future__ import annotations

import gc
import hashlib
import math
import os
import re
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from huozi import fontlist, limits
from huozi.pdf import object as objects
from huozi.pdf.job import KIND, setup_of
from huozi.pdf.limits import Stopped
from huozi.store import Store, key_of
from huozi.versions import version
from huozi.workers import crew, end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from huozi.book import Book
    from huozi.limits import Limits
    from huozi.pdf.job import Job, Setup
    from huozi.pdf.object import Object
    from huozi.styles import Styles
    from huozi.workers import Crew

    Early = Callable[[Sequence[Object | None]], Job | None]

YOUNG_OBJECTS = 50_000
"""How many new objects a worker makes before it looks for cycles: a chapter's boxes live until it is painted."""

_Done = tuple[bytes | Stopped, float]
"""A job as a worker hands it back, and the seconds of the processor that it took."""

_LONG = 1.5
"""A job is long that has so many times the text of others."""

_RESOURCE = re.compile(rb'"huozi:/([^"]+)"')


@dataclass(slots=True)
class _Begun:
    """Jobs that are at work: their keys, the objects that are there, what was handed out by its place, what is left.

    `early` is asked for a job that depends on them.
    """

    early: Early | None
    jobs: list[Job] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    found: list[Object | None] = field(default_factory=list)
    handed: dict[int, Future[_Done] | None] = field(default_factory=dict)
    rest: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Compiler:
    """What turns jobs into objects. `digests` are those of the book's resources by name, which keys depend on.

    `seconds` tells the time of the processor that each job took which was not in the store, by its name.
    """

    setup: Setup
    digests: Mapping[str, str]
    store: Store
    crew: Crew
    keys: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    begun: _Begun | None = None
    ahead: dict[str, Future[_Done]] = field(default_factory=dict)

    def begin(self, jobs: Iterable[Job], early: Early | None = None) -> _Begun:
        """Hand those of these jobs out that the store has not, and wait for none of them: `compile` does.

        The first ones are at work while those after them are still made. `early` is asked for a job that depends on
        these, when a part of them is done: it is laid out beside the others, and is there when it is compiled.
        """
        begun = _Begun(early)
        kept = []
        waiting: dict[int, Job] = {}
        for index, job in enumerate(jobs):
            key = self._key(job)
            data = self.store.get(key, KIND)
            begun.jobs.append(job)
            begun.keys.append(key)
            kept.append(data)
            if key in self.ahead:
                begun.handed[index] = self.ahead.pop(key)
            elif data is None and len(begun.handed) + len(waiting) < self.crew.most:
                waiting[index] = job
            if waiting and self.crew.is_ready:
                begun.handed |= self._hand_out(waiting)
                waiting = {}
        begun.handed |= self._hand_out(waiting)
        begun.found = [_loaded(data) for data in kept]
        missing = (index for index, one in enumerate(begun.found) if one is None)
        begun.rest = _ordered({index: begun.jobs[index] for index in missing if index not in begun.handed})
        self._hand_on(begun, 0.5 if early is not None else 1)
        self.keys += begun.keys
        self.begun = begun
        return begun

    def compile(self, jobs: Sequence[Job]) -> list[Object | Stopped]:
        """Return the objects of these jobs, and what was stopped in the place of those that meet a limit."""
        begun = self.begun if self.begun is not None and self.begun.jobs == jobs else self.begin(jobs)
        self.begun = None
        if begun.early is not None:
            self._look_ahead(begun, begun.early)
        found: list[Object | Stopped | None] = [*begun.found]
        for index in sorted(begun.handed):
            data, seconds = self._result(jobs[index], begun.handed[index])
            name = jobs[index].name
            self.seconds[name] = self.seconds.get(name, 0) + seconds
            if isinstance(data, Stopped):
                found[index] = data
            else:
                self.store.put(begun.keys[index], KIND, data)
                found[index] = found[index] or objects.loads(data)
        return [compiled for compiled in found if compiled is not None]

    def _hand_on(self, begun: _Begun, share: float) -> None:
        """Hand out a share of the jobs that wait for it."""
        stop = math.ceil(len(begun.rest) * share)
        begun.handed |= self._hand_out({index: begun.jobs[index] for index in begun.rest[:stop]})
        del begun.rest[:stop]

    def _look_ahead(self, begun: _Begun, early: Early) -> None:
        """Hand out the job that depends on the others before the rest of them, as soon as it is sure what it is."""
        at_work = {index: future for index, future in begun.handed.items() if future is not None}
        with suppress(BrokenProcessPool):
            while True:
                while len(at_work) > 2 * self.crew.most:
                    wait(at_work.values(), return_when=FIRST_COMPLETED)
                    for index in [index for index, future in at_work.items() if future.done()]:
                        data, _ = at_work.pop(index).result()
                        begun.found[index] = None if isinstance(data, Stopped) else _loaded(data)
                job = early(begun.found)
                if job is not None:
                    key = self._key(job)
                    if self.store.get(key, KIND) is None and (future := self._hand_out({0: job})[0]) is not None:
                        self.ahead[key] = future
                    break
                if not begun.rest:
                    break
                before = set(begun.handed)
                self._hand_on(begun, 0.5)
                at_work |= {
                    index: future
                    for index, future in begun.handed.items()
                    if index not in before and future is not None
                }
        self._hand_on(begun, 1)

    def find(self, jobs: Sequence[Job]) -> list[Object | None]:
        """Return the objects of these jobs that the store has, and None for the others."""
        self.keys += (keys := [self._key(job) for job in jobs])
        return [_loaded(self.store.get(key, KIND)) for key in keys]

    def explain(self, job: Job, page: int, line: int) -> tuple[int, str]:
        """How many lines a page of a job has, and what the composer says of one of them; laid out anew for it."""
        self.crew.begin(_start, self.setup)
        asked = self.crew.hand_out(_explain, job, page, line)
        assert asked is not None, "a process has died that had no more to do"
        return asked.result()

    def _key(self, job: Job) -> str:
        names = sorted({name.decode() for name in _RESOURCE.findall(job.html)})
        resources = (f"{name} {self.digests.get(name, '')}".encode() for name in names)
        faces = "".join(sorted(self.setup.faces)).encode()
        return key_of(_versions(), self.setup.css.encode(), faces, self.setup.inks.encode(), job.html, *resources)

    def _hand_out(self, jobs: Mapping[int, Job]) -> dict[int, Future[_Done] | None]:
        """Give jobs to the workers; None for one that found no worker alive."""
        if not jobs:
            return {}
        self.crew.begin(_start, self.setup)
        return {index: self.crew.hand_out(_compile, jobs[index]) for index in _ordered(jobs)}

    def _result(self, job: Job, future: Future[_Done] | None) -> _Done:
        """What became of a job. When a worker dies, all jobs are lost: each then has a worker to itself, to find whose.

        A process dies when a library beneath gives up, and when the system has no memory left or has seen too much
        time used where the worker itself could not look at the clock.
        """
        with suppress(BrokenProcessPool):
            if future is not None:
                return future.result()
        self.crew.end()
        try:
            with crew(1) as alone:
                alone.begin(_start, self.setup)
                again = alone.hand_out(_compile, job)
                assert again is not None
                return again.result()
        except BrokenProcessPool:
            return Stopped(job.name, "crash"), 0


def begin(crew: Crew, book: Book, styles: Styles, limits: Limits) -> None:
    """Let the first process of a crew begin with what all jobs of a book share, while they are still made."""
    crew.begin(_start, setup_of(book, styles, limits))


@contextmanager
def compiler(setup: Setup, digests: Mapping[str, str], cache: Path | None, crew: Crew) -> Iterator[Compiler]:
    """Give a Compiler for one book; when it is done, the cache is cut to its size."""
    one = Compiler(setup, digests, Store(cache), crew)
    yield one
    one.store.shrink(one.keys)


def _ordered(jobs: Mapping[int, Job]) -> list[int]:
    """Long jobs first, so that no process is left alone with one in the end, then as pages follow one another."""
    most = _LONG * sum(len(job.html) for job in jobs.values()) / max(len(jobs), 1)
    return sorted(jobs, key=lambda index: (-max(len(jobs[index].html) - most, 0), index))


def _start(setup: Setup) -> None:
    from huozi.pdf import layout

    end_with_parent()
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
    names = ("weasyprint", "uharfbuzz", "pydyf", "Pillow")
    package = Path(__file__).parents[1]
    own = hashlib.sha256()
    pictures = (package / "rasters.py", package / "vectors.py")
    for path in sorted([*(package / "pdf").glob("*.py"), *(package / "compose").glob("*.py"), *pictures]):
        own.update(path.read_bytes())
    libraries = (f"{name} {version(name)}" for name in names)
    return " ".join([str(objects.FORMAT), own.hexdigest(), *libraries, fontlist.libraries()]).encode()
