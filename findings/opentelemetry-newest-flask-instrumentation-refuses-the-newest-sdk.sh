#!/usr/bin/env bash
# opentelemetry-instrumentation-flask 0.66b1 cannot be installed beside opentelemetry-sdk 1.45.2,
# the newest releases of both on 2026-11-29.
#
# Behaviour: the instrumentation asks for exactly opentelemetry-semantic-conventions 0.66b1, the SDK
#   for exactly 0.66b2, so that no set of packages holds both. With the SDK 1.45.1 they install.
# One would expect: a patch release of the SDK goes with the instrumentation of its minor version.
# Source: `Requires-Dist` in the metadata of both wheels. The two repositories are released
#   separately, and each release pins the other packages by `==`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check opentelemetry-sdk==1.45.2 || exit 2

# Asks pip whether the packages go together; prints what each pins if they do not.
together() {
  if venv/bin/python -m pip install --disable-pip-version-check --dry-run "$@" > refusal.txt 2>&1
  then
    echo "$*: can be installed"
  elif grep -q 'ResolutionImpossible' refusal.txt
  then
    echo "$*: refused, because"
    grep 'depends on' refusal.txt
    return 1
  else
    cat refusal.txt
    exit 2
  fi
}

together opentelemetry-instrumentation-flask==0.66b1 opentelemetry-sdk==1.45.1 || exit 1
if together opentelemetry-instrumentation-flask==0.66b1 opentelemetry-sdk==1.45.2
then
  exit 1
fi
grep -q 'instrumentation-flask 0.66b1 depends on opentelemetry-semantic-conventions==0.66b1' refusal.txt &&
  grep -q 'sdk 1.45.2 depends on opentelemetry-semantic-conventions==0.66b2' refusal.txt
