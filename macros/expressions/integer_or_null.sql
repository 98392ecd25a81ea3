{# A whole number in the range of Postgres's integer; another value is unknown, not an error. #}
{% macro integer_or_null(expression) -%}
  case
    when pg_input_is_valid(({{ expression }})::text, 'integer')
      then ({{ expression }})::integer
  end
{%- endmacro %}
