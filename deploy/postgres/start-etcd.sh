#!/bin/sh
# Start one of three members of etcd, in which Patroni keeps the leader's key.
#
#   NODE_NAME      name and address of this member
#   MEMBERS        etcd1=http://etcd1:2380,etcd2=http://etcd2:2380,etcd3=http://etcd3:2380
set -eu
name=${NODE_NAME:?expected the name of this member as NODE_NAME}
host=${NODE_HOST:-$name}
listen=${NODE_LISTEN:-0.0.0.0}
port=${CLIENT_PORT:-2379}
peer_port=${PEER_PORT:-2380}
exec etcd --name "$name" --data-dir "${DATA_FOLDER:-/var/lib/etcd/data}" \
  --listen-client-urls "http://$listen:$port" --advertise-client-urls "http://$host:$port" \
  --listen-peer-urls "http://$listen:$peer_port" \
  --initial-advertise-peer-urls "http://$host:$peer_port" \
  --initial-cluster "${MEMBERS:?expected all members as MEMBERS}" \
  --initial-cluster-token segue --initial-cluster-state new \
  --heartbeat-interval 250 --election-timeout 2500 \
  --auto-compaction-mode periodic --auto-compaction-retention 1h
