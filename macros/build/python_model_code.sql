{# The code that dbt_project.python_models runs: the compiled model, with the line numbers of its
   file, and after it the table for its rows. dbt rejects an enforced contract on a Python model,
   so the columns and constraints of the YAML are added to the table here. #}
{% macro python_model_code(compiled_code, relation, is_temporary) -%}
  {%- set types = {} -%}
  {%- for column in model['columns'].values() if column.get('data_type') -%}
    {%- do types.update({column['name']: column['data_type']}) -%}
  {%- endfor -%}
  {%- if types and types | length != model['columns'] | length -%}
    {%- do exceptions.raise_compiler_error(
          'expected a data_type for every column of ' ~ model['name'] ~ ' or for none, got '
          ~ types | length ~ ' for ' ~ model['columns'] | length ~ '; declare the others') -%}
  {%- endif -%}
  {%- set may_be_current = is_temporary and has_versions_table() and not flags.FULL_REFRESH -%}
  {%- set target = {
        'relation': relation.render(),
        'is_temporary': is_temporary,
        'types': types,
        'columns': columns_and_keys()['columns'] if types else [],
        'is_current': version_query() if may_be_current else none,
        'is_same_code': version_query(of_inputs=false) if may_be_current else none,
      } -%}
{{ compiled_code }}

rows_target = {{ tojson(target) | tojson }}
{%- endmacro %}
