{# A whole number that Postgres's integer can hold; a value that is none is unknown, not an error. #}
{% macro integer_or_null(expression) -%}
  case
    when pg_input_is_valid(({{ expression }})::text, 'integer')
      then ({{ expression }})::integer
  end
{%- endmacro %}
