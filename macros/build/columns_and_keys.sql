{# The declarations of a model in two parts: the columns with their constraints on single rows, for
   CREATE TABLE; and primary keys, unique keys and checks, for ALTER TABLE after the rows are
   written. Foreign keys are added after all tables exist: see restore_foreign_keys. #}
{% macro columns_and_keys() %}
  {%- set inline = ['not_null', 'custom'] -%}
  {%- set columns = {} -%}
  {%- set keys = [] -%}
  {%- for name, column in model['columns'].items() -%}
    {%- set inline_constraints = [] -%}
    {%- for constraint in column['constraints'] -%}
      {%- if constraint['type'] in inline -%}
        {%- do inline_constraints.append(constraint) -%}
      {%- elif constraint['type'] != 'foreign_key' -%}
        {%- do keys.append(dict(constraint, columns=[name])) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- do columns.update({name: dict(column, constraints=inline_constraints)}) -%}
  {%- endfor -%}
  {%- for constraint in model['constraints'] if constraint['type'] != 'foreign_key' -%}
    {%- do keys.append(constraint) -%}
  {%- endfor -%}
  {%- do return({
        'columns': adapter.render_raw_columns_constraints(raw_columns=columns),
        'keys': adapter.render_raw_model_constraints(raw_constraints=keys),
      }) -%}
{% endmacro %}
