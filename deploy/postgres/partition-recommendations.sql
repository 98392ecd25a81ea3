-- Split marts.recommendations into 16 partitions by the hash of the track. psql runs it in one
-- transaction, and it refuses if views or keys of others stand on the table:
--   psql --single-transaction --file deploy/postgres/partition-recommendations.sql "$(segue db url)"
\set ON_ERROR_STOP on

lock table marts.recommendations in access exclusive mode;

do $check$
declare
    others text;
begin
    select string_agg(distinct dependent.oid::regclass::text, ', ')
    into others
    from pg_depend
    inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
    inner join pg_class as dependent on pg_rewrite.ev_class = dependent.oid
    where pg_depend.refobjid = 'marts.recommendations'::regclass;
    if others is not null then
        raise exception 'expected no view on marts.recommendations, got %; drop it, and create it '
            'again afterwards', others;
    end if;
end
$check$;

alter table marts.recommendations rename to recommendations_unpartitioned;

create table marts.recommendations (
    like marts.recommendations_unpartitioned including defaults including comments
)
partition by hash (track_id);

do $partitions$
begin
    for remainder in 0..15 loop
        execute format(
            'create table marts.recommendations_%s partition of marts.recommendations '
            'for values with (modulus 16, remainder %s)',
            to_char(remainder, 'FM00'), remainder
        );
    end loop;
end
$partitions$;

insert into marts.recommendations
select * from marts.recommendations_unpartitioned;

-- the keys and the rights, under the names that the build looks for
do $keys$
declare
    key record;
begin
    for key in
        select conname, pg_get_constraintdef(oid) as definition
        from pg_constraint
        where conrelid = 'marts.recommendations_unpartitioned'::regclass and contype in ('p', 'f')
        order by contype desc
    loop
        execute format(
            'alter table marts.recommendations_unpartitioned drop constraint %I', key.conname
        );
        execute format(
            'alter table marts.recommendations add constraint %I %s', key.conname, key.definition
        );
    end loop;
end
$keys$;

do $rights$
declare
    given record;
begin
    for given in
        select acl.grantee::regrole as name, acl.privilege_type
        from pg_class, aclexplode(pg_class.relacl) as acl
        where pg_class.oid = 'marts.recommendations_unpartitioned'::regclass and acl.grantee <> 0
    loop
        execute format(
            'grant %s on marts.recommendations to %s', given.privilege_type, given.name
        );
    end loop;
end
$rights$;

drop table marts.recommendations_unpartitioned;
analyze marts.recommendations;
