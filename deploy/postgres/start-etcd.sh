#!/bin/sh
# Start one of three members of etcd, in which Patroni keeps the leader's key.
#
#   NODE_NAME      name and address of this member
#   ETCD_MEMBERS   etcd1=http://etcd1:2380,etcd2=http://etcd2:2380,etcd3=http://etcd3:2380
set -eu
name=${NODE_NAME:?expected the name of this member as NODE_NAME}
exec etcd --name "$name" --data-dir /var/lib/etcd/data \
  --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls "http://$name:2379" \
  --listen-peer-urls http://0.0.0.0:2380 --initial-advertise-peer-urls "http://$name:2380" \
  --initial-cluster "${ETCD_MEMBERS:?expected all members as ETCD_MEMBERS}" \
  --initial-cluster-token segue --initial-cluster-state new \
  --heartbeat-interval 250 --election-timeout 2500 \
  --auto-compaction-mode periodic --auto-compaction-retention 1h
