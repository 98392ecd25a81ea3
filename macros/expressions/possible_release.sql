{# No sound was recorded before 1860, and a date past 2100 is a slip: such a day is unknown. #}
{% macro possible_release(expression) -%}
  {{ between_or_null(expression, "'1860-01-01'", "'2100-12-31'") }}
{%- endmacro %}
