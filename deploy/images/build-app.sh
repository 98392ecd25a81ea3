#!/bin/sh
# Build the React app into frontend/dist, with this machine's Node or one from PyPI.
# Usage, at the root of the project: build-app.sh VENV
set -eu
venv=$1
"$venv/bin/python" -m segue.frontend
test -s frontend/dist/index.html
rm -rf frontend/node_modules
