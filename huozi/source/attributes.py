"""`{#id .class key=value}` -> Attributes, as Pandoc and Python-Markdown's attr_list write it (`{: …}` as well)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(
    r"""[ \t\n]*(?:
        \#(?P<id>[^\s}\#]+)
      | \.(?P<class>[^\s}.\#=]+)
      | (?P<key>[\w:@-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s}"']*))
      | (?P<dash>-)(?=[\s}])
    )""",
    re.VERBOSE,
)
_END = re.compile(r"[ \t\n]*\}")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in `{#id .class key=value}`."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def value(self, key: str) -> str:
        """The value of a key, "" if it is absent."""
        return next((value for name, value in self.values if name == key), "")

    def __bool__(self) -> bool:
        return bool(self.id or self.classes or self.values)


NO_ATTRIBUTES = Attributes()


def parse(text: str, start: int = 0) -> tuple[Attributes, int] | None:
    """The attributes that begin with the brace at `start`, and the offset after them; None if it opens none."""
    if not text.startswith("{", start):
        return None
    at = start + (2 if text.startswith("{:", start) else 1)
    found_id, classes, values = "", list[str](), list[tuple[str, str]]()
    while (item := _ITEM.match(text, at, start + _LONGEST)) is not None:
        if item["id"]:
            found_id = item["id"]
        elif item["class"]:
            classes.append(item["class"])
        elif item["dash"]:
            classes.append("unnumbered")
        else:
            values.append(
                (item["key"], next(v for v in (item["double"], item["single"], item["bare"]) if v is not None))
            )
        at = item.end()
    end = _END.match(text, at)
    attributes = Attributes(found_id, tuple(dict.fromkeys(classes)), tuple(values))
    if end is None or not attributes:
        return None
    return attributes, end.end()


def split_trailing(text: str) -> tuple[str, Attributes] | None:
    """A line that ends in attributes, without them: `标题 {#id}` -> (`标题`, …)."""
    if not text.endswith("}"):
        return None
    brace = text.rfind("{")
    while brace >= 0:
        parsed = parse(text, brace)
        if parsed and parsed[1] == len(text) and not _is_escaped(text, brace):
            return text[:brace].rstrip(" \t"), parsed[0]
        brace = text.rfind("{", 0, brace) if parsed is None and '"' in text[brace:] else -1
    return None


def _is_escaped(text: str, at: int) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
