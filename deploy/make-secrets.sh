#!/bin/sh
# Write the secrets of a deployment as files in a folder that only its owner may enter; existing ones
# stay. Containers see the files alone, under users of their own, who must be able to read them.
# Usage: make-secrets.sh FOLDER HOSTS, such as: make-secrets.sh deploy/secrets node1,node2,node3
set -eu
folder=${1:?expected the folder of the secrets, such as deploy/secrets}
hosts=${2:-node1,node2,node3}
umask 0077
mkdir -p "$folder"

# letters and digits only: nothing to escape in an address
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

for name in postgres_password replication_password patroni_password segue_password \
  grafana_password SEGUE_SECRET_KEY; do
  [ -s "$folder/$name" ] || random > "$folder/$name"
done
if [ ! -s "$folder/DATABASE_URL" ]; then
  addresses=$(echo "$hosts" | sed 's/,/:5432,/g'):5432
  printf 'postgresql://segue:%s@%s/segue?target_session_attrs=read-write' \
    "$(cat "$folder/segue_password")" "$addresses" > "$folder/DATABASE_URL"
fi
chmod 0700 "$folder"
chmod 0444 "$folder"/*
echo "the secrets are in $folder"
