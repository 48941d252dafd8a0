#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image. Both variables are for trying it elsewhere.
set -euo pipefail
source="${CNNQUIZ_AUTOGRADER:-/autograder}/source"
environment="${CNNQUIZ_ENVIRONMENT:-/opt/cnnquiz}"

# Solutions, the wheel that they come in, and how this is graded: for root alone.
chmod -R go= "$source"

usable() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}
if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    # bubblewrap is one more layer around students' code; the image works without it.
    apt-get install -qq -y --no-install-recommends bubblewrap || true
    if ! find_python >/dev/null; then
        apt-get install -qq -y --no-install-recommends python3 python3-venv || true
        find_python >/dev/null ||
            apt-get install -qq -y --no-install-recommends python3.11 python3.11-venv || true
    fi
fi
python="$(find_python)" || {
    echo "cnnquiz needs Python 3.11 or newer; choose a newer base image (Ubuntu 24.04)" >&2
    exit 1
}

"$python" -m venv "$environment"
install() {
    "$environment/bin/python" -m pip install --quiet --no-cache-dir \
        --disable-pip-version-check -c "$source/constraints.txt" "$@"
}
if [ -s "$source/torch.txt" ]; then
    if [ -s "$source/torch-index.txt" ]; then
        install --index-url "$(cat "$source/torch-index.txt")" -r "$source/torch.txt"
    else
        install -r "$source/torch.txt"
    fi
fi
install -r "$source/requirements.txt"
install --no-deps "$source"/wheels/cnnquiz-*.whl

# Not installed beside the software, which students' code has to read, but unpacked where it has
# nothing to read at all.
for wheel in "$source"/wheels/cnnquiz_instructor-*.whl; do
    if [ -e "$wheel" ]; then
        "$python" -m zipfile -e "$wheel" "$source/solutions"
    fi
done
chmod -R go= "$source"
