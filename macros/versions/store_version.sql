{# Store the version of a table in the transaction that built it. The version stays the same if no
   row was written, so that the models below need no computation. A snapshot does not report how
   many rows it closed. The version of a table that `--empty` emptied, or that reads one, begins
   with "no rows": see snapshot. #}
{% macro store_version() %}
  {%- if execute -%}
    {%- set number_of_rows = load_result('main')['response'].rows_affected -%}
insert into observability.versions (name, relation, code, inputs, version)
select
    '{{ name_of(model) }}',
    to_regclass('{{ name_of(model) }}')::oid,
    {{ code_of_this() }},
    {{ inputs_of(model) }},
    case when {{ flags.EMPTY }} or {{ reads_no_rows() }} then 'no rows ' else '' end
    || '{{ invocation_id }}'
on conflict (name) do update set
    relation = excluded.relation,
    code = excluded.code,
    inputs = excluded.inputs,
    version = case
        when versions.relation = excluded.relation
            and {{ number_of_rows == 0 and model.resource_type != 'snapshot' }}
            and starts_with(versions.version, 'no rows') = starts_with(excluded.version, 'no rows')
            then versions.version
        else excluded.version
    end
  {%- endif -%}
{% endmacro %}


{# Store the versions of the sources before anything is built, so that rows loaded during the build
   are new for the next one. After an `--empty` build, which reads no row, all rows are new. The end
   of a build of the whole project makes them the `built_version`. #}
{% macro store_source_versions() %}
  {%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- set names = [] -%}
    {%- for source in graph.sources.values() -%}
      {%- do names.append(name_of(source)) -%}
    {%- endfor -%}
    {%- set no_rows = "'no rows'" if flags.EMPTY -%}
insert into observability.versions (name, relation, code, built_version, version)
select
    name, to_regclass(name)::oid, '', '',
    {{ no_rows or 'observability.source_version(to_regclass(name))' }}
from unnest('{ {{- names | join(', ') -}} }'::text[]) as sources (name)
where observability.source_version(to_regclass(name)) is not null
on conflict (name) do update set
    relation = excluded.relation,
    built_version = {{ no_rows or 'coalesce(versions.built_version, versions.version)' }},
    version = excluded.version
  {%- endif -%}
{% endmacro %}


{# The number of rows of a source and its newest load or change: any load, verdict, evaluation or
   `segue forget` changes one of them. Null for a table that is missing or has no such column. #}
{% macro create_source_version() -%}
create or replace function observability.source_version(source regclass) returns text
language plpgsql stable set search_path = pg_catalog as $version$
declare
    newest name;
    version text;
begin
    select attname into newest from pg_attribute
    where attrelid = source and attname in ('_dlt_load_id', 'evaluated_at', 'inserted_at', 'updated_at') and not attisdropped
    order by attname limit 1;
    if newest is not null then
        execute format('select concat(count(*), '':'', max(%I)) from %s', newest, source)
        into version;
    end if;
    return version;
end
$version$
{%- endmacro %}
