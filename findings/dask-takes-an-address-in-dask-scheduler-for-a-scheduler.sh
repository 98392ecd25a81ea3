#!/usr/bin/env bash
# dask 2026.8.0: with an address in the variable DASK_SCHEDULER, `compute()` raises ValueError,
# also in code that uses no cluster.
#
# Behaviour: each variable DASK_* is read as a setting, so that DASK_SCHEDULER sets `scheduler`, the
#   name of the way to compute on one machine. `dask.delayed(sum)([1, 2]).compute()` refuses the
#   address and lists the names it knows. distributed reads the address of a scheduler from
#   DASK_SCHEDULER_ADDRESS.
# One would expect: an address is used as one, or a message that names the variable.
# Source: dask/config.py, `collect_env`; dask/base.py, `get_scheduler`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check dask==2026.8.0 || exit 2

cat > see.py <<'PYTHON'
import dask

try:
    print("computed:", dask.delayed(sum)([1, 2]).compute())
except ValueError as error:
    print("ValueError:", error)
PYTHON
for variable in DASK_SCHEDULER DASK_SCHEDULER_ADDRESS; do
  env "$variable=tcp://127.0.0.1:8786" venv/bin/python see.py > "$variable"
  echo "$variable: $(cat "$variable")"
done
grep -q '^ValueError: Expected one of .*threads' DASK_SCHEDULER
grep -q '^computed: 3$' DASK_SCHEDULER_ADDRESS
