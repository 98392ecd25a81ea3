#!/bin/sh
# Start one node: Patroni, which starts PostgreSQL and watches it.
#
#   NODE_NAME          name of this node; the others reach it by this name, unless NODE_HOST is set
#   NODE_HOST          address of this node
#   ETCD_HOSTS         etcd1:2379,etcd2:2379,etcd3:2379
#   SEGUE_SECRETS_DIR  folder with the files postgres_password, replication_password,
#                      patroni_password and segue_password
#   RESTORE_FROM       a backup, such as /var/lib/segue-backup/base/20261129T030000Z, with which a new
#                      cluster begins
#   RESTORE_AT         the instant up to which the log is replayed; without it, all of it
set -eu

secret() {
  file=${SEGUE_SECRETS_DIR:-/run/secrets}/$1
  if [ ! -r "$file" ]; then
    echo "start-node: expected the secret file $file, got none that can be read" >&2
    exit 1
  fi
  cat "$file"
}

host=${NODE_HOST:-${NODE_NAME:?expected the name of this node as NODE_NAME}}
port=${NODE_PORT:-5432}
rest_port=${NODE_REST_PORT:-8008}
here=$(dirname "$(readlink -f "$0")")

# assigned first: a failing command within `export NAME=$(...)` would go unnoticed
superuser=$(secret postgres_password)
replication=$(secret replication_password)
rest=$(secret patroni_password)
SEGUE_PASSWORD=$(secret segue_password)  # for create-database.sh

export SEGUE_PASSWORD NODE_NAME
export PATRONI_NAME="$NODE_NAME"
export PATRONI_ETCD3_HOSTS="${ETCD_HOSTS:?expected the members of etcd as ETCD_HOSTS}"
export PATRONI_RESTAPI_LISTEN="${NODE_LISTEN:-0.0.0.0}:$rest_port"
export PATRONI_RESTAPI_CONNECT_ADDRESS="$host:$rest_port"
export PATRONI_RESTAPI_USERNAME=patroni
export PATRONI_RESTAPI_PASSWORD="$rest"
export PATRONI_POSTGRESQL_LISTEN="${NODE_LISTEN:-0.0.0.0}:$port"
export PATRONI_POSTGRESQL_CONNECT_ADDRESS="$host:$port"
export PATRONI_SUPERUSER_USERNAME=postgres
export PATRONI_SUPERUSER_PASSWORD="$superuser"
export PATRONI_REPLICATION_USERNAME=replicator
export PATRONI_REPLICATION_PASSWORD="$replication"
export PATH="$here:$PATH"

# a data folder that others may enter is refused by PostgreSQL
umask 0077
settings=$here/patroni.yml
if [ -n "${RESTORE_FROM:-}" ]; then
  # Patroni reads all files of a folder, the last one wins
  settings=$(mktemp -d)
  cp "$here/patroni.yml" "$settings/1.yml"
  archive=$(dirname "$(dirname "$RESTORE_FROM")")/wal
  cat > "$settings/2.yml" <<YAML
bootstrap:
  method: restore
  restore:
    command: restore-backup.sh
    recovery_conf:
      restore_command: cp "$archive/%f" "%p"
      recovery_target_timeline: latest
      recovery_target_action: promote
      ${RESTORE_AT:+recovery_target_time: "$RESTORE_AT"}
YAML
fi
exec patroni "$settings"
