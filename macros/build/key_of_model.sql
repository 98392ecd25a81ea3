{# The columns that identify a row of a model: its `unique_key`, else its primary key. #}
{% macro key_of_model() %}
  {%- set key = config.get('unique_key') -%}
  {%- if key -%}
    {%- do return([key] if key is string else key) -%}
  {%- endif -%}
  {%- for constraint in model['constraints'] if constraint['type'] == 'primary_key' -%}
    {%- do return(constraint['columns']) -%}
  {%- endfor -%}
  {%- for name, column in model['columns'].items() -%}
    {%- for constraint in column['constraints'] if constraint['type'] == 'primary_key' -%}
      {%- do return([name]) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do return([]) -%}
{% endmacro %}
