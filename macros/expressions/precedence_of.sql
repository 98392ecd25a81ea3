{# The precedence of a provider; one that is not in the seed comes last. #}
{% macro precedence_of(column) -%}
  coalesce({{ column }}, 1000)
{%- endmacro %}
