{# The elements of a JSON array with their positions; a value that is no array has no elements. In
   brackets, because dbt's unit tests take the first bare `with` of a model for its CTEs. #}
{% macro elements_of(column) -%}
  lateral (
    select
      elements.element,
      elements.position
    from jsonb_path_query({{ column }}, 'strict $[*]', '{}', true)
      with ordinality as elements (element, position)
  )
{%- endmacro %}
