#!/bin/sh
# Create Segue's user and database; Patroni calls it once, on the first primary, with its address.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$1" <<'SQL'
\getenv password SEGUE_PASSWORD
create role segue login password :'password';
create database segue owner segue;
SQL
