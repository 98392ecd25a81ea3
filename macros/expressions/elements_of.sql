{# The elements of a JSON array with their places; what is no array (null, a text) has none.
   In brackets: dbt's unit tests take the first bare `with` of a model for its CTEs. #}
{% macro elements_of(column) -%}
  lateral (
    select
      listed.element,
      listed.position
    from jsonb_path_query({{ column }}, 'strict $[*]', '{}', true)
      with ordinality as listed (element, position)
  )
{%- endmacro %}
