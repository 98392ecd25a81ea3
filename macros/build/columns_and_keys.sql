{# What a model declares of its table, in two parts: the columns with what holds row by row,
   for CREATE TABLE; and primary keys, unique keys and checks, for ALTER TABLE once the rows
   are there. Foreign keys come last of all, when every table of the build stands: see
   restore_foreign_keys. #}
{% macro columns_and_keys() %}
  {%- set inline = ['not_null', 'custom'] -%}
  {%- set columns = {} -%}
  {%- set keys = [] -%}
  {%- for name, column in model['columns'].items() -%}
    {%- set kept = [] -%}
    {%- for constraint in column['constraints'] -%}
      {%- if constraint['type'] in inline -%}
        {%- do kept.append(constraint) -%}
      {%- elif constraint['type'] != 'foreign_key' -%}
        {%- do keys.append(dict(constraint, columns=[name])) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do columns.update({name: dict(column, constraints=kept)}) -%}
  {%- endfor -%}
  {%- for constraint in model['constraints'] if constraint['type'] != 'foreign_key' -%}
    {%- do keys.append(constraint) -%}
  {%- endfor -%}
  {%- do return({
        'columns': adapter.render_raw_columns_constraints(raw_columns=columns),
        'keys': adapter.render_raw_model_constraints(raw_constraints=keys),
      }) -%}
{% endmacro %}
