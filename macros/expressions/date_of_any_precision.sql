{# Spotify dates an album by day, month or year: the first day of that period, else null. #}
{% macro date_of_any_precision(expression) -%}
  {%- set text = 'left(' ~ expression ~ ', 10)' -%}
  {%- set full_date = text ~ " || right('0000-01-01', 10 - length(" ~ text ~ '))' -%}
  case
    when {{ text }} ~ '^\d{4}(-\d{2}){0,2}$' and pg_input_is_valid({{ full_date }}, 'date')
      then ({{ full_date }})::date
  end
{%- endmacro %}
