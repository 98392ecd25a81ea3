#!/bin/sh
# Back up the cluster: a base backup that is verified before it gets its name. The nodes archive
# their log into the same folder by themselves.
#
#   BACKUP_HOSTS   the nodes, separated by commas
#   BACKUP_DIR     the folder of backups
#   BACKUP_EVERY   seconds between two backups; without it there is one backup
#   BACKUP_KEEP    number of backups that stay
#   METRICS_DIR    folder in which the node exporter finds the time of the last backup
set -eu
folder=${BACKUP_DIR:-/var/lib/segue-backup}
PGPASSWORD=$(cat "${SEGUE_SECRETS_DIR:-/run/secrets}/replication_password")
export PGPASSWORD PGCONNECT_TIMEOUT=5

run_once() {
  name=$(date -u +%Y%m%dT%H%M%SZ)
  mkdir -p "$folder/base"
  rm -rf "$folder"/base/*.new
  pg_basebackup --pgdata "$folder/base/$name.new" --wal-method=stream --checkpoint=fast \
    --dbname "host=${BACKUP_HOSTS:?expected the nodes as BACKUP_HOSTS} port=${NODE_PORT:-5432} \
user=replicator target_session_attrs=prefer-standby" || return 1
  pg_verifybackup --quiet "$folder/base/$name.new" || return 1
  mv "$folder/base/$name.new" "$folder/base/$name"
  find "$folder/base" -mindepth 1 -maxdepth 1 -name '*Z' | sort | head -n "-${BACKUP_KEEP:-7}" \
    | while read -r expired; do rm -rf "$expired"; done
  # the part of the log that no backup needs any more
  oldest=$(find "$folder/base" -mindepth 1 -maxdepth 1 -name '*Z' | sort | head -n 1)
  first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
  pg_archivecleanup "$folder/wal" "$first"
  note
  echo "backup: $folder/base/$name"
}

note() {
  [ -n "${METRICS_DIR:-}" ] || return 0
  {
    echo "# HELP segue_backup_finished_timestamp_seconds End of the newest verified backup."
    echo "# TYPE segue_backup_finished_timestamp_seconds gauge"
    echo "segue_backup_finished_timestamp_seconds{kind=\"full\"} $(date +%s)"
  } > "$METRICS_DIR/segue_backup.new"
  mv "$METRICS_DIR/segue_backup.new" "$METRICS_DIR/segue_backup.prom"
}

if [ -z "${BACKUP_EVERY:-}" ]; then
  run_once
  exit
fi
trap 'exit 0' TERM INT
while true; do
  run_once || echo "backup: failed; the next one is in $BACKUP_EVERY seconds" >&2
  sleep "$BACKUP_EVERY" &
  wait $!
done
