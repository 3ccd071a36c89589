#!/bin/sh
# Prints the path of a Python that huozi can run on: $PYTHON if it is set, else the first fit one of the usual names.
# Fit: 3.11 or newer, able to make a virtual environment. Exit 1, silently, where there is none.
fit() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    fit "$PYTHON" || exit 1
    command -v "$PYTHON"
    exit 0
fi
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if fit "$name"; then
        command -v "$name"
        exit 0
    fi
done
exit 1
