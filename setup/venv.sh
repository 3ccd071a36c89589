#!/bin/sh
# setup/venv.sh LOCK [STEP]: makes .venv if it does not work yet, and puts into it what LOCK pins, checked by hash.
# With the step "project" it then installs huozi itself, editable, with nothing taken from the network.
set -eu
lock=$1
step=${2:-}

venv_python() {
    for path in .venv/bin/python .venv/Scripts/python.exe; do
        if [ -x "$path" ] && "$path" -m pip --version >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

if ! venv_python >/dev/null; then
    base=$("$(dirname "$0")/python.sh")
    echo "Making .venv with $base"
    "$base" -m venv .venv
fi
python=$(venv_python)
echo "Installing what $lock pins"
"$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement "$lock"
if [ "$step" = project ]; then
    "$python" -m pip install --quiet --disable-pip-version-check --no-input --no-index --no-deps \
        --no-build-isolation --editable .
    # As pip does with all that it installs: where PYTHONDONTWRITEBYTECODE is set nothing else would, ever.
    "$python" -m compileall -q huozi
fi
