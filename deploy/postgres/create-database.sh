#!/bin/sh
# Create Segue's user and database, unless a restored backup has them; Patroni calls it once, on the
# first primary, with its address. Passwords are those of today.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$1" <<'SQL'
\getenv password SEGUE_PASSWORD
select 'create role segue login'
where not exists (select from pg_roles where rolname = 'segue') \gexec
alter role segue password :'password';
select 'create database segue owner segue'
where not exists (select from pg_database where datname = 'segue') \gexec
SQL
