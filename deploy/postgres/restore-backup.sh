#!/bin/sh
# Copy the backup RESTORE_FROM into the data folder of the first node; Patroni calls it once instead
# of initdb, with --datadir=FOLDER, and then replays the archived log.
set -eu
umask 0077
for argument; do
  case $argument in --datadir=*) data=${argument#*=} ;; esac
done
cp -R "${RESTORE_FROM:?expected a backup as RESTORE_FROM}" "${data:?expected --datadir=FOLDER}"
chmod 0700 "$data"
