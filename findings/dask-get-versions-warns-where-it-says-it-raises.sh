#!/usr/bin/env bash
# distributed 2026.8.0: `Client.get_versions(check=True)` does not raise for versions that differ.
#
# Behaviour: the client has toolz 1.1.0, the scheduler and the worker have toolz 1.2.0. The call
#   returns after a UserWarning.
# One would expect: ValueError. The documentation of `check` says "raise ValueError if all required &
#   optional packages do not match". A client that relies on it computes on other versions.
# Source: distributed/client.py, `_get_versions`, raises what `error_message` of
#   distributed/versions.py returns under "error", which that function never fills.
set -eu
work=$(mktemp -d)
trap 'kill -9 $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT
cd "$work"
for side in client cluster; do
  python3 -m venv "$side"
done
packages="dask==2026.8.0 distributed==2026.8.0"
client/bin/python -m pip install -qq --disable-pip-version-check $packages toolz==1.1.0 || exit 2
cluster/bin/python -m pip install -qq --disable-pip-version-check $packages toolz==1.2.0 || exit 2

cluster/bin/dask scheduler --host 127.0.0.1 --port 0 --no-dashboard --scheduler-file where.json \
  > scheduler.log 2>&1 &
cluster/bin/dask worker --scheduler-file where.json --host 127.0.0.1 --no-dashboard --nthreads 1 \
  --no-nanny --local-directory scratch > worker.log 2>&1 &

cat > see.py <<'PYTHON'
import sys
import warnings

from distributed import Client

warnings.simplefilter("ignore")  # the client also warns when it connects
with Client(scheduler_file="where.json", timeout=30) as client:
    client.wait_for_workers(1, timeout=30)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            versions = client.get_versions(check=True)
        except ValueError as error:
            sys.exit(f"ValueError, as documented: {error}")
    (worker,) = versions["workers"].values()
    for side in ("client", "scheduler"):
        print(f"toolz of the {side}: {versions[side]['packages']['toolz']}")
    print(f"toolz of the worker: {worker['packages']['toolz']}")
    first_lines = [str(warning.message).split("\n")[0] for warning in caught]
    print(f"no ValueError; warnings: {first_lines}")
differ = versions["client"]["packages"]["toolz"] != worker["packages"]["toolz"]
sys.exit(0 if differ and "Mismatched versions found" in first_lines else 1)
PYTHON
client/bin/python see.py
