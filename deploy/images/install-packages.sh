#!/bin/sh
# Install the packages of requirements-runtime.lock, by hash, into a new virtual environment.
# Usage, in the folder of the lock: install-packages.sh VENV
set -eu
venv=$1
python3 -m venv "$venv"
# --no-deps: the lock names everything; --no-compile: install-segue.sh does that
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
  --no-compile -r requirements-runtime.lock
