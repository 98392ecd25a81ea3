{# Note what the table was built from, in the transaction that built it. A build that touched
   no row leaves the version as it was: then nothing below has anything to do. A snapshot does
   not say how many rows it ended. #}
{% macro note_version() %}
  {%- if execute -%}
    {%- set touched = load_result('main')['response'].rows_affected -%}
insert into observability.versions (name, relation, code, inputs, version)
select
    '{{ name_of(model) }}',
    to_regclass('{{ name_of(model) }}')::oid,
    {{ code_of_this() }},
    {{ inputs_of(model) }},
    '{{ invocation_id }}'
on conflict (name) do update set
    relation = excluded.relation,
    code = excluded.code,
    inputs = excluded.inputs,
    version = case
        when versions.relation = excluded.relation
            and {{ touched == 0 and model.resource_type != 'snapshot' }}
            then versions.version
        else excluded.version
    end
  {%- endif -%}
{% endmacro %}


{# The versions of the sources, noted once before anything is built. What is loaded while the
   build runs is then new for the next one. An `--empty` build reads no row: all is new for the
   next one. #}
{% macro note_source_versions() %}
  {%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- set names = [] -%}
    {%- for source in graph.sources.values() -%}
      {%- do names.append(name_of(source)) -%}
    {%- endfor -%}
insert into observability.versions (name, relation, code, version)
select
    name, to_regclass(name)::oid, '',
    {{ "'no rows'" if flags.EMPTY else 'observability.source_version(to_regclass(name))' }}
from unnest('{ {{- names | join(', ') -}} }'::text[]) as sources (name)
where observability.source_version(to_regclass(name)) is not null
on conflict (name) do update set relation = excluded.relation, version = excluded.version
  {%- endif -%}
{% endmacro %}


{# How many rows a source has, and the newest load or change: no load, verdict, evaluation or `segue forget`
   leaves both as they were. Null for a table that is not there or says neither. #}
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
