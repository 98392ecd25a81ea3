#!/bin/sh
# Add Segue itself to a virtual environment, and compile all of it but the packages' own tests: the
# image is read-only.
# Usage, at the root of the project: install-segue.sh VENV
set -eu
venv=$1
# dbt and the app read files of the project, so that it stays where it is
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
  --no-build-isolation -e .
"$venv/bin/python" -m pip check
"$venv/bin/python" -m compileall -q -j 0 -x '/tests/' "$venv/lib" api dbt_project ingestion recommender segue
