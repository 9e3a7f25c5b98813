#!/usr/bin/env bash
# Gradescope runs this once, as root, while it makes the image: a Python of the autograder's own, beside the tests.
set -euo pipefail
umask 022 # students' processes run as another user and have to be able to read that Python

source_folder="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" > /dev/null && pwd)"
venv="$(dirname -- "$source_folder")/venv"

fail() {
    echo "setup.sh: $1" >&2
    exit 1
}

# Whether there is a Python that is new enough and can make a virtual environment; Debian packs the two apart.
usable() {
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2> /dev/null
}

# Tests, records and answers are for root's eyes alone.
chmod 0700 "$source_folder"

if ! usable; then
    command -v apt-get > /dev/null || fail "python3 (3.10 or newer, with venv) is missing, and so is apt-get"
    apt-get update || fail "apt-get update failed"
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3 python3-venv ||
        fail "python3 and python3-venv could not be installed"
    usable || fail "python3 is older than 3.10 or cannot make virtual environments; choose Ubuntu 22.04 or newer"
fi

python3 -m venv --clear "$venv" || fail "the virtual environment $venv could not be made"

wheels=("$source_folder"/course_autograder-*.whl)
[ -f "${wheels[0]}" ] || fail "the wheel of the autograder is not beside this script"

options=()
if [ -d "$source_folder/wheels" ]; then
    options=(--no-index --find-links "$source_folder/wheels")
fi
"$venv/bin/python" -m pip install --disable-pip-version-check --no-input "${options[@]}" \
    "${wheels[0]}" --requirement "$source_folder/requirements.txt" || fail "pip could not install the autograder"

"$venv/bin/python" -I -c 'import autograder.grading.platforms.gradescope, numpy, pytest' ||
    fail "the autograder was installed and does not start"
echo "setup.sh: the autograder is ready in $venv"
