from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distributions, version

import pytest

from huozi import versions


@pytest.mark.parametrize("name", ["huozi", "lxml", "Pillow", "PyYAML", "math-core", "Pygments", "typing_extensions"])
def test_a_version_is_what_the_package_says_of_itself(name: str) -> None:
    assert versions.version(name) == version(name)


def test_every_package_is_known_by_its_records() -> None:
    named = {one.metadata["Name"]: one.version for one in distributions()}
    assert {name: versions.version(name) for name in named} == named


def test_a_package_that_is_not_there_has_no_version() -> None:
    with pytest.raises(PackageNotFoundError):
        versions.version("no-such-package")


def test_a_version_is_told_without_what_reads_letters() -> None:
    code = "import sys; from huozi.versions import version; version('lxml'); print('email' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
