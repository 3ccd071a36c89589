#!/bin/sh
# Pins what pyproject.toml asks for, for every system and every Python from 3.11 on, with the hash of each file:
# requirements.lock (huozi), requirements-dev.lock (and its tests), requirements-bench.lock (and the benchmark),
# requirements-fuzz.lock (and what looks for inputs by the code that they reach).
# Which package index is asked is the machine's business: no address is written into the locks.
set -eu
"$("$(dirname "$0")/python.sh")" -m venv build/.lock
tools=build/.lock/bin
"$tools/python" -m pip install --quiet --disable-pip-version-check uv

pin() { # the lock, then options; setuptools is what installs huozi itself
    lock=$1
    shift
    echo "Pinning $lock"
    echo 'setuptools>=77' | "$tools/uv" pip compile pyproject.toml - --quiet --upgrade --universal \
        --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file "$lock" "$@"
}

pin requirements.lock
pin requirements-dev.lock --extra test --constraint requirements.lock
pin requirements-bench.lock --extra bench --constraint requirements.lock
pin requirements-fuzz.lock --extra fuzz --constraint requirements.lock
rm -rf build/.lock
