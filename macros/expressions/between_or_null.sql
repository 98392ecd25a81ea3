{# A value outside its possible range (also NaN) is unknown. #}
{% macro between_or_null(expression, lowest, highest) -%}
  case when {{ expression }} between {{ lowest }} and {{ highest }} then {{ expression }} end
{%- endmacro %}
