"""Job, Limits -> what laying it out gives, or Stopped, with the element that was being set when it met a limit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from huozi.limits import MetError, Size, innermost, watch

if TYPE_CHECKING:
    from types import FrameType

    from huozi.limits import Limits
    from huozi.pdf.job import Job

Reason = Literal["time", "memory", "depth", "crash", "fault"]

_PICTURE = re.compile(rb'"huozi:/')
_NOTE = b'class="footnote'
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job that was not finished: its name, why, the limit that it met, and the element that was being set.

    The element is told by its tag and the text that it begins with, or the address of a picture; "" if unknown.
    `fault` is what went wrong beneath, where that is the reason.
    """

    name: str
    reason: Reason
    limit: float = 0
    tag: str = ""
    words: str = ""
    fault: str = ""


def watched(function: Any, job: Job, limits: Limits) -> Any:  # noqa: ANN401 (what the function gives, or Stopped)
    """What `function(job)` gives, or Stopped if it meets a limit. For the main thread of a worker process.

    The limit of memory is the worker's own, see compiling.py.
    """
    try:
        with watch(
            limits,
            Size(len(job.html), len(_PICTURE.findall(job.html)), job.html.count(_NOTE)),
            _being_set,
            memory=False,
        ):
            return function(job)
    except MetError as error:
        return Stopped(job.name, error.reason, error.limit, *error.where)
    except Exception as error:  # noqa: BLE001 (what a sheet or a picture may ask of an engine has no end)
        return Stopped(job.name, "fault", 0, *_being_set(innermost(error)), f"{type(error).__name__}: {error}")


def _being_set(frame: FrameType | None) -> tuple[str, str]:
    """The element whose box is nearest to this frame: its tag, and its first words or the address of its picture."""
    while frame is not None:
        for name in ("box", "new_box", "child", "line_box", "parent_box"):
            element = getattr(frame.f_locals.get(name), "element", None)
            if element is not None:
                source = element.get("src", "")
                words = source or " ".join("".join(element.itertext()).split())
                if words:
                    return str(element.tag), words[:_SHOWN]
        frame = frame.f_back
    return "", ""
