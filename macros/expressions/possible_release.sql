{# No sound was recorded before 1860, and a date after 2100 is an error: such dates are unknown. #}
{% macro possible_release(expression) -%}
  {{ between_or_null(expression, "'1860-01-01'", "'2100-12-31'") }}
{%- endmacro %}
