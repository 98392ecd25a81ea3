{# What a table was built from: its code, and the versions of what it reads. Where both are
   what they were, and nobody else changed a row of it, the table stands, and a build leaves
   it alone. A source's version is taken from the rows as they lie (see note_source_versions),
   a table's is the build that last changed a row of it with what was changed by hand since,
   and a view stands for its text and for what it reads. #}
{% macro inputs_of(node) -%}
  {%- set terms = terms_of(node, {}) -%}
  md5('' {%- for name in terms | sort %} || {{ terms[name] }} {%- endfor %})
{%- endmacro %}


{% macro terms_of(node, terms) %}
  {%- for unique_id in node.depends_on.nodes -%}
    {%- set above = graph.sources.get(unique_id) or graph.nodes.get(unique_id) -%}
    {%- set name = name_of(above) -%}
    {%- if name not in terms -%}
      {%- if above.resource_type == 'model' and above.config.materialized == 'view' -%}
        {%- do terms.update({name: "md5(pg_get_viewdef(to_regclass('" ~ name ~ "')))"}) -%}
        {%- do terms_of(above, terms) -%}
      {%- else -%}
        {%- do terms.update({name:
              "(select concat(version, " ~ changes_by_hand(name)
              ~ ") from observability.versions where name = '" ~ name
              ~ "' and relation = to_regclass('" ~ name ~ "')::oid)"}) -%}
      {%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(terms) -%}
{% endmacro %}


{% macro name_of(node) -%}
  {{ node.schema }}.{{ node.get('identifier') or node.get('alias') }}
{%- endmacro %}


{# The code of the node that is built: also its columns, keys and configuration, and for a
   Python model the package that it calls, as the runner has put it into the session. #}
{% macro code_of_this() -%}
  {%- set parts = [
        sql if model.language == 'sql' else model.raw_code,
        model.get('checksum', {}), model.columns, model.get('constraints'), model.description,
        model.config] -%}
  md5('{{ local_md5(tojson(parts, sort_keys=True)) }}'
      || coalesce(current_setting('segue.package', true), ''))
{%- endmacro %}


{# `same`: nothing to do. `other code`: to be made anew. `other rows`: something above changed,
   or nothing is known, or the table's own rows are not as the build left them. #}
{% macro version_query() -%}
  select
      case
          when held.relation is distinct from to_regclass('{{ name_of(model) }}')::oid
              then 'other rows'
          when held.code <> {{ code_of_this() }} then 'other code'
          when {{ changes_by_hand(name_of(model)) }} is not null then 'other rows'
          when held.inputs = {{ held_inputs() }} then 'same'
          else 'other rows'
      end as state
  from (select) as nothing
  left join observability.versions as held on held.name = '{{ name_of(model) }}'
{%- endmacro %}


{# A view and a seed read nothing that would make them other. #}
{% macro held_inputs() -%}
  {%- if model.config.materialized == 'view' -%}
    md5(pg_get_viewdef(to_regclass('{{ name_of(model) }}')))
  {%- elif model.resource_type == 'seed' -%}
    {{ layout_of(name_of(model)) }}
  {%- else -%}
    {{ inputs_of(model) }} || {{ layout_of(name_of(model)) }}
  {%- endif -%}
{%- endmacro %}


{% macro version_state() %}
  {%- if flags.FULL_REFRESH or not versions_are_kept() -%}
    {%- do return('other rows') -%}
  {%- endif -%}
  {%- do return(run_query(version_query()).columns[0].values()[0]) -%}
{% endmacro %}


{% macro versions_are_kept() %}
  {%- set found = run_query("select to_regclass('observability.versions') is not null") -%}
  {%- do return(found.columns[0].values()[0]) -%}
{% endmacro %}
