#!/usr/bin/env bash
# dbt-core 1.11.16: the parser of Python models misses a `dbt.ref` whose result is indexed and
# then used, all in one expression.
#
# Behaviour: `dbt.ref("numbers").to_arrow()["id"].to_pylist()` gives the model no parent, so the
#   lineage lacks it and the model may run too early. In two statements the parent is found.
# One would expect: both models have the same parent.
# Source: dbt/parser/models.py, `PythonParseVisitor.attribute_helper`, which stops at anything
#   but an attribute or a call; dbt-labs/dbt-core, issue 12939 (open).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  dbt-core==1.11.16 dbt-postgres==1.11.0 || exit 2

mkdir models
cat > dbt_project.yml <<'YAML'
name: finding
profile: finding
flags: {send_anonymous_usage_stats: false}
YAML
# parsing asks no server
cat > profiles.yml <<'YAML'
finding:
  target: dev
  outputs:
    dev: {type: postgres, host: 127.0.0.1, port: 5432, user: u, password: p, dbname: d, schema: s}
YAML
echo "select 1 as id" > models/numbers.sql
cat > models/one_expression.py <<'PYTHON'
def model(dbt, session):
    return dbt.ref("numbers").to_arrow()["id"].to_pylist()
PYTHON
cat > models/two_statements.py <<'PYTHON'
def model(dbt, session):
    numbers = dbt.ref("numbers").to_arrow()
    return numbers["id"].to_pylist()
PYTHON
venv/bin/dbt --quiet parse

cat > see.py <<'PYTHON'
import json
import sys

with open("target/manifest.json") as file:
    nodes = json.load(file)["nodes"]
parents = {node["name"]: node["depends_on"]["nodes"] for node in nodes.values()}
for name in ("one_expression", "two_statements"):
    print(f"{name}: parents {parents[name]}")
as_stated = (parents["one_expression"], parents["two_statements"]) == ([], ["model.finding.numbers"])
sys.exit(0 if as_stated else 1)
PYTHON
venv/bin/python see.py
