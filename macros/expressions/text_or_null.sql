{# Files write a missing text as '' or as blanks. #}
{% macro text_or_null(expression) -%}
  nullif(btrim({{ expression }}), '')
{%- endmacro %}
