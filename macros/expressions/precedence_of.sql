{# Where a provider stands; one that the seed does not know comes after all that it knows. #}
{% macro precedence_of(column) -%}
  coalesce({{ column }}, 1000)
{%- endmacro %}
