{# Before a build, drop a mart that release 0.2.0 renamed: its foreign keys would prevent deletions
   in other tables. Its rows are in the table with the new name. #}
{% macro drop_former_tables() -%}
  {{ drop_tables_like('marts.taste_memberships') }}
{%- endmacro %}


{# After a build, drop the other names of releases before 0.2.0; views read them until then. #}
{% macro drop_former_models() %}
  {%- if execute and flags.WHICH == 'build' -%}
{{ drop_tables_like(
      'staging.stg_spotify__.*|marts.recommendations_v1|intermediate.int_track_albums_resolved'
      ~ '|intermediate.int_.*_(collected|unified|chosen)') }};
delete from observability.versions where to_regclass(name) is null;
{{ rename_former_keys() }}
  {%- endif -%}
{% endmacro %}


{# A table or view stays if a view of somebody else reads it. #}
{% macro drop_tables_like(pattern) -%}
do $drop$
declare
    former record;
begin
    for former in
        select oid::regclass as name, case relkind when 'v' then 'view' else 'table' end as kind
        from pg_class
        where relkind in ('r', 'v')
            and relnamespace::regnamespace || '.' || relname ~ '^({{ pattern }})$'
        order by pg_class.oid desc  -- a view is newer than what it reads
    loop
        begin
            execute format('drop %s %s', former.kind, former.name);
        exception when dependent_objects_still_exist then
            raise notice '% belongs to a former release, and others read it: %',
                former.name, sqlerrm;
        end;
    end loop;
end
$drop$
{%- endmacro %}


{# Releases before 0.2.0 built a table as `..__dbt_tmp`, and its keys and indexes kept the name. #}
{% macro rename_former_keys() -%}
do $rename$
declare
    statement text;
begin
    for statement in
        select format('alter table %s rename constraint %I to ', conrelid::regclass, conname)
            || quote_ident(replace(conname, '__dbt_tmp', ''))
        from pg_constraint
        where conname like '%\_\_dbt\_tmp%' and conrelid <> 0
        union all
        select format('alter index %s rename to ', oid::regclass)
            || quote_ident(replace(relname, '__dbt_tmp', ''))
        from pg_class
        where relname like '%\_\_dbt\_tmp%' and relkind = 'i'
            and not exists (select from pg_constraint where conindid = pg_class.oid)
    loop
        begin
            execute statement;
        exception when duplicate_object or duplicate_table or insufficient_privilege then
            raise notice '%', sqlerrm;
        end;
    end loop;
end
$rename$
{%- endmacro %}
