{# Note what the table was built from, in the transaction that built it. A build that touched
   no row leaves the version as it was: then nothing below has anything to do. A snapshot does
   not say how many rows it ended. #}
{% macro note_version() %}
  {%- if execute -%}
    {%- set touched = load_result('main')['response'].rows_affected -%}
    {%- if model.config.materialized != 'view' %}
{{ note_changes_by_hand(name_of(model)) }};
    {%- endif %}
insert into observability.versions (name, relation, code, inputs, version)
select
    '{{ name_of(model) }}',
    to_regclass('{{ name_of(model) }}')::oid,
    {{ code_of_this() }},
    {{ held_inputs() }},
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


{# The versions of the sources, taken once before anything is built. What is loaded while the
   build runs is then new for the next one. #}
{% macro note_source_versions() %}
  {%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- set names = [] -%}
    {%- for source in graph.sources.values() if source.source_name != 'observability' -%}
      {%- do names.append(name_of(source)) -%}
    {%- endfor -%}
do $sources$
declare
    source text;
begin
    foreach source in array '{ {{- names | join(', ') -}} }'::text[] loop
        continue when to_regclass(source) is null;
        execute format(
            $note$
            insert into observability.versions (name, relation, code, version)
            select %L, %L::regclass::oid, '', {{ rows_as_they_lie('%s') }}
            on conflict (name) do update set
                relation = excluded.relation, version = excluded.version
            $note$,
            source, source, source
        );
    end loop;
end
$sources$
  {%- endif -%}
{% endmacro %}


{# How many rows, and a sum over which transaction wrote each and where it lies: no row can be
   put in, changed or deleted without changing it. #}
{% macro rows_as_they_lie(table) -%}
  (select concat(count(*), ':', sum(hash_record_extended(row(xmin, ctid), 0))) from {{ table }})
{%- endmacro %}
