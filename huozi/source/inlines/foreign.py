r"""References and tags of other tools: bookdown `\@ref(fig:x)`, d2lbook `` :numref:`fig_x` ``, `{{< x >}}`, `{% x %}`.

References become mentions; a tag without an equal goes, and the text around it stays. The value of `{{ name }}` is
known to the other tool alone: it stays as it is and is told. Before escapes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from huozi.source import foreign
from huozi.source.inlines.core import Close, Open

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"\\@ref\(|:(?:numref|eqref|ref):`|\{\{[<%]|\{%|\{\{(?=[#/>&^!~{]?[ \t]*[A-Za-z_$@])"
CHARS = "\\:{"
_BOOKDOWN = re.compile(r"\\@ref\(([\w:.-]+)\)")
_D2L = re.compile(r":(?:numref|eqref|ref):`([^`\s]+)`")
_TAG = re.compile(r"\{\{([<%])[ \t]*(/?[ \t]*[\w./-]++).*?[>%]\}\}|\{(%)-?[ \t]*([\w-]++).*?%\}", re.DOTALL)
_VARIABLE = re.compile(r"(\{\{[#/>&^!~{]?)[ \t]*[A-Za-z_$@][^{}\n]{0,200}\}\}\}?")
_SILENT = frozenset({"raw", "endraw"})


def rule(scan: Scan) -> bool:
    """A reference, or a tag that goes."""
    found = _BOOKDOWN.match(scan.text, scan.at) or _D2L.match(scan.text, scan.at)
    line, column = scan.place(scan.at)
    if found is not None:
        own = {"mention": found[1], "line": str(line), "col": str(column), "length": str(len(found[0]))}
        scan.tokens += [Open("a", own), Close()]
        scan.at = found.end()
        return True
    tag = _TAG.match(scan.text, scan.at)
    if tag is None:
        variable = _VARIABLE.match(scan.text, scan.at)
        if variable is None:
            return False
        foreign.report_left(scan.page.log, variable[0], scan.page.place(line, column, len(variable[0])))
        return scan.take(variable[1], variable.end(1))
    if tag[4] not in _SILENT:
        _report(scan, tag, line, column)
    scan.at = tag.end()
    return True


def _report(scan: Scan, tag: re.Match[str], line: int, column: int) -> None:
    shown = f"{{{{{tag[1]} {tag[2]} …" if tag[1] else f"{{% {tag[4]} … %}}"
    foreign.report(scan.page.log, shown, scan.page.place(line, column, len(tag[0].split("\n")[0])))
