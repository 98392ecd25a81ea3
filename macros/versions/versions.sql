{# What a table was built from: its code, and the versions of what it reads. Where both are what
   they were, a build leaves the table alone. The version of a source says how many rows it has
   and which is the newest (see source_version), that of a table is the build that last changed a
   row of it, that of a seed its file, and a view stands for its text and for what it reads. #}
{% macro inputs_of(node) -%}
  {%- set terms = terms_of(node, {}) -%}
  md5('' {%- for name in terms | sort %} || {{ terms[name] }} {%- endfor %})
{%- endmacro %}


{% macro terms_of(node, terms) %}
  {%- for unique_id in node.depends_on.nodes -%}
    {%- set above = graph.sources.get(unique_id) or graph.nodes.get(unique_id) -%}
    {%- set name = name_of(above) -%}
    {%- if name not in terms -%}
      {%- if above.resource_type == 'seed' -%}
        {%- do terms.update({name: "'" ~ above.checksum.checksum ~ "'"}) -%}
      {%- elif above.resource_type == 'model' and above.config.materialized == 'view' -%}
        {%- do terms.update({name: "md5(pg_get_viewdef(to_regclass('" ~ name ~ "')))"}) -%}
        {%- do terms_of(above, terms) -%}
      {%- else -%}
        {%- do terms.update({name:
              "(select version from observability.versions where name = '" ~ name
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
  '{{ local_md5(tojson(parts, sort_keys=True)) }}'
  {%- if model.language == 'python' %} || coalesce(current_setting('segue.package', true), '')
  {%- endif -%}
{%- endmacro %}


{# One row: whether the table is what its code would make of what it reads. #}
{% macro version_query() -%}
  select exists (
      select from observability.versions
      where
          name = '{{ name_of(model) }}'
          and relation = to_regclass('{{ name_of(model) }}')::oid
          and code = {{ code_of_this() }}
          and inputs = {{ inputs_of(model) }}
  )
{%- endmacro %}


{% macro is_version_current() %}
  {%- if flags.FULL_REFRESH or not versions_are_kept() -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- do return(run_query(version_query()).rows[0][0]) -%}
{% endmacro %}


{% macro versions_are_kept() %}
  {%- set found = run_query("select to_regclass('observability.versions') is not null") -%}
  {%- do return(found.rows[0][0]) -%}
{% endmacro %}
