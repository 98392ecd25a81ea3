{# A build skips a table if its code and the versions of its inputs are the same as before. The
   version of a source is its number of rows and its newest load (see source_version), that of a
   table is the build that last changed a row of it, and that of a seed is its file. A view counts
   with its text and the versions of its own inputs. #}
{% macro inputs_of(node) -%}
  {%- set terms = terms_of(node, {}) -%}
  md5('' {%- for name in terms | sort %} || {{ terms[name] }} {%- endfor %})
{%- endmacro %}


{% macro terms_of(node, terms) %}
  {%- for unique_id in node.depends_on.nodes -%}
    {%- set parent = graph.sources.get(unique_id) or graph.nodes.get(unique_id) -%}
    {%- set name = name_of(parent) -%}
    {%- if name not in terms -%}
      {%- if parent.resource_type == 'seed' -%}
        {%- do terms.update({name: "'" ~ parent.checksum.checksum ~ "'"}) -%}
      {%- elif parent.resource_type == 'model' and parent.config.materialized == 'view' -%}
        {%- do terms.update({name: "md5(pg_get_viewdef(to_regclass('" ~ name ~ "')))"}) -%}
        {%- do terms_of(parent, terms) -%}
      {%- else -%}
        {%- do terms.update({name:
              "(select version from observability.versions where name = '" ~ name
              ~ "' and relation = to_regclass('" ~ name ~ "')::oid)"}) -%}
      {%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(terms) -%}
{% endmacro %}


{# Whether `--empty` emptied what the node reads. #}
{% macro reads_no_rows() -%}
  exists (
      select from observability.versions
      where name in ('{{ terms_of(model, {}) | join("', '") }}') and starts_with(version, 'no rows')
  )
{%- endmacro %}


{% macro name_of(node) -%}
  {{ node.schema }}.{{ node.get('identifier') or node.get('alias') }}
{%- endmacro %}


{# Hash of the code of the current node: with its columns, keys and configuration, and for a Python
   model with the package that it calls, whose hash the runner has set in the session. #}
{% macro code_of_this() -%}
  {%- set parts = [
        sql if model.language == 'sql' else model.raw_code,
        model.get('checksum', {}), model.columns, model.get('constraints'), model.description,
        model.config] -%}
  '{{ local_md5(tojson(parts, sort_keys=True)) }}'
  {%- if model.language == 'python' %} || coalesce(current_setting('segue.package', true), '')
  {%- endif -%}
{%- endmacro %}


{# One row: whether the table was computed by the current code, and from the current inputs. #}
{% macro version_query(of_inputs=true) -%}
  select exists (
      select from observability.versions
      where
          name = '{{ name_of(model) }}'
          and relation = to_regclass('{{ name_of(model) }}')::oid
          and code = {{ code_of_this() }}
          {%- if of_inputs %}
          and inputs = {{ inputs_of(model) }}
          {%- endif %}
  )
{%- endmacro %}


{% macro is_version_current() %}
  {%- if flags.FULL_REFRESH or not has_versions_table() -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- do return(run_query(version_query()).rows[0][0]) -%}
{% endmacro %}


{% macro has_versions_table() %}
  {%- set found = run_query("select to_regclass('observability.versions') is not null") -%}
  {%- do return(found.rows[0][0]) -%}
{% endmacro %}
