#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: `--empty` makes invalid SQL of `{{ ref(...) }} as x`.
#
# Behaviour: with `--empty` dbt replaces each ref by a subquery with an alias of its own. Where the
#   model gives the ref an alias too, there are two, which is a syntax error.
# One would expect: a model that builds also builds with `--empty`.
# Source: dbt/adapters/base/relation.py, `render_limited`; dbt-labs/dbt-adapters, issue 199
#   (open): dbt cannot know whether an alias follows. Postgres asks for no alias since version 16.
# The SQL is judged by pglast, which is the parser of PostgreSQL.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  dbt-core==1.11.16 dbt-postgres==1.11.0 pglast==8.8 || exit 2

mkdir models
cat > dbt_project.yml <<'YAML'
name: finding
profile: finding
flags: {send_anonymous_usage_stats: false}
YAML
# compiling asks no server
cat > profiles.yml <<'YAML'
finding:
  target: dev
  outputs:
    dev: {type: postgres, host: 127.0.0.1, port: 5432, user: u, password: p, dbname: d, schema: s}
YAML
echo "select 1 as id" > models/numbers.sql
echo "select n.id from {{ ref('numbers') }} as n" > models/aliased.sql

compiled() {
  venv/bin/dbt --quiet compile --select aliased --no-populate-cache --no-introspect "$@" > /dev/null
  cat target/compiled/finding/models/aliased.sql
}
compiled > usual.sql
compiled --empty > empty.sql

cat > see.py <<'PYTHON'
import pathlib
import sys

import pglast


def verdict(name):
    text = pathlib.Path(name).read_text().strip()
    try:
        pglast.parse_sql(text)
        judged = "valid"
    except pglast.parser.ParseError as error:
        judged = str(error)
    print(f"{name}: {text}\n  {judged}")
    return judged


usual, empty = verdict("usual.sql"), verdict("empty.sql")
sys.exit(0 if usual == "valid" and "syntax error" in empty else 1)
PYTHON
venv/bin/python see.py
