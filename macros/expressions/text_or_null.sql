{# Text without outer blanks; null if nothing is left, as files write a missing text as blanks. #}
{% macro text_or_null(expression) -%}
  nullif(btrim({{ expression }}), '')
{%- endmacro %}
