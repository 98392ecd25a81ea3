#!/bin/sh
# Install Patroni, by hash, into a new virtual environment.
# Usage, in the folder of requirements.lock: install-patroni.sh VENV
set -eu
venv=$1
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
  -r requirements.lock
"$venv/bin/python" -m pip check
"$venv/bin/python" -m compileall -q "$venv/lib"
