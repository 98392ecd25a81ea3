{# A value outside the range that its meaning allows (also NaN) is unknown. #}
{% macro between_or_null(expression, lowest, highest) -%}
  case when {{ expression }} between {{ lowest }} and {{ highest }} then {{ expression }} end
{%- endmacro %}
